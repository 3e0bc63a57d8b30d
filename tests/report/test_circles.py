"""Units as circles: none over another, inside the box, near where they are, by population."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc.examples import read_units
from staffalloc.report.page import circles as circles_module
from staffalloc.report.page.circles import Circles, Floats, inner_box, layout, project

WIDTH, HEIGHT = 900.0, 700.0

degrees = st.one_of(
    st.integers(0, 3).map(float),  # many on one place or in one line
    st.floats(20.5, 20.6),
    st.just(math.nan),
)
weights = st.one_of(st.floats(1, 1e6), st.just(math.nan), st.just(0.0))
territories = st.lists(st.tuples(degrees, degrees, weights), max_size=40)


def drawn(rows: list[tuple[float, float, float]], width: float, height: float) -> Circles:
    lat, lon, weight = np.array(rows, np.float64).reshape(-1, 3).T
    return layout(lat, lon, weight, width=width, height=height)


def hanoi() -> Circles:
    units = read_units("01")
    columns = (units[name].to_numpy() for name in ("lat", "lon", "population"))
    return layout(*columns, width=WIDTH, height=HEIGHT)


def moved(circles: Circles) -> Floats:
    return np.hypot(circles.x - circles.true_x, circles.y - circles.true_y)


def assert_none_over_another(circles: Circles) -> None:
    for i, j in itertools.combinations(range(len(circles.x)), 2):
        distance = math.hypot(circles.x[i] - circles.x[j], circles.y[i] - circles.y[j])
        assert distance >= circles.radius[i] + circles.radius[j]


def assert_inside(circles: Circles, width: float, height: float) -> None:
    assert (circles.x - circles.radius > 0).all()
    assert (circles.y - circles.radius > 0).all()
    assert (circles.x + circles.radius < width).all()
    assert (circles.y + circles.radius < height).all()


@given(territories, st.sampled_from([(900, 700), (300, 1200), (1000, 60)]))
def test_circles_are_inside_the_box_and_none_is_over_another(
    rows: list[tuple[float, float, float]], box: tuple[float, float]
) -> None:
    circles = drawn(rows, *box)
    assert_none_over_another(circles)
    assert_inside(circles, *box)
    assert (circles.radius > 0).all()


@given(territories)
def test_even_without_any_pushing_none_is_over_another(
    rows: list[tuple[float, float, float]],
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(circles_module, "_ROUNDS", 1)
        patch.setattr(circles_module, "_FINAL_ROUNDS", 0)
        assert_none_over_another(drawn(rows, WIDTH, HEIGHT))


@given(st.lists(st.tuples(degrees, degrees, weights), unique=True, max_size=20), st.randoms())
def test_the_order_of_the_units_does_not_matter(
    rows: list[tuple[float, float, float]], random: np.random.Generator
) -> None:
    shuffled = random.sample(rows, len(rows))
    assert circles_of(rows) == circles_of(shuffled)


def circles_of(rows: list[tuple[float, float, float]]) -> list[tuple[float, ...]]:
    circles = drawn(rows, WIDTH, HEIGHT)
    return sorted(zip(circles.x, circles.y, circles.radius, strict=True))


@given(st.lists(st.floats(1, 1e6), min_size=2, max_size=30))
def test_areas_are_as_the_weights(weight: list[float]) -> None:
    places = np.arange(len(weight))
    circles = layout(places % 5.0, places // 5.0, np.array(weight), width=WIDTH, height=HEIGHT)
    areas = circles.radius**2
    assert areas / areas.sum() == pytest.approx(np.array(weight) / sum(weight))


def test_a_unit_without_population_is_as_small_as_the_smallest() -> None:
    circles = drawn([(0, 0, 50), (1, 1, math.nan), (2, 2, 0), (3, 3, 200)], WIDTH, HEIGHT)
    assert circles.radius[1] == circles.radius[2] == circles.radius[0]
    assert circles.radius[3] == pytest.approx(2 * circles.radius[0])


def test_where_there_is_room_nothing_moves() -> None:
    lat, lon = (axis.ravel() for axis in np.meshgrid(np.arange(4.0), np.arange(4.0)))
    circles = layout(lat, lon, np.full(16, 100.0), width=WIDTH, height=HEIGHT)
    assert (circles.x == circles.true_x).all()
    assert (circles.y == circles.true_y).all()


def test_units_far_from_a_crowd_stay_where_they_are() -> None:
    crowd = [(0.001 * i, 0.0, 100.0) for i in range(10)]
    circles = drawn([*crowd, (0.0, 10.0, 100.0), (10.0, 0.0, 100.0)], WIDTH, HEIGHT)
    assert (moved(circles)[:10] > 0).any()
    assert (moved(circles)[10:] == 0).all()


def test_hanoi_is_moved_by_little_more_than_two_circles() -> None:
    circles = hanoi()
    assert np.median(moved(circles)) < 2.5 * circles.radius.mean()
    assert moved(circles).max() < 0.2 * HEIGHT


def test_hanoi_keeps_its_directions() -> None:
    """Of two units well apart, the northern stays north of the other, the eastern east."""
    circles = hanoi()
    for true, shown in ((circles.true_x, circles.x), (circles.true_y, circles.y)):
        i, j = np.nonzero(true[:, None] - true[None, :] > 0.2 * WIDTH)
        assert (shown[i] > shown[j]).mean() > 0.99


def test_hanoi_needs_no_smaller_circles_in_the_end() -> None:
    share = math.pi * (hanoi().radius ** 2).sum() / (WIDTH * HEIGHT)
    assert 0.15 < share < 0.32


def test_north_is_up_and_a_degree_of_longitude_is_as_long_as_it_is() -> None:
    place = project(np.array([60.0, 60.0, 61.0]), np.array([10.0, 12.0, 10.0]), inner_box(800, 800))
    origin, east, north = place
    assert north[1] < origin[1]
    ratio = (east[0] - origin[0]) / (origin[1] - north[1])
    assert ratio == pytest.approx(2 * math.cos(math.radians(60 + 1 / 3)))


def test_units_without_coordinates_stand_in_a_row_at_the_bottom() -> None:
    units = [(20 + i % 5, 105 + i // 5, 100.0) for i in range(20)]
    circles = drawn([*units, (math.nan, 105.0, 50.0), (20.0, math.nan, 80.0)], WIDTH, HEIGHT)
    bottom = circles.y + circles.radius
    assert (bottom[20:] > bottom[:20].max()).all()
    assert np.isnan(circles.true_x[20:]).all() and np.isnan(circles.true_y[20:]).all()
    assert np.isfinite(circles.true_x[:20]).all()
    assert_none_over_another(circles)


def test_units_without_coordinates_leave_half_of_the_box_to_the_others() -> None:
    located = [(20.0 + i, 105.0, 100.0) for i in range(10)]
    circles = drawn([*located, *[(math.nan, math.nan, 100.0)] * 20], 60, 1000)
    assert np.ptp(circles.true_y[:10]) > 400
    assert_none_over_another(circles)


def test_units_in_a_line_leave_it_rather_than_shrink() -> None:
    circles = drawn([(21.0, 105 + i / 10, 100.0) for i in range(6)], WIDTH, HEIGHT)
    assert np.ptp(circles.y) > circles.radius.max()
    assert 2 * circles.radius.sum() > WIDTH


def test_a_few_units_beyond_a_wide_sea_are_drawn_nearer_and_say_so() -> None:
    land = [(i % 6.0, i // 6.0, 100.0) for i in range(36)]
    without, with_island = drawn(land, WIDTH, HEIGHT), drawn([*land, (3, 50, 9)], WIDTH, HEIGHT)
    assert np.flatnonzero(with_island.nearer).tolist() == [36]
    assert not without.nearer.any()
    assert with_island.x[36] > with_island.x[:36].max()
    assert np.ptp(with_island.x[:36]) > 0.5 * np.ptp(without.x)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 200])
def test_units_all_on_one_place_are_drawn_beside_each_other(count: int) -> None:
    circles = drawn([(21.0, 105.0, 100.0)] * count, WIDTH, HEIGHT)
    assert len(circles.x) == len(circles.radius) == count
    assert_none_over_another(circles)
    assert_inside(circles, WIDTH, HEIGHT)
    assert (circles.radius > 1).all()
    assert np.abs(circles.x.sum() - count * WIDTH / 2) <= 0.15 * WIDTH * count


@pytest.mark.parametrize(("width", "height"), [(0, 5), (5, -1), (math.nan, 5), (5, math.inf)])
def test_a_box_without_room_is_an_error(width: float, height: float) -> None:
    with pytest.raises(ValueError, match="has no room"):
        drawn([(21.0, 105.0, 1.0)], width, height)


@pytest.mark.slow
def test_the_whole_nation_can_be_drawn() -> None:
    units = read_units()
    columns = (units[name].to_numpy() for name in ("lat", "lon", "population"))
    circles = layout(*columns, width=900, height=1400)
    apart = np.hypot(
        np.subtract.outer(circles.x, circles.x), np.subtract.outer(circles.y, circles.y)
    )
    np.fill_diagonal(apart, np.inf)
    assert math.pi * (circles.radius**2).sum() > 0.12 * 900 * 1400
    assert (apart >= np.add.outer(circles.radius, circles.radius)).all()
