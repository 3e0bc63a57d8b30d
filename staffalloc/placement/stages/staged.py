"""Staged appointments: block after block is decided, proved and locked; the last block is left.

What is left is a placement model like any other: the locked have one seat and no pool, the seats
decided are closed to everybody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from staffalloc.case.case import Case
from staffalloc.placement.eligible import EligiblePeople
from staffalloc.placement.engine.model import POOL, Ints, PlacementModel
from staffalloc.placement.people import People
from staffalloc.placement.seats import SeatType
from staffalloc.placement.stages.block import (
    Block,
    BlockChoice,
    build_block,
    solve_block,
    without_later_seat,
)
from staffalloc.placement.stages.blocks import (
    DECIDED,
    SeatOrder,
    after_locks,
    priority_levels,
)
from staffalloc.placement.stages.minima import MinimaCheck, cells_with_minima
from staffalloc.placement.stages.proof import BlockProof, prove_block


@dataclass(frozen=True)
class DecidedBlock:
    """One block as it was decided.

    Attributes
    ----------
    number : int
    block : Block
    choice : BlockChoice
    proof : BlockProof
    considered : int
        People who were not locked when it began.
    minima_before, minima_after : int
        Least posts of later blocks that can be filled without the locked people, before and
        after this block's are locked.
    conflict : tuple of str
        Where fewer can be filled after: the cells, ``unit/position``, that compete for too few.
    """

    number: int
    block: Block
    choice: BlockChoice
    proof: BlockProof
    considered: int
    minima_before: int
    minima_after: int
    conflict: tuple[str, ...]


@dataclass(frozen=True)
class Stages:
    """The decided blocks, and what they leave.

    Attributes
    ----------
    order : SeatOrder
    decided : tuple of DecidedBlock
    locked : (N,) ints
        Seat type of each person chosen before the last block, `POOL` for the others.
    model : PlacementModel
        Of the last block.
    all_at_once : PlacementModel
        The same problem without stages.
    """

    order: SeatOrder
    decided: tuple[DecidedBlock, ...]
    locked: Ints
    model: PlacementModel
    all_at_once: PlacementModel

    @property
    def are_proven(self) -> bool:
        return all(block.proof.is_proven for block in self.decided)


def decide_in_stages(
    case: Case, people: People, seats: Sequence[SeatType], model: PlacementModel
) -> Stages:
    """Decide every block but the last.

    Parameters
    ----------
    case, people, seats
    model : PlacementModel
        Of these people and seats, everything decided at once.

    Raises
    ------
    InfeasibleError
        If those whom a decision of the planner places in one block do not all find a seat.
    """
    order = SeatOrder.of(case, seats)
    eligible = EligiblePeople(model)
    blocks = order.before_the_last
    cells = cells_with_minima(case, seats, order.block)
    check = MinimaCheck([cell for cell in cells if blocks], eligible.of, len(people))
    locked = np.full(len(people), POOL)
    loss = np.zeros(len(people), np.int64)
    decided = []
    for number in blocks:
        level = priority_levels(case, people, number)
        level[without_later_seat(model, order.block > number)] = DECIDED
        block = build_block(model, eligible, order.seats_of(number), locked != POOL, level)
        choice = solve_block(block)
        rows, taken = block.people[choice.person], block.seats[choice.seat]
        considered = int((locked == POOL).sum())
        check.drop(number)
        before, _ = check.fill()
        check.lock(rows)
        after, competing = check.fill()
        conflict = tuple(sorted(competing)) if after < before else ()
        proof = prove_block(block, choice)
        decided.append(
            DecidedBlock(number, block, choice, proof, considered, before, after, conflict)
        )
        locked[rows], loss[rows] = taken, model.losses(rows, taken)
    closed = np.isin(order.block, blocks)
    left = after_locks(model, closed, locked, loss)
    return Stages(order, tuple(decided), locked, left, model)
