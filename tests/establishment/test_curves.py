"""Value curves: what each further post serves, against the definition written out."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc.case.hours import milli_hour
from staffalloc.establishment.curves import Curve, Work, build_curves

from ..builders import hours_case, position
from .cells import curve_of, work, works

SEGMENTS = ((0.15, 1.0), (0.25, 1.5), (0.60, 2.5))


def reference_cost(cell: list[Work], posts: int) -> float:
    """F(n) as the definition says it: all segments, less those served, plus idle hours."""
    capacity, pieces, total, servable = posts * 1600.0, [], 0.0, 0.0
    for w in cell:
        left = w.most_officers * 1600.0
        parts = [(1.0, 2.5)] if w.keep_mode else list(reversed(SEGMENTS))
        for share, price in parts:
            hours = share * w.hours
            total += hours * price * w.weight
            can = min(left, hours)
            left -= can
            servable += can
            pieces.append((price * w.weight, can))
    room = capacity
    for price, hours in sorted(pieces, reverse=True):
        taken = min(room, hours)
        room -= taken
        total -= taken * price
    return total + 0.2 * max(0.0, capacity - servable)


def test_a_curve_by_hand() -> None:
    """A: 300 h at 1, 500 at 1.5, 1,200 at 2.5; B: 120, 200, 480. Two officers serve it all."""
    curve = curve_of([work("A", 2000), work("B", 800)], most_positions=2)
    assert (curve.fewest, curve.most, curve.servable) == (1, 2, 2800)
    assert curve.full_cost == pytest.approx(5670)
    assert curve.base_cost == 1_670_000  # one officer: 1,200 h of A and 400 of B at 2.5
    assert curve.gains == (1_590_000,)  # 1,200 h more, and 400 idle at 0.2
    assert curve.served(1600) == pytest.approx({"A": 1200, "B": 400})


def test_a_post_that_would_mostly_idle_loses() -> None:
    curve = curve_of([work("A", 1700)])
    assert (curve.base_cost, curve.gains) == (100_000, (-200_000,))


def test_hours_that_keep_their_mode_all_cost_the_highest_price() -> None:
    assert curve_of([work("A", 1000, keep_mode=True)]).full_cost == 2500
    assert curve_of([work("A", 1000)]).full_cost == pytest.approx(150 + 375 + 1500)


def test_hours_above_the_most_officers_are_never_served_but_cost() -> None:
    curve = curve_of([work("A", 4000, most=1)])
    assert (curve.servable, curve.most) == (1600, 1)
    assert curve.base_cost == milli_hour(curve.full_cost - 1600 * 2.5)


@pytest.mark.parametrize(
    ("least", "most_positions", "fewest"),
    [
        ((0, 0, 0), 3, 1),
        ((0, 0, 0), 2, 2),  # three positions, two a post
        ((0, 0, 0), 1, 3),
        ((2, 0, 0), 3, 2),  # two officers must carry A
        ((2, 2, 0), 2, 3),  # five seats, two a post
        ((4, 1, 1), 3, 4),
    ],
)
def test_the_fewest_posts(least: tuple[int, ...], most_positions: int, fewest: int) -> None:
    cell = [work(code, 100, least=n) for code, n in zip("ABC", least, strict=True)]
    assert curve_of(cell, most_positions).fewest == fewest


@given(works(), st.integers(1, 4))
def test_the_curve_is_the_definition_and_convex(cell: list[Work], most_positions: int) -> None:
    curve = curve_of(cell, most_positions)
    costs = [reference_cost(cell, n) for n in range(curve.fewest, curve.most + 1)]
    for n, cost in enumerate(costs, start=curve.fewest):
        assert curve.cost(n * 1600.0) == pytest.approx(cost, abs=1e-6)
        rounded = curve.base_cost - sum(curve.gains[: n - curve.fewest])
        assert rounded == pytest.approx(cost * 1000, abs=0.51 * len(costs))
    assert all(before >= after for before, after in pairwise(curve.gains))


@given(works(), st.floats(0, 20000))
def test_what_is_served_is_the_capacity_or_all_that_can_be(
    cell: list[Work], capacity: float
) -> None:
    curve = curve_of(cell)
    served = curve.served(capacity)
    assert math.fsum(served.values()) == pytest.approx(min(capacity, curve.servable))
    for w in cell:
        assert served[w.position_id] <= min(w.hours, w.most_officers * 1600) + 1e-6


@given(works(), st.integers(1, 6))
def test_sharing_out_equal_prices_costs_the_same(cell: list[Work], posts: int) -> None:
    curve = curve_of(cell, 4)
    strict, shared = curve.served(posts * 1600.0), curve.shared_out(posts * 1600.0, 80.0)
    assert math.fsum(shared.values()) == pytest.approx(math.fsum(strict.values()))
    assert all(shared[code] > 0 for code, hours in strict.items() if hours > 1e-6)


@given(works(), st.integers(1, 6))
def test_unserved_pieces_are_whole_officers_dearest_first(cell: list[Work], posts: int) -> None:
    curve = curve_of(cell, 4)
    pieces = curve.unserved_pieces(posts, 2)
    assert all(before >= after - 1e-6 for before, after in pairwise(pieces))
    saved = curve.cost(posts * 1600.0) - curve.cost((posts + 2) * 1600.0)
    idle = 0.2 * (_idle(curve, posts + 2) - _idle(curve, posts))
    assert math.fsum(pieces) == pytest.approx(saved + idle, abs=1e-6)


def _idle(curve: Curve, posts: int) -> float:
    return max(0.0, posts * 1600.0 - curve.servable)


def test_groups_are_made_of_the_positions_with_work() -> None:
    case = hours_case(
        {("00001", "A"): 900, ("00001", "B"): 300, ("00002", "A"): 10, ("00001", "C"): 5},
        positions=[
            position("A", concurrency_group="G"),
            position("B", concurrency_group="G"),
            position("D", concurrency_group="G", min_posts=1),
        ],
        concurrency=[{"group": "G", "max_positions": 2}],
    )
    from staffalloc import requirements

    curves = build_curves(case, requirements(case))
    found = {(c.unit_code, c.group): [w.position_id for w in c.works] for c in curves}
    assert found == {
        ("00001", "C"): ["C"],
        ("00001", "G"): ["A", "B", "D"],
        ("00002", "G"): ["A", "D"],  # D must be carried though it has no hours
    }
