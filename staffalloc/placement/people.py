"""The people of a placement: who takes part, where they are today, who is alike."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.dates import months_later
from staffalloc.placement.origins import find_heirs, nearest_heir
from staffalloc.rules import rules_in_force

_MONTHS_A_YEAR: Final = 12
_ROUNDING: Final = 1e-9  # 0.25 years are three months, whatever the computer makes of it
PAYROLL_KINDS: Final = ("cadre", "civil_servant", "public_employee")
_PROFILE_COLUMNS: Final = [
    "fields",
    "level",
    "political_theory",
    "skills",
    "rank",
    "fte",
    "position_id",
    "discipline",
    "planned",
    "achievement",
    "serves_term",
    "failed_review",
]


@dataclass(frozen=True)
class People:
    """The cadres of one placement, by cadre_id.

    Attributes
    ----------
    table : DataFrame
        Their rows; ``unit_code`` is today's unit after old codes were resolved, ``serves_term``
        whether enough years are left for a term, ``failed_review`` whether a review went so.
    elsewhere : DataFrame
        Cadres who are not in this placement (contract, military, elected).
    unit : (N,) int array
        Place of today's unit in ``case.units``, -1 for the pool.
    successors : mapping of row to frozenset of str
        For people entered by an old unit, or a dissolved district: all its successors.
    profile : (N,) int array
        Row of `profiles`.
    profiles : DataFrame
        One row for each distinct set of qualifications, rank and position today.
    resolved : mapping of cadre_id to str
        Units found through an old unit or district.
    """

    table: pd.DataFrame
    elsewhere: pd.DataFrame
    unit: NDArray[np.int64]
    successors: Mapping[int, frozenset[str]]
    profile: NDArray[np.int64]
    profiles: pd.DataFrame
    resolved: Mapping[str, str]

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def under_review(self) -> NDArray[np.bool_]:
        """Whose discipline is not clear, (N,): under review, or barred."""
        return np.asarray(self.table["discipline"] != "clear", bool)


def build_people(case: Case) -> People:
    """Sort out who takes part in the placement and where each of them is today."""
    cadres = case.cadres
    staffing = case.positions.set_index("position_id")["staffing"]
    paid_by = cadres["position_id"].map(staffing).fillna(case.policy.place_staffing)
    takes_part = cadres["kind"].isin(PAYROLL_KINDS) & (paid_by == case.policy.place_staffing)
    table = cadres[takes_part].reset_index(drop=True)
    successors, resolved = _resolve_old_codes(case, table)
    today = zip(table["cadre_id"].tolist(), table["unit_code"].tolist(), strict=True)
    table["unit_code"] = [resolved.get(cadre, unit) for cadre, unit in today]
    table["skills"] = _skill_keys(case, table)
    table["serves_term"] = _serves_term(case, table)
    failed = case.reviews.loc[case.reviews["verdict"] == "failed", "cadre_id"]
    table["failed_review"] = table["cadre_id"].isin(failed)
    places = {code: place for place, code in enumerate(case.units["unit_code"])}
    groups = table.groupby(_PROFILE_COLUMNS, sort=True)
    profile = groups.ngroup().to_numpy(np.int64)
    _, first = np.unique(profile, return_index=True)
    return People(
        table=table,
        elsewhere=cadres[~takes_part].reset_index(drop=True),
        unit=np.array([places.get(code, -1) for code in table["unit_code"].tolist()], np.int64),
        successors=successors,
        profile=profile,
        profiles=table.loc[first, _PROFILE_COLUMNS].reset_index(drop=True),
        resolved={k: v for k, v in resolved.items() if v},
    )


def _skill_keys(case: Case, table: pd.DataFrame) -> list[str]:
    """One text for each person's skills; equal texts mean equal skills."""
    keys: dict[str, list[str]] = defaultdict(list)
    for row in case.skills.itertuples():
        keys[row.cadre_id].append(f"{row.position_id}|{row.field}|{row.skill!r}")
    return [";".join(sorted(keys.get(code, ()))) for code in table["cadre_id"].tolist()]


def _serves_term(case: Case, table: pd.DataFrame) -> pd.Series:
    """Who retires late enough to serve a term from the day of the rules, or nobody knows when."""
    months = math.floor(case.policy.term_years * _MONTHS_A_YEAR + _ROUNDING)
    last = months_later(rules_in_force(case).day, months)
    return (table["retires_on"] == "") | (table["retires_on"] >= last)


def _resolve_old_codes(
    case: Case, table: pd.DataFrame
) -> tuple[dict[int, frozenset[str]], dict[str, str]]:
    """Find today's unit of people whose unit or district was dissolved: the nearest heir."""
    waiting = table[(table["unit_code"] == "") & (table["old_unit_code"] != "")]
    if waiting.empty:
        return {}, {}
    heirs = find_heirs(case, waiting["old_unit_code"].unique())
    location = case.units.set_index("unit_code")[["lat", "lon"]]
    successors: dict[int, frozenset[str]] = {}
    resolved: dict[str, str] = {}
    for row in waiting.itertuples():
        options = heirs.get(row.old_unit_code, ())
        if options:
            home = (row.home_lat, row.home_lon)
            successors[row.Index] = frozenset(heir.unit_code for heir in options)
            resolved[row.cadre_id] = nearest_heir(options, home, location)
    return successors, resolved
