"""A placement kept open against a cold one, change after change."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from staffalloc import InfeasibleError
from staffalloc.placement.engine import warm_network
from staffalloc.placement.engine.model import NOT_ELIGIBLE, Ints, ListedPairs, PlacementModel
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.engine.proof import prove
from staffalloc.placement.engine.warm import WarmPlacement

from .models import ints, models
from .test_engine import two_by_two

NOBODY_CHANGED = ints()


def test_a_person_who_leaves_makes_room_for_the_next_best() -> None:
    """Losses 1, 4 and 2, 9: both seats cost 6; without the first the second takes the first seat.

    That loses 2 and leaves the other seat empty for 10.
    """
    model = two_by_two()
    kept = WarmPlacement(model, solve_placement(model))
    alone = replace(model, count=ints(0, 1))
    made = kept.solve(alone, ints(0))
    assert made.reason == ""
    assert (made.solution.person.tolist(), made.solution.seat.tolist()) == ([1], [0])
    assert prove(alone, made.solution).objective == prove(alone, made.solution).bound == 12
    assert prove(model, kept.solve(model, ints(0)).solution).objective == 6


def test_nothing_changed_moves_nobody() -> None:
    model = replace(two_by_two(), kind_loss=np.zeros((2, 2), np.int64))
    made = solve_placement(model)
    again = WarmPlacement(model, made).solve(model, NOBODY_CHANGED).solution
    assert (again.person.tolist(), again.seat.tolist()) == (
        made.person.tolist(),
        made.seat.tolist(),
    )


def relisted(rng: np.random.Generator, model: PlacementModel, person: int) -> PlacementModel:
    """Open and close pairs of one person at random."""
    listed, types = model.listed, len(model.seats)
    other = listed.person != person
    seat = np.flatnonzero(rng.random(types) < 0.5)
    who = np.concatenate([listed.person[other], np.full(len(seat), person)])
    where = np.concatenate([listed.seat[other], seat])
    loss = np.concatenate([listed.loss[other], rng.integers(-20, 40, len(seat))])
    order = np.lexsort((where, who))
    profile = model.profile.copy()
    profile[person] = rng.integers(0, len(model.kind_loss))
    pairs = ListedPairs(who[order], where[order], loss[order])
    return replace(model, listed=pairs, profile=profile)


def one_more(rng: np.random.Generator, model: PlacementModel) -> PlacementModel:
    """Add a person like another."""
    twin = int(rng.integers(0, model.people))
    one = np.array([twin])
    return replace(
        model,
        count=np.append(model.count, 1),
        pool_price=np.append(model.pool_price, model.pool_price[one]),
        profile=np.append(model.profile, model.profile[one]),
        place=np.append(model.place, model.place[one]),
    )


def edited(rng: np.random.Generator, model: PlacementModel) -> tuple[PlacementModel, Ints]:
    """Return a changed model, and whose pairs changed."""
    person = int(rng.integers(0, model.people))
    match rng.choice(["person", "gone", "more", "empty", "extra", "ceiling", "seats"]):
        case "person":
            return relisted(rng, model, person), ints(person)
        case "gone":
            count = model.count.copy()
            count[person] = 1 - count[person]
            return replace(model, count=count), ints(person)
        case "more":
            return one_more(rng, model), ints(model.people)
        case "empty":
            price = np.maximum(0, model.empty_price + rng.integers(-30, 30))
            return replace(model, empty_price=price), NOBODY_CHANGED
        case "extra":
            price = model.extra_price + rng.integers(0, 9)
            return replace(model, extra_price=price), NOBODY_CHANGED
        case "ceiling":
            ceiling = rng.integers(0, 4, model.units)
            return replace(model, ceiling=ceiling), NOBODY_CHANGED
        case _:
            return one_seat_more(rng, model), NOBODY_CHANGED


def one_seat_more(rng: np.random.Generator, model: PlacementModel) -> PlacementModel:
    seat = int(rng.integers(0, len(model.seats)))
    seats = model.seats.copy()
    seats[seat] += 1
    order = np.argsort(np.append(model.empty_seat, seat), kind="stable")
    return replace(
        model,
        seats=seats,
        empty_seat=np.append(model.empty_seat, seat)[order],
        empty_room=np.ones(len(order), np.int64),
        empty_price=np.append(model.empty_price, rng.integers(0, 60))[order],
    )


def renumbered(rng: np.random.Generator, model: PlacementModel) -> tuple[PlacementModel, Ints]:
    """Put a seat type nobody may take at the front, so that all numbers rise by one."""
    more = replace(
        model,
        kind_loss=np.hstack([model.kind_loss, np.full((len(model.kind_loss), 1), NOT_ELIGIBLE)]),
        listed=replace(model.listed, seat=model.listed.seat + 1),
        seat_unit=np.append(0, model.seat_unit),
        seat_kind=np.append(model.kind_loss.shape[1], model.seat_kind),
        seats=np.append(0, model.seats),
        empty_seat=model.empty_seat + 1,
        extra_seat=model.extra_seat + 1,
        in_frame=np.append(rng.random() < 0.5, model.in_frame),
    )
    return more, np.arange(len(model.seats)) + 1


@given(models(most_people=12, most_seats=8), st.integers(0, 2**32 - 1), st.booleans())
def test_every_change_ends_where_a_cold_start_ends(
    model: PlacementModel, seed: int, is_crowded: bool
) -> None:
    """Crowded: there are hardly any spare rows, so that the network is built again and again."""
    rng = np.random.default_rng(seed)
    with patch.object(warm_network, "_SPARE_ROWS", 1 if is_crowded else 16):
        check_some(rng, model)


def check_some(rng: np.random.Generator, model: PlacementModel) -> None:
    try:
        kept = WarmPlacement(model, solve_placement(model))
    except InfeasibleError:
        return
    for _ in range(6):
        if rng.random() < 0.15:
            model, seat_now = renumbered(rng, model)
            kept = kept.renumbered(model, seat_now)
        before, (model, changed) = model, edited(rng, model)
        check(kept, model, changed)
        if rng.random() < 0.2:
            kept.forget(changed)
            model = before
            check(kept, model, changed[:0])


def check(kept: WarmPlacement, model: PlacementModel, changed: Ints) -> None:
    try:
        best = prove(model, solve_placement(model)).objective
    except InfeasibleError:
        try:
            kept.solve(model, changed)
        except InfeasibleError:
            return
        raise AssertionError("nobody can place these people") from None
    proof = prove(model, kept.solve(model, changed).solution)
    assert proof.objective == proof.bound == best
