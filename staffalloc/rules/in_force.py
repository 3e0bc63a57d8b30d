"""Which rules hold for a case: its set, its day, and what the planner switched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.own_rule_set import OwnRuleSet, read_own_rule_set
from staffalloc.rules.catalogue import ALL_RULES, Rule
from staffalloc.rules.rule_set import RULE_SETS, RuleSet, extended, in_force_on


@dataclass(frozen=True)
class RulesInForce:
    """The rules of one case.

    Attributes
    ----------
    numbers : RuleSet
        What laws and decisions give as numbers.
    day : str
        The day the rules are taken at, ISO.
    switched : mapping of str to bool
        The rules that the planner switched on or off.
    """

    numbers: RuleSet
    day: str
    switched: Mapping[str, bool]

    def is_on(self, name: str) -> bool:
        """Return whether a rule holds; raises ``KeyError`` if there is none of that name."""
        rule = ALL_RULES[name]
        if rule.always:
            return True
        return self.switched.get(name, rule.on_by_default) and rule.in_force_on(self.day)

    @property
    def on(self) -> tuple[Rule, ...]:
        """The rules that hold, in the order of the catalogue."""
        return tuple(rule for rule in ALL_RULES.values() if self.is_on(rule.name))

    def held_by(self, positions: pd.DataFrame) -> pd.Series:
        """Return who holds each position beside a post, blank where it has seats of its own.

        The catalogue says so, and the set for the positions it names that are there.
        """
        known = set(positions["position_id"])
        by_set = {code: by for code, by in self.numbers.held_by.items() if by in known}
        rows = zip(positions["position_id"], positions["held_by"], strict=True)
        held = [by_set.get(code, by) for code, by in rows]
        return pd.Series(held, index=positions.index, dtype="str")


def rules_in_force(case: Case) -> RulesInForce:
    """Return the rules of a case.

    Examples
    --------
    >>> import staffalloc as sa
    >>> case = sa.load_example("lao_cai").with_policy(rule_set="2025-10-20")
    >>> rules = rules_in_force(case)
    >>> rules.numbers.name, rules.is_on("vice_chairs"), rules.is_on("fairness")
    ('hanoi-2025-10', False, False)
    """
    table = case.rules
    switched = dict(zip(table["rule"], table["active"].astype(bool), strict=True))
    own = _own(case)
    if own is not None:
        numbers = extended(RULE_SETS[own.extends], own)
        return RulesInForce(numbers, numbers.in_force_from, switched)
    name = case.policy.rule_set
    numbers = RULE_SETS[name] if name in RULE_SETS else in_force_on(name)
    day = numbers.in_force_from if name in RULE_SETS else name
    return RulesInForce(numbers, day, switched)


def _own(case: Case) -> OwnRuleSet | None:
    table = case.rule_set
    if table.empty:
        return None
    return read_own_rule_set(dict(zip(table["key"], table["value"], strict=True)))
