"""The check half of each rule: by how much a plan's own tables break it, 0 where they keep it.

Each function reads plain tables and knows nothing of how the plan was made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.policy import Policy


@dataclass(frozen=True)
class PlanTables:
    """What the checks read."""

    case: Case
    posts: pd.DataFrame
    parts: pd.DataFrame
    assignments: pd.DataFrame
    ceilings: pd.DataFrame
    city_limits: Mapping[str, tuple[frozenset[str], int]]
    side_rules: pd.DataFrame

    @property
    def policy(self) -> Policy:
        return self.case.policy


def everybody_appears_once(plan: PlanTables) -> float:
    """Every cadre of the case has exactly one row."""
    listed = Counter(plan.assignments["cadre_id"])
    expected = set(plan.case.cadres["cadre_id"])
    missing = len(expected - set(listed)) + len(set(listed) - expected)
    return float(missing + sum(count - 1 for count in listed.values()))


def a_post_holds_one_person(plan: PlanTables) -> float:
    """No post is given to two people."""
    held = plan.assignments.loc[plan.assignments["post_id"] != "", "post_id"]
    return float(max((count - 1 for count in Counter(held).values()), default=0))


def posts_keep_the_ceiling(plan: PlanTables) -> float:
    """Posts in the frame of a unit are at most its ceiling."""
    over = plan.ceilings["posts_in_frame"] - plan.ceilings["ceiling"]
    return float(max(0, over.max())) if len(over) else 0.0


def leaders_keep_the_citywide_sums(plan: PlanTables) -> float:
    """Leaders' posts of a citywide sum are at most its limit."""
    lead = plan.posts["lead_position"]
    over = [
        int(lead.isin(positions).sum()) - limit for positions, limit in plan.city_limits.values()
    ]
    return float(max(0, *over)) if over else 0.0


def a_post_is_not_overloaded(plan: PlanTables) -> float:
    """The parts of a post add up to at most the policy's share of an officer."""
    load = plan.parts.groupby("post_id")["share"].sum()
    over = load.max() - plan.policy.most_post_fte if len(load) else 0.0
    return float(max(0.0, round(over, 9)))


def a_post_holds_few_positions(plan: PlanTables) -> float:
    """A post holds at most the positions its concurrency group allows."""
    most = dict(
        zip(plan.case.concurrency["group"], plan.case.concurrency["max_positions"], strict=True)
    )
    group = plan.case.positions.set_index("position_id")["concurrency_group"]
    count = plan.parts.groupby("post_id", sort=False)["position_id"].agg(["size", "first"])
    allowed = count["first"].map(group).map(most).fillna(1)
    over = (count["size"] - allowed).max() if len(count) else 0
    return float(max(0, over))


def incompatible_positions_are_apart(plan: PlanTables) -> float:
    """No post holds two positions that one person may never hold together."""
    hard = plan.case.incompatible[plan.case.incompatible["hard"]]
    holders = plan.parts.groupby("position_id")["post_id"].agg(set).to_dict()
    nobody: set[str] = set()
    return float(
        sum(
            len(holders.get(row.position_a, nobody) & holders.get(row.position_b, nobody))
            for row in hard.itertuples()
        )
    )


def the_protected_are_not_moved(plan: PlanTables) -> float:
    """Nobody protected or not transferable is moved without a recorded decision."""
    bound = plan.case.cadres[plan.case.cadres["protected"] | ~plan.case.cadres["transferable"]]
    moved = set(_moved(plan)["cadre_id"]) - set(_pinned(plan))
    return float(len(moved & set(bound["cadre_id"])))


def moves_keep_the_distance(plan: PlanTables) -> float:
    """Km by which the longest move without a recorded decision exceeds the limit."""
    moved = _moved(plan)
    km = moved.loc[~moved["cadre_id"].isin(_pinned(plan)), "km"].to_numpy(float)
    km = km[~np.isnan(km)]
    return float(max(0.0, km.max() - plan.policy.max_move_km)) if len(km) else 0.0


def hard_limits_and_relations_are_kept(plan: PlanTables) -> float:
    """Nothing exceeds a limit or breaks a relation that has no price."""
    hard = plan.side_rules[plan.side_rules["price"].isna()]
    return float(hard["breach"].max()) if len(hard) else 0.0


def _moved(plan: PlanTables) -> pd.DataFrame:
    rows = plan.assignments
    return rows[
        (rows["status"] == "placed")
        & (rows["today_unit"] != "")
        & (rows["today_unit"] != rows["unit_code"])
    ]


def _pinned(plan: PlanTables) -> list[str]:
    pins = plan.case.pins
    decided = pins["action"].isin(["keep", "assign"]) & (pins["author"] != "")
    return list(pins.loc[decided & (pins["reason"] != ""), "cadre_id"])


CHECKS = (
    everybody_appears_once,
    a_post_holds_one_person,
    posts_keep_the_ceiling,
    leaders_keep_the_citywide_sums,
    a_post_is_not_overloaded,
    a_post_holds_few_positions,
    incompatible_positions_are_apart,
    the_protected_are_not_moved,
    moves_keep_the_distance,
    hard_limits_and_relations_are_kept,
)


def violations(plan: PlanTables) -> dict[str, float]:
    """Return the largest violation of every rule, by the rule's name."""
    return {check.__name__: check(plan) for check in CHECKS}
