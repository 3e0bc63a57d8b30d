"""The network of a placement that stays open: every change of a model is a change of costs.

Its rows are people; a few spare rows have a pair with every seat type, for people whose own row
lacks a pair. A row nobody has goes to the pool at no cost, and what is closed is too dear: so
a flow that was possible stays possible, and the basis of the last solve always stands.

Many prices are optimal at once. Two nodes hold them near the last ones, where the open pairs are
known to suffice: one offers every seat type a place a little below its last price, the other a
guest who pays a little more. Where either is accepted a price has to move, and both leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from staffalloc.placement.engine.generated import OpenPairs, capped_head_prices, capped_seat_prices
from staffalloc.placement.engine.model import (
    NO_POOL,
    NOT_ELIGIBLE,
    POOL,
    Ints,
    PlacementModel,
    components_of,
    net_price,
)
from staffalloc.placement.engine.pricing import PairTables
from staffalloc.solvers.network import Flow, WarmNetwork

_NOBODY: Final = -1
# Measured on Hanoi: more rows spare a build of the network more often, and slow every solve.
_SPARE_ROWS: Final = 16
_SPARE_PAIRS: Final = 100_000  # of all spare rows together
_SPARE_STEPS: Final = 2  # places a seat type can gain before the network is built again
_FAR: Final = 4  # times the largest cost: no seat is worth more, or less
_TOO_DEAR: Final = 64  # times the largest cost: more than a chain of moves saves
_GUESTS: Final = 64  # and places offered
_MOST_SOLVES: Final = 1  # then all prices may move


@dataclass(frozen=True)
class Near:
    """Prices a placement stays near, and pairs that suffice while they move by `width` at most.

    Attributes
    ----------
    pairs : OpenPairs
        With the losses of the model the network is built for.
    net_price : (J,) ints
    width : int
    """

    pairs: OpenPairs
    net_price: Ints
    width: int


@dataclass(frozen=True)
class Optimum:
    """The best placement over the pairs of the network, and its duals.

    Attributes
    ----------
    person, seat : ints
        Pairs in use, by person.
    left_out : (N,) ints
        Who is in the pool.
    cost : int
    is_kept : bool
        Whether nothing closed is in use.
    seat_price, head_price, net_price : ints
    paid : (N,) ints
        What each person costs at the prices, in the cheapest open place.
    """

    person: Ints
    seat: Ints
    left_out: Ints
    cost: int
    is_kept: bool
    seat_price: Ints
    head_price: Ints
    net_price: Ints
    paid: Ints


@dataclass(frozen=True)
class _Costs:
    """Cost and capacity of every arc, what was added to all of a layer, and what is closed."""

    cost: Ints
    capacity: Ints
    lift_step: int
    closed: int


class OpenNetwork:
    """Rows of people, their open pairs, and the steps of seats and units.

    Parameters
    ----------
    model : PlacementModel
    near : Near
    """

    def __init__(self, model: PlacementModel, near: Near) -> None:
        types = len(model.seats)
        spare = min(_SPARE_ROWS, _SPARE_PAIRS // max(1, types))
        self.pairs, self._width = near.pairs, near.width
        self._net = near.net_price
        self._people, self._in_frame, self._tier_unit = (
            model.people,
            model.in_frame,
            model.tier_unit,
        )
        self._person = np.append(np.arange(model.people), np.full(spare, _NOBODY))
        self._seat_of = np.full(model.people, POOL)
        self._step_start = np.concatenate([[0], np.cumsum(_steps(model) + _SPARE_STEPS)])
        every = np.arange(types)
        self._row = np.concatenate(
            [near.pairs.person, np.repeat(model.people + np.arange(spare), types)]
        )
        self._seat = np.concatenate([near.pairs.seat, np.tile(every, spare)])
        self._loss = np.append(near.pairs.loss, np.full(spare * types, NOT_ELIGIBLE))
        self._asked = np.zeros(0, np.int64)  # who needs a row with every pair since `take`
        self._steps = np.zeros(0, np.int64)
        self._network = self._built(model)

    @property
    def size(self) -> int:
        """Pairs in the network, those of spare rows included."""
        return len(self._row)

    def fits(self, model: PlacementModel) -> bool:
        """Return whether the model has the seat types, units and tiers of this network."""
        return (
            np.array_equal(self._in_frame, model.in_frame)
            and np.array_equal(self._tier_unit, model.tier_unit)
            and bool((_steps(model) <= np.diff(self._step_start)).all())
        )

    def take(self, model: PlacementModel, changed: Ints) -> bool:
        """Take up a changed model; False if too many people's pairs are missing here."""
        spare = self._person[self._people :]
        spare = np.where(spare < model.people, spare, _NOBODY)
        known = changed[changed < model.people]
        self._asked = known[:0]
        self._assign(model, spare, known)
        return self.open_all(model, np.union1d(known, np.arange(self._people, model.people)))

    def open_all(self, model: PlacementModel, people: Ints) -> bool:
        """Give people a row with every pair; False if there are not enough of them."""
        self._asked = np.union1d(self._asked, people)
        spare = self._person[self._people :].copy()
        wanted = np.setdiff1d(people, spare)
        wanted = wanted[model.count[wanted] > 0]
        if len(wanted) > np.count_nonzero(spare == _NOBODY):
            for k, person in enumerate(spare.tolist()):
                if self._can_go_back(person, self._asked):
                    spare[k] = _NOBODY
        free = np.flatnonzero(spare == _NOBODY)
        if len(wanted) > len(free):
            return False
        spare[free[: len(wanted)]] = wanted
        self._assign(model, spare, wanted[:0])
        return True

    def _can_go_back(self, person: int, changed: Ints) -> bool:
        """Whether the pair somebody uses is in the own row."""
        if not _NOBODY < person < self._people or person in changed:
            return False
        seat = int(self._seat_of[person]) if person < len(self._seat_of) else POOL
        key = self.pairs.seat * self._people + self.pairs.person
        asked = seat * self._people + person
        at = int(np.searchsorted(key, asked))
        return seat == POOL or (at < len(key) and int(key[at]) == asked)

    def _assign(self, model: PlacementModel, spare: Ints, changed: Ints) -> None:
        """Say whose each row is, and price the pairs of rows that changed."""
        taken = np.zeros(max(model.people, self._people), bool)
        taken[: model.people] = model.count > 0
        spare = np.where(taken[spare], spare, _NOBODY)
        own = np.where(taken[: self._people], np.arange(self._people), _NOBODY)
        own[spare[(spare != _NOBODY) & (spare < self._people)]] = _NOBODY
        person = np.concatenate([own, spare])
        stale = (person != self._person) | np.isin(person, changed)
        self._person = person
        arc = np.flatnonzero(stale[self._row])
        who = person[self._row[arc]]
        self._loss[arc[who == _NOBODY]] = NOT_ELIGIBLE
        arc, who = arc[who != _NOBODY], who[who != _NOBODY]
        if len(arc):
            self._loss[arc] = model.losses(who, self._seat[arc])

    def _built(self, model: PlacementModel) -> WarmNetwork:
        types, rows, units = len(model.seats), len(self._person), model.units
        of_unit = types + rows
        source, place, guest = of_unit + units + np.arange(3)
        before_seat = np.where(model.in_frame, of_unit + model.seat_unit, source)
        step_seat = np.repeat(np.arange(types), np.diff(self._step_start))
        every, row, unit = np.arange(types), types + np.arange(rows), of_unit + np.arange(units)
        arcs = [
            (self._seat, types + self._row),
            (before_seat[step_seat], step_seat),
            (np.full(rows, source), row),
            (np.full(units, source), unit),
            (np.full(len(model.tier_unit), source), of_unit + model.tier_unit),
            (np.full(types, place), every),
            (every, np.full(types, guest)),
            (np.full(2, source), np.array([place, guest])),
        ]
        start, end = (np.concatenate(part) for part in zip(*arcs, strict=True))
        return WarmNetwork(start, end, nodes=int(guest) + 1, sink=int(source))

    def solve(self, model: PlacementModel, tables: PairTables) -> Optimum:
        """Place everybody at least cost over the pairs of the network."""
        costs, types = self._costs(model), len(model.seats)
        flow = self._flow(model, costs)
        used = np.flatnonzero(flow.flow[: self.size])
        used = used[np.argsort(self._person[self._row[used]])]
        person, seat = self._person[self._row[used]], self._seat[used]
        self._seat_of = np.full(model.people, POOL)
        self._seat_of[person] = seat
        left_out = np.where(self._seat_of == POOL, model.count, 0)
        officers = np.bincount(seat, minlength=types)
        loss = int(self._loss[used].sum())
        head = capped_head_prices(model, -flow.distance[types + len(self._person) : -3])
        seat_price = capped_seat_prices(tables, costs.lift_step + flow.distance[:types], head)
        net = net_price(model, seat_price, head)
        return Optimum(
            person,
            seat,
            left_out,
            sum(components_of(model, officers, left_out, loss).values()),
            not flow.flow[costs.cost >= costs.closed].any(),
            seat_price,
            head,
            net,
            self._paid(model, net),
        )

    def sit(self, model: PlacementModel, person: Ints, seat: Ints) -> None:
        """Start from a placement, as far as it is possible: equal optima do not move people."""
        costs, types = self._costs(model), len(model.seats)
        self._steps = self._steps[:0]  # whatever changed, no price has to move for this
        away = costs.closed // 8
        pairs = slice(self.size)
        who = self._person[self._row]
        used = np.isin(who * types + self._seat, person * types + seat) & (who != _NOBODY)
        cost = costs.cost
        is_open = self._loss < NOT_ELIGIBLE
        cost[pairs] = np.where(is_open, np.where(used, 0, away), costs.closed)
        rows = slice(self.size + int(self._step_start[-1]), None)
        sits = np.isin(self._person, person) & (self._person != _NOBODY)
        wait = cost[rows][: len(sits)]
        wait[sits & (wait < costs.closed)] = away
        cost[-2 - 2 * types : -2] = costs.closed
        self._network.solve(costs.capacity, cost, self._supply(model))

    def stay_near(self, net: Ints) -> None:
        """Hold the prices of later solves near these."""
        self._net = net

    def _flow(self, model: PlacementModel, costs: _Costs) -> Flow:
        """Solve with prices held, and let those move that have to."""
        types, supply = len(model.seats), self._supply(model)
        stop = len(costs.cost) - 2
        held = costs.cost[stop - 2 * types : stop].reshape(2, types)
        for solved in range(_MOST_SOLVES + 1):
            flow = self._network.solve(costs.capacity, costs.cost, supply)
            moved = flow.flow[stop - 2 * types : stop].reshape(2, types).any(axis=0)
            if not moved.any():
                break
            held[:, moved | (solved == _MOST_SOLVES - 1)] = costs.closed
        return flow

    def _supply(self, model: PlacementModel) -> Ints:
        types, rows = len(model.seats), len(self._person)
        supply = np.zeros(types + rows + model.units + 3, np.int64)
        supply[types : types + rows] = -1
        supply[-1] = -_GUESTS
        supply[-3] = rows + _GUESTS
        return supply

    def _paid(self, model: PlacementModel, net: Ints) -> Ints:
        price: Ints = np.where(model.pool_price == NO_POOL, NOT_ELIGIBLE, model.pool_price)
        arc = np.flatnonzero(self._loss < NOT_ELIGIBLE)
        np.minimum.at(price, self._person[self._row[arc]], self._loss[arc] - net[self._seat[arc]])
        return price

    def _costs(self, model: PlacementModel) -> _Costs:
        """Price every arc for a model, in the order of the arcs."""
        taken, is_open = self._person != _NOBODY, self._loss < NOT_ELIGIBLE
        waiting = model.pool_price[self._person[taken]]
        can_wait = waiting != NO_POOL
        open_loss, open_wait = self._loss[is_open], waiting[can_wait]
        step_prices = [-model.empty_price, model.extra_price]
        lift_step = max(0, *(-int(part.min(initial=0)) for part in step_prices))
        parts = [open_loss, open_wait, *step_prices, model.tier_price]
        largest = max(1, *(int(np.abs(part).max(initial=0)) for part in parts))
        net = np.clip(self._net, -_FAR * largest, _FAR * largest)
        lift_pair = max(0, *(-int(part.min(initial=0)) for part in (open_loss, open_wait, net)))
        closed = _TOO_DEAR * (largest + lift_step + lift_pair + self._width)
        pair_cost = np.full(self.size, closed)
        pair_cost[is_open] = open_loss + lift_pair
        wait_cost = np.zeros(len(taken), np.int64)
        wait_cost[taken] = np.where(can_wait, waiting + lift_step + lift_pair, closed)
        step_cost, step_room = self._step_costs(model, closed)
        held = self._held(net, step_cost, lift_step, lift_pair, closed)
        none, once = np.zeros(model.units, np.int64), np.ones(len(model.seats) * 2, np.int64)
        leave = np.array([0, lift_step + lift_pair])
        cost = [
            pair_cost,
            np.where(step_cost < closed, step_cost + lift_step, closed),
            wait_cost,
            none,
            model.tier_price,
            held,
            leave,
        ]
        capacity = [np.ones(self.size, np.int64), step_room, np.ones(len(taken), np.int64)]
        capacity += [model.ceiling, model.tier_width, once, np.full(2, _GUESTS)]
        return _Costs(np.concatenate(cost), np.concatenate(capacity), lift_step, closed)

    def _held(self, net: Ints, steps: Ints, lift_step: int, lift_pair: int, closed: int) -> Ints:
        """What the places offered and the guests cost; none where the steps changed."""
        place = np.maximum(0, lift_step - net + self._width)
        guest = lift_pair + net + self._width
        if len(self._steps):
            changed = np.flatnonzero(steps != self._steps)
            moved = np.searchsorted(self._step_start, changed, side="right") - 1
            place[moved] = guest[moved] = closed
        self._steps = steps
        return np.concatenate([place, guest])

    def _step_costs(self, model: PlacementModel, closed: int) -> tuple[Ints, Ints]:
        """Return cost and room of each step arc: the steps of a seat type, cheapest first."""
        seat = np.concatenate([model.empty_seat, model.extra_seat])
        price = np.concatenate([-model.empty_price, model.extra_price])
        room = np.concatenate([model.empty_room, model.extra_room])
        order = np.lexsort((price, seat))
        seat = seat[order]
        first = np.searchsorted(seat, np.arange(len(model.seats)))
        at = self._step_start[seat] + np.arange(len(seat)) - first[seat]
        cost = np.full(int(self._step_start[-1]), closed)
        width = np.ones(len(cost), np.int64)
        cost[at], width[at] = price[order], room[order]
        return cost, width


def _steps(model: PlacementModel) -> Ints:
    """How many prices of places each seat type has."""
    types = len(model.seats)
    empty = np.bincount(model.empty_seat, minlength=types)
    steps: Ints = empty + np.bincount(model.extra_seat, minlength=types)
    return steps
