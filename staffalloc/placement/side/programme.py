"""The linear programme of a placement with side rules, on the pairs that are open.

Rows: people, seat types, units, side rules. Columns: the pool, steps of seats, heads, tiers,
breaches of rules, then pairs. Costs are divided by a power of two, so that the solver sees them
exactly and of a size it is made for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.placement.engine.model import NO_POOL, NOT_ELIGIBLE, Ints, PlacementModel
from staffalloc.placement.side.bound import clipped_prices, side_entries
from staffalloc.placement.side.rows import SideRow
from staffalloc.solvers.sparse import Columns, Floats, SparseProgramme

Bools = NDArray[np.bool_]

_COST_BITS: Final = 13
_PRICE_OF_A_HARD_RULE: Final = 64  # times the largest cost, for each unit of its largest value


@dataclass(frozen=True)
class SidePrices:
    """Whole prices of seats, heads and side rules: what a bound is computed from."""

    seat: Ints
    head: Ints
    side: Ints


@dataclass(frozen=True)
class SideLayout:
    """Where rows and columns of the programme stand.

    Attributes
    ----------
    model : PlacementModel
    rows : tuple of SideRow
    today : (N,) ints
    pooled : ints
        People who may be left out.
    breach_price : (rows,) ints
        What a unit of breach costs: a hard rule's is high, and no plan may pay it.
    scale : float
        Costs are multiplied by it.
    """

    model: PlacementModel
    rows: tuple[SideRow, ...]
    today: Ints
    pooled: Ints
    breach_price: Ints
    scale: float

    @staticmethod
    def of(model: PlacementModel, rows: Sequence[SideRow], today: Ints) -> SideLayout:
        """Lay a placement out."""
        largest = largest_cost(model)
        prices = [
            _price_when_hard(row, largest) if row.price is None else row.price for row in rows
        ]
        return SideLayout(
            model,
            tuple(rows),
            today,
            np.flatnonzero(model.pool_price != NO_POOL),
            np.array(prices, np.int64),
            2.0 ** -max(0, largest.bit_length() - _COST_BITS),
        )

    @property
    def hard(self) -> Bools:
        return np.array([row.price is None for row in self.rows], bool)

    @property
    def limits(self) -> Ints:
        return np.array([row.limit for row in self.rows], np.int64)

    @property
    def fixed(self) -> int:
        """How many columns stand before the pairs."""
        return self.first_breach + len(self.rows)

    @property
    def first_breach(self) -> int:
        model = self.model
        steps = len(model.empty_seat) + len(model.extra_seat)
        return len(self.pooled) + steps + model.units + len(model.tier_unit)

    def programme(self, seed: int) -> SparseProgramme:
        """Return the programme without pairs."""
        model = self.model
        nothing = np.zeros(len(model.seats) + model.units)
        count = model.count.astype(float)
        lower = np.concatenate([count, nothing, np.full(len(self.rows), -math.inf)])
        upper = np.concatenate([count, nothing, self.limits.astype(float)])
        made = SparseProgramme(lower, upper, seed=seed)
        made.add(self.fixed_columns())
        return made

    def fixed_columns(self) -> Columns:
        """Return pool, steps, heads, tiers and breaches."""
        model = self.model
        people, seats, units = model.people, len(model.seats), model.units
        frames = people + seats + np.arange(units)
        step_seat = np.concatenate([model.empty_seat, model.extra_seat])
        counted = np.flatnonzero(model.in_frame[step_seat])
        first_step, first_head = len(self.pooled), len(self.pooled) + len(step_seat)
        tiers = people + seats + model.tier_unit
        one_each = np.concatenate(
            [self.pooled, people + step_seat, frames, tiers, people + seats + units + self._numbers]
        )
        sign = np.full(len(one_each), -1.0)
        sign[:first_step] = 1.0
        entry = np.concatenate(
            [np.arange(first_head), first_head + np.arange(self.fixed - first_head)]
        )
        return Columns.of(
            (self.fixed_costs() * self.scale).astype(np.float64),
            self.fixed_upper(),
            np.concatenate([entry, first_step + counted]),
            np.concatenate([one_each, frames[model.seat_unit[step_seat[counted]]]]),
            np.concatenate([sign, np.ones(len(counted))]),
        )

    @property
    def _numbers(self) -> Ints:
        return np.arange(len(self.rows))

    def fixed_costs(self) -> Ints:
        model = self.model
        return np.concatenate(
            [
                model.pool_price[self.pooled],
                -model.empty_price,
                model.extra_price,
                np.zeros(model.units, np.int64),
                model.tier_price,
                self.breach_price,
            ]
        )

    def fixed_upper(self) -> Floats:
        model = self.model
        rooms = [model.empty_room, model.extra_room, model.ceiling, model.tier_width]
        rooms = [model.count[self.pooled], *rooms]
        unbounded = np.full(len(self.rows), math.inf)
        return np.concatenate([np.concatenate(rooms).astype(float), unbounded])

    def pair_columns(self, person: Ints, seat: Ints) -> Columns:
        """Return a column for each pair."""
        model = self.model
        row, pair, value = side_entries(self.rows, person, seat, model.seat_unit, self.today)
        pairs = np.arange(len(person))
        first = model.people + len(model.seats) + model.units
        return Columns.of(
            (model.losses(person, seat) * self.scale).astype(np.float64),
            model.count[person].astype(float),
            np.concatenate([pairs, pairs, pair]),
            np.concatenate([person, model.people + seat, first + row]),
            np.concatenate([np.ones(2 * len(pairs)), value]),
        )

    def prices(self, duals: Floats) -> SidePrices:
        """Return whole prices from the duals of the rows, clipped."""
        model = self.model
        people, seats = model.people, len(model.seats)
        whole = np.rint(np.clip(duals / self.scale, -(2.0**58), 2.0**58)).astype(np.int64)
        head = np.maximum(0, -whole[people + seats : people + seats + model.units])
        heads = np.where(model.in_frame, head[model.seat_unit], 0)
        seat = whole[people : people + seats] + heads
        side = clipped_prices(self.rows, -whole[people + seats + model.units :])
        return SidePrices(seat, head, side)

    def point(self, seat: Ints, flow: Ints, left_out: Ints, breach: Ints) -> Floats:
        """Return the fixed columns of a placement: each seat takes its cheapest steps."""
        model = self.model
        officers = np.zeros(len(model.seats), np.int64)
        np.add.at(officers, seat, flow)
        heads = np.zeros(model.units, np.int64)
        np.add.at(heads, model.seat_unit, np.where(model.in_frame, officers, 0))
        below = np.minimum(heads, model.ceiling)
        above = _fill(model.tier_unit, model.tier_price, model.tier_width, heads - below)
        steps = used_steps(model, officers)
        return np.concatenate([left_out[self.pooled], steps, below, above, breach]).astype(float)


def largest_cost(model: PlacementModel) -> int:
    """Return the largest size of any cost, at least 1."""
    loss = model.kind_loss[model.kind_loss < NOT_ELIGIBLE]
    parts = [loss, model.reach.loss, model.listed.loss, model.pool_price]
    parts += [model.empty_price, model.extra_price, model.tier_price]
    return max(1, *(max(int(p.max(initial=0)), -int(p.min(initial=0))) for p in parts))


def _price_when_hard(row: SideRow, largest: int) -> int:
    """Dear, but near the other costs: a far larger number would drown them."""
    return max(1, _PRICE_OF_A_HARD_RULE * largest // max(1, int(np.abs(row.value).max(initial=0))))


def used_steps(model: PlacementModel, officers: Ints) -> Ints:
    """Return how far each step is used, empty seats then extra, cheapest first."""
    seat = np.concatenate([model.empty_seat, model.extra_seat])
    price = np.concatenate([-model.empty_price, model.extra_price])
    room = np.concatenate([model.empty_room, model.extra_room])
    return _fill(seat, price, room, officers)


def _fill(group: Ints, price: Ints, room: Ints, total: Ints) -> Ints:
    """Share the total of each group out over its entries, cheapest first."""
    order = np.lexsort((price, group))
    before = np.cumsum(room[order]) - room[order]
    first = np.searchsorted(group[order], np.arange(len(total)))
    if not len(order):
        return np.zeros(0, np.int64)
    offset = before[np.minimum(first, len(order) - 1)]
    used = np.empty(len(order), np.int64)
    own = group[order]
    used[order] = np.clip(total[own] - (before - offset[own]), 0, room[order])
    return used
