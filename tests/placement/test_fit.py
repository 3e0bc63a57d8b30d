"""Fit of a qualification in a position, rule by rule."""

from __future__ import annotations

import pytest

from ..builders import Row
from .small import officer, pairs_of, problem_of, seat_number

LAW, SURVEY, SOCIAL = "00001/LAW/", "00001/SURVEY/", "00001/SOCIAL/"
HEAD, LAND, PAIR = "00001/HEAD/", "00001/LAND/", "00001/FREE/PART"


def fit(seat: str, skills: list[Row] | None = None, **traits: object) -> float:
    problem = problem_of([officer(**traits)], skills=skills or [])
    return float(problem.builder.fit(0, seat_number(problem, seat)))


@pytest.mark.parametrize(
    ("traits", "seat", "expected"),
    [
        ({"fields": "survey"}, SURVEY, 1.0),
        ({"fields": "economics;survey"}, SURVEY, 1.0),  # the best field counts
        ({"fields": "land"}, SURVEY, 0.85),  # the same family
        ({"fields": "survey"}, LAND, 0.0),  # strict: no family
        ({"fields": "public_administration"}, LAW, 0.0),  # law has no relatives
        ({"fields": "records"}, LAW, 0.0),  # nor is it one
        ({"fields": "social"}, LAW, 0.65),  # by the coaching table
        ({"fields": "law"}, SOCIAL, 0.0),  # coaching has a direction
        ({"fields": "social"}, HEAD, 0.0),  # leaders are not coached
        ({"fields": "economics"}, SURVEY, 0.0),  # a field without a family has no relatives
        ({"fields": "social", "level": "college"}, SOCIAL, 0.65),  # one level below
        ({"fields": "social", "level": "intermediate"}, SOCIAL, 0.0),
        ({"fields": "social", "level": "doctor"}, SOCIAL, 1.0),
    ],
)
def test_fit_in_one_position(traits: Row, seat: str, expected: float) -> None:
    assert fit(seat, **traits) == pytest.approx(expected)


@pytest.mark.parametrize("asked", ["any", "none", ""])
def test_a_position_may_ask_for_no_field(asked: str) -> None:
    problem = problem_of([officer(fields="")], None, {"LAW": {"required_fields": asked}})
    assert problem.builder.fit(0, seat_number(problem, LAW)) == 1


@pytest.mark.parametrize(
    ("skills", "expected"),
    [
        ([{"position_id": "SURVEY", "skill": 0.8}], 0.8),
        ([{"field": "survey", "skill": 0.6}], 0.6),
        ([{"field": "land", "skill": 0.6}], 1.0),  # not a field the position asks for
        ([{"position_id": "LAW", "skill": 0.1}], 1.0),
        ([{"position_id": "SURVEY", "skill": 0.8}, {"field": "survey", "skill": 0.6}], 0.8),
        ([{"position_id": "SURVEY", "skill": 0}], 0.0),
        ([{"position_id": "SURVEY", "skill": 1 / 3}], 1 / 3),
    ],
)
def test_skill_multiplies_fit_by_position_else_by_field(skills: list[Row], expected: float) -> None:
    given = [{"cadre_id": "c1"} | row for row in skills]
    assert fit(SURVEY, given, fields="survey") == pytest.approx(expected)


def test_the_largest_skill_of_the_required_fields_counts() -> None:
    skills = [
        {"cadre_id": "c1", "field": "survey", "skill": 0.3},
        {"cadre_id": "c1", "field": "land", "skill": 0.7},
    ]
    changed = {"SURVEY": {"required_fields": "survey;land"}}
    problem = problem_of([officer()], None, changed, skills=skills)
    assert problem.builder.fit(0, seat_number(problem, SURVEY)) == pytest.approx(0.7)


@pytest.mark.parametrize(("fields", "expected"), [("economics", 1.0), ("land", 2 / 3)])
def test_fit_over_a_kind_is_two_thirds_of_the_lead(fields: str, expected: float) -> None:
    assert fit(PAIR, fields=fields) == pytest.approx(expected)


def test_no_skill_at_all_leaves_nobody_eligible() -> None:
    skills = [{"cadre_id": "c1", "position_id": "SURVEY", "skill": 0}]
    problem = problem_of([officer()], skills=skills)
    assert (0, seat_number(problem, SURVEY)) not in pairs_of(problem)
