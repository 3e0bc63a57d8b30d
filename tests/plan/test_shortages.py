"""What is still short: uncovered work with its cause, need by field, units above their frame."""

from __future__ import annotations

import pandas as pd
import pytest

import staffalloc as sa

from ..builders import RECORDED, Row, cadre, hours_case, pin, position, unit
from ..placement.small import city, officer

LIGHT = position("LIGHT", concurrency_group="G")


def uncovered_of(plan: sa.Plan) -> dict[tuple[str, str], tuple[str, str]]:
    rows = plan.uncovered.itertuples()
    return {(row.unit_code, row.position_id): (row.reason, row.posts) for row in rows}


def test_work_whose_post_is_empty_says_so_and_names_the_post() -> None:
    plan = sa.plan(city([officer("00001", "LAND")]))
    found = uncovered_of(plan)
    posts = plan.tables["parts"].set_index(["unit_code", "position_id"])["post_id"]
    assert ("00001", "LAND") not in found
    assert found["00002", "LAND"] == ("post_empty", posts["00002", "LAND"])
    assert found["00001", "PART"] == ("post_empty", posts["00001", "PART"])  # as a part, too


def test_work_without_any_post_says_so() -> None:
    case = hours_case(
        {("00001", "HEAVY"): 1600, ("00001", "LIGHT"): 1600},
        positions=[position("HEAVY", weight=9, concurrency_group="G"), LIGHT],
        units=[unit("00001", ceiling=1)],
        concurrency=[{"group": "G", "max_positions": 2}],
        cadres=[cadre("c1", "00001", "HEAVY")],
    )
    assert uncovered_of(sa.plan(case)) == {("00001", "LIGHT"): ("no_post", "")}


def guarded(*people: Row) -> sa.Plan:
    """One unit with a guard, who is not placed, and a clerk."""
    case = hours_case(
        {("00001", "CLERK"): 1600, ("00001", "GUARD"): 1600},
        positions=[position("GUARD", staffing="contract", in_frame=False)],
        cadres=people,
    )
    return sa.plan(case)


def test_work_outside_the_placement_that_nobody_does_says_so() -> None:
    assert uncovered_of(guarded())["00001", "GUARD"][0] == "outside_empty"
    guard = cadre("g", "00001", "GUARD", kind="contract")
    assert ("00001", "GUARD") not in uncovered_of(guarded(guard))


def test_an_empty_post_beside_a_filled_one_of_the_same_work_leaves_nothing_uncovered() -> None:
    case = hours_case({("00001", "CLERK"): 3200}, cadres=[cadre("c1", "00001", "CLERK")])
    plan = sa.plan(case)
    assert len(plan.vacancies) == 1
    assert len(plan.uncovered) == 0


def test_uncovered_work_stands_by_need_and_is_what_the_gate_counts(small_plan: sa.Plan) -> None:
    table = small_plan.uncovered
    assert len(table) > 5
    assert table["required_fte"].is_monotonic_decreasing
    cells = table["unit_code"] + "/" + table["position_id"]
    gate = small_plan.gates.set_index("gate").loc["uncovered_task"]
    assert sorted(cells) == sorted(gate["cases"].split(";"))
    assert gate["count"] == len(table)


def test_the_need_of_uncovered_work_is_that_of_the_requirements(small_plan: sa.Plan) -> None:
    keys = ["unit_code", "position_id"]
    figures = ["required_fte", "required_hours"]
    need = small_plan.requirements.set_index(keys)[figures]
    found = small_plan.uncovered.set_index(keys)[figures]
    pd.testing.assert_frame_equal(found, need.loc[found.index])


def by_field(plan: sa.Plan) -> pd.DataFrame:
    return plan.tables["field_shortage"].set_index("field")


def test_people_are_counted_by_training_on_their_lead() -> None:
    fields = {"LAND": "land", "SURVEY": "survey", "LAW": "law"}
    changed = {job: {"field": field} for job, field in fields.items()}
    people = [
        officer("00001", "LAND", cadre_id="exact"),
        officer("00002", "LAND", cadre_id="stays", fields="economics"),
        officer("00001", "SURVEY", cadre_id="related"),
        officer("00001", "LAW", cadre_id="coached", fields="social"),
    ]
    pins = [pin(who["cadre_id"], "keep", **RECORDED) for who in people]
    table = by_field(sa.plan(city(people, changed=changed, pins=pins)))
    counted = table[["posts", "exact", "related", "other", "vacant"]]
    assert counted.loc["land"].tolist() == [3, 1, 0, 1, 1]
    assert counted.loc["survey"].tolist() == [3, 0, 1, 0, 2]
    assert counted.loc["law"].tolist() == [3, 0, 1, 0, 2]
    assert table.loc["land", "required_fte"] == 3


def test_where_no_field_is_asked_everybody_counts_as_trained_in_it() -> None:
    people = [
        officer("00001", "FREE", cadre_id="c1", fields="land"),
        officer("00002", "FREE", cadre_id="c2", fields=""),
    ]
    pins = [pin(who["cadre_id"], "keep", **RECORDED) for who in people]
    free = {"FREE": {"field": "anything"}}
    counted = by_field(sa.plan(city(people, changed=free, pins=pins))).loc["anything"]
    assert counted[["exact", "related", "other"]].tolist() == [2, 0, 0]


def test_the_fields_add_up_to_the_plan(small_plan: sa.Plan) -> None:
    table = by_field(small_plan)
    heads = table[["exact", "related", "other"]].to_numpy().sum()
    placed = small_plan.assignments.query("status == 'placed'")
    assert heads == len(placed)
    assert table["vacant"].sum() == len(small_plan.vacancies)
    above = (placed["post_id"] == "").sum()
    assert table["posts"].sum() == heads - above + table["vacant"].sum()


def test_the_fields_have_the_fte_of_the_balance(small_plan: sa.Plan) -> None:
    positions = small_plan.case.positions.query("staffing == 'payroll'")
    field = positions.set_index("position_id")["field"]
    columns = ["required_fte", "today_fte", "planned_fte"]
    balance = small_plan.balance
    balance = balance[balance["position_id"].isin(field.index)]
    sums = balance.groupby(balance["position_id"].map(field))[columns].sum()
    table = by_field(small_plan)
    for column in columns:
        assert table[column].to_dict() == pytest.approx(sums.loc[table.index, column].to_dict())


def test_the_worst_off_field_stands_first_and_none_is_short_below_zero(
    small_plan: sa.Plan,
) -> None:
    table = by_field(small_plan)
    assert table["short_fte"].is_monotonic_decreasing
    short = (table["required_fte"] - table["planned_fte"]).clip(lower=0)
    assert (table["short_fte"] == short).all()


NOTE: Row = {"subject": "above_frame", **RECORDED}


def crowded(*notes: Row) -> sa.Plan:
    """Units with a ceiling of two posts, and people who may stay above it."""
    units = [unit("00001", ceiling=1), unit("00002", ceiling=1), unit("00003", ceiling=1)]
    people = [
        cadre(f"{code}-{n}", code, "CLERK")
        for code, heads in (("00001", 2), ("00002", 3), ("00003", 1))
        for n in range(heads)
    ]
    pins = [pin(person["cadre_id"], "keep") for person in people]
    hours = {(row["unit_code"], "CLERK"): 1600.0 for row in units}
    return sa.plan(hours_case(hours, units=units, cadres=people, pins=pins, unit_notes=notes))


def test_units_above_their_frame_are_listed_most_heads_first() -> None:
    table = crowded().tables["above_frame"]
    assert table["unit_code"].tolist() == ["00002", "00001"]
    assert table["above_frame"].tolist() == [2, 1]
    assert table["heads_in_frame"].tolist() == [3, 2]
    assert (table["recorded"].tolist(), table["author"].tolist()) == ([False] * 2, [""] * 2)


def test_a_note_stands_beside_its_unit_and_no_other() -> None:
    notes = [NOTE | {"unit_code": code} for code in ("00001", "00003")]
    table = crowded(*notes).tables["above_frame"].set_index("unit_code")
    assert table["recorded"].to_dict() == {"00002": False, "00001": True}
    assert table.loc["00001", ["author", "reason"]].to_dict() == RECORDED
    assert table.loc["00002", ["author", "reason"]].tolist() == ["", ""]
    assert "00003" not in table.index  # not above, whatever is noted


def test_above_frame_agrees_with_the_ceilings(small_plan: sa.Plan) -> None:
    table = small_plan.tables["above_frame"]
    ceilings = small_plan.tables["ceilings"].query("above_frame > 0")
    assert len(table) > 0
    columns = ["unit_code", "ceiling", "heads_in_frame", "above_frame", "above_frame_cost"]
    found = table[columns].sort_values("unit_code", ignore_index=True)
    expected = ceilings[columns].sort_values("unit_code", ignore_index=True)
    pd.testing.assert_frame_equal(found, expected)
