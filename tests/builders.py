"""Small synthetic cases, made of rows with only the columns that matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from staffalloc.case import Case

Row = dict[str, Any]
Rows = Sequence[Row]
TableRows = Mapping[str, Rows]


def unit(unit_code: str, kind: str = "ward", **columns: Any) -> Row:
    return {"unit_code": unit_code, "kind": kind, "population": 20000} | columns


def position(position_id: str, **columns: Any) -> Row:
    return {
        "position_id": position_id,
        "department": "office",
        "group": "specialised",
        "required_fields": "any",
    } | columns


def leader(position_id: str, rank: str = "head", **columns: Any) -> Row:
    chosen = {"group": "leadership", "rank": rank, "sizing": "post", "min_posts": 1, "max_posts": 1}
    return position(position_id, **(chosen | columns))


def cadre(cadre_id: str, unit_code: str = "", position_id: str = "", **columns: Any) -> Row:
    return {"cadre_id": cadre_id, "unit_code": unit_code, "position_id": position_id} | columns


def standard(position_id: str, indicator_id: str, minutes_per_unit: float = 60) -> Row:
    return {
        "position_id": position_id,
        "indicator_id": indicator_id,
        "minutes_per_unit": minutes_per_unit,
    }


def workload(unit_code: str, indicator_id: str, value: float) -> Row:
    return {"unit_code": unit_code, "indicator_id": indicator_id, "value": value}


def pin(cadre_id: str, action: str, **columns: Any) -> Row:
    return {"cadre_id": cadre_id, "action": action} | columns


RECORDED = {"author": "Phòng Nội vụ", "reason": "quyết định đã ký"}

FIELDS: Rows = (
    {"field": "law", "family": "admin"},
    {"field": "public_administration", "family": "admin"},
    {"field": "records", "family": "admin"},
    {"field": "land", "family": "land"},
    {"field": "survey", "family": "land"},
    {"field": "social", "family": "social"},
    {"field": "economics", "family": ""},
)


def case_of(policy: Mapping[str, Any] | None = None, **tables: Rows) -> Case:
    """Build a case; indicators are those the standards and workloads name."""
    rows: dict[str, Rows] = {
        "units": [unit("00001")],
        "fields": FIELDS,
        "standards": [],
        "workloads": [],
        "cadres": [],
    }
    rows |= tables
    named = [row["indicator_id"] for row in (*rows["standards"], *rows["workloads"])]
    rows.setdefault("indicators", [{"indicator_id": name} for name in dict.fromkeys(named)])
    return Case(rows, policy)


def hours_case(
    hours: Mapping[tuple[str, str], float],
    policy: Mapping[str, Any] | None = None,
    positions: Rows = (),
    **tables: Rows,
) -> Case:
    """Build a case in which unit u needs `hours[u, p]` hours a year of position p.

    Positions that are not described otherwise are plain ones without a group.
    """
    described = {row["position_id"] for row in positions}
    plain = [position(p) for p in sorted({p for _, p in hours}) if p not in described]
    every = [*positions, *plain]
    driven = [row["position_id"] for row in every if row.get("sizing") != "post"]
    units = tables.pop("units", [unit(u) for u in sorted({u for u, _ in hours})])
    return case_of(
        policy,
        units=units,
        positions=every,
        standards=[standard(p, f"work_{p}") for p in driven],
        workloads=[
            workload(row["unit_code"], f"work_{p}", hours.get((row["unit_code"], p), 0))
            for row in units
            for p in driven
        ],
        **tables,
    )
