"""The bare engine: by hand, against other engines, on published problems, and bad input."""

from __future__ import annotations

import itertools
import math
import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc.errors import StaffallocError
from staffalloc.placement.bare.assign import AssignError, AssignResult, assign

Rows = list[dict[str, Any]]


def people(*codes: str, **columns: Any) -> Rows:
    return [{"person": code} | columns for code in codes]


def seat(code: str, capacity: int = 1, **columns: Any) -> dict[str, Any]:
    return {"seat": code, "capacity": capacity} | columns


def arcs(**costs: float) -> Rows:
    """``ax=3`` is the arc of person a to seat x at cost 3."""
    return [{"person": k[0], "seat": k[1], "cost": cost} for k, cost in costs.items()]


def flows(result: AssignResult) -> dict[str, int]:
    rows = result.flows.itertuples()
    return {f"{row.person}{row.seat}": int(row.flow) for row in rows}


def test_the_least_total_cost_not_the_least_first() -> None:
    made = assign(people("a", "b"), [seat("x"), seat("y")], arcs(ax=1, ay=2, bx=1, by=9))
    assert flows(made) == {"ay": 1, "bx": 1}
    assert (made.objective, made.bound, made.status, made.rounding) == (3, 3, "optimal", 0)


def test_without_a_pool_cost_a_person_must_be_placed() -> None:
    made = assign(people("a", "b"), [seat("x")], arcs(ax=1, bx=1))
    assert made.status == "infeasible"
    assert made.flows.empty and list(made.flows) == ["person", "seat", "flow"]
    assert (made.objective, made.bound) == (math.inf, math.inf)


def test_with_a_pool_cost_a_person_may_be_left_out() -> None:
    made = assign(people("a", "b", pool_cost=4), [seat("x")], arcs(ax=3, bx=2))
    assert (flows(made), made.objective) == ({"bx": 1}, 6)
    alone = assign(people("a", pool_cost=4), [seat("x")], arcs(ax=5))
    assert (flows(alone), alone.objective) == ({}, 4)


def test_the_pool_may_pay() -> None:
    made = assign(people("a", "b", pool_cost=-2), [seat("x", 2)], arcs(ax=1, bx=-3))
    assert (flows(made), made.objective) == ({"bx": 1}, -5)
    assert made.bound == made.objective


def test_an_empty_seat_costs_nothing_unless_it_has_a_price() -> None:
    free = assign(people("a", pool_cost=1), [seat("x", 3)], arcs(ax=5))
    assert (flows(free), free.objective) == ({}, 1)
    priced = assign(people("a", pool_cost=1), [seat("x", 3, short_cost=10)], arcs(ax=5))
    assert (flows(priced), priced.objective) == ({"ax": 1}, 25)


def test_a_seat_is_overfilled_only_at_a_price() -> None:
    full = assign(people("a", "b", pool_cost=8), [seat("x")], arcs(ax=0, bx=1))
    assert full.objective == 8
    over = assign(people("a", "b", pool_cost=8), [seat("x", over_cost=3)], arcs(ax=0, bx=1))
    assert (flows(over), over.objective) == ({"ax": 1, "bx": 1}, 4)


def test_people_alike_are_one_row() -> None:
    made = assign(people("a", count=5, pool_cost=7), [seat("x", 2), seat("y", 1)], arcs(ax=1, ay=2))
    assert (flows(made), made.objective) == ({"ax": 2, "ay": 1}, 2 + 2 + 14)


def test_a_pair_that_is_not_listed_is_forbidden() -> None:
    made = assign(people("a", "b"), [seat("x"), seat("y")], arcs(ax=1, bx=2, by=50))
    assert flows(made) == {"ax": 1, "by": 1}


def test_frames_and_numbers_as_ids_do_as_well() -> None:
    made = assign(
        pd.DataFrame({"person": [2, 1], "pool_cost": [np.nan, 5.0]}),
        pd.DataFrame({"seat": [10], "capacity": [1]}),
        pd.DataFrame({"person": [1, 2], "seat": [10, 10], "cost": [0.5, 0.25]}),
    )
    assert made.flows.to_dict("list") == {"person": [2], "seat": [10], "flow": [1]}
    assert made.objective == 5.25


def test_nobody_and_nothing() -> None:
    made = assign([], [seat("x", 2, short_cost=3)], [])
    assert (made.objective, made.bound, made.status) == (6, 6, "optimal")
    assert assign([], [], []).objective == 0


def test_the_input_is_not_changed_and_its_order_does_not_matter() -> None:
    who = pd.DataFrame(people("a", "b", "c", pool_cost=3))
    where = pd.DataFrame([seat("x", short_cost=1), seat("y", short_cost=1)])
    pairs = pd.DataFrame(arcs(ax=1, ay=1, bx=1, by=1, cx=1, cy=1))
    copies = who.copy(), where.copy(), pairs.copy()
    made = assign(who, where, pairs)
    turned = assign(who.iloc[::-1], where.iloc[::-1], pairs.iloc[::-1])
    assert made.flows.equals(turned.flows)
    assert who.equals(copies[0]) and where.equals(copies[1]) and pairs.equals(copies[2])


# Whole numbers


@pytest.mark.parametrize(
    ("cost", "exact"), [(3, True), (0.1, True), (1.15, True), (0.000001, True), (1 / 3, False)]
)
def test_costs_are_exact_to_six_digits_and_else_the_rounding_is_told(
    cost: float, exact: bool
) -> None:
    made = assign(people("a"), [seat("x")], arcs(ax=cost))
    assert made.objective == cost
    assert (made.rounding == 0) is exact
    assert made.bound <= made.objective <= made.bound + made.rounding
    assert made.rounding < 1e-5


def test_costs_beyond_exact_sums_are_refused() -> None:
    with pytest.raises(AssignError, match="too large"):
        assign(people("a"), [seat("x")], arcs(ax=1e17))


def test_large_costs_take_the_digits_that_fit() -> None:
    made = assign(people("a"), [seat("x")], arcs(ax=1e11 + 1 / 3))
    assert 0 < made.rounding < 1
    assert made.status == "feasible"  # proven only up to the rounding


@st.composite
def problems(draw: st.DrawFn) -> tuple[Rows, Rows, Rows]:
    cost = st.one_of(st.integers(-9, 9), st.decimals(-9, 9, places=2).map(float))
    codes, names = "abcd"[: draw(st.integers(1, 4))], "xyz"[: draw(st.integers(1, 3))]
    some = st.one_of(st.none(), cost)
    who = [{"person": c, "pool_cost": draw(some)} for c in codes]
    where = []
    for name in names:
        short = draw(st.one_of(st.none(), st.integers(0, 9)))
        over = draw(st.one_of(st.none(), st.integers(-(short or 0), 9)))
        limit = draw(st.one_of(st.none(), st.none(), st.integers(0, 6)))
        row = {"short_cost": short, "over_cost": over, "size_limit": limit}
        where.append(seat(name, draw(st.integers(0, 2))) | row)
    pairs = [
        {"person": c, "seat": n, "cost": draw(cost), "size": draw(st.integers(0, 4))}
        for c in codes
        for n in names
        if draw(st.integers(0, 3))
    ]
    return who, where, pairs


def by_trying_everything(who: Rows, where: Rows, pairs: Rows) -> float:
    options = [
        [pair for pair in pairs if pair["person"] == row["person"]]
        + ([None] if row["pool_cost"] is not None else [])
        for row in who
    ]
    costs = [_cost(who, where, chosen) for chosen in itertools.product(*options)]
    return min(costs, default=math.inf)


def _cost(who: Rows, where: Rows, chosen: Any) -> float:
    total = 0.0
    for row, pair in zip(who, chosen, strict=True):
        total += row["pool_cost"] if pair is None else pair["cost"]
    for place in where:
        own = [pair for pair in chosen if pair is not None and pair["seat"] == place["seat"]]
        over = len(own) - place["capacity"]
        if over > 0 and place["over_cost"] is None:
            return math.inf
        limit = math.inf if place["size_limit"] is None else place["size_limit"]
        if sum(pair["size"] for pair in own) > limit:
            return math.inf
        total += over * place["over_cost"] if over > 0 else -over * (place["short_cost"] or 0)
    return total


@given(problems())
def test_the_result_is_the_best_of_all_assignments(tables: tuple[Rows, Rows, Rows]) -> None:
    made = assign(*tables)
    best = by_trying_everything(*tables)
    assert made.objective == pytest.approx(best)
    assert made.status == ("infeasible" if best == math.inf else "optimal")
    assert made.bound == pytest.approx(best)


# Sizes


def test_sizes_keep_their_limit() -> None:
    pairs = [row | {"size": 2} for row in arcs(ax=1, bx=1, cx=1)]
    made = assign(people("a", "b", "c", pool_cost=10), [seat("x", 9, size_limit=5)], pairs)
    assert (len(made.flows), made.objective) == (2, 12)


def test_sizes_bind_only_where_a_seat_limits_them() -> None:
    pairs = [row | {"size": 2} for row in arcs(ax=1, bx=1)]
    seats = [seat("x", 9), seat("y", 9, size_limit=1)]
    assert assign(people("a", "b"), seats, pairs).objective == 2


def test_sizes_that_fit_nowhere_are_infeasible() -> None:
    pairs = [row | {"size": 2} for row in arcs(ax=1)]
    assert assign(people("a"), [seat("x", size_limit=1)], pairs).status == "infeasible"


def test_people_alike_have_sizes_each() -> None:
    pairs = [row | {"size": 2} for row in arcs(ax=1)]
    made = assign(people("a", count=5, pool_cost=9), [seat("x", 9, size_limit=7)], pairs)
    assert (flows(made), made.objective) == ({"ax": 3}, 3 + 18)


# Bad input


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(AssignError) as caught:
        assign(
            [*people("a", "a", "b"), {"person": "c", "count": -1}, {"person": "d", "count": 1.5}],
            [seat("x", -1), seat("y", 1, short_cost=1, over_cost=-2), seat("y")],
            [
                *arcs(ax=1, bx=float("nan"), qx=1, az=1, by=float("inf")),
                *arcs(ax=2),
                {"person": "c", "seat": "x", "cost": "many"},
            ],
        )
    assert list(caught.value.problems) == [
        "people, row 2: person stands there twice",
        "seats, row 3: seat stands there twice",
        "people, row 4, 5: count is not a whole number from 0",
        "seats, row 1: capacity is not a whole number from 0",
        "seats, row 2: over_cost is below minus short_cost: filling a place first would not be "
        "the cheapest",
        "arcs, row 7: cost is not a number",
        "arcs, row 5: cost is not finite",
        "arcs, row 2: cost is blank",
        "arcs, row 3: person is not among people",
        "arcs, row 4: seat is not among seats",
        "arcs, row 6: the pair stands there twice",
    ]


def test_missing_columns_are_told_at_once() -> None:
    with pytest.raises(AssignError) as caught:
        assign([{"name": "a"}], [{"seat": "x"}], [{"person": "a", "cost": 1}])
    assert list(caught.value.problems) == [
        "people: column person is missing",
        "seats: column capacity is missing",
        "arcs: column seat is missing",
    ]


def test_sizes_that_a_limit_needs_must_be_there() -> None:
    with pytest.raises(AssignError, match="arcs, row 1: size is blank and the seat has a size_lim"):
        assign(people("a"), [seat("x", size_limit=1)], arcs(ax=1))


def test_the_error_is_a_value_error_of_the_library_and_pickles() -> None:
    error = AssignError(["one", "two"])
    assert isinstance(error, ValueError) and isinstance(error, StaffallocError)
    assert pickle.loads(pickle.dumps(error)).problems == ("one", "two")
