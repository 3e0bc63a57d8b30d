"""The placement: every person to a seat or to the pool, at least total loss, with its proof."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.hours import milli_hour
from staffalloc.case.working_time import available_hours
from staffalloc.establishment import Establishment
from staffalloc.placement.columns import ColumnBuilder, Columns
from staffalloc.placement.network import (
    NO_POOL,
    NO_UNIT,
    NetworkSolution,
    PlacementNetwork,
    components_of,
    solve_network,
)
from staffalloc.placement.people import People, build_people
from staffalloc.placement.pins import PersonPins, open_places, read_pins
from staffalloc.placement.seats import SeatType, build_seat_types

POOL: Final = -1


@dataclass(frozen=True)
class PlacementProblem:
    """Everything a placement is decided from; plan, greedy and proof all read this one."""

    case: Case
    people: People
    seats: tuple[SeatType, ...]
    pins: Mapping[int, PersonPins]
    builder: ColumnBuilder
    columns: Columns
    network: PlacementNetwork
    units: tuple[str, ...]


@dataclass(frozen=True)
class Placement:
    """Who sits where, and why nobody can do better.

    Attributes
    ----------
    problem : PlacementProblem
    seat_of : (N,) int array
        Seat type of each person, `POOL` for the pool.
    solution : NetworkSolution
    components : mapping
        Objective by component, in milli-hours.
    """

    problem: PlacementProblem
    seat_of: NDArray[np.int64]
    solution: NetworkSolution
    components: Mapping[str, int]

    @property
    def objective(self) -> int:
        return self.solution.objective

    @property
    def bound(self) -> int:
        return self.solution.bound


def build_placement_problem(case: Case, establishment: Establishment) -> PlacementProblem:
    """Collect people, seats, pins, eligible pairs and prices."""
    people = build_people(case)
    pins = read_pins(case, people)
    seats = tuple(build_seat_types(case, establishment))
    builder = ColumnBuilder(case, people, seats, pins)
    opened = tuple(open_places(case, seats, pins, builder.seats_of))
    if opened != seats:
        seats, builder = opened, ColumnBuilder(case, people, opened, pins)
    columns = builder.all_columns()
    units = tuple(case.units["unit_code"])
    network = _network(case, people, seats, pins, columns, establishment.placement_ceilings)
    return PlacementProblem(case, people, seats, pins, builder, columns, network, units)


def place(case: Case, establishment: Establishment) -> Placement:
    """Place everybody at least total loss.

    Raises
    ------
    InfeasibleError
        If a pin cannot be kept.
    """
    problem = build_placement_problem(case, establishment)
    solution = solve_network(problem.network)
    chosen = np.full(len(problem.people), POOL, np.int64)
    used = np.flatnonzero(solution.placed)
    chosen[problem.columns.person[used]] = problem.columns.seat[used]
    components = components_of(problem.network, solution.placed, solution.left_out)
    return Placement(problem, chosen, solution, components)


def pool_prices(case: Case, people: People, pins: Mapping[int, PersonPins]) -> NDArray[np.int64]:
    """Return what leaving each person out costs; `NO_POOL` for those a pin places."""
    awt = available_hours(case.policy)
    waiting = milli_hour(case.policy.pool_price_today * awt)
    settled = milli_hour(case.policy.pool_price * awt)
    prices = np.where(people.unit < 0, waiting, settled).astype(np.int64)
    for row, person in pins.items():
        if person.only is not None:
            prices[row] = NO_POOL
    return prices


def tiers(case: Case, ceiling: int) -> list[tuple[int | None, int]]:
    """Return width (None: no end) and price of each tier of heads above a ceiling."""
    awt = available_hours(case.policy)
    first, second = (math.floor(share * ceiling + 1e-9) for share in case.policy.tier_shares)
    prices = [milli_hour(price * awt) for price in case.policy.tier_prices]
    return [(first, prices[0]), (second - first, prices[1]), (None, prices[2])]


def _network(
    case: Case,
    people: People,
    seats: Sequence[SeatType],
    pins: Mapping[int, PersonPins],
    columns: Columns,
    ceilings: Mapping[str, int],
) -> PlacementNetwork:
    places = {code: place for place, code in enumerate(case.units["unit_code"])}
    in_order = [ceilings[code] for code in places]
    everybody = max(1, len(people))
    tier_rows = [
        (place, everybody if width is None else width, price)
        for place, ceiling in enumerate(in_order)
        for width, price in tiers(case, ceiling)
    ]
    empty = [(j, price) for j, seat in enumerate(seats) for price in seat.empty_prices]
    extra = [(j, price) for j, seat in enumerate(seats) for price in seat.extra_prices]
    return PlacementNetwork(
        count=np.ones(len(people), np.int64),
        pool_price=pool_prices(case, people, pins),
        person=columns.person,
        seat=columns.seat,
        loss=columns.loss,
        seats=_ints(len(seat.posts) for seat in seats),
        empty_seat=_ints(j for j, _ in empty),
        empty_price=_ints(price for _, price in empty),
        extra_seat=_ints(j for j, _ in extra),
        extra_room=np.ones(len(extra), np.int64),
        extra_price=_ints(price for _, price in extra),
        unit=_ints(places[seat.unit_code] if seat.in_frame else NO_UNIT for seat in seats),
        ceiling=_ints(in_order),
        tier_unit=_ints(row[0] for row in tier_rows),
        tier_width=_ints(row[1] for row in tier_rows),
        tier_price=_ints(row[2] for row in tier_rows),
    )


def _ints(values: object) -> NDArray[np.int64]:
    return np.fromiter(values, np.int64)  # type: ignore[call-overload,no-any-return]


def greedy(problem: PlacementProblem) -> NDArray[np.int64]:
    """Place people the way it is done by hand: by seniority, each to the nearest free seat.

    Who has served longest chooses first (unknown dates last, then by cadre_id); among the
    eligible free seats the nearest to today's unit is taken, then the one of least loss.
    Returns the seat type of each person, `POOL` where none was free.
    """
    people, columns = problem.people, problem.columns
    free = problem.network.seats + _ints(seat.opened for seat in problem.seats)
    chosen = np.full(len(people), POOL, np.int64)
    since = people.table["seniority_since"].to_numpy(object)
    order = sorted(range(len(people)), key=lambda i: (since[i] == "", since[i], i))
    unit_of = {code: place for place, code in enumerate(problem.units)}
    seat_unit = _ints(unit_of[seat.unit_code] for seat in problem.seats)
    bound = {i for i, pins in problem.pins.items() if pins.only is not None}
    for person in sorted(order, key=lambda i: i not in bound):
        block = columns.of_person(person)
        seat, loss = columns.seat[block], columns.loss[block]
        km = np.nan_to_num(problem.builder.place.km[person, seat_unit[seat]])
        for at in np.lexsort((seat, loss, km)):
            if free[seat[at]] > 0:
                free[seat[at]] -= 1
                chosen[person] = seat[at]
                break
    return chosen
