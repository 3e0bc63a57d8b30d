"""Whether the least numbers of posts of later blocks can still be filled, before and after a lock.

A cell is a unit and a position; it asks for its minimum, or for the posts it has if they are
fewer. One matching of people to these posts is kept from block to block: a lock takes people out,
and ways around are looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.placement.engine.model import Ints
from staffalloc.placement.seats import SeatType

Bools = NDArray[np.bool_]
_NOBODY = -1


@dataclass(frozen=True)
class Cell:
    """The posts of one lead position in one unit, and how many must be filled."""

    unit_code: str
    position_id: str
    block: int
    seats: tuple[int, ...]
    least: int

    @property
    def name(self) -> str:
        return f"{self.unit_code}/{self.position_id}"


def cells_with_minima(case: Case, seats: Sequence[SeatType], block: Ints) -> list[Cell]:
    """Return the cells whose position has a least number of posts, in the order of seats."""
    asked = dict(zip(case.positions["position_id"], case.positions["min_posts"], strict=True))
    of_cell: dict[tuple[str, str], list[int]] = {}
    for j, seat in enumerate(seats):
        if asked[seat.kind[0]] > 0 and seat.posts:
            of_cell.setdefault((seat.unit_code, seat.kind[0]), []).append(j)
    return [
        Cell(
            unit,
            position,
            int(block[own[0]]),
            tuple(own),
            min(int(asked[position]), sum(len(seats[j].posts) for j in own)),
        )
        for (unit, position), own in of_cell.items()
    ]


class MinimaCheck:
    """Fills as many of the least posts as can be filled, and knows which compete for too few.

    Parameters
    ----------
    cells : sequence of Cell
    eligible : callable
        The rows of the people eligible for a seat type.
    people : int
    """

    def __init__(self, cells: Sequence[Cell], eligible: Callable[[int], Ints], people: int) -> None:
        self._cells = cells
        found = [[eligible(j) for j in cell.seats] for cell in cells]
        self._eligible: list[Ints] = [
            np.unique(np.concatenate(rows)).astype(np.int32) for rows in found
        ]
        self._free = np.ones(people, bool)
        self._cell_of = np.full(people, _NOBODY)
        self._short = {number: cell.least for number, cell in enumerate(cells)}

    def drop(self, block: int) -> None:
        """Leave out the cells of a block that is about to be decided."""
        for number, cell in enumerate(self._cells):
            if cell.block == block:
                self._short.pop(number, None)
                self._release(self._cell_of == number)

    def lock(self, people: Ints) -> None:
        """Take people out: they have a seat."""
        for person in people.tolist():
            cell = int(self._cell_of[person])
            if cell != _NOBODY:
                self._short[cell] += 1
        self._cell_of[people] = _NOBODY
        self._free[people] = False

    def fill(self) -> tuple[int, frozenset[str]]:
        """Return how many least posts can be filled, and the cells that compete for too few.

        These are the cells that some fullest filling leaves short: they do not depend on which
        filling was found.
        """
        order = sorted(self._short, key=lambda number: (len(self._eligible[number]), number))
        stuck: set[int] = set()
        for number in order:
            while self._short[number] and number not in stuck and self._augment(number, stuck):
                self._short[number] -= 1
        asked = sum(self._cells[number].least for number in self._short)
        short = [number for number in order if self._short[number]]
        competing = self._reached_from(short)
        names = frozenset(self._cells[number].name for number in competing)
        return asked - sum(self._short.values()), names

    def _release(self, which: Bools) -> None:
        self._cell_of[which] = _NOBODY
        self._free[which] = True

    def _augment(self, start: int, stuck: set[int]) -> bool:
        """Find one more person for a cell, over people who change cells; remember dead ends."""
        came_by: dict[int, tuple[int, int]] = {}  # cell -> who left it, for which cell
        waiting, seen = [start], {start} | stuck
        for number in waiting:
            own = self._eligible[number]
            free = own[self._free[own]]
            if len(free):
                self._shift(int(free[0]), number, came_by)
                return True
            for person, other in zip(own.tolist(), self._cell_of[own].tolist(), strict=True):
                if other != _NOBODY and other not in seen:
                    seen.add(other)
                    came_by[other] = (person, number)
                    waiting.append(other)
        stuck |= seen
        return False

    def _shift(self, person: int, number: int, came_by: Mapping[int, tuple[int, int]]) -> None:
        self._free[person] = False
        self._cell_of[person] = number
        while number in came_by:
            person, number = came_by[number]
            self._cell_of[person] = number

    def _reached_from(self, short: Sequence[int]) -> list[int]:
        waiting, seen = list(short), set(short)
        for number in waiting:
            own = self._cell_of[self._eligible[number]]
            for other in np.unique(own[own != _NOBODY]).tolist():
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return waiting
