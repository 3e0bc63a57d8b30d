"""The papers a director signs from: whatever is changed in the tiny plan's, verify finds it.

Hashes are made anew, so only recomputing can find a change.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from staffalloc.verify import Verification, verify

from .folders import Draft, draft_with_c5_in_the_pool, tiny_draft

Cells = dict[str, str]

# table, row, other values: each of them is to be found
CHANGED: list[tuple[str, str, Cells]] = [
    (
        "ceilings",
        "00001",
        {"heads_in_frame": "1", "above_frame": "1", "above_frame_cost": "320.000"},
    ),
    (
        "assignments",
        "c4",
        {
            "unit_code": "00001",
            "seat_type": "00002/A1/",
            "lead_position": "A1",
            "post_id": "00002-2",
            "today_position": "A1",
            "km": "0.000",
            "marks": "pinned",
        },
    ),
    (
        "unplaced",
        "c3",
        {
            "today_unit": "00001",
            "today_position": "A1",
            "eligible_seats": "1",
            "reason": "dearer_to_place",
            "way_seat_type": "00002/L1/",
            "way_cost": "100.000",
        },
    ),
    (
        "gates",
        "vacant_chair",
        {"kind": "unit", "count": "1", "limit": "1", "verdict": "stop", "cases": "00002-1"},
    ),
    (
        "gates",
        "person_without_post",
        {"kind": "head", "count": "0", "limit": "1", "verdict": "pass", "cases": "c5"},
    ),
    (
        "signing",
        "1",
        {
            "number": "2",
            "rank": "chair",
            "today_unit": "",
            "today_position": "A1",
            "lead_position": "A1",
            "post_id": "00002-1",
            "change": "new_unit",
            "rank_change": "raised",
            "needs_decision": "yes",
        },
    ),
    (
        "signing",
        "2",
        {
            "main_share": "1.000000000000",
            "concurrent": "",
            "level": "master",
            "required_level": "college",
            "level_verdict": "one_below",
            "field_verdict": "related",
            "theory": "advanced",
            "required_theory": "elementary",
            "theory_verdict": "below",
            "change": "new_task",
            "rank_change": "lowered",
            "km": "1.000",
            "gates": "move_beyond_limit",
        },
    ),
    (
        "signing",
        "3",
        {
            "change": "stays",
            "references": "",
            "needs_decision": "no",
            "signer": "unit_chair",
            "unit_code": "00003",
        },
    ),
    ("signing", "4", {"change": "from_pool", "field_verdict": "exact", "rank": "specialist"}),
    ("reasons", "c1", {"fit": "0.999999998000", "need": "7999.999", "next_cost": "-0.001"}),
    ("reasons", "c2", {"fit": "0.666667", "need": "", "next_seat_type": "00001/A1/A2"}),
    ("reasons", "c3", {"fit": "1.000000000000", "need": "0.000", "next_cost": "0.000"}),
    ("reasons", "c5", {"fit": "", "need": "1620.001", "next_seat_type": "00002/L1/"}),
]
# table, row, column, other value
CHANGED_ALONE = [
    ("gates", "vacant_chair", "gate", "vacant_chairs"),
    ("gates", "vacant_chair", "gate", "unit_without_P21"),
    ("gates", "person_without_post", "cases", "c3;c3"),
    ("signing", "1", "cadre_id", "c2"),
    ("signing", "1", "cadre_id", "c3"),
    ("reasons", "c1", "cadre_id", "c4"),
    ("reasons", "c1", "cadre_id", "c2"),
    ("reasons", "c1", "next_seat_type", "00001/A1/A2"),
    ("reasons", "c1", "next_seat_type", ""),
    ("reasons", "c1", "next_proof", "none"),  # may be left out
    ("reasons", "c1", "next_proof", "bound"),
    ("reasons", "c2", "next_seat_type", "pool"),  # 240 h would not pay for that
    ("reasons", "c2", "next_cost", "106.666"),  # 240 - 800 h there, 533.333 - 1200 h here
    ("reasons", "c2", "next_cost", "4198.097"),  # out for 960 h, the seat empty for 3771.429 h
    ("reasons", "c3", "next_proof", "exact"),
    ("reasons", "c5", "next_cost", ""),
]
CHANGED_IN_THE_WORSE = [
    ("uncovered", "00002/A1", "required_fte", "0.400000000000"),
    ("uncovered", "00002/A1", "required_hours", "801.000000000"),
    ("uncovered", "00002/A1", "reason", "no_post"),
    ("uncovered", "00002/A1", "posts", ""),
    ("uncovered", "00002/A1", "unit_code", "00001"),
    ("gates", "uncovered_task", "cases", "00001/A1"),
    ("gates", "person_without_post", "cases", "c3"),
    ("reasons", "c5", "next_seat_type", "pool"),  # is there already
    ("reasons", "c5", "next_proof", "none"),  # a seat stands free
    ("reasons", "c5", "next_cost", "-1940.001"),  # the plan is only 1940 h above the bound
    ("unplaced", "c5", "way_cost", "0.000"),
]


def verified(draft: Draft, folder: Path) -> Verification:
    return verify(draft.write(folder / "plan"))


@pytest.mark.parametrize(("table", "key", "cells"), CHANGED)
def test_every_changed_cell_is_found(tmp_path: Path, table: str, key: str, cells: Cells) -> None:
    draft = tiny_draft()
    draft.row(table, key).update(cells)

    findings = verified(draft, tmp_path).findings

    assert set(cells) <= {finding.what for finding in findings if finding.table == table}


@pytest.mark.parametrize(("table", "key", "column", "value"), CHANGED_ALONE)
def test_a_changed_cell_is_found(
    tmp_path: Path, table: str, key: str, column: str, value: str
) -> None:
    draft = tiny_draft()
    draft.row(table, key)[column] = value

    assert table in {finding.table for finding in verified(draft, tmp_path).findings}


@pytest.mark.parametrize(("table", "key", "column", "value"), CHANGED_IN_THE_WORSE)
def test_a_changed_cell_of_a_worse_plan_is_found(
    tmp_path: Path, table: str, key: str, column: str, value: str
) -> None:
    draft = draft_with_c5_in_the_pool()
    draft.certificate["placement"]["status"] = "feasible"
    draft.row(table, key)[column] = value

    assert table in {finding.table for finding in verified(draft, tmp_path).findings}


@pytest.mark.parametrize("cost", ["106.667", "4198.096"])
def test_a_next_best_within_what_the_prices_prove_is_accepted(tmp_path: Path, cost: str) -> None:
    draft = tiny_draft()
    draft.row("reasons", "c2")["next_cost"] = cost

    assert verified(draft, tmp_path).ok


def test_the_list_to_sign_goes_by_units_and_ranks(tmp_path: Path) -> None:
    draft = tiny_draft()
    rows = draft.tables["signing"]
    rows[0], rows[1] = {**rows[1], "number": "1"}, {**rows[0], "number": "2"}

    findings = verified(draft, tmp_path).findings

    assert [(f.table, f.row, f.what) for f in findings] == [("signing", "c1", "place in the list")]


def test_an_empty_chair_and_a_unit_without_a_registrar_stop_the_signing(tmp_path: Path) -> None:
    draft = _with_a_chair_and_a_registrar()
    draft.row("gates", "vacant_chair").update(count="1", verdict="stop", cases="00002-1")
    draft.row("gates", "unit_without_P21").update(count="1", verdict="stop", cases="00002")

    assert verified(draft, tmp_path).findings == ()


def test_gates_that_hide_them_are_found(tmp_path: Path) -> None:
    findings = verified(_with_a_chair_and_a_registrar(), tmp_path).findings

    assert {(finding.table, finding.row) for finding in findings} == {
        ("gates", "vacant_chair"),
        ("gates", "unit_without_P21"),
    }


def _with_a_chair_and_a_registrar() -> Draft:
    """Give L1 the rank of chair and call A2 the registrar, P21; nobody leads 00002."""
    draft = tiny_draft()

    def renamed(text: str) -> str:
        return text.replace("head", "chair").replace("A2", "P21")

    for name in ("positions", "standards", "cadres"):
        draft.case[name] = renamed(draft.case[name])
    for table, rows in draft.tables.items():
        if table != "gates":
            draft.tables[table] = [{c: renamed(text) for c, text in row.items()} for row in rows]
    draft.tables["applicability"].sort(key=lambda row: (row["unit_code"], row["position_id"]))
    return draft


def test_the_policy_says_which_positions_are_essential(tmp_path: Path) -> None:
    assert verified(_with_a1_and_a9_essential(), tmp_path).findings == ()


@pytest.mark.parametrize("code", ["A1", "A9"])
def test_a_gate_that_is_not_checked_is_not_called_open_nor_the_other_way_round(
    tmp_path: Path, code: str
) -> None:
    draft = _with_a1_and_a9_essential()
    row = draft.row("gates", f"unit_without_{code}")
    row["verdict"] = "pass" if row["verdict"] == "unchecked" else "unchecked"

    found = [(finding.row, finding.what) for finding in verified(draft, tmp_path).findings]

    assert found == [(f"unit_without_{code}", "verdict")]


@pytest.mark.parametrize("code", ["A1", "P21"])
def test_the_gates_of_the_rule_set_do_not_stand_for_those_of_the_policy(
    tmp_path: Path, code: str
) -> None:
    draft = _with_a1_and_a9_essential()
    draft.row("gates", "unit_without_A1")["gate"] = f"unit_without_{code}"

    assert ("gates" in {f.table for f in verified(draft, tmp_path).findings}) == (code == "P21")


def _with_a1_and_a9_essential() -> Draft:
    """Both units have somebody in A1, and the catalogue does not know A9."""
    draft = tiny_draft()
    draft.case["policy"] = "key,value\nessential_positions,A1;A9\n"
    gates = draft.tables["gates"]
    gates.remove(draft.row("gates", "unit_without_P41"))
    draft.row("gates", "unit_without_P21").update(gate="unit_without_A1", verdict="pass")
    draft.row("gates", "unit_without_P27").update(gate="unit_without_A9")
    return draft


def test_who_is_left_out_by_a_recorded_decision_stops_nothing(tmp_path: Path) -> None:
    assert verified(_with_c3_left_out_by_decision(), tmp_path).findings == ()


PINS = "cadre_id,action,unit_code,position_id,hours,author,reason\n"


@pytest.mark.parametrize(
    "decision",
    [
        "c3,forbid,,,,,hưu",
        "c3,forbid,,,,Người Mẫu,",
        "c3,forbid,00001,,,Người Mẫu,hưu",
        "c3,forbid,,A1,,Người Mẫu,hưu",
        "c3,prefer,,,10,Người Mẫu,hưu",
    ],
)
def test_no_other_pin_is_a_decision_to_leave_somebody_out(tmp_path: Path, decision: str) -> None:
    draft = _with_c3_left_out_by_decision()
    draft.case["pins"] = f"{PINS}{decision}\n"

    findings = verified(draft, tmp_path).findings

    assert {finding.what for finding in findings if finding.table == "gates"} == {
        "count",
        "verdict",
        "cases",
    }


def _with_c3_left_out_by_decision() -> Draft:
    draft = tiny_draft()
    draft.case["pins"] = f"{PINS}c3,forbid,,,,Người Mẫu,nghỉ hưu\n"
    draft.row("gates", "person_without_post").update(count="0", verdict="pass", cases="")
    return draft


@pytest.mark.parametrize("word", ["exact", "related", "other", ""])
def test_a_position_that_asks_for_no_field_is_not_said_to_be_met(tmp_path: Path, word: str) -> None:
    draft = tiny_draft()
    assert draft.row("signing", "1")["field_verdict"] == "free"
    draft.row("signing", "1")["field_verdict"] = word

    found = [(f.table, f.row, f.what) for f in verified(draft, tmp_path).findings]

    assert found == [("signing", "c1", "field_verdict")]
