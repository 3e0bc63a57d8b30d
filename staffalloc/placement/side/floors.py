"""Floors: of a few people at least one on some seats. There are thousands.

Where one person alone could keep a floor that has a price, it is paid or it is not: the price
stands in that person's losses, exactly, and needs no row. Another enters the programme once a plan
comes near to breaking it; one that never does has no price, and is kept or paid for, so the cost
and the bound are those of all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.errors import StoppedError
from staffalloc.placement.engine.deadline import left, until_of
from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import Ints, PlacementModel
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.side.arithmetic import refuse_impossible
from staffalloc.placement.side.bound import cheaper_pairs
from staffalloc.placement.side.engine import SideSolution, solve_with_side_rules
from staffalloc.placement.side.rows import RuleKey, SideRow

# Broken floors that cost no more, as a share of the cost, are paid: a second programme over
# everything for one of them would take as long as the first. The gap says what that leaves.
_SLIGHT: Final = 5e-4


@dataclass(frozen=True)
class Floor:
    """At least one of some people is placed on one of some seats, all of one unit.

    Attributes
    ----------
    key : RuleKey
    unit : int
    people, seats : ints
        Rows and seat types that count.
    price : int or None
        Milli-hours where nobody is; None: the rule is hard.
    """

    key: RuleKey
    unit: int
    people: Ints
    seats: Ints
    price: int | None

    @property
    def is_of_one(self) -> bool:
        """Whether one person alone can keep it, and it may be paid for instead."""
        return self.price is not None and len(self.people) == 1

    def row(self, people: int, seats: int) -> SideRow:
        """Return the floor as a side rule over so many people and seat types."""
        value, counted = np.zeros(people, np.int64), np.zeros(seats, bool)
        value[self.people], counted[self.seats] = -1, True
        return SideRow(self.key, self.unit, counted, value, False, -1, self.price)


@dataclass(frozen=True)
class UnderFloors:
    """A placement under side rules and floors.

    Attributes
    ----------
    made : SideSolution or None
        None where the placement without side rules keeps everything.
    side_price : ints
        Of each side rule.
    floor_price : ints
        Of each floor.
    """

    made: SideSolution | None
    side_price: Ints
    floor_price: Ints


def solve_under_floors(
    model: PlacementModel,
    rows: Sequence[SideRow],
    floors: Sequence[Floor],
    today: Ints,
    *,
    start: PlacementSolution,
    time_limit: float | None = None,
    seed: int = 0,
) -> UnderFloors:
    """Place everybody at least cost under side rules and floors.

    Parameters
    ----------
    model, rows, today, time_limit, seed
        As :func:`~staffalloc.placement.side.engine.solve_with_side_rules` takes them.
    floors : sequence of Floor
    start : PlacementSolution
        The placement without side rules.

    Raises
    ------
    InfeasibleError
        If the hard rules cannot be kept, with those that would have to give.
    StoppedError
        If the time limit came before a placement that keeps them.
    """
    until = until_of(time_limit)
    hard = [floor for floor in floors if floor.price is None]
    refuse_impossible([*rows, *rows_of(hard, model)], model, today)
    price = np.array([floor.price if floor.is_of_one else 0 for floor in floors], np.int64)
    shared = np.array([not floor.is_of_one for floor in floors], bool)
    if not rows and (_used(floors, start.person, start.seat) > 0).all():
        return UnderFloors(None, np.zeros(0, np.int64), np.zeros(len(floors), np.int64))
    if price.any():
        model = cheaper_by_floors(model, floors, price)
        start = solve_placement(model, time_limit=left(until))
    # Those that one person keeps are the next to break: with them one programme is enough, mostly.
    entered = shared & (_used(floors, start.person, start.seat) <= 1)
    while True:
        numbers = np.flatnonzero(entered).tolist()
        made = solve_with_side_rules(
            model,
            [*rows, *rows_of([floors[number] for number in numbers], model)],
            today,
            time_limit=left(until),
            seed=seed,
            start=start,
        )
        price[numbers] = made.side_price[len(rows) :]
        more = shared & ~entered & (_used(floors, made.person, made.seat) == 0)
        late, owed = left(until) == 0, _price_of(floors, more)
        if late and owed is None:
            raise StoppedError("no plan that keeps the side rules was found in time")
        if late or (owed is not None and owed <= _SLIGHT * abs(made.objective)):
            return UnderFloors(made, made.side_price[: len(rows)], price)
        entered |= more


def _price_of(floors: Sequence[Floor], broken: NDArray[np.bool_]) -> int | None:
    """Return what broken floors cost together; None if one may not be broken."""
    prices = [floors[number].price for number in np.flatnonzero(broken).tolist()]
    known = [price for price in prices if price is not None]
    return sum(known) if len(known) == len(prices) else None


def rows_of(floors: Sequence[Floor], model: PlacementModel) -> list[SideRow]:
    """Return floors as side rules of a placement."""
    return [floor.row(model.people, len(model.seats)) for floor in floors]


def _used(floors: Sequence[Floor], person: Ints, seat: Ints) -> Ints:
    """Return how many count for each floor, (floors,)."""
    return np.array(used_of(floors, person, seat), np.int64)


def cheaper_by_floors(
    model: PlacementModel, floors: Sequence[Floor], price: Ints
) -> PlacementModel:
    """Return the placement in which who keeps a floor saves its price."""
    chosen = [(floor, int(cost)) for floor, cost in zip(floors, price, strict=True) if cost]
    if not chosen:
        return model
    sizes = [len(floor.people) * len(floor.seats) for floor, _ in chosen]
    return cheaper_pairs(
        model,
        np.concatenate([np.repeat(floor.people, len(floor.seats)) for floor, _ in chosen]),
        np.concatenate([np.tile(floor.seats, len(floor.people)) for floor, _ in chosen]),
        np.repeat([cost for _, cost in chosen], sizes),
    )


def used_of(floors: Sequence[Floor], person: Ints, seat: Ints) -> list[int]:
    """Return how many count for each floor where people are placed on seats, pair by pair."""
    seat_of = dict(zip(person.tolist(), seat.tolist(), strict=True))
    return [
        sum(seat_of.get(who) in seats for who in floor.people.tolist())
        for floor, seats in ((floor, set(floor.seats.tolist())) for floor in floors)
    ]
