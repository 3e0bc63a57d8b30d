"""Floors of continuity and the spread of quality, proven again; conditions put off in verify."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import staffalloc as sa
from staffalloc.examples.skills import draw_skills
from staffalloc.verify import Verification, verify

from ..builders import RECORDED
from .cases import columns_of, person
from .cases import small_case as town
from .folders import Draft, draft_of

RULES = ("continuity_floor", "quality_spread")


@pytest.fixture(scope="module")
def plan(small_case: sa.Case) -> sa.Plan:
    skilled = small_case.with_table("skills", draw_skills(small_case, 1))
    skilled = skilled.with_policy(weak_share_most=0.25)
    return sa.plan(skilled.with_rule("continuity_floor").with_rule("quality_spread"))


@pytest.fixture(scope="module")
def draft(plan: sa.Plan) -> Draft:
    return draft_of(plan)


def changed(draft: Draft, change: Callable[[Draft], None], folder: Path) -> Verification:
    made = copy.deepcopy(draft)
    change(made)
    return verify(made.write(folder / "plan"))


def bound(result: Verification) -> int:
    return int(result.figures["placement_bound_mh"])


def test_both_rules_are_proven_again_with_their_prices(
    plan: sa.Plan, draft: Draft, tmp_path: Path
) -> None:
    result = verify(draft.write(tmp_path / "plan"))
    assert result.findings == ()
    assert bound(result) == plan.certificate.placement.bound_mh
    table = plan.side_rules
    assert set(table["rule"]) == set(RULES)
    assert (table["dual_mh"] >= 0).all()
    for rule in RULES:
        assert (table.loc[table["rule"] == rule, "dual_mh"] > 0).any()


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("factor", [0, 2])
def test_another_price_of_a_rule_never_proves_more(
    plan: sa.Plan, draft: Draft, tmp_path: Path, rule: str, factor: int
) -> None:
    def priced(made: Draft) -> None:
        for row in made.tables["side_rules"]:
            if row["rule"] == rule:
                row["dual_mh"] = str(factor * int(row["dual_mh"]))

    result = changed(draft, priced, tmp_path)
    assert bound(result) < plan.certificate.placement.bound_mh
    assert "certificate.placement" in {finding.row for finding in result.findings}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("column", ["limit", "used", "breach", "price"])
def test_a_changed_figure_of_a_row_is_found(
    draft: Draft, tmp_path: Path, rule: str, column: str
) -> None:
    def tampered(made: Draft) -> None:
        row = next(row for row in made.tables["side_rules"] if row["rule"] == rule)
        row[column] = f"{float(row[column]) + 1:.3f}"

    findings = changed(draft, tampered, tmp_path).findings
    assert ("side_rules", column) in {(finding.table, finding.what) for finding in findings}


@pytest.mark.parametrize("rule", RULES)
def test_a_row_that_is_left_out_is_missed(draft: Draft, tmp_path: Path, rule: str) -> None:
    def without_last(made: Draft) -> None:
        rows = made.tables["side_rules"]
        rows.remove([row for row in rows if row["rule"] == rule][-1])

    findings = changed(draft, without_last, tmp_path).findings
    assert ("side_rules", "one", "none") in {
        (finding.table, finding.expected, finding.found) for finding in findings
    }


@pytest.mark.parametrize("rule", RULES)
def test_rows_of_a_rule_that_is_off_are_found(draft: Draft, tmp_path: Path, rule: str) -> None:
    def off(made: Draft) -> None:
        made.case["rules"] = made.case["rules"].replace(f"{rule},yes", f"{rule},no")

    before = draft.case["rules"]
    assert f"{rule},yes" in before
    findings = changed(draft, off, tmp_path).findings
    assert ("side_rules", "a rule of the case, once") in {
        (finding.table, finding.expected) for finding in findings
    }


# Conditions put off, on one pair

LEADER = {"fields": "law", "political_theory": "advanced"}
A1, HEAD = "00001/A1/", "00001/L2/"
BROKEN: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    ("protected", {"protected": "yes", "unit_code": "00002"}, A1, {}),
    ("protected", {"transferable": "no", "unit_code": "00002"}, A1, {}),
    ("distance", {"unit_code": "00003"}, A1, {}),
    ("distance", {"home_lat": 21.3, "home_lon": 105.8}, A1, {}),
    ("discipline", {"discipline": "barred"}, A1, {}),
    ("plan", {**LEADER, "rank": "deputy_head"}, HEAD, {}),
    ("level", {"level": "college"}, A1, {}),
    ("field", {"fields": "economics"}, A1, {}),
    ("theory", {**LEADER, "rank": "head", "political_theory": "none"}, HEAD, {}),
    (
        "term",
        {**LEADER, "rank": "deputy_head", "planned": "yes", "retires_on": "2030-12-30"},
        HEAD,
        {},
    ),
    (
        "review",
        {**LEADER, "rank": "head"},
        HEAD,
        {"reviews": [{"cadre_id": "c1", "review": "internal", "verdict": "failed"}]},
    ),
    (
        "native",
        {"native_unit": "o1"},
        A1,
        {"predecessors": [{"unit_code": "00001", "old_code": "o1"}]},
    ),
]


@pytest.mark.parametrize("row", BROKEN, ids=[f"{row[0]} {n}" for n, row in enumerate(BROKEN)])
def test_a_condition_put_off_is_asked_of_nobody(
    row: tuple[str, dict[str, Any], str, dict[str, Any]],
) -> None:
    rule, traits, seat, tables = row
    case = town([person(**traits)], **tables)
    if rule == "native":
        positions = case.positions
        case = case.with_table(
            "positions", positions.assign(outsider=positions["position_id"] == "A1")
        )

    def eligible(asked: sa.Case) -> bool:
        pairs = columns_of(asked, seat).pairs(np.array([0]), np.array([0]))
        return bool(pairs.eligible[0])

    assert not eligible(case)
    assert eligible(case.with_rule(rule, False, **RECORDED))


def test_what_is_only_coached_is_told_from_a_related_field() -> None:
    coaching = [{"field_from": "economics", "field_to": "environment"}]
    words = {
        fields: columns_of(town([person(fields=fields)], coaching=coaching), "00001/A2/").training(
            0, 0
        )
        for fields in ("environment", "forestry", "economics", "law")
    }
    assert words == {
        "environment": "exact",
        "forestry": "related",
        "economics": "coached",
        "law": "other",
    }
