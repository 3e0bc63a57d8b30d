"""Checking who sits at which site, and which positions a site asks for and has nobody for.

That no other seating would leave fewer out is not proven again, and not claimed here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from staffalloc.verify.at_work import Working, at_work
from staffalloc.verify.findings import Report
from staffalloc.verify.proposal import Proposal
from staffalloc.verify.sheet import Sheet

Gap = tuple[str, str, str]  # unit, site, position


def check_sites(proposal: Proposal, seats: Sheet, gaps: Sheet, report: Report) -> None:
    """Check ``site_seats.csv`` and ``site_gaps.csv``."""
    asked, people = _asked(proposal), _people_by_unit(proposal)
    present = _check_seats(proposal, asked, people, seats, report)
    number = proposal.catalogue.position_at
    due = {
        (unit, site, position): _reason(position, asked[unit], people[unit], number[position])
        for unit, sites in asked.items()
        for site, positions in sites.items()
        for position in positions
        if position not in present[unit, site]
    }
    for row, gap in enumerate(zip(*(gaps[c] for c in gaps.columns if c != "reason"), strict=True)):
        name = "/".join(gap)
        reason = due.pop((gap[0], gap[1], gap[2]), None)
        if reason is None:
            report.add(gaps.name, name, "row", "a position nobody there carries, once", "other")
        else:
            report.same(gaps.name, name, "reason", reason, gaps["reason"][row])
    for gap in due:
        report.add(gaps.name, "/".join(gap), "row", "one", "none")


def _asked(proposal: Proposal) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Return the positions each site of a unit asks for."""
    table = proposal.catalogue.case.tables["sites"]
    asked: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for unit, site, text in zip(table["unit_code"], table["site"], table["positions"], strict=True):
        asked[unit][site] = frozenset(text.split(";") if text else ())
    return asked


def _check_seats(
    proposal: Proposal,
    asked: Mapping[str, Mapping[str, frozenset[str]]],
    people: Mapping[str, list[Working]],
    seats: Sheet,
    report: Report,
) -> Mapping[tuple[str, str], set[str]]:
    """Check where people sit; return the positions carried at each site."""
    catalogue = proposal.catalogue
    due = {one.code: one for unit in asked for one in people[unit]}
    present: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row, code in enumerate(seats["cadre_id"]):
        one = due.pop(code, None)
        if one is None:
            report.add(seats.name, code, "row", "somebody of a unit with sites, once", "other")
            continue
        unit, site = catalogue.unit_codes[one.unit], seats["site"][row]
        if site not in asked[unit]:
            report.add(seats.name, code, "site", "one of the unit", site)
        expected = {
            "unit_code": unit,
            "post_id": one.post_id,
            "department": catalogue.word("department")[one.lead],
        }
        for column, text in expected.items():
            report.same(seats.name, code, column, text, seats[column][row])
        present[unit, site] |= {catalogue.position_ids[position] for position, _ in one.parts}
    for code in due:
        report.add(seats.name, code, "row", "one", "none")
    return present


def _people_by_unit(proposal: Proposal) -> Mapping[str, list[Working]]:
    people: dict[str, list[Working]] = defaultdict(list)
    for one in at_work(proposal):
        people[proposal.catalogue.unit_codes[one.unit]].append(one)
    return people


def _reason(
    position: str, sites: Mapping[str, frozenset[str]], people: list[Working], number: int
) -> str:
    """Say why nobody is there: nobody carries it, too few do, or they are needed elsewhere."""
    carriers = sum(one.carries(number) for one in people)
    if not carriers:
        return "nobody_carries"
    asking = sum(position in positions for positions in sites.values())
    return "too_few" if carriers < asking else "needed_elsewhere"
