"""The leximin of the share of authorised seats filled, by unit, with its cuts.

Which numbers of seats the units can fill together is a polymatroid: a sum over units whose
steps only lose worth is greatest as soon as no single exchange betters it. An exchange gives a
unit one more person along a chain of moves and ends in the pool, or in a unit that loses one; a
unit on the way may lose somebody on one seat and gain another person on a free one. From the
poorest unit on, chains are sought until there is none that betters the order. The seat types
reached then are a minimum cut: everybody eligible for one of them sits in one of them, and every
other seat of their units is filled. So these units together cannot fill more.

A. Frank and K. Murota, "Decreasing minimization on M-convex sets", Mathematical Programming,
2022; A. Federgruen and H. Groenevelt, "The greedy procedure for resource allocation problems",
Operations Research, 1986.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.placement.engine.filling import filled_of, officers_of, seats_in_frame
from staffalloc.placement.engine.model import NOT_ELIGIBLE, POOL, Ints, PlacementModel
from staffalloc.placement.fair.shares import Shares, Step

NO_LEVEL: Final = 0
_NOBODY: Final = -1


@dataclass(frozen=True)
class FairLevels:
    """A placement no other is fairer than, and the cuts that prove it.

    Attributes
    ----------
    seats, filled : (U,) ints
        Authorised seats in the frame of each unit, and those filled.
    level : (U,) ints
        Units by the step they cannot take, from 1 for the poorest; `NO_LEVEL` where every seat
        is filled or there is none.
    cut : (J,) ints
        The first level whose cut contains the seat type, `NO_LEVEL` where none does.
    seat_of : (N,) ints
        A placement that fills these seats, `POOL` for the pool.
    exchanges : int
        Chains of moves that led from the placement given to it.
    """

    seats: Ints
    filled: Ints
    level: Ints
    cut: Ints
    seat_of: Ints
    exchanges: int

    @property
    def levels(self) -> int:
        return int(self.level.max(initial=0))


def fair_levels(model: PlacementModel, seat_of: Ints) -> FairLevels:
    """Return the fairest filling of seats that placements of these people reach.

    Nobody who has a seat loses it, so whoever must be placed stays placed.

    Parameters
    ----------
    model : PlacementModel
        Of named people. Heads above a ceiling have a price, but no end.
    seat_of : (N,) ints
        A placement to start from, `POOL` for the pool.

    Raises
    ------
    ValueError
        If rows stand for more than one person, or the tiers of a unit end below its seats.
    """
    _check(model)
    search = _Search(model, seat_of)
    waiting: list[tuple[Step, int]] = []
    for unit in range(model.units):
        search.put_back(waiting, unit)
    level = np.full(model.units, NO_LEVEL)
    number, current = NO_LEVEL, None
    while waiting:
        step, unit = heapq.heappop(waiting)
        if step != search.shares.next_step(unit):
            continue  # the unit gave somebody away and stands in the queue anew
        chain = search.better(unit, step)
        if chain is not None:
            for changed in search.move(chain, unit):
                search.put_back(waiting, changed)
            continue
        number, current = (number + 1, step) if step != current else (number, current)
        level[unit] = number
        search.close(number)
    return FairLevels(
        search.shares.seats,
        search.shares.filled,
        level,
        search.cut,
        search.seat_of,
        search.exchanges,
    )


def _check(model: PlacementModel) -> None:
    if (model.count != 1).any():
        raise ValueError("fairness counts named people: every row must be one")
    room = model.ceiling.copy()
    np.add.at(room, model.tier_unit, model.tier_width)
    if (room < np.minimum(seats_in_frame(model), model.people)).any():
        raise ValueError("the tiers of a unit end below its seats")


class _Search:
    """Chains of moves between seat types, backwards from free seats of a unit.

    A person is looked at once a search, and whoever sits in a closed cut never again: no chain
    that enters a cut leaves it. Whoever reaches a unit may go on from its free seats.
    """

    def __init__(self, model: PlacementModel, seat_of: Ints) -> None:
        self.seat_of = seat_of.copy()
        self.cut = np.full(len(model.seats), NO_LEVEL)
        self.exchanges = 0
        self._model = model
        self._officers = officers_of(model, seat_of)
        self.shares = Shares(seats_in_frame(model), filled_of(model, self._officers))
        self._candidates = _Candidates(model)
        self._closed = np.zeros(model.people, bool)
        self._seen = self._closed.copy()
        self._reached: list[int] = []
        self._is_reached = np.zeros(len(model.seats), bool)
        self._entered: set[int] = set()
        # Who moves on once a seat type reached is taken, and the seat type that awaits them.
        self._mover = np.full(len(model.seats), _NOBODY)
        self._target = np.full(len(model.seats), _NOBODY)

    def put_back(self, waiting: list[tuple[Step, int]], unit: int) -> None:
        """Queue a unit by the step it would take next."""
        step = self.shares.next_step(unit)
        if step is not None:
            heapq.heappush(waiting, (step, unit))

    def better(self, unit: int, step: Step) -> tuple[int, int] | None:
        """Return a person whose move begins a bettering chain, and where to; None if none is."""
        self._seen = self._closed.copy()
        self._reached = []
        self._is_reached = self.cut != NO_LEVEL
        self._entered = set()
        self._candidates.start()
        self._enter(unit, _NOBODY, _NOBODY)
        for seat in self._reached:  # grows as seat types are reached
            people = self._candidates.of(seat, self._seen)
            if not len(people):
                continue
            self._seen[people] = True
            leaver = self._leaver(people, step)
            if leaver is not None:
                return leaver, seat
            left, first = np.unique(self.seat_of[people], return_index=True)
            for other, mover in zip(left.tolist(), people[first].tolist(), strict=True):
                if not self._is_reached[other]:
                    self._reach(other, mover, seat)
                    self._enter(int(self._model.seat_unit[other]), mover, seat)
        return None

    def _enter(self, unit: int, mover: int, target: int) -> None:
        """Reach the free seats of a unit; filling one lets somebody leave it for another seat."""
        model = self._model
        if unit in self._entered:
            return
        self._entered.add(unit)
        here = np.arange(*model.unit_start[unit : unit + 2].tolist())
        free = model.in_frame[here] & (self._officers[here] < model.seats[here])
        for seat in here[free & ~self._is_reached[here]].tolist():
            self._reach(seat, mover, target)

    def _reach(self, seat: int, mover: int, target: int) -> None:
        self._is_reached[seat] = True
        self._mover[seat], self._target[seat] = mover, target
        self._reached.append(seat)

    def _leaver(self, people: Ints, step: Step) -> int | None:
        """Return who fills no authorised seat, else one that is worth less than the step."""
        model, seat = self._model, self.seat_of[people]
        idle = (seat == POOL) | ~model.in_frame[seat]
        idle |= self._officers[seat] > model.seats[seat]
        may = idle if idle.any() else self.shares.last_steps_after(model.seat_unit[seat], step)
        found = people[may]
        return int(found[0]) if len(found) else None

    def move(self, chain: tuple[int, int], unit: int) -> tuple[int, ...]:
        """Move everybody along a chain; return the units whose share changed."""
        person, target = chain
        left = int(self.seat_of[person])
        before = self.shares.filled
        while person != _NOBODY:
            self.seat_of[person] = target
            person, target = int(self._mover[target]), int(self._target[target])
        self._officers = officers_of(self._model, self.seat_of)
        self.shares = Shares(self.shares.seats, filled_of(self._model, self._officers))
        self.exchanges += 1
        loser = () if left == POOL else (int(self._model.seat_unit[left]),)
        return tuple(u for u in (unit, *loser) if self.shares.filled[u] != before[u])

    def close(self, level: int) -> None:
        """Close what the last search reached: a cut of this level."""
        self.cut[self._reached] = level
        self._closed = self._seen


class _Candidates:
    """Who is eligible for a seat type, of those not seen yet; each once in a search."""

    def __init__(self, model: PlacementModel) -> None:
        self._model = model
        person, at = model.reach.of(model.place)
        unit = model.reach.unit[at].astype(np.min_scalar_type(model.units))
        self._near = person[np.argsort(unit, kind="stable")]
        self._start = np.concatenate([[0], np.cumsum(np.bincount(unit, minlength=model.units))])
        self._open = np.ascontiguousarray(model.kind_loss.T < NOT_ELIGIBLE)
        self._unseen: dict[int, Ints] = {}
        order = np.argsort(model.listed.seat, kind="stable")
        self._listed = model.listed.person[order]
        self._listed_start = np.searchsorted(
            model.listed.seat[order], np.arange(len(model.seats) + 1)
        )

    def start(self) -> None:
        """Begin a search, in which nobody is seen twice."""
        self._unseen = {}

    def of(self, seat: int, seen: NDArray[np.bool_]) -> Ints:
        """Return who is eligible and not seen, rising."""
        model = self._model
        unit = int(model.seat_unit[seat])
        near = self._unseen.get(unit)
        if near is None:
            near = self._near[self._start[unit] : self._start[unit + 1]]
        near = self._unseen[unit] = near[~seen[near]]
        eligible = near[self._open[model.seat_kind[seat]][model.profile[near]]]
        listed = self._listed[self._listed_start[seat] : self._listed_start[seat + 1]]
        listed = listed[~seen[listed]]
        return np.union1d(eligible, listed) if len(listed) else eligible
