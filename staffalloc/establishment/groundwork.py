"""What the programme of the establishment stands on: needs, curves, leaders, ceilings, sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.demand import requirements
from staffalloc.establishment.ceilings import Ceilings, build_ceilings
from staffalloc.establishment.curves import Curve, build_curves
from staffalloc.establishment.department_design import design_departments
from staffalloc.establishment.departments import DepartmentDesign
from staffalloc.establishment.leaders import (
    CityLimit,
    Leadership,
    build_leaderships,
    city_limits,
)
from staffalloc.establishment.sharing import SharedOfficer, share_officers
from staffalloc.rules import rules_in_force


@dataclass(frozen=True)
class Groundwork:
    """What could have posts, and under which limits.

    Attributes
    ----------
    need : DataFrame
        Requirements by unit and position, shared work at its hosts.
    shared : tuple of SharedOfficer
        Who shares an officer with whom; empty without prices.
    design : DepartmentDesign or None
        None where departments are those of the catalogue.
    curves : list of Curve
    leaderships : list of Leadership
    ceilings : Ceilings
    city_limits : list of CityLimit
    """

    need: pd.DataFrame
    shared: tuple[SharedOfficer, ...]
    design: DepartmentDesign | None
    curves: list[Curve]
    leaderships: list[Leadership]
    ceilings: Ceilings
    city_limits: list[CityLimit]


def lay_groundwork(case: Case, price: Mapping[str, int] | None = None) -> Groundwork:
    """Return what the programme of a case stands on.

    Parameters
    ----------
    case : Case
    price : mapping of unit_code to int, optional
        What a post in the frame is worth in each unit, in milli-hours: neighbouring units share
        officers at these prices. Without them nobody shares.

    Raises
    ------
    CaseError
        If the departments of the catalogue are more than the sum of organisations allows.
    """
    rules = rules_in_force(case)
    need = requirements(case)
    shared: tuple[SharedOfficer, ...] = ()
    if price is not None:
        need, shared = share_officers(case, need, price)
    design = design_departments(case, need) if rules.is_on("departments") else None
    curves = build_curves(case, need)
    leaderships = build_leaderships(case, need, design)
    asked = None if rules.is_on("ceiling") else posts_asked_for(curves, leaderships)
    return Groundwork(
        need=need,
        shared=shared,
        design=design,
        curves=curves,
        leaderships=leaderships,
        ceilings=build_ceilings(case, asked),
        city_limits=city_limits(case, design),
    )


def posts_asked_for(curves: Sequence[Curve], leaderships: Sequence[Leadership]) -> dict[str, int]:
    """Return the posts in the frame that the work and the leaders of each unit ask for in full."""
    asked: dict[str, int] = {}
    for curve in curves:
        asked[curve.unit_code] = asked.get(curve.unit_code, 0) + curve.in_frame * curve.most
    for lead in leaderships:
        asked[lead.unit_code] = asked.get(lead.unit_code, 0) + lead.in_frame * lead.target
    return asked


def units_stand_alone(case: Case) -> bool:
    """Return whether the work and leaders of a unit are its own, whatever changes elsewhere.

    Where departments are designed or officers shared, one unit's figures move those of others;
    without ceilings nothing binds a unit, and its ceiling follows its work.
    """
    rules = rules_in_force(case)
    return rules.is_on("ceiling") and not (
        rules.is_on("departments") or rules.is_on("shared_officers")
    )
