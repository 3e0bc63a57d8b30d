"""Checking ``reasons.csv`` and the ways out in ``unplaced.csv`` by the stored prices.

What the next best costs is exact, and finding it takes a solver. This program has none and
proves limits instead. In the arrangement a row speaks of, the person sits on the seat it names
(or is in the pool), and under the stored prices nobody can sit there for less than that seat's
reduced cost; so the cost is no smaller than that, and hence no smaller than the least over all
other seats of the person. It is no larger than leaving the person out and the seat empty. For a
plan that is not proven optimal, the lower limit falls by the gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from staffalloc.verify.catalogue import Bools, Ints
from staffalloc.verify.columns import Columns
from staffalloc.verify.findings import Report, as_hours
from staffalloc.verify.placement import Added
from staffalloc.verify.proposal import Proposal
from staffalloc.verify.roster import NOBODY
from staffalloc.verify.seats import SeatType
from staffalloc.verify.sheet import Sheet, decimal_cell, hours_cell
from staffalloc.verify.side_proof import SideTally

IN_THE_POOL: Final = "pool"
# Under side rules each next best takes an integer programme of its own.
SIDE_RULES: Final = "side_rules"
FAIRNESS: Final = "fairness"  # seats that must be filled close the ways of the network
STAGES: Final = "stages"  # somebody else at a stage would change all that follow
NOT_PROVEN: Final = "not_proven"  # it follows from an optimum alone
FIT_DECIMALS: Final = 12
FIT_SLACK: Final = 1e-9


@dataclass(frozen=True)
class Proof:
    """What the stored prices prove: see :mod:`staffalloc.verify.placement`.

    What is `added` to losses, the `cheapest` column of each person (C,), and the `gap` between
    the plan's objective and the bound, in milli-hours; `side` is how the plan keeps side rules,
    `is_fair` whether the rule of fairness is on.
    """

    added: Added
    cheapest: Ints
    gap: int
    side: SideTally
    is_fair: bool = False


def check_reasons(proposal: Proposal, proof: Proof, sheet: Sheet, report: Report) -> None:
    """Check fit, need and next best of everybody in the placement."""
    judge = _Judge(proposal, proof, sheet, report)
    due = {code: person for person, code in enumerate(proposal.columns.people.ids)}
    rows = []
    for at, code in enumerate(sheet["cadre_id"]):
        person = due.pop(code, None)
        if person is None:
            report.add(sheet.name, code, "row", "a person of the placement, once", "other")
        else:
            rows.append((at, person))
    for code in due:
        report.add(sheet.name, code, "row", "one", "none")
    judge.check_seats(rows)
    judge.check_next(rows)


def check_ways(
    proposal: Proposal, placements: Sheet, reasons: Sheet, sheet: Sheet, report: Report
) -> None:
    """Check the ways out in ``unplaced.csv``: today, seats open to the person, the next best.

    Who is listed, and at which price, :func:`~staffalloc.verify.assignments.check_unplaced` says.
    """
    columns = proposal.columns
    people = {columns.people.ids[person]: person for person in proposal.plan.left_out}
    today = {code: at for at, code in enumerate(placements["cadre_id"])}
    reason = {code: at for at, code in enumerate(reasons["cadre_id"])}
    for at, code in enumerate(sheet["cadre_id"]):
        if code not in people or code not in reason:
            continue
        seats = int(eligible_seats(columns, people[code]).sum())
        expected = {
            "today_unit": placements["today_unit"][today[code]],
            "today_position": placements["today_position"][today[code]],
            "eligible_seats": str(seats),
            "reason": "dearer_to_place" if seats else "no_eligible_seat",
            "way_seat_type": reasons["next_seat_type"][reason[code]],
            "way_cost": reasons["next_cost"][reason[code]],
        }
        for column, value in expected.items():
            report.same(sheet.name, code, column, value, sheet[column][at])


def eligible_seats(columns: Columns, person: int) -> Bools:
    """Return which seat types the person may hold, shape (J,)."""
    seat = np.arange(len(columns.seats), dtype=np.int64)
    return columns.pairs(np.full_like(seat, person), seat).eligible


def _need(seat: SeatType, officers: int) -> int:
    """What is lost if the officer goes who saves least of those on the seat type."""
    saved = sorted([*(-price for price in seat.empty), *seat.extra])
    return -saved[min(officers, len(saved)) - 1] if saved else 0


class _Judge:
    """Holds the rows of ``reasons.csv`` against the plan and the prices."""

    def __init__(self, proposal: Proposal, proof: Proof, sheet: Sheet, report: Report) -> None:
        self._columns, self._plan = proposal.columns, proposal.plan
        self._proof, self._sheet, self._report = proof, sheet, report
        self._sitting = {sitting.person: sitting for sitting in proposal.plan.placed}
        self._home = {person: sitting.seat for person, sitting in self._sitting.items()}
        self._home.update(dict.fromkeys(proposal.plan.left_out, NOBODY))
        self._leaving, self._forbidden = proof.side.leaving(proposal.columns, proposal.plan)
        officers = proposal.plan.choice.officers
        self._need = {j: _need(proposal.columns.seats[j], count) for j, count in officers.items()}

    def check_seats(self, rows: list[tuple[int, int]]) -> None:
        """Compare fit and need; both are blank for people left out."""
        fits = self._sheet.parsed("fit", partial(decimal_cell, decimals=FIT_DECIMALS))
        for at, person in rows:
            sitting, stored = self._sitting.get(person), fits[at]
            if sitting is None:
                self._same(at, "fit", "")
                self._same(at, "need", "")
                continue
            if stored is None or abs(stored - sitting.fit) > FIT_SLACK:
                self._add(at, "fit", f"{sitting.fit:.{FIT_DECIMALS}f}")
            self._same(at, "need", as_hours(self._need[sitting.seat]))

    def check_next(self, rows: list[tuple[int, int]]) -> None:
        """Check the next best of everybody whose own seat is known."""
        claims = []
        for at, person in rows:
            if person not in self._home:
                continue
            proof = self._sheet["next_proof"][at]
            if proof == "exact":
                claims.append((at, person))
            elif proof == "none":
                self._check_none(at, person)
            elif proof in self._excuses():
                self._check_blank(at)
            else:
                self._add(at, "next_proof", " or ".join(("exact", "none", *self._excuses())))
        seated = []
        for at, person in claims:
            name = self._sheet["next_seat_type"][at]
            seat = self._plan.seat_types.get(name, NOBODY)
            if name == IN_THE_POOL:
                self._check_pool(at, person)
            elif seat in (NOBODY, self._home[person]):
                self._add(at, "next_seat_type", "another seat the person may hold, or pool")
            else:
                seated.append((at, person, seat))
        if seated:
            self._check_seated(seated)

    def _excuses(self) -> tuple[str, ...]:
        """Why a next best may not be known: a plan is asked only for what its proof gives."""
        if self._proof.side.rows:
            return (SIDE_RULES,)
        if self._columns.locks is not None:
            return (STAGES,)
        if self._proof.is_fair:
            return (FAIRNESS,)
        return (NOT_PROVEN,) if self._proof.gap else ()

    def _check_seated(self, claims: list[tuple[int, int, int]]) -> None:
        person = np.array([person for _, person, _ in claims], dtype=np.int64)
        seat = np.array([seat for _, _, seat in claims], dtype=np.int64)
        asked = self._columns.pairs(person, seat)
        added = self._proof.added.of(person, seat, self._columns.unit[seat])
        least = asked.loss + added - self._proof.cheapest[person]
        for (at, one, _), allowed, reduced in zip(
            claims, asked.eligible.tolist(), least.tolist(), strict=True
        ):
            if allowed:
                self._check_cost(at, one, reduced)
            else:
                self._add(at, "next_seat_type", "a seat the person may hold, or pool")

    def _check_pool(self, at: int, person: int) -> None:
        price = self._columns.pool_price(person)
        if price is None or self._home[person] == NOBODY:
            self._add(at, "next_seat_type", "a seat the person may hold")
        else:
            self._check_cost(at, person, price - int(self._proof.cheapest[person]))

    def _check_cost(self, at: int, person: int, reduced: int) -> None:
        cost = hours_cell(self._sheet["next_cost"][at])
        least, most = reduced - self._proof.gap, self._at_most(person)
        if cost is None:
            self._add(at, "next_cost", "hours with three decimals")
        elif cost < least:
            self._add(at, "next_cost", f"{as_hours(least)} or more")
        elif most is not None and cost > most:
            self._add(at, "next_cost", f"{as_hours(most)} or less")

    def _at_most(self, person: int) -> int | None:
        """What leaving a placed person out and the seat empty costs; None where that may not be."""
        sitting, price = self._sitting.get(person), self._columns.pool_price(person)
        if sitting is None or price is None or self._forbidden[person]:
            return None
        return price - sitting.loss + self._need[sitting.seat] + int(self._leaving[person])

    def _check_none(self, at: int, person: int) -> None:
        """Nobody is without a next best who may be left out, or to whom a free place is open."""
        self._check_blank(at)
        home = self._home[person]
        has_pool = self._columns.pool_price(person) is not None
        if home != NOBODY and has_pool and not self._forbidden[person]:
            self._add(at, "next_proof", "exact: the person may be left out")
        elif any(
            self._is_free(seat) and self._proof.side.allows(self._columns, person, home, seat)
            for seat in self._others(person)
        ):
            self._add(at, "next_proof", "exact: a place is free")

    def _check_blank(self, at: int) -> None:
        self._same(at, "next_seat_type", "")
        self._same(at, "next_cost", "")

    def _others(self, person: int) -> list[int]:
        """Seat types the person may hold, but for the own one."""
        allowed = np.flatnonzero(eligible_seats(self._columns, person)).tolist()
        return [seat for seat in allowed if seat != self._home[person]]

    def _is_free(self, seat: int) -> bool:
        choice, extra = self._plan.choice, self._columns.seats[seat].extra
        return choice.empty.get(seat, 0) > 0 or choice.extra.get(seat, 0) < len(extra)

    def _same(self, at: int, column: str, expected: str) -> None:
        if self._sheet[column][at] != expected:
            self._add(at, column, expected or "blank")

    def _add(self, at: int, column: str, expected: str) -> None:
        found = self._sheet[column][at] or "blank"
        self._report.add(self._sheet.name, self._sheet["cadre_id"][at], column, expected, found)
