"""Side rules under prices: the placement that has them in its losses, and the bound it gives.

With a price on every side rule its row moves into the losses, and what is left is a placement
without side rules. Whatever the prices are, no plan that keeps the rules costs less than that
placement less what the limits are worth. All numbers are whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from staffalloc.placement.engine.model import (
    NO_POOL,
    NOT_ELIGIBLE,
    Ints,
    ListedPairs,
    PlacementModel,
    Reach,
    net_price,
)
from staffalloc.placement.engine.proof import cheapest_seats
from staffalloc.placement.side.rows import ANY_UNIT, SideRow

_LARGEST_PAID: Final = 2**45  # what a person may pay for one rule


def check_side_rows(rows: Sequence[SideRow]) -> None:
    """Refuse what the engine has no pricing for.

    Raises
    ------
    ValueError
        If a row counts moves, but on some seats only.
    """
    if any(row.moved_only and row.seats is not None for row in rows):
        raise ValueError("a rule that counts moves counts them on all seats of a unit, or of all")


def side_entries(
    rows: Sequence[SideRow], person: Ints, seat: Ints, seat_unit: Ints, today: Ints
) -> tuple[Ints, Ints, Ints]:
    """Return row, pair and coefficient wherever a row counts one of some pairs."""
    parts = [(np.zeros(0, np.int64),) * 3]
    by_unit = np.argsort(seat_unit[seat], kind="stable")
    units = seat_unit[seat][by_unit]
    for number, row in enumerate(rows):
        pairs = by_unit
        if row.unit != ANY_UNIT:
            pairs = by_unit[slice(*np.searchsorted(units, [row.unit, row.unit + 1]).tolist())]
        counted = row.coefficients(person[pairs], seat[pairs], seat_unit, today)
        used = np.flatnonzero(counted)
        parts.append((np.full(len(used), number), pairs[used], counted[used]))
    row_of, pair, value = (np.concatenate(part) for part in zip(*parts, strict=True))
    return row_of, pair, value


def sums_of(
    rows: Sequence[SideRow],
    model: PlacementModel,
    today: Ints,
    person: Ints,
    seat: Ints,
    flow: Ints,
) -> Ints:
    """Return what the people of a placement add up to in each row, (rows,)."""
    row_of, pair, value = side_entries(rows, person, seat, model.seat_unit, today)
    total = np.zeros(len(rows), np.int64)
    np.add.at(total, row_of, value * flow[pair])
    return total


def clipped_prices(rows: Sequence[SideRow], price: Ints) -> Ints:
    """Keep prices from 0 and, where a rule is soft, no higher than its price.

    A hard rule's is kept where sums stay whole in 64 bits; any price proves something.
    """
    top = [_highest_price(row) if row.price is None else row.price for row in rows]
    clipped: Ints = np.clip(price, 0, np.array(top, np.int64))
    return clipped


def _highest_price(row: SideRow) -> int:
    return _LARGEST_PAID // max(1, int(np.abs(row.value).max(initial=0)))


def priced_model(
    model: PlacementModel, rows: Sequence[SideRow], today: Ints, side_price: Ints
) -> PlacementModel:
    """Return the placement in which every pair pays for what it counts in the side rules."""
    priced = [(row, int(side_price[r])) for r, row in enumerate(rows) if side_price[r]]
    if not priced:
        return model
    on_units = [(row, price) for row, price in priced if row.seats is None]
    made = _pay_on_units(model, on_units, today) if on_units else model
    on_seats = [
        (row, price) for row, price in priced if row.seats is not None and not row.favours_few
    ]
    made = _pay_on_seats(made, on_seats) if on_seats else made
    on_pairs = [(row, price) for row, price in priced if row.favours_few]
    return _pay_on_pairs(made, on_pairs) if on_pairs else made


def _pay_on_units(
    model: PlacementModel, priced: Sequence[tuple[SideRow, int]], today: Ints
) -> PlacementModel:
    """Give every person a place of their own, whose losses hold what the rules add there."""
    person, at = model.reach.of(model.place)
    unit, listed = model.reach.unit[at], model.listed
    added = _added_in_units(priced, today, person, unit)
    beside = _added_in_units(priced, today, listed.person, model.seat_unit[listed.seat])
    return replace(
        model,
        place=np.arange(model.people),
        reach=Reach(
            np.searchsorted(person, np.arange(model.people + 1)),
            unit,
            model.reach.loss[at] + added,
        ),
        listed=ListedPairs(listed.person, listed.seat, listed.loss + beside),
    )


def _added_in_units(
    priced: Sequence[tuple[SideRow, int]], today: Ints, person: Ints, unit: Ints
) -> Ints:
    """Return what rules that count all seats of a unit add to people there, (E,)."""
    added = np.zeros(len(person), np.int64)
    moved = unit != today[person]
    of_city = [(row, price) for row, price in priced if row.unit == ANY_UNIT]
    for row, price in of_city:
        value = (price * row.value)[person]
        added += np.where(moved, value, 0) if row.moved_only else value
    of_units = [(row, price) for row, price in priced if row.unit != ANY_UNIT]
    if of_units:
        order = np.argsort(unit, kind="stable")
        ordered = unit[order]
    for row, price in of_units:
        here = order[slice(*np.searchsorted(ordered, [row.unit, row.unit + 1]).tolist())]
        value = price * row.value[person[here]]
        added[here] += np.where(moved[here], value, 0) if row.moved_only else value
    return added


def _pay_on_seats(model: PlacementModel, priced: Sequence[tuple[SideRow, int]]) -> PlacementModel:
    """Part kinds by the rules that count them, and profiles by what their people count."""
    counted = np.stack([_counted_seats(model, row) for row, _ in priced])
    value = np.stack([row.value for row, _ in priced])
    patterns, pattern = np.unique(counted, axis=1, return_inverse=True)
    classes, group = np.unique(value, axis=1, return_inverse=True)
    kinds, seat_kind = np.unique(
        np.stack([model.seat_kind, pattern.reshape(-1)]), axis=1, return_inverse=True
    )
    profiles, profile = np.unique(
        np.stack([model.profile, group.reshape(-1)]), axis=1, return_inverse=True
    )
    price = np.array([price for _, price in priced])
    added = (classes.T * price) @ patterns.astype(np.int64)
    table = model.kind_loss[profiles[0][:, None], kinds[0]]
    extra = added[profiles[1][:, None], kinds[1]]
    listed = model.listed
    on_listed = ((value * price[:, None])[:, listed.person] * counted[:, listed.seat]).sum(axis=0)
    return replace(
        model,
        profile=profile.reshape(-1),
        seat_kind=seat_kind.reshape(-1),
        kind_loss=np.where(table < NOT_ELIGIBLE, table + extra, NOT_ELIGIBLE),
        listed=ListedPairs(listed.person, listed.seat, listed.loss + on_listed),
    )


def _pay_on_pairs(model: PlacementModel, priced: Sequence[tuple[SideRow, int]]) -> PlacementModel:
    """List the few pairs whose losses fall: of what is listed and what is not the less counts."""
    width = max(1, len(model.seats))
    keys, values = [], []
    for row, price in priced:
        who, where = np.flatnonzero(row.value), np.flatnonzero(_counted_seats(model, row))
        keys.append((who[:, None] * width + where).reshape(-1))
        values.append(np.repeat(price * row.value[who], len(where)))
    person, seat = np.divmod(np.concatenate(keys), width)
    return cheaper_pairs(model, person, seat, -np.concatenate(values))


def cheaper_pairs(model: PlacementModel, person: Ints, seat: Ints, saved: Ints) -> PlacementModel:
    """Return the placement in which some pairs, listed once or more, lose less.

    Pairs that are not eligible stay so.
    """
    width = max(1, len(model.seats))
    key, at = np.unique(person * width + seat, return_inverse=True)
    added = np.zeros(len(key), np.int64)
    np.subtract.at(added, at.reshape(-1), saved)
    person, seat = np.divmod(key, width)
    loss = model.losses(person, seat)
    is_open = loss < NOT_ELIGIBLE
    person, seat, loss = person[is_open], seat[is_open], (loss + added)[is_open]
    listed = model.listed
    beside = ~np.isin(listed.person * width + listed.seat, key[is_open])
    person = np.concatenate([person, listed.person[beside]])
    seat = np.concatenate([seat, listed.seat[beside]])
    loss = np.concatenate([loss, listed.loss[beside]])
    order = np.lexsort((seat, person))
    return replace(model, listed=ListedPairs(person[order], seat[order], loss[order]))


def _counted_seats(model: PlacementModel, row: SideRow) -> Ints:
    seats = np.ones(len(model.seats), bool) if row.seats is None else row.seats
    counted: Ints = seats & ((row.unit == ANY_UNIT) | (model.seat_unit == row.unit))
    return counted


def bound_with_sides(
    model: PlacementModel,
    rows: Sequence[SideRow],
    today: Ints,
    seat_price: Ints,
    head_price: Ints,
    side_price: Ints,
) -> int:
    """Return the bound L of any whole prices over all eligible pairs: no plan costs less.

    Parameters
    ----------
    model : PlacementModel
    rows : sequence of SideRow
    today : (N,) ints
        Unit of each person today, -1 in the pool.
    seat_price : (J,) ints
        Of any sign.
    head_price : (U,) ints
        Clipped from 0.
    side_price : (rows,) ints
        Clipped from 0, and to the price of a soft rule.
    """
    side_price = clipped_prices(rows, side_price)
    head_price = np.maximum(0, head_price)
    priced = priced_model(model, rows, today, side_price)
    cheapest = cheapest_seats(priced, net_price(model, seat_price, head_price))
    limits = sum(int(price) * row.limit for price, row in zip(side_price, rows, strict=True))
    return _bound(model, cheapest, seat_price, head_price) - limits


def _bound(model: PlacementModel, cheapest: Ints, seat_price: Ints, head_price: Ints) -> int:
    pooled = model.pool_price != NO_POOL
    person = np.where(pooled, np.minimum(cheapest, model.pool_price), cheapest)
    filled = np.minimum(0, model.empty_price - seat_price[model.empty_seat]) * model.empty_room
    above = np.minimum(0, model.extra_price + seat_price[model.extra_seat]) * model.extra_room
    tiers = np.minimum(0, model.tier_price - head_price[model.tier_unit])
    counted = model.count > 0
    seats = np.zeros(len(seat_price), np.int64)
    np.add.at(seats, model.empty_seat, model.empty_room)
    return (
        int((seat_price * seats).sum())
        - int((head_price * model.ceiling).sum())
        + int((person * model.count)[counted].sum())
        + int(filled.sum())
        + int(above.sum())
        + int((tiers * np.where(tiers < 0, model.tier_width, 0)).sum())
    )
