"""A case as one Excel workbook: one sheet a table, and a policy sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.case.cells import is_blank
from staffalloc.case.excel_guard import (
    MOST_CELLS,
    SheetFacts,
    WorkbookFacts,
    column_letters,
    inspect_workbook,
)
from staffalloc.case.grid import (
    Grid,
    GridRow,
    RawPolicy,
    header_score,
    known_table,
    policy_of_grid,
    table_of_grid,
)
from staffalloc.case.raw import ExcelPlaces, Findings, Places, RawTable
from staffalloc.case.schema import TABLES
from staffalloc.case.source import RawCase
from staffalloc.case.tables import header_names
from staffalloc.case.text import fold_header

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

GUIDE_SHEETS: Final = frozenset({"hướng dẫn", "readme", "hướng dẫn - readme"})
_GAP: Final = 1_000  # blank rows after which the rest of a sheet is left out
_FILLED_DOWN: Final = frozenset({"id", "word", "words", "text"})


@dataclass(frozen=True)
class _ExcelLayout:
    sheet: str

    def cell(self, column: int, number: int) -> str:
        return f"{self.sheet}!{column_letters(column + 1)}{number}"

    def places(
        self, header_number: int, numbers: NDArray[np.int64], columns: Mapping[str, int]
    ) -> Places:
        letters = {header: column_letters(column + 1) for header, column in columns.items()}
        return ExcelPlaces(self.sheet, header_number, numbers, letters)


def read_workbook(path: Path, findings: Findings) -> RawCase:
    """Return the raw tables of a workbook; sheets that are no table are named, not read."""
    facts = inspect_workbook(path, findings)
    if facts is None:
        return RawCase({})
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as workbook:
            return _read_sheets(workbook, facts, findings)
    except CalamineError as error:
        reason = type(error).__name__
        findings.problem("excel_broken", "", [path.name], path=path.name, reason=reason)
        return RawCase({})


def _read_sheets(workbook: CalamineWorkbook, facts: WorkbookFacts, findings: Findings) -> RawCase:
    if facts.has_links:
        findings.notice("external_links")
    _name_hidden_sheets(workbook, findings)
    tables: dict[str, RawTable] = {}
    sheets: dict[str, str] = {}
    policy = RawPolicy({}, {})
    unread = []
    for sheet in workbook.sheet_names:
        name = known_table(sheet)
        if name is None:
            unread.append(sheet)
        elif name in sheets:
            findings.problem("table_twice", name, first=sheets[name], second=sheet)
        else:
            sheets[name] = sheet
            grid = _grid(workbook, sheet, name, facts.sheets.get(sheet, SheetFacts()), findings)
            if grid is None:
                tables[name] = RawTable(name, {}, _ExcelLayout(sheet).places(1, _NO_ROWS, {}), 0)
            elif name == "policy":
                policy = policy_of_grid(grid, findings)
            else:
                tables[name] = table_of_grid(grid, findings)
    for sheet in unread:
        if fold_header(sheet) not in GUIDE_SHEETS:
            findings.notice("source_ignored", name=sheet)
    places = policy.places
    return RawCase(
        tables, policy.values, lambda key: places.get(key, f"policy, {key}"), tuple(unread)
    )


_NO_ROWS: Final = np.array([], dtype=np.int64)


def _name_hidden_sheets(workbook: CalamineWorkbook, findings: Findings) -> None:
    from python_calamine import SheetVisibleEnum

    for sheet in workbook.sheets_metadata:
        if sheet.visible != SheetVisibleEnum.Visible:
            is_very = sheet.visible == SheetVisibleEnum.VeryHidden
            how = "veryHidden" if is_very else "hidden"
            findings.notice("hidden_sheet", name=sheet.name, how=how)


def _grid(
    workbook: CalamineWorkbook, title: str, table: str, facts: SheetFacts, findings: Findings
) -> Grid | None:
    layout = _ExcelLayout(title)
    if facts.last_row * facts.last_column > MOST_CELLS:
        cell = layout.cell(facts.last_column - 1, facts.last_row)
        rows, columns = facts.last_row, facts.last_column
        findings.problem("sheet_extent", table, [cell], cell=cell, rows=rows, columns=columns)
        return None
    sheet = workbook.get_sheet_by_name(title)
    if facts.hidden_rows:
        findings.notice("hidden_rows", table, [title], count=facts.hidden_rows)
    rows_read = list(_rows(sheet, layout, table, facts, findings))
    rows_read = _fill_merged(sheet, layout, table, rows_read, findings)
    return Grid(table, _without_blank_ends(rows_read), layout)


def _rows(
    sheet: CalamineSheet,
    layout: _ExcelLayout,
    table: str,
    facts: SheetFacts,
    findings: Findings,
) -> Iterator[GridRow]:
    """Yield the rows that are not blank, up to a long gap."""
    bad_by_row: dict[int, list[int]] = {}
    for number, column in facts.bad_cells:
        bad_by_row.setdefault(number, []).append(column)
    left = [None] * (sheet.start[1] if sheet.start else 0)  # iter_rows leaves blank columns out
    gap = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        row: list[object] = [*left, *cells]
        for column in bad_by_row.get(number, ()):
            row += [None] * (column - len(row))
            row[column - 1] = facts.bad_cells[number, column]
        if not all(map(is_blank, row)):
            if gap >= _GAP:
                findings.notice("rows_below_gap", table, [layout.cell(0, number)], gap=_GAP)
                return
            gap = 0
            yield GridRow(number, row)
        else:
            gap += 1


def _without_blank_ends(rows: Sequence[GridRow]) -> list[GridRow]:
    """Cut what is blank in every row at the right, as a sheet's width is its widest row's."""
    widths = [_width(row.cells) for row in rows]
    widest = max(widths, default=0)
    return [GridRow(row.number, row.cells[:widest]) for row in rows]


def _width(cells: Sequence[object]) -> int:
    width = len(cells)
    while width and is_blank(cells[width - 1]):
        width -= 1
    return width


def _fill_merged(
    sheet: CalamineSheet,
    layout: _ExcelLayout,
    table: str,
    rows: list[GridRow],
    findings: Findings,
) -> list[GridRow]:
    """Fill codes and texts merged over several rows; refuse other merges below the header."""
    merges = sheet.merged_cell_ranges or []
    if not merges or not rows:
        return rows
    scores = [header_score(table, row.cells) for row in rows[:20]]
    header = rows[scores.index(max(scores))]
    types = _column_types(table, header)
    by_number = {row.number: list(row.cells) for row in rows}
    for (top, left), (bottom, right) in merges:
        if top + 1 < header.number or (left == right and top == bottom):
            continue
        cells = f"{layout.cell(left, top + 1)}:{layout.cell(right, bottom + 1).split('!')[-1]}"
        is_fillable = left == right and types.get(left) in _FILLED_DOWN
        if not is_fillable or top + 1 == header.number:
            place = layout.cell(left, top + 1)
            findings.problem("merged_across", table, [place], cells=cells)
            continue
        value = by_number.get(top + 1, [None] * (left + 1))[left]
        for number in range(top + 1, bottom + 2):
            if number in by_number:
                by_number[number][left] = value
        findings.notice("merged_filled", table, [layout.cell(left, top + 1)], cells=cells)
    return [GridRow(row.number, by_number[row.number]) for row in rows]


def _column_types(table: str, header: GridRow) -> dict[int, str]:
    if table == "policy":
        return {}
    known = header_names(table)
    return {
        column: TABLES[table].column(known[fold_header(cell)]).type
        for column, cell in enumerate(header.cells)
        if isinstance(cell, str) and fold_header(cell) in known
    }
