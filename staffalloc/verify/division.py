"""The division of work: each of its tables is there and sound where its rule holds."""

from __future__ import annotations

from typing import Final

from staffalloc.rules.in_force import RulesInForce
from staffalloc.verify.duties import check_duties
from staffalloc.verify.findings import Report
from staffalloc.verify.folder import PlanFolder
from staffalloc.verify.leader_fields import check_leader_fields
from staffalloc.verify.proposal import Proposal
from staffalloc.verify.sites import check_sites

_TABLES: Final = {
    "duties": ("duties",),
    "sites": ("site_seats", "site_gaps"),
    "leader_fields": ("leader_fields",),
}


def check_division(
    folder: PlanFolder, proposal: Proposal, held: RulesInForce, report: Report
) -> None:
    """Check the tables of every rule that holds, and that the others have none."""
    sheets = folder.sheets
    stored = folder.entry("tables")
    for rule, names in _TABLES.items():
        for name in names:
            is_there = isinstance(stored, dict) and name in stored
            if is_there != held.is_on(rule):
                due = ("one", "none") if held.is_on(rule) else ("none", "one")
                report.add(name, "", "table", *due)
    if held.is_on("duties"):
        check_duties(proposal, sheets["duties"], report)
    if held.is_on("sites"):
        check_sites(proposal, sheets["site_seats"], sheets["site_gaps"], report)
    if held.is_on("leader_fields"):
        check_leader_fields(proposal, sheets["leader_fields"], report)
