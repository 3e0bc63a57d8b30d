"""The basis a placement without side rules gives the simplex: the tree of its network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import NO_POOL, NOT_ELIGIBLE, Ints, net_price
from staffalloc.placement.engine.proof import cheapest_seats
from staffalloc.placement.side.programme import SideLayout

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Basis:
    """Which columns are basic or at their upper bound, and which rows are basic."""

    basic: Bools
    at_upper: Bools
    basic_row: Bools


def network_basis(
    layout: SideLayout, person: Ints, seat: Ints, solution: PlacementSolution
) -> Basis:
    """Return the tree of an optimal network; rows of side rules are slack in it.

    The pairs the solution uses must be among the open ones. A tree of columns that cost nothing
    at its prices spans the network, so the simplex starts at its optimum.
    """
    model = layout.model
    upper = np.concatenate([layout.fixed_upper(), model.count[person].astype(float)])
    slack = np.zeros(len(layout.rows), np.int64)
    fixed = layout.point(solution.seat, solution.flow, solution.left_out, slack)
    flow = np.concatenate([fixed, _flows(layout, person, seat, solution)])
    inside = (flow > 0) & (flow < upper)
    columns = np.flatnonzero((_reduced(layout, person, seat, solution) == 0) | inside)
    network = (columns < layout.first_breach) | (columns >= layout.fixed)
    columns = columns[network & ~((upper[columns] == 0) & ~inside[columns])]
    # Columns between their bounds must be in the tree, so they come first.
    columns = columns[np.lexsort((-flow[columns], ~inside[columns]))]
    start, end, nodes = _ends(layout, person, seat)
    chosen, free = _spanning_tree(start[columns], end[columns], nodes)
    basic = np.zeros(len(flow), bool)
    basic[columns[chosen]] = True
    rows = np.concatenate([free, np.ones(len(layout.rows), bool)])
    return Basis(basic, flow >= upper, rows)


def _flows(
    layout: SideLayout, person: Ints, seat: Ints, solution: PlacementSolution
) -> NDArray[np.float64]:
    width = max(1, len(layout.model.seats))
    key = person * width + seat
    order = np.argsort(key)
    flow = np.zeros(len(key))
    used = np.searchsorted(key[order], solution.person * width + solution.seat)
    flow[order[used]] = solution.flow
    return flow


def _reduced(layout: SideLayout, person: Ints, seat: Ints, solution: PlacementSolution) -> Ints:
    """Return what each column costs above the prices of the solution."""
    model = layout.model
    seat_price, head_price = solution.seat_price, solution.head_price
    net = net_price(model, seat_price, head_price)
    pool = np.where(model.pool_price == NO_POOL, NOT_ELIGIBLE, model.pool_price)
    paid = np.minimum(pool, cheapest_seats(model, net))
    return np.concatenate(
        [
            (pool - paid)[layout.pooled],
            seat_price[model.empty_seat] - model.empty_price,
            seat_price[model.extra_seat] + model.extra_price,
            -head_price,
            model.tier_price - head_price[model.tier_unit],
            np.ones(len(layout.rows), np.int64),
            model.losses(person, seat) - net[seat] - paid[person],
        ]
    )


def _ends(layout: SideLayout, person: Ints, seat: Ints) -> tuple[Ints, Ints, int]:
    """Return the two nodes of each column, and how many there are; the last is the sink."""
    model = layout.model
    first_unit = model.people + len(model.seats)
    sink = first_unit + model.units
    step_seat = np.concatenate([model.empty_seat, model.extra_seat])
    above = np.where(model.in_frame, first_unit + model.seat_unit, sink)
    heads = np.concatenate([np.arange(model.units), model.tier_unit])
    rows = np.full(len(layout.rows), sink)
    start = [layout.pooled, model.people + step_seat, first_unit + heads, rows, person]
    to_sink = np.full(len(layout.pooled), sink)
    end = [to_sink, above[step_seat], np.full(len(heads), sink), rows, model.people + seat]
    return np.concatenate(start), np.concatenate(end), sink + 1


def _spanning_tree(start: Ints, end: Ints, nodes: int) -> tuple[list[int], Bools]:
    """Return the edges of a forest, first come first taken, and a node of each tree.

    The tree of the last node has none.
    """
    parent = list(range(nodes))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    chosen = []
    for edge, (one, other) in enumerate(zip(start.tolist(), end.tolist(), strict=True)):
        one, other = root(one), root(other)
        if one != other:
            parent[min(one, other)] = max(one, other)
            chosen.append(edge)
    # The larger root stays, so the sink is the root of its tree.
    free = np.array([parent[node] == node for node in range(nodes - 1)], bool)
    return chosen, free
