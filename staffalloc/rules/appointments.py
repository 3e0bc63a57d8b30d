"""The check half of the conditions of an appointment: how many people a plan has against each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from staffalloc.case.dates import months_later
from staffalloc.case.vocabulary import RANKS, rank_of
from staffalloc.rules.plan_tables import PlanTables

_CHAIR: Final = rank_of(RANKS)["chair"]
_MONTHS: Final = 12


def the_protected_stay(plan: PlanTables) -> float:
    """Nobody protected or not transferable goes to another unit."""
    return _count(_moved(plan)["bound"])


def people_serve_in_their_province(plan: PlanTables) -> float:
    """Nobody goes to another province, unless the policy lets people."""
    moved = _moved(plan)
    return (
        0.0 if plan.policy.cross_province else _count(moved["province"] != moved["today_province"])
    )


def nobody_moves_too_far(plan: PlanTables) -> float:
    """Km by which the longest move exceeds the limit."""
    km = _moved(plan)["km"].to_numpy(float)
    km = km[~np.isnan(km)]
    return float(max(0.0, km.max() - plan.policy.max_move_km)) if len(km) else 0.0


def the_appointed_are_clear(plan: PlanTables) -> float:
    """Nobody under review or barred is appointed without a recorded decision."""
    return _count(plan.appointed["discipline"] != "clear")


def those_who_rise_are_planned(plan: PlanTables) -> float:
    """Who rises does so by one rank and from the plan; to chair also with achievement."""
    made = plan.appointed
    steps = made["asked_rank"] - made["rank"]
    to_chair = made["asked_rank"] == _CHAIR
    ready = made["planned"].astype(bool) & (made["achievement"].astype(bool) | ~to_chair)
    return _count((steps > 1) | ((steps == 1) & ~ready))


def the_level_is_reached(plan: PlanTables) -> float:
    """Nobody is below the level asked, or one below where the position is not exacting."""
    made = plan.appointed
    room = int(plan.policy.fit_level_below > 0)
    return _count(made["level"] < made["asked_level"] - np.where(made["exacting"], 0, room))


def the_field_fits(plan: PlanTables) -> float:
    """Nobody is appointed in a field that is neither asked, nor related, nor to be coached."""
    return _count(plan.appointed["field_verdict"] == "other")


def the_theory_is_reached(plan: PlanTables) -> float:
    """Nobody is below the political theory asked."""
    made = plan.appointed
    return _count(made["political_theory"] < made["asked_theory"])


def outsiders_lead(plan: PlanTables) -> float:
    """A post for somebody from elsewhere is not given to a local person."""
    made = plan.appointed
    return _count(made["outsider"] & (made["native_unit"] == made["unit_code"]))


def a_term_is_left(plan: PlanTables) -> float:
    """Who rises can serve as long as the policy asks."""
    made = plan.appointed
    until = months_later(plan.day, round(plan.policy.term_years * _MONTHS))
    rises = (made["asked_rank"] > made["rank"]) & (made["asked_rank"] > 0)
    return _count(rises & (made["retires_on"] != "") & (made["retires_on"] < until))


def nobody_failed_a_review(plan: PlanTables) -> float:
    """Nobody with a failed review is appointed to lead."""
    reviews = plan.case.reviews
    failed = set(reviews.loc[reviews["verdict"] == "failed", "cadre_id"])
    made = plan.appointed
    return _count(made["cadre_id"].isin(failed) & (made["asked_rank"] > 0))


def decisions_are_kept(plan: PlanTables) -> float:
    """Nobody sits where a decision of the planner forbids it."""
    pins = plan.case.pins
    forbidden = pins[pins["action"] == "forbid"]
    rows = plan.assignments.set_index("cadre_id")
    rows = rows[rows["status"] == "placed"]
    broken = 0
    for pin in forbidden.itertuples():
        if pin.cadre_id in rows.index:
            row = rows.loc[pin.cadre_id]
            here = pin.unit_code in ("", row["unit_code"])
            held = row["seat_type"].partition("/")[2].replace("/", "+").split("+")
            broken += here and (pin.position_id == "" or pin.position_id in held)
    return float(broken)


def _moved(plan: PlanTables) -> pd.DataFrame:
    made = plan.appointed
    return made[(made["today_unit"] != "") & (made["today_unit"] != made["unit_code"])]


def _count(broken: pd.Series) -> float:
    return float(broken.sum())


CONDITION_CHECKS: Final[Mapping[str, Callable[[PlanTables], float]]] = MappingProxyType(
    {
        "protected": the_protected_stay,
        "province": people_serve_in_their_province,
        "distance": nobody_moves_too_far,
        "discipline": the_appointed_are_clear,
        "plan": those_who_rise_are_planned,
        "level": the_level_is_reached,
        "field": the_field_fits,
        "theory": the_theory_is_reached,
        "native": outsiders_lead,
        "term": a_term_is_left,
        "review": nobody_failed_a_review,
        "decision": decisions_are_kept,
    }
)
