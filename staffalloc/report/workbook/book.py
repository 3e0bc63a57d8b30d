"""The workbook of a plan: an overview, then one sheet a table, in Vietnamese or English."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
import xlsxwriter

from staffalloc.case.problems import Language
from staffalloc.case.writers import FIXED_DATE, MOST_SHEET_ROWS
from staffalloc.report.excel_cells import LINE_HEIGHT, ColumnWriter, Formats, SheetColumn, row_lines
from staffalloc.report.overview import OVERVIEW_SHEET, write_overview
from staffalloc.tables.columns import TABLES
from staffalloc.tables.kinds import OutputTable
from staffalloc.tables.labels import Labels, with_derived

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from staffalloc.plan.plan import Plan

_A3, _A4 = 8, 9
_MOST_COLUMNS_ON_A4: Final = 14
_HEADER_HEIGHT: Final = 62
_TITLES: Final = ("Phương án bố trí biên chế", "Staffing plan")


def write_workbook(plan: Plan, path: Path, *, lang: Language = "vi") -> None:
    """Write the workbook of a plan; the same plan gives the same bytes.

    Rows go to the disk as they are written, into a folder beside `path` that is gone
    afterwards, so that memory does not grow with the plan.

    Raises
    ------
    ValueError
        If a table has more rows than a sheet, before anything is written.
    """
    tables = plan.tables
    long = [name for name, frame in tables.items() if len(frame) > MOST_SHEET_ROWS]
    if long:
        raise ValueError(f"more than {MOST_SHEET_ROWS} rows in {', '.join(long)}")
    labels = Labels(plan.case, lang)
    tables["assignments"] = with_derived(tables["assignments"], tables["posts"], labels)
    rows = Path(tempfile.mkdtemp(dir=path.parent, prefix=".rows."))
    try:
        options = {"constant_memory": True, "tmpdir": str(rows)}
        with xlsxwriter.Workbook(path, options) as workbook:
            workbook.set_properties({"title": _TITLES[lang == "en"], "created": FIXED_DATE})
            _write_sheets(workbook, plan, tables, labels)
    finally:
        shutil.rmtree(rows)


def _write_sheets(
    workbook: Workbook, plan: Plan, tables: dict[str, pd.DataFrame], labels: Labels
) -> None:
    lang = labels.lang
    formats = Formats(workbook)
    overview = workbook.add_worksheet(OVERVIEW_SHEET[lang == "en"])
    sheets = {name: workbook.add_worksheet(TABLES[name].title(lang)) for name in tables}
    write_overview(workbook, overview, plan, lang)
    writer = ColumnWriter(labels, formats)
    for name, frame in tables.items():
        _write_table(sheets[name], TABLES[name], frame, writer, formats)


def _write_table(
    sheet: Worksheet,
    table: OutputTable,
    frame: pd.DataFrame,
    writer: ColumnWriter,
    formats: Formats,
) -> None:
    blocks = [list(writer.columns(c, frame[c.name])) for c in table.sheet_columns]
    columns = [column for block in blocks for column in block]
    _set_up_page(sheet, table, columns, len(frame), writer.lang)
    sheet.freeze_panes(1, len(blocks[0]))
    sheet.set_default_row(LINE_HEIGHT)
    sheet.set_row(0, _HEADER_HEIGHT)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.header, formats.header)
    _write_rows(sheet, columns, row_lines(columns, len(frame)))


def _write_rows(sheet: Worksheet, columns: Sequence[SheetColumn], lines: Sequence[int]) -> None:
    places = [(place, column.look, column.looks) for place, column in enumerate(columns)]
    rows = zip(*(column.cells for column in columns), strict=True)
    for number, (high, cells) in enumerate(zip(lines, rows, strict=True), 1):
        if high > 1:
            sheet.set_row(number, high * LINE_HEIGHT)
        for (place, look, looks), cell in zip(places, cells, strict=True):
            if cell == "":
                continue
            if isinstance(cell, str):
                sheet.write_string(number, place, cell, looks.get(cell, look))
            else:
                sheet.write_number(number, place, cell, look)


def _set_up_page(
    sheet: Worksheet, table: OutputTable, columns: Sequence[SheetColumn], rows: int, lang: Language
) -> None:
    sheet.autofilter(0, 0, rows, len(columns) - 1)
    codes = [place for place, column in enumerate(columns) if column.is_code]
    if rows and codes:
        sheet.ignore_errors(
            {
                "number_stored_as_text": " ".join(
                    xlsxwriter.utility.xl_range(1, place, rows, place) for place in codes
                )
            }
        )
    sheet.set_landscape()
    sheet.set_paper(_A4 if len(columns) <= _MOST_COLUMNS_ON_A4 else _A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.set_header(f"&L&B{table.title(lang)}")
    sheet.set_footer(f"&L{_TITLES[lang == 'en']}&R&P / &N")
