"""Fairness in hours, if people could be divided: what units could reach, beside what they have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import pandas as pd

from staffalloc.balance.ruler import Posting
from staffalloc.case.case import Case
from staffalloc.establishment import Establishment
from staffalloc.placement.fair.hours import HoursSteps, fractional_leximin
from staffalloc.placement.place import PlacementProblem
from staffalloc.plan.fairness import hours_shares


def fractional_hours_table(
    case: Case, establishment: Establishment, problem: PlacementProblem, planned: Posting
) -> pd.DataFrame:
    """Return one row a unit: its level and share if people could be divided, and its share now.

    ``fractional_level`` and ``fractional_share`` are of no plan: parts of people sit on parts of
    seats, and only posts' own hours count. ``planned_share`` is read on the ruler, where officers
    above the seats and people outside the placement serve too; so it may be higher.
    """
    steps = _steps_of(establishment, problem)
    found = fractional_leximin(problem.model, steps)
    now = hours_shares(case, establishment, planned)
    return pd.DataFrame(
        {
            "unit_code": problem.units,
            "required_weighted_hours": steps.required,
            "fractional_level": found.level,
            "fractional_share": found.share,
            "planned_share": [now.get(unit, float("nan")) for unit in problem.units],
        }
    )


def _steps_of(establishment: Establishment, problem: PlacementProblem) -> HoursSteps:
    worked = _hours_of_posts(establishment)
    required: dict[str, float] = defaultdict(float)
    for curve in establishment.curves:
        for work in curve.works:
            required[curve.unit_code] += work.weight * work.hours
    seats = [(j, post) for j, seat in enumerate(problem.seats) for post in seat.posts]
    return HoursSteps(
        np.array([j for j, _ in seats], np.int64),
        np.array([worked.get(post, 0.0) for _, post in seats], np.float64),
        np.array([required[unit] for unit in problem.units], np.float64),
    )


def _hours_of_posts(establishment: Establishment) -> Mapping[str, float]:
    """Return the weighted hours of each post; leaders have none that are counted."""
    curves = {(curve.unit_code, curve.group): curve for curve in establishment.curves}
    hours: dict[str, float] = {}
    for post in establishment.posts:
        curve = curves.get((post.unit_code, post.group))
        if curve is not None and not post.leader:
            weights = {work.position_id: work.weight for work in curve.works}
            parts = (part.share * weights[part.position_id] for part in post.parts)
            hours[post.post_id] = curve.available * sum(parts)
    return hours
