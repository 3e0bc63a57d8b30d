"""What the page draws: pressure on the map, moves as lines and bars, departments as a heat map.

Figures come from the tables of a plan; how they look (shade, length) is decided here, words and
markup are in the template. Shades grow darker with the figure, so they can be read without colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from staffalloc.case.case import Case
from staffalloc.report.page.unit_map import Shape

PRESSURE_EDGES: Final = (0.05, 0.10, 0.20, 0.30)
KM_EDGES: Final = (2.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0)
HEAT_EDGES: Final = (0.6, 0.75, 0.9, 1.1)
_WIDEST_LINE: Final = 8.0  # drawing units
_LINES_DRAWN: Final = 60  # more would hide the map
_FLOWS_LISTED: Final = 12


@dataclass(frozen=True)
class Pressure:
    """How much of a unit's required hours nobody serves; `shade` from 0, the lightest."""

    share: float
    shade: int
    uncovered: bool


@dataclass(frozen=True)
class Bar:
    """People who move further than `lower` km, at most `upper`; `length` to the longest bar."""

    lower: float
    upper: float | None
    people: int
    length: float


@dataclass(frozen=True)
class Flow:
    """People who move from one unit to another."""

    from_unit: str
    to_unit: str
    people: int


@dataclass(frozen=True)
class Line:
    """A flow as a line between two places of the map, `width` in drawing units."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True)
class HeatCell:
    """Staff over requirement of a unit's department; NaN where nothing is required."""

    ratio: float
    shade: int


def pressures(
    flags: pd.DataFrame, requirements: pd.DataFrame, case: Case, posting: str
) -> dict[str, Pressure]:
    """Return the pressure on every unit under a posting (``today`` or ``planned``)."""
    by_work = set(case.positions.loc[case.positions["sizing"] == "workload", "position_id"])
    work = requirements[requirements["position_id"].isin(by_work)]
    required = work.groupby("unit_code")["required_hours"].sum()
    # A unit to which no position applies has no flags.
    found = dict.fromkeys(case.units["unit_code"], Pressure(0.0, 0, uncovered=False))
    for row in flags.to_dict("records"):
        hours = float(required.get(row["unit_code"], 0.0))
        share = row[f"{posting}_unserved_hours"] / hours if hours > 0 else 0.0
        shade = int(np.searchsorted(PRESSURE_EDGES, share, side="right"))
        found[row["unit_code"]] = Pressure(share, shade, row[f"{posting}_uncovered"] > 0)
    return found


def distance_bars(km: pd.Series) -> list[Bar]:
    """Return the people who move by distance; moves of unknown length are in no bar.

    Examples
    --------
    >>> [bar.people for bar in distance_bars(pd.Series([1.0, 2.0, 29.9, 80.0]))]
    [2, 0, 0, 0, 0, 0, 1, 1]
    """
    known = km.dropna().to_numpy(float)
    counts = np.bincount(np.searchsorted(KM_EDGES, known, side="left"), minlength=len(KM_EDGES) + 1)
    most = max(1, int(counts.max(initial=0)))
    lower = (0.0, *KM_EDGES)
    upper = (*KM_EDGES, None)
    return [
        Bar(low, high, int(count), int(count) / most)
        for low, high, count in zip(lower, upper, counts, strict=True)
    ]


def flows(moves: pd.DataFrame) -> list[Flow]:
    """Return how many people move between each two units, most first."""
    counts = moves.groupby(["from_unit", "to_unit"]).size()
    found = [Flow(str(a), str(b), int(n)) for (a, b), n in counts.items()]
    return sorted(found, key=lambda flow: (-flow.people, flow.from_unit, flow.to_unit))


def largest(found: Sequence[Flow]) -> Sequence[Flow]:
    """Return the flows a table names."""
    return found[:_FLOWS_LISTED]


def flow_lines(found: Sequence[Flow], shapes: Sequence[Shape]) -> list[Line]:
    """Return the largest flows as lines on the map."""
    place: Mapping[str, Shape] = {shape.code: shape for shape in shapes}
    return [
        Line(
            place[flow.from_unit].anchor_x,
            place[flow.from_unit].anchor_y,
            place[flow.to_unit].anchor_x,
            place[flow.to_unit].anchor_y,
            round(min(0.4 * flow.people, _WIDEST_LINE), 1),
        )
        for flow in found[:_LINES_DRAWN]
    ]


def departments(case: Case, balance: pd.DataFrame) -> list[str]:
    """Return the departments that need officers, in the order of the catalogue."""
    in_order = list(dict.fromkeys(case.positions["department"]))
    needed = balance.loc[balance["required_fte"] > 0, "position_id"]
    of_position = dict(
        zip(case.positions["position_id"], case.positions["department"], strict=True)
    )
    asked = {of_position[code] for code in needed}
    return [department for department in in_order if department in asked]


def heat(case: Case, balance: pd.DataFrame) -> dict[tuple[str, str], HeatCell]:
    """Return planned staff over requirement by unit and department."""
    of_position = case.positions.set_index("position_id")["department"]
    rows = balance.assign(department=balance["position_id"].map(of_position))
    sums = rows.groupby(["unit_code", "department"])[["required_fte", "planned_fte"]].sum()
    cells = {}
    for (unit, department), row in sums.iterrows():
        required, planned = float(row["required_fte"]), float(row["planned_fte"])
        ratio = planned / required if required > 0 else float("nan")
        shade = -1 if ratio != ratio else int(np.searchsorted(HEAT_EDGES, ratio, side="left"))
        cells[str(unit), str(department)] = HeatCell(ratio, shade)
    return cells
