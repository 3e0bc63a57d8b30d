"""Wishes: how people rank seats and seats rank people, over eligible pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from staffalloc.placement.columns import ColumnBuilder
from staffalloc.placement.engine.model import Ints, PlacementModel

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Wishes:
    """Some eligible pairs and what each side makes of the other; arrays of one length.

    A person takes the seat of the least `own`, then of the least `total`, then the first seat.
    A seat takes the person of the least `work`, then of the least `total`, then the first
    person. So both orders are strict.

    Attributes
    ----------
    person, seat : ints
    own : ints
        What counts for the person: change of unit, travel, preference.
    work : ints
        What counts for the seat: misfit, change of position, ranks down.
    total : ints
        The whole loss.
    """

    person: Ints
    seat: Ints
    own: Ints
    work: Ints
    total: Ints

    def of_person(self) -> tuple[Ints, Ints, Ints]:
        """Return the keys a person compares seats by, the first first."""
        return self.own, self.total, self.seat

    def of_seat(self) -> tuple[Ints, Ints, Ints]:
        """Return the keys a seat compares people by, the first first."""
        return self.work, self.total, self.person

    def in_order_of_people(self) -> Wishes:
        """Return the pairs by person, the best seat of each first."""
        return self._sorted(np.lexsort((*self.of_person()[::-1], self.person)))

    def in_order_of_seats(self) -> Wishes:
        """Return the pairs by seat, the best person of each first."""
        return self._sorted(np.lexsort((*self.of_seat()[::-1], self.seat)))

    def places_at_seats(self) -> Ints:
        """Return a number for each pair: of two pairs of a seat the better has the smaller."""
        order = np.lexsort((*self.of_seat()[::-1], self.seat))
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        return place

    def _sorted(self, order: Ints) -> Wishes:
        return Wishes(*(getattr(self, field.name)[order] for field in fields(self)))

    @staticmethod
    def joined(blocks: Sequence[Wishes]) -> Wishes:
        """Return all pairs of some blocks."""
        nothing = np.zeros(0, np.int64)
        return Wishes(
            *(
                np.concatenate([nothing, *(getattr(block, field.name) for block in blocks)])
                for field in fields(Wishes)
            )
        )


def comes_before(left: Sequence[Ints], right: Sequence[Ints]) -> Bools:
    """Return where the keys on the left are smaller, the first that differs deciding.

    Examples
    --------
    >>> comes_before([np.array([1, 1]), np.array([5, 7])], [np.array([1, 1]), np.array([6, 6])])
    array([ True, False])
    """
    before = np.zeros(np.broadcast(left[0], right[0]).shape, bool)
    for here, there in zip(reversed(left), reversed(right), strict=True):
        before = (here < there) | ((here == there) & before)
    return before


def all_wishes(model: PlacementModel, builder: ColumnBuilder) -> Iterator[Wishes]:
    """Yield the wishes over every eligible pair, block by block of people."""
    for block in model.blocks():
        yield _split(builder, *model.pairs(*block))


def wishes_of(model: PlacementModel, builder: ColumnBuilder, person: Ints, seat: Ints) -> Wishes:
    """Return the wishes of given eligible pairs."""
    return _split(builder, person, seat, model.losses(person, seat))


def _split(builder: ColumnBuilder, person: Ints, seat: Ints, loss: Ints) -> Wishes:
    work = builder.work_loss(person, seat)
    return Wishes(person, seat, loss - work, work, loss)
