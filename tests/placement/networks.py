"""Random placement networks, and the same problem told to others."""

from __future__ import annotations

from itertools import product

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from staffalloc.placement.network import NO_POOL, NO_UNIT, PlacementNetwork, objective_of
from staffalloc.solvers.network import Ints


def ints(*values: int) -> Ints:
    return np.array(values, np.int64)


@st.composite
def networks(
    draw: st.DrawFn, most_people: int = 5, most_seats: int = 4, everybody_alike: bool = True
) -> PlacementNetwork:
    people, kinds = draw(st.integers(1, most_people)), draw(st.integers(1, most_seats))
    units = draw(st.integers(1, 2))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    open_share = draw(st.sampled_from([0.3, 0.7, 1.0]))
    person, seat = np.nonzero(rng.random((people, kinds)) < open_share)
    seats = rng.integers(0, 3, kinds)
    empty_seat = np.repeat(np.arange(kinds), seats)
    rising = [np.sort(rng.integers(0, 60, n)) for n in seats]
    extra = rng.integers(0, 3, kinds) if draw(st.booleans()) else np.zeros(kinds, np.int64)
    below = [prices.min(initial=60) for prices in rising]
    cheap = [np.sort(rng.integers(-int(b), 10, n)) for b, n in zip(below, extra, strict=True)]
    hard = rng.random(people) < (0.2 if draw(st.booleans()) else 0.0)
    unit = np.where(rng.random(kinds) < 0.2, NO_UNIT, rng.integers(0, units, kinds))
    return PlacementNetwork(
        count=np.ones(people, np.int64) if everybody_alike else rng.integers(1, 4, people),
        pool_price=np.where(hard, NO_POOL, rng.integers(0, 40, people)),
        person=person.astype(np.int64),
        seat=seat.astype(np.int64),
        loss=rng.integers(-5, 50, len(person)),
        seats=seats.astype(np.int64),
        empty_seat=empty_seat.astype(np.int64),
        empty_price=np.concatenate([*rising, np.zeros(0, np.int64)]).astype(np.int64),
        extra_seat=np.repeat(np.arange(kinds), extra).astype(np.int64),
        extra_room=np.ones(int(extra.sum()), np.int64),
        extra_price=np.concatenate([*cheap, np.zeros(0, np.int64)]).astype(np.int64),
        unit=unit.astype(np.int64),
        ceiling=rng.integers(0, 4, units),
        tier_unit=np.repeat(np.arange(units), 3).astype(np.int64),
        tier_width=np.tile(ints(1, 1, 100), units),
        tier_price=np.tile(ints(2, 5, 9), units),
    )


def by_trying_everything(network: PlacementNetwork) -> int | None:
    """The least cost over every way to place people one by one, None if there is none."""
    options = []
    for i in range(len(network.count)):
        columns: list[int] = np.flatnonzero(network.person == i).tolist()
        options.append(columns + ([-1] if network.pool_price[i] != NO_POOL else []))
    room = network.seats + np.bincount(network.extra_seat, minlength=len(network.seats))
    best = None
    for chosen in product(*options):
        placed = np.zeros(len(network.person), np.int64)
        placed[[c for c in chosen if c >= 0]] = 1
        officers = np.bincount(network.seat[placed > 0], minlength=len(network.seats))
        if (officers > room).any():
            continue
        left_out = ints(*(int(c < 0) for c in chosen))
        cost = objective_of(network, placed, left_out)
        best = cost if best is None else min(best, cost)
    return best


def by_networkx(network: PlacementNetwork) -> int | None:
    """The same flow solved by another engine; None if infeasible."""
    graph = nx.MultiDiGraph()
    total = int(network.count.sum())
    graph.add_node("sink", demand=total)
    for i, count in enumerate(network.count.tolist()):
        graph.add_node(("person", i), demand=-count)
        if network.pool_price[i] != NO_POOL:
            graph.add_edge(("person", i), "sink", weight=int(network.pool_price[i]), capacity=count)
    pairs = zip(network.person.tolist(), network.seat.tolist(), network.loss.tolist(), strict=True)
    for i, j, loss in pairs:
        graph.add_edge(("person", i), ("seat", j), weight=loss, capacity=total)
    prices = [
        *zip(network.empty_seat.tolist(), (-network.empty_price).tolist(), strict=True),
        *zip(network.extra_seat.tolist(), network.extra_price.tolist(), strict=True),
    ]
    for j, price in prices:
        unit = int(network.unit[j])
        after = "sink" if unit == NO_UNIT else ("unit", unit)
        graph.add_edge(("seat", j), after, weight=price, capacity=1)
    for u, ceiling in enumerate(network.ceiling.tolist()):
        graph.add_edge(("unit", u), "sink", weight=0, capacity=ceiling)
    tiers = zip(
        network.tier_unit.tolist(),
        network.tier_width.tolist(),
        network.tier_price.tolist(),
        strict=True,
    )
    for u, width, price in tiers:
        graph.add_edge(("unit", u), "sink", weight=price, capacity=width)
    try:
        cost, _ = nx.network_simplex(graph)
    except nx.NetworkXUnfeasible:
        return None
    return int(cost) + network.all_empty
