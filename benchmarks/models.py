"""The one problem in the shapes that the peers want: pairs, a network, a matrix, a programme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from instances import POOL, Floats, Instance, Ints, whole

FORBIDDEN = 10**7  # milli-hours, dearer than any pair that is eligible


@dataclass(frozen=True)
class Pairs:
    """Every eligible pair by person, then seat type; loss in milli-hours."""

    person: Ints
    seat: Ints
    loss: Ints


@dataclass(frozen=True)
class Steps:
    """One step a seat that can be filled, or one a type where its seats cost the same."""

    seat: Ints
    room: Ints
    saving: Ints


@dataclass(frozen=True)
class Network:
    """Arcs sorted by tail and head, from people over seat types to one sink; costs from 0.

    `pair_at` are the arcs of the pairs. Costs are lifted alike for everybody: all flow crosses
    one lifted arc.
    """

    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints
    supply: Ints
    pair_at: Ints


def eligible_pairs(case: Instance) -> Pairs:
    """List every eligible pair, in blocks of people."""
    of_kind, kind_open = whole(case.kind_loss), ~np.isnan(case.kind_loss)
    of_place, place_open = whole(case.place_loss), ~np.isnan(case.place_loss)
    of_seat, seat_open = of_kind[:, case.seat_kind], kind_open[:, case.seat_kind]
    parts = []
    for start in range(0, len(case.profile), 512):
        profile, place = case.profile[start : start + 512], case.place[start : start + 512]
        is_open = seat_open[profile] & place_open[place][:, case.seat_unit]
        person, seat = np.nonzero(is_open)
        loss = of_seat[profile[person], seat] + of_place[place[person], case.seat_unit[seat]]
        parts.append((person + start, seat, loss))
    return Pairs(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def every_pair(case: Instance) -> Pairs:
    """List every person with every seat type, also those that are not eligible."""
    people, types = len(case.profile), len(case.seats)
    person, seat = np.divmod(np.arange(people * types), types)
    eligible = eligible_pairs(case)
    loss = np.full(people * types, FORBIDDEN)
    loss[eligible.person * types + eligible.seat] = eligible.loss
    return Pairs(person, seat, loss)


def steps(case: Instance) -> Steps:
    """Return what filling a seat saves: the price of leaving it empty."""
    if case.short_price.ndim == 1:
        return Steps(np.arange(len(case.seats)), case.seats, whole(case.short_price))
    seat, step = np.nonzero(np.arange(case.short_price.shape[1]) < case.seats[:, None])
    return Steps(seat, np.ones(len(seat), np.int64), whole(case.short_price)[seat, step])


def network(case: Instance, pairs: Pairs) -> Network:
    """Build the network of all pairs: those of a person by seat type, then the one to the pool."""
    people, types, number = len(case.profile), len(case.seats), len(pairs.person)
    filled = steps(case)
    lift, sink = int(filled.saving.max()), people + types
    at = np.arange(number) + pairs.person
    pool_at = np.cumsum(np.bincount(pairs.person, minlength=people) + 1) - 1
    arcs = number + people + len(filled.seat)
    tail, head, capacity, cost = (np.empty(arcs, np.int64) for _ in range(4))
    tail[at], head[at] = pairs.person, people + pairs.seat
    capacity[at], cost[at] = people, pairs.loss
    tail[pool_at], head[pool_at] = np.arange(people), sink
    capacity[pool_at], cost[pool_at] = 1, whole(case.pool_price) + lift
    last = slice(number + people, None)
    tail[last], head[last] = people + filled.seat, sink
    capacity[last], cost[last] = filled.room, lift - filled.saving
    supply = np.concatenate([np.ones(people), np.zeros(types), [-people]]).astype(np.int64)
    return Network(tail, head, capacity, cost, supply, at)


def seat_of_each(case: Instance, pairs: Pairs, is_used: Ints) -> Ints:
    """Return the seat type of each person, given which pairs a solution uses."""
    seat = np.full(len(case.profile), POOL)
    used = np.flatnonzero(is_used)
    seat[pairs.person[used]] = pairs.seat[used]
    return seat


def single_seats(case: Instance) -> tuple[Ints, Ints]:
    """Return type and saving of each single seat."""
    filled = steps(case)
    return np.repeat(filled.seat, filled.room), np.repeat(filled.saving, filled.room)


def gains(case: Instance, pairs: Pairs) -> Floats:
    """Return people by single seats: the cost of a person there less that of both apart.

    Nobody need sit where that is more than nothing: such an entry is 0, like that of a pair
    which is not eligible, and means that the person is in the pool and the seat empty. So no
    column is needed for the pool, and any complete assignment is a placement.
    """
    of_type, saving = single_seats(case)
    loss = np.full((len(case.profile), len(case.seats)), np.inf)
    loss[pairs.person, pairs.seat] = pairs.loss - whole(case.pool_price)[pairs.person]
    gain: Floats = loss[:, of_type]
    gain -= saving
    np.minimum(gain, 0.0, out=gain)
    return gain


def with_pool_columns(case: Instance, pairs: Pairs) -> Floats:
    """Return people by single seats and as many columns of the pool as there are people."""
    of_type, saving = single_seats(case)
    people, seats = len(case.profile), len(of_type)
    loss = np.full((people, len(case.seats)), np.inf)
    loss[pairs.person, pairs.seat] = pairs.loss
    cost = np.empty((people, seats + people))
    np.subtract(loss[:, of_type], saving, out=cost[:, :seats])
    cost[:, seats:] = whole(case.pool_price)[:, None]
    return cost


@dataclass(frozen=True)
class SquareRows:
    """A square sparse cost matrix by rows, in hours, for `lapmod`."""

    start: Ints
    column: Ints
    cost: Floats


def square_rows(case: Instance, pairs: Pairs) -> SquareRows:
    """Return people and seats as rows, seats and the pool of each person as columns.

    A seat's own row takes it where it stays empty, else the pool of the person who sits there.
    """
    of_type, saving = single_seats(case)
    people, seats = len(case.profile), len(of_type)
    first = np.searchsorted(of_type, np.arange(len(case.seats) + 1))
    many = np.diff(first)[pairs.seat]
    person, loss = np.repeat(pairs.person, many), np.repeat(pairs.loss, many)
    within = np.arange(len(person)) - np.repeat(np.cumsum(many) - many, many)
    seat = np.repeat(first[pairs.seat], many) + within
    row = np.concatenate([person, np.arange(people), people + np.arange(seats), people + seat])
    column = np.concatenate([seat, seats + np.arange(people), np.arange(seats), seats + person])
    cost = np.concatenate([loss, whole(case.pool_price), saving, np.zeros(len(person), np.int64)])
    order = np.lexsort((column, row))
    start = np.searchsorted(row[order], np.arange(people + seats + 1))
    return SquareRows(start, column[order], cost[order] / 1000)
