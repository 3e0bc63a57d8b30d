"""The rules as the page shows them: by step, with their source, and whom conditions excluded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from staffalloc.case.problems import Language
from staffalloc.rules import ALL_RULES
from staffalloc.tables import words as w
from staffalloc.tables.words import date_text, in_words

_EXCLUDED: Final = "excluded_"
_NOT_A_CONDITION: Final = "excluded_here"  # people by name, counted under their condition


@dataclass(frozen=True)
class RuleView:
    """One rule in force: in words, with its figures."""

    title: str
    source: str
    kind: str
    since: str
    switched: bool
    breach: float
    paid: float
    worth: float


def rules_in_words(table: pd.DataFrame, lang: Language) -> list[tuple[str, list[RuleView]]]:
    """Return the rules of the table ``rules`` by step."""
    steps: dict[str, list[RuleView]] = {}
    for row in table.to_dict("records"):
        rule, place = ALL_RULES[row["rule"]], lang == "en"
        view = RuleView(
            title=rule.title[place],
            source=rule.source[place],
            kind=in_words(rule.kind, w.RULE_KINDS, lang),
            since=date_text(rule.in_force_from, lang) if rule.in_force_from else "",
            switched=bool(row["switched"]),
            breach=row["breach"],
            paid=row["paid"],
            worth=0.0 if row["worth"] != row["worth"] else row["worth"],
        )
        steps.setdefault(in_words(rule.step, w.RULE_STEPS, lang), []).append(view)
    return list(steps.items())


def exclusions(leaders: pd.DataFrame, lang: Language) -> list[tuple[str, int]]:
    """Return how many people each condition excluded first, summed over leaders' posts."""
    columns = [c for c in leaders if c.startswith(_EXCLUDED) and c != _NOT_A_CONDITION]
    sums = {column.removeprefix(_EXCLUDED): int(leaders[column].sum()) for column in columns}
    named = [(in_words(name, w.CONDITIONS, lang), count) for name, count in sums.items() if count]
    return sorted(named, key=lambda pair: -pair[1])
