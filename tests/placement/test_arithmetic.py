"""Rules that contradict people, seats, decisions or each other are named before solving."""

from __future__ import annotations

from typing import Any

import pytest

from staffalloc import InfeasibleError
from staffalloc.establishment import build_establishment
from staffalloc.placement.place import build_placement_problem, place
from staffalloc.placement.side.arithmetic import refuse_impossible
from staffalloc.placement.side.relaxation import SideRulesError

from ..builders import RECORDED, Row, Rows, pin
from .small import city, officer

PEOPLE: Rows = tuple(
    officer("00001", cadre_id=code, fields="land;law", salary_coefficient=pay)
    for code, pay in (("a", 234), ("b", 300))
)
APART = {"cadre_a": "a", "cadre_b": "b", "rule": "apart"}
TOGETHER = APART | {"rule": "together"}


def limit(rule: str, unit_code: str = "", **columns: Any) -> Row:
    return {"rule": rule, "unit_code": unit_code} | columns


def assigned(cadre: str, unit_code: str) -> Row:
    return pin(cadre, "assign", unit_code=unit_code, **RECORDED)


def refused(**tables: Rows) -> list[tuple[str, str, float]]:
    """Return rule, unit and amount of what is refused."""
    case = city(PEOPLE, **tables)
    problem = build_placement_problem(case, build_establishment(case))
    try:
        refuse_impossible(problem.side_rows, problem.model, problem.people.unit)
    except SideRulesError as error:
        return [(key.rule, key.unit_code, by) for key, by in error.relaxation]
    return []


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        # Two people, and one seat of CHAIR in a unit
        ([limit("position_cap", "00001", position_id="CHAIR", min=1)], []),
        (
            [limit("position_cap", "00001", position_id="CHAIR", min=3)],
            [("position_cap", "00001", 2)],
        ),
        ([limit("position_cap", position_id="LAW", min=2)], []),
        ([limit("position_cap", position_id="LAW", min=3)], [("position_cap", "", 1)]),
        ([limit("payroll", min=5.34)], []),
        ([limit("payroll", min=5.35)], [("payroll", "", 0.01)]),
        ([limit("payroll", min=9, price=1)], []),  # may be broken, for a price
        ([limit("moves", min=2)], []),
        ([limit("moves", min=3)], [("moves", "", 1)]),
        ([limit("skill_floor", field="law", min=9)], []),  # has the price of the policy
        (
            [limit("moves", max=1), limit("moves", "00002", min=1), limit("moves", "00003", min=1)],
            [("moves", "", 1), ("moves", "00002", 1), ("moves", "00003", 1)],
        ),
        (
            [limit("moves", max=2), limit("moves", "00002", min=1), limit("moves", "00003", min=1)],
            [],
        ),
    ],
)
def test_a_floor_above_what_there_is_or_may_be_is_refused(rules: Rows, found: Any) -> None:
    assert refused(limits=rules) == found


@pytest.mark.parametrize(
    ("units", "relation", "found"),
    [
        (("00001", "00001"), APART, [("apart", "00001", 1)]),
        (("00001", "00002"), APART, []),
        (("00001", "00001"), TOGETHER, []),
        (("00001", "00002"), TOGETHER, [("together", "00001", 1), ("together", "00002", 1)]),
    ],
)
def test_decisions_on_two_people_agree_with_their_relation(
    units: tuple[str, str], relation: Row, found: Any
) -> None:
    pins = [assigned(code, unit) for code, unit in zip("ab", units, strict=True)]
    assert refused(pins=pins, relations=[relation]) == found


def test_decisions_that_overrun_a_payroll_are_refused() -> None:
    pins = [assigned("a", "00001"), assigned("b", "00001")]
    assert refused(pins=pins, limits=[limit("payroll", "00001", max=5)]) == [
        ("payroll", "00001", 0.34)
    ]
    assert refused(pins=pins[:1], limits=[limit("payroll", "00001", max=5)]) == []


def test_the_refusal_names_rule_and_people_by_code() -> None:
    case = city(PEOPLE, pins=[assigned("a", "00001"), assigned("b", "00001")], relations=[APART])
    with pytest.raises(InfeasibleError, match="apart max 00001 a b by 1"):
        place(case, build_establishment(case))


def test_a_rule_switched_off_contradicts_nothing() -> None:
    case = city(PEOPLE, pins=[assigned("a", "00001"), assigned("b", "00001")], relations=[APART])
    free = case.with_rule("apart", False, **RECORDED)
    made = place(free, build_establishment(free))
    assert made.side.rows == ()
    assert made.objective == made.bound
