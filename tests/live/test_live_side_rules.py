"""A live plan under limits and relations: solved anew after each edit, and it says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import staffalloc as sa
from staffalloc.live import LivePlan

from ..builders import RECORDED, cadre, hours_case
from .test_live import small_city

NO_MOVE = {"rule": "moves", "max": 0}


def with_rules(*limits: dict[str, Any], pair: tuple[str, str] | None = None) -> sa.Case:
    case = small_city()
    if limits:
        case = case.with_table("limits", pd.DataFrame(list(limits)))
    if pair:
        row = {"cadre_a": pair[0], "cadre_b": pair[1], "rule": "apart"}
        case = case.with_table("relations", pd.DataFrame([row]))
    return case


def assert_as_cold(live: LivePlan) -> None:
    cold = sa.plan(live.case)
    assert live.objective == cold.certificate.placement.objective
    assert live.plan().certificate.placement.objective == live.objective


@pytest.mark.parametrize("case", [with_rules(NO_MOVE), with_rules(NO_MOVE, pair=("c1", "c2"))])
def test_edits_under_rules_end_where_a_cold_plan_ends(case: sa.Case) -> None:
    live = sa.plan(case).live()
    first = live.objective
    for edit in (
        lambda: live.pin("c5", "prefer", unit_code="00003", position_id="SURVEY", hours=100),
        lambda: live.remove_cadre("c3"),
        lambda: live.set_ceiling("00001", 12),
    ):
        change = edit()
        assert (change.warm, change.reason) == (False, "side_rules")
        assert change.bound <= change.objective
        assert_as_cold(live)
    moved = live.plan().moves
    assert len(moved) == 0
    for _ in range(3):
        live.undo()
    assert live.objective == first


def test_an_edit_the_rules_forbid_is_refused_and_changes_nothing() -> None:
    live = sa.plan(with_rules(NO_MOVE)).live()
    before = live.objective
    with pytest.raises(sa.InfeasibleError, match="moves"):
        live.pin(
            "c1", "assign", unit_code="00002", position_id="LAND", author="chair", reason="need"
        )
    assert (live.objective, live.edits) == (before, 0)
    assert_as_cold(live)


def three_of_one_unit() -> sa.Case:
    """Three hold the one post of their unit; next door two are empty, and one of them may go.

    Who stays costs nothing, who moves 240 hours (another unit), who waits 960 (0.6 years of
    1,600 hours). The first two are to be apart.
    """
    return hours_case(
        {("00001", "A"): 1600, ("00002", "A"): 3200},
        cadres=[cadre(f"c{n}", "00001", "A") for n in (1, 2, 3)],
        limits=[NO_MOVE | {"max": 1}],
        relations=[{"cadre_a": "c1", "cadre_b": "c2", "rule": "apart"}],
    )


def test_a_budget_of_one_move_and_two_who_are_apart() -> None:
    live = sa.plan(three_of_one_unit()).live()
    start = live.objective
    parts = live.plan().certificate.placement.components
    assert (parts["loss"], parts["pool"]) == (240, 960)
    # With the third gone nobody waits: one stays, one moves.
    change = live.remove_cadre("c3")
    assert (change.cost, change.components["pool"], change.components["loss"]) == (-960, -960, 0)
    assert (change.status, change.gap, change.reason) == ("optimal", 0, "side_rules")
    assert "side_rules" in change.seconds and "proof" not in change.seconds
    # The first is to be the one who moves, so the second stays, at the same cost.
    assert live.pin("c1", "assign", unit_code="00002", **RECORDED).cost == 0
    with pytest.raises(sa.InfeasibleError, match="apart"):
        live.pin("c2", "assign", unit_code="00002", **RECORDED)
    assert (live.objective, live.edits) == (start - 960, 2)
    live.unpin("c1")
    assert live.objective == start - 960
    assert_as_cold(live)


def test_who_leaves_takes_their_relations_along() -> None:
    live = sa.plan(three_of_one_unit()).live()
    live.remove_cadre("c1")
    assert live.case.relations.empty
    assert_as_cold(live)
    live.undo()
    assert len(live.case.relations) == 1


def test_random_edits_under_a_budget_end_where_cold_plans_end() -> None:
    rng = np.random.default_rng(4)
    live = sa.plan(with_rules({"rule": "moves", "max": 1}, pair=("c2", "c5"))).live()
    for who in ("c5", "c1", "c4", "c2", "c6", "c3"):
        unit = f"0000{rng.integers(1, 4)}"
        live.pin(who, "prefer", unit_code=unit, hours=float(rng.integers(50, 900)))
        assert_as_cold(live)


def over_units() -> sa.Case:
    """Everybody works where they are, somebody is weak, and both rules over all units hold."""
    case = small_city()
    skills = [
        {"cadre_id": code, "field": "land", "skill": 0.2 if number % 2 else 0.9}
        for number, code in enumerate(case.cadres["cadre_id"])
    ]
    case = case.with_table("skills", skills).with_policy(weak_share_most=0.3)
    return case.with_rule("continuity_floor").with_rule("quality_spread")


def test_edits_under_rules_over_all_units_end_where_a_cold_plan_ends() -> None:
    live = sa.plan(over_units()).live()
    first = live.objective
    edits = (
        lambda: live.pin("c1", "prefer", unit_code="00002", hours=900),
        lambda: live.remove_cadre("c3"),
        lambda: live.set_ceiling("00001", 12),
    )
    for edit in edits:
        assert edit().reason == "side_rules"
        assert_as_cold(live)
        rules = live.plan().side_rules
        assert {"continuity_floor", "quality_spread"} == set(rules["rule"])
    for _ in edits:
        live.undo()
    assert live.objective == first


def test_limits_that_are_switched_off_leave_a_live_plan_warm() -> None:
    case = with_rules(NO_MOVE).with_rule("moves", False, **RECORDED)
    live = sa.plan(case).live()
    assert live.set_ceiling("00001", 12).reason != "side_rules"
    assert_as_cold(live)


def test_reviews_of_somebody_who_leaves_leave_too() -> None:
    review = {"cadre_id": "c3", "review": "internal", "verdict": "failed"}
    live = sa.plan(small_city().with_table("reviews", [review])).live()
    live.remove_cadre("c3")
    assert live.case.reviews.empty
    assert_as_cold(live)
