"""What a template needs to draw the map: a circle or an outline a unit, and whether a name fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.report.page.circles import Floats, inner_box, layout, project
from staffalloc.report.page.outlines import Ring

FONT_SIZE: Final = 10.0  # drawing units

_LETTER_WIDTH: Final = 0.55  # of the font size, on average
_STEPS: Final = 10  # of a drawing unit: neighbours round alike, so their border stays shared
_FEWEST_POINTS: Final = 3
_DOT: Final = 1.0  # radius, in drawing units, of a unit too small to have an outline

Steps = NDArray[np.int64]


@dataclass(frozen=True)
class Shape:
    """One unit on the map, in drawing units from the upper left corner.

    Attributes
    ----------
    code, label : str
    label_fits : bool
        Whether there is room to write the label at (`anchor_x`, `anchor_y`), its middle.
    path : str or None
        The ``d`` of an SVG path, to be filled by the even-odd rule; None for a circle.
    x, y, radius : float
        The circle; for a path the anchor again, and 0.
    anchor_x, anchor_y : float
        A point inside the shape.
    nearer : bool
        Whether the unit is drawn nearer to the others than it is.
    """

    code: str
    label: str
    label_fits: bool
    path: str | None
    x: float
    y: float
    radius: float
    anchor_x: float
    anchor_y: float
    nearer: bool = False


def circle_shapes(
    units: pd.DataFrame,
    labels: Mapping[str, str],
    *,
    width: float,
    height: float,
    font_size: float = FONT_SIZE,
) -> tuple[Shape, ...]:
    """Return a circle a unit, of area by population, none over another.

    Parameters
    ----------
    units : DataFrame
        Columns ``unit_code``, ``population``, ``lat`` and ``lon`` (degrees); NaN where unknown.
    labels : mapping of str to str
        Name to write, by unit code.
    width, height, font_size : float
        Of the drawing and its letters, in drawing units.

    Examples
    --------
    >>> units = pd.DataFrame(
    ...     {"unit_code": ["1"], "population": [5e4], "lat": [21.0], "lon": [105.8]}
    ... )
    >>> shape = circle_shapes(units, {"1": "Ba Đình"}, width=200, height=100)[0]
    >>> shape.x, shape.y, shape.label_fits, shape.path
    (100.0, 50.0, True, None)
    """
    lat, lon, population = (
        units[column].to_numpy(dtype=np.float64, na_value=np.nan)
        for column in ("lat", "lon", "population")
    )
    circles = layout(lat, lon, population, width=width, height=height)
    places = zip(
        units["unit_code"].tolist(),
        circles.x.tolist(),
        circles.y.tolist(),
        circles.radius.tolist(),
        circles.nearer.tolist(),
        strict=True,
    )
    return tuple(
        Shape(
            code, labels[code], _fits(labels[code], 2 * radius, font_size),
            None, x, y, radius, x, y, nearer,
        )
        for code, x, y, radius, nearer in places
    )  # fmt: skip


def outline_shapes(
    outlines: Mapping[str, tuple[Ring, ...]],
    labels: Mapping[str, str],
    *,
    width: float,
    height: float,
    font_size: float = FONT_SIZE,
) -> tuple[Shape, ...]:
    """Return an outline a unit, rounded to tenths of a drawing unit.

    Rounding is all that simplifies. A unit too small to have an outline then becomes a dot.

    Parameters
    ----------
    outlines : mapping of str to tuple of rings
        Of (longitude, latitude) in degrees, by unit code; none without a ring.
    labels : mapping of str to str
        Name to write, by unit code.
    width, height, font_size : float
        Of the drawing and its letters, in drawing units.

    Examples
    --------
    >>> square = ((105.0, 0.0), (106.0, 0.0), (106.0, 1.0), (105.0, 1.0), (105.0, 0.0))
    >>> shape = outline_shapes({"1": (square,)}, {"1": "Ba Đình"}, width=100, height=100)[0]
    >>> shape.path
    'M1.5 98.5L98.5 98.5L98.5 1.5L1.5 1.5Z'
    >>> shape.anchor_x, shape.anchor_y, shape.label_fits
    (50.0, 50.0, True)
    """
    drawn = _drawn(outlines, width, height)
    return tuple(
        _outline_shape(code, labels[code], rings, font_size) for code, rings in drawn.items()
    )


def _fits(label: str, room: float, font_size: float) -> bool:
    return _LETTER_WIDTH * font_size * len(label) <= room


def _drawn(
    outlines: Mapping[str, tuple[Ring, ...]], width: float, height: float
) -> dict[str, list[Floats]]:
    """Return the rings of every unit in drawing units, all on one flat map."""
    rings = [
        np.array(ring, np.float64).reshape(-1, 2) for unit in outlines.values() for ring in unit
    ]
    points = np.concatenate([np.zeros((0, 2)), *rings])
    place = project(points[:, 1], points[:, 0], inner_box(width, height))
    pieces = iter(np.split(place, np.cumsum([len(ring) for ring in rings])))
    return {code: [next(pieces) for _ in unit] for code, unit in outlines.items()}


def _outline_shape(code: str, label: str, rings: Sequence[Floats], font_size: float) -> Shape:
    rounded = [
        ring for ring in map(_rounded, rings) if len(np.unique(ring, axis=0)) >= _FEWEST_POINTS
    ]
    if not rounded:
        x, y = np.concatenate(rings).mean(axis=0).tolist()
        return Shape(code, label, False, None, x, y, _DOT, x, y)
    x, y, room = _widest_inside(rounded)
    path = "".join(_path(ring) for ring in rounded)
    return Shape(code, label, _fits(label, room, font_size), path, x, y, 0.0, x, y)


def _rounded(ring: Floats) -> Steps:
    """Return the ring in whole steps, without the points that fall on the one after."""
    steps = np.rint(ring * _STEPS).astype(np.int64)
    after = np.roll(steps, -1, axis=0)
    distinct: Steps = steps[(steps != after).any(axis=1)]
    return distinct


def _path(ring: Steps) -> str:
    points = (f"{_coordinate(x)} {_coordinate(y)}" for x, y in ring.tolist())
    return f"M{'L'.join(points)}Z"


def _coordinate(steps: int) -> str:
    return str(steps / _STEPS).removesuffix(".0")


def _widest_inside(rings: Sequence[Steps]) -> tuple[float, float, float]:
    """Return the middle of the widest stretch inside, at the height of the centroid, and its width.

    The centroid itself may lie outside: in a bay, or in a hole.
    """
    y = _centroid_height(max(rings, key=lambda ring: abs(_double_area(ring))))
    crossings = np.sort(np.concatenate([_crossings(ring, y) for ring in rings]))
    starts, ends = crossings[::2], crossings[1::2]
    if not len(starts):
        x, y = np.concatenate(rings).mean(axis=0).tolist()
        return x / _STEPS, y / _STEPS, 0.0
    widest = int((ends - starts).argmax())
    start, end = float(starts[widest]), float(ends[widest])
    return (start + end) / 2 / _STEPS, y / _STEPS, (end - start) / _STEPS


def _double_area(ring: Steps) -> int:
    (x, y), (next_x, next_y) = ring.T, np.roll(ring, -1, axis=0).T
    return int((x * next_y - next_x * y).sum())


def _centroid_height(ring: Steps) -> float:
    (x, y), (next_x, next_y) = ring.T, np.roll(ring, -1, axis=0).T
    area = _double_area(ring)
    if area == 0:
        return float(y.mean())
    return float(((x * next_y - next_x * y) * (y + next_y)).sum() / (3 * area))


def _crossings(ring: Steps, height: float) -> Floats:
    """Return where the border crosses that height."""
    (x, y), (next_x, next_y) = ring.T, np.roll(ring, -1, axis=0).T
    crosses = (y <= height) != (next_y <= height)
    x, y, next_x, next_y = x[crosses], y[crosses], next_x[crosses], next_y[crosses]
    result: Floats = x + (height - y) / (next_y - y) * (next_x - x)
    return result
