"""``rules.csv``: the rules that hold, read again from the case, and whether the plan keeps them.

What the plan breaks is not taken from the table: the checks of this package find it on their own.
Here the table is held to it, and to what the case switches on and off.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from staffalloc.case.case import Case
from staffalloc.case.hours import MILLI
from staffalloc.rules.catalogue import ALL_RULES, Rule
from staffalloc.rules.in_force import RulesInForce
from staffalloc.verify.findings import Report, as_hours
from staffalloc.verify.folder import PlanFolder
from staffalloc.verify.sheet import Sheet

_OVER_MANY: Final = "placement"
_NOTHING: Final = "0.000"


def check_rules(folder: PlanFolder, case: Case, held: RulesInForce, report: Report) -> None:
    """Compare ``rules.csv`` with the rules of the case."""
    sheet, names = folder.sheets["rules"], folder.sheets["rules"]["rule"]
    due = [rule for rule in ALL_RULES.values() if held.is_on(rule.name)]
    due = [rule for rule in due if not _is_idle(rule, case, folder)]
    report.same(sheet.name, "", "rules", ";".join(rule.name for rule in due), ";".join(names))
    at = {name: row for row, name in enumerate(names)}
    for rule in due:
        if rule.name in at:
            _check_row(rule, sheet, at[rule.name], _expected(rule, case, held, folder), report)


def _is_idle(rule: Rule, case: Case, folder: PlanFolder) -> bool:
    """Whether nothing was given for the rule to hold."""
    if rule.name == "city_total":
        return not (case.tables["limits"]["rule"] == "total").any()
    if rule.step != _OVER_MANY or rule.name == "fairness":
        return False
    return rule.name not in folder.sheets["side_rules"]["rule"]


def _expected(rule: Rule, case: Case, held: RulesInForce, folder: PlanFolder) -> Mapping[str, str]:
    switches = case.tables["rules"]
    own = switches[switches["rule"] == rule.name]
    return {
        "step": rule.step,
        "kind": rule.kind,
        "in_force_from": rule.in_force_from,
        "in_force_until": rule.in_force_until,
        "switched": "yes" if rule.name in held.switched else "no",
        "author": own["author"].iloc[0] if len(own) else "",
        **_figures(rule, folder),
    }


def _figures(rule: Rule, folder: PlanFolder) -> Mapping[str, str]:
    """Rows, breach, hours paid and worth: a rule without a price is never broken."""
    side, ceilings = folder.sheets["side_rules"], folder.sheets["ceilings"]
    rows = [row for row, name in enumerate(side["rule"]) if name == rule.name]
    if rows:
        return _of_side_rows(side, rows)
    worth = {
        "ceiling": max(ceilings["frame_price"], key=float, default=_NOTHING),
        "city_total": _hours(folder.entry("certificate", "establishment", "total_price_mh")),
    }
    sums = folder.entry("certificate", "establishment", "cap_prices_mh")
    worth |= {name: _hours(value) for name, value in (sums or {}).items()}
    count = {"ceiling": str(len(ceilings["unit_code"]))}.get(rule.name, "1")
    is_row = rule.name in worth
    return {
        "rows": count if is_row else "",
        "breach": _NOTHING,
        "paid": _NOTHING,
        "worth": worth.get(rule.name, ""),
    }


def _of_side_rows(side: Sheet, rows: list[int]) -> Mapping[str, str]:
    breach = [_number(side["breach"][row]) for row in rows]
    price = [_number(side["price"][row]) for row in rows]
    dual = [_number(side["dual_mh"][row]) for row in rows]
    paid = sum(by * hours for by, hours in zip(breach, price, strict=True))
    return {
        "rows": str(len(rows)),
        "breach": f"{max(breach):.3f}",
        "paid": as_hours(round(paid * MILLI)),
        "worth": as_hours(round(max(dual))),
    }


def _number(text: str) -> float:
    """Return a number of a table that its own check has read already; 0 where it is none."""
    try:
        return float(text)
    except ValueError:
        return 0.0


def _hours(value: object) -> str:
    return as_hours(value) if isinstance(value, int) else ""


def _check_row(
    rule: Rule, sheet: Sheet, row: int, expected: Mapping[str, str], report: Report
) -> None:
    for column, value in expected.items():
        report.same(sheet.name, rule.name, column, value, sheet[column][row])
