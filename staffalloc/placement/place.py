"""The placement: every person to a seat or to the pool, at least total loss, with its proof."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.hours import milli_hour
from staffalloc.case.working_time import available_hours
from staffalloc.establishment import Establishment
from staffalloc.placement.columns import ColumnBuilder
from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import NO_POOL, POOL, Ints, PlacementModel
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.engine.proof import PlacementProof
from staffalloc.placement.people import People, build_people
from staffalloc.placement.pins import PersonPins, open_places, read_pins
from staffalloc.placement.seats import SeatType, build_seat_types
from staffalloc.placement.side.engine import solve_with_side_rules
from staffalloc.placement.side.proof import SideOutcome, prove_with_side_rules
from staffalloc.placement.side.rows import SideRow
from staffalloc.placement.side.rules import build_side_rows


@dataclass(frozen=True)
class PlacementProblem:
    """Everything a placement is decided from; plan, greedy and proof all read this one."""

    case: Case
    people: People
    seats: tuple[SeatType, ...]
    pins: Mapping[int, PersonPins]
    builder: ColumnBuilder
    model: PlacementModel
    units: tuple[str, ...]
    side_rows: tuple[SideRow, ...]


@dataclass(frozen=True)
class Placement:
    """Who sits where, and why nobody can do better.

    Attributes
    ----------
    problem : PlacementProblem
    seat_of : (N,) int array
        Seat type of each person, `POOL` for the pool.
    solution : PlacementSolution
        With the prices of seats and heads.
    proof : PlacementProof
        Objective and bound, recomputed from the problem.
    side : SideOutcome
        What became of the rules of the tables limits and relations.
    """

    problem: PlacementProblem
    seat_of: Ints
    solution: PlacementSolution
    proof: PlacementProof
    side: SideOutcome

    @property
    def objective(self) -> int:
        return self.proof.objective

    @property
    def bound(self) -> int:
        return self.proof.bound

    @property
    def components(self) -> Mapping[str, int]:
        """Objective by component, in milli-hours."""
        return self.proof.components


def build_placement_problem(case: Case, establishment: Establishment) -> PlacementProblem:
    """Collect people, seats, pins, losses and prices."""
    people = build_people(case)
    pins = read_pins(case, people)
    seats = tuple(build_seat_types(case, establishment))
    builder = ColumnBuilder(case, people, seats, pins)
    opened = tuple(open_places(case, seats, pins, builder.seats_of))
    if opened != seats:
        seats, builder = opened, ColumnBuilder(case, people, opened, pins, builder.place)
    model = placement_model(case, people, seats, pins, builder, establishment.placement_ceilings)
    side_rows = build_side_rows(case, people, seats, model.units_open_to)
    units = tuple(case.units["unit_code"])
    return PlacementProblem(case, people, seats, pins, builder, model, units, side_rows)


def place(
    case: Case,
    establishment: Establishment,
    *,
    time_limit: float | None = None,
    seed: int = 0,
    executor: Executor | None = None,
) -> Placement:
    """Place everybody at least total loss.

    Parameters
    ----------
    case : Case
    establishment : Establishment
    time_limit : float, optional
        Seconds after which the best placement so far stands, with its bound.
    seed : int
        Of the integer programmes that side rules need.
    executor : concurrent.futures.Executor, optional
        Solves provinces that nobody can move between side by side.

    Raises
    ------
    CaseError
        If a pin places somebody where they are not eligible.
    InfeasibleError
        If a pin cannot be kept, or the side rules cannot, with those that would have to give.
    StoppedError
        If the time limit came before a placement that keeps the side rules.
    """
    problem = build_placement_problem(case, establishment)
    solution = solve_placement(problem.model, time_limit=time_limit, executor=executor)
    if not problem.side_rows:
        return proven(problem, solution, np.zeros(0, np.int64))
    made = solve_with_side_rules(
        problem.model,
        problem.side_rows,
        problem.people.unit,
        time_limit=time_limit,
        seed=seed,
        start=solution,
    )
    solution = replace(
        solution,
        person=made.person,
        seat=made.seat,
        flow=made.flow,
        left_out=made.left_out,
        seat_price=made.seat_price,
        head_price=made.head_price,
        seconds={**solution.seconds, **made.seconds},
    )
    return proven(problem, solution, made.side_price)


def proven(problem: PlacementProblem, solution: PlacementSolution, side_price: Ints) -> Placement:
    """Prove a placement; `side_price` has one entry a side rule, in milli-hours from 0."""
    proof, side = prove_with_side_rules(
        problem.model, problem.side_rows, problem.people.unit, solution, side_price
    )
    chosen = np.full(len(problem.people), POOL)
    chosen[solution.person] = solution.seat
    return Placement(problem, chosen, solution, proof, side)


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


def placement_model(
    case: Case,
    people: People,
    seats: Sequence[SeatType],
    pins: Mapping[int, PersonPins],
    builder: ColumnBuilder,
    ceilings: Mapping[str, int],
) -> PlacementModel:
    """Return the placement in whole numbers: milli-hours, people and seats.

    Parameters
    ----------
    case, people, seats, pins
    builder : ColumnBuilder
        Of these people and seats, which are sorted by unit.
    ceilings : mapping of unit_code to int

    Raises
    ------
    CaseError
        If somebody who must be placed is eligible nowhere.
    """
    in_order = [ceilings[code] for code in case.units["unit_code"]]
    everybody = max(1, len(people))
    tier_rows = [
        (place, everybody if width is None else width, price)
        for place, ceiling in enumerate(in_order)
        for width, price in tiers(case, ceiling)
    ]
    empty = [(j, price) for j, seat in enumerate(seats) for price in seat.empty_prices]
    extra = [(j, price) for j, seat in enumerate(seats) for price in seat.extra_prices]
    return PlacementModel(
        count=np.ones(len(people), np.int64),
        pool_price=pool_prices(case, people, pins),
        profile=people.profile,
        place=np.arange(len(people)),
        kind_loss=builder.post.table(),
        reach=builder.reach(),
        listed=builder.listed(),
        seat_unit=builder.seat_unit,
        seat_kind=builder.seat_kind,
        seats=_ints(len(seat.posts) for seat in seats),
        empty_seat=_ints(j for j, _ in empty),
        empty_room=np.ones(len(empty), np.int64),
        empty_price=_ints(price for _, price in empty),
        extra_seat=_ints(j for j, _ in extra),
        extra_room=np.ones(len(extra), np.int64),
        extra_price=_ints(price for _, price in extra),
        in_frame=np.array([seat.in_frame for seat in seats], bool),
        ceiling=_ints(in_order),
        tier_unit=_ints(row[0] for row in tier_rows),
        tier_width=_ints(row[1] for row in tier_rows),
        tier_price=_ints(row[2] for row in tier_rows),
    )


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)
