"""The summary: figures in the language's own way of writing, nobody's name or code."""

from __future__ import annotations

import pytest

import staffalloc as sa
from staffalloc.report.figures import figures_of
from staffalloc.report.summary import summary_text
from staffalloc.tables.words import number_text

from ..builders import cadre, hours_case


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_summary_has_the_proofs_and_the_headline_figures(plan: sa.Plan, lang: str) -> None:
    text = summary_text(plan, lang)
    for proof in (plan.certificate.establishment, plan.certificate.placement):
        assert number_text(proof.objective, lang, 3) in text
    for posting in figures_of(plan).postings.values():
        assert number_text(posting.cost_hours, lang) in text
    assert "change_unit_hours" in text
    assert "P47" in text


def test_the_method_of_a_plan_gives_the_vietnamese_summary(plan: sa.Plan) -> None:
    assert plan.summary() == summary_text(plan, "vi")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nobody_is_in_the_summary(plan: sa.Plan, lang: str) -> None:
    text = summary_text(plan, lang)
    cadres = plan.case.cadres
    assert not any(value in text for value in (*cadres["cadre_id"], *cadres["name"]))


def test_the_share_of_moves_counts_people_who_have_a_unit_today(plan: sa.Plan) -> None:
    figures = figures_of(plan)
    rows = plan.assignments.query("status != 'not_in_placement' and today_unit != ''")
    assert figures.movable == len(rows)
    assert figures.move_share == pytest.approx(len(plan.moves) / len(rows))


@pytest.mark.parametrize(("lang", "word"), [("vi", "không kiểm tra được"), ("en", "not checked")])
def test_a_gate_that_was_not_checked_keeps_the_plan_from_being_signed(lang: str, word: str) -> None:
    policy = {"essential_positions": ["A", "A9"]}
    held = cadre("c1", "00001", "A")
    made = sa.plan(hours_case({("00001", "A"): 1600}, policy, cadres=[held]))
    assert figures_of(made).gates_stopping == {"unit_without_A9": 0}
    [line] = [line for line in summary_text(made, lang).splitlines() if line.endswith(word)]
    assert "A9" in line
