"""The flow check of the stages, written a second time: least posts that can still be filled."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from staffalloc.verify.catalogue import Bools, Ints
from staffalloc.verify.roster import NOBODY
from staffalloc.verify.staging import Candidates, Staging


@dataclass(frozen=True)
class Cell:
    """The posts of a unit with one lead position: how many at least, and who may hold them."""

    name: str
    block: int
    least: int
    people: Ints


def cells(staging: Staging, candidates: Candidates) -> list[Cell]:
    """Return every cell whose position has a least number of posts."""
    asked, seats = staging.catalogue.column("min_posts"), staging.columns.seats
    of_cell: dict[tuple[int, int], list[int]] = {}
    for number, seat in enumerate(seats):
        if seat.seats and asked[seat.lead] > 0:
            of_cell.setdefault((seat.unit, seat.lead), []).append(number)
    found = []
    for (unit, lead), own in of_cell.items():
        least = min(int(asked[lead]), sum(seats[number].seats for number in own))
        people = np.unique(np.concatenate([candidates.of(number)[0] for number in own]))
        name = staging.catalogue.cell(unit, lead)
        found.append(Cell(name, int(staging.block[own[0]]), least, people))
    return found


def fill(asked: Sequence[Cell], free: Bools) -> tuple[int, list[str]]:
    """Return how many least posts `free` people can fill, and the cells that lack people.

    Those are all that a fullest filling may leave short, whichever it is.
    """
    filling = _Filling(sorted(asked, key=lambda cell: (len(cell.people), cell.name)), free)
    posts = [at for at, cell in enumerate(filling.cells) for _ in range(cell.least)]
    filled = sum(filling.seat_one(at) for at in posts)
    return filled, sorted(filling.cells[at].name for at in filling.lacking())


class _Filling:
    """People on cells; one more is seated by letting others change cells."""

    def __init__(self, asked: Sequence[Cell], free: Bools) -> None:
        self.cells = asked
        self._cell_of = np.where(free, NOBODY, NOBODY - 1)  # not free: below NOBODY
        self._closed: set[int] = set()  # cells from which nobody free can be reached
        self._short: set[int] = set()

    def seat_one(self, at: int) -> bool:
        """Seat one more person on a cell; remember it if that cannot be."""
        if at in self._closed:
            self._short.add(at)
            return False
        for_whom: dict[int, tuple[int, int]] = {}
        seen, waiting = self._closed | {at}, deque([at])
        while waiting:
            here = waiting.popleft()
            people = self.cells[here].people
            sits = self._cell_of[people]
            if (sits == NOBODY).any():
                self._move(int(people[np.argmax(sits == NOBODY)]), here, for_whom)
                return True
            for other in np.unique(sits[sits >= 0]).tolist():
                if other not in seen:
                    seen.add(other)
                    for_whom[other] = int(people[np.argmax(sits == other)]), here
                    waiting.append(other)
        self._closed = seen
        self._short.add(at)
        return False

    def _move(self, person: int, at: int, for_whom: dict[int, tuple[int, int]]) -> None:
        self._cell_of[person] = at
        while at in for_whom:
            person, at = for_whom[at]
            self._cell_of[person] = at

    def lacking(self) -> set[int]:
        """Return the cells that are short, and those whose people could make up for them."""
        found, waiting = set(self._short), deque(self._short)
        while waiting:
            sits = self._cell_of[self.cells[waiting.popleft()].people]
            new = set(sits[sits >= 0].tolist()) - found
            found |= new
            waiting.extend(new)
        return found
