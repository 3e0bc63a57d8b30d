"""The work of one unit and group, and the officers who may do it, in whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Pair = tuple[int, int]  # officer, task
Apart = frozenset[frozenset[str]]


@dataclass(frozen=True)
class Task:
    """The work of one position.

    Attributes
    ----------
    position_id : str
    hours : int
        Milli-hours a year.
    weight : int
        What an hour unserved weighs, in hundredths.
    """

    position_id: str
    hours: int
    weight: int


@dataclass(frozen=True)
class Officer:
    """One officer of the unit and group.

    Attributes
    ----------
    cadre_id : str
    room : int
        Most milli-hours a year.
    fit : mapping of position_id to int
        In hundredths, for the positions the officer may work in.
    own : mapping of position_id to int
        Milli-hours a year of each part of the officer's post.
    """

    cadre_id: str
    room: int
    fit: Mapping[str, int]
    own: Mapping[str, int]


@dataclass(frozen=True)
class Cell:
    """One unit and group.

    Attributes
    ----------
    tasks : tuple of Task
    officers : tuple of Officer
    most_positions : int
        Most positions one officer works in.
    never, rather_not : frozenset of pairs of position_id
        Positions one officer may not hold together, and should not where it can be helped.
    """

    tasks: tuple[Task, ...]
    officers: tuple[Officer, ...]
    most_positions: int
    never: Apart
    rather_not: Apart


@dataclass(frozen=True)
class Cost:
    """What a division costs, to be compared in this order; milli-hours times hundredths.

    Attributes
    ----------
    unserved : int
        Hours nobody does, weighted.
    misfit : int
        Hours done, by what the fit of who does them lacks.
    departure : int
        Milli-hours done beyond the parts of one's post.
    uneven : int
        Milli-hours by the quarter of an officer's room they lie in, the second counting once,
        the third twice, the fourth three times.
    """

    unserved: int
    misfit: int
    departure: int
    uneven: int

    def in_order(self) -> tuple[int, int, int, int]:
        """Return the parts, the one that counts most first."""
        return self.unserved, self.misfit, self.departure, self.uneven


@dataclass(frozen=True)
class Division:
    """Who does how much of which task.

    Attributes
    ----------
    hours : mapping of (officer, task) to int
        Milli-hours, by their places in the cell; only above 0.
    cost : Cost
    proven : bool
        Whether no division costs less under the rules that were applied.
    """

    hours: Mapping[Pair, int]
    cost: Cost
    proven: bool
