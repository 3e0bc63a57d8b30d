"""The rule of fairness from the case to the plan, its files and its proof."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import staffalloc as sa
from staffalloc.placement.fair.fairness import filled_in
from staffalloc.placement.fair.levels import NO_LEVEL
from staffalloc.verify.fairness import TABLES

from ..verify.folders import Draft, draft_of


@pytest.fixture(scope="module")
def fair(small_case: sa.Case) -> sa.Plan:
    return sa.plan(small_case.with_rule("fairness", True))


@pytest.fixture(scope="module")
def draft(fair: sa.Plan) -> Draft:
    return draft_of(fair)


def test_the_poorest_unit_is_better_off_and_what_that_costs_is_exact(
    fair: sa.Plan, small_plan: sa.Plan
) -> None:
    table = fair.tables["fairness"]
    assert table["share"].min() > (table["filled_without"] / table["seats"]).min()
    with_rule, without = fair.certificate.placement, small_plan.certificate.placement
    assert with_rule.status == without.status == "optimal"
    figures = fair.certificate.fairness
    assert figures is not None
    assert figures["objective_without_mh"] == without.objective_mh
    assert figures["price_mh"] == with_rule.objective_mh - without.objective_mh > 0


def test_levels_stand_where_a_seat_is_empty_and_rise_with_the_share(fair: sa.Plan) -> None:
    table = fair.tables["fairness"]
    assert (table["level"].isna() == (table["filled"] == table["seats"])).all()
    poor = table.dropna(subset="level").sort_values("level")
    assert poor["share"].is_monotonic_increasing


def test_who_sits_elsewhere_for_fairness_sits_there_without_it(
    fair: sa.Plan, small_plan: sa.Plan
) -> None:
    changed = fair.tables["fair_changes"]
    without = small_plan.assignments.set_index("cadre_id")["seat_type"]
    now = fair.assignments.set_index("cadre_id")["seat_type"]
    assert changed["cadre_id"].tolist() == sorted(now.index[now != without.loc[now.index]])
    assert changed["seat_type_without"].tolist() == without[changed["cadre_id"]].tolist()


def test_the_second_program_proves_shares_cuts_and_price_again(
    fair: sa.Plan, tmp_path: Path
) -> None:
    result = sa.verify(fair.save(tmp_path / "plan"))
    assert result.ok, result.findings[:5]
    assert result.figures["placement_bound_mh"] == fair.certificate.placement.objective_mh


def test_hours_that_people_in_parts_could_serve_are_labelled_fractional(fair: sa.Plan) -> None:
    table = fair.fairness_in_hours()
    assert table["unit_code"].tolist() == fair.case.units["unit_code"].tolist()
    rising = table.sort_values("fractional_level")["fractional_share"]
    assert rising.is_monotonic_increasing and rising.between(0, 1 + 1e-6).all()


def test_under_side_rules_one_level_is_given_with_its_bound(
    small_case: sa.Case, small_plan: sa.Plan, tmp_path: Path
) -> None:
    limit = pd.DataFrame([{"rule": "moves", "max": len(small_plan.moves) - 5}])
    case = small_case.with_table("limits", limit).with_rule("fairness", True)
    made = sa.plan(case)
    figures = made.certificate.fairness
    assert figures is not None and figures["levels"] == 1
    least, most = Fraction(figures["share"]), Fraction(figures["share_bound"])
    assert made.tables["fairness"]["share"].min() == pytest.approx(float(least))
    assert least <= most and len(made.moves) <= len(small_plan.moves) - 5
    assert "cận trên" in made.summary()
    result = sa.verify(made.save(tmp_path / "plan"))
    assert result.ok, result.findings[:5]


@pytest.mark.parametrize("beside", ["stages", "continuity_floor"])
def test_fairness_beside_another_rule_is_proven_again(
    small_case: sa.Case, tmp_path: Path, beside: str
) -> None:
    case = small_case.with_rule("fairness", True).with_rule(beside, True)
    result = sa.verify(draft_of(sa.plan(case)).write(tmp_path / "plan"))
    assert result.ok, result.findings[:5]


def test_the_summary_names_the_price_in_both_languages(fair: sa.Plan) -> None:
    from staffalloc.report.summary import summary_text

    assert "giá của công bằng" in fair.summary()
    assert "price of fairness" in summary_text(fair, "en")


def test_without_the_rule_there_is_no_trace_of_it(small_plan: sa.Plan) -> None:
    assert not set(TABLES) & set(small_plan.tables)
    assert small_plan.certificate.fairness is None
    assert "fairness" not in small_plan.certificate.as_dict()
    assert "công bằng" not in small_plan.summary()


def test_no_next_best_is_claimed(fair: sa.Plan) -> None:
    assert set(fair.reasons["next_proof"]) == {"fairness"}
    who = fair.moves["cadre_id"].iloc[0]
    assert "công bằng" in fair.explain(cadre=who)


def test_a_live_plan_is_refused(fair: sa.Plan) -> None:
    with pytest.raises(sa.CaseError, match="fairness"):
        fair.live()


def test_every_changed_cell_of_a_unit_is_found(draft: Draft, tmp_path: Path) -> None:
    cells = {
        "seats": "1",
        "filled": "1",
        "share": "0.123456789012",
        "level": "7",
        "filled_without": "1",
        "hours_share": "0.123456789012",
    }
    result = sa.verify(changed_draft(draft, "fairness", cells).write(tmp_path / "plan"))
    assert {f.what for f in result.findings if f.table == "fairness"} == set(cells)


@pytest.mark.parametrize(
    ("table", "column", "claim"),
    [
        ("fairness", "fill_price", "certificate.placement"),
        ("fairness", "head_price_without", "certificate.fairness"),
        ("fair_cuts", "seat_price_without", "certificate.fairness"),
    ],
)
def test_a_changed_price_proves_another_bound(
    draft: Draft, tmp_path: Path, table: str, column: str, claim: str
) -> None:
    text = "5000.000" if column == "head_price_without" else "0.000"
    result = sa.verify(changed_draft(draft, table, {column: text}).write(tmp_path / "plan"))
    assert claim in {finding.row for finding in result.findings}


def test_rows_of_unknown_units_seats_and_people_are_found(draft: Draft, tmp_path: Path) -> None:
    changed = changed_draft(draft, "fairness", {"unit_code": "99999"})
    changed = changed_draft(changed, "fair_cuts", {"seat_type": "99999/P01/"})
    changed = changed_draft(changed, "fair_changes", {"cadre_id": "nobody"})
    result = sa.verify(changed.write(tmp_path / "plan"))
    assert {(f.table, f.row) for f in result.findings} >= {
        ("fairness", "99999"),
        ("fair_cuts", "99999/P01/"),
        ("fair_changes", "nobody"),
    }


@pytest.mark.parametrize("column", ["seat_type", "seat_type_without"])
def test_a_changed_seat_of_somebody_is_found(draft: Draft, tmp_path: Path, column: str) -> None:
    changed = changed_draft(draft, "fair_changes", {column: "99999/P01/"})
    result = sa.verify(changed.write(tmp_path / "plan"))
    assert ("fair_changes", column) in {(f.table, f.what) for f in result.findings}


def changed_draft(draft: Draft, table: str, cells: dict[str, str]) -> Draft:
    """Change cells of the poorest unit, of a seat of a cut, or of the first who sits elsewhere."""
    rows = [dict(row) for row in draft.tables[table]]
    first = next((row for row in rows if row.get("level") == "1"), rows[0])
    assert not cells.items() & first.items()
    first.update(cells)
    return replace(draft, tables={**draft.tables, table: rows})


@pytest.mark.parametrize("level", ["", "x"])
def test_a_seat_taken_out_of_its_cut_is_found(draft: Draft, tmp_path: Path, level: str) -> None:
    changed = changed_draft(draft, "fair_cuts", {"level": level})
    result = sa.verify(changed.write(tmp_path / "plan"))
    assert "fair_cuts" in {finding.table for finding in result.findings}


def test_tables_that_are_left_out_are_found(draft: Draft, tmp_path: Path) -> None:
    tables = {name: rows for name, rows in draft.tables.items() if name not in TABLES}
    result = sa.verify(replace(draft, tables=tables).write(tmp_path / "plan"))
    assert {"fairness", "fair_cuts"} <= {finding.table for finding in result.findings}


def test_a_plan_that_calls_the_unfair_placement_fair_is_found(
    fair: sa.Plan, tmp_path: Path
) -> None:
    """Everything is as of the placement without the rule, and no cut can prove it fair."""
    result = sa.verify(draft_of(called_fair(fair)).write(tmp_path / "plan"))
    assert {finding.table for finding in result.findings} == {"fair_cuts"}


def called_fair(fair: sa.Plan) -> sa.Plan:
    placement = fair.placement
    rule, problem = placement.problem.fair, placement.problem
    assert rule is not None
    model, without = problem.model, rule.seat_of_without()
    filled = filled_in(model, without)
    nothing = np.zeros(model.units, np.int64)
    order = sorted({(y / n, n) for y, n in zip(filled, rule.levels.seats, strict=True) if y < n})
    level = [
        order.index((y / n, n)) + 1 if y < n else NO_LEVEL
        for y, n in zip(filled, rule.levels.seats, strict=True)
    ]
    unit_level = np.array(level, np.int64)
    cut = np.where(model.in_frame, unit_level[model.seat_unit], NO_LEVEL)
    levels = replace(rule.levels, filled=filled, level=unit_level, cut=cut, seat_of=without)
    claimed = replace(
        problem,
        model=replace(model, least_filled=filled),
        fair=replace(rule, levels=levels),
    )
    return replace(
        fair,
        placement=replace(
            placement,
            problem=claimed,
            seat_of=without,
            solution=replace(rule.without, fill_price=nothing),
            proof=rule.proof_without,
        ),
    )


def test_tables_of_the_rule_are_found_where_it_is_off(draft: Draft, tmp_path: Path) -> None:
    case = {name: text for name, text in draft.case.items() if name != "rules"}
    result = sa.verify(replace(draft, case=case).write(tmp_path / "plan"))
    assert set(TABLES) <= {finding.table for finding in result.findings}
