"""Assignments whose seats limit the sizes of their people: generalised assignment.

The linear programme's duals give a bound in exact fractions. An arc that costs more beyond the
duals than the best assignment lies above that bound is in no better one, so the integer
programme that closes the problem is over few arcs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from staffalloc.errors import InfeasibleError, StoppedError
from staffalloc.placement.assign_input import Floats, Ints, Tables
from staffalloc.placement.deadline import left, until_of
from staffalloc.solvers.sparse import Columns, SparseProgramme, WholePoint

Bools = NDArray[np.bool_]

_ARCS_A_PERSON: Final = 3  # what the first integer programme is over
_FIRST_NODES: Final = 200
_FIRST_SHARE_OF_TIME: Final = 0.3


@dataclass(frozen=True)
class SizedSolution:
    """An assignment under size limits.

    Attributes
    ----------
    placed : (arcs,) ints
        People on each arc.
    left_out : (people,) ints
    status : {"optimal", "feasible"}
        ``optimal`` where the integer programme, or the exact bound, closed the problem.
    bound : float
        No assignment costs less, by the exact bound or, if that is stronger, by the word of the
        integer programme's solver.
    proven_bound : float
        The exact bound alone.
    """

    placed: Ints
    left_out: Ints
    status: Literal["optimal", "feasible"]
    bound: float
    proven_bound: float


def solve_sized(tables: Tables, *, time_limit: float | None = None, seed: int = 0) -> SizedSolution:
    """Assign people to seats of limited size at least cost.

    Raises
    ------
    InfeasibleError
        If no assignment keeps the limits.
    StoppedError
        If the time limit came before any assignment was found.
    """
    until = until_of(time_limit)
    programme = _Programme(tables, seed)
    duals = programme.duals(until)
    bound = _Bound.of(tables, duals)
    first = programme.first(bound, until)
    if first is not None and bound.reaches(first.cost):
        return _solution(first, bound, first.cost, closed=True)
    last = programme.over(bound.arcs_below(None if first is None else first.cost), first, until)
    if last.found is None:
        raise _why(last)
    closed = last.point.status == "optimal" or bound.reaches(last.found.cost)
    return _solution(last.found, bound, last.bound, closed=closed)


@dataclass(frozen=True)
class _Found:
    """An assignment and its exact cost."""

    placed: Ints
    left_out: Ints
    values: Floats
    cost: Fraction


@dataclass(frozen=True)
class _Ended:
    """Where an integer programme ended, and what its solver says."""

    found: _Found | None
    point: WholePoint
    bound: Fraction | float


def _why(ended: _Ended) -> InfeasibleError | StoppedError:
    if ended.point.status == "infeasible":
        return InfeasibleError("no assignment keeps the limits of sizes and seats")
    return StoppedError("no assignment was found in time")


def _solution(
    found: _Found, bound: _Bound, solver: Fraction | float, *, closed: bool
) -> SizedSolution:
    cost, proven = float(found.cost), float(bound.value)
    best = cost if closed else min(cost, max(proven, float(solver)))
    status: Literal["optimal", "feasible"] = "optimal" if closed else "feasible"
    return SizedSolution(found.placed, found.left_out, status, best, min(cost, proven))


class _Programme:
    """Rows: people, seats, sizes. Columns: arcs, people left out, empty places, people above."""

    def __init__(self, tables: Tables, seed: int) -> None:
        self._tables, self._seed = tables, seed
        arcs, people, seats = len(tables.arc_cost), len(tables.count), len(tables.capacity)
        self._arcs, self._people, self._seats = arcs, people, seats
        self._limited = ~np.isnan(tables.size_limit)
        pooled, above = ~np.isnan(tables.pool_cost), ~np.isnan(tables.over_cost)
        everybody = float(tables.count.sum())
        sized = np.flatnonzero(self._limited[tables.arc_seat])
        numbers, rows = np.arange(arcs), people + np.arange(seats)
        entry = [numbers, numbers, sized, arcs + np.arange(people + 2 * seats)]
        row = [tables.arc_person, people + tables.arc_seat]
        row += [people + seats + tables.arc_seat[sized], np.arange(people), rows, rows]
        value = [np.ones(2 * arcs), tables.arc_size[sized], np.ones(people + seats)]
        self._columns = Columns.of(
            np.concatenate(
                [
                    tables.arc_cost,
                    np.where(pooled, tables.pool_cost, 0.0),
                    tables.short_cost,
                    np.where(above, tables.over_cost, 0.0),
                ]
            ),
            np.concatenate(
                [
                    tables.count[tables.arc_person],
                    np.where(pooled, tables.count, 0),
                    tables.capacity,
                    np.where(above, everybody, 0.0),
                ]
            ).astype(float),
            np.concatenate(entry),
            np.concatenate(row),
            np.concatenate([*value, -np.ones(seats)]),
        )

    def _with(self, columns: Columns) -> SparseProgramme:
        equal = np.concatenate([self._tables.count, self._tables.capacity]).astype(float)
        limit = np.where(self._limited, self._tables.size_limit, math.inf)
        lower = np.concatenate([equal, np.full(self._seats, -math.inf)])
        made = SparseProgramme(lower, np.concatenate([equal, limit]), seed=self._seed)
        made.add(columns)
        return made

    def duals(self, until: float | None) -> tuple[Floats, Floats]:
        """Return what a place and a unit of size are worth, zero where time is over."""
        try:
            made = self._with(self._columns).solve("fresh", time_limit=left(until))
        except InfeasibleError:  # no person is in parts: the integer programme will say so
            made = None
        if made is None:
            return np.zeros(self._seats), np.zeros(self._seats)
        place = made.duals[self._people : self._people + self._seats]
        return place, np.maximum(0.0, -made.duals[self._people + self._seats :])

    def first(self, bound: _Bound, until: float | None) -> _Found | None:
        """Look for a good assignment over the cheapest arcs."""
        most = _ARCS_A_PERSON * self._people
        if len(bound.beyond) <= most:
            return None
        nearest = np.sort(np.argsort(np.array(bound.beyond, float), kind="stable")[:most])
        seconds = left(until)
        limit = None if seconds is None else _FIRST_SHARE_OF_TIME * seconds
        return self._solved(nearest, None, limit, _FIRST_NODES).found

    def over(self, arcs: Ints, first: _Found | None, until: float | None) -> _Ended:
        """Solve over some arcs, from an assignment if there is one."""
        if first is not None:
            arcs = np.union1d(arcs, np.flatnonzero(first.placed))
        return self._solved(arcs, first, left(until), None)

    def _solved(
        self, arcs: Ints, first: _Found | None, seconds: float | None, nodes: int | None
    ) -> _Ended:
        chosen = np.concatenate([arcs, np.arange(self._arcs, len(self._columns))])
        whole = np.ones(len(chosen), bool)
        start = None if first is None else first.values[chosen]
        made = self._with(self._columns.some(chosen)).solve_whole(
            whole, first=start, most_nodes=nodes, time_limit=seconds
        )
        found = first
        if len(made.values):
            values = np.zeros(len(self._columns))
            values[chosen] = np.rint(made.values)
            found = self._found(values)
            found = first if first is not None and first.cost <= found.cost else found
        bound = made.bound if first is None else min(made.bound, float(first.cost))
        return _Ended(found, made, bound)

    def _found(self, values: Floats) -> _Found:
        used = np.flatnonzero(values).tolist()
        cost = sum(
            (Fraction(float(self._columns.cost[i])) * int(values[i]) for i in used), Fraction(0)
        )
        placed = values[: self._arcs].astype(np.int64)
        left_out = values[self._arcs : self._arcs + self._people].astype(np.int64)
        return _Found(placed, left_out, values, cost)


@dataclass(frozen=True)
class _Bound:
    """What duals prove, in fractions, and what each arc costs beyond them.

    Attributes
    ----------
    value : Fraction
        Rounded up where all costs are whole, for then every assignment's is.
    unrounded : Fraction
    beyond : list of Fraction
        A better assignment uses no arc that costs more than what is between.
    step : Fraction
        The smallest difference of two costs: 1 where they are whole, else 0.
    """

    value: Fraction
    unrounded: Fraction
    beyond: list[Fraction]
    step: Fraction

    @staticmethod
    def of(tables: Tables, duals: tuple[Floats, Floats]) -> _Bound:
        place, size = [[Fraction(float(x)) for x in dual] for dual in duals]
        limited = (~np.isnan(tables.size_limit)).tolist()
        arc_seat, arc_person = tables.arc_seat.tolist(), tables.arc_person.tolist()
        reduced = [
            Fraction(cost) - place[j] + (size[j] * Fraction(weight) if limited[j] else 0)
            for cost, weight, j in zip(
                tables.arc_cost.tolist(), tables.arc_size.tolist(), arc_seat, strict=True
            )
        ]
        least: list[Fraction | None] = [
            None if math.isnan(cost) else Fraction(cost) for cost in tables.pool_cost.tolist()
        ]
        for i, cost in zip(arc_person, reduced, strict=True):
            known = least[i]
            least[i] = cost if known is None or cost < known else known
        paid = [Fraction(0) if cost is None else cost for cost in least]
        total = sum(
            (n * cost for n, cost in zip(tables.count.tolist(), paid, strict=True)), Fraction(0)
        )
        total += _seat_terms(tables, place, size)
        step = _step(tables)
        rounded = math.ceil(total / step) * step if step else total
        beyond = [cost - paid[i] for i, cost in zip(arc_person, reduced, strict=True)]
        return _Bound(rounded, total, beyond, step)

    def reaches(self, cost: Fraction) -> bool:
        """Whether no assignment costs less than this one."""
        return self.value >= cost

    def arcs_below(self, cost: Fraction | None) -> Ints:
        """Return the arcs that can be in an assignment that costs less."""
        if cost is None:
            return np.arange(len(self.beyond))
        room = cost - self.step - self.unrounded
        return np.flatnonzero(np.array([one <= room for one in self.beyond], bool))


def _seat_terms(tables: Tables, place: list[Fraction], size: list[Fraction]) -> Fraction:
    """Return what places and limits are worth, less what an empty or extra place undercuts."""
    everybody = int(tables.count.sum())
    total = Fraction(0)
    for j, (capacity, short, over, limit) in enumerate(
        zip(
            tables.capacity.tolist(),
            tables.short_cost.tolist(),
            tables.over_cost.tolist(),
            tables.size_limit.tolist(),
            strict=True,
        )
    ):
        total += place[j] * capacity + capacity * min(Fraction(0), Fraction(short) - place[j])
        if not math.isnan(over):
            total += everybody * min(Fraction(0), Fraction(over) + place[j])
        if not math.isnan(limit):
            total -= size[j] * Fraction(limit)
    return total


def _step(tables: Tables) -> Fraction:
    costs = tables.all_costs
    return Fraction(int((np.rint(costs) == costs).all()))
