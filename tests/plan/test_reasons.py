"""The figures behind a reason: fit, need, and the next best against planning afresh."""

from __future__ import annotations

from functools import cache
from itertools import accumulate

import pandas as pd
import pytest

import staffalloc as sa
from staffalloc.placement.place import place
from staffalloc.placement.seats import SeatType

from ..builders import RECORDED, Row, pin
from ..placement.small import city, officer

PEOPLE: list[Row] = [
    officer("00001", "LAND", cadre_id="a"),
    officer("00001", "LAND", cadre_id="b", level="college"),
    officer("00002", "LAW", cadre_id="c", fields="law"),
    officer("00002", "FREE", cadre_id="d", fields="economics", level="none"),
    officer("", "", cadre_id="e", fields="social"),
    officer("00003", "SOCIAL", cadre_id="f", fields="social", level="college"),
    officer("00003", "PART", cadre_id="g", fields="", protected=True),
    officer("00003", "PART", cadre_id="h", fields="", protected=True),
    officer("00001", "LAND", cadre_id="only", fields="law"),
]
DECIDED: list[Row] = [pin("only", "assign", unit_code="00003", position_id="LAND", **RECORDED)]


@cache
def plan() -> sa.Plan:
    return sa.plan(city(PEOPLE, pins=DECIDED))


def figures(code: str) -> dict[str, object]:
    return dict(plan().reasons.set_index("cadre_id").loc[code])


def seat_of(code: str) -> str:
    return str(plan().assignments.set_index("cadre_id").loc[code, "seat_type"])


def dearer_with(decision: Row) -> float:
    """By how many hours the best placement is dearer with one more decision."""
    case = plan().case.with_table("pins", [*DECIDED, decision])
    more = place(case, plan().establishment).objective - plan().placement.objective
    return more / 1000


def cell(seat_type: str) -> Row:
    """In the small city every position lies in one kind of post, so a cell is a seat type."""
    unit, lead, _ = seat_type.split("/")
    return {"unit_code": unit, "position_id": lead}


UNDECIDED = [person["cadre_id"] for person in PEOPLE if person["cadre_id"] != "only"]


def test_forbidding_the_seat_makes_the_plan_dearer_by_the_cost_of_the_next_best() -> None:
    seated = [code for code in UNDECIDED if seat_of(code)]
    dearer = {code: dearer_with(pin(code, "forbid", **cell(seat_of(code)))) for code in seated}
    assert dearer == {code: figures(code)["next_cost"] for code in seated}


def test_assigning_the_next_best_seat_costs_exactly_that() -> None:
    seats = {code: str(figures(code)["next_seat_type"]) for code in UNDECIDED}
    other = {code: seat for code, seat in seats.items() if seat not in ("pool", "")}
    dearer = {code: dearer_with(pin(code, "assign", **cell(seat))) for code, seat in other.items()}
    assert dearer == {code: figures(code)["next_cost"] for code in other}


def test_the_small_city_has_every_kind_of_next_best() -> None:
    seats = set(plan().reasons["next_seat_type"])
    assert {"pool", ""} < seats
    assert (plan().assignments["status"] == "pool").any()
    assert set(plan().reasons["next_proof"]) == {"exact", "none"}


def test_who_can_go_nowhere_else_has_no_next_best_and_no_cost() -> None:
    found = figures("only")
    assert (found["next_seat_type"], found["next_proof"]) == ("", "none")
    assert found["next_cost"] != found["next_cost"]


def test_the_next_best_is_never_the_seat_itself_nor_cheaper(small_plan: sa.Plan) -> None:
    table = small_plan.reasons.set_index("cadre_id")
    seats = small_plan.assignments.set_index("cadre_id")["seat_type"]
    exact = table.query("next_proof == 'exact'")
    assert len(exact) > 100
    assert (exact["next_cost"] >= 0).all()
    assert (exact["next_seat_type"] != seats[exact.index].replace("", "pool")).all()


def cost_of(seat: SeatType, officers: int) -> int:
    """The least a seat type costs with so many officers: any of them may sit above the seats."""
    empty = [0, *accumulate(seat.empty_prices)]
    above = [0, *accumulate(seat.extra_prices)]
    choices = [
        empty[len(seat.posts) - filled] + above[officers - filled]
        for filled in range(min(officers, len(seat.posts)) + 1)
        if officers - filled <= len(seat.extra_prices)
    ]
    return min(choices)


def test_need_is_what_the_seat_costs_more_with_one_officer_fewer(small_plan: sa.Plan) -> None:
    seats = {seat.name: seat for seat in small_plan.placement.problem.seats}
    placed = small_plan.assignments.query("status == 'placed'")
    officers = placed["seat_type"].value_counts()
    need = small_plan.reasons.set_index("cadre_id")["need"]
    for code, name in placed[["cadre_id", "seat_type"]].to_numpy().tolist():
        sitting = int(officers[name])
        more = cost_of(seats[name], sitting - 1) - cost_of(seats[name], sitting)
        assert need[code] == more / 1000


def test_a_place_opened_for_a_decision_is_needed_by_nobody() -> None:
    people = [officer("00001", "LAND", cadre_id=code) for code in ("c1", "c2")]
    made = sa.plan(city(people, pins=[pin("c1", "keep"), pin("c2", "keep")]))
    assert made.reasons["need"].tolist() == [0, 0]


def test_fit_is_that_of_the_seat_and_at_least_the_policys_for_who_stays() -> None:
    assert figures("a")["fit"] == 1
    people = [officer("00001", "LAND", fields="economics")]
    for share in (0.5, 0.7):
        made = sa.plan(city(people, {"fit_incumbent": share}, pins=[pin("c1", "keep")]))
        assert made.reasons["fit"].tolist() == [share]


def test_fit_and_share_of_work_give_the_loss_to_misfit(small_plan: sa.Plan) -> None:
    """misfit = (1 - fit * fte) * hours a year * weight of the lead position."""
    case = small_plan.case
    placed = small_plan.assignments.query("status == 'placed'").set_index("cadre_id")
    fit = small_plan.reasons.set_index("cadre_id")["fit"][placed.index]
    fte = case.cadres.set_index("cadre_id")["fte"][placed.index]
    weight = placed["lead_position"].map(case.positions.set_index("position_id")["weight"])
    misfit = (1 - fit * fte) * case.policy.available_hours * weight
    assert placed["misfit"].to_list() == pytest.approx(misfit.to_list(), abs=0.0006)


def test_the_pool_has_neither_fit_nor_need(small_plan: sa.Plan) -> None:
    waiting = small_plan.reasons[
        small_plan.reasons["cadre_id"].isin(small_plan.unplaced["cadre_id"])
    ]
    assert len(waiting) > 0
    assert waiting[["fit", "need"]].isna().all(axis=None)


def test_everybody_of_the_placement_has_one_row_by_code(small_plan: sa.Plan) -> None:
    inside = small_plan.assignments.query("status != 'not_in_placement'")["cadre_id"]
    assert small_plan.reasons["cadre_id"].tolist() == sorted(inside)


def test_the_ways_out_of_the_pool_are_the_next_best(small_plan: sa.Plan) -> None:
    ways = small_plan.unplaced.set_index("cadre_id")[["way_seat_type", "way_cost"]]
    reasons = small_plan.reasons.set_index("cadre_id")[["next_seat_type", "next_cost"]]
    assert (ways["way_seat_type"] != "").any()
    pd.testing.assert_frame_equal(ways, reasons.loc[ways.index].set_axis(ways.columns, axis=1))


def test_the_condition_to_waive_is_the_one_that_opens_most(small_plan: sa.Plan) -> None:
    builder = small_plan.placement.problem.builder
    codes = small_plan.placement.problem.people.table["cadre_id"].tolist()
    for row in small_plan.unplaced.itertuples():
        opened = builder.opened_by_waiving(codes.index(row.cadre_id))
        assert row.waive_opens == max(opened.values())
        assert row.waive_condition == "" or opened[row.waive_condition] == row.waive_opens
        assert (row.waive_condition == "") == (row.waive_opens == 0)
