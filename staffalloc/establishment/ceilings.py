"""How many posts in the frame each unit may have, and how many the least demands add up to."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from staffalloc.case.case import Case
from staffalloc.case.problems import CaseError, Problem
from staffalloc.establishment.leaders import CityLimit, frames
from staffalloc.establishment.programme import Item
from staffalloc.rules import rules_in_force


@dataclass(frozen=True)
class Ceiling:
    """The ceiling of one unit, and the edges between which shared mode may move it.

    `decided_by` is ``frame``, ``given`` or, where the rule of ceilings is off, ``work``.
    """

    unit_code: str
    frame: int
    ceiling: int
    lower_edge: int
    upper_edge: int
    decided_by: str


@dataclass(frozen=True)
class Ceilings:
    """The ceilings of all units, by unit_code, and the limit on their sum if there is one."""

    units: tuple[Ceiling, ...]
    total: int | None
    shared: bool


def build_ceilings(case: Case, asked: Mapping[str, int] | None = None) -> Ceilings:
    """Return the ceilings of a case: the ones given, the frame rule for the others.

    In shared mode each ceiling may move within the margin (floor below, ceil above) while the
    sum of all stays what it was.

    Parameters
    ----------
    case : Case
    asked : mapping of unit_code to int, optional
        Where the rule of ceilings is off: the posts each unit asks for in full. They are the
        ceilings then, and there is nothing to share.
    """
    shared = case.policy.ceiling_mode == "shared" and asked is None
    margin = case.policy.shared_margin if shared else 0.0
    frame = frames(case)
    units = []
    for row in case.units.itertuples():
        by_rule = int(frame[row.unit_code])
        ceiling, decided_by = _decided(row.unit_code, by_rule, row.ceiling, asked)
        lower = math.floor(ceiling * (1 - margin) + 1e-9)
        upper = math.ceil(ceiling * (1 + margin) - 1e-9)
        units.append(Ceiling(row.unit_code, by_rule, ceiling, lower, upper, decided_by))
    total = _given_total(case)
    if shared:
        own = sum(unit.ceiling for unit in units)
        total = own if total is None else min(total, own)
    return Ceilings(tuple(units), total, shared)


def _decided(
    unit: str, by_rule: int, given: float, asked: Mapping[str, int] | None
) -> tuple[int, str]:
    if asked is not None:
        return asked.get(unit, 0), "work"
    return (by_rule, "frame") if math.isnan(given) else (int(given), "given")


def _given_total(case: Case) -> int | None:
    if not rules_in_force(case).is_on("city_total"):
        return None
    limits = case.limits
    totals = limits.loc[(limits["rule"] == "total") & limits["max"].notna(), "max"]
    return None if totals.empty else math.floor(totals.min())


def require_room(ceilings: Ceilings, items: Sequence[Item], limits: Sequence[CityLimit]) -> None:
    """Name every ceiling that is below the posts a unit must have at the least.

    Raises
    ------
    CaseError
        With one problem for each unit, the total and each citywide sum that is too low.
    """
    least: dict[str, int] = {}
    for item in items:
        if item.in_frame:
            least[item.unit_code] = least.get(item.unit_code, 0) + item.fewest
    problems = [
        _too_low("ceiling_below_least", unit.upper_edge, least[unit.unit_code], unit=unit.unit_code)
        for unit in ceilings.units
        if least.get(unit.unit_code, 0) > unit.upper_edge
    ]
    together = max(sum(least.values()), _least_of_shared(ceilings, items))
    if ceilings.total is not None and together > ceilings.total:
        problems.append(_too_low("total_below_least", ceilings.total, together))
    for limit in limits:
        must = sum(i.fewest for i in items if i.leading and i.name in limit.positions)
        if must > limit.limit:
            positions = ", ".join(sorted(limit.positions))
            problems.append(
                _too_low(
                    "city_sum_below_least",
                    limit.limit,
                    must,
                    name=limit.name,
                    positions=positions,
                )
            )
    if problems:
        raise CaseError(problems)


def _least_of_shared(ceilings: Ceilings, items: Sequence[Item]) -> int:
    """Posts that the lower edges of shared ceilings ask for together; 0 by rule."""
    if not ceilings.shared:
        return 0
    fewest: dict[str, int] = {}
    most: dict[str, int] = {}
    for item in items:
        if item.in_frame:
            fewest[item.unit_code] = fewest.get(item.unit_code, 0) + item.fewest
            most[item.unit_code] = most.get(item.unit_code, 0) + item.fewest + len(item.gains)
    return sum(
        max(fewest.get(unit.unit_code, 0), min(unit.lower_edge, most.get(unit.unit_code, 0)))
        for unit in ceilings.units
    )


def _too_low(code: str, ceiling: int, least: int, **names: str) -> Problem:
    fields: dict[str, str | int | float] = {"ceiling": ceiling, "least": least}
    fields["missing"] = least - ceiling
    table = "units" if code == "ceiling_below_least" else "limits"
    return Problem(code, table=table, fields=tuple({**names, **fields}.items()))
