"""The next best seat of everybody: what the whole placement costs more without theirs, exactly.

Keep somebody out of the seat type they were given, and the least that the optimum rises is the
shortest way to make up for it: they take another seat, its officer takes a third, and so on,
until somebody fills the seat they left or it loses an officer. These are the paths of the
residual network, and the duals make all its arcs cost zero or more.

Nodes are seat types, units and one node for the pool and the sink together. Ways through that
node are found for everybody at once, by one search from it and one to it. The other ways are
exchanges among seats; each person's is searched from both ends, with potentials halfway between
the distances from that node and those to it. Measured on Hanoi, that settles 50 nodes a person;
from one end and with either extreme, where most arcs worth taking cost nothing, it is 700 to 950.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

import numpy as np

from staffalloc.placement.network import NO_POOL, NO_UNIT, NetworkSolution, PlacementNetwork
from staffalloc.placement.place import POOL
from staffalloc.solvers.network import Ints

NO_ALTERNATIVE: Final = -2
# Above every cost the solver takes; the sum of four still fits 64 bits.
_FAR: Final = 2**60

_Label = tuple[int, int]  # distance, and the node somebody goes to first
_Neighbours = list[list[tuple[int, int]]]  # of each node: distance and node, nearest first


@dataclass(frozen=True)
class Alternatives:
    """The best arrangement in which somebody does not get what they were given.

    Attributes
    ----------
    seat : (N,) ints
        Seat type each person takes then: the smallest of equally good ones, `POOL` if only the
        pool is as good, `NO_ALTERNATIVE` if there is no such arrangement.
    cost : (N,) ints
        Milli-hours by which the optimum rises, exact; 0 where there is no alternative.
    """

    seat: Ints
    cost: Ints


def next_best(network: PlacementNetwork, solution: NetworkSolution) -> Alternatives:
    """Find for everybody the best arrangement without what they were given.

    What somebody was given is their seat type, or the pool for those left out.

    Raises
    ------
    ValueError
        If a row of the network does not stand for exactly one person.
    """
    if (network.count != 1).any():
        raise ValueError("alternatives are for named people: every count must be 1")
    options = options_of(network, solution)
    arcs = residual_arcs(network, solution, options)
    to_pool = _distances(arcs.nodes, arcs.end, arcs.start, arcs.length)
    from_pool = _distances(arcs.nodes, arcs.start, arcs.end, arcs.length)
    cost, first = _through_the_pool(options, to_pool, from_pool)
    cost, first = _by_exchange(cost, first, options, arcs, to_pool, from_pool)
    none = cost >= _FAR
    seat = np.where(first == arcs.nodes - 1, POOL, first)
    return Alternatives(np.where(none, NO_ALTERNATIVE, seat), np.where(none, 0, cost))


@dataclass(frozen=True)
class Options:
    """What everybody could get instead of what they were given, in reduced cost.

    Attributes
    ----------
    home : (N,) ints
        Node of what each person was given: a seat type, or the pool.
    person, node, cost : (O,) ints
        Other options: whose, which node, and its reduced cost (never negative).
    """

    home: Ints
    person: Ints
    node: Ints
    cost: Ints


@dataclass(frozen=True)
class ResidualArcs:
    """Arcs of the residual network between seat types, units and (last) the pool.

    Attributes
    ----------
    nodes : int
    start, end, length : (A,) ints
        Lengths are reduced costs (never negative).
    """

    nodes: int
    start: Ints
    end: Ints
    length: Ints


def options_of(network: PlacementNetwork, solution: NetworkSolution) -> Options:
    """Return everybody's other options, priced by the duals."""
    pool = _pool_node(network)
    used = np.flatnonzero(solution.placed)
    home = np.full(len(network.count), pool)
    home[network.person[used]] = network.seat[used]
    counted = network.unit != NO_UNIT
    toll = -solution.seat_price
    toll[counted] += solution.head_price[network.unit[counted]]
    cost = network.loss + toll[network.seat] - solution.person_price[network.person]
    # A seat type without places can have a dual beyond all costs: nobody could leave it again.
    other = np.flatnonzero((network.seat != home[network.person]) & (cost < _FAR))
    poolable = np.flatnonzero((network.pool_price != NO_POOL) & (home != pool))
    return Options(
        home,
        np.concatenate([network.person[other], poolable]),
        np.concatenate([network.seat[other], np.full(len(poolable), pool)]),
        np.concatenate([cost[other], (network.pool_price - solution.person_price)[poolable]]),
    )


def residual_arcs(
    network: PlacementNetwork, solution: NetworkSolution, options: Options
) -> ResidualArcs:
    """Return every way to move one person, to fill one place more and to take one away."""
    j, u, pool = len(network.seats), len(network.ceiling), _pool_node(network)
    counted = network.unit != NO_UNIT
    officers = np.zeros(j, np.int64)
    np.add.at(officers, network.seat, solution.placed)
    heads = np.zeros(u, np.int64)
    np.add.at(heads, network.unit[counted], officers[counted])
    officer_more, officer_fewer = _next_and_last(
        np.concatenate([network.empty_seat, network.extra_seat]),
        np.concatenate([-network.empty_price, network.extra_price]),
        np.concatenate([np.ones(len(network.empty_seat), np.int64), network.extra_room]),
        officers,
    )
    head_more, head_fewer = _next_and_last(
        np.concatenate([np.arange(u), network.tier_unit]),
        np.concatenate([np.zeros(u, np.int64), network.tier_price]),
        np.concatenate([network.ceiling, network.tier_width]),
        heads,
    )
    seats, units, sink = np.arange(j), np.arange(j, j + u), np.full(u, pool)
    after = np.where(counted, j + network.unit, pool)
    start = np.concatenate([seats, after, units, sink])
    end = np.concatenate([after, seats, sink, units])
    price = np.concatenate([officer_more, officer_fewer, head_more, head_fewer])
    dual = [solution.seat_price, -solution.seat_price, -solution.head_price, solution.head_price]
    exists = price < _FAR
    return ResidualArcs(
        pool + 1,
        np.concatenate([options.home[options.person], start[exists]]),
        np.concatenate([options.node, end[exists]]),
        np.concatenate([options.cost, (price + np.concatenate(dual))[exists]]),
    )


def _pool_node(network: PlacementNetwork) -> int:
    return len(network.seats) + len(network.ceiling)


def _next_and_last(group: Ints, price: Ints, room: Ints, taken: Ints) -> tuple[Ints, Ints]:
    """What one more costs in each group and what one fewer does, cheap places taken first.

    `_FAR` where no place is free, or none is taken.
    """
    order = np.lexsort((price, group))
    group, price, room = group[order], price[order], room[order]
    before = np.concatenate([[0], np.cumsum(room)])
    first = np.searchsorted(group, np.arange(len(taken)))
    left = taken[group] - (before[:-1] - before[first[group]])
    more, fewer = np.full(len(taken), _FAR), np.full(len(taken), _FAR)
    free, used = left < room, (left > 0) & (room > 0)
    np.minimum.at(more, group[free], price[free])
    np.minimum.at(fewer, group[used], -price[used])
    return more, fewer


def _distances(nodes: int, start: Ints, end: Ints, length: Ints) -> Ints:
    """Distance from the last node to every node, `_FAR` where no way leads."""
    order = np.argsort(start.astype(np.min_scalar_type(nodes)), kind="stable")
    begin = np.searchsorted(start, np.arange(nodes + 1), sorter=order)
    end, length = end[order], length[order]
    distance = np.full(nodes, _FAR)
    distance[-1] = 0
    waiting = distance.copy()
    for _ in range(nodes):
        node = int(waiting.argmin())
        if waiting[node] >= _FAR:
            break
        waiting[node] = _FAR
        arcs = slice(begin[node], begin[node + 1])
        onward = distance[node] + length[arcs]
        nearer = onward < distance[end[arcs]]
        reached = end[arcs][nearer]
        np.minimum.at(distance, reached, onward[nearer])
        waiting[reached] = distance[reached]
    return distance


def _through_the_pool(options: Options, to_pool: Ints, from_pool: Ints) -> tuple[Ints, Ints]:
    """Cost and first node of everybody's best way through the pool's node.

    For those left out that is every way there is.
    """
    people, pool = len(options.home), len(to_pool) - 1
    cost, first = np.full(people, _FAR), np.full(people, pool)
    there = options.cost + to_pool[options.node]
    np.minimum.at(cost, options.person, there)
    best = there == cost[options.person]
    np.minimum.at(first, options.person[best], options.node[best])
    return np.minimum(cost + from_pool[options.home], _FAR), first


def _by_exchange(
    cost: Ints, first: Ints, options: Options, arcs: ResidualArcs, to_pool: Ints, from_pool: Ints
) -> tuple[Ints, Ints]:
    """Cost and first node of everybody when exchanges that avoid the pool's node count too."""
    cost, first = cost.copy(), first.copy()
    # What cannot reach the pool's node may be reached from all that can: it stands highest.
    level = np.where(to_pool < _FAR, to_pool, to_pool[to_pool < _FAR].max())
    half = level // 2
    forward, backward = _avoiding_the_pool(arcs, half, to_pool, from_pool)
    home, pool = options.home[options.person], arcs.nodes - 1
    at_least = np.maximum(options.cost, options.cost + level[options.node] - level[home])
    useful = (options.node != pool) & (home != pool) & (at_least <= cost[options.person])
    person, node, home = options.person[useful], options.node[useful], home[useful]
    firsts = _lists(len(cost), person, node, options.cost[useful] + half[node] - half[home])
    for who in np.unique(person).tolist():
        known = (int(cost[who]), int(first[who]))
        cost[who], first[who] = _shortest(
            firsts[who], int(options.home[who]), forward, backward, known
        )
    return cost, first


def _avoiding_the_pool(
    arcs: ResidualArcs, half: Ints, to_pool: Ints, from_pool: Ints
) -> tuple[_Neighbours, _Neighbours]:
    """Return where to go from each node and where from, by arcs shorter than over the pool."""
    pool = arcs.nodes - 1
    shorter = arcs.length < to_pool[arcs.start] + from_pool[arcs.end]
    shorter &= (arcs.start != pool) & (arcs.end != pool)
    start, end = arcs.start[shorter], arcs.end[shorter]
    length = arcs.length[shorter] + half[end] - half[start]
    return _lists(pool, start, end, length), _lists(pool, end, start, length)


def _lists(size: int, key: Ints, other: Ints, length: Ints) -> _Neighbours:
    """Return for each key its lengths and others, shortest first."""
    order = np.lexsort((other, length, key))
    begin = np.searchsorted(key[order], np.arange(size + 1)).tolist()
    pairs = list(zip(length[order].tolist(), other[order].tolist(), strict=True))
    return [pairs[begin[k] : begin[k + 1]] for k in range(size)]


class _Side:
    """One end of a search: what it has reached, and at what distance."""

    def __init__(self, neighbours: _Neighbours, reached: list[tuple[int, int, int]]) -> None:
        self.neighbours = neighbours
        self.heap = reached
        self.labels: dict[int, _Label] = {node: (far, first) for far, first, node in reached}

    def grow(self, other: _Side, best: _Label) -> _Label:
        """Settle the nearest node; return the best way known after that."""
        far, first, node = heappop(self.heap)
        if (far, first) > self.labels[node]:
            return best
        nearest = other.heap[0][0]
        for length, onto in self.neighbours[node]:
            label = (far + length, first)
            # What the other side has yet to settle is farther; the rest it has met already.
            if label[0] + nearest > best[0]:
                break
            if onto in self.labels and self.labels[onto] <= label:
                continue
            self.labels[onto] = label
            heappush(self.heap, (*label, onto))
            if onto in other.labels:
                met = other.labels[onto]
                best = min(best, (label[0] + met[0], label[1] + met[1]))
        return best


def _shortest(
    firsts: list[tuple[int, int]],
    target: int,
    forward: _Neighbours,
    backward: _Neighbours,
    best: _Label,
) -> _Label:
    """Search from the first seats and from the target until they cannot meet at a better price.

    Only the side that starts at the first seats tells which it was; the other adds zero.
    """
    ahead = _Side(forward, [(length, node, node) for length, node in firsts])
    behind = _Side(backward, [(0, 0, target)])
    while ahead.heap and behind.heap and ahead.heap[0][0] + behind.heap[0][0] <= best[0]:
        if len(ahead.heap) <= len(behind.heap):
            best = ahead.grow(behind, best)
        else:
            best = behind.grow(ahead, best)
    return best
