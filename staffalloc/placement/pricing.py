"""Prices all pairs of people and seats when a loss is the sum of two tables.

The cheapest seat of a unit for a profile is tabulated once, ``V[profile, unit]``; what a place
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

from staffalloc.placement.model import NO_POOL, NOT_ELIGIBLE, Ints, PlacementModel

Whole = NDArray[Any]  # int32 where all sums fit, else int64

# A pair costs at most two losses, a seat price lies within three: see `clipped`. A closed entry
# stands above every such sum, and sums with it must not wrap.
_CLOSED: Final = 24
_ROOM: Final = 64
_WIDE_CLOSED: Final = 2**60
_WIDE_PRICE: Final = 2**58
_ENTRIES_AT_ONCE: Final = 2**17  # bounds memory and keeps a block in the cache, not results
# How many pairs a person may bring each round, and how many that nearly pay: measured on Hanoi.
_UNITS_A_ROUND: Final = 20
_SPARE_UNITS: Final = 3
_SAMPLE: Final = 8


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
    blocks : tuple of (int, int)
        Ranges of people that are priced at once.
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
    blocks: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, model: PlacementModel) -> PairTables:
        """Lay a model out; numbers are 32 bits wide where every sum fits: twice as fast."""
        largest = _largest_cost(model)
        narrow = largest < 2**31 // _ROOM and not (model.pool_price == NO_POOL).any()
        width = np.int32 if narrow else np.int64
        closed = _CLOSED * largest if narrow else _WIDE_CLOSED
        is_open = model.kind_loss < NOT_ELIGIBLE
        rows, row_of = _distinct_rows(np.where(is_open, model.kind_loss, closed).astype(width))
        start, unit, loss = _reach_of_people(model)
        return cls(
            model=model,
            kind_loss=np.ascontiguousarray(rows.T),
            profile=row_of[model.profile],
            start=start,
            unit=unit.astype(np.min_scalar_type(model.units)),
            loss=loss.astype(width),
            closed=closed,
            lowest_price=-3 * largest if narrow else -_WIDE_PRICE,
            highest_price=largest if narrow else _WIDE_PRICE,
            blocks=tuple(_blocks(start)),
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


def _blocks(start: Ints) -> Iterator[tuple[int, int]]:
    people, first = len(start) - 1, 0
    while first < people:
        last = int(np.searchsorted(start, start[first] + _ENTRIES_AT_ONCE, side="right")) - 1
        last = min(people, max(first + 1, last))
        yield first, last
        first = last


def cheapest_in_units(tables: PairTables, price: Ints) -> Whole:
    """Return ``V[profile, unit]``: the least loss minus price over the unit's seat types."""
    narrow = price.astype(tables.kind_loss.dtype)
    profiles = tables.kind_loss.shape[1]
    cheapest = np.full((tables.model.units, profiles), tables.closed, narrow.dtype)
    for unit, seats in tables.units():
        lost = tables.kind_loss[tables.model.seat_kind[seats]]
        lost -= narrow[seats, None]
        lost.min(axis=0, out=cheapest[unit])
    return np.ascontiguousarray(cheapest.T)


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
    flat = cheapest_in_units(tables, price).reshape(-1)
    people, units = tables.model.people, tables.model.units
    lowest = np.full(people, tables.closed, np.int64)
    paid = person_price.astype(tables.loss.dtype)
    parts = [(np.zeros(0, np.int64),) * 4]
    for first, last in tables.blocks:
        entries = slice(int(tables.start[first]), int(tables.start[last]))
        size = np.diff(tables.start[first : last + 1])
        cost = flat[np.repeat(tables.profile[first:last] * units, size) + tables.unit[entries]]
        cost += tables.loss[entries]
        some = np.flatnonzero(size)
        if not len(some):
            continue
        at = (tables.start[first:last] - tables.start[first])[some]
        lowest[first:last][some] = np.minimum.reduceat(cost, at)
        reduced = cost - np.repeat(paid[first:last], size)
        chosen = np.flatnonzero(
            (reduced <= _worth(reduced, len(some))) & (cost < tables.closed // 2)
        )
        row = np.searchsorted(at, chosen, side="right") - 1
        kept = entries.start + chosen
        found = (first + some[row], tables.unit[kept], tables.loss[kept], reduced[chosen])
        parts.append(found)
    listed = tables.model.listed
    listed_cost = listed.loss - price[listed.seat]
    np.minimum.at(lowest, listed.person, listed_cost)
    person, unit, place_loss, reduced = (
        np.concatenate(part).astype(np.int64) for part in zip(*parts, strict=True)
    )
    reduced_listed = listed_cost - person_price[listed.person]
    return Pricing(lowest, person, unit, place_loss, reduced, reduced_listed)


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
