"""Checking ``leader_fields.csv``: every field of a unit under one leader, counts even.

That no other spread would match better is not proven again, and not claimed here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Final

import numpy as np

from staffalloc.case.vocabulary import ANY_FIELD, NO_FIELD
from staffalloc.verify.at_work import at_work
from staffalloc.verify.findings import Report
from staffalloc.verify.people import TOO_GENERAL
from staffalloc.verify.proposal import Proposal
from staffalloc.verify.roster import NOBODY
from staffalloc.verify.sheet import Sheet, decimal_cell

LEADING: Final = frozenset({"chair", "vice_chair"})
_DECIMALS: Final = 9
_SLACK: Final = 1e-6
Field = tuple[str, str]  # unit, field of work


def check_leader_fields(proposal: Proposal, sheet: Sheet, report: Report) -> None:
    """Check every row, and that the fields of a unit are spread evenly over its leaders."""
    work, leaders = _work(proposal), _leaders(proposal)
    fields_of: dict[str, Counter[str]] = defaultdict(Counter)
    due = dict(work)
    for row, (unit, field) in enumerate(zip(sheet["unit_code"], sheet["field"], strict=True)):
        name, who = f"{unit}/{field}", sheet["cadre_id"][row]
        positions = due.pop((unit, field), None)
        if positions is None:
            report.add(sheet.name, name, "row", "a field with work, once", "other")
            continue
        _check_hours(proposal, unit, positions, sheet, row, report)
        if who not in leaders[unit] and (who or leaders[unit]):
            report.add(sheet.name, name, "cadre_id", "a chair or vice chair of the unit", who)
            continue
        fields_of[unit][who] += 1
        match = _match(proposal, positions, leaders[unit][who]) if who else ""
        report.same(sheet.name, name, "match", match, sheet["match"][row])
    for unit, field in due:
        report.add(sheet.name, f"{unit}/{field}", "row", "one", "none")
    _check_even(leaders, fields_of, sheet, report)


def _work(proposal: Proposal) -> Mapping[Field, list[int]]:
    """Return the positions with required hours behind each field of work."""
    catalogue = proposal.catalogue
    found: dict[Field, list[int]] = defaultdict(list)
    for unit, position in np.argwhere(proposal.need.required > 0).tolist():
        field = catalogue.word("field")[position]
        found[catalogue.unit_codes[unit], field].append(position)
    return found


def _leaders(proposal: Proposal) -> Mapping[str, Mapping[str, int]]:
    """Return code and person of the leaders placed in each unit."""
    catalogue = proposal.catalogue
    rank, side = catalogue.word("rank"), catalogue.word("side")
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for one in at_work(proposal):
        is_leader = rank[one.lead] in LEADING and side[one.lead] == "government"
        if one.person != NOBODY and is_leader:
            found[catalogue.unit_codes[one.unit]][one.code] = one.person
    return found


def _check_hours(
    proposal: Proposal, unit: str, positions: list[int], sheet: Sheet, row: int, report: Report
) -> None:
    here = proposal.catalogue.unit_at[unit]
    due = sum(float(proposal.need.required[here, position]) for position in positions)
    found = decimal_cell(sheet["hours"][row], _DECIMALS)
    if found is None or abs(found - due) > _SLACK:
        name, text = f"{unit}/{sheet['field'][row]}", sheet["hours"][row]
        report.add(sheet.name, name, "hours", f"{due:.{_DECIMALS}f}", text or "blank")


def _match(proposal: Proposal, positions: list[int], person: int) -> str:
    """Compare the leader's fields with those the positions ask for."""
    texts = [proposal.catalogue.word("required_fields")[position] for position in positions]
    asked = {field for text in texts for field in text.split(";")} - {"", ANY_FIELD, NO_FIELD}
    held = proposal.columns.people.fields[person]
    if not asked:
        return "free"
    if held & asked:
        return "exact"
    table = proposal.catalogue.case.tables["fields"]
    family = dict(zip(table["field"], table["family"], strict=True))
    of_held, of_asked = (
        {family.get(field, "") for field in fields - TOO_GENERAL} - {""}
        for fields in (held, frozenset(asked))
    )
    return "related" if of_held & of_asked else "other"


def _check_even(
    leaders: Mapping[str, Mapping[str, int]],
    fields_of: Mapping[str, Counter[str]],
    sheet: Sheet,
    report: Report,
) -> None:
    for unit, counted in fields_of.items():
        counts = [counted[who] for who in leaders[unit]] or [0]
        if max(counts) - min(counts) > 1:
            found = f"{min(counts)} to {max(counts)}"
            report.add(sheet.name, unit, "fields of a leader", "counts one apart at most", found)
