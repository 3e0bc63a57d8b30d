"""Programmes on arrays: optima and duals, columns added later, bases, limits, whole numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc import InfeasibleError, StaffallocError
from staffalloc.solvers.linear import LinearProgramme, Row
from staffalloc.solvers.sparse import Columns, SparseProgramme


def floats(*values: float) -> np.ndarray:
    return np.array(values, float)


def columns(costs: list[float], upper: list[float], rows: list[list[float]]) -> Columns:
    """`rows` as they are written on paper."""
    table = np.array(rows, float).reshape(-1, len(costs))
    row, entry = np.nonzero(table)
    return Columns.of(np.array(costs), np.array(upper), entry, row, table[row, entry])


def knapsack(room: float) -> SparseProgramme:
    """Worth 3, 4, 5 at sizes 2, 3, 4 within `room`."""
    made = SparseProgramme(floats(-math.inf), floats(room))
    made.add(columns([-3.0, -4.0, -5.0], [1.0] * 3, [[2.0, 3.0, 4.0]]))
    return made


@pytest.mark.parametrize("method", ["dual", "primal", "interior", "fresh"])
def test_an_optimum_and_its_dual_by_every_method(method: str) -> None:
    made = knapsack(6).solve(method)  # type: ignore[arg-type]
    assert made is not None
    assert made.objective == pytest.approx(-3 - 4 - 5 / 4)
    assert made.values == pytest.approx([1, 1, 0.25])
    assert made.duals == pytest.approx([-1.25])


def test_a_column_added_later_is_taken_where_it_pays() -> None:
    programme = knapsack(6)
    programme.solve("dual")
    programme.add(columns([-9.0], [1.0], [[6.0]]))
    assert programme.solve("primal").objective == pytest.approx(-9.0)  # type: ignore[union-attr]


def test_an_upper_bound_of_nothing_closes_a_column() -> None:
    programme = knapsack(6)
    programme.change_upper(np.array([0]), floats(0))
    assert programme.solve("dual").values[0] == 0  # type: ignore[union-attr]


def test_a_basis_is_where_the_simplex_starts() -> None:
    programme = knapsack(6)
    basic, at_upper = np.array([False, False, True]), np.array([True, True, False])
    programme.start_from(basic, at_upper, np.array([False]))
    made = programme.solve("dual", most_iterations=0)
    assert made is not None and made.values == pytest.approx([1, 1, 0.25])


def test_an_iteration_limit_gives_no_point() -> None:
    assert knapsack(6).solve("dual", most_iterations=0) is None


def test_a_time_limit_of_nothing_gives_no_point_and_later_time_is_counted_anew() -> None:
    programme = knapsack(6)
    assert programme.solve("dual", time_limit=0) is None
    assert programme.solve("dual", time_limit=60) is not None


def test_rows_that_contradict_each_other() -> None:
    programme = SparseProgramme(floats(2, -math.inf), floats(math.inf, 1))
    programme.add(columns([1.0], [5.0], [[1.0], [1.0]]))
    with pytest.raises(InfeasibleError):
        programme.solve("fresh")
    assert programme.solve_whole(np.array([True])).status == "infeasible"


def test_a_programme_without_an_optimum_is_an_error() -> None:
    programme = SparseProgramme(floats(-math.inf), floats(1))
    programme.add(columns([-1.0], [math.inf], [[0.0]]))
    with pytest.raises(StaffallocError):
        programme.solve("dual")


def test_whole_numbers_with_the_solvers_bound() -> None:
    made = knapsack(6).solve_whole(np.ones(3, bool))
    assert (made.status, made.values.tolist(), made.bound) == ("optimal", [1, 0, 1], -8)


def test_some_columns_may_stay_in_parts() -> None:
    made = knapsack(6).solve_whole(np.array([True, True, False]))
    assert made.values.tolist() == [1, 1, 0.25]


def test_a_first_point_is_no_worse_than_the_last_even_without_time() -> None:
    first = floats(1, 0, 1)
    made = knapsack(6).solve_whole(np.ones(3, bool), first=first, time_limit=0)
    assert made.status in ("feasible", "optimal") and made.values.tolist() == [1, 0, 1]


def test_options_are_read_back_for_hi_g_h_s_ignores_what_it_does_not_know() -> None:
    with pytest.raises(StaffallocError, match="does not take"):
        knapsack(6)._set("threadz", 1)


def test_some_columns_and_more_are_in_the_order_asked_for() -> None:
    made = columns([1.0, 2.0, 3.0], [1.0] * 3, [[1.0, 0.0, 2.0], [0.0, 3.0, 4.0]])
    some = made.some(np.array([2, 0]))
    assert (some.cost.tolist(), some.row.tolist(), some.value.tolist()) == (
        [3, 1],
        [0, 1, 0],
        [2, 4, 1],
    )
    both = some.and_more(made.some(np.array([1])))
    assert (both.start.tolist(), both.row.tolist(), len(both)) == ([0, 2, 3, 4], [0, 1, 0, 1], 3)


@given(st.integers(0, 2**32 - 1), st.booleans())
def test_it_agrees_with_the_programme_through_pulp(seed: int, whole: bool) -> None:
    rng = np.random.default_rng(seed)
    rows, count = int(rng.integers(1, 4)), int(rng.integers(1, 5))
    table = rng.integers(-3, 6, (rows, count)).astype(float)
    costs, limit = rng.integers(-9, 5, count).astype(float), rng.integers(0, 9, rows).astype(float)
    programme = SparseProgramme(np.full(rows, -math.inf), limit)
    programme.add(columns(costs.tolist(), [3.0] * count, table.tolist()))
    terms = [tuple((i, x) for i, x in enumerate(line.tolist()) if x) for line in table]
    paired = [Row(term, "<=", bound) for term, bound in zip(terms, limit.tolist(), strict=True)]
    peer = LinearProgramme(costs.tolist(), [3.0] * count, paired, whole).solve()
    if whole:
        made = programme.solve_whole(np.ones(count, bool))
        assert costs @ made.values == pytest.approx(peer.objective)
    else:
        point = programme.solve("fresh")
        assert point is not None and point.objective == pytest.approx(peer.objective)
