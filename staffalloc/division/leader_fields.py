"""Fields of work spread over the leaders of a unit, as evenly as can be, by best match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from staffalloc.solvers.network import minimum_cost_flow


def spread_fields(
    fields: Sequence[str], leaders: Sequence[str], distance: Mapping[tuple[str, str], int]
) -> dict[str, str]:
    """Give every field one leader.

    The leaders' counts differ by one at most; then the sum of distances is least, exactly: an
    assignment is a flow. Without leaders nothing is given.

    Parameters
    ----------
    fields, leaders : sequence of str
    distance : mapping of (field, leader) to int
        How far the leader is from the field, from 0.

    Examples
    --------
    >>> far = {("land", "ann"): 2, ("land", "bob"): 0, ("law", "ann"): 1, ("law", "bob"): 0}
    >>> spread_fields(["land", "law"], ["ann", "bob"], far)
    {'land': 'bob', 'law': 'ann'}
    """
    if not fields or not leaders:
        return {}
    least = len(fields) // len(leaders)
    sink = len(fields) + len(leaders)
    pairs = [(f, len(fields) + b) for f in range(len(fields)) for b in range(len(leaders))]
    costs = [distance[field, leader] for field in fields for leader in leaders]
    one_more = sum(costs) + 1  # outweighs all distances, so that nobody gets it too early
    ends = [len(fields) + b for b in range(len(leaders))]
    columns = (
        [f for f, _ in pairs] + ends + ends,
        [b for _, b in pairs] + [sink] * 2 * len(leaders),
        [1] * len(pairs) + [least] * len(leaders) + [1] * len(leaders),
        costs + [0] * len(leaders) + [one_more] * len(leaders),
        [1] * len(fields) + [0] * len(leaders) + [-len(fields)],
    )
    start, end, capacity, cost, supply = (np.array(column, np.int64) for column in columns)
    flow = minimum_cost_flow(start, end, capacity, cost, supply, sink=sink).flow
    return {
        fields[f]: leaders[b - len(fields)]
        for (f, b), sent in zip(pairs, flow[: len(pairs)].tolist(), strict=True)
        if sent
    }
