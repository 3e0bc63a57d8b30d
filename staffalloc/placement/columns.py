"""Columns: every eligible pair of a person and a seat type, with its loss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.problems import CaseError, Problem
from staffalloc.placement.fit import asks_no_field
from staffalloc.placement.losses import (
    PlaceLosses,
    PostLosses,
    build_place_losses,
    build_post_losses,
)
from staffalloc.placement.people import People
from staffalloc.placement.pins import PersonPins
from staffalloc.placement.seats import SeatType

# Conditions of a new appointment, in the order a reader is told of the first that fails.
CONDITIONS: Final = (
    "protected",
    "distance",
    "discipline",
    "plan",
    "level",
    "field",
    "theory",
    "decision",
)
_BLOCK: Final = 512  # people at a time: bounds memory, not results


@dataclass(frozen=True)
class Columns:
    """Eligible pairs, sorted by person and seat type.

    Attributes
    ----------
    person, seat : (E,) int64 arrays
        Row in ``people.table`` and place in the list of seat types.
    loss : (E,) int64 array
        Milli-hours a year.
    """

    person: NDArray[np.int64]
    seat: NDArray[np.int64]
    loss: NDArray[np.int64]

    def of_person(self, row: int) -> slice:
        """Return where the columns of one person stand."""
        start, stop = np.searchsorted(self.person, [row, row + 1])
        return slice(int(start), int(stop))


def people_by_seat(columns: Columns, seats: int) -> list[NDArray[np.int64]]:
    """Return the people eligible for each seat type, by row."""
    order = np.argsort(columns.seat, kind="stable")
    edges = np.searchsorted(columns.seat[order], np.arange(1, seats))
    return np.split(columns.person[order], edges)[:seats]


@dataclass(frozen=True)
class LossParts:
    """The loss of one column, part by part, in milli-hours."""

    misfit: int
    change_position: int
    rank_down: int
    change_unit: int
    travel: int
    preference: int

    @property
    def total(self) -> int:
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
    """

    def __init__(
        self,
        case: Case,
        people: People,
        seats: Sequence[SeatType],
        pins: Mapping[int, PersonPins],
    ) -> None:
        self.people = people
        self.seats = seats
        self.pins = pins
        kinds = sorted({seat.kind for seat in seats})
        units = {code: place for place, code in enumerate(case.units["unit_code"])}
        place_of = {kind: place for place, kind in enumerate(kinds)}
        self._kind = np.array([place_of[seat.kind] for seat in seats], np.int64)
        self._unit = np.array([units[seat.unit_code] for seat in seats], np.int64)
        self.post: PostLosses = build_post_losses(case, people, kinds)
        asked = case.positions.set_index("position_id")["required_fields"]
        self._asks_no_field = [asks_no_field(asked[lead]) for lead, _ in kinds]
        self.place: PlaceLosses = build_place_losses(case, people)
        self._stays = _incumbent_seats(case, people, seats)
        self._incumbents: dict[int, list[int]] = defaultdict(list)
        for row, own in self._stays.items():
            for seat in own:
                self._incumbents[seat].append(row)

    def all_columns(self) -> Columns:
        """Return every eligible pair.

        Raises
        ------
        CaseError
            If somebody who must be placed is eligible nowhere.
        """
        self._require_eligible_pins()
        blocks = [
            self._block(start, min(start + _BLOCK, len(self.people)))
            for start in range(0, len(self.people), _BLOCK)
        ]
        if not blocks:
            empty = np.zeros(0, np.int64)
            return Columns(empty, empty, empty)
        person, seat, loss = (np.concatenate(part) for part in zip(*blocks, strict=True))
        return Columns(person, seat, loss)

    def is_incumbent(self, person: int, seat: int) -> bool:
        """Return whether the seat carries the person's position in the person's unit."""
        return seat in self._stays.get(person, ())

    def seats_of(self, person: int) -> list[int]:
        """Return the seat types the person may hold, pins considered."""
        return [int(j) for j in np.flatnonzero(self._allowed_rows(person, person + 1)[0])]

    def meets_standard(self, person: int, seat: int) -> bool:
        """Return whether field, level and political theory suffice for the seat."""
        return bool(self.post.suffices[self.people.profile[person], self._kind[seat]])

    def failing(self, person: int, seat: int) -> tuple[str, ...]:
        """Return the conditions the pair fails, in their fixed order.

        Only the planner's decision binds an incumbent.
        """
        held = dict.fromkeys(CONDITIONS, True)
        if not self.is_incumbent(person, seat):
            held |= {name: bool(self._holds(name, person, seat)) for name in CONDITIONS[:-1]}
        pins = self.pins.get(person)
        held["decision"] = pins is None or not pins.forbids(self.seats[seat])
        return tuple(name for name in CONDITIONS if not held[name])

    def first_failing(self, seat: int) -> NDArray[np.int64]:
        """Return the place in `CONDITIONS` of what excludes each person, -1 where nothing does.

        Shape (people,); the same as the first of `failing`.
        """
        everybody = np.arange(len(self.people))
        decided = [row for row, pins in self.pins.items() if pins.forbids(self.seats[seat])]
        incumbents = self._incumbents.get(seat, [])
        found = np.full(len(self.people), -1, np.int64)
        found[decided] = len(CONDITIONS) - 1
        bound = found.copy()
        for place, name in reversed(list(enumerate(CONDITIONS[:-1]))):
            found[~self._holds(name, everybody, seat)] = place
        found[incumbents] = bound[incumbents]
        return found

    def opened_by_waiving(self, person: int) -> dict[str, int]:
        """Return how many seat types each condition alone keeps closed to a person."""
        open_to = self._allowed_rows(person, person + 1)[0]
        seats = np.arange(len(self.seats))
        fails = [~self._holds(name, person, seats) for name in CONDITIONS[:-1]]
        pins = self.pins.get(person)
        forbidden = np.zeros(len(self.seats), bool)
        if pins is not None:
            forbidden[:] = [pins.forbids(seat) for seat in self.seats]
        everything = np.array([*fails, forbidden])
        everything[:-1, list(self._stays.get(person, ()))] = False
        alone = everything & (everything.sum(axis=0) == 1) & ~open_to
        return dict(zip(CONDITIONS, alone.sum(axis=1).tolist(), strict=True))

    def _holds(self, condition: str, person: Any, seat: Any) -> NDArray[np.bool_]:
        """Whether a condition other than the planner's decision holds; indices broadcast."""
        if condition in self.post.conditions:
            held = self.post.conditions[condition]
            return np.asarray(held[self.people.profile[person], self._kind[seat]])
        return np.asarray(self.place.conditions[condition][person, self._unit[seat]])

    def training(self, person: int, seat: int) -> str:
        """Return whether the field is exact, related (or to be coached), another; or free."""
        if self._asks_no_field[self._kind[seat]]:
            return "free"
        if self.post.trained[self.people.profile[person], self._kind[seat]]:
            return "exact"
        return "related" if self._holds("field", person, seat) else "other"

    def fit(self, person: int, seat: int) -> float:
        """Return the fit of the person over the positions of the seat, 0 to 1."""
        return float(self.post.fit[self.people.profile[person], self._kind[seat]])

    def km(self, person: int, seat: int) -> float:
        """Return km from today's unit to the seat's; NaN from the pool."""
        return float(self.place.km[person, self._unit[seat]])

    def parts(self, person: int, seat: int) -> LossParts:
        """Return the loss of one pair part by part."""
        profile, kind, unit = self.people.profile[person], self._kind[seat], self._unit[seat]
        stays = self.is_incumbent(person, seat)
        misfit = self.post.misfit_incumbent if stays else self.post.misfit
        pins = self.pins.get(person)
        return LossParts(
            int(misfit[profile, kind]),
            int(self.post.change_position[profile, kind]),
            int(self.post.rank_down[profile, kind]),
            int(self.place.change_unit[person, unit]),
            int(self.place.travel[person, unit]),
            -pins.preference(self.seats[seat]) if pins else 0,
        )

    def _require_eligible_pins(self) -> None:
        codes = self.people.table["cadre_id"]
        problems = [
            Problem("pin_not_eligible", table="pins", fields=(("cadre", codes.iloc[row]),))
            for row, pins in self.pins.items()
            if pins.only is not None and not self.seats_of(row)
        ]
        if problems:
            raise CaseError(problems)

    def _block(self, start: int, stop: int) -> tuple[NDArray[np.int64], ...]:
        person, seat = np.nonzero(self._allowed_rows(start, stop))
        person = person + start
        return person, seat, self._losses(person, seat)

    def _allowed_rows(self, start: int, stop: int) -> NDArray[np.bool_]:
        """Who of a block of people may hold which seats, (people, seats)."""
        profile = self.people.profile[start:stop]
        allowed: NDArray[np.bool_] = self.post.allowed[profile][:, self._kind]
        allowed &= self.place.allowed[start:stop][:, self._unit]
        for row in range(start, stop):
            allowed[row - start, list(self._stays.get(row, ()))] = True
            if row in self.pins:
                self._apply_pins(row, allowed[row - start])
        return allowed

    def _losses(self, person: NDArray[np.int64], seat: NDArray[np.int64]) -> NDArray[np.int64]:
        profile, kind = self.people.profile[person], self._kind[seat]
        loss = self.post.total[profile, kind] + self.place.total[person, self._unit[seat]]
        columns = len(self.seats)
        keys = person * columns + seat
        special = {(row, j) for row in np.unique(person).tolist() for j in self._special_seats(row)}
        wanted = np.array(sorted(row * columns + j for row, j in special), np.int64)
        at = np.searchsorted(keys, wanted)
        for where, key in zip(at.tolist(), wanted.tolist(), strict=True):
            if where < len(keys) and keys[where] == key:
                loss[where] = self.parts(key // columns, key % columns).total
        return loss

    def _special_seats(self, row: int) -> set[int]:
        """Seats on which the loss is not M + R: the incumbent's own, and preferred ones."""
        seats = set(self._stays.get(row, ()))
        if row in self.pins and self.pins[row].preferred:
            seats |= {j for j, s in enumerate(self.seats) if self.pins[row].preference(s)}
        return seats

    def _apply_pins(self, row: int, allowed: NDArray[np.bool_]) -> None:
        pins = self.pins[row]
        # A recorded decision stands above every rule but the bar itself.
        barred = self.people.table["discipline"].iloc[row] == "barred"
        if pins.only is not None and pins.recorded and not barred:
            allowed[[pins.only.holds(seat) for seat in self.seats]] = True
        allowed[[pins.forbids(seat) for seat in self.seats]] = False


def _incumbent_seats(
    case: Case, people: People, seats: Sequence[SeatType]
) -> dict[int, frozenset[int]]:
    """Seats of each person's own unit that carry the position held today."""
    if not case.policy.incumbents_may_stay:
        return {}
    carriers: dict[tuple[str, str], set[int]] = defaultdict(set)
    for j, seat in enumerate(seats):
        for position in seat.positions:
            carriers[seat.unit_code, position].add(j)
    cells = zip(people.table["unit_code"], people.table["position_id"], strict=True)
    return {row: frozenset(carriers[cell]) for row, cell in enumerate(cells) if cell in carriers}
