"""Time the separable engine by phase, against building all pairs and solving them with LEMON.

Run it from a checkout::

    python benchmarks/separable.py                   # three seeds, both variants, and Hanoi
    python benchmarks/separable.py --seeds 1 --repeat 3 --no-hanoi

E is the time to build every eligible pair of the same instance in numpy and to solve them with
the network simplex of LEMON through pylmcf. Engine and E run in turn in one process; medians
and their ratio are printed, for absolute times depend on the machine. Peak memory is that of a
process of its own, above what it needs to import and to hold the instance. `compare.py` has all
other peers.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import time

from instances import SCALE, cost_of, instance, sizes
from measure import run_apart
from peers import ENGINE, EXPLICIT, Peer, all_pairs

import staffalloc as sa


def main() -> None:
    """Measure every instance."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--no-hanoi", action="store_true")
    options = parser.parse_args()
    names = [
        f"{kind}-{seed}" for seed in range(1, options.seeds + 1) for kind in ("units", "homes")
    ]
    names += [] if options.no_hanoi else ["hanoi"]
    for name in names:
        compare(name, options.repeat)
        print(f"  peak {peak(ENGINE, name)}; E {peak(EXPLICIT, name)}")


def compare(name: str, repeat: int) -> None:
    """Print times of both, their ratio, and what the engine did."""
    case = instance(name)
    engine: list[float] = []
    explicit: list[float] = []
    for _ in range(repeat):
        start = time.perf_counter()
        made = sa.assign_separable(**vars(case))
        engine.append(time.perf_counter() - start)
        start = time.perf_counter()
        peer = all_pairs(case)
        explicit.append(time.perf_counter() - start)
    ratio = statistics.median(engine) / statistics.median(explicit)
    size = sizes(case)
    print(
        f"\n{name}: {size.cadres} cadres, {size.seat_types} seat types, {size.seats} seats, "
        f"{case.kind_loss.shape[0]} profiles, {case.place_loss.shape[0]} places, "
        f"{peer.pairs} eligible pairs"
    )
    print(
        f"  E {statistics.median(explicit):.3f} s (build {peer.build:.3f}, LEMON {peer.solve:.3f})"
    )
    print(f"  engine {statistics.median(engine):.3f} s, ratio {ratio:.3f} E")
    print("  phases", ", ".join(f"{k} {v:.3f}" for k, v in made.seconds.items()))
    print(f"  {made.rounds} rounds, {made.pairs_opened} pairs in the largest network")
    print(f"  objective {made.objective:.3f}, bound {made.bound:.3f}, {made.status}")
    print(f"  smallest reduced cost over all pairs {made.smallest_reduced_cost:g}")
    found = cost_of(case, peer.seat)
    if not round(made.objective * SCALE) == cost_of(case, made.seat) == found:
        sys.exit(f"  E found {found / SCALE:.3f}: the objectives differ")


def peak(peer: Peer, name: str) -> str:
    """Return the peak of a process of its own, above the instance and the imports."""
    run = run_apart(peer, name, math.inf, math.inf)
    return "not known" if run.megabytes is None else f"{run.megabytes:.0f} MB"


if __name__ == "__main__":
    main()
