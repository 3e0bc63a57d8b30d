"""Rows of cells, as a sheet or a CSV file has them, made into a raw table.

Finds the header below a title, refuses what would shift or double a column, and keeps for each
row the number it has in its file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.cells import is_blank
from staffalloc.case.raw import Findings, Places, RawTable
from staffalloc.case.schema import TABLES
from staffalloc.case.tables import header_names
from staffalloc.case.text import CellError, clean_key, fold_header

ROWS_SEARCHED_FOR_HEADER: Final = 20
_POLICY_HEADERS: Final = {"key": "key", "khóa": "key", "value": "value", "giá trị": "value"}


@dataclass(frozen=True)
class GridRow:
    """One row: its number in the source, from 1, and its cells from the first column."""

    number: int
    cells: Sequence[object]


class Layout(Protocol):
    """How a kind of source names its places."""

    def cell(self, column: int, number: int) -> str:
        """Return the name of one cell, header or not."""

    def places(
        self, header_number: int, numbers: NDArray[np.int64], columns: Mapping[str, int], /
    ) -> Places:
        """Return the places of the rows of a table."""


@dataclass(frozen=True)
class Grid:
    """The rows of one sheet or file that are not blank."""

    table: str
    rows: Sequence[GridRow]
    layout: Layout


def header_score(table: str, cells: Sequence[object]) -> int:
    """Return how many cells are headers of the table."""
    known = _POLICY_HEADERS if table == "policy" else header_names(table)
    return len({known[_fold(cell)] for cell in cells if _fold(cell) in known})


def _fold(cell: object) -> str:
    return fold_header(cell) if isinstance(cell, str) else ""


def _header_place(grid: Grid) -> int:
    """Return the position of the row with the most headers, the first of equals."""
    scores = [header_score(grid.table, row.cells) for row in grid.rows[:ROWS_SEARCHED_FOR_HEADER]]
    return int(np.argmax(scores))


def table_of_grid(grid: Grid, findings: Findings) -> RawTable:
    """Return the raw table of a grid; problems of its shape go to `findings`."""
    layout = grid.layout
    if not grid.rows:
        findings.problem("table_blank", grid.table)
        return RawTable(grid.table, {}, layout.places(1, np.array([], dtype=np.int64), {}), 0)
    place = _header_place(grid)
    header, body = grid.rows[place], grid.rows[place + 1 :]
    if place:
        above = [layout.cell(0, row.number) for row in grid.rows[:place]]
        findings.notice("rows_above_header", grid.table, above[:1], count=place)
    columns = _columns(grid, header, findings)
    _report_ragged(grid, header, body, findings)
    numbers = np.array([row.number for row in body], dtype=np.int64)
    series = {
        name: pd.Series([_cell(row, column) for row in body], dtype=object)
        for name, column in columns.items()
    }
    _report_nameless(grid, header, body, findings)
    places = layout.places(header.number, numbers, columns)
    return RawTable(grid.table, series, places, len(body))


def _cell(row: GridRow, column: int) -> object:
    return row.cells[column] if column < len(row.cells) else None


def _columns(grid: Grid, header: GridRow, findings: Findings) -> dict[str, int]:
    """Return the column number of each header; a header that comes twice is a problem."""
    columns: dict[str, int] = {}
    seen: dict[str, int] = {}
    for column, cell in enumerate(header.cells):
        if is_blank(cell):
            continue
        name = _header_text(grid, header, column, cell, findings)
        folded = fold_header(name)
        if folded in seen:
            places = [grid.layout.cell(n, header.number) for n in (seen[folded], column)]
            findings.problem("duplicate_header", grid.table, places, name)
            continue
        seen[folded] = column
        columns[name] = column
    return columns


def _header_text(grid: Grid, header: GridRow, column: int, cell: object, findings: Findings) -> str:
    try:
        return clean_key(cell if isinstance(cell, str) else str(cell)).text
    except CellError as refused:
        place = [grid.layout.cell(column, header.number)]
        findings.problem(refused.code, grid.table, place, "", **refused.fields)
        return f"#{column + 1}"


def _report_nameless(
    grid: Grid, header: GridRow, body: Sequence[GridRow], findings: Findings
) -> None:
    """Report values below a blank header inside the table."""
    width = len(header.cells)
    for column in (n for n in range(width) if is_blank(header.cells[n])):
        row = next((row for row in body if not is_blank(_cell(row, column))), None)
        if row is not None:
            findings.problem("header_blank", grid.table, [grid.layout.cell(column, row.number)])


def _report_ragged(
    grid: Grid, header: GridRow, body: Sequence[GridRow], findings: Findings
) -> None:
    width = len(header.cells)
    long = [row for row in body if any(not is_blank(cell) for cell in row.cells[width:])]
    short = [row for row in body if len(row.cells) < width]
    if long:
        places = [grid.layout.cell(width, row.number) for row in long]
        findings.problem("ragged_row", grid.table, places)
    if short:
        places = [grid.layout.cell(len(row.cells), row.number) for row in short]
        findings.notice("short_rows", grid.table, places, count=len(short))


@dataclass(frozen=True)
class RawPolicy:
    """Policy keys and values as a grid holds them, and where each stands."""

    values: Mapping[str, object]
    places: Mapping[str, str]


def policy_of_grid(grid: Grid, findings: Findings) -> RawPolicy:
    """Return the keys and values of a policy sheet or file."""
    if not grid.rows:
        return RawPolicy({}, {})
    place = _header_place(grid)
    meant = {
        _POLICY_HEADERS.get(_fold(cell), ""): column
        for column, cell in enumerate(grid.rows[place].cells)
    }
    if not {"key", "value"} <= set(meant):
        findings.problem("policy_shape", "policy", [grid.layout.cell(0, grid.rows[0].number)])
        return RawPolicy({}, {})
    values: dict[str, object] = {}
    places: dict[str, str] = {}
    for row in grid.rows[place + 1 :]:
        key = _header_text(grid, row, meant["key"], _cell(row, meant["key"]) or "", findings)
        where = grid.layout.cell(meant["value"], row.number)
        if key in values:
            findings.problem("policy_key_twice", "policy", [places[key], where], key=key)
            continue
        values[key] = _cell(row, meant["value"])
        places[key] = where
    return RawPolicy(values, places)


def known_table(name: str) -> str | None:
    """Return the table (or ``policy``) a sheet or file name means, or None."""
    folded = fold_header(name)
    return folded if folded in TABLES or folded == "policy" else None
