"""Columns: which people may take which seat types, and at what loss.

A column is never built to be looked at: people who lose the sum of two tables are told to the
engine as those tables, the others as a list of pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.problems import CaseError, Problem
from staffalloc.placement.engine.model import Ints, ListedPairs, Reach
from staffalloc.placement.fit import asks_no_field
from staffalloc.placement.losses import PostLosses, build_post_losses
from staffalloc.placement.natives import Natives
from staffalloc.placement.people import People
from staffalloc.placement.pins import Cell, PersonPins
from staffalloc.placement.seats import SeatType
from staffalloc.placement.territory import PLACE_CONDITIONS, PlaceLosses, build_place_losses

Bools = NDArray[np.bool_]

# Conditions of a new appointment, in the order a reader is told of the first that fails.
CONDITIONS: Final = (
    "protected",
    "province",
    "distance",
    "discipline",
    "plan",
    "level",
    "field",
    "theory",
    "native",
    "term",
    "review",
    "decision",
)
_NATIVE: Final = CONDITIONS.index("native")


@dataclass(frozen=True)
class LossParts:
    """The losses of some columns part by part, in milli-hours: arrays of one length."""

    misfit: Ints
    change_position: Ints
    rank_down: Ints
    change_unit: Ints
    travel: Ints
    preference: Ints

    @property
    def total(self) -> Ints:
        return (
            self.misfit
            + self.change_position
            + self.rank_down
            + self.change_unit
            + self.travel
            + self.preference
        )


class ColumnBuilder:
    """Joins people, seat types and losses; answers for one pair as it does for all.

    Parameters
    ----------
    case : Case
    people : People
    seats : sequence of SeatType
    pins : mapping of row to PersonPins
    place : PlaceLosses, optional
        Those of the same case and people, if they are known already.
    post : PostLosses, optional
        Those of the same people and kinds of post, if they are known already.
    """

    def __init__(
        self,
        case: Case,
        people: People,
        seats: Sequence[SeatType],
        pins: Mapping[int, PersonPins],
        place: PlaceLosses | None = None,
        post: PostLosses | None = None,
    ) -> None:
        self.people = people
        self.seats = seats
        self.pins = pins
        kinds = sorted({seat.kind for seat in seats})
        self._units = {code: place for place, code in enumerate(case.units["unit_code"])}
        place_of = {kind: place for place, kind in enumerate(kinds)}
        self.seat_kind = np.array([place_of[seat.kind] for seat in seats], np.int64)
        self.seat_unit = np.array([self._units[seat.unit_code] for seat in seats], np.int64)
        self.post: PostLosses = build_post_losses(case, people, kinds) if post is None else post
        self.place: PlaceLosses = build_place_losses(case, people) if place is None else place
        self.natives = Natives.of(case, people, kinds)
        asked = case.positions.set_index("position_id")["required_fields"]
        self._asks_no_field = [asks_no_field(asked[lead]) for lead, _ in kinds]
        self._own = _own_seats(case, people, seats)
        self._cells: dict[Cell, Bools] = {}

    def reach(self) -> Reach:
        """Return the units within reach, a row a person; none for people with pins.

        Where somebody is from, seats are open one by one: those are listed.
        """
        pinned = np.zeros(len(self.people), bool)
        pinned[list(self.pins)] = True
        return self.natives.left_out_of(self.place.reach(closed=pinned))

    def listed(self) -> ListedPairs:
        """Return the columns that are no sum of tables, each once.

        They are those of incumbents, of people where they are from, and of people with pins.

        Raises
        ------
        CaseError
            If somebody who must be placed is eligible nowhere.
        """
        options = {row: self.seats_of(row) for row in self.pins}
        self._require_seats(options)
        at_home = self._open_where_from()
        person = np.concatenate([self._own.person, at_home[0]])
        seat = np.concatenate([self._own.seat, at_home[1]])
        free = ~np.isin(person, list(self.pins))
        pinned = np.repeat(list(options), [len(seats) for seats in options.values()])
        person = np.concatenate([person[free], pinned]).astype(np.int64)
        seat = np.concatenate([seat[free], *options.values()]).astype(np.int64)
        width = max(1, len(self.seats))
        person, seat = np.divmod(np.unique(person * width + seat), width)
        return ListedPairs(person, seat, self.parts(person, seat).total)

    def is_incumbent(self, person: Ints, seat: Ints) -> Bools:
        """Return whether each seat carries the person's position in the person's unit."""
        return self._own.has(person, seat)

    def seats_of(self, person: int) -> list[int]:
        """Return the seat types the person may hold, pins considered."""
        return [int(seat) for seat in np.flatnonzero(self._open_to(person))]

    def meets_standard(self, person: Ints, seat: Ints) -> Bools:
        """Return whether field, level and political theory suffice for each seat."""
        return self.post.suffices(self.people.profile[person], self.seat_kind[seat])

    def failing(self, person: int, seat: int) -> tuple[str, ...]:
        """Return the conditions the pair fails, in their fixed order.

        Only the planner's decision binds an incumbent.
        """
        held = dict.fromkeys(CONDITIONS, True)
        if not self.is_incumbent(np.array(person), np.array(seat)).any():
            held |= {name: bool(self._holds(name, person, seat)) for name in CONDITIONS[:-1]}
        held["decision"] = not self._forbidden(person)[seat]
        return tuple(name for name in CONDITIONS if not held[name])

    def first_failing(self, unit: int, seats: Ints, people: Ints) -> Ints:
        """Return the place in `CONDITIONS` of what first excludes people from seats of a unit.

        -1 where nothing does; shape (people, seats). It is the first of `failing`.
        """
        profile = self.people.profile[people]
        found = self._first_of_post[profile[:, None], self.seat_kind[seats]].astype(np.int64)
        for place, name in reversed(list(enumerate(CONDITIONS))):
            if name in PLACE_CONDITIONS:
                found[~self.place.holds(name, people, np.array(unit))] = place
        open_to = self.natives.open_to(people[:, None], np.array(unit), self.seat_kind[seats])
        found[~open_to & ((found < 0) | (found > _NATIVE))] = _NATIVE
        found[self.is_incumbent(people[:, None], seats)] = -1
        for at in np.flatnonzero(np.isin(people, list(self.pins))).tolist():
            decided = self._forbidden(int(people[at]))[seats] & (found[at] < 0)
            found[at, decided] = len(CONDITIONS) - 1
        return found

    @cached_property
    def _first_of_post(self) -> NDArray[np.int8]:
        """The place in `CONDITIONS` of what first excludes a profile from a kind, -1: nothing."""
        found = np.full(self.post.fit.shape, -1, np.int8)
        for place, name in reversed(list(enumerate(CONDITIONS))):
            if name in self.post.conditions:
                found[~self.post.conditions[name]] = place
        return found

    def opened_by_waiving(self, person: int) -> dict[str, int]:
        """Return how many seat types each condition alone keeps closed to a person."""
        everywhere = np.arange(len(self.seats))
        fails = [~self._holds(name, np.array([person]), everywhere) for name in CONDITIONS[:-1]]
        everything = np.array([*fails, self._forbidden(person)])
        everything[:-1, self._own.seats_of(person)] = False
        alone = everything & (everything.sum(axis=0) == 1) & ~self._open_to(person)
        return dict(zip(CONDITIONS, alone.sum(axis=1).tolist(), strict=True))

    def training(self, person: int, seat: int) -> str:
        """Return whether the field is exact, related, to be coached or another; or free.

        Related is one of the family; coached what only the coaching table leads to.
        """
        if self._asks_no_field[self.seat_kind[seat]]:
            return "free"
        profile, kind = self.people.profile[person], self.seat_kind[seat]
        if self.post.trained[profile, kind]:
            return "exact"
        if not self.post.suitable[profile, kind]:
            return "other"
        return "related" if self.post.related[profile, kind] else "coached"

    def fit(self, person: Ints, seat: Ints) -> NDArray[np.float64]:
        """Return the fit over the positions of each seat, 0 to 1, pair by pair."""
        return self.post.fit[self.people.profile[person], self.seat_kind[seat]]

    def km(self, person: Ints, seat: Ints) -> NDArray[np.float64]:
        """Return km from today's unit to the seat's, pair by pair; NaN from the pool."""
        return self.place.km(person, self.seat_unit[seat])

    def parts(self, person: Ints, seat: Ints) -> LossParts:
        """Return the losses of some pairs part by part, eligible or not."""
        profile, kind, unit = (
            self.people.profile[person],
            self.seat_kind[seat],
            self.seat_unit[seat],
        )
        return LossParts(
            self.post.misfit(profile, kind, self.is_incumbent(person, seat)),
            self.post.change_position(profile, kind),
            self.post.rank_down(profile, kind),
            self.place.change_unit(person, unit),
            self.place.travel(person, unit),
            self._preference(person, seat),
        )

    def work_loss(self, person: Ints, seat: Ints) -> Ints:
        """Return the part of the loss that is the work's: misfit, position and ranks."""
        profile, kind = self.people.profile[person], self.seat_kind[seat]
        loss = self.post.misfit(profile, kind, self.is_incumbent(person, seat))
        loss += self.post.change_position(profile, kind)
        loss += self.post.rank_down(profile, kind)
        return loss

    def _holds(self, condition: str, person: Any, seat: Any) -> Bools:
        """Whether a condition other than the planner's decision holds; indices broadcast."""
        if condition in self.post.conditions:
            held = self.post.conditions[condition]
            return np.asarray(held[self.people.profile[person], self.seat_kind[seat]])
        if condition == "native":
            return self.natives.open_to(person, self.seat_unit[seat], self.seat_kind[seat])
        return self.place.holds(condition, person, self.seat_unit[seat])

    def _open_where_from(self) -> tuple[Ints, Ints]:
        """People, and the seats of the units they are from that every condition opens to them."""
        person, seat = self.natives.seats(self.seat_unit)
        unit, kind = self.seat_unit[seat], self.seat_kind[seat]
        kept = self.post.allowed[self.people.profile[person], kind]
        kept &= self.place.allowed(person, unit) & self.natives.open_to(person, unit, kind)
        return person[kept], seat[kept]

    def _require_seats(self, options: Mapping[int, Sequence[int]]) -> None:
        codes = self.people.table["cadre_id"]
        problems = [
            Problem("pin_not_eligible", table="pins", fields=(("cadre", codes.iloc[row]),))
            for row, seats in options.items()
            if self.pins[row].only is not None and not seats
        ]
        if problems:
            raise CaseError(problems)

    def _open_to(self, person: int) -> Bools:
        """Which seats a person may hold, (J,)."""
        units = np.arange(len(self.place.units))
        allowed: Bools = self.post.allowed[self.people.profile[person]][self.seat_kind]
        allowed &= self.place.allowed(np.array([person]), units)[self.seat_unit]
        allowed &= self.natives.open_to(np.array([person]), self.seat_unit, self.seat_kind)
        allowed[self._own.seats_of(person)] = True
        if person in self.pins:
            allowed |= self._decided(person)
            allowed &= ~self._forbidden(person)
        return allowed

    def _decided(self, person: int) -> Bools:
        """Where a recorded decision stands above every rule but the bar itself, (J,)."""
        pins = self.pins[person]
        barred = self.people.table["discipline"].iloc[person] == "barred"
        if pins.only is None or not pins.recorded or barred:
            return np.zeros(len(self.seats), bool)
        return self._held_by(pins.only)

    def _forbidden(self, person: int) -> Bools:
        """Which seats the planner's decisions close to a person, (J,)."""
        closed = np.zeros(len(self.seats), bool)
        pins = self.pins.get(person)
        if pins is None:
            return closed
        for cell in pins.forbidden:
            closed |= self._held_by(cell)
        return closed if pins.only is None else closed | ~self._held_by(pins.only)

    def _held_by(self, cell: Cell) -> Bools:
        """Which seats lie in a cell, (J,)."""
        if cell not in self._cells:
            held = np.zeros(len(self.seats), bool)
            unit = self._units.get(cell.unit_code, -1)
            asked = self.seat_unit == unit if cell.unit_code else ~held
            held[asked] = [cell.holds(self.seats[j]) for j in np.flatnonzero(asked).tolist()]
            self._cells[cell] = held
        return self._cells[cell]

    def _preference(self, person: Ints, seat: Ints) -> Ints:
        """What the planner's preferences take off the loss, below zero, pair by pair."""
        saved = np.zeros(len(person), np.int64)
        preferring = [row for row, pins in self.pins.items() if pins.preferred]
        for at in np.flatnonzero(np.isin(person, preferring)).tolist():
            for cell, hours in self.pins[int(person[at])].preferred:
                saved[at] -= hours * self._held_by(cell)[seat[at]]
        return saved


@dataclass(frozen=True)
class _Pairs:
    """Some pairs of people and seats, by ``person * seats + seat``."""

    key: Ints
    seats: int

    @property
    def person(self) -> Ints:
        return self.key // max(1, self.seats)

    @property
    def seat(self) -> Ints:
        return self.key % max(1, self.seats)

    def seats_of(self, person: int) -> Ints:
        edges = np.searchsorted(self.key, [person * self.seats, (person + 1) * self.seats])
        return self.key[slice(*edges.tolist())] - person * self.seats

    def has(self, person: Ints, seat: Ints) -> Bools:
        asked = person * self.seats + seat
        if not len(self.key):
            return np.zeros(np.shape(asked), bool)
        at = np.minimum(np.searchsorted(self.key, asked), len(self.key) - 1)
        found: Bools = self.key[at] == asked
        return found


def _own_seats(case: Case, people: People, seats: Sequence[SeatType]) -> _Pairs:
    """People, and seats of their own units that carry the position held today."""
    carriers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for j, seat in enumerate(seats):
        for position in seat.positions if case.policy.incumbents_may_stay else ():
            carriers[seat.unit_code, position].append(j)
    today = people.table["unit_code"].tolist(), people.table["position_id"].tolist()
    cells = zip(*today, strict=True)
    own = [row * len(seats) + j for row, cell in enumerate(cells) for j in carriers.get(cell, ())]
    return _Pairs(np.array(own, np.int64), len(seats))
