"""What a case must satisfy across its tables; each check is one function.

A check runs only on tables that were read without a problem, so that one slip is told once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from staffalloc.case import (
    checks_notices,
    checks_pins,
    checks_policy,
    checks_references,
    checks_rules,
    checks_side_rules,
    checks_tables,
    checks_workload,
)
from staffalloc.case.look import Look
from staffalloc.case.policy import Policy
from staffalloc.case.raw import Findings
from staffalloc.case.tables import TypedTable

CHECKS: Final[tuple[Callable[[Look], None], ...]] = (
    checks_references.columns_refer,
    checks_references.words_refer,
    checks_references.groups_have_rows,
    checks_references.old_units_known,
    checks_references.pairs_differ,
    checks_tables.min_below_max,
    checks_tables.allowance_below_one,
    checks_tables.ids_without_separators,
    checks_tables.groups_alike,
    checks_tables.held_by_another,
    checks_tables.coordinates_whole,
    checks_tables.skills_name_one_target,
    checks_side_rules.limits_bound,
    checks_side_rules.limits_name_what_counts,
    checks_side_rules.limits_countable,
    checks_side_rules.relations_consistent,
    checks_pins.pins_complete,
    checks_pins.pins_consistent,
    checks_workload.standards_within_a_year,
    checks_workload.workloads_agree,
    checks_workload.workloads_complete,
    checks_policy.working_time_whole,
    checks_policy.days_off_sensible,
    checks_policy.working_time_plausible,
    checks_policy.segments_sensible,
    checks_policy.prices_rise,
    checks_policy.sensitive_columns_reasoned,
    checks_rules.rule_set_known,
    checks_rules.own_rule_set_sound,
    checks_rules.rules_off_for_a_reason,
    checks_rules.applicability_has_author,
    checks_notices.assumptions_named,
    checks_notices.names_alike,
)


def check_tables(
    tables: Mapping[str, TypedTable], policy: Policy, findings: Findings, *, missing: frozenset[str]
) -> None:
    """Run every check; what they find goes to `findings`."""
    look = Look(tables, policy, findings, missing)
    for check in CHECKS:
        check(look)
