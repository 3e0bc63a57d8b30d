"""Fairness under side rules: the greatest least share of seats filled, to a gap that is known.

With side rules what units can fill together is no polymatroid, so there is one level: the
greatest share that every unit can have. Without side rules it is the first level, a bound. A
share is asked for by a penalty on heads that lack, which the side engine knows how to weigh: the
bound itself is asked for, and the plan found stands, with what is left to the bound as its gap.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np

from staffalloc.errors import StoppedError
from staffalloc.placement.engine.deadline import left, until_of
from staffalloc.placement.engine.filling import filled_of, officers_of
from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import Ints, PlacementModel
from staffalloc.placement.fair.levels import NO_LEVEL, FairLevels, fair_levels
from staffalloc.placement.fair.penalty import penalised, without_penalty
from staffalloc.placement.fair.rules_over_many import (
    RulesOverMany,
    UnderRules,
    seats_of_people,
    solve_under_rules,
)

_PENALTY: Final = 1  # times the largest price of a seat or of a person left out
_RISE: Final = 16
_ROUNDS: Final = 2


@dataclass(frozen=True)
class EvenPlan:
    """The plan whose poorest unit is best off, of those found.

    Attributes
    ----------
    made : UnderRules
        Its prices of seats, heads and filling bound every plan of that least share.
    share : Fraction
        The least share of its units.
    """

    made: UnderRules
    share: Fraction


@dataclass(frozen=True)
class _Task:
    """What every attempt starts from; `until` is on the clock of `time.perf_counter`."""

    model: PlacementModel
    rules: RulesOverMany
    seats: Ints
    until: float | None


def most_even(
    model: PlacementModel,
    rules: RulesOverMany,
    without: UnderRules,
    *,
    time_limit: float | None = None,
) -> tuple[EvenPlan, FairLevels]:
    """Return the plan of the greatest least share found, and the levels without side rules.

    Parameters
    ----------
    model : PlacementModel
        Of named people.
    rules : RulesOverMany
    without : UnderRules
        The placement under these rules without the rule of fairness.
    time_limit : float, optional
        Seconds after which the best plan so far stands.
    """
    levels = fair_levels(model, seats_of_people(without.free, model.people))
    task = _Task(model, rules, levels.seats, until_of(time_limit))
    best = _measured(task, without.solution, without)
    bound = least_share(levels.seats, levels.filled)
    found = _attempt(task, bound) if best.share < bound else None
    return found if found is not None and found.share > best.share else best, levels


def least_share(seats: Ints, filled: Ints) -> Fraction:
    """Return the least share of seats filled, 1 where no unit has a seat."""
    pairs = zip(filled.tolist(), seats.tolist(), strict=True)
    return min((Fraction(y, n) for y, n in pairs if n), default=Fraction(1))


def seats_for(share: Fraction, seats: Ints) -> Ints:
    """Return the fewest seats of each unit that make a share, (U,)."""
    least: Ints = -(-share.numerator * seats // share.denominator)
    return least


def one_level(model: PlacementModel, plan: EvenPlan, levels: FairLevels) -> FairLevels:
    """Return the level of a plan under side rules, and the cut that bounds it."""
    seats, seat_of = levels.seats, seats_of_people(plan.made.solution, model.people)
    filled = filled_of(model, officers_of(model, seat_of))
    poorest = (filled < seats) & (filled * plan.share.denominator == plan.share.numerator * seats)
    return replace(
        levels,
        filled=seats_for(plan.share, seats),
        level=np.where(poorest, 1, NO_LEVEL),
        cut=np.where(levels.cut == 1, 1, NO_LEVEL),
        seat_of=seat_of,
    )


def _attempt(task: _Task, share: Fraction) -> EvenPlan | None:
    """Look for a plan in which every unit has a share; it may come short. None: none in time."""
    least = seats_for(share, task.seats)
    model = task.model
    largest = max(int(model.empty_price.max(initial=1)), int(model.pool_price.max(initial=1)))
    penalty, seats_first = _PENALTY * largest, np.zeros(model.units, bool)
    found = None
    for _ in range(_ROUNDS):
        asked = penalised(model, least, penalty, seats_first)
        try:
            made = solve_under_rules(asked, task.rules, time_limit=left(task.until))
        except StoppedError:
            return found
        found = _measured(task, _unpenalised(model, penalty, made.solution), made)
        short = _filled(model, made.solution) < least
        if not short.any():
            return found
        if (short & seats_first).any():
            penalty *= _RISE
        seats_first |= short
    return found


def _unpenalised(
    model: PlacementModel, penalty: int, solution: PlacementSolution
) -> PlacementSolution:
    prices = without_penalty(model, penalty, solution.seat_price, solution.head_price)
    seat, head, fill = prices
    return replace(solution, seat_price=seat, head_price=head, fill_price=fill)


def _measured(task: _Task, solution: PlacementSolution, made: UnderRules) -> EvenPlan:
    share = least_share(task.seats, _filled(task.model, solution))
    return EvenPlan(replace(made, solution=solution), share)


def _filled(model: PlacementModel, solution: PlacementSolution) -> Ints:
    return filled_of(model, officers_of(model, seats_of_people(solution, model.people)))
