"""The rules of the tables limits and relations: what each asks, what the plan has, its price."""

from __future__ import annotations

from dataclasses import astuple
from typing import Final

import numpy as np
import pandas as pd

from staffalloc.case.hours import MILLI
from staffalloc.placement.place import Placement

_COLUMNS: Final = [
    "rule",
    "side",
    "unit_code",
    "position_id",
    "field",
    "cadre_a",
    "cadre_b",
    "limit",
    "used",
    "breach",
    "price",
    "dual_mh",
]


def side_rules_table(placement: Placement) -> pd.DataFrame:
    """Return one row a rule, in the order of the two tables, then those over all units.

    ``limit``, ``used`` and ``breach`` are in the units of the planner's table (people, salary
    coefficients), ``price`` in hours for one of these, NaN where the rule is hard; ``dual_mh`` is
    what the proof charges for one whole unit of the row, a hundredth of a coefficient or a
    thousandth of a person.
    """
    side = placement.side
    rows = []
    for row, used, breach, dual in zip(
        side.rows, side.used.tolist(), side.breach.tolist(), side.price.tolist(), strict=True
    ):
        price = np.nan if row.price is None else row.price * row.scale / MILLI
        counted = (row.in_table_units(row.limit), row.in_table_units(used), breach / row.scale)
        rows.append((*astuple(row.key), *counted, price, dual))
    for floor, used, dual in zip(
        side.floors, side.floor_used, side.floor_price.tolist(), strict=True
    ):
        price = np.nan if floor.price is None else floor.price / MILLI
        rows.append((*astuple(floor.key), 1.0, float(used), float(used == 0), price, dual))
    return pd.DataFrame(rows, columns=_COLUMNS)
