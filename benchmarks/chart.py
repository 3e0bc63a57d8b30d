"""Draw seconds by cadres, both logarithmic, as an SVG that is the same for the same figures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from peers import ENGINE, PEERS
from results import Results

WIDTH, HEIGHT = 900, 560
LEFT, RIGHT, TOP, BOTTOM = 70, 230, 40, 60
LABEL_GAP = 15.0  # so that the names at the line ends do not cover each other
COLOURS = (
    "#c1121f",
    "#1d4e89",
    "#2a9d8f",
    "#6a4c93",
    "#b07d12",
    "#8d99ae",
    "#3a7d44",
    "#9c4a7b",
    "#5c677d",
    "#000000",
    "#7f4f24",
    "#00838f",
)

Point = tuple[float, float]


def draw(results: Results, path: Path) -> None:
    """Draw one line a peer, with its name at its end."""
    lines = {key: _points(results, key) for key in results.keys}
    lines = {key: points for key, points in lines.items() if points}
    everything = [point for points in lines.values() for point in points]
    axes = Axes(everything)
    shapes = [*axes.grid(), *_lines(lines, axes), *_names(lines, axes)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">'
    )
    ground = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    path.write_text("\n".join([head, ground, *shapes, "</svg>"]) + "\n", encoding="utf-8")


def _points(results: Results, key: str) -> list[Point]:
    return [
        (float(sizes.cadres), seconds)
        for units, sizes in results.sizes.items()
        if (seconds := results.seconds(key, units))
    ]


class Axes:
    """Where cadres and seconds lie on the drawing."""

    def __init__(self, points: list[Point]) -> None:
        cadres, seconds = zip(*points, strict=True)
        self._from = math.log10(min(cadres)), math.floor(math.log10(min(seconds)))
        self._to = math.log10(max(cadres) * 1.05), math.ceil(math.log10(max(seconds)))
        self._cadres = sorted(set(cadres))

    def place(self, point: Point) -> Point:
        """Return x and y of a point."""
        x, y = (
            (math.log10(value) - low) / (high - low)
            for value, low, high in zip(point, self._from, self._to, strict=True)
        )
        return LEFT + x * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - y * (HEIGHT - TOP - BOTTOM)

    def grid(self) -> Iterator[str]:
        """Draw a line at every power of ten of a second and at every size."""
        right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
        yield _text(LEFT, TOP - 16, "seconds", "start")
        yield _text((LEFT + right) / 2, HEIGHT - 16, "cadres", "middle")
        for power in range(self._from[1], self._to[1] + 1):
            _, y = self.place((self._cadres[0], 10.0**power))
            yield _rule(LEFT, y, right, y)
            yield _text(LEFT - 8, y + 4, f"{10.0**power:g}", "end")
        for cadres in self._cadres:
            x, _ = self.place((cadres, 10.0 ** self._from[1]))
            yield _rule(x, TOP, x, bottom)
            yield _text(x, bottom + 18, f"{cadres:,.0f}", "middle")


def _lines(lines: dict[str, list[Point]], axes: Axes) -> Iterator[str]:
    for key, points in lines.items():
        at = [axes.place(point) for point in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        width = 3 if key == ENGINE.key else 1.5
        yield (
            f'<polyline points="{path}" fill="none" stroke="{_colour(key)}" '
            f'stroke-width="{width}"/>'
        )
        yield from (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{width}" fill="{_colour(key)}"/>' for x, y in at
        )


def _names(lines: dict[str, list[Point]], axes: Axes) -> Iterator[str]:
    """Write each name beside the drawing, as near its line's end as the others let it."""
    ends = sorted(((axes.place(points[-1])[1], key) for key, points in lines.items()), reverse=True)
    at = math.inf
    for y, key in ends:  # from below, for there are more lines above the engine's
        at = min(y, at - LABEL_GAP)
        x, _ = axes.place(lines[key][-1])
        yield (
            f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{WIDTH - RIGHT + 12}" y2="{at:.1f}" '
            f'stroke="{_colour(key)}" stroke-width="0.5" stroke-dasharray="2 3"/>'
        )
        yield _text(WIDTH - RIGHT + 16, at + 4, _title(key), "start", _colour(key))


def _title(key: str) -> str:
    return next(peer.title for peer in PEERS if peer.key == key)


def _colour(key: str) -> str:
    return COLOURS[[peer.key for peer in PEERS].index(key)]


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#333") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">'
        f"{escape(words)}</text>"
    )
