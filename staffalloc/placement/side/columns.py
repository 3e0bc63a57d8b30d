"""Solves the linear programme of a placement with side rules over all pairs.

Few pairs are open at first: those of the placement without side rules, and what nearly pays
there. The duals price all pairs; what pays is opened, until nothing does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from staffalloc.placement.engine.deadline import left
from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import NO_POOL, NOT_ELIGIBLE, Ints, PlacementModel, net_price
from staffalloc.placement.engine.pricing import PairTables, Pricing, best_seats, price_all
from staffalloc.placement.engine.proof import cheapest_seats
from staffalloc.placement.engine.seeds import first_pairs
from staffalloc.placement.side.basis import network_basis
from staffalloc.placement.side.bound import bound_with_sides, priced_model
from staffalloc.placement.side.plan import NearPairs
from staffalloc.placement.side.programme import SideLayout, SidePrices
from staffalloc.solvers.sparse import Columns, Method, SparsePoint, SparseProgramme

# Beyond so many pivots a row the interior point method is faster: measured on Hanoi.
_PIVOTS_A_ROW: Final = 0.5


@dataclass(frozen=True)
class LinearOutcome:
    """Where the linear programme ended.

    Attributes
    ----------
    point : SparsePoint or None
        Its last optimum, fixed columns then open pairs; None where the time limit came first.
    prices : SidePrices
        The whole prices with the best bound.
    bound : int
        What they prove over all pairs.
    closed : bool
        Whether no pair that is not open pays.
    rounds : int
        Linear programmes solved.
    """

    point: SparsePoint | None
    prices: SidePrices
    bound: int
    closed: bool
    rounds: int


class OpenColumns:
    """The programme and the pairs it has, in the order they were opened."""

    def __init__(self, layout: SideLayout, seed: int) -> None:
        self.layout = layout
        self.person = np.zeros(0, np.int64)
        self.seat = np.zeros(0, np.int64)
        self.columns: Columns = layout.pair_columns(self.person, self.seat)
        self._solver: SparseProgramme = layout.programme(seed)

    def open(self, person: Ints, seat: Ints) -> int:
        """Open the pairs that are not yet open; return how many they are."""
        width = max(1, len(self.layout.model.seats))
        key = np.setdiff1d(person * width + seat, self.person * width + self.seat)
        person, seat = np.divmod(key, width)
        more = self.layout.pair_columns(person, seat)
        self.person = np.concatenate([self.person, person])
        self.seat = np.concatenate([self.seat, seat])
        self.columns = self.columns.and_more(more)
        self._solver.add(more)
        return len(key)

    @property
    def open_pairs(self) -> NearPairs:
        return NearPairs(self.person, self.seat, self.columns)

    def open_first(self, start: PlacementSolution) -> None:
        """Open the pairs of a placement without side rules and those near it; start there."""
        model = self.layout.model
        tables = PairTables.of(model)
        net = tables.clipped(net_price(model, start.seat_price, start.head_price))
        person, seat = near_pairs(tables, net, paid_at(model, net))
        first = first_pairs(tables)
        self.open(
            np.concatenate([start.person, person, first[0]]),
            np.concatenate([start.seat, seat, first[1]]),
        )
        basis = network_basis(self.layout, self.person, self.seat, start)
        self._solver.start_from(basis.basic, basis.at_upper, basis.basic_row)

    def paid(self, priced: PlacementModel, net: Ints) -> Ints:
        """Return what each person pays at net prices in the cheapest open place."""
        paid = np.where(priced.pool_price == NO_POOL, NOT_ELIGIBLE, priced.pool_price)
        cost = priced.losses(self.person, self.seat) - net[self.seat]
        np.minimum.at(paid, self.person, cost)
        return paid

    def keep_hard_rules(self) -> None:
        """Let no hard rule be broken from now on."""
        hard = self.layout.first_breach + np.flatnonzero(self.layout.hard)
        self._solver.change_upper(hard, np.zeros(len(hard)))

    def solve(self, first: bool, until: float | None) -> SparsePoint | None:
        """Solve over the open pairs; after too many pivots by the interior point method."""
        model = self.layout.model
        rows = model.people + len(model.seats) + model.units + len(self.layout.rows)
        method: Method = "dual" if first else "primal"
        most = max(1000, int(_PIVOTS_A_ROW * rows))
        made = self._solver.solve(method, most_iterations=most, time_limit=left(until))
        if made is None and left(until) != 0:
            made = self._solver.solve("interior", time_limit=left(until))
        return made


def near_pairs(tables: PairTables, net: Ints, paid: Ints) -> tuple[Ints, Ints]:
    """Return the best pair of each person in each unit where one pays, or nearly."""
    pricing = price_all(tables, net, paid)
    return _best_pairs(tables, net, pricing, max(0, int(pricing.reduced.max(initial=0))))


def paying_pairs(tables: PairTables, net: Ints, paid: Ints) -> tuple[Ints, Ints]:
    """Return the best pair of each person in each unit where one pays."""
    return _best_pairs(tables, net, price_all(tables, net, paid), -1)


def _best_pairs(tables: PairTables, net: Ints, pricing: Pricing, most: int) -> tuple[Ints, Ints]:
    pays = np.flatnonzero(pricing.reduced <= most)
    person, seat, _ = best_seats(
        tables, pricing.person[pays], pricing.unit[pays], pricing.place_loss[pays], net
    )
    listed = tables.model.listed
    beside = np.flatnonzero(pricing.listed_reduced <= most)
    return (
        np.concatenate([person, listed.person[beside]]),
        np.concatenate([seat, listed.seat[beside]]),
    )


def paid_at(model: PlacementModel, net: Ints) -> Ints:
    """Return what each person pays at net prices: the cheapest of pool and all seats."""
    pool = np.where(model.pool_price == NO_POOL, NOT_ELIGIBLE, model.pool_price)
    return np.minimum(pool, cheapest_seats(model, net))


def solve_linear(
    columns: OpenColumns, start: PlacementSolution, until: float | None
) -> LinearOutcome:
    """Solve over all pairs, from a placement without side rules.

    Hard rules may be broken at a price.
    """
    prices = SidePrices(start.seat_price, start.head_price, 0 * columns.layout.limits)
    columns.open_first(start)
    first = LinearOutcome(None, prices, bound_at(columns.layout, prices), False, 0)
    return go_on(columns, first, until)


def go_on(columns: OpenColumns, before: LinearOutcome, until: float | None) -> LinearOutcome:
    """Solve, price all pairs, open what pays, and again until nothing does."""
    layout, outcome = columns.layout, before
    while True:
        is_first = outcome.rounds == 0
        point = columns.solve(is_first, until)
        if point is None:
            return outcome
        current = layout.prices(point.duals)
        best = max(
            (outcome.bound, outcome.prices), (bound_at(layout, current), current), key=_first
        )
        outcome = LinearOutcome(point, best[1], best[0], False, outcome.rounds + 1)
        priced = priced_model(layout.model, layout.rows, layout.today, current.side)
        tables = PairTables.of(priced)
        net = tables.clipped(net_price(priced, current.seat, current.head))
        find = near_pairs if is_first else paying_pairs
        if not columns.open(*find(tables, net, columns.paid(priced, net))) and not is_first:
            return replace(outcome, closed=True)


def _first(pair: tuple[int, SidePrices]) -> int:
    return pair[0]


def bound_at(layout: SideLayout, prices: SidePrices) -> int:
    """Return what prices prove over all eligible pairs."""
    return bound_with_sides(
        layout.model, layout.rows, layout.today, prices.seat, prices.head, prices.side
    )
