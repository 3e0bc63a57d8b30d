"""Seats that must be filled: the least loss, its prices and its proof, against all placements."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc import InfeasibleError
from staffalloc.placement.engine.filling import filled_of, seats_in_frame
from staffalloc.placement.engine.model import NO_POOL, Ints, PlacementModel
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.engine.programme import as_linear_programme
from staffalloc.placement.engine.proof import prove

from .models import cost_of, ints, listed_only, models, pairs_by_asking, room_of
from .test_engine import two_by_two


@st.composite
def asking(draw: st.DrawFn, most_people: int = 5, most_seats: int = 4) -> PlacementModel:
    """A model some seats of which must be filled; places above may save more than seats."""
    model = draw(models(most_people, most_seats))
    seats = seats_in_frame(model).tolist()
    return replace(
        model,
        extra_price=model.extra_price - draw(st.sampled_from([0, 15, 80])),
        least_filled=ints(*(draw(st.integers(0, n)) for n in seats)),
    )


def best_of_all(model: PlacementModel) -> int | None:
    losses, room = pairs_by_asking(model), room_of(model)
    options = [
        [j for j in range(len(room)) if (i, j) in losses]
        + ([-1] if model.pool_price[i] != NO_POOL else [])
        for i in range(model.people)
    ]
    costs = []
    for chosen in product(*options):
        officers = np.bincount([j for j in chosen if j >= 0], minlength=len(room))
        if (officers <= room).all() and fills_enough(model, officers):
            costs.append(cost_of(model, chosen, losses))
    return min(costs, default=None)


def fills_enough(model: PlacementModel, officers: Ints) -> bool:
    assert model.least_filled is not None
    return bool((filled_of(model, officers) >= model.least_filled).all())


def test_a_seat_that_costs_more_than_it_saves_is_filled_at_a_price_worked_by_hand() -> None:
    """Who waits costs nothing now and an empty seat 10; the dearest way to fill both costs 6.

    In the frame of the second unit, whose head above the ceiling costs 9: one stays out, at
    1 + 10. That the seat must be filled makes it 6 + 9; its price is at least the 4 it costs more.
    """
    model = replace(
        two_by_two(),
        pool_price=ints(0, 0),
        in_frame=np.array([False, True]),
        tier_unit=ints(1),
        tier_width=ints(2),
        tier_price=ints(9),
    )
    free = prove(model, solve_placement(model))
    asked = replace(model, least_filled=ints(0, 1))
    made = solve_placement(asked)
    proof = prove(asked, made)
    assert free.objective == 11
    assert proof.objective == proof.bound == 15
    assert made.fill_price is not None
    assert made.fill_price[0] == 0 and made.fill_price[1] >= 4


@given(asking())
def test_the_engine_finds_the_best_that_fills_enough_and_proves_it(model: PlacementModel) -> None:
    best = best_of_all(model)
    if best is None:
        with pytest.raises(InfeasibleError):
            solve_placement(model)
        return
    proof = prove(model, solve_placement(model))
    assert proof.objective == proof.bound == best
    assert prove(model, solve_placement(listed_only(model))).bound == best


@given(asking(most_people=12, most_seats=10))
def test_the_linear_programme_has_the_same_optimum(model: PlacementModel) -> None:
    programme = as_linear_programme(model)
    try:
        made = solve_placement(model)
    except InfeasibleError:
        with pytest.raises(InfeasibleError):
            programme.solve()
        return
    proof = prove(model, made)
    assert proof.objective == proof.bound
    assert programme.solve().objective + model.all_empty == pytest.approx(proof.objective)


@given(asking(most_people=12, most_seats=10))
def test_from_the_pairs_of_a_placement_that_fills_them_it_is_the_same(
    model: PlacementModel,
) -> None:
    try:
        made = solve_placement(model)
    except InfeasibleError:
        return
    again = solve_placement(model, known=(made.person, made.seat))
    proof = prove(model, again)
    assert proof.objective == proof.bound == prove(model, made).objective


@given(asking(), st.data())
def test_no_fill_prices_give_a_bound_above_the_optimum(
    model: PlacementModel, data: st.DataObject
) -> None:
    try:
        made = solve_placement(model)
    except InfeasibleError:
        return
    other = ints(*(data.draw(st.integers(0, 90)) for _ in range(model.units)))
    bound = prove(model, replace(made, fill_price=other)).bound
    assert bound <= prove(model, made).objective


def test_steps_of_several_places_cannot_be_asked_to_fill() -> None:
    model = replace(two_by_two(), empty_room=ints(1, 2), least_filled=ints(0, 0))
    with pytest.raises(ValueError, match="one place each"):
        solve_placement(model)


def test_a_placement_that_fills_too_few_seats_is_refused() -> None:
    model = replace(two_by_two(), in_frame=np.array([True, True]), ceiling=ints(1, 1))
    made = solve_placement(model)
    empty = replace(made, person=ints(), seat=ints(), flow=ints(), left_out=ints(1, 1))
    with pytest.raises(ValueError, match="must be filled"):
        prove(replace(model, least_filled=ints(1, 0)), empty)
    with pytest.raises(ValueError, match="below zero"):
        prove(replace(model, least_filled=ints(1, 0)), replace(made, fill_price=ints(-1, 0)))
