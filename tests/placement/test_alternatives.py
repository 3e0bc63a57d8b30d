"""The next best seat of everybody, against solving the placement again without theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from unittest import mock

import numpy as np
import pytest
from hypothesis import given

import staffalloc as sa
from staffalloc import InfeasibleError
from staffalloc.placement import alternatives
from staffalloc.placement.alternatives import (
    NO_ALTERNATIVE,
    Alternatives,
    Options,
    Prices,
    arcs_of_places,
    next_best,
)
from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import NO_POOL, POOL, ListedPairs, PlacementModel, Reach
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.engine.proof import PlacementProof, prove

from .models import ints, listed_only, models, pairs_by_asking

NO_UNIT = -1
Solved = tuple[PlacementSolution, PlacementProof]


def model_of(
    losses: Sequence[Sequence[int | None]],
    pool: Sequence[int],
    empty: Sequence[Sequence[int]],
    extra: Sequence[Sequence[int]] = ((), (), ()),
    unit: Sequence[int] = (NO_UNIT, NO_UNIT, NO_UNIT),
    ceiling: int = 0,
) -> PlacementModel:
    """A row of losses each person (None: not eligible), a list of prices each of three seats.

    Unit 0 has the ceiling; one head above it costs 7, each further one 20. Seats of no unit are
    in unit 1, which has none.
    """
    pairs = [(i, j, loss) for i, row in enumerate(losses) for j, loss in enumerate(row)]
    eligible = [(i, j, loss) for i, j, loss in pairs if loss is not None]
    emptied = [(j, price) for j, prices in enumerate(empty) for price in prices]
    opened = [(j, price) for j, prices in enumerate(extra) for price in prices]
    people = len(losses)
    return PlacementModel(
        count=np.ones(people, np.int64),
        pool_price=ints(*pool),
        profile=np.zeros(people, np.int64),
        place=np.zeros(people, np.int64),
        kind_loss=np.zeros((1, 1), np.int64),
        reach=Reach(ints(0, 0), ints(), ints()),
        listed=ListedPairs(
            ints(*(i for i, _, _ in eligible)),
            ints(*(j for _, j, _ in eligible)),
            ints(*(loss for _, _, loss in eligible)),
        ),
        seat_unit=ints(*(int(u == NO_UNIT) for u in unit)),
        seat_kind=ints(0, 0, 0),
        seats=ints(*(len(prices) for prices in empty)),
        empty_seat=ints(*(j for j, _ in emptied)),
        empty_room=np.ones(len(emptied), np.int64),
        empty_price=ints(*(price for _, price in emptied)),
        extra_seat=ints(*(j for j, _ in opened)),
        extra_room=np.ones(len(opened), np.int64),
        extra_price=ints(*(price for _, price in opened)),
        in_frame=np.array(unit) != NO_UNIT,
        ceiling=ints(ceiling, 0),
        tier_unit=ints(0, 0),
        tier_width=ints(1, 100),
        tier_price=ints(7, 20),
    )


def solved(model: PlacementModel) -> Solved | None:
    try:
        solution = solve_placement(model)
    except InfeasibleError:
        return None
    return solution, prove(model, solution)


def objective(model: PlacementModel) -> int | None:
    found = solved(model)
    return None if found is None else found[1].objective


def found_in(model: PlacementModel, solution: PlacementSolution) -> Alternatives:
    return next_best(model, solution, prove(model, solution).person_price)


def alternatives_of(model: PlacementModel) -> list[tuple[int, int]]:
    found = found_in(model, solve_placement(model))
    return list(zip(found.seat.tolist(), found.cost.tolist(), strict=True))


def given_to(model: PlacementModel, solution: PlacementSolution) -> list[int]:
    """The seat of each person, or the pool."""
    seat = np.full(model.people, POOL)
    seat[solution.person] = solution.seat
    given: list[int] = seat.tolist()
    return given


def only(model: PlacementModel, who: int, options: Sequence[int]) -> PlacementModel:
    """The same placement, every pair listed, where one person has only the given options."""
    model = listed_only(model)
    listed = model.listed
    kept = (listed.person != who) | np.isin(listed.seat, options)
    pool_price = model.pool_price.copy()
    if POOL not in options:
        pool_price[who] = NO_POOL
    pairs = ListedPairs(listed.person[kept], listed.seat[kept], listed.loss[kept])
    return replace(model, pool_price=pool_price, listed=pairs)


def options(model: PlacementModel, who: int) -> list[int]:
    """Every seat of a person in order, and the pool last."""
    seats: list[int] = model.pairs(who, who + 1)[1].tolist()
    return seats + ([POOL] if model.pool_price[who] != NO_POOL else [])


def assert_same_without(
    model: PlacementModel, solution: PlacementSolution, found: Alternatives, who: int
) -> None:
    """Solve without what the person was given, then with the alternative alone."""
    given_seat = given_to(model, solution)[who]
    others = [option for option in options(model, who) if option != given_seat]
    least = objective(only(model, who, others))
    if least is None:
        assert (found.seat[who], found.cost[who]) == (NO_ALTERNATIVE, 0)
        return
    assert found.cost[who] == least - prove(model, solution).objective
    assert found.seat[who] != given_seat
    assert objective(only(model, who, [int(found.seat[who])])) == least


# Two people, three seats (the third has no place), whoever is left out costs 70:
#
#            seat 0   seat 1
#   Ann        10       25      an empty seat costs 100
#   Binh       30       20
#
# Best: Ann on 0, Binh on 1, together 30. Without Ann on 0 they swap: 25 + 30 = 55, which is
# 25 more; with Ann in the pool it would be 70 + 20 + 100 = 190. The same swap is Binh's.
ANN_AND_BINH = ((10, 25, None), (30, 20, None))
TWO_SEATS = ((100,), (100,), ())


def test_two_people_who_would_swap_have_the_price_of_the_swap() -> None:
    model = model_of(ANN_AND_BINH, (70, 70), TWO_SEATS)
    assert objective(model) == 30
    assert alternatives_of(model) == [(1, 25), (0, 25)]


def test_the_pool_is_the_alternative_where_an_empty_seat_is_cheap() -> None:
    # Ann in the pool instead: 70 - 10, and seat 0 empty for 3 more is 63 against the swap's 225.
    model = model_of(((10, 225, None), (30, 20, None)), (70, 70), ((3,), (100,), ()))
    assert alternatives_of(model)[0] == (POOL, 63)


def test_who_is_in_the_pool_is_told_what_a_seat_would_cost() -> None:
    # One seat for two: Ann (10) sits, Binh (30) waits for 40. Binh there and Ann out: 20 more.
    model = model_of(((10, None, None), (30, None, None)), (40, 40), ((100,), (), ()))
    assert alternatives_of(model) == [(POOL, 20), (0, 20)]


def test_three_people_move_round_when_that_is_cheapest() -> None:
    # 0 -> 1 -> 2 -> 0 costs 1 + 2 + 3; any two who swap pay at least 50.
    model = model_of(((0, 1, 50), (50, 0, 2), (3, 50, 0)), (500,) * 3, ((900,),) * 3)
    assert alternatives_of(model) == [(1, 6), (2, 6), (0, 6)]


def test_of_equally_good_seats_the_first_is_named_and_the_pool_last() -> None:
    model = model_of(((0, 4, 4),), (4,), ((), (), ()), extra=((0,), (0,), (0,)))
    assert alternatives_of(model) == [(1, 4)]
    model = model_of(((0, 9, 4),), (4,), ((), (), ()), extra=((0,), (0,), (0,)))
    assert alternatives_of(model) == [(2, 4)]


def test_a_seat_as_good_costs_nothing_more() -> None:
    model = model_of(((5, 5, None),), (70,), ((3,), (3,), ()))
    assert [cost for _, cost in alternatives_of(model)] == [0]


def test_the_prices_of_empty_seats_and_of_extra_places_count() -> None:
    # Seat 0 leaves 30 unpaid when empty, seat 1 gains 10 when filled: 20 more, and 5 of loss.
    assert alternatives_of(model_of(((0, 5, None),), (99,), ((30,), (10,), ()))) == [(1, 25)]
    # Above seat 1 a place costs 8 instead: 30 + 8, and 5 of loss.
    above = model_of(((0, 5, None),), (99,), ((30,), (), ()), extra=((), (8,), ()))
    assert alternatives_of(above) == [(1, 43)]


@pytest.mark.parametrize(("ceiling", "cost"), [(2, 4), (1, 11), (0, 24)])
def test_a_head_above_the_ceiling_costs_its_tier(ceiling: int, cost: int) -> None:
    # One sits in the unit for good, the other outside; inside, the other is one head more.
    losses = ((0, None, None), (None, 4, 0))
    places = ((0,), (0,), (0,))
    inside = model_of(losses, (NO_POOL, 99), ((), (), ()), places, (0, 0, NO_UNIT), ceiling)
    assert alternatives_of(inside)[1] == (1, cost)


def test_a_seat_that_counts_in_no_unit_frees_a_head() -> None:
    # The officer above the ceiling (7) who moves out of the unit for 10 saves the 7.
    model = model_of(((0, 10, None),), (99,), ((50,), (50,), ()), unit=(0, NO_UNIT, NO_UNIT))
    assert alternatives_of(model) == [(1, 3)]


def test_who_can_go_nowhere_else_has_no_alternative() -> None:
    model = model_of(((0, None, None), (None, 0, 3)), (NO_POOL, NO_POOL), ((5,), (5,), (5,)))
    assert alternatives_of(model) == [(NO_ALTERNATIVE, 0), (2, 3)]


def test_people_who_can_only_swap_with_each_other_do_so() -> None:
    # Neither may wait and both seats are full: nothing leads to the pool or to another seat.
    model = model_of(((0, 6, None), (5, 0, None)), (NO_POOL, NO_POOL), ((9,), (9,), ()))
    assert alternatives_of(model) == [(1, 11), (0, 11)]


def test_a_seat_without_a_place_is_no_alternative() -> None:
    model = model_of(((0, None, 1),), (NO_POOL,), ((9,), (), ()))
    assert alternatives_of(model) == [(NO_ALTERNATIVE, 0)]


def test_nobody_has_no_alternatives() -> None:
    assert alternatives_of(model_of((), (), ((5,), (), ()))) == []


def test_people_known_only_by_their_number_are_refused() -> None:
    two_alike = replace(model_of(ANN_AND_BINH, (70, 70), TWO_SEATS), count=ints(2, 1))
    with pytest.raises(ValueError, match="every count must be 1"):
        found_in(two_alike, solve_placement(two_alike))


@given(models(most_people=6, most_seats=5))
def test_the_alternative_is_the_best_of_all_other_options_and_the_first_of_the_best(
    model: PlacementModel,
) -> None:
    made = solved(model)
    if made is None:
        return
    solution, proof = made
    found = next_best(model, solution, proof.person_price)
    for who, mine in enumerate(given_to(model, solution)):
        others = [option for option in options(model, who) if option != mine]
        costs = {option: objective(only(model, who, [option])) for option in others}
        possible = {option: cost for option, cost in costs.items() if cost is not None}
        seat = min(possible, key=lambda option: possible[option], default=NO_ALTERNATIVE)
        cost = possible[seat] - proof.objective if possible else 0
        assert (found.seat[who], found.cost[who]) == (seat, cost)


@given(models(most_people=30, most_seats=40))
def test_solving_again_without_the_seat_costs_as_much_more(model: PlacementModel) -> None:
    made = solved(model)
    if made is None:
        return
    found = next_best(model, made[0], made[1].person_price)
    for who in range(model.people):
        assert_same_without(model, made[0], found, who)


@given(models(most_people=30, most_seats=40))
def test_what_is_known_early_decides_nothing(model: PlacementModel) -> None:
    made = solved(model)
    if made is None:
        return
    found = next_best(model, made[0], made[1].person_price)
    with mock.patch.object(alternatives, "_KNOWN_UNITS", 1):
        again = next_best(model, made[0], made[1].person_price)
    assert found.seat.tolist() == again.seat.tolist()
    assert found.cost.tolist() == again.cost.tolist()


def options_in(
    model: PlacementModel, solution: PlacementSolution, proof: PlacementProof
) -> Options:
    return Options.joined(list(Prices.of(model, solution, proof.person_price).options()))


@given(models(most_people=40, most_seats=60))
def test_no_option_and_no_arc_has_a_reduced_cost_below_zero(model: PlacementModel) -> None:
    made = solved(model)
    if made is None:
        return
    others = options_in(model, *made)
    assert others.cost.min(initial=0) >= 0
    assert arcs_of_places(model, made[0]).length.min(initial=0) >= 0


def test_the_options_are_every_pair_and_the_pool_but_what_was_given() -> None:
    model = model_of(ANN_AND_BINH, (70, NO_POOL), TWO_SEATS)
    made = solved(model)
    assert made is not None
    others = options_in(model, *made)
    given_seats = set(enumerate(given_to(model, made[0])))
    expected = set(pairs_by_asking(model)) - given_seats
    found = set(zip(others.person.tolist(), others.node.tolist(), strict=True))
    assert found == expected | {(0, 5)}  # three seats and two units before it


def assert_no_less_than_the_duals_prove(
    model: PlacementModel, made: Solved, found: Alternatives
) -> None:
    """The smallest reduced cost over somebody's other options is a floor anybody can check."""
    others = options_in(model, *made)
    floor = np.full(model.people, np.iinfo(np.int64).max)
    np.minimum.at(floor, others.person, others.cost)
    has_one = found.seat != NO_ALTERNATIVE
    assert (found.cost[has_one] >= floor[has_one]).all()


@given(models(most_people=40, most_seats=60))
def test_no_alternative_costs_less_than_the_duals_prove(model: PlacementModel) -> None:
    made = solved(model)
    if made is None:
        return
    found = next_best(model, made[0], made[1].person_price)
    assert_no_less_than_the_duals_prove(model, made, found)


def test_people_of_a_plan_agree_with_solving_it_again(small_plan: sa.Plan) -> None:
    placement = small_plan.placement
    model, solution, proof = placement.problem.model, placement.solution, placement.proof
    found = next_best(model, solution, proof.person_price)
    assert_no_less_than_the_duals_prove(model, (solution, proof), found)
    for who in range(0, model.people, 1 + model.people // 8):
        assert_same_without(model, solution, found, who)
