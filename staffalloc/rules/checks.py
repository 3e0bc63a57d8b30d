"""The check half of each rule: by how much a plan's own tables break it, 0 where they keep it.

Each function reads plain tables and knows nothing of how the plan was made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from staffalloc.rules.appointments import CONDITION_CHECKS
from staffalloc.rules.division_checks import DIVISION_CHECKS
from staffalloc.rules.in_force import RulesInForce, rules_in_force
from staffalloc.rules.plan_tables import PlanTables


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


def posts_keep_the_total(plan: PlanTables) -> float:
    """Posts in the frame of all units together are at most the total that was given."""
    limits = plan.case.limits
    totals = limits.loc[limits["rule"] == "total", "max"].dropna()
    over = plan.ceilings["posts_in_frame"].sum() - totals.min() if len(totals) else 0.0
    return float(max(0.0, over))


def vice_chairs_keep_their_sum(plan: PlanTables) -> float:
    """Vice chairs' posts of all units together are at most what the average allows."""
    return _above_city_limit(plan, "vice_chairs")


def deputies_keep_their_sum(plan: PlanTables) -> float:
    """Deputies' posts of all departments together are at most what the average allows."""
    return _above_city_limit(plan, "deputies")


def _above_city_limit(plan: PlanTables, name: str) -> float:
    if name not in plan.city_limits:
        return 0.0
    positions, limit = plan.city_limits[name]
    return float(max(0, int(plan.posts["lead_position"].isin(positions).sum()) - limit))


def organisations_keep_their_sum(plan: PlanTables) -> float:
    """Departments and centres that were designed are together at most what the average allows."""
    if "departments" not in plan.organised:
        return 0.0
    units = plan.case.units["province_code"].value_counts().to_dict()
    most = rules_in_force(plan.case).numbers.most_organisations(units)
    return float(max(0, len(plan.organised["departments"]) - most))


def a_unit_shares_once_in_a_group(plan: PlanTables) -> float:
    """A unit lends or borrows an officer of a group once at the most."""
    if "shared" not in plan.organised:
        return 0.0
    shared = plan.organised["shared"]
    ends = [(row.group, unit) for row in shared.itertuples() for unit in (row.guest, row.host)]
    return float(max((count - 1 for count in Counter(ends).values()), default=0))


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


CHECKS: Final[Mapping[str, Callable[[PlanTables], float]]] = MappingProxyType(
    {
        "everybody_once": everybody_appears_once,
        "one_person_a_post": a_post_holds_one_person,
        "ceiling": posts_keep_the_ceiling,
        "city_total": posts_keep_the_total,
        "vice_chairs": vice_chairs_keep_their_sum,
        "deputies": deputies_keep_their_sum,
        "organisations": organisations_keep_their_sum,
        "post_load": a_post_is_not_overloaded,
        "few_positions": a_post_holds_few_positions,
        "incompatible": incompatible_positions_are_apart,
        "shared_officers": a_unit_shares_once_in_a_group,
        **CONDITION_CHECKS,
        **DIVISION_CHECKS,
    }
)
OVER_MANY: Final = (
    "moves",
    "payroll",
    "skill_floor",
    "continuity",
    "position_cap",
    "apart",
    "together",
    "continuity_floor",
    "quality_spread",
)


def violations(plan: PlanTables, rules: RulesInForce) -> dict[str, float]:
    """Return the largest violation of every rule that holds, by the rule's name.

    Of rules over many people only those without a price can be violated; a priced breach is paid.
    """
    found = {name: check(plan) for name, check in CHECKS.items() if rules.is_on(name)}
    return found | {name: _hard_breach(plan, name) for name in OVER_MANY if rules.is_on(name)}


def _hard_breach(plan: PlanTables, name: str) -> float:
    table = plan.side_rules
    hard = table[(table["rule"] == name) & table["price"].isna()]
    return float(hard["breach"].max()) if len(hard) else 0.0
