"""Proves a placement from its model, the list of who sits where and the prices alone.

Nothing of the engine is used: every eligible pair is priced again, and sums are whole numbers,
so cost and bound are equal or they are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from staffalloc.placement.engine.filling import filled_of, with_fill_prices, worth_of_filling
from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import (
    NO_POOL,
    NOT_ELIGIBLE,
    Ints,
    PlacementModel,
    components_of,
    net_price,
)

_NEVER: Final = NOT_ELIGIBLE // 2
_PEOPLE_AT_ONCE: Final = 2**13  # bounds memory, not results


@dataclass(frozen=True)
class PlacementProof:
    """What was recomputed, in whole costs.

    Attributes
    ----------
    objective : int
        Cost of the placement.
    bound : int
        What the prices prove no placement to cost less than.
    components : mapping
        The objective by component: loss, pool, empty, extra, above_frame.
    person_price : (N,) ints
        The cheapest of pool and all eligible seats at the prices.
    smallest_reduced_cost : int
        Loss minus seat price minus what the person costs in the placement at these prices, over
        all eligible pairs; 0 where the problem has no pair.
    """

    objective: int
    bound: int
    components: Mapping[str, int]
    person_price: Ints
    smallest_reduced_cost: int


def prove(model: PlacementModel, solution: PlacementSolution) -> PlacementProof:
    """Recompute the cost of a placement and what its prices prove.

    Raises
    ------
    ValueError
        If somebody sits on a seat they are not eligible for or on none, too many sit on one,
        seats that must be filled are not, or a price of a head or of filling is below zero.
    """
    if (solution.head_price < 0).any():
        raise ValueError("a head under a ceiling has a price below zero")
    if solution.fill_price is not None and (solution.fill_price < 0).any():
        raise ValueError("filling a seat has a price below zero")
    net = net_price(model, solution.seat_price, solution.head_price)
    loss = model.losses(solution.person, solution.seat)
    officers = _officers(model, solution, loss)
    components = components_of(
        model, officers, solution.left_out, int((loss * solution.flow).sum())
    )
    cheapest = cheapest_seats(model, net)
    has_pool = model.pool_price != NO_POOL
    person_price = np.where(has_pool, np.minimum(model.pool_price, cheapest), cheapest)
    return PlacementProof(
        objective=sum(components.values()),
        bound=_bound(with_fill_prices(model, solution.fill_price), solution, person_price)
        - worth_of_filling(model, solution.fill_price),
        components=components,
        person_price=person_price,
        smallest_reduced_cost=_smallest_reduced(model, solution, loss, net, cheapest),
    )


def _officers(model: PlacementModel, solution: PlacementSolution, loss: Ints) -> Ints:
    if (loss >= NOT_ELIGIBLE).any():
        raise ValueError("somebody sits where they are not eligible")
    sitting = solution.left_out.copy()
    np.add.at(sitting, solution.person, solution.flow)
    waits = solution.left_out > 0
    if (sitting != model.count).any() or (model.pool_price[waits] == NO_POOL).any():
        raise ValueError("somebody is neither on a seat nor in the pool")
    officers = np.zeros(len(model.seats), np.int64)
    np.add.at(officers, solution.seat, solution.flow)
    most = np.zeros(len(model.seats), np.int64)
    np.add.at(most, model.empty_seat, model.empty_room)
    np.add.at(most, model.extra_seat, model.extra_room)
    if (officers > most).any():
        raise ValueError("a seat type has more people than places")
    if model.least_filled is not None and (filled_of(model, officers) < model.least_filled).any():
        raise ValueError("seats that must be filled are empty")
    return officers


def cheapest_seats(model: PlacementModel, net: Ints) -> Ints:
    """Return each person's least loss minus price over all eligible seats, (N,).

    Above half of `NOT_ELIGIBLE` where there is none.
    """
    cheapest = np.full(model.people, NOT_ELIGIBLE)
    seats_of = [np.flatnonzero(model.seat_unit == unit) for unit in range(model.units)]
    for first in range(0, model.people, _PEOPLE_AT_ONCE):
        people = slice(first, first + _PEOPLE_AT_ONCE)
        row, at = model.reach.of(model.place[people])
        if len(row):
            profiles, column = np.unique(model.profile[people], return_inverse=True)
            unit, loss = model.reach.unit[at], model.reach.loss[at]
            of_kind = np.ascontiguousarray(model.kind_loss[profiles].T)
            in_unit = np.full((model.units, len(profiles)), NOT_ELIGIBLE)
            for here in np.unique(unit).tolist():
                seats = seats_of[here]
                if len(seats):
                    costs = of_kind[model.seat_kind[seats]] - net[seats, None]
                    in_unit[here] = costs.min(axis=0)
            np.minimum.at(cheapest[people], row, in_unit[unit, column[row]] + loss)
    np.minimum.at(cheapest, model.listed.person, model.listed.loss - net[model.listed.seat])
    return np.where(cheapest < _NEVER, cheapest, NOT_ELIGIBLE)


def _smallest_reduced(
    model: PlacementModel, solution: PlacementSolution, loss: Ints, net: Ints, cheapest: Ints
) -> int:
    """Compare each person's cheapest seat with the dearest place their row is in."""
    waits = solution.left_out > 0
    paid = np.where(waits, model.pool_price, -NOT_ELIGIBLE)
    np.maximum.at(paid, solution.person, loss - net[solution.seat])
    counted = (model.count > 0) & (cheapest < NOT_ELIGIBLE)
    return int((cheapest - paid)[counted].min()) if counted.any() else 0


def _bound(model: PlacementModel, solution: PlacementSolution, person_price: Ints) -> int:
    """Return L: prices of seats and people, less ceilings, and what exceeds a step or a tier."""
    seat, head = solution.seat_price, solution.head_price
    saved = np.minimum(0, model.empty_price - seat[model.empty_seat]) * model.empty_room
    above = np.minimum(0, model.extra_price + seat[model.extra_seat]) * model.extra_room
    excess = np.minimum(0, model.tier_price - head[model.tier_unit])
    tiers = np.where(excess < 0, excess * model.tier_width, 0)
    seats = np.zeros(len(seat), np.int64)
    np.add.at(seats, model.empty_seat, model.empty_room)
    return (
        int((seat * seats).sum())
        - int((head * model.ceiling).sum())
        + int((person_price * model.count).sum())
        + int(saved.sum())
        + int(above.sum())
        + int(tiers.sum())
    )
