"""The few checks an edit of a row needs, and no check that could find more."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd
import pytest

import staffalloc as sa
from staffalloc.case import checks_notices, checks_policy
from staffalloc.case.case import Case
from staffalloc.case.checks import CHECKS
from staffalloc.case.look import Look
from staffalloc.case.raw import Findings
from staffalloc.case.schema import TABLES
from staffalloc.case.tables import typed_as_is
from staffalloc.live import edited_case
from staffalloc.live.row_checks import CHECKS_OF

from ..builders import RECORDED
from ..placement.small import officer
from .test_live import small_city

# They read cadres to give notices, or to find what is wrong with the policy.
BESIDE = {checks_notices.names_alike, checks_policy.sensitive_columns_reasoned}


class Noting(Look):
    """A look that remembers which tables a check read."""

    def frame(self, table: str) -> pd.DataFrame:
        self.read.add(table)
        return super().frame(table)

    @property
    def read(self) -> set[str]:
        found: set[str] = self.__dict__.setdefault("_read", set())
        return found


@cache
def full_city() -> Case:
    """Every table that a check of a person reads has a row."""
    return small_city(
        pins=[{"cadre_id": "c1", "action": "forbid", "unit_code": "00002"}],
        predecessors=[{"old_code": "90001", "unit_code": "00001", "extent": "full"}],
    )


@cache
def tables_read(check: Callable[[Look], None]) -> set[str]:
    case = full_city()
    typed = {name: typed_as_is(TABLES[name], frame) for name, frame in case.tables.items()}
    look = Noting(typed, case.policy, Findings())
    check(look)
    return look.read


@pytest.mark.parametrize("table", sorted(CHECKS_OF))
def test_every_check_that_reads_a_table_is_among_its_checks(table: str) -> None:
    reading = {check for check in CHECKS if table in tables_read(check)} - BESIDE
    assert reading == set(CHECKS_OF[table])


def codes(edit: Callable[[], object]) -> list[str]:
    try:
        edit()
    except sa.CaseError as refused:
        return sorted(problem.code for problem in refused.problems)
    return []


CADRES: list[dict[str, Any]] = [
    {},
    {"cadre_id": "c1"},
    {"cadre_id": "a;b"},
    {"cadre_id": ""},
    {"unit_code": "99999"},
    {"position_id": "NONE"},
    {"fields": "law;magic"},
    {"level": "wizard"},
    {"fte": 3},
    {"home_lat": 21.0},
    {"unit_code": "", "old_unit_code": "90009"},
    {"unit_code": "", "old_unit_code": "90001"},
]


@pytest.mark.parametrize("traits", CADRES, ids=str)
def test_a_person_is_taken_or_refused_as_by_the_whole_case(traits: dict[str, Any]) -> None:
    row = officer() | {"cadre_id": "c9"} | traits
    case = full_city()
    every = [*case.cadres.to_dict("records"), row]
    asked = codes(lambda: case.with_table("cadres", pd.DataFrame(every)))
    assert codes(lambda: edited_case.with_cadre(case, row)) == asked
    if not asked:
        whole = case.with_table("cadres", pd.DataFrame(every))
        assert edited_case.with_cadre(case, row).digest() == whole.digest()


PINS: list[dict[str, Any]] = [
    {"action": "forbid", "unit_code": "00003"},
    {"action": "forbid", "unit_code": "00002"},
    {"action": "assign", "unit_code": "00002", **RECORDED},
    {"action": "assign"},
    {"action": "prefer", "unit_code": "00002"},
    {"action": "prefer", "unit_code": "00002", "hours": -1},
    {"action": "dance", "unit_code": "00002"},
    {"action": "keep", "unit_code": "99999"},
    {"action": "keep"},
]


@pytest.mark.parametrize("decision", PINS, ids=str)
def test_a_decision_is_taken_or_refused_as_by_the_whole_case(decision: dict[str, Any]) -> None:
    row = {"cadre_id": "c1"} | decision
    case = full_city()
    every = [*case.pins.to_dict("records"), row]
    asked = codes(lambda: case.with_table("pins", pd.DataFrame(every)))
    assert codes(lambda: edited_case.with_pin(case, row)) == asked
    if not asked:
        whole = case.with_table("pins", pd.DataFrame(every))
        assert edited_case.with_pin(case, row).digest() == whole.digest()
