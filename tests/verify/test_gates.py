"""The gates counted again: which people, units and heads keep each of them closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from staffalloc.rules import rule_set
from staffalloc.verify import gates, shortages
from staffalloc.verify.assignments import Plan, Sitting
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.columns import Columns
from staffalloc.verify.demand import required
from staffalloc.verify.establishment import Ceilings
from staffalloc.verify.findings import Report
from staffalloc.verify.folder import COLUMNS
from staffalloc.verify.placement import Choice
from staffalloc.verify.proposal import Proposal
from staffalloc.verify.roster import roster
from staffalloc.verify.sheet import Sheet

from .cases import POSITIONS, Rows, person, seat, small_case

A1, A2 = "00001/A1/", "00001/A2/"
INCUMBENT = {"unit_code": "00001", "position_id": "A1"}
DECIDED = {
    "cadre_id": "c1",
    "action": "assign",
    "unit_code": "00001",
    "position_id": "A1",
    "author": "P. Nội vụ",
    "reason": "đã họp",
}


def proposal(
    cadres: Sequence[Mapping[str, Any]],
    sits: Mapping[str, str],
    *,
    ceilings: tuple[int, ...] = (9, 9, 9),
    total: int | None = None,
    policy: Mapping[str, Any] | None = None,
    **tables: Rows,
) -> Proposal:
    """Return a plan in which people sit, above the seats, as `sits` says; others are left out."""
    catalogue = Catalogue.of(small_case(cadres, policy=policy, **tables))
    people, names = roster(catalogue), sorted(set(sits.values()))
    columns = Columns.of(catalogue, people, tuple(seat(catalogue, name) for name in names))
    numbers = {code: number for number, code in enumerate(people.ids)}
    person_at = np.array([numbers[code] for code in sits], dtype=np.int64)
    seat_at = np.array([names.index(name) for name in sits.values()], dtype=np.int64)
    asked = columns.pairs(person_at, seat_at)
    rows = (person_at.tolist(), seat_at.tolist(), asked.fit.tolist(), asked.standard.tolist())
    sittings = tuple(
        Sitting(one, at, "", 0, fit, meets) for one, at, fit, meets in zip(*rows, strict=True)
    )
    left_out = tuple(number for code, number in numbers.items() if code not in sits)
    choice = Choice(0, 0, Counter(seat_at.tolist()), {}, {})
    plan = Plan(choice, sittings, {}, left_out, {})
    limits = Ceilings(ceilings, (0,) * 3, (0,) * 3, (0,) * 3)
    need = required(catalogue, Report())
    return Proposal(catalogue, need, {}, columns, limits, total, plan)


def stops(made: Proposal) -> dict[str, list[str]]:
    """Return the cases of every gate that is closed."""
    return {gate.name: list(gate.cases) for gate in gates.recount(made) if gate.count}


PEOPLE = [
    ({**INCUMBENT, "fields": "law"}, {gates.BELOW_STANDARD}),
    (INCUMBENT, set()),
    ({**INCUMBENT, "unit_code": "00002", "protected": "yes"}, {gates.BOUND_AND_MOVED}),
    ({**INCUMBENT, "unit_code": "00002", "discipline": "review"}, {gates.BOUND_AND_MOVED}),
    ({**INCUMBENT, "protected": "yes"}, set()),  # stays
    ({"protected": "yes"}, set()),  # comes from the pool
    ({**INCUMBENT, "unit_code": "00003"}, {gates.TOO_FAR}),  # 35 km
    ({**INCUMBENT, "unit_code": "00002"}, set()),
    ({**INCUMBENT, "rank": "head"}, {gates.LOWERED}),
    (
        {"unit_code": "00003", "rank": "chair", "fields": "law", "protected": "yes"},
        {gates.BELOW_STANDARD, gates.BOUND_AND_MOVED, gates.TOO_FAR, gates.LOWERED},
    ),
]


@pytest.mark.parametrize(("traits", "names"), PEOPLE)
def test_what_stops_a_person(traits: dict[str, Any], names: set[str]) -> None:
    made = proposal([person(**traits)], {"c1": A1})
    assert stops(made) == {gate: ["c1"] for gate in names}


@pytest.mark.parametrize(("traits", "names"), PEOPLE)
def test_a_pin_with_author_and_reason_answers_it(traits: dict[str, Any], names: set[str]) -> None:
    assert stops(proposal([person(**traits)], {"c1": A1}, pins=[DECIDED])) == {}
    unsigned = {**DECIDED, "author": ""}
    assert set(stops(proposal([person(**traits)], {"c1": A1}, pins=[unsigned]))) == names


@pytest.mark.parametrize(
    ("pin", "answers"),
    [
        ({"action": "keep", "unit_code": "", "position_id": ""}, True),
        ({"action": "assign"}, True),
        ({"action": "prefer", "hours": 1}, False),
        ({"action": "forbid", "unit_code": "00002"}, False),
    ],
)
def test_only_who_is_kept_or_assigned_was_decided_about(pin: dict[str, Any], answers: bool) -> None:
    head = person(**INCUMBENT, rank="head")
    made = proposal([head], {"c1": A1}, pins=[{**DECIDED, **pin}])
    assert stops(made) == ({} if answers else {gates.LOWERED: ["c1"]})


def test_a_lower_rank_counts_even_if_the_policy_gives_it_no_price() -> None:
    head = person(**INCUMBENT, rank="head")
    made = proposal([head], {"c1": A1}, policy={"rank_down_hours": 0})
    assert stops(made) == {gates.LOWERED: ["c1"]}


def test_everybody_left_out_counts() -> None:
    made = proposal([person(), person(cadre_id="c2")], {"c2": A1})
    assert stops(made) == {"person_without_post": ["c1"]}
    assert gates.stopped_people(gates.recount(made)) == {"c1": ["person_without_post"]}


LEFT_OUT = {**DECIDED, "action": "forbid", "unit_code": "", "position_id": ""}


@pytest.mark.parametrize(
    ("pin", "decided"),
    [
        (LEFT_OUT, True),
        ({**LEFT_OUT, "author": ""}, False),
        ({**LEFT_OUT, "reason": ""}, False),
        ({**LEFT_OUT, "unit_code": "00001"}, False),
        ({**LEFT_OUT, "position_id": "A1"}, False),
        ({**LEFT_OUT, "action": "prefer", "hours": 1}, False),
    ],
)
def test_who_is_forbidden_every_seat_with_author_and_reason_does_not(
    pin: dict[str, Any], decided: bool
) -> None:
    made = proposal([person(), person(cadre_id="c2")], {"c2": A1}, pins=[pin])
    assert stops(made) == ({} if decided else {"person_without_post": ["c1"]})


REGISTRAR = {**POSITIONS[2], "position_id": "P21", "applies_to": "both"}
CONTRACT = person(kind="contract", unit_code="00002", position_id="P21")


def test_people_who_are_not_placed_carry_their_position() -> None:
    made = proposal([CONTRACT], {}, positions=[*POSITIONS, REGISTRAR])
    assert stops(made) == {"unit_without_P21": ["00001", "00003"]}


def essential(made: Proposal) -> dict[str, tuple[str, int]]:
    """Return verdict and count of the gates about positions every unit must have."""
    found = {gate.name: (gate.verdict, gate.count) for gate in gates.recount(made)}
    before = "unit_without_"
    return {name[len(before) :]: v for name, v in found.items() if name.startswith(before)}


def test_a_position_the_catalogue_lacks_is_unchecked_and_no_case_of_anybody() -> None:
    made = proposal([CONTRACT], {}, positions=[*POSITIONS, REGISTRAR])
    assert essential(made) == {"P21": ("stop", 2), "P27": ("unchecked", 0), "P41": ("unchecked", 0)}


def test_the_policy_names_other_essential_positions() -> None:
    policy = {"essential_positions": ["A2", "A9"]}
    made = proposal([person(fields="environment")], {"c1": A2}, policy=policy)
    assert essential(made) == {"A2": ("stop", 2), "A9": ("unchecked", 0)}


@pytest.mark.parametrize(("lead", "stopped"), [("L1", True), ("L2", False), ("A1", False)])
def test_an_empty_post_is_a_chair_by_its_rank_whatever_its_code(lead: str, stopped: bool) -> None:
    renamed = [
        {**row, "position_id": "P05"} if row["position_id"] == "L2" else row for row in POSITIONS
    ]
    code = "P05" if lead == "L2" else lead
    made = proposal([person()], {"c1": f"00001/{code}/"}, positions=renamed)
    empty = replace(made, plan=replace(made.plan, placed=(), vacant={"00001-1": 0}))
    assert stops(empty).get("vacant_chair", []) == ["00001-1"] * stopped


STANDARDS = [
    {"position_id": position, "indicator_id": "parcels", "minutes_per_unit": 6}
    for position in ("A1", "A2")
]


def test_work_nobody_carries_is_uncovered() -> None:
    made = proposal(
        [person(fields="environment")],
        {"c1": A2},
        standards=[
            {"position_id": p, "indicator_id": "parcels", "minutes_per_unit": 6}
            for p in ["A1", "A2"]
        ],
        workloads=[{"unit_code": "00001", "indicator_id": "parcels", "value": 500}],
        policy={"missing_workload": "zero"},
    )
    assert stops(made) == {"uncovered_task": ["00001/A1"]}


TWO_HEADS = [person(), person(cadre_id="c2")]
NOTE = {"subject": "above_frame", "author": "Người Mẫu", "reason": "chờ nghỉ hưu"}


@pytest.mark.parametrize(
    ("notes", "stopped"),
    [
        ([], {"above_frame_without_note": ["00001"]}),
        ([{**NOTE, "unit_code": "00002"}], {"above_frame_without_note": ["00001"]}),
        ([{**NOTE, "unit_code": "00001"}], {}),
    ],
)
def test_heads_above_the_frame_want_a_note(notes: Rows, stopped: dict[str, list[str]]) -> None:
    made = proposal(TWO_HEADS, {"c1": A1, "c2": A1}, ceilings=(1, 9, 9), unit_notes=notes)
    assert stops(made) == stopped


@pytest.mark.parametrize(("total", "above"), [(None, 1), (2, 0), (1, 1), (0, 2)])
def test_heads_beyond_the_total_are_counted_without_codes(total: int | None, above: int) -> None:
    ceilings = (1, 0, 0) if total is None else (9, 9, 9)
    made = proposal(
        TWO_HEADS,
        {"c1": A1, "c2": A1},
        ceilings=ceilings,
        total=total,
        unit_notes=[{**NOTE, "unit_code": "00001"}],
    )
    found = {gate.name: (gate.count, gate.cases) for gate in gates.recount(made)}
    assert found["city_total_exceeded"] == (above, ())


def test_the_table_of_units_above_their_frame_is_checked_without_telling_names() -> None:
    made = proposal(
        TWO_HEADS,
        {"c1": A1, "c2": A1},
        ceilings=(1, 9, 9),
        unit_notes=[{**NOTE, "unit_code": "00001"}],
    )
    # the ceiling is 1: its tiers of 5 and 10 % hold nobody, one head more costs a whole year
    true = ("00001", "1", "2", "1", "1600.000", "yes", "Người Mẫu", "chờ nghỉ hưu")
    assert above_frame_findings(made, [true]) == []
    false = ("00001", "2", "1", "0", "320.000", "no", "Ai Đó", "không rõ")
    found = above_frame_findings(made, [false])
    assert {finding.what for finding in found} == set(COLUMNS["above_frame"][1:])
    assert not any(word in str(finding) for finding in found for word in ("Mẫu", "Ai", "chờ"))
    assert [finding.found for finding in above_frame_findings(made, [])] == ["none"]


def above_frame_findings(made: Proposal, rows: Sequence[tuple[str, ...]]) -> list[Any]:
    names, report = COLUMNS["above_frame"], Report()
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    sheet = Sheet("above_frame", dict(zip(names, map(tuple, columns), strict=True)))
    shortages.check_above_frame(made, sheet, report)
    return report.findings


def test_the_rule_set_is_written_the_same_twice() -> None:
    rules = rule_set("hanoi-2025-12")
    assert rules.essential_positions == gates.ESSENTIAL
