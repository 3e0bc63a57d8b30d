"""The bare placement engine, for an embedder with people, seats and costs of their own.

``assign`` knows nothing of units, positions or loss: people go to seats over arcs, at least
total cost. Without sizes it is a network flow on whole numbers, proven by its duals; with
sizes it is a generalised assignment, solved as an integer programme.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.errors import InfeasibleError, StoppedError
from staffalloc.placement.bare.assign_input import AssignError, Tables, read_tables
from staffalloc.placement.bare.sized import solve_sized
from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import NO_POOL, ListedPairs, PlacementModel, Reach
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.engine.proof import prove

__all__ = ["AssignError", "AssignResult", "assign"]

TableLike: TypeAlias = pd.DataFrame | Iterable[Mapping[str, Any]]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_DIGITS: Final = 6
_FLOAT_NOISE: Final = 1e-12
# Costs times people, lifted by the engine and added along paths, must stay whole in 64 bits.
_LARGEST_SUM: Final = 2.0**55


@dataclass(frozen=True)
class AssignResult:
    """An assignment and what is known of its cost.

    Attributes
    ----------
    flows : DataFrame
        ``person``, ``seat``, ``flow`` (people, above 0), by person and seat.
    objective : float
        Total cost in the caller's costs; infinite if infeasible.
    bound : float
        No assignment costs less; infinite if infeasible.
    status : {"optimal", "feasible", "infeasible"}
        ``feasible`` only where a time limit stopped an integer programme.
    rounding : float
        Most by which the objective can exceed the true optimum because costs were rounded to
        whole numbers: 0 where they are exact at the power of ten that was used.
    """

    flows: pd.DataFrame
    objective: float
    bound: float
    status: Literal["optimal", "feasible", "infeasible"]
    rounding: float


def assign(
    people: TableLike,
    seats: TableLike,
    arcs: TableLike,
    *,
    time_limit: float | None = None,
    seed: int = 0,
) -> AssignResult:
    """Assign people to seats at least total cost.

    Parameters
    ----------
    people : DataFrame or list of dict
        ``person``; optional ``count`` (people alike, default 1) and ``pool_cost`` (cost of
        leaving one out; blank: the person must be placed).
    seats : DataFrame or list of dict
        ``seat``, ``capacity`` (places); optional ``short_cost`` (cost of each place left empty;
        blank: none), ``over_cost`` (cost of each person above the capacity; blank: nobody may
        be) and ``size_limit`` (most the sizes of its people add up to; blank: no limit).
    arcs : DataFrame or list of dict
        ``person``, ``seat``, ``cost`` (of one person, of any sign); optional ``size``. A pair
        that is not listed is forbidden. Other columns of the three tables are ignored.
    time_limit : float, optional
        Seconds for the integer programme that sizes need; a network always ends.
    seed : int
        Seed of that programme's solver.

    Returns
    -------
    AssignResult

    Raises
    ------
    AssignError
        If the tables are not sound, with everything that is wrong; a ``ValueError``.
    StoppedError
        If the time limit came before any assignment was found.

    Notes
    -----
    Costs become whole numbers at the smallest power of ten, up to a million, at which they all
    are; where none is enough, the result says how much that can matter (`rounding`). The result
    is the same for any order of the rows.

    Examples
    --------
    >>> people = [{"person": "ann"}, {"person": "bob", "pool_cost": 5}]
    >>> seats = [{"seat": "desk", "capacity": 1, "short_cost": 10}]
    >>> arcs = [
    ...     {"person": "ann", "seat": "desk", "cost": 2.5},
    ...     {"person": "bob", "seat": "desk", "cost": 1},
    ... ]
    >>> result = assign(people, seats, arcs)
    >>> result.status, result.objective, result.bound
    ('optimal', 7.5, 7.5)
    >>> result.flows.values.tolist()
    [['ann', 'desk', 1]]
    """
    tables = read_tables(people, seats, arcs)
    try:
        if tables.has_sizes:
            return _by_programme(tables, time_limit, seed)
        return _by_network(tables)
    except InfeasibleError:
        nobody = np.zeros(len(tables.arc_cost), np.int64)
        return AssignResult(_flows(tables, nobody), math.inf, math.inf, "infeasible", 0.0)


def _by_network(tables: Tables) -> AssignResult:
    everybody = int(tables.count.sum())
    seats = np.minimum(tables.capacity, everybody)  # the rest stays empty whatever happens
    always_empty = _product(tables.short_cost, tables.capacity - seats)
    scale = _scale(tables, everybody)
    model, shift = _model(tables, seats, scale)
    solution = solve_placement(model)
    proof = prove(model, solution)

    placed = _flow_on_arcs(tables, solution)
    objective = _cost_of(tables, placed, solution.left_out)
    rounding = _rounding(tables, seats, scale)
    closed = proof.objective == proof.bound
    bound = (proof.bound - shift) / scale + always_empty - rounding / 2
    return AssignResult(
        _flows(tables, placed),
        objective,
        objective if closed and rounding == 0 else min(objective, bound),
        "optimal" if closed and rounding == 0 else "feasible",
        rounding,
    )


def _model(tables: Tables, seats: Ints, scale: int) -> tuple[PlacementModel, int]:
    """Write the tables as a model of listed pairs; also what it charges beyond their costs.

    A pool price may not be negative there, so such a person pays the difference everywhere.
    """
    pooled = ~np.isnan(tables.pool_cost)
    pool = _whole(np.where(pooled, tables.pool_cost, 0.0), scale)
    raised = np.maximum(0, -pool)
    open_above = np.flatnonzero(~np.isnan(tables.over_cost))
    loss = _whole(tables.arc_cost, scale) + raised[tables.arc_person]
    none = np.zeros(0, np.int64)
    model = PlacementModel(
        count=tables.count,
        pool_price=np.where(pooled, pool + raised, NO_POOL),
        profile=np.zeros(len(pool), np.int64),
        place=np.zeros(len(pool), np.int64),
        kind_loss=np.zeros((1, 1), np.int64),
        reach=Reach(np.zeros(2, np.int64), none, none),
        listed=ListedPairs(tables.arc_person, tables.arc_seat, loss),
        seat_unit=np.arange(len(seats)),
        seat_kind=np.zeros(len(seats), np.int64),
        seats=seats,
        empty_seat=np.arange(len(seats)),
        empty_room=seats,
        empty_price=_whole(tables.short_cost, scale),
        extra_seat=open_above,
        extra_room=np.full(len(open_above), int(tables.count.sum())),
        extra_price=_whole(tables.over_cost[open_above], scale),
        in_frame=np.zeros(len(seats), bool),
        ceiling=np.zeros(len(seats), np.int64),
        tier_unit=none,
        tier_width=none,
        tier_price=none,
    )
    return model, int((raised * tables.count).sum())


def _flow_on_arcs(tables: Tables, solution: PlacementSolution) -> Ints:
    """Arcs are sorted by person and seat, and so are the pairs in use."""
    width = max(1, len(tables.capacity))
    arcs = tables.arc_person * width + tables.arc_seat
    placed = np.zeros(len(arcs), np.int64)
    placed[np.searchsorted(arcs, solution.person * width + solution.seat)] = solution.flow
    return placed


def _by_programme(tables: Tables, time_limit: float | None, seed: int) -> AssignResult:
    made = solve_sized(tables, time_limit=time_limit, seed=seed)
    _require_sizes_kept(tables, made.placed)
    objective = _cost_of(tables, made.placed, made.left_out)
    bound = objective if made.status == "optimal" else min(objective, made.bound)
    return AssignResult(_flows(tables, made.placed), objective, bound, made.status, 0.0)


def _cost_of(tables: Tables, placed: Ints, left_out: Ints) -> float:
    """Add up the cost of an assignment in the caller's costs."""
    sitting = np.zeros(len(tables.capacity), np.int64)
    np.add.at(sitting, tables.arc_seat, placed)
    return math.fsum(
        [
            _product(tables.arc_cost, placed),
            _product(tables.pool_cost, left_out),
            _product(tables.short_cost, np.maximum(0, tables.capacity - sitting)),
            _product(tables.over_cost, np.maximum(0, sitting - tables.capacity)),
        ]
    )


def _product(costs: Floats, numbers: Ints) -> float:
    used = numbers != 0  # a cost nobody pays may be blank
    return math.fsum(costs[used] * numbers[used])


def _scale(tables: Tables, everybody: int) -> int:
    """Return the smallest power of ten that makes costs whole, else the largest that fits."""
    costs = tables.all_costs
    largest = float(np.abs(costs).max(initial=0.0)) * max(1, everybody)
    chosen = 1
    for digits in range(_MOST_DIGITS + 1):
        scale = 10**digits
        if largest * scale > _LARGEST_SUM:
            break
        chosen = scale
        if bool((np.rint(costs * scale) / scale == costs).all()):
            break
    if largest > _LARGEST_SUM:
        raise AssignError(["costs times people are too large for exact sums: scale them down"])
    return chosen


def _whole(costs: Floats, scale: int) -> Ints:
    return np.rint(costs * scale).astype(np.int64)


def _rounding(tables: Tables, seats: Ints, scale: int) -> float:
    """Twice what rounding can change the cost of one assignment."""
    costs = tables.all_costs
    worst = float(np.abs(np.rint(costs * scale) / scale - costs).max(initial=0.0))
    everybody = int(tables.count.sum())
    return 2 * worst * (2 * everybody + int(seats.sum())) if worst else 0.0


def _flows(tables: Tables, placed: Ints) -> pd.DataFrame:
    used = np.flatnonzero(placed)
    return pd.DataFrame(
        {
            "person": [tables.person_ids[i] for i in tables.arc_person[used]],
            "seat": [tables.seat_ids[j] for j in tables.arc_seat[used]],
            "flow": placed[used],
        }
    )


def _require_sizes_kept(tables: Tables, placed: Ints) -> None:
    """The solver's tolerance is not the caller's: a limit is kept exactly or not at all."""
    for seat in np.flatnonzero(~np.isnan(tables.size_limit)).tolist():
        here = tables.arc_seat == seat
        used = math.fsum((tables.arc_size[here] * placed[here]).tolist())
        if used > tables.size_limit[seat] * (1 + _FLOAT_NOISE):
            raise StoppedError("the solver's point fills a seat beyond its size limit")
