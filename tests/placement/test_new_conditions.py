"""Local people, years left for a term, failed reviews; and every condition switched off."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffalloc import Case
from staffalloc.establishment import build_establishment
from staffalloc.placement.columns import CONDITIONS
from staffalloc.placement.place import PlacementProblem, build_placement_problem, place

from ..builders import RECORDED, Row, Rows, pin
from .small import KM, city, officer, pairs_of, seat_number, seats_of
from .test_conditions import (
    assert_eligible_is_who_fails_nothing_who_stays_and_who_is_decided,
    assert_the_first_that_fails_is_the_first_of_all,
    assert_the_people_of_a_seat_are_those_whose_column_it_is,
    assert_waiving_opens_what_nothing_else_closes,
    crowds,
)

LAND, LAND2, LAND3 = "00001/LAND/", "00002/LAND/", "00003/LAND/"
HEAD, CHAIR, SURVEY, PAIR = "00001/HEAD/", "00001/CHAIR/", "00001/SURVEY/", "00001/FREE/PART"
SOUND: Row = {"fields": "law"}
RISES: Row = SOUND | {"rank": "deputy_head", "planned": True}
MERGED: Rows = (
    {"unit_code": "00001", "old_code": "o1"},
    {"unit_code": "00002", "old_code": "o1", "extent": "partial"},
)
OUTSIDER: dict[str, Row] = {code: {"outsider": True} for code in ("CHAIR", "LAND", "PART")}


def problem_of(who: Row, *, off: str = "", **tables: Any) -> PlacementProblem:
    case = without(city([officer() | who], **tables), off)
    return build_placement_problem(case, build_establishment(case))


def without(case: Case, rule: str) -> Case:
    return case.with_rule(rule, False, **RECORDED) if rule else case


def failing(who: Row, seat: str, **tables: Any) -> tuple[str, ...]:
    problem = problem_of(who, **tables)
    return problem.builder.failing(0, seat_number(problem, seat))


# Not a local person


@pytest.mark.parametrize(
    ("who", "seat", "found"),
    [
        ({"native_unit": "00001"}, LAND, ("native",)),
        ({"native_unit": "00001"}, LAND2, ()),  # local elsewhere
        ({"native_unit": "00002"}, LAND, ()),
        ({"native_unit": ""}, LAND, ()),
        ({"native_unit": "99999"}, LAND, ()),  # of no unit of the case
        ({"native_unit": "00001"}, SURVEY, ()),  # nobody minds
        ({"native_unit": "00001", "fields": "economics"}, PAIR, ("native",)),  # as part too
        ({"native_unit": "o1"}, LAND, ("native",)),  # merged into both
        ({"native_unit": "o1"}, LAND2, ("native",)),
        ({"native_unit": "00001", "position_id": "LAND"}, LAND, ()),  # who is there may stay
        ({"native_unit": "00001", "position_id": "LAND", "unit_code": "00002"}, LAND, ("native",)),
        ({"native_unit": "00001", "unit_code": ""}, LAND, ("native",)),
    ],
)
def test_a_local_person_takes_no_seat_that_wants_an_outsider(
    who: Row, seat: str, found: tuple[str, ...]
) -> None:
    assert failing(who, seat, changed=OUTSIDER, predecessors=MERGED) == found


def test_a_local_person_keeps_every_other_pair_and_its_loss() -> None:
    who = {"native_unit": "00001", "fields": "land;survey"}
    free, bound = problem_of(who), problem_of(who, changed=OUTSIDER)
    closed = {(0, seat_number(bound, name)) for name in (LAND, CHAIR, PAIR)}
    kept = {pair: loss for pair, loss in pairs_of(free).items() if pair not in closed}
    assert pairs_of(bound) == kept
    gone = {(0, seat_number(bound, name)) for name in (LAND, PAIR)}
    assert set(pairs_of(free)) - set(kept) == gone


def test_a_recorded_decision_stands_above_where_somebody_is_from() -> None:
    decided = pin("c1", "assign", unit_code="00001", position_id="LAND", **RECORDED)
    who = {"native_unit": "00001"}
    problem = problem_of(who, changed=OUTSIDER, pins=[decided])
    assert problem.builder.seats_of(0) == [seat_number(problem, LAND)]


# Years left to serve a term: five from the day of the rules, 31 December 2025


@pytest.mark.parametrize(
    ("who", "policy", "found"),
    [
        (RISES | {"retires_on": "2030-12-31"}, {}, ()),
        (RISES | {"retires_on": "2030-12-30"}, {}, ("term",)),
        (RISES | {"retires_on": ""}, {}, ()),
        (RISES | {"retires_on": "2026-01-01", "rank": "head"}, {}, ()),  # an equal
        (RISES | {"retires_on": "2026-01-01", "rank": "chair"}, {}, ()),  # lower
        (RISES | {"retires_on": "2026-02-27"}, {"term_years": 2 / 12}, ("term",)),
        (RISES | {"retires_on": "2026-02-28"}, {"term_years": 2 / 12}, ()),  # the last of a month
        (RISES | {"retires_on": "2028-06-30"}, {"term_years": 2.5}, ()),
        (RISES | {"retires_on": "2028-06-29"}, {"term_years": 2.5}, ("term",)),
        (RISES | {"retires_on": "2026-01-01"}, {"term_years": 0}, ()),
        (RISES | {"retires_on": "2030-07-31"}, {"rule_set": "2025-07-31"}, ()),
        (RISES | {"retires_on": "2030-07-30"}, {"rule_set": "2025-07-31"}, ("term",)),
        (RISES | {"retires_on": "2026-01-01", "planned": False}, {}, ("plan", "term")),
    ],
)
def test_who_rises_serves_a_whole_term(who: Row, policy: Row, found: tuple[str, ...]) -> None:
    assert failing(who, HEAD, policy=policy) == found


def test_no_term_is_asked_of_specialists_or_of_who_stays() -> None:
    soon = {"retires_on": "2026-01-01"}
    assert failing(soon, LAND) == ()
    assert failing(RISES | soon | {"position_id": "HEAD"}, HEAD) == ()


# A failed review


def review(verdict: str, **columns: Any) -> Row:
    return {"cadre_id": "c1", "review": "external", "verdict": verdict} | columns


@pytest.mark.parametrize(
    ("who", "seat", "reviews", "found"),
    [
        (SOUND | {"rank": "head"}, HEAD, [review("failed")], ("review",)),
        (
            SOUND | {"rank": "head"},
            HEAD,
            [review("passed"), review("failed", review="internal")],
            ("review",),
        ),
        (
            SOUND | {"rank": "head"},
            HEAD,
            [review("passed"), review("pending", review="internal")],
            (),
        ),
        (SOUND | {"rank": "head"}, HEAD, [], ()),
        (SOUND | {"rank": "chair"}, HEAD, [review("failed")], ("review",)),  # lower, but leads
        ({}, LAND, [review("failed")], ()),  # leads nobody
        (SOUND | {"rank": "head", "position_id": "HEAD"}, HEAD, [review("failed")], ()),
    ],
)
def test_who_failed_a_review_takes_no_leading_seat(
    who: Row, seat: str, reviews: Rows, found: tuple[str, ...]
) -> None:
    assert failing(who, seat, reviews=reviews) == found


# Switched off: somebody fails one condition alone, and without the rule nothing

BROKEN: list[tuple[str, Row, str, dict[str, Any]]] = [
    ("protected", {"protected": True}, LAND2, {}),
    ("protected", {"transferable": False}, LAND2, {}),
    ("distance", {}, LAND3, {}),
    ("distance", {"home_lat": 21.0 - 11 * KM, "home_lon": 105.8}, LAND2, {}),
    ("discipline", {"discipline": "review"}, LAND, {}),
    ("plan", SOUND | {"rank": "specialist", "planned": True}, HEAD, {}),
    ("level", {"level": "college"}, LAND, {}),
    ("field", {"fields": "economics"}, LAND, {}),
    ("theory", SOUND | {"rank": "chair", "political_theory": "none"}, CHAIR, {}),
    ("native", {"native_unit": "00001"}, LAND, {"changed": OUTSIDER}),
    ("term", RISES | {"retires_on": "2026-01-01"}, HEAD, {}),
    ("review", SOUND | {"rank": "head"}, HEAD, {"reviews": [review("failed")]}),
]


@pytest.mark.parametrize("row", BROKEN, ids=[f"{row[0]} {n}" for n, row in enumerate(BROKEN)])
def test_a_condition_switched_off_holds_for_everybody(
    row: tuple[str, Row, str, dict[str, Any]],
) -> None:
    rule, who, seat, tables = row
    assert failing(who, seat, **tables) == (rule,)
    assert failing(who, seat, off=rule, **tables) == ()
    opened = problem_of(who, off=rule, **tables)
    assert (0, seat_number(opened, seat)) in pairs_of(opened)


def test_a_province_switched_off_is_no_border() -> None:
    units = [
        {"unit_code": code, "province_code": province, "kind": "ward", "population": 20000}
        | {"lat": 21.0, "lon": 105.8}
        for code, province in (("00001", "01"), ("00002", "02"))
    ]
    assert failing({}, LAND2, units=units) == ("province",)
    assert failing({}, LAND2, units=units, off="province") == ()


def test_a_decision_cannot_be_switched_off() -> None:
    forbidden = pin("c1", "forbid", unit_code="00001")
    assert failing({}, LAND, pins=[forbidden], off="decision") == ("decision",)


# Many people at once


def crowded(people: Rows, pins: Rows) -> Case:
    """Some of the people of any crowd are local, retire soon, or failed a review."""
    rows = [
        row
        | {
            "native_unit": ("00001", "o1", "")[number % 3],
            "retires_on": ("2027-01-01", "2040-01-01", "")[number % 3],
        }
        for number, row in enumerate(people)
    ]
    reviews = [
        {"cadre_id": row["cadre_id"], "review": "internal", "verdict": "failed"}
        for row in people[::4]
    ]
    empty, _ = empty_city()
    case = empty.with_table("cadres", rows).with_table("reviews", reviews)
    return case.with_table("pins", pins) if pins else case


@cache
def empty_city() -> tuple[Case, Any]:
    case = city([], changed=OUTSIDER, predecessors=MERGED)
    return case, build_establishment(case)


@given(crowds())
@settings(max_examples=8)
def test_all_conditions_together_keep_their_laws(crowd: tuple[list[Row], list[Row]]) -> None:
    problem = build_placement_problem(crowded(*crowd), empty_city()[1])
    assert_eligible_is_who_fails_nothing_who_stays_and_who_is_decided(problem)
    assert_the_first_that_fails_is_the_first_of_all(problem)
    assert_waiving_opens_what_nothing_else_closes(problem)
    assert_the_people_of_a_seat_are_those_whose_column_it_is(problem)


@given(crowds(), st.sampled_from(CONDITIONS[:-1]))
@settings(max_examples=6)
def test_switching_a_condition_off_never_makes_the_plan_dearer(
    crowd: tuple[list[Row], list[Row]], rule: str
) -> None:
    people, _ = crowd
    case, establishment = crowded(people, []), empty_city()[1]
    bound, free = (place(made, establishment) for made in (case, without(case, rule)))
    assert free.objective <= bound.objective
    assert (free.objective, bound.objective) == (free.bound, bound.bound)


def test_the_plan_goes_round_a_local_person() -> None:
    local = officer(native_unit="00001")
    for changed, seat in ((None, LAND), (OUTSIDER, SURVEY)):
        case = city([local], changed=changed)
        assert seats_of(place(case, build_establishment(case))) == {"c1": seat}
