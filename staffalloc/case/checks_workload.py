"""Checks on standards and workloads."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from staffalloc.case.look import Look, str_of
from staffalloc.case.schema import UNIT_INDICATORS
from staffalloc.case.working_time import available_hours

_UNITS_SHOWN: Final = 10


def standards_within_a_year(look: Look) -> None:
    """One unit of work takes one officer a year at most."""
    most = available_hours(look.policy) * 60
    if most > 0 and look.is_sound("standards"):
        standards = look.frame("standards")
        long = standards["minutes_per_unit"] > most * (1 + 1e-9)
        for row in standards.index[long]:
            minutes = str_of(float(standards.loc[row, "minutes_per_unit"]))
            look.problem(
                "standard_too_long",
                "standards",
                [row],
                "minutes_per_unit",
                minutes=minutes,
                most=str_of(most),
            )


def workloads_agree(look: Look) -> None:
    """What both `units` and `workloads` give is the same."""
    if not look.is_sound("units", "workloads"):
        return
    units = look.frame("units").drop_duplicates("unit_code").set_index("unit_code")
    workloads = look.frame("workloads")
    for indicator in UNIT_INDICATORS:
        rows = workloads[workloads["indicator_id"] == indicator]
        in_units = rows["unit_code"].map(units[indicator])
        for row in rows.index[in_units.notna() & (in_units != rows["value"])]:
            look.problem(
                "workload_two_values",
                "workloads",
                [row],
                "value",
                indicator=indicator,
                unit=str(rows.loc[row, "unit_code"]),
                first=str_of(float(in_units.loc[row])),
                second=str_of(float(rows.loc[row, "value"])),
            )


def workloads_complete(look: Look) -> None:
    """Every workload that some position of a unit needs is given, or the policy stands in."""
    tables = ("units", "positions", "indicators", "standards", "workloads", "applicability")
    if not look.is_sound(*tables):
        return
    missing = _needed(look) & ~_given(look)
    count = int(missing.to_numpy().sum())
    if not count:
        return
    if look.policy.missing_workload != "error":
        how = look.policy.missing_workload
        look.findings.notice("workload_assumed", "workloads", count=count, how=how)
        return
    for indicator in missing.columns[missing.any()]:
        units = missing.index[missing[indicator]].tolist()
        look.findings.problem(
            "workload_missing",
            "workloads",
            [],
            "value",
            indicator=str(indicator),
            count=len(units),
            units=shortened(units),
        )


def shortened(codes: list[str]) -> str:
    """Return codes as a text, the first ten of many.

    Examples
    --------
    >>> shortened(["1", "2"])
    '1, 2'
    """
    more = [f"… (+{len(codes) - _UNITS_SHOWN})"] if len(codes) > _UNITS_SHOWN else []
    return ", ".join(codes[:_UNITS_SHOWN] + more)


def _needed(look: Look) -> pd.DataFrame:
    """Return units × indicators, True where an applicable position has a standard."""
    applies = _applies(look)
    standards = look.frame("standards")
    indicators = look.frame("indicators")["indicator_id"].drop_duplicates()
    used = standards[
        (standards["minutes_per_unit"] > 0)
        & standards["position_id"].isin(applies.columns)
        & standards["indicator_id"].isin(indicators)
    ]
    has_standard = pd.crosstab(used["position_id"], used["indicator_id"]).reindex(
        index=applies.columns, columns=indicators, fill_value=0
    )
    counts = applies.to_numpy(dtype=np.int64) @ has_standard.to_numpy(dtype=np.int64)
    return pd.DataFrame(counts > 0, index=applies.index, columns=indicators)


def _applies(look: Look) -> pd.DataFrame:
    """Return units × positions sized by workload, True where the unit has the position."""
    units = look.frame("units").drop_duplicates("unit_code")
    positions = look.frame("positions").drop_duplicates("position_id")
    positions = positions[(positions["sizing"] == "workload") & (positions["held_by"] == "")]
    to = positions["applies_to"].to_numpy()
    by_kind = (to[None, :] == "both") | (to[None, :] == units["kind"].to_numpy()[:, None])
    applies = pd.DataFrame(by_kind, index=units["unit_code"], columns=positions["position_id"])
    for row in look.frame("applicability").itertuples():
        if row.unit_code in applies.index and row.position_id in applies.columns:
            applies.loc[row.unit_code, row.position_id] = row.applies == "yes"
    return applies


def _given(look: Look) -> pd.DataFrame:
    """Return units × indicators, True where a workload is given."""
    units = look.frame("units").drop_duplicates("unit_code").set_index("unit_code")
    indicators = look.frame("indicators")["indicator_id"].drop_duplicates()
    workloads = look.frame("workloads")
    given = pd.crosstab(workloads["unit_code"], workloads["indicator_id"]) > 0
    given = given.reindex(index=units.index, columns=indicators, fill_value=False)
    for indicator in set(UNIT_INDICATORS) & set(indicators):
        given[indicator] |= units[indicator].notna()
    return given
