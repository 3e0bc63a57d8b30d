"""Assignments under size limits: exact bounds, and the OR-Library's problems to their optima."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc import InfeasibleError, StoppedError
from staffalloc.placement.bare.assign_input import Tables, read_tables
from staffalloc.placement.bare.sized import SizedSolution, solve_sized

from .test_published import Problem, generalised_assignment, generalised_problems

QUICK = {f"gap-{number}-1" for number in range(1, 13)} | {f"gap-a-{n}" for n in range(1, 7)}
HARD = ("gap-b-", "gap-c-")


def tables(
    sizes: list[list[float]], costs: list[list[float]], limits: list[float], **people: object
) -> Tables:
    """One row a person, one column a seat; a negative size is no arc."""
    size, cost = np.array(sizes, float), np.array(costs, float)
    person, seat = np.nonzero(size >= 0)
    return read_tables(
        pd.DataFrame({"person": np.arange(len(size))} | people),
        pd.DataFrame({"seat": np.arange(size.shape[1]), "capacity": 9, "size_limit": limits}),
        pd.DataFrame(
            {"person": person, "seat": seat, "cost": cost[person, seat], "size": size[person, seat]}
        ),
    )


def cost_of(given_tables: Tables, made: SizedSolution) -> float:
    pool = np.nan_to_num(given_tables.pool_cost) * made.left_out
    return float((given_tables.arc_cost * made.placed).sum() + pool.sum())


def test_the_larger_two_do_not_fit_together_worked_by_hand() -> None:
    """Sizes 3 and 3 within 5: one of two goes to the dear seat, at 10 instead of 1 or at 7."""
    problem = tables([[3, 0], [3, 0]], [[1, 10], [1, 7]], [5, 5])
    made = solve_sized(problem)
    assert (made.placed.tolist(), made.left_out.tolist()) == ([1, 0, 0, 1], [0, 0])
    assert (made.status, made.bound) == ("optimal", 8)
    # In parts: all of the first, two thirds of the second: 1 + 2/3 + 7/3 = 4.
    assert made.proven_bound == 4


def test_a_bound_of_whole_costs_is_rounded_up_and_of_others_is_not() -> None:
    whole = tables([[2, 0], [2, 0]], [[0, 5], [0, 5]], [3, 9])
    assert solve_sized(whole).proven_bound == 3  # 2.5 in parts
    parts = tables([[2, 0], [2, 0]], [[0, 5.5], [0, 5.5]], [3, 9])
    assert solve_sized(parts).proven_bound == pytest.approx(2.75)


def test_limits_nobody_keeps_are_infeasible() -> None:
    with pytest.raises(InfeasibleError):
        solve_sized(tables([[3], [3]], [[1], [1]], [5]))


def test_no_time_says_that_nothing_was_found_or_gives_an_assignment_and_a_bound() -> None:
    problem = tables([[3, 1], [3, 1], [2, 2]], [[1, 9], [2, 8], [3, 7]], [5, 2], pool_cost=20)
    try:
        made = solve_sized(problem, time_limit=0)
    except StoppedError:
        return
    assert made.proven_bound <= made.bound <= cost_of(problem, made)


@given(st.integers(0, 2**32 - 1))
def test_the_exact_bound_is_never_above_the_optimum(seed: int) -> None:
    rng = np.random.default_rng(seed)
    shape = (int(rng.integers(1, 6)), int(rng.integers(1, 4)))
    problem = tables(
        rng.integers(-1, 6, shape).tolist(),
        rng.integers(-20, 20, shape).tolist(),
        rng.integers(0, 9, shape[1]).tolist(),
        pool_cost=rng.integers(0, 30, shape[0]).tolist(),
        count=rng.integers(1, 3, shape[0]).tolist(),
    )
    made = solve_sized(problem)
    assert made.status == "optimal"
    assert made.proven_bound <= made.bound == cost_of(problem, made)


# Published problems


def solved(folder: Path, problem: Problem, time_limit: float | None) -> tuple[float, SizedSolution]:
    path = folder / "gap" / problem["files"][0]
    problem_tables = read_tables(*generalised_assignment(path, int(problem["id"].split("-")[-1])))
    made = solve_sized(problem_tables, time_limit=time_limit)
    return cost_of(problem_tables, made), made


def published(folder: Path, chosen: set[str] | None = None) -> list[Problem]:
    known = generalised_problems(folder)
    return [problem for problem in known if chosen is None or problem["id"] in chosen]


def check_closed(folder: Path, problem: Problem) -> None:
    cost, made = solved(folder, problem, None)
    assert (problem["id"], made.status, made.bound) == (problem["id"], "optimal", cost)
    assert (problem["id"], abs(cost)) == (problem["id"], problem["expected"])
    assert made.proven_bound <= cost


def test_a_problem_of_every_file_closes_at_its_published_optimum(published_cases: Path) -> None:
    problems = published(published_cases, QUICK)
    assert len(problems) == len(QUICK)
    for problem in problems:
        check_closed(published_cases, problem)


def test_a_second_of_time_leaves_an_honest_bound_on_a_hard_problem(published_cases: Path) -> None:
    [problem] = published(published_cases, {"gap-b-4"})
    try:
        cost, made = solved(published_cases, problem, 1.0)
    except StoppedError:
        return
    assert made.proven_bound <= made.bound <= problem["expected"] <= cost
    assert made.status == ("optimal" if made.bound == cost else "feasible")


@pytest.mark.slow
def test_every_problem_closes_at_its_published_optimum(published_cases: Path) -> None:
    problems = published(published_cases)
    assert len(problems) >= 70
    assert sum(problem["id"].startswith(HARD) for problem in problems) == 12
    for problem in problems:
        check_closed(published_cases, problem)
