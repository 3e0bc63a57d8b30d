"""The fairest filling of seats: by hand, against every placement, and against max-flows."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given

from staffalloc.placement.engine.filling import filled_of, officers_of
from staffalloc.placement.engine.model import (
    NO_POOL,
    NOT_ELIGIBLE,
    POOL,
    Ints,
    ListedPairs,
    PlacementModel,
    Reach,
)
from staffalloc.placement.fair.levels import NO_LEVEL, FairLevels, fair_levels

from .models import ints, models, pairs_by_asking, room_of


def bare(seats: list[int], pairs: list[tuple[int, int]], people: int) -> PlacementModel:
    """One seat type in each unit; who is eligible is listed, and nothing costs anything."""
    types, pairs = len(seats), sorted(pairs)
    person, seat = ints(*(i for i, _ in pairs)), ints(*(j for _, j in pairs))
    each = np.repeat(np.arange(types), seats)
    return PlacementModel(
        count=np.ones(people, np.int64),
        pool_price=np.zeros(people, np.int64),
        profile=np.zeros(people, np.int64),
        place=np.zeros(people, np.int64),
        kind_loss=np.array([[NOT_ELIGIBLE]]),
        reach=Reach(ints(0, 0), ints(), ints()),
        listed=ListedPairs(person, seat, np.zeros(len(pairs), np.int64)),
        seat_unit=np.arange(types),
        seat_kind=np.zeros(types, np.int64),
        seats=ints(*seats),
        empty_seat=each,
        empty_room=np.ones(len(each), np.int64),
        empty_price=np.zeros(len(each), np.int64),
        extra_seat=ints(),
        extra_room=ints(),
        extra_price=ints(),
        in_frame=np.ones(types, bool),
        ceiling=ints(*seats),
        tier_unit=ints(),
        tier_width=ints(),
        tier_price=ints(),
    )


def nobody(model: PlacementModel) -> Ints:
    return np.full(model.people, POOL)


def test_three_people_and_two_units_worked_by_hand() -> None:
    """Two units of two seats; two people may go to either, one to the first alone.

    The first has both seats filled, and who is in the pool goes to the second. Its last seat
    stays empty: the only other person who may take it fills the first's second seat, and
    halves and wholes would only change places.
    """
    model = bare([2, 2], [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)], people=3)
    made = fair_levels(model, ints(0, POOL, 0))
    assert made.filled.tolist() == [2, 1]
    assert made.exchanges == 1
    assert made.level.tolist() == [NO_LEVEL, 1]
    assert made.cut.tolist() == [1, 1]


def test_the_larger_share_gives_and_who_has_a_seat_keeps_one() -> None:
    """Four people sit in a unit of four; the only one who can go to an empty unit goes."""
    model = bare([4, 2], [(0, 0), (1, 0), (2, 0), (3, 0), (3, 1)], people=4)
    made = fair_levels(model, ints(0, 0, 0, 0))
    assert made.seat_of.tolist() == [0, 0, 0, 1]
    assert made.filled.tolist() == [3, 1]


def test_of_two_units_with_the_same_share_the_smaller_takes_the_next_person() -> None:
    """One person, two empty units: a seat of two is a greater step than one of four."""
    model = bare([4, 2], [(0, 0), (0, 1)], people=1)
    assert fair_levels(model, nobody(model)).filled.tolist() == [0, 1]
    assert fair_levels(model, ints(0)).filled.tolist() == [0, 1]


def test_a_chain_goes_on_from_the_free_seats_of_a_unit_on_its_way() -> None:
    """One leaves the second unit for the first, another comes to its other seat from the third.

    The second unit has one of two before and after; the third gives one of four.
    """
    pairs = [(0, 0), (0, 1), (1, 2), *((i, 3) for i in range(1, 5))]
    four = bare([2, 1, 1, 4], pairs, people=5)
    model = replace(four, seat_unit=ints(0, 1, 1, 2), ceiling=ints(2, 2, 4))
    made = fair_levels(model, ints(1, 3, 3, 3, 3))
    assert made.seat_of.tolist() == [0, 2, 3, 3, 3]
    assert made.filled.tolist() == [1, 1, 3]
    assert made.exchanges == 1


def test_rows_of_several_people_and_ends_of_tiers_are_refused() -> None:
    model = bare([2], [(0, 0)], people=1)
    with pytest.raises(ValueError, match="named people"):
        fair_levels(replace(model, count=ints(2)), ints(0))
    with pytest.raises(ValueError, match="tiers"):
        fair_levels(replace(model, ceiling=ints(0)), ints(0))


@given(models())
def test_no_placement_is_fairer(model: PlacementModel) -> None:
    placements = list(every_placement(model))
    assume(placements)
    best = max(shares(model, chosen) for chosen in placements)
    made = fair_levels(model, ints(*placements[0]))
    assert shares(model, tuple(made.seat_of.tolist())) == best
    assert made.filled.tolist() == filled(model, tuple(made.seat_of.tolist())).tolist()
    assert tuple(made.seat_of.tolist()) in placements


@given(models(most_people=14, most_seats=12))
def test_max_flows_level_by_level_find_the_same_shares(model: PlacementModel) -> None:
    made = fair_levels(with_pools(model), nobody(model))
    assert sorted(share_of(made)) == by_max_flows(model, made.seats)
    check_cuts(model, made)


@given(models(most_people=14, most_seats=12))
def test_a_fair_placement_gives_its_levels_back_without_an_exchange(model: PlacementModel) -> None:
    made = fair_levels(with_pools(model), nobody(model))
    again = fair_levels(with_pools(model), made.seat_of)
    assert again.exchanges == 0
    assert again.level.tolist() == made.level.tolist()
    assert again.cut.tolist() == made.cut.tolist()


def with_pools(model: PlacementModel) -> PlacementModel:
    return replace(model, pool_price=np.zeros(model.people, np.int64))


def every_placement(model: PlacementModel) -> list[tuple[int, ...]]:
    losses, room = pairs_by_asking(model), room_of(model)
    options = [
        [j for j in range(len(model.seats)) if (i, j) in losses]
        + ([POOL] if model.pool_price[i] != NO_POOL else [])
        for i in range(model.people)
    ]
    return [
        chosen for chosen in product(*options) if (officers_of(model, ints(*chosen)) <= room).all()
    ]


def filled(model: PlacementModel, chosen: tuple[int, ...]) -> Ints:
    return filled_of(model, officers_of(model, ints(*chosen)))


def shares(model: PlacementModel, chosen: tuple[int, ...]) -> list[Fraction]:
    """Shares filled, the poorest first."""
    seats = np.bincount(model.seat_unit, np.where(model.in_frame, model.seats, 0), model.units)
    pairs = zip(filled(model, chosen).tolist(), seats.astype(int).tolist(), strict=True)
    return sorted(Fraction(y, n) for y, n in pairs if n)


def share_of(made: FairLevels) -> list[Fraction]:
    pairs = zip(made.filled.tolist(), made.seats.tolist(), strict=True)
    return [Fraction(y, n) for y, n in pairs if n]


def by_max_flows(model: PlacementModel, seats: Ints) -> list[Fraction]:
    """Raise the least filled of each unit step by step in their order, where flows allow it."""
    least = {u: 0 for u, n in enumerate(seats.tolist()) if n}
    steps = sorted((Fraction(y, n), n, u) for u, n in enumerate(seats.tolist()) for y in range(n))
    for _, _, unit in steps:
        if reaches(model, least | {unit: least[unit] + 1}):
            least[unit] += 1
    return sorted(Fraction(y, int(seats[u])) for u, y in least.items())


def reaches(model: PlacementModel, least: dict[int, int]) -> bool:
    """Whether a placement fills so many seats of each unit: a flow that saturates them."""
    graph = nx.DiGraph()
    for i, j in pairs_by_asking(model):
        if model.in_frame[j]:
            graph.add_edge("source", ("person", i), capacity=1)
            graph.add_edge(("person", i), ("seat", j), capacity=1)
            unit = int(model.seat_unit[j])
            graph.add_edge(("seat", j), ("unit", unit), capacity=int(model.seats[j]))
    for unit, asked in least.items():
        graph.add_edge(("unit", unit), "sink", capacity=asked)
    graph.add_node("source")
    return int(nx.maximum_flow_value(graph, "source", "sink")) == sum(least.values())


def check_cuts(model: PlacementModel, made: FairLevels) -> None:
    """Everybody eligible for a seat of a cut sits in it, and no step given up was worth more."""
    pairs = pairs_by_asking(model)
    officers = officers_of(model, made.seat_of)
    for level in range(1, made.levels + 1):
        inside = (made.cut != NO_LEVEL) & (made.cut <= level)
        units = [u for u in range(model.units) if made.level[u] == level]
        step = {(share(made, u, 0), int(made.seats[u])) for u in units}
        assert len(step) == 1
        touched = np.isin(model.seat_unit, model.seat_unit[inside])
        assert set(units) <= set(model.seat_unit[inside].tolist())
        assert inside[touched & model.in_frame & (officers < model.seats)].all()
        assert (officers <= model.seats)[inside].all() and model.in_frame[inside].all()
        for i, j in pairs:
            if inside[j]:
                assert made.seat_of[i] != POOL and inside[made.seat_of[i]]
        for u in np.unique(model.seat_unit[inside]).tolist():
            assert (share(made, u, 1), int(made.seats[u])) <= min(step)


def share(made: FairLevels, unit: int, fewer: int) -> Fraction:
    return Fraction(int(made.filled[unit]) - fewer, int(made.seats[unit]))
