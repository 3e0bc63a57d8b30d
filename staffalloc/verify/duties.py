"""Checking ``duties.csv``: every column, and every rule of the division of work.

That no other division would serve more is not proven again, and not claimed here.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import combinations
from typing import Final, NamedTuple

from staffalloc.case.hours import MILLI, milli_hour
from staffalloc.verify.at_work import PositionFits, Working, at_work
from staffalloc.verify.findings import Report, as_hours
from staffalloc.verify.proposal import Proposal
from staffalloc.verify.roster import NOBODY
from staffalloc.verify.sheet import Sheet, decimal_cell, hours_cell

_DECIMALS: Final = 12
_SLACK: Final = 1e-9
_HUNDRED: Final = 100


class Duty(NamedTuple):
    """One row: who works how many milli-hours for which position."""

    row: int
    one: Working
    position: int
    hours: int
    fit: float


def check_duties(proposal: Proposal, sheet: Sheet, report: Report) -> None:
    """Check ``duties.csv`` against the case and the people who are at work."""
    _Checker(proposal, sheet, report).check()


class _Checker:
    """The rows of the table, and the facts they are held to."""

    def __init__(self, proposal: Proposal, sheet: Sheet, report: Report) -> None:
        self._proposal = proposal
        self._catalogue = proposal.catalogue
        self._sheet = sheet
        self._report = report
        self._people = {one.code: one for one in at_work(proposal)}
        self._fits = PositionFits(proposal)
        self._duties = list(self._read())
        self._of_person: dict[str, list[Duty]] = defaultdict(list)
        self._of_task: dict[tuple[int, int], list[Duty]] = defaultdict(list)
        for duty in self._duties:
            self._of_person[duty.one.code].append(duty)
            self._of_task[duty.one.unit, duty.position].append(duty)

    def check(self) -> None:
        for duty in self._duties:
            self._check_cells(duty)
        for code, one in self._people.items():
            own = self._of_person.get(code, [])
            if not own:
                self._report.add(self._sheet.name, code, "row", "at least one", "none")
            elif self._is_leader(one):
                self._check_leader(one, own)
            else:
                self._check_officer(one, own)
        for task, duties in self._of_task.items():
            self._check_task(task, duties)

    def _read(self) -> Iterator[Duty]:
        """Yield the rows that name somebody at work and a position, each once."""
        sheet, seen = self._sheet, set()
        for row, code in enumerate(sheet["cadre_id"]):
            one = self._people.get(code)
            position = self._catalogue.position_at.get(sheet["position_id"][row])
            hours = hours_cell(sheet["hours"][row])
            key = (code, position)
            if one is None or position is None or key in seen:
                self._report.add(sheet.name, code, "row", "somebody's position, once", "other")
            elif hours is None or hours < 0:
                self._report.add(sheet.name, code, "hours", "hours from 0", "other")
            else:
                seen.add(key)
                yield Duty(row, one, position, hours, self._fits.of(one, position))

    def _check_cells(self, duty: Duty) -> None:
        """Compare what follows from the row, the case and the post."""
        year = MILLI * self._catalogue.awt
        worked = sum(other.hours for other in self._of_person[duty.one.code])
        own_year = year * duty.one.fte
        texts = {
            "unit_code": self._catalogue.unit_codes[duty.one.unit],
            "post_id": duty.one.post_id,
            "process": self._process.get(duty.position, ""),
            "department": self._catalogue.word("department")[duty.position],
        }
        for column, text in texts.items():
            self._report.same(
                self._sheet.name, self._name(duty), column, text, self._sheet[column][duty.row]
            )
        self._check_number(duty, "share", duty.hours / year)
        self._check_number(duty, "load", worked / own_year if own_year else 0.0)
        if duty.one.person == NOBODY:
            fit = self._sheet["fit"][duty.row]
            self._report.same(self._sheet.name, self._name(duty), "fit", "", fit)
        else:
            self._check_number(duty, "fit", duty.fit)

    def _check_number(self, duty: Duty, column: str, value: float) -> None:
        found = decimal_cell(self._sheet[column][duty.row], _DECIMALS)
        if found is None or abs(found - value) > _SLACK:
            due, text = f"{value:.{_DECIMALS}f}", self._sheet[column][duty.row]
            self._report.add(self._sheet.name, self._name(duty), column, due, text or "blank")

    def _check_leader(self, one: Working, own: list[Duty]) -> None:
        """A leader's work is the post."""
        due = milli_hour(one.fte * self._catalogue.awt)
        if len(own) != 1 or own[0].position != one.lead:
            self._report.add(self._sheet.name, one.code, "positions", "the post alone", "other")
        else:
            self._report.same_hours(self._sheet.name, one.code, "hours", due, own[0].hours)

    def _check_officer(self, one: Working, own: list[Duty]) -> None:
        for what, due, found in self._broken(one, own):
            self._report.add(self._sheet.name, one.code, what, due, found)

    def _broken(self, one: Working, own: list[Duty]) -> Iterator[tuple[str, object, object]]:
        """Yield every rule the duties of one officer break: what, due, found."""
        catalogue, group = self._catalogue, self._catalogue.group_of[one.lead]
        held = [duty.position for duty in own]
        if any(catalogue.group_of[position] != group for position in held):
            yield "positions", f"of group {group}", "another"
        if any(not duty.hours for duty in own) and held != [one.lead]:
            yield "hours", "above 0, or the lead position alone", "0.000"
        if any(not self._may_do(duty) for duty in own):
            yield "positions", "of the post, or with its standard met", "another"
        of_group = catalogue.most_positions.get(group, 1)
        most = min(int(catalogue.policy.most_positions_each), of_group)
        if len(own) > most:
            yield "positions", f"at most {most}", len(own)
        apart = {frozenset(pair) for pair in catalogue.never_together}
        if any(frozenset(pair) in apart for pair in combinations(held, 2)):
            yield "positions", "none that may never go together", "two"
        year = catalogue.policy.most_post_fte * one.fte * catalogue.awt
        room, worked = math.floor(round(year * MILLI, 6)), sum(duty.hours for duty in own)
        if worked > room:
            yield "hours", f"at most {as_hours(room)}", as_hours(worked)

    def _may_do(self, duty: Duty) -> bool:
        return duty.one.carries(duty.position) or self._fits.suffices(duty.one, duty.position)

    def _check_task(self, task: tuple[int, int], duties: list[Duty]) -> None:
        """The hours of a task are no more than it needs; whoever fits best answers for it."""
        name, leads = self._catalogue.cell(*task), self._is_post(task[1])
        if not leads:
            due = milli_hour(float(self._proposal.need.required[task]))
            done = sum(duty.hours for duty in duties)
            if done > due:
                what = f"at most {as_hours(due)}"
                self._report.add(self._sheet.name, name, "hours", what, as_hours(done))
        carrying = [duty for duty in duties if leads or duty.hours]
        answers = min(carrying, key=_claim, default=None)
        for duty in duties:
            due_text = "yes" if answers is not None and duty.row == answers.row else "no"
            found = self._sheet["responsible"][duty.row]
            self._report.same(self._sheet.name, self._name(duty), "responsible", due_text, found)

    def _name(self, duty: Duty) -> str:
        return f"{self._catalogue.cell(duty.one.unit, duty.position)}/{duty.one.code}"

    def _is_leader(self, one: Working) -> bool:
        return self._is_post(one.lead)

    def _is_post(self, position: int) -> bool:
        return self._catalogue.word("sizing")[position] == "post"

    @cached_property
    def _process(self) -> Mapping[int, str]:
        """The indicators each position is measured by."""
        table = self._catalogue.case.tables["standards"]
        found: dict[int, list[str]] = defaultdict(list)
        for position, indicator in zip(table["position_id"], table["indicator_id"], strict=True):
            if position in self._catalogue.position_at:
                found[self._catalogue.position_at[position]].append(indicator)
        return {position: ";".join(sorted(names)) for position, names in found.items()}


def _claim(duty: Duty) -> tuple[int, int, str]:
    """Order by who answers for a task: the best fit, then most hours, then the first code."""
    return -round(_HUNDRED * duty.fit), -duty.hours, duty.one.code
