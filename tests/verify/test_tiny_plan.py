"""A plan written by hand verifies, and any one cell that is changed is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from staffalloc.errors import VerificationError
from staffalloc.verify import verify

from .folders import draft_with_c5_in_the_pool, table_bytes, tiny_draft


def test_the_tiny_plan_verifies(tmp_path: Path) -> None:
    result = verify(tiny_draft().write(tmp_path / "plan"))

    assert result.findings == ()
    assert result.ok
    assert result.figures["establishment_objective_mh"] == 1_180_000
    assert result.figures["establishment_bound_mh"] == 1_180_000
    assert result.figures["placement_objective_mh"] == 9_173_333
    assert result.figures["placement_bound_mh"] == 9_173_333
    result.raise_if_failed()


# table, row, column, new value: hashes are made anew, so only recomputing can find it
CHANGED_CELLS = [
    ("requirements", "00001/A1", "hours", "1600.000002000"),
    ("requirements", "00001/A1", "hours", "1600.000"),
    ("requirements", "00001/A1", "required_fte", "1.000001000000"),
    ("requirements", "00001/A1", "required_hours", "1599.999000000"),
    ("requirements", "00001/A1", "weight", "1.000002000000"),
    ("requirements", "00001/A2", "mode", "full_time"),
    ("requirements", "00001/A2", "estimated", "yes"),
    ("requirements", "00001/A2", "unit_code", "00009"),
    ("posts", "00001-2", "parts", "A1:0.710000000000;A2:0.290000000000"),
    ("posts", "00001-2", "parts", "A1:0.900000000000;A2:0.300000000000"),
    ("posts", "00001-2", "parts", "A2:0.300000000000;A1:0.700000000000"),
    ("posts", "00001-2", "parts", "A1:0.7;A2:0.3"),
    ("posts", "00001-2", "unit_code", "00002"),
    ("posts", "00001-2", "lead_position", "A2"),
    ("posts", "00001-2", "seat_type", "00001/A1/"),
    ("posts", "00001-2", "staffing", "contract"),
    ("posts", "00001-2", "in_frame", "no"),
    ("posts", "00001-1", "leader", "no"),
    ("posts", "00001-1", "post_id", "00001-2"),
    ("seats", "00001/A1/A2", "seats", "2"),
    ("seats", "00001/A1/A2", "in_frame", "no"),
    ("seats", "00001/A1/A2", "empty_prices", "3700.000"),
    ("seats", "00001/A1/A2", "empty_prices", "3771.429;3771.429"),
    ("seats", "00001/A1/A2", "extra_prices", "-1021.000"),
    ("seats", "00001/A1/A2", "extra_prices", ""),
    ("seats", "00001/A1/A2", "seat_price", "1000.000"),
    ("seats", "00001/A1/A2", "seat_price", "many"),
    ("seats", "00001/A1/A2", "opened", "1"),
    ("seats", "00001/A1/A2", "other_positions", ""),
    ("ceilings", "00001", "ceiling", "3"),
    ("ceilings", "00001", "decided_by", "frame"),
    ("applicability", "00001/A2", "applies", "no"),
    ("applicability", "00001/A2", "decided_by", "override"),
    ("applicability", "00001/A2", "author", "ai đó"),
    ("ceilings", "00001", "frame_price", "859.999"),
    ("ceilings", "00001", "head_price", "-1"),
    ("ceilings", "00001", "lower_edge", "2"),
    ("ceilings", "00001", "unit_code", "00002"),
    ("assignments", "c1", "unit_code", "00002"),
    ("assignments", "c1", "seat_type", "00002/L1/"),
    ("assignments", "c2", "post_id", ""),
    ("assignments", "c2", "post_id", "00002-2"),
    ("assignments", "c2", "misfit", "533.332"),
    ("assignments", "c2", "loss", "533.332"),
    ("assignments", "c2", "marks", "below_standard"),
    ("assignments", "c2", "today_position", "A2"),
    ("assignments", "c2", "km", "5.000"),
    ("assignments", "c3", "loss", "960.000"),
    ("assignments", "c3", "status", "not_in_placement"),
    ("assignments", "c3", "cadre_id", "c2"),
    ("assignments", "c4", "status", "pool"),
    ("assignments", "c4", "loss", "100.000"),
    ("assignments", "c5", "change_position", "40.000"),
    ("assignments", "c5", "seat_type", "00001/A1/A2"),
    ("vacancies", "00002-1", "price", "7999.999"),
    ("vacancies", "00002-1", "unit_code", "00001"),
    ("vacancies", "00002-1", "seat_type", "00001/L1/"),
    ("vacancies", "00002-1", "post_id", "00001-1"),
    ("unplaced", "c3", "price", "0.000"),
    ("unplaced", "c3", "cadre_id", "c2"),
]


@pytest.mark.parametrize(("table", "key", "column", "value"), CHANGED_CELLS)
def test_a_changed_cell_is_found(
    tmp_path: Path, table: str, key: str, column: str, value: str
) -> None:
    draft = tiny_draft()
    draft.row(table, key)[column] = value

    result = verify(draft.write(tmp_path / "plan"))

    assert not result.ok
    assert result.findings
    with pytest.raises(VerificationError):
        result.raise_if_failed()


@pytest.mark.parametrize(
    "table",
    [
        "requirements",
        "posts",
        "seats",
        "ceilings",
        "assignments",
        "vacancies",
        "unplaced",
        "gates",
        "signing",
        "reasons",
        "applicability",
    ],
)
def test_a_removed_row_is_found(tmp_path: Path, table: str) -> None:
    draft = tiny_draft()
    draft.tables[table].pop()

    assert not verify(draft.write(tmp_path / "plan")).ok


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("uncarried", ("00001", "A1", "1600.000", "1000.000", "1000.000", "")),
        ("uncarried", ("00001", "L1", "0.000", "0.000", "0.000", "")),
        ("moves", ("c2", "00001", "00002", "0.000")),
        ("unplaced", ("c5", "480.000", "", "", "1", "dearer_to_place", "00002/A1/", "0.000")),
        ("vacancies", ("00001-2", "00001", "00001/A1/A2", "3771.429")),
        ("gates", ("other", "unit", "0", "0", "pass", "")),
        ("reasons", ("c4", "", "", "", "", "none")),
        ("uncovered", ("00001", "A1", "1.000000000000", "1600.000000000", "no_post", "")),
        ("above_frame", ("00001", "2", "2", "0", "0.000", "no", "", "")),
    ],
)
def test_an_added_row_is_found(tmp_path: Path, table: str, row: tuple[str, ...]) -> None:
    from staffalloc.verify.folder import COLUMNS

    draft = tiny_draft()
    draft.tables[table].append(dict(zip(COLUMNS[table], row, strict=True)))

    assert not verify(draft.write(tmp_path / "plan")).ok


@pytest.mark.parametrize(
    ("step", "key", "value"),
    [
        ("establishment", "objective_mh", 1_179_999),
        ("establishment", "bound_mh", 1_180_001),
        ("establishment", "status", "proven"),
        ("establishment", "components_mh", {"hours": 1, "leaders": 0}),
        ("establishment", "cap_prices_mh", {"vice_chairs": 5, "deputies": 0}),
        ("placement", "objective_mh", 9_173_332),
        ("placement", "bound_mh", "9173333"),
        ("placement", "status", "infeasible"),
        ("placement", "components_mh", {"loss": 9_173_333}),
        ("placement", "smallest_reduced_cost_mh", -1),
    ],
)
def test_a_changed_claim_is_found(tmp_path: Path, step: str, key: str, value: object) -> None:
    draft = tiny_draft()
    draft.certificate[step][key] = value

    result = verify(draft.write(tmp_path / "plan"))

    assert not result.ok
    assert {finding.table for finding in result.findings} <= {"plan.json", "rules"}


def test_a_worse_plan_cannot_be_called_optimal(tmp_path: Path) -> None:
    draft = draft_with_c5_in_the_pool()
    result = verify(draft.write(tmp_path / "plan"))

    assert [finding.what for finding in result.findings] == ["status"]
    assert result.figures["placement_objective_mh"] > result.figures["placement_bound_mh"]


def test_a_worse_plan_called_feasible_verifies(tmp_path: Path) -> None:
    draft = draft_with_c5_in_the_pool()
    draft.certificate["placement"]["status"] = "feasible"

    assert verify(draft.write(tmp_path / "plan")).findings == ()


def test_a_table_changed_behind_its_hash_is_found(tmp_path: Path) -> None:
    folder = tiny_draft().write(tmp_path / "plan")
    path = folder / "tables" / "moves.csv"
    path.write_bytes(table_bytes("moves", []) + b"\r\n")

    findings = verify(folder).findings

    assert [(finding.table, finding.what) for finding in findings] == [("moves", "sha256")]


def test_tables_beyond_the_known_ones_are_held_to_their_hash(tmp_path: Path) -> None:
    folder = tiny_draft().write(tmp_path / "plan")
    (folder / "tables" / "flags.csv").write_bytes(b"unit_code\r\n")

    assert [finding.found for finding in verify(folder).findings] == ["nothing"]

    document = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    document["tables"]["flags"] = "0" * 64
    (folder / "plan.json").write_text(json.dumps(document), encoding="utf-8")

    assert [finding.what for finding in verify(folder).findings] == ["sha256"]


def test_another_case_or_policy_is_found(tmp_path: Path) -> None:
    draft = tiny_draft()
    folder = draft.write(tmp_path / "plan")
    (folder / "case" / "policy.csv").write_text("key,value\nidle_price,0.3\n", encoding="utf-8")

    tables = {finding.table for finding in verify(folder).findings}

    assert "plan.json" in tables
