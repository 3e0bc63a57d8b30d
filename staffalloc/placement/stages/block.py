"""One block: the ordered priority groups first, then the least loss; solved exactly by flows.

The sets of people who can all be chosen at once are the independent sets of a transversal matroid.
So the most of group 1, the most of groups 1 and 2, and so on, are reached together, and each is a
rank that one flow finds. The last flow sends these counts to the seats at least loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from staffalloc.errors import InfeasibleError
from staffalloc.placement.eligible import EligiblePeople
from staffalloc.placement.engine.model import NO_POOL, Ints, PlacementModel
from staffalloc.placement.stages.blocks import DECIDED, NO_GROUP
from staffalloc.solvers.network import minimum_cost_flow

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Block:
    """The seats of one block and the people who may take them; not being chosen costs nothing.

    Attributes
    ----------
    seats : (S,) ints
        Their numbers in the model.
    people : (P,) ints
        Rows of those who are eligible for one of them and not locked.
    person, seat, loss : (E,) ints
        Eligible pairs by places in `people` and `seats`, and milli-hours.
    level : (P,) ints
        Priority group: `DECIDED` first, `NO_GROUP` last.
    step_seat, step_cost : ints
        Places to fill: seat, and what filling one adds to the cost: an empty seat's price is
        saved, so it stands below zero.
    empty_cost : int
        What leaving every seat empty costs.
    """

    seats: Ints
    people: Ints
    person: Ints
    seat: Ints
    loss: Ints
    level: Ints
    step_seat: Ints
    step_cost: Ints
    empty_cost: int

    @cached_property
    def room(self) -> Ints:
        """How many people each seat type takes at most, (S,)."""
        return np.bincount(self.step_seat, minlength=len(self.seats))

    @cached_property
    def groups(self) -> Ints:
        """The groups there are, the first comes first; without those who have none."""
        return np.unique(self.level[self.level < NO_GROUP])


@dataclass(frozen=True)
class LevelChoice:
    """How many of a priority group are chosen, and what proves that no more can be.

    Attributes
    ----------
    level, people, chosen : int
    price : int
        What one more of the group would cost, in milli-hours: the dual of the count.
    cover : tuple of int
        Places of seat types that, with the people eligible elsewhere, cover every pair of this
        group and those before it.
    """

    level: int
    people: int
    chosen: int
    price: int
    cover: tuple[int, ...]


@dataclass(frozen=True)
class BlockChoice:
    """Who is chosen, by places in the block, and the prices that prove it."""

    person: Ints
    seat: Ints
    seat_price: Ints
    levels: tuple[LevelChoice, ...]


def build_block(
    model: PlacementModel, eligible: EligiblePeople, seats: Ints, is_locked: Bools, level: Ints
) -> Block:
    """Collect the pairs of some seats, people who are locked left out.

    `level` has the priority group of every person of the model.
    """
    people_of = [eligible.of(int(j)) for j in seats]
    people_of = [people[~is_locked[people]] for people in people_of]
    seat = np.repeat(np.arange(len(seats)), [len(people) for people in people_of])
    row = np.concatenate([*people_of, np.zeros(0, np.int64)]).astype(np.int64)
    people, person = np.unique(row, return_inverse=True)
    empty, extra = (np.isin(of, seats) for of in (model.empty_seat, model.extra_seat))
    step_of = np.concatenate(
        [
            np.repeat(model.empty_seat[empty], model.empty_room[empty]),
            np.repeat(model.extra_seat[extra], model.extra_room[extra]),
        ]
    )
    saved = np.repeat(model.empty_price[empty], model.empty_room[empty])
    added = np.repeat(model.extra_price[extra], model.extra_room[extra])
    return Block(
        seats,
        people,
        person.astype(np.int64),
        seat,
        model.losses(row, seats[seat]),
        level[people],
        np.searchsorted(seats, step_of),
        np.concatenate([-saved, added]).astype(np.int64),
        int(saved.sum()),
    )


def without_later_seat(model: PlacementModel, is_later: Bools) -> Bools:
    """Return who must be placed and has no seat that is decided later, (N,)."""
    listed = model.listed
    has_later = np.zeros(model.people, bool)
    has_later[listed.person[is_later[listed.seat]]] = True
    alone: Bools = (model.pool_price == NO_POOL) & ~has_later
    return alone


def solve_block(block: Block) -> BlockChoice:
    """Choose the most of each group in turn, then at least loss.

    Raises
    ------
    InfeasibleError
        If those whom a decision places in this block do not all find a seat.
    """
    covers: dict[int, Ints] = {}
    counts: dict[int, int] = {}
    reached = 0
    for level in block.groups.tolist():
        most, covers[level] = _most_chosen(block, level)
        counts[level], reached = most - reached, most
    decided = int((block.level == DECIDED).sum())
    if counts.get(DECIDED, 0) < decided:
        raise InfeasibleError(
            "not everybody whom a decision places finds a seat in their block of appointments"
        )
    return _cheapest(block, counts, covers)


def _most_chosen(block: Block, level: int) -> tuple[int, Ints]:
    """Return the most people of a group and those before it, and the seats of a cover."""
    inside = block.level <= level
    number = np.cumsum(inside) - 1
    pair = np.flatnonzero(inside[block.person])
    people, seats = int(inside.sum()), len(block.seats)
    sink = people + seats
    each, seat = np.arange(people), people + np.arange(seats)
    start = np.concatenate([number[block.person[pair]], each, seat])
    end = np.concatenate([people + block.seat[pair], _to(sink, each), _to(sink, seat)])
    room = np.concatenate([np.ones(len(pair) + people, np.int64), block.room])
    cost = np.zeros(len(start), np.int64)
    cost[len(pair) : len(pair) + people] = 1
    supply = np.ones(sink + 1, np.int64)
    supply[people:] = 0
    supply[sink] = -people
    flow = minimum_cost_flow(start, end, room, cost, supply, sink=sink)
    chosen = people - int(flow.flow[len(pair) : len(pair) + people].sum())
    return chosen, np.flatnonzero(flow.distance[people:sink] > 0)


def _cheapest(block: Block, counts: Mapping[int, int], covers: Mapping[int, Ints]) -> BlockChoice:
    """Send the count of each group through people and seats at least cost."""
    groups = [*counts, NO_GROUP]
    of_group = np.searchsorted(groups, block.level)
    people, seats = len(block.people), len(block.seats)
    first_person, first_seat = len(groups), len(groups) + people
    sink, rest = first_seat + seats, len(groups) - 1
    unnamed = int((block.level == NO_GROUP).sum())
    lift_pair = max(0, -int(block.loss.min(initial=0)))
    lift_step = max(0, -int(block.step_cost.min(initial=0)))
    who, last = np.arange(people), np.array([rest])
    pair_cost, step_cost = block.loss + lift_pair, block.step_cost + lift_step
    arcs = [
        (first_person + block.person, first_seat + block.seat, pair_cost),
        (of_group, first_person + who, _to(0, who)),
        (first_seat + block.step_seat, _to(sink, block.step_seat), step_cost),
        (last, _to(sink, last), _to(lift_pair + lift_step, last)),
    ]
    start, end, cost = (np.concatenate(part) for part in zip(*arcs, strict=True))
    room = np.ones(len(start), np.int64)
    room[-1] = unnamed
    supply = np.zeros(sink + 1, np.int64)
    supply[:rest] = list(counts.values())
    supply[rest] = unnamed
    supply[sink] = -supply.sum()
    flow = minimum_cost_flow(start, end, room, cost, supply, sink=sink)
    used = np.flatnonzero(flow.flow[: len(block.loss)])
    used = used[np.argsort(block.person[used], kind="stable")]
    group_price = flow.distance[:rest] - lift_pair - lift_step
    return BlockChoice(
        block.person[used],
        block.seat[used],
        _capped(block, lift_step - flow.distance[first_seat:sink]),
        tuple(
            LevelChoice(
                level,
                int((block.level == level).sum()),
                counts[level],
                int(group_price[number]),
                tuple(covers[level].tolist()),
            )
            for number, level in enumerate(counts)
        ),
    )


def _capped(block: Block, price: Ints) -> Ints:
    """Keep what a seat is worth no higher than its dearest place: no bound falls by it."""
    top = np.zeros(len(block.seats), np.int64)
    np.maximum.at(top, block.step_seat, -block.step_cost)
    capped: Ints = np.minimum(price, top)
    return capped


def _to(value: int, like: Ints) -> Ints:
    return np.full(len(like), value)
