"""Tables as they come from a file or a frame, before any meaning is given to a cell.

Whatever the source, a cell is a Python value and a table can say where each cell stands, in
the words of its source: ``units!B4``, ``units.csv:4, kind``, ``units[3].kind``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.problems import FieldValue, Notice, Problem


@dataclass(frozen=True)
class BadCell:
    """A cell whose source already shows that it has no value (``#REF!``, not calculated)."""

    code: str
    shown: str = ""


class Places(Protocol):
    """Where cells stand in the source. Rows count from 0, without the header."""

    def cell(self, row: int, header: str) -> str: ...

    def row(self, row: int) -> str: ...

    def header(self, header: str) -> str: ...


@dataclass(frozen=True)
class FramePlaces:
    """Places in a DataFrame: rows by position, from 0."""

    table: str

    def cell(self, row: int, header: str) -> str:
        return f"{self.table} row {row}, {header}"

    def row(self, row: int) -> str:
        return f"{self.table} row {row}"

    def header(self, header: str) -> str:
        return f"{self.table}, {header}"


@dataclass(frozen=True)
class JsonPlaces:
    """Places in a list of JSON objects."""

    table: str

    def cell(self, row: int, header: str) -> str:
        return f"{self.table}[{row}].{header}"

    def row(self, row: int) -> str:
        return f"{self.table}[{row}]"

    def header(self, header: str) -> str:
        return f"{self.table}[…].{header}"


@dataclass(frozen=True)
class CsvPlaces:
    """Places in a CSV file: the line on which the record starts, from 1."""

    file: str
    header_line: int
    lines: NDArray[np.int64]

    def cell(self, row: int, header: str) -> str:
        return f"{self.file}:{self.lines[row]}, {header}"

    def row(self, row: int) -> str:
        return f"{self.file}:{self.lines[row]}"

    def header(self, header: str) -> str:
        return f"{self.file}:{self.header_line}, {header}"


@dataclass(frozen=True)
class ExcelPlaces:
    """Places in a worksheet: column letters and Excel's own row numbers."""

    sheet: str
    header_row: int
    rows: NDArray[np.int64]
    letters: Mapping[str, str]

    def cell(self, row: int, header: str) -> str:
        return f"{self.sheet}!{self.letters[header]}{self.rows[row]}"

    def row(self, row: int) -> str:
        return f"{self.sheet}!{self.rows[row]}:{self.rows[row]}"

    def header(self, header: str) -> str:
        return f"{self.sheet}!{self.letters[header]}{self.header_row}"


@dataclass(frozen=True)
class RawTable:
    """One table as read: a series of cells a header, all of one length."""

    name: str
    columns: Mapping[str, pd.Series]
    places: Places
    rows: int


@dataclass
class Findings:
    """Collects what reading and checking have to say."""

    problems: list[Problem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def problem(
        self,
        code: str,
        table: str = "",
        places: Sequence[str] = (),
        column: str = "",
        **fields: FieldValue,
    ) -> None:
        """Add a problem; `places` are the cells it is about."""
        place, others = _first_and_rest(places)
        self.problems.append(Problem(code, table, place, column, tuple(fields.items()), others))

    def notice(
        self,
        code: str,
        table: str = "",
        places: Sequence[str] = (),
        column: str = "",
        **fields: FieldValue,
    ) -> None:
        """Add a notice; `places` are the cells it is about."""
        place, others = _first_and_rest(places)
        self.notices.append(Notice(code, table, place, column, tuple(fields.items()), others))


def _first_and_rest(places: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    return (places[0], tuple(places[1:])) if places else ("", ())


def raw_from_frame(name: str, frame: pd.DataFrame, findings: Findings) -> RawTable:
    """Return a raw table over the columns of a frame; nothing is copied."""
    columns: dict[str, pd.Series] = {}
    for number, header in enumerate(frame.columns):
        if str(header) in columns:
            findings.problem("duplicate_header", name, [f"{name}, {header}"], str(header))
        columns[str(header)] = frame.iloc[:, number]
    return RawTable(name, columns, FramePlaces(name), len(frame))
