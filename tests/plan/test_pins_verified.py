"""Decisions of the planner survive into a plan that verify proves: places opened included."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import staffalloc as sa

DECIDED = {"author": "Phòng Nội vụ", "reason": "theo nguyện vọng"}


def planned_with(case: sa.Case, pins: list[dict[str, object]], folder: Path) -> pd.DataFrame:
    plan = sa.plan(case.with_table("pins", pd.DataFrame(pins)))
    sa.verify(plan.save(folder / "plan")).raise_if_failed()
    return plan.assignments.set_index("cadre_id")


def people_of(plan: sa.Plan, unit: str, position: str, count: int) -> list[str]:
    """Placed people who are in the unit today but hold another position there."""
    rows = plan.assignments.query("status == 'placed' and today_unit == @unit")
    return rows.loc[rows["today_position"] != position, "cadre_id"].head(count).tolist()


def test_more_people_than_seats_open_places_that_verify_accepts(
    small_case: sa.Case, small_plan: sa.Plan, tmp_path: Path
) -> None:
    unit = small_case.units["unit_code"].iloc[0]
    chosen = people_of(small_plan, unit, "P21", 4)
    pins = [
        {"cadre_id": code, "action": "assign", "unit_code": unit, "position_id": "P21", **DECIDED}
        for code in chosen
    ]
    rows = planned_with(small_case, pins, tmp_path)
    assert set(rows.loc[chosen, "unit_code"]) == {unit}
    assert rows.loc[chosen, "marks"].str.contains("pinned").all()


def test_people_kept_on_a_part_of_a_post_stay(
    small_case: sa.Case, small_plan: sa.Plan, tmp_path: Path
) -> None:
    posts = small_plan.posts
    shared = posts[posts["parts"].str.contains(";") & ~posts["leader"]].iloc[0]
    part = shared["parts"].split(";")[1].split(":")[0]
    chosen = people_of(small_plan, shared["unit_code"], part, 3)
    pins = [
        {
            "cadre_id": code,
            "action": "assign",
            "unit_code": shared["unit_code"],
            "position_id": part,
            **DECIDED,
        }
        for code in chosen
    ]
    rows = planned_with(small_case, pins, tmp_path)
    assert set(rows.loc[chosen, "unit_code"]) == {shared["unit_code"]}


def test_forbid_and_prefer_are_proven_too(
    small_case: sa.Case, small_plan: sa.Plan, tmp_path: Path
) -> None:
    moved = small_plan.moves.iloc[0]
    stays = small_plan.assignments.query("status == 'placed'")["cadre_id"].iloc[0]
    pins = [
        {"cadre_id": moved["cadre_id"], "action": "forbid", "unit_code": moved["to_unit"]},
        {"cadre_id": stays, "action": "prefer", "unit_code": moved["to_unit"], "hours": 50},
    ]
    rows = planned_with(small_case, pins, tmp_path)
    assert rows.loc[moved["cadre_id"], "unit_code"] != moved["to_unit"]


def test_a_pin_against_the_rules_needs_an_author_and_a_reason(
    small_case: sa.Case, small_plan: sa.Plan
) -> None:
    units = small_case.units["unit_code"].tolist()
    specialist = small_plan.case.cadres.query("rank == 'specialist' and unit_code == @units[0]")
    pin = {
        "cadre_id": specialist["cadre_id"].iloc[0],
        "action": "assign",
        "unit_code": units[0],
        "position_id": "P05",
    }
    with pytest.raises(sa.CaseError) as error:
        sa.plan(small_case.with_table("pins", pd.DataFrame([pin])))
    assert [problem.code for problem in error.value.problems] == ["pin_not_eligible"]
