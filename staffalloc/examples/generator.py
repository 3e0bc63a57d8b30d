"""Units and a catalogue in, a whole case out: everything drawn from one seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.policy import Policy
from staffalloc.case.schema import TABLES
from staffalloc.examples.assumptions import Assumptions
from staffalloc.examples.draws import keyed_generator
from staffalloc.examples.package_data import Catalogue, read_catalogue
from staffalloc.examples.people import generate_people
from staffalloc.examples.published import PublishedFigure
from staffalloc.examples.territory import complete_units, former_districts
from staffalloc.examples.today import headcounts_today
from staffalloc.examples.workloads import generate_workloads

_ID_DIGITS: Final = 6


def generate_case(
    units: pd.DataFrame,
    *,
    seed: int,
    catalogue: Catalogue | None = None,
    predecessors: pd.DataFrame | None = None,
    published: Sequence[PublishedFigure] = (),
    assumptions: Assumptions | None = None,
    policy: Policy | Mapping[str, Any] | None = None,
) -> Case:
    """Generate workloads and people for units, as synthetic data marked as such.

    Parameters
    ----------
    units : DataFrame
        ``unit_code``, ``name``, ``kind``, ``province_code``, ``population`` (people),
        ``area_km2``, ``lat``, ``lon`` (degrees); ``terrain``, ``office_sites``, ``ceiling`` and
        ``difficulty`` where known. The order of rows does not matter.
    seed : int
        The same seed gives the same case; each unit's workloads and each province's people
        have draws of their own.
    catalogue : Catalogue, optional
        Positions, standards and the rest; the 57 positions of the package without it.
    predecessors : DataFrame, optional
        Old units, from which former district seats are taken; without them no unit is a seat
        for another.
    published : sequence of PublishedFigure
        Published counts which the workloads meet exactly.
    assumptions : Assumptions, optional
        How today's people relate to posts.
    policy : Policy or mapping, optional
        Policy of the case.

    Returns
    -------
    Case
        Checked as any other; the column ``source`` of ``workloads`` names the seed.

    Examples
    --------
    >>> from staffalloc.examples.package_data import read_units
    >>> case = generate_case(read_units("15").head(5), seed=7)
    >>> sorted(set(case.workloads["source"]))
    ['mô phỏng (synthetic), seed 7']
    """
    catalogue = catalogue or read_catalogue()
    assumptions = assumptions or Assumptions()
    units = complete_units(units, seed)
    old = _predecessors_of(units, predecessors)
    tables = {
        **{name: getattr(catalogue, name) for name in Catalogue.__dataclass_fields__},
        "units": units,
        "predecessors": old,
        "workloads": generate_workloads(
            units, catalogue.indicators, seed=seed, published=published
        ),
    }
    tables = {name: _only_known_columns(name, frame) for name, frame in tables.items()}
    provinces = sorted(set(units["province_code"]))
    people = [
        _people_of(province, tables, old, seed, assumptions, policy) for province in provinces
    ]
    return Case({**tables, "cadres": pd.concat(people, ignore_index=True)}, policy)


def _people_of(
    province: str,
    tables: Mapping[str, pd.DataFrame],
    predecessors: pd.DataFrame,
    seed: int,
    assumptions: Assumptions,
    policy: Policy | Mapping[str, Any] | None,
) -> pd.DataFrame:
    units = tables["units"]
    units = units[units["province_code"] == province].reset_index(drop=True)
    mine = {
        name: frame[frame["unit_code"].isin(units["unit_code"])]
        for name, frame in tables.items()
        if name in ("workloads", "predecessors")
    }
    unstaffed = Case({**tables, **mine, "units": units}, policy)
    districts = former_districts(units, predecessors)
    headcounts = headcounts_today(
        unstaffed,
        districts["is_seat"].to_numpy(),
        keyed_generator(seed, "headcounts", province),
        assumptions,
    )
    rng = keyed_generator(seed, "people", province)
    people = generate_people(unstaffed, headcounts, districts, rng, assumptions)
    ids = [f"{province}{number:0{_ID_DIGITS}d}" for number in range(1, len(people) + 1)]
    people.insert(0, "cadre_id", ids)
    people.insert(1, "name", [f"Cán bộ {code}" for code in ids])
    return people


def _predecessors_of(units: pd.DataFrame, predecessors: pd.DataFrame | None) -> pd.DataFrame:
    if predecessors is None:
        return pd.DataFrame(columns=TABLES["predecessors"].names, dtype="str")
    return predecessors[predecessors["unit_code"].isin(units["unit_code"])]


def _only_known_columns(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    return frame[[column for column in TABLES[name].names if column in frame]]
