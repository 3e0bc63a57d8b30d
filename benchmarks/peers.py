"""What a user would pick instead of the engine, each as one function of the same instance.

A peer takes an instance and returns the seat type of each person, -1 for the pool. It lists the
eligible pairs in numpy, builds its model, solves it to the optimum and reads the answer, all of
which is timed. Every peer imports its packages when it is first called: one of them
cannot share a process with another's, and each may be absent.
"""

from __future__ import annotations

import importlib.util
import inspect
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from instances import POOL, Floats, Instance, Ints, Sizes, whole
from models import (
    FORBIDDEN,
    Network,
    Pairs,
    eligible_pairs,
    every_pair,
    gains,
    network,
    seat_of_each,
    single_seats,
    square_rows,
    steps,
    with_pool_columns,
)

NO_GAP = 0.0


@dataclass(frozen=True)
class Peer:
    """A way to solve the problem.

    `grows_with` names what its memory is in proportion to: eligible pairs, every person with
    every seat type, people by single seats, or cadres.
    """

    key: str
    title: str
    packages: tuple[str, ...]
    grows_with: Literal["pairs", "every pair", "matrix", "wide matrix", "cadres"]
    solve: Callable[[Instance], Ints]
    needs_cbc: bool = False

    def cells(self, sizes: Sizes) -> int:
        """Return the number that the peer's memory grows with."""
        return {
            "pairs": sizes.pairs,
            "every pair": sizes.cadres * sizes.seat_types,
            "matrix": sizes.cadres * sizes.seats,
            "wide matrix": sizes.cadres * (sizes.seats + sizes.cadres),
            "cadres": sizes.cadres,
        }[self.grows_with]

    @property
    def how(self) -> str:
        """How the peer writes the problem."""
        return inspect.cleandoc(self.solve.__doc__ or "").replace("\n", " ")

    @property
    def missing(self) -> list[str]:
        """What is not installed: packages, or CBC."""
        absent = [name for name in self.packages if importlib.util.find_spec(name) is None]
        return absent or ([] if not self.needs_cbc or _has_cbc() else ["CBC"])


def engine(case: Instance) -> Ints:
    """`assign_separable`: no list of pairs, a proof over all of them."""
    import staffalloc as sa

    return sa.assign_separable(**vars(case)).seat


@dataclass(frozen=True)
class AllPairs:
    """What the explicit pipeline found, and the seconds of its halves."""

    seat: Ints
    pairs: int
    build: float
    solve: float


def all_pairs(case: Instance) -> AllPairs:
    """Build every eligible pair in numpy and solve them with LEMON: E is the time this takes."""
    import pylmcf

    start = time.perf_counter()
    pairs = eligible_pairs(case)
    model = network(case, pairs)
    built = time.perf_counter()
    graph = pylmcf.Graph(len(model.supply), model.tail, model.head)
    graph.set_node_supply(model.supply)
    graph.set_edge_capacities(model.capacity)
    graph.set_edge_costs(model.cost)
    graph.solve()
    seat = seat_of_each(case, pairs, graph.result()[model.pair_at])
    return AllPairs(seat, len(pairs.person), built - start, time.perf_counter() - built)


def explicit(case: Instance) -> Ints:
    """A network of all eligible pairs, built in numpy, for LEMON's network simplex."""
    return all_pairs(case).seat


def ortools(case: Instance) -> Ints:
    """The network of E, for the cost-scaling `SimpleMinCostFlow`."""
    from ortools.graph.python import min_cost_flow

    pairs = eligible_pairs(case)
    model = network(case, pairs)
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        model.tail, model.head, model.capacity, model.cost
    )
    flow.set_nodes_supplies(np.arange(len(model.supply)), model.supply)
    _require(flow.solve() == flow.OPTIMAL)
    return seat_of_each(case, pairs, flow.flows(arcs)[model.pair_at])


def networkx(case: Instance) -> Ints:
    """The network of E as a graph of Python objects, for `network_simplex`."""
    import networkx as nx

    pairs = eligible_pairs(case)
    model = network(case, pairs)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((node, {"demand": -s}) for node, s in enumerate(model.supply.tolist()))
    arcs = zip(*(column.tolist() for column in _arcs(model)), strict=True)
    graph.add_edges_from((t, h, {"capacity": room, "weight": cost}) for t, h, room, cost in arcs)
    _, flow = nx.network_simplex(graph)
    ends = zip(model.tail[model.pair_at].tolist(), model.head[model.pair_at].tolist(), strict=True)
    return seat_of_each(case, pairs, np.array([flow[t][h][0] for t, h in ends]))


def _arcs(model: Network) -> tuple[Ints, Ints, Ints, Ints]:
    return model.tail, model.head, model.capacity, model.cost


def scipy_folded(case: Instance) -> Ints:
    """A dense matrix of people by single seats; an entry of 0 leaves person and seat alone."""
    cost = gains(case, eligible_pairs(case))
    return _by_linear_sum(case, cost, lambda entries: entries < 0)


def scipy_pool_columns(case: Instance) -> Ints:
    """A dense matrix of people by single seats and a column of the pool for everybody."""
    cost = with_pool_columns(case, eligible_pairs(case))
    return _by_linear_sum(case, cost, lambda entries: entries < np.inf)


def _by_linear_sum(case: Instance, cost: Floats, sits: Callable[[Floats], Any]) -> Ints:
    from scipy.optimize import linear_sum_assignment

    row, column = linear_sum_assignment(cost)
    of_type, _ = single_seats(case)
    on_seat = (column < len(of_type)) & sits(cost[row, column])
    seat = np.full(len(case.profile), POOL)
    seat[row[on_seat]] = of_type[column[on_seat]]
    return seat


def lapx(case: Instance) -> Ints:
    """A sparse square matrix, with a row for each seat's own emptiness; in hours, for entries
    must stay below a million.
    """
    import lap

    rows = square_rows(case, eligible_pairs(case))
    column_of, _ = lap.lapmod(
        len(rows.start) - 1,
        rows.cost,
        rows.start.astype(np.int32),
        rows.column.astype(np.int32),
        return_cost=False,
    )
    of_type, _ = single_seats(case)
    taken = np.asarray(column_of)[: len(case.profile)]
    seat: Ints = np.append(of_type, POOL)[np.minimum(taken, len(of_type))]
    return seat


def highspy(case: Instance) -> Ints:
    """A linear programme handed over in numpy arrays, for the dual simplex."""
    import highspy as hs

    pairs, filled = eligible_pairs(case), steps(case)
    people, number = len(case.profile), len(pairs.person)
    empty = people + filled.seat
    model = hs.HighsLp()
    model.num_col_ = number + people + len(empty)
    model.num_row_ = people + len(case.seats)
    model.col_cost_ = np.concatenate([pairs.loss, whole(case.pool_price), filled.saving]) * 1.0
    model.col_lower_ = np.zeros(model.num_col_)
    model.col_upper_ = np.concatenate([np.ones(number + people), filled.room])
    model.row_lower_ = np.concatenate([np.ones(people), case.seats])
    model.row_upper_ = model.row_lower_
    two, one = np.arange(number) * 2, 2 * number + np.arange(people + len(empty) + 1)
    of_pair = np.stack([pairs.person, people + pairs.seat], axis=1).ravel()
    model.a_matrix_.format_ = hs.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.concatenate([two, one])
    model.a_matrix_.index_ = np.concatenate([of_pair, np.arange(people), empty])
    model.a_matrix_.value_ = np.ones(2 * number + people + len(empty))
    solver: Any = hs.Highs()  # type: ignore[no-untyped-call]
    for name, value in (("output_flag", False), ("threads", 1), ("solver", "simplex")):
        solver.setOptionValue(name, value)
    solver.passModel(model)
    solver.run()
    _require(solver.getModelStatus() == hs.HighsModelStatus.kOptimal)
    used = np.rint(np.array(solver.getSolution().col_value)[:number]).astype(np.int64)
    return seat_of_each(case, pairs, used)


def pulp_cbc(case: Instance) -> Ints:
    """A binary variable for every eligible pair, rows written in Python."""
    return _by_pulp(case, eligible_pairs(case), "Binary", _cbc())


def pulp_cbc_every_pair(case: Instance) -> Ints:
    """A binary variable for every person with every seat type, held at 0 if not eligible."""
    return _by_pulp(case, every_pair(case), "Binary", _cbc())


def pulp_highs(case: Instance) -> Ints:
    """The model of PuLP + CBC, solved by HiGHS as an integer programme."""
    return _by_pulp(case, eligible_pairs(case), "Binary", _highs())


def pulp_highs_continuous(case: Instance) -> Ints:
    """The model of PuLP + CBC, its variables left continuous: a network has whole vertices."""
    return _by_pulp(case, eligible_pairs(case), "Continuous", _highs())


def _has_cbc() -> bool:
    """PuLP 3 brings CBC; PuLP 4 finds it where the extra pulp[cbc] is installed."""
    import pulp

    return hasattr(pulp, "PULP_CBC_CMD") or bool(pulp.COIN_CMD(msg=False).available())


def _cbc() -> Any:
    import pulp

    solver = getattr(pulp, "PULP_CBC_CMD", None) or pulp.COIN_CMD
    return solver(msg=False, threads=1, gapRel=NO_GAP)


def _highs() -> Any:
    import pulp

    return pulp.HiGHS(msg=False, threads=1, gapRel=NO_GAP)


def _by_pulp(case: Instance, pairs: Pairs, category: str, solver: Any) -> Ints:
    """Write the model as a first draft would: one variable a pair, rows by hand."""
    import pulp

    filled, number = steps(case), range(len(pairs.person))
    people, types = range(len(case.profile)), range(len(case.seats))
    model = pulp.LpProblem("placement", pulp.LpMinimize)
    x = model.add_variable_dict("x", number, 0, 1, category)
    pool = model.add_variable_dict("pool", people, 0, 1, category)
    counted = "Integer" if category == "Binary" else category
    empty = model.add_variable_dict("empty", range(len(filled.seat)), 0, None, counted)
    model += pulp.lpSum(
        [loss * x[k] for k, loss in enumerate(pairs.loss.tolist())]
        + [price * pool[i] for i, price in enumerate(whole(case.pool_price).tolist())]
        + [price * empty[k] for k, price in enumerate(filled.saving.tolist())]
    )
    of_person: dict[int, list[Any]] = {i: [pool[i]] for i in people}
    on_seat: dict[int, list[Any]] = {j: [] for j in types}
    for k, i, j in zip(number, pairs.person.tolist(), pairs.seat.tolist(), strict=True):
        of_person[i].append(x[k])
        on_seat[j].append(x[k])
        if pairs.loss[k] == FORBIDDEN:
            x[k].upBound = 0
    for k, j in enumerate(filled.seat.tolist()):
        on_seat[j].append(empty[k])
        empty[k].upBound = int(filled.room[k])
    for terms in of_person.values():
        model += pulp.lpSum(terms) == 1
    for j, terms in on_seat.items():
        model += pulp.lpSum(terms) == int(case.seats[j])
    model.solve(solver)
    values = np.array([x[k].value() for k in number], float)  # NaN where there is none
    _require(not np.isnan(values).any())
    return seat_of_each(case, pairs, np.rint(values).astype(np.int64))


def _require(solved: bool) -> None:
    if not solved:
        raise RuntimeError("no optimum was found")


ENGINE = Peer("engine", "staffalloc", ("staffalloc",), "cadres", engine)
EXPLICIT = Peer("explicit", "all pairs, pylmcf (E)", ("pylmcf",), "pairs", explicit)
CBC = Peer("pulp-cbc", "PuLP + CBC", ("pulp",), "pairs", pulp_cbc, needs_cbc=True)
PEERS = (
    ENGINE,
    EXPLICIT,
    Peer("ortools", "all pairs, OR-Tools min-cost flow", ("ortools",), "pairs", ortools),
    Peer("scipy", "scipy, pool folded in", ("scipy",), "matrix", scipy_folded),
    Peer("lapx", "lapx lapmod", ("lap",), "pairs", lapx),
    Peer(
        "scipy-pool", "scipy, columns for the pool", ("scipy",), "wide matrix", scipy_pool_columns
    ),
    Peer("highspy", "HiGHS, arrays", ("highspy",), "pairs", highspy),
    Peer(
        "pulp-highs-lp",
        "PuLP + HiGHS, continuous",
        ("pulp", "highspy"),
        "pairs",
        pulp_highs_continuous,
    ),
    Peer("pulp-highs", "PuLP + HiGHS", ("pulp", "highspy"), "pairs", pulp_highs),
    CBC,
    Peer(
        "pulp-cbc-every",
        "PuLP + CBC, every pair",
        ("pulp",),
        "every pair",
        pulp_cbc_every_pair,
        needs_cbc=True,
    ),
    Peer("networkx", "networkx", ("networkx",), "pairs", networkx),
)
