"""The minimum-cost flow: exact, with duals that prove it."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc import InfeasibleError
from staffalloc.solvers.network import Flow, minimum_cost_flow

NODES = 5
ARC = st.tuples(
    st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(0, 5), st.integers(0, 20)
).filter(lambda arc: arc[0] != arc[1])


def solve(arcs: list[tuple[int, int, int, int]], supply: list[int]) -> Flow:
    columns = [np.array(column, np.int64) for column in zip(*arcs, strict=True)]
    return minimum_cost_flow(*columns, np.array(supply, np.int64), sink=NODES - 1)


@given(st.lists(ARC, min_size=1, max_size=14), st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_a_flow_is_optimal_balanced_and_proven_by_its_duals(
    arcs: list[tuple[int, int, int, int]], sources: list[int]
) -> None:
    supply = [*sources, -sum(sources)]
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((i, {"demand": -s}) for i, s in enumerate(supply))
    for start, end, capacity, cost in arcs:
        graph.add_edge(start, end, capacity=capacity, weight=cost)
    try:
        best = nx.network_simplex(graph)[0]
    except nx.NetworkXUnfeasible:
        with pytest.raises(InfeasibleError):
            solve(arcs, supply)
        return
    made = solve(arcs, supply)
    start, end, capacity, cost = (np.array(column) for column in zip(*arcs, strict=True))
    assert int((made.flow * cost).sum()) == best
    assert ((made.flow >= 0) & (made.flow <= capacity)).all()
    net = np.bincount(start, made.flow, NODES) - np.bincount(end, made.flow, NODES)
    assert net.astype(int).tolist() == supply
    reduced = cost - (made.distance[start] - made.distance[end])
    assert (reduced[made.flow < np.minimum(capacity, max(1, sum(sources)))] >= 0).all()
    assert (reduced[made.flow > 0] <= 0).all()
    assert made.distance[NODES - 1] == 0


@pytest.mark.parametrize("arc", [(0, 4, 1, -1), (0, 4, -1, 1)])
def test_negative_costs_and_capacities_are_refused(arc: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="negative"):
        solve([arc], [1, 0, 0, 0, -1])


def test_costs_beyond_exact_sums_are_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        solve([(0, 4, 1, 2**59)], [1, 0, 0, 0, -1])


def test_a_network_that_sends_nothing() -> None:
    assert solve([(0, 4, 1, 3)], [0] * 5).flow.tolist() == [0]
