"""Seats that must be filled: how many a placement fills, and what their prices prove.

A seat type with as many people as seats, or more, has all its seats filled; people above the
seats fill none. What its people cost or save is counted cheapest step first, whether the step is
a seat or a place above them, so the first of these steps, as many as there are seats, are those
that fill.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from staffalloc.placement.engine.model import POOL, Ints, PlacementModel

Bools = NDArray[np.bool_]


def seats_in_frame(model: PlacementModel) -> Ints:
    """Return the authorised seats in the frame of each unit, (U,)."""
    seats = np.zeros(model.units, np.int64)
    np.add.at(seats, model.seat_unit[model.in_frame], model.seats[model.in_frame])
    return seats


def filled_of(model: PlacementModel, officers: Ints) -> Ints:
    """Return the authorised seats in the frame that are filled, (U,).

    `officers` are the people on each seat type, (J,); those above the seats fill none.
    """
    filled = np.zeros(model.units, np.int64)
    on_seats = np.where(model.in_frame, np.minimum(officers, model.seats), 0)
    np.add.at(filled, model.seat_unit, on_seats)
    return filled


def officers_of(model: PlacementModel, seat_of: Ints) -> Ints:
    """Return the people on each seat type, (J,); `seat_of` is (N,), `POOL` for the pool."""
    return np.bincount(seat_of[seat_of != POOL], minlength=len(model.seats)).astype(np.int64)


def steps_that_fill(model: PlacementModel) -> tuple[Bools, Bools]:
    """Return which steps fill seats in the frame, of the empty seats and of the places above.

    Raises
    ------
    ValueError
        If a step is of several places: then none says what the first of them costs.
    """
    room = np.concatenate([model.empty_room, model.extra_room])
    if (room != 1).any():
        raise ValueError("seats that must be filled need steps of one place each")
    seat = np.concatenate([model.empty_seat, model.extra_seat])
    order = np.lexsort((np.concatenate([-model.empty_price, model.extra_price]), seat))
    first = np.searchsorted(seat[order], np.arange(len(model.seats)))
    rank = np.empty(len(seat), np.int64)
    rank[order] = np.arange(len(seat)) - first[seat[order]]
    fills = (rank < model.seats[seat]) & model.in_frame[seat]
    return fills[: len(model.empty_seat)], fills[len(model.empty_seat) :]


def with_fill_prices(model: PlacementModel, fill_price: Ints | None) -> PlacementModel:
    """Return the placement in which steps that fill save more, instead of being counted.

    What it costs at least, less `worth_of_filling`, no placement that fills enough seats is
    below: each seat it may leave empty is paid for. `fill_price` is (U,), from 0.
    """
    if fill_price is None:
        return model
    empty, extra = steps_that_fill(model)
    of_empty = fill_price[model.seat_unit[model.empty_seat]]
    of_extra = fill_price[model.seat_unit[model.extra_seat]]
    return replace(
        model,
        empty_price=model.empty_price + np.where(empty, of_empty, 0),
        extra_price=model.extra_price - np.where(extra, of_extra, 0),
        least_filled=None,
    )


def worth_of_filling(model: PlacementModel, fill_price: Ints | None) -> int:
    """Return what the empty seats that are allowed cost at these prices."""
    if fill_price is None or model.least_filled is None:
        return 0
    empty, _ = steps_that_fill(model)
    counted = np.bincount(model.seat_unit[model.empty_seat[empty]], minlength=model.units)
    return int((fill_price * (counted - model.least_filled)).sum())
