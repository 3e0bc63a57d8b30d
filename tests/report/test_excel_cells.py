"""Cells of a sheet: any text arrives unharmed and harmless, seen whole."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

import staffalloc as sa
from staffalloc.case.literal import literal_runs, may_pass_for_markup
from staffalloc.case.text import MOST_CELL_LENGTH
from staffalloc.report.workbook.book import write_table
from staffalloc.report.workbook.cells import BLOCK_ROWS, ColumnWriter
from staffalloc.report.workbook.formats import Formats
from staffalloc.report.workbook.rows import LINE_HEIGHT, MOST_ROW_HEIGHT
from staffalloc.report.workbook.text import (
    fitting,
    line_counts,
    utf16_length,
    widths,
)
from staffalloc.tables.kinds import Column, OutputTable
from staffalloc.tables.labels import Labels
from staffalloc.tables.words import VERDICTS, Words

HOSTILE = {
    "quotes and brackets": "\"Ba\" 'Đình' <b>&amp;</b> ]]> <!-- -->",
    "formula": '=HYPERLINK("http://a","b")',
    "plus": "+1+1",
    "minus": "-1",
    "at": "@SUM(1)",
    "tab": "\t=1+1",
    "full width": "＝1+1",
    "array formula": "{=SUM(1)}",
    "lines": "một\n\nhai\nba",
    "32,000 letters": "dài " * 8_000 + "!",
    "the longest text": "x" * MOST_CELL_LENGTH,
    "the longest of emoji": "🙂" * (MOST_CELL_LENGTH // 2),
    "right to left": "\u200fBa\u202e Đình\u202c",
    "NFD": "Ba Đi\u0300nh",
    "emoji": "👩🏽\u200d🔧 Ba Đình",
    "number": "0012",
    "scientific": "1E5",
    "date": "2025-07-01",
    "URL": "http://example.org/?a=1&b=2",
    "mail": "mailto:a@example.org",
    "inner link": "internal:'Tổng quan'!A1",
    "escape": "_x0041_ and _x000A_",
    "escaped escape": "_x005F_x0041_",
    "markup": "<r>a</r>",
    "markup with a formula": "<r><t>a</t></r></is></c><c r='B2'><f>1+1</f></c><c><is><r></r>",
    "markup with an escape": "<r>_x0041_</r>",
    "blanks at the ends": "  Ba  Đình \u00a0",
    "true": "TRUE",
    "error": "#N/A",
}


def table_of(*columns: Column) -> OutputTable:
    return OutputTable("table", "Bảng", "Table", "", "", columns)


def write(
    path: Path,
    labels: Labels,
    frame: pd.DataFrame,
    *columns: Column,
    in_words: Callable[[pd.DataFrame], pd.DataFrame] = lambda rows: rows,
) -> Path:
    options = {"constant_memory": True, "tmpdir": str(path.parent)}
    with xlsxwriter.Workbook(path, options) as book:
        formats = Formats(book, labels.lang)
        writer = ColumnWriter(labels, formats)
        sheet = book.add_worksheet()
        write_table(sheet, table_of(*columns), frame, writer, formats, in_words)
    return path


def column(kind: str, name: str = "c", *, words: Words | None = None) -> Column:
    return Column(name, kind, "Cột", "Column", words)  # type: ignore[arg-type]


def texts(values: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"c": pd.Series(values, dtype="str")})


def by_openpyxl(path: Path) -> list[object]:
    sheet = openpyxl.load_workbook(path).active
    return [row[0].value for row in sheet.iter_rows(min_row=2)]


def by_calamine(path: Path) -> list[object]:
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    return [row[0] for row in sheet.to_python()[1:]]


def sheet_xml(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode("utf-8")


def opened(path: Path) -> Worksheet:
    return openpyxl.load_workbook(path).active


@pytest.fixture(scope="module")
def labels(plan: sa.Plan) -> Labels:
    return Labels(plan.case, "vi")


@pytest.fixture(scope="module")
def hostile(labels: Labels, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "hostile.xlsx"
    return write(path, labels, texts(list(HOSTILE.values())), column("text"))


@pytest.mark.parametrize("read", [by_openpyxl, by_calamine])
def test_hostile_text_is_read_back_as_it_was(hostile: Path, read: object) -> None:
    found = dict(zip(HOSTILE, read(hostile), strict=True))
    assert [name for name, text in HOSTILE.items() if found[name] != text] == []


def test_hostile_text_is_neither_formula_nor_link(hostile: Path) -> None:
    cells = [row[0] for row in opened(hostile).iter_rows()]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    assert re.search(r"<f[ >]|<hyperlink", sheet_xml(hostile)) is None


_PIECES = st.sampled_from(["_x0041_", "_", "x0041_", "_x", "<r>", "</r>", "&", "<", "\n", "=", "Đ"])
_LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")


@given(st.lists(st.text(_LETTERS) | st.lists(_PIECES).map("".join), min_size=1))
def test_any_text_is_read_back_as_it_was(
    labels: Labels, tmp_path_factory: pytest.TempPathFactory, given_texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("any") / "any.xlsx"
    write(path, labels, texts([*given_texts, "end"]), column("text"))
    assert [cell or "" for cell in by_openpyxl(path)] == [*given_texts, "end"]
    assert by_calamine(path) == [*given_texts, "end"]
    assert "<f>" not in sheet_xml(path)


@given(st.lists(_PIECES).map("".join))
def test_the_runs_of_a_text_are_the_text_and_none_passes_for_markup(text: str) -> None:
    runs = literal_runs(text)
    assert "".join(runs) == text
    assert len(runs) != 2  # xlsxwriter takes one run, or three and more
    assert not any(re.search("_x[0-9a-fA-F]{4}_|^<r>", run) for run in runs)
    assert may_pass_for_markup([text]) or runs == [text]


def test_text_too_long_for_a_cell_is_cut_and_says_so(labels: Labels, tmp_path: Path) -> None:
    path = write(tmp_path / "cut.xlsx", labels, texts(["🙂" * 20_000, "kept"]), column("text"))
    cut, kept = by_openpyxl(path)
    assert cut == "🙂" * (MOST_CELL_LENGTH // 2) + "…" and kept == "kept"


@given(st.text(_LETTERS, max_size=30), st.integers(1, 20))
def test_a_cut_text_fits_and_begins_like_the_text(text: str, most: int) -> None:
    cut = fitting(text, most)
    assert utf16_length(cut) <= most
    assert cut == text or text.startswith(cut.removesuffix("…"))


@pytest.mark.parametrize(
    ("lang", "rest"), [("vi", "; và 1 trường hợp nữa"), ("en", "; and 1 more")]
)
@pytest.mark.parametrize("length", [20_000, MOST_CELL_LENGTH])
def test_a_list_of_long_codes_shows_fewer_and_counts_the_rest(
    plan: sa.Plan, tmp_path: Path, lang: str, rest: str, length: int
) -> None:
    codes = ";".join(["Đ" * length, "x" * length])
    path = write(tmp_path / "l.xlsx", Labels(plan.case, lang), texts([codes]), column("codes"))
    [shown] = by_openpyxl(path)
    assert shown.startswith("ĐĐĐ") and shown.endswith(rest)
    assert utf16_length(shown) <= MOST_CELL_LENGTH


def test_codes_are_a_list_of_the_codes_themselves(plan: sa.Plan, tmp_path: Path) -> None:
    codes = [*plan.case.units["unit_code"], "00009/P21", "", "+1"]
    given_texts = [";".join(codes[:3]), codes[3], codes[4]]
    path = write(tmp_path / "c.xlsx", Labels(plan.case, "vi"), texts(given_texts), column("codes"))
    assert by_openpyxl(path) == ["; ".join(codes[:3]), None, "+1"]


def test_a_list_too_long_for_a_cell_loses_no_code_uncounted(labels: Labels, tmp_path: Path) -> None:
    codes = [f"{number:05d}" for number in range(5_000)]
    path = write(tmp_path / "m.xlsx", labels, texts([";".join(codes)]), column("codes"))
    *shown, rest = str(by_openpyxl(path)[0]).split("; ")
    assert shown == codes[: len(shown)]
    assert rest == f"và {5_000 - len(shown)} trường hợp nữa"


def test_a_name_beside_a_code_is_cut_when_its_kind_makes_it_too_long(
    plan: sa.Plan, tmp_path: Path
) -> None:
    case = plan.case.with_table("units", plan.case.units.assign(name="Đ" * MOST_CELL_LENGTH))
    unit = Column("c", "unit", "Mã", "Code", label=("Tên", "Name"))
    frame = texts(case.units["unit_code"].tolist())
    sheet = opened(write(tmp_path / "n.xlsx", Labels(case, "vi"), frame, unit))
    assert sheet["B2"].value.endswith("…") and len(sheet["B2"].value) == MOST_CELL_LENGTH


def test_rows_are_high_enough_for_their_lines_and_never_too_high_for_excel(
    labels: Labels, tmp_path: Path
) -> None:
    frame = texts(["ngắn", "một\nhai\nba", "dài " * 8_000, "một câu " * 20])
    sheet = opened(write(tmp_path / "h.xlsx", labels, frame, column("sentence")))
    heights = [sheet.row_dimensions[row].height for row in (2, 3, 4, 5)]
    assert (heights[0] or LINE_HEIGHT) < 2 * LINE_HEIGHT
    assert heights[1] >= 3 * LINE_HEIGHT - 0.5
    assert MOST_ROW_HEIGHT - 1 <= heights[2] <= 409
    assert heights[3] >= 3 * LINE_HEIGHT - 0.5
    assert all(sheet.cell(row, 1).alignment.wrap_text for row in (2, 3, 4, 5))


@pytest.mark.parametrize(("kind", "most"), [("sentence", 60), ("text", 36), ("codes", 72)])
def test_a_long_text_is_wrapped_at_the_width_of_its_kind(
    labels: Labels, tmp_path: Path, kind: str, most: int
) -> None:
    sheet = opened(write(tmp_path / "w.xlsx", labels, texts(["chữ nghĩa;" * 300]), column(kind)))
    assert sheet.column_dimensions["A"].width == pytest.approx(most, abs=1)
    assert sheet["A2"].alignment.wrap_text


@given(st.text(st.sampled_from("aâiđmNGƯỮ 0"), min_size=1, max_size=60))
def test_a_wide_letter_takes_more_room_and_a_combining_mark_none(text: str) -> None:
    [width], [capitals] = widths([text]), widths([text.upper()])
    assert 0 < width <= capitals
    assert widths([text, text]).tolist() == [width, width]
    assert widths([text + "\u0301\u200f"])[0] == width


@given(st.text(st.sampled_from("ab \n"), max_size=80), st.integers(4, 20))
def test_lines_are_those_of_a_text_laid_out_word_after_word(text: str, letters: int) -> None:
    """With letters all alike a line holds so many of them; a blank takes no more than a letter."""
    letter = float(widths(["a"])[0])
    [lines] = line_counts([text], letters * letter + 0.01)
    least = sum(max(1, -(-len(p.replace(" ", "")) // letters)) for p in text.split("\n"))
    most = sum(_words_a_line(paragraph, letters) for paragraph in text.split("\n"))
    assert least <= lines <= most


def _words_a_line(paragraph: str, letters: int) -> int:
    """Lines of a paragraph if a blank were as wide as a letter, first word first."""
    lines, used = 1, 0
    for word in paragraph.split(" "):
        if used and used + len(word) > letters:
            lines, used = lines + 1, 0
        lines += len(word) // letters
        used += len(word) % letters + 1
    return lines


def test_numbers_are_written_the_local_way_and_blanks_left_out(
    plan: sa.Plan, tmp_path: Path
) -> None:
    frame = pd.DataFrame(
        {"hours": [1234.5, float("nan"), -0.0], "edge": ["", "3", ""], "born": [1980, 1990, 2001]}
    )
    columns = [column("hours", "hours"), column("count", "edge"), column("year", "born")]
    for lang, locale in (("vi", "[$-42A]"), ("en", "[$-409]")):
        path = write(tmp_path / f"{lang}.xlsx", Labels(plan.case, lang), frame, *columns)
        sheet = opened(path)
        assert [sheet["A2"].value, sheet["A3"].value, sheet["A4"].value] == [1234.5, None, 0]
        assert [sheet["B2"].value, sheet["B3"].value, sheet["B4"].value] == [None, 3, None]
        assert sheet["A2"].number_format.startswith(f"{locale}#,##0.0")
        assert "," not in sheet["C2"].number_format
        assert "<v>-0</v>" not in sheet_xml(path)


KINDS = ["unit", "text", "sentence", "seat_type", "codes", "parts", "prices", "gate", "words"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_stays_blank(labels: Labels, tmp_path: Path, kind: str) -> None:
    words = VERDICTS if kind == "words" else None
    sheet = opened(write(tmp_path / "e.xlsx", labels, texts(["", ""]), column(kind, words=words)))
    assert [sheet["A2"].value, sheet["A3"].value] == [None, None]


def test_a_large_number_has_room(labels: Labels, tmp_path: Path) -> None:
    frame = pd.DataFrame({"c": [-123_456_789_012.5, 1.0]})
    sheet = opened(write(tmp_path / "wide.xlsx", labels, frame, column("hours")))
    assert sheet.column_dimensions["A"].width >= len("-123.456.789.012,5")


def test_tones_are_told_apart_without_colour(labels: Labels, tmp_path: Path) -> None:
    words = {
        "stop": VERDICTS["stop"],
        "mixed": ("Vừa thừa vừa thiếu", "Mixed"),
        "pass": VERDICTS["pass"],
    }
    frame = texts(["stop", "mixed", "pass", ""])
    sheet = opened(write(tmp_path / "t.xlsx", labels, frame, column("word", words=words)))
    looks = [
        (cell.font.b, cell.font.i, cell.border.top.style)
        for cell in (sheet["A2"], sheet["A3"], sheet["A4"])
    ]
    assert looks == [(True, False, "thin"), (False, True, None), (False, False, None)]
    assert sheet["A5"].value is None


def test_rows_of_every_block_are_there_in_order(labels: Labels, tmp_path: Path) -> None:
    values = [f"row {number}" for number in range(2 * BLOCK_ROWS + 3)]
    assert by_calamine(write(tmp_path / "b.xlsx", labels, texts(values), column("text"))) == values


def with_sentences(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(why=[f"{text} vì thế" for text in rows["c"]])


WHY = Column("why", "sentence", "Vì sao", "Why", width=50)


def test_sentences_are_made_block_by_block_for_every_row(labels: Labels, tmp_path: Path) -> None:
    asked: list[int] = []

    def in_words(rows: pd.DataFrame) -> pd.DataFrame:
        asked.append(len(rows))
        return with_sentences(rows)

    frame = texts([f"{number}" for number in range(2 * BLOCK_ROWS + 3)])
    path = write(tmp_path / "s.xlsx", labels, frame, column("text"), WHY, in_words=in_words)
    assert asked == [BLOCK_ROWS, BLOCK_ROWS, 3]
    shown = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
    assert shown == with_sentences(frame).to_numpy().tolist()


@pytest.mark.parametrize("kind", ["sentence", "text", "hours", "word"])
def test_a_column_with_a_width_of_its_own_needs_no_rows(labels: Labels, kind: str) -> None:
    words = VERDICTS if kind == "word" else None
    with xlsxwriter.Workbook(io.BytesIO()) as book:
        book.add_worksheet()
        writer = ColumnWriter(labels, Formats(book, labels.lang))
        [found] = writer.columns(Column("c", kind, "Cột", "Column", words, width=17), None)  # type: ignore[arg-type]
    assert found.width == 17
    assert found.is_wrapped == (kind != "hours")
