"""Fairness in hours for divisible people: by hand, and against programmes over all pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from staffalloc.placement.engine.model import PlacementModel
from staffalloc.placement.fair.hours import FractionalHours, HoursSteps, fractional_leximin
from staffalloc.solvers.linear import LinearProgramme, Row

from .models import ints, models, pairs_by_asking
from .test_fair_levels import bare

SLACK = 1e-6


def test_one_person_between_two_units_is_divided_by_hand() -> None:
    """Seats of 100 and 300 hours, of 200 and 300 required; one person for both.

    With a part x in the first, x/2 = 1 - x: two thirds of the person there, both at a third.
    """
    model = bare([1, 1], [(0, 0), (0, 1)], people=1)
    steps = HoursSteps(ints(0, 1), np.array([100.0, 300.0]), np.array([200.0, 300.0]))
    made = fractional_leximin(model, steps)
    assert made.share.tolist() == pytest.approx([1 / 3, 1 / 3])
    assert made.level.tolist() == [1, 1]


def test_a_unit_nobody_can_help_does_not_hold_the_others_back() -> None:
    """The first has nobody, the second a person for one of its two seats, the third no work."""
    model = bare([1, 2, 1], [(0, 1), (0, 2)], people=1)
    hours = np.array([100.0, 60.0, 40.0, 0.0])
    made = fractional_leximin(
        model, HoursSteps(ints(0, 1, 1, 2), hours, np.array([100.0, 100.0, 0.0]))
    )
    assert made.share[:2].tolist() == pytest.approx([0.0, 0.6])
    assert np.isnan(made.share[2])
    assert made.level.tolist() == [1, 2, 0]


@settings(max_examples=15)
@given(models(most_people=8, most_seats=8))
def test_programmes_over_all_pairs_find_the_same_shares(model: PlacementModel) -> None:
    steps = some_steps(model)
    made = fractional_leximin(model, steps)
    due = level_by_level(model, steps)
    found = {u: made.share[u] for u in due}
    assert found == pytest.approx(due, abs=1e-5)
    check_order(made)


def check_order(made: FractionalHours) -> None:
    least = [made.share[made.level == level].min() for level in range(1, made.level.max() + 1)]
    assert least == pytest.approx(sorted(least), abs=SLACK)


def some_steps(model: PlacementModel) -> HoursSteps:
    seat = np.repeat(np.arange(len(model.seats)), model.seats)
    hours = 50.0 + 37.0 * (np.arange(len(seat)) % 5)
    required = np.zeros(model.units)
    np.add.at(required, model.seat_unit[seat], 1.25 * hours)
    return HoursSteps(seat, hours, required)


def level_by_level(model: PlacementModel, steps: HoursSteps) -> dict[int, float]:
    """Raise the least share; whoever cannot be above it alone keeps it; go on."""
    active = {u for u in range(model.units) if steps.required[u] > 0}
    kept: dict[int, float] = {}
    while active:
        least = greatest(model, steps, active, kept | dict.fromkeys(active, 0.0))
        floor = kept | dict.fromkeys(active, least)
        stuck = {u for u in active if greatest(model, steps, {u}, floor) < least + 1e-4}
        kept |= dict.fromkeys(stuck, least)
        active -= stuck
    return kept


def greatest(
    model: PlacementModel, steps: HoursSteps, raised: set[int], floor: dict[int, float]
) -> float:
    """The most that the least share of some units can be while all units have theirs."""
    pairs = list(pairs_by_asking(model))
    first = 1 + len(pairs)
    seat_unit = model.seat_unit[steps.seat]
    rows = []
    for i in range(model.people):
        terms = tuple((1 + k, 1.0) for k, (p, _) in enumerate(pairs) if p == i)
        rows.append(Row(terms, "<=", 1.0))
    for j in range(len(model.seats)):
        terms = tuple((1 + k, 1.0) for k, (_, s) in enumerate(pairs) if s == j)
        taken = tuple((first + k, -1.0) for k in np.flatnonzero(steps.seat == j).tolist())
        rows.append(Row(terms + taken, "==", 0.0))
    for unit, share in floor.items():
        served = tuple(
            (first + k, steps.hours[k] / steps.required[unit])
            for k in np.flatnonzero(seat_unit == unit).tolist()
        )
        rows.append(Row(served, ">=", share - 1e-9))
        if unit in raised:
            rows.append(Row((*served, (0, -1.0)), ">=", 0.0))
    rows = [row for row in rows if row.terms]
    costs = [-1.0] + [0.0] * (len(pairs) + len(steps.seat))
    upper = [10.0] + [1.0] * (len(pairs) + len(steps.seat))
    return -LinearProgramme(costs, upper, rows).solve().objective
