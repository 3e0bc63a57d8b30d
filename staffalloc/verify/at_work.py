"""Everybody at work in a unit, read a second time: post, parts, and fit in single positions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from staffalloc.verify.people import Fits
from staffalloc.verify.proposal import Proposal
from staffalloc.verify.roster import NOBODY


class Working(NamedTuple):
    """Somebody at work: person is `NOBODY` for those who are not in the placement.

    `parts` are (position, share of an officer), the lead first.
    """

    code: str
    person: int
    unit: int
    post_id: str
    parts: tuple[tuple[int, float], ...]
    fte: float

    @property
    def lead(self) -> int:
        """Return the lead position."""
        return self.parts[0][0]

    def carries(self, position: int) -> bool:
        """Return whether a position is part of the post."""
        return any(part == position for part, _ in self.parts)


def at_work(proposal: Proposal) -> Iterator[Working]:
    """Yield everybody who is placed, and those outside the placement who stay."""
    catalogue, people = proposal.catalogue, proposal.columns.people
    for sitting in proposal.plan.placed:
        seat, post = proposal.columns.seats[sitting.seat], proposal.posts.get(sitting.post_id)
        parts = post.parts if post else ((seat.lead, 1.0),)
        code, fte = people.ids[sitting.person], float(people.fte[sitting.person])
        yield Working(code, sitting.person, seat.unit, sitting.post_id, parts, fte)
    cadres = catalogue.case.tables["cadres"]
    fte_of = dict(zip(cadres["cadre_id"], cadres["fte"], strict=True))
    for code, (unit_code, position_id) in people.outside.items():
        unit = catalogue.unit_at.get(unit_code)
        held = catalogue.position_at.get(position_id)
        if unit is not None and held is not None:
            yield Working(code, NOBODY, unit, "", ((held, 1.0),), float(fte_of[code]))


class PositionFits:
    """Fit in single positions, that of an incumbent at least for who stays, and standards."""

    def __init__(self, proposal: Proposal) -> None:
        self._columns = proposal.columns
        self._least = proposal.catalogue.policy.fit_incumbent
        people, jobs = proposal.columns.people, proposal.columns.work.jobs
        self._value = Fits.of(proposal.catalogue, people, jobs).value
        self._jobs = jobs

    def of(self, one: Working, position: int) -> float:
        """Return the fit; nobody judged the people outside the placement, who stay."""
        people = self._columns.people
        if one.person == NOBODY:
            return 1.0
        fit = float(self._value[people.profile[one.person], position])
        today = (int(people.today[one.person]), int(people.position[one.person]))
        stays = today == (one.unit, position) and self._columns.may_stay
        return max(fit, self._least) if stays else fit

    def suffices(self, one: Working, position: int) -> bool:
        """Return whether somebody meets the standard of a position: field, level, theory."""
        people, jobs = self._columns.people, self._jobs
        if one.person == NOBODY:
            return False
        fit = float(self._value[people.profile[one.person], position])
        above = int(people.level[one.person]) - int(jobs.level[position])
        exacting = bool(jobs.leadership[position] or jobs.strict[position])
        level = above >= 0 or (above == -1 and not exacting)
        theory = int(people.theory[one.person]) >= int(jobs.theory[position])
        return fit > 0 and level and theory
