"""The placement half of a live plan: people, seats and pins behind a model that changes a little.

People keep their rows: who is added comes last, who is removed counts for none. Whoever an edit
touched has all their pairs listed one by one, so that the rows of everybody else never change.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from staffalloc.case.case import Case
from staffalloc.case.problems import CaseError, Problem
from staffalloc.establishment import Establishment
from staffalloc.live.edited_case import only_person
from staffalloc.placement.columns import ColumnBuilder
from staffalloc.placement.engine.model import Ints, ListedPairs, PlacementModel, Reach
from staffalloc.placement.people import build_people
from staffalloc.placement.pins import PersonPins, open_places, read_pins
from staffalloc.placement.place import Placement, pool_prices, tiers
from staffalloc.placement.seats import Kind, SeatType, build_seat_types

Key = tuple[str, Kind]


@dataclass(frozen=True)
class Placed:
    """Everything a placement is decided from, between two edits.

    Attributes
    ----------
    builder : ColumnBuilder
        Of the people at the start and the seats now.
    added : mapping of row to ColumnBuilder
        The same for each person added since.
    codes : tuple of str
        ``cadre_id`` of each row.
    rows : mapping of cadre_id to int
        Those who are there now.
    pins : mapping of row to PersonPins
    seats_by_rule : tuple of SeatType
        Before pins opened places.
    opened : tuple of SeatType
        After that.
    seats : tuple of SeatType
        Some may have lost their last post.
    touched : frozenset of int
        Rows whose pairs are all listed.
    model : PlacementModel
    """

    builder: ColumnBuilder
    added: Mapping[int, ColumnBuilder]
    codes: tuple[str, ...]
    rows: Mapping[str, int]
    pins: Mapping[int, PersonPins]
    seats_by_rule: tuple[SeatType, ...]
    opened: tuple[SeatType, ...]
    seats: tuple[SeatType, ...]
    touched: frozenset[int]
    model: PlacementModel

    def builder_of(self, row: int) -> tuple[ColumnBuilder, int]:
        """Return who answers for a person, and the person's row there."""
        return (self.added[row], 0) if row in self.added else (self.builder, row)

    def seats_of(self, row: int) -> list[int]:
        """Return the seat types a person may hold."""
        builder, own = self.builder_of(row)
        return builder.seats_of(own)


@dataclass(frozen=True)
class Step:
    """What an edit made of a placement.

    Attributes
    ----------
    placed : Placed
    changed : ints
        Rows whose pairs or price of the pool changed.
    seat_now : ints or None
        The new number of each old seat type, where numbers changed.
    """

    placed: Placed
    changed: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    seat_now: Ints | None = None


def placed_at_start(case: Case, establishment: Establishment, placement: Placement) -> Placed:
    """Take up a plan's placement."""
    problem = placement.problem
    codes = tuple(problem.people.table["cadre_id"])
    by_rule = tuple(build_seat_types(case, establishment))
    return Placed(
        builder=problem.builder,
        added={},
        codes=codes,
        rows={code: row for row, code in enumerate(codes)},
        pins=problem.pins,
        seats_by_rule=problem.seats if by_rule == problem.seats else by_rule,
        opened=problem.seats,
        seats=problem.seats,
        touched=frozenset(problem.pins),
        model=_with_nowhere(problem.model),
    )


def with_person_again(placed: Placed, case: Case, cadre: str) -> Step:
    """Return the placement after the pins of a person, or the person, changed."""
    row = placed.rows.get(cadre)
    one = only_person(case, cadre)
    people = build_people(one)
    if not len(people):
        return Step(placed) if row is None else _without(placed, case, cadre, row)
    pins = read_pins(one, people)
    if row is None:
        builder = ColumnBuilder(one, people, placed.seats, pins)
        row = len(placed.codes)
        placed = replace(
            placed,
            codes=(*placed.codes, cadre),
            rows={**placed.rows, cadre: row},
            added={**placed.added, row: builder},
            model=_with_row(placed.model),
        )
    price = pool_prices(one, people, pins)
    pool_price = placed.model.pool_price.copy()
    pool_price[row] = price[0]
    place = placed.model.place.copy()
    place[row] = len(placed.model.reach.start) - 2
    placed = replace(
        _with_pins(placed, row, pins.get(0)),
        touched=placed.touched | {row},
        model=replace(placed.model, pool_price=pool_price, place=place),
    )
    return _opened_and_listed(placed, case, row)


def _without(placed: Placed, case: Case, cadre: str, row: int) -> Step:
    """Let a person count for none, without pairs."""
    model = placed.model
    count, place, price = model.count.copy(), model.place.copy(), model.pool_price.copy()
    count[row], place[row], price[row] = 0, len(model.reach.start) - 2, 0
    placed = replace(
        _with_pins(placed, row, None),
        rows={code: at for code, at in placed.rows.items() if code != cadre},
        touched=placed.touched - {row},
        model=replace(model, count=count, place=place, pool_price=price),
    )
    return _opened_and_listed(placed, case, row)


def with_units_again(
    placed: Placed, case: Case, establishment: Establishment, units: frozenset[str]
) -> Step:
    """Return the placement after the posts, prices or ceilings of some units changed."""
    own = replace(
        establishment,
        posts=tuple(post for post in establishment.posts if post.unit_code in units),
        curves=tuple(curve for curve in establishment.curves if curve.unit_code in units),
    )
    kept = [seat for seat in placed.seats_by_rule if seat.unit_code not in units]
    seats = sorted([*kept, *build_seat_types(case, own)], key=_key)
    placed = replace(
        placed,
        seats_by_rule=tuple(seats),
        model=_with_ceilings(placed.model, case, establishment.placement_ceilings),
    )
    return _with_seats(placed, case)


def _opened_and_listed(placed: Placed, case: Case, row: int) -> Step:
    """Open places for pins again, and list the pairs of one person."""
    step = Step(placed)
    if _opened(placed, case, placed.seats_by_rule) != placed.opened:
        step = _with_seats(placed, case)
    if step.seat_now is None:
        listed = _relisted(step.placed, [row])
        placed = replace(step.placed, model=replace(step.placed.model, listed=listed))
        step = replace(step, placed=placed)
    return replace(step, changed=np.array([row]))


def _with_seats(placed: Placed, case: Case) -> Step:
    """Return the placement with places opened for the pins there are now."""
    by_rule, old = placed.seats_by_rule, [_key(seat) for seat in placed.seats]
    if not {_key(seat) for seat in by_rule} <= set(old):
        placed = _with_builders(placed, case, by_rule)
    opened = _opened(placed, case, by_rule)
    placed = replace(placed, opened=opened)
    found = {_key(seat): seat for seat in opened}
    if set(found) <= set(old):
        # A seat type without a post keeps its number: nobody can sit there.
        seats = tuple(found.get(_key(s)) or _without_posts(s) for s in placed.seats)
        builder = copy.copy(placed.builder)
        builder.seats = seats
        model = _with_prices(placed.model, seats)
        return Step(replace(placed, builder=builder, seats=seats, model=model))
    if list(found) != [_key(seat) for seat in placed.builder.seats]:
        placed = _with_builders(placed, case, opened)
    place_of = {key: j for j, key in enumerate(found)}
    seat_now = np.array([place_of.get(key, -1) for key in old], np.int64)
    return Step(_renumbered(replace(placed, seats=opened)), seat_now=seat_now)


def _opened(placed: Placed, case: Case, by_rule: tuple[SeatType, ...]) -> tuple[SeatType, ...]:
    """Open places for those who must be placed; the builders know every seat type of the rule."""
    if all(pins.only is None for pins in placed.pins.values()):
        return by_rule
    known = {_key(seat): j for j, seat in enumerate(placed.builder.seats)}
    number = {known[_key(seat)]: j for j, seat in enumerate(by_rule)}

    def seats_of(row: int) -> list[int]:
        builder, own = placed.builder_of(row)
        return [number[j] for j in builder.seats_of(own) if j in number]

    return tuple(open_places(case, by_rule, _by_code(placed), seats_of))


def _without_posts(seat: SeatType) -> SeatType:
    return SeatType(seat.unit_code, seat.kind, seat.in_frame, (), (), ())


def _with_builders(placed: Placed, case: Case, seats: Sequence[SeatType]) -> Placed:
    """Let other seat types be asked about."""
    added = {
        row: _with_other_seats(one, case, seats)
        for row, one in placed.added.items()
        if placed.rows.get(placed.codes[row]) == row
    }
    builder = _with_other_seats(placed.builder, case, seats)
    model = placed.model
    if builder.post is not placed.builder.post:
        model = _with_kinds(model, builder)
    return replace(placed, builder=builder, added=added, model=model)


def _with_other_seats(
    builder: ColumnBuilder, case: Case, seats: Sequence[SeatType]
) -> ColumnBuilder:
    """Ask about other seats; no edit changes what a person loses by the kind of post."""
    kinds = {seat.kind for seat in builder.seats}
    post = builder.post if kinds == {seat.kind for seat in seats} else None
    return ColumnBuilder(case, builder.people, seats, builder.pins, builder.place, post)


def _with_kinds(model: PlacementModel, builder: ColumnBuilder) -> PlacementModel:
    """Tell the model what people lose by the kind of post; the added have listed pairs alone."""
    rows, kind_row = np.unique(builder.post.table(), axis=0, return_inverse=True)
    profile = np.zeros(model.people, np.int64)
    profile[: len(builder.people)] = kind_row[builder.people.profile]
    return replace(model, kind_loss=rows, profile=profile)


def _renumbered(placed: Placed) -> Placed:
    """Build again what depends on which seat types there are."""
    builder, seats = placed.builder, placed.seats
    listed = builder.listed()
    gone = placed.model.count[listed.person] == 0
    kept = ~gone & ~np.isin(listed.person, list(placed.touched))
    model = replace(
        placed.model,
        listed=ListedPairs(listed.person[kept], listed.seat[kept], listed.loss[kept]),
        seat_unit=builder.seat_unit,
        seat_kind=builder.seat_kind,
        in_frame=np.array([seat.in_frame for seat in seats], bool),
    )
    placed = replace(placed, model=_with_prices(model, seats))
    listed = _relisted(placed, sorted(placed.touched))
    return replace(placed, model=replace(placed.model, listed=listed))


def _relisted(placed: Placed, rows: Sequence[int]) -> ListedPairs:
    """Return the listed pairs with those of some people found again."""
    old = placed.model.listed
    kept = ~np.isin(old.person, list(rows))
    parts = [(old.person[kept], old.seat[kept], old.loss[kept])]
    problems = []
    for row in rows:
        if row not in placed.touched:
            continue
        builder, own = placed.builder_of(row)
        seats = np.array(builder.seats_of(own), np.int64)
        pins = placed.pins.get(row)
        if pins is not None and pins.only is not None and not _some_exist(placed, seats):
            fields = (("cadre", placed.codes[row]),)
            problems.append(Problem("pin_not_eligible", table="pins", fields=fields))
        loss = builder.parts(np.full(len(seats), own), seats).total
        parts.append((np.full(len(seats), row), seats, loss))
    if problems:
        raise CaseError(problems)
    person, seat, loss = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.lexsort((seat, person))
    return ListedPairs(person[order], seat[order], loss[order])


def _some_exist(placed: Placed, seats: Ints) -> bool:
    found = [placed.seats[int(j)] for j in seats]
    return any(seat.posts or seat.opened for seat in found)


def _with_pins(placed: Placed, row: int, pins: PersonPins | None) -> Placed:
    every = {at: known for at, known in placed.pins.items() if at != row}
    builder, own = placed.builder_of(row)
    builder = copy.copy(builder)
    builder.pins = {at: known for at, known in builder.pins.items() if at != own}
    if pins is not None:
        every[row] = builder.pins[own] = pins
    if row in placed.added:
        return replace(placed, pins=every, added={**placed.added, row: builder})
    return replace(placed, pins=every, builder=builder)


def _by_code(placed: Placed) -> dict[int, PersonPins]:
    """Pins in the order of cadre_id, in which places are opened."""
    rows = sorted(placed.pins, key=lambda row: placed.codes[row])
    return {row: placed.pins[row] for row in rows}


def _key(seat: SeatType) -> Key:
    return seat.unit_code, seat.kind


def _with_nowhere(model: PlacementModel) -> PlacementModel:
    """Add a place with nothing within reach, and give people who lose the same one profile."""
    reach = model.reach
    start = np.append(reach.start, reach.start[-1])
    rows, profile = np.unique(model.kind_loss, axis=0, return_inverse=True)
    return replace(
        model,
        reach=Reach(start, reach.unit, reach.loss),
        kind_loss=rows,
        profile=profile[model.profile],
    )


def _with_row(model: PlacementModel) -> PlacementModel:
    """Add a person within reach of nothing."""
    return replace(
        model,
        count=np.append(model.count, 1),
        pool_price=np.append(model.pool_price, 0),
        profile=np.append(model.profile, 0),
        place=np.append(model.place, len(model.reach.start) - 2),
    )


def _with_prices(model: PlacementModel, seats: Sequence[SeatType]) -> PlacementModel:
    """Give the seat types their seats, and what empty and extra ones cost."""
    empty = [seat.empty_prices for seat in seats]
    extra = [seat.extra_prices for seat in seats]
    number = np.arange(len(seats))
    return replace(
        model,
        seats=np.array([len(seat.posts) for seat in seats], np.int64),
        empty_seat=np.repeat(number, [len(prices) for prices in empty]),
        empty_room=np.ones(sum(map(len, empty)), np.int64),
        empty_price=np.array([price for prices in empty for price in prices], np.int64),
        extra_seat=np.repeat(number, [len(prices) for prices in extra]),
        extra_room=np.ones(sum(map(len, extra)), np.int64),
        extra_price=np.array([price for prices in extra for price in prices], np.int64),
    )


def _with_ceilings(
    model: PlacementModel, case: Case, ceilings: Mapping[str, int]
) -> PlacementModel:
    in_order = [ceilings[code] for code in case.units["unit_code"]]
    rows = [
        (max(1, model.people) if width is None else width, price)
        for ceiling in in_order
        for width, price in tiers(case, ceiling)
    ]
    return replace(
        model,
        ceiling=np.array(in_order, np.int64),
        tier_width=np.array([width for width, _ in rows], np.int64),
        tier_price=np.array([price for _, price in rows], np.int64),
    )
