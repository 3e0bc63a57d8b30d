"""Gates: what stops a plan from being signed, what opens each, and where the edge lies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import staffalloc as sa
from staffalloc import CaseError
from staffalloc.plan.gates import CaseKind, Gate, build_gates, gates_table, stopped_people

from ..builders import RECORDED, Row, cadre, case_of, hours_case, leader, pin, position, unit
from ..placement.small import city, officer


def cases_of(plan: sa.Plan, gate: str) -> list[str]:
    row = plan.gates.set_index("gate").loc[gate]
    cases = [case for case in row["cases"].split(";") if case]
    assert row["verdict"] == ("pass" if row["count"] == 0 else "stop")
    assert len(cases) == row["count"]
    return cases


def cases_if(
    plan: sa.Plan, gate: str, case: sa.Case | None = None, **changed: Any
) -> Sequence[str]:
    """The cases of a gate if a person's row of the assignments were another one."""
    assignments = plan.assignments
    for column, value in changed.items():
        assignments[column] = value
    gates = build_gates(
        case or plan.case,
        plan.establishment,
        plan.officers,
        assignments,
        plan.tables["ceilings"],
    )
    return next(found.cases for found in gates if found.name == gate)


CHAIR = leader("P05", "chair")
SPECIALISTS = [position(code) for code in ("P21", "P27", "P41")]


def town(*people: Row, positions: Sequence[Row] = (CHAIR, *SPECIALISTS)) -> sa.Plan:
    """Two wards with the positions that the rules speak of."""
    driven = [row["position_id"] for row in positions if row.get("sizing") != "post"]
    hours = {(code, job): 1600.0 for code in ("00001", "00002") for job in driven}
    units = [unit("00001"), unit("00002")]
    return sa.plan(hours_case(hours, positions=positions, units=units, cadres=people))


def test_a_chair_nobody_holds_stops() -> None:
    held = cadre("c1", "00001", "P05", rank="chair")
    plan = town(held)
    by_unit = plan.leaders.set_index("unit_code")["post_id"]
    assert cases_of(plan, "vacant_chair") == [by_unit["00002"]]
    assert cases_of(town(held, cadre("c2", "00002", "P05", rank="chair")), "vacant_chair") == []


def test_a_chair_is_told_by_the_rank_whatever_its_code() -> None:
    plan = town(positions=[leader("BOSS", "chair"), leader("P06", "head")])
    posts = plan.posts.set_index("post_id")["lead_position"]
    assert posts[cases_of(plan, "vacant_chair")].tolist() == ["BOSS", "BOSS"]


def test_no_other_leader_is_a_chair() -> None:
    plan = town(positions=[leader("P05", "vice_chair"), *SPECIALISTS])
    assert len(plan.vacancies) > 0
    assert cases_of(plan, "vacant_chair") == []


def test_a_unit_without_an_essential_position_stops() -> None:
    jobs = ("P21", "P27", "P41")
    plan = town(*(cadre(f"c{job}", "00002", job) for job in jobs))
    assert [cases_of(plan, f"unit_without_{job}") for job in jobs] == [["00001"]] * 3


def test_an_essential_position_that_the_catalogue_lacks_is_unchecked_and_not_open() -> None:
    plan = town(positions=[CHAIR, position("P21")])
    row = plan.gates.set_index("gate").loc["unit_without_P41"]
    assert (row["verdict"], row["count"], row["cases"]) == ("unchecked", 0, "")
    gates = build_gates(
        plan.case, plan.establishment, plan.officers, plan.assignments, plan.tables["ceilings"]
    )
    assert not next(gate for gate in gates if gate.name == "unit_without_P41").open


@pytest.mark.parametrize(
    ("kind", "cases", "limit", "checked", "verdict"),
    [
        ("unit", [], 0, True, "pass"),
        ("unit", ["00001"], 0, True, "stop"),
        ("unit", ["00001"], 1, True, "pass"),
        ("unit", [], 0, False, "unchecked"),
    ],
)
def test_a_gate_is_open_where_it_was_checked_and_no_more_than_the_limit_break_it(
    kind: CaseKind, cases: list[str], limit: int, checked: bool, verdict: str
) -> None:
    gate = Gate("g", kind, cases, limit, is_checked=checked)
    assert (gate.verdict, gate.open) == (verdict, verdict == "pass")


def essential(plan: sa.Plan) -> dict[str, tuple[str, str]]:
    """Essential position -> verdict and the units without it."""
    rows = plan.gates[plan.gates["gate"].str.startswith("unit_without_")].itertuples()
    return {row.gate.removeprefix("unit_without_"): (row.verdict, row.cases) for row in rows}


def staffed(*named: str) -> sa.Plan:
    """Two wards with an accountant in the first alone, and the essential positions of a policy."""
    hours = {(code, job): 1600.0 for code in ("00001", "00002") for job in ("ACCOUNTS", "P21")}
    people = [cadre("c1", "00001", "ACCOUNTS")]
    return sa.plan(hours_case(hours, {"essential_positions": named}, cadres=people))


def test_the_policy_names_the_essential_positions_in_the_codes_of_the_catalogue() -> None:
    assert essential(staffed("ACCOUNTS", "LAND")) == {
        "ACCOUNTS": ("stop", "00002"),
        "LAND": ("unchecked", ""),
    }


def test_where_the_policy_names_none_those_of_the_rule_set_are_essential() -> None:
    assert essential(staffed()) == {
        "P21": ("stop", "00001;00002"),
        "P27": ("unchecked", ""),
        "P41": ("unchecked", ""),
    }


def test_a_task_nobody_carries_stops_as_a_task_of_its_unit() -> None:
    plan = town(cadre("c1", "00001", "P21"), positions=[position("P21")])
    assert cases_of(plan, "uncovered_task") == ["00002/P21"]


def test_who_is_left_in_the_pool_stops() -> None:
    unfit = officer("", cadre_id="unfit", discipline="barred")
    plan = sa.plan(city([officer("00001", "LAND"), unfit]))
    assert cases_of(plan, "person_without_post") == ["unfit"]


@pytest.mark.parametrize(
    ("decision", "stops"),
    [
        (pin("c1", "forbid", **RECORDED), False),
        (pin("c1", "forbid", author="A"), True),
        (pin("c1", "forbid", reason="B"), True),
        (pin("c1", "forbid"), True),
    ],
)
def test_who_is_left_out_stops_until_a_decision_forbids_every_seat_with_author_and_reason(
    decision: Row, stops: bool
) -> None:
    plan = sa.plan(city([officer("00001", "LAND")], pins=[decision]))
    assert plan.unplaced["cadre_id"].tolist() == ["c1"]
    assert cases_of(plan, "person_without_post") == ["c1"] * stops


@pytest.mark.parametrize("part", [{"unit_code": "00002"}, {"position_id": "LAND"}])
def test_a_decision_that_forbids_some_seats_leaves_nobody_out(part: Row) -> None:
    barred = officer("", cadre_id="c1", discipline="barred")
    plan = sa.plan(city([barred], pins=[pin("c1", "forbid", **part, **RECORDED)]))
    assert cases_of(plan, "person_without_post") == ["c1"]


# Gates of a person, and the note that opens them: everybody is kept in the land office.

KEPT: dict[str, tuple[Row, Row]] = {
    "sound": ({}, {}),
    "two fields": ({"fields": "land;survey"}, {}),
    "level": ({"level": "college"}, {}),  # a strict position takes no level below
    "field": ({"fields": "survey"}, {}),
    "level, author": ({"level": "college"}, {"author": "A"}),
    "level, reason": ({"level": "college"}, {"reason": "B"}),
    "level, noted": ({"level": "college"}, RECORDED),
    "rank": ({"rank": "head"}, {}),
    "rank, author": ({"rank": "head"}, {"author": "A"}),
    "rank, reason": ({"rank": "head"}, {"reason": "B"}),
    "rank, noted": ({"rank": "head"}, RECORDED),
    "both": ({"rank": "chair", "fields": ""}, {}),
    "both, noted": ({"rank": "chair", "fields": ""}, RECORDED),
}


@cache
def land_office() -> sa.Plan:
    people = [officer("00001", "LAND", cadre_id=code) | who for code, (who, _) in KEPT.items()]
    pins = [pin(code, "keep", **note) for code, (_, note) in KEPT.items()]
    return sa.plan(city(people, pins=pins))


def test_who_is_below_the_standard_stops_until_author_and_reason_are_given() -> None:
    found = cases_of(land_office(), "below_standard_without_note")
    assert found == ["both", "field", "level", "level, author", "level, reason"]


def test_whose_rank_is_lowered_stops_until_author_and_reason_are_given() -> None:
    found = cases_of(land_office(), "rank_lowered_without_reason")
    assert found == ["both", "rank", "rank, author", "rank, reason"]


def test_a_level_below_that_is_allowed_does_not_stop() -> None:
    social = officer("00001", "SOCIAL", fields="social", level="college")
    assert cases_of(sa.plan(city([social])), "below_standard_without_note") == []


# No plan of this library moves people too far, or those who may not be moved, without a recorded
# decision: the gates are asked about placements it would not make.


@cache
def settled() -> sa.Plan:
    return sa.plan(city([officer("00001", "LAND")]))


@pytest.mark.parametrize("today", ["00002", ""])
@pytest.mark.parametrize(
    ("traits", "stops"),
    [({}, False), ({"protected": True}, True), ({"discipline": "review"}, True)],
)
def test_who_is_protected_or_under_review_and_moved_stops(
    traits: Row, stops: bool, today: str
) -> None:
    who = settled().case.with_table("cadres", [officer("00001", "LAND", **traits)])
    gate = "under_review_or_protected_moved"
    moved = cases_if(settled(), gate, who, today_unit=today)
    assert moved == ["c1"] * (stops and bool(today))  # from the pool nobody is moved
    assert cases_if(settled(), gate, who) == []


def test_a_recorded_decision_to_move_the_protected_passes() -> None:
    decided = pin("c1", "assign", unit_code="00002", position_id="LAND", **RECORDED)
    plan = sa.plan(city([officer("00001", "LAND", protected=True)], pins=[decided]))
    assert plan.moves["cadre_id"].tolist() == ["c1"]
    assert cases_of(plan, "under_review_or_protected_moved") == []


@pytest.mark.parametrize(
    ("km", "stops"), [(30.0, False), (float(np.nextafter(30, 31)), True), (float("nan"), False)]
)
def test_a_move_beyond_the_limit_stops_and_one_as_long_as_it_does_not(
    km: float, stops: bool
) -> None:
    found = cases_if(settled(), "move_beyond_limit", today_unit="00002", km=km)
    assert found == ["c1"] * stops


def test_a_note_opens_the_gates_of_a_move() -> None:
    noted = settled().case.with_table("pins", [pin("c1", "keep", **RECORDED)])
    assert cases_if(settled(), "move_beyond_limit", noted, today_unit="00002", km=99.0) == []


# Gates of units and of the city.


def crowded_case(heads: int, *notes: Row) -> sa.Case:
    """One unit with a ceiling of one post, and people who are kept there."""
    people = [cadre(f"c{n}", "00001", "CLERK") for n in range(heads)]
    return hours_case(
        {("00001", "CLERK"): 1600},
        units=[unit("00001", ceiling=1)],
        cadres=people,
        pins=[pin(person["cadre_id"], "keep") for person in people],
        unit_notes=notes,
    )


NOTE: Row = {"unit_code": "00001", "subject": "above_frame", **RECORDED}


@cache
def crowded(heads: int, noted: bool = False) -> sa.Plan:
    return sa.plan(crowded_case(heads, *[NOTE] * noted))


def test_a_unit_above_its_frame_stops_until_a_note_says_so() -> None:
    gate = "above_frame_without_note"
    assert cases_of(crowded(heads=1), gate) == []
    assert cases_of(crowded(heads=3), gate) == ["00001"]
    assert cases_of(crowded(heads=3, noted=True), gate) == []


@pytest.mark.parametrize("blank", ["author", "reason", "subject", "unit_code"])
def test_a_note_that_says_less_is_bad_input(blank: str) -> None:
    with pytest.raises(CaseError) as caught:
        crowded_case(3, NOTE | {blank: " "})
    assert {(problem.table, problem.column) for problem in caught.value.problems} == {
        ("unit_notes", blank)
    }


def test_a_note_on_a_unit_that_is_not_there_or_given_twice_is_bad_input() -> None:
    for notes in ([NOTE | {"unit_code": "00009"}], [NOTE, NOTE]):
        with pytest.raises(CaseError):
            case_of(positions=[position("A")], unit_notes=notes)


def test_every_head_beyond_the_total_is_counted() -> None:
    row = crowded(heads=3).gates.set_index("gate").loc["city_total_exceeded"]
    assert (row["count"], row["verdict"], row["cases"]) == (2, "stop", "")
    row = crowded(heads=1).gates.set_index("gate").loc["city_total_exceeded"]
    assert (row["count"], row["verdict"]) == (0, "pass")


# The table as a whole.


def test_the_table_counts_what_it_lists(small_plan: sa.Plan) -> None:
    for row in small_plan.gates.itertuples():
        if row.kind != "head":
            assert row.count == len(list(filter(None, row.cases.split(";"))))
        assert row.verdict == ("pass" if row.count <= row.limit else "stop")
    assert "unchecked" not in set(small_plan.gates["verdict"])


def test_cases_are_codes_of_their_kind(small_plan: sa.Plan) -> None:
    known = {
        "post": set(small_plan.posts["post_id"]),
        "unit": set(small_plan.case.units["unit_code"]),
        "person": set(small_plan.case.cadres["cadre_id"]),
        "cell": set(
            small_plan.requirements["unit_code"] + "/" + small_plan.requirements["position_id"]
        ),
        "head": set(),
    }
    for row in small_plan.gates.itertuples():
        assert set(filter(None, row.cases.split(";"))) <= known[row.kind]


def test_the_people_a_gate_stops_are_listed_under_it(small_plan: sa.Plan) -> None:
    gates = build_gates(
        small_plan.case,
        small_plan.establishment,
        small_plan.officers,
        small_plan.assignments,
        small_plan.tables["ceilings"],
    )
    pd.testing.assert_frame_equal(gates_table(gates), small_plan.gates)
    stopped = stopped_people(gates)
    assert len(stopped) > 5
    for gate in gates:
        if gate.kind == "person":
            assert [code for code in stopped if gate.name in stopped[code]] == [
                code for code in stopped if code in gate.cases
            ]


def test_a_forbid_for_another_unit_is_no_note_on_the_standard() -> None:
    other = pin("c1", "forbid", unit_code="00003", **RECORDED)
    pins = [pin("c1", "keep"), other]
    plan = sa.plan(city([officer("00001", "LAND", level="college")], pins=pins))
    assert plan.assignments["marks"].tolist() == ["below_standard;pinned"]
    assert cases_of(plan, "below_standard_without_note") == ["c1"]


def test_a_preference_is_no_note_on_a_lowered_rank() -> None:
    wish = pin("c1", "prefer", unit_code="00001", hours=1, **RECORDED)
    plan = sa.plan(city([officer("00001", "LAND", rank="head")], pins=[wish]))
    assert cases_of(plan, "rank_lowered_without_reason") == ["c1"]


def test_a_rank_lowered_stops_whatever_its_price() -> None:
    plan = sa.plan(city([officer("00001", "LAND", rank="head")], {"rank_down_hours": 0}))
    assert plan.signing["rank_change"].tolist() == ["lowered"]
    assert cases_of(plan, "rank_lowered_without_reason") == ["c1"]


def test_a_position_named_twice_is_one_gate() -> None:
    plan = sa.plan(city([officer("00001", "LAND")], {"essential_positions": ["LAND", "LAND"]}))
    assert list(plan.gates["gate"]).count("unit_without_LAND") == 1


@pytest.mark.parametrize(
    ("off", "gone"),
    [
        ((), set()),
        (("distance",), {"move_beyond_limit"}),
        (("protected",), set()),
        (("protected", "discipline"), {"under_review_or_protected_moved"}),
    ],
)
def test_a_gate_goes_with_the_last_of_its_rules(
    small_plan: sa.Plan, off: tuple[str, ...], gone: set[str], tmp_path: Path
) -> None:
    case = small_plan.case
    for rule in off:
        case = case.with_rule(rule, False, **RECORDED)
    made = sa.plan(case)
    assert set(small_plan.gates["gate"]) - set(made.gates["gate"]) == gone
    assert not set(off) & set(made.certificate.violations)
    assert sa.verify(made.save(tmp_path / "plan")).ok
