"""The rules that hold for a plan: what each rests on, whether it is kept, what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.hours import MILLI
from staffalloc.rules import Rule, RulesInForce

_COLUMNS: Final = [
    "rule",
    "step",
    "kind",
    "in_force_from",
    "in_force_until",
    "switched",
    "author",
    "rows",
    "breach",
    "paid",
    "worth",
]


def rules_table(
    case: Case,
    rules: RulesInForce,
    violations: Mapping[str, float],
    tables: Mapping[str, pd.DataFrame],
    worth: Mapping[str, float],
) -> pd.DataFrame:
    """Return one row a rule that holds, in the order of the catalogue.

    Parameters
    ----------
    case : Case
    rules : RulesInForce
    violations : mapping of str to float
        By how much the plan breaks each rule.
    tables : mapping of str to DataFrame
        The plan's own.
    worth : mapping of str to float
        Hours one more unit of a limit is worth, for rules of the establishment.

    Notes
    -----
    ``rows`` counts what a rule adds to a model, blank where it closes pairs instead; ``paid`` is
    what priced breaches cost, ``worth`` the most that one more unit of a limit would save, both
    in hours a year.
    """
    authors = dict(zip(case.rules["rule"], case.rules["author"], strict=True))
    listed = [
        (
            rule.name,
            rule.step,
            rule.kind,
            rule.in_force_from,
            rule.in_force_until,
            rule.name in rules.switched,
            authors.get(rule.name, ""),
            *_figures(rule, violations, tables, worth),
        )
        for rule in rules.on
        if not _is_idle(rule, case, tables)
    ]
    return pd.DataFrame(listed, columns=_COLUMNS)


def _is_idle(rule: Rule, case: Case, tables: Mapping[str, pd.DataFrame]) -> bool:
    """Whether a rule has nothing to hold: the planner gave no total, no limit, no relation."""
    if rule.name == "city_total":
        return "total" not in set(case.limits["rule"])
    return rule.step == "placement" and rule.name != "fairness" and _own(rule, tables).empty


def _own(rule: Rule, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    table = tables.get("side_rules", pd.DataFrame({"rule": []}))
    return table[table["rule"] == rule.name]


def _figures(
    rule: Rule,
    violations: Mapping[str, float],
    tables: Mapping[str, pd.DataFrame],
    worth: Mapping[str, float],
) -> tuple[float, float, float, float]:
    """Rows, breach, hours paid, hours one more unit is worth."""
    own = _own(rule, tables)
    if len(own):
        paid = float((own["breach"] * own["price"].fillna(0.0)).sum())
        dearest = float(own["dual_mh"].max()) / MILLI
        return len(own), float(own["breach"].max()), paid, dearest
    rows = {"ceiling": float(len(tables["ceilings"])), "city_total": 1.0}
    rows |= dict.fromkeys(("vice_chairs", "deputies"), 1.0)
    count = rows.get(rule.name, np.nan) if rule.name in worth else np.nan
    return count, violations.get(rule.name, 0.0), 0.0, worth.get(rule.name, np.nan)
