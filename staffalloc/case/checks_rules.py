"""Checks on rules: sets that exist, switches that are accounted for, overrides with an author."""

from __future__ import annotations

import difflib
from typing import Final

from staffalloc.case.look import Look
from staffalloc.case.own_rule_set import OwnRuleSetError, read_own_rule_set
from staffalloc.case.vocabulary import OFF_BY_DEFAULT, RULE_SETS

FIRST_DAY: Final = "2025-07-01"


def rule_set_known(look: Look) -> None:
    """The policy names a set that is there, or a day on which one was in force."""
    name = look.policy.rule_set
    if _is_day(name):
        if name < FIRST_DAY:
            look.findings.problem(
                "rule_set_before_first", "policy", ["policy.rule_set"], day=name, first=FIRST_DAY
            )
        return
    known = [*RULE_SETS, *_own_name(look)]
    if name not in known:
        nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
        look.findings.problem(
            "rule_set_unknown", "policy", ["policy.rule_set"], value=name, nearest=nearest
        )


def own_rule_set_sound(look: Look) -> None:
    """A set of one's own extends one that is there, and its values are what their keys ask."""
    if not look.is_sound("rule_set") or look.frame("rule_set").empty:
        return
    frame = look.frame("rule_set")
    values = dict(zip(frame["key"], frame["value"], strict=True))
    row_of = {key: row for row, key in enumerate(frame["key"])}
    if "extends" not in values:
        look.problem("rule_set_extends_nothing", "rule_set", [0], "key", known=", ".join(RULE_SETS))
    elif values["extends"] not in RULE_SETS:
        value = values["extends"]
        nearest = difflib.get_close_matches(value, list(RULE_SETS), n=1, cutoff=0.0)[0]
        row = row_of["extends"]
        look.problem("rule_set_unknown", "rule_set", [row], "value", value=value, nearest=nearest)
    try:
        read_own_rule_set(values)
    except OwnRuleSetError as error:
        for key, expected in error.expected.items():
            fields = {"key": key, "value": values[key], "expected": expected}
            look.problem("rule_set_value", "rule_set", [row_of[key]], "value", **fields)


def rules_off_for_a_reason(look: Look) -> None:
    """Who switches off a rule that holds by default says who decided, and why."""
    if look.is_sound("rules"):
        rules = look.frame("rules")
        silent = (rules["author"] == "") | (rules["reason"] == "")
        off = ~rules["active"].astype(bool) & ~rules["rule"].isin(OFF_BY_DEFAULT)
        look.each("rule_off_without_author", "rules", silent & off, "author", rule="rule")


def applicability_has_author(look: Look) -> None:
    """What a unit has against its kind was decided by somebody."""
    if look.is_sound("applicability"):
        table = look.frame("applicability")
        fields = {"unit": "unit_code", "position": "position_id"}
        nobody = table["author"] == ""
        look.each("applicability_without_author", "applicability", nobody, "author", **fields)


def _own_name(look: Look) -> list[str]:
    if not look.is_sound("rule_set"):
        return []
    frame = look.frame("rule_set")
    return [str(name) for name in frame.loc[frame["key"] == "name", "value"]]


def _is_day(text: str) -> bool:
    return len(text) == len(FIRST_DAY) and text.replace("-", "").isdigit()
