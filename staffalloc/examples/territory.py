"""Terrain, office sites and former districts of units."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.examples.draws import keyed_generator

MOUNTAIN_PROVINCES: Final = frozenset(
    {
        *("04", "08", "11", "12", "14", "15", "19", "20", "22", "24", "25"),
        *("38", "40", "42", "44", "46", "48", "51", "52", "56", "66", "68", "75"),
    }
)
"""Provinces with mountains or highland; the two deltas and Hồ Chí Minh City have none here."""

MOUNTAIN_BELOW_PER_KM2: Final = 200.0
"""A commune of such a province with fewer residents a km² counts as mountainous."""

SITE_SHARES: Final = (0.15, 0.45, 0.40)
"""Shares of units with 1, 2 and 3 office sites (Hanoi, June 2025: two or three as a rule)."""

_FULL_WEIGHT, _PARTIAL_WEIGHT = 2, 1


def complete_units(units: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return units, sorted by code, with terrain, office sites and difficulty where blank.

    Terrain follows the rule of this module; office sites are drawn; difficulty is 1.
    """
    units = units.sort_values("unit_code", ignore_index=True)
    sites = [
        1 + int(np.searchsorted(np.cumsum(SITE_SHARES)[:-1], draw, side="right"))
        for draw in (keyed_generator(seed, "sites", c).random() for c in units["unit_code"])
    ]
    drawn = {"terrain": _terrain(units), "office_sites": sites, "difficulty": 1.0}
    for column, values in drawn.items():
        given = units[column] if column in units else pd.Series(np.nan, index=units.index)
        is_given = given.notna() & (given.astype(str) != "")
        units[column] = given.astype(object).where(is_given, pd.Series(values, index=units.index))
    return units


def _terrain(units: pd.DataFrame) -> NDArray[np.str_]:
    density = units["population"] / units["area_km2"]
    mountain = (
        units["province_code"].isin(MOUNTAIN_PROVINCES)
        & (units["kind"] == "commune")
        & (density < MOUNTAIN_BELOW_PER_KM2)
    )
    return np.where(mountain, "mountain", "lowland")


def former_districts(units: pd.DataFrame, predecessors: pd.DataFrame) -> pd.DataFrame:
    """Return the former district of each unit, and which unit has its seat.

    Parameters
    ----------
    units : DataFrame
        ``unit_code``, ``name``, ``population``.
    predecessors : DataFrame
        ``unit_code``, ``old_district``, ``extent``; may be empty.

    Returns
    -------
    DataFrame
        In the order of `units`: ``unit_code``, ``district`` (most of the unit's predecessors
        were in it; the unit's own code where nothing is known) and ``is_seat``. The seat is the
        unit that carries the district's name, else the one with most residents.
    """
    frame = units[["unit_code", "name", "population"]].copy()
    main = _main_district(predecessors)
    frame["district"] = pd.Series(
        [main.get(code, code) for code in frame["unit_code"]], index=frame.index, dtype="str"
    )
    bare_name = frame["district"].str.replace(r"^(Quận|Huyện|Thị xã|Thành phố) ", "", regex=True)
    frame["namesake"] = frame["name"] == bare_name
    ranked = frame.sort_values(
        ["district", "namesake", "population", "unit_code"],
        ascending=[True, False, False, True],
    )
    seats = ranked.drop_duplicates("district")["unit_code"]
    frame["is_seat"] = frame["unit_code"].isin(seats)
    return frame[["unit_code", "district", "is_seat"]]


def _main_district(predecessors: pd.DataFrame) -> dict[str, str]:
    known = predecessors[predecessors["old_district"] != ""]
    weight = np.where(known["extent"] == "full", _FULL_WEIGHT, _PARTIAL_WEIGHT)
    sums = (
        known.assign(weight=weight)
        .groupby(["unit_code", "old_district"], as_index=False)["weight"]
        .sum()
        .sort_values(["unit_code", "weight", "old_district"], ascending=[True, False, True])
    )
    main = sums.drop_duplicates("unit_code")
    return dict(zip(main["unit_code"], main["old_district"], strict=True))
