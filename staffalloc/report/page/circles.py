"""Units as circles: area by population, moved apart just enough that none covers another.

Inner wards lie closer together than circles of their population have room for. Each circle
starts at its true place, those that overlap push each other away, the smaller one farther, and
a pull towards the true places, weaker every round, keeps the territory recognisable. A few units
beyond a wide sea are drawn nearer, or the others would have no room.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Pairs = tuple[NDArray[np.intp], NDArray[np.intp]]

# Chosen by looking at all provinces: more crowds the centres, less leaves no room for names.
_SHARE: Final = 0.32
_LARGEST_DIAMETER: Final = 0.5  # of the shorter side of the box: a few units would fill it
_MARGIN: Final = 0.015  # of the shorter side
_GAP: Final = 0.04  # of the radii: room between circles, and how far pushing may end unfinished
_FEW: Final = 1 / 20  # of the units
_WIDEST_SEA: Final = 0.25  # of the extent of the units that are not beyond it

_ROUNDS: Final = 40
_FINAL_ROUNDS: Final = 80  # without pull; Hanoi needs none, the nation half of them
_PUSHES_A_ROUND: Final = 8
_FIRST_PULL: Final = 0.3
_MOMENTUM: Final = 0.7  # a crowd opens from its rim inwards, slowly without it
_PUSHED_BY: Final = 3  # pushes add up to that many, then they are averaged: else circles shake
_SIGHT: Final = 1.3  # of the reach of two circles: who may meet before neighbours are sought anew
_STIR: Final = 0.02  # of the reach: circles in one line would never leave it
_GOLDEN_ANGLE: Final = math.pi * (3 - math.sqrt(5))
_SAME_PLACE: Final = 1e-9  # degrees
_ROUNDING: Final = 1e-9


@dataclass(frozen=True)
class Box:
    """A rectangle of the drawing; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Extent along x."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Extent along y."""
        return self.bottom - self.top

    @property
    def shorter(self) -> float:
        """The shorter side."""
        return min(self.width, self.height)

    def shrunk(self, by: float) -> Box:
        """Return the box without a rim of that width."""
        return Box(self.left + by, self.top + by, self.right - by, self.bottom - by)


@dataclass(frozen=True)
class Circles:
    """Where each unit is drawn, in drawing units from the upper left corner.

    Attributes
    ----------
    x, y, radius : (N,) floats
    true_x, true_y : (N,) floats
        Where the unit would be drawn if no other pushed it; NaN without coordinates.
    nearer : (N,) bools
        Units beyond a wide sea, drawn nearer to the others than they are.
    """

    x: Floats
    y: Floats
    radius: Floats
    true_x: Floats
    true_y: Floats
    nearer: NDArray[np.bool_]


def layout(lat: Floats, lon: Floats, weight: Floats, *, width: float, height: float) -> Circles:
    """Return circles inside a box, north up, of area by weight, none over another.

    The order of the units does not matter.

    Parameters
    ----------
    lat, lon : (N,) floats
        Degrees; NaN in either sends the unit to a row along the bottom edge.
    weight : (N,) floats
        Such as population. One that is missing or not positive counts as the least of the
        others.
    width, height : float
        Of the box, in drawing units.

    Raises
    ------
    ValueError
        The box has no room.

    Examples
    --------
    >>> lat, lon = np.array([21.0, 20.0]), np.array([105.0, 106.0])
    >>> circles = layout(lat, lon, np.array([40.0, 10.0]), width=100, height=100)
    >>> bool(circles.y[0] < circles.y[1]), float((circles.radius[0] / circles.radius[1]).round(6))
    (True, 2.0)
    """
    box = inner_box(width, height)
    order = np.lexsort((weight, lon, lat))
    located = np.isfinite(lat[order]) & np.isfinite(lon[order])
    known = order[located]
    north, is_moved_north = _sea_narrowed(lat[known])
    east, is_moved_east = _sea_narrowed(lon[known])
    radius = _radii(weight[order], _occupied(project(north, east, box), box), box)
    shelves = _on_shelves(radius, ~located, box)
    radius = radius * shelves.scale
    ground = Box(box.left, box.top, box.right, shelves.top)
    rim = min(float(radius[located].max(initial=0.0)), ground.shorter / 2)

    home = np.full((len(order), 2), np.nan)
    home[located] = project(north, east, ground.shrunk(rim))
    place = shelves.place
    place[located] = _moved_apart(home[located], radius[located], ground)
    radius = radius * _shrinkage(place, radius)
    nearer = np.zeros(len(order), bool)
    nearer[located] = is_moved_north | is_moved_east
    back = np.argsort(order)
    (x, y), (true_x, true_y) = place[back].T, home[back].T
    return Circles(x, y, radius[back], true_x, true_y, nearer[back])


def inner_box(width: float, height: float) -> Box:
    """Return a drawing of that size without its margin."""
    if not 0 < min(width, height) <= max(width, height) < math.inf:
        raise ValueError(f"a drawing of {width} by {height} has no room")
    return Box(0.0, 0.0, width, height).shrunk(_MARGIN * min(width, height))


def project(lat: Floats, lon: Floats, box: Box) -> Floats:
    """Return the places, (N, 2), on a flat map as large as the box allows, centred, north up.

    A degree of longitude counts as much as it is long at the mean latitude; both axes have one
    scale. Points that are all one stand in the middle.
    """
    if not len(lat):
        return np.zeros((0, 2))
    globe = np.column_stack([lon * math.cos(math.radians(float(lat.mean()))), -lat])
    low, high = globe.min(axis=0), globe.max(axis=0)
    spans = zip((high - low).tolist(), (box.width, box.height), strict=True)
    scale = min((room / span for span, room in spans if span > _SAME_PLACE), default=0.0)
    middle = np.array([box.left + box.right, box.top + box.bottom]) / 2
    place: Floats = middle + scale * (globe - (low + high) / 2)
    return place.clip([box.left, box.top], [box.right, box.bottom])


def _sea_narrowed(degrees: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Narrow wide gaps that few units are beyond; return the degrees and who was moved."""
    order = np.argsort(degrees, kind="stable")
    line, few = degrees[order], math.floor(len(degrees) * _FEW)
    extent = float(np.ptp(line[few : len(line) - few])) if few else 0.0
    shift, is_moved = np.zeros(len(line)), np.zeros(len(line), bool)
    if extent > _SAME_PLACE:
        surplus = np.maximum(0.0, np.diff(line) - _WIDEST_SEA * extent)
        surplus[few : len(surplus) - few] = 0.0
        total = np.concatenate([[0.0], np.cumsum(surplus)])
        shift[order] = total[len(line) // 2] - total
        is_moved = shift != 0
    return degrees + shift, is_moved


def _occupied(place: Floats, box: Box) -> float:
    """Return the share of the box that units stand in, by squares as many as there are units."""
    if not len(place):
        return 1.0
    side = math.sqrt(box.width * box.height / len(place))
    return len(np.unique(np.floor(place / side), axis=0)) / len(place)


def _radii(weight: Floats, occupied: float, box: Box) -> Floats:
    """Return radii whose circles fill less of the box where the territory does."""
    if not len(weight):
        return np.zeros(0)
    is_known = np.isfinite(weight) & (weight > 0)
    least = float(weight[is_known].min()) if is_known.any() else 1.0
    root = np.sqrt(np.where(is_known, weight, least))
    root /= root.max()
    area = _SHARE * math.sqrt(occupied) * box.width * box.height
    by_area = math.sqrt(area / math.pi / float((root**2).sum()))
    radii: Floats = root * min(by_area, _LARGEST_DIAMETER * box.shorter / 2)
    return radii


@dataclass(frozen=True)
class _Shelves:
    """Places of the units without coordinates, where their rows begin, and the scale of all."""

    place: Floats
    top: float
    scale: float


def _on_shelves(radius: Floats, homeless: NDArray[np.bool_], box: Box) -> _Shelves:
    """Stand circles in rows along the bottom edge, in half of the box if others need the rest."""
    highest = box.top if homeless.all() else (box.top + box.bottom) / 2
    scale = 1.0
    while True:
        shelves = _shelves_of(radius, homeless, box, scale)
        if shelves.top >= highest:
            return shelves
        scale *= 0.95


def _shelves_of(radius: Floats, homeless: NDArray[np.bool_], box: Box, scale: float) -> _Shelves:
    place = np.full((len(radius), 2), np.nan)
    floor, top, used = box.bottom, box.bottom, box.width
    largest_first = np.argsort(-radius, kind="stable")
    for i in largest_first[homeless[largest_first]].tolist():
        side = 2 * scale * (1 + _GAP) * float(radius[i])
        if used + side > box.width:
            floor, top, used = top, top - side, 0.0
        place[i] = box.left + used + side / 2, floor - side / 2
        used += side
    return _Shelves(place, top, scale)


def _moved_apart(home: Floats, radius: Floats, box: Box) -> Floats:
    """Return the places of circles pushed off each other; all at home if none overlap."""
    if _shrinkage(home, radius) == 1:
        return home
    reach = radius * (1 + _GAP)
    rim = np.minimum(radius, box.shorter / 2)[:, None]
    least, most = np.array([box.left, box.top]) + rim, np.array([box.right, box.bottom]) - rim
    place, speed = _stirred(home, reach), np.zeros_like(home)
    for i in range(_ROUNDS + _FINAL_ROUNDS):
        if i >= _ROUNDS and _shrinkage(place, radius) == 1:
            break
        pull = _FIRST_PULL * max(0.0, 1 - i / _ROUNDS) ** 2
        place = place + pull * (home - place)
        pairs = _pairs_within(place, reach * _SIGHT)
        for _ in range(_PUSHES_A_ROUND):
            speed = _MOMENTUM * speed + _push(place, reach, pairs)
            place = np.clip(place + speed, least, most)
    return place


def _stirred(home: Floats, reach: Floats) -> Floats:
    """Take all that overlap a little out of line, each in a direction of its own."""
    is_crowded = np.zeros(len(home), bool)
    for side in _pairs_within(home, reach):
        is_crowded[side] = True
    far = np.where(is_crowded, _STIR * reach, 0.0)
    return home + far[:, None] * _directions(np.arange(len(home)))


def _directions(number: NDArray[np.intp]) -> Floats:
    """Return unit vectors that no two numbers share."""
    return np.column_stack([np.cos(_GOLDEN_ANGLE * number), np.sin(_GOLDEN_ANGLE * number)])


def _push(place: Floats, reach: Floats, pairs: Pairs) -> Floats:
    """Return how far each circle is moved by those over it, the smaller of two the farther."""
    one, other = pairs
    apart = place[other] - place[one]
    distance = np.hypot(apart[:, 0], apart[:, 1])
    at_one = distance < _ROUNDING * reach[one]
    apart[at_one], distance[at_one] = _directions(one[at_one]), 1.0
    both = reach[one] + reach[other]
    over = np.maximum(0.0, both - np.where(at_one, 0.0, distance))
    step = apart * (over / (distance * both))[:, None]
    moved = np.empty_like(place)
    for axis in (0, 1):
        moved[:, axis] = np.bincount(other, step[:, axis] * reach[one], len(place))
        moved[:, axis] -= np.bincount(one, step[:, axis] * reach[other], len(place))
    pushes = np.bincount(np.concatenate(pairs), np.tile(over > 0, 2), len(place))
    result: Floats = moved * (_PUSHED_BY / np.maximum(_PUSHED_BY, pushes))[:, None]
    return result


def _pairs_within(place: Floats, reach: Floats) -> Pairs:
    """Return the pairs whose circles of that reach overlap, found by their order along x."""
    order = np.argsort(place[:, 0], kind="stable")
    x = place[order, 0]
    number = np.arange(len(x))
    last = np.searchsorted(x, x + reach[order] + reach.max(initial=0.0), side="right")
    count = np.maximum(0, last - number - 1)
    first = np.repeat(number, count)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
    one, other = order[first], order[second]
    apart = place[other] - place[one]
    is_near = (apart**2).sum(axis=1) < (reach[one] + reach[other]) ** 2
    return one[is_near], other[is_near]


def _shrinkage(place: Floats, radius: Floats) -> float:
    """Return the factor of all radii that leaves no two circles over each other; 1 if none are."""
    one, other = _pairs_within(place, radius)
    if not len(one):
        return 1.0
    apart = place[other] - place[one]
    distance = np.hypot(apart[:, 0], apart[:, 1])
    return float((distance / (radius[one] + radius[other])).min()) * (1 - _ROUNDING)
