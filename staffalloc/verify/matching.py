"""The blocking pairs of a stable matching, counted a second time over every eligible pair.

A person compares seats by change of unit, travel and preference, then the whole loss, then the
number of the seat type; a seat compares people by misfit, change of position and ranks down,
then the whole loss, then their number. Whoever is in the pool would rather have any seat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

import numpy as np

from staffalloc.verify.assignments import Plan
from staffalloc.verify.catalogue import Bools, Ints
from staffalloc.verify.columns import Columns
from staffalloc.verify.findings import Report, as_hours
from staffalloc.verify.sheet import Sheet, count_cell, hours_cell

POSTINGS: Final = ("greedy", "planned", "least_loss")
AT_ONCE: Final = 256  # people; bounds memory, not results
_LAST: Final = 1 << 60


def check_matching(
    columns: Columns, plan: Plan, cost: int, least: int, sheet: Sheet, report: Report
) -> None:
    """Check ``matching.csv`` of a plan whose goal is a stable matching.

    The row of the plan is counted again: it blocks nothing. What the other two placements block
    is not in the files; their costs cannot be below the bound.
    """
    report.same(sheet.name, "", "rows", ";".join(POSTINGS), ";".join(sheet["posting"]))
    found = count_blocking_pairs(columns, plan)
    report.same(sheet.name, "planned", "stable", 0, found)
    for at, name in enumerate(sheet["posting"]):
        pairs, hours = count_cell(sheet["blocking_pairs"][at]), hours_cell(sheet["objective"][at])
        if pairs is None or hours is None:
            report.add(sheet.name, name, "cells", "a count and hours", "other")
        elif name == "planned":
            report.same(sheet.name, name, "blocking_pairs", found, pairs)
            report.same_hours(sheet.name, name, "objective", cost, hours)
        elif hours < least:
            report.add(sheet.name, name, "objective", f"{as_hours(least)} or more", as_hours(hours))


def count_blocking_pairs(columns: Columns, plan: Plan) -> int:
    """Return how many eligible pairs of a person and a seat type block the plan."""
    at = _at_present(columns, plan)
    room = np.array([seat.seats + seat.opened for seat in columns.seats], dtype=np.int64)
    officers = Counter(sitting.seat for sitting in plan.placed)
    free = np.array([officers[j] < places for j, places in enumerate(room.tolist())], np.bool_)
    worst = np.full((len(columns.seats), 3), -_LAST)
    for sitting in sorted(plan.placed, key=lambda one: tuple(at.as_held[one.person].tolist())):
        worst[sitting.seat] = at.as_held[sitting.person]
    count = 0
    for person, seat, own, work in _all_pairs(columns):
        wants = _before(own, at.own[person])
        takes = free[seat] | _before(work, worst[seat])
        count += int((wants & takes).sum())
    return count


class _Present:
    """What each person has and is to the seat that has them, as three keys a row, (C, 3)."""

    def __init__(self, own: Ints, as_held: Ints) -> None:
        self.own = own
        self.as_held = as_held


def _at_present(columns: Columns, plan: Plan) -> _Present:
    own = np.full((len(columns.people.ids), 3), _LAST)
    as_held = np.full((len(columns.people.ids), 3), -_LAST)
    if plan.placed:
        person = np.array([sitting.person for sitting in plan.placed], dtype=np.int64)
        seat = np.array([sitting.seat for sitting in plan.placed], dtype=np.int64)
        _, _, own[person], as_held[person] = _compared(columns, person, seat)
    return _Present(own, as_held)


def _all_pairs(columns: Columns) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
    """Yield every eligible pair, some people at a time, with both sides' keys."""
    for begin in range(0, len(columns.people.ids), AT_ONCE):
        people = np.arange(begin, min(begin + AT_ONCE, len(columns.people.ids)))
        row, seat = np.nonzero(_may_be_eligible(columns, people))
        yield _compared(columns, people[row], seat)


def _may_be_eligible(columns: Columns, people: Ints) -> Bools:
    """Leave out what no rule allows, so that few pairs are asked for one by one."""
    work, kind = columns.work, columns.kinds.of_seat
    appointed = work.meets_standard & work.meets_rank
    _, reachable = columns.travel.parts(people[:, None], np.unique(columns.unit)[None, :])
    place = np.searchsorted(np.unique(columns.unit), columns.unit)
    maybe: Bools = appointed[columns.people.profile[people]][:, kind] & reachable[:, place]
    maybe |= columns.people.today[people][:, None] == columns.unit
    maybe[[at for at, one in enumerate(people.tolist()) if one in columns.people.pins]] = True
    return maybe


def _compared(columns: Columns, person: Ints, seat: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Return the eligible of some pairs, and the keys of both sides, (N, 3) each."""
    asked = columns.pairs(person, seat)
    parts = asked.parts
    work = parts["misfit"] + parts["change_position"] + parts["rank_down"]
    own = asked.loss - work
    kept = asked.eligible
    by_person = np.column_stack([own, asked.loss, seat])[kept]
    by_seat = np.column_stack([work, asked.loss, person])[kept]
    return person[kept], seat[kept], by_person, by_seat


def _before(left: Ints, right: Ints) -> Bools:
    """Whether rows on the left are smaller, the first key that differs deciding."""
    first, second, third = (left[:, key] < right[:, key] for key in range(3))
    same_first, same_second = (left[:, key] == right[:, key] for key in range(2))
    before: Bools = first | (same_first & (second | (same_second & third)))
    return before
