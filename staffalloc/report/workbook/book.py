"""The workbook of a plan: an overview, then one sheet a table, in Vietnamese or English."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError, FileSizeError

from staffalloc.case.problems import Language
from staffalloc.case.writers import FIXED_DATE, MOST_SHEET_ROWS
from staffalloc.explain.narrator import Narrator
from staffalloc.explain.sheets import with_words
from staffalloc.report.method import Method
from staffalloc.report.workbook.cells import ColumnWriter, SheetColumn
from staffalloc.report.workbook.formats import Formats
from staffalloc.report.workbook.method_sheet import METHOD_SHEET, write_method
from staffalloc.report.workbook.overview import OVERVIEW_SHEET, write_overview
from staffalloc.report.workbook.rows import LINE_HEIGHT, row_height, write_rows
from staffalloc.tables.columns import TABLES
from staffalloc.tables.kinds import OutputTable

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from staffalloc.plan.plan import Plan

_A3, _A4 = 8, 9
_MOST_COLUMNS_ON_A4: Final = 14
_TITLES: Final = ("Phương án bố trí biên chế", "Staffing plan")


def write_workbook(plan: Plan, path: Path, *, lang: Language = "vi") -> None:
    """Write the workbook of a plan; the same plan gives the same bytes.

    Rows go to the disk as they are written, into a folder beside `path` that is gone
    afterwards; the sentences of a block of rows are made when its turn comes. The file takes
    its name when it is complete.

    A text longer than a cell can hold ends in an ellipsis; every other text is there as it is.

    Raises
    ------
    ValueError
        If a table has more rows than a sheet, before anything is written.
    OSError
        If the file cannot be written, for want of room or of rights.
    """
    narrator = Narrator(plan.case, plan.tables, lang)
    _refuse_long(narrator.tables)
    rows = Path(tempfile.mkdtemp(dir=path.parent, prefix=".rows."))
    try:
        with _errors_of_the_disk(path):
            _write(rows / path.name, plan, narrator)
        (rows / path.name).replace(path)
    finally:
        shutil.rmtree(rows, ignore_errors=True)


def _refuse_long(tables: Mapping[str, pd.DataFrame]) -> None:
    sheets = {
        name: rows_of_sheet(name, frame)
        for name, frame in tables.items()
        if TABLES[name].in_workbook
    }
    long = [name for name, frame in sheets.items() if len(frame) > MOST_SHEET_ROWS]
    if long:
        raise ValueError(f"more than {MOST_SHEET_ROWS} rows in {', '.join(long)}")


@contextmanager
def _errors_of_the_disk(path: Path) -> Iterator[None]:
    """Raise as ``OSError`` what xlsxwriter raises in its own classes, which are none."""
    try:
        yield
    except FileCreateError as error:
        cause = error.args[0]
        raise OSError(cause.errno, cause.strerror, str(path)) from error
    except FileSizeError as error:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path)) from error


def _write(path: Path, plan: Plan, narrator: Narrator) -> None:
    lang = narrator.lang
    options = {"constant_memory": True, "tmpdir": str(path.parent)}
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"title": _TITLES[lang == "en"], "created": FIXED_DATE})
        overview = workbook.add_worksheet(OVERVIEW_SHEET[lang == "en"])
        shown = [
            table
            for table in TABLES.values()
            if table.in_workbook and table.name in narrator.tables
        ]
        sheets = {table.name: workbook.add_worksheet(table.title(lang)) for table in shown}
        method = workbook.add_worksheet(METHOD_SHEET[lang == "en"])
        write_overview(workbook, overview, plan, lang)
        formats = Formats(workbook, lang)
        writer = ColumnWriter(narrator.labels, formats)
        for table in shown:
            in_words = partial(with_words, table.name, narrator)
            frame = rows_of_sheet(table.name, narrator.tables[table.name])
            write_table(sheets[table.name], table, frame, writer, formats, in_words)
        write_method(workbook, method, Method(plan, lang), lang)


def rows_of_sheet(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows a sheet shows: of the thousands of floors of continuity, those that bind."""
    if name != "side_rules":
        return frame
    idle = (frame["rule"] == "continuity_floor") & (frame["dual_mh"] == 0) & (frame["breach"] == 0)
    return frame[~idle].reset_index(drop=True)


def write_table(
    sheet: Worksheet,
    table: OutputTable,
    frame: pd.DataFrame,
    writer: ColumnWriter,
    formats: Formats,
    in_words: Callable[[pd.DataFrame], pd.DataFrame] = lambda rows: rows,
) -> None:
    """Write one table into its sheet, ready to filter and to print.

    `in_words` adds the derived columns to some rows: it is asked block by block, so that the
    sentences of all rows are never in memory together.
    """
    groups = [list(writer.columns(c, frame.get(c.name))) for c in table.sheet_columns]
    columns = [column for group in groups for column in group]
    _set_up_page(sheet, table, columns, len(frame), writer.lang)
    sheet.freeze_panes(1, sum(len(group) for group in groups[: table.frozen]))
    sheet.set_default_row(LINE_HEIGHT)
    sheet.set_row(0, row_height(max(column.header_lines for column in columns)))
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.header, formats.header)
    write_rows(sheet, columns, frame, in_words)


def _set_up_page(
    sheet: Worksheet, table: OutputTable, columns: Sequence[SheetColumn], rows: int, lang: Language
) -> None:
    sheet.autofilter(0, 0, rows, len(columns) - 1)
    texts = [place for place, column in enumerate(columns) if not column.is_number]
    if rows and texts:
        sheet.ignore_errors(
            {
                "number_stored_as_text": " ".join(
                    xlsxwriter.utility.xl_range(1, place, rows, place) for place in texts
                )
            }
        )
    sheet.hide_gridlines(0)  # seen and printed: blank cells have no other lines
    sheet.set_landscape()
    sheet.set_paper(_A4 if len(columns) <= _MOST_COLUMNS_ON_A4 else _A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.set_header(f"&L&B{table.title(lang)}")
    sheet.set_footer(f"&L{_TITLES[lang == 'en']}&R&P / &N")
