"""Rows of a sheet, written block after block, so that memory does not grow with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from staffalloc.case.literal import may_pass_for_markup, write_text
from staffalloc.report.workbook.cells import BLOCK_ROWS, Cell, SheetColumn

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LINE_HEIGHT: Final = 15.5  # points
_ROW_PADDING: Final = 2.0
MOST_ROW_HEIGHT: Final = 409.0  # points; Excel takes a file with more for damaged

_Write = Callable[[int, int, Any, "Format"], object]


def write_rows(
    sheet: Worksheet,
    columns: Sequence[SheetColumn],
    frame: pd.DataFrame,
    in_words: Callable[[pd.DataFrame], pd.DataFrame],
) -> None:
    """Write the rows of a table below the header of its sheet.

    A row with wrapped text is made high enough for it here, since only Excel itself would do so
    when the sheet is opened.
    """
    for start in range(0, len(frame), BLOCK_ROWS):
        block = in_words(frame.iloc[start : start + BLOCK_ROWS])
        cells = [column.show(block[column.source]) for column in columns]
        _set_heights(sheet, columns, cells, start + 1)
        _write_block(sheet, columns, cells, start + 1)


def row_height(lines: int) -> float:
    """Return the height of a row of so many lines, in points.

    Examples
    --------
    >>> row_height(2), row_height(1000)
    (33.0, 409.0)
    """
    return min(lines * LINE_HEIGHT + _ROW_PADDING, MOST_ROW_HEIGHT)


def _set_heights(
    sheet: Worksheet, columns: Sequence[SheetColumn], cells: Sequence[list[Cell]], first: int
) -> None:
    wrapped = [c.lines(texts) for c, texts in zip(columns, cells, strict=True) if c.is_wrapped]
    if not wrapped:
        return
    lines = np.max(wrapped, axis=0)
    for row in np.flatnonzero(lines > 1).tolist():
        sheet.set_row(first + row, row_height(int(lines[row])))


def _write_block(
    sheet: Worksheet, columns: Sequence[SheetColumn], cells: Sequence[list[Cell]], first: int
) -> None:
    ways = [_way(sheet, column, shown) for column, shown in zip(columns, cells, strict=True)]
    places = range(len(columns))
    looks = [column.look for column in columns]
    for number, row in enumerate(zip(*cells, strict=True), first):
        for write, place, cell, look in zip(ways, places, row, looks, strict=True):
            if cell is not None:
                write(number, place, cell, look)


def _way(sheet: Worksheet, column: SheetColumn, cells: Sequence[Cell]) -> _Write:
    """The plainest way to write these cells: each of them passes through it."""
    plain: _Write = sheet.write_number if column.is_number else sheet.write_string
    if column.tones:
        return _toned(sheet, column.tones)
    if not column.is_number and may_pass_for_markup(filter(None, cells)):
        return partial(write_text, sheet)
    return plain


def _toned(sheet: Worksheet, tones: Mapping[str, Format]) -> _Write:
    def write(row: int, place: int, text: str, look: Format) -> None:
        sheet.write_string(row, place, text, tones.get(text, look))

    return write
