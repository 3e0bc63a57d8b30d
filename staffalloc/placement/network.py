"""The placement as a network: people to seats to units to the sink, or to the pool.

Seats are convex arcs: an officer who fills a seat saves the price of leaving it empty, the
dearest empty seat first, and an officer above the seats costs the extra price. A unit's frame
is a node whose arcs to the sink are the ceiling and the tiers above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.solvers.linear import LinearProgramme, Row
from staffalloc.solvers.network import Ints, minimum_cost_flow

NO_UNIT: Final = -1
NO_POOL: Final = -1
# Measured on Hanoi: fewer make more rounds, more make each round slower.
_FIRST_OF_PERSON: Final = 8
_FIRST_OF_SEAT: Final = 16
_PAIRS_A_ROUND: Final = 16


@dataclass(frozen=True)
class PlacementNetwork:
    """Numbers only: no code or name of a person or a unit is in it.

    Attributes
    ----------
    count : (N,) ints
        People alike in each row (1 in a named placement).
    pool_price : (N,) ints
        Price of leaving one out, `NO_POOL` where all must be placed.
    person, seat, loss : (E,) ints
        Eligible pairs.
    seats : (J,) ints
        Seats of each type.
    empty_seat, empty_price : ints
        One entry a seat that can stay empty: its type and price (0 where it costs nothing).
    extra_seat, extra_room, extra_price : ints
        Places above the seats: type, how many, price of one.
    unit : (J,) ints
        Unit of each seat type, `NO_UNIT` where no ceiling counts it.
    ceiling : (U,) ints
    tier_unit, tier_width, tier_price : ints
        Heads above the ceiling.
    """

    count: Ints
    pool_price: Ints
    person: Ints
    seat: Ints
    loss: Ints
    seats: Ints
    empty_seat: Ints
    empty_price: Ints
    extra_seat: Ints
    extra_room: Ints
    extra_price: Ints
    unit: Ints
    ceiling: Ints
    tier_unit: Ints
    tier_width: Ints
    tier_price: Ints

    @property
    def all_empty(self) -> int:
        """What it costs to leave every seat empty."""
        return int(self.empty_price.sum())


@dataclass(frozen=True)
class NetworkSolution:
    """Flows of an optimal placement and the duals that prove it.

    Attributes
    ----------
    placed : (E,) ints
        People on each eligible pair.
    left_out : (N,) ints
    seat_price : (J,) ints
        Sigma: what one more seat of the type is worth.
    head_price : (U,) ints
        Lambda: what one more head under the ceiling is worth.
    person_price : (N,) ints
        What the row's last person costs.
    objective, bound : int
        Both recomputed from flows and from duals, not taken from the solver.
    smallest_reduced_cost : int
        Over all eligible pairs and the pool; never negative at an optimum.
    """

    placed: Ints
    left_out: Ints
    seat_price: Ints
    head_price: Ints
    person_price: Ints
    objective: int
    bound: int
    smallest_reduced_cost: int


def solve_network(network: PlacementNetwork) -> NetworkSolution:
    """Solve a placement exactly.

    The network simplex works on a few eligible pairs; their duals price *all* pairs, those
    that would pay are added, and it ends when none would: that is optimality over all pairs.

    Raises
    ------
    InfeasibleError
        If somebody without a pool price cannot be placed.
    """
    active = _first_pairs(network)
    while True:
        chosen = np.flatnonzero(active)
        flow = _solve_pairs(network, chosen)
        reduced = _reduced_losses(network, flow.seat_price, flow.head_price)
        reduced -= flow.person_price[network.person]
        paying = np.flatnonzero(reduced < 0)
        if not len(paying):
            break
        active[paying[_cheapest(network.person[paying], reduced[paying], _PAIRS_A_ROUND)]] = True
    placed = np.zeros(len(network.person), np.int64)
    placed[chosen] = flow.placed
    return NetworkSolution(
        placed,
        flow.left_out,
        flow.seat_price,
        flow.head_price,
        flow.person_price,
        objective_of(network, placed, flow.left_out),
        bound_of(network, flow.seat_price, flow.head_price),
        smallest_reduced_cost(network, flow.seat_price, flow.head_price, flow.person_price),
    )


@dataclass(frozen=True)
class _PairFlow:
    """An optimal flow over some of the pairs, and its duals."""

    placed: Ints
    left_out: Ints
    seat_price: Ints
    head_price: Ints
    person_price: Ints


def _first_pairs(network: PlacementNetwork) -> NDArray[np.bool_]:
    """The cheapest pairs of each person and of each seat type; all pairs of who must be placed."""
    active: NDArray[np.bool_] = (network.pool_price == NO_POOL)[network.person]
    active[_cheapest(network.person, network.loss, _FIRST_OF_PERSON)] = True
    active[_cheapest(network.seat, network.loss, _FIRST_OF_SEAT)] = True
    return active


def _cheapest(group: Ints, cost: Ints, count: int) -> Ints:
    """Where the `count` cheapest entries of each group stand."""
    if not len(group):
        return group
    low = int(cost.min())
    order = np.argsort(group * (int(cost.max()) - low + 1) + (cost - low), kind="stable")
    ordered = group[order]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    sizes = np.diff(np.concatenate([first, [len(ordered)]]))
    rank = np.arange(len(ordered)) - np.repeat(first, sizes)
    return order[rank < count]


def _solve_pairs(network: PlacementNetwork, pairs: Ints) -> _PairFlow:
    """Send everybody to the sink over the given pairs."""
    n, j, u = len(network.count), len(network.seats), len(network.ceiling)
    sink = n + j + u
    total = int(network.count.sum())
    counted = network.unit != NO_UNIT
    after_seat = np.where(counted, n + j + network.unit, sink)
    pooled = np.flatnonzero(network.pool_price != NO_POOL)
    # The solver takes no negative costs; everybody crosses one arc of each lifted layer.
    lift_person = -min(0, int(network.loss.min(initial=0)))
    lift_seat = int(network.empty_price.max(initial=0)) - min(
        0, int(network.extra_price.min(initial=0))
    )
    start = [network.person[pairs], pooled, n + network.empty_seat, n + network.extra_seat]
    start += [n + j + np.arange(u), n + j + network.tier_unit]
    end = [n + network.seat[pairs], np.full(len(pooled), sink)]
    end += [after_seat[network.empty_seat], after_seat[network.extra_seat]]
    end += [np.full(u, sink), np.full(len(network.tier_unit), sink)]
    capacity = [np.full(len(pairs), total), network.count[pooled]]
    capacity += [np.ones(len(network.empty_seat), np.int64), network.extra_room]
    capacity += [network.ceiling, network.tier_width]
    cost = [network.loss[pairs] + lift_person, network.pool_price[pooled] + lift_person + lift_seat]
    cost += [lift_seat - network.empty_price, lift_seat + network.extra_price]
    cost += [np.zeros(u, np.int64), network.tier_price]
    supply = np.concatenate([network.count, np.zeros(j + u, np.int64), [-total]])
    flow = minimum_cost_flow(
        _joined(start), _joined(end), _joined(capacity), _joined(cost), supply, sink=sink
    )
    left_out = np.zeros(n, np.int64)
    left_out[pooled] = flow.flow[len(pairs) : len(pairs) + len(pooled)]
    last_tier = np.zeros(u, np.int64)
    np.maximum.at(last_tier, network.tier_unit, network.tier_price)
    head = np.clip(flow.distance[n + j : n + j + u], 0, last_tier)
    head_of_seat = np.zeros(j, np.int64)
    head_of_seat[counted] = head[network.unit[counted]]
    return _PairFlow(
        flow.flow[: len(pairs)],
        left_out,
        head_of_seat - (flow.distance[n : n + j] - lift_seat),
        head,
        flow.distance[:n] - lift_person - lift_seat,
    )


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate(parts).astype(np.int64)


def objective_of(network: PlacementNetwork, placed: Ints, left_out: Ints) -> int:
    """Return the cost of a placement in milli-hours, recomputed from who sits where."""
    return sum(components_of(network, placed, left_out).values())


def components_of(network: PlacementNetwork, placed: Ints, left_out: Ints) -> dict[str, int]:
    """Return the cost of a placement by component: loss, pool, empty, extra, above_frame."""
    officers = np.zeros(len(network.seats), np.int64)
    np.add.at(officers, network.seat, placed)
    empty, extra = _seat_costs(network, officers)
    return {
        "loss": int((network.loss * placed).sum()),
        "pool": int((np.where(left_out > 0, network.pool_price, 0) * left_out).sum()),
        "empty": empty,
        "extra": extra,
        "above_frame": _above_frame(network, officers),
    }


def _seat_costs(network: PlacementNetwork, officers: Ints) -> tuple[int, int]:
    """Cheapest way to account for the officers of each seat type: what is empty, what extra."""
    seat = np.concatenate([network.empty_seat, network.extra_seat])
    price = np.concatenate([-network.empty_price, network.extra_price])
    room = np.concatenate([np.ones(len(network.empty_seat), np.int64), network.extra_room])
    filled = np.concatenate(
        [np.ones(len(network.empty_seat), bool), np.zeros(len(network.extra_seat), bool)]
    )
    order = np.lexsort((price, seat))
    seat, price, room, filled = seat[order], price[order], room[order], filled[order]
    before = np.concatenate([[0], np.cumsum(room)[:-1]])
    first = np.searchsorted(seat, np.arange(len(network.seats)))
    offset = before[np.minimum(first, len(before) - 1)] if len(before) else np.zeros(0, np.int64)
    used = np.clip(officers[seat] - (before - offset[seat]), 0, room) if len(seat) else room
    cost = price * used
    return network.all_empty + int(cost[filled].sum()), int(cost[~filled].sum())


def _above_frame(network: PlacementNetwork, officers: Ints) -> int:
    heads = np.zeros(len(network.ceiling), np.int64)
    counted = network.unit != NO_UNIT
    np.add.at(heads, network.unit[counted], officers[counted])
    above = np.maximum(0, heads - network.ceiling)
    cost = 0
    for tier in np.lexsort((network.tier_price, network.tier_unit)):
        unit = network.tier_unit[tier]
        used = min(above[unit], network.tier_width[tier])
        above[unit] -= used
        cost += int(used) * int(network.tier_price[tier])
    return cost


def bound_of(network: PlacementNetwork, seat_price: Ints, head_price: Ints) -> int:
    """Return the bound L of any whole duals (head prices from 0): nobody can cost less."""
    reduced = _reduced_losses(network, seat_price, head_price)
    cheapest = np.where(network.pool_price == NO_POOL, np.iinfo(np.int64).max, network.pool_price)
    np.minimum.at(cheapest, network.person, reduced)
    empty = np.minimum(0, network.empty_price - seat_price[network.empty_seat])
    extra = np.minimum(0, network.extra_price + seat_price[network.extra_seat])
    tiers = np.minimum(0, network.tier_price - head_price[network.tier_unit])
    return (
        int((seat_price * network.seats).sum())
        - int((head_price * network.ceiling).sum())
        + int((cheapest * network.count).sum())
        + int(empty.sum())
        + int((extra * network.extra_room).sum())
        + int((tiers * np.where(tiers < 0, network.tier_width, 0)).sum())
    )


def smallest_reduced_cost(
    network: PlacementNetwork, seat_price: Ints, head_price: Ints, person_price: Ints
) -> int:
    """Return the smallest reduced cost over all eligible pairs and the pool."""
    reduced = _reduced_losses(network, seat_price, head_price) - person_price[network.person]
    pool = (network.pool_price - person_price)[network.pool_price != NO_POOL]
    return int(min(reduced.min(initial=0), pool.min(initial=0)))


def _reduced_losses(network: PlacementNetwork, seat_price: Ints, head_price: Ints) -> Ints:
    counted = network.unit != NO_UNIT
    head = np.zeros(len(network.seats), np.int64)
    head[counted] = head_price[network.unit[counted]]
    reduced: NDArray[np.int64] = network.loss + (head - seat_price)[network.seat]
    return reduced


def as_linear_programme(network: PlacementNetwork) -> LinearProgramme:
    """Return the same programme for any solver; its objective lacks the constant `all_empty`.

    Variables in order: pairs, pool, filled seats, places above, heads in the frame, heads in
    the tiers.
    """
    n, j, u = len(network.count), len(network.seats), len(network.ceiling)
    pooled = np.flatnonzero(network.pool_price != NO_POOL)
    costs: list[float] = [float(x) for x in network.loss]
    costs += [float(x) for x in network.pool_price[pooled]]
    costs += [-float(x) for x in network.empty_price]
    costs += [float(x) for x in network.extra_price]
    costs += [0.0] * u + [float(x) for x in network.tier_price]
    upper: list[float] = [float(network.count[i]) for i in network.person]
    upper += [float(x) for x in network.count[pooled]]
    upper += [1.0] * len(network.empty_seat) + [float(x) for x in network.extra_room]
    upper += [float(x) for x in network.ceiling] + [float(x) for x in network.tier_width]

    person: list[list[tuple[int, float]]] = [[] for _ in range(n)]
    seat: list[list[tuple[int, float]]] = [[] for _ in range(j)]
    unit: list[list[tuple[int, float]]] = [[] for _ in range(u)]
    number = 0
    for i, k in zip(network.person.tolist(), network.seat.tolist(), strict=True):
        person[i].append((number, 1.0))
        seat[k].append((number, 1.0))
        number += 1
    for i in pooled.tolist():
        person[i].append((number, 1.0))
        number += 1
    for k in [*network.empty_seat.tolist(), *network.extra_seat.tolist()]:
        seat[k].append((number, -1.0))
        if network.unit[k] != NO_UNIT:
            unit[network.unit[k]].append((number, 1.0))
        number += 1
    for i in [*range(u), *network.tier_unit.tolist()]:
        unit[i].append((number, -1.0))
        number += 1
    rows = [
        Row(tuple(terms), "==", float(count))
        for terms, count in zip(person, network.count, strict=True)
    ]
    rows += [Row(tuple(terms), "==", 0.0) for terms in [*seat, *unit] if terms]
    return LinearProgramme(costs, upper, rows)
