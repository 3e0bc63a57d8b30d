"""The division of work in a plan: what a director reads from the tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import staffalloc as sa
from staffalloc.plan.duties import build_duties
from staffalloc.plan.leader_fields import leader_fields_table
from staffalloc.tables.columns import TABLES
from staffalloc.tables.kinds import Column

DIVISION = ("duties", "site_seats", "site_gaps", "leader_fields")


@pytest.fixture(scope="module")
def divided(small_plan: sa.Plan) -> sa.Plan:
    unit = small_plan.case.units["unit_code"].iloc[0]
    rows = [
        {"unit_code": unit, "site": "A", "name": "", "positions": "P27"},
        {"unit_code": unit, "site": "B", "name": "", "positions": "P21"},
        {"unit_code": unit, "site": "C", "name": "", "positions": "P27"},
    ]
    case = small_plan.case.with_table("sites", pd.DataFrame(rows))
    for rule in ("duties", "sites", "leader_fields"):
        case = case.with_rule(rule)
    return sa.plan(case)


@pytest.fixture(scope="module")
def duties(divided: sa.Plan) -> pd.DataFrame:
    return divided.tables["duties"]


def test_the_placement_is_what_it_is_without_these_rules(
    divided: sa.Plan, small_plan: sa.Plan
) -> None:
    pd.testing.assert_frame_equal(divided.assignments, small_plan.assignments)


@pytest.mark.parametrize("name", DIVISION)
def test_every_column_is_defined_and_every_word_has_its_text(divided: sa.Plan, name: str) -> None:
    made, table = divided.tables[name], TABLES[name]
    assert table.names == tuple(made.columns)
    worded: list[Column] = [column for column in table.columns if column.words is not None]
    for column in worded:
        assert set(made[column.name]) - {""} <= set(column.words or ())


def test_everybody_who_is_placed_has_work_and_nobody_too_much(
    divided: sa.Plan, duties: pd.DataFrame
) -> None:
    placed = divided.assignments.query("status == 'placed'")["cadre_id"]
    assert set(placed) <= set(duties["cadre_id"])
    assert duties["load"].max() <= divided.case.policy.most_post_fte + 1e-9
    assert duties.groupby("cadre_id").size().max() <= divided.case.policy.most_positions_each


def test_a_task_that_anybody_carries_has_exactly_one_who_answers_for_it(
    duties: pd.DataFrame,
) -> None:
    answering = duties[duties["hours"] > 0].groupby(["unit_code", "position_id"])["responsible"]
    assert (answering.sum() == 1).all()


def test_no_task_gets_more_hours_than_it_needs(divided: sa.Plan, duties: pd.DataFrame) -> None:
    keys = ["unit_code", "position_id"]
    done = duties.groupby(keys)["hours"].sum()
    need = divided.requirements.set_index(keys)["required_hours"]
    both = pd.concat([done, need], axis=1, join="inner")
    counted = both[both["required_hours"] > 0]
    assert (counted["hours"] <= counted["required_hours"] + 0.0006).all()


def test_every_cell_of_the_small_city_is_divided_with_a_proof(divided: sa.Plan) -> None:
    made = build_duties(divided.case, divided.officers)
    assert made.cells
    assert all(divided.division.proven for divided in made.cells.values())


def test_everybody_of_a_unit_with_sites_sits_at_one_and_gaps_are_told(divided: sa.Plan) -> None:
    seats, gaps = divided.tables["site_seats"], divided.tables["site_gaps"]
    unit = divided.case.sites["unit_code"].iloc[0]
    placed = divided.assignments
    here = placed[(placed["status"] == "placed") & (placed["unit_code"] == unit)]
    assert set(here["cadre_id"]) <= set(seats["cadre_id"])
    assert seats["cadre_id"].is_unique
    carried = {
        (site, part.split(":")[0])
        for site, post in zip(seats["site"], seats["post_id"], strict=True)
        for part in divided.posts.set_index("post_id")["parts"].get(post, "").split(";")
    }
    asked = {("A", "P27"), ("B", "P21"), ("C", "P27")}
    assert asked - carried == set(zip(gaps["site"], gaps["position_id"], strict=True))


def test_every_field_of_a_unit_has_one_leader_and_counts_are_even(divided: sa.Plan) -> None:
    table = divided.tables["leader_fields"]
    assert not table.duplicated(["unit_code", "field"]).any()
    counts = table.groupby(["unit_code", "cadre_id"]).size().groupby("unit_code")
    assert (counts.max() - counts.min() <= 1).all()
    need = divided.requirements["required_hours"].sum()
    assert np.isclose(table["hours"].sum(), need)


def test_a_unit_without_leaders_shows_its_fields_without_any(small_plan: sa.Plan) -> None:
    positions = small_plan.case.positions
    party = positions.assign(side="party")
    table = leader_fields_table(small_plan.case.with_table("positions", party), small_plan.officers)
    assert set(table["cadre_id"]) == set(table["match"]) == {""}


def test_nobody_is_given_a_position_whose_standard_they_do_not_meet(
    divided: sa.Plan, duties: pd.DataFrame
) -> None:
    """Beside the parts of the own post only positions a new appointment would be allowed in."""
    parts = divided.tables["parts"]
    own = set(zip(parts["post_id"], parts["position_id"], strict=True))
    asked = divided.case.positions.set_index("position_id")
    for row in duties[duties["fit"].notna()].itertuples():
        if (row.post_id, row.position_id) not in own and row.post_id:
            assert row.fit > 0
            assert asked["sizing"][row.position_id] == "workload"
