"""Blocking pairs: a person and a seat that would both rather have each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from staffalloc.placement.engine.model import POOL, Ints
from staffalloc.placement.stable.wishes import Bools, Wishes, comes_before

_NEVER = np.iinfo(np.int64)


@dataclass(frozen=True)
class Held:
    """What each person and each seat has, as keys to compare with.

    Attributes
    ----------
    of_person : three (people,) int arrays
        Keys of the seat each person has; beyond all others for those in the pool.
    of_seat : three (seats,) int arrays
        Keys of the last person each seat would keep; below all others where it has none.
    free : (seats,) bools
        Whether a place is left.
    """

    of_person: tuple[Ints, Ints, Ints]
    of_seat: tuple[Ints, Ints, Ints]
    free: Bools

    @staticmethod
    def by(current: Wishes, people: int, capacity: Ints) -> Held:
        """Return what is held under a placement.

        Parameters
        ----------
        current : Wishes
            The pair of each person who is placed.
        people : int
        capacity : (seats,) ints
        """
        of_person = _keys(people, _NEVER.max, current.person, current.of_person())
        by_seat = current.in_order_of_seats()
        of_seat = _keys(len(capacity), _NEVER.min, by_seat.seat, by_seat.of_seat())
        officers = np.bincount(current.seat, minlength=len(capacity))
        return Held(of_person, of_seat, officers < capacity)

    def blocking(self, wishes: Wishes) -> Bools:
        """Return which pairs block: the person prefers the seat, and the seat has room or
        prefers the person to somebody it holds."""
        person, seat = wishes.person, wishes.seat
        wants = comes_before(wishes.of_person(), [keys[person] for keys in self.of_person])
        takes = comes_before(wishes.of_seat(), [keys[seat] for keys in self.of_seat])
        return wants & (self.free[seat] | takes)


def _keys(
    size: int, nobody: int, row: Ints, keys: tuple[Ints, Ints, Ints]
) -> tuple[Ints, Ints, Ints]:
    """Return keys row by row; of several of a row the last stands."""
    tables = [np.full(size, nobody) for _ in keys]
    for table, values in zip(tables, keys, strict=True):
        table[row] = values
    first, second, third = tables
    return first, second, third


def count_blocking_pairs(
    current: Wishes, blocks: Iterable[Wishes], people: int, capacity: Ints
) -> int:
    """Return how many of the pairs in `blocks` block a placement; see :class:`Held`."""
    held = Held.by(current, people, capacity)
    return sum(int(np.count_nonzero(held.blocking(block))) for block in blocks)


def placed_pairs(seat_of: Ints) -> tuple[Ints, Ints]:
    """Return person and seat of everybody who is placed."""
    person = np.flatnonzero(seat_of != POOL)
    return person, seat_of[person]
