"""Every column of every table of a plan is defined once, with both languages and all its words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import staffalloc as sa
from staffalloc.plan import gates as gates_module
from staffalloc.plan import people_tables, post_tables, shortages
from staffalloc.rules import rules_in_force
from staffalloc.tables import words
from staffalloc.tables.columns import ALWAYS, TABLES
from staffalloc.tables.kinds import Column
from staffalloc.tables.names import gate_remedy

ALL = [(table.name, column) for table in TABLES.values() for column in table.columns]
OF_STAGES = {"review_missing", "stage_conflict"}  # gates of a rule that is off by default
DERIVED = [(table.name, column) for table in TABLES.values() for column in table.derived]


def test_every_table_is_defined_in_the_order_of_the_workbook(plan: sa.Plan) -> None:
    assert list(ALWAYS) == list(plan.tables)
    assert [name for name in TABLES if name in ALWAYS] == list(ALWAYS)


@pytest.mark.parametrize("name", ALWAYS)
def test_every_column_is_defined_and_none_defined_is_unused(plan: sa.Plan, name: str) -> None:
    assert TABLES[name].names == tuple(plan.tables[name].columns)


@pytest.mark.parametrize("name", TABLES)
def test_a_sheet_shows_defined_columns_once_and_every_derived_one(name: str) -> None:
    table = TABLES[name]
    shown = [column.name for column in table.sheet_columns]
    derived = {column.name for column in table.derived}
    assert len(set(shown)) == len(shown)
    assert derived <= set(shown) <= {*table.names, *derived}


@pytest.mark.parametrize("name", [t.name for t in TABLES.values() if not t.in_workbook])
def test_a_table_without_a_sheet_says_nothing_of_one(name: str) -> None:
    assert TABLES[name].derived == TABLES[name].order == ()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_sheet_titles_are_short_unique_and_allowed(lang: str) -> None:
    titles = [table.title(lang) for table in TABLES.values()]
    assert len({title.casefold() for title in titles}) == len(titles)
    assert all(len(title) <= 31 and not re.search(r"[\[\]:*?/\\]", title) for title in titles)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", TABLES)
def test_no_two_columns_of_a_sheet_have_one_header(name: str, lang: str) -> None:
    headers = [column.header(lang) for column in TABLES[name].sheet_columns]
    assert len(set(headers)) == len(headers)


@pytest.mark.parametrize(("table", "column"), ALL + DERIVED)
def test_a_column_has_both_headers_and_words_where_it_needs_them(
    table: str, column: Column
) -> None:
    assert column.vi
    assert column.en
    assert (column.words is not None) == (column.kind in ("word", "words"))


@pytest.mark.parametrize(("table", "column"), DERIVED)
def test_a_derived_column_has_a_width_of_its_own(table: str, column: Column) -> None:
    """Nothing in the file says how wide a column of the workbook alone has to be."""
    assert column.width is not None
    assert column.width > 0


@pytest.mark.parametrize(
    ("table", "column"), [c for c in ALL if c[0] in ALWAYS and c[1].words is not None]
)
def test_every_word_of_the_plan_is_in_its_vocabulary(
    plan: sa.Plan, table: str, column: Column
) -> None:
    found = plan.tables[table][column.name].str.split(";").explode()
    assert set(found) - {""} <= set(column.words)


def test_every_gate_has_a_name(plan: sa.Plan) -> None:
    fixed = {name for name in plan.gates["gate"] if not name.startswith(words.GATE_WITHOUT_PREFIX)}
    essential = rules_in_force(plan.case).numbers.essential_positions
    assert fixed | OF_STAGES == set(words.GATES)
    assert len(plan.gates) == len(fixed) + len(essential)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_gate_that_is_not_open_says_what_to_do_and_an_open_one_nothing(
    plan: sa.Plan, lang: str
) -> None:
    for gate in plan.gates["gate"]:
        assert gate_remedy(gate, "pass", lang) == ""
        assert gate_remedy(gate, "stop", lang).endswith(".")
        assert "essential_positions" in gate_remedy(gate, "unchecked", lang)


def test_there_is_a_remedy_for_every_gate_and_for_nothing_else() -> None:
    assert set(words.GATE_REMEDIES) == {*words.GATES, "unit_without", "unchecked"}


@pytest.mark.parametrize("module", [people_tables, post_tables, shortages, gates_module])
def test_reasons_and_marks_written_in_the_code_have_words(module: object) -> None:
    """Words no small plan happens to use would otherwise fail only on the day they appear."""
    source = Path(module.__file__).read_text(encoding="utf-8")
    constants = {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    vocabulary = {
        *words.VACANCY_REASONS,
        *words.UNCOVERED_REASONS,
        *words.POOL_REASONS,
        *words.MARKS,
        *words.MODE_VERDICTS,
        *words.VERDICTS,
        *words.STATUSES,
    }
    spoken = {
        text for text in constants if re.fullmatch(r"(dearer|nobody|no|above|below)_\w+", text)
    }
    columns = {column.name for _, column in ALL} | set(words.GATES)
    assert spoken - columns - {"no_post_left"} <= vocabulary
