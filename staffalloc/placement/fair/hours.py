"""The leximin of weighted hours served by hours required, for people who could be divided.

Seats serve different hours, so with whole people each level would be an integer programme. Here
people and seats may be filled in parts: each level is a linear programme over the pairs that
matter, and the units whose rows have a price are those that nobody can raise; they stay where
they are. The result is a fractional bound on what fairness in hours could reach, not a plan.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from staffalloc.placement.engine.model import (
    NO_POOL,
    NOT_ELIGIBLE,
    Ints,
    ListedPairs,
    PlacementModel,
    Reach,
)
from staffalloc.placement.engine.pricing import PairTables, best_seats, few_cheapest
from staffalloc.solvers.sparse import Bools, Columns, Floats, Method, SparsePoint, SparseProgramme

_SCALE: Final = 2**40  # prices are compared as whole numbers
_SMALL: Final = 1e-7
_UNITS_A_ROUND: Final = 3


@dataclass(frozen=True)
class HoursSteps:
    """Seats as steps of hours.

    Attributes
    ----------
    seat : (E,) ints
        Seat type of each seat.
    hours : (E,) floats
        Weighted hours a year of its work.
    required : (U,) floats
        Weighted hours each unit requires.
    """

    seat: Ints
    hours: Floats
    required: Floats


@dataclass(frozen=True)
class FractionalHours:
    """The fairest shares of hours if people could be divided.

    Attributes
    ----------
    share : (U,) floats
        Weighted hours served by those required, NaN where nothing is required.
    level : (U,) ints
        From 1 for the poorest; 0 where nothing is required.
    """

    share: Floats
    level: Ints


def fractional_leximin(model: PlacementModel, steps: HoursSteps) -> FractionalHours:
    """Return the leximin of shares of hours over all placements of divisible people.

    Parameters
    ----------
    model : PlacementModel
        Of named people; what it costs plays no part.
    steps : HoursSteps
    """
    pairs = _Pairs(model, steps)
    share = np.full(model.units, np.nan)
    level = np.zeros(model.units, np.int64)
    active = steps.required > 0
    number = 0
    while active.any():
        number += 1
        point, least = _solved(_Level(model, steps, active, np.nan_to_num(share)), pairs)
        duals = point.duals[model.people + len(model.seats) :]
        tight = active & (duals > _SMALL)
        share[tight], level[tight] = least, number
        active &= ~tight
    return FractionalHours(share, level)


class _Pairs:
    """The pairs that are open, and a way to find those that are worth opening."""

    def __init__(self, model: PlacementModel, steps: HoursSteps) -> None:
        self._model = _without_losses(model)
        self._tables = PairTables.of(self._model)
        nothing = np.zeros(0, np.int64)
        self.person, self.seat = nothing, nothing
        worth = np.zeros(len(model.seats))
        required = np.where(steps.required > 0, steps.required, math.inf)
        np.maximum.at(worth, steps.seat, steps.hours / required[model.seat_unit[steps.seat]])
        self.open(self.worth_opening(worth, np.zeros(model.people)))

    def open(self, more: tuple[Ints, Ints]) -> None:
        width = max(1, len(self._model.seats))
        key = np.concatenate([self.person * width + self.seat, more[0] * width + more[1]])
        self.person, self.seat = np.divmod(np.unique(key), width)

    def worth_opening(self, seat_price: Floats, person_price: Floats) -> tuple[Ints, Ints]:
        """Return pairs whose seat is worth more than the person, the dearest of each person."""
        price = np.rint(seat_price * _SCALE).astype(np.int64)
        near = few_cheapest(self._tables, price, _UNITS_A_ROUND)
        person, seat, _ = best_seats(self._tables, *near, price)
        listed = self._model.listed
        person = np.concatenate([person, listed.person])
        seat = np.concatenate([seat, listed.seat])
        pays = seat_price[seat] > person_price[person] + _SMALL
        return person[pays], seat[pays]


def _without_losses(model: PlacementModel) -> PlacementModel:
    """Keep who may sit where, and nothing of what it loses."""
    return replace(
        model,
        pool_price=np.full(model.people, NO_POOL),
        kind_loss=np.where(model.kind_loss < NOT_ELIGIBLE, 0, NOT_ELIGIBLE),
        reach=Reach(model.reach.start, model.reach.unit, np.zeros_like(model.reach.loss)),
        listed=ListedPairs(
            model.listed.person, model.listed.seat, np.zeros_like(model.listed.loss)
        ),
    )


@dataclass(frozen=True)
class _Level:
    """One level: the least share of the active units grows, the others keep theirs."""

    model: PlacementModel
    steps: HoursSteps
    active: Bools
    kept: Floats

    def programme(self) -> SparseProgramme:
        """Return it without pairs: rows are people, seat types, units; the share comes first."""
        model, steps = self.model, self.steps
        people, seats = model.people, len(model.seats)
        # What was reached once is asked for again a little lower, or rounding could forbid it.
        served = np.where(self.active, 0.0, self.kept - _SMALL)
        lower = np.concatenate([np.full(people, -math.inf), np.zeros(seats), served])
        upper = np.concatenate([np.ones(people), np.zeros(seats), np.full(model.units, math.inf)])
        made = SparseProgramme(lower, upper)
        units = people + seats + np.flatnonzero(self.active)
        zeros = np.zeros(len(units), np.int64)
        ones = np.full(len(units), -1.0)
        made.add(Columns.of(np.array([-1.0]), np.array([math.inf]), zeros, units, ones))
        counted = np.flatnonzero(steps.required[model.seat_unit[steps.seat]] > 0)
        seat, unit = steps.seat[counted], model.seat_unit[steps.seat[counted]]
        entry = np.arange(len(counted))
        made.add(
            Columns.of(
                np.zeros(len(counted)),
                np.ones(len(counted)),
                np.concatenate([entry, entry]),
                np.concatenate([people + seat, people + seats + unit]),
                np.concatenate(
                    [-np.ones(len(counted)), steps.hours[counted] / steps.required[unit]]
                ),
            )
        )
        return made


def _solved(level: _Level, pairs: _Pairs) -> tuple[SparsePoint, float]:
    """Solve over the open pairs, open what is worth it, until nothing is."""
    model, programme = level.model, level.programme()
    person, seat = pairs.person, pairs.seat
    programme.add(_pair_columns(model, person, seat))
    method: Method = "interior"  # from nothing; then the simplex goes on from its basis
    while True:
        point = programme.solve(method)
        method = "primal"
        if point is None:
            raise ValueError("the linear programme stopped without a limit")
        prices = point.duals[model.people : model.people + len(model.seats)]
        more = pairs.worth_opening(prices, -point.duals[: model.people])
        before = pairs.person * len(model.seats) + pairs.seat
        pairs.open(more)
        now = pairs.person * len(model.seats) + pairs.seat
        fresh = ~np.isin(now, before)
        if not fresh.any():
            return point, -point.objective
        programme.add(_pair_columns(model, pairs.person[fresh], pairs.seat[fresh]))


def _pair_columns(model: PlacementModel, person: Ints, seat: Ints) -> Columns:
    entry = np.arange(len(person))
    return Columns.of(
        np.zeros(len(person)),
        np.ones(len(person)),
        np.concatenate([entry, entry]),
        np.concatenate([person, model.people + seat]),
        np.ones(2 * len(person)),
    )
