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
    if len(cost) and (cost.min() < 0 or capacity.min() < 0):
        raise ValueError("costs and capacities of a flow must not be negative")
    sent = int(np.abs(supply).sum()) // 2
    if len(cost) and int(cost.max()) * max(1, sent) * 4 > _LARGEST_TOTAL:
        raise ValueError("costs are too large for exact sums: scale them down")
    order = np.argsort(start * len(supply) + end, kind="stable")
    graph = pylmcf.Graph(len(supply), start[order], end[order])
    graph.set_node_supply(supply)
    graph.set_edge_capacities(np.minimum(capacity[order], max(1, sent)))
    graph.set_edge_costs(cost[order])
    try:
        graph.solve()
    except RuntimeError as error:
        raise InfeasibleError("not everybody who must be placed can be placed") from error
    flow = np.empty_like(cost)
    flow[order] = graph.result()
    potential = np.asarray(graph.potentials(), dtype=np.int64)
    return Flow(flow, potential[sink] - potential)
