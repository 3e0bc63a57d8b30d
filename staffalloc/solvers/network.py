"""Minimum-cost flow on sparse arrays, by the LEMON network simplex.

Costs and capacities are whole numbers, so flows and potentials are exact. This is the only
module that imports pylmcf.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pylmcf
from numpy.typing import NDArray

from staffalloc.errors import InfeasibleError

Ints = NDArray[np.int64]

# The simplex adds costs along paths and multiplies them by flows in 64-bit integers; beyond
# this the sums could wrap.
_LARGEST_TOTAL: Final = 2**60


@dataclass(frozen=True)
class Flow:
    """An optimal flow.

    Attributes
    ----------
    flow : (arcs,) int64 array
    distance : (nodes,) int64 array
        Dual of each node: what a unit there pays to reach the sink (node `sink` has 0). On
        every arc with room left, ``cost >= distance[start] - distance[end]``.
    """

    flow: Ints
    distance: Ints


def minimum_cost_flow(
    start: Ints, end: Ints, capacity: Ints, cost: Ints, supply: Ints, *, sink: int
) -> Flow:
    """Send every supply to the sink at least cost.

    Parameters
    ----------
    start, end, capacity, cost : (arcs,) int64 arrays
        Parallel arcs are allowed; costs and capacities must not be negative.
    supply : (nodes,) int64 array
        Positive where flow enters, negative at the sink; sums to zero.
    sink : int
        The node whose dual is set to zero.

    Raises
    ------
    InfeasibleError
        If the supplies cannot reach the sink.
    ValueError
        If costs are negative or too large for exact sums.

    Examples
    --------
    >>> arcs = [np.array(x) for x in ([0, 0, 1], [1, 2, 2], [1, 1, 1], [3, 9, 2])]
    >>> flow = minimum_cost_flow(*arcs, np.array([1, 0, -1]), sink=2)
    >>> flow.flow.tolist(), flow.distance.tolist()
    ([1, 0, 1], [5, 2, 0])
    """
    sent = _sent(capacity, cost, supply)
    order = np.argsort(start * len(supply) + end, kind="stable")
    graph = pylmcf.Graph(len(supply), start[order], end[order])
    graph.set_node_supply(supply)
    graph.set_edge_capacities(np.minimum(capacity[order], sent))
    graph.set_edge_costs(cost[order])
    return _solved(graph, order, sink)


class WarmNetwork:
    """A network that is solved again and again while costs, capacities and supplies change.

    The arcs stay what they are; each solve starts from the basis of the last where it can, and
    is exact either way. Changes of costs alone always can.

    Parameters
    ----------
    start, end : (arcs,) int64 arrays
        Parallel arcs are allowed.
    nodes : int
    sink : int
        The node whose dual is set to zero.

    Examples
    --------
    >>> network = WarmNetwork(np.array([0, 0, 1]), np.array([1, 2, 2]), nodes=3, sink=2)
    >>> capacity, supply = np.array([1, 1, 1]), np.array([1, 0, -1])
    >>> network.solve(capacity, np.array([3, 9, 2]), supply).flow.tolist()
    [1, 0, 1]
    >>> network.solve(capacity, np.array([3, 4, 2]), supply).flow.tolist()
    [0, 1, 0]
    >>> network.warm_solves
    1
    """

    def __init__(self, start: Ints, end: Ints, *, nodes: int, sink: int) -> None:
        self._order = np.argsort(start * nodes + end, kind="stable")
        self._graph = pylmcf.Graph(nodes, start[self._order], end[self._order])
        self._sink = sink

    @property
    def warm_solves(self) -> int:
        """How many solves started from the basis of the one before."""
        repaired = self._graph.primal_repair_count() + self._graph.dual_repair_count()
        return int(self._graph.warm_start_count() + repaired)

    def solve(self, capacity: Ints, cost: Ints, supply: Ints) -> Flow:
        """Send every supply to the sink at least cost; see :func:`minimum_cost_flow`."""
        sent = _sent(capacity, cost, supply)
        self._graph.set_node_supply(supply)
        self._graph.set_edge_capacities(np.minimum(capacity[self._order], sent))
        self._graph.set_edge_costs(cost[self._order])
        return _solved(self._graph, self._order, self._sink, canonical=False)


def _sent(capacity: Ints, cost: Ints, supply: Ints) -> int:
    """Return the most an arc can carry; sums of it and the costs must be exact."""
    if len(cost) and (cost.min() < 0 or capacity.min() < 0):
        raise ValueError("costs and capacities of a flow must not be negative")
    sent = max(1, int(np.abs(supply).sum()) // 2)
    if len(cost) and int(cost.max()) * sent * 4 > _LARGEST_TOTAL:
        raise ValueError("costs are too large for exact sums: scale them down")
    return sent


def _solved(graph: pylmcf.Graph, order: Ints, sink: int, *, canonical: bool = True) -> Flow:
    try:
        graph.solve()
    except RuntimeError as error:
        raise InfeasibleError("not everybody who must be placed can be placed") from error
    flow = np.empty(len(order), np.int64)
    flow[order] = graph.result()
    potentials = graph.potentials if canonical else graph.raw_potentials
    potential = np.asarray(potentials(), dtype=np.int64)
    return Flow(flow, potential[sink] - potential)
