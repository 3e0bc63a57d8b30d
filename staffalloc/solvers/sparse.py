"""Large linear and integer programmes on arrays, handed to HiGHS as they are.

Rows are known from the start and columns are added, which is what column generation needs;
each solve starts where the last one ended. Rows and columns are numbers only, as in
:mod:`staffalloc.solvers.linear`, which loads PuLP before HiGHS is loaded here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from staffalloc.errors import InfeasibleError, StaffallocError
from staffalloc.solvers.linear import is_infeasible

# isort: split
import highspy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Method = Literal["dual", "primal", "interior", "fresh"]

_SIMPLEX: Final = {"dual": 1, "primal": 4}
_LOWER, _BASIC, _UPPER = (
    highspy.HighsBasisStatus.kLower,
    highspy.HighsBasisStatus.kBasic,
    highspy.HighsBasisStatus.kUpper,
)


@dataclass(frozen=True)
class Columns:
    """Variables of a programme, from 0 to `upper`, with their coefficients column by column.

    Attributes
    ----------
    cost, upper : (E,) floats
    start : (E + 1,) ints
        Where the coefficients of each column start.
    row, value : floats
        Row and value of each coefficient, no row twice in a column.
    """

    cost: Floats
    upper: Floats
    start: Ints
    row: Ints
    value: Floats

    def __len__(self) -> int:
        return len(self.cost)

    @staticmethod
    def of(cost: Floats, upper: Floats, entry: Ints, row: Ints, value: Floats) -> Columns:
        """Sort coefficients given with the columns they belong to."""
        order = np.lexsort((row, entry))
        start = np.searchsorted(entry[order], np.arange(len(cost) + 1))
        return Columns(cost, upper, start, row[order], value[order])

    def some(self, chosen: Ints) -> Columns:
        """Return some of the columns, in the order given."""
        size = np.diff(self.start)[chosen]
        start = np.concatenate([[0], np.cumsum(size)])
        at = np.arange(start[-1]) + np.repeat(self.start[:-1][chosen] - start[:-1], size)
        return Columns(self.cost[chosen], self.upper[chosen], start, self.row[at], self.value[at])

    def and_more(self, more: Columns) -> Columns:
        return Columns(
            np.concatenate([self.cost, more.cost]),
            np.concatenate([self.upper, more.upper]),
            np.concatenate([self.start, self.start[-1] + more.start[1:]]),
            np.concatenate([self.row, more.row]),
            np.concatenate([self.value, more.value]),
        )


@dataclass(frozen=True)
class SparsePoint:
    """Where a linear programme ended: an optimum of the columns it has.

    Attributes
    ----------
    values : (columns,) floats
    duals : (rows,) floats
        What one more unit of each row's bounds would cost.
    objective : float
    """

    values: Floats
    duals: Floats
    objective: float


@dataclass(frozen=True)
class WholePoint:
    """Where an integer programme ended.

    Attributes
    ----------
    status : {"optimal", "feasible", "infeasible", "stopped"}
        By the solver's own word; `stopped`: a limit came before any point was found.
    values : (columns,) floats
        Empty without a point.
    bound : float
        The solver's own bound on the least cost over these columns.
    """

    status: Literal["optimal", "feasible", "infeasible", "stopped"]
    values: Floats
    bound: float


class SparseProgramme:
    """Minimise ``cost · x`` with ``lower <= A x <= upper``; columns may be added at any time."""

    def __init__(self, lower: Floats, upper: Floats, *, seed: int = 0) -> None:
        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self._set("output_flag", False)
        self._set("threads", 1)
        self._set("random_seed", seed)
        none = np.zeros(0)
        starts = np.zeros(len(lower), np.int32)
        self._highs.addRows(len(lower), lower, upper, 0, starts, np.zeros(0, np.int32), none)

    def add(self, columns: Columns) -> None:
        """Add columns behind those that are there."""
        if len(columns):
            self._highs.addCols(
                len(columns),
                columns.cost,
                np.zeros(len(columns)),
                columns.upper,
                len(columns.row),
                columns.start[:-1].astype(np.int32),
                columns.row.astype(np.int32),
                columns.value.astype(float),
            )

    def change_costs(self, cost: Floats) -> None:
        """Replace the costs of all columns."""
        number = np.arange(len(cost), dtype=np.int32)
        self._highs.changeColsCost(len(cost), number, cost)

    def change_upper(self, column: Ints, upper: Floats) -> None:
        """Replace the upper bounds of some columns."""
        number = column.astype(np.int32)
        self._highs.changeColsBounds(len(number), number, np.zeros(len(number)), upper)

    def start_from(self, basic: Bools, at_upper: Bools, basic_row: Bools) -> None:
        """Start the next simplex from a basis; as many are basic as there are rows."""
        basis = highspy.HighsBasis()
        where = np.where(basic, 1, np.where(at_upper, 2, 0)).tolist()
        basis.col_status = [(_LOWER, _BASIC, _UPPER)[status] for status in where]
        basis.row_status = [_BASIC if status else _LOWER for status in basic_row.tolist()]
        basis.valid = True
        self._highs.setBasis(basis)

    def solve(
        self,
        method: Method,
        *,
        most_iterations: int | None = None,
        time_limit: float | None = None,
    ) -> SparsePoint | None:
        """Solve the linear programme with one thread; None where a limit came first.

        Dual and primal simplex start where the last solve ended, or from a given basis; the
        interior point method, and the simplex afresh, do not.

        Raises
        ------
        InfeasibleError
            If no point keeps every row.
        StaffallocError
            If there is no optimum for another reason.
        """
        interior = method == "interior"
        self._set("solver", "ipm" if interior else "simplex")
        # A basis is only used without presolve.
        self._set("presolve", "off" if method in _SIMPLEX else "on")
        self._set("simplex_strategy", _SIMPLEX.get(method, 1))
        self._set("simplex_iteration_limit", 2**31 - 1)
        if most_iterations is not None and not interior:
            self._set("simplex_iteration_limit", most_iterations)
        self._limit(time_limit)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status in (
            highspy.HighsModelStatus.kTimeLimit,
            highspy.HighsModelStatus.kIterationLimit,
        ):
            return None
        if is_infeasible(status):
            raise InfeasibleError("the rows of the linear programme contradict each other")
        if status != highspy.HighsModelStatus.kOptimal:
            raise StaffallocError(f"the linear programme has no optimum ({status.name})")
        solution = self._highs.getSolution()
        return SparsePoint(
            np.array(solution.col_value),
            np.array(solution.row_dual),
            float(self._highs.getInfo().objective_function_value),
        )

    def solve_whole(
        self,
        whole: Bools,
        *,
        first: Floats | None = None,
        most_nodes: int | None = None,
        time_limit: float | None = None,
    ) -> WholePoint:
        """Solve with some columns whole, gap 0 and one thread, from a first point if given.

        The bound is one over these columns only.
        """
        number = np.flatnonzero(whole).astype(np.int32)
        kind = np.full(len(number), int(highspy.HighsVarType.kInteger), np.uint8)
        self._highs.changeColsIntegrality(len(number), number, kind)
        for option in ("mip_rel_gap", "mip_abs_gap"):
            self._set(option, 0.0)
        if most_nodes is not None:
            self._set("mip_max_nodes", most_nodes)
        self._limit(time_limit)
        if first is not None:
            point = highspy.HighsSolution()
            point.col_value = first.tolist()
            self._highs.setSolution(point)
        self._highs.run()
        return self._whole_point()

    def _whole_point(self) -> WholePoint:
        status = self._highs.getModelStatus()
        if is_infeasible(status):
            return WholePoint("infeasible", np.zeros(0), math.inf)
        info = self._highs.getInfo()
        bound = float(info.mip_dual_bound)
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return WholePoint("stopped", np.zeros(0), bound)
        optimal = status == highspy.HighsModelStatus.kOptimal
        values = np.array(self._highs.getSolution().col_value)
        return WholePoint("optimal" if optimal else "feasible", values, bound)

    def _limit(self, time_limit: float | None) -> None:
        until = math.inf
        # HiGHS counts the seconds of all its runs.
        if time_limit is not None:
            until = self._highs.getRunTime() + max(0.0, time_limit)
        self._set("time_limit", until)

    def _set(self, option: str, value: bool | int | float | str) -> None:
        """Set an option and read it back: HiGHS ignores names it does not know."""
        self._highs.setOptionValue(option, value)
        if self._highs.getOptionValue(option)[1] != value:
            raise StaffallocError(f"the solver does not take {option} = {value}")
