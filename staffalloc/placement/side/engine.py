"""The placement engine where side rules bind: a linear programme over all pairs, then a plan.

Without side rules a placement is a network. With them their prices are found by a linear
programme that starts from the network's tree, or, for a move budget alone, by networks at one
price after another. The prices bound every plan; the plan is as near to the bound as rounding,
searching and a small integer programme bring it, and the gap is known.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from staffalloc.errors import StoppedError
from staffalloc.placement.engine.deadline import left, until_of
from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import Ints, PlacementModel
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.side.bound import bound_with_sides, check_side_rows
from staffalloc.placement.side.closing import Closed, Known, close, polished
from staffalloc.placement.side.columns import LinearOutcome, OpenColumns, go_on, solve_linear
from staffalloc.placement.side.moves import is_budget, neighbours
from staffalloc.placement.side.plan import Bools, SidePlan, near_of, plan_of
from staffalloc.placement.side.programme import SideLayout, SidePrices
from staffalloc.placement.side.reduced import AtPrices
from staffalloc.placement.side.relaxation import (
    SideRulesError,
    least_breach,
    least_whole_breach,
    side_rules_error,
)
from staffalloc.placement.side.rounding import people_in_parts, rounded
from staffalloc.placement.side.rows import SideRow

__all__ = ["SideRulesError", "SideSolution", "bound_with_sides", "solve_with_side_rules"]

_SOME = 1e-6
_ENOUGH_FOR_A_BUDGET = 1e-4
_NODES_OF_A_REASON = 1_000


@dataclass(frozen=True)
class SideSolution:
    """A placement that keeps its hard side rules, and prices that bound every other.

    Attributes
    ----------
    person, seat, flow : (F,) ints
        Pairs in use by person and seat, and the people on each: 1 in a named placement.
    left_out : (N,) ints
        People of each row in the pool.
    seat_price : (J,) ints
        What one more seat of the type is worth.
    head_price : (U,) ints
        What one more head under the ceiling is worth, from 0.
    side_price : (rows,) ints
        What one more unit of each limit is worth, from 0; no more than the price of a soft rule.
    breach : (rows,) ints
        By how much each rule is broken; 0 for hard ones.
    objective : int
        Cost of the placement, with the price of what it breaks.
    bound : int
        What the prices prove no placement to cost less than, over all eligible pairs.
    solver_bound : int or None
        What an integer programme over the pairs that matter says; not proven again.
    rounds : int
        Linear programmes, or networks, solved.
    columns : int
        Pairs open at the end.
    seconds : mapping
        By phase: start, linear, polish, plan.
    """

    person: Ints
    seat: Ints
    flow: Ints
    left_out: Ints
    seat_price: Ints
    head_price: Ints
    side_price: Ints
    breach: Ints
    objective: int
    bound: int
    solver_bound: int | None
    rounds: int
    columns: int
    seconds: Mapping[str, float]

    @property
    def gap(self) -> float:
        """The share of the objective above the bound."""
        above = self.objective - self.bound
        return above / abs(self.objective) if above else 0.0


def solve_with_side_rules(
    model: PlacementModel,
    rows: Sequence[SideRow],
    today: Ints,
    *,
    time_limit: float | None = None,
    seed: int = 0,
    start: PlacementSolution | None = None,
) -> SideSolution:
    """Place everybody at least cost under side rules, as near to the bound as can be.

    Parameters
    ----------
    model : PlacementModel
    rows : sequence of SideRow
    today : (N,) ints
        Unit of each person today, -1 in the pool.
    time_limit : float, optional
        Seconds after which the best plan so far stands. Without it the search ends by itself,
        and the same input gives the same plan.
    seed : int
        Of the integer programmes.
    start : PlacementSolution, optional
        The placement without side rules.

    Raises
    ------
    SideRulesError
        If no plan keeps the hard rules, with the least by which they must give way.
    InfeasibleError
        If somebody without a pool price cannot be placed, whatever the rules.
    StoppedError
        If no plan that keeps the hard rules was found in time.
    ValueError
        If a row counts moves, but on some seats only.
    """
    check_side_rows(rows)
    clock = _Clock(time_limit)
    if start is None:
        start = solve_placement(model, time_limit=time_limit)
    layout = SideLayout.of(model, rows, np.asarray(today))
    free = plan_of(layout, start.person, start.seat, start.flow, start.left_out)
    clock.add("start")
    if not free.breach.any():
        return _unchanged(layout, start, free, clock)
    if is_budget(layout):
        return _by_price(layout, start, clock, seed)
    return _by_programme(layout, start, free, clock, seed)


class _Clock:
    """Seconds by phase, and when time is over."""

    def __init__(self, time_limit: float | None) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()
        self.until = until_of(time_limit)

    def add(self, phase: str) -> None:
        now = time.perf_counter()
        self.seconds[phase] = self.seconds.get(phase, 0.0) + now - self._last
        self._last = now


def _unchanged(
    layout: SideLayout, start: PlacementSolution, free: SidePlan, clock: _Clock
) -> SideSolution:
    """The placement without side rules keeps them all: nothing is better."""
    none = np.zeros(len(layout.rows), np.int64)
    prices = SidePrices(start.seat_price, start.head_price, none)
    bound = bound_with_sides(
        layout.model, layout.rows, layout.today, prices.seat, prices.head, prices.side
    )
    return _solution(free, prices, bound, None, 0, len(free.person), clock)


def _by_price(
    layout: SideLayout, start: PlacementSolution, clock: _Clock, seed: int
) -> SideSolution:
    """Between two neighbours on the hull, choose among the people they place differently."""
    found = neighbours(layout, start, clock.until)
    clock.add("linear")
    pairs = near_of(layout, found.person, found.seat)
    at = AtPrices.of(layout, found.prices)
    known = Known(layout, pairs, found.prices, found.bound, at, seed, clock.until)
    if found.below is None:
        _explain_if_impossible(layout, seed, clock)
        raise StoppedError("no plan that keeps the side rules was found in time")
    differing = _placed_differently(layout, found.below, found.above)
    closed = close(known, [found.below], differing, enough=_ENOUGH_FOR_A_BUDGET)
    plan = closed.plan or found.below
    clock.add("plan")
    return _solution(
        plan,
        found.prices,
        found.bound,
        closed.solver_bound,
        found.rounds,
        len(pairs.person),
        clock,
    )


def _placed_differently(layout: SideLayout, one: SidePlan, other: SidePlan) -> Bools:
    width = max(1, len(layout.model.seats))
    mine, theirs = one.person * width + one.seat, other.person * width + other.seat
    differing: Bools = one.left_out != other.left_out
    differing[np.setxor1d(mine, theirs) // width] = True
    return differing


def _by_programme(
    layout: SideLayout, start: PlacementSolution, free: SidePlan, clock: _Clock, seed: int
) -> SideSolution:
    columns = OpenColumns(layout, seed)
    outcome = solve_linear(columns, start, clock.until)
    if _breaks_hard_rules(layout, outcome):
        outcome = _keeping_rules(columns, outcome, seed, clock)
    clock.add("linear")
    prices, bound, plans = outcome.prices, outcome.bound, [free]
    if outcome.point is not None and left(clock.until) != 0:
        prices, bound, relaxed = polished(layout, prices, bound)
        plans.append(relaxed)
    clock.add("polish")
    at = AtPrices.of(layout, prices)
    known = Known(layout, columns.open_pairs, prices, bound, at, seed, clock.until)
    anew, first = _first_plan(columns, outcome, at, start)
    closed = close(known, plans if first is None else [*plans, first], anew)
    clock.add("plan")
    if closed.plan is None:
        raise _reason(layout, closed, seed)
    return _solution(
        closed.plan,
        prices,
        bound,
        closed.solver_bound,
        outcome.rounds,
        len(columns.person),
        clock,
    )


def _first_plan(
    columns: OpenColumns, outcome: LinearOutcome, at: AtPrices, start: PlacementSolution
) -> tuple[Bools, SidePlan | None]:
    """Round the linear programme, or sort out anew who sits where without side rules."""
    layout = columns.layout
    values = np.zeros(layout.fixed + len(columns.person))
    if outcome.point is not None:
        values[: len(outcome.point.values)] = outcome.point.values
        anew = people_in_parts(layout, columns.person, values)
    else:
        anew = np.zeros(layout.model.people, bool)
        anew[start.person] = True
        values[: len(layout.pooled)] = start.left_out[layout.pooled]
    reduced = at.reduced(columns.person, columns.seat)
    return anew, rounded(layout, columns.open_pairs, values, reduced, anew)


def _breaks_hard_rules(layout: SideLayout, outcome: LinearOutcome) -> bool:
    if outcome.point is None:
        return False
    breach = outcome.point.values[layout.first_breach : layout.fixed]
    return bool((breach[layout.hard] > _SOME).any())


def _keeping_rules(
    columns: OpenColumns, outcome: LinearOutcome, seed: int, clock: _Clock
) -> LinearOutcome:
    """Open pairs with which the hard rules can be kept, and keep them from now on."""
    found = _explain_if_impossible(columns.layout, seed, clock)
    columns.open(*found)
    columns.keep_hard_rules()
    return go_on(columns, outcome, clock.until)


def _explain_if_impossible(layout: SideLayout, seed: int, clock: _Clock) -> tuple[Ints, Ints]:
    """Return pairs with which the rules are kept.

    Raises
    ------
    SideRulesError
        If it is proven that there are none.
    """
    least = least_breach(layout, seed, clock.until)
    if least.proven:
        raise side_rules_error(layout.rows, np.ceil(least.breach - _SOME).astype(np.int64))
    return least.person, least.seat


def _reason(layout: SideLayout, closed: Closed, seed: int) -> StoppedError | SideRulesError:
    if not closed.no_plan:
        return StoppedError("no plan that keeps the side rules was found in time")
    breach = least_whole_breach(layout, seed, _NODES_OF_A_REASON)
    return side_rules_error(layout.rows, breach)


def _solution(
    plan: SidePlan,
    prices: SidePrices,
    bound: int,
    solver_bound: int | None,
    rounds: int,
    columns: int,
    clock: _Clock,
) -> SideSolution:
    return SideSolution(
        person=plan.person,
        seat=plan.seat,
        flow=plan.flow,
        left_out=plan.left_out,
        seat_price=prices.seat,
        head_price=prices.head,
        side_price=prices.side,
        breach=plan.breach,
        objective=plan.cost,
        bound=bound,
        solver_bound=solver_bound,
        rounds=rounds,
        columns=columns,
        seconds=clock.seconds,
    )
