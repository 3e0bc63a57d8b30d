"""The template: what a planner finds in it, and that a filled one is read."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from staffalloc.case import Case, Policy, read_case, write_template
from staffalloc.case.files import TargetExistsError
from staffalloc.case.schema import TABLES

from .small import tables
from .sources import notice_codes, read_problems


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "mẫu.xlsx"
    write_template(path)
    return path


def test_every_table_has_its_sheet_with_its_headers(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    assert book.sheetnames == ["HƯỚNG DẪN - README", *TABLES, "policy"]
    for name, table in TABLES.items():
        header = book[name][1]
        assert [cell.value for cell in header] == list(table.names)
        assert all(cell.font.bold for cell in header)
        assert all(cell.comment is not None for cell in header)
        assert book[name].freeze_panes is not None


def test_notes_explain_in_both_languages(template: Path) -> None:
    note = openpyxl.load_workbook(template)["units"]["A1"].comment.text
    assert "Mã đơn vị" in note
    assert "Code of the unit" in note


def test_codes_are_text_and_closed_words_are_lists(template: Path) -> None:
    sheet = openpyxl.load_workbook(template)["units"]
    assert sheet.column_dimensions["A"].number_format == "@"
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists["C2:C20001"] == '"commune,ward,special_zone"'


def test_every_policy_key_is_listed_and_blank_means_the_default(template: Path) -> None:
    sheet = openpyxl.load_workbook(template)["policy"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == list(Policy.model_fields)
    assert all(row[1].value is None for row in sheet.iter_rows(min_row=2))


def test_an_empty_template_says_what_is_empty(template: Path) -> None:
    assert [(p.code, p.table) for p in read_problems(template)] == [
        ("table_empty", "units"),
        ("table_empty", "positions"),
    ]


def test_a_filled_template_is_the_case(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    for name, rows in tables().items():
        for number, row in enumerate(rows, 2):
            for place, column in enumerate(TABLES[name].names, 1):
                if column in row:
                    book[name].cell(number, place, row[column])
    book.save(template)
    read = read_case(template)
    assert read.digest() == Case(tables()).digest()
    assert set(notice_codes(read)) == {"terrain_assumed"}


def test_a_template_does_not_overwrite(template: Path) -> None:
    with pytest.raises(TargetExistsError):
        write_template(template)
    write_template(template, overwrite=True)
    with pytest.raises(ValueError, match=r"\.xlsx"):
        write_template(template.with_suffix(".csv"))
