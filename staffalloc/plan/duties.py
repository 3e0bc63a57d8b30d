"""Duties: each unit's work over its officers, with one responsible officer for every task."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.hours import MILLI, milli_hour
from staffalloc.case.working_time import available_hours
from staffalloc.division.divide import Divided, divide
from staffalloc.division.tasks import Apart, Cell, Officer, Task
from staffalloc.division.transport import FULL
from staffalloc.plan.at_work import OUTSIDE, AtWork, PositionFits, everybody_at_work
from staffalloc.plan.officers import Officers

_COLUMNS: Final = [
    "unit_code",
    "position_id",
    "cadre_id",
    "post_id",
    "hours",
    "share",
    "process",
    "responsible",
    "department",
    "load",
    "fit",
]
CellName = tuple[str, str]  # unit, group


@dataclass(frozen=True)
class _Duty:
    """Work of one person for one position; a leader's is not measured in tasks."""

    one: AtWork
    position_id: str
    hours: int
    fit: float
    leads: bool

    @property
    def carries(self) -> bool:
        return self.leads or self.hours > 0


@dataclass(frozen=True)
class Duties:
    """Who does what.

    Attributes
    ----------
    table : DataFrame
        One row a person and position, by unit, position and person.
    cells : mapping of (unit, group) to Divided
        How each was divided.
    """

    table: pd.DataFrame
    cells: Mapping[CellName, Divided]


def build_duties(case: Case, officers: Officers) -> Duties:
    """Divide the work of each unit and group over the officers who are there.

    The hours of a group's positions go to its officers: those who meet the standard of a
    position (field, level, political theory), or have it in their post. Nobody works beyond
    ``most_post_fte`` or in more positions than ``most_positions_each`` and the group allow, or
    in two that may never go together. Least are, one after the other: weighted hours unserved,
    hours done by who fits less (fit in hundredths), hours beyond the parts of one's post, and
    uneven loads. Positions that should rather be apart are with one officer only if less work
    would be served otherwise. A leader's work is the post.

    Parameters
    ----------
    case : Case
    officers : Officers
    """
    maker = _Maker(case, officers)
    duties = list(maker.leaders())
    cells = {}
    for name, people in sorted(maker.people_of.items()):
        cell = maker.cell(name, people)
        cells[name] = divide(cell)
        duties += maker.duties(cell, people, cells[name])
    return Duties(maker.table(duties), cells)


class _Maker:
    """The facts of one plan that duties are made from."""

    def __init__(self, case: Case, officers: Officers) -> None:
        positions = case.positions.set_index("position_id", drop=False)
        named = positions["concurrency_group"]
        self._policy = case.policy
        self._available = available_hours(case.policy)
        self._group = named.where(named != "", positions["position_id"]).to_dict()
        self._department = positions["department"].to_dict()
        self._by_post = set(positions.index[positions["sizing"] == "post"])
        self._fits = PositionFits(case, officers)
        self._never, self._rather_not = _apart(case, hard=True), _apart(case, hard=False)
        self._process = {
            position: ";".join(sorted(rows))
            for position, rows in case.standards.groupby("position_id")["indicator_id"]
        }
        self._tasks = self._tasks_of(officers)
        self._most = {
            (curve.unit_code, curve.group): curve.most_positions
            for curve in officers.establishment.curves
        }
        everybody = list(everybody_at_work(officers))
        self._leaders = [one for one in everybody if one.lead in self._by_post]
        self.people_of: dict[CellName, list[AtWork]] = defaultdict(list)
        for one in sorted(everybody, key=lambda one: one.cadre_id):
            if one.lead not in self._by_post:
                self.people_of[one.unit_code, self._group[one.lead]].append(one)

    def _tasks_of(self, officers: Officers) -> dict[CellName, list[Task]]:
        need = officers.establishment.need
        need = need[need["required_hours"] > 0].sort_values(["unit_code", "position_id"])
        tasks: dict[CellName, list[Task]] = defaultdict(list)
        for row in need.itertuples():
            task = Task(row.position_id, milli_hour(row.required_hours), round(FULL * row.weight))
            tasks[row.unit_code, self._group[row.position_id]].append(task)
        return tasks

    def cell(self, name: CellName, people: Sequence[AtWork]) -> Cell:
        """Return the work of a unit and group with the officers who are there."""
        tasks = tuple(self._tasks.get(name, ()))
        most = min(int(self._policy.most_positions_each), self._most.get(name, 1))
        officers = tuple(self._officer(one, tasks) for one in people)
        known = {task.position_id for task in tasks}
        never, rather_not = (
            frozenset(pair for pair in pairs if pair <= known)
            for pairs in (self._never, self._rather_not)
        )
        return Cell(tasks, officers, most, never, rather_not)

    def _officer(self, one: AtWork, tasks: Sequence[Task]) -> Officer:
        year = one.fte * self._available
        fit = {
            task.position_id: round(FULL * self._fit(one, task.position_id))
            for task in tasks
            if self._may_do(one, task.position_id)
        }
        own = {position: milli_hour(share * year) for position, share in one.parts.items()}
        room = math.floor(round(self._policy.most_post_fte * year * MILLI, 6))
        return Officer(one.cadre_id, room, fit, own)

    def _may_do(self, one: AtWork, position: str) -> bool:
        if position in one.parts:
            return True
        return one.person != OUTSIDE and self._fits.suffices(one, position)

    def _fit(self, one: AtWork, position: str) -> float:
        """Return the fit; nobody judged the people outside the placement, who stay."""
        return 1.0 if one.person == OUTSIDE else self._fits.of(one, position)

    def leaders(self) -> Iterator[_Duty]:
        """Yield the post of each leader as work."""
        for one in self._leaders:
            hours = milli_hour(one.fte * self._available)
            yield _Duty(one, one.lead, hours, self._fit(one, one.lead), leads=True)

    def duties(self, cell: Cell, people: Sequence[AtWork], divided: Divided) -> Iterator[_Duty]:
        """Yield the hours of each officer; who has none is shown on the lead position."""
        hours = divided.division.hours
        for who, one in enumerate(people):
            own = {at: hours[who, at] for at in range(len(cell.tasks)) if (who, at) in hours}
            for at, sent in own.items():
                position = cell.tasks[at].position_id
                yield _Duty(one, position, sent, self._fit(one, position), leads=False)
            if not own:
                yield _Duty(one, one.lead, 0, self._fit(one, one.lead), leads=False)

    def table(self, duties: Sequence[_Duty]) -> pd.DataFrame:
        """Return one row a duty, by unit, position and person."""
        responsible = _responsible(duties)
        worked: dict[str, int] = defaultdict(int)
        for duty in duties:
            worked[duty.one.cadre_id] += duty.hours
        rows = []
        for duty in sorted(duties, key=_in_order):
            one, position = duty.one, duty.position_id
            year = MILLI * self._available
            rows.append(
                (
                    one.unit_code,
                    position,
                    one.cadre_id,
                    one.post_id,
                    duty.hours / MILLI,
                    duty.hours / year,
                    self._process.get(position, ""),
                    responsible.get((one.unit_code, position)) == one.cadre_id,
                    self._department[position],
                    worked[one.cadre_id] / (year * one.fte) if one.fte else 0.0,
                    np.nan if one.person == OUTSIDE else duty.fit,
                )
            )
        return pd.DataFrame(rows, columns=_COLUMNS)


def _in_order(duty: _Duty) -> tuple[str, str, str]:
    return duty.one.unit_code, duty.position_id, duty.one.cadre_id


def _responsible(duties: Sequence[_Duty]) -> dict[tuple[str, str], str]:
    """Return who answers for each task: the best fit, then most hours, then the first code."""
    best: dict[tuple[str, str], tuple[float, int, str]] = {}
    for duty in duties:
        if duty.carries:
            task = (duty.one.unit_code, duty.position_id)
            rank = (-round(FULL * duty.fit), -duty.hours, duty.one.cadre_id)
            best[task] = min(best.get(task, rank), rank)
    return {task: rank[2] for task, rank in best.items()}


def _apart(case: Case, *, hard: bool) -> Apart:
    table = case.incompatible[case.incompatible["hard"].astype(bool) == hard]
    pairs = zip(table["position_a"], table["position_b"], strict=True)
    return frozenset(frozenset(pair) for pair in pairs)
