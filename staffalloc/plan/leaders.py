"""Leaders' posts of every unit: who holds each, and who was excluded by which condition."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.vocabulary import RANKS, rank_of
from staffalloc.placement.columns import CONDITIONS, people_by_seat
from staffalloc.plan.officers import Officers

_COLUMNS: Final = [
    "unit_code",
    "lead_position",
    "post_id",
    "cadre_id",
    "verdict",
    "considered",
    "eligible",
    *(f"excluded_{condition}" for condition in CONDITIONS),
    "excluded_here",
]
_NOT_COUNTED: Final = (np.nan,) * (2 + len(CONDITIONS)) + ("",)


def leaders_table(case: Case, officers: Officers) -> pd.DataFrame:
    """Return one row a leader's post, by unit and position.

    Considered are the people of the placement whose rank is the post's, higher, or one step
    lower. Each of them is eligible or counted once, under the first condition that excludes
    them; those who belong to the unit today are listed by code with that condition.
    """
    considered = _Considered(case, officers)
    counts_of = cache(considered.counts)
    codes = officers.problem.people.table["cadre_id"].tolist()
    holders = {post: codes[person] for person, post in officers.post_of.items()}
    outside = _outside(officers)
    rows: list[tuple[Any, ...]] = []
    for post in officers.establishment.posts:
        if not post.leader:
            continue
        cell, seat = (post.unit_code, post.lead), considered.seats.get(post.seat_type)
        if seat is not None:
            holder = holders.get(post.post_id, "")
            verdict, counts = "filled" if holder else "vacant", counts_of(seat)
        else:
            holder = outside[cell].pop(0) if outside[cell] else ""
            verdict, counts = "outside" if holder else "outside_vacant", _NOT_COUNTED
        rows.append((*cell, post.post_id, holder, verdict, *counts))
    rows.sort(key=lambda row: row[:3])
    return pd.DataFrame(rows, columns=_COLUMNS)


def _outside(officers: Officers) -> dict[tuple[str, str], list[str]]:
    """People who are not in this placement, by unit and position."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in officers.problem.people.elsewhere.itertuples():
        found[row.unit_code, row.position_id].append(row.cadre_id)
    return found


class _Considered:
    """The people considered for each seat, counted by what excludes them."""

    def __init__(self, case: Case, officers: Officers) -> None:
        self._problem = officers.problem
        order = rank_of(RANKS)
        self._ranks = self._problem.people.table["rank"].map(order).to_numpy(np.int64)
        self._asked = case.positions.set_index("position_id")["rank"].map(order).to_dict()
        self._codes = self._problem.people.table["cadre_id"].to_numpy(object)
        self._units = {code: place for place, code in enumerate(self._problem.units)}
        self._by_seat = people_by_seat(self._problem.columns, len(self._problem.seats))
        self.seats = {seat.name: j for j, seat in enumerate(self._problem.seats)}

    def counts(self, seat: int) -> tuple[Any, ...]:
        """Return considered, eligible, excluded by each condition, and whom of the unit."""
        kind, unit = self._problem.seats[seat].kind, self._problem.seats[seat].unit_code
        eligible = np.zeros(len(self._ranks), bool)
        eligible[self._by_seat[seat]] = True
        considered = eligible | (self._ranks >= self._asked[kind[0]] - 1)
        failing = self._problem.builder.first_failing(seat)
        excluded = considered & ~eligible & (failing >= 0)
        by_condition = np.bincount(failing[excluded], minlength=len(CONDITIONS))
        here = excluded & (self._problem.people.unit == self._units[unit])
        return (
            int(considered.sum()),
            int((considered & eligible).sum()),
            *by_condition.tolist(),
            ";".join(f"{self._codes[i]}:{CONDITIONS[failing[i]]}" for i in np.flatnonzero(here)),
        )
