"""The conditions of a new appointment one by one, and that they add up to who is eligible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import staffalloc as sa
from staffalloc.case.hours import great_circle_km
from staffalloc.establishment import Establishment, build_establishment
from staffalloc.placement.columns import CONDITIONS
from staffalloc.placement.eligible import EligiblePeople
from staffalloc.placement.place import PlacementProblem, build_placement_problem

from ..builders import RECORDED, Row, pin
from .small import KM, UNITS, city, officer, pairs_of, problem_of, seat_number

LAND, LAND2, LAND3 = "00001/LAND/", "00002/LAND/", "00003/LAND/"
SURVEY, SOCIAL, LAW = "00001/SURVEY/", "00001/SOCIAL/", "00001/LAW/"
HEAD, CHAIR, PAIR = "00001/HEAD/", "00001/CHAIR/", "00001/FREE/PART"
SOUND: Row = {"fields": "law", "rank": "chair"}


@cache
def empty_city() -> tuple[sa.Case, Establishment]:
    """The small city without people: its posts do not depend on who is there."""
    case = city([])
    return case, build_establishment(case)


def problem_with(people: Sequence[Row], pins: Sequence[Row] = ()) -> PlacementProblem:
    case, establishment = empty_city()
    peopled = case.with_table("cadres", people)
    peopled = peopled.with_table("pins", pins) if pins else peopled
    return build_placement_problem(peopled, establishment)


def failing(who: Row, seat: str, *pins: Row) -> tuple[str, ...]:
    return failing_in(problem_with([who], pins), seat)


def failing_in(problem: PlacementProblem, seat: str) -> tuple[str, ...]:
    return problem.builder.failing(0, seat_number(problem, seat))


def home(km: float) -> Row:
    """A home so many kilometres north of unit 00001."""
    return {"home_lat": 21.0 + km * KM, "home_lon": 105.8}


def test_a_sound_land_officer_fails_nothing_on_a_land_seat() -> None:
    assert failing(officer(), LAND) == ()


EDGES: list[tuple[Row, str, tuple[str, ...]]] = [
    ({"protected": True}, LAND, ()),  # today's unit
    ({"protected": True}, LAND2, ("protected",)),
    ({"transferable": False}, LAND2, ("protected",)),
    ({"protected": True, "unit_code": ""}, LAND2, ()),  # nowhere to stay
    (home(-9.99), LAND2, ()),  # 19.99 km from home, the most is 20
    (home(-10.01), LAND2, ("distance",)),
    (home(-10.01), LAND, ()),  # never in today's unit
    ({}, LAND3, ("distance",)),  # 35 km from today's unit, the most is 30
    ({"discipline": "review"}, LAND, ("discipline",)),
    ({"discipline": "barred"}, LAND, ("discipline",)),
    (SOUND | {"rank": "head"}, HEAD, ()),
    (SOUND | {"rank": "deputy_head"}, HEAD, ("plan",)),
    (SOUND | {"rank": "deputy_head", "planned": True}, HEAD, ()),
    (SOUND | {"rank": "specialist", "planned": True}, HEAD, ("plan",)),  # two ranks up
    (SOUND | {"rank": "vice_chair", "planned": True}, CHAIR, ("plan",)),
    (SOUND | {"rank": "vice_chair", "planned": True, "achievement": True}, CHAIR, ()),
    ({"level": "college", "fields": "social"}, SOCIAL, ()),  # one below is enough
    ({"level": "intermediate", "fields": "social"}, SOCIAL, ("level",)),
    ({"level": "college"}, LAND, ("level",)),  # a strict position
    (SOUND | {"level": "college"}, HEAD, ("level",)),  # a leader
    (SOUND | {"level": "doctor"}, HEAD, ()),
    ({"fields": "survey"}, SURVEY, ()),
    ({"fields": "survey"}, LAND, ("field",)),  # the family is not enough where strict
    ({}, SURVEY, ()),  # the family
    ({"fields": "social"}, LAW, ()),  # to be coached
    ({"fields": "social", "rank": "head"}, HEAD, ("field",)),  # but no leader is
    ({"fields": ""}, PAIR, ()),  # any field
    (SOUND | {"political_theory": "intermediate"}, CHAIR, ()),
    (SOUND | {"political_theory": "elementary"}, CHAIR, ("theory",)),
]


@cache
def problem_of_edges() -> PlacementProblem:
    return problem_with([officer(cadre_id=f"{n:03}") | who for n, (who, _, _) in enumerate(EDGES)])


@pytest.mark.parametrize("row", range(len(EDGES)), ids=[str(edge[:2]) for edge in EDGES])
def test_each_condition_kept_broken_and_on_its_edge(row: int) -> None:
    _, seat, found = EDGES[row]
    problem = problem_of_edges()
    assert problem.builder.failing(row, seat_number(problem, seat)) == found


A_LITTLE = 1e-6  # kilometres


def test_a_move_may_be_as_long_as_the_limit() -> None:
    problem = problem_with([officer()])
    km = problem.builder.km(0, seat_number(problem, LAND3))
    for most, found in ((km, ()), (km - A_LITTLE, ("distance",))):
        assert failing_in(problem_of([officer()], {"max_move_km": most}), LAND3) == found


def test_the_way_to_work_may_be_as_long_as_the_limit() -> None:
    km = float(great_circle_km(21.0 - 5 * KM, 105.8, UNITS[1]["lat"], 105.8))
    for most, found in ((km + A_LITTLE, ()), (km - A_LITTLE, ("distance",))):
        problem = problem_of([officer(**home(-5))], {"max_commute_km": most})
        assert failing_in(problem, LAND2) == found


def test_all_that_fails_is_told_in_the_fixed_order() -> None:
    who = officer(
        protected=True,
        discipline="review",
        rank="specialist",
        level="none",
        fields="economics",
        political_theory="none",
    )
    decided = pin("c1", "forbid", unit_code="00003")
    assert failing(who, "00003/CHAIR/", decided) == (
        "protected",
        "distance",
        "discipline",
        "plan",
        "level",
        "theory",  # a chair may have any field
        "decision",
    )


@pytest.mark.parametrize(
    ("decision", "closed"),
    [
        (pin("c1", "forbid", unit_code="00001"), True),
        (pin("c1", "forbid", position_id="LAND"), True),
        (pin("c1", "forbid", unit_code="00001", position_id="SURVEY"), False),
        (pin("c1", "assign", unit_code="00002"), True),  # elsewhere, so not here
        (pin("c1", "assign", position_id="LAND"), False),
        (pin("c1", "prefer", unit_code="00002", hours=9), False),
    ],
)
def test_the_planners_decision_closes_what_it_excludes(decision: Row, closed: bool) -> None:
    assert failing(officer(), LAND, decision) == (("decision",) if closed else ())


@pytest.mark.parametrize("traits", [{"level": "none"}, {"fields": "law"}, {"discipline": "barred"}])
def test_the_conditions_of_the_new_do_not_bind_an_incumbent(traits: Row) -> None:
    problem = problem_with([officer("00001", "LAND", **traits)])
    seat = seat_number(problem, LAND)
    assert problem.builder.failing(0, seat) == ()
    assert problem.builder.failing(0, seat_number(problem, LAND2)) != ()
    assert seat in problem.builder.seats_of(0)


TRAINING = [
    ("land", LAND, "exact"),
    ("law;land", LAND, "exact"),
    ("survey", LAND, "other"),  # strict: no family
    ("land", SURVEY, "related"),
    ("social", LAW, "coached"),
    ("economics", SURVEY, "other"),
    ("", PAIR, "free"),  # open to every field, so none is the required one
    ("economics", PAIR, "free"),
    ("", LAND, "other"),
]


def test_training_against_the_lead_position() -> None:
    people = [officer(cadre_id=str(n), fields=fields) for n, (fields, _, _) in enumerate(TRAINING)]
    problem = problem_with(people)
    for row, (_, seat, training) in enumerate(TRAINING):
        assert problem.builder.training(row, seat_number(problem, seat)) == training


def test_a_field_without_any_skill_in_it_is_none() -> None:
    skills = [{"cadre_id": "c1", "field": "land", "skill": 0}]
    assert failing_in(problem_of([officer()], skills=skills), LAND) == ("field",)


# Many people at once, on every seat type of the small city.

traits = st.fixed_dictionaries(
    {
        "unit_code": st.sampled_from(["", "00001", "00002", "00003"]),
        "position_id": st.sampled_from(["", "LAND", "PART", "HEAD"]),
        "rank": st.sampled_from(["specialist", "deputy_head", "head", "vice_chair", "chair"]),
        "level": st.sampled_from(["none", "intermediate", "college", "university"]),
        "fields": st.sampled_from(["", "land", "survey", "law", "social", "economics"]),
        "political_theory": st.sampled_from(["none", "elementary", "advanced"]),
        "discipline": st.sampled_from(["clear", "clear", "review", "barred"]),
        "protected": st.booleans(),
        "transferable": st.booleans(),
        "planned": st.booleans(),
        "achievement": st.booleans(),
    },
    optional={"home_lat": st.sampled_from([20.8, 21.0, 21.3])},
)
decisions = st.one_of(
    st.just(()),
    st.builds(
        lambda unit: (pin("", "forbid", unit_code=unit),), st.sampled_from(["00001", "00002"])
    ),
    st.builds(lambda job: (pin("", "forbid", position_id=job),), st.sampled_from(["LAND", "PART"])),
    st.just((pin("", "assign", unit_code="00001", position_id="LAW", **RECORDED),)),
    st.just((pin("", "assign", unit_code="00002", **RECORDED),)),
)


@st.composite
def crowds(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """People of every kind, and what is decided for them."""
    people, pins = [], []
    for number, chosen in enumerate(draw(st.lists(traits, min_size=1, max_size=8))):
        code = f"c{number}"
        if "home_lat" in chosen:
            chosen["home_lon"] = 105.8
        if not chosen["unit_code"]:
            chosen["position_id"] = ""
        people.append(chosen | {"cadre_id": code})
        decided = draw(decisions)
        stands = all(d["action"] == "forbid" for d in decided) or chosen["discipline"] != "barred"
        pins += [d | {"cadre_id": code} for d in decided if stands]
    return people, pins


def pairs(problem: PlacementProblem) -> Iterator[tuple[int, int]]:
    for person in range(len(problem.people)):
        for seat in range(len(problem.seats)):
            yield person, seat


def first_failing(problem: PlacementProblem, seat: int) -> np.ndarray:
    unit = int(problem.builder.seat_unit[seat])
    everybody = np.arange(len(problem.people))
    return problem.builder.first_failing(unit, np.array([seat]), everybody)[:, 0]


def is_decided(problem: PlacementProblem, person: int, seat: int) -> bool:
    """Whether a recorded decision to place the person stands for the seat."""
    pins = problem.pins.get(person)
    barred = problem.people.table["discipline"][person] == "barred"
    if pins is None or pins.only is None or not pins.recorded or barred:
        return False
    return pins.only.holds(problem.seats[seat])


def assert_eligible_is_who_fails_nothing_who_stays_and_who_is_decided(
    problem: PlacementProblem,
) -> None:
    builder, eligible = problem.builder, pairs_of(problem)
    for person, seat in pairs(problem):
        fails = builder.failing(person, seat)
        stands = builder.is_incumbent(person, seat) or is_decided(problem, person, seat)
        expected = not fails or (stands and "decision" not in fails)
        assert ((person, seat) in eligible) is expected


def assert_the_first_that_fails_is_the_first_of_all(problem: PlacementProblem) -> None:
    first = [first_failing(problem, seat) for seat in range(len(problem.seats))]
    for person, seat in pairs(problem):
        fails = problem.builder.failing(person, seat)
        place = int(first[seat][person])
        assert fails == tuple(sorted(fails, key=CONDITIONS.index))
        assert (CONDITIONS[place] if place >= 0 else "") == (fails[0] if fails else "")


def assert_waiving_opens_what_nothing_else_closes(problem: PlacementProblem) -> None:
    """Of people for whom nothing is decided."""
    builder = problem.builder
    for person in set(range(len(problem.people))) - set(problem.pins):
        found = [builder.failing(person, seat) for seat in range(len(problem.seats))]
        closed_by_it_alone = {k: found.count((k,)) for k in CONDITIONS}
        assert builder.opened_by_waiving(person) == closed_by_it_alone


def assert_the_people_of_a_seat_are_those_whose_column_it_is(problem: PlacementProblem) -> None:
    eligible, columns = EligiblePeople(problem.model), pairs_of(problem)
    for seat in range(len(problem.seats)):
        expected = sorted(person for person, j in columns if j == seat)
        assert eligible.of(seat).tolist() == expected


@given(crowds())
def test_the_conditions_keep_their_laws_in_any_crowd(crowd: tuple[list[Row], list[Row]]) -> None:
    problem = problem_with(*crowd)
    assert_eligible_is_who_fails_nothing_who_stays_and_who_is_decided(problem)
    assert_the_first_that_fails_is_the_first_of_all(problem)
    assert_waiving_opens_what_nothing_else_closes(problem)
    assert_the_people_of_a_seat_are_those_whose_column_it_is(problem)


def test_the_conditions_agree_over_a_whole_plan(small_plan: sa.Plan) -> None:
    problem = small_plan.placement.problem
    closed = np.ones((len(problem.people), len(problem.seats)), bool)
    person, seat, _ = problem.model.all_pairs()
    closed[person, seat] = False
    for j in range(len(problem.seats)):
        assert (closed[:, j] == (first_failing(problem, j) >= 0)).all()


def closed_by_one_alone(problem: PlacementProblem) -> dict[str, int]:
    open_to = set(problem.builder.seats_of(0))
    found = [problem.builder.failing(0, s) for s in range(len(problem.seats)) if s not in open_to]
    return {condition: found.count((condition,)) for condition in CONDITIONS}


def test_a_forbidden_seat_is_not_opened_by_waiving_the_field() -> None:
    problem = problem_of([officer("", fields="")], pins=[pin("c1", "forbid", unit_code="00001")])
    assert problem.builder.opened_by_waiving(0) == closed_by_one_alone(problem)


def test_a_seat_the_incumbent_may_keep_is_not_closed() -> None:
    problem = problem_of([officer("00001", "LAND", fields="")])
    assert problem.builder.opened_by_waiving(0) == closed_by_one_alone(problem)
