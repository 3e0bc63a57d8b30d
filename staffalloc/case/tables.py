"""From raw tables to typed ones: headers, rows, columns, keys, order."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from staffalloc.case.cells import is_blank
from staffalloc.case.columns import Rows, blank_column, type_column
from staffalloc.case.numbers import Locale
from staffalloc.case.raw import Findings, FramePlaces, Places, RawTable
from staffalloc.case.schema import TABLES
from staffalloc.case.table_kinds import Column, Table
from staffalloc.case.text import fold_header

_TOTAL_WORDS: Final = frozenset(
    {"tổng", "tổng cộng", "tổng số", "cộng", "cộng chung", "total", "grand total", "sum"}
)
_TOTAL_INITIALS: Final = frozenset(word[0] for word in _TOTAL_WORDS)


@dataclass(frozen=True)
class TypedTable:
    """A typed frame in the order of its key, and where its rows came from."""

    table: Table
    frame: pd.DataFrame
    origin: NDArray[np.intp]
    places: Places
    headers: Mapping[str, str]
    broken: frozenset[str] = frozenset()

    def place(self, row: int, column: str) -> str:
        """Return where the cell of a row (of the sorted frame) stands in its source."""
        header = self.headers.get(column)
        raw_row = int(self.origin[row])
        return self.places.row(raw_row) if header is None else self.places.cell(raw_row, header)

    def cells(self, rows: ArrayLike, column: str) -> list[str]:
        """Return where the cells of several rows stand; `rows` are positions or a mask."""
        positions = np.asarray(rows)
        if positions.dtype == np.bool_:
            positions = np.flatnonzero(positions)
        return [self.place(int(row), column) for row in positions]


@cache
def empty_frame(table: str) -> pd.DataFrame:
    """Return a table without rows, every column of its type; never changed, only copied."""
    columns = TABLES[table].columns
    return pd.DataFrame({column.name: blank_column(column, 0) for column in columns})


def typed_as_is(table: Table, frame: pd.DataFrame) -> TypedTable:
    """Wrap a frame that has been through `type_table` before."""
    headers = {name: name for name in frame.columns}
    return TypedTable(table, frame, np.arange(len(frame)), FramePlaces(table.name), headers)


def type_table(
    table: Table,
    raw: RawTable,
    findings: Findings,
    *,
    locale: Locale | None = None,
    keep: frozenset[str] = frozenset(),
) -> TypedTable:
    """Return the typed form of one raw table; what is wrong goes to `findings`.

    `keep` names unknown columns to carry along as text.
    """
    raw = _without_totals(table, raw, findings)
    headers = _match_headers(table, raw, findings)
    kept = _keep_or_drop(table, raw, headers, findings, keep)
    series, broken = {}, set()
    for column in (*table.columns, *kept):
        if column.name not in headers:
            series[column.name] = blank_column(column, raw.rows)
            if column.notice_if_blank and raw.rows:
                findings.notice(column.notice_if_blank, table.name, [], column.name, count=raw.rows)
            continue
        typed = type_column(column, raw, headers[column.name], locale, findings)
        series[column.name] = typed.values
        if typed.is_broken:
            broken.add(column.name)
    frame = pd.DataFrame(series)
    missing = {c.name for c in table.columns if c.required and c.name not in headers}
    order = _key_order(frame, table)
    result = TypedTable(
        table,
        frame.take(order).reset_index(drop=True),
        order,
        raw.places,
        headers,
        frozenset(broken | missing) if raw.rows else frozenset(),
    )
    _check_keys(result, findings)
    return result


def _key_order(frame: pd.DataFrame, table: Table) -> NDArray[np.intp]:
    if len(frame) < 2:
        return np.arange(len(frame))
    ranked = frame.loc[:, list(table.key)].reset_index(drop=True)
    order = ranked.sort_values(list(table.key), kind="stable").index
    return np.asarray(order, dtype=np.intp)


def _without_totals(table: Table, raw: RawTable, findings: Findings) -> RawTable:
    """Leave total rows and wholly blank rows out; a total is reported as a problem."""
    if not raw.rows or not raw.columns:
        return raw
    leading = _first_cells(raw)
    allowed = {header: _words_of(table, header) for header in raw.columns}
    totals = [row for row, (header, cell) in leading.items() if _is_total(cell, allowed[header])]
    if totals:
        findings.problem("total_row", table.name, [raw.places.row(row) for row in totals])
    kept = np.array(sorted(set(leading) - set(totals)), dtype=np.intp)
    if len(kept) == raw.rows:
        return raw
    columns = {header: series.iloc[kept] for header, series in raw.columns.items()}
    return RawTable(raw.name, columns, _Selected(raw.places, kept), len(kept))


@dataclass(frozen=True)
class _Selected:
    """Places of some of the rows of another table."""

    places: Places
    kept: Rows

    def cell(self, row: int, header: str) -> str:
        return self.places.cell(int(self.kept[row]), header)

    def row(self, row: int) -> str:
        return self.places.row(int(self.kept[row]))

    def header(self, header: str) -> str:
        return self.places.header(header)


def _first_cells(raw: RawTable) -> dict[int, tuple[str, object]]:
    """Return the first cell that is not blank of each row that has one, with its header."""
    waiting = np.arange(raw.rows)
    first: dict[int, tuple[str, object]] = {}
    for header, series in raw.columns.items():
        if not waiting.size:
            break
        cells = series.iloc[waiting].tolist()
        filled = np.array([not is_blank(cell) for cell in cells], dtype=np.bool_)
        first |= {int(waiting[n]): (header, cells[n]) for n in np.flatnonzero(filled)}
        waiting = waiting[~filled]
    return dict(sorted(first.items()))


def _is_total(cell: object, allowed: Collection[str]) -> bool:
    if not isinstance(cell, str) or cell.lstrip()[:1].casefold() not in _TOTAL_INITIALS:
        return False
    return cell not in allowed and fold_header(cell).rstrip(":. ") in _TOTAL_WORDS


def _words_of(table: Table, header: str) -> Collection[str]:
    name = header_names(table.name).get(fold_header(header))
    return (table.column(name).words or ()) if name else ()


@cache
def header_names(table: str) -> Mapping[str, str]:
    """Return the column meant by each folded header: its name, or its Vietnamese label."""
    columns = TABLES[table].columns
    labels = [fold_header(column.vi) for column in columns]
    names = {
        label: column.name
        for label, column in zip(labels, columns, strict=True)
        if labels.count(label) == 1
    }
    return names | {fold_header(column.name): column.name for column in columns}


def _match_headers(table: Table, raw: RawTable, findings: Findings) -> dict[str, str]:
    """Return the raw header of each column that is there."""
    known = header_names(table.name)
    matched: dict[str, str] = {}
    for header in raw.columns:
        name = known.get(fold_header(header))
        if name is None:
            continue
        if name in matched:
            places = [raw.places.header(matched[name]), raw.places.header(header)]
            findings.problem("duplicate_header", table.name, places, name)
            continue
        if header != name:
            findings.notice(
                "header_translated", table.name, [raw.places.header(header)], name, header=header
            )
        matched[name] = header
    if raw.columns or raw.rows:
        _report_missing(table, raw, matched, findings)
    return matched


def _report_missing(
    table: Table, raw: RawTable, matched: Mapping[str, str], findings: Findings
) -> None:
    unknown = [header for header in raw.columns if header not in matched.values()]
    for column in table.columns:
        if column.required and column.name not in matched:
            close = difflib.get_close_matches(column.name, unknown, n=1, cutoff=0.6)
            code = "column_missing_near" if close else "column_missing"
            fields = {"nearest": close[0]} if close else {"label": column.vi}
            findings.problem(code, table.name, [raw.name], column.name, **fields)


def _keep_or_drop(
    table: Table,
    raw: RawTable,
    headers: dict[str, str],
    findings: Findings,
    keep: frozenset[str],
) -> tuple[Column, ...]:
    """Return columns for the unknown headers to keep, entering them into `headers`."""
    wanted = {fold_header(name): name for name in keep}
    kept = []
    matched = set(headers.values())
    known = header_names(table.name)
    for header in raw.columns:
        folded = fold_header(header)
        if header in matched or folded in known:
            continue
        if folded in wanted:
            kept.append(Column(wanted[folded], "text", header, header, personal=True))
            headers[wanted[folded]] = header
        else:
            place = [raw.places.header(header)]
            findings.notice("unknown_column", table.name, place, header=header)
    return tuple(sorted(kept, key=lambda column: column.name))


def _check_keys(typed: TypedTable, findings: Findings) -> None:
    """Report rows with the same key, and codes that differ by case or leading zeros only."""
    table, frame = typed.table, typed.frame
    if frame.empty or set(table.key) & typed.broken:
        return
    repeated = frame.duplicated(list(table.key), keep=False).to_numpy()
    groups = frame[repeated].groupby(list(table.key), sort=True) if repeated.any() else None
    for key, rows in groups.indices.items() if groups is not None else ():
        positions = np.flatnonzero(repeated)[rows]
        shown = " / ".join(part for part in key if part) if isinstance(key, tuple) else str(key)
        places = typed.cells(positions, table.key[0])
        findings.problem("duplicate_key", table.name, places, table.key[0], key=shown)
    if len(table.key) == 1:
        _check_alike(typed, findings)


def _check_alike(typed: TypedTable, findings: Findings) -> None:
    name = typed.table.key[0]
    codes = typed.frame[name].drop_duplicates()
    folded = codes.str.casefold().str.replace(r"^0+(?=\d+$)", "", regex=True)
    alike = folded.duplicated(keep=False)
    if not alike.any():
        return
    for _, group in codes[alike].groupby(folded[alike], sort=True):
        places = typed.cells([int(row) for row in group.index], name)
        findings.problem("ids_alike", typed.table.name, places, name, ids=", ".join(group))
