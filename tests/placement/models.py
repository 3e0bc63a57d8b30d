"""Random placement models, and the same problem told to others."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import (
    NO_POOL,
    NOT_ELIGIBLE,
    Ints,
    ListedPairs,
    PlacementModel,
    Reach,
    components_of,
)


def ints(*values: int) -> Ints:
    return np.array(values, np.int64)


@st.composite
def models(
    draw: st.DrawFn, most_people: int = 5, most_seats: int = 4, everybody_alike: bool = True
) -> PlacementModel:
    people, types = draw(st.integers(1, most_people)), draw(st.integers(1, most_seats))
    units, profiles, kinds = draw(st.integers(1, 3)), draw(st.integers(1, 3)), 3
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    open_share = draw(st.sampled_from([0.3, 0.7, 1.0]))
    highest = draw(st.sampled_from([1, 50]))  # 1: ties everywhere
    seats = rng.integers(0, 3, types)
    rising = [np.sort(rng.integers(0, highest + 10, n)) for n in seats]
    extra = rng.integers(0, 3, types) if draw(st.booleans()) else np.zeros(types, np.int64)
    below = [prices.min(initial=60) for prices in rising]
    cheap = [np.sort(rng.integers(-int(b), 10, n)) for b, n in zip(below, extra, strict=True)]
    hard = rng.random(people) < (0.2 if draw(st.booleans()) else 0.0)
    kind_loss = rng.integers(-5, highest, (profiles, kinds))
    kind_loss[rng.random(kind_loss.shape) > open_share] = NOT_ELIGIBLE
    return PlacementModel(
        count=np.ones(people, np.int64) if everybody_alike else rng.integers(1, 4, people),
        pool_price=np.where(hard, NO_POOL, rng.integers(0, 40, people)),
        profile=rng.integers(0, profiles, people),
        kind_loss=kind_loss,
        **_reach(draw, rng, people, units, open_share),
        listed=_listed(rng, people, types, draw(st.sampled_from([0.0, 0.1, 0.5]))),
        seat_unit=np.sort(rng.integers(0, units, types)),
        seat_kind=rng.integers(0, kinds, types),
        seats=seats.astype(np.int64),
        empty_seat=np.repeat(np.arange(types), seats).astype(np.int64),
        empty_room=np.ones(int(seats.sum()), np.int64),
        empty_price=np.concatenate([*rising, np.zeros(0, np.int64)]).astype(np.int64),
        extra_seat=np.repeat(np.arange(types), extra).astype(np.int64),
        extra_room=np.ones(int(extra.sum()), np.int64),
        extra_price=np.concatenate([*cheap, np.zeros(0, np.int64)]).astype(np.int64),
        in_frame=rng.random(types) < 0.8,
        ceiling=rng.integers(0, 4, units),
        tier_unit=np.repeat(np.arange(units), 3).astype(np.int64),
        tier_width=np.tile(ints(1, 1, 100), units),
        tier_price=np.tile(ints(2, 5, 9), units),
    )


def _reach(
    draw: st.DrawFn, rng: np.random.Generator, people: int, units: int, open_share: float
) -> dict[str, object]:
    """A place for each person, or two for all; some within reach of nothing."""
    own = draw(st.booleans())
    places = people if own else 2
    is_open = rng.random((places, units)) < open_share
    place, unit = np.nonzero(is_open)
    start = np.searchsorted(place, np.arange(places + 1))
    reach = Reach(start, unit, rng.integers(-5, 20, len(unit)))
    return {"place": np.arange(people) if own else rng.integers(0, 2, people), "reach": reach}


def _listed(rng: np.random.Generator, people: int, types: int, share: float) -> ListedPairs:
    person, seat = np.nonzero(rng.random((people, types)) < share)
    return ListedPairs(person, seat, rng.integers(-10, 40, len(person)))


def listed_only(model: PlacementModel) -> PlacementModel:
    """The same problem with every pair listed and nothing in the tables."""
    nowhere = Reach(np.zeros(2, np.int64), ints(), ints())
    pairs = ListedPairs(*model.all_pairs())
    return replace(model, reach=nowhere, place=np.zeros_like(model.place), listed=pairs)


def room_of(model: PlacementModel) -> Ints:
    """Most people each seat type takes."""
    room = np.zeros(len(model.seats), np.int64)
    np.add.at(room, model.empty_seat, model.empty_room)
    np.add.at(room, model.extra_seat, model.extra_room)
    return room


def pairs_by_asking(model: PlacementModel) -> dict[tuple[int, int], int]:
    """Every eligible pair and its loss, each asked for on its own."""
    found: dict[tuple[int, int], int] = {}
    for person, seat in product(range(model.people), range(len(model.seats))):
        of_kind = model.kind_loss[model.profile[person], model.seat_kind[seat]]
        place = model.place[person]
        row = slice(model.reach.start[place], model.reach.start[place + 1])
        reached = dict(zip(model.reach.unit[row], model.reach.loss[row], strict=True))
        unit = model.seat_unit[seat]
        if unit in reached and of_kind < NOT_ELIGIBLE:
            found[person, seat] = int(of_kind + reached[unit])
    listed = model.listed
    for person, seat, loss in zip(listed.person, listed.seat, listed.loss, strict=True):
        pair = (int(person), int(seat))
        found[pair] = min(found.get(pair, int(loss)), int(loss))
    return found


def cost_of(
    model: PlacementModel, chosen: tuple[int, ...], losses: dict[tuple[int, int], int]
) -> int:
    """What it costs when each person sits where `chosen` says, -1 for the pool."""
    placed = [j for j in chosen if j >= 0]
    officers = np.bincount(placed, minlength=len(model.seats))
    left_out = ints(*(int(j < 0) for j in chosen))
    lost = sum(losses[i, j] for i, j in enumerate(chosen) if j >= 0)
    return sum(components_of(model, officers, left_out, lost).values())


def by_trying_everything(model: PlacementModel) -> int | None:
    """The least cost over every way to place people one by one, None if there is none."""
    losses, room = pairs_by_asking(model), room_of(model)
    options = [
        [j for j in range(len(model.seats)) if (i, j) in losses]
        + ([-1] if model.pool_price[i] != NO_POOL else [])
        for i in range(model.people)
    ]
    best = None
    for chosen in product(*options):
        placed = [j for j in chosen if j >= 0]
        if (np.bincount(placed, minlength=len(room)) > room).any():
            continue
        cost = cost_of(model, chosen, losses)
        best = cost if best is None else min(best, cost)
    return best


def by_networkx(model: PlacementModel) -> int | None:
    """The same flow solved by another engine over all pairs; None if infeasible."""
    graph = nx.MultiDiGraph()
    total = int(model.count.sum())
    graph.add_node("sink", demand=total)
    for i, count in enumerate(model.count.tolist()):
        graph.add_node(("person", i), demand=-count)
        if model.pool_price[i] != NO_POOL:
            graph.add_edge(("person", i), "sink", weight=int(model.pool_price[i]), capacity=count)
    for (i, j), loss in pairs_by_asking(model).items():
        graph.add_edge(("person", i), ("seat", j), weight=loss, capacity=total)
    steps = [
        (model.empty_seat, model.empty_room, -model.empty_price),
        (model.extra_seat, model.extra_room, model.extra_price),
    ]
    for seat, room, price in steps:
        for j, places, cost in zip(seat.tolist(), room.tolist(), price.tolist(), strict=True):
            after = ("unit", int(model.seat_unit[j])) if model.in_frame[j] else "sink"
            graph.add_edge(("seat", j), after, weight=cost, capacity=places)
    for u, ceiling in enumerate(model.ceiling.tolist()):
        graph.add_edge(("unit", u), "sink", weight=0, capacity=ceiling)
    tiers = (model.tier_unit, model.tier_width, model.tier_price)
    for u, width, price in zip(*(part.tolist() for part in tiers), strict=True):
        graph.add_edge(("unit", u), "sink", weight=price, capacity=width)
    try:
        cost, _ = nx.network_simplex(graph)
    except nx.NetworkXUnfeasible:
        return None
    return int(cost) + model.all_empty


def with_prices(solution: PlacementSolution, seat: Ints, head: Ints) -> PlacementSolution:
    """The same placement with other prices."""
    return replace(solution, seat_price=seat, head_price=head)
