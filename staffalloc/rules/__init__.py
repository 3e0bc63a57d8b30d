"""What must hold: dated rule sets, the frame of a unit, the leaders it may have."""

from staffalloc.rules.rule_set import RULE_SETS, CitywideSum, RuleSet, rule_set

__all__ = ["RULE_SETS", "CitywideSum", "RuleSet", "rule_set"]
