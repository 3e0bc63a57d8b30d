"""Who may take which seat, and what it costs: the rules one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from .cases import POSITIONS, Rows, columns_of, person, small_case


def ask(
    who: dict[str, Any], seat: str, policy: dict[str, Any] | None = None, **tables: Rows
) -> Any:
    """Return (parts, eligible) of one person on one seat."""
    columns = columns_of(small_case([who], policy=policy, **tables), seat)
    pairs = columns.pairs(np.array([0]), np.array([0]))
    parts = {part: int(values[0]) for part, values in pairs.parts.items()}
    return parts, bool(pairs.eligible[0])


A1, A2, B1, CHAIR, HEAD = "00001/A1/", "00001/A2/", "00001/B1/", "00001/L1/", "00001/L2/"
LEADER = {"fields": "law", "political_theory": "advanced"}


@pytest.mark.parametrize(
    ("traits", "seat", "eligible"),
    [
        ({"fields": "land"}, A1, True),
        ({"fields": "geology"}, A1, False),  # same family, but the position is strict
        ({"fields": "forestry"}, A2, True),  # same family
        ({"fields": "economics"}, A2, False),
        ({"fields": "public_administration"}, B1, False),  # too general to stand for law
        ({"fields": "records"}, B1, False),  # nor may law stand for its family
        ({"fields": "economics;law"}, B1, True),
        ({"level": "college"}, A1, False),  # strict: no level below
        ({"fields": "forestry", "level": "college"}, A2, True),
        ({"fields": "forestry", "level": "intermediate"}, A2, False),
        ({**LEADER, "rank": "head"}, HEAD, True),
        ({**LEADER, "rank": "head", "level": "college"}, HEAD, False),  # leaders: no level below
        ({**LEADER, "rank": "head", "political_theory": "elementary"}, HEAD, False),
        ({**LEADER, "rank": "deputy_head"}, HEAD, False),
        ({**LEADER, "rank": "deputy_head", "planned": "yes"}, HEAD, True),
        ({**LEADER, "rank": "specialist", "planned": "yes"}, HEAD, False),  # two steps
        ({**LEADER, "rank": "vice_chair", "planned": "yes"}, CHAIR, False),
        ({**LEADER, "rank": "vice_chair", "planned": "yes", "achievement": "yes"}, CHAIR, True),
        ({**LEADER, "rank": "chair"}, CHAIR, True),
        ({**LEADER, "rank": "chair"}, HEAD, True),  # down is allowed, and costs
        ({"discipline": "review"}, A1, False),
        ({"discipline": "barred"}, A1, False),
        ({"protected": "yes"}, A1, True),  # from the pool: nowhere to be protected in
        ({"protected": "yes", "unit_code": "00002"}, A1, False),
        ({"transferable": "no", "unit_code": "00002"}, A1, False),
        ({"transferable": "no", "unit_code": "00001"}, A1, True),
        ({"unit_code": "00003"}, A1, False),  # 35 km from today's unit
        ({"unit_code": "00002"}, A1, True),
        ({"home_lat": 21.3, "home_lon": 105.8}, A1, False),  # 33 km from home
        ({"home_lat": 21.3, "home_lon": 105.8}, "00003/A1/", True),
        ({"fields": "land"}, "00001/A1/A2", True),
        ({"fields": "environment"}, "00001/A2/A1", False),  # the strict part must fit too
    ],
)
def test_a_new_appointment_needs_every_rule(
    traits: dict[str, Any], seat: str, eligible: bool
) -> None:
    assert ask(person(**traits), seat)[1] is eligible


@pytest.mark.parametrize(
    ("traits", "seat"),
    [
        ({"fields": "economics"}, A1),
        ({"level": "none"}, A1),
        ({"discipline": "barred"}, A1),
        ({"fields": "economics"}, "00001/A2/A1"),  # today's position as a part
    ],
)
def test_an_incumbent_may_stay(traits: dict[str, Any], seat: str) -> None:
    who = person(unit_code="00001", position_id="A1", **traits)

    parts, eligible = ask(who, seat)

    assert eligible
    assert parts["misfit"] <= 0.5 * 1600 * 1.5 * 1000
    assert not ask(who, seat, policy={"incumbents_may_stay": False})[1]


def test_an_incumbent_stays_in_todays_unit_only() -> None:
    assert not ask(person(unit_code="00001", position_id="A1", fields="economics"), "00002/A1/")[1]


@pytest.mark.parametrize(
    ("traits", "seat", "misfit_hours"),
    [
        ({}, A1, 0),
        ({"fte": 0.5}, A1, 800),
        ({"fields": "forestry"}, A2, 0.15 * 1600 * 1.5),
        ({"fields": "environment", "level": "college"}, A2, 0.35 * 1600 * 1.5),
        ({}, "00001/A1/A2", 1600 / 3),
        ({"fields": "land;environment"}, "00001/A1/A2", 0),
    ],
)
def test_misfit_is_the_hours_lost(traits: dict[str, Any], seat: str, misfit_hours: float) -> None:
    assert ask(person(**traits), seat)[0]["misfit"] == round(misfit_hours * 1000)


def test_coaching_fits_but_not_for_leaders() -> None:
    coaching = [{"field_from": "economics", "field_to": field} for field in ("environment", "law")]
    parts, eligible = ask(person(fields="economics"), A2, coaching=coaching)
    assert eligible
    assert parts["misfit"] == round(0.35 * 1600 * 1.5 * 1000)
    head = person(fields="economics", rank="head", political_theory="advanced")
    assert not ask(head, HEAD, coaching=coaching)[1]


@pytest.mark.parametrize(
    ("skills", "misfit_hours"),
    [
        ([{"position_id": "A1", "skill": 0.5}], 800),
        ([{"field": "land", "skill": 0.5}, {"field": "surveying", "skill": 0.75}], 400),
        ([{"position_id": "A1", "skill": 0.5}, {"field": "land", "skill": 1}], 800),
        ([{"field": "law", "skill": 0.5}], 0),
    ],
)
def test_skill_multiplies_fit(skills: list[dict[str, Any]], misfit_hours: float) -> None:
    rows = [{"cadre_id": "c1", "position_id": "", "field": "", **row} for row in skills]
    assert ask(person(), A1, skills=rows)[0]["misfit"] == misfit_hours * 1000


@pytest.mark.parametrize(
    ("today", "seat", "hours"),
    [
        ("", A1, 160),
        ("A1", A1, 0),
        ("A2", A1, 40),
        ("B1", A1, 160),
        ("A2", "00001/A1/A2", 40),
    ],
)
def test_a_change_of_position_costs(today: str, seat: str, hours: int) -> None:
    assert ask(person(position_id=today), seat)[0]["change_position"] == hours * 1000


def test_each_rank_down_costs() -> None:
    who = person(**LEADER, rank="chair")
    assert ask(who, HEAD)[0]["rank_down"] == 2 * 800_000
    assert ask(who, B1)[0]["rank_down"] == 4 * 800_000


@pytest.mark.parametrize(
    ("traits", "hours"),
    [
        ({"unit_code": "00001"}, 0),
        ({"unit_code": "00002"}, 240),
        ({}, 0),
        ({"old_unit_code": "09001"}, 0),  # merged into 00001 and 00002: both are home
    ],
)
def test_a_change_of_unit_costs(traits: dict[str, Any], hours: int) -> None:
    merged = [
        {"unit_code": unit, "old_code": "09001", "extent": "partial"} for unit in ("00001", "00002")
    ]
    parts, eligible = ask(person(**traits), A1, predecessors=merged)
    assert eligible
    assert parts["change_unit"] == hours * 1000


@pytest.mark.parametrize(
    ("extents", "home", "today"),
    [
        (("partial", "full"), {}, "00002"),
        (("partial", "partial"), {}, "00001"),
        (("partial", "partial"), {"home_lat": 21.05, "home_lon": 105.85}, "00002"),
        (("full", "partial"), {"home_lat": 21.05, "home_lon": 105.85}, "00001"),
    ],
)
def test_a_merged_unit_is_read_as_its_successor(
    extents: tuple[str, str], home: dict[str, float], today: str
) -> None:
    merged = [
        {"unit_code": unit, "old_code": "09001", "extent": extent}
        for unit, extent in zip(("00001", "00002"), extents, strict=True)
    ]
    who = person(old_unit_code="09001", **home)
    columns = columns_of(small_case([who], predecessors=merged), A1)
    assert ("00001", "00002", "00003")[columns.people.today[0]] == today


# One degree of latitude is 111.195 km: 0.09 of it is 10.008 km.
def test_travel_is_what_the_road_adds() -> None:
    home = {"home_lat": 21.09, "home_lon": 105.8}
    hours_a_day = 2 * 1.3 * 10.0075 / 25
    yearly = 238 * (0.5 + (hours_a_day - 1))
    assert ask(person(**home), A1)[0]["travel"] == pytest.approx(yearly * 1000, abs=50)
    near = {"home_lat": 21.0, "home_lon": 105.8}
    assert ask(person(**near, unit_code="00002"), A1)[0]["travel"] == 0
    assert ask(person(**home, unit_code="00001"), A1)[0]["travel"] == 0
    assert ask(person(unit_code="00002"), A1)[0]["travel"] > 0
    assert ask(person(), A1)[0]["travel"] == 0


def pin(action: str, **traits: Any) -> dict[str, Any]:
    return {"cadre_id": "c1", "action": action, "unit_code": "", "position_id": "", **traits}


DECIDED = {"author": "P. Nội vụ", "reason": "theo quyết định"}


@pytest.mark.parametrize(
    ("traits", "decision", "eligible"),
    [
        ({}, pin("forbid", unit_code="00001"), False),
        ({}, pin("forbid", unit_code="00002"), True),
        ({}, pin("forbid", position_id="A2"), False),  # the seat carries A2 as a part
        ({}, pin("forbid"), False),
        ({}, pin("assign", unit_code="00001"), True),
        ({}, pin("assign", unit_code="00002"), False),
        ({}, pin("assign", position_id="A2"), True),
        ({}, pin("assign", position_id="B1"), False),
        ({"fields": "law"}, pin("assign", unit_code="00001"), False),
        ({"fields": "law"}, pin("assign", unit_code="00001", **DECIDED), True),
        ({"discipline": "review"}, pin("assign", unit_code="00001", **DECIDED), True),
        ({"discipline": "review"}, pin("assign", unit_code="00001"), False),
        ({"discipline": "barred"}, pin("assign", unit_code="00001", **DECIDED), False),
        ({"unit_code": "00001", "position_id": "A1"}, pin("keep"), True),
        ({"unit_code": "00001", "position_id": "B1"}, pin("keep"), False),
        ({"unit_code": "00002", "position_id": "A1"}, pin("keep"), False),
    ],
)
def test_pins_decide(traits: dict[str, Any], decision: dict[str, Any], eligible: bool) -> None:
    assert ask(person(**traits), "00001/A1/A2", pins=[decision])[1] is eligible


def test_a_preference_is_worth_its_hours() -> None:
    wish = pin("prefer", unit_code="00001", hours=12.5)
    assert ask(person(), A1, pins=[wish])[0]["preference"] == -12_500
    assert ask(person(), "00002/A1/", pins=[wish])[0]["preference"] == 0


@pytest.mark.parametrize(
    ("traits", "pins", "price"),
    [
        ({}, [], 480_000),
        ({"unit_code": "00001"}, [], 960_000),
        ({}, [pin("prefer", unit_code="00001", hours=5)], 480_000),
        ({}, [pin("assign", unit_code="00001")], None),
    ],
)
def test_the_pool_has_its_price(
    traits: dict[str, Any], pins: list[dict[str, Any]], price: int | None
) -> None:
    assert columns_of(small_case([person(**traits)], pins=pins), A1).pool_price(0) == price


@pytest.mark.parametrize(
    ("traits", "inside"),
    [
        ({}, True),
        ({"kind": "cadre"}, True),
        ({"kind": "contract"}, False),
        ({"kind": "military"}, False),
        ({"unit_code": "00001", "position_id": "C1"}, False),
    ],
)
def test_who_is_in_the_placement(traits: dict[str, Any], inside: bool) -> None:
    people = columns_of(small_case([person(**traits)]), A1).people
    assert (people.ids == ("c1",)) is inside
    assert ("c1" in people.outside) is not inside


@pytest.mark.parametrize(
    ("fields", "seat", "word"),
    [
        ("land", A1, "exact"),
        ("geology", A1, "other"),  # strict: no field of the same family
        ("forestry", A2, "related"),
        ("economics", A1, "other"),
        ("", A1, "other"),
        ("economics", CHAIR, "free"),  # any
        ("", CHAIR, "free"),
        ("law", "00001/C1/", "free"),  # none
        ("law", "00001/C1/A1", "free"),  # the lead decides
        ("land", "00001/A1/C1", "exact"),
    ],
)
def test_the_training_is_named_against_the_fields_the_lead_asks_for(
    fields: str, seat: str, word: str
) -> None:
    assert columns_of(small_case([person(fields=fields)]), seat).training(0, 0) == word


def test_a_position_with_no_field_at_all_is_free() -> None:
    positions = [{**row, "required_fields": ""} for row in POSITIONS]
    case = small_case([person(fields="law")], positions=positions)
    assert columns_of(case, A1).training(0, 0) == "free"
