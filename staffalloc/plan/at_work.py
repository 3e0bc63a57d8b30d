"""Everybody at work in a unit under a plan: post, parts, and what they can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from staffalloc.case.case import Case
from staffalloc.placement.engine.model import POOL
from staffalloc.placement.fit import Qualifications, build_qualifications
from staffalloc.plan.officers import Officers

OUTSIDE: Final = -1


@dataclass(frozen=True)
class AtWork:
    """Somebody at work in a unit.

    Attributes
    ----------
    person : int
        Row of ``people.table``, `OUTSIDE` for those who are not in the placement.
    post_id : str
        Blank above the seats and outside the placement.
    parts : mapping of position_id to float
        Share of working time for each position, the lead first.
    """

    cadre_id: str
    person: int
    unit_code: str
    post_id: str
    parts: Mapping[str, float]
    fte: float

    @property
    def lead(self) -> str:
        return next(iter(self.parts))


def everybody_at_work(officers: Officers) -> Iterator[AtWork]:
    """Yield the people who are placed, by row, then those outside the placement who stay."""
    problem = officers.problem
    posts = {post.post_id: post for post in officers.establishment.posts}
    table = problem.people.table
    codes, fte = table["cadre_id"].tolist(), table["fte"].astype(float).tolist()
    for person, j in enumerate(officers.seat_of.tolist()):
        if j != POOL:
            seat, post_id = problem.seats[j], officers.post_of.get(person, "")
            parts = {seat.kind[0]: 1.0}
            if post_id:
                parts = {part.position_id: part.share for part in posts[post_id].parts}
            yield AtWork(codes[person], person, seat.unit_code, post_id, parts, fte[person])
    for row in problem.people.elsewhere.itertuples():
        if row.unit_code and row.position_id:
            parts = {row.position_id: 1.0}
            yield AtWork(row.cadre_id, OUTSIDE, row.unit_code, "", parts, float(row.fte))


class PositionFits:
    """The fit of the people of a placement in single positions, and where it suffices."""

    def __init__(self, case: Case, officers: Officers) -> None:
        self._people = officers.problem.people
        self._policy = case.policy
        self._place = {code: at for at, code in enumerate(case.positions["position_id"])}
        self._case = case

    def of(self, one: AtWork, position: str) -> float:
        """Return the fit; who stays in a position in the unit has that of an incumbent at least."""
        fit = float(self._qualified.fit[self._people.profile[one.person], self._place[position]])
        return max(fit, self._policy.fit_incumbent) if self._stays(one, position) else fit

    def _stays(self, one: AtWork, position: str) -> bool:
        unit, today = self._today
        same = (unit[one.person], today[one.person]) == (one.unit_code, position)
        return bool(same and self._policy.incumbents_may_stay)

    @cached_property
    def _today(self) -> tuple[list[str], list[str]]:
        table = self._people.table
        return table["unit_code"].tolist(), table["position_id"].tolist()

    def suffices(self, one: AtWork, position: str) -> bool:
        """Return whether the standard of a new appointment to the position alone is met."""
        at = self._people.profile[one.person], self._place[position]
        found = self._qualified
        return bool(found.field[at] and found.level[at] and found.theory[at])

    @cached_property
    def _qualified(self) -> Qualifications:
        kinds = [(code, ()) for code in self._place]
        return build_qualifications(self._case, self._people.profiles, kinds)
