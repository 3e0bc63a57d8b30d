"""Prices all pairs of people and seats when a loss is the sum of two tables.

The cheapest seat of a unit for a profile is tabulated once, ``V[unit, profile]``; what a place
loses in the units within its reach, plus that, prices a person in every unit. So no pair is
built that is not opened. The passes work for any seat prices: whatever a ceiling or a side rule
adds to the dual of a unit or a seat enters there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.placement.engine.model import NO_POOL, NOT_ELIGIBLE, Ints, PlacementModel

Whole = NDArray[Any]  # int32 where all sums fit, else int64

# A pair costs at most two losses, a seat price lies within three: see `clipped`. A closed entry
# stands above every such sum, and sums with it must not wrap.
_CLOSED: Final = 24
_ROOM: Final = 64
_WIDE_CLOSED: Final = 2**60
_WIDE_PRICE: Final = 2**58
# Both bound memory and keep a block in the cache; neither decides a result.
_ENTRIES_AT_ONCE: Final = 2**17
_PEOPLE_IN_GROUP: Final = 2**14
# How many pairs a person may bring each round, and how many that nearly pay: measured on Hanoi.
_UNITS_A_ROUND: Final = 20
_SPARE_UNITS: Final = 3
_SAMPLE: Final = 8


@dataclass(frozen=True)
class Group:
    """People in a row whose profiles are tabulated together.

    Attributes
    ----------
    profiles : ints
        Columns of `PairTables.kind_loss` they have.
    column : ints
        Where the profile of each of them stands among these.
    blocks : tuple of (int, int)
        Ranges of people that are priced at once.
    """

    first: int
    profiles: Ints
    column: Ints
    blocks: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class PairTables:
    """A model laid out for pricing.

    Attributes
    ----------
    model : PlacementModel
    kind_loss : (S, P) ints
        Kinds in rows, so that the profiles of one kind lie together; profiles that lose the
        same everywhere share a column.
    profile : (N,) ints
        Column of each person.
    start : (N + 1,) ints
        Where the units within reach of each person start.
    unit, loss : (E,) ints
        Those units, and what serving there loses.
    closed : int
        What stands for not eligible.
    lowest_price, highest_price : int
        Seat prices beyond them prove nothing.
    groups : tuple of Group
    """

    model: PlacementModel
    kind_loss: Whole
    profile: Ints
    start: Ints
    unit: Whole
    loss: Whole
    closed: int
    lowest_price: int
    highest_price: int
    groups: tuple[Group, ...]

    @classmethod
    def of(cls, model: PlacementModel) -> PairTables:
        """Lay a model out; numbers are 32 bits wide where every sum fits: twice as fast."""
        largest = _largest_cost(model)
        # The price of a seat that must be filled has no end.
        has_end = not (model.pool_price == NO_POOL).any() and model.least_filled is None
        narrow = largest < 2**31 // _ROOM and has_end
        width = np.int32 if narrow else np.int64
        closed = _CLOSED * largest if narrow else _WIDE_CLOSED
        is_open = model.kind_loss < NOT_ELIGIBLE
        rows, row_of = _distinct_rows(np.where(is_open, model.kind_loss, closed).astype(width))
        start, unit, loss = _reach_of_people(model)
        profile = row_of[model.profile]
        return cls(
            model=model,
            kind_loss=np.ascontiguousarray(rows.T),
            profile=profile,
            start=start,
            unit=unit.astype(np.min_scalar_type(model.units)),
            loss=loss.astype(width),
            closed=closed,
            lowest_price=-3 * largest if narrow else -_WIDE_PRICE,
            highest_price=largest if narrow else _WIDE_PRICE,
            groups=tuple(_groups(start, profile)),
        )

    def units(self) -> Iterator[tuple[int, slice]]:
        """Yield each unit that has seat types, and where they stand."""
        edges = self.model.unit_start.tolist()
        for unit in np.flatnonzero(np.diff(self.model.unit_start)).tolist():
            yield unit, slice(edges[unit], edges[unit + 1])

    def clipped(self, price: Ints) -> Ints:
        """Keep seat prices where they matter.

        Below the lowest no pair of the seat pays: the pool is cheaper.
        """
        return np.clip(price, self.lowest_price, self.highest_price)


def _largest_cost(model: PlacementModel) -> int:
    kinds = model.kind_loss[model.kind_loss < NOT_ELIGIBLE]
    parts = [kinds, model.reach.loss, model.listed.loss, model.pool_price]
    parts += [model.empty_price, model.extra_price, model.tier_price]
    return max(1, *(max(int(p.max(initial=0)), -int(p.min(initial=0))) for p in parts))


def _distinct_rows(table: Whole) -> tuple[Whole, Ints]:
    """Return the distinct rows, and where each row went."""
    number: dict[bytes, int] = {}
    row_of = np.array([number.setdefault(row.tobytes(), len(number)) for row in table], np.int64)
    return table[np.unique(row_of, return_index=True)[1]], row_of


def _reach_of_people(model: PlacementModel) -> tuple[Ints, Ints, Ints]:
    """Return the reach of each person; that of each place where each is one person's."""
    reach = model.reach
    if np.array_equal(model.place, np.arange(len(reach.start) - 1)):
        return reach.start, reach.unit, reach.loss
    _, at = reach.of(model.place)
    start = np.concatenate([[0], np.cumsum(np.diff(reach.start)[model.place])])
    return start, reach.unit[at], reach.loss[at]


def _groups(start: Ints, profile: Ints) -> Iterator[Group]:
    for first in range(0, len(profile), _PEOPLE_IN_GROUP):
        last = min(len(profile), first + _PEOPLE_IN_GROUP)
        profiles, column = np.unique(profile[first:last], return_inverse=True)
        yield Group(first, profiles, column, tuple(_blocks(start, first, last)))


def _blocks(start: Ints, first: int, stop: int) -> Iterator[tuple[int, int]]:
    while first < stop:
        last = int(np.searchsorted(start, start[first] + _ENTRIES_AT_ONCE, side="right")) - 1
        last = min(stop, max(first + 1, last))
        yield first, last
        first = last


def cheapest_in_units(tables: PairTables, group: Group, price: Ints) -> Whole:
    """Return ``V[unit, profile]``: the least loss minus price over the unit's seat types."""
    narrow = price.astype(tables.kind_loss.dtype)
    kind_loss = np.take(tables.kind_loss, group.profiles, axis=1)
    cheapest = np.full((tables.model.units, len(group.profiles)), tables.closed, narrow.dtype)
    for unit, seats in tables.units():
        lost = kind_loss[tables.model.seat_kind[seats]]
        lost -= narrow[seats, None]
        lost.min(axis=0, out=cheapest[unit])
    return cheapest


@dataclass(frozen=True)
class Pricing:
    """All pairs at given prices.

    Attributes
    ----------
    lowest : (N,) ints
        The least loss minus price over all eligible pairs of each person, far above every cost
        where there is none.
    person, unit, place_loss, reduced : (E,) ints
        Units where a person's best seat pays, or nearly; what serving there loses; loss minus
        price, less what the person costs now.
    listed_reduced : ints
        The last for all listed pairs.
    """

    lowest: Ints
    person: Ints
    unit: Ints
    place_loss: Ints
    reduced: Ints
    listed_reduced: Ints


def price_all(tables: PairTables, price: Ints, person_price: Ints) -> Pricing:
    """Price every eligible pair; keep the units worth opening at what each person costs now."""
    lowest = np.full(tables.model.people, tables.closed, np.int64)
    paid = person_price.astype(tables.loss.dtype)
    parts = [(np.zeros(0, np.int64),) * 4]
    for block, cost in _priced_blocks(tables, price):
        lowest[block.people] = np.minimum.reduceat(cost, block.at)
        parts.append(block.worth_opening(cost, paid[block.people]))
    listed = tables.model.listed
    listed_cost = listed.loss - price[listed.seat]
    np.minimum.at(lowest, listed.person, listed_cost)
    person, unit, place_loss, reduced = (
        np.concatenate(part).astype(np.int64) for part in zip(*parts, strict=True)
    )
    reduced_listed = listed_cost - person_price[listed.person]
    return Pricing(lowest, person, unit, place_loss, reduced, reduced_listed)


def few_cheapest(tables: PairTables, price: Ints, count: int) -> tuple[Ints, Ints, Ints]:
    """Return people, their `count` cheapest units and the loss there; listed pairs left out."""
    parts = [(np.zeros(0, np.int64),) * 3]
    for block, cost in _priced_blocks(tables, price):
        parts += [block.take_cheapest(cost) for _ in range(count)]
    person, unit, loss = (
        np.concatenate(part).astype(np.int64) for part in zip(*parts, strict=True)
    )
    return person, unit, loss


def _priced_blocks(tables: PairTables, price: Ints) -> Iterator[tuple[_Block, Whole]]:
    """Yield people and the cost of their units, one after another."""
    for group in tables.groups:
        cheapest = cheapest_in_units(tables, group, price).reshape(-1)
        for first, last in group.blocks:
            some = first + np.flatnonzero(np.diff(tables.start[first : last + 1]))
            if len(some):
                block = _Block(tables, group, some)
                yield block, block.cost(cheapest)


class _Block:
    """Some people in a row, each with a unit within reach, and these units one after another."""

    def __init__(self, tables: PairTables, group: Group, people: Ints) -> None:
        self.people = people
        self._tables = tables
        self._entries = slice(int(tables.start[people[0]]), int(tables.start[people[-1] + 1]))
        self._size = tables.start[people + 1] - tables.start[people]
        self._column = group.column[people - group.first]
        self._columns = len(group.profiles)
        self.at = tables.start[people] - self._entries.start

    def cost(self, cheapest: Whole) -> Whole:
        """Return the least loss minus price of each person in each unit within reach."""
        at_unit = self._tables.unit[self._entries].astype(np.int64) * self._columns
        cost = cheapest[at_unit + np.repeat(self._column, self._size)]
        cost += self._tables.loss[self._entries]
        return cost

    def take_cheapest(self, cost: Whole) -> tuple[Ints, Whole, Whole]:
        """Return person, unit and loss of everybody's cheapest unit, and close it in `cost`."""
        least = np.minimum.reduceat(cost, self.at)
        best = np.flatnonzero(cost == np.repeat(least, self._size))
        row = np.searchsorted(self.at, best, side="right") - 1
        once = (np.diff(row, prepend=-1) > 0) & (cost[best] < self._tables.closed // 2)
        best, row = best[once], row[once]
        cost[best] = self._tables.closed
        kept = self._entries.start + best
        return self.people[row], self._tables.unit[kept], self._tables.loss[kept]

    def worth_opening(self, cost: Whole, paid: Whole) -> tuple[Ints, Whole, Whole, Whole]:
        """Return person, unit, loss of the place and reduced cost of the units to open."""
        reduced = cost - np.repeat(paid, self._size)
        is_open = cost < self._tables.closed // 2
        chosen = np.flatnonzero((reduced <= _worth(reduced, len(self.people))) & is_open)
        row = np.searchsorted(self.at, chosen, side="right") - 1
        kept = self._entries.start + chosen
        of_place = self._tables.loss[kept]
        return self.people[row], self._tables.unit[kept], of_place, reduced[chosen]


def _worth(reduced: Whole, people: int) -> int:
    """Return up to which reduced cost units are kept: all that pay, and a few a person.

    A sample tells, for it decides no result.
    """
    sample = reduced[::_SAMPLE]
    paying = int(np.count_nonzero(sample < 0))
    wanted = min(paying + people * _SPARE_UNITS // _SAMPLE, people * _UNITS_A_ROUND // _SAMPLE)
    if wanted >= len(sample):
        return int(reduced.max())
    return int(np.partition(sample, wanted)[wanted])


def best_seats(
    tables: PairTables, person: Ints, unit: Ints, place_loss: Ints, price: Ints
) -> tuple[Ints, Ints, Ints]:
    """Return people, their seat types of least loss minus price, and the loss there, by unit."""
    units = tables.model.units
    # Narrow numbers are sorted by radix: several times faster.
    order = np.argsort(unit.astype(np.min_scalar_type(units)), kind="stable")
    person, loss = person[order], place_loss[order]
    edges = np.searchsorted(unit[order], np.arange(units + 1)).tolist()
    narrow = price.astype(tables.kind_loss.dtype)
    seat = np.empty(len(person), np.int64)
    for place, seats in tables.units():
        here = slice(edges[place], edges[place + 1])
        of_kind = tables.kind_loss[
            tables.model.seat_kind[seats, None], tables.profile[person[here]]
        ]
        best = (of_kind - narrow[seats, None]).argmin(axis=0)
        seat[here] = seats.start + best
        loss[here] += of_kind[best, np.arange(len(best))]
    return person, seat, loss
