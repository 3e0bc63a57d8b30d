"""The placement: its objective from the tables, and the bound of the stored prices."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from staffalloc.case.hours import milli_hour
from staffalloc.verify.catalogue import Catalogue, Ints
from staffalloc.verify.columns import Columns
from staffalloc.verify.establishment import Ceilings
from staffalloc.verify.roster import NOBODY
from staffalloc.verify.seats import SeatType

# Stands for "no column": beyond any sum of losses and prices, and two of them still fit int64.
NO_COLUMN: Final = 1 << 60
BLOCK: Final = 1024


@dataclass(frozen=True)
class Tier:
    """Heads above the frame of one unit: how many at this price; None is without end."""

    width: int | None
    price: int


def tiers(catalogue: Catalogue, ceiling: int) -> tuple[Tier, ...]:
    """Return the tiers above a ceiling, first the nearest."""
    policy = catalogue.policy
    ends = [math.floor(round(share * ceiling, 9)) for share in policy.tier_shares]
    widths = (ends[0], ends[1] - ends[0], None)
    prices = (milli_hour(price * catalogue.awt) for price in policy.tier_prices)
    return tuple(Tier(width, price) for width, price in zip(widths, prices, strict=True))


def price_above_frame(steps: Sequence[Tier], heads: int) -> int:
    """Return what `heads` above the frame cost.

    Examples
    --------
    >>> price_above_frame((Tier(2, 10), Tier(1, 20), Tier(None, 40)), 5)
    120
    """
    cost, left = 0, max(0, heads)
    for tier in steps:
        taken = left if tier.width is None else min(left, tier.width)
        cost += taken * tier.price
        left -= taken
    return cost


@dataclass(frozen=True)
class SeatPrices:
    """The prices of the proof: one for each seat type, one for each unit's frame."""

    seat: Ints
    head: tuple[int, ...]
    steps: tuple[tuple[Tier, ...], ...]

    @classmethod
    def of(
        cls, catalogue: Catalogue, seats: tuple[SeatType, ...], ceilings: Ceilings
    ) -> SeatPrices:
        """Take the stored prices, those of heads cut to where they prove something."""
        steps = tuple(tiers(catalogue, ceiling) for ceiling in ceilings.posts)
        head = tuple(
            min(max(0, price), unit[-1].price)
            for price, unit in zip(ceilings.head, steps, strict=True)
        )
        return cls(np.array([seat.price for seat in seats], dtype=np.int64), head, steps)

    def added(self, seats: tuple[SeatType, ...]) -> Ints:
        """Return what each seat type adds to a loss: the price of the head, less the seat's."""
        heads = [self.head[seat.unit] if seat.in_frame else 0 for seat in seats]
        return np.array(heads, dtype=np.int64) - self.seat


@dataclass(frozen=True)
class Favoured:
    """Single pairs of a person and a seat type that prices make cheaper, never dearer.

    `key` is the person times the seat types plus the seat type, rising; `value` is below zero.
    """

    key: Ints
    value: Ints
    seats: int

    @classmethod
    def of(cls, pairs: Mapping[tuple[int, int], int], seats: int) -> Favoured:
        """Sort pairs of a person and a seat type."""
        ordered = sorted(pairs.items())
        key = np.array([person * seats + seat for (person, seat), _ in ordered], dtype=np.int64)
        return cls(key, np.array([value for _, value in ordered], dtype=np.int64), seats)

    def at(self, person: Ints, seat: Ints) -> Ints:
        """Return the value of some pairs, 0 for all others; (N,)."""
        asked = person * self.seats + seat
        if not len(self.key):
            return np.zeros(asked.shape, dtype=np.int64)
        place = np.minimum(np.searchsorted(self.key, asked), len(self.key) - 1)
        return np.where(self.key[place] == asked, self.value[place], 0)


NO_PAIR: Final = Favoured.of({}, 0)


@dataclass(frozen=True)
class Added:
    """What all prices add to the loss of a pair, in milli-hours.

    `seat` has one entry a seat type, (J,). Side rules add what depends on person and unit:
    `place`, (C, U), None where there is no such rule with a price; and take something off the
    `favoured` pairs.
    """

    seat: Ints
    place: Ints | None
    favoured: Favoured = NO_PAIR

    def of(self, person: Ints, seat: Ints, unit: Ints) -> Ints:
        """Return what is added to the losses of some pairs, (N,); `unit` is that of the seat."""
        added: Ints = self.seat[seat] + self.favoured.at(person, seat)
        return added if self.place is None else added + self.place[person, unit]


def cheapest_columns(columns: Columns, added: Added) -> Ints:
    """Return the least loss plus `added` over every column of each person, the pool included.

    The result has one entry a person, shape (C,), and is `NO_COLUMN` or more for a person
    without any column.
    """
    best = cheapest_seats(columns, added)
    for person in range(len(columns.people.ids)):
        price = columns.pool_price(person)
        if price is not None:
            best[person] = min(int(best[person]), price)
    return best


def cheapest_seats(columns: Columns, added: Added) -> Ints:
    """Return the same without the pool: the least over the seat types of each person."""
    people = columns.people
    best = np.full(len(people.ids), NO_COLUMN, dtype=np.int64)
    if len(columns.seats):
        _as_newcomers(columns, _of_open_seats(columns, added), best)
        _as_incumbents(columns, added, best)
        _as_natives(columns, added, best)
        _as_favoured(columns, added, best)
    for person in people.pins:
        best[person] = _of_pinned(columns, person, added)
    if columns.locks is not None:
        locked = np.flatnonzero(columns.locks.seat_of != NOBODY)
        best[locked] = _reduced(columns, added, locked, columns.locks.seat_of[locked])
    return best


def _of_open_seats(columns: Columns, added: Added) -> Added:
    """Put seat types that are closed out of reach."""
    if columns.locks is None:
        return added
    return replace(added, seat=np.where(columns.locks.closed, NO_COLUMN, added.seat))


def _as_newcomers(columns: Columns, added: Added, best: Ints) -> None:
    """Lower `best` by the columns every rule of a new appointment allows, in blocks.

    Units people are from are left out: there some seats may be closed to them, and some not.
    The least over the seat types of a unit is taken once for each profile; what the place costs
    is the same for them all.
    """
    people = columns.people
    units = np.unique(columns.unit)
    by_profile = np.argsort(people.profile, kind="stable")
    for begin in range(0, len(by_profile), BLOCK):
        block = by_profile[begin : begin + BLOCK]
        profiles, row = np.unique(people.profile[block], return_inverse=True)
        least = _least_in_units(columns, added, profiles, units)
        place, reachable = columns.travel.parts(block[:, None], units[None, :])
        reachable &= ~people.is_native(block[:, None], units[None, :])
        total = least[row] + sum(place.values())
        if added.place is not None:
            total += added.place[block[:, None], units[None, :]]
        best[block] = np.minimum(best[block], np.where(reachable, total, NO_COLUMN).min(axis=1))


def _least_in_units(columns: Columns, added: Added, profiles: Ints, units: Ints) -> Ints:
    """Return the least of the work plus `added` over the seat types of each unit.

    The shape is (profiles, units); the part of the loss that depends on the place is left out.
    """
    work = columns.work
    kinds = np.arange(len(columns.kinds.lead), dtype=np.int64)
    allowed = work.allowed[profiles]
    parts = work.parts(profiles[:, None], kinds[None, :], incumbent=False)
    # One row a kind: the rows a unit needs are then read whole.
    loss = np.ascontiguousarray(np.where(allowed, sum(parts.values()), NO_COLUMN).T)
    order = np.argsort(columns.unit, kind="stable")
    starts = np.searchsorted(columns.unit[order], units)
    least = np.empty((len(units), len(profiles)), dtype=np.int64)
    for number, seats in enumerate(np.split(order, starts[1:])):
        least[number] = (loss[columns.kinds.of_seat[seats]] + added.seat[seats, None]).min(axis=0)
    return least.T


def _as_incumbents(columns: Columns, added: Added, best: Ints) -> None:
    """Lower `best` by the seat types of today's unit that carry today's position."""
    people = columns.people
    seats_of: dict[tuple[int, int], list[int]] = {}
    for number, seat in enumerate(columns.seats):
        for position in (seat.lead, *seat.others):
            seats_of.setdefault((seat.unit, position), []).append(number)
    pairs = [
        (person, seat)
        for person, place in enumerate(
            zip(people.today.tolist(), people.position.tolist(), strict=True)
        )
        for seat in seats_of.get(place, ())
    ]
    if not pairs:
        return
    person, seat = np.array(pairs, dtype=np.int64).T
    np.minimum.at(best, person, _reduced(columns, added, person, seat))


def _as_natives(columns: Columns, added: Added, best: Ints) -> None:
    """Lower `best` by the seat types of the units that people are from, one by one."""
    people, everybody = columns.people, np.arange(len(columns.people.ids))
    if not people.natives.any():
        return
    for unit in np.unique(columns.unit).tolist():
        local = everybody[people.is_native(everybody, np.array(unit))]
        seats = np.flatnonzero(columns.unit == unit)
        person, seat = np.repeat(local, len(seats)), np.tile(seats, len(local))
        np.minimum.at(best, person, _reduced(columns, added, person, seat))


def _as_favoured(columns: Columns, added: Added, best: Ints) -> None:
    """Lower `best` by the pairs that are cheaper for some people than for others alike."""
    person, seat = np.divmod(added.favoured.key, max(1, added.favoured.seats))
    if len(person):
        np.minimum.at(best, person, _reduced(columns, added, person, seat))


def _of_pinned(columns: Columns, person: int, added: Added) -> int:
    """Return the least over the columns of a person with pins, asked one by one."""
    if not len(columns.seats):
        return NO_COLUMN
    seat = np.arange(len(columns.seats), dtype=np.int64)
    return int(_reduced(columns, added, np.full_like(seat, person), seat).min())


def _reduced(columns: Columns, added: Added, person: Ints, seat: Ints) -> Ints:
    """Return loss plus `added` of some pairs, `NO_COLUMN` where a pair is no column."""
    asked = columns.pairs(person, seat)
    value = asked.loss + added.of(person, seat, columns.unit[seat])
    return np.where(asked.eligible, value, NO_COLUMN)


def bound(
    seats: tuple[SeatType, ...],
    ceilings: Ceilings,
    prices: SeatPrices,
    cheapest: Ints,
) -> int:
    """Return a loss no placement can be below, whatever the prices.

    `cheapest` is what :func:`cheapest_columns` gives for `prices`, without people who have no
    column at all.
    """
    total = sum(int(value) for value in cheapest if value < NO_COLUMN // 2)
    for seat in seats:
        total += seat.price * seat.seats
        total += sum(min(0, price - seat.price) for price in seat.empty)
        total += sum(min(0, price + seat.price) for price in seat.extra)
    for head, ceiling, steps in zip(prices.head, ceilings.posts, prices.steps, strict=True):
        total -= head * ceiling
        total += sum((tier.width or 0) * min(0, tier.price - head) for tier in steps)
    return total


@dataclass(frozen=True)
class Choice:
    """What a plan chooses: for each seat type its officers, empty seats and extra officers."""

    loss: int
    pool: int
    officers: Mapping[int, int]
    empty: Mapping[int, int]
    extra: Mapping[int, int]


def components(
    seats: tuple[SeatType, ...], prices: SeatPrices, ceilings: Ceilings, choice: Choice
) -> dict[str, int]:
    """Return the objective of a plan by component, in milli-hours."""
    heads = [0] * len(ceilings.posts)
    for number, seat in enumerate(seats):
        if seat.in_frame:
            heads[seat.unit] += choice.officers.get(number, 0)
    return {
        "loss": choice.loss,
        "pool": choice.pool,
        "empty": sum(sum(seats[j].empty[:k]) for j, k in choice.empty.items()),
        "extra": sum(sum(seats[j].extra[:k]) for j, k in choice.extra.items()),
        "above_frame": sum(
            price_above_frame(steps, count - ceiling)
            for steps, count, ceiling in zip(prices.steps, heads, ceilings.posts, strict=True)
        ),
    }
