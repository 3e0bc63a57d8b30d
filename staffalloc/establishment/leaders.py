"""Leaders' posts: how few a unit must have and how many it has a case for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.hours import milli_hour
from staffalloc.case.working_time import available_hours
from staffalloc.demand import applies
from staffalloc.establishment.departments import (
    Department,
    DepartmentDesign,
    departments_by_catalogue,
    is_of_department,
)
from staffalloc.rules import RuleSet, rules_in_force


@dataclass(frozen=True)
class Leadership:
    """Posts of one leading position in one unit: at least `fewest`, at most `target`."""

    unit_code: str
    position_id: str
    staffing: str
    in_frame: bool
    fewest: int
    target: int
    missing_price: int  # milli-hours a missing leader


@dataclass(frozen=True)
class CityLimit:
    """A citywide sum of a rule set, in posts."""

    name: str
    positions: frozenset[str]
    limit: int


def build_leaderships(
    case: Case, need: pd.DataFrame, design: DepartmentDesign | None = None
) -> list[Leadership]:
    """Return every leading position of every unit, by unit and position.

    Parameters
    ----------
    case : Case
    need : DataFrame
        Requirements by unit and position.
    design : DepartmentDesign, optional
        Where departments are designed: heads and deputies follow it.
    """
    rules = rules_in_force(case).numbers
    leading = _leading_positions(case)
    scope = applies(case, leading)
    specialists = _specialists(case, need)
    third_vice_chair = _units_with_a_third_vice_chair(case, rules, leading)
    awt = available_hours(case.policy)
    result = []
    for u, unit in enumerate(case.units["unit_code"]):
        for p, position in enumerate(leading.to_dict("records")):
            halves = _halves(position, unit, design)
            if not scope[u, p] or halves == ():
                continue
            count = [specialists.get((unit, position["department"]), 0)]
            if halves is not None:
                count = [math.floor(half.officers + 1e-9) for half in halves]
            fewest = int(position["min_posts"])
            target = _target(position, rules, count, unit in third_vice_chair)
            price = milli_hour(case.policy.leader_price * position["weight"] * awt)
            result.append(
                Leadership(
                    unit,
                    position["position_id"],
                    position["staffing"],
                    bool(position["in_frame"]),
                    fewest,
                    max(fewest, target),
                    price,
                )
            )
    return result


def city_limits(case: Case, design: DepartmentDesign | None = None) -> list[CityLimit]:
    """Return the citywide sums that hold, counted for the units and departments of this case."""
    rules = rules_in_force(case)
    departments = count_departments(case) if design is None else len(design.departments)
    return [
        CityLimit(s.name, frozenset(s.positions), s.limit(len(case.units), departments))
        for s in rules.numbers.citywide_sums
        if rules.is_on(s.name)
    ]


def count_departments(case: Case) -> int:
    """Return the departments of all units: those for which a head's position applies."""
    return len(departments_by_catalogue(case))


def frames(case: Case) -> pd.Series:
    """Return the frame of every unit by the rule set, whatever ceiling was given."""
    rules = rules_in_force(case).numbers
    return pd.Series(
        [rules.frame(u.kind, u.terrain, u.population) for u in case.units.itertuples()],
        index=case.units["unit_code"],
        dtype="int64",
    )


def _leading_positions(case: Case) -> pd.DataFrame:
    positions = case.positions
    has_seats = rules_in_force(case).held_by(positions) == ""
    return positions[(positions["sizing"] == "post") & has_seats].reset_index(drop=True)


def _halves(
    position: dict[Any, Any], unit: str, design: DepartmentDesign | None
) -> tuple[Department, ...] | None:
    """Return the departments a head or deputy leads in a unit; None where none is designed."""
    if design is None or not is_of_department(position, design.led):
        return None
    return design.halves_of(unit, position["department"])


def _specialists(case: Case, need: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Officers the workload of each unit's departments needs, rounded down."""
    department = case.positions.set_index("position_id")["department"]
    sums = (
        need.assign(department=need["position_id"].map(department))
        .groupby(["unit_code", "department"])["required_fte"]
        .sum()
    )
    return {key: math.floor(value + 1e-9) for key, value in sums.items()}


def _units_with_a_third_vice_chair(
    case: Case, rules: RuleSet, leading: pd.DataFrame
) -> frozenset[str]:
    """Units whose frame is at its cap, largest first, while the citywide sum allows."""
    frame = frames(case)
    at_cap = [
        (-_residents(unit.population), unit.unit_code)
        for unit in case.units.itertuples()
        if frame[unit.unit_code] == rules.frame_caps[unit.kind]
    ]
    ordered = [code for _, code in sorted(at_cap)]
    held = leading[leading["position_id"].isin(rules.vice_chairs.positions)].reset_index(drop=True)
    scope = applies(case, held)
    rows = {code: row for row, code in enumerate(case.units["unit_code"])}
    spare, more = rules.vice_chairs.limit(len(rows), 0), [0] * len(held)
    for p, position in enumerate(held.to_dict("records")):
        usual, most = (
            _within(position, wanted)
            for wanted in (rules.usual_vice_chairs, rules.most_vice_chairs)
        )
        spare -= usual * int(scope[:, p].sum())
        more[p] = max(0, most - usual)
    chosen = set()
    for code in ordered:
        step = sum(more[p] for p in range(len(held)) if scope[rows[code], p])
        if 0 < step <= spare:
            spare -= step
            chosen.add(code)
    return frozenset(chosen)


def _residents(population: float) -> float:
    return 0.0 if math.isnan(population) else population


def _within(position: dict[Any, Any], wanted: int) -> int:
    """Hold a number of posts between the fewest and the most of a position."""
    most = position["max_posts"]
    held = wanted if math.isnan(most) else min(int(most), wanted)
    return max(int(position["min_posts"]), held)


def _target(
    position: dict[Any, Any], rules: RuleSet, specialists: Sequence[int], third_vice_chair: bool
) -> int:
    """Return how many posts a unit has a case for; `specialists` of each department led."""
    code = position["position_id"]
    if code in rules.vice_chairs.positions:
        wanted = rules.most_vice_chairs if third_vice_chair else rules.usual_vice_chairs
        return _within(position, wanted)
    if code in rules.deputies.positions:
        return sum(_within(position, rules.deputies_for(count)) for count in specialists)
    return int(position["min_posts"]) * len(specialists)
