"""Prices all pairs of people and seats when a loss is the sum of two tables.

``loss = kind_loss[profile, kind] + place_loss[place, unit]``. The cheapest seat of a unit for a
profile is tabulated once, ``V[profile, unit]``; one row ``place_loss[place] + V[profile]`` then
prices a person in every unit, so no pair is ever built that is not opened. The same passes work
for any seat prices: whatever side rules add to the dual of a unit or a seat enters there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Whole = NDArray[Any]  # int32 where all sums fit, else int64

# A pair costs at most two losses, a seat price lies within three: see `clipped_prices`. A closed
# entry stands above every such sum, and two of them must not wrap.
_CLOSED: Final = 12
_ROOM: Final = 64
_PEOPLE_AT_ONCE: Final = 512  # bounds memory and keeps a block in the cache, not results
# Measured on Hanoi: fewer first pairs make more rounds, more make each round slower.
_FIRST_UNITS: Final = 3
_FIRST_PEOPLE: Final = 8
_NEAREST: Final = 400


@dataclass(frozen=True)
class PairTables:
    """The two tables of losses, and who and what refers to their rows.

    Attributes
    ----------
    kind_loss : (S, P) ints
        Kinds in rows, so that the profiles of one kind lie together.
    place_loss : (R, U) ints
    profile, place : (N,) ints
        Rows of the two for each person.
    seat_kind : (J,) ints
        Seat types in the order of their units.
    unit_start : (U + 1,) ints
        Where the seat types of each unit start.
    closed : int
        What stands for not eligible in either table.
    largest : int
        No cost of the problem is above it in size.
    """

    kind_loss: Whole
    place_loss: Whole
    profile: Ints
    place: Ints
    seat_kind: Ints
    unit_start: Ints
    closed: int
    largest: int

    def __len__(self) -> int:
        return len(self.profile)

    @cached_property
    def seat_unit(self) -> Ints:
        return np.repeat(np.arange(len(self.unit_start) - 1), np.diff(self.unit_start))

    def units(self) -> Iterator[tuple[int, slice]]:
        """Yield every unit that has seats, with the place of its seat types."""
        for unit in np.flatnonzero(np.diff(self.unit_start)).tolist():
            yield unit, slice(int(self.unit_start[unit]), int(self.unit_start[unit + 1]))

    def losses(self, person: Ints, seat: Ints) -> Ints:
        """Return the losses of given eligible pairs."""
        of_kind = self.kind_loss[self.seat_kind[seat], self.profile[person]]
        of_place = self.place_loss[self.place[person], self.seat_unit[seat]]
        return of_kind.astype(np.int64) + of_place

    def is_open(self, cost: Whole) -> NDArray[np.bool_]:
        """Say which sums of losses and prices belong to eligible pairs."""
        eligible: NDArray[np.bool_] = cost < self.closed // 2
        return eligible


def build_pair_tables(
    kind_loss: Ints,
    kind_open: NDArray[np.bool_],
    place_loss: Ints,
    place_open: NDArray[np.bool_],
    profile: Ints,
    place: Ints,
    seat_unit: Ints,
    seat_kind: Ints,
    largest: int,
) -> PairTables:
    """Lay the tables out for pricing; `seat_unit` must be sorted.

    Profiles that lose the same everywhere share a row. The numbers are 32 bits wide where every
    sum fits: half the memory, and twice as fast.
    """
    largest = max(1, largest)
    closed = 2 * _CLOSED * largest
    width = np.int32 if largest < 2**31 // _ROOM else np.int64
    rows, row_of = _distinct_rows(np.where(kind_open, kind_loss, closed).astype(width))
    return PairTables(
        kind_loss=np.ascontiguousarray(rows.T),
        place_loss=np.where(place_open, place_loss, closed).astype(width),
        profile=row_of[profile],
        place=place,
        seat_kind=seat_kind,
        unit_start=np.searchsorted(seat_unit, np.arange(place_loss.shape[1] + 1)),
        closed=closed,
        largest=largest,
    )


def _distinct_rows(table: Whole) -> tuple[Whole, Ints]:
    """Return the distinct rows, and where each row went."""
    number: dict[bytes, int] = {}
    row_of = np.array([number.setdefault(row.tobytes(), len(number)) for row in table], np.int64)
    return table[np.unique(row_of, return_index=True)[1]], row_of


def cheapest_in_units(tables: PairTables, seat_price: Ints) -> Whole:
    """Return ``V[profile, unit]``: the least loss minus price over the unit's seat types."""
    price = seat_price.astype(tables.kind_loss.dtype)
    profiles = tables.kind_loss.shape[1]
    cheapest = np.full((len(tables.unit_start) - 1, profiles), tables.closed, price.dtype)
    for unit, seats in tables.units():
        lost = tables.kind_loss[tables.seat_kind[seats]]
        lost -= price[seats, None]
        lost.min(axis=0, out=cheapest[unit])
    return np.ascontiguousarray(cheapest.T)


@dataclass(frozen=True)
class UnitPrices:
    """The cheapest units of each person at given seat prices.

    Attributes
    ----------
    person, unit, cost : (E,) ints
        Some eligible units of each person; cost is loss minus price at the best seat there.
    lowest : (N,) ints
        The cheapest of all units of each person, far above all costs where none is eligible.
    """

    person: Ints
    unit: Ints
    cost: Ints
    lowest: Ints


def price_units(tables: PairTables, seat_price: Ints, count: int) -> UnitPrices:
    """Price everybody in every unit; return the `count` cheapest units of each person."""
    cheapest = cheapest_in_units(tables, seat_price)
    count = min(count, cheapest.shape[1])
    lowest = np.full(len(tables), tables.closed, np.int64)
    parts = [(np.zeros(0, np.int64),) * 3]
    for start in range(0, len(tables) if count else 0, _PEOPLE_AT_ONCE):
        block = slice(start, start + _PEOPLE_AT_ONCE)
        cost = cheapest[tables.profile[block]]
        cost += tables.place_loss[tables.place[block]]
        unit = np.argpartition(cost, count - 1, axis=1)[:, :count]
        cost = np.take_along_axis(cost, unit, axis=1)
        lowest[block] = cost.min(axis=1)
        person, rank = np.nonzero(tables.is_open(cost))
        parts.append((person + start, unit[person, rank], cost[person, rank].astype(np.int64)))
    person, unit, cost = (np.concatenate(part) for part in zip(*parts, strict=True))
    return UnitPrices(person, unit, cost, lowest)


def best_seats(tables: PairTables, person: Ints, unit: Ints, seat_price: Ints) -> tuple[Ints, Ints]:
    """Return people and their seat types of least loss minus price, in the order of the units."""
    units = len(tables.unit_start) - 1
    # Narrow numbers are sorted by radix: several times faster.
    order = np.argsort(unit.astype(np.min_scalar_type(units)), kind="stable")
    person = person[order]
    edges = np.searchsorted(unit[order], np.arange(units + 1))
    price = seat_price.astype(tables.kind_loss.dtype)
    seat = np.empty(len(person), np.int64)
    for place, seats in tables.units():
        here = slice(int(edges[place]), int(edges[place + 1]))
        lost = tables.kind_loss[tables.seat_kind[seats, None], tables.profile[person[here]]]
        lost -= price[seats, None]
        seat[here] = seats.start + lost.argmin(axis=0)
    return person, seat


def first_pairs(tables: PairTables, seats: Ints) -> tuple[Ints, Ints]:
    """Return the cheapest pairs of each person and of each seat type: where a solver may start."""
    free = np.zeros(len(seats), np.int64)
    units = price_units(tables, free, _FIRST_UNITS)
    parts = [best_seats(tables, units.person, units.unit, free)]
    parts += [_first_people(tables, unit, block, seats) for unit, block in tables.units()]
    person, seat = (np.concatenate(part) for part in zip(*parts, strict=True))
    return person, seat


def _first_people(tables: PairTables, unit: int, seats: slice, number: Ints) -> tuple[Ints, Ints]:
    """Return the cheapest of the nearest people for each seat type of a unit."""
    near = _smallest(tables.place_loss[:, unit][tables.place], _NEAREST)
    cost = tables.kind_loss[tables.seat_kind[seats, None], tables.profile[near]]
    cost += tables.place_loss[tables.place[near], unit]
    count = min(_FIRST_PEOPLE + 2 * int(number[seats].max()), len(near))
    chosen = np.argpartition(cost, count - 1, axis=1)[:, :count]
    seat, rank = np.nonzero(tables.is_open(np.take_along_axis(cost, chosen, axis=1)))
    return near[chosen[seat, rank]], seats.start + seat


def _smallest(values: Whole, count: int) -> Ints:
    if len(values) <= count:
        return np.arange(len(values))
    return np.argpartition(values, count - 1)[:count]
