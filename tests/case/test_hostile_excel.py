"""Workbooks as they come: what each oddity leads to."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from staffalloc.case import excel_guard, read_case

from .small import cadre, tables
from .sources import as_workbook, notice_codes, read_codes, read_problems

Book = Any


def edited(folder: Path, edit: Callable[[Book], None], **replaced: Any) -> Path:
    """Return the sound workbook after one edit."""
    path = as_workbook(folder / "case", tables(**replaced))
    workbook = openpyxl.load_workbook(path)
    edit(workbook)
    workbook.save(path)
    return path


def test_a_number_in_a_code_proposes_the_code(tmp_path: Path) -> None:
    def as_number(book: Book) -> None:
        book["units"]["A2"] = 1
        book["units"]["A2"].number_format = "00000"

    found = read_problems(edited(tmp_path, as_number))
    number = next(p for p in found if p.code == "number_in_id")
    assert number.place == "units!A2"
    assert 'may have been "00001"' in number.text("en")


def test_long_numbers_and_dates_in_codes_are_refused(tmp_path: Path) -> None:
    def long(book: Book) -> None:
        book["cadres"]["A2"] = 12345678901234567890
        book["cadres"]["A3"] = datetime.date(2025, 2, 1)

    found = read_problems(edited(tmp_path, long))
    assert [p.code for p in found] == ["number_too_long", "date_in_id"]
    assert '"1-2"' in found[1].text("en")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("#REF!", "formula_error"),
        ("#N/A", "formula_error"),
        ("=1+1", "formula_not_calculated"),
        (-1, "below_minimum"),
        ("hai", "not_a_number"),
        (True, "not_a_number"),
        (datetime.date(2025, 7, 1), "not_a_number"),
    ],
)
def test_a_cell_that_holds_no_number(tmp_path: Path, value: Any, code: str) -> None:
    def put(book: Book) -> None:
        book["workloads"]["C2"] = value

    found = read_problems(edited(tmp_path, put))
    assert [(p.code, p.place) for p in found] == [(code, "workloads!C2")]


@pytest.mark.parametrize("value", [2.5, 1e9, -1, "hai"])
def test_a_ceiling_is_a_sensible_whole_number(tmp_path: Path, value: Any) -> None:
    units = [row | {"ceiling": value} for row in tables()["units"][:1]]
    found = read_problems(as_workbook(tmp_path / "case", tables(units=units)))
    assert "units!E2" in [p.place for p in found]


def test_an_error_in_a_column_that_is_not_read_does_no_harm(tmp_path: Path) -> None:
    def put(book: Book) -> None:
        book["units"]["Z1"] = "ghi chú"
        book["units"]["Z2"] = "#DIV/0!"

    assert "unknown_column" in notice_codes(read_case(edited(tmp_path, put)))


def test_calculated_formulas_are_their_values(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in tables().items():
            sheet = book.add_worksheet(name)
            names = list(dict.fromkeys(key for row in rows for key in row))
            sheet.write_row(0, 0, names)
            for number, row in enumerate(rows, 1):
                sheet.write_row(number, 0, [row.get(key, "") for key in names])
        book.get_worksheet_by_name("workloads").write_formula("C2", "=100*5", None, 500)
    assert read_case(path).workloads["value"].tolist() == [500, 12.5, 0]


def test_codes_merged_down_are_filled_and_told(tmp_path: Path) -> None:
    def merge(book: Book) -> None:
        book["workloads"]["A4"] = None
        book["workloads"].merge_cells("A3:A4")

    read = read_case(edited(tmp_path, merge))
    assert read.workloads["unit_code"].tolist() == ["00001", "00002", "00002"]
    assert "merged_filled" in notice_codes(read)


@pytest.mark.parametrize("cells", ["C2:C3", "A2:B2", "A1:B1"])
def test_merged_numbers_headers_and_rows_are_refused(tmp_path: Path, cells: str) -> None:
    path = edited(tmp_path, lambda book: book["workloads"].merge_cells(cells))
    assert "merged_across" in read_codes(path)


def test_a_title_above_the_header_is_left_out_and_told(tmp_path: Path) -> None:
    def title(book: Book) -> None:
        book["units"].insert_rows(1, 2)
        book["units"]["A1"] = "DANH SÁCH ĐƠN VỊ"

    read = read_case(edited(tmp_path, title))
    assert len(read.units) == 2
    assert "rows_above_header" in notice_codes(read)


def test_places_count_the_rows_above_and_between(tmp_path: Path) -> None:
    def move(book: Book) -> None:
        book["units"].insert_rows(1, 2)
        book["units"].insert_rows(4, 3)
        book["units"].insert_cols(1, 1)
        book["units"]["D8"] = "?"

    assert [p.place for p in read_problems(edited(tmp_path, move))] == ["units!D8"]


def test_hidden_rows_and_sheets_are_read_and_told(tmp_path: Path) -> None:
    def hide(book: Book) -> None:
        book["units"].row_dimensions[2].hidden = True
        book["cadres"].sheet_state = "veryHidden"

    read = read_case(edited(tmp_path, hide))
    assert len(read.units) == 2
    assert len(read.cadres) == 3
    assert {"hidden_rows", "hidden_sheet"} <= set(notice_codes(read))


def test_other_sheets_are_not_read_and_told(tmp_path: Path) -> None:
    read = read_case(edited(tmp_path, lambda book: book.create_sheet("Biểu đồ")))
    assert [n.text("en") for n in read.notices if n.code == "source_ignored"] == [
        '"Biểu đồ" was not read: it is no table of a case.'
    ]


@pytest.mark.parametrize("header", ["unit_code", " Unit_Code\u00a0", "Mã đơn vị"])
def test_two_columns_of_one_name_are_refused(tmp_path: Path, header: str) -> None:
    def double(book: Book) -> None:
        book["units"]["F1"] = header
        book["units"]["F2"] = "00001"

    found = read_problems(edited(tmp_path, double))
    assert [(p.code, p.place, p.others) for p in found] == [
        ("duplicate_header", "units!A1", ("units!F1",))
    ]


def test_values_below_a_blank_header_are_refused(tmp_path: Path) -> None:
    def nameless(book: Book) -> None:
        book["units"]["F1"], book["units"]["G1"], book["units"]["F3"] = None, "area_km2", 5

    assert read_codes(edited(tmp_path, nameless)) == ["header_blank"]


def test_a_stray_cell_far_below_is_left_out_and_told(tmp_path: Path) -> None:
    def stray(book: Book) -> None:
        book["concurrency"]["A1048576"] = "x"

    read = read_case(edited(tmp_path, stray))
    assert len(read.concurrency) == 1
    assert "rows_below_gap" in notice_codes(read)


def test_a_stray_cell_in_the_last_corner_is_refused_before_it_costs_memory(tmp_path: Path) -> None:
    def stray(book: Book) -> None:
        book["units"]["XFD1048576"] = "x"

    found = [p for p in read_problems(edited(tmp_path, stray)) if p.code == "sheet_extent"]
    assert [p.place for p in found] == ["units!XFD1048576"]


def test_dates_are_days(tmp_path: Path) -> None:
    people = [cadre("c1", seniority_since=datetime.date(2004, 2, 29), retires_on="2040-01-31")]
    path = as_workbook(tmp_path / "case", tables(cadres=people))
    read = read_case(path)
    assert read.cadres.loc[0, ["seniority_since", "retires_on"]].tolist() == [
        "2004-02-29",
        "2040-01-31",
    ]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (datetime.datetime(2024, 2, 1, 8, 30), "date_with_time"),
        (datetime.date(1900, 1, 5), "date_too_early"),
        (45000, "not_a_date"),
    ],
)
def test_doubtful_dates_are_refused(tmp_path: Path, value: Any, code: str) -> None:
    people = [cadre("c1", seniority_since=value)]
    assert read_codes(as_workbook(tmp_path / "case", tables(cadres=people))) == [code]


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None], **added: bytes) -> Path:
    """Return the workbook with its parts changed; a part changed to None is left out."""
    target = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in added.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return target


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return as_workbook(tmp_path / "case", tables())


def test_wrong_kinds_of_file_are_told_apart(tmp_path: Path, sound: Path) -> None:
    def code(content: bytes) -> str:
        path = tmp_path / "wrong.xlsx"
        path.write_bytes(content)
        return str(read_codes(path)[0])

    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)
    assert code(b"unit_code,kind\n") == "excel_not"
    assert code(ole) == "excel_old"
    assert code(ole + "EncryptedPackage".encode("utf-16-le")) == "excel_password"
    assert code(sound.read_bytes()[:-200]) == "excel_broken"
    assert read_codes(rewritten(sound, lambda n, c: c, xl__vbaProject_dot_bin=b"")) == [
        "excel_macros"
    ]
    assert read_codes(rewritten(sound, lambda n, c: c, xl__workbook_dot_bin=b"")) == [
        "excel_binary"
    ]
    only_text = rewritten(sound, lambda n, c: None, a_dot_txt=b"")
    assert read_codes(only_text) == ["excel_not"]


def test_a_part_that_is_not_xml_is_told(sound: Path) -> None:
    broken = rewritten(sound, lambda n, c: c[:40] if n == "xl/workbook.xml" else c)
    assert read_codes(broken) == ["excel_broken"]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_entities_are_refused_in_every_part(sound: Path, part: str) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaa">]>'
    assert read_codes(rewritten(sound, lambda n, c: bomb + c if n == part else c)) == [
        "excel_entities"
    ]


def test_strange_encodings_are_refused(sound: Path) -> None:
    def utf16(name: str, content: bytes) -> bytes:
        return content.decode().encode("utf-16") if name.endswith("sheet1.xml") else content

    assert read_codes(rewritten(sound, utf16)) == ["excel_entities"]


def test_bombs_of_zeros_are_refused(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_guard, "RATIO_MATTERS_FROM", 2**20)
    bomb = rewritten(sound, lambda n, c: c, xl__zeros_dot_xml=bytes(4 * 2**20))
    found = read_problems(bomb)
    assert [p.code for p in found] == ["excel_too_big"]
    assert "ratio" in found[0].text("en")


def test_links_to_elsewhere_are_told_and_not_followed(sound: Path) -> None:
    linked = rewritten(sound, lambda n, c: c, xl__externalLinks__externalLink1_dot_xml=b"<x/>")
    assert "external_links" in notice_codes(read_case(linked))
