"""The check half of the rules on the division of work: duties, sites, leaders and fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import pandas as pd

from staffalloc.rules.plan_tables import PlanTables

_SLACK: Final = 9  # digits of a load that survive its table


def every_task_has_one_who_answers(plan: PlanTables) -> float:
    """The most by which duties break a rule: people who answer, load, positions, pairs."""
    duties = plan.division["duties"]
    return max(
        _not_one_answering(duties),
        float(max(0.0, round(duties["load"].max() - plan.policy.most_post_fte, _SLACK))),
        float(max(0, duties.groupby("cadre_id").size().max() - plan.policy.most_positions_each)),
        _together(plan, duties),
    )


def _not_one_answering(duties: pd.DataFrame) -> float:
    """Tasks that somebody carries and not exactly one person answers for."""
    tasks = duties[duties["hours"] > 0].groupby(["unit_code", "position_id"])["responsible"]
    return float((tasks.sum() != 1).sum())


def _together(plan: PlanTables, duties: pd.DataFrame) -> float:
    """People with two positions that may never go together."""
    hard = plan.case.incompatible[plan.case.incompatible["hard"].astype(bool)]
    holders = duties.groupby("position_id")["cadre_id"].agg(set).to_dict()
    nobody: set[str] = set()
    return float(
        sum(
            len(holders.get(row.position_a, nobody) & holders.get(row.position_b, nobody))
            for row in hard.itertuples()
        )
    )


def everybody_sits_at_one_site(plan: PlanTables) -> float:
    """People at more than one site, or at one their unit does not have."""
    seats = plan.division["site_seats"]
    known = set(zip(plan.case.sites["unit_code"], plan.case.sites["site"], strict=True))
    places = zip(seats["unit_code"], seats["site"], strict=True)
    return float(seats["cadre_id"].duplicated().sum() + sum(place not in known for place in places))


def fields_are_spread_evenly(plan: PlanTables) -> float:
    """Fields under two leaders, and fields by which leaders of a unit differ beyond one."""
    table = plan.division["leader_fields"]
    twice = table.duplicated(["unit_code", "field"]).sum()
    led = table[table["cadre_id"] != ""]
    counts = led.groupby(["unit_code", "cadre_id"]).size().groupby("unit_code")
    apart = (counts.max() - counts.min() - 1).clip(lower=0)
    return float(twice + (apart.max() if len(apart) else 0))


DIVISION_CHECKS: Final[Mapping[str, Callable[[PlanTables], float]]] = MappingProxyType(
    {
        "duties": every_task_has_one_who_answers,
        "sites": everybody_sits_at_one_site,
        "leader_fields": fields_are_spread_evenly,
    }
)
DIVISION_TABLES: Final = ("duties", "site_seats", "leader_fields")
