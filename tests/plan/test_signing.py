"""The list to sign: who is on it, in which order, and what each row says."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import pandas as pd
import pytest

import staffalloc as sa
from staffalloc.case.collation import person_order

from ..builders import RECORDED, Row, cadre, pin
from ..placement.small import city, officer


@cache
def plan_of_changes() -> sa.Plan:
    """One person for every kind of change, each decided by the planner."""
    assigned = {
        "stays": ("00001", "LAND"),
        "task": ("00001", "SURVEY"),
        "unit": ("00002", "LAND"),
        "pool": ("00002", "SURVEY"),
        "rise": ("00001", "HEAD"),
        "fall": ("00002", "LAW"),
        "rise_elsewhere": ("00002", "HEAD"),
    }
    ranks = {"fall": "deputy_head"}
    today = {"pool": ("", ""), "fall": ("00002", "LAW")}
    people = [
        officer(
            *today.get(code, ("00001", "LAND")), cadre_id=code, rank=ranks.get(code, "specialist")
        )
        for code in assigned
    ]
    people.append(officer("00002", "LAND", cadre_id="outside", kind="contract"))
    pins = [
        pin(code, "assign", unit_code=unit, position_id=job, **RECORDED)
        for code, (unit, job) in assigned.items()
    ]
    return sa.plan(city(people, pins=pins))


def signed(plan: sa.Plan, code: str) -> pd.Series:
    return plan.signing.set_index("cadre_id").loc[code]


@pytest.mark.parametrize(
    ("code", "change", "rank_change", "references", "signer"),
    [
        ("stays", "stays", "", "", ""),
        ("task", "new_task", "", "OD7415", "unit_chair"),
        ("unit", "new_unit", "", "D170-25", "province_chair"),
        ("pool", "from_pool", "", "D361", "province_chair"),
        ("rise", "new_task", "raised", "OD7415;D170-28", "province_chair"),
        ("rise_elsewhere", "new_unit", "raised", "D170-25;D170-28", "province_chair"),
        ("fall", "stays", "lowered", "D170-27", "province_chair"),
        ("outside", "outside", "", "", ""),
    ],
)
def test_each_change_has_its_basis_and_its_signer(
    code: str, change: str, rank_change: str, references: str, signer: str
) -> None:
    row = signed(plan_of_changes(), code)
    assert (row["change"], row["rank_change"]) == (change, rank_change)
    assert (row["references"], row["signer"]) == (references, signer)
    assert row["needs_decision"] == bool(signer)


def test_the_km_are_from_todays_unit_and_blank_where_there_is_none() -> None:
    plan = plan_of_changes()
    assert signed(plan, "stays")["km"] == 0
    assert signed(plan, "unit")["km"] == pytest.approx(10, abs=1e-6)
    assert math.isnan(signed(plan, "pool")["km"])
    assert math.isnan(signed(plan, "outside")["km"])


STANDARDS: dict[str, tuple[Row, str, tuple[str, str, str]]] = {
    "as asked": ({}, "LAND", ("meets", "exact", "meets")),
    "higher": ({"level": "doctor"}, "LAND", ("meets", "exact", "meets")),
    "one level": ({"level": "college"}, "LAND", ("one_below", "exact", "meets")),
    "two levels": ({"level": "intermediate"}, "LAND", ("below", "exact", "meets")),
    "strict": ({"fields": "survey"}, "LAND", ("meets", "other", "meets")),
    "family": ({}, "SURVEY", ("meets", "related", "meets")),
    "coached": ({"fields": "social", "level": "none"}, "LAW", ("meets", "coached", "meets")),
    "no theory": ({"political_theory": "elementary"}, "CHAIR", ("meets", "free", "below")),
    "theory": ({"political_theory": "intermediate"}, "CHAIR", ("meets", "free", "meets")),
}


@cache
def plan_of_standards() -> sa.Plan:
    """Each of them assigned by a recorded decision, fit or not."""
    people = [officer(cadre_id=code) | traits for code, (traits, _, _) in STANDARDS.items()]
    pins = [
        pin(code, "assign", unit_code="00001", position_id=job, **RECORDED)
        for code, (_, job, _) in STANDARDS.items()
    ]
    return sa.plan(city(people, pins=pins))


@pytest.mark.parametrize("code", STANDARDS)
def test_each_standard_has_its_verdict(code: str) -> None:
    row = signed(plan_of_standards(), code)
    verdicts = (row["level_verdict"], row["field_verdict"], row["theory_verdict"])
    assert verdicts == STANDARDS[code][2]


def test_the_standards_are_those_held_and_those_asked() -> None:
    row = signed(plan_of_changes(), "stays")
    assert (row["level"], row["required_level"]) == ("university", "university")
    assert (row["theory"], row["required_theory"]) == ("advanced", "none")


def test_the_field_of_people_outside_is_not_weighed() -> None:
    row = signed(plan_of_changes(), "outside")
    assert (row["field_verdict"], row["level_verdict"]) == ("", "meets")


def test_people_outside_without_a_position_have_no_standard_to_meet() -> None:
    plan = sa.plan(city([officer("00001", kind="military")]))
    row = signed(plan, "c1")
    assert (row["lead_position"], row["rank"], row["concurrent"]) == ("", "", "")
    assert (row["required_level"], row["level_verdict"], row["theory_verdict"]) == ("", "", "")
    assert math.isnan(row["main_share"])


def test_the_shares_are_those_of_the_post() -> None:
    who = officer("00001", "FREE", fields="economics")
    plan = sa.plan(city([who], pins=[pin("c1", "keep")]))
    row = signed(plan, "c1")
    parts = plan.tables["parts"]
    shares = parts[parts["post_id"] == row["post_id"]].set_index("position_id")["share"]
    assert list(shares.index) == ["FREE", "PART"]
    assert row["main_share"] == shares["FREE"]
    assert row["concurrent"] == f"PART:{shares['PART']:.12f}"


def test_who_is_above_the_seats_carries_the_lead_alone() -> None:
    people = [officer("00001", "LAND", cadre_id=code) for code in ("c1", "c2")]
    plan = sa.plan(city(people, pins=[pin("c1", "keep"), pin("c2", "keep")]))
    above = plan.signing[plan.signing["post_id"] == ""]
    assert above[["main_share", "concurrent"]].to_numpy().tolist() == [[1.0, ""]]


def test_everybody_but_the_pool_is_listed_once_and_numbered(small_plan: sa.Plan) -> None:
    table = small_plan.signing
    listed = small_plan.assignments.query("status != 'pool'")["cadre_id"]
    assert len(small_plan.unplaced) > 0
    assert sorted(table["cadre_id"]) == sorted(listed)
    assert table["number"].tolist() == list(range(1, len(listed) + 1))


RANKS = ("chair", "vice_chair", "head", "deputy_head", "specialist", "")


def test_the_order_is_by_unit_rank_position_and_name(small_plan: sa.Plan) -> None:
    table = small_plan.signing
    positions = [*small_plan.case.positions["position_id"], ""]
    names = small_plan.case.cadres.set_index("cadre_id")["name"]
    keys = [
        (
            row.unit_code,
            RANKS.index(row.rank),
            positions.index(row.lead_position),
            person_order(names[row.cadre_id]),
            row.cadre_id,
        )
        for row in table.itertuples()
    ]
    assert keys == sorted(keys)
    assert table["unit_code"].nunique() == len(small_plan.case.units)


def test_names_stand_as_vietnamese_sorts_them_and_people_without_a_unit_last() -> None:
    names = ["Trần Văn Đào", "Lê Thị Dung", "Đỗ Ánh", "Bùi An", "Ánh"]
    everybody = [
        cadre(f"c{place}", "00001", "LAND", name=name, kind="contract")
        for place, name in enumerate(names)
    ]
    lost = cadre("c9", "", "", name="An", kind="contract")
    listed = sa.plan(city([lost, *everybody])).signing["cadre_id"].tolist()
    by_code = dict(zip([f"c{place}" for place in range(len(names))], names, strict=True))
    assert [by_code.get(code, code) for code in listed] == [
        "Bùi An",
        "Ánh",
        "Đỗ Ánh",
        "Lê Thị Dung",
        "Trần Văn Đào",
        "c9",
    ]


def gates_of(plan: sa.Plan) -> dict[str, set[str]]:
    """Person -> the gates whose cases name them, read from the table of gates."""
    found: dict[str, set[str]] = {}
    for row in plan.gates[plan.gates["kind"] == "person"].itertuples():
        for code in filter(None, row.cases.split(";")):
            found.setdefault(code, set()).add(row.gate)
    return found


def test_the_gates_of_a_row_are_the_gates_that_name_the_person(small_plan: sa.Plan) -> None:
    by_gate = gates_of(small_plan)
    rows = small_plan.signing.set_index("cadre_id")["gates"]
    assert any(rows)
    for code, gates in rows.items():
        assert set(filter(None, gates.split(";"))) == by_gate.get(code, set())


def test_a_row_tells_where_the_person_is_and_will_be(small_plan: sa.Plan) -> None:
    columns: list[Any] = ["unit_code", "lead_position", "post_id", "today_unit", "today_position"]
    rows = small_plan.signing.set_index("cadre_id")[columns]
    expected = small_plan.assignments.set_index("cadre_id").loc[rows.index, columns]
    pd.testing.assert_frame_equal(rows, expected)


def test_who_stays_in_place_is_not_raised_whatever_rank_the_file_gives() -> None:
    plan = sa.plan(city([officer("00001", "HEAD", rank="specialist", fields="law")]))
    row = plan.signing.iloc[0]
    assert (row["change"], row["rank_change"], row["needs_decision"]) == ("stays", "", False)
