"""Placements with side rules: by hand, against trying everything, and what cannot be kept."""

from __future__ import annotations

import pickle
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc import InfeasibleError, StoppedError
from staffalloc.placement.engine.model import NO_POOL, Ints, ListedPairs, PlacementModel, Reach
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.side.bound import bound_with_sides, priced_model, side_entries
from staffalloc.placement.side.engine import SideRulesError, SideSolution, solve_with_side_rules
from staffalloc.placement.side.rows import ANY_UNIT, RuleKey, SideRow

from .models import cost_of, ints, listed_only, models, pairs_by_asking, room_of

Rows = tuple[SideRow, ...]


def row(
    rule: str,
    value: Ints,
    limit: int,
    *,
    unit: int = ANY_UNIT,
    price: int | None = None,
    moved_only: bool = False,
    seats: np.ndarray | None = None,
    number: int = 0,
) -> SideRow:
    key = RuleKey(rule, "max", str(unit), str(number))
    return SideRow(key, unit, seats, value, moved_only, limit, price)


def city(kind_loss: list[list[int]], move: int, **changes: object) -> PlacementModel:
    """Two units with one seat of each kind; a person is a profile and lives in a unit.

    Kinds are columns; whoever leaves their unit (the first person's is the first, and so on)
    loses `move`. An empty seat costs 100, the pool 60.
    """
    people, kinds = np.array(kind_loss).shape
    none = ints()
    home = np.arange(people) % 2
    model = PlacementModel(
        count=np.ones(people, np.int64),
        pool_price=np.full(people, 60),
        profile=np.arange(people),
        place=home,
        kind_loss=np.array(kind_loss),
        reach=Reach(ints(0, 2, 4), ints(0, 1, 0, 1), ints(0, move, move, 0)),
        listed=ListedPairs(none, none, none),
        seat_unit=np.repeat(ints(0, 1), kinds),
        seat_kind=np.tile(np.arange(kinds), 2),
        seats=np.ones(2 * kinds, np.int64),
        empty_seat=np.arange(2 * kinds),
        empty_room=np.ones(2 * kinds, np.int64),
        empty_price=np.full(2 * kinds, 100),
        extra_seat=none,
        extra_room=none,
        extra_price=none,
        in_frame=np.zeros(2 * kinds, bool),
        ceiling=ints(0, 0),
        tier_unit=none,
        tier_width=none,
        tier_price=none,
    )
    return replace(model, **changes)


def swapped() -> PlacementModel:
    """Two people who would both gain by changing places: 1 + 1 + two moves of 2, or 9 + 9."""
    model = city([[9, 1], [1, 9]], 2)
    return replace(
        model,
        seat_unit=ints(0, 1),
        seat_kind=ints(0, 1),
        seats=ints(1, 1),
        empty_seat=ints(0, 1),
        empty_room=ints(1, 1),
        empty_price=ints(100, 100),
        in_frame=np.zeros(2, bool),
    )


def budget(limit: int, people: int = 2, price: int | None = None) -> SideRow:
    return row("moves", np.ones(people, np.int64), limit, moved_only=True, price=price)


TODAY = ints(0, 1)


def seats_of(made: SideSolution) -> dict[int, int]:
    return dict(zip(made.person.tolist(), made.seat.tolist(), strict=True))


# By hand


def test_a_budget_of_one_move_where_two_would_pay_keeps_everybody() -> None:
    """Free: 1 + 1 + 2 + 2 = 6. One move alone leaves a seat empty and somebody in the pool: 163.

    Nobody moves: 9 + 9 = 18. Half of each would cost (6 + 18) / 2 = 12: no plan is as cheap, but
    the prices prove no more.
    """
    free = solve_with_side_rules(swapped(), (budget(2),), TODAY)
    assert (seats_of(free), free.objective, free.bound) == ({0: 1, 1: 0}, 6, 6)
    kept = solve_with_side_rules(swapped(), (budget(1),), TODAY)
    assert (seats_of(kept), kept.objective, kept.bound) == ({0: 0, 1: 1}, 18, 12)
    assert kept.solver_bound == 18
    assert kept.side_price.tolist() == [6]  # (18 - 6) / 2
    assert kept.gap == pytest.approx(6 / 18)


def test_a_budget_of_nothing_is_a_corner_and_proven() -> None:
    made = solve_with_side_rules(swapped(), (budget(0),), TODAY)
    assert (made.objective, made.bound, made.breach.tolist()) == (18, 18, [0])


def test_a_soft_budget_is_broken_where_that_is_cheaper() -> None:
    cheap = solve_with_side_rules(swapped(), (budget(0, price=5),), TODAY)
    assert (cheap.objective, cheap.bound, cheap.breach.tolist()) == (6 + 10, 16, [2])
    dear = solve_with_side_rules(swapped(), (budget(0, price=7),), TODAY)
    assert (dear.objective, dear.bound, dear.breach.tolist()) == (18, 18, [0])
    assert cheap.side_price.tolist() == [5] and dear.side_price[0] <= 7


def test_who_comes_from_the_pool_does_not_move() -> None:
    made = solve_with_side_rules(swapped(), (row("moves", ints(0, 1), 1, moved_only=True),), TODAY)
    assert made.objective == 6


def test_a_payroll_budget_of_a_unit_puts_the_cheaper_person_there() -> None:
    """The first unit may pay 250; the dear person would cost 0 there, the other 30."""
    model = city([[0], [30]], 0)
    pay = row("payroll", ints(300, 240), 250, unit=0)
    made = solve_with_side_rules(model, (pay,), TODAY)
    assert (seats_of(made), made.objective, made.bound) == ({0: 1, 1: 0}, 30, 30)


def test_a_floor_is_a_row_with_signs_turned() -> None:
    """The second person alone knows the law; the first unit must have somebody who does."""
    model = city([[0], [0]], 5)
    floor = row("skill_floor", ints(0, -1), -1, unit=0, price=8)
    kept = solve_with_side_rules(model, (floor,), TODAY)
    assert (kept.objective, kept.bound, kept.breach.tolist()) == (8, 8, [1])
    needed = solve_with_side_rules(model, (replace(floor, price=None),), TODAY)
    assert (seats_of(needed), needed.objective, needed.breach.tolist()) == ({0: 1, 1: 0}, 10, [0])


def test_a_cap_counts_some_seats_only() -> None:
    """One of the two seats of the second kind may be filled: the other costs 100, and a pool 60."""
    model = city([[50, 0], [50, 0], [50, 0], [50, 0]], 0)
    second = row("position_cap", ints(1, 1, 1, 1), 1, seats=model.seat_kind == 1)
    made = solve_with_side_rules(model, (second,), np.arange(4) % 2)
    assert made.objective == 50 + 50 + 0 + 100 + 60
    assert (model.seat_kind[made.seat] == 1).sum() == 1


def test_two_people_apart() -> None:
    """Together in one unit they would cost nothing."""
    model = city([[0, 0], [0, 0]], 7, place=ints(0, 0))
    apart = tuple(row("apart", ints(1, 1), 1, unit=u, number=u) for u in (0, 1))
    assert solve_with_side_rules(model, (), ints(0, 0)).objective == 200
    made = solve_with_side_rules(model, apart, ints(0, 0))
    assert (made.objective, made.bound) == (207, 207)


def test_seats_with_extra_places_fill_up_where_a_rule_leaves_room() -> None:
    """A place above the seats of the first unit saves 20; only one of the two there may be."""
    model = replace(
        city([[0], [0], [0]], 90, place=ints(0, 1, 0)),
        extra_seat=ints(0),
        extra_room=ints(1),
        extra_price=ints(-20),
    )
    who = np.ones(3, np.int64)
    assert solve_with_side_rules(model, (), ints(0, 1, 0)).objective == -20
    made = solve_with_side_rules(model, (row("payroll", who, 1, unit=0),), ints(0, 1, 0))
    assert (made.objective, made.bound) == (60, 60)


def test_alike_people_count_each() -> None:
    model = city([[0], [0]], 1, count=ints(3, 1), seats=ints(4, 4), empty_room=ints(4, 4))
    made = solve_with_side_rules(model, (row("payroll", ints(1, 1), 2, unit=0),), TODAY)
    assert made.objective == made.bound == 401
    assert made.flow[model.seat_unit[made.seat] == 0].sum() == 2


# What cannot be kept


def must(model: PlacementModel) -> PlacementModel:
    return replace(model, pool_price=np.full(model.people, NO_POOL))


def test_rules_nobody_can_keep_name_the_least_relaxation() -> None:
    """Both must sit somewhere, and their pay is 300 + 240: 40 more than both units may pay."""
    pay = tuple(row("payroll", ints(300, 240), 250, unit=u, number=u) for u in (0, 1))
    with pytest.raises(SideRulesError) as caught:
        solve_with_side_rules(must(city([[0], [0]], 0)), pay, TODAY)
    told = dict(caught.value.relaxation)
    assert sum(told.values()) == 40
    assert "payroll max" in str(caught.value)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert copy.relaxation == caught.value.relaxation and isinstance(copy, InfeasibleError)


def test_a_budget_nobody_can_keep_says_by_how_much() -> None:
    """Both seats are in the second unit, so one of two must move."""
    model = replace(must(city([[0], [0]], 3)), seat_unit=ints(1, 1))
    with pytest.raises(SideRulesError) as caught:
        solve_with_side_rules(model, (budget(0),), TODAY)
    assert [amount for _, amount in caught.value.relaxation] == [1]


def test_a_floor_without_people_cannot_be_kept() -> None:
    floor = row("skill_floor", ints(0, -1), -2, unit=0)
    with pytest.raises(SideRulesError) as caught:
        solve_with_side_rules(city([[0], [0]], 5), (floor,), TODAY)
    assert [amount for _, amount in caught.value.relaxation] == [1]


def test_people_who_cannot_be_placed_are_not_a_matter_of_rules() -> None:
    crowd = must(city([[0], [0], [0]], 0))
    with pytest.raises(InfeasibleError, match="placed"):
        solve_with_side_rules(crowd, (budget(3, 3),), ints(0, 1, 0))


def test_moves_counted_on_some_seats_only_are_refused() -> None:
    wrong = row("moves", ints(1, 1), 1, moved_only=True, seats=np.array([True, False]))
    with pytest.raises(ValueError, match="counts moves"):
        solve_with_side_rules(swapped(), (wrong,), TODAY)


# Against trying everything


@st.composite
def with_rules(draw: st.DrawFn) -> tuple[PlacementModel, Rows, Ints]:
    model = draw(models(most_people=4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    today = rng.integers(-1, model.units, model.people)
    rows = []
    for number in range(draw(st.integers(1, 3))):
        moved = bool(rng.random() < 0.4)
        some = None if moved or rng.random() < 0.6 else rng.random(len(model.seats)) < 0.6
        rows.append(
            row(
                "moves" if moved else "payroll",
                rng.integers(-2, 4, model.people) * rng.choice([1, 10]),
                int(rng.integers(-3, 6)),
                unit=int(rng.integers(-1, model.units)),
                price=None if rng.random() < 0.5 else int(rng.integers(0, 30)),
                moved_only=moved,
                seats=some,
                number=number,
            )
        )
    return model, tuple(rows), today


def best_of_all(model: PlacementModel, rows: Rows, today: Ints) -> int | None:
    losses, room = pairs_by_asking(model), room_of(model)
    options = [
        [j for j in range(len(model.seats)) if (i, j) in losses]
        + ([-1] if model.pool_price[i] != NO_POOL else [])
        for i in range(model.people)
    ]
    found = []
    for chosen in product(*options):
        placed = [j for j in chosen if j >= 0]
        if (np.bincount(placed, minlength=len(room)) > room).any():
            continue
        person = np.flatnonzero(np.array(chosen) >= 0)
        seat = np.array(chosen, np.int64)[person]
        breach = [one.breach(one.used(person, seat, model.seat_unit, today)) for one in rows]
        if any(b and one.price is None for b, one in zip(breach, rows, strict=True)):
            continue
        paid = sum(b * (one.price or 0) for b, one in zip(breach, rows, strict=True))
        found.append(cost_of(model, chosen, losses) + paid)
    return min(found, default=None)


@given(with_rules())
def test_the_plan_is_the_best_of_all(problem: tuple[PlacementModel, Rows, Ints]) -> None:
    model, rows, today = problem
    best = best_of_all(*problem)
    if best is None:
        with pytest.raises(InfeasibleError):
            solve_with_side_rules(model, rows, today)
        return
    made = solve_with_side_rules(model, rows, today)
    assert made.objective == best
    assert made.bound <= best
    assert made.solver_bound in (None, best)
    assert made.bound == bound_with_sides(
        model, rows, today, made.seat_price, made.head_price, made.side_price
    )


@given(with_rules())
def test_listed_pairs_and_tables_give_the_same(
    problem: tuple[PlacementModel, Rows, Ints],
) -> None:
    model, rows, today = problem
    try:
        made = solve_with_side_rules(model, rows, today).objective
    except InfeasibleError:
        made = None
    try:
        again = solve_with_side_rules(listed_only(model), rows, today).objective
    except InfeasibleError:
        again = None
    assert made == again


@given(with_rules(), st.integers(0, 2**32 - 1))
def test_no_prices_prove_more_than_the_best(
    problem: tuple[PlacementModel, Rows, Ints], seed: int
) -> None:
    model, rows, today = problem
    best = best_of_all(*problem)
    if best is None:
        return
    rng = np.random.default_rng(seed)
    seat, head = rng.integers(-90, 90, len(model.seats)), rng.integers(-9, 40, model.units)
    side = rng.integers(-9, 60, len(rows))
    assert bound_with_sides(model, rows, today, seat, head, side) <= best


@given(with_rules(), st.integers(0, 2**32 - 1))
def test_a_priced_model_charges_each_pair_what_it_counts(
    problem: tuple[PlacementModel, Rows, Ints], seed: int
) -> None:
    model, rows, today = problem
    price = np.random.default_rng(seed).integers(0, 9, len(rows))
    person, seat, loss = model.all_pairs()
    number, pair, value = side_entries(rows, person, seat, model.seat_unit, today)
    np.add.at(loss, pair, price[number] * value)
    priced = priced_model(model, rows, today, price)
    assert [part.tolist() for part in priced.all_pairs()] == [
        part.tolist() for part in (person, seat, loss)
    ]


# Larger, and the limits of time


def town(seed: int, people: int = 30) -> tuple[PlacementModel, Rows, Ints]:
    """Some thirty people in four units under a budget, payrolls and floors."""
    rng = np.random.default_rng(seed)
    units, kinds = 4, 3
    today = rng.integers(0, units, people)
    road = np.abs(np.arange(units)[:, None] - np.arange(units)) * 300
    start, unit = np.arange(people + 1) * units, np.tile(np.arange(units), people)
    loss = (road[today] + rng.integers(0, 200, (people, units))).reshape(-1)
    types = units * kinds
    none = ints()
    model = PlacementModel(
        count=np.ones(people, np.int64),
        pool_price=np.full(people, 900),
        profile=rng.integers(0, 8, people),
        place=np.arange(people),
        kind_loss=rng.integers(0, 1500, (8, kinds)),
        reach=Reach(start, unit, loss),
        listed=ListedPairs(none, none, none),
        seat_unit=np.repeat(np.arange(units), kinds),
        seat_kind=np.tile(np.arange(kinds), units),
        seats=np.full(types, 2),
        empty_seat=np.arange(types),
        empty_room=np.full(types, 2),
        empty_price=rng.integers(1000, 3000, types),
        extra_seat=none,
        extra_room=none,
        extra_price=none,
        in_frame=np.zeros(types, bool),
        ceiling=np.zeros(units, np.int64),
        tier_unit=none,
        tier_width=none,
        tier_price=none,
    )
    pay, knows = rng.integers(234, 679, people), rng.random(people) < 0.2
    rows = [budget(5, people)]
    rows += [row("payroll", pay, 2600, unit=u) for u in range(units)]
    floors = [-knows.astype(np.int64), -2]
    rows += [row("skill_floor", *floors, unit=u, price=800) for u in range(units)]
    return model, tuple(rows), today


def test_a_town_is_planned_close_to_its_bound_and_keeps_every_rule() -> None:
    model, rows, today = town(1)
    made = solve_with_side_rules(model, rows, today)
    assert made.gap < 0.05
    assert made.bound <= (made.solver_bound or made.bound) <= made.objective
    for one, breach in zip(rows, made.breach, strict=True):
        used = one.used(made.person, made.seat, model.seat_unit, today)
        assert one.breach(used) == breach and (one.price is not None or breach == 0)
    assert (np.bincount(made.person, minlength=model.people) + made.left_out == 1).all()


def test_the_same_town_gives_the_same_plan() -> None:
    model, rows, today = town(2)
    first = solve_with_side_rules(model, rows, today)
    again = solve_with_side_rules(model, rows, today, start=solve_placement(model))
    assert first.seat.tolist() == again.seat.tolist()
    assert first.bound == again.bound


def test_no_time_gives_a_plan_that_keeps_the_rules_and_a_bound_or_says_there_is_none() -> None:
    model, rows, today = town(3)
    start = solve_placement(model)
    made = solve_with_side_rules(model, rows, today, time_limit=0, start=start)
    hard = np.array([one.price is None for one in rows])
    assert not made.breach[hard].any()
    best = solve_with_side_rules(model, rows, today)
    assert made.bound <= best.bound <= best.objective <= made.objective
    floor = row("skill_floor", np.full(model.people, -1), -9, unit=0)
    with pytest.raises(StoppedError):
        solve_with_side_rules(model, (*rows, floor), today, time_limit=0, start=start)
