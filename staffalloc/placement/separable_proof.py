"""Proves a separable placement from the caller's arrays, a seat list and seat prices alone.

Nothing of the engine is used: costs are rounded again, and every eligible pair is priced again,
unit by unit. Sums are whole numbers, so cost and bound are equal or they are not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from staffalloc.placement.separable_input import Floats, Ints, Scale, SeparableInput

Number = TypeVar("Number", np.int64, np.float64)

_NEVER: Final = np.iinfo(np.int64).max // 4


@dataclass(frozen=True)
class SeparableProof:
    """What was recomputed, in whole costs.

    Attributes
    ----------
    objective : int
        Cost of the placement.
    bound : int
        What the seat prices prove no placement to cost less than.
    person_price : (N,) ints
        The cheapest of pool and all eligible seats at the seat prices.
    smallest_reduced_cost : int
        Loss minus seat price minus what the person costs in the placement at these prices, over
        all eligible pairs; 0 where the problem has no pair.
    """

    objective: int
    bound: int
    person_price: Ints
    smallest_reduced_cost: int


def prove(arrays: SeparableInput, scale: Scale, seat: Ints, seat_price: Ints) -> SeparableProof:
    """Recompute the cost of a placement and what its prices prove.

    Raises
    ------
    ValueError
        If the placement puts somebody on a seat they are not eligible for, or too many on one.
    """
    pool = scale.whole(arrays.pool_price)
    paid = _paid(arrays, scale, seat, seat_price)
    cheapest = cheapest_seats(arrays, scale, seat_price)
    eligible = cheapest < _NEVER
    reduced = (cheapest - paid)[eligible]
    person_price = np.minimum(pool, cheapest)
    return SeparableProof(
        objective=_cost(arrays, scale, seat),
        bound=int(person_price.sum()) + _seat_terms(arrays, scale, seat_price),
        person_price=person_price,
        smallest_reduced_cost=int(reduced.min()) if len(reduced) else 0,
    )


def cheapest_seats(arrays: SeparableInput, scale: Scale, seat_price: Ints) -> Ints:
    """Return each person's least loss minus price over all eligible seats, (N,)."""
    kind = _or_never(arrays.kind_loss, scale).T.copy()
    cheapest = np.full(len(arrays.profile), _NEVER)
    for unit in np.unique(arrays.seat_unit).tolist():
        here = np.flatnonzero(arrays.seat_unit == unit)
        of_kind = (kind[arrays.seat_kind[here]] - seat_price[here, None]).min(axis=0)
        of_place = _or_never(arrays.place_loss[:, unit], scale)
        np.minimum(cheapest, of_kind[arrays.profile] + of_place[arrays.place], out=cheapest)
    return np.where(cheapest < _NEVER // 2, cheapest, _NEVER)


def _or_never(losses: Floats, scale: Scale) -> Ints:
    return np.where(np.isnan(losses), _NEVER, scale.whole(losses))


def _paid(arrays: SeparableInput, scale: Scale, seat: Ints, seat_price: Ints) -> Ints:
    """Return what each person costs where they are, less the price of their seat."""
    placed = np.flatnonzero(seat >= 0)
    paid = scale.whole(arrays.pool_price)
    paid[placed] = _losses(arrays, scale, placed, seat[placed]) - seat_price[seat[placed]]
    return paid


def _losses(arrays: SeparableInput, scale: Scale, person: Ints, seat: Ints) -> Ints:
    of_kind = arrays.kind_loss[arrays.profile[person], arrays.seat_kind[seat]]
    of_place = arrays.place_loss[arrays.place[person], arrays.seat_unit[seat]]
    if np.isnan(of_kind + of_place).any():
        raise ValueError("somebody sits where they are not eligible")
    return scale.whole(of_kind) + scale.whole(of_place)


def _cost(arrays: SeparableInput, scale: Scale, seat: Ints) -> int:
    placed = np.flatnonzero(seat >= 0)
    empty = arrays.seats - np.bincount(seat[placed], minlength=len(arrays.seats))
    if (empty < 0).any():
        raise ValueError("a seat type has more people than seats")
    pool = scale.whole(arrays.pool_price)[seat < 0]
    losses = _losses(arrays, scale, placed, seat[placed])
    empty_cost = prices_of_empty(scale.whole(arrays.short_price), empty)
    return int(losses.sum()) + int(pool.sum()) + int(empty_cost.sum())


def prices_of_empty(prices: NDArray[Number], empty: Ints) -> NDArray[Number]:
    """Return what the empty seats of each type cost: the cheapest prices first."""
    if prices.shape[1] == 1:
        product: NDArray[Number] = prices[:, 0] * empty
        return product
    counted = np.arange(prices.shape[1])[None, :] < empty[:, None]
    total: NDArray[Number] = np.where(counted, prices, 0).sum(axis=1)
    return total


def _seat_terms(arrays: SeparableInput, scale: Scale, seat_price: Ints) -> int:
    """Return what the seats add to the bound: their prices, less what exceeds an empty seat."""
    prices = scale.whole(arrays.short_price)
    saved = np.minimum(0, prices - seat_price[:, None])
    if prices.shape[1] == 1:
        excess = saved[:, 0] * arrays.seats
    else:
        excess = np.where(arrays.prices_by_step, saved, 0).sum(axis=1)
    return int((seat_price * arrays.seats).sum()) + int(excess.sum())


def true_cost(arrays: SeparableInput, seat: Ints) -> float:
    """Return the cost of a placement in the caller's numbers."""
    placed = np.flatnonzero(seat >= 0)
    empty = arrays.seats - np.bincount(seat[placed], minlength=len(arrays.seats))
    return math.fsum(
        [
            *arrays.kind_loss[arrays.profile[placed], arrays.seat_kind[seat[placed]]],
            *arrays.place_loss[arrays.place[placed], arrays.seat_unit[seat[placed]]],
            *arrays.pool_price[seat < 0],
            *prices_of_empty(arrays.short_price, empty),
        ]
    )
