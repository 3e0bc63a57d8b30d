"""A first plan under side rules: whole parts of a fractional placement, the rest by rule."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.placement.engine.model import NO_POOL, Ints
from staffalloc.placement.side.bound import side_entries
from staffalloc.placement.side.plan import NearPairs, SidePlan, plan_of
from staffalloc.placement.side.programme import SideLayout
from staffalloc.solvers.sparse import Floats

Bools = NDArray[np.bool_]

_WHOLE: Final = 1e-6


def people_in_parts(layout: SideLayout, person: Ints, values: Floats) -> Bools:
    """Return who is not placed in whole numbers; `values` are fixed columns, then the pairs'."""
    pool = np.abs(values - np.rint(values)) > _WHOLE
    parts = np.zeros(layout.model.people, bool)
    parts[layout.pooled] = pool[: len(layout.pooled)]
    np.logical_or.at(parts, person, pool[layout.fixed :])
    return parts


def rounded(
    layout: SideLayout, pairs: NearPairs, values: Floats, reduced: Ints, anew: Bools
) -> SidePlan | None:
    """Keep who is placed in whole numbers; place the others one by one where rules allow it.

    Pairs with most of a person come first, then those that cost least beyond the prices. Whoever
    fits nowhere waits in the pool; None where somebody must not.
    """
    model = layout.model
    share = values[layout.fixed :]
    flow = np.where(anew[pairs.person], 0, np.rint(share)).astype(np.int64)
    left_out = np.zeros(model.people, np.int64)
    left_out[layout.pooled] = np.rint(values[: len(layout.pooled)]).astype(np.int64)
    left_out = np.where(anew, model.count, left_out)
    candidates = np.flatnonzero(anew[pairs.person])
    rank = np.lexsort((reduced[candidates], -np.round(share[candidates], 4)))
    room = _Room(layout, pairs, flow, candidates[rank])
    for place, pair in enumerate(candidates[rank].tolist()):
        person = int(pairs.person[pair])
        while left_out[person] and room.take(place):
            left_out[person] -= 1
            flow[pair] += 1
    if (left_out[model.pool_price == NO_POOL] > 0).any():
        return None
    return plan_of(layout, pairs.person, pairs.seat, flow, left_out)


class _Room:
    """What is left of seats, frames and hard rules."""

    def __init__(self, layout: SideLayout, pairs: NearPairs, flow: Ints, asked: Ints) -> None:
        model = layout.model
        room = np.zeros(len(model.seats), np.int64)
        np.add.at(room, model.empty_seat, model.empty_room)
        np.add.at(room, model.extra_seat, model.extra_room)
        np.subtract.at(room, pairs.seat, flow)
        heads = model.ceiling.copy()
        np.add.at(heads, model.tier_unit, model.tier_width)
        counted = model.in_frame[pairs.seat]
        np.subtract.at(heads, model.seat_unit[pairs.seat[counted]], flow[counted])
        self._seat_room, self._heads = room.tolist(), heads.tolist()
        self._seat = pairs.seat[asked].tolist()
        self._unit = np.where(model.in_frame, model.seat_unit, -1)[pairs.seat[asked]].tolist()
        self._left = (layout.limits - _sums(layout, pairs, flow)).tolist()
        row, pair, value = side_entries(
            layout.rows, pairs.person[asked], pairs.seat[asked], model.seat_unit, layout.today
        )
        order = np.argsort(pair, kind="stable")
        self._start = np.searchsorted(pair[order], np.arange(len(asked) + 1)).tolist()
        self._row, self._value = row[order].tolist(), value[order].tolist()
        self._hard = layout.hard.tolist()

    def take(self, place: int) -> bool:
        """Seat one more on a pair if seats, frame and hard rules allow it."""
        seat, unit = self._seat[place], self._unit[place]
        if self._seat_room[seat] <= 0 or (unit >= 0 and self._heads[unit] <= 0):
            return False
        entries = range(self._start[place], self._start[place + 1])
        if any(
            self._hard[self._row[e]] and 0 < self._value[e] > self._left[self._row[e]]
            for e in entries
        ):
            return False
        self._seat_room[seat] -= 1
        if unit >= 0:
            self._heads[unit] -= 1
        for e in entries:
            self._left[self._row[e]] -= self._value[e]
        return True


def _sums(layout: SideLayout, pairs: NearPairs, flow: Ints) -> Ints:
    used = np.flatnonzero(flow)
    row, pair, value = side_entries(
        layout.rows, pairs.person[used], pairs.seat[used], layout.model.seat_unit, layout.today
    )
    sums = np.zeros(len(layout.rows), np.int64)
    np.add.at(sums, row, value * flow[used][pair])
    return sums
