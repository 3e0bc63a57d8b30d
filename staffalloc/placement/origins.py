"""Where people were before the merger, and which units of today that work went to."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.districts import DistrictNames
from staffalloc.case.hours import great_circle_km

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Heir:
    """A unit that took an old unit, or old units of a district.

    Attributes
    ----------
    unit_code : str
    is_whole : bool
        Whether it took the old unit whole; of a district it never counts.
    old_units : int
        How many of the district it took; 1 of an old unit.
    """

    unit_code: str
    is_whole: bool
    old_units: int


def find_heirs(case: Case, names: Iterable[str]) -> dict[str, tuple[Heir, ...]]:
    """Return the heirs of old units, by code, and of dissolved districts, by name.

    A name that is neither has no entry.
    """
    merged = case.predecessors
    of_code: dict[str, list[Heir]] = defaultdict(list)
    of_district: dict[str, Counter[str]] = defaultdict(Counter)
    for row in merged.itertuples():
        of_code[row.old_code].append(Heir(row.unit_code, row.extent == "full", 1))
        of_district[row.old_district][row.unit_code] += 1
    known = DistrictNames(merged["old_district"])
    found: dict[str, tuple[Heir, ...]] = {}
    for name in names:
        districts = () if name in of_code else known.meant_by(name)
        taken = sum((of_district[district] for district in districts), Counter[str]())
        of_name = [Heir(unit, False, count) for unit, count in sorted(taken.items())]
        if name in of_code or of_name:
            found[name] = tuple(of_code.get(name, of_name))
    return found


def nearest_heir(heirs: Sequence[Heir], home: tuple[float, float], location: pd.DataFrame) -> str:
    """Return the unit somebody is read as in.

    It is one that took the old unit whole, of these the nearest to home, else the one that took
    most old units of the district, else the smallest code.

    Parameters
    ----------
    heirs : sequence of Heir
    home : tuple of float
        Latitude and longitude, NaN where unknown.
    location : DataFrame
        ``lat`` and ``lon`` by unit_code.
    """
    return min(
        heirs,
        key=lambda heir: (
            not heir.is_whole,
            _km(home, location.loc[heir.unit_code]),
            -heir.old_units,
            heir.unit_code,
        ),
    ).unit_code


def _km(home: tuple[float, float], unit: pd.Series) -> float:
    km = float(great_circle_km(*home, unit["lat"], unit["lon"]))
    return math.inf if math.isnan(km) else km


@dataclass(frozen=True)
class Origins:
    """Where people were before the merger.

    Attributes
    ----------
    old_unit : (N,) ints
        Place of each person's old unit or district in `old_names`, -1 where it is blank.
    old_names : Index of str
    unit : (N,) ints
        Today's unit.
    merged : mapping of unit_code to frozenset of str
        The old units and districts that each unit was made from.
    """

    old_unit: Ints
    old_names: pd.Index
    unit: Ints
    merged: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, case: Case, table: pd.DataFrame, unit: Ints) -> Origins:
        """Read the origins of some people, of whom `unit` says where they are today."""
        old = table["old_unit_code"]
        number, names = pd.factorize(old.where(old != ""))
        merged: dict[str, set[str]] = defaultdict(set)
        for name, heirs in find_heirs(case, names).items():
            for heir in heirs:
                merged[heir.unit_code].add(name)
        frozen = {code: frozenset(names) for code, names in merged.items()}
        return cls(number.astype(np.int64), pd.Index(names), unit, frozen)

    def comes_from(self, unit_code: str, unit: int) -> Bools:
        """Return who comes from a unit's old units; without an old unit, who is there today."""
        comes: Bools = np.where(self.old_unit < 0, self.unit == unit, self._merged_into(unit_code))
        return comes

    def worked_in(self, unit_code: str, unit: int) -> Bools:
        """Return who is in a unit today, or comes from one of its old units."""
        worked: Bools = (self.unit == unit) | self._merged_into(unit_code)
        return worked

    def _merged_into(self, unit_code: str) -> Bools:
        merged = self.old_names.isin(self.merged.get(unit_code, frozenset()))
        known: Bools = np.append(merged, False)[self.old_unit]  # -1 is the last
        return known
