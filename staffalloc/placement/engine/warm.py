"""A placement kept open: pairs, prices and the basis of its network, from edit to edit.

The network sees the pairs of the last optimum and those near it. After a change its duals price
all pairs again; people for whom another pair pays get a row with every pair, and where these
rows do not suffice the network is built again with more pairs. The end is the same as of a cold
start: the bound over *all* pairs is the cost of the placement.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from staffalloc.placement.engine.generated import OpenPairs, PlacementSolution, bound_of
from staffalloc.placement.engine.model import (
    NO_POOL,
    NOT_ELIGIBLE,
    Ints,
    PlacementModel,
    net_price,
)
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.engine.pricing import PairTables, Pricing, price_all
from staffalloc.placement.engine.warm_network import Near, OpenNetwork, Optimum

_MOST_ROUNDS: Final = 40


@dataclass(frozen=True)
class WarmResult:
    """A new optimum and how it was reached.

    Attributes
    ----------
    solution : PlacementSolution
    reason : str
        Why the last basis did not do, in a word: ``seats``, ``pairs`` (the network was built
        again), ``rounds`` (everything was solved from nothing); '' if it did.
    """

    solution: PlacementSolution
    reason: str = ""


class WarmPlacement:
    """A named placement that is solved again after its model changed a little.

    Parameters
    ----------
    model : PlacementModel
        No row counts more than one person.
    solution : PlacementSolution
        Its optimum.
    """

    def __init__(self, model: PlacementModel, solution: PlacementSolution) -> None:
        self._solution = solution
        self._stale: Ints = np.zeros(0, np.int64)
        near = _network_near(PairTables.of(model), solution, _pairs_of(model, solution))
        self._start(near, model)
        self.solve(model, np.zeros(0, np.int64))

    def solve(self, model: PlacementModel, changed: Ints) -> WarmResult:
        """Place everybody at least cost.

        Parameters
        ----------
        model : PlacementModel
            Seat types and units numbered as before; people after those before are new.
        changed : ints
            People whose pairs or price of the pool changed since the last solve.

        Raises
        ------
        InfeasibleError
            If somebody without a pool price cannot be placed.
        """
        start = time.perf_counter()
        self.forget(changed)
        tables, reason = PairTables.of(model), ""
        if not self._network.fits(model):
            reason = "seats"
        elif not self._network.take(model, self._stale):
            reason = "pairs"
        if reason:
            known = _eligible(model, self._network.pairs.person, self._network.pairs.seat)
            self._start(_network_near(tables, self._solution, known), model)
        for rounds in range(1, _MOST_ROUNDS + 1):
            best = self._network.solve(model, tables)
            pricing = price_all(tables, best.net_price, best.paid)
            bound = bound_of(model, best.seat_price, best.head_price, pricing.lowest)
            if bound == best.cost and best.is_kept:
                self._network.stay_near(best.net_price)
                self._stale = changed[:0]
                seconds = {"warm": time.perf_counter() - start}
                self._solution = _solution(best, rounds, self._network.size, seconds)
                return WarmResult(self._solution, reason)
            paying = np.flatnonzero((pricing.lowest < best.paid) & (model.count > 0))
            if not len(paying):
                break
            if not self._network.open_all(model, paying):
                reason = reason or "pairs"
                self._start(_grown(tables, self._network, best), model)
        return self._cold(model)

    def forget(self, people: Ints) -> None:
        """Price the pairs of some people anew in the next solve, whoever's edit is undone."""
        self._stale = np.union1d(self._stale, people).astype(np.int64)

    def renumbered(self, model: PlacementModel, seat_now: Ints) -> WarmPlacement:
        """Return another placement kept open, for seat types with other numbers.

        Parameters
        ----------
        model : PlacementModel
        seat_now : ints
            The new number of each old seat type, -1 where it is gone; the new ones are priced
            as if they were empty.
        """
        old, pairs = self._solution, self._network.pairs
        price = _prices_if_empty(model)
        kept = seat_now >= 0
        price[seat_now[kept]] = old.seat_price[kept]
        sits = (seat_now[old.seat] >= 0) & (old.person < model.people)
        guess = replace(
            old,
            person=old.person[sits],
            seat=seat_now[old.seat[sits]],
            flow=old.flow[sits],
            seat_price=price,
        )
        stays = (seat_now[pairs.seat] >= 0) & (pairs.person < model.people)
        person = np.concatenate([guess.person, pairs.person[stays]])
        seat = np.concatenate([guess.seat, seat_now[pairs.seat[stays]]])
        other = WarmPlacement.__new__(WarmPlacement)
        other._solution = guess
        other._stale = old.person[:0]
        near = _network_near(PairTables.of(model), guess, _eligible(model, person, seat))
        other._start(near, model)
        return other

    def _start(self, network: OpenNetwork, model: PlacementModel) -> None:
        self._network = network
        network.take(model, np.zeros(0, np.int64))
        known = _pairs_of(model, self._solution)
        network.sit(model, known.person, known.seat)

    def _cold(self, model: PlacementModel) -> WarmResult:
        self._solution = solve_placement(model)
        self._stale = self._stale[:0]
        pairs = _pairs_of(model, self._solution)
        self._start(_network_near(PairTables.of(model), self._solution, pairs), model)
        return WarmResult(self._solution, "rounds")


def _pairs_of(model: PlacementModel, solution: PlacementSolution) -> OpenPairs:
    """Return the pairs of a placement that the model still has."""
    return _eligible(model, solution.person, solution.seat)


def _eligible(model: PlacementModel, person: Ints, seat: Ints) -> OpenPairs:
    known = person < model.people
    person, seat = person[known], seat[known]
    loss = model.losses(person, seat)
    is_open = loss < NOT_ELIGIBLE
    return OpenPairs(person[is_open], seat[is_open], loss[is_open])


def _network_near(tables: PairTables, solution: PlacementSolution, pairs: OpenPairs) -> OpenNetwork:
    """Build the network of some pairs and of all that pay, or nearly, at the prices of another."""
    model = tables.model
    net = tables.clipped(net_price(model, solution.seat_price, solution.head_price))
    paid = np.where(model.pool_price == NO_POOL, NOT_ELIGIBLE, model.pool_price)
    np.minimum.at(paid, pairs.person, pairs.loss - net[pairs.seat])
    return OpenNetwork(model, _near(tables, pairs, net, paid))


def _grown(tables: PairTables, network: OpenNetwork, best: Optimum) -> OpenNetwork:
    """Build the network again with the pairs that pay, or nearly."""
    person = np.concatenate([network.pairs.person, best.person])
    seat = np.concatenate([network.pairs.seat, best.seat])
    pairs = _eligible(tables.model, person, seat)
    return OpenNetwork(tables.model, _near(tables, pairs, best.net_price, best.paid))


def _near(tables: PairTables, pairs: OpenPairs, net: Ints, paid: Ints) -> Near:
    """Return some pairs and all within a margin of paying; half of it prices may move."""
    listed = tables.model.listed
    pricing = price_all(tables, net, paid)
    margin = min(_dearest(tables.model), max(0, int(pricing.reduced.max(initial=0))))
    near = np.flatnonzero(pricing.listed_reduced <= margin)
    parts = [
        (pairs.person, pairs.seat, pairs.loss),
        seats_within(tables, pricing, net, paid, margin),
        (listed.person[near], listed.seat[near], listed.loss[near]),
    ]
    person, seat, loss = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Near(OpenPairs.of(person, seat, loss, tables.model.people), net, margin // 2)


def _dearest(model: PlacementModel) -> int:
    """Return the largest price of the pool or of a seat: pairs farther from paying never matter."""
    prices = (model.pool_price, model.empty_price, np.abs(model.extra_price))
    return max(int(part.max(initial=0)) for part in prices)


def seats_within(
    tables: PairTables, pricing: Pricing, net: Ints, paid: Ints, margin: int
) -> tuple[Ints, Ints, Ints]:
    """Return the pairs of priced units that cost their person at most a margin too much."""
    model = tables.model
    order = np.argsort(pricing.unit, kind="stable")
    edges = np.searchsorted(pricing.unit[order], np.arange(model.units + 1))
    parts = [(np.zeros(0, np.int64),) * 3]
    for unit, seats in tables.units():
        here = order[edges[unit] : edges[unit + 1]]
        who, of_place = pricing.person[here], pricing.place_loss[here]
        of_kind = tables.kind_loss[model.seat_kind[seats, None], tables.profile[who]]
        loss = of_kind.astype(np.int64) + of_place
        within = (loss - net[seats, None] <= paid[who] + margin) & (of_kind < tables.closed)
        seat, at = np.nonzero(within)
        parts.append((who[at], seats.start + seat, loss[seat, at]))
    person, seat, loss = (np.concatenate(part) for part in zip(*parts, strict=True))
    return person, seat, loss


def _prices_if_empty(model: PlacementModel) -> Ints:
    """Return what the first person on each seat type saves, 0 where it takes nobody."""
    price = np.zeros(len(model.seats), np.int64)
    np.maximum.at(price, model.empty_seat, model.empty_price)
    np.maximum.at(price, model.extra_seat, -model.extra_price)
    return price


def _solution(
    best: Optimum, rounds: int, pairs: int, seconds: dict[str, float]
) -> PlacementSolution:
    return PlacementSolution(
        best.person,
        best.seat,
        np.ones(len(best.person), np.int64),
        best.left_out,
        best.seat_price,
        best.head_price,
        rounds,
        pairs,
        seconds,
    )
