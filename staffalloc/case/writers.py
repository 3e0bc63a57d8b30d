"""A case written as a folder of CSV files, a workbook, or a JSON file."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from staffalloc.case.files import complete_file, complete_folder
from staffalloc.case.literal import write_text
from staffalloc.case.numbers import write_number
from staffalloc.case.policy import Policy
from staffalloc.case.policy_values import write_value
from staffalloc.case.problems import CaseError, Problem
from staffalloc.case.schema import TABLES
from staffalloc.case.text import guard_formula

MOST_SHEET_ROWS: Final = 1_048_575  # beside the header
FIXED_DATE: Final = datetime(2025, 7, 1)  # the same bytes for the same case
_NOT_CASES: Final = frozenset({".csv", ".xls", ".xlsm", ".xlsb", ".ods", ".toml", ".xml"})
_SHEET_WIDTH: Final = 18

Cell = str | float | bool | None


def save_case(
    path: Path, tables: Mapping[str, pd.DataFrame], policy: Policy, *, overwrite: bool
) -> None:
    """Write the tables and the policy in the format the suffix of `path` names."""
    suffix = path.suffix.casefold()
    if suffix in _NOT_CASES:
        raise CaseError([Problem("format_unknown", fields=(("path", path.name),))])
    written = {name: frame for name, frame in tables.items() if _is_written(name, frame)}
    if suffix in _FILE_WRITERS:
        if suffix == ".xlsx":
            _refuse_long(written)
        with complete_file(path, overwrite=overwrite) as part:
            _FILE_WRITERS[suffix](part, written, policy)
        return
    with complete_folder(path, overwrite=overwrite, is_own=_is_own) as part:
        _write_folder(part, written, policy)


def _is_written(name: str, frame: pd.DataFrame) -> bool:
    return TABLES[name].required or len(frame) > 0


def _is_own(path: Path) -> bool:
    names = {f"{name}.csv" for name in TABLES} | {"policy.csv"}
    return path.is_file() and path.name in names


def _refuse_long(tables: Mapping[str, pd.DataFrame]) -> None:
    problems = [
        Problem("too_many_rows", name, fields=(("rows", len(frame)), ("most", MOST_SHEET_ROWS)))
        for name, frame in tables.items()
        if len(frame) > MOST_SHEET_ROWS
    ]
    if problems:
        raise CaseError(problems)


def _write_folder(folder: Path, tables: Mapping[str, pd.DataFrame], policy: Policy) -> None:
    for name, frame in tables.items():
        columns = [_csv_cells(frame[column]) for column in frame.columns]
        rows = zip(*columns, strict=True)
        _write_csv(folder / f"{name}.csv", list(frame.columns), rows)
    items = ((key, guard_formula(write_value(value))) for key, value in policy)
    _write_csv(folder / "policy.csv", ["key", "value"], items)


def _write_csv(path: Path, header: list[str], rows: Iterator[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([guard_formula(name) for name in header])
        writer.writerows(rows)


def _csv_cells(column: pd.Series) -> list[str]:
    if column.dtype == np.bool_:
        return ["yes" if value else "no" for value in column.tolist()]
    if column.dtype.kind in "if":
        return ["" if value != value else write_number(float(value)) for value in column.tolist()]
    return [guard_formula(text) for text in column.tolist()]


def _cells(column: pd.Series) -> list[Cell]:
    """Return the cells of a column for a format that knows numbers; None is blank."""
    if column.dtype == np.bool_:
        return ["yes" if value else "no" for value in column.tolist()]
    if column.dtype.kind in "if":
        return [None if value != value else _number(value) for value in column.tolist()]
    return [text or None for text in column.tolist()]


def _number(value: float) -> float:
    return int(value) if float(value).is_integer() else value


def _write_json(path: Path, tables: Mapping[str, pd.DataFrame], policy: Policy) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("{\n")
        for name, frame in tables.items():
            rows = ",\n".join(_json_rows(frame))
            file.write(f'"{name}": [\n{rows}\n],\n' if rows else f'"{name}": [],\n')
        values = {key: value for key, value in policy if value is not None}
        file.write(f'"policy": {json.dumps(values, ensure_ascii=False, indent=1)}\n}}\n')


def _json_rows(frame: pd.DataFrame) -> Iterator[str]:
    names = list(frame.columns)
    for cells in zip(*(_cells(frame[name]) for name in names), strict=True):
        row = {name: cell for name, cell in zip(names, cells, strict=True) if cell is not None}
        yield json.dumps(row, ensure_ascii=False)


def _write_workbook(path: Path, tables: Mapping[str, pd.DataFrame], policy: Policy) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": FIXED_DATE})
        bold = workbook.add_format({"bold": True})
        text = workbook.add_format({"num_format": "@"})
        for name, frame in tables.items():
            sheet = workbook.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(frame.columns):
                is_text = frame[column].dtype.kind not in "ifb"
                sheet.set_column(place, place, _SHEET_WIDTH, text if is_text else None)
                sheet.write_string(0, place, column, bold)
                for row, cell in enumerate(_cells(frame[column]), 1):
                    if isinstance(cell, str):
                        write_text(sheet, row, place, cell, text if is_text else None)
                    elif cell is not None:
                        sheet.write_number(row, place, cell)
        sheet = workbook.add_worksheet("policy")
        sheet.set_column(0, 1, 2 * _SHEET_WIDTH, text)
        for row, (key, value) in enumerate([("key", "value"), *_policy_rows(policy)]):
            sheet.write_string(row, 0, key, bold if row == 0 else text)
            write_text(sheet, row, 1, value, bold if row == 0 else text)


def _policy_rows(policy: Policy) -> list[tuple[str, str]]:
    return [(key, write_value(value)) for key, value in policy]


_FILE_WRITERS: Final[Mapping[str, Callable[[Path, Mapping[str, pd.DataFrame], Policy], None]]] = {
    ".json": _write_json,
    ".xlsx": _write_workbook,
}
