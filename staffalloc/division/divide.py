"""The division of a cell: few positions each, incompatible ones apart, proven by search.

A transport of hours is the least without these rules. Where it breaks one, the search closes
one after another of the pairs that break it and goes on with the branch of least cost: a branch
costs at least what its transport does, so the first that keeps every rule is the least.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import combinations, count
from typing import Final

from staffalloc.division.tasks import Apart, Cell, Division, Pair
from staffalloc.division.transport import Transport

_MOST_BRANCHES: Final = 400


@dataclass(frozen=True)
class Divided:
    """A division and how it was found.

    Attributes
    ----------
    division : Division
    networks : int
        Transports solved.
    """

    division: Division
    networks: int


def divide(cell: Cell, most_branches: int = _MOST_BRANCHES) -> Divided:
    """Divide the tasks of a cell over its officers.

    Parameters
    ----------
    cell : Cell
    most_branches : int
        Transports to solve before the search goes straight down; its result is then not
        claimed to be the least.

    Returns
    -------
    Divided
        The least in the order of :class:`Cost` where ``division.proven``. Positions that should
        rather be apart are with one officer only if less work would be served otherwise.
    """
    apart = _Search(cell, cell.never | cell.rather_not, most_branches)
    strictest = apart.result()
    if not cell.rather_not:
        return Divided(strictest, apart.networks)
    together = _Search(cell, cell.never, most_branches)
    loosest = together.result()
    networks = apart.networks + together.networks
    if strictest.cost.unserved <= loosest.cost.unserved:
        return Divided(strictest, networks)
    return Divided(loosest, networks)


class _Search:
    """Best first over closed pairs."""

    def __init__(self, cell: Cell, apart: Apart, most_branches: int) -> None:
        self._cell = cell
        self._apart = apart
        self._most = most_branches
        self._transport = Transport(cell)
        self.networks = 0

    def result(self) -> Division:
        numbers = count()
        nobody: frozenset[Pair] = frozenset()
        first = self._least(nobody)
        waiting = [(first.cost.in_order(), next(numbers), nobody, first)]
        seen = {nobody}
        while True:
            _, _, closed, division = heappop(waiting)
            choices = self._broken(division.hours)
            if not choices:
                return division
            if self.networks >= self._most:
                return self._straight_down(closed, choices)
            for pair in choices:
                branch = closed | {pair}
                if branch not in seen:
                    seen.add(branch)
                    made = self._least(branch)
                    heappush(waiting, (made.cost.in_order(), next(numbers), branch, made))

    def _straight_down(self, closed: frozenset[Pair], choices: list[Pair]) -> Division:
        """Close the cheapest pair again and again; every one closes for good, so it ends."""
        division = None
        while choices:
            made = [(closed | {pair}, self._least(closed | {pair})) for pair in choices]
            closed, division = min(made, key=lambda branch: branch[1].cost.in_order())
            choices = self._broken(division.hours)
        return replace(division or self._least(closed), proven=False)

    def _least(self, closed: frozenset[Pair]) -> Division:
        self.networks += 1
        return self._transport.least(closed)

    def _broken(self, hours: Mapping[Pair, int]) -> list[Pair]:
        """Return pairs one of which must carry nothing, of the first rule that is broken."""
        held: dict[int, list[int]] = defaultdict(list)
        for officer, task in sorted(hours):
            held[officer].append(task)
        for officer, tasks in held.items():
            if len(tasks) > self._cell.most_positions:
                return [(officer, task) for task in tasks]
            for pair in combinations(tasks, 2):
                if frozenset(self._cell.tasks[task].position_id for task in pair) in self._apart:
                    return [(officer, task) for task in pair]
        return []
