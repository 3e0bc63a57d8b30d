"""A case as a folder of CSV files: one file a table, and a policy."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.case.grid import (
    ROWS_SEARCHED_FOR_HEADER,
    Grid,
    GridRow,
    header_score,
    known_table,
    policy_of_grid,
    table_of_grid,
)
from staffalloc.case.json_file import parse_json
from staffalloc.case.raw import CsvPlaces, Findings, Places, RawTable
from staffalloc.case.source import RawCase
from staffalloc.case.text import fold_header, unguard_formula

_DELIMITERS: Final = (",", ";", "\t")
_EXCEL_HINT: Final = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
_SNIFFED_LENGTH: Final = 65_536
_POLICY_FILES: Final = frozenset({"policy.csv", "policy.json", "policy.toml"})


def read_folder(folder: Path, findings: Findings) -> RawCase:
    """Return the raw tables of a folder; files that are no table are named, not read."""
    tables: dict[str, RawTable] = {}
    files: dict[str, str] = {}
    policy: _Policy = _Policy({}, {}, "policy")
    unread = []
    for path in sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".")):
        is_policy = fold_header(path.name) in _POLICY_FILES
        is_table = path.suffix.casefold() == ".csv"
        name = "policy" if is_policy else known_table(path.stem) if is_table else None
        if name is None:
            unread.append(path)
        elif name in files:
            findings.problem("table_twice", name, first=files[name], second=path.name)
        elif is_policy:
            policy = _read_policy(path, findings)
        else:
            tables[name] = _read_table(name, path, findings)
        if name is not None:
            files.setdefault(name, path.name)
    for path in unread:
        findings.notice("source_ignored", name=path.name)
    return RawCase(tables, policy.values, policy.place, tuple(path.stem for path in unread))


@dataclass(frozen=True)
class _Policy:
    values: Mapping[str, object]
    places: Mapping[str, str]
    file: str

    def place(self, key: str) -> str:
        return self.places.get(key, f"{self.file}, {key}")


@dataclass(frozen=True)
class _CsvLayout:
    file: str

    def cell(self, column: int, number: int) -> str:
        return f"{self.file}:{number}, column {column + 1}"

    def places(
        self, header_number: int, numbers: NDArray[np.int64], _: Mapping[str, int]
    ) -> Places:
        return CsvPlaces(self.file, header_number, numbers)


def _read_table(name: str, path: Path, findings: Findings) -> RawTable:
    return table_of_grid(_grid(name, path, findings), findings)


def _read_policy(path: Path, findings: Findings) -> _Policy:
    suffix = path.suffix.casefold()
    if suffix == ".csv":
        policy = policy_of_grid(_grid("policy", path, findings), findings)
        return _Policy(policy.values, policy.places, path.name)
    data = path.read_bytes()
    values = (
        parse_json(path.name, data, findings)
        if suffix == ".json"
        else _parse_toml(path.name, data, findings)
    )
    if values is not None and not isinstance(values, dict):
        findings.problem("policy_shape", "policy", [path.name])
        values = None
    return _Policy(values or {}, {}, path.name)


def _parse_toml(name: str, data: bytes, findings: Findings) -> dict[str, object] | None:
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        findings.problem("json_broken", "policy", path=name, reason=str(error))
    return None


def _grid(name: str, path: Path, findings: Findings) -> Grid:
    layout = _CsvLayout(path.name)
    text = decode(path.name, path.read_bytes(), findings)
    rows = [] if text is None else _records(name, path.name, text, findings)
    return Grid(name, rows, layout)


def decode(name: str, data: bytes, findings: Findings) -> str | None:
    """Return the text of a CSV file, or None after reporting that its encoding is unknown."""
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        guess = "UTF-16" if is_utf16 or b"\0" in data[:200] else "Windows-1258, TCVN3, VNI"
        findings.problem("encoding", path=name, guess=guess)
    return None


def _records(table: str, file: str, text: str, findings: Findings) -> list[GridRow]:
    hint = _EXCEL_HINT.match(text)
    delimiter = hint[1] if hint else _sniff(table, text)
    body = text[hint.end() :] if hint else text
    rows = []
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    start = 1 + bool(hint)
    try:
        for cells in reader:
            if any(cell and not cell.isspace() for cell in cells):
                rows.append(GridRow(start, [unguard_formula(cell) for cell in cells]))
            start = reader.line_num + 1 + bool(hint)
    except csv.Error:
        findings.problem("csv_broken", table, path=file, line=start)
        return rows
    _report_delimiter(table, file, rows, findings)
    return rows


def _sniff(table: str, text: str) -> str:
    """Return the delimiter under which most headers of the table are recognised."""

    def score(delimiter: str) -> int:
        sample = io.StringIO(text[:_SNIFFED_LENGTH], newline="")
        reader = csv.reader(sample, delimiter=delimiter)
        rows = (cells for _, cells in zip(range(ROWS_SEARCHED_FOR_HEADER), reader, strict=False))
        return max((header_score(table, cells) for cells in rows), default=0)

    return max(_DELIMITERS, key=score)


def _report_delimiter(table: str, file: str, rows: list[GridRow], findings: Findings) -> None:
    if not rows or max(len(row.cells) for row in rows) > 1:
        return
    header = str(rows[0].cells[0])
    found = next((mark for mark in ("|", ";", "\t", ",", ":") if mark in header), None)
    if found:
        findings.problem("csv_delimiter", table, path=file, delimiter=found)
