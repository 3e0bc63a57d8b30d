"""Leaders' posts: how few a unit must have and how many it has a case for."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.hours import milli_hour
from staffalloc.case.working_time import available_hours
from staffalloc.demand import applies
from staffalloc.rules import RuleSet, rule_set


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


def build_leaderships(case: Case, need: pd.DataFrame) -> list[Leadership]:
    """Return every leading position of every unit, by unit and position."""
    rules = rule_set(case.policy.rule_set)
    leading = _leading_positions(case)
    scope = applies(case, leading)
    positions = list(leading.itertuples())
    specialists = _specialists(case, need)
    third_vice_chair = _units_with_a_third_vice_chair(case, rules)
    awt = available_hours(case.policy)
    result = []
    for u, unit in enumerate(case.units["unit_code"]):
        for p, position in enumerate(positions):
            if not scope[u, p]:
                continue
            count = specialists.get((unit, position.department), 0)
            fewest = int(position.min_posts)
            target = _target(position, rules, count, unit in third_vice_chair)
            price = milli_hour(case.policy.leader_price * position.weight * awt)
            result.append(
                Leadership(
                    unit,
                    position.position_id,
                    position.staffing,
                    bool(position.in_frame),
                    fewest,
                    max(fewest, target),
                    price,
                )
            )
    return result


def city_limits(case: Case) -> list[CityLimit]:
    """Return the citywide sums of the rule set, counted for the units of this case."""
    rules = rule_set(case.policy.rule_set)
    departments = count_departments(case)
    return [
        CityLimit(s.name, frozenset(s.positions), s.limit(len(case.units), departments))
        for s in rules.citywide_sums
    ]


def count_departments(case: Case) -> int:
    """Return the departments of all units: those for which a head's post applies."""
    leading = _leading_positions(case)
    heads = leading[
        (leading["rank"] == "head") & (leading["staffing"] == "payroll") & leading["in_frame"]
    ].reset_index(drop=True)
    scope = applies(case, heads)
    departments = heads["department"].to_numpy()
    return sum(len(set(departments[row])) for row in scope)


def frames(case: Case) -> pd.Series:
    """Return the frame of every unit by the rule set, whatever ceiling was given."""
    rules = rule_set(case.policy.rule_set)
    return pd.Series(
        [rules.frame(u.kind, u.terrain, u.population) for u in case.units.itertuples()],
        index=case.units["unit_code"],
        dtype="int64",
    )


def _leading_positions(case: Case) -> pd.DataFrame:
    positions = case.positions
    chosen = (positions["sizing"] == "post") & (positions["held_by"] == "")
    return positions[chosen].reset_index(drop=True)


def _specialists(case: Case, need: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Officers the workload of each unit's departments needs, rounded down."""
    department = case.positions.set_index("position_id")["department"]
    sums = (
        need.assign(department=need["position_id"].map(department))
        .groupby(["unit_code", "department"])["required_fte"]
        .sum()
    )
    return {key: math.floor(value + 1e-9) for key, value in sums.items()}


def _units_with_a_third_vice_chair(case: Case, rules: RuleSet) -> frozenset[str]:
    """Units whose frame is at its cap, largest first, while the citywide sum allows."""
    frame = frames(case)
    spare = rules.vice_chairs.limit(len(case.units), 0) - rules.usual_vice_chairs * len(case.units)
    at_cap = [
        (-unit.population, unit.unit_code)
        for unit in case.units.itertuples()
        if frame[unit.unit_code] == rules.frame_caps[unit.kind]
    ]
    return frozenset(code for _, code in sorted(at_cap)[: max(0, spare)])


def _target(position: object, rules: RuleSet, specialists: int, third_vice_chair: bool) -> int:
    code, most = position.position_id, position.max_posts  # type: ignore[attr-defined]
    if code in rules.vice_chairs.positions:
        wanted = rules.most_vice_chairs if third_vice_chair else rules.usual_vice_chairs
    elif code in rules.deputies.positions:
        wanted = rules.deputies_for(specialists)
    else:
        return int(position.min_posts)  # type: ignore[attr-defined]
    return wanted if math.isnan(most) else min(int(most), wanted)
