"""Time the engine on a nation: 34 provinces, 3,300 units, 170,000 cadres, 100 million pairs.

Run it from a checkout::

    python benchmarks/nation.py                # by province, unit places and homes, and as one
    python benchmarks/nation.py --processes 2  # provinces in a pool of processes

Everything is synthetic and seeded. A ratio is in units of E, measured in the same run: building
all pairs of one city of the size of Hanoi and solving them with LEMON through pylmcf. Peak memory
is that of a process of its own, above what it needs to import.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
from instances import Instance, synthetic
from measure import memory
from peers import all_pairs

import staffalloc as sa

PROVINCES, CADRES, UNITS = 34, 5_000, 98
KINDS = ("units", "homes", "across")


def main() -> None:
    """Measure every kind of nation, or one where asked as a subprocess."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--processes", type=int, default=0)
    parser.add_argument("--only", choices=KINDS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        measure(options.only, options.processes)
        return
    unit_of_account = statistics.median(time_of_all_pairs(seed) for seed in (1, 2, 3))
    print(f"E {unit_of_account:.3f} s")
    for kind in KINDS:
        command = [sys.executable, __file__, "--only", kind]
        command += ["--processes", str(options.processes)]
        seconds, memory, told = subprocess.run(
            command, check=True, capture_output=True, text=True
        ).stdout.split(";")
        ratio = float(seconds) / unit_of_account
        print(f"{kind}: {float(seconds):.2f} s, {ratio:.2f} E, {memory} MB; {told.strip()}")


def time_of_all_pairs(seed: int) -> float:
    case = synthetic(seed, homes=False)
    start = time.perf_counter()
    all_pairs(case)
    return time.perf_counter() - start


def measure(kind: str, processes: int) -> None:
    """Print seconds, growth of this process in MB, and what was proven."""
    solve(synthetic(1, homes=True, cadres=30, units=4))  # whatever is loaded at first use
    before = memory("self", "VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    if kind == "across":
        nation = one_nation()
        start = time.perf_counter()
        made = [sa.assign_separable(**nation)]
    else:
        provinces = [
            synthetic(seed, homes=kind == "homes", cadres=CADRES, units=UNITS)
            for seed in range(1, PROVINCES + 1)
        ]
        start = time.perf_counter()
        with ProcessPoolExecutor(processes) if processes else nullcontext() as pool:
            made = list((pool.map if pool else map)(solve, provinces))
    seconds = time.perf_counter() - start
    proven = sum(one.status == "optimal" for one in made)
    cost = sum(one.objective for one in made)
    told = f"{proven} of {len(made)} optimal, {cost:.0f} h"
    print(f"{seconds};{memory('self', 'VmHWM') - before:.0f};{told}")


def solve(province: Instance) -> sa.SeparableResult:
    return sa.assign_separable(**vars(province))


def one_nation() -> dict[str, Any]:
    """Return all provinces as one problem: homes and units on one map, people move across.

    Units stand 34 provinces side by side; the losses of homes are told row by row.
    """
    provinces = [
        synthetic(seed, homes=True, cadres=CADRES, units=UNITS) for seed in range(1, PROVINCES + 1)
    ]
    rng = np.random.default_rng(0)
    side = np.arange(PROVINCES)
    corner = np.column_stack([side % 6, side // 6]) * 55.0
    where = np.concatenate([c + rng.uniform(-28, 28, (UNITS, 2)) for c in corner])
    today = np.concatenate([rng.integers(0, UNITS, CADRES) + UNITS * p for p in side])
    home = where[today] + rng.normal(0, 6, (len(today), 2))

    def place_loss(rows: np.ndarray) -> np.ndarray:
        """Only units of the provinces around are measured: nobody travels farther."""
        loss = np.full((len(rows), len(where)), np.nan)
        for province in np.unique(today[rows] // UNITS).tolist():
            of_province = np.flatnonzero(today[rows] // UNITS == province)
            around = np.flatnonzero(np.abs(corner - corner[province]).max(axis=1) < 60)
            near = (around[:, None] * UNITS + np.arange(UNITS)).reshape(-1)
            km = np.hypot(*np.moveaxis(home[rows[of_province]][:, None] - where[near], 2, 0))
            costs = np.where(km > 20, np.nan, np.round(240 + 5 * km, 3))
            loss[of_province[:, None], near] = costs
        loss[np.arange(len(rows)), today[rows]] = 0.0
        return loss

    first = provinces[0]
    profiles = len(first.kind_loss)
    return {
        "kind_loss": np.concatenate([p.kind_loss for p in provinces]),
        "place_loss": place_loss,
        "profile": np.concatenate([p.profile + profiles * i for i, p in enumerate(provinces)]),
        "place": np.arange(len(today)),
        "seat_unit": np.concatenate([p.seat_unit + UNITS * i for i, p in enumerate(provinces)]),
        "seat_kind": np.concatenate([p.seat_kind for p in provinces]),
        "seats": np.concatenate([p.seats for p in provinces]),
        "short_price": np.concatenate([p.short_price for p in provinces]),
        "pool_price": np.concatenate([p.pool_price for p in provinces]),
    }


if __name__ == "__main__":
    main()
