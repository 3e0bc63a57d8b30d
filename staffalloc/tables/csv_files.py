"""Tables of a plan as CSV: the same bytes for the same table, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

import pandas as pd

from staffalloc.case.hours import MILLI, milli_hour
from staffalloc.case.text import guard_formula, unguard_formula
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
        return ["" if is_blank(value) else fixed(value, 0) for value in values]
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


def read_csv(table: OutputTable, content: bytes) -> pd.DataFrame:
    """Return a table from what :func:`csv_bytes` wrote: the same columns, the same values.

    Raises
    ------
    ValueError
        If the columns are not those of the table, or a cell is not what its column holds.
    """
    # Not the csv module: the most letters it takes in a cell are a setting of the whole process.
    rows = pd.read_csv(
        io.BytesIO(content),
        names=range(len(table.columns)),
        dtype=str,
        keep_default_na=False,
        encoding="utf-8-sig",
        lineterminator="\n",
    )
    header, texts = rows.iloc[:1], rows.iloc[1:]
    if header.to_numpy().tolist() != [list(table.names)]:
        raise ValueError(f"table {table.name} has other columns than its definition")
    return pd.DataFrame(
        {c.name: _values(c, texts[place].tolist()) for place, c in enumerate(table.columns)}
    )


def _values(column: Column, texts: Sequence[str]) -> pd.Series:
    if column.kind == "flag":
        if not set(texts) <= {"yes", "no"}:
            raise ValueError(f"column {column.name} holds something else than yes and no")
        return pd.Series([text == "yes" for text in texts], dtype=bool)
    if column.kind == "count" or column.kind in DECIMALS:
        numbers = [float(text) if text else float("nan") for text in texts]
        whole = column.kind == "count" and all(number == number for number in numbers)
        return pd.Series(numbers, dtype="int64" if whole else "float64")
    if column.kind == "prices":
        return pd.Series(list(texts), dtype=str)
    return pd.Series([unguard_formula(text) for text in texts], dtype=str)
