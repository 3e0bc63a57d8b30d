"""Pins: what the planner has decided for single people, and the places that opens."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from staffalloc.case.case import Case
from staffalloc.case.hours import milli_hour
from staffalloc.case.problems import CaseError, Problem
from staffalloc.placement.people import People
from staffalloc.placement.seats import SeatType
from staffalloc.rules import rules_in_force


@dataclass(frozen=True)
class Cell:
    """A unit and a position; blank means any."""

    unit_code: str
    position_id: str

    def holds(self, seat: SeatType) -> bool:
        """Return whether a seat type lies in the cell, as lead or as part."""
        in_unit = self.unit_code in ("", seat.unit_code)
        return in_unit and (self.position_id == "" or self.position_id in seat.positions)


@dataclass(frozen=True)
class PersonPins:
    """The decisions for one person.

    Attributes
    ----------
    only : Cell or None
        Where the person must be placed (keep, assign).
    recorded : bool
        Whether that decision has an author and a reason, and so stands against eligibility.
    forbidden : tuple of Cell
    preferred : tuple of (Cell, int)
        Cells with the worth of a preference in milli-hours.
    """

    only: Cell | None = None
    recorded: bool = False
    forbidden: tuple[Cell, ...] = ()
    preferred: tuple[tuple[Cell, int], ...] = ()

    def preference(self, seat: SeatType) -> int:
        """Return what the preferences take off the loss on a seat, in milli-hours."""
        return sum(hours for cell, hours in self.preferred if cell.holds(seat))

    def forbids(self, seat: SeatType) -> bool:
        outside = self.only is not None and not self.only.holds(seat)
        return outside or any(cell.holds(seat) for cell in self.forbidden)


def read_pins(case: Case, people: People) -> dict[int, PersonPins]:
    """Return the pins of each person in the placement, by row of ``people.table``."""
    rows = {code: row for row, code in enumerate(people.table["cadre_id"])}
    entries = defaultdict(list)
    for pin in case.pins.itertuples():
        if pin.cadre_id in rows:
            entries[rows[pin.cadre_id]].append(pin)
    return {row: _merge(people, row, pins) for row, pins in sorted(entries.items())}


def _merge(people: People, row: int, pins: Sequence[object]) -> PersonPins:
    only, recorded = None, False
    forbidden, preferred = [], []
    for pin in pins:
        cell = Cell(pin.unit_code, pin.position_id)  # type: ignore[attr-defined]
        action = pin.action  # type: ignore[attr-defined]
        if action == "keep":
            person = people.table.loc[row]
            cell = Cell(
                cell.unit_code or person["unit_code"], cell.position_id or person["position_id"]
            )
        if action in ("keep", "assign"):
            only = cell
            recorded = bool(pin.author and pin.reason)  # type: ignore[attr-defined]
        elif action == "forbid":
            forbidden.append(cell)
        else:
            preferred.append((cell, milli_hour(pin.hours)))  # type: ignore[attr-defined]
    return PersonPins(only, recorded, tuple(forbidden), tuple(preferred))


def open_places(
    case: Case,
    seats: Sequence[SeatType],
    pins: Mapping[int, PersonPins],
    seats_of: Callable[[int], list[int]],
) -> list[SeatType]:
    """Return the seat types with a place opened for everyone who must be placed and finds none.

    Parameters
    ----------
    case : Case
    seats : sequence of SeatType
    pins : mapping of row to PersonPins
    seats_of : callable
        The seat types the person of a row may hold, pins considered.

    Raises
    ------
    CaseError
        If a pin names a place that cannot have a seat.
    """
    bound = {row: person.only for row, person in pins.items() if person.only is not None}
    options = {row: seats_of(row) for row in bound}
    made = list(seats)
    for row in _without_a_seat(seats, options):
        if options[row]:
            made[options[row][0]] = made[options[row][0]].open_place()
        else:
            _open_new_seat(case, made, bound[row])
    return sorted(made, key=lambda seat: (seat.unit_code, seat.kind))


def _without_a_seat(seats: Sequence[SeatType], options: Mapping[int, list[int]]) -> list[int]:
    """Match people to seats, one augmenting path at a time; return the rows left over."""
    sitting: dict[int, list[int]] = defaultdict(list)
    left_over = []
    for row in options:
        path = _path_to_a_free_seat(row, seats, options, sitting)
        for person, old, new in path:
            if old is not None:
                sitting[old].remove(person)
            sitting[new].append(person)
        if not path:
            left_over.append(row)
    return left_over


def _path_to_a_free_seat(
    row: int,
    seats: Sequence[SeatType],
    options: Mapping[int, list[int]],
    sitting: Mapping[int, list[int]],
) -> list[tuple[int, int | None, int]]:
    """Find who has to change seats so that one more person sits: (person, from, to), or none."""
    reached: dict[int, tuple[int, int | None]] = {}  # seat -> who would take it, and from where
    waiting: deque[tuple[int, int | None]] = deque([(row, None)])
    while waiting:
        person, own = waiting.popleft()
        for j in options[person]:
            if j in reached:
                continue
            reached[j] = (person, own)
            if len(sitting.get(j, ())) < len(seats[j].posts):
                return _steps_back(j, reached)
            waiting.extend((other, j) for other in sitting.get(j, ()))
    return []


def _steps_back(
    seat: int, reached: Mapping[int, tuple[int, int | None]]
) -> list[tuple[int, int | None, int]]:
    steps = []
    to: int | None = seat
    while to is not None:
        person, own = reached[to]
        steps.append((person, own, to))
        to = own
    return steps


def _open_new_seat(case: Case, seats: list[SeatType], cell: Cell) -> None:
    """Open a place on the cell's own seat type, made if need be: one position, no post."""
    held_by = rules_in_force(case).held_by(case.positions)
    positions = case.positions.assign(held_by=held_by).set_index("position_id")
    if not cell.unit_code or cell.position_id not in positions.index:
        raise _no_such_seat(cell)
    position = positions.loc[cell.position_id]
    if position["staffing"] != case.policy.place_staffing or position["held_by"]:
        raise _no_such_seat(cell)
    kind = (cell.position_id, ())
    for j, seat in enumerate(seats):
        if (seat.unit_code, seat.kind) == (cell.unit_code, kind):
            seats[j] = seat.open_place()
            return
    seat = SeatType(cell.unit_code, kind, bool(position["in_frame"]), (), (), ())
    seats.append(seat.open_place())


def _no_such_seat(cell: Cell) -> CaseError:
    fields = (("unit", cell.unit_code or "*"), ("position", cell.position_id or "*"))
    return CaseError([Problem("pin_without_seat", table="pins", fields=fields)])
