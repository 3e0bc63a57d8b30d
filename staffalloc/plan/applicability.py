"""Which positions each unit has, and who decided so: its kind, the planner, its departments."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from staffalloc.case.case import Case
from staffalloc.demand import applies, applies_by_kind
from staffalloc.establishment.departments import DepartmentDesign, is_of_department

_COLUMNS: Final = ["unit_code", "position_id", "applies", "decided_by", "author", "comment"]


def applicability_table(case: Case, design: DepartmentDesign | None) -> pd.DataFrame:
    """Return the whole matrix, one row a unit and position.

    A unit without a department has no head and no deputies of it, whatever its kind says.
    """
    units, positions = case.units["unit_code"], case.positions
    scope = applies(case, positions)
    overrides = case.applicability
    named = list(zip(overrides["unit_code"], overrides["position_id"], strict=True))
    overridden = np.zeros(scope.shape, bool)
    rows = {code: row for row, code in enumerate(units)}
    columns = {code: column for column, code in enumerate(positions["position_id"])}
    for unit, position in named:
        overridden[rows[unit], columns[position]] = True
    decided = np.where(overridden, "override", "kind")
    without = scope & _without_department(case, design)
    decided = np.where(without, "departments", decided)
    table = pd.DataFrame(
        {
            "unit_code": np.repeat(units.to_numpy(), len(positions)),
            "position_id": np.tile(positions["position_id"].to_numpy(), len(units)),
            "applies": (scope & ~without).ravel(),
            "decided_by": decided.ravel(),
        }
    )
    for column in ("author", "comment"):
        said = dict(zip(named, overrides[column], strict=True))
        cells = zip(table["unit_code"], table["position_id"], strict=True)
        table[column] = [said.get(cell, "") for cell in cells]
    return table[_COLUMNS].astype(dict.fromkeys(("unit_code", "position_id"), "str"))


def overrides_table(case: Case, applicability: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that the planner decided for single units, with what the kind says."""
    by_kind = applies_by_kind(case, case.positions).ravel()
    decided = zip(case.applicability["unit_code"], case.applicability["position_id"], strict=True)
    named = set(decided)
    cells = zip(applicability["unit_code"], applicability["position_id"], strict=True)
    chosen = [cell in named for cell in cells]
    table = applicability.assign(by_kind=by_kind)[chosen].reset_index(drop=True)
    return table[["unit_code", "position_id", "by_kind", *_COLUMNS[2:]]]


def _without_department(case: Case, design: DepartmentDesign | None) -> np.ndarray:
    """Return the heads' and deputies' positions of departments a unit has not, (U, P)."""
    gone = np.zeros((len(case.units), len(case.positions)), bool)
    if design is None:
        return gone
    for column, position in enumerate(case.positions.to_dict("records")):
        if is_of_department(position, design.led):
            gone[:, column] = [
                not design.halves_of(unit, position["department"])
                for unit in case.units["unit_code"]
            ]
    return gone
