"""The stable matching of a placement, and the blocking pairs of any placement."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from staffalloc.case.problems import CaseError, Problem
from staffalloc.placement.columns import ColumnBuilder
from staffalloc.placement.engine.model import NO_POOL, POOL, Ints, PlacementModel
from staffalloc.placement.seats import SeatType
from staffalloc.placement.stable.blocking import count_blocking_pairs, placed_pairs
from staffalloc.placement.stable.deferred import deferred_acceptance
from staffalloc.placement.stable.wishes import Wishes, all_wishes, wishes_of


def places_of(seats: Sequence[SeatType]) -> Ints:
    """Return the places of each seat type: its posts, and those that pins opened."""
    return np.array([len(seat.posts) + seat.opened for seat in seats], np.int64)


def stable_placement(model: PlacementModel, builder: ColumnBuilder) -> Ints:
    """Return the seat type of each person in the stable matching that is best for all people.

    People rank seats by change of unit, travel and preference; seats rank people by misfit,
    change of position and ranks down; ties go by the whole loss, then by the order of seats
    and of cadres. That choice is an assumption: losses are what both sides are told to care
    about. Every seat is better than the pool. Places are the authorised seats, which lie inside
    the ceilings, and those that pins opened; nobody is placed above them.

    Raises
    ------
    CaseError
        If somebody whom a pin places is left out: then every stable matching leaves them out.
    """
    wishes = Wishes.joined(list(all_wishes(model, builder)))
    seat_of = deferred_acceptance(wishes, model.people, places_of(builder.seats))
    left_out = np.flatnonzero((seat_of == POOL) & (model.pool_price == NO_POOL))
    if len(left_out):
        codes = builder.people.table["cadre_id"]
        raise CaseError(
            [
                Problem("stable_leaves_out", table="pins", fields=(("cadre", codes.iloc[row]),))
                for row in left_out.tolist()
            ]
        )
    return seat_of


def blocking_pairs(model: PlacementModel, builder: ColumnBuilder, seat_of: Ints) -> int:
    """Return how many pairs of a person and a seat type block a placement.

    Both would rather have each other: the person prefers the seat type to where they are, and
    it has a place left or holds somebody it likes less. Both rank as in
    :func:`stable_placement`.
    """
    current = wishes_of(model, builder, *placed_pairs(seat_of))
    capacity = places_of(builder.seats)
    return count_blocking_pairs(current, all_wishes(model, builder), model.people, capacity)
