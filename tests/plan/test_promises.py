"""What every plan promises, on a small real case: whom it places, what it keeps, what it proves."""

from __future__ import annotations

import pandas as pd
import pytest

import staffalloc as sa


def test_both_steps_are_optimal_with_gap_zero(small_plan: sa.Plan) -> None:
    for step in (small_plan.certificate.establishment, small_plan.certificate.placement):
        assert (step.status, step.gap) == ("optimal", 0.0)
        assert step.objective_mh == step.bound_mh


def test_no_rule_is_broken_and_no_eligible_pair_would_pay(small_plan: sa.Plan) -> None:
    assert set(small_plan.certificate.violations.values()) == {0.0}
    assert small_plan.certificate.smallest_reduced_cost_mh >= 0


def test_every_cadre_appears_exactly_once(small_plan: sa.Plan) -> None:
    listed = small_plan.assignments["cadre_id"]
    assert sorted(listed) == sorted(small_plan.case.cadres["cadre_id"])


def test_contract_and_military_staff_stay_outside_the_placement(small_plan: sa.Plan) -> None:
    kind = small_plan.case.cadres.set_index("cadre_id")["kind"]
    rows = small_plan.assignments
    outside = rows["cadre_id"].map(kind).isin(["contract", "military"])
    assert set(rows.loc[outside, "status"]) == {"not_in_placement"}
    assert (rows.loc[outside, "unit_code"] == rows.loc[outside, "today_unit"]).all()


def test_the_parts_of_a_loss_add_up(small_plan: sa.Plan) -> None:
    placed = small_plan.assignments.query("status == 'placed'")
    parts = ["misfit", "change_position", "rank_down", "change_unit", "travel", "preference"]
    total = (placed[parts].to_numpy() * 1000).round().sum(axis=1)
    assert total.tolist() == (placed["loss"].to_numpy() * 1000).round().tolist()
    assert total.sum() == small_plan.certificate.placement.components_mh["loss"]


def test_the_merit_officers_keep_their_mode(small_plan: sa.Plan) -> None:
    cells = small_plan.tables["mode_cells"].query("position_id == 'P47'")
    assert set(cells["mode_kept"]) == {"kept"}


def test_nobody_moves_only_to_live_nearer(small_plan: sa.Plan) -> None:
    """A shorter way to work is worth nothing, so no loss has a negative part of travel."""
    assert (small_plan.assignments["travel"].dropna() >= 0).all()


def test_no_chair_stands_empty_while_somebody_lesser_could_take_it(small_plan: sa.Plan) -> None:
    assert "P05" not in set(small_plan.tables["leader_seats"]["lead_position"])


def test_the_pool_and_the_heads_above_the_frame_carry_their_prices(small_plan: sa.Plan) -> None:
    components = small_plan.certificate.placement.components_mh
    pool = (small_plan.unplaced["price"] * 1000).round().sum()
    above = (small_plan.tables["ceilings"]["above_frame_cost"] * 1000).round().sum()
    assert (pool, above) == (components["pool"], components["above_frame"])


def test_the_plan_is_no_worse_than_greedy_or_today_on_the_ruler(small_plan: sa.Plan) -> None:
    cost = small_plan.tables["ruler"].set_index("posting")["cost_hours"]
    assert cost["planned"] <= min(cost["greedy"], cost["today"])


def test_tables_are_copies(small_plan: sa.Plan) -> None:
    table = small_plan.assignments
    table["cadre_id"] = "changed"
    assert "changed" not in set(small_plan.assignments["cadre_id"])


def test_rules_nobody_applies_yet_are_refused_not_ignored(small_case: sa.Case) -> None:
    limits = pd.DataFrame([{"rule": "total", "min": 3}])
    with pytest.raises(sa.CaseError) as error:
        sa.plan(small_case.with_table("limits", limits))
    assert [problem.code for problem in error.value.problems] == ["rule_not_applied"]


def test_a_ceiling_below_the_least_posts_is_bad_input_named_before_solving(
    small_case: sa.Case,
) -> None:
    units = small_case.units
    units["ceiling"] = 5
    with pytest.raises(sa.CaseError) as error:
        sa.plan(small_case.with_table("units", units))
    assert [problem.code for problem in error.value.problems] == ["ceiling_below_least"] * 6


def test_a_position_nobody_can_hold_is_named(small_case: sa.Case) -> None:
    positions = small_case.positions
    positions.loc[positions["position_id"] == "P41", "required_level"] = "doctor"
    plan = sa.plan(
        small_case.with_table("positions", positions).with_policy(incumbents_may_stay=False)
    )
    land = plan.vacancies.query("lead_position == 'P41'")
    assert set(land["reason"]) == {"nobody_eligible"}


def test_the_programme_can_be_handed_to_another_solver(small_plan: sa.Plan, tmp_path) -> None:
    import highspy

    small_plan.write_programme(tmp_path / "placement.mps")
    other = highspy.Highs()
    other.setOptionValue("output_flag", False)
    other.readModel(str(tmp_path / "placement.mps"))
    other.run()
    empty = small_plan.placement.problem.model.all_empty
    objective = other.getInfo().objective_function_value + empty
    assert objective == pytest.approx(small_plan.certificate.placement.objective_mh)


def test_an_empty_leaders_seat_is_printed_with_a_floor_on_what_filling_it_costs(
    small_case: sa.Case,
) -> None:
    cheap = small_case.with_policy(leader_price=0.001)
    plan = sa.plan(cheap)
    seats = plan.tables["leader_seats"]
    assert len(seats) > 0
    assert (seats["reduced_cost"] >= 0).all()
    seat = seats.iloc[0]
    pin = {
        "cadre_id": seat["cadre_id"],
        "action": "assign",
        "unit_code": seat["unit_code"],
        "position_id": seat["lead_position"],
    }
    filled = sa.plan(cheap.with_table("pins", pd.DataFrame([pin])))
    more = filled.certificate.placement.objective - plan.certificate.placement.objective
    assert more >= seat["reduced_cost"] - 1e-9
