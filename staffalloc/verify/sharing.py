"""``shared.csv``: officers shared by neighbouring units, and the requirements after it.

Which pairs save most is not asked again: whatever pairs the table names, each must be allowed,
and what it moves and saves must be as it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from staffalloc.case.hours import great_circle_km
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.curves import Curve, curves
from staffalloc.verify.demand import WEIGHT_DIGITS, Need
from staffalloc.verify.findings import Report
from staffalloc.verify.folder import PlanFolder
from staffalloc.verify.sheet import Sheet, decimal_cell, hours_cell

HOUR_SLACK: Final = 1e-6
KM_SLACK: Final = 0.0006


@dataclass(frozen=True)
class _Pair:
    """One row: work of `positions` of a group goes from a guest to a host, by number."""

    row: int
    name: str
    group: str
    guest: int
    host: int
    positions: tuple[int, ...]


def shared_need(catalogue: Catalogue, need: Need, folder: PlanFolder, report: Report) -> Need:
    """Check every pair of the table, and return the requirements with their work at the hosts."""
    sheet, stored = folder.sheets["shared"], folder.entry("tables")
    is_on = catalogue.rules.is_on("shared_officers")
    is_there = isinstance(stored, dict) and sheet.name in stored
    if is_on != is_there:
        expected = "there" if is_on else "none: the rule is off"
        report.add(sheet.name, "", "table", expected, "there" if is_there else "none")
    if not is_on:
        return need
    pairs = _pairs(catalogue, sheet, report)
    cells = curves(catalogue, need)
    adjacent = _neighbours(catalogue)
    shared: set[tuple[int, str]] = set()
    allowed = []
    for pair in pairs:
        again = [(u, pair.group) in shared for u in (pair.guest, pair.host)]
        shared |= {(pair.guest, pair.group), (pair.host, pair.group)}
        if any(again):
            report.add(sheet.name, pair.name, "units", "in one pair of a group", "in two")
        elif _is_allowed(catalogue, need, cells, adjacent, pair, report):
            allowed.append(pair)
    moved = _moved(catalogue, need, allowed)
    after = curves(catalogue, moved)
    for pair in allowed:
        _check_figures(catalogue, need, (cells, after), pair, sheet, report)
    return moved


def _pairs(catalogue: Catalogue, sheet: Sheet, report: Report) -> list[_Pair]:
    pairs = []
    columns = (sheet[c] for c in ("group", "guest", "host", "positions"))
    for row, (group, guest, host, codes) in enumerate(zip(*columns, strict=True)):
        name = f"{group}/{guest}/{host}"
        listed = codes.split(";")
        units = [catalogue.unit_at.get(code, -1) for code in (guest, host)]
        positions = tuple(catalogue.position_at.get(code, -1) for code in listed)
        in_order = listed == sorted(set(listed))
        if -1 in units or -1 in positions or units[0] == units[1] or not in_order:
            report.add(sheet.name, name, "row", "two units and positions of the case", "other")
        else:
            pairs.append(_Pair(row, name, group, units[0], units[1], positions))
    return pairs


def _neighbours(catalogue: Catalogue) -> frozenset[frozenset[int]] | None:
    """Return the pairs of the table of neighbours; None where there is none."""
    table = catalogue.case.tables["neighbours"]
    if table.empty:
        return None
    at = catalogue.unit_at
    return frozenset(
        frozenset((at[a], at[b])) for a, b in zip(table["unit_a"], table["unit_b"], strict=True)
    )


def _km(catalogue: Catalogue, pair: _Pair) -> float:
    lat, lon, (a, b) = catalogue.lat, catalogue.lon, sorted((pair.guest, pair.host))
    return float(great_circle_km(lat[a], lon[a], lat[b], lon[b]))


def _is_allowed(
    catalogue: Catalogue,
    need: Need,
    cells: Mapping[tuple[int, str], Curve],
    adjacent: frozenset[frozenset[int]] | None,
    pair: _Pair,
    report: Report,
) -> bool:
    province = catalogue.units["province_code"]
    near = (
        _km(catalogue, pair) <= catalogue.policy.share_max_km
        if adjacent is None
        else frozenset((pair.guest, pair.host)) in adjacent
    )
    host = cells.get((pair.host, pair.group))
    has_work = host is not None and any(
        need.required_rows[pair.host][p] > 0 for p in host.positions
    )
    faults = {
        "units": near and province.iloc[pair.guest] == province.iloc[pair.host],
        "host": has_work,
        "positions": set(pair.positions) == _small(catalogue, need, pair),
    }
    expected = {
        "units": "neighbours of one province",
        "host": "work of the group",
        "positions": "all work of the group below the threshold, where nobody must be",
    }
    for what, is_kept in faults.items():
        if not is_kept:
            report.add("shared", pair.name, what, expected[what], "other")
    return all(faults.values())


def _small(catalogue: Catalogue, need: Need, pair: _Pair) -> set[int]:
    """Return the positions of the group whose work the guest may give to the host."""
    least, most = catalogue.column("min_posts"), catalogue.column("max_posts")
    return {
        p
        for p, group in enumerate(catalogue.group_of)
        if group == pair.group
        and need.counted[pair.guest, p]
        and need.counted[pair.host, p]
        and 0 < need.fte[pair.guest, p] < catalogue.policy.share_below_fte
        and least[p] == 0
        and most[p] != 0
    }


def _moved(catalogue: Catalogue, need: Need, pairs: list[_Pair]) -> Need:
    hours, fte, required = need.hours.copy(), need.fte.copy(), need.required.copy()
    weight, estimated = need.weight.copy(), need.estimated.copy()
    base = np.round(catalogue.column("weight"), WEIGHT_DIGITS)
    for pair in pairs:
        for p in pair.positions:
            a, b = (pair.guest, p), (pair.host, p)
            total = need.required[a] + need.required[b]
            mean = need.required[a] * need.weight[a] + need.required[b] * need.weight[b]
            weight[b], weight[a] = round(float(mean / total), WEIGHT_DIGITS), base[p]
            estimated[b] |= estimated[a]
            for values in (hours, fte, required):
                values[b] += values[a]
                values[a] = 0.0
    return replace(
        need, hours=hours, fte=fte, required=required, weight=weight, estimated=estimated
    )


def _check_figures(
    catalogue: Catalogue,
    need: Need,
    cells: tuple[Mapping[tuple[int, str], Curve], Mapping[tuple[int, str], Curve]],
    pair: _Pair,
    sheet: Sheet,
    report: Report,
) -> None:
    hours = sum(need.required_rows[pair.guest][p] for p in pair.positions)
    stored = decimal_cell(sheet["hours"][pair.row], 9)
    if stored is None or abs(stored - hours) > HOUR_SLACK:
        report.add(sheet.name, pair.name, "hours", f"{hours:.9f}", sheet["hours"][pair.row])
    km, text = _km(catalogue, pair), sheet["km"][pair.row]
    written = decimal_cell(text, 3)
    agrees = text == "" if np.isnan(km) else written is not None and abs(written - km) <= KM_SLACK
    if not agrees:
        report.add(sheet.name, pair.name, "km", f"{km:.3f}", text)
    saved = _saved(cells, pair, sheet, report)
    report.same_hours(sheet.name, pair.name, "saved", saved, hours_cell(sheet["saved"][pair.row]))
    if saved <= 0 or hours_cell(sheet["saved"][pair.row]) is None:
        report.add(sheet.name, pair.name, "saved", "hours, more than 0", sheet["saved"][pair.row])


def _saved(
    cells: tuple[Mapping[tuple[int, str], Curve], Mapping[tuple[int, str], Curve]],
    pair: _Pair,
    sheet: Sheet,
    report: Report,
) -> int:
    """Return what both units cost less at the prices of a post the table names, in milli-hours."""
    total = 0
    for unit, column in ((pair.guest, "guest_price"), (pair.host, "host_price")):
        before, after = (found.get((unit, pair.group)) for found in cells)
        text = sheet[column][pair.row]
        price = hours_cell(text)
        if price is None or price < 0:
            report.add(sheet.name, pair.name, column, "hours, not below 0", text)
            continue
        curve = before or after
        if price and curve is not None and not curve.in_frame:
            report.add(sheet.name, pair.name, column, "0.000 outside the frame", text)
        total += sum(sign * c.cheapest(price) for sign, c in ((1, before), (-1, after)) if c)
    return total
