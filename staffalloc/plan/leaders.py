"""Leaders' posts of every unit: who holds each, and who was excluded by which condition."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.vocabulary import RANKS, rank_of
from staffalloc.placement.columns import CONDITIONS
from staffalloc.placement.eligible import EligiblePeople
from staffalloc.placement.engine.model import Ints
from staffalloc.placement.territory import ANYWHERE
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
_PROTECTED: Final = CONDITIONS.index("protected")
_PROVINCE: Final = CONDITIONS.index("province")
_NOT_COUNTED: Final = (np.nan,) * (2 + len(CONDITIONS)) + ("",)


def leaders_table(case: Case, officers: Officers, eligible: EligiblePeople) -> pd.DataFrame:
    """Return one row a leader's post, by unit and position.

    Considered are the people of the placement whose rank is the post's, higher, or one step
    lower. Each of them is eligible or counted once, under the first condition that excludes
    them; those who belong to the unit today are listed by code with that condition.
    """
    problem = officers.problem
    seat_named = {seat.name: j for j, seat in enumerate(problem.seats)}
    posts = [post for post in officers.establishment.posts if post.leader]
    seats = sorted({seat_named[p.seat_type] for p in posts if p.seat_type in seat_named})
    counts = _Considered(case, officers, eligible).counts(np.array(seats, np.int64))
    codes = problem.people.table["cadre_id"].tolist()
    holders = {post: codes[person] for person, post in officers.post_of.items()}
    outside = _outside(officers)
    rows: list[tuple[Any, ...]] = []
    for post in posts:
        cell, seat = (post.unit_code, post.lead), seat_named.get(post.seat_type)
        if seat is not None:
            holder = holders.get(post.post_id, "")
            verdict, counted = "filled" if holder else "vacant", counts[seat]
        else:
            holder = outside[cell].pop(0) if outside[cell] else ""
            verdict, counted = "outside" if holder else "outside_vacant", _NOT_COUNTED
        rows.append((*cell, post.post_id, holder, verdict, *counted))
    rows.sort(key=lambda row: row[:3])
    return pd.DataFrame(rows, columns=_COLUMNS)


def _outside(officers: Officers) -> dict[tuple[str, str], list[str]]:
    """People who are not in this placement, by unit and position."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in officers.problem.people.elsewhere.itertuples():
        found[row.unit_code, row.position_id].append(row.cadre_id)
    return found


class _Considered:
    """The people considered for each seat, counted by what excludes them.

    Who may not serve in the province of a unit is only counted, not looked at one by one.
    """

    def __init__(self, case: Case, officers: Officers, eligible: EligiblePeople) -> None:
        self._problem = officers.problem
        self._eligible = eligible
        order = rank_of(RANKS)
        self._ranks = self._problem.people.table["rank"].map(order).to_numpy(np.int64)
        asked = case.positions.set_index("position_id")["rank"].map(order)
        leads = [seat.kind[0] for seat in self._problem.seats]
        self._asked = asked[leads].to_numpy(np.int64) - 1
        self._codes = self._problem.people.table["cadre_id"].to_numpy(object)

    def counts(self, seats: Ints) -> dict[int, tuple[Any, ...]]:
        """Return considered, eligible, excluded by each condition, and whom of the unit."""
        found: dict[int, tuple[Any, ...]] = {}
        units = self._problem.builder.seat_unit[seats]
        provinces = self._problem.builder.place.units.province[units]
        for province in np.unique(provinces).tolist():
            near = self._who_may_serve_in(province)
            beyond = self._beyond(near)
            for unit in np.unique(units[provinces == province]).tolist():
                found |= self._counts_of_unit(unit, seats[units == unit], near, beyond)
        return found

    def _who_may_serve_in(self, province: int) -> Ints:
        """Return the people of a province, those of whom none is known, and those with pins."""
        of_person = self._problem.builder.place.province
        near = (of_person == province) | (of_person == ANYWHERE)
        near[list(self._problem.pins)] = True
        return np.flatnonzero(near)

    def _beyond(self, near: Ints) -> Ints:
        """Count the others by whether they may move and by the least rank, (2, ranks)."""
        others = np.ones(len(self._ranks), bool)
        others[near] = False
        movable = self._problem.builder.place.movable[others].astype(np.int64)
        count = np.zeros((2, len(RANKS) + 1), np.int64)
        np.add.at(count, (movable, self._ranks[others]), 1)
        at_least: Ints = count[:, ::-1].cumsum(axis=1)[:, ::-1]
        return at_least

    def _counts_of_unit(
        self, unit: int, seats: Ints, near: Ints, beyond: Ints
    ) -> dict[int, tuple[Any, ...]]:
        first = self._problem.builder.first_failing(unit, seats, near)
        of_unit = self._problem.people.unit[near] == unit
        found = {}
        for seat, failing in zip(seats.tolist(), first.T, strict=True):
            asked = max(0, int(self._asked[seat]))
            eligible = np.isin(near, self._eligible.of(seat))
            high = self._ranks[near] >= asked
            excluded = high & ~eligible & (failing >= 0)
            by_condition = np.bincount(failing[excluded], minlength=len(CONDITIONS))
            by_condition[[_PROTECTED, _PROVINCE]] += beyond[:, asked]
            found[seat] = (
                int((eligible | high).sum() + beyond[:, asked].sum()),
                int(eligible.sum()),
                *by_condition.tolist(),
                self._named(near, failing, excluded & of_unit),
            )
        return found

    def _named(self, people: Ints, failing: Ints, chosen: NDArray[np.bool_]) -> str:
        pairs = zip(self._codes[people[chosen]], failing[chosen], strict=True)
        return ";".join(f"{code}:{CONDITIONS[at]}" for code, at in pairs)
