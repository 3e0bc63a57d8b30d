"""Required hours of every unit and position, computed again from the workloads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

import numpy as np

from staffalloc.verify.catalogue import Bools, Catalogue, Floats
from staffalloc.verify.findings import Report
from staffalloc.verify.sheet import Sheet, decimal_cell

UNIT_COLUMNS: Final = ("population", "area_km2", "office_sites")
WEIGHT_DIGITS: Final = 12
# column of requirements.csv: decimals it is written with, and how far it may be off
WRITTEN: Final = {
    "hours": (9, 1e-6),
    "required_hours": (9, 1e-6),
    "required_fte": (12, 1e-9),
    "weight": (12, 1e-9),
}


@dataclass(frozen=True)
class Need:
    """What each unit (row) needs of each position (column); arrays of shape (U, P).

    `hours` as counted, `fte` required officers, `required` hours with allowances (fte · AWT),
    `weight` of an hour, `estimated` where a workload was substituted, `counted` where the
    position applies and is sized by workload.
    """

    hours: Floats
    fte: Floats
    required: Floats
    weight: Floats
    estimated: Bools
    counted: Bools

    @cached_property
    def required_rows(self) -> list[list[float]]:
        """Return `required` as lists, faster to read one by one."""
        rows: list[list[float]] = self.required.tolist()
        return rows

    @cached_property
    def weight_rows(self) -> list[list[float]]:
        """Return `weight` as lists."""
        rows: list[list[float]] = self.weight.tolist()
        return rows


def required(catalogue: Catalogue, report: Report) -> Need:
    """Compute :class:`Need`; a workload that is missing without a substitute is a finding."""
    indicators = tuple(catalogue.case.tables["indicators"]["indicator_id"])
    minutes = _minutes(catalogue, indicators)
    driven = minutes > 0
    minutes = np.where(driven, minutes, 0.0)
    values, known = _workloads(catalogue, indicators)
    counted = catalogue.applies & catalogue.has_work_hours
    needed = (counted.astype(float) @ driven.astype(float)) > 0
    _report_missing(catalogue, indicators, needed & ~known, report)

    difficulty = catalogue.units["difficulty"].to_numpy(dtype=np.float64)[:, None]
    omega = catalogue.case.tables["indicators"]["weight"].to_numpy(dtype=np.float64)
    fixed = catalogue.column("fixed_hours")[None, :]
    variable = values @ minutes.T / 60 * difficulty
    weighted = (values * omega) @ minutes.T / 60 * difficulty
    moved = np.asarray((values > 0).astype(float) @ driven.T.astype(float) > 0)
    has_standards = np.asarray(driven.any(axis=1))[None, :]
    idle = has_standards & ~moved & (catalogue.column("min_posts") == 0)[None, :]
    worked = counted & ~idle

    hours = np.where(worked, fixed + variable, 0.0)
    allowance = 1 / (1 - np.minimum(catalogue.column("category_allowance"), 0.999999))
    individual = catalogue.column("individual_allowance_hours") / catalogue.awt
    fte = np.where(worked, hours / catalogue.awt * allowance + individual, 0.0)
    ratio = np.divide(fixed + weighted, hours, out=np.ones_like(hours), where=hours > 0)
    weight = np.round(catalogue.column("weight")[None, :] * ratio, WEIGHT_DIGITS)
    missing = (~known).astype(float) @ driven.T.astype(float) > 0
    return Need(hours, fte, fte * catalogue.awt, weight, counted & missing, counted)


def _minutes(catalogue: Catalogue, indicators: tuple[str, ...]) -> Floats:
    """Minutes a unit of each indicator, shape (P, K); -1 where there is no standard."""
    place = {code: at for at, code in enumerate(indicators)}
    minutes = np.full((len(catalogue.position_ids), len(indicators)), -1.0)
    standards = catalogue.case.tables["standards"]
    for position, indicator, value in zip(
        standards["position_id"],
        standards["indicator_id"],
        standards["minutes_per_unit"],
        strict=True,
    ):
        if position in catalogue.position_at and indicator in place:
            minutes[catalogue.position_at[position], place[indicator]] = value
    return minutes


def _workloads(catalogue: Catalogue, indicators: tuple[str, ...]) -> tuple[Floats, Bools]:
    """Counts of each unit and indicator, shape (U, K), and where they are really known."""
    place = {code: at for at, code in enumerate(indicators)}
    values = np.full((len(catalogue.unit_codes), len(indicators)), np.nan)
    for name in UNIT_COLUMNS:
        if name in place:
            values[:, place[name]] = catalogue.units[name].to_numpy(dtype=np.float64)
    table = catalogue.case.tables["workloads"]
    for unit, indicator, value in zip(
        table["unit_code"], table["indicator_id"], table["value"], strict=True
    ):
        if unit in catalogue.unit_at and indicator in place and not np.isnan(value):
            values[catalogue.unit_at[unit], place[indicator]] = value
    known = ~np.isnan(values)
    return _substituted(catalogue, values, known), known


def _substituted(catalogue: Catalogue, values: Floats, known: Bools) -> Floats:
    filled = np.where(known, values, 0.0)
    if catalogue.policy.missing_workload != "kind_median":
        return filled
    kinds = catalogue.units["kind"].to_numpy()
    for kind in sorted(set(kinds)):
        of_kind = kinds == kind
        for column in range(values.shape[1]):
            given = values[of_kind & known[:, column], column]
            if len(given):
                filled[of_kind & ~known[:, column], column] = np.median(given)
    return filled


def _report_missing(
    catalogue: Catalogue, indicators: tuple[str, ...], missing: Bools, report: Report
) -> None:
    if catalogue.policy.missing_workload != "error":
        return
    for unit, indicator in np.argwhere(missing):
        row = f"{catalogue.unit_codes[unit]}/{indicators[indicator]}"
        report.add("case/workloads", row, "value", "given", "missing")


def mode(fte: float, full_time_from: float) -> str:
    """Return how a position is staffed: none, part_time or full_time."""
    if fte == 0:
        return "none"
    return "part_time" if fte < full_time_from else "full_time"


def check_requirements(catalogue: Catalogue, need: Need, sheet: Sheet, report: Report) -> None:
    """Compare ``requirements.csv`` with `need`, cell by cell."""
    seen = np.zeros_like(need.counted)
    rows: list[int] = []
    cells: list[tuple[int, int]] = []
    for at, codes in enumerate(zip(sheet["unit_code"], sheet["position_id"], strict=True)):
        unit = catalogue.unit_at.get(codes[0], -1)
        position = catalogue.position_at.get(codes[1], -1)
        if unit < 0 or position < 0 or not need.counted[unit, position]:
            expected = "a position with hours in the unit"
            report.add(sheet.name, "/".join(codes), "row", expected, "other")
            continue
        if seen[unit, position]:
            report.add(sheet.name, "/".join(codes), "row", "once", "twice")
        seen[unit, position] = True
        rows.append(at)
        cells.append((unit, position))
    for unit, position in np.argwhere(need.counted & ~seen).tolist():
        report.add(sheet.name, catalogue.cell(unit, position), "row", "one", "none")
    if rows:
        _check_requirements(catalogue, need, sheet, rows, cells, report)


def _check_requirements(
    catalogue: Catalogue,
    need: Need,
    sheet: Sheet,
    rows: list[int],
    cells: list[tuple[int, int]],
    report: Report,
) -> None:
    names = [catalogue.cell(*cell) for cell in cells]
    place = tuple(np.array(cells, dtype=np.int64).T)
    figures = {
        "hours": need.hours[place],
        "required_hours": need.required[place],
        "required_fte": need.fte[place],
        "weight": need.weight[place],
    }
    for column, values in figures.items():
        decimals, slack = WRITTEN[column]
        written = sheet.parsed(column, partial(decimal_cell, decimals=decimals))
        for at, name, value in zip(rows, names, values.tolist(), strict=True):
            stored = written[at]
            if stored is None or abs(stored - value) > slack:
                shown = sheet[column][at] or "blank"
                report.add(sheet.name, name, column, f"{value:.{decimals}f}", shown)
    full_time_from = catalogue.policy.full_time_from
    modes = [mode(fte, full_time_from) for fte in need.fte[place].tolist()]
    estimated = ["yes" if flag else "no" for flag in need.estimated[place].tolist()]
    sheet.check("mode", rows, names, modes, report)
    sheet.check("estimated", rows, names, estimated, report)
