"""Drawn skills: synthetic, reproducible, one a person, and uneven between units."""

from __future__ import annotations

import staffalloc as sa
from staffalloc.examples.skills import draw_skills


def test_everybody_with_a_position_or_a_field_has_one_skill(small_case: sa.Case) -> None:
    skills, cadres = draw_skills(small_case, 1), small_case.cadres
    able = cadres[(cadres["position_id"] != "") | (cadres["fields"] != "")]
    assert skills["cadre_id"].tolist() == able["cadre_id"].tolist()
    assert skills["skill"].between(0, 1).all()
    assert ((skills["position_id"] == "") != (skills["field"] == "")).all()


def test_the_same_seed_gives_the_same_table_whoever_else_is_there(small_case: sa.Case) -> None:
    skills = draw_skills(small_case, 1)
    assert skills.equals(draw_skills(small_case, 1))
    assert not skills.equals(draw_skills(small_case, 2))
    few = small_case.with_table("cadres", small_case.cadres.iloc[::7])
    kept = skills[skills["cadre_id"].isin(few.cadres["cadre_id"])].reset_index(drop=True)
    assert kept.equals(draw_skills(few, 1))


def test_units_differ_and_the_case_takes_the_table(small_case: sa.Case) -> None:
    skills = draw_skills(small_case, 1).merge(small_case.cadres[["cadre_id", "unit_code"]])
    means = skills.groupby("unit_code")["skill"].mean()
    assert means.max() - means.min() > 0.1
    assert len(small_case.with_table("skills", draw_skills(small_case, 1)).skills) == len(skills)
