"""The next best seat of everybody, against solving the placement again without theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

import staffalloc as sa
from staffalloc import InfeasibleError
from staffalloc.placement.alternatives import (
    NO_ALTERNATIVE,
    Alternatives,
    next_best,
    options_of,
    residual_arcs,
)
from staffalloc.placement.network import (
    NO_POOL,
    NO_UNIT,
    NetworkSolution,
    PlacementNetwork,
    solve_network,
)
from staffalloc.placement.place import POOL

from .networks import ints, networks


def network_of(
    losses: Sequence[Sequence[int | None]],
    pool: Sequence[int],
    empty: Sequence[Sequence[int]],
    extra: Sequence[Sequence[int]] = ((), (), ()),
    unit: Sequence[int] = (NO_UNIT, NO_UNIT, NO_UNIT),
    ceiling: int = 0,
) -> PlacementNetwork:
    """A row of losses each person (None: not eligible), a list of prices each of three seats.

    Unit 0 has the ceiling; one head above it costs 7, each further one 20.
    """
    pairs = [(i, j, loss) for i, row in enumerate(losses) for j, loss in enumerate(row)]
    eligible = [(i, j, loss) for i, j, loss in pairs if loss is not None]
    emptied = [(j, price) for j, prices in enumerate(empty) for price in prices]
    opened = [(j, price) for j, prices in enumerate(extra) for price in prices]
    return PlacementNetwork(
        count=np.ones(len(losses), np.int64),
        pool_price=ints(*pool),
        person=ints(*(i for i, _, _ in eligible)),
        seat=ints(*(j for _, j, _ in eligible)),
        loss=ints(*(loss for _, _, loss in eligible)),
        seats=ints(*(len(prices) for prices in empty)),
        empty_seat=ints(*(j for j, _ in emptied)),
        empty_price=ints(*(price for _, price in emptied)),
        extra_seat=ints(*(j for j, _ in opened)),
        extra_room=np.ones(len(opened), np.int64),
        extra_price=ints(*(price for _, price in opened)),
        unit=ints(*unit),
        ceiling=ints(ceiling),
        tier_unit=ints(0, 0),
        tier_width=ints(1, 100),
        tier_price=ints(7, 20),
    )


def alternatives_of(network: PlacementNetwork) -> list[tuple[int, int]]:
    found = next_best(network, solve_network(network))
    return list(zip(found.seat.tolist(), found.cost.tolist(), strict=True))


def given_to(network: PlacementNetwork, solution: NetworkSolution) -> list[int]:
    """The seat of each person, or the pool."""
    used = np.flatnonzero(solution.placed)
    seat = np.full(len(network.count), POOL)
    seat[network.person[used]] = network.seat[used]
    given: list[int] = seat.tolist()
    return given


def only(network: PlacementNetwork, who: int, options: Sequence[int]) -> PlacementNetwork:
    """The same placement where one person has only the given options."""
    kept = (network.person != who) | np.isin(network.seat, options)
    pool_price = network.pool_price.copy()
    if POOL not in options:
        pool_price[who] = NO_POOL
    return replace(
        network,
        pool_price=pool_price,
        person=network.person[kept],
        seat=network.seat[kept],
        loss=network.loss[kept],
    )


def objective(network: PlacementNetwork) -> int | None:
    try:
        return solve_network(network).objective
    except InfeasibleError:
        return None


def options(network: PlacementNetwork, who: int) -> list[int]:
    """Every seat of a person in order, and the pool last."""
    seats: list[int] = network.seat[network.person == who].tolist()
    return sorted(seats) + ([POOL] if network.pool_price[who] != NO_POOL else [])


def solved(network: PlacementNetwork) -> NetworkSolution | None:
    try:
        return solve_network(network)
    except InfeasibleError:
        return None


def assert_same_without(
    network: PlacementNetwork, solution: NetworkSolution, found: Alternatives, who: int
) -> None:
    """Solve without what the person was given, then with the alternative alone."""
    given_seat = given_to(network, solution)[who]
    others = [option for option in options(network, who) if option != given_seat]
    least = objective(only(network, who, others))
    if least is None:
        assert (found.seat[who], found.cost[who]) == (NO_ALTERNATIVE, 0)
        return
    assert found.cost[who] == least - solution.objective
    assert found.seat[who] != given_seat
    assert objective(only(network, who, [int(found.seat[who])])) == least


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
    network = network_of(ANN_AND_BINH, (70, 70), TWO_SEATS)
    assert solve_network(network).objective == 30
    assert alternatives_of(network) == [(1, 25), (0, 25)]


def test_the_pool_is_the_alternative_where_an_empty_seat_is_cheap() -> None:
    # Ann in the pool instead: 70 - 10, and seat 0 empty for 3 more is 63 against the swap's 225.
    network = network_of(((10, 225, None), (30, 20, None)), (70, 70), ((3,), (100,), ()))
    assert alternatives_of(network)[0] == (POOL, 63)


def test_who_is_in_the_pool_is_told_what_a_seat_would_cost() -> None:
    # One seat for two: Ann (10) sits, Binh (30) waits for 40. Binh there and Ann out: 20 more.
    network = network_of(((10, None, None), (30, None, None)), (40, 40), ((100,), (), ()))
    assert alternatives_of(network) == [(POOL, 20), (0, 20)]


def test_three_people_move_round_when_that_is_cheapest() -> None:
    # 0 -> 1 -> 2 -> 0 costs 1 + 2 + 3; any two who swap pay at least 50.
    network = network_of(((0, 1, 50), (50, 0, 2), (3, 50, 0)), (500,) * 3, ((900,),) * 3)
    assert alternatives_of(network) == [(1, 6), (2, 6), (0, 6)]


def test_of_equally_good_seats_the_first_is_named_and_the_pool_last() -> None:
    network = network_of(((0, 4, 4),), (4,), ((), (), ()), extra=((0,), (0,), (0,)))
    assert alternatives_of(network) == [(1, 4)]
    network = network_of(((0, 9, 4),), (4,), ((), (), ()), extra=((0,), (0,), (0,)))
    assert alternatives_of(network) == [(2, 4)]


def test_a_seat_as_good_costs_nothing_more() -> None:
    network = network_of(((5, 5, None),), (70,), ((3,), (3,), ()))
    assert [cost for _, cost in alternatives_of(network)] == [0]


def test_the_prices_of_empty_seats_and_of_extra_places_count() -> None:
    # Seat 0 leaves 30 unpaid when empty, seat 1 gains 10 when filled: 20 more, and 5 of loss.
    assert alternatives_of(network_of(((0, 5, None),), (99,), ((30,), (10,), ()))) == [(1, 25)]
    # Above seat 1 a place costs 8 instead: 30 + 8, and 5 of loss.
    above = network_of(((0, 5, None),), (99,), ((30,), (), ()), extra=((), (8,), ()))
    assert alternatives_of(above) == [(1, 43)]


@pytest.mark.parametrize(("ceiling", "cost"), [(2, 4), (1, 11), (0, 24)])
def test_a_head_above_the_ceiling_costs_its_tier(ceiling: int, cost: int) -> None:
    # One sits in the unit for good, the other outside; inside, the other is one head more.
    losses = ((0, None, None), (None, 4, 0))
    places = ((0,), (0,), (0,))
    inside = network_of(losses, (NO_POOL, 99), ((), (), ()), places, (0, 0, NO_UNIT), ceiling)
    assert alternatives_of(inside)[1] == (1, cost)


def test_a_seat_that_counts_in_no_unit_frees_a_head() -> None:
    # The officer above the ceiling (7) who moves out of the unit for 10 saves the 7.
    network = network_of(((0, 10, None),), (99,), ((50,), (50,), ()), unit=(0, NO_UNIT, NO_UNIT))
    assert alternatives_of(network) == [(1, 3)]


def test_who_can_go_nowhere_else_has_no_alternative() -> None:
    network = network_of(((0, None, None), (None, 0, 3)), (NO_POOL, NO_POOL), ((5,), (5,), (5,)))
    assert alternatives_of(network) == [(NO_ALTERNATIVE, 0), (2, 3)]


def test_people_who_can_only_swap_with_each_other_do_so() -> None:
    # Neither may wait and both seats are full: nothing leads to the pool or to another seat.
    network = network_of(((0, 6, None), (5, 0, None)), (NO_POOL, NO_POOL), ((9,), (9,), ()))
    assert alternatives_of(network) == [(1, 11), (0, 11)]


def test_a_seat_without_a_place_is_no_alternative() -> None:
    network = network_of(((0, None, 1),), (NO_POOL,), ((9,), (), ()))
    assert alternatives_of(network) == [(NO_ALTERNATIVE, 0)]


def test_nobody_has_no_alternatives() -> None:
    assert alternatives_of(network_of((), (), ((5,), (), ()))) == []


def test_people_known_only_by_their_number_are_refused() -> None:
    network = network_of(ANN_AND_BINH, (70, 70), TWO_SEATS)
    two_alike = replace(network, count=ints(2, 1))
    with pytest.raises(ValueError, match="every count must be 1"):
        next_best(two_alike, solve_network(two_alike))


@given(networks(most_people=6, most_seats=5))
def test_the_alternative_is_the_best_of_all_other_options_and_the_first_of_the_best(
    network: PlacementNetwork,
) -> None:
    solution = solved(network)
    if solution is None:
        return
    found = next_best(network, solution)
    for who, mine in enumerate(given_to(network, solution)):
        others = [option for option in options(network, who) if option != mine]
        costs = {option: objective(only(network, who, [option])) for option in others}
        possible = {option: cost for option, cost in costs.items() if cost is not None}
        seat = min(possible, key=lambda option: possible[option], default=NO_ALTERNATIVE)
        cost = possible[seat] - solution.objective if possible else 0
        assert (found.seat[who], found.cost[who]) == (seat, cost)


@given(networks(most_people=30, most_seats=40))
def test_solving_again_without_the_seat_costs_as_much_more(network: PlacementNetwork) -> None:
    solution = solved(network)
    if solution is None:
        return
    found = next_best(network, solution)
    for who in range(len(network.count)):
        assert_same_without(network, solution, found, who)


@given(networks(most_people=40, most_seats=60))
def test_no_option_and_no_arc_has_a_reduced_cost_below_zero(network: PlacementNetwork) -> None:
    solution = solved(network)
    if solution is None:
        return
    others = options_of(network, solution)
    assert others.cost.min(initial=0) >= 0
    assert residual_arcs(network, solution, others).length.min(initial=0) >= 0


def assert_no_less_than_the_duals_prove(
    network: PlacementNetwork, solution: NetworkSolution, found: Alternatives
) -> None:
    """The smallest reduced cost over somebody's other options is a floor anybody can check."""
    others = options_of(network, solution)
    floor = np.full(len(network.count), np.iinfo(np.int64).max)
    np.minimum.at(floor, others.person, others.cost)
    has_one = found.seat != NO_ALTERNATIVE
    assert (found.cost[has_one] >= floor[has_one]).all()


@given(networks(most_people=40, most_seats=60))
def test_no_alternative_costs_less_than_the_duals_prove(network: PlacementNetwork) -> None:
    solution = solved(network)
    if solution is None:
        return
    assert_no_less_than_the_duals_prove(network, solution, next_best(network, solution))


def test_people_of_a_plan_agree_with_solving_it_again(small_plan: sa.Plan) -> None:
    placement = small_plan.placement
    network, solution = placement.problem.network, placement.solution
    found = next_best(network, solution)
    assert_no_less_than_the_duals_prove(network, solution, found)
    for who in range(0, len(network.count), 1 + len(network.count) // 8):
        assert_same_without(network, solution, found, who)
