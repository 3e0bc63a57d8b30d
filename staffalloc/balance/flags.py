"""Balance and flags: required, today and planned staff by unit and position, and by unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from staffalloc.balance.ruler import (
    Cell,
    Posting,
    Reading,
    mean_of_ratios,
    ratio_of_sums,
    read_posting,
    scaled,
)
from staffalloc.case.case import Case
from staffalloc.case.policy import Policy
from staffalloc.case.working_time import available_hours
from staffalloc.establishment import Establishment
from staffalloc.rules import rules_in_force

UNCOVERED, UNDER, OVER, MIXED, BALANCED = (
    "uncovered",
    "understaffed",
    "overstaffed",
    "mixed",
    "balanced",
)
_ORDER = {flag: place for place, flag in enumerate((UNCOVERED, MIXED, UNDER, OVER, BALANCED))}
_NOBODY = 1e-9


@dataclass(frozen=True)
class Requirement:
    """What a cell requires and authorises, in officers, and the price of an hour there."""

    required: Mapping[Cell, float]
    authorised: Mapping[Cell, float]
    weight: Mapping[Cell, float]


def requirement_of(case: Case, establishment: Establishment) -> Requirement:
    """Collect what every unit and position requires: workload, and leaders' targets."""
    need = establishment.need
    cells = list(zip(need["unit_code"].tolist(), need["position_id"].tolist(), strict=True))
    required = dict(zip(cells, need["required_fte"].tolist(), strict=True))
    weight = dict(zip(cells, need["weight"].tolist(), strict=True))
    base = case.positions.set_index("position_id")["weight"]
    for lead in establishment.leaderships:
        required[lead.unit_code, lead.position_id] = float(lead.target)
        weight[lead.unit_code, lead.position_id] = float(base[lead.position_id])
    authorised: dict[Cell, float] = {}
    for post in establishment.posts:
        for part in post.parts:
            cell = (post.unit_code, part.position_id)
            authorised[cell] = authorised.get(cell, 0.0) + part.share
    return Requirement(required, authorised, weight)


def flag_of(required: float, staff: float, policy: Policy) -> str:
    """Return the flag of one cell.

    Examples
    --------
    >>> [flag_of(2.0, staff, Policy()) for staff in (0.0, 1.4, 1.6, 2.0, 2.6)]
    ['uncovered', 'understaffed', 'balanced', 'balanced', 'overstaffed']
    """
    if required > _NOBODY and staff <= _NOBODY:
        return UNCOVERED
    difference = staff - required
    if abs(difference) < policy.flag_margin_fte - _NOBODY:
        return BALANCED
    if staff < policy.understaffed_below * required - _NOBODY:
        return UNDER
    if staff > policy.overstaffed_above * required + _NOBODY:
        return OVER
    return BALANCED


def balance_table(
    case: Case,
    establishment: Establishment,
    today: Posting,
    planned: Posting,
    carried: Mapping[Cell, float],
) -> pd.DataFrame:
    """Return required, today's and planned staff of every unit and position.

    Parameters
    ----------
    case : Case
    establishment : Establishment
    today, planned : Posting
    carried : mapping of (unit, position) to FTE
        What filled posts carry of each position: the strict figure beside the ruler.

    Returns
    -------
    DataFrame
        One row for each cell with work or officers, by unit and position. FTE unless said
        otherwise; a ratio is blank where nothing is required. ``certainty_*`` is ``robust``
        if the flag stands with the workload higher and lower by the policy's
        ``workload_uncertainty``, else ``fragile``.
    """
    requirement = requirement_of(case, establishment)
    margin = case.policy.workload_uncertainty
    rulers = [
        establishment.curves,
        *(
            [scaled(c, s, case.policy) for c in establishment.curves]
            for s in (1 - margin, 1 + margin)
        ),
    ]
    readings = {
        posting.name: tuple(read_posting(case, establishment, posting, ruler) for ruler in rulers)
        for posting in (today, planned)
    }
    is_held = rules_in_force(case).held_by(case.positions) != ""
    seatless = set(case.positions.loc[is_held, "position_id"])
    cells = sorted(
        {cell for cell, fte in requirement.required.items() if fte > 0}
        | {
            cell
            for reads in readings.values()
            for cell, fte in reads[0].staff.items()
            if fte > 0 and cell[1] not in seatless
        }
    )
    awt = available_hours(case.policy)
    frame = pd.DataFrame(cells, columns=["unit_code", "position_id"]).astype("str")
    frame["required_fte"] = [requirement.required.get(cell, 0.0) for cell in cells]
    frame["authorised_fte"] = [requirement.authorised.get(cell, 0.0) for cell in cells]
    for posting in (today, planned):
        base = readings[posting.name][0]
        staff = np.array([base.staff.get(cell, 0.0) for cell in cells])
        frame[f"{posting.name}_fte"] = staff
        frame[f"{posting.name}_on_lead_fte"] = [posting.fte.get(cell, 0.0) for cell in cells]
        frame[f"{posting.name}_difference"] = staff - frame["required_fte"]
        frame[f"{posting.name}_ratio"] = staff / frame["required_fte"].replace(0.0, np.nan)
        frame[f"{posting.name}_unserved_hours"] = [
            base.required.get(cell, 0.0) - base.served.get(cell, 0.0) for cell in cells
        ]
        flags = [_flags(cell, requirement, readings[posting.name], case.policy) for cell in cells]
        frame[f"{posting.name}_flag"] = [flag[0] for flag in flags]
        frame[f"{posting.name}_certainty"] = [
            "robust" if len(set(flag)) == 1 else "fragile" for flag in flags
        ]
    frame["planned_carried_fte"] = [carried.get(cell, 0.0) for cell in cells]
    weight = np.array([requirement.weight.get(cell, 1.0) for cell in cells])
    lost = weight * np.maximum(0, -frame[f"{planned.name}_difference"].to_numpy()) * awt
    frame["planned_weighted_hours_short"] = lost
    return frame


def _flags(
    cell: Cell, requirement: Requirement, reads: tuple[Reading, ...], policy: Policy
) -> tuple[str, ...]:
    margin = policy.workload_uncertainty
    required = requirement.required.get(cell, 0.0)
    by_workload = cell in reads[0].required
    scales = (1.0, 1 - margin, 1 + margin) if by_workload else (1.0, 1.0, 1.0)
    return tuple(
        flag_of(required * scale, read.staff.get(cell, 0.0), policy)
        for scale, read in zip(scales, reads, strict=True)
    )


def unit_flags(balance: pd.DataFrame) -> pd.DataFrame:
    """Return one row a unit: its flag before and after, and how many cells are what.

    The ratio of sums and the mean of ratios stand side by side, each under its name. Units
    with uncovered work come first, and among equals those with the most weighted hours short.
    """
    rows = [_unit_row(str(unit), cells) for unit, cells in balance.groupby("unit_code")]
    rows.sort(
        key=lambda row: (
            _ORDER[str(row["planned_flag"])],
            -float(str(row["planned_weighted_hours_short"])),
            row["unit_code"],
        )
    )
    columns = list(_unit_row("", balance.head(0)))
    return pd.DataFrame(rows, columns=columns).astype({"unit_code": "str"})


def _unit_row(unit: str, cells: pd.DataFrame) -> dict[str, object]:
    counts = {name: cells[f"{name}_flag"].value_counts() for name in ("today", "planned")}
    row: dict[str, object] = {"unit_code": unit}
    row |= {f"{name}_flag": _unit_flag(count) for name, count in counts.items()}
    row["required_fte"] = cells["required_fte"].sum()
    row |= {f"{name}_fte": cells[f"{name}_fte"].sum() for name in counts}
    for name, count in counts.items():
        for flag in (UNCOVERED, UNDER, OVER):
            row[f"{name}_{flag}"] = int(count.get(flag, 0))
        staff = f"{name}_fte"
        row[f"{name}_ratio_of_sums"] = ratio_of_sums(cells, staff, "required_fte")
        row[f"{name}_mean_of_ratios"] = mean_of_ratios(cells, staff, "required_fte")
        row[f"{name}_unserved_hours"] = cells[f"{name}_unserved_hours"].sum()
    row["planned_weighted_hours_short"] = cells["planned_weighted_hours_short"].sum()
    return row


def _unit_flag(counts: pd.Series) -> str:
    """Uncovered work comes first; then a unit both over and under is mixed."""
    uncovered, under, over = (int(counts.get(flag, 0)) for flag in (UNCOVERED, UNDER, OVER))
    if uncovered:
        return UNCOVERED
    if under and over:
        return MIXED
    return UNDER if under else OVER if over else BALANCED
