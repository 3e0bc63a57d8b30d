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

_PEOPLE: Final = ("cadres", "skills", "pins")
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

    nothing = {name: case.tables[name].iloc[:0] for name in (*_PEOPLE, "relations", *_LONG)}
    nothing["units"] = case.units.iloc[:1]
    return _edited(case, nothing, change, {"indicators": ("indicator_id", indicator)})


def with_pin(case: Case, row: Mapping[str, Any]) -> Case:
    """Return the case with one more decision for a person."""
    cadre = str(row.get("cadre_id", ""))
    _require(case, "cadres", "cadre_id", cadre, "pins")

    def change(one: Case) -> Case:
        return one.with_table("pins", _one_more(one.pins, row))

    return _edited(case, _rows_of_person(case, cadre), change, {"pins": ("cadre_id", cadre)})


def without_pins(case: Case, cadre: str) -> Case:
    """Return the case without decisions for a person."""
    _require(case, "cadres", "cadre_id", cadre, "pins")
    _require(case, "pins", "cadre_id", cadre, "pins")

    def change(one: Case) -> Case:
        return one.with_table("pins", one.pins[one.pins["cadre_id"] != cadre])

    return _edited(case, _rows_of_person(case, cadre), change, {"pins": ("cadre_id", cadre)})


def with_cadre(case: Case, row: Mapping[str, Any]) -> Case:
    """Return the case with one more person."""
    cadre = str(row.get("cadre_id", ""))

    def change(one: Case) -> Case:
        return one.with_table("cadres", _one_more(one.cadres, row))

    return _edited(case, _rows_of_person(case, cadre), change, {"cadres": ("cadre_id", cadre)})


def without_cadre(case: Case, cadre: str) -> Case:
    """Return the case without a person, and without what was decided or recorded of them."""
    _require(case, "cadres", "cadre_id", cadre, "cadres")
    changed = {}
    for name in _PEOPLE:
        table = case.tables[name]
        changed[name] = table[table["cadre_id"] != cadre].reset_index(drop=True)
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
    rows = {name: case.tables[name].iloc[:0] for name in (*_PEOPLE, "relations", "unit_notes")}
    for name in ("units", "workloads", "applicability"):
        table = case.tables[name]
        rows[name] = table[table["unit_code"] == unit].reset_index(drop=True)
    rows["predecessors"] = case.predecessors.iloc[:0]
    rows["limits"] = case.limits.iloc[:0]
    return rows


def _rows_of_person(case: Case, cadre: str) -> dict[str, pd.DataFrame]:
    """A person's own rows; standards go too, so that no workload is missed."""
    rows = {name: case.tables[name].iloc[:0] for name in ("workloads", "standards", "unit_notes")}
    for name in _PEOPLE:
        table = case.tables[name]
        rows[name] = table[table["cadre_id"] == cadre].reset_index(drop=True)
    rows["relations"], rows["limits"] = case.relations.iloc[:0], case.limits.iloc[:0]
    return rows


def _one_more(table: pd.DataFrame, row: Mapping[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([*table.to_dict("records"), dict(row)], columns=_names(table, row))


def _names(table: pd.DataFrame, row: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys([*table.columns, *row]))


def _is(unit: str) -> tuple[str, str]:
    return "unit_code", unit


def _require(case: Case, table: str, column: str, code: str, told: str) -> None:
    if code not in set(case.tables[table][column]):
        fields = (("value", code), ("target", table))
        raise CaseError([Problem("unknown_reference", told, column=column, fields=fields)])
