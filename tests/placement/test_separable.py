"""The separable engine against brute force and the network of all pairs, and its proof."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import staffalloc as sa
from staffalloc.placement.bare.assign_input import AssignError

from .models import ints


@dataclass(frozen=True)
class Arrays:
    """What `assign_separable` takes."""

    kind_loss: Any
    place_loss: Any
    profile: Any
    place: Any
    seat_unit: Any
    seat_kind: Any
    seats: Any
    short_price: Any
    pool_price: Any

    def solve(self, **options: Any) -> sa.SeparableResult:
        return sa.assign_separable(**vars(self), **options)


@st.composite
def problems(draw: st.DrawFn, most_people: int = 5, most_types: int = 4) -> Arrays:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    people, types = draw(st.integers(0, most_people)), draw(st.integers(0, most_types))
    profiles, kinds, units = (draw(st.integers(1, 3)) for _ in range(3))
    places = draw(st.sampled_from([2, max(1, people)]))
    highest = draw(st.sampled_from([1, 40, 5000]))  # 1: ties everywhere
    closed = draw(st.sampled_from([0.0, 0.3, 0.8]))
    parts = draw(st.sampled_from([1, 4, 1000]))

    def losses(rows: int, columns: int) -> np.ndarray:
        table = rng.integers(-highest // 4, highest + 1, (rows, columns)) / parts
        table[rng.random(table.shape) < closed] = np.nan
        return table

    seats = rng.integers(0, draw(st.sampled_from([2, 4])), types)
    short = np.sort(rng.integers(-highest, 3 * highest + 1, (types, 4)) / parts, axis=1)
    return Arrays(
        losses(profiles, kinds),
        losses(places, units),
        rng.integers(0, profiles, people),
        rng.integers(0, places, people),
        rng.integers(0, units, types),
        rng.integers(0, kinds, types),
        seats,
        short if draw(st.booleans()) else short[:, 0],
        rng.integers(-highest, 2 * highest + 1, people) / parts,
    )


def price_of_empty(problem: Arrays, seat_type: int, empty: int) -> float:
    prices = np.asarray(problem.short_price)[seat_type]
    return float(np.sum(prices[:empty]) if prices.ndim else prices * empty)


def by_trying_everything(problem: Arrays) -> float:
    """The least cost over every way to place people one by one."""
    best = np.inf
    for chosen in product(range(-1, len(problem.seats)), repeat=len(problem.profile)):
        empty = problem.seats - np.bincount(
            [j for j in chosen if j >= 0], minlength=len(problem.seats)
        )
        if (empty < 0).any():
            continue
        cost = sum(price_of_empty(problem, j, int(n)) for j, n in enumerate(empty))
        for i, j in enumerate(chosen):
            cost += (
                problem.pool_price[i]
                if j < 0
                else problem.kind_loss[problem.profile[i], problem.seat_kind[j]]
                + problem.place_loss[problem.place[i], problem.seat_unit[j]]
            )
        if cost < best:  # never so for NaN
            best = cost
    return float(best)


def by_all_pairs(problem: Arrays) -> float:
    """The same as an assignment that sees every eligible pair listed."""
    loss = problem.kind_loss[problem.profile][:, problem.seat_kind]
    loss = loss + problem.place_loss[problem.place][:, problem.seat_unit]
    short = np.asarray(problem.short_price)
    seats = [
        {"seat": (j, k), "capacity": 1, "short_cost": short[j, k] if short.ndim == 2 else short[j]}
        for j, number in enumerate(problem.seats.tolist())
        for k in range(number)
    ]
    people = [{"person": i, "pool_cost": cost} for i, cost in enumerate(problem.pool_price)]
    arcs = [
        {"person": i, "seat": seat["seat"], "cost": loss[i, seat["seat"][0]]}
        for i in range(len(people))
        for seat in seats
        if not np.isnan(loss[i, seat["seat"][0]])
    ]
    return sa.assign(people, seats, arcs).objective


def check(problem: Arrays, made: sa.SeparableResult, best: float) -> None:
    assert made.objective == pytest.approx(best, abs=1e-9)
    assert made.bound == made.objective
    assert made.status == "optimal" and made.rounding == 0
    assert made.smallest_reduced_cost >= 0
    placed = made.seat[made.seat >= 0]
    assert (np.bincount(placed, minlength=len(problem.seats)) <= problem.seats).all()


@given(problems())
def test_it_finds_the_best_of_all_placements_and_proves_it(problem: Arrays) -> None:
    check(problem, problem.solve(), by_trying_everything(problem))


@given(problems(most_people=60, most_types=40))
def test_it_agrees_with_the_network_of_all_pairs(problem: Arrays) -> None:
    check(problem, problem.solve(), by_all_pairs(problem))


@given(problems(most_people=12, most_types=8))
def test_the_order_of_people_does_not_change_the_cost(problem: Arrays) -> None:
    turned = replace(
        problem,
        profile=problem.profile[::-1],
        place=problem.place[::-1],
        pool_price=problem.pool_price[::-1],
    )
    assert turned.solve().objective == pytest.approx(problem.solve().objective)


def small(**changes: Any) -> Arrays:
    """Two people, two units: everybody fits everywhere."""
    problem = Arrays(
        kind_loss=np.array([[0.0, 5.0], [2.0, 1.0]]),
        place_loss=np.array([[0.0, 3.0], [4.0, 0.0]]),
        profile=ints(0, 1),
        place=ints(0, 1),
        seat_unit=ints(0, 1),
        seat_kind=ints(0, 1),
        seats=ints(1, 1),
        short_price=np.array([100.0, 100.0]),
        pool_price=np.array([20.0, 20.0]),
    )
    return replace(problem, **changes)


def test_a_person_with_no_eligible_seat_goes_to_the_pool_at_their_price() -> None:
    made = small(kind_loss=np.array([[0.0, 5.0], [np.nan, np.nan]])).solve()
    assert made.seat.tolist() == [0, -1]
    assert made.objective == made.bound == 0 + 20 + 100


@pytest.mark.parametrize("table", ["kind_loss", "place_loss"])
def test_where_nobody_is_eligible_everybody_waits(table: str) -> None:
    made = small(**{table: np.full((2, 2), np.nan)}).solve()
    assert made.seat.tolist() == [-1, -1]
    assert made.objective == made.bound == 240
    assert made.smallest_reduced_cost == 0


def test_two_towns_without_a_road_are_two_problems() -> None:
    apart = np.array([[0.0, np.nan], [np.nan, 0.0]])
    made = small(place_loss=apart).solve()
    assert made.seat.tolist() == [0, 1] and made.objective == made.bound == 1


def test_nobody_and_nothing() -> None:
    none = ints()
    made = small(
        profile=none, place=none, pool_price=none, seats=none, seat_unit=none, seat_kind=none,
        short_price=none,
    ).solve()  # fmt: skip
    assert made.seat.tolist() == [] and made.objective == made.bound == 0


def test_seats_without_people_stay_empty_at_rising_prices() -> None:
    made = small(
        profile=ints(), place=ints(), pool_price=5, seats=ints(3, 0),
        short_price=np.array([[1.0, 2.0, 4.0], [9.0, np.nan, np.nan]]),
    ).solve()  # fmt: skip
    assert made.objective == made.bound == 7


def test_many_more_people_than_seats_and_many_more_seats_than_people() -> None:
    crowd = small(profile=ints(*[0, 1] * 300), place=ints(*[0, 1] * 300), pool_price=20)
    assert crowd.solve().objective == 0 + 1 + 598 * 20
    empty = small(seats=ints(1_000_000, 1)).solve()
    assert empty.objective == empty.bound == 0 + 1 + 999_999 * 100


@pytest.mark.parametrize("price", [-3.0, 0.0])
def test_a_seat_may_be_worth_nothing_or_less(price: float) -> None:
    made = small(short_price=price, pool_price=-1).solve()
    assert made.seat.tolist() == [-1, -1] and made.objective == made.bound == -2 + 2 * price


def test_costs_that_are_never_whole_are_rounded_and_the_result_says_how_much() -> None:
    made = small(kind_loss=np.array([[1 / 3, 5.0], [2.0, 2 / 3]])).solve()
    assert made.scale == 10**6
    assert 0 < made.rounding < 1e-4
    assert made.objective - made.rounding <= made.bound <= made.objective == pytest.approx(1)


def test_costs_of_32_and_of_64_bits_give_the_same_placement() -> None:
    rng = np.random.default_rng(3)
    narrow = small(
        kind_loss=rng.integers(0, 900, (9, 5)).astype(float), seat_kind=np.arange(20) % 5,
        place_loss=rng.integers(0, 900, (70, 4)).astype(float), seat_unit=np.arange(20) % 4,
        profile=np.arange(70) % 9, place=np.arange(70), seats=np.full(20, 3), short_price=700,
        pool_price=600,
    )  # fmt: skip
    factor = 2.0**22
    wide = Arrays(**{
        name: value * factor if "loss" in name or "price" in name else value
        for name, value in vars(narrow).items()
    })  # fmt: skip
    one, other = narrow.solve(), wide.solve()
    assert (one.bound, other.bound) == (one.objective, one.objective * factor)


def test_a_stop_at_once_gives_a_placement_and_an_honest_bound() -> None:
    rng = np.random.default_rng(5)
    problem = small(
        kind_loss=rng.integers(0, 900, (40, 9)).astype(float), seat_kind=np.arange(300) % 9,
        place_loss=rng.integers(0, 900, (800, 30)).astype(float), seat_unit=np.arange(300) % 30,
        profile=np.arange(800) % 40, place=np.arange(800), seats=np.full(300, 2),
        short_price=9000, pool_price=2000,
    )  # fmt: skip
    stopped, best = problem.solve(time_limit=0), problem.solve()
    assert best.status == "optimal" and best.rounds > 1
    assert stopped.status == "feasible" and stopped.rounds == 1
    assert stopped.bound < best.objective < stopped.objective


def test_the_same_input_gives_the_same_placement_and_is_not_changed() -> None:
    problem = small()
    before = pickle.dumps(problem)
    assert problem.solve().seat.tolist() == problem.solve().seat.tolist()
    assert pickle.dumps(problem) == before


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"kind_loss": [[np.inf, 1], [1, 2]]}, "kind_loss[0, 0]: is not finite"),
        ({"kind_loss": [1.0, 2.0]}, "kind_loss: must have two dimensions, not 1"),
        ({"place_loss": [["a", "b"], ["c", "d"]]}, "place_loss: must be numbers"),
        ({"profile": [0, 2]}, "profile[1]: is not among the 2 rows of kind_loss"),
        ({"place": [0, -1]}, "place[1]: is not among the 2 rows of place_loss"),
        ({"place": [0.0, 1.0]}, "place: must be integers, not float64"),
        ({"place": [0]}, "place: must have shape (2,), not shape (1,)"),
        ({"seat_unit": [0, 2]}, "seat_unit[1]: is not among the 2 units"),
        ({"seat_kind": [5, 1]}, "seat_kind[0]: is not among the 2 kinds"),
        ({"seats": [1, -1]}, "seats[1]: is not among"),
        ({"seats": [[1, 1]]}, "seats: must have one dimension"),
        ({"short_price": [1.0, np.nan]}, "short_price[1]: is not a finite number"),
        ({"short_price": [[1.0, 2.0]] * 2, "seats": [3, 1]}, "short_price: 2 columns, but"),
        ({"short_price": [[2.0, 1.0], [1, 1]], "seats": [2, 1]}, "short_price[0, 1]: is below"),
        ({"short_price": [[2.0], [1.0], [3.0]]}, "short_price: must have 2 rows, not 3"),
        ({"pool_price": np.nan}, "pool_price[0], [1]: is not a finite number"),
        ({"pool_price": [1.0]}, "pool_price: must be a number or of shape (2,)"),
        ({"pool_price": 1e300}, "too large for exact sums"),
    ],
)
def test_what_is_not_sound_is_named(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(AssignError) as caught:
        small(**changes).solve()
    assert len(caught.value.problems) == 1
    assert problem in caught.value.problems[0]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(AssignError) as caught:
        small(profile=[0, 9], seats=[-1, 1], pool_price=np.inf).solve()
    assert [text.split("[")[0] for text in caught.value.problems] == [
        "profile",
        "seats",
        "pool_price",
    ]
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


@given(problems(most_people=12, most_types=8))
def test_places_told_row_by_row_are_the_same_problem(problem: Arrays) -> None:
    told = replace(problem, place_loss=lambda rows: problem.place_loss[rows])
    assert told.solve().objective == problem.solve().objective


def test_rows_of_another_width_or_of_infinite_loss_are_named() -> None:
    def widening(rows: np.ndarray) -> np.ndarray:
        return np.zeros((len(rows), 2 if rows[0] == 0 else 3))

    people = np.arange(600)
    crowd = {"profile": people % 2, "place": people, "pool_price": 20}
    with pytest.raises(AssignError, match=r"rows 512 to 599 have shape \(88, 3\), not \(88, 2\)"):
        small(place_loss=widening, **crowd).solve()
    with pytest.raises(AssignError, match=r"place_loss\[599, 0\], \[599, 1\]: is not finite"):
        small(
            place_loss=lambda rows: np.where(rows[:, None] == 599, np.inf, np.zeros(2)), **crowd
        ).solve()
