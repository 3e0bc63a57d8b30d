"""Pairs a solver may start from: the cheapest of each person and of each seat type."""

from __future__ import annotations

from typing import Final

import numpy as np

from staffalloc.placement.engine.model import NO_POOL, Ints
from staffalloc.placement.engine.pricing import PairTables, Whole, best_seats, few_cheapest

# Measured on Hanoi: fewer first pairs make more rounds, more make each round slower.
_FIRST_UNITS: Final = 3
_FIRST_PEOPLE: Final = 8
_NEAREST: Final = 400
_LISTED_OF_PERSON: Final = 8
_LISTED_OF_SEAT: Final = 16


def first_pairs(tables: PairTables) -> tuple[Ints, Ints, Ints]:
    """Return people, seat types and losses; of who must be placed, every pair."""
    free = np.zeros(len(tables.model.seats), np.int64)
    parts = [best_seats(tables, *few_cheapest(tables, free, _FIRST_UNITS), free)]
    parts += _first_people(tables)
    parts += [_cheapest_listed(tables), *_pairs_of_who_must(tables)]
    person, seat, loss = (
        np.concatenate(part).astype(np.int64) for part in zip(*parts, strict=True)
    )
    return person, seat, loss


def _first_people(tables: PairTables) -> list[tuple[Ints, Ints, Whole]]:
    """Return the cheapest of the nearest people for each seat type."""
    order = np.argsort(tables.unit, kind="stable")
    edges = np.searchsorted(tables.unit[order], np.arange(tables.model.units + 1)).tolist()
    person = np.repeat(np.arange(tables.model.people), np.diff(tables.start))
    found = []
    for unit, seats in tables.units():
        entries = order[edges[unit] : edges[unit + 1]]
        entries = entries[_smallest(tables.loss[entries], _NEAREST)]
        if len(entries):
            found.append(_first_of_unit(tables, person[entries], tables.loss[entries], seats))
    return found


def _first_of_unit(
    tables: PairTables, near: Ints, loss: Whole, seats: slice
) -> tuple[Ints, Ints, Whole]:
    model = tables.model
    cost = tables.kind_loss[model.seat_kind[seats, None], tables.profile[near]] + loss
    count = min(_FIRST_PEOPLE + 2 * int(model.seats[seats].max()), len(near))
    chosen = np.argpartition(cost, count - 1, axis=1)[:, :count]
    cost = np.take_along_axis(cost, chosen, axis=1)
    seat, rank = np.nonzero(cost < tables.closed // 2)
    return near[chosen[seat, rank]], seats.start + seat, cost[seat, rank]


def _smallest(values: Whole, count: int) -> Ints:
    if len(values) <= count:
        return np.arange(len(values))
    return np.argpartition(values, count - 1)[:count]


def _cheapest_listed(tables: PairTables) -> tuple[Ints, Ints, Ints]:
    listed = tables.model.listed
    of_person = _cheapest(listed.person, listed.loss, _LISTED_OF_PERSON)
    of_seat = _cheapest(listed.seat, listed.loss, _LISTED_OF_SEAT)
    chosen = np.concatenate([of_person, of_seat])
    return listed.person[chosen], listed.seat[chosen], listed.loss[chosen]


def _cheapest(group: Ints, cost: Ints, count: int) -> Ints:
    """Where the `count` cheapest entries of each group stand."""
    order = np.lexsort((cost, group))
    ordered = group[order]
    first = np.flatnonzero(np.diff(ordered, prepend=-1))
    rank = np.arange(len(ordered)) - np.repeat(first, np.diff(np.append(first, len(ordered))))
    return order[rank < count]


def _pairs_of_who_must(tables: PairTables) -> list[tuple[Ints, Ints, Ints]]:
    must = np.flatnonzero(tables.model.pool_price == NO_POOL)
    runs = np.split(must, np.flatnonzero(np.diff(must) > 1) + 1)
    return [tables.model.pairs(int(run[0]), int(run[-1]) + 1) for run in runs if len(run)]
