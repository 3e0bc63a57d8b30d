"""What the runs say together: medians, ratios, growth; written as JSON and as Markdown."""

from __future__ import annotations

import json
import math
import os
import platform
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from instances import Sizes
from measure import Run
from peers import CBC, ENGINE, EXPLICIT, PEERS
from published import Published

DISTRIBUTIONS = (
    "staffalloc",
    "numpy",
    "pylmcf",
    "ortools",
    "scipy",
    "lapx",
    "highspy",
    "pulp",
    "networkx",
    "cbcbox",
)
FROM_UNITS = 32  # below, what a call costs by itself hides the growth
FEWEST_POINTS = 3
TARGET = 1_000


@dataclass(frozen=True)
class Results:
    """Everything measured; `absent` are missing packages by peer, `disagreements` runs
    that found another objective than the engine.
    """

    about: dict[str, Any]
    runs: tuple[Run, ...]
    long: tuple[Run, ...]
    absent: dict[str, list[str]]
    disagreements: tuple[str, ...]
    published: tuple[Published, ...]

    @property
    def sizes(self) -> dict[int, Sizes]:
        """Sizes of the first seed, by units."""
        first: dict[int, Sizes] = {}
        for run in self.runs:
            if run.sizes:
                first.setdefault(run.sizes.units, run.sizes)
        return first

    @property
    def keys(self) -> list[str]:
        """Peers that ran, fastest first as the register has them."""
        return [p.key for p in PEERS if any(run.peer == p.key for run in self.runs)]

    def of(self, peer: str, units: int) -> list[Run]:
        """Return the solved runs, one a seed; the long one where the climb has none."""
        return _solved(self.runs, peer, units) or _solved(self.long, peer, units)

    def seconds(self, peer: str, units: int) -> float | None:
        return _median(run.seconds for run in self.of(peer, units))

    def megabytes(self, peer: str, units: int) -> float | None:
        return _median(run.megabytes for run in self.of(peer, units))

    def ratio(self, peer: str, other: str, units: int) -> float | None:
        """Return the median over seeds of how many times longer a peer takes than another."""
        for runs in (self.runs, self.long):  # never across the two: a machine changes its pace
            below = {run.name: run.seconds for run in _solved(runs, other, units)}
            ratios = [
                run.seconds / pace
                for run in _solved(runs, peer, units)
                if run.seconds and (pace := below.get(run.name))
            ]
            if ratios:
                return statistics.median(ratios)
        return None

    def growth(self, peer: str) -> tuple[float, int, int] | None:
        """Return the exponent of seconds in cadres, and the units it was fitted between."""
        points = [
            (units, sizes.cadres, seconds)
            for units, sizes in self.sizes.items()
            if (seconds := self.seconds(peer, units)) is not None
        ]
        upper = [point for point in points if point[0] >= FROM_UNITS]
        fitted = upper if len(upper) >= FEWEST_POINTS else points
        if len(fitted) < FEWEST_POINTS:
            return None
        return slope([(n, s) for _, n, s in fitted]), fitted[0][0], fitted[-1][0]

    def why_not(self, peer: str) -> Run | None:
        """Return the run that ended the climb of a peer."""
        return next((r for r in self.runs if r.peer == peer and r.state != "solved"), None)


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return the exponent of a power law through points, by least squares of logarithms."""
    x, y = np.log(np.array(points, float)).T
    return float(np.polyfit(x, y, 1)[0])


def _solved(runs: Iterable[Run], peer: str, units: int) -> list[Run]:
    return [r for r in runs if r.peer == peer and r.state == "solved" and _units(r) == units]


def _units(run: Run) -> int:
    return int(run.name.split("-")[1])


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def about(seconds: float, megabytes: float, kind: str) -> dict[str, Any]:
    """Return what the figures depend on: versions, cores and limits."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "cores": os.cpu_count(),
        "packages": {name: _version(name) for name in DISTRIBUTIONS},
        "instances": kind,
        "limit_seconds": seconds,
        "limit_gigabytes": None if math.isinf(megabytes) else round(megabytes / 1024, 1),
    }


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def write_json(results: Results, path: Path) -> None:
    """Write every run, and the exponents that follow."""
    content = {
        "about": results.about,
        "peers": {peer.key: peer.title for peer in PEERS},
        "absent": results.absent,
        "disagreements": results.disagreements,
        "runs": [asdict(run) for run in results.runs],
        "long": [asdict(run) for run in results.long],
        "growth": {key: results.growth(key) for key in results.keys},
        "published": [asdict(problem) for problem in results.published],
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def write_markdown(results: Results, path: Path) -> None:
    """Write the tables a reader wants, and what was not run and why."""
    blocks = [
        _head(results),
        "## Peers",
        "\n".join(f"- **{_title(key)}**: {_how(key)}" for key in results.keys),
        "## Instances",
        _instances(results),
        "## Seconds, median",
        _by_size(results, lambda key, units: results.seconds(key, units), _seconds),
        "![Seconds by cadres](peers.svg)",
        "## Times the engine's",
        _by_size(results, lambda key, units: results.ratio(key, ENGINE.key, units), _ratio),
        "## In units of E",
        "E is the time to build all eligible pairs in numpy and to solve them with LEMON.",
        _by_size(results, lambda key, units: results.ratio(key, EXPLICIT.key, units), _ratio),
        "## Peak memory, MB above imports and instance",
        _by_size(results, lambda key, units: results.megabytes(key, units), lambda m: f"{m:,.0f}"),
        "## Growth",
        f"Seconds grow with the number of cadres to this power (from {FROM_UNITS} units where "
        f"there are {FEWEST_POINTS} such sizes, else from the smallest).",
        _growth(results),
        f"## {TARGET:,} times faster than PuLP + CBC",
        _target(results),
        "## Where a peer ended",
        _ended(results),
        "## OR-Library, through `assign`",
        _published(results),
    ]
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def _head(results: Results) -> str:
    about = results.about
    agree = (
        f"THESE FOUND ANOTHER OBJECTIVE: {', '.join(results.disagreements)}"
        if results.disagreements
        else "Every placement was priced independently, and all of an instance cost the same"
    )
    packages = ", ".join(f"{name} {v}" for name, v in about["packages"].items() if v)
    return (
        "# The engine and what a user would pick instead\n\n"
        "Written by `python benchmarks/compare.py`. Each run has its own process and one thread; "
        "building the model and reading the answer are timed, imports are not. "
        f"{agree}.\n\n"
        f"Python {about['python']}, {about['system']}, {about['cores']} cores; {packages}. "
        f"Limit of a run: {about['limit_seconds']:.0f} s, {about['limit_gigabytes']} GB. Absolute "
        "times depend on the machine; ratios of one run are what counts."
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))


def _instances(results: Results) -> str:
    rows = [
        (str(s.units), *(f"{n:,}" for n in (s.cadres, s.seat_types, s.seats, s.pairs)))
        for s in results.sizes.values()
    ]
    return _table(("units", "cadres", "seat types", "seats", "eligible pairs"), rows)


def _by_size(
    results: Results, value: Callable[[str, int], float | None], write: Callable[[float], str]
) -> str:
    rows = []
    for key in results.keys:
        cells = [value(key, units) for units in results.sizes]
        rows.append((_title(key), *("" if cell is None else write(cell) for cell in cells)))
    return _table(("units", *(f"{units:,}" for units in results.sizes)), rows)


def _title(key: str) -> str:
    return next(peer.title for peer in PEERS if peer.key == key)


def _how(key: str) -> str:
    return next(peer.how for peer in PEERS if peer.key == key)


def _seconds(value: float) -> str:
    return f"{value:.4f}" if value < 0.1 else f"{value:.3f}" if value < 10 else f"{value:.1f}"


def _ratio(value: float) -> str:
    return f"{value:.3f}" if value < 1 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def _growth(results: Results) -> str:
    rows = [
        (_title(key), f"{made[0]:.2f}", f"{made[1]:,} to {made[2]:,}")
        for key in results.keys
        if (made := results.growth(key))
    ]
    return _table(("", "exponent", "units"), rows)


def _target(results: Results) -> str:
    ratios = {units: results.ratio(CBC.key, ENGINE.key, units) for units in results.sizes}
    known = {units: ratio for units, ratio in ratios.items() if ratio is not None}
    lines = [f"- {units:,} units: {ratio:,.0f} times" for units, ratio in known.items()]
    reached = [units for units, ratio in known.items() if ratio >= TARGET]
    if reached:
        lines.append(f"- reached from {min(reached):,} units on")
    elif known:
        lines.append(f"- not reached where both ran: {max(known.values()):,.0f} times at most")
    for run in (run for run in results.long if run.peer == CBC.key):
        used = "" if run.seconds is None else f" ({run.seconds:.0f} s"
        used += "" if run.megabytes is None else f", {run.megabytes / 1024:.1f} GB)"
        lines.append(
            f"- the long run, {_units(run):,} units: {run.state} {run.note}{used}".rstrip()
        )
    return "\n".join(lines)


def _ended(results: Results) -> str:
    rows = [
        (_title(key), f"{_units(run):,}", f"{run.state}: {run.note}")
        for key in results.keys
        if (run := results.why_not(key))
    ]
    rows += [
        (_title(key), "all", f"not installed: {', '.join(names)}")
        for key, names in results.absent.items()
    ]
    return _table(("", "units", "why"), rows) if rows else "None did."


def _published(results: Results) -> str:
    if not results.published:
        return "Not run: the published cases are not there; set STAFFALLOC_CASES to their folder."
    rows = [
        (
            p.id,
            f"{p.people:,}",
            f"{p.pairs:,}",
            f"{p.expected:,}",
            f"{p.objective:,.0f}",
            f"{p.bound:,.0f}",
            f"{p.seconds:.2f}",
        )
        for p in results.published
    ]
    return _table(("", "people", "pairs", "published", "found", "bound", "seconds"), rows)
