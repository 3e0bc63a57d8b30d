"""What must hold: every rule with its source and dates, dated rule sets, which hold for a case."""

from staffalloc.rules.catalogue import ALL_RULES, Rule
from staffalloc.rules.in_force import RulesInForce, rules_in_force
from staffalloc.rules.rule_set import RULE_SETS, CitywideSum, RuleSet, rule_set

__all__ = [
    "ALL_RULES",
    "RULE_SETS",
    "CitywideSum",
    "Rule",
    "RuleSet",
    "RulesInForce",
    "rule_set",
    "rules_in_force",
]
