"""Dividing the work of a cell: worked by hand, and against every pattern solved by another way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc.division.divide import divide
from staffalloc.division.tasks import Apart, Cell, Division, Officer, Task
from staffalloc.solvers.linear import LinearProgramme, Row

NOTHING: Apart = frozenset()


def pair(first: str, second: str) -> frozenset[str]:
    return frozenset({first, second})


def officer(code: str, fit: Mapping[str, int], own: Mapping[str, int], room: int = 100) -> Officer:
    return Officer(code, room, fit, own)


def cell(
    hours: Mapping[str, int],
    officers: tuple[Officer, ...],
    most: int = 3,
    never: Apart = NOTHING,
    rather_not: Apart = NOTHING,
    weights: Mapping[str, int] | None = None,
) -> Cell:
    tasks = tuple(Task(name, n, (weights or {}).get(name, 100)) for name, n in hours.items())
    return Cell(tasks, officers, most, never, rather_not)


def shown(of: Cell, made: Division) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {one.cadre_id: {} for one in of.officers}
    for (who, at), hours in sorted(made.hours.items()):
        found[of.officers[who].cadre_id][of.tasks[at].position_id] = hours
    return found


ANN = officer("ann", {"LAND": 100, "LAW": 60}, {"LAND": 80, "LAW": 20})
BOB = officer("bob", {"LAND": 60, "LAW": 100}, {"LAW": 90})


def test_everybody_does_the_work_they_are_fit_for() -> None:
    of = cell({"LAND": 90, "LAW": 90}, (ANN, BOB))
    made = divide(of).division
    assert shown(of, made) == {"ann": {"LAND": 90}, "bob": {"LAW": 90}}
    assert (made.cost.unserved, made.cost.misfit, made.cost.departure) == (0, 0, 10)
    assert made.proven


def test_work_left_over_goes_to_who_fits_less_before_it_is_left_undone() -> None:
    of = cell({"LAND": 60, "LAW": 120}, (ANN, BOB))
    assert shown(of, divide(of).division) == {"ann": {"LAND": 60, "LAW": 20}, "bob": {"LAW": 100}}


def test_nobody_works_beyond_the_limit_and_what_weighs_more_is_done_first() -> None:
    of = cell({"LAND": 150, "LAW": 100}, (ANN, BOB), weights={"LAW": 200})
    made = divide(of).division
    assert shown(of, made) == {"ann": {"LAND": 100}, "bob": {"LAW": 100}}
    assert made.cost.unserved == 50 * 100


def test_equal_work_is_spread_evenly() -> None:
    twins = tuple(officer(code, {"LAND": 100}, {"LAND": 100}) for code in ("ann", "bob"))
    of = cell({"LAND": 100}, twins)
    assert shown(of, divide(of).division) == {"ann": {"LAND": 50}, "bob": {"LAND": 50}}


def test_two_positions_that_may_never_go_together_are_apart_at_any_price() -> None:
    alone = (officer("ann", {"BOOKS": 100, "CASH": 100}, {"BOOKS": 50}),)
    of = cell({"BOOKS": 50, "CASH": 50}, alone, never=frozenset({pair("BOOKS", "CASH")}))
    made = divide(of).division
    assert shown(of, made) == {"ann": {"BOOKS": 50}}
    assert made.cost.unserved == 50 * 100


def test_positions_that_should_be_apart_are_together_only_where_work_would_stay_undone() -> None:
    apart = frozenset({pair("GRANT", "CHECK")})
    both = {"GRANT": 100, "CHECK": 100}
    ann, bob = officer("ann", both, {"GRANT": 50, "CHECK": 50}), officer("bob", both, {})
    few, many = {"GRANT": 50, "CHECK": 50}, {"GRANT": 50, "CHECK": 50}
    two = cell(few, (ann, bob), rather_not=apart)
    assert [len(tasks) for tasks in shown(two, divide(two).division).values()] == [1, 1]
    one = cell(many, (ann,), rather_not=apart)
    assert shown(one, divide(one).division) == {"ann": {"CHECK": 50, "GRANT": 50}}


def test_a_search_that_is_cut_short_keeps_the_rules_and_claims_nothing() -> None:
    fit = dict.fromkeys("ABCDE", 100)
    of = cell(dict.fromkeys("ABCDE", 20), (officer("ann", fit, {}), officer("bob", fit, {})), 2)
    made = divide(of, most_branches=1).division
    assert not made.proven
    assert max(Counter(who for who, _ in made.hours).values()) <= 2
    assert divide(of).division.proven


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    names = "ABC"[: draw(st.integers(1, 3))]
    officers = tuple(
        officer(
            f"c{who}",
            {n: int(rng.choice([60, 85, 100])) for n in names if rng.random() < 0.8},
            {n: int(rng.integers(0, 40)) for n in names if rng.random() < 0.5},
            int(rng.integers(20, 60)),
        )
        for who in range(draw(st.integers(1, 2)))
    )
    pairs = [frozenset(two) for two in combinations(names, 2)]
    never = frozenset(two for two in pairs if rng.random() < 0.3)
    hours = {name: int(rng.integers(0, 60)) for name in names}
    weights = {name: int(rng.choice([100, 150])) for name in names}
    return cell(hours, officers, draw(st.integers(1, 3)), never, weights=weights)


def patterns(of: Cell) -> Iterator[tuple[frozenset[int], ...]]:
    """Every choice of positions each officer may work in that keeps the rules."""
    choices = []
    for one in of.officers:
        able = [at for at, task in enumerate(of.tasks) if task.position_id in one.fit]
        kept = [
            frozenset(some)
            for size in range(min(of.most_positions, len(able)) + 1)
            for some in combinations(able, size)
            if not any(
                pair(of.tasks[a].position_id, of.tasks[b].position_id) in of.never
                for a, b in combinations(some, 2)
            )
        ]
        choices.append([some for some in kept if not any(some < other for other in kept)])
    yield from product(*choices)


def by_linear_programmes(of: Cell, pattern: tuple[frozenset[int], ...]) -> tuple[int, ...]:
    """Unserved, misfit and departure, one after the other, each by a programme of its own."""
    pairs = [(who, at) for who, tasks in enumerate(pattern) for at in sorted(tasks)]
    own = [of.officers[who].own.get(of.tasks[at].position_id, 0) for who, at in pairs]
    n, tasks = len(pairs), len(of.tasks)
    rows = [
        Row((*((k, 1.0) for k, (_, t) in enumerate(pairs) if t == at), (2 * n + at, 1.0)), "==", h)
        for at, h in enumerate(float(task.hours) for task in of.tasks)
    ]
    for who, one in enumerate(of.officers):
        terms = tuple((k, 1.0) for k, (w, _) in enumerate(pairs) if w == who)
        if terms:
            rows.append(Row(terms, "<=", float(one.room)))
    rows += [Row(((k, 1.0), (n + k, -1.0)), "<=", float(own[k])) for k in range(n)]
    fit = [of.officers[who].fit[of.tasks[at].position_id] for who, at in pairs]
    criteria = [
        [0.0] * 2 * n + [float(task.weight) for task in of.tasks],
        [100.0 - value for value in fit] + [0.0] * (n + tasks),
        [0.0] * n + [1.0] * n + [0.0] * tasks,
    ]
    found = []
    for costs in criteria:
        least = LinearProgramme(costs, [1000.0] * len(costs), list(rows)).solve().objective
        found.append(round(least))
        rows.append(Row(tuple(enumerate(costs)), "<=", least + 1e-6))
    return tuple(found)


@given(cells())
def test_no_pattern_of_positions_gives_a_better_division(of: Cell) -> None:
    made = divide(of).division
    assert made.proven
    best = min(by_linear_programmes(of, pattern) for pattern in patterns(of))
    assert made.cost.in_order()[:3] == best


@given(cells())
def test_every_rule_is_kept(of: Cell) -> None:
    made = divide(of).division
    for who, one in enumerate(of.officers):
        held = [at for officer_at, at in made.hours if officer_at == who]
        names = {of.tasks[at].position_id for at in held}
        assert len(held) <= of.most_positions
        assert names <= set(one.fit)
        assert not any(two <= names for two in of.never)
        assert sum(made.hours[who, at] for at in held) <= one.room
    for at, task in enumerate(of.tasks):
        assert sum(h for (_, t), h in made.hours.items() if t == at) <= task.hours


@pytest.mark.parametrize("officers", [(), (ANN,)])
def test_a_cell_without_work_or_without_officers_is_nothing_special(
    officers: tuple[Officer, ...],
) -> None:
    assert divide(cell({}, officers)).division.hours == {}
    assert divide(cell({"LAND": 10}, ())).division.cost.unserved == 1000
