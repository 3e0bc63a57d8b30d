"""Which positions each unit has: by its kind, by decision, by the departments it has."""

from __future__ import annotations

from pathlib import Path

import pytest

import staffalloc as sa
from staffalloc.verify import verify

from ..builders import Row, hours_case, leader, position, unit
from ..verify.folders import Draft, draft_of

UNITS = [unit("00001", "ward"), unit("00002", "commune"), unit("00003", "special_zone")]
POSITIONS = [
    position("A1"),
    position("A2", applies_to="ward"),
    position("A3", applies_to="commune"),
    leader("P07", "head"),
]
HOURS = {(row["unit_code"], "A1"): 1600.0 for row in UNITS}


def decided(unit_code: str, position_id: str, applies: str) -> Row:
    return {
        "unit_code": unit_code,
        "position_id": position_id,
        "applies": applies,
        "author": "Sở Nội vụ",
        "comment": f"{applies}, =1+1",
    }


OVERRIDES = [
    decided("00001", "A2", "no"),
    decided("00003", "A3", "yes"),
    decided("00002", "A3", "yes"),
]


def town(overrides: list[Row]) -> sa.Case:
    return hours_case(HOURS, units=UNITS, positions=POSITIONS, applicability=overrides)


def cells(table: str, made: sa.Plan, *columns: str) -> dict[tuple[str, str], tuple[object, ...]]:
    rows = made.tables[table].to_dict("records")
    return {(r["unit_code"], r["position_id"]): tuple(r[c] for c in columns) for r in rows}


@pytest.fixture(scope="module")
def made() -> sa.Plan:
    return sa.plan(town(OVERRIDES))


def test_the_matrix_has_every_unit_and_position_once(made: sa.Plan) -> None:
    table = made.tables["applicability"]
    assert len(table) == len(table[["unit_code", "position_id"]].drop_duplicates()) == 12


def test_the_kind_decides_unless_the_planner_did(made: sa.Plan) -> None:
    found = cells("applicability", made, "applies", "decided_by", "author")
    assert found["00001", "A1"] == (True, "kind", "")
    assert found["00002", "A2"] == (False, "kind", "")
    assert found["00003", "A2"] == (False, "kind", "")
    assert found["00001", "A2"] == (False, "override", "Sở Nội vụ")
    assert found["00003", "A3"] == (True, "override", "Sở Nội vụ")


def test_the_overrides_stand_in_a_table_of_their_own(made: sa.Plan) -> None:
    found = cells("overrides", made, "by_kind", "applies", "comment")
    assert found == {
        ("00001", "A2"): (True, False, "no, =1+1"),
        ("00002", "A3"): (True, True, "yes, =1+1"),
        ("00003", "A3"): (False, True, "yes, =1+1"),
    }
    assert "overrides" not in sa.plan(town([])).tables


def test_what_does_not_apply_needs_nobody(made: sa.Plan) -> None:
    need = made.requirements
    assert ("00001", "A2") not in set(zip(need["unit_code"], need["position_id"], strict=True))


def test_a_unit_without_departments_has_no_head_and_the_matrix_says_why() -> None:
    case = town(OVERRIDES).with_policy(departments_from_fte=1.5).with_rule("departments", True)
    found = cells("applicability", sa.plan(case), "applies", "decided_by")
    assert found["00001", "P07"] == (False, "departments")
    assert found["00001", "A1"] == (True, "kind")


def findings(draft: Draft, folder: Path) -> set[str]:
    return {one.table for one in verify(draft.write(folder / "plan")).findings}


def test_the_plan_is_proven_as_it_is(made: sa.Plan, tmp_path: Path) -> None:
    assert findings(draft_of(made), tmp_path) == set()


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("applicability", "position_id", "A4"),
        ("applicability", "applies", "no"),
        ("applicability", "decided_by", "override"),
        ("applicability", "author", "X"),
        ("applicability", "comment", "X"),
        ("overrides", "unit_code", "00002"),
        ("overrides", "by_kind", "no"),
        ("overrides", "applies", "yes"),
        ("overrides", "author", "X"),
    ],
)
def test_a_tampered_cell_is_found(
    made: sa.Plan, tmp_path: Path, table: str, column: str, value: str
) -> None:
    draft = draft_of(made)
    draft.tables[table][0][column] = value
    assert table in findings(draft, tmp_path)


def test_overrides_left_out_are_found(made: sa.Plan, tmp_path: Path) -> None:
    draft = draft_of(made)
    del draft.tables["overrides"]
    assert "overrides" in findings(draft, tmp_path)
