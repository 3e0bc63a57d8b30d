"""Blocks of the order of appointment, who comes first in each, and what a lock leaves open.

The documents name six stages. Stages 3, 4 and 5 run in parallel, so they are one block; a position
without a stage is in the last, with the officers of stage 6.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.placement.engine.model import (
    NO_POOL,
    NOT_ELIGIBLE,
    POOL,
    Ints,
    ListedPairs,
    PlacementModel,
    Reach,
)
from staffalloc.placement.people import People
from staffalloc.placement.seats import SeatType

STAGES: Final[tuple[tuple[int, ...], ...]] = ((1,), (2,), (3, 4, 5), (6,))
LAST: Final = len(STAGES)
DECIDED: Final = 0  # the group of those whom a decision of the planner leaves no later seat
NO_GROUP: Final = 100  # above every level the table of priorities can hold


@dataclass(frozen=True)
class SeatOrder:
    """In which block each seat type is decided, and on which side.

    Attributes
    ----------
    block : (J,) ints
        From 1; `LAST` where nothing comes after.
    side : tuple of str
        ``government``, ``party`` or ``front``.
    """

    block: Ints
    side: tuple[str, ...]

    @classmethod
    def of(cls, case: Case, seats: Sequence[SeatType]) -> SeatOrder:
        """Take stage and side from the lead position of each seat type."""
        positions = case.positions.set_index("position_id")
        stage, side = positions["stage"].to_dict(), positions["side"].to_dict()
        block = [block_of(stage[seat.kind[0]]) for seat in seats]
        return cls(np.array(block, np.int64), tuple(side[seat.kind[0]] for seat in seats))

    def seats_of(self, block: int) -> Ints:
        """Return the seat types of a block, rising."""
        return np.flatnonzero(self.block == block)

    @property
    def before_the_last(self) -> list[int]:
        """The blocks before the last that have a seat."""
        return sorted(set(self.block[self.block < LAST].tolist()))


def block_of(stage: float) -> int:
    """Return the block of a stage, the last where there is none.

    Examples
    --------
    >>> [block_of(stage) for stage in (1, 2, 3, 4, 5, 6, math.nan)]
    [1, 2, 3, 3, 3, 4, 4]
    """
    for number, stages in enumerate(STAGES, start=1):
        if not math.isnan(stage) and int(stage) in stages:
            return number
    return LAST


def priority_levels(case: Case, people: People, block: int) -> Ints:
    """Return the priority group of each person in a block, (N,); `NO_GROUP` for the others.

    Who stands in several stages of one block is in the first of these groups.
    """
    row_of = {code: row for row, code in enumerate(people.table["cadre_id"])}
    level: Ints = np.full(len(people), NO_GROUP)
    table = case.priorities
    for code, stage, group in zip(table["cadre_id"], table["stage"], table["level"], strict=True):
        row = row_of.get(code)
        if row is not None and int(stage) in STAGES[block - 1]:
            level[row] = min(level[row], int(group))
    return level


def after_locks(
    model: PlacementModel, decided: NDArray[np.bool_], locked: Ints, locked_loss: Ints
) -> PlacementModel:
    """Return the model that is left once people are locked to seats and these seats are closed.

    Parameters
    ----------
    model : PlacementModel
        With one row of ``reach`` a person.
    decided : (J,) bools
        Seat types nobody else may take any more; all of a kind or none.
    locked : (N,) ints
        The seat type of each person who is locked, `POOL` for the others.
    locked_loss : (N,) ints
        What the locked lose there.
    """
    is_locked = locked != POOL
    kind_loss = model.kind_loss.copy()
    kind_loss[:, np.unique(model.seat_kind[decided])] = NOT_ELIGIBLE
    return replace(
        model,
        pool_price=np.where(is_locked, NO_POOL, model.pool_price),
        kind_loss=kind_loss,
        reach=_without(model.reach, is_locked),
        listed=_with_locks(model.listed, decided, locked, locked_loss),
    )


def _without(reach: Reach, closed: NDArray[np.bool_]) -> Reach:
    size = np.diff(reach.start)
    kept = np.repeat(~closed, size)
    start = np.concatenate([[0], np.cumsum(np.where(closed, 0, size))]).astype(np.int64)
    return Reach(start, reach.unit[kept], reach.loss[kept])


def _with_locks(
    listed: ListedPairs, decided: NDArray[np.bool_], locked: Ints, locked_loss: Ints
) -> ListedPairs:
    kept = (locked[listed.person] == POOL) & ~decided[listed.seat]
    who = np.flatnonzero(locked != POOL)
    person = np.concatenate([listed.person[kept], who])
    seat = np.concatenate([listed.seat[kept], locked[who]])
    loss = np.concatenate([listed.loss[kept], locked_loss[who]])
    order = np.lexsort((seat, person))
    return ListedPairs(person[order], seat[order], loss[order])
