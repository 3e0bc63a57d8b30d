"""The placement of many people whose losses are two tables: exact, without building the pairs.

``loss[person, seat] = kind_loss[profile, kind] + place_loss[place, unit]``. Millions of eligible
pairs follow from two small tables; they are priced, not stored.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from staffalloc.placement.bare.separable_input import (
    Ints,
    Scale,
    SeparableInput,
    choose_scale,
    read_separable,
    true_cost,
)
from staffalloc.placement.bare.separable_places import PlaceLosses
from staffalloc.placement.engine.model import (
    NOT_ELIGIBLE,
    POOL,
    ListedPairs,
    PlacementModel,
    Reach,
)
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.engine.proof import prove

__all__ = ["SeparableResult", "assign_separable"]


@dataclass(frozen=True)
class SeparableResult:
    """A placement, and the proof that none costs less.

    Attributes
    ----------
    seat : (N,) int array
        Seat type of each person, -1 for the pool.
    objective : float
        Total cost in the caller's costs.
    bound : float
        No placement costs less; equal to the objective if the status is ``optimal``.
    status : {"optimal", "feasible"}
        ``optimal`` if cost and bound are the same whole number; ``feasible`` if a time limit came
        first.
    smallest_reduced_cost : float
        Over all eligible pairs, loss minus seat price minus what the person costs in the
        placement at these prices; not negative at an optimum: nobody would rather sit elsewhere.
    seat_price : (J,) float array
        What one more seat of the type is worth.
    person_price : (N,) float array
        What each person costs at these prices, in the cheapest place for them.
    scale : int
        Costs were rounded to whole numbers after multiplication by it, a power of ten.
    rounding : float
        Most by which the objective can exceed the true optimum because of that: 0 where all
        costs are whole at the scale. It is subtracted from the bound.
    rounds, pairs_opened : int
        Networks solved; pairs in the largest of them.
    seconds : mapping of str to float
        By phase: check, model, tables, seed, network, price, prove; parts solved elsewhere add up.
    """

    seat: NDArray[np.int64]
    objective: float
    bound: float
    status: Literal["optimal", "feasible"]
    smallest_reduced_cost: float
    seat_price: NDArray[np.float64]
    person_price: NDArray[np.float64]
    scale: int
    rounding: float
    rounds: int
    pairs_opened: int
    seconds: Mapping[str, float]


def assign_separable(
    kind_loss: ArrayLike,
    place_loss: PlaceLosses,
    profile: ArrayLike,
    place: ArrayLike,
    seat_unit: ArrayLike,
    seat_kind: ArrayLike,
    seats: ArrayLike,
    short_price: ArrayLike,
    pool_price: ArrayLike,
    *,
    time_limit: float | None = None,
    executor: Executor | None = None,
) -> SeparableResult:
    """Place N people on J seat types at least total cost, with losses from two tables.

    Parameters
    ----------
    kind_loss : (K, S) array
        Loss by profile of a person and kind of seat, of any sign; NaN: not eligible.
    place_loss : (R, U) array or function
        Loss by place of a person and unit of a seat, of any sign; NaN: not eligible. A row for
        each person (R = N) is as good as a few for all. A function gets row numbers, (B,), and
        returns these rows, (B, U): so a whole nation is never one table.
    profile, place : (N,) integer arrays
        Rows of the two for each person.
    seat_unit, seat_kind : (J,) integer arrays
        Columns of the two for each seat type.
    seats : (J,) integer array
        Seats of each type, from 0 to a million.
    short_price : number, (J,) or (J, most seats) array
        Price of a seat left empty; in the last form the first empty seat costs the first price,
        and prices must not fall along a row. One column is the price of every seat of the type.
    pool_price : number or (N,) array
        Price of leaving a person out.
    time_limit : float, optional
        Seconds after which the best placement so far is returned, with its bound.
    executor : concurrent.futures.Executor, optional
        Where parts of the problem that no person connects are solved; the result is the same.

    Returns
    -------
    SeparableResult

    Raises
    ------
    AssignError
        If the arrays are not sound, with everything that is wrong; a ``ValueError``.

    Notes
    -----
    Costs become whole numbers at the smallest power of ten, up to a million, at which they all
    are; where none is enough, the result says how much that can matter (`rounding`).

    Examples
    --------
    Two profiles, two kinds, two units; the second person may not take the second kind.

    >>> result = assign_separable(
    ...     kind_loss=[[0, 5], [2, np.nan]],
    ...     place_loss=[[0, 3], [4, 0.5]],
    ...     profile=[0, 1],
    ...     place=[0, 1],
    ...     seat_unit=[0, 1],
    ...     seat_kind=[0, 1],
    ...     seats=[1, 1],
    ...     short_price=100,
    ...     pool_price=20,
    ... )
    >>> result.seat.tolist(), result.objective, result.bound
    ([1, 0], 14.0, 14.0)
    """
    started = time.perf_counter()
    arrays = read_separable(
        kind_loss,
        place_loss,
        profile,
        place,
        seat_unit,
        seat_kind,
        seats,
        short_price,
        pool_price,
    )
    scale = choose_scale(arrays)
    checked = time.perf_counter()
    by_unit = np.argsort(arrays.seat_unit, kind="stable")
    model, raised = model_of(arrays, scale, by_unit)
    ready = time.perf_counter()
    made = solve_placement(model, time_limit=time_limit, executor=executor)
    solved = time.perf_counter()
    proof = prove(model, made)
    seconds = {"check": checked - started, "model": ready - checked, **made.seconds}
    seconds["prove"] = time.perf_counter() - solved
    seat = np.full(model.people, POOL)
    seat[made.person] = by_unit[made.seat]
    seat_price = np.empty_like(made.seat_price)
    seat_price[by_unit] = made.seat_price
    objective = true_cost(arrays, seat)
    return SeparableResult(
        seat=seat,
        objective=objective,
        bound=_bound(proof.objective == proof.bound, proof.bound - raised.sum(), scale, objective),
        status="optimal" if proof.objective == proof.bound else "feasible",
        smallest_reduced_cost=proof.smallest_reduced_cost / scale.factor,
        seat_price=seat_price / scale.factor,
        person_price=(proof.person_price - raised) / scale.factor,
        scale=scale.factor,
        rounding=scale.rounding,
        rounds=made.rounds,
        pairs_opened=made.pairs,
        seconds=MappingProxyType(seconds),
    )


def model_of(arrays: SeparableInput, scale: Scale, by_unit: Ints) -> tuple[PlacementModel, Ints]:
    """Write the arrays as a model, seat types by unit, and what it charges each person more.

    A pool price may not be negative there, so such a person pays the difference everywhere.
    """
    pool = scale.whole(arrays.pool_price)
    raised = np.maximum(0, -pool)
    none = np.zeros(0, np.int64)
    place, reach = _reach(arrays, scale, raised)
    units = max(arrays.place_loss.units, int(arrays.seat_unit.max(initial=-1)) + 1)
    seat, room, price = _steps(scale.whole(arrays.short_price)[by_unit], arrays.seats[by_unit])
    model = PlacementModel(
        count=np.ones(len(pool), np.int64),
        pool_price=pool + raised,
        profile=arrays.profile,
        place=place,
        kind_loss=np.where(np.isnan(arrays.kind_loss), NOT_ELIGIBLE, scale.whole(arrays.kind_loss)),
        reach=reach,
        listed=ListedPairs(none, none, none),
        seat_unit=arrays.seat_unit[by_unit],
        seat_kind=arrays.seat_kind[by_unit],
        seats=arrays.seats[by_unit],
        empty_seat=seat,
        empty_room=room,
        empty_price=price,
        extra_seat=none,
        extra_room=none,
        extra_price=none,
        in_frame=np.zeros(len(by_unit), bool),
        ceiling=np.zeros(units, np.int64),
        tier_unit=none,
        tier_width=none,
        tier_price=none,
    )
    return model, raised


def _reach(arrays: SeparableInput, scale: Scale, raised: Ints) -> tuple[Ints, Reach]:
    """Write the table of places without its gaps; who pays more has a place of their own."""
    table = arrays.place_loss
    reach = Reach(table.start, table.unit.astype(np.int64), scale.whole(table.loss))
    if not raised.any():
        return arrays.place, reach
    person, at = reach.of(arrays.place)
    own = np.searchsorted(person, np.arange(len(raised) + 1))
    return np.arange(len(raised)), Reach(own, reach.unit[at], reach.loss[at] + raised[person])


def _steps(prices: Ints, seats: Ints) -> tuple[Ints, Ints, Ints]:
    """Return type, room and price: one step a seat, or one a type where its seats cost the same."""
    if prices.shape[1] == 1:
        return np.arange(len(seats)), seats, prices[:, 0]
    seat, step = np.nonzero(np.arange(prices.shape[1])[None, :] < seats[:, None])
    return seat, np.ones(len(seat), np.int64), prices[seat, step]


def _bound(closed: bool, bound: int, scale: Scale, objective: float) -> float:
    if scale.rounding == 0 and closed:
        return objective
    return min(objective, bound / scale.factor - scale.rounding / 2)
