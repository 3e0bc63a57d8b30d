"""Small synthetic cases for the tests, as tables in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from staffalloc.case.case import Case
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.columns import Columns
from staffalloc.verify.roster import roster
from staffalloc.verify.seats import SeatType

Rows = Sequence[Mapping[str, Any]]

UNITS: Rows = (
    {"unit_code": "00001", "kind": "ward", "population": 60000, "lat": 21.00, "lon": 105.80},
    {"unit_code": "00002", "kind": "commune", "population": 20000, "lat": 21.05, "lon": 105.85},
    {
        "unit_code": "00003",
        "kind": "commune",
        "population": 9000,
        "lat": 21.30,
        "lon": 105.90,
        "terrain": "mountain",
    },
)
POSITIONS: Rows = (
    {
        "position_id": "A1",
        "department": "economic",
        "group": "specialised",
        "concurrency_group": "G",
        "required_fields": "land;surveying",
        "required_level": "university",
        "strict": "yes",
        "weight": 1,
    },
    {
        "position_id": "A2",
        "department": "economic",
        "group": "specialised",
        "concurrency_group": "G",
        "required_fields": "environment",
        "required_level": "university",
        "weight": 1.5,
    },
    {
        "position_id": "B1",
        "department": "social",
        "group": "specialised",
        "required_fields": "social_work;law",
        "required_level": "college",
        "weight": 1,
    },
    {
        "position_id": "C1",
        "department": "social",
        "group": "support",
        "staffing": "contract",
        "in_frame": "no",
        "required_fields": "none",
    },
    {
        "position_id": "L1",
        "department": "economic",
        "group": "leadership",
        "rank": "chair",
        "sizing": "post",
        "min_posts": 1,
        "max_posts": 1,
        "required_fields": "any",
        "required_level": "university",
        "political_theory": "intermediate",
        "weight": 5,
    },
    {
        "position_id": "L2",
        "department": "economic",
        "group": "leadership",
        "rank": "head",
        "sizing": "post",
        "min_posts": 1,
        "max_posts": 1,
        "required_fields": "law",
        "required_level": "university",
        "political_theory": "intermediate",
        "weight": 3,
    },
    {
        "position_id": "L3",
        "department": "economic",
        "group": "leadership",
        "rank": "vice_chair",
        "sizing": "post",
        "min_posts": 0,
        "max_posts": 1,
        "required_fields": "any",
        "weight": 4,
    },
)
FIELDS: Rows = (
    {"field": "land", "family": "land"},
    {"field": "surveying", "family": "land"},
    {"field": "geology", "family": "land"},
    {"field": "environment", "family": "nature"},
    {"field": "forestry", "family": "nature"},
    {"field": "social_work", "family": "people"},
    {"field": "law", "family": "admin"},
    {"field": "public_administration", "family": "admin"},
    {"field": "records", "family": "admin"},
    {"field": "economics", "family": "economy"},
)


def small_case(
    cadres: Rows = (),
    units: Rows = UNITS,
    positions: Rows = POSITIONS,
    policy: Mapping[str, Any] | None = None,
    **tables: Rows,
) -> Case:
    """Return a case of `cadres` among three units and seven positions."""
    rows: dict[str, Rows] = {
        "units": units,
        "positions": positions,
        "fields": FIELDS,
        "cadres": cadres,
        "indicators": ({"indicator_id": "parcels"},),
        "standards": (),
        "workloads": (),
        "concurrency": ({"group": "G", "max_positions": 2},),
        **tables,
    }
    return Case({name: list(content) for name, content in rows.items()}, policy)


def person(**traits: Any) -> dict[str, Any]:
    """Return a specialist with a degree in land, in the pool, but for `traits`."""
    return {
        "cadre_id": "c1",
        "kind": "civil_servant",
        "rank": "specialist",
        "fields": "land",
        "level": "university",
        **traits,
    }


def seat(catalogue: Catalogue, name: str, **traits: Any) -> SeatType:
    """Return one seat called ``unit/lead/other+other``, free when empty, but for `traits`."""
    unit, lead, others = name.split("/")
    position = catalogue.position_at[lead]
    values: dict[str, Any] = {
        "unit": catalogue.unit_at[unit],
        "lead": position,
        "others": tuple(catalogue.position_at[p] for p in others.split("+") if p),
        "in_frame": bool(catalogue.flag("in_frame")[position]),
        "post_ids": (f"{name}#1",),
        "post_hours": (1600.0,),
        "empty": (0,),
        "extra": (),
        "price": 0,
    }
    return SeatType(**(values | traits))


def columns_of(case: Case, *names: str) -> Columns:
    """Return the people of a case against one seat of each name."""
    catalogue = Catalogue.of(case)
    return Columns.of(catalogue, roster(catalogue), tuple(seat(catalogue, n) for n in names))
