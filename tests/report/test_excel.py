"""The workbook read back: every row of every table, with names beside codes, in one language."""

from __future__ import annotations

import dataclasses
import errno
import math
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook
from xlsxwriter.worksheet import Worksheet as WrittenSheet

import staffalloc as sa
from staffalloc.explain.narrator import Narrator
from staffalloc.report.workbook import book as excel
from staffalloc.report.workbook.book import write_workbook
from staffalloc.tables.columns import ALWAYS, TABLES
from staffalloc.tables.kinds import Column, OutputTable
from staffalloc.tables.labels import Labels
from staffalloc.tables.names import gate_remedy

from ..builders import cadre, hours_case
from ..conftest import DANGEROUS_NAME

SHEETS = {name: TABLES[name] for name in ALWAYS if TABLES[name].in_workbook}


def own_columns(table: OutputTable) -> list[Column]:
    """Columns of the table itself that its sheet shows."""
    return [column for column in table.sheet_columns if column not in table.derived]


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
def sheets(path: Path, lang: str) -> dict[str, list[dict[str, object]]]:
    """Rows of every sheet by header."""
    workbook = CalamineWorkbook.from_path(path)
    found = {}
    for name in (table.title(lang) for table in SHEETS.values()):
        header, *rows = workbook.get_sheet_by_name(name).to_python()
        found[name] = [dict(zip(header, row, strict=True)) for row in rows]
    return found


def test_an_overview_comes_first_then_one_sheet_a_table(
    book: openpyxl.Workbook, plan: sa.Plan, lang: str
) -> None:
    titles = [table.title(lang) for table in SHEETS.values()]
    first, *others = book.sheetnames
    assert first == {"vi": "Tổng quan", "en": "Overview"}[lang]
    assert others[: len(titles)] == titles


def test_a_table_may_have_no_sheet(
    plan: sa.Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {name: table for name, table in TABLES.items() if name != "gates"}
    gates = dataclasses.replace(TABLES["gates"], in_workbook=False)
    monkeypatch.setattr(excel, "TABLES", kept | {"gates": gates})
    write_workbook(plan, tmp_path / "plan.xlsx", lang="en")
    assert gates.en not in openpyxl.load_workbook(tmp_path / "plan.xlsx").sheetnames


@pytest.mark.parametrize("name", SHEETS)
def test_codes_and_numbers_are_those_of_the_table(
    sheets: dict[str, list[dict[str, object]]], plan: sa.Plan, lang: str, name: str
) -> None:
    rows, frame = sheets[TABLES[name].title(lang)], plan.tables[name]
    assert len(rows) == len(frame)
    for column in own_columns(TABLES[name]):
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
    for table in SHEETS.values():
        for column in own_columns(table):
            if column.kind != "word":
                continue
            names = {pair[lang == "en"] for pair in column.words.values()} | {""}
            shown = {row[column.header(lang)] for row in sheets[table.title(lang)]}
            assert shown <= names


def test_one_person_can_be_followed_in_words(
    sheets: dict[str, list[dict[str, object]]], plan: sa.Plan, lang: str
) -> None:
    table, labels = TABLES["signing"], Labels(plan.case, lang)
    header = {column.name: column.header(lang) for column in table.sheet_columns}
    person = plan.signing.query("today_unit != '' and unit_code != ''").iloc[-1]
    [row] = [
        row for row in sheets[table.title(lang)] if row[header["cadre_id"]] == person["cadre_id"]
    ]
    assert row[header["name"]] == labels.cadres[person["cadre_id"]]
    assert row[header["today_place"]] == labels.units[person["today_unit"]]
    assert row[header["new_place"]] == labels.units[person["unit_code"]]
    assert row[header["new_title"]] == labels.positions[person["lead_position"]]
    assert row[header["number"]] == person["number"]


def test_a_name_that_looks_like_a_formula_stays_text(book: openpyxl.Workbook, lang: str) -> None:
    rows = book[TABLES["signing"].title(lang)].iter_rows()
    dangerous = [cell for row in rows for cell in row if cell.value == DANGEROUS_NAME]
    assert [cell.data_type for cell in dangerous] == ["s"]


def test_there_is_no_formula_anywhere(book: openpyxl.Workbook) -> None:
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    assert all(cell.data_type != "f" for cell in cells)


def test_every_sheet_is_ready_to_filter_and_to_print(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets[1:-1]:  # all but the overview and the method
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


@pytest.mark.parametrize(
    ("owner", "step"), [(zipfile.ZipFile, "write"), (WrittenSheet, "write_number")]
)
def test_a_full_disk_is_told_as_such_and_leaves_nothing_behind(
    plan: sa.Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: type, step: str
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(owner, step, fail)
    with pytest.raises(OSError, match="No space left") as raised:
        write_workbook(plan, tmp_path / "plan.xlsx")
    assert raised.value.errno == errno.ENOSPC
    assert list(tmp_path.iterdir()) == []


def test_a_failure_keeps_the_workbook_that_was_there(
    plan: sa.Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"before")
    monkeypatch.setattr(zipfile.ZipFile, "write", fail)
    with pytest.raises(OSError, match="Input/output error"):
        write_workbook(plan, path)
    assert path.read_bytes() == b"before"


def test_every_gate_has_its_first_cases_by_name_and_what_to_do(
    sheets: dict[str, list[dict[str, object]]], lang: str, plan: sa.Plan
) -> None:
    table, narrator = TABLES["gates"], Narrator(plan.case, plan.tables, lang)
    rows = sheets[table.title(lang)]
    given = plan.gates.to_dict("records")
    names, remedies = (column.header(lang) for column in table.derived)
    assert [row[names] for row in rows] == ["; ".join(narrator.gate_cases(g)) for g in given]
    assert [row[remedies] for row in rows] == [
        gate_remedy(g["gate"], g["verdict"], lang) for g in given
    ]
    assert [row[remedies] == "" for row in rows] == [g["verdict"] == "pass" for g in given]


@pytest.mark.parametrize(("lang", "word"), [("vi", "Không kiểm tra được"), ("en", "Not checked")])
def test_a_gate_that_was_not_checked_says_so_and_how_to_have_it_checked(
    tmp_path: Path, lang: str, word: str
) -> None:
    made = sa.plan(hours_case({("00001", "A"): 1600}, cadres=[cadre("c1", "00001", "A")]))
    write_workbook(made, tmp_path / "plan.xlsx", lang=lang)
    table = TABLES["gates"]
    sheet = openpyxl.load_workbook(tmp_path / "plan.xlsx")[table.title(lang)]
    header, *rows = sheet.iter_rows(values_only=True)
    found = [dict(zip(header, row, strict=True)) for row in rows]
    remedy = table.derived[-1]
    verdict = next(column for column in table.columns if column.name == "verdict")
    unchecked = [row for row in found if row[verdict.header(lang)] == word]
    assert len(unchecked) == 3
    assert all("essential_positions" in row[remedy.header(lang)] for row in unchecked)


def test_one_language_at_a_time(sheets: dict[str, list[dict[str, object]]], lang: str) -> None:
    """No header of the other language, where the two differ."""
    other = "en" if lang == "vi" else "vi"
    for table in SHEETS.values():
        foreign = {c.header(other) for c in table.columns} - {c.header(lang) for c in table.columns}
        for row in sheets[table.title(lang)][:1]:
            assert not foreign & set(row)


def test_of_the_floors_of_continuity_the_sheet_shows_those_that_bind() -> None:
    rules = pd.DataFrame(
        {
            "rule": ["continuity_floor", "continuity_floor", "continuity_floor", "moves"],
            "dual_mh": [0, 5, 0, 0],
            "breach": [0.0, 0.0, 1.0, 0.0],
        }
    )
    assert excel.rows_of_sheet("side_rules", rules).equals(rules.iloc[1:].reset_index(drop=True))
    assert excel.rows_of_sheet("moves", rules) is rules
