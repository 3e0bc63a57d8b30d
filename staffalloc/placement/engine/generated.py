"""Places people by generated pairs: solve few, price all, add what pays, until nothing does.

The network simplex sees some thousands of pairs. Its duals price all pairs; the bound they give
over *all* pairs meets the cost of the placement exactly when no pair is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from staffalloc.placement.engine.clock import Clock
from staffalloc.placement.engine.filling import (
    steps_that_fill,
    with_fill_prices,
    worth_of_filling,
)
from staffalloc.placement.engine.model import (
    NO_POOL,
    NOT_ELIGIBLE,
    Ints,
    PlacementModel,
    net_price,
)
from staffalloc.placement.engine.pricing import PairTables, Pricing, best_seats, price_all
from staffalloc.placement.engine.seeds import first_pairs
from staffalloc.solvers.network import minimum_cost_flow


@dataclass(frozen=True)
class PlacementSolution:
    """A placement and duals; the proof is recomputed from them elsewhere.

    Attributes
    ----------
    person, seat, flow : (F,) ints
        Pairs in use by person and seat, and the people on each: 1 in a named placement.
    left_out : (N,) ints
        People of each row in the pool.
    seat_price : (J,) ints
        What one more seat of the type is worth, at the duals with the best bound.
    head_price : (U,) ints
        What one more head under the ceiling is worth.
    rounds, pairs : int
        Networks solved; pairs in the largest of them.
    seconds : mapping
        By phase: tables, seed, network, price.
    fill_price : (U,) ints or None
        What filling a seat in the frame saves more, so that filling as many as must be is no
        loss; None where the model asks for none.
    """

    person: Ints
    seat: Ints
    flow: Ints
    left_out: Ints
    seat_price: Ints
    head_price: Ints
    rounds: int
    pairs: int
    seconds: Mapping[str, float]
    fill_price: Ints | None = None


@dataclass(frozen=True)
class OpenPairs:
    """Pairs the network sees, by seat type and person, each once at its cheaper loss."""

    person: Ints
    seat: Ints
    loss: Ints

    @staticmethod
    def of(person: Ints, seat: Ints, loss: Ints, people: int) -> OpenPairs:
        key = seat * people + person
        order = np.argsort(key, kind="stable")
        key = key[order]
        first = np.flatnonzero(np.diff(key, prepend=-1))
        if not len(first):
            return OpenPairs(person, seat, loss)
        seat, person = np.divmod(key[first], people)
        return OpenPairs(person, seat, np.minimum.reduceat(loss[order], first))

    def and_more(self, kept: NDArray[np.bool_], more: OpenPairs, people: int) -> OpenPairs:
        """Return the pairs that are kept and more."""
        return OpenPairs.of(
            np.concatenate([self.person[kept], more.person]),
            np.concatenate([self.seat[kept], more.seat]),
            np.concatenate([self.loss[kept], more.loss]),
            people,
        )


@dataclass(frozen=True)
class PairFlow:
    """An optimal placement over some pairs, and its duals."""

    flow: Ints
    left_out: Ints
    cost: int
    seat_price: Ints
    head_price: Ints
    net_price: Ints
    fill_price: Ints | None


def solve_one(
    model: PlacementModel,
    time_limit: float | None = None,
    known: tuple[Ints, Ints] | None = None,
) -> PlacementSolution:
    """Place everybody at least cost, or stop at the time limit with the best so far.

    Pairs far from paying are dropped again, so every network stays small; while the cost stands
    still nothing is dropped, so no set of pairs comes twice.

    Parameters
    ----------
    model : PlacementModel
    time_limit : float, optional
    known : people and seat types, optional
        Pairs of a placement that fills the seats which must be. Where they are asked for and
        none is known, every pair is open from the start.

    Raises
    ------
    InfeasibleError
        If somebody without a pool price cannot be placed, or too few seats can be filled.
    """
    clock = Clock()
    tables = PairTables.of(model)
    clock.add("tables")
    pairs = _first_pairs(tables, known)
    clock.add("seed")
    best_bound, best, last_cost, rounds, most = None, None, None, 0, 0
    while True:
        flow = solve_pairs(tables, pairs)
        rounds, most = rounds + 1, max(most, len(pairs.person))
        clock.add("network")
        paid = _paid(model, pairs, flow)
        pricing = price_all(tables, flow.net_price, paid)
        raised = with_fill_prices(model, flow.fill_price)
        bound = bound_of(raised, flow.seat_price, flow.head_price, pricing.lowest)
        bound -= worth_of_filling(model, flow.fill_price)
        if best is None or best_bound is None or bound > best_bound:
            best_bound, best = bound, flow
        late = time_limit is not None and clock.elapsed >= time_limit
        if bound == flow.cost or late:
            break
        pairs = _next_pairs(tables, pairs, flow, paid, pricing, flow.cost == last_cost)
        last_cost = flow.cost
        clock.add("price")
    clock.add("price")
    used = np.flatnonzero(flow.flow)
    used = used[np.lexsort((pairs.seat[used], pairs.person[used]))]
    return PlacementSolution(
        pairs.person[used],
        pairs.seat[used],
        flow.flow[used],
        flow.left_out,
        best.seat_price,
        best.head_price,
        rounds,
        most,
        clock.seconds,
        best.fill_price,
    )


def _first_pairs(tables: PairTables, known: tuple[Ints, Ints] | None) -> OpenPairs:
    model = tables.model
    first = OpenPairs.of(*first_pairs(tables), model.people)
    if known is None and model.least_filled is None:
        return first
    more = model.all_pairs() if known is None else (*known, model.losses(*known))
    return first.and_more(np.ones(len(first.person), bool), OpenPairs(*more), model.people)


def _paid(model: PlacementModel, pairs: OpenPairs, flow: PairFlow) -> Ints:
    """Return what each person costs at the prices, in the cheapest open place."""
    price: Ints = np.where(model.pool_price == NO_POOL, NOT_ELIGIBLE, model.pool_price)
    np.minimum.at(price, pairs.person, pairs.loss - flow.net_price[pairs.seat])
    return price


def _next_pairs(
    tables: PairTables,
    pairs: OpenPairs,
    flow: PairFlow,
    paid: Ints,
    pricing: Pricing,
    keep_all: bool,
) -> OpenPairs:
    """Open the pairs that pay, or nearly, and drop those that are far from it.

    Pairs that nearly pay are those the next duals will ask for.
    """
    slack = max(0, int(pricing.reduced.max(initial=0)))
    listed = tables.model.listed
    near = np.flatnonzero(pricing.listed_reduced <= max(0, slack))
    best = best_seats(tables, pricing.person, pricing.unit, pricing.place_loss, flow.net_price)
    beside = (listed.person[near], listed.seat[near], listed.loss[near])
    more = OpenPairs(*(np.concatenate(part) for part in zip(best, beside, strict=True)))
    must = (tables.model.pool_price == NO_POOL)[pairs.person]
    cost = pairs.loss - flow.net_price[pairs.seat]
    kept = (flow.flow > 0) | (cost - paid[pairs.person] <= slack) | must | keep_all
    return pairs.and_more(kept, more, tables.model.people)


def solve_pairs(tables: PairTables, pairs: OpenPairs) -> PairFlow:
    """Send one officer to every person, through a seat or from the pool.

    The flow runs from the source over units and seats to the people. In this direction the
    canonical potentials price seats as low as they may, so fewer pairs look as if they paid.
    """
    model = tables.model
    people, seats, units = model.people, len(model.seats), model.units
    loss = pairs.loss
    everybody = int(model.count.sum())
    pooled = np.flatnonzero(model.pool_price != NO_POOL)
    pool_price = model.pool_price[pooled]
    # The solver takes no negative costs; every officer crosses one arc of each lifted layer.
    lift_step = max(
        0, int(model.empty_price.max(initial=0)), -int(model.extra_price.min(initial=0))
    )
    lift_pair = max(0, -int(loss.min(initial=0)), -int(pool_price.min(initial=0)))
    of_unit = seats + people
    source = of_unit + units
    before_step = _before_steps(model, of_unit, source)
    step_seat = np.concatenate([model.empty_seat, model.extra_seat])
    step_cost = np.concatenate([lift_step - model.empty_price, lift_step + model.extra_price])
    step_room = np.concatenate([model.empty_room, model.extra_room])
    frames, tier_unit, lift = np.arange(units), model.tier_unit, lift_pair + lift_step
    arcs = [
        (pairs.seat, seats + pairs.person, _all(max(1, everybody), loss), loss + lift_pair),
        (before_step, step_seat, step_room, step_cost),
        (_all(source, pooled), seats + pooled, model.count[pooled], pool_price + lift),
        (_all(source, frames), of_unit + frames, model.ceiling, np.zeros(units, np.int64)),
        (_all(source, tier_unit), of_unit + tier_unit, model.tier_width, model.tier_price),
    ]
    supply = np.zeros(source + 1, np.int64)
    supply[seats:of_unit] = -model.count
    supply[source] = everybody
    if model.least_filled is not None:
        # Who must fill seats of a unit leaves it at once and arrives where its seats are filled.
        filled = np.arange(source + 1, source + 1 + units)
        arcs.append((of_unit + frames, filled, _all(everybody, frames), _all(0, frames)))
        supply[of_unit:source] = -model.least_filled
        supply = np.concatenate([supply, model.least_filled])
    start, end, room, cost = (np.concatenate(part) for part in zip(*arcs, strict=True))
    flow = minimum_cost_flow(start, end, room, cost, supply, sink=source)
    stop = len(loss) + len(step_seat)
    on_steps = flow.flow[len(loss) : stop]
    left_out = np.zeros(people, np.int64)
    left_out[pooled] = flow.flow[stop : stop + len(pooled)]
    tiers = flow.flow[stop + len(pooled) + units :][: len(tier_unit)]
    used = flow.flow[: len(loss)]
    total = int((loss * used).sum()) + int((pool_price * left_out[pooled]).sum())
    total += model.all_empty + int(((step_cost - lift_step) * on_steps).sum())
    total += int((model.tier_price * tiers).sum())
    head = capped_head_prices(model, -flow.distance[of_unit:source])
    fill_price = None
    if model.least_filled is not None:
        fill_price = np.maximum(0, head + flow.distance[source + 1 :])
    seat_price = capped_seat_prices(tables, lift_step + flow.distance[:seats], head, fill_price)
    net = net_price(model, seat_price, head)
    return PairFlow(used, left_out, total, seat_price, head, net, fill_price)


def _before_steps(model: PlacementModel, of_unit: int, source: int) -> Ints:
    """Return the node each step of a seat is filled from, empty seats first, then extra ones."""
    step_seat = np.concatenate([model.empty_seat, model.extra_seat])
    before_seat: Ints = np.where(model.in_frame, of_unit + model.seat_unit, source)
    before: Ints = before_seat[step_seat]
    if model.least_filled is not None:
        fills = np.concatenate(steps_that_fill(model))
        before[fills] = source + 1 + model.seat_unit[step_seat[fills]]
    return before


def _all(value: int, like: Ints) -> Ints:
    return np.full(len(like), value)


def capped_head_prices(model: PlacementModel, price: Ints) -> Ints:
    """Keep what a head is worth between nothing and the dearest tier: no bound falls by it."""
    top = np.full(model.units, -1)
    np.maximum.at(top, model.tier_unit, model.tier_price)
    capped: Ints = np.maximum(0, np.where(top >= 0, np.minimum(price, top), price))
    return capped


def capped_seat_prices(
    tables: PairTables, net: Ints, head: Ints, fill_price: Ints | None = None
) -> Ints:
    """Keep what a seat is worth no higher than its dearest step: no bound falls by it.

    Above it a seat only raises what people save, and loses it again.
    """
    model = with_fill_prices(tables.model, fill_price)
    top = np.full(len(model.seats), tables.lowest_price)
    np.maximum.at(top, model.empty_seat, model.empty_price)
    np.maximum.at(top, model.extra_seat, -model.extra_price)
    heads = np.where(model.in_frame, head[model.seat_unit], 0)
    price: Ints = np.minimum(tables.clipped(net) + heads, top)
    return price


def bound_of(model: PlacementModel, seat_price: Ints, head_price: Ints, lowest: Ints) -> int:
    """Return what no placement costs less than, from prices and the cheapest of all pairs."""
    person = np.where(model.pool_price == NO_POOL, lowest, np.minimum(model.pool_price, lowest))
    empty = np.minimum(0, model.empty_price - seat_price[model.empty_seat])
    extra = np.minimum(0, model.extra_price + seat_price[model.extra_seat])
    tiers = np.minimum(0, model.tier_price - head_price[model.tier_unit])
    return (
        int((seat_price * model.seats).sum())
        - int((head_price * model.ceiling).sum())
        + int((person * model.count).sum())
        + int((empty * model.empty_room).sum())
        + int((extra * model.extra_room).sum())
        + int((tiers * np.where(tiers < 0, model.tier_width, 0)).sum())
    )
