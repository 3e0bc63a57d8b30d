"""The placement in whole numbers: everything an engine or a proof needs, and no code or name.

A loss is ``kind_loss[profile, kind] + loss of the place in the unit``: two small tables from
which millions of eligible pairs follow. Only pairs whose loss is not that sum are listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

NO_POOL: Final = -1
POOL: Final = -1
NOT_ELIGIBLE: Final = np.iinfo(np.int64).max // 4
_PAIRS_AT_ONCE: Final = 1_000_000  # bounds memory, not results


@dataclass(frozen=True)
class Reach:
    """Units within reach of each place and what it costs to serve there, row by row.

    Attributes
    ----------
    start : (R + 1,) ints
        Where the units of each place start.
    unit, loss : (E,) ints
        Units of a place in rising order, each once.
    """

    start: Ints
    unit: Ints
    loss: Ints

    def of(self, place: Ints) -> tuple[Ints, Ints]:
        """Return for some places, joined: which of them each entry is of, and where it stands."""
        size = (self.start[1:] - self.start[:-1])[place]
        row = np.repeat(np.arange(len(place)), size)
        before = np.cumsum(size) - size
        return row, np.arange(len(row)) + (self.start[:-1][place] - before)[row]


@dataclass(frozen=True)
class ListedPairs:
    """Eligible pairs whose loss is not the sum of the tables, by person and seat, each once.

    Where the tables allow the pair as well, the cheaper loss counts.
    """

    person: Ints
    seat: Ints
    loss: Ints


@dataclass(frozen=True)
class PlacementModel:
    """A placement without side rules.

    Attributes
    ----------
    count : (N,) ints
        People alike in each row (1 in a named placement).
    pool_price : (N,) ints
        Price of leaving one out, `NO_POOL` where all must be placed.
    profile, place : (N,) ints
        Rows of `kind_loss` and of `reach`.
    kind_loss : (K, S) ints
        Loss by profile and kind of seat, `NOT_ELIGIBLE` where the pair is none.
    reach : Reach
        Loss by place and unit.
    listed : ListedPairs
    seat_unit, seat_kind, seats : (J,) ints
        Unit and kind of each seat type, and its number of seats; sorted by unit.
    empty_seat, empty_room, empty_price : ints
        Seats that can stay empty: type, how many, price of one.
    extra_seat, extra_room, extra_price : ints
        Places above the seats: type, how many, price of one.
    in_frame : (J,) bools
        Whether the ceiling of the unit counts the seat type.
    ceiling : (U,) ints
    tier_unit, tier_width, tier_price : ints
        Heads above the ceiling.
    least_filled : (U,) ints or None
        How many seats in the frame must be filled, people above the seats not counted; None:
        nothing is asked. See `engine/filling.py`.
    """

    count: Ints
    pool_price: Ints
    profile: Ints
    place: Ints
    kind_loss: Ints
    reach: Reach
    listed: ListedPairs
    seat_unit: Ints
    seat_kind: Ints
    seats: Ints
    empty_seat: Ints
    empty_room: Ints
    empty_price: Ints
    extra_seat: Ints
    extra_room: Ints
    extra_price: Ints
    in_frame: NDArray[np.bool_]
    ceiling: Ints
    tier_unit: Ints
    tier_width: Ints
    tier_price: Ints
    least_filled: Ints | None = None

    @property
    def people(self) -> int:
        return len(self.count)

    @property
    def units(self) -> int:
        return len(self.ceiling)

    @property
    def all_empty(self) -> int:
        """What it costs to leave every seat empty."""
        return int((self.empty_price * self.empty_room).sum())

    @cached_property
    def unit_start(self) -> Ints:
        """Where the seat types of each unit start, (U + 1,)."""
        return np.searchsorted(self.seat_unit, np.arange(self.units + 1))

    def losses(self, person: Ints, seat: Ints) -> Ints:
        """Return the loss of given pairs, `NOT_ELIGIBLE` where a pair is none; arrays (E,)."""
        of_kind = self.kind_loss[self.profile[person], self.seat_kind[seat]]
        key, asked = self._reach_key, self.place[person] * self.units + self.seat_unit[seat]
        at = np.minimum(np.searchsorted(key, asked), max(0, len(key) - 1))
        loss: Ints = np.full(len(person), NOT_ELIGIBLE)
        if len(key):
            there = (key[at] == asked) & (of_kind < NOT_ELIGIBLE)
            loss[there] = of_kind[there] + self.reach.loss[at[there]]
        np.minimum(loss, self._listed_loss(person, seat), out=loss)
        return loss

    @cached_property
    def _reach_key(self) -> Ints:
        row = np.repeat(np.arange(len(self.reach.start) - 1), np.diff(self.reach.start))
        return row * self.units + self.reach.unit

    def _listed_loss(self, person: Ints, seat: Ints) -> Ints:
        listed, width = self.listed, max(1, len(self.seats))
        loss: Ints = np.full(len(person), NOT_ELIGIBLE)
        if len(listed.person):
            key, asked = listed.person * width + listed.seat, person * width + seat
            at = np.minimum(np.searchsorted(key, asked), len(key) - 1)
            loss = np.where(key[at] == asked, listed.loss[at], loss)
        return loss

    def units_open_to(self, person: int) -> frozenset[int]:
        """Return the units where somebody may have a seat."""
        _, at = self.reach.of(self.place[person : person + 1])
        first, last = np.searchsorted(self.listed.person, [person, person + 1])
        listed = self.seat_unit[self.listed.seat[first:last]]
        return frozenset([*self.reach.unit[at].tolist(), *listed.tolist()])

    def pairs(self, start: int, stop: int) -> tuple[Ints, Ints, Ints]:
        """Return person, seat and loss of every eligible pair of some people, sorted, each once."""
        who = np.arange(start, stop)
        row, at = self.reach.of(self.place[who])
        first, last = self.unit_start[:-1], self.unit_start[1:]
        unit = self.reach.unit[at]
        size = (last - first)[unit]
        entry = np.repeat(np.arange(len(row)), size)
        seat = np.arange(len(entry)) + (first[unit] - (np.cumsum(size) - size))[entry]
        person = who[row[entry]]
        of_kind = self.kind_loss[self.profile[person], self.seat_kind[seat]]
        is_open = np.flatnonzero(of_kind < NOT_ELIGIBLE)
        loss = of_kind[is_open] + self.reach.loss[at[entry[is_open]]]
        here = slice(*np.searchsorted(self.listed.person, [start, stop]).tolist())
        return self._with_listed(person[is_open], seat[is_open], loss, here)

    def _with_listed(
        self, person: Ints, seat: Ints, loss: Ints, here: slice
    ) -> tuple[Ints, Ints, Ints]:
        """Merge some listed pairs into sorted ones; of a pair in both the cheaper loss counts."""
        listed, width = self.listed, max(1, len(self.seats))
        wanted = listed.person[here] * width + listed.seat[here]
        key = person * width + seat
        at = np.searchsorted(key, wanted)
        # A pair above all others is compared with one that is not there.
        twice = np.append(key, -1)[at] == wanted
        np.minimum.at(loss, at[twice], listed.loss[here][twice])
        at, more = at[~twice], np.flatnonzero(~twice) + here.start
        return (
            np.insert(person, at, listed.person[more]),
            np.insert(seat, at, listed.seat[more]),
            np.insert(loss, at, listed.loss[more]),
        )

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Return ranges of people whose pairs together fit into memory."""
        if not self.people:
            return
        most = np.diff(self.reach.start)[self.place] * int(np.diff(self.unit_start).max(initial=0))
        most += np.bincount(self.listed.person, minlength=self.people)
        block = np.cumsum(most) // _PAIRS_AT_ONCE
        edges = [0, *(np.flatnonzero(np.diff(block)) + 1).tolist(), self.people]
        yield from pairwise(edges)

    def all_pairs(self) -> tuple[Ints, Ints, Ints]:
        """Return person, seat and loss of every eligible pair: for small problems and files."""
        parts = [self.pairs(*block) for block in self.blocks()]
        parts.append((np.zeros(0, np.int64),) * 3)
        person, seat, loss = (np.concatenate(part) for part in zip(*parts, strict=True))
        return person, seat, loss


def net_price(model: PlacementModel, seat_price: Ints, head_price: Ints) -> Ints:
    """Return what a seat takes off a loss, (J,): its price, less that of the head in the frame."""
    heads = np.where(model.in_frame, head_price[model.seat_unit], 0)
    price: Ints = seat_price - heads
    return price


def components_of(
    model: PlacementModel, officers: Ints, left_out: Ints, loss: int
) -> dict[str, int]:
    """Return the cost of a placement by component: loss, pool, empty, extra, above_frame.

    `officers` are the people on each seat type, (J,), `left_out` those of each row in the pool.
    """
    empty, extra = _seat_costs(model, officers)
    return {
        "loss": loss,
        "pool": int((np.where(left_out > 0, model.pool_price, 0) * left_out).sum()),
        "empty": empty,
        "extra": extra,
        "above_frame": _above_frame(model, officers),
    }


def _seat_costs(model: PlacementModel, officers: Ints) -> tuple[int, int]:
    """Cheapest way to account for the officers of each seat type: what is empty, what extra."""
    seat = np.concatenate([model.empty_seat, model.extra_seat])
    price = np.concatenate([-model.empty_price, model.extra_price])
    room = np.concatenate([model.empty_room, model.extra_room])
    filled = np.arange(len(seat)) < len(model.empty_seat)
    order = np.lexsort((price, seat))
    seat, price, room, filled = seat[order], price[order], room[order], filled[order]
    if not len(seat):
        return model.all_empty, 0
    before = np.cumsum(room) - room
    first = np.searchsorted(seat, np.arange(len(model.seats)))
    offset = before[np.minimum(first, len(before) - 1)]
    cost = price * np.clip(officers[seat] - (before - offset[seat]), 0, room)
    return model.all_empty + int(cost[filled].sum()), int(cost[~filled].sum())


def _above_frame(model: PlacementModel, officers: Ints) -> int:
    counted = model.in_frame
    heads = np.zeros(model.units, np.int64)
    np.add.at(heads, model.seat_unit[counted], officers[counted])
    above = np.maximum(0, heads - model.ceiling)
    cost = 0
    for tier in np.lexsort((model.tier_price, model.tier_unit)):
        unit = model.tier_unit[tier]
        used = min(above[unit], model.tier_width[tier])
        above[unit] -= used
        cost += int(used) * int(model.tier_price[tier])
    return cost
