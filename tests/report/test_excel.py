"""The workbook read back: every row of every table, with names beside codes, in one language."""

from __future__ import annotations

import math
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

import staffalloc as sa
from staffalloc.report.excel import write_workbook
from staffalloc.tables.columns import TABLES
from staffalloc.tables.labels import Labels

from ..conftest import DANGEROUS_NAME


@pytest.fixture(scope="module", params=["vi", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def path(plan: sa.Plan, lang: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("book") / "plan.xlsx"
    write_workbook(plan, file, lang=lang)
    return file


@pytest.fixture(scope="module")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def sheets(path: Path) -> dict[str, list[dict[str, object]]]:
    """Rows of every sheet by header."""
    workbook = CalamineWorkbook.from_path(path)
    found = {}
    for name in workbook.sheet_names[1:]:
        header, *rows = workbook.get_sheet_by_name(name).to_python()
        found[name] = [dict(zip(header, row, strict=True)) for row in rows]
    return found


def test_an_overview_comes_first_then_one_sheet_a_table(
    book: openpyxl.Workbook, plan: sa.Plan, lang: str
) -> None:
    titles = [TABLES[name].title(lang) for name in plan.tables]
    assert book.sheetnames == [{"vi": "Tổng quan", "en": "Overview"}[lang], *titles]


@pytest.mark.parametrize("name", TABLES)
def test_codes_and_numbers_are_those_of_the_table(
    sheets: dict[str, list[dict[str, object]]], plan: sa.Plan, lang: str, name: str
) -> None:
    rows, frame = sheets[TABLES[name].title(lang)], plan.tables[name]
    assert len(rows) == len(frame)
    for column in TABLES[name].columns:
        shown = [row[column.header(lang)] for row in rows]
        given = frame[column.name].tolist()
        if column.kind in ("unit", "position", "cadre", "post", "group"):
            assert shown == given
        elif frame[column.name].dtype.kind in "if":
            for found, value in zip(shown, given, strict=True):
                assert (found == "") == math.isnan(value)
                assert found == "" or found == pytest.approx(value, abs=0.5001e-3)


def test_words_are_translated(
    sheets: dict[str, list[dict[str, object]]], lang: str, plan: sa.Plan
) -> None:
    for table in TABLES.values():
        for column in table.columns:
            if column.kind != "word":
                continue
            names = {pair[lang == "en"] for pair in column.words.values()} | {""}
            shown = {row[column.header(lang)] for row in sheets[table.title(lang)]}
            assert shown <= names


def test_one_person_can_be_followed_in_words(
    sheets: dict[str, list[dict[str, object]]], plan: sa.Plan, lang: str
) -> None:
    table, labels = TABLES["assignments"], Labels(plan.case, lang)
    header = {c.name: c.header(lang) for c in (*table.columns, *table.derived)}
    label = {c.name: c.label[lang == "en"] for c in table.columns if c.label}
    person = plan.assignments.query("status == 'placed' and today_unit != ''").iloc[-1]
    row = next(
        row for row in sheets[table.title(lang)] if row[header["cadre_id"]] == person["cadre_id"]
    )
    assert row[label["today_unit"]] == labels.units[person["today_unit"]]
    assert row[label["unit_code"]] == labels.units[person["unit_code"]]
    assert row[label["lead_position"]] == labels.positions[person["lead_position"]]
    moved = person["today_unit"] != person["unit_code"]
    yes, no = ("Yes", "No") if lang == "en" else ("Có", "Không")
    assert row[header["moved"]] == (yes if moved else no)
    assert row[header["duties"]].startswith(labels.positions[person["lead_position"]])


def test_a_name_that_looks_like_a_formula_stays_text(book: openpyxl.Workbook, lang: str) -> None:
    names = book[TABLES["assignments"].title(lang)]["B"]
    dangerous = [cell for cell in names if cell.value == DANGEROUS_NAME]
    assert [cell.data_type for cell in dangerous] == ["s"]


def test_there_is_no_formula_anywhere(book: openpyxl.Workbook) -> None:
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    assert all(cell.data_type != "f" for cell in cells)


def test_every_sheet_is_ready_to_filter_and_to_print(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref is not None
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows in ("1:1", "$1:$1")
        assert "&P" in sheet.oddFooter.right.text


def overview(book: openpyxl.Workbook) -> tuple[Worksheet, list[str]]:
    sheet = book.worksheets[0]
    cells = (cell.value for row in sheet.iter_rows() for cell in row)
    return sheet, [value for value in cells if isinstance(value, str)]


def test_the_overview_says_loudly_that_data_is_synthetic(
    book: openpyxl.Workbook, lang: str
) -> None:
    _, texts = overview(book)
    assert any(t.startswith({"vi": "SỐ LIỆU MÔ PHỎNG", "en": "SYNTHETIC"}[lang]) for t in texts)


def test_real_data_raises_no_alarm(plan: sa.Plan, tmp_path: Path) -> None:
    case = plan.case.with_table("workloads", plan.case.workloads.assign(source="báo cáo"))
    write_workbook(sa.plan(case), tmp_path / "real.xlsx")
    _, texts = overview(openpyxl.load_workbook(tmp_path / "real.xlsx"))
    assert not any(text.startswith("SỐ LIỆU MÔ PHỎNG") for text in texts)


def test_the_overview_links_to_every_sheet(book: openpyxl.Workbook) -> None:
    sheet, _ = overview(book)
    links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    targets = [link.location.replace("''", "'") for link in links]
    assert targets == [f"'{name}'!A1" for name in book.sheetnames[1:]]


def test_nothing_is_left_beside_the_workbook(path: Path) -> None:
    assert [file.name for file in path.parent.iterdir()] == ["plan.xlsx"]


def test_one_language_at_a_time(sheets: dict[str, list[dict[str, object]]], lang: str) -> None:
    """No header of the other language, where the two differ."""
    other = "en" if lang == "vi" else "vi"
    for table in TABLES.values():
        foreign = {c.header(other) for c in table.columns} - {c.header(lang) for c in table.columns}
        for row in sheets[table.title(lang)][:1]:
            assert not foreign & set(row)
