"""Limits and relations from the planner's tables to the plan, its files and its proof."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import staffalloc as sa
from staffalloc.placement.place import place


def with_limits(case: sa.Case, *rows: dict[str, object]) -> sa.Case:
    return case.with_table("limits", pd.DataFrame(list(rows)))


@pytest.fixture(scope="module")
def budget(small_plan: sa.Plan) -> sa.Plan:
    """The small city with half of its moves, and two people who moved together kept apart."""
    moves = small_plan.moves
    onto = moves["to_unit"].value_counts().index[0]
    first, second = moves.loc[moves["to_unit"] == onto, "cadre_id"].tolist()[:2]
    case = with_limits(small_plan.case, {"rule": "moves", "max": len(moves) // 2})
    pair = {"cadre_a": first, "cadre_b": second, "rule": "apart"}
    return sa.plan(case.with_table("relations", pd.DataFrame([pair])))


def test_a_move_budget_and_two_people_apart_are_kept(budget: sa.Plan) -> None:
    limit = budget.side_rules.iloc[0]
    assert (limit["rule"], limit["side"]) == ("moves", "max")
    assert len(budget.moves) == limit["used"] <= limit["limit"]
    assert budget.certificate.violations["moves"] == 0
    pair = budget.case.relations.iloc[0]
    unit = budget.assignments.set_index("cadre_id")["unit_code"]
    seated = {unit[pair["cadre_a"]], unit[pair["cadre_b"]]} - {""}
    assert len(seated) == 2 or "" in {unit[pair["cadre_a"]], unit[pair["cadre_b"]]}


def test_a_plan_under_rules_costs_more_and_never_claims_more_than_its_bound(
    budget: sa.Plan, small_plan: sa.Plan
) -> None:
    proof, free = budget.certificate.placement, small_plan.certificate.placement
    assert proof.bound <= proof.objective and proof.objective >= free.objective
    assert proof.status == ("optimal" if proof.gap == 0 else "feasible")


def test_the_second_program_proves_rules_use_and_bound_again(
    budget: sa.Plan, tmp_path: Path
) -> None:
    folder = budget.save(tmp_path / "plan")
    result = sa.verify(folder)
    assert result.ok, result.findings[:5]
    assert result.figures["placement_bound_mh"] == budget.certificate.placement.bound_mh


def test_the_next_best_is_not_claimed_where_rules_decide_it(budget: sa.Plan) -> None:
    reasons = budget.reasons
    assert set(reasons["next_proof"]) == {"side_rules"}
    assert reasons["next_cost"].isna().all()
    card = budget.explain(cadre=reasons["cadre_id"].iloc[0], lang="en")
    assert "not computed under limits and relations" in " ".join(card.split())


def test_what_a_soft_floor_lacks_is_paid_for(small_plan: sa.Plan) -> None:
    unit = small_plan.case.units["unit_code"].iloc[0]
    floor = {"rule": "skill_floor", "unit_code": unit, "field": "law", "min": 40, "price": 0.5}
    made = sa.plan(with_limits(small_plan.case, floor))
    row = made.side_rules.iloc[0]
    assert row["breach"] == row["limit"] - row["used"] > 0
    paid = made.certificate.placement.components["side_rules"]
    assert paid == pytest.approx(0.5 * row["breach"])


def test_rules_nobody_can_keep_are_named_with_what_would_have_to_give(
    small_plan: sa.Plan,
) -> None:
    unit = small_plan.case.units["unit_code"].iloc[0]
    floor = {"rule": "position_cap", "unit_code": unit, "position_id": "P31", "min": 400}
    with pytest.raises(sa.InfeasibleError, match="position_cap"):
        sa.plan(with_limits(small_plan.case, floor))


def test_a_limit_that_does_not_bind_changes_nothing(small_plan: sa.Plan) -> None:
    made = sa.plan(with_limits(small_plan.case, {"rule": "moves", "max": 10_000}))
    assert made.certificate.placement.status == "optimal"
    assert made.certificate.placement.objective == small_plan.certificate.placement.objective


def test_a_stop_at_once_gives_a_plan_with_its_gap_or_says_it_has_none(
    small_plan: sa.Plan, tmp_path: Path
) -> None:
    establishment = small_plan.establishment
    placement = place(small_plan.case, establishment, time_limit=0.0)
    made = sa.Plan(small_plan.case, establishment, placement, {"time_limit": 0.0, "seed": 0})
    proof = made.certificate.placement
    assert proof.bound <= small_plan.certificate.placement.objective <= proof.objective
    if proof.status == "feasible":
        assert set(made.reasons["next_proof"]) == {"not_proven"}
    assert sa.verify(made.save(tmp_path / "plan")).ok
