"""From the linear programme to a plan: round, place some anew, search, and close what is small.

A pair that costs more beyond the prices than a plan lies above the bound is in no better plan.
Where few pairs are left, one integer programme over them decides over all pairs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from staffalloc.placement.engine.deadline import left
from staffalloc.placement.engine.model import NOT_ELIGIBLE, Ints
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.side.bound import priced_model
from staffalloc.placement.side.columns import bound_at
from staffalloc.placement.side.plan import (
    Bools,
    Limits,
    NearPairs,
    SidePlan,
    improve,
    near_of,
    plan_of,
)
from staffalloc.placement.side.programme import SideLayout, SidePrices
from staffalloc.placement.side.reduced import AtPrices
from staffalloc.placement.side.search import Search, search

# Pairs a person brings to the first repair and to the search; measured on Hanoi.
_NEAREST: Final = 2.2
_NEAR: Final = 2.6
_AT_LEAST: Final = 2_000
_MOST_TO_CLOSE: Final = 4_000
_NODES_TO_CLOSE: Final = 1_000
_REPAIR_NODES: Final = 100
_NEVER: Final = NOT_ELIGIBLE // 4


@dataclass(frozen=True)
class Known:
    """What is known when whole plans are sought.

    Attributes
    ----------
    layout : SideLayout
    pairs : NearPairs
        Pairs worth trying.
    prices : SidePrices
    bound : int
        What they prove.
    at : AtPrices
    seed : int
    until : float or None
        When to stop, on the clock of `time.perf_counter`.
    """

    layout: SideLayout
    pairs: NearPairs
    prices: SidePrices
    bound: int
    at: AtPrices
    seed: int
    until: float | None


@dataclass(frozen=True)
class Closed:
    """The best plan found, and what is known of its cost.

    Attributes
    ----------
    plan : SidePlan or None
        None where none was found that keeps the hard rules.
    solver_bound : int or None
        What the integer programme over the pairs left says of all plans; not proven again.
    no_plan : bool
        Whether that programme, over all pairs, says that no plan keeps the hard rules.
    """

    plan: SidePlan | None
    solver_bound: int | None
    no_plan: bool = False


def polished(
    layout: SideLayout, prices: SidePrices, bound: int
) -> tuple[SidePrices, int, SidePlan]:
    """Find the best prices of seats and heads to given whole ones of side rules.

    Returns them, their bound, and the placement that is best at them.
    """
    priced = priced_model(layout.model, layout.rows, layout.today, prices.side)
    made = solve_placement(priced)
    plan = plan_of(layout, made.person, made.seat, made.flow, made.left_out)
    fresh = SidePrices(made.seat_price, made.head_price, prices.side)
    proven = bound_at(layout, fresh)
    return (fresh, proven, plan) if proven > bound else (prices, bound, plan)


def close(known: Known, plans: Sequence[SidePlan], anew: Bools, *, enough: float = 0.0) -> Closed:
    """Return the best plan found.

    Parameters
    ----------
    known : Known
    plans : sequence of SidePlan
        Where to start from: the cheapest that keeps the hard rules, else the cheapest.
    anew : (N,) bools
        People to place anew first.
    enough : float
        Distance to the bound, as a share of the cost, at which no search is worth its time.
    """
    plan = _best(plans)
    if plan is None:
        return _decided(known, None)
    near, _ = _near(known, plan, _NEAREST)
    limits = Limits(_REPAIR_NODES, left(known.until), known.seed)
    plan = improve(known.layout, near, plan, anew, limits).plan or plan
    if _is_over(known, plan):
        return _closed(plan)
    closed = _decided(known, plan)
    if closed.solver_bound is not None or closed.no_plan:
        return closed
    if plan.cost - known.bound > enough * abs(plan.cost) or not plan.keeps_rules:
        pairs, beyond = _near(known, plan, _NEAR)
        task = Search(
            known.layout, pairs, beyond, known.prices, known.bound, known.seed, known.until
        )
        plan = search(task, plan)
    return _closed(plan) if _is_over(known, plan) else _decided(known, plan)


def _is_over(known: Known, plan: SidePlan) -> bool:
    return plan.cost <= known.bound or left(known.until) == 0


def _closed(plan: SidePlan) -> Closed:
    return Closed(plan if plan.keeps_rules else None, None)


def _best(plans: Sequence[SidePlan]) -> SidePlan | None:
    return min(plans, key=lambda plan: (not plan.keeps_rules, plan.cost), default=None)


def _near(known: Known, plan: SidePlan, a_person: float) -> tuple[NearPairs, Ints]:
    """Return the known pairs that cost least beyond the prices, and the plan's, with that cost."""
    model, pairs = known.layout.model, known.pairs
    width = max(1, len(model.seats))
    used = plan.person * width + plan.seat
    missing = ~np.isin(used, pairs.person * width + pairs.seat)
    if missing.any():
        more = near_of(known.layout, plan.person[missing], plan.seat[missing])
        pairs = pairs.and_more(more)
    reduced = known.at.reduced(pairs.person, pairs.seat)
    most = max(_AT_LEAST, int(a_person * model.people))
    if len(reduced) <= most:
        return pairs, reduced
    chosen = reduced <= np.partition(reduced, most)[most]
    some = np.flatnonzero(chosen | np.isin(pairs.person * width + pairs.seat, used))
    return pairs.some(some), reduced[some]


def _decided(known: Known, plan: SidePlan | None) -> Closed:
    """Solve over every pair that can be in a better plan, if they are few."""
    layout, bound = known.layout, known.bound
    kept = plan if plan is not None and plan.keeps_rules else None
    beyond = _NEVER if kept is None else kept.cost - bound
    found = known.at.pairs_within(beyond, _MOST_TO_CLOSE)
    if found is None:
        return Closed(kept, None)
    pairs = _with_plan(layout, found, kept)
    nodes = _NODES_TO_CLOSE if known.until is None else None
    everybody = np.ones(layout.model.people, bool)
    limits = Limits(nodes, left(known.until), known.seed)
    made = improve(layout, pairs, kept, everybody, limits)
    if made.plan is None:
        return Closed(None, None, no_plan=made.status == "infeasible")
    if made.status == "optimal":
        return Closed(made.plan, made.plan.cost)
    said = made.bound / layout.scale + layout.model.all_empty
    said_whole = math.floor(said) if math.isfinite(said) else bound
    return Closed(made.plan, max(bound, min(made.plan.cost, said_whole)))


def _with_plan(layout: SideLayout, found: tuple[Ints, Ints], plan: SidePlan | None) -> NearPairs:
    person, seat = found
    if plan is not None:
        width = max(1, len(layout.model.seats))
        key = np.union1d(person * width + seat, plan.person * width + plan.seat)
        person, seat = np.divmod(key, width)
    return near_of(layout, person, seat)
