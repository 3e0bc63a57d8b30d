"""Where people may serve: the province and, all told, the same as every pair told apart."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import staffalloc as sa
from staffalloc.establishment import Establishment, build_establishment
from staffalloc.placement.engine.model import NOT_ELIGIBLE
from staffalloc.placement.place import PlacementProblem, build_placement_problem

from ..builders import RECORDED, Row, pin
from .explicit import explicit_pairs
from .small import KM, UNITS, city, eligible, officer, pairs_of, problem_of, seat_number

LAND, LAND2 = "00001/LAND/", "00002/LAND/"
TWO_PROVINCES = [
    UNITS[0] | {"province_code": "01"},
    UNITS[1] | {"province_code": "02"},
    UNITS[2] | {"province_code": "02"},
]
ACROSS = {"cross_province": True}


def home(km: float) -> Row:
    """A home so many kilometres north of unit 00001; unit 00002 lies at 10 km."""
    return {"home_lat": 21.0 + km * KM, "home_lon": 105.8}


@pytest.mark.parametrize(
    ("traits", "own", "other"),
    [
        ({}, True, False),  # today's unit is in the first
        ({"unit_code": ""} | home(4), True, False),  # nearer to the unit of the first
        ({"unit_code": ""} | home(6), False, True),
        ({"unit_code": "", "native_unit": "00002"}, False, True),  # without a home
        ({"unit_code": "", "native_unit": "00002"} | home(4), True, False),
        ({"unit_code": "", "native_unit": "90009"}, True, True),  # nothing is known
        ({"unit_code": ""}, True, True),
    ],
)
def test_nobody_leaves_the_province_unless_the_policy_allows_it(
    traits: Row, own: bool, other: bool
) -> None:
    who = officer(**traits)
    assert eligible(who, LAND, units=TWO_PROVINCES) is own
    assert eligible(who, LAND2, units=TWO_PROVINCES) is other
    assert eligible(who, LAND, ACROSS, units=TWO_PROVINCES)
    assert eligible(who, LAND2, ACROSS, units=TWO_PROVINCES)


def test_who_came_from_an_old_unit_belongs_to_the_province_of_its_successor() -> None:
    who = officer("", old_unit_code="90001", native_unit="00001", **home(0))
    old = [{"unit_code": "00002", "old_code": "90001", "extent": "full"}]
    assert eligible(who, LAND2, units=TWO_PROVINCES, predecessors=old)
    assert not eligible(who, LAND, units=TWO_PROVINCES, predecessors=old)


def test_of_two_units_as_near_to_home_the_first_decides() -> None:
    who = officer("", **home(10))
    units = [TWO_PROVINCES[0] | {"lat": UNITS[1]["lat"]}, *TWO_PROVINCES[1:]]
    assert eligible(who, LAND, units=units)
    assert not eligible(who, LAND2, units=units)


def test_units_without_a_code_are_one_province() -> None:
    assert eligible(officer(), LAND2)
    blank = [UNITS[0], *TWO_PROVINCES[1:]]
    assert not eligible(officer(), LAND2, units=blank)
    assert eligible(officer("00002"), "00002/LAND/", units=blank)


def test_an_unknown_place_is_near_to_nobody() -> None:
    units = [TWO_PROVINCES[0] | {"lat": None, "lon": None}, *TWO_PROVINCES[1:]]
    assert eligible(officer("", **home(0)), LAND2, units=units)
    assert not eligible(officer("", **home(0)), LAND, units=units)


def test_a_recorded_decision_stands_above_the_province() -> None:
    decided = pin("c1", "assign", unit_code="00002", position_id="LAND", **RECORDED)
    assert eligible(officer(), LAND2, units=TWO_PROVINCES, pins=[decided])


@pytest.mark.parametrize(
    ("traits", "seat", "found"),
    [
        ({}, LAND2, ("province",)),
        ({"protected": True}, LAND2, ("protected", "province")),
        ({}, "00003/LAND/", ("province", "distance")),  # 35 km from today's unit
        ({}, LAND, ()),
    ],
)
def test_the_province_is_a_condition_of_its_own(
    traits: Row, seat: str, found: tuple[str, ...]
) -> None:
    problem = problem_of([officer(**traits)], units=TWO_PROVINCES)
    assert problem.builder.failing(0, seat_number(problem, seat)) == found


def test_waiving_the_province_opens_the_seats_it_alone_keeps_closed() -> None:
    problem = problem_of([officer()], units=TWO_PROVINCES)
    open_now = len(pairs_of(problem))
    across = len(pairs_of(problem_of([officer()], ACROSS, units=TWO_PROVINCES)))
    assert problem.builder.opened_by_waiving(0)["province"] == across - open_now > 0


# Every pair, by the model and by tables of all people, units and seats.

residents = st.fixed_dictionaries(
    {
        "unit_code": st.sampled_from(["", "00001", "00002", "00003"]),
        "position_id": st.sampled_from(["", "LAND", "PART", "HEAD"]),
        "rank": st.sampled_from(["specialist", "head"]),
        "fields": st.sampled_from(["land", "law", "economics"]),
        "discipline": st.sampled_from(["clear", "clear", "review"]),
        "protected": st.booleans(),
        "old_unit_code": st.sampled_from(["", "90001", "90002"]),
        "native_unit": st.sampled_from(["", "00001", "00003"]),
        "fte": st.sampled_from([1.0, 0.5]),
    },
    optional={"home_lat": st.floats(20.6, 21.6)},
)
pins = st.sampled_from(
    [
        (),
        (),
        (pin("", "forbid", unit_code="00001"),),
        (pin("", "prefer", unit_code="00002", hours=30.5),),
        (pin("", "prefer", position_id="LAND", hours=7), pin("", "forbid", position_id="PART")),
        (pin("", "assign", unit_code="00003", position_id="LAW", **RECORDED),),
    ]
)
OLD = [
    {"unit_code": "00001", "old_code": "90001", "extent": "partial"},
    {"unit_code": "00003", "old_code": "90001", "extent": "partial"},
    {"unit_code": "00002", "old_code": "90002", "extent": "full"},
]
POLICIES: list[dict[str, Any]] = [
    {},
    {"cross_province": True, "max_move_km": 100},
    {"incumbents_may_stay": False, "max_commute_km": 12, "change_unit_hours": 33.3},
    {"max_move_km": 0, "max_commute_mountain_km": 0},
]


@st.composite
def cities(draw: st.DrawFn) -> PlacementProblem:
    """People of every kind in two provinces, one unit perhaps nobody knows where."""
    people, decided = [], []
    for number, traits in enumerate(draw(st.lists(residents, min_size=1, max_size=8))):
        if "home_lat" in traits:
            traits["home_lon"] = 105.8
        if not traits["unit_code"]:
            traits["position_id"] = ""
        people.append(officer(**traits) | {"cadre_id": f"c{number}"})
        decided += [row | {"cadre_id": f"c{number}"} for row in draw(pins)]
    kind = draw(st.integers(0, 2)), draw(st.booleans()), draw(st.integers(0, len(POLICIES) - 1))
    case, establishment = empty_city(*kind)
    case = case.with_table("cadres", people).with_table("pins", decided)
    return build_placement_problem(case, establishment)


@cache
def empty_city(provinces: int, lost: bool, policy: int) -> tuple[sa.Case, Establishment]:
    """The small city without people: its posts do not depend on who is there."""
    units = list([UNITS, TWO_PROVINCES, [*TWO_PROVINCES[:2], UNITS[2]]][provinces])
    if lost:
        units[1] = units[1] | {"lat": None, "lon": None}
    case = city([], POLICIES[policy], units=units, predecessors=OLD)
    return case, build_establishment(case)


def assert_one_pair_is_judged_as_all_are(problem: PlacementProblem) -> None:
    place, everybody = problem.builder.place, np.arange(len(problem.people))
    person, unit = (x.ravel() for x in np.indices((len(everybody), len(problem.units))))
    reach = place.reach()
    row, at = reach.of(everybody)
    near = place.allowed(person, unit)
    assert near.nonzero()[0].tolist() == (row * len(problem.units) + reach.unit[at]).tolist()
    loss = place.change_unit(person, unit) + place.travel(person, unit)
    assert loss[near].tolist() == reach.loss[at].tolist()


@given(cities())
def test_the_model_is_every_pair_at_its_loss(problem: PlacementProblem) -> None:
    assert pairs_of(problem) == explicit_pairs(problem)
    assert_one_pair_is_judged_as_all_are(problem)
    pinned = list(problem.pins)
    assert not np.diff(problem.model.reach.start)[pinned].any()


def test_the_model_of_a_whole_province_is_every_pair_at_its_loss() -> None:
    case = sa.load_example("lao_cai")
    problem = build_placement_problem(case, build_establishment(case))
    model, expected = problem.model, explicit_pairs(problem)
    person, seat, loss = model.all_pairs()
    assert list(zip(person.tolist(), seat.tolist(), strict=True)) == list(expected)
    assert loss.tolist() == list(expected.values())
    assert (model.losses(person, seat) == loss).all()
    closed = np.setdiff1d(np.arange(len(problem.seats)), seat[person == 0])
    assert (model.losses(np.zeros_like(closed), closed) == NOT_ELIGIBLE).all()
