"""The rule of fairness: the fairest filling of seats first, the least loss under it second."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from staffalloc.placement.engine.filling import filled_of, officers_of
from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import POOL, Ints, PlacementModel
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.engine.proof import PlacementProof
from staffalloc.placement.fair.levels import FairLevels, fair_levels
from staffalloc.placement.fair.rules_over_many import (
    RulesOverMany,
    UnderRules,
    seats_of_people,
)
from staffalloc.placement.fair.under_side_rules import least_share, most_even, one_level


@dataclass(frozen=True)
class Fairness:
    """What the rule asks of a placement, and the placement without it.

    Attributes
    ----------
    levels : FairLevels
        Every placement that fills these seats has these levels and cuts. Under side rules there
        is one level, and its cut is of the placement without them.
    without : PlacementSolution
        The placement of least loss without the rule.
    proof_without : PlacementProof
    share_bound : Fraction or None
        Under side rules: what no least share can be above; None where the levels are proven.
    """

    levels: FairLevels
    without: PlacementSolution
    proof_without: PlacementProof
    share_bound: Fraction | None = None

    @property
    def least_filled(self) -> Ints:
        """Seats of each unit that must be filled, (U,)."""
        return self.levels.filled

    def seat_of_without(self) -> Ints:
        """Return where each person would sit without the rule, (N,)."""
        return seats_of_people(self.without, len(self.levels.seat_of))


def filled_in(model: PlacementModel, seat_of: Ints) -> Ints:
    """Return the authorised seats in the frame of each unit that a placement fills, (U,)."""
    return filled_of(model, officers_of(model, seat_of))


def made_fair(
    model: PlacementModel,
    without: PlacementSolution,
    proof_without: PlacementProof,
    *,
    time_limit: float | None = None,
    executor: Executor | None = None,
) -> tuple[Fairness, PlacementModel, PlacementSolution]:
    """Return what fairness asks, the model that asks it, and its placement of least loss.

    Where units alike in seats and filled seats could give way to each other, those that the
    search from the placement without the rule left better off stay so: the loss is least for
    these seats.

    Parameters
    ----------
    model : PlacementModel
        Of named people.
    without : PlacementSolution
        The placement without the rule.
    proof_without : PlacementProof
    time_limit, executor
        As in `solve_placement`.
    """
    levels = fair_levels(model, seats_of_people(without, model.people))
    asked = replace(model, least_filled=levels.filled)
    placed = np.flatnonzero(levels.seat_of != POOL)
    known = (placed, levels.seat_of[placed])
    solution = solve_placement(asked, time_limit=time_limit, executor=executor, known=known)
    return Fairness(levels, without, proof_without), asked, solution


def made_even(
    model: PlacementModel,
    rules: RulesOverMany,
    without: UnderRules,
    proof_without: PlacementProof,
    time_limit: float | None = None,
) -> tuple[Fairness, PlacementModel, UnderRules]:
    """Return the same under rules over many people: the least share is as great as was found.

    Parameters
    ----------
    model : PlacementModel
        Of named people.
    rules : RulesOverMany
    without : UnderRules
        The placement under these rules without the rule of fairness.
    proof_without : PlacementProof
    time_limit : float, optional
    """
    even, levels = most_even(model, rules, without, time_limit=time_limit)
    level = one_level(model, even, levels)
    bound = least_share(levels.seats, levels.filled)
    fair = Fairness(level, without.solution, proof_without, bound)
    return fair, replace(model, least_filled=level.filled), even.made
