"""Which units of today old units and dissolved districts went to, and who comes from where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from staffalloc.case.districts import DistrictNames
from staffalloc.case.hours import great_circle_km
from staffalloc.verify.catalogue import Bools, Catalogue, Ints

NOBODY: Final = -1


@dataclass(frozen=True)
class Share:
    """What one unit took: an old unit whole or in part, or some old units of a district."""

    unit: int
    whole: bool
    communes: int


def shares(catalogue: Catalogue, names: Iterable[str]) -> Mapping[str, list[Share]]:
    """Return which units took an old unit, named by code, or a district, named by name."""
    table = catalogue.case.tables["predecessors"]
    districts = DistrictNames(table["old_district"])
    known = [
        row
        for row in table[["unit_code", "old_code", "old_district", "extent"]].values.tolist()
        if row[0] in catalogue.unit_at
    ]
    of_code: dict[str, list[Share]] = {}
    of_district: dict[str, list[int]] = {}
    for unit_code, old_code, district, extent in known:
        unit = catalogue.unit_at[unit_code]
        of_code.setdefault(old_code, []).append(Share(unit, extent == "full", 1))
        of_district.setdefault(district, []).append(unit)
    found: dict[str, list[Share]] = {}
    for name in {*names} - {""}:
        meant = () if name in of_code else districts.meant_by(name)
        taken = [unit for district in meant for unit in of_district.get(district, ())]
        of_name = [Share(unit, False, taken.count(unit)) for unit in sorted(set(taken))]
        if name in of_code or of_name:
            found[name] = of_code.get(name, of_name)
    return found


def today(catalogue: Catalogue, people: pd.DataFrame) -> tuple[Ints, Ints, Bools]:
    """Today's unit of each person, (C,); those of a merged unit are read as in its successor.

    With it the row of each person in a table of units, (rows, U): where their unit went.
    """
    waiting = people.loc[people["unit_code"] == "", "old_unit_code"]
    taken = shares(catalogue, waiting)
    row_of = {name: row for row, name in enumerate(taken, start=1)}
    heirs = np.zeros((len(taken) + 1, len(catalogue.unit_codes)), dtype=np.bool_)
    for name, row in row_of.items():
        heirs[row, [share.unit for share in taken[name]]] = True
    unit = np.full(len(people), NOBODY, dtype=np.int64)
    heir_row = np.zeros(len(people), dtype=np.int64)
    named = ("unit_code", "old_unit_code", "home_lat", "home_lon")
    columns = (people[name].tolist() for name in named)
    for person, (code, old, lat, lon) in enumerate(zip(*columns, strict=True)):
        if code:
            unit[person] = catalogue.unit_at.get(code, NOBODY)
        elif old in taken:
            heir_row[person] = row_of[old]
            unit[person] = _heir(catalogue, taken[old], lat, lon)
    return unit, heir_row, heirs


def _heir(catalogue: Catalogue, taken: list[Share], lat: float, lon: float) -> int:
    """Who took it whole, of these the nearest to home, then who took most, then by code."""

    def place(share: Share) -> tuple[bool, float, int, str]:
        unit = share.unit
        km = float(great_circle_km(lat, lon, catalogue.lat[unit], catalogue.lon[unit]))
        far = np.inf if np.isnan(km) else km
        return not share.whole, far, -share.communes, catalogue.unit_codes[unit]

    return min(taken, key=place).unit


def old_names(catalogue: Catalogue, names: Iterable[str]) -> Mapping[int, frozenset[str]]:
    """Return which of some names were merged into each unit, by its number."""
    found: dict[int, set[str]] = {}
    for name, taken in shares(catalogue, names).items():
        for share in taken:
            found.setdefault(share.unit, set()).add(name)
    return {unit: frozenset(merged) for unit, merged in found.items()}
