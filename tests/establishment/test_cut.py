"""The cut: how the officers of a group divide its positions among their posts."""

from __future__ import annotations

import math

import pytest
from hypothesis import given

from staffalloc import Policy
from staffalloc.establishment.curves import Work
from staffalloc.establishment.cut import Cut, Incompatible, cut_posts

from .cells import Cell, cells, curve_of, work

NO_PAIRS = Incompatible(frozenset(), frozenset())


def cut(
    works: list[Work],
    posts: int,
    most_positions: int = 3,
    hard: str = "",
    soft: str = "",
    indivisible: str = "",
) -> Cut:
    """Cut a cell; pairs are written ``AB AC``."""
    pairs = Incompatible(
        frozenset(frozenset(pair) for pair in hard.split()),
        frozenset(frozenset(pair) for pair in soft.split()),
    )
    curve = curve_of(works, most_positions)
    return cut_posts(curve, posts, Policy(), pairs, frozenset(indivisible))


def parts(made: Cut) -> list[dict[str, float]]:
    return [{p.position_id: round(p.share, 4) for p in post} for post in made.posts]


def test_a_cut_by_hand() -> None:
    """A has 1.25 officers: a whole post of at most 1.10, and the rest joins B."""
    made = cut([work("A", 2000), work("B", 800)], 2)
    assert parts(made) == [{"A": 1.1}, {"B": 0.5, "A": 0.15}]
    assert made.shortfalls == ()


@pytest.mark.parametrize(
    ("hours", "posts", "expected"),
    [
        (1600, 1, [{"A": 1.0}]),
        (1760, 1, [{"A": 1.0}]),  # one officer serves 1,600 hours; the rest is unserved
        (3200, 2, [{"A": 1.0}, {"A": 1.0}]),
        (2800, 2, [{"A": 0.875}, {"A": 0.875}]),  # floor(1.75 + 0.25) whole officers
        (2780, 2, [{"A": 1.1}, {"A": 0.6375}]),  # one whole officer, then the remainder
    ],
)
def test_whole_officers_share_equally(
    hours: float, posts: int, expected: list[dict[str, float]]
) -> None:
    assert parts(cut([work("A", hours)], posts)) == expected


def test_remainders_go_whole_into_the_fitting_post_with_the_least_room() -> None:
    made = cut([work("A", 1440), work("B", 1280), work("C", 240), work("D", 240)], 2)
    assert parts(made) == [{"A": 0.9, "C": 0.15}, {"B": 0.8, "D": 0.15}]


def test_a_hard_pair_is_never_held_together() -> None:
    made = cut([work("A", 800), work("B", 400)], 1, most_positions=2, hard="AB")
    assert parts(made) == [{"A": 0.5}]
    assert [(s.position_id, s.reason, s.carried_hours) for s in made.shortfalls] == [
        ("B", "does_not_fit", 0.0)
    ]


def test_a_soft_pair_is_held_together_only_where_nothing_else_fits() -> None:
    apart = cut([work("A", 1280), work("B", 1280), work("C", 320)], 2, soft="AC")
    assert parts(apart) == [{"A": 0.8}, {"B": 0.8, "C": 0.2}]
    together = cut([work("A", 800), work("B", 400)], 1, soft="AB")
    assert parts(together) == [{"A": 0.5, "B": 0.25}]


def test_the_most_positions_of_a_post_are_kept() -> None:
    made = cut([work(code, 320) for code in "ABCD"], 2, most_positions=2)
    assert sorted(len(post) for post in made.posts) == [2, 2]
    assert made.shortfalls == ()


def test_a_position_that_keeps_its_mode_is_placed_first_and_whole() -> None:
    works = [work("A", 1360), work("B", 1360), work("K", 480, keep_mode=True)]
    made = cut(works, 2)
    assert [post["K"] for post in parts(made) if "K" in post] == [0.3]
    assert not [s for s in made.shortfalls if s.position_id == "K"]


def test_an_indivisible_position_below_one_officer_is_not_split() -> None:
    works = [work("A", 1440), work("B", 1440), work("I", 320, weight=2)]
    assert sum("I" in post for post in parts(cut(works, 2, indivisible="I"))) == 1


def test_officers_a_position_must_have_carry_it_even_without_hours() -> None:
    made = cut([work("A", 1600), work("M", 0, least=1)], 1)
    assert parts(made) == [{"A": 1.0, "M": 0.0}]
    two = cut([work("A", 1600, least=2)], 2)
    assert parts(two) == [{"A": 0.5}, {"A": 0.5}]


def check(cell: Cell, made: Cut) -> None:
    """Everything the cut promises, on any cell."""
    policy = Policy()
    listed = {s.position_id: s for s in made.shortfalls}
    shared = cell.curve.shared_out(cell.posts * 1600.0, 80.0)
    assert len(made.posts) == cell.posts
    for post in made.posts:
        codes = [part.position_id for part in post]
        assert 1 <= len(codes) <= cell.curve.most_positions
        assert math.fsum(part.share for part in post) <= policy.most_post_fte + 1e-9
        assert codes[0] == min(post, key=lambda part: (-part.share, part.position_id)).position_id
        assert codes[1:] == sorted(codes[1:])
        assert not any(pair <= set(codes) for pair in cell.hard)
    for w in cell.curve.works:
        shares = [p.share for post in made.posts for p in post if p.position_id == w.position_id]
        carried, asked = math.fsum(shares) * 1600, shared[w.position_id]
        missing = asked - carried
        shortfall = listed.get(w.position_id)
        assert missing >= -1e-3
        if shortfall is None:
            assert missing <= 2e-3
            assert len(shares) >= w.least_officers
        else:
            assert shortfall.carried_hours == pytest.approx(carried, abs=1e-6)
            assert shortfall.served_hours == pytest.approx(asked, abs=1e-6)
        if w.position_id in cell.indivisible and asked < 1600 and w.least_officers <= 1:
            assert len(shares) <= 1
        if w.keep_mode and w.hours < 1200 and w.least_officers <= 1:
            assert len(shares) <= 1


@given(cells())
def test_the_cut_keeps_its_promises_on_any_cell(cell: Cell) -> None:
    made = cut_posts(
        cell.curve, cell.posts, Policy(), Incompatible(cell.hard, cell.soft), cell.indivisible
    )
    check(cell, made)


@given(cells())
def test_a_small_part_is_all_of_its_position(cell: Cell) -> None:
    made = cut_posts(
        cell.curve, cell.posts, Policy(), Incompatible(cell.hard, cell.soft), cell.indivisible
    )
    for w in cell.curve.works:
        shares = [p.share for post in made.posts for p in post if p.position_id == w.position_id]
        if len(shares) > 1 and w.least_officers <= 1:
            assert min(shares) >= Policy().least_part_fte - 1e-9
