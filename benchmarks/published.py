"""The assignment problems of the OR-Library, through `staffalloc.assign` to their optima."""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Published:
    """A published problem, and what the library found."""

    id: str
    people: int
    pairs: int
    expected: float
    objective: float
    bound: float
    seconds: float

    @property
    def agrees(self) -> bool:
        return self.objective == self.bound == self.expected


def default_folder() -> Path:
    """Return the folder of published problems: as the tests look for it."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "cases"
    return Path(os.environ.get("STAFFALLOC_CASES", beside))


def solve_published(folder: Path) -> Iterator[Published]:
    """Solve every assignment problem whose file is there; none where there is no folder."""
    import staffalloc as sa

    optima = folder / "optima.json"
    known = json.loads(optima.read_text(encoding="utf-8")) if optima.exists() else []
    for problem in known:
        path = folder / "orlib" / problem["files"][0]
        if problem["family"] != "assignment" or not path.exists():
            continue
        people, seats, arcs = read_assignment(path)
        start = time.perf_counter()
        made = sa.assign(people, seats, arcs)
        seconds = time.perf_counter() - start
        yield Published(
            problem["id"],
            len(people),
            len(arcs),
            problem["expected"],
            made.objective,
            made.bound,
            seconds,
        )


def read_assignment(path: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Read people, seats and arcs: a matrix, or in assignp* triples counted from 1."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("ascii")
    numbers = np.array(text.split(), float)
    n, body = int(numbers[0]), numbers[1:]
    if path.name.startswith("assignp"):
        person, seat, cost = body.reshape(-1, 3).T
    else:
        person, seat = np.divmod(np.arange(n * n), n) + np.ones((2, 1))
        cost = body
    everybody = np.arange(1, n + 1)
    return (
        pd.DataFrame({"person": everybody}),
        pd.DataFrame({"seat": everybody, "capacity": 1}),
        pd.DataFrame({"person": person.astype(int), "seat": seat.astype(int), "cost": cost}),
    )
