"""The gates counted a second time, and compared with ``gates.csv``.

Ranks are compared as ranks: a step down counts whatever the policy prices it at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from staffalloc.case.vocabulary import RANKS, rank_of
from staffalloc.rules.in_force import rules_in_force
from staffalloc.verify.assignments import Sitting
from staffalloc.verify.findings import Report
from staffalloc.verify.proposal import Proposal
from staffalloc.verify.sheet import Sheet

CHAIR: Final = rank_of(RANKS)["chair"]
ESSENTIAL: Final = ("P21", "P27", "P41")
ALLOWED: Final = 0
SHOWN: Final = 5
BELOW_STANDARD: Final = "below_standard_without_note"
BOUND_AND_MOVED: Final = "under_review_or_protected_moved"
TOO_FAR: Final = "move_beyond_limit"
LOWERED: Final = "rank_lowered_without_reason"


@dataclass(frozen=True)
class Gate:
    """One condition and the cases that break it; heads beyond a total have no code."""

    name: str
    kind: str
    cases: Sequence[str]
    without_code: int = 0
    is_checked: bool = True

    @property
    def count(self) -> int:
        """Return the number of cases."""
        return len(self.cases) + self.without_code

    @property
    def verdict(self) -> str:
        """Return what the gate says; a position the catalogue lacks cannot be checked."""
        if not self.is_checked:
            return "unchecked"
        return "pass" if self.count <= ALLOWED else "stop"


def recount(proposal: Proposal) -> tuple[Gate, ...]:
    """Return every gate with its cases, counted from the case and the checked tables."""
    catalogue, plan = proposal.catalogue, proposal.plan
    units = range(len(catalogue.unit_codes))
    above = [catalogue.unit_codes[unit] for unit in units if proposal.above_frame(unit)]
    left_out = [
        proposal.columns.people.ids[person]
        for person in plan.left_out
        if not proposal.is_left_out_by_decision(person)
    ]
    return (
        Gate("vacant_chair", "post", _vacant_chairs(proposal)),
        *(
            Gate(
                f"unit_without_{code}",
                "unit",
                _units_without(proposal, code),
                is_checked=code in catalogue.position_at,
            )
            for code in dict.fromkeys(catalogue.policy.essential_positions or ESSENTIAL)
        ),
        *_of_people(proposal),
        Gate("above_frame_without_note", "unit", [u for u in above if u not in proposal.notes]),
        Gate("city_total_exceeded", "head", (), proposal.above_total),
        Gate("uncovered_task", "cell", [catalogue.cell(*cell) for cell in proposal.uncovered]),
        Gate("person_without_post", "person", left_out),
        *_of_stages(proposal),
    )


def _of_stages(proposal: Proposal) -> list[Gate]:
    """Return the gates of the staged appointments; none where the rule is off."""
    if proposal.staging is None:
        return []
    return [
        Gate("review_missing", "person", proposal.staging.without_reviews),
        Gate("stage_conflict", "cell", proposal.conflict),
    ]


def stopped_people(gates: Sequence[Gate]) -> Mapping[str, list[str]]:
    """Return the gates that each person keeps closed, by cadre_id."""
    stopped: dict[str, list[str]] = {}
    for gate in gates:
        for code in gate.cases if gate.kind == "person" else ():
            stopped.setdefault(code, []).append(gate.name)
    return stopped


def check_gates(gates: Sequence[Gate], sheet: Sheet, report: Report) -> None:
    """Compare ``gates.csv`` with the gates counted again."""
    due = {gate.name: gate for gate in gates}
    for at, name in enumerate(sheet["gate"]):
        gate = due.pop(name, None)
        if gate is None:
            report.add(sheet.name, name, "row", "a gate, once", "other")
            continue
        expected = {
            "kind": gate.kind,
            "count": str(gate.count),
            "limit": str(ALLOWED),
            "verdict": gate.verdict,
        }
        for column, value in expected.items():
            report.same(sheet.name, name, column, value, sheet[column][at])
        _check_cases(gate, sheet, at, report)
    for name in due:
        report.add(sheet.name, name, "row", "one", "none")


def _check_cases(gate: Gate, sheet: Sheet, at: int, report: Report) -> None:
    """Name the first cases that only one of the two lists has."""
    text = sheet["cases"][at]
    due, found = Counter(gate.cases), Counter(text.split(";") if text else ())
    if due != found:
        missing, added = due - found, found - due
        shown = (";".join(sorted(cases)[:SHOWN]) or "no other" for cases in (missing, added))
        report.add(sheet.name, gate.name, "cases", *shown)


def _vacant_chairs(proposal: Proposal) -> list[str]:
    ranks, seats = proposal.columns.work.jobs.rank, proposal.columns.seats
    vacant = proposal.plan.vacant.items()
    return [post for post, seat in vacant if ranks[seats[seat].lead] == CHAIR]


def _units_without(proposal: Proposal, code: str) -> list[str]:
    """Return the units where nobody carries a position; none where no unit knows it."""
    position = proposal.catalogue.position_at.get(code)
    if position is None:
        return []
    return [
        unit_code
        for unit, unit_code in enumerate(proposal.catalogue.unit_codes)
        if (unit, position) not in proposal.carried
    ]


def _of_people(proposal: Proposal) -> list[Gate]:
    """Return the gates a note of the planner opens for one person."""
    rules = rules_in_force(proposal.catalogue.case)
    protected, discipline = rules.is_on("protected"), rules.is_on("discipline")
    asked = {
        BELOW_STANDARD: True,
        BOUND_AND_MOVED: protected or discipline,
        TOO_FAR: rules.is_on("distance"),
        LOWERED: True,
    }
    people = proposal.columns.people
    bound = (people.protected & protected) | (~people.clear & discipline)
    cases: dict[str, list[str]] = {name: [] for name, holds in asked.items() if holds}
    for sitting in proposal.plan.placed:
        if not proposal.is_noted(sitting.person):
            for name in _stopped_at(proposal, sitting, bool(bound[sitting.person])):
                if name in cases:
                    cases[name].append(people.ids[sitting.person])
    return [Gate(name, "person", codes) for name, codes in cases.items()]


def _stopped_at(proposal: Proposal, sitting: Sitting, is_bound: bool) -> Iterator[str]:
    person, people = sitting.person, proposal.columns.people
    seat = proposal.columns.seats[sitting.seat]
    if not sitting.meets_standard:
        yield BELOW_STANDARD
    if proposal.moves_from(person, seat.unit):
        if is_bound:
            yield BOUND_AND_MOVED
        if proposal.km_moved(person, seat.unit) > proposal.catalogue.policy.max_move_km:
            yield TOO_FAR
    if proposal.columns.work.jobs.rank[seat.lead] < people.rank[person]:
        yield LOWERED
