"""A small synthetic case to break in one place at a time."""

from __future__ import annotations

from typing import Any

import pytest

from staffalloc.case import Case, CaseError, Problem

Rows = list[dict[str, Any]]


def tables(**replaced: Rows) -> dict[str, Rows]:
    """Return a sound case's tables, some of them replaced."""
    sound: dict[str, Rows] = {
        "units": [
            {"unit_code": "00001", "name": "Phường Một", "kind": "ward", "population": 60000},
            {"unit_code": "00002", "name": "Xã Hai", "kind": "commune", "population": 20000},
        ],
        "positions": [
            position("A1", required_fields="law;land", concurrency_group="G"),
            position("A2", required_fields="any", concurrency_group="G"),
            position("B1", applies_to="commune"),
        ],
        "fields": [{"field": "law", "family": "admin"}, {"field": "land", "family": "land"}],
        "indicators": [{"indicator_id": "parcels"}, {"indicator_id": "farm"}],
        "standards": [
            {"position_id": "A1", "indicator_id": "parcels", "minutes_per_unit": 150},
            {"position_id": "B1", "indicator_id": "farm", "minutes_per_unit": 40},
        ],
        "workloads": [
            {"unit_code": "00001", "indicator_id": "parcels", "value": 500},
            {"unit_code": "00002", "indicator_id": "parcels", "value": 0},
            {"unit_code": "00002", "indicator_id": "farm", "value": 12.5},
        ],
        "cadres": [
            cadre("c1", unit_code="00001", position_id="A1", fields="law"),
            cadre("c2", unit_code="00002", position_id="B1"),
            cadre("c3"),
        ],
        "concurrency": [{"group": "G", "max_positions": 2}],
    }
    return sound | replaced


def position(position_id: str, **columns: Any) -> dict[str, Any]:
    return {
        "position_id": position_id,
        "department": "office",
        "group": "specialised",
    } | columns


def cadre(cadre_id: str, **columns: Any) -> dict[str, Any]:
    return {"cadre_id": cadre_id, "name": f"Cán bộ {cadre_id}"} | columns


def problems(policy: dict[str, Any] | None = None, **replaced: Rows) -> tuple[Problem, ...]:
    """Return what is wrong with the sound case after replacing tables."""
    try:
        Case(tables(**replaced), policy)
    except CaseError as error:
        return error.problems
    return ()


def codes(policy: dict[str, Any] | None = None, **replaced: Rows) -> list[str]:
    return [problem.code for problem in problems(policy, **replaced)]


def only(policy: dict[str, Any] | None = None, **replaced: Rows) -> Problem:
    found = problems(policy, **replaced)
    if len(found) != 1:
        pytest.fail(f"wanted one problem, got {[problem.text('en') for problem in found]}")
    return found[0]
