"""The rules as a list: for a terminal, and as plain data."""

from __future__ import annotations

from typing import Any, Final

from staffalloc.case.case import Case
from staffalloc.case.problems import Language
from staffalloc.rules import ALL_RULES, RULE_SETS, Rule, RulesInForce, rules_in_force
from staffalloc.tables import words as w
from staffalloc.tables.words import in_words

_ON_OFF: Final = {True: ("bật", "on"), False: ("tắt", "off")}


def rules_document(case: Case | None) -> dict[str, Any]:
    """Return every rule as plain values; with a case, whether it holds for it.

    Examples
    --------
    >>> document = rules_document(None)
    >>> document["rules"][0]["name"], document["sets"][0]["name"]
    ('everybody_once', 'hanoi-2025-07')
    """
    held = None if case is None else rules_in_force(case)
    sets = [
        {"name": numbers.name, "in_force_from": numbers.in_force_from}
        for numbers in RULE_SETS.values()
    ]
    asked = {} if held is None else {"rule_set": held.numbers.name, "day": held.day}
    return {
        "ok": True,
        **asked,
        "sets": sets,
        "rules": [_rule(r, held) for r in ALL_RULES.values()],
    }


def _rule(rule: Rule, held: RulesInForce | None) -> dict[str, Any]:
    is_on = {} if held is None else {"on": held.is_on(rule.name)}
    return {
        "name": rule.name,
        "title": dict(zip(("vi", "en"), rule.title, strict=True)),
        "source": dict(zip(("vi", "en"), rule.source, strict=True)),
        "step": rule.step,
        "kind": rule.kind,
        "in_force_from": rule.in_force_from,
        "in_force_until": rule.in_force_until,
        "on_by_default": rule.on_by_default,
        "always": rule.always,
        **is_on,
    }


def rules_text(case: Case | None, lang: Language) -> str:
    """Return the rules by step, a line each with its source below.

    Examples
    --------
    >>> rules_text(None, "en").splitlines()[1]
    '  [on] everybody_once: Everybody appears once (Hard)'
    """
    held = None if case is None else rules_in_force(case)
    place = lang == "en"
    lines: list[str] = []
    if held is not None:
        name = ("Bộ quy tắc", "Rule set")[place]
        lines.append(f"{name} {held.numbers.name}, {held.day}")
    steps = dict.fromkeys(rule.step for rule in ALL_RULES.values())
    for step in steps:
        lines.append(in_words(step, w.RULE_STEPS, lang))
        for rule in ALL_RULES.values():
            if rule.step == step:
                lines += _lines(rule, held, lang)
    return "\n".join(lines)


def _lines(rule: Rule, held: RulesInForce | None, lang: Language) -> list[str]:
    place = lang == "en"
    is_on = rule.on_by_default if held is None else held.is_on(rule.name)
    kind = in_words(rule.kind, w.RULE_KINDS, lang)
    since = rule.in_force_from and f"; {('từ', 'from')[place]} {rule.in_force_from}"
    head = f"  [{_ON_OFF[is_on][place]}] {rule.name}: {rule.title[place]} ({kind}{since})"
    return [head, f"        {rule.source[place]}"]
