"""Columns of the placement: pairs of a person and a seat type, with pins applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from staffalloc.case.hours import milli_hour
from staffalloc.verify.catalogue import Bools, Catalogue, Floats, Ints
from staffalloc.verify.people import Kinds, Travel, Work
from staffalloc.verify.roster import NOBODY, Pin, Roster
from staffalloc.verify.seats import SeatType

PARTS: Final = (
    "misfit",
    "change_position",
    "rank_down",
    "change_unit",
    "travel",
    "preference",
)


@dataclass(frozen=True)
class Pairs:
    """Pairs of people and seat types: parts of the loss (milli-hours) and what the rules say.

    `fit` is not below that of an incumbent where somebody stays. `eligible` counts pins.
    `standard` and `rank` say whether a new appointment would meet them; an incumbent may stay
    where it would not.
    """

    parts: Mapping[str, Ints]
    fit: Floats
    eligible: Bools
    incumbent: Bools
    standard: Bools
    rank: Bools

    @property
    def loss(self) -> Ints:
        """Return the loss of each pair, the sum of its parts."""
        total = np.zeros(self.eligible.shape, dtype=np.int64)
        for part in PARTS:
            total += self.parts[part]
        return total


@dataclass(frozen=True)
class Locks:
    """Seat type each person is bound to, `NOBODY` for none, (C,), and those closed to all else."""

    seat_of: Ints
    closed: Bools

    def allow(self, person: Ints, seat: Ints) -> Bools:
        """Return whether each pair may be, as far as locks go."""
        own = self.seat_of[person]
        return np.where(own == NOBODY, ~self.closed[seat], own == seat)


@dataclass(frozen=True)
class Columns:
    """People and seat types of one placement; everything asked about a pair is asked here."""

    policy_price_pool: int
    policy_price_pool_today: int
    may_stay: bool
    people: Roster
    seats: tuple[SeatType, ...]
    unit: Ints
    kinds: Kinds
    work: Work
    travel: Travel
    locks: Locks | None = None

    @classmethod
    def of(cls, catalogue: Catalogue, people: Roster, seats: tuple[SeatType, ...]) -> Columns:
        """Ask about `people` and `seats` of a case."""
        policy = catalogue.policy
        kinds = Kinds.of(seats, len(catalogue.position_ids))
        return cls(
            policy_price_pool=milli_hour(policy.pool_price * catalogue.awt),
            policy_price_pool_today=milli_hour(policy.pool_price_today * catalogue.awt),
            may_stay=policy.incumbents_may_stay,
            people=people,
            seats=seats,
            unit=np.array([seat.unit for seat in seats], dtype=np.int64),
            kinds=kinds,
            work=Work.of(catalogue, people, kinds),
            travel=Travel.of(catalogue, people),
        )

    def pairs(self, person: Ints, seat: Ints) -> Pairs:
        """Return what the rules and prices say of pairs, two arrays of one shape (N,)."""
        unit, kind, profile = self.unit[seat], self.kinds.of_seat[seat], self.people.profile[person]
        today = self.people.position[person]
        incumbent = (
            (unit == self.people.today[person])
            & (today != NOBODY)
            & self.kinds.carries[kind, today]
            & self.may_stay
        )
        place, reachable = self.travel.parts(person, unit)
        standard = self.work.meets_standard[profile, kind]
        rank = self.work.meets_rank[profile, kind]
        appointed = self.work.allowed[profile, kind] & reachable
        appointed &= ~(self.work.outsider[kind] & self.people.is_native(person, unit))
        pinned = self._apply_pins(person, seat, incumbent | appointed)
        eligible = pinned[1] if self.locks is None else pinned[1] & self.locks.allow(person, seat)
        parts = {**self.work.parts(profile, kind, incumbent), **place, "preference": pinned[0]}
        fit = self.work.fit_of(profile, kind, incumbent)
        return Pairs(parts, fit, eligible, incumbent, standard, rank)

    def _apply_pins(self, person: Ints, seat: Ints, allowed: Bools) -> tuple[Ints, Bools]:
        preference, eligible = np.zeros(person.shape, dtype=np.int64), allowed.copy()
        for one in np.unique(person).tolist():
            if one in self.people.pins:
                at = np.flatnonzero(person == one)
                preference[at], eligible[at] = self._pinned(one, seat[at], allowed[at])
        return preference, eligible

    def _pinned(self, person: int, seat: Ints, allowed: Bools) -> tuple[Ints, Bools]:
        """Apply the pins of one person: what each names, forbids or prefers."""
        preference = np.zeros(seat.shape, dtype=np.int64)
        eligible = allowed.copy()
        refused = np.zeros(seat.shape, dtype=np.bool_)
        for pin in self.people.pins[person]:
            named = self._named(pin, seat)
            if pin.action == "prefer":
                preference -= np.where(named, pin.hours, 0)
            elif pin.action == "forbid":
                refused |= named
            else:
                refused |= ~named
                # A recorded decision stands above every rule but the bar itself.
                if pin.authored and not self.people.barred[person]:
                    eligible |= named
        return preference, eligible & ~refused

    def _named(self, pin: Pin, seat: Ints) -> Bools:
        named = np.ones(seat.shape, dtype=np.bool_)
        if pin.unit != NOBODY:
            named &= self.unit[seat] == pin.unit
        if pin.position != NOBODY:
            named &= self.kinds.carries[self.kinds.of_seat[seat], pin.position]
        return named

    def training(self, person: int, seat: int) -> str:
        """Return whether the field is exact, related, to be coached or another; free: none asked.

        A field is related by its family; where only coaching leads to it, it is coached.
        """
        profile, kind = self.people.profile[person], self.kinds.of_seat[seat]
        if self.work.free[kind]:
            return "free"
        if self.work.trained[profile, kind]:
            return "exact"
        if not self.work.suitable[profile, kind]:
            return "other"
        return "related" if self.work.related[profile, kind] else "coached"

    def pool_price(self, person: int) -> int | None:
        """Return the price of leaving a person out, None where a pin rules that out."""
        if self.must_be_placed(person):
            return None
        from_pool = self.people.today[person] == NOBODY
        return self.policy_price_pool_today if from_pool else self.policy_price_pool

    def must_be_placed(self, person: int) -> bool:
        """Return whether a keep or assign pin names the person, or a lock binds them."""
        if self.locks is not None and self.locks.seat_of[person] != NOBODY:
            return True
        return any(pin.action in ("keep", "assign") for pin in self.people.pins.get(person, ()))
