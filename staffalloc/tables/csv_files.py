"""Tables of a plan as CSV: the same bytes for the same table, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

import pandas as pd

from staffalloc.case.hours import MILLI, milli_hour
from staffalloc.case.text import guard_formula
from staffalloc.tables.kinds import DECIMALS, Column, OutputTable

_BYTE_ORDER_MARK: Final = "\ufeff"


def csv_bytes(table: OutputTable, frame: pd.DataFrame) -> bytes:
    """Return a table as UTF-8 CSV with a byte order mark, which spreadsheets need for Vietnamese.

    Lines end in ``\\n``. Numbers have the fixed decimals of their kind, blank stands for nothing
    and flags are yes or no. Text that a spreadsheet would run as a formula gets an apostrophe
    in front, which readers of the folder take off.

    Raises
    ------
    ValueError
        If the columns of the frame are not those of the table.
    """
    if tuple(frame.columns) != table.names:
        raise ValueError(f"table {table.name} has other columns than its definition")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.names)
    cells = [_cells(column, frame[column.name].tolist()) for column in table.columns]
    writer.writerows(zip(*cells, strict=True))
    return (_BYTE_ORDER_MARK + text.getvalue()).encode("utf-8")


def _cells(column: Column, values: Iterable[object]) -> list[str]:
    if column.kind == "flag":
        return ["yes" if value else "no" for value in values]
    if column.kind == "count":
        return ["" if is_blank(value) else str(int(str(value))) for value in values]
    if column.kind == "hours":
        return ["" if is_blank(value) else exact_hours(value) for value in values]
    if column.kind in DECIMALS:
        decimals = DECIMALS[column.kind]
        return ["" if is_blank(value) else fixed(value, decimals) for value in values]
    if column.kind == "prices":
        return [str(value) for value in values]
    return [guard_formula(str(value)) for value in values]


def is_blank(value: object) -> bool:
    """Return whether a cell holds nothing: an empty text or NaN."""
    return value == "" or value != value


def exact_hours(value: object) -> str:
    """Write hours to the milli-hour, rounded as every price of the library is.

    Examples
    --------
    >>> exact_hours(712.1513), exact_hours(-0.0005)
    ('712.151', '0.000')
    """
    return fixed(milli_hour(float(str(value))) / MILLI, 3)


def fixed(value: object, decimals: int) -> str:
    """Write a number with fixed decimals; what rounds to nothing has no sign.

    Examples
    --------
    >>> fixed(-0.0000001, 3), fixed(-1.5, 3)
    ('0.000', '-1.500')
    """
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if not text.strip("-0.") else text
