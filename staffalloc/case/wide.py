"""Workloads as planners keep them: one row a unit, one column an indicator."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.cells import is_blank
from staffalloc.case.raw import Findings, Places, RawTable
from staffalloc.case.tables import header_names
from staffalloc.case.text import fold_header


@dataclass(frozen=True)
class _WidePlaces:
    """Places of the long rows in the wide sheet they came from."""

    places: Places
    rows: NDArray[np.intp]
    headers: tuple[str, ...]
    unit_header: str

    def cell(self, row: int, header: str) -> str:
        source = self.unit_header if header == "unit_code" else self.headers[row]
        return self.places.cell(int(self.rows[row]), source)

    def row(self, row: int) -> str:
        return self.places.cell(int(self.rows[row]), self.headers[row])

    def header(self, header: str, /) -> str:  # noqa: ARG002 - a wide sheet has none of its own
        return self.places.header(self.unit_header)


def is_wide(raw: RawTable) -> bool:
    """Return whether a workloads table has a column an indicator."""
    known = header_names("workloads")
    meant = {known.get(fold_header(header)) for header in raw.columns}
    return "unit_code" in meant and not meant & {"indicator_id", "value"} and len(raw.columns) > 1


def long_workloads(raw: RawTable, indicators: pd.Series, findings: Findings) -> RawTable:
    """Return the long form of a wide workloads table; blank cells give no row."""
    known = header_names("workloads")
    ids = {fold_header(indicator): indicator for indicator in indicators}
    unit_header = next(h for h in raw.columns if known.get(fold_header(h)) == "unit_code")
    rows: list[int] = []
    headers: list[str] = []
    values: list[object] = []
    for header, series in raw.columns.items():
        if fold_header(header) not in ids:
            if header != unit_header:
                place = [raw.places.header(header)]
                findings.notice("unknown_column", "workloads", place, header=header)
            continue
        filled = [(n, cell) for n, cell in enumerate(series.tolist()) if not is_blank(cell)]
        rows += [n for n, _ in filled]
        values += [cell for _, cell in filled]
        headers += [header] * len(filled)
    positions = np.array(rows, dtype=np.intp)
    columns = {
        "unit_code": raw.columns[unit_header].iloc[positions],
        "indicator_id": pd.Series([ids[fold_header(header)] for header in headers], dtype="str"),
        "value": pd.Series(values, dtype=object),
    }
    places = _WidePlaces(raw.places, positions, tuple(headers), unit_header)
    return RawTable(raw.name, columns, places, len(rows))
