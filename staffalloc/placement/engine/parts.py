"""The placement engine: parts that no person connects are solved apart, here or elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.placement.engine.generated import PlacementSolution, solve_one
from staffalloc.placement.engine.model import Ints, ListedPairs, PlacementModel, Reach

_MOST_UNITS: Final = 10_000  # beyond it the table of neighbours would not fit; one part is exact


def solve_placement(
    model: PlacementModel,
    *,
    time_limit: float | None = None,
    executor: Executor | None = None,
    known: tuple[Ints, Ints] | None = None,
) -> PlacementSolution:
    """Place everybody at least cost.

    Parameters
    ----------
    model : PlacementModel
    time_limit : float, optional
        Seconds for each part, after which its best placement so far stands.
    executor : concurrent.futures.Executor, optional
        Solves the parts; the result is the same as without.
    known : people and seat types, optional
        Pairs of a placement that fills the seats which must be; without it, where the model
        asks for some, every pair is open: for small problems.

    Raises
    ------
    InfeasibleError
        If somebody without a pool price cannot be placed, or too few seats can be filled.
    """
    parts = list(split(model))
    if len(parts) == 1:
        return solve_one(model, time_limit, known)
    models = [part.model for part in parts]
    limits = [time_limit] * len(parts)
    of_parts = [None if known is None else part.numbered(*known) for part in parts]
    solve = executor.map if executor is not None else map
    return _joined(model, parts, list(solve(solve_one, models, limits, of_parts)))


@dataclass(frozen=True)
class Part:
    """A model of some people and units, and where they stand in the whole."""

    model: PlacementModel
    people: Ints
    seats: Ints
    units: Ints

    def numbered(self, person: Ints, seat: Ints) -> tuple[Ints, Ints]:
        """Return the pairs of the part among some of the whole, in its own numbers."""
        here = np.isin(person, self.people)
        return np.searchsorted(self.people, person[here]), np.searchsorted(self.seats, seat[here])


def split(model: PlacementModel) -> Iterator[Part]:
    """Yield the parts of a model that no person connects, by their first unit.

    People who can go nowhere and units nobody can go to are in the first.
    """
    unit_part, parts = _parts_of_units(model)
    person_part = _parts_of_people(model, unit_part)
    for part in range(parts):
        yield _part(model, np.flatnonzero(person_part == part), np.flatnonzero(unit_part == part))


def _parts_of_units(model: PlacementModel) -> tuple[Ints, int]:
    """Number the parts of units that somebody can go to."""
    if model.units > _MOST_UNITS:
        return np.zeros(model.units, np.int64), 1
    neighbours = np.zeros((model.units, model.units), bool)
    places = np.unique(model.place)
    row, at = model.reach.of(places)
    _chain(neighbours, row, model.reach.unit[at])
    _chain(neighbours, model.listed.person, model.seat_unit[model.listed.seat])
    _join_tables_and_lists(model, neighbours)
    neighbours |= neighbours.T
    part_of = np.full(model.units, -1)
    parts = 0
    for unit in np.flatnonzero(neighbours.any(axis=0)).tolist():
        if part_of[unit] < 0:
            part_of[_connected(neighbours, unit)] = parts
            parts += 1
    return np.maximum(0, part_of), max(1, parts)


def _connected(neighbours: NDArray[np.bool_], unit: int) -> NDArray[np.bool_]:
    reached = np.zeros(len(neighbours), bool)
    reached[unit] = True
    newly = reached
    while newly.any():
        newly = neighbours[newly].any(axis=0) & ~reached
        reached = reached | newly
    return reached


def _chain(neighbours: NDArray[np.bool_], row: Ints, unit: Ints) -> None:
    """Connect the units of each row, one to the next, and each with itself."""
    seen = np.zeros(len(neighbours), bool)
    seen[unit] = True
    neighbours[seen, seen] = True
    same = row[1:] == row[:-1]
    # A last unit of a row stands alone: it is connected with itself.
    onward = np.where(same, unit[1:], unit[:-1])
    neighbours.reshape(-1)[unit[:-1] * len(neighbours) + onward] = True


def _join_tables_and_lists(model: PlacementModel, neighbours: NDArray[np.bool_]) -> None:
    """A person may have both: units within reach, and listed pairs elsewhere."""
    size = np.diff(model.reach.start)[model.place[model.listed.person]]
    both = np.flatnonzero(size)
    first = model.reach.start[:-1][model.place[model.listed.person[both]]]
    neighbours[model.reach.unit[first], model.seat_unit[model.listed.seat[both]]] = True


def _parts_of_people(model: PlacementModel, unit_part: Ints) -> Ints:
    part = np.zeros(model.people, np.int64)
    part[model.listed.person] = unit_part[model.seat_unit[model.listed.seat]]
    start = model.reach.start[:-1][model.place]
    some = np.diff(model.reach.start)[model.place] > 0
    part[some] = unit_part[model.reach.unit[start[some]]]
    return part


def _part(model: PlacementModel, people: Ints, units: Ints) -> Part:
    """Cut some people and units out; numbers keep their order."""
    seats = np.flatnonzero(np.isin(model.seat_unit, units))
    new_unit, new_seat = _numbers(units, model.units), _numbers(seats, len(model.seats))
    new_person = _numbers(people, model.people)
    places, place = np.unique(model.place[people], return_inverse=True)
    profiles, profile = np.unique(model.profile[people], return_inverse=True)
    row, at = model.reach.of(places)
    start = np.searchsorted(row, np.arange(len(places) + 1))
    listed = np.flatnonzero(new_person[model.listed.person] >= 0)
    empty, extra = (
        np.flatnonzero(new_seat[of] >= 0) for of in (model.empty_seat, model.extra_seat)
    )
    tier = np.flatnonzero(new_unit[model.tier_unit] >= 0)
    cut = replace(
        model,
        count=model.count[people],
        pool_price=model.pool_price[people],
        profile=profile,
        place=place,
        kind_loss=model.kind_loss[profiles],
        reach=Reach(start, new_unit[model.reach.unit[at]], model.reach.loss[at]),
        listed=ListedPairs(
            new_person[model.listed.person[listed]],
            new_seat[model.listed.seat[listed]],
            model.listed.loss[listed],
        ),
        seat_unit=new_unit[model.seat_unit[seats]],
        seat_kind=model.seat_kind[seats],
        seats=model.seats[seats],
        empty_seat=new_seat[model.empty_seat[empty]],
        empty_room=model.empty_room[empty],
        empty_price=model.empty_price[empty],
        extra_seat=new_seat[model.extra_seat[extra]],
        extra_room=model.extra_room[extra],
        extra_price=model.extra_price[extra],
        in_frame=model.in_frame[seats],
        ceiling=model.ceiling[units],
        tier_unit=new_unit[model.tier_unit[tier]],
        tier_width=model.tier_width[tier],
        tier_price=model.tier_price[tier],
        least_filled=None if model.least_filled is None else model.least_filled[units],
    )
    return Part(cut, people, seats, units)


def _numbers(chosen: Ints, size: int) -> Ints:
    """Return the new number of each old one, -1 where it is not chosen."""
    numbers = np.full(size, -1)
    numbers[chosen] = np.arange(len(chosen))
    return numbers


def _joined(
    model: PlacementModel, parts: Sequence[Part], solved: Sequence[PlacementSolution]
) -> PlacementSolution:
    person = np.concatenate([p.people[s.person] for p, s in zip(parts, solved, strict=True)])
    seat = np.concatenate([p.seats[s.seat] for p, s in zip(parts, solved, strict=True)])
    flow = np.concatenate([s.flow for s in solved])
    order = np.lexsort((seat, person))
    left_out = np.zeros(model.people, np.int64)
    seat_price = np.zeros(len(model.seats), np.int64)
    head_price = np.zeros(model.units, np.int64)
    fill_price = None if model.least_filled is None else np.zeros(model.units, np.int64)
    seconds: dict[str, float] = {}
    for part, one in zip(parts, solved, strict=True):
        left_out[part.people] = one.left_out
        seat_price[part.seats] = one.seat_price
        head_price[part.units] = one.head_price
        if fill_price is not None and one.fill_price is not None:
            fill_price[part.units] = one.fill_price
        for phase, spent in one.seconds.items():
            seconds[phase] = seconds.get(phase, 0.0) + spent
    return PlacementSolution(
        person[order],
        seat[order],
        flow[order],
        left_out,
        seat_price,
        head_price,
        rounds=max(one.rounds for one in solved),
        pairs=max(one.pairs for one in solved),
        seconds=seconds,
        fill_price=fill_price,
    )
