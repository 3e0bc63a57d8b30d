"""Linear and integer programmes: status, duals, time limits, files, and numbers refused."""

from __future__ import annotations

import math
from pathlib import Path

import highspy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc import InfeasibleError, StoppedError
from staffalloc.solvers.linear import LinearProgramme, Row


def knapsack(integer: bool) -> LinearProgramme:
    """Worth 3, 4, 5 at sizes 2, 3, 4 within 5."""
    row = Row(((0, 2.0), (1, 3.0), (2, 4.0)), "<=", 5.0)
    return LinearProgramme([-3.0, -4.0, -5.0], [1.0] * 3, [row], integer)


def test_an_optimum_with_its_dual() -> None:
    made = knapsack(integer=False).solve()
    assert (made.status, made.objective, made.bound) == ("optimal", pytest.approx(-7), made.bound)
    assert made.bound == pytest.approx(made.objective)
    assert len(made.duals) == 1 and made.duals[0] < 0


def test_the_whole_optimum_has_no_gap_and_no_duals() -> None:
    row = Row(((0, 2.0), (1, 3.0), (2, 4.0)), "<=", 6.0)
    made = LinearProgramme([-3.0, -4.0, -5.0], [1.0] * 3, [row], True).solve()
    assert (made.status, made.objective, made.bound) == ("optimal", -8.0, pytest.approx(-8.0))
    assert made.values == pytest.approx([1, 0, 1])
    assert made.duals == []


@pytest.mark.parametrize(("sense", "value"), [("<=", 0.0), (">=", 2.0), ("==", 2.0)])
def test_the_senses_of_a_row(sense: str, value: float) -> None:
    row = Row(((0, 1.0),), sense, 2.0)  # type: ignore[arg-type]
    assert LinearProgramme([1.0], [math.inf], [row]).solve().values == [value]


@pytest.mark.parametrize(
    ("sense", "value", "violation"),
    [("<=", 3, 1), ("<=", 1, 0), (">=", 1, 1), (">=", 3, 0), ("==", 1, 1), ("==", 3, 1)],
)
def test_the_violation_of_a_row(sense: str, value: float, violation: float) -> None:
    assert Row(((0, 1.0),), sense, 2.0).violation([value]) == violation  # type: ignore[arg-type]


def test_rules_that_contradict_each_other_are_infeasible() -> None:
    rows = [Row(((0, 1.0),), ">=", 2.0), Row(((0, 1.0),), "<=", 1.0)]
    for integer in (False, True):
        with pytest.raises(InfeasibleError):
            LinearProgramme([1.0], [5.0], rows, integer).solve()


def test_a_programme_without_variables() -> None:
    assert LinearProgramme([], [], [Row((), "<=", 1.0)]).solve().objective == 0
    with pytest.raises(InfeasibleError):
        LinearProgramme([], [], [Row((), ">=", 1.0)]).solve()


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_numbers_no_solver_can_take_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        LinearProgramme([number], [1.0]).solve()
    with pytest.raises(ValueError, match="finite"):
        LinearProgramme([1.0], [1.0], [Row(((0, 1.0),), "<=", number)]).solve()


def test_a_time_limit_of_nothing_never_passes_for_an_optimum() -> None:
    """Market-split rows: no solver closes them at once."""
    sizes = [[(7 * i * i + 13 * i * k + 5 * k) % 97 + 1 for i in range(40)] for k in range(4)]
    rows = [
        Row(tuple((i, float(s)) for i, s in enumerate(row)), "==", float(sum(row) // 2))
        for row in sizes
    ]
    programme = LinearProgramme([1.0] * 40, [1.0] * 40, rows, True)
    with pytest.raises(StoppedError):
        programme.solve(time_limit=0.01)


@pytest.mark.parametrize("suffix", [".lp", ".mps"])
def test_a_written_programme_is_read_elsewhere_with_the_same_optimum(
    tmp_path: Path, suffix: str
) -> None:
    target = tmp_path / f"programme{suffix}"
    knapsack(integer=True).write(target)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.readModel(str(target))
    solver.run()
    assert solver.getInfo().objective_function_value == pytest.approx(-7)


def test_an_unknown_suffix_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.lp or \.mps"):
        knapsack(integer=True).write(tmp_path / "programme.txt")
    assert list(tmp_path.iterdir()) == []


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 5)), min_size=1, max_size=4),
    st.integers(0, 12),
)
def test_a_small_integer_programme_is_solved_as_by_trying_everything(
    items: list[tuple[int, int]], room: int
) -> None:
    row = Row(tuple((i, float(size)) for i, (_, size) in enumerate(items)), "<=", float(room))
    costs = [float(cost) for cost, _ in items]
    made = LinearProgramme(costs, [1.0] * len(items), [row], True).solve()
    subsets = [
        [item for i, item in enumerate(items) if mask >> i & 1] for mask in range(2 ** len(items))
    ]
    best = min(sum(c for c, _ in own) for own in subsets if sum(s for _, s in own) <= room)
    assert made.objective == pytest.approx(best)


def test_the_solver_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    knapsack(integer=True).solve()
    knapsack(integer=False).solve()
    assert capfd.readouterr() == ("", "")
