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

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import NO_POOL, POOL, Ints, PlacementModel, net_price
from staffalloc.placement.engine.pricing import PairTables, best_seats, few_cheapest

NO_ALTERNATIVE: Final = -2
# Above every cost the solver takes; the sum of four still fits 64 bits.
_FAR: Final = 2**60

_KNOWN_UNITS: Final = 32  # of a person; decides how much is left out early, no result

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


def next_best(
    model: PlacementModel, solution: PlacementSolution, person_price: Ints
) -> Alternatives:
    """Find for everybody the best arrangement without what they were given.

    What somebody was given is their seat type, or the pool for those left out.

    Parameters
    ----------
    model : PlacementModel
    solution : PlacementSolution
        An optimal one.
    person_price : (N,) ints
        What each person costs at its prices.

    Raises
    ------
    ValueError
        If a row of the model does not stand for exactly one person.
    """
    if (model.count != 1).any():
        raise ValueError("alternatives are for named people: every count must be 1")
    prices = Prices.of(model, solution, person_price)
    options, arcs = _useful(prices, arcs_of_places(model, solution))
    to_pool, from_pool = arcs.to_pool(), arcs.from_pool()
    cost, first = _through_the_pool(prices.home, options, to_pool, from_pool)
    cost, first = _by_exchange(cost, first, prices.home, options, arcs, to_pool, from_pool)
    none = cost >= _FAR
    seat = np.where(first == prices.pool, POOL, first)
    return Alternatives(np.where(none, NO_ALTERNATIVE, seat), np.where(none, 0, cost))


@dataclass(frozen=True)
class Options:
    """What people could get instead of what they were given: whose, which node, reduced cost."""

    person: Ints
    node: Ints
    cost: Ints

    def some(self, chosen: NDArray[np.bool_] | Ints) -> Options:
        return Options(self.person[chosen], self.node[chosen], self.cost[chosen])

    @classmethod
    def joined(cls, parts: Sequence[Options]) -> Options:
        return cls(
            np.concatenate([part.person for part in parts]),
            np.concatenate([part.node for part in parts]),
            np.concatenate([part.cost for part in parts]),
        )


_NO_OPTIONS: Final = Options(*(np.zeros(0, np.int64),) * 3)


@dataclass(frozen=True)
class Prices:
    """What everything costs less what the duals say it is worth.

    Attributes
    ----------
    model : PlacementModel
    home : (N,) ints
        Node of what each person was given: a seat type, or the pool.
    net_price : (J,) ints
    person_price : (N,) ints
    """

    model: PlacementModel
    home: Ints
    net_price: Ints
    person_price: Ints

    @classmethod
    def of(cls, model: PlacementModel, solution: PlacementSolution, person_price: Ints) -> Prices:
        home = np.full(model.people, len(model.seats) + model.units)
        home[solution.person] = solution.seat
        net = net_price(model, solution.seat_price, solution.head_price)
        return cls(model, home, net, person_price)

    @property
    def pool(self) -> int:
        """The node that is the pool and the sink."""
        return len(self.model.seats) + self.model.units

    def options(self) -> Iterator[Options]:
        """Yield the options of some people after the other; no cost is negative."""
        for start, stop in self.model.blocks():
            person, seat, loss = self.model.pairs(start, stop)
            cost = loss - self.net_price[seat] - self.person_price[person]
            # A seat type without places can have a dual beyond all costs: nobody could leave it.
            other = (seat != self.home[person]) & (cost < _FAR)
            poolable = (self.model.pool_price != NO_POOL) & (self.home != self.pool)
            who = start + np.flatnonzero(poolable[start:stop])
            waits = Options(
                who,
                np.full(len(who), self.pool),
                self.model.pool_price[who] - self.person_price[who],
            )
            yield Options.joined([Options(person[other], seat[other], cost[other]), waits])


def _useful(prices: Prices, places: ResidualArcs) -> tuple[Options, ResidualArcs]:
    """Return the options anybody may take first, and the arcs a shortest way may go by.

    What is left out costs no less than ways already known: those over the cheapest options.
    """
    home = prices.home
    known = places.and_more(_moves(home, _cheapest(prices), places.nodes))
    to_pool, from_pool = known.to_pool(), known.from_pool()
    firsts, moves = [_NO_OPTIONS], [_NO_OPTIONS]
    for options in prices.options():
        way = np.minimum(options.cost + to_pool[options.node], _FAR)
        best = np.full(len(home), _FAR)
        np.minimum.at(best, options.person, way)
        best = np.minimum(best + from_pool[home], _FAR)
        firsts.append(options.some(options.cost <= best[options.person]))
        over_the_pool = to_pool[home[options.person]] + from_pool[options.node]
        moves.append(options.some(options.cost < over_the_pool))
    more = _moves(home, Options.joined(moves), places.nodes)
    return Options.joined(firsts), known.and_more(more)


def _cheapest(prices: Prices) -> Options:
    """Return everybody's best seat in each of their cheapest units."""
    tables = PairTables.of(prices.model)
    net = tables.clipped(prices.net_price)
    person, unit, at_place = few_cheapest(tables, net, _KNOWN_UNITS)
    person, seat, loss = best_seats(tables, person, unit, at_place, net)
    cost = loss.astype(np.int64) - prices.net_price[seat] - prices.person_price[person]
    return Options(person, seat, cost).some((seat != prices.home[person]) & (cost < _FAR))


def _moves(home: Ints, options: Options, nodes: int) -> ResidualArcs:
    """Return the options as ways to move whoever has them."""
    return ResidualArcs(nodes, home[options.person], options.node, options.cost)


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

    def and_more(self, more: ResidualArcs) -> ResidualArcs:
        return ResidualArcs(
            self.nodes,
            np.concatenate([self.start, more.start]),
            np.concatenate([self.end, more.end]),
            np.concatenate([self.length, more.length]),
        )

    def to_pool(self) -> Ints:
        """Return the distance from every node to the last, `_FAR` where no way leads."""
        return _distances(self.nodes, self.end, self.start, self.length)

    def from_pool(self) -> Ints:
        """Return the distance from the last node to every node, `_FAR` where no way leads."""
        return _distances(self.nodes, self.start, self.end, self.length)


def arcs_of_places(model: PlacementModel, solution: PlacementSolution) -> ResidualArcs:
    """Return every way to fill one place more and to take one away."""
    j, u = len(model.seats), model.units
    pool = j + u
    officers = np.zeros(j, np.int64)
    np.add.at(officers, solution.seat, solution.flow)
    heads = np.zeros(u, np.int64)
    np.add.at(heads, model.seat_unit[model.in_frame], officers[model.in_frame])
    officer_more, officer_fewer = _next_and_last(
        np.concatenate([model.empty_seat, model.extra_seat]),
        np.concatenate([-model.empty_price, model.extra_price]),
        np.concatenate([model.empty_room, model.extra_room]),
        officers,
    )
    head_more, head_fewer = _next_and_last(
        np.concatenate([np.arange(u), model.tier_unit]),
        np.concatenate([np.zeros(u, np.int64), model.tier_price]),
        np.concatenate([model.ceiling, model.tier_width]),
        heads,
    )
    seats, units, sink = np.arange(j), np.arange(j, j + u), np.full(u, pool)
    after = np.where(model.in_frame, j + model.seat_unit, pool)
    start = np.concatenate([seats, after, units, sink])
    end = np.concatenate([after, seats, sink, units])
    price = np.concatenate([officer_more, officer_fewer, head_more, head_fewer])
    dual = [solution.seat_price, -solution.seat_price, -solution.head_price, solution.head_price]
    exists = price < _FAR
    length = (price + np.concatenate(dual))[exists]
    return ResidualArcs(pool + 1, start[exists], end[exists], length)


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


def _through_the_pool(
    homes: Ints, options: Options, to_pool: Ints, from_pool: Ints
) -> tuple[Ints, Ints]:
    """Cost and first node of everybody's best way through the pool's node.

    For those left out that is every way there is.
    """
    people, pool = len(homes), len(to_pool) - 1
    cost, first = np.full(people, _FAR), np.full(people, pool)
    there = options.cost + to_pool[options.node]
    np.minimum.at(cost, options.person, there)
    best = there == cost[options.person]
    np.minimum.at(first, options.person[best], options.node[best])
    return np.minimum(cost + from_pool[homes], _FAR), first


def _by_exchange(
    cost: Ints,
    first: Ints,
    homes: Ints,
    options: Options,
    arcs: ResidualArcs,
    to_pool: Ints,
    from_pool: Ints,
) -> tuple[Ints, Ints]:
    """Cost and first node of everybody when exchanges that avoid the pool's node count too."""
    cost, first = cost.copy(), first.copy()
    behind, ahead = _levels(to_pool), _levels(from_pool)
    half = (behind - ahead) // 2
    forward, backward = _avoiding_the_pool(arcs, half, to_pool, from_pool)
    home, pool = homes[options.person], arcs.nodes - 1
    way_back = np.maximum(behind[options.node] - behind[home], ahead[home] - ahead[options.node])
    at_least = options.cost + np.maximum(0, way_back)
    useful = (options.node != pool) & (home != pool) & (at_least <= cost[options.person])
    person, node, home = options.person[useful], options.node[useful], home[useful]
    firsts = _lists(len(cost), person, node, options.cost[useful] + half[node] - half[home])
    for who in np.unique(person).tolist():
        known = (int(cost[who]), int(first[who]))
        cost[who], first[who] = _shortest(firsts[who], int(homes[who]), forward, backward, known)
    return cost, first


def _levels(distance: Ints) -> Ints:
    """Put nodes that no way joins to the pool's node as far off as the farthest that one joins."""
    farthest = int(distance[distance < _FAR].max())
    return np.minimum(distance, farthest)


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
