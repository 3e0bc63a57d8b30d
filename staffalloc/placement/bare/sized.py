"""Assignments whose seats limit the sizes of their people: generalised assignment.

The linear programme's duals give a bound in exact fractions, whatever the solver returned; an
integer programme closes the problem, or a time limit leaves the gap between the two.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from staffalloc.errors import InfeasibleError, StoppedError
from staffalloc.placement.bare.assign_input import Floats, Ints, Tables
from staffalloc.placement.engine.deadline import left, until_of
from staffalloc.solvers.sparse import Columns, SparseProgramme, WholePoint


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
    proven = _bound(tables, *programme.duals(until))
    made = programme.solve_whole(until)
    if made.status == "infeasible":
        raise InfeasibleError("no assignment keeps the limits of sizes and seats")
    if made.status == "stopped":
        raise StoppedError("no assignment was found in time")
    placed, left_out, cost = programme.read(made.values)
    closed = made.status == "optimal" or proven >= cost
    known = max(float(proven), made.bound)
    return SizedSolution(
        placed,
        left_out,
        "optimal" if closed else "feasible",
        float(cost) if closed else min(float(cost), known),
        min(float(cost), float(proven)),
    )


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

    def _made(self) -> SparseProgramme:
        equal = np.concatenate([self._tables.count, self._tables.capacity]).astype(float)
        limit = np.where(self._limited, self._tables.size_limit, math.inf)
        lower = np.concatenate([equal, np.full(self._seats, -math.inf)])
        made = SparseProgramme(lower, np.concatenate([equal, limit]), seed=self._seed)
        made.add(self._columns)
        return made

    def duals(self, until: float | None) -> tuple[Floats, Floats]:
        """Return what a place and a unit of size are worth, zero where time is over."""
        try:
            made = self._made().solve("fresh", time_limit=left(until))
        except InfeasibleError:  # no person is in parts: the integer programme will say so
            made = None
        if made is None:
            return np.zeros(self._seats), np.zeros(self._seats)
        place = made.duals[self._people : self._people + self._seats]
        return place, np.maximum(0.0, -made.duals[self._people + self._seats :])

    def solve_whole(self, until: float | None) -> WholePoint:
        """Solve with nobody in parts."""
        whole = np.ones(len(self._columns), bool)
        return self._made().solve_whole(whole, time_limit=left(until))

    def read(self, values: Floats) -> tuple[Ints, Ints, Fraction]:
        """Return people on arcs and left out, and the exact cost."""
        whole = np.rint(values).astype(np.int64)
        used = np.flatnonzero(whole)
        costs = zip(self._columns.cost[used].tolist(), whole[used].tolist(), strict=True)
        cost = sum((Fraction(one) * number for one, number in costs), Fraction(0))
        people = self._arcs + self._people
        return whole[: self._arcs], whole[self._arcs : people], cost


def _bound(tables: Tables, place_dual: Floats, size_dual: Floats) -> Fraction:
    """Return what duals prove, in fractions; a whole number where all costs are whole."""
    place = [Fraction(dual) for dual in place_dual.tolist()]
    size = [Fraction(dual) for dual in size_dual.tolist()]
    limited = (~np.isnan(tables.size_limit)).tolist()
    least = [None if math.isnan(c) else Fraction(c) for c in tables.pool_cost.tolist()]
    arcs = zip(
        tables.arc_person.tolist(),
        tables.arc_seat.tolist(),
        tables.arc_cost.tolist(),
        tables.arc_size.tolist(),
        strict=True,
    )
    for i, j, cost, weight in arcs:
        reduced = Fraction(cost) - place[j] + (size[j] * Fraction(weight) if limited[j] else 0)
        known = least[i]
        least[i] = reduced if known is None else min(known, reduced)
    total = _seat_terms(tables, place, size)
    for number, paid in zip(tables.count.tolist(), least, strict=True):
        total += number * (paid or Fraction(0))
    costs = tables.all_costs
    return Fraction(math.ceil(total)) if bool((np.rint(costs) == costs).all()) else total


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
