"""Who may take which seat: every rule kept, broken and on its edge."""

from __future__ import annotations

from typing import Any

import pytest

from ..builders import RECORDED, Row, pin
from .small import KM, UNITS, column, eligible, officer, pairs_of, problem_of

LAND, SURVEY, SOCIAL = "00001/LAND/", "00001/SURVEY/", "00001/SOCIAL/"
HEAD, CHAIR, PAIR = "00001/HEAD/", "00001/CHAIR/", "00001/FREE/PART"
LAWYER = {"fields": "law"}


@pytest.mark.parametrize(
    ("traits", "seat", "allowed"),
    [
        ({}, LAND, True),
        ({"fields": "survey"}, LAND, False),  # the same family, but the position is strict
        ({"fields": "survey"}, SURVEY, True),
        ({}, SURVEY, True),  # the same family
        ({"fields": "economics"}, SURVEY, False),
        ({"fields": ""}, SURVEY, False),
        ({"fields": ""}, PAIR, True),  # the lead takes any field; the part is not strict
    ],
)
def test_the_field(traits: Row, seat: str, allowed: bool) -> None:
    assert eligible(officer(**traits), seat) is allowed


@pytest.mark.parametrize(
    ("traits", "seat", "allowed"),
    [
        ({"level": "master"}, LAND, True),
        ({"level": "college"}, LAND, False),  # strict: no level below
        ({"level": "college", "fields": "social"}, SOCIAL, True),
        ({"level": "intermediate", "fields": "social"}, SOCIAL, False),
        ({"level": "university", **LAWYER, "rank": "head"}, HEAD, True),
        ({"level": "college", **LAWYER, "rank": "head"}, HEAD, False),  # leaders: none below
    ],
)
def test_the_level(traits: Row, seat: str, allowed: bool) -> None:
    assert eligible(officer(**traits), seat) is allowed


@pytest.mark.parametrize(
    ("theory", "allowed"), [("advanced", True), ("intermediate", True), ("elementary", False)]
)
def test_political_theory(theory: str, allowed: bool) -> None:
    assert eligible(officer(rank="chair", political_theory=theory), CHAIR) is allowed


@pytest.mark.parametrize(
    ("part", "traits", "allowed"),
    [
        ({}, {}, True),
        ({"strict": True}, {}, False),
        ({"strict": True}, {"fields": "economics"}, True),
        (
            {"strict": True, "required_level": "university"},
            {"fields": "economics", "level": "college"},
            False,
        ),
        (
            {"strict": True, "political_theory": "advanced"},
            {"fields": "economics", "political_theory": "none"},
            False,
        ),
    ],
)
def test_a_strict_part_binds_like_a_lead(part: Row, traits: Row, allowed: bool) -> None:
    assert eligible(officer(**traits), PAIR, None, {"PART": part}) is allowed


@pytest.mark.parametrize(
    ("traits", "seat", "allowed"),
    [
        ({"rank": "head"}, HEAD, True),
        ({"rank": "chair"}, HEAD, True),  # down is allowed
        ({"rank": "deputy_head"}, HEAD, False),  # one step up, not planned
        ({"rank": "deputy_head", "planned": True}, HEAD, True),
        ({"rank": "specialist", "planned": True, "achievement": True}, HEAD, False),  # two steps
        ({"rank": "vice_chair", "planned": True}, CHAIR, False),  # to chair: achievement too
        ({"rank": "vice_chair", "planned": True, "achievement": True}, CHAIR, True),
        ({"rank": "vice_chair", "achievement": True}, CHAIR, False),
    ],
)
def test_rank(traits: Row, seat: str, allowed: bool) -> None:
    assert eligible(officer(**LAWYER, **traits), seat) is allowed


@pytest.mark.parametrize(
    ("discipline", "recorded", "allowed"),
    [
        ("clear", False, True),
        ("review", False, False),
        ("review", True, True),
        ("barred", False, False),
    ],
)
def test_discipline_needs_a_recorded_decision(
    discipline: str, recorded: bool, allowed: bool
) -> None:
    pins = [pin("c1", "assign", position_id="LAND", **RECORDED)] if recorded else []
    assert eligible(officer(discipline=discipline), LAND, pins=pins) is allowed


@pytest.mark.parametrize("trait", [{"protected": True}, {"transferable": False}])
def test_who_may_not_be_moved_stays_in_todays_unit(trait: Row) -> None:
    problem = problem_of([officer(**trait)])
    assert column(problem, "00001/LAND/")
    assert column(problem, "00002/LAND/") is None
    from_the_pool = problem_of([officer("", **trait)])
    assert column(from_the_pool, "00001/LAND/")
    assert column(from_the_pool, "00002/LAND/")


def home(km: float) -> Row:
    """A home so many kilometres north of unit 00001."""
    return {"home_lat": 21.0 + km * KM, "home_lon": 105.8}


@pytest.mark.parametrize(
    ("where", "seat", "allowed"),
    [
        (home(-9.99), "00002/LAND/", True),  # 19.99 km from home, the most is 20
        (home(-10.01), "00002/LAND/", False),
        (home(-10.01), "00001/LAND/", True),  # today's unit is always allowed
        (home(-50), "00001/LAND/", True),
        (home(33), "00002/LAND/", True),  # 23 km, but today's way is 33 km
        (home(0), "00003/LAND/", False),  # 35 km from today's unit, the most is 30
        ({}, "00003/LAND/", False),
        ({}, "00002/LAND/", True),
    ],
)
def test_distance(where: Row, seat: str, allowed: bool) -> None:
    assert eligible(officer(**where), seat) is allowed


def test_people_from_the_pool_have_no_move_but_a_way_to_work() -> None:
    assert eligible(officer("", **home(-4.99)), "00003/LAND/")  # 39.99 km in the mountains
    assert not eligible(officer("", **home(-5.01)), "00003/LAND/")
    assert eligible(officer(""), "00003/LAND/")


def test_the_limit_of_a_move_is_kept_to_the_metre() -> None:
    units = [*UNITS[:2], UNITS[2] | {"lat": 21.0 + 29.99 * KM}]
    assert eligible(officer(), "00003/LAND/", units=units)
    units = [*UNITS[:2], UNITS[2] | {"lat": 21.0 + 30.01 * KM}]
    assert not eligible(officer(), "00003/LAND/", units=units)


def test_unknown_coordinates_exclude_nobody() -> None:
    units = [UNITS[0], UNITS[1] | {"lat": None, "lon": None}, UNITS[2]]
    assert eligible(officer(**home(-50)), "00002/LAND/", units=units)


INCUMBENTS: list[Row] = [
    {"fields": "economics"},
    {"level": "none"},
    {"rank": "chair"},
    {"discipline": "review"},
    {"discipline": "barred"},
    {"protected": True},
]


@pytest.mark.parametrize("traits", INCUMBENTS)
def test_an_incumbent_may_stay_whatever_the_standard(traits: Row) -> None:
    who = officer("00001", "LAND", **traits)
    assert eligible(who, "00001/LAND/")
    if "rank" not in traits and "protected" not in traits:
        assert not eligible(who, "00002/LAND/")
        assert not eligible(who, "00001/LAND/", {"incumbents_may_stay": False})


def test_an_incumbent_may_stay_where_todays_position_is_a_part() -> None:
    who = officer("00001", "PART", discipline="barred")
    problem = problem_of([who])
    found = [problem.seats[j].name for _, j in pairs_of(problem)]
    assert found == [PAIR]


def test_a_seat_is_judged_alike_one_by_one_and_all_at_once() -> None:
    people: list[dict[str, Any]] = [
        officer(cadre_id="a"),
        officer("00001", "LAND", cadre_id="b", fields="economics"),
        officer("00002", "LAW", cadre_id="c", fields="law", discipline="review"),
        officer("", cadre_id="d", **home(3)),
    ]
    problem = problem_of(people)
    pairs = pairs_of(problem)
    for person in range(len(people)):
        assert {(person, seat) for seat in problem.builder.seats_of(person)} == {
            pair for pair in pairs if pair[0] == person
        }
