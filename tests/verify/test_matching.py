"""A stable matching whose files were changed is found out."""

from __future__ import annotations

from pathlib import Path

import pytest

import staffalloc as sa
from staffalloc.verify import verify

from .folders import Draft, draft_of


@pytest.fixture(scope="module")
def matched(small_plan: sa.Plan) -> sa.Plan:
    return sa.plan(small_plan.case.with_policy(placement_goal="stable"))


def findings(draft: Draft, tmp_path: Path) -> set[tuple[str, str]]:
    found = verify(draft.write(tmp_path / "plan")).findings
    return {(finding.row, finding.what) for finding in found if finding.table == "matching"}


@pytest.mark.parametrize(
    ("posting", "column", "value"),
    [
        ("planned", "blocking_pairs", "1"),
        ("planned", "objective", "100.000"),
        ("least_loss", "objective", "100.000"),
    ],
)
def test_a_changed_figure_is_found(
    matched: sa.Plan, tmp_path: Path, posting: str, column: str, value: str
) -> None:
    draft = draft_of(matched)
    draft.row("matching", posting)[column] = value
    assert findings(draft, tmp_path) == {(posting, column)}


def test_a_plan_of_least_loss_that_claims_to_be_stable_is_found(
    small_plan: sa.Plan, matched: sa.Plan, tmp_path: Path
) -> None:
    draft = draft_of(small_plan)
    draft.case["policy"] = draft_of(matched).case["policy"]
    draft.tables["matching"] = draft_of(matched).tables["matching"]
    assert ("planned", "stable") in findings(draft, tmp_path)


def test_a_stable_plan_needs_its_table(matched: sa.Plan, tmp_path: Path) -> None:
    draft = draft_of(matched)
    del draft.tables["matching"]
    assert ("", "rows") in findings(draft, tmp_path)
