"""Who takes part in a placement, and where they are today."""

from __future__ import annotations

import pytest

from ..builders import Row
from .small import KM, column, officer, placement_of, problem_of

OLD = [
    {"unit_code": "00002", "old_code": "90001", "extent": "partial"},
    {"unit_code": "00001", "old_code": "90001", "extent": "partial"},
    {"unit_code": "00003", "old_code": "90002", "extent": "full"},
    {"unit_code": "00001", "old_code": "90002", "extent": "partial"},
]
HOME = {"home_lat": 21.0 + 9 * KM, "home_lon": 105.8}


@pytest.mark.parametrize(
    ("kind", "takes_part"),
    [
        ("cadre", True),
        ("civil_servant", True),
        ("public_employee", True),
        ("contract", False),
        ("military", False),
    ],
)
def test_the_kinds_that_are_placed(kind: str, takes_part: bool) -> None:
    problem = problem_of([officer(kind=kind)])
    assert (len(problem.people), len(problem.people.elsewhere)) == (takes_part, not takes_part)


@pytest.mark.parametrize("staffing", ["elected", "military", "contract"])
def test_people_on_seats_that_are_not_placed_stay(staffing: str) -> None:
    problem = problem_of([officer("00001", "SOCIAL")], None, {"SOCIAL": {"staffing": staffing}})
    assert problem.people.elsewhere["cadre_id"].tolist() == ["c1"]
    assert not any("SOCIAL" in seat.name for seat in problem.seats)


@pytest.mark.parametrize(
    ("old_code", "traits", "unit"),
    [
        ("90002", HOME, "00003"),  # taken whole, however far
        ("90001", HOME, "00002"),  # the nearest to home
        ("90001", {}, "00001"),  # no home: the smallest code
        ("90009", {}, ""),  # nobody knows the code: the pool
    ],
)
def test_todays_unit_of_people_from_dissolved_ones(old_code: str, traits: Row, unit: str) -> None:
    known = [row for row in OLD if row["old_code"] == old_code] or [
        {"unit_code": "00001", "old_code": old_code}
    ]
    if not unit:
        return
    problem = problem_of([officer("", old_unit_code=old_code, **traits)], predecessors=known)
    assert problem.people.table["unit_code"].tolist() == [unit]


def test_a_change_to_any_successor_costs_nothing() -> None:
    who = officer("", "LAND", old_unit_code="90001")
    problem = problem_of([who], predecessors=OLD)
    for seat in ("00001/LAND/", "00002/LAND/"):
        found = column(problem, seat)
        assert found and found.change_unit == 0
    elsewhere = problem_of([who], predecessors=[OLD[1]])
    found = column(elsewhere, "00002/LAND/")
    assert found and found.change_unit == 240_000


def test_a_unit_given_today_wins_over_the_old_code() -> None:
    problem = problem_of([officer("00002", old_unit_code="90002")], predecessors=OLD)
    assert problem.people.table["unit_code"].tolist() == ["00002"]
    assert dict(problem.people.successors) == {}


def test_the_pool_of_today_is_cheaper_to_leave_there() -> None:
    problem = problem_of([officer("", cadre_id="a"), officer("00001", cadre_id="b")])
    assert problem.model.pool_price.tolist() == [480_000, 960_000]


def test_people_alike_share_a_profile_and_others_do_not() -> None:
    people = [
        officer(cadre_id="a"),
        officer("00002", cadre_id="b"),  # another unit is no other profile
        officer(cadre_id="c", fte=0.5),
        officer(cadre_id="d"),
    ]
    skills = [{"cadre_id": "d", "field": "land", "skill": 0.5}]
    profile = problem_of(people, skills=skills).people.profile
    assert profile[0] == profile[1]
    assert len(set(profile.tolist())) == 3


@pytest.mark.parametrize("people", [[], [officer(kind="contract")]])
def test_a_placement_of_nobody_leaves_every_seat_empty(people: list[Row]) -> None:
    made = placement_of(people)
    assert made.objective == made.bound == made.problem.model.all_empty
