"""Shapes a template can draw: circles and paths, with a point for the name and whether it fits."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc.examples import read_units
from staffalloc.report.page.outlines import Ring
from staffalloc.report.page.unit_map import Shape, circle_shapes, outline_shapes

SIZE = {"width": 100.0, "height": 100.0}  # 97 without the margin: one degree below is 97 units


def ring(*points: tuple[float, float]) -> Ring:
    return (*points, points[0])


def rectangle(left: float, bottom: float, right: float, top: float) -> Ring:
    return ring((left, bottom), (right, bottom), (right, top), (left, top))


def shapes_of(**outlines: tuple[Ring, ...]) -> dict[str, Shape]:
    drawn = outline_shapes(outlines, dict.fromkeys(outlines, "A"), **SIZE)
    return {shape.code: shape for shape in drawn}


def points_of(shape: Shape) -> list[list[tuple[float, float]]]:
    """The rings of a path, read back."""
    assert shape.path is not None
    assert re.fullmatch(r"(M\d+(\.\d)? \d+(\.\d)?(L\d+(\.\d)? \d+(\.\d)?)+Z)+", shape.path)
    return [
        [(float(x), float(y)) for x, y in (point.split() for point in part.split("L"))]
        for part in shape.path.removeprefix("M").removesuffix("Z").split("ZM")
    ]


def is_inside(shape: Shape, x: float, y: float) -> bool:
    """Even-odd: whether a ray to the right crosses the border an odd number of times."""
    crossings = 0
    for points in points_of(shape):
        for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
            if (y1 <= y) != (y2 <= y):
                crossings += x1 + (y - y1) / (y2 - y1) * (x2 - x1) > x
    return crossings % 2 == 1


def hanoi(**options: float) -> tuple[Shape, ...]:
    units = read_units("01")
    labels = dict(zip(units["unit_code"], units["name"], strict=True))
    return circle_shapes(units, labels, width=900, height=800, **options)


def test_every_unit_is_a_circle_in_the_order_of_the_table() -> None:
    shapes = hanoi()
    assert [shape.code for shape in shapes] == read_units("01")["unit_code"].tolist()
    assert all(shape.path is None and shape.radius > 0 for shape in shapes)
    assert all((shape.anchor_x, shape.anchor_y) == (shape.x, shape.y) for shape in shapes)


def test_a_name_fits_a_circle_wide_enough_for_its_letters() -> None:
    units = pd.DataFrame({"unit_code": ["a"], "population": [1.0], "lat": [1.0], "lon": [1.0]})
    circle = circle_shapes(units, {"a": ""}, **SIZE)[0]
    most = int(2 * circle.radius / (0.55 * 2))
    fitting, too_long = "x" * most, "x" * (most + 1)
    assert circle_shapes(units, {"a": fitting}, **SIZE, font_size=2)[0].label_fits
    assert not circle_shapes(units, {"a": too_long}, **SIZE, font_size=2)[0].label_fits


def test_smaller_letters_let_more_names_fit() -> None:
    fitting = [sum(shape.label_fits for shape in hanoi(font_size=size)) for size in (6, 10, 14)]
    assert fitting == sorted(fitting, reverse=True)
    assert fitting[0] > 100


def test_missing_figures_are_drawn_all_the_same() -> None:
    units = pd.DataFrame(
        {
            "unit_code": ["a", "b"],
            "population": pd.array([None, 5], dtype="Float64"),
            "lat": [21.0, np.nan],
            "lon": [105.0, np.nan],
        }
    )
    first, second = circle_shapes(units, {"a": "A", "b": "B"}, **SIZE)
    assert first.radius == second.radius
    assert second.y > first.y


def test_an_island_far_off_says_that_it_is_drawn_nearer() -> None:
    units = read_units("79")
    shapes = circle_shapes(units, dict.fromkeys(units["unit_code"], ""), width=900, height=800)
    islands = set(units.loc[units["lat"] < 9, "unit_code"])
    assert {shape.code for shape in shapes if shape.nearer} == islands != set()


def test_a_border_between_two_units_is_the_same_line_in_both() -> None:
    border = [(0.5 + 0.013 * (i % 3), i / 60) for i in range(61)]
    west = shapes_of(w=(ring((0, 0), *border, (0, 1)),), e=(ring((1, 1), *border[::-1], (1, 0)),))
    line_of = {
        code: {point for point in points_of(shape)[0] if 40 < point[0] < 60}
        for code, shape in west.items()
    }
    assert len(line_of["w"]) > 30
    assert line_of["w"] == line_of["e"]


def test_points_that_round_alike_are_written_once() -> None:
    fine = [(i / 10_000, 0.0) for i in range(10_001)]
    shape = shapes_of(a=(ring(*fine, (1, 1), (0, 1)),))["a"]
    (points,) = points_of(shape)
    assert len(points) == 971 + 2
    assert all(one != other for one, other in zip(points, points[1:] + points[:1], strict=True))


def test_a_ring_too_small_to_see_is_dropped_and_a_hole_is_kept() -> None:
    speck, hole = rectangle(2e-5, 2e-5, 3e-5, 3e-5), rectangle(0.4, 0.4, 0.6, 0.6)
    two_points = ring((0.3, 0.3), (0.6, 0.6))
    shape = shapes_of(a=(rectangle(0, 0, 1, 1), speck, two_points, hole))["a"]
    assert len(points_of(shape)) == 2
    assert not is_inside(shape, 50, 50)


def test_a_unit_too_small_to_have_an_outline_becomes_a_dot() -> None:
    shapes = shapes_of(a=(rectangle(0, 0, 1, 1),), b=(rectangle(0.5, 0.5, 0.50001, 0.50001),))
    dot = shapes["b"]
    assert dot.path is None and dot.radius == 1 and not dot.label_fits
    assert (dot.x, dot.y) == pytest.approx((50, 50), abs=0.01)


def test_north_is_up() -> None:
    shapes = shapes_of(south=(rectangle(0, 0, 1, 0.4),), north=(rectangle(0, 0.4, 1, 1),))
    assert shapes["north"].anchor_y < shapes["south"].anchor_y


def test_the_name_stands_in_the_widest_part_beside_a_hole_or_a_bay() -> None:
    outer, hole = rectangle(0, 0, 1, 1), rectangle(0.1, 0.1, 0.6, 0.9)
    with_hole = shapes_of(a=(outer, hole))["a"]
    assert with_hole.anchor_x == pytest.approx(1.5 + 97 * 0.8, abs=0.1)
    bay = ring((0, 0), (1, 0), (1, 1), (0.7, 1), (0.7, 0.2), (0.2, 0.2), (0.2, 1), (0, 1))
    with_bay = shapes_of(a=(bay,))["a"]
    assert with_bay.anchor_x == pytest.approx(1.5 + 97 * 0.85, abs=0.1)


def test_a_name_fits_an_outline_wide_enough_where_it_stands() -> None:
    narrow, wide = rectangle(0, 0, 0.3, 1), rectangle(0.3, 0, 1, 1)
    labels = {"narrow": "Ba Đình", "wide": "Ba Đình"}
    fits = {
        shape.code: shape.label_fits
        for shape in outline_shapes({"narrow": (narrow,), "wide": (wide,)}, labels, **SIZE)
    }
    assert fits == {"narrow": False, "wide": True}


@given(
    st.lists(st.floats(0.2, 1), min_size=3, max_size=30),
    st.floats(0.1, 0.5),
)
def test_the_name_stands_inside_and_the_path_in_the_box(
    rays: list[float], eccentricity: float
) -> None:
    angle = 2 * np.pi * np.arange(len(rays)) / len(rays)
    star = ring(*zip(np.array(rays) * np.cos(angle), np.array(rays) * np.sin(angle), strict=True))
    hole = rectangle(-0.01, -0.01, 0.01 * eccentricity, 0.01)
    shape = shapes_of(a=(star, hole))["a"]
    assert is_inside(shape, shape.anchor_x, shape.anchor_y)
    assert all(0 < value < 100 for points in points_of(shape) for value in np.ravel(points))


def test_no_outlines_are_no_shapes() -> None:
    assert outline_shapes({}, {}, **SIZE) == ()


def test_lines_and_points_for_outlines_are_still_drawn() -> None:
    flat = ring((0, 0.5), (0.5, 0.5), (1, 0.5))
    shape = shapes_of(a=(flat,), b=(rectangle(0, 0, 1, 1),))["a"]
    assert shape.path is not None and not shape.label_fits
    assert shapes_of(a=(ring((3, 3)),))["a"].radius == 1
