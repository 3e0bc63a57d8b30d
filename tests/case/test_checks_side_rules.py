"""Limits and relations: what a row may say, and which rows may stand together."""

from __future__ import annotations

from functools import cache
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc.case import Case, CaseError
from staffalloc.case.people_tables import RELATIONS
from staffalloc.case.schema import LIMITS
from staffalloc.case.template import explain

from .small import cadre, codes, only, problems, tables

Limit = dict[str, Any]


def limit(rule: str, **columns: Any) -> Limit:
    return {"rule": rule} | columns


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (limit("moves", max=10), []),
        (limit("moves", min=3, max=3), []),
        (limit("moves"), ["limit_without_bound"]),
        (limit("moves", price=5), ["limit_without_bound"]),
        (limit("moves", min=4, max=3), ["min_above_max"]),
        (limit("moves", max=-1), ["below_minimum"]),
        (limit("moves", max=1, price=100_000), []),
        (limit("moves", max=1, price=100_001), ["above_maximum"]),
    ],
)
def test_a_limit_bounds_something(row: Limit, found: list[str]) -> None:
    assert codes(limits=[row]) == found


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (limit("position_cap", max=3), ["limit_without_target"]),
        (limit("position_cap", position_id="A1", max=3), []),
        (limit("position_cap", position_id="A1", unit_code="00001", max=3), []),
        (limit("skill_floor", min=1), ["limit_without_target"]),
        (limit("skill_floor", field="law", min=1), []),
        (limit("skill_floor", position_id="A1", unit_code="00002", min=1), []),
        (limit("skill_floor", position_id="A1", field="law", min=1), ["limit_two_targets"]),
        (limit("continuity", min=0.5), ["limit_without_target"]),
        (limit("continuity", unit_code="00001", min=0.5), []),
    ],
)
def test_a_limit_names_what_its_rule_needs(row: Limit, found: list[str]) -> None:
    assert codes(limits=[row]) == found


@pytest.mark.parametrize(
    ("row", "unused"),
    [
        (limit("moves", unit_code="00001", max=1), []),
        (limit("moves", position_id="A1", max=1), ["position_id"]),
        (limit("moves", field="law", max=1), ["field"]),
        (limit("payroll", unit_code="00001", max=1), []),
        (limit("payroll", position_id="A1", field="law", max=1), ["position_id", "field"]),
        (limit("continuity", unit_code="00001", field="law", max=1), ["field"]),
        (limit("position_cap", position_id="A1", field="law", max=1), ["field"]),
        (limit("total", unit_code="00001", max=1), []),  # told when a plan is made
    ],
)
def test_a_limit_names_nothing_its_rule_has_no_use_for(row: Limit, unused: list[str]) -> None:
    found = problems(limits=[row])
    assert [(p.code, p.column) for p in found] == [("limit_column_unused", c) for c in unused]


def test_an_idle_column_is_named_with_its_rule_and_value() -> None:
    text = only(limits=[limit("moves", position_id="A1", max=1)]).text("en")
    assert text == (
        'limits row 0, position_id: a moves limit has no use for column "position_id" (A1).'
        " Leave the cell blank, or mend rule."
    )


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (limit("moves", max=2.5), ["limit_not_whole"]),
        (limit("moves", min=0.5, max=1.5), ["limit_not_whole", "limit_not_whole"]),
        (limit("skill_floor", field="law", min=0.5), ["limit_not_whole"]),
        (limit("position_cap", position_id="A1", max=1.5), ["limit_not_whole"]),
        (limit("total", max=30.5), ["limit_not_whole"]),
        (limit("total", max=30), []),
        (limit("payroll", max=250.5), []),
        (limit("payroll", max=2.34), []),
        (limit("payroll", max=999_999.99), []),
        (limit("payroll", max=2.345), ["limit_too_fine"]),
        (limit("payroll", min=0.001, max=1), ["limit_too_fine"]),
        (limit("continuity", unit_code="00001", min=0, max=1), []),
        (limit("continuity", unit_code="00001", min=1 / 3), []),
        (limit("continuity", unit_code="00001", max=1.01), ["limit_not_a_share"]),
        (limit("continuity", unit_code="00001", min=30), ["limit_not_a_share"]),
        (limit("continuity", unit_code="00001", min=-0.1), ["below_minimum"]),
    ],
)
def test_a_bound_is_a_number_the_rule_can_count(row: Limit, found: list[str]) -> None:
    assert codes(limits=[row]) == found


def test_all_that_is_wrong_with_the_limits_is_told_at_once() -> None:
    rows = [
        limit("moves", min=2.5, max=1, field="law"),
        limit("continuity", max=30),
        limit("payroll"),
    ]
    assert sorted(codes(limits=rows)) == [
        "limit_column_unused",
        "limit_not_a_share",
        "limit_not_whole",
        "limit_without_bound",
        "limit_without_target",
        "min_above_max",
    ]


def test_the_template_says_what_a_bound_counts_in_both_languages() -> None:
    note = explain(LIMITS.column("max"))
    assert "payroll: tổng hệ số lương (2.34, không nhân 100)" in note
    assert "payroll: a sum of salary coefficients (2.34, not 234)" in note
    assert "both left in the pool" in explain(RELATIONS.column("rule"))


# Relations

Pairs = list[tuple[str, str, str]]


def related(*pairs: tuple[str, str, str]) -> Any:
    rows = [{"cadre_a": a, "cadre_b": b, "rule": rule} for a, rule, b in pairs]
    everybody = [cadre(f"c{number}") for number in range(1, 6)]
    return problems(relations=rows, cadres=everybody)


def found_in(*pairs: tuple[str, str, str]) -> list[str]:
    return [problem.code for problem in related(*pairs)]


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ([("c1", "apart", "c2"), ("c2", "together", "c3")], []),
        ([("c1", "together", "c2"), ("c2", "together", "c3"), ("c1", "together", "c3")], []),
        (
            [("c1", "together", "c2"), ("c2", "together", "c3"), ("c1", "apart", "c3")],
            ["relations_contradict"],
        ),
        (
            [("c2", "together", "c1"), ("c3", "together", "c2"), ("c3", "apart", "c1")],
            ["relations_contradict"],
        ),
        ([("c1", "together", "c2"), ("c3", "together", "c4"), ("c1", "apart", "c4")], []),
        # What is wrong with one pair is told once.
        ([("c1", "apart", "c2"), ("c1", "together", "c2")], ["duplicate_key"]),
        ([("c1", "apart", "c2"), ("c2", "together", "c1")], ["pair_twice"]),
        ([("c1", "together", "c1"), ("c1", "apart", "c2")], ["same_pair"]),
        ([("c1", "together", "c2"), ("c1", "apart", "c1")], ["same_pair"]),
    ],
)
def test_nobody_is_apart_from_whom_they_are_together_with(pairs: Pairs, found: list[str]) -> None:
    assert found_in(*pairs) == found


def test_a_contradiction_names_the_two_the_chain_and_every_row_of_it() -> None:
    (problem,) = related(
        ("c1", "together", "c2"),
        ("c2", "together", "c3"),
        ("c3", "together", "c4"),
        ("c1", "apart", "c4"),
        ("c4", "together", "c5"),
    )
    assert "c1 and c4 are to be apart, but together by c1 – c2 – c3 – c4." in problem.text("en")
    assert "c1 và c4 phải tách nhau nhưng lại cùng nhau qua c1 – c2 – c3 – c4." in problem.text()
    assert sorted([problem.place, *problem.others]) == [
        f"relations row {row}, rule" for row in (0, 1, 2, 3)
    ]


PEOPLE = ("c1", "c2", "c3", "c4")
RULES = st.sampled_from([None, "apart", "together"])


def can_be_kept(rules: dict[tuple[str, str], str | None]) -> bool:
    """Try every way to spread the people over as many units."""
    return any(
        all(
            (unit_of[a] == unit_of[b]) == (rule == "together")
            for (a, b), rule in rules.items()
            if rule is not None
        )
        for units in product(range(len(PEOPLE)), repeat=len(PEOPLE))
        for unit_of in [dict(zip(PEOPLE, units, strict=True))]
    )


@given(st.fixed_dictionaries(dict.fromkeys(combinations(PEOPLE, 2), RULES)))
def test_relations_contradict_exactly_where_no_spread_of_people_keeps_them(
    rules: dict[tuple[str, str], str | None],
) -> None:
    rows = [{"cadre_a": a, "cadre_b": b, "rule": rule} for (a, b), rule in rules.items() if rule]
    try:
        sound_case().with_table("relations", rows)
        found = set()
    except CaseError as error:
        found = {problem.code for problem in error.problems}
    assert found == (set() if can_be_kept(rules) else {"relations_contradict"})


@cache
def sound_case() -> Case:
    return Case(tables(cadres=[cadre(code) for code in PEOPLE]))
