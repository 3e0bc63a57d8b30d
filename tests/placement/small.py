"""A small city for placements: three units, and one seat of every kind that a rule needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from staffalloc import Case
from staffalloc.establishment.establish import build_establishment
from staffalloc.placement.columns import LossParts
from staffalloc.placement.engine.model import NOT_ELIGIBLE, POOL
from staffalloc.placement.place import (
    Placement,
    PlacementProblem,
    build_placement_problem,
    place,
)

from ..builders import Row, Rows, cadre, hours_case, leader, position, unit

KM = 1 / 111.19492664455873  # degrees of latitude in a kilometre

UNITS: Rows = (
    unit("00001", lat=21.0, lon=105.8),
    unit("00002", lat=21.0 + 10 * KM, lon=105.8),
    unit("00003", "commune", terrain="mountain", lat=21.0 + 35 * KM, lon=105.8),
)
POSITIONS: Rows = (
    leader("CHAIR", "chair", required_level="university", political_theory="intermediate"),
    leader("HEAD", required_fields="law", required_level="university", weight=3),
    position(
        "LAND",
        required_fields="land",
        required_level="university",
        strict=True,
        concurrency_group="G",
    ),
    position("SOCIAL", required_fields="social", required_level="university", weight=2),
    position("LAW", required_fields="law", concurrency_group="G"),
    position("SURVEY", required_fields="survey", concurrency_group="G"),
    position("FREE", required_fields="any", concurrency_group="PAIR"),
    position("PART", required_fields="economics", concurrency_group="PAIR"),
)
HOURS = {"LAND": 1600, "SOCIAL": 1600, "LAW": 1600, "SURVEY": 1600, "FREE": 1000, "PART": 300}
GROUPS: Rows = ({"group": "G", "max_positions": 1}, {"group": "PAIR", "max_positions": 2})
COACHING: Rows = ({"field_from": "social", "field_to": "law"},)


def officer(unit_code: str = "00001", position_id: str = "", **traits: Any) -> Row:
    """A land officer with a university degree, whoever it is that a rule bends."""
    sound = {"level": "university", "fields": "land", "political_theory": "advanced"}
    return cadre("c1", unit_code, position_id) | sound | traits


def city(
    cadres: Rows,
    policy: Mapping[str, Any] | None = None,
    changed: Mapping[str, Mapping[str, Any]] | None = None,
    more_positions: Rows = (),
    **tables: Rows,
) -> Case:
    """The small city with these people; `changed` alters columns of positions."""
    changed = changed or {}
    positions = [row | dict(changed.get(row["position_id"], {})) for row in POSITIONS]
    positions += more_positions
    rows: dict[str, Rows] = {"units": UNITS, "concurrency": GROUPS, "coaching": COACHING} | tables
    hours = {(u["unit_code"], p): float(h) for u in rows["units"] for p, h in HOURS.items()}
    return hours_case(hours, policy, positions=positions, cadres=cadres, **rows)


def problem_of(cadres: Sequence[Row], *args: Any, **tables: Any) -> PlacementProblem:
    case = city(cadres, *args, **tables)
    return build_placement_problem(case, build_establishment(case))


def placement_of(cadres: Sequence[Row], *args: Any, **tables: Any) -> Placement:
    case = city(cadres, *args, **tables)
    return place(case, build_establishment(case))


def seat_number(problem: PlacementProblem, name: str) -> int:
    return [seat.name for seat in problem.seats].index(name)


def column(problem: PlacementProblem, seat: str, person: int = 0) -> LossParts | None:
    """Return the loss of a pair part by part, None where it is not eligible."""
    who, which = np.array([person]), np.array([seat_number(problem, seat)])
    loss = int(problem.model.losses(who, which)[0])
    if loss == NOT_ELIGIBLE:
        return None
    found = problem.builder.parts(who, which)
    parts = LossParts(*(int(getattr(found, field.name)[0]) for field in fields(LossParts)))
    assert loss == parts.total
    return parts


def pairs_of(problem: PlacementProblem) -> dict[tuple[int, int], int]:
    """Every eligible pair of a person and a seat type, with its loss."""
    person, seat, loss = (part.tolist() for part in problem.model.all_pairs())
    return dict(zip(zip(person, seat, strict=True), loss, strict=True))


def eligible(who: Row, seat: str, *args: Any, **tables: Any) -> bool:
    return column(problem_of([who], *args, **tables), seat) is not None


def seats_of(made: Placement) -> dict[str, str]:
    """Cadre -> seat type, or ``pool``."""
    names = [seat.name for seat in made.problem.seats]
    codes = made.problem.people.table["cadre_id"]
    return {
        code: "pool" if j == POOL else names[j] for code, j in zip(codes, made.seat_of, strict=True)
    }
