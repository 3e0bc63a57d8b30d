"""Places people by generated pairs: solve few, price all, add what pays, until nothing does.

The network simplex sees some thousands of pairs. Its duals price all pairs; the bound they give
over *all* pairs meets the cost of the placement exactly when no pair is missing.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.placement.pricing import (
    PairTables,
    UnitPrices,
    best_seats,
    first_pairs,
    price_units,
)
from staffalloc.solvers.network import Ints, minimum_cost_flow

POOL: Final = -1
# Measured on Hanoi: see benchmarks/separable.py.
_UNITS_A_ROUND: Final = 10
_SPARE_PAIRS: Final = 2


@dataclass(frozen=True)
class SeatSteps:
    """What seats save, step by step: convex, so the network fills the dearest step first.

    Attributes
    ----------
    seat, room, price : (E,) ints
        Seat type, how many officers the step takes, what each of them saves.
    """

    seat: Ints
    room: Ints
    price: Ints

    @property
    def all_empty(self) -> int:
        """What it costs to leave every step empty."""
        return int((self.room * self.price).sum())

    def dearest(self, seats: int) -> Ints:
        """Return the dearest step of each seat type."""
        top = np.full(seats, np.iinfo(np.int64).min)
        np.maximum.at(top, self.seat, self.price)
        return top


@dataclass(frozen=True)
class SeparableProblem:
    """A placement in whole numbers: every seat type has a seat, nobody must be placed."""

    tables: PairTables
    seats: Ints
    steps: SeatSteps
    pool_price: Ints


@dataclass(frozen=True)
class GeneratedSolution:
    """A placement and duals; the proof is recomputed from them elsewhere.

    Attributes
    ----------
    seat : (N,) ints
        Seat type of each person, `POOL` for the pool.
    seat_price : (J,) ints
        The duals with the best bound.
    rounds, pairs : int
        Networks solved, pairs in the largest of them.
    seconds : mapping
        By phase: seed, network, price.
    """

    seat: Ints
    seat_price: Ints
    rounds: int
    pairs: int
    seconds: Mapping[str, float]


class _Clock:
    """Seconds by phase."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = self.start = time.perf_counter()

    def add(self, phase: str) -> None:
        """Charge the time since the last call to a phase."""
        now = time.perf_counter()
        self.seconds[phase] = self.seconds.get(phase, 0.0) + now - self._last
        self._last = now


@dataclass(frozen=True)
class _Pairs:
    """Pairs the network sees, by seat type and person, each once."""

    person: Ints
    seat: Ints

    @staticmethod
    def of(person: Ints, seat: Ints, people: int) -> _Pairs:
        key = np.sort(seat * people + person)
        seat, person = np.divmod(key[np.diff(key, prepend=-1) > 0], max(1, people))
        return _Pairs(person, seat)

    def and_more(self, kept: NDArray[np.bool_], more: tuple[Ints, Ints], people: int) -> _Pairs:
        """Return the pairs that are kept and more."""
        person = np.concatenate([self.person[kept], more[0]])
        return _Pairs.of(person, np.concatenate([self.seat[kept], more[1]]), people)


@dataclass(frozen=True)
class _PairFlow:
    """An optimal placement over some pairs."""

    used: NDArray[np.bool_]
    loss: Ints
    cost: int
    seat_price: Ints


def solve_by_generation(
    problem: SeparableProblem, time_limit: float | None = None
) -> GeneratedSolution:
    """Place everybody at least cost, or stop at the time limit with the best so far.

    Pairs far from paying are dropped again, so every network stays small; while the cost stands
    still nothing is dropped, so no set of pairs comes twice.
    """
    tables, people = problem.tables, len(problem.tables)
    clock = _Clock()
    pairs = _Pairs.of(*first_pairs(tables, problem.seats), people)
    clock.add("seed")
    best_bound, last_cost, rounds, most = None, None, 0, 0
    while True:
        flow = _solve_pairs(problem, pairs)
        rounds, most = rounds + 1, max(most, len(pairs.person))
        clock.add("network")
        units = price_units(tables, flow.seat_price, _UNITS_A_ROUND)
        bound = bound_of(problem, flow.seat_price, units.lowest)
        if best_bound is None or bound > best_bound:
            best_bound, best_price = bound, flow.seat_price
        late = time_limit is not None and time.perf_counter() - clock.start >= time_limit
        if bound == flow.cost or late:
            break
        standing_still = flow.cost == last_cost
        pairs, last_cost = _next_pairs(problem, pairs, flow, units, standing_still), flow.cost
        clock.add("price")
    clock.add("price")
    seat = np.full(people, POOL)
    seat[pairs.person[flow.used]] = pairs.seat[flow.used]
    return GeneratedSolution(seat, best_price, rounds, most, clock.seconds)


def _next_pairs(
    problem: SeparableProblem, pairs: _Pairs, flow: _PairFlow, units: UnitPrices, keep_all: bool
) -> _Pairs:
    """Open the pairs that pay, or nearly, and drop those that are far from it."""
    cost = flow.loss - flow.seat_price[pairs.seat]
    person_price = problem.pool_price.copy()
    np.minimum.at(person_price, pairs.person, cost)
    reduced = units.cost - person_price[units.person]
    slack = _slack(reduced, len(person_price))
    near = reduced <= slack
    more = best_seats(problem.tables, units.person[near], units.unit[near], flow.seat_price)
    kept = flow.used | (cost - person_price[pairs.person] <= slack) | keep_all
    return pairs.and_more(kept, more, len(person_price))


def _slack(reduced: Ints, people: int) -> int:
    """Return the reduced cost up to which pairs are opened: all that pay, and a few a person.

    Pairs that nearly pay are those the next duals will ask for.
    """
    near = reduced[reduced >= 0]
    spare = _SPARE_PAIRS * people
    if len(near) <= spare:
        return int(near.max(initial=0))
    return int(np.partition(near, spare)[spare])


def _solve_pairs(problem: SeparableProblem, pairs: _Pairs) -> _PairFlow:
    """Send one officer to every person, through a seat or from the pool.

    The flow runs from the source over the seats to the people. In this direction the canonical
    potentials price seats as low as they may, so fewer pairs look as if they paid.
    """
    steps, people, seats = problem.steps, len(problem.tables), len(problem.seats)
    loss = problem.tables.losses(pairs.person, pairs.seat)
    # The solver takes no negative costs; every officer crosses one arc of each lifted layer.
    lift_step = max(0, int(steps.price.max(initial=0)))
    lift_pair = max(0, -int(loss.min(initial=0)), -int(problem.pool_price.min(initial=0)))
    source = seats + people
    everybody = seats + np.arange(people)
    start = [pairs.seat, np.full(len(steps.seat) + people, source)]
    end = [seats + pairs.person, steps.seat, everybody]
    room = [np.full(len(loss), max(1, people)), steps.room, np.ones(people, np.int64)]
    cost = [loss + lift_pair, lift_step - steps.price, problem.pool_price + lift_pair + lift_step]
    supply = np.zeros(source + 1, np.int64)
    supply[seats:source] = -1
    supply[source] = people
    flow = minimum_cost_flow(
        np.concatenate(start),
        np.concatenate(end),
        np.concatenate(room),
        np.concatenate(cost),
        supply,
        sink=source,
    )
    used = flow.flow[: len(loss)] > 0
    filled = flow.flow[len(loss) : len(loss) + len(steps.seat)]
    left_out = flow.flow[len(loss) + len(steps.seat) :]
    total = int(loss[used].sum()) + int((problem.pool_price * left_out).sum())
    total += steps.all_empty - int((filled * steps.price).sum())
    price = lift_step + flow.distance[:seats]
    return _PairFlow(used, loss, total, clipped_prices(problem, price))


def clipped_prices(problem: SeparableProblem, price: Ints) -> Ints:
    """Keep seat prices where a price can matter; no bound falls by it.

    Above its dearest step a seat only raises what people save, and loses it again; below every
    pool price no pair of the seat pays.
    """
    low = -3 * problem.tables.largest
    return np.clip(price, low, problem.steps.dearest(len(price)))


def bound_of(problem: SeparableProblem, seat_price: Ints, lowest: Ints) -> int:
    """Return what no placement costs less than, from prices of all pairs."""
    steps = problem.steps
    empty = np.minimum(0, steps.price - seat_price[steps.seat]) * steps.room
    people = np.minimum(problem.pool_price, lowest)
    return int((seat_price * problem.seats).sum() + people.sum() + empty.sum())
