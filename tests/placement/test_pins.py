"""What the planner decides for single people, and what that may not do."""

from __future__ import annotations

import pytest

from staffalloc import CaseError

from ..builders import RECORDED, Row, pin, position
from .small import column, officer, pairs_of, placement_of, problem_of, seats_of

LAND1, LAND2, SURVEY1 = "00001/LAND/", "00002/LAND/", "00001/SURVEY/"


def seats_open_to(pins: list[Row], **traits: object) -> set[str]:
    problem = problem_of([officer("00001", "LAND", **traits)], pins=pins)
    return {problem.seats[j].name for _, j in pairs_of(problem)}


def test_without_pins_several_seats_are_open() -> None:
    assert {LAND1, LAND2, SURVEY1, "00002/SURVEY/"} <= seats_open_to([])


@pytest.mark.parametrize(
    ("decision", "found"),
    [
        (pin("c1", "keep"), {LAND1}),
        (pin("c1", "assign", unit_code="00002", position_id="LAND"), {LAND2}),
        (pin("c1", "assign", position_id="SURVEY"), {SURVEY1, "00002/SURVEY/"}),
        (pin("c1", "assign", unit_code="00002", position_id="PART"), {"00002/FREE/PART"}),
    ],
)
def test_keep_and_assign_leave_only_the_seats_they_name(decision: Row, found: set[str]) -> None:
    assert seats_open_to([decision]) == found


def test_whoever_is_kept_or_assigned_is_placed_not_left_out() -> None:
    made = placement_of([officer("00001", "LAND")], pins=[pin("c1", "keep")])
    assert made.problem.model.pool_price.tolist() == [-1]
    assert seats_of(made) == {"c1": LAND1}


@pytest.mark.parametrize(
    ("place", "gone"),
    [
        ({"unit_code": "00002"}, "00002/"),
        ({"position_id": "PART"}, "/PART"),  # as a part, too
        ({"unit_code": "00001", "position_id": "LAND"}, LAND1),  # even the incumbent's own
    ],
)
def test_forbid_takes_away_what_it_names(place: Row, gone: str) -> None:
    before, after = seats_open_to([]), seats_open_to([pin("c1", "forbid", **place)])
    assert after == {name for name in before if gone not in name}
    assert after != before


def test_prefer_takes_its_hours_off_the_loss() -> None:
    wish = pin("c1", "prefer", unit_code="00002", position_id="LAND", hours=100.5)
    problem = problem_of([officer("00001", "LAND")], pins=[wish])
    wished, other = column(problem, LAND2), column(problem, LAND1)
    assert wished and other
    assert (wished.preference, other.preference) == (-100_500, 0)


def test_two_preferences_for_one_seat_add_up() -> None:
    wishes = [
        pin("c1", "prefer", unit_code="00001", hours=5),
        pin("c1", "prefer", position_id="LAND", hours=7),
    ]
    found = column(problem_of([officer("00001", "LAND")], pins=wishes), LAND1)
    assert found and found.preference == -12_000


def test_a_preference_worth_more_than_the_loss_wins_exactly() -> None:
    wish = pin("c1", "prefer", unit_code="00002", hours=5000)
    made = placement_of([officer("00001", "LAND")], pins=[wish])
    assert seats_of(made) == {"c1": LAND2}
    assert made.objective == made.bound
    assert made.components["loss"] < 0


def unfit(decision: Row) -> dict[str, str]:
    """An economist far away, decided to be the land officer of unit 3."""
    who = officer("00001", "PART", fields="economics", rank="head", political_theory="none")
    return seats_of(placement_of([who], pins=[decision]))


def test_a_recorded_decision_stands_against_eligibility() -> None:
    decided = pin("c1", "assign", unit_code="00003", position_id="LAND", **RECORDED)
    assert unfit(decided) == {"c1": "00003/LAND/"}


@pytest.mark.parametrize("missing", [{}, {"author": "A"}, {"reason": "B"}])
def test_without_author_and_reason_it_does_not(missing: Row) -> None:
    decided = pin("c1", "assign", unit_code="00003", position_id="LAND", **missing)
    with pytest.raises(CaseError) as caught:
        unfit(decided)
    assert [problem.code for problem in caught.value.problems] == ["pin_not_eligible"]


def test_no_decision_appoints_the_barred() -> None:
    decided = pin("c1", "assign", unit_code="00001", position_id="LAND", **RECORDED)
    with pytest.raises(CaseError) as caught:
        problem_of([officer("00001", "LAW", discipline="barred")], pins=[decided])
    assert [problem.code for problem in caught.value.problems] == ["pin_not_eligible"]


def test_two_people_kept_on_one_seat_open_a_place_at_no_price() -> None:
    people = [officer("00001", "LAND", cadre_id=code) for code in ("c1", "c2")]
    made = placement_of(people, pins=[pin("c1", "keep"), pin("c2", "keep")])
    assert seats_of(made) == {"c1": LAND1, "c2": LAND1}
    seat = next(seat for seat in made.problem.seats if seat.name == LAND1)
    assert (seat.opened, len(seat.posts), seat.extra_prices) == (1, 1, (0,))
    assert made.objective == made.bound


def test_a_cell_without_a_seat_gets_one() -> None:
    decided = pin("c1", "assign", unit_code="00001", position_id="RARE", **RECORDED)
    rare = position("RARE", applies_to="commune", fixed_hours=1)
    made = placement_of([officer()], more_positions=[rare], pins=[decided])
    assert seats_of(made) == {"c1": "00001/RARE/"}
    opened = next(seat for seat in made.problem.seats if seat.opened)
    assert (opened.posts, opened.empty_prices, opened.extra_prices) == ((), (), (0,))


def test_people_assigned_to_one_unit_take_the_seats_they_are_eligible_for() -> None:
    """Two lawyers fit two seats of the unit; the third gets a place of its own."""
    people = [officer("00001", cadre_id=code, fields="law") for code in ("c1", "c2", "c3")]
    pins = [pin(code, "assign", unit_code="00001") for code in ("c1", "c2", "c3")]
    made = placement_of(people, pins=pins)
    found = sorted(seats_of(made).values())
    assert len(found) == 3 and set(found) == {"00001/LAW/", "00001/FREE/PART"}
    assert sum(seat.opened for seat in made.problem.seats) == 1


def test_pins_of_people_outside_the_placement_are_left_alone() -> None:
    problem = problem_of([officer(kind="contract")], pins=[pin("c1", "keep")])
    assert (len(problem.people), dict(problem.pins)) == (0, {})
