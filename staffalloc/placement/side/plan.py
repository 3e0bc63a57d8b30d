"""A plan under side rules, what it costs, and the best change of some of its people."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from staffalloc.placement.engine.model import Ints, components_of
from staffalloc.placement.side.bound import sums_of
from staffalloc.placement.side.programme import SideLayout
from staffalloc.solvers.sparse import Columns, Floats, SparseProgramme

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class SidePlan:
    """Who sits where.

    Attributes
    ----------
    person, seat, flow : (F,) ints
        Pairs in use by person and seat, and the people on each.
    left_out : (N,) ints
    breach : (rows,) ints
        By how much each rule is broken.
    cost : int
        With the price of what is broken; a hard rule has one here, higher than other costs.
    keeps_rules : bool
        Whether no hard rule is broken.
    """

    person: Ints
    seat: Ints
    flow: Ints
    left_out: Ints
    breach: Ints
    cost: int
    keeps_rules: bool


def plan_of(layout: SideLayout, person: Ints, seat: Ints, flow: Ints, left_out: Ints) -> SidePlan:
    """Count what a placement costs and breaks, in whole numbers."""
    model = layout.model
    used = flow > 0
    person, seat, flow = person[used], seat[used], flow[used]
    order = np.lexsort((seat, person))
    person, seat, flow = person[order], seat[order], flow[order]
    officers = np.zeros(len(model.seats), np.int64)
    np.add.at(officers, seat, flow)
    loss = int((model.losses(person, seat) * flow).sum())
    cost = sum(components_of(model, officers, left_out, loss).values())
    sums = sums_of(layout.rows, model, layout.today, person, seat, flow)
    breach = np.maximum(0, sums - layout.limits)
    broken = bool(breach[layout.hard].any())
    cost += int((breach * layout.breach_price).sum())
    return SidePlan(person, seat, flow, left_out, breach, cost, not broken)


@dataclass(frozen=True)
class NearPairs:
    """Pairs a plan is made of: person and seat, and their columns in the programme."""

    person: Ints
    seat: Ints
    columns: Columns

    def some(self, chosen: Ints) -> NearPairs:
        return NearPairs(self.person[chosen], self.seat[chosen], self.columns.some(chosen))

    def and_more(self, more: NearPairs) -> NearPairs:
        return NearPairs(
            np.concatenate([self.person, more.person]),
            np.concatenate([self.seat, more.seat]),
            self.columns.and_more(more.columns),
        )


def near_of(layout: SideLayout, person: Ints, seat: Ints) -> NearPairs:
    """Return pairs with their columns."""
    return NearPairs(person, seat, layout.pair_columns(person, seat))


@dataclass(frozen=True)
class Limits:
    """What a search for a better plan may spend."""

    nodes: int | None = None
    seconds: float | None = None
    seed: int = 0


@dataclass(frozen=True)
class Improved:
    """The best plan found, and what the solver says of it over the pairs it had."""

    plan: SidePlan | None
    status: str
    bound: float


def improve(
    layout: SideLayout, pairs: NearPairs, plan: SidePlan | None, free: Bools, limits: Limits
) -> Improved:
    """Place some people anew over some pairs, all others staying where the plan has them.

    The plan is where the solver starts, so the result is no worse; its pairs must be among the
    given ones for who is free. Without a plan everybody must be free. Hard rules may only be
    broken where the plan breaks them.
    """
    model = layout.model
    kept = _kept(layout, plan, free)
    chosen = np.flatnonzero(free[pairs.person])
    some = pairs.some(chosen)
    programme = _programme(layout, kept, free, some.columns, limits.seed)
    if plan is None or plan.keeps_rules:
        hard = layout.first_breach + np.flatnonzero(layout.hard)
        programme.change_upper(hard, np.zeros(len(hard)))
    whole = np.zeros(layout.fixed + len(chosen), bool)
    whole[layout.fixed :] = True
    first = None if plan is None else _values(layout, some, plan, free)
    made = programme.solve_whole(
        whole, first=first, most_nodes=limits.nodes, time_limit=limits.seconds
    )
    if not len(made.values):
        return Improved(plan, made.status, made.bound)
    values = np.rint(made.values).astype(np.int64)
    left_out = kept.left_out.copy()
    left_out[layout.pooled] += np.where(free[layout.pooled], values[: len(layout.pooled)], 0)
    placed = np.zeros(model.people, np.int64)
    flow = values[layout.fixed :]
    np.add.at(placed, some.person, flow)
    np.add.at(placed, kept.person, kept.flow)
    if not np.array_equal(placed + left_out, model.count):
        return Improved(plan, "stopped", made.bound)
    better = plan_of(
        layout,
        np.concatenate([kept.person, some.person]),
        np.concatenate([kept.seat, some.seat]),
        np.concatenate([kept.flow, flow]),
        left_out,
    )
    if plan is not None and plan.cost <= better.cost:
        better = plan
    return Improved(better, made.status, made.bound)


@dataclass(frozen=True)
class _Kept:
    """The part of a plan that stays."""

    person: Ints
    seat: Ints
    flow: Ints
    left_out: Ints


def _kept(layout: SideLayout, plan: SidePlan | None, free: Bools) -> _Kept:
    if plan is None:
        none = np.zeros(0, np.int64)
        return _Kept(none, none, none, np.zeros(layout.model.people, np.int64))
    stays = ~free[plan.person]
    left_out = np.where(free, 0, plan.left_out)
    return _Kept(plan.person[stays], plan.seat[stays], plan.flow[stays], left_out)


def _programme(
    layout: SideLayout, kept: _Kept, free: Bools, columns: Columns, seed: int
) -> SparseProgramme:
    """Write the programme of who is free; what stays fills seats and uses up limits."""
    model = layout.model
    officers = np.zeros(len(model.seats))
    np.add.at(officers, kept.seat, kept.flow)
    sums = sums_of(layout.rows, model, layout.today, kept.person, kept.seat, kept.flow)
    people = np.where(free, model.count, 0).astype(float)
    equal = np.concatenate([people, -officers, np.zeros(model.units)])
    lower = np.concatenate([equal, np.full(len(layout.rows), -math.inf)])
    upper = np.concatenate([equal, (layout.limits - sums).astype(float)])
    made = SparseProgramme(lower, upper, seed=seed)
    made.add(layout.fixed_columns())
    made.add(columns)
    return made


def _values(layout: SideLayout, pairs: NearPairs, plan: SidePlan, free: Bools) -> Floats:
    """Return the columns of a plan: the fixed ones, then those of who is free."""
    width = max(1, len(layout.model.seats))
    key = plan.person * width + plan.seat
    asked = pairs.person * width + pairs.seat
    at = np.minimum(np.searchsorted(key, asked), max(0, len(key) - 1))
    there = key[at] == asked if len(key) else np.zeros(len(asked), bool)
    flow = np.where(there, plan.flow[at], 0) if len(key) else np.zeros(len(asked), np.int64)
    fixed = layout.point(plan.seat, plan.flow, np.where(free, plan.left_out, 0), plan.breach)
    return np.concatenate([fixed, flow])
