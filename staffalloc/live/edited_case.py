"""Edits of a case: checked on the few rows they concern, told in full where anything is wrong.

The checks of a whole case read every table. An edit of a row cannot harm rows that do not name
it, so the row and what it names are checked; only if they fail are all problems collected.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.problems import CaseError, Problem
from staffalloc.case.schema import TABLES
from staffalloc.live.row_checks import checked_rows

_PEOPLE: Final = ("cadres", "skills", "pins", "reviews", "priorities")
_LONG: Final = ("workloads", "standards", "unit_notes", "predecessors", "applicability", "limits")


def with_workload(case: Case, unit: str, indicator: str, value: float) -> Case:
    """Return the case with one workload set; raises ``CaseError`` as `Case.with_workload`."""
    _require(case, "units", "unit_code", unit, "workloads")
    _require(case, "indicators", "indicator_id", indicator, "workloads")
    return _edited(
        case,
        _rows_of_unit(case, unit),
        lambda one: one.with_workload(unit, indicator, value),
        {"workloads": _is(unit), "units": _is(unit)},
    )


def with_ceiling(case: Case, unit: str, ceiling: float | None) -> Case:
    """Return the case with the ceiling of one unit set; None sets the frame by rule."""
    _require(case, "units", "unit_code", unit, "units")
    value = float("nan") if ceiling is None else ceiling

    def change(one: Case) -> Case:
        units = one.units
        units["ceiling"] = units["ceiling"].astype(object).mask(units["unit_code"] == unit, value)
        return one.with_table("units", units)

    return _edited(case, _rows_of_unit(case, unit), change, {"units": _is(unit)})


def with_weight(case: Case, indicator: str, weight: float) -> Case:
    """Return the case with the weight of an indicator set."""
    _require(case, "indicators", "indicator_id", indicator, "indicators")

    def change(one: Case) -> Case:
        table = one.indicators
        table["weight"] = (
            table["weight"].astype(object).mask(table["indicator_id"] == indicator, weight)
        )
        return one.with_table("indicators", table)

    tables = case.tables
    nothing = {name: tables[name].iloc[:0] for name in (*_PEOPLE, "relations", *_LONG)}
    nothing["units"] = case.units.iloc[:1]
    return _edited(case, nothing, change, {"indicators": ("indicator_id", indicator)})


def with_pin(case: Case, row: Mapping[str, Any]) -> Case:
    """Return the case with one more decision for a person."""
    cadre = str(row.get("cadre_id", ""))
    _require(case, "cadres", "cadre_id", cadre, "pins")
    return _with_row(case, "pins", cadre, row)


def without_pins(case: Case, cadre: str) -> Case:
    """Return the case without decisions for a person."""
    _require(case, "cadres", "cadre_id", cadre, "pins")
    _require(case, "pins", "cadre_id", cadre, "pins")
    return _restored(case, {"pins": _without(case.pins, cadre)})


def with_cadre(case: Case, row: Mapping[str, Any]) -> Case:
    """Return the case with one more person."""
    return _with_row(case, "cadres", str(row.get("cadre_id", "")), row)


def without_cadre(case: Case, cadre: str) -> Case:
    """Return the case without a person: all that is recorded of them goes with them."""
    _require(case, "cadres", "cadre_id", cadre, "cadres")
    tables = case.tables
    changed = {name: _without(tables[name], cadre) for name in _PEOPLE}
    pairs = tables["relations"]
    named = (pairs[["cadre_a", "cadre_b"]] == cadre).any(axis=1)
    changed["relations"] = pairs[~named].reset_index(drop=True)
    return _restored(case, changed)


def checked(case: Case, start: Case) -> Case:
    """Return an edited case checked as a whole, with the notices of its own rows."""
    for name, frame in case.tables.items():
        if frame is not start.tables[name] and not frame.equals(start.tables[name]):
            case = case.with_table(name, frame)
    return case


def only_person(case: Case, cadre: str) -> Case:
    """Return a case of one person, unchecked."""
    return _restored(case, _rows_of_person(case, cadre))


def _with_row(case: Case, name: str, cadre: str, row: Mapping[str, Any]) -> Case:
    """Check one more row of a person beside the others, and put it into the case."""
    rows = _rows_of_person(case, cadre)
    try:
        own = checked_rows(case, rows, name, _one_more(rows[name], row))
    except CaseError:
        # Tells every problem with its place.
        return case.with_table(name, _one_more(case.tables[name], row))
    both = pd.concat([_without(case.tables[name], cadre), own])
    order = list(TABLES[name].key)
    return _restored(case, {name: both.sort_values(order, kind="stable", ignore_index=True)})


def _without(table: pd.DataFrame, cadre: str) -> pd.DataFrame:
    return table[table["cadre_id"] != cadre].reset_index(drop=True)


def _edited(
    case: Case,
    rows: Mapping[str, pd.DataFrame],
    change: Callable[[Case], Case],
    replaced: Mapping[str, tuple[str, str]],
) -> Case:
    """Change and check some rows, and put them into the case."""
    try:
        few = change(_restored(case, rows))
    except CaseError:
        return change(case)  # tells every problem with its place
    tables = {}
    for name, (column, code) in replaced.items():
        table, new = case.tables[name], few.tables[name]
        kept = table[table[column] != code]
        both = pd.concat([kept, new[new[column] == code]])
        tables[name] = both.sort_values(column, kind="stable", ignore_index=True)
    return _restored(case, tables)


def _restored(case: Case, tables: Mapping[str, pd.DataFrame]) -> Case:
    """Return the case with typed tables replaced and nothing checked."""
    restore, (old, policy, notices) = case.__reduce__()
    made: Case = restore({**old, **tables}, policy, notices)
    return made


def _rows_of_unit(case: Case, unit: str) -> dict[str, pd.DataFrame]:
    tables = case.tables
    idle = (*_PEOPLE, "relations", "unit_notes", "predecessors", "limits")
    rows = {name: tables[name].iloc[:0] for name in idle}
    for name in ("units", "workloads", "applicability"):
        table = tables[name]
        rows[name] = table[table["unit_code"] == unit].reset_index(drop=True)
    return rows


def _rows_of_person(case: Case, cadre: str) -> dict[str, pd.DataFrame]:
    """A person's own rows; standards go too, so that no workload is missed."""
    tables = case.tables
    idle = ("workloads", "standards", "unit_notes", "relations", "limits")
    rows = {name: tables[name].iloc[:0] for name in idle}
    for name in _PEOPLE:
        table = tables[name]
        rows[name] = table[table["cadre_id"] == cadre].reset_index(drop=True)
    return rows


def _one_more(table: pd.DataFrame, row: Mapping[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([*table.to_dict("records"), dict(row)], columns=_names(table, row))


def _names(table: pd.DataFrame, row: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys([*table.columns, *row]))


def _is(unit: str) -> tuple[str, str]:
    return "unit_code", unit


def _require(case: Case, table: str, column: str, code: str, told: str) -> None:
    if not (case.tables[table][column] == code).any():
        fields = (("value", code), ("target", table))
        raise CaseError([Problem("unknown_reference", told, column=column, fields=fields)])
