"""Seats that must be filled as a price on heads, for engines that know ceilings and tiers only.

Let every head in the frame of a unit save a price, and every head beyond the seats asked for pay
it again, on top of its tier: then a placement with enough heads costs what it did, less the same
sum as every other, and one with fewer costs more by the price of each head it lacks.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from staffalloc.placement.engine.filling import steps_that_fill
from staffalloc.placement.engine.model import Ints, PlacementModel


def penalised(
    model: PlacementModel, least: Ints, price: int, seats_first: NDArray[np.bool_]
) -> PlacementModel:
    """Return the placement in which each head lacking to `least`, (U,), costs a price.

    People above the seats are heads too, so whether seats are filled remains to be seen. In the
    units of `seats_first`, (U,), they save nothing: then seats are filled, though the price of
    people above them is too high.
    """
    _, fills = steps_that_fill(model)
    counted = fills | (model.in_frame & ~seats_first[model.seat_unit])[model.extra_seat]
    of_empty = np.where(model.in_frame[model.empty_seat], price, 0)
    of_extra = np.where(counted, price, 0)
    asked, units = np.minimum(least, model.ceiling), np.arange(model.units)
    within = _widths_within(model, least - asked)
    return replace(
        model,
        empty_price=model.empty_price + of_empty,
        extra_price=model.extra_price - of_extra,
        ceiling=asked,
        tier_unit=np.concatenate([units, model.tier_unit, model.tier_unit]),
        tier_width=np.concatenate([model.ceiling - asked, within, model.tier_width - within]),
        tier_price=np.concatenate(
            [np.full(model.units, price), model.tier_price, model.tier_price + price]
        ),
        least_filled=None,
    )


def _widths_within(model: PlacementModel, heads: Ints) -> Ints:
    """Return how much of each tier the first heads above the ceilings take, (U,) of them."""
    order = np.lexsort((model.tier_price, model.tier_unit))
    width, unit = model.tier_width[order], model.tier_unit[order]
    before = np.cumsum(width) - width
    first = np.searchsorted(unit, np.arange(model.units))
    within = np.empty(len(order), np.int64)
    within[order] = np.clip(heads[unit] - (before - before[first[unit]]), 0, width)
    return within


def without_penalty(
    model: PlacementModel, price: int, seat_price: Ints, head_price: Ints
) -> tuple[Ints, Ints, Ints]:
    """Return prices of seats, of heads and of filling that prove no less for the model itself.

    `seat_price`, (J,), and `head_price`, (U,), are those of the penalised placement. A head worth
    less than the penalty leaves the rest to filling; one worth more is short under the ceiling.
    """
    fill = np.maximum(0, price - head_price)
    head = np.maximum(0, head_price - price)
    in_frame = np.where(model.in_frame, (head - head_price)[model.seat_unit], 0)
    return seat_price + in_frame, head, fill
