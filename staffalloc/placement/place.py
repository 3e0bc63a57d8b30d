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
from staffalloc.case.problems import CaseError, Problem
from staffalloc.case.working_time import available_hours
from staffalloc.establishment import Establishment
from staffalloc.placement.columns import ColumnBuilder
from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import NO_POOL, POOL, Ints, PlacementModel
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.engine.proof import PlacementProof
from staffalloc.placement.fair.fairness import Fairness, made_even, made_fair
from staffalloc.placement.fair.rules_over_many import (
    RulesOverMany,
    seats_of_people,
    solve_under_rules,
)
from staffalloc.placement.people import People, build_people
from staffalloc.placement.pins import PersonPins, open_places, read_pins
from staffalloc.placement.seats import SeatType, build_seat_types
from staffalloc.placement.side.floors import Floor
from staffalloc.placement.side.proof import SideOutcome, prove_with_side_rules
from staffalloc.placement.side.rows import SideRow
from staffalloc.placement.side.rules import build_side_rows
from staffalloc.placement.side.unit_rules import continuity_floors
from staffalloc.placement.stable.blocking import placed_pairs
from staffalloc.placement.stable.placed import stable_placement
from staffalloc.placement.stages.staged import Stages, decide_in_stages
from staffalloc.rules import rules_in_force

# Rules about many people at once, which no matching of one person with one seat can keep.
_BESIDE_NO_MATCHING = ("fairness", "stages", "continuity_floor", "quality_spread")


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
    floors: tuple[Floor, ...] = ()
    fair: Fairness | None = None
    stages: Stages | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the least loss of each person decides: no rule over many people."""
        many = self.side_rows or self.floors or self.fair or self.stages
        return not many

    @property
    def all_at_once(self) -> PlacementProblem:
        """The same problem with everything decided at once: itself where there are no stages."""
        if self.stages is None:
            return self
        return replace(self, model=self.stages.all_at_once, stages=None)


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
        What became of the rules beside the placement: limits, relations, those over all units.
    least_loss : (N,) int array or None
        Where everybody would sit at least loss, if the goal is another.
    all_at_once : Placement, optional
        The best placement without stages and rules over many people, where there are stages.
    by_stages_alone : int, optional
        Objective of the best placement by stages without rules over many people.
    """

    problem: PlacementProblem
    seat_of: Ints
    solution: PlacementSolution
    proof: PlacementProof
    side: SideOutcome
    least_loss: Ints | None = None
    all_at_once: Placement | None = None
    by_stages_alone: int | None = None

    @property
    def objective(self) -> int:
        return self.proof.objective

    @property
    def bound(self) -> int:
        return self.proof.bound

    @property
    def fair(self) -> Fairness | None:
        """What the rule of fairness asked, None where it is off."""
        return self.problem.fair

    @property
    def price_of_fairness(self) -> int:
        """Milli-hours that the rule of fairness costs; 0 where it is off."""
        return 0 if self.fair is None else self.objective - self.fair.proof_without.objective

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
    floors = continuity_floors(case, people, seats)
    return PlacementProblem(case, people, seats, pins, builder, model, units, side_rows, floors)


def place(
    case: Case,
    establishment: Establishment,
    *,
    time_limit: float | None = None,
    seed: int = 0,
    executor: Executor | None = None,
) -> Placement:
    """Place everybody at least total loss, or by a stable matching where the policy says so.

    A stable matching is compared with the least loss: its bound is what the prices of the
    least loss prove.

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

    Notes
    -----
    Where the rule ``stages`` holds, leaders are decided block by block before the rest; what
    everything decided at once would have cost is kept beside it.

    Raises
    ------
    CaseError
        If a pin places somebody where they are not eligible, or the goal is a stable matching
        and a rule stands that none can keep, or leaves out somebody whom a pin places.
    InfeasibleError
        If a pin cannot be kept, or the side rules cannot, with those that would have to give.
    StoppedError
        If the time limit came before a placement that keeps the side rules.
    """
    problem = build_placement_problem(case, establishment)
    if case.policy.placement_goal == "stable":
        _require_no_rules_beside(problem)
        least = solve_placement(problem.model, time_limit=time_limit, executor=executor)
        return _stable(problem, least)
    if not rules_in_force(case).is_on("stages"):
        return _solved(problem, time_limit, seed, executor)
    stages = decide_in_stages(case, problem.people, problem.seats, problem.model)
    left = replace(problem, model=stages.model, stages=stages)
    made = _solved(left, time_limit, seed, executor)
    at_once = _alone(problem, time_limit, executor)
    is_alone = not left.side_rows and not left.floors and made.fair is None
    staged = made if is_alone else _alone(left, time_limit, executor)
    return replace(made, all_at_once=at_once, by_stages_alone=staged.objective)


def _alone(
    problem: PlacementProblem, time_limit: float | None, executor: Executor | None
) -> Placement:
    """Solve without rules over many people: what stages cost is told on their own."""
    free = replace(problem, side_rows=(), floors=())
    solution = solve_placement(free.model, time_limit=time_limit, executor=executor)
    return proven(free, solution, np.zeros(0, np.int64))


def _solved(
    problem: PlacementProblem, time_limit: float | None, seed: int, executor: Executor | None
) -> Placement:
    """Solve one model, with its side rules where there are any, and prove it."""
    rules = RulesOverMany(problem.side_rows, problem.floors, problem.people.unit, seed)
    made = solve_under_rules(problem.model, rules, time_limit=time_limit, executor=executor)
    without = proven(problem, made.solution, made.side_price, made.floor_price)
    if not rules_in_force(problem.case).is_on("fairness"):
        return without
    if not problem.side_rows and not problem.floors:
        fair, model, solution = made_fair(
            problem.model, made.solution, without.proof, time_limit=time_limit, executor=executor
        )
        return proven(replace(problem, model=model, fair=fair), solution, made.side_price)
    fair, model, made = made_even(problem.model, rules, made, without.proof, time_limit)
    asked = replace(problem, model=model, fair=fair)
    return proven(asked, made.solution, made.side_price, made.floor_price)


def _require_no_rules_beside(problem: PlacementProblem) -> None:
    rules = rules_in_force(problem.case)
    beside = [name for name in _BESIDE_NO_MATCHING if rules.is_on(name)]
    beside += dict.fromkeys(row.rule for row in problem.side_rows)
    if beside:
        fields = (("rules", ", ".join(dict.fromkeys(beside))),)
        raise CaseError([Problem("stable_beside_rules", table="policy", fields=fields)])


def _stable(problem: PlacementProblem, least: PlacementSolution) -> Placement:
    """Place by a stable matching, with the prices of the least loss."""
    seat_of = stable_placement(problem.model, problem.builder)
    person, seat = placed_pairs(seat_of)
    solution = replace(
        least,
        person=person,
        seat=seat,
        flow=np.ones_like(person),
        left_out=(seat_of == POOL).astype(np.int64),
    )
    made = proven(problem, solution, np.zeros(0, np.int64))
    return replace(made, least_loss=seats_of_people(least, len(problem.people)))


def proven(
    problem: PlacementProblem,
    solution: PlacementSolution,
    side_price: Ints,
    floor_price: Ints | None = None,
) -> Placement:
    """Prove a placement.

    Parameters
    ----------
    problem, solution
    side_price : ints
        Milli-hours, from 0, for each side rule.
    floor_price : ints, optional
        The same for each floor; 0 for all without it.
    """
    proof, side = prove_with_side_rules(
        problem.model,
        problem.side_rows,
        problem.people.unit,
        solution,
        side_price,
        problem.floors,
        floor_price,
    )
    chosen = seats_of_people(solution, len(problem.people))
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
