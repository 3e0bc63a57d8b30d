"""A whole column: each different cell is read once, then spread over the rows.

What was wrong with a cell is reported once a value, with every place it stands in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.cells import CellContext, CellValue, Read, is_blank, read_cell
from staffalloc.case.dates import DAY_FIRST, ISO_DATE
from staffalloc.case.numbers import COMMA_DECIMAL, POINT_DECIMAL, Locale, keep_digits
from staffalloc.case.raw import Findings, RawTable
from staffalloc.case.table_kinds import Column
from staffalloc.case.text import CellError, all_tidy

_TEXT_TYPES: Final = frozenset({"id", "text", "word", "words", "date"})
_WITHHELD: Final = "(…)"
_CELL_FIELDS: Final = frozenset({"value", "thousands", "decimal", "proposal"})
_STYLES: Final = {
    "number": (COMMA_DECIMAL, POINT_DECIMAL),
    "count": (COMMA_DECIMAL, POINT_DECIMAL),
    "date": (ISO_DATE, DAY_FIRST),
}
_STYLE_CODES: Final = frozenset(
    {"number_needs_locale", "number_not_in_locale", "number_ambiguous", "date_needs_locale"}
)
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class TypedColumn:
    """The values of a column, and whether some cell could not be read."""

    values: pd.Series
    is_broken: bool


@dataclass(frozen=True)
class _Distinct:
    """The different cells of a column, and which of them stands in each row."""

    cells: list[object]
    codes: NDArray[np.intp]

    def rows_of(self, cells: list[int]) -> list[Rows]:
        """Return the rows each of some cells stands in, given by their codes."""
        if not cells:
            return []
        order = np.argsort(self.codes, kind="stable").astype(np.intp)
        ends = np.cumsum(np.bincount(self.codes, minlength=len(self.cells)))
        return [order[(ends[cell - 1] if cell else 0) : ends[cell]] for cell in cells]


def type_column(
    column: Column, raw: RawTable, header: str, locale: Locale | None, findings: Findings
) -> TypedColumn:
    """Return the typed values of one column of a raw table; problems go to `findings`."""
    series = raw.columns[header]
    quick = _already_typed(column, series)
    if quick is not None:
        return TypedColumn(quick, is_broken=False)
    distinct = _distinct(series)
    context = CellContext(column, locale, _id_width(column, distinct))
    return _Reading(column, raw, header, context, findings).read(distinct)


def blank_column(column: Column, rows: int) -> pd.Series:
    """Return `rows` blank cells of a column: its default, or blank in its type."""
    return _series(column, [_blank(column)] * rows)


def _already_typed(column: Column, series: pd.Series) -> pd.Series | None:
    """Return a column that holds what it should, looked at as a whole; None if in doubt."""
    if column.type in ("id", "text"):
        return _tidy_texts(series)
    if column.type == "flag" and series.dtype == np.bool_:
        return pd.Series(series.to_numpy(dtype=np.bool_, copy=True))
    if column.type not in ("number", "count") or series.dtype.kind not in "iuf":
        return None
    values = series.to_numpy(dtype=np.float64, na_value=np.nan)
    known = values[~np.isnan(values)]
    low = -np.inf if column.minimum is None else column.minimum
    high = np.inf if column.maximum is None else column.maximum
    if not (np.isfinite(known).all() and (known >= low).all() and (known <= high).all()):
        return None
    if column.type == "count" and (known != np.rint(known)).any():
        return None
    if column.required and len(known) < len(values):
        return None
    return _numbers(column, _rounded(values))


def _tidy_texts(series: pd.Series) -> pd.Series | None:
    texts = series.tolist()
    if not texts or not all(isinstance(text, str) for text in texts) or not all_tidy(texts):
        return None
    return pd.Series(texts, dtype="str")


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    rounded = values + 0.0
    fractions = np.flatnonzero(values != np.rint(values))
    for place in fractions[~np.isnan(values[fractions])]:
        rounded[place] = keep_digits(float(values[place]))
    return rounded


def _numbers(column: Column, values: NDArray[np.float64]) -> pd.Series:
    if column.default is not None:
        values = np.where(np.isnan(values), float(column.default), values)
    is_whole = column.type == "count" and column.default is not None
    return pd.Series(values.astype(np.int64) if is_whole else values)


def _distinct(series: pd.Series) -> _Distinct:
    if isinstance(series.dtype, pd.StringDtype):
        codes, cells = pd.factorize(series, use_na_sentinel=False)
        return _Distinct([cast(object, cell) for cell in cells], codes)
    places: dict[tuple[type, object], int] = {}
    cells_seen: list[object] = []
    codes = np.empty(len(series), dtype=np.intp)
    for row, cell in enumerate(series.tolist()):
        key = (cell.__class__, None if is_blank(cell) else _hashable(cell))
        place = places.setdefault(key, len(cells_seen))
        if place == len(cells_seen):
            cells_seen.append(cell)
        codes[row] = place
    return _Distinct(cells_seen, codes)


def _hashable(cell: object) -> object:
    if isinstance(cell, list):
        return tuple(str(part) for part in cell)
    return cell if cell.__hash__ is not None else id(cell)


def _id_width(column: Column, distinct: _Distinct) -> int:
    """Return how many digits most of the codes of an id column have, 0 if none is of digits."""
    if column.type != "id":
        return 0
    texts = (cell.strip() for cell in distinct.cells if isinstance(cell, str))
    widths = Counter(len(text) for text in texts if text.isdigit())
    return widths.most_common(1)[0][0] if widths else 0


def _blank(column: Column) -> CellValue:
    if column.default is not None:
        return column.default
    if column.type in _TEXT_TYPES:
        return ""
    return False if column.type == "flag" else float("nan")


def _series(column: Column, values: list[CellValue]) -> pd.Series:
    if column.type in _TEXT_TYPES:
        return pd.Series(values, dtype="str")
    if column.type == "flag":
        return pd.Series(values, dtype=np.bool_)
    return _numbers(column, np.array(values, dtype=np.float64))


@dataclass(frozen=True)
class _Reading:
    column: Column
    raw: RawTable
    header: str
    context: CellContext
    findings: Findings

    def read(self, distinct: _Distinct) -> TypedColumn:
        values: list[CellValue] = []
        refused: dict[int, CellError] = {}
        changed: dict[str, list[int]] = {}
        for code, cell in enumerate(distinct.cells):
            try:
                read = self._read(cell)
            except CellError as refusal:
                refused[code] = refusal
                read = Read(_blank(self.column))
            values.append(read.value)
            for change in read.changes:
                changed.setdefault(change, []).append(code)
        for change, codes in sorted(changed.items()):
            self._notify(change, np.concatenate(distinct.rows_of(codes)))
        mixed = self._mixed_styles(distinct)
        self._report(distinct, refused, mixed=mixed)
        self._name_default(distinct)
        typed = _series(self.column, values).take(distinct.codes).reset_index(drop=True)
        return TypedColumn(typed, is_broken=mixed or bool(refused))

    def _read(self, cell: object) -> Read:
        if not is_blank(cell):
            return read_cell(cell, self.context)
        if self.column.required:
            raise CellError("blank_required")
        return Read(_blank(self.column))

    def _report(
        self, distinct: _Distinct, refused: Mapping[int, CellError], *, mixed: bool
    ) -> None:
        for refusal, rows in zip(refused.values(), distinct.rows_of(list(refused)), strict=True):
            if mixed and refusal.code in _STYLE_CODES:
                continue
            fields = dict(refusal.fields)
            if self.column.personal:
                fields |= {name: _WITHHELD for name in fields if name in _CELL_FIELDS}
            self.findings.problem(
                refusal.code, self.raw.name, self._places(rows), self.column.name, **fields
            )

    def _notify(self, change: str, rows: Rows) -> None:
        places = self._places(np.sort(rows))
        self.findings.notice(change, self.raw.name, places, self.column.name, count=len(rows))

    def _name_default(self, distinct: _Distinct) -> None:
        if self.column.notice_if_blank:
            blank = [code for code, cell in enumerate(distinct.cells) if is_blank(cell)]
            if blank:
                rows = np.concatenate(distinct.rows_of(blank))
                self._notify(self.column.notice_if_blank, rows)

    def _places(self, rows: Rows) -> list[str]:
        return [self.raw.places.cell(int(row), self.header) for row in rows]

    def _mixed_styles(self, distinct: _Distinct) -> bool:
        """Report decimal commas beside decimal points, or two orders of dates, once a column."""
        pairs = _STYLES.get(self.column.type)
        if pairs is None:
            return False
        texts = [cell.strip() for cell in distinct.cells if isinstance(cell, str)]
        first = next((text for text in texts if pairs[0].fullmatch(text)), None)
        second = next((text for text in texts if pairs[1].fullmatch(text)), None)
        if first is None or second is None:
            return False
        if self.column.personal:
            first = second = _WITHHELD
        self.findings.problem(
            "mixed_styles",
            self.raw.name,
            [self.raw.places.header(self.header)],
            self.column.name,
            first=first,
            second=second,
        )
        return True
