"""The division without rules on pairs of positions: a transport of hours, exact as a flow.

Four criteria count one after the other. Each is priced so that one step of it outweighs all
that the later ones can differ by along a cycle of the network; a flow is least when no cycle
improves it, so the least flow is the least in that order, not merely in a weighted sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from staffalloc.division.tasks import Cell, Cost, Division, Pair
from staffalloc.solvers.network import Ints, minimum_cost_flow

FULL: Final = 100  # hundredths
_QUARTERS: Final = 4


@dataclass(frozen=True)
class _Arc:
    """An arc of the network and what a milli-hour on it adds to each criterion."""

    start: int
    end: int
    capacity: int
    steps: tuple[int, int, int, int]
    pair: Pair | None = None


class Transport:
    """The network of one cell: tasks send their hours to officers or leave them unserved."""

    def __init__(self, cell: Cell) -> None:
        self._cell = cell
        self._nodes = len(cell.tasks) + len(cell.officers) + 1

    def least(self, closed: frozenset[Pair] = frozenset()) -> Division:
        """Return the least division in which the pairs that are closed carry nothing."""
        capacity = [0 if arc.pair in closed else arc.capacity for arc in self._arcs]
        flow = minimum_cost_flow(
            self._column([arc.start for arc in self._arcs]),
            self._column([arc.end for arc in self._arcs]),
            self._column(capacity),
            self._column([self._price(arc) for arc in self._arcs]),
            self._supply(),
            sink=self._nodes - 1,
        ).flow.tolist()
        return self._division(flow)

    def _division(self, flow: list[int]) -> Division:
        hours: dict[Pair, int] = {}
        sums = [0, 0, 0, 0]
        for arc, sent in zip(self._arcs, flow, strict=True):
            sums = [total + sent * step for total, step in zip(sums, arc.steps, strict=True)]
            if arc.pair is not None and sent:
                hours[arc.pair] = hours.get(arc.pair, 0) + sent
        return Division(hours, Cost(*sums), proven=True)

    @cached_property
    def _arcs(self) -> tuple[_Arc, ...]:
        return (*self._left_unserved(), *self._done(), *self._filled())

    def _left_unserved(self) -> Iterator[_Arc]:
        for at, task in enumerate(self._cell.tasks):
            yield _Arc(at, self._nodes - 1, task.hours, (task.weight, 0, 0, 0))

    def _done(self) -> Iterator[_Arc]:
        """Two arcs a pair: hours of one's own post, and hours beyond it."""
        tasks = len(self._cell.tasks)
        for who, officer in enumerate(self._cell.officers):
            for at, task in enumerate(self._cell.tasks):
                if task.position_id in officer.fit:
                    lacking = FULL - officer.fit[task.position_id]
                    own = min(task.hours, officer.own.get(task.position_id, 0))
                    ends, pair = (at, tasks + who), (who, at)
                    yield _Arc(*ends, own, (0, lacking, 0, 0), pair)
                    yield _Arc(*ends, task.hours - own, (0, lacking, 1, 0), pair)

    def _filled(self) -> Iterator[_Arc]:
        """Fill the room of each officer by quarters, so that equal work is spread evenly."""
        for who, officer in enumerate(self._cell.officers):
            edges = [officer.room * quarter // _QUARTERS for quarter in range(_QUARTERS + 1)]
            for quarter in range(_QUARTERS):
                room = edges[quarter + 1] - edges[quarter]
                start = len(self._cell.tasks) + who
                yield _Arc(start, self._nodes - 1, room, (0, 0, 0, quarter))

    def _price(self, arc: _Arc) -> int:
        return sum(step * unit for step, unit in zip(arc.steps, self._units, strict=True))

    @cached_property
    def _units(self) -> tuple[int, int, int, int]:
        """Price of one step of each criterion; a cycle passes a node once, the sink too."""
        uneven = 1
        departure = uneven + 2 * (_QUARTERS - 1) * uneven
        misfit = departure + self._nodes * departure
        unserved = misfit + self._nodes * FULL * misfit
        return unserved, misfit, departure, uneven

    def _supply(self) -> Ints:
        hours = [task.hours for task in self._cell.tasks]
        return self._column([*hours, *[0] * len(self._cell.officers), -sum(hours)])

    @staticmethod
    def _column(values: list[int]) -> Ints:
        return np.array(values, np.int64)
