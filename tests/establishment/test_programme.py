"""The establishment programme against trying every choice of posts."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc import InfeasibleError, StoppedError
from staffalloc.establishment.programme import Cap, Item, Programme

GAINS = st.lists(st.sampled_from([-3, 0, 0, 1, 2, 2, 5, 7]), max_size=3)


@st.composite
def programmes(draw: st.DrawFn, floors: bool = False) -> Programme:
    """Up to three units with up to three items; ceilings, a total, sums across units."""
    items, units, cities = [], [], []
    for u in range(draw(st.integers(1, 3))):
        own = []
        for p in range(draw(st.integers(1, 3))):
            gains = tuple(sorted(draw(GAINS), reverse=True))
            fewest = draw(st.integers(0, 1))
            in_frame = draw(st.integers(0, 5)) > 0
            if in_frame:
                own.append(len(items))
            cities.append((p, len(items)))
            items.append(Item(f"u{u}", f"p{p}", in_frame, fewest, 10, gains))
        units.append(tuple(own))
    caps = []
    for u, own in enumerate(units):
        least = sum(items[i].fewest for i in own)
        most = least + sum(len(items[i].gains) for i in own)
        upper = draw(st.integers(least, most))
        caps.append(Cap(f"frame/u{u}", own, upper))
        if floors:
            caps.append(Cap(f"floor/u{u}", own, draw(st.integers(0, upper)), True))
    every = tuple(i for own in units for i in own)
    least = sum(items[i].fewest for i in every)
    if draw(st.booleans()):
        caps.append(Cap("total", every, least + draw(st.integers(0, 6))))
    for p in range(3):
        members = tuple(i for q, i in cities if q == p)
        if members and draw(st.booleans()):
            least = sum(items[i].fewest for i in members)
            caps.append(Cap(f"city/p{p}", members, least + draw(st.integers(0, 3))))
    return Programme(tuple(items), tuple(caps))


def choices(programme: Programme) -> list[tuple[int, ...]]:
    ranges = [range(i.fewest, i.fewest + len(i.gains) + 1) for i in programme.items]
    return [posts for posts in product(*ranges) if keeps(programme, posts)]


def keeps(programme: Programme, posts: tuple[int, ...]) -> bool:
    return all(
        (sum(posts[i] for i in cap.items) >= cap.limit)
        if cap.at_least
        else (sum(posts[i] for i in cap.items) <= cap.limit)
        for cap in programme.caps
    )


def canonical(programme: Programme) -> tuple[int, ...]:
    """Least cost, then the fewest posts, then the lexicographically largest."""
    return min(
        choices(programme),
        key=lambda posts: (programme.cost(posts), sum(posts), tuple(-n for n in posts)),
    )


@given(programmes())
def test_the_choice_is_the_canonical_optimum_and_its_bound_proves_it(programme: Programme) -> None:
    choice = programme.solve()
    best = canonical(programme)
    assert choice.posts == best
    assert choice.objective == choice.bound == programme.cost(best)
    assert min(choice.prices, default=0) >= 0


@given(programmes(floors=True))
def test_the_same_with_floors(programme: Programme) -> None:
    if not choices(programme):
        with pytest.raises(InfeasibleError):
            programme.solve()
        return
    choice = programme.solve()
    best = canonical(programme)
    assert (choice.posts, choice.objective, choice.bound) == (best, choice.bound, choice.objective)


@given(programmes(floors=True), st.data())
def test_no_prices_give_a_bound_above_the_optimum(
    programme: Programme, data: st.DataObject
) -> None:
    possible = choices(programme)
    prices = data.draw(st.lists(st.integers(0, 12), min_size=len(programme.caps), max_size=20))
    bound = programme.bound(prices[: len(programme.caps)])
    assert all(bound <= programme.cost(posts) for posts in possible)


def test_ties_go_to_the_fewest_posts_and_then_to_the_first() -> None:
    items = tuple(Item(f"u{i}", "p", True, 0, 0, (5, 5, 0)) for i in range(3))
    total = Cap("total", (0, 1, 2), 3)
    assert Programme(items, (total,)).solve().posts == (2, 1, 0)
    assert Programme(items, ()).solve().posts == (2, 2, 2)


def test_a_ceiling_below_the_fewest_posts_is_infeasible() -> None:
    programme = Programme((Item("u", "p", True, 2, 0, ()),), (Cap("frame/u", (0,), 1),))
    with pytest.raises(InfeasibleError, match="frame/u: 1 posts too few"):
        programme.solve()


def test_a_floor_nobody_can_reach_is_infeasible() -> None:
    programme = Programme((Item("u", "p", True, 0, 0, (1,)),), (Cap("floor/u", (0,), 2, True),))
    with pytest.raises(InfeasibleError):
        programme.solve()


def test_a_floor_over_items_without_steps_is_infeasible() -> None:
    programme = Programme((Item("u", "p", True, 1, 0, ()),), (Cap("floor/u", (0,), 2, True),))
    with pytest.raises(InfeasibleError):
        programme.solve()


def test_a_time_limit_that_comes_first_stops_without_a_choice() -> None:
    items = tuple(
        Item(f"u{u}", f"p{p}", True, 0, 0, tuple(range(40, 0, -1)))
        for u in range(40)
        for p in range(10)
    )
    caps = [Cap(f"frame/{u}", tuple(range(10 * u, 10 * u + 10)), 99) for u in range(40)]
    caps += [Cap(f"city/{p}", tuple(range(p, 400, 10)), 300) for p in range(10)]
    with pytest.raises(StoppedError):
        Programme(items, tuple(caps)).solve(time_limit=1e-9)
