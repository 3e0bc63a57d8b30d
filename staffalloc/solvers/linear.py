"""Linear and integer programmes through PuLP, solved by HiGHS in process.

A :class:`LinearProgramme` knows variables and rows by number only, so no code or name of a
unit or a person can reach the solver or a file it writes. This is the only module that
imports PuLP; programmes on arrays go to HiGHS through :mod:`staffalloc.solvers.sparse`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

# PuLP and HiGHS ship the same shared library; loading PuLP first lets both use one copy.
import pulp

# isort: split
import highspy

from staffalloc.errors import InfeasibleError, StaffallocError, StoppedError

Sense = Literal["<=", ">=", "=="]
_FEASIBILITY_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Row:
    """One rule: the sum of coefficient times variable, a sense, a right-hand side."""

    terms: tuple[tuple[int, float], ...]
    sense: Sense
    bound: float

    def violation(self, values: list[float]) -> float:
        """Return by how much `values` break the rule, 0 when they keep it."""
        over = math.fsum(coefficient * values[i] for i, coefficient in self.terms) - self.bound
        if self.sense == "<=":
            return max(0.0, over)
        if self.sense == ">=":
            return max(0.0, -over)
        return abs(over)


@dataclass(frozen=True)
class LinearSolution:
    """Values, the rows' duals (empty for integer programmes) and the solver's own bound."""

    status: Literal["optimal", "feasible"]
    values: list[float]
    duals: list[float]
    objective: float
    bound: float


@dataclass(frozen=True)
class LinearProgramme:
    """Minimise ``costs · x`` under `rows`, with ``0 <= x <= upper``.

    Parameters
    ----------
    costs : list of float
        One a variable; a constant never belongs here (HiGHS would not see it).
    upper : list of float
        Upper bounds; ``inf`` for none.
    rows : list of Row
        Rules over variable numbers.
    integer : bool
        Whether the variables must be whole.
    """

    costs: list[float]
    upper: list[float]
    rows: list[Row] = field(default_factory=list)
    integer: bool = False

    def solve(self, *, time_limit: float | None = None, seed: int = 0) -> LinearSolution:
        """Solve with one thread and gap 0.

        Raises
        ------
        InfeasibleError
            If no point keeps every rule.
        StoppedError
            If the time limit came before any feasible point was found.
        """
        _refuse_numbers_no_solver_can_take(self)
        if not self.costs:
            return _without_variables(self)
        problem, variables = self._build()
        solver = pulp.HiGHS(
            mip=self.integer,
            msg=False,
            threads=1,
            timeLimit=time_limit,
            gapRel=0.0 if self.integer else None,
            gapAbs=0.0 if self.integer else None,
            random_seed=seed,
        )
        problem.solve(solver)
        return self._read(problem.solverModel, variables, len(problem.constraints()))

    def write(self, path: str | Path) -> None:
        """Write the programme for any solver: LP format for ``.lp``, MPS for ``.mps``."""
        target = Path(path)
        problem, _ = self._build()
        beside = target.with_name(f"{target.stem}.part{target.suffix}")
        if target.suffix == ".lp":
            problem.writeLP(str(beside))
        elif target.suffix == ".mps":
            problem.writeMPS(str(beside))
        else:
            raise ValueError(f"a programme is written as .lp or .mps, not {target.suffix!r}")
        beside.replace(target)

    def _build(self) -> tuple[pulp.LpProblem, list[Any]]:
        problem = pulp.LpProblem("staffalloc", pulp.LpMinimize)
        kind = "Integer" if self.integer else "Continuous"
        made = problem.add_variable_dict("x", range(len(self.costs)), 0, None, kind)
        variables = [made[i] for i in range(len(self.costs))]
        for variable, upper in zip(variables, self.upper, strict=True):
            if math.isfinite(upper):
                variable.upBound = upper
        problem += pulp.lpSum(
            [cost * variable for cost, variable in zip(self.costs, variables, strict=True)]
        )
        for row in self.rows:
            expression = pulp.lpSum([value * variables[i] for i, value in row.terms])
            if row.sense == "<=":
                problem += expression <= row.bound
            elif row.sense == ">=":
                problem += expression >= row.bound
            else:
                problem += expression == row.bound
        return problem, variables

    def _read(self, highs: Any, variables: list[Any], rows: int) -> LinearSolution:
        """Read the result by HiGHS' own statuses; PuLP's are not to be trusted at a limit."""
        model_status = highs.getModelStatus()
        if is_infeasible(model_status):
            raise InfeasibleError("the rules of the linear programme contradict each other")
        info = highs.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            raise StoppedError(f"no feasible point was found ({model_status.name})")
        values = [float(variable.value() or 0.0) for variable in variables]
        self._require_feasible(values)
        optimal = model_status == highspy.HighsModelStatus.kOptimal
        objective = math.fsum(c * x for c, x in zip(self.costs, values, strict=True))
        bound = float(info.mip_dual_bound) if self.integer else objective
        duals = [] if self.integer else [float(d) for d in highs.getSolution().row_dual]
        if duals and len(duals) != rows:
            raise StaffallocError("the solver returned duals for another number of rows")
        return LinearSolution(
            "optimal" if optimal else "feasible",
            values,
            duals,
            objective,
            bound if optimal or self.integer else -math.inf,
        )

    def _require_feasible(self, values: list[float]) -> None:
        for row in self.rows:
            if row.violation(values) > _FEASIBILITY_TOLERANCE * (1 + abs(row.bound)):
                raise StoppedError(f"the solver's point breaks a rule by {row.violation(values):g}")


def is_infeasible(status: Any) -> bool:
    """Whether HiGHS says that no point keeps every rule; no programme here is unbounded."""
    return status in (
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    )


def _refuse_numbers_no_solver_can_take(programme: LinearProgramme) -> None:
    numbers = [*programme.costs, *(value for row in programme.rows for _, value in row.terms)]
    numbers += [row.bound for row in programme.rows]
    if not all(math.isfinite(number) for number in numbers):
        raise ValueError("a cost, coefficient or bound is not a finite number")


def _without_variables(programme: LinearProgramme) -> LinearSolution:
    if any(row.violation([]) > 0 for row in programme.rows):
        raise InfeasibleError("a rule over no variables cannot be kept")
    return LinearSolution("optimal", [], [0.0] * len(programme.rows), 0.0, 0.0)
