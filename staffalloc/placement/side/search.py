"""Betters a plan under side rules by placing the people of a few units anew, again and again.

The distance of a plan to the bound is the sum of what its pairs cost beyond the prices, what
empty seats would have saved and what limits leave unused; so it is known in which units it
arises, and those come first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.placement.engine.deadline import left
from staffalloc.placement.engine.model import Ints
from staffalloc.placement.side.bound import sums_of
from staffalloc.placement.side.plan import Limits, NearPairs, SidePlan, improve
from staffalloc.placement.side.programme import SideLayout, SidePrices, used_steps
from staffalloc.placement.side.rows import ANY_UNIT

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

# Measured on Hanoi: fewer units stick early, more make an integer programme of its own.
_UNITS: Final = 8
_MOST_UNITS: Final = 12
_NODES: Final = 20
_SECONDS: Final = 3.0  # only where the caller has a limit of time
_MOST_SEARCHES: Final = 40
_VAIN_SEARCHES: Final = 12
_REST: Final = 12  # searches after which a unit may come first again


@dataclass(frozen=True)
class Search:
    """What is known of the pairs.

    Attributes
    ----------
    layout : SideLayout
    pairs : NearPairs
    reduced : ints
        What each pair costs beyond the prices.
    prices : SidePrices
    bound : int
        What the prices prove.
    seed : int
        Of the integer programmes.
    until : float or None
        When to stop, on the clock of `time.perf_counter`.
    """

    layout: SideLayout
    pairs: NearPairs
    reduced: Ints
    prices: SidePrices
    bound: int
    seed: int
    until: float | None

    def limits(self) -> Limits:
        """Return what one integer programme may spend."""
        seconds = left(self.until)
        return Limits(_NODES, None if seconds is None else min(_SECONDS, seconds), self.seed)

    @property
    def over(self) -> bool:
        return left(self.until) == 0


def search(known: Search, plan: SidePlan) -> SidePlan:
    """Better a plan until it is proven, time is over, or nothing has helped for a while."""
    layout = known.layout
    rests = np.zeros(layout.model.units, np.int64)
    size, vain = _UNITS, 0
    for turn in range(_MOST_SEARCHES):
        if plan.cost <= known.bound or vain >= _VAIN_SEARCHES or known.over:
            break
        units = _chosen_units(_excess(known, plan), _linked_units(known, plan), rests > turn, size)
        rests[units[0]] = turn + _REST
        made = improve(layout, known.pairs, plan, _people_of(known, plan, units), known.limits())
        if made.plan is None:
            break
        vain = 0 if made.plan.cost < plan.cost else vain + 1
        size = min(size + 1, _MOST_UNITS) if made.status == "optimal" else max(2, size // 2)
        plan = made.plan
    return plan


def _chosen_units(excess: Floats, linked: Floats, rests: Bools, size: int) -> Ints:
    """Return the worst unit that does not rest, then those most linked to it, the worse first."""
    worst = int(np.where(rests, -1.0, excess).argmax())
    weight = linked[worst] * (excess / max(1.0, float(excess.max())) + 0.2)
    weight[worst] = np.inf
    return np.argsort(-weight, kind="stable")[:size]


def _people_of(known: Search, plan: SidePlan, units: Ints) -> Bools:
    """Return who sits in some units, or has a pair there."""
    model = known.layout.model
    chosen = np.zeros(model.units, bool)
    chosen[units] = True
    free = np.zeros(model.people, bool)
    free[plan.person[chosen[model.seat_unit[plan.seat]]]] = True
    free[known.pairs.person[chosen[model.seat_unit[known.pairs.seat]]]] = True
    return free


def _excess(known: Search, plan: SidePlan) -> Floats:
    """Return by unit what a plan costs beyond the bound; (U,)."""
    layout, model, prices = known.layout, known.layout.model, known.prices
    excess = np.zeros(model.units)
    width = max(1, len(model.seats))
    key, used = known.pairs.person * width + known.pairs.seat, plan.person * width + plan.seat
    order = np.argsort(key)
    reduced = known.reduced[order[np.searchsorted(key[order], used)]]
    np.add.at(excess, model.seat_unit[plan.seat], reduced * plan.flow)
    officers = np.zeros(len(model.seats), np.int64)
    np.add.at(officers, plan.seat, plan.flow)
    step_seat = np.concatenate([model.empty_seat, model.extra_seat])
    price = np.concatenate([-model.empty_price, model.extra_price]) + prices.seat[step_seat]
    room = np.concatenate([model.empty_room, model.extra_room])
    taken = used_steps(model, officers)
    unused = np.where(price > 0, price * taken, -price * (room - taken))
    np.add.at(excess, model.seat_unit[step_seat], unused)
    unit = np.array([row.unit for row in layout.rows], np.int64)
    sums = sums_of(layout.rows, model, layout.today, plan.person, plan.seat, plan.flow)
    beyond = plan.breach * layout.breach_price + prices.side * (layout.limits - sums)
    own = unit != ANY_UNIT
    np.add.at(excess, unit[own], beyond[own])
    return np.maximum(0.0, excess)


def _linked_units(known: Search, plan: SidePlan) -> Floats:
    """Count for each two units the people of one who have a pair in the other, (U, U)."""
    model, pairs = known.layout.model, known.pairs
    at = np.full(model.people, -1)
    at[plan.person] = model.seat_unit[plan.seat]
    placed = np.flatnonzero(at[pairs.person] >= 0)
    links = np.zeros((model.units, model.units))
    np.add.at(links, (at[pairs.person[placed]], model.seat_unit[pairs.seat[placed]]), 1.0)
    return links + links.T
