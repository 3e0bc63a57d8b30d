"""Sheets of the workbook: the tables with the words of the narrator beside their codes."""

from __future__ import annotations

import pandas as pd
import pytest

import staffalloc as sa
from staffalloc.explain.narrator import Narrator
from staffalloc.explain.sheets import with_words
from staffalloc.plan.held import PARTY
from staffalloc.tables.columns import ALWAYS, TABLES
from staffalloc.tables.names import gate_remedy

from .test_narrator import LANGS, Lang


def test_the_sheets_have_the_words_of_the_narrator(small_plan: sa.Plan) -> None:
    for lang in LANGS:
        narrator = Narrator(small_plan.case, small_plan.tables, lang)
        signing = with_words("signing", narrator).set_index("cadre_id")
        assert signing["reason"].to_dict() == {c: narrator.reason(c) for c in signing.index}
        assert (signing["new_place"] == signing["unit_code"].map(narrator.labels.units)).all()
        unplaced = with_words("unplaced", narrator).set_index("cadre_id")
        assert unplaced["ways_out"].to_dict() == {c: narrator.ways_out(c) for c in unplaced.index}


@pytest.mark.parametrize("lang", LANGS)
def test_the_sheet_of_gates_names_cases_and_says_what_to_do_where_one_is_not_open(
    small_plan: sa.Plan, lang: Lang
) -> None:
    narrator = Narrator(small_plan.case, small_plan.tables, lang)
    sheet = with_words("gates", narrator)
    for row in sheet.to_dict("records"):
        assert row["list"] == "; ".join(narrator.gate_cases(row))
        assert row["remedy"] == gate_remedy(row["gate"], row["verdict"], lang)
    assert {"pass", "stop"} == set(sheet["verdict"])


@pytest.mark.parametrize(("lang", "party"), [("vi", "Khối Đảng"), ("en", "Party side")])
def test_the_sheet_of_tasks_held_beside_names_the_holders_position(
    small_plan: sa.Plan, lang: Lang, party: str
) -> None:
    narrator = Narrator(small_plan.case, small_plan.tables, lang)
    sheet = with_words("held", narrator)
    names = narrator.labels.positions
    assert len(sheet) > 0
    assert sheet["holder"].tolist() == [names[code] for code in sheet["held_by"]]
    rows = small_plan.tables["held"].head(2).assign(held_by=[PARTY, ""])
    assert with_words("held", narrator, rows)["holder"].tolist() == [party, ""]


def test_some_rows_get_the_derived_columns_of_the_whole_table(small_plan: sa.Plan) -> None:
    narrator = Narrator(small_plan.case, small_plan.tables, "en")
    whole = with_words("gates", narrator)
    some = with_words("gates", narrator, small_plan.gates.iloc[3:6])
    pd.testing.assert_frame_equal(some, whole.iloc[3:6])


def test_a_table_without_words_of_its_own_comes_as_it_is(small_plan: sa.Plan) -> None:
    narrator = Narrator(small_plan.case, small_plan.tables, "vi")
    pd.testing.assert_frame_equal(with_words("balance", narrator), small_plan.balance)


def test_every_table_with_derived_columns_gets_exactly_those(small_plan: sa.Plan) -> None:
    narrator = Narrator(small_plan.case, small_plan.tables, "en")
    for name in ALWAYS:
        table = TABLES[name]
        derived = [column.name for column in table.derived]
        assert list(with_words(name, narrator).columns) == [*table.names, *derived]


def test_beside_a_held_post_nobody_is_named_who_is_only_not_in_the_plan_for_it(
    small_plan: sa.Plan,
) -> None:
    sheet = with_words("leaders", Narrator(small_plan.case, small_plan.tables, "en"))
    held = sheet[sheet["verdict"] == "filled"]
    only_plan = held[held["excluded_here"].str.fullmatch(r"(\w+:plan;?)+")]
    assert len(only_plan) > 0
    assert set(only_plan["excluded_names"]) == {""}
