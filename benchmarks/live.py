"""Time the edits of a live plan of Hanoi, each with its full proof.

Run it from a checkout::

    python benchmarks/live.py                  # 200 edits
    python benchmarks/live.py --edits 40

E is the time to build every eligible pair of the same city in numpy and to solve them with the
network simplex of LEMON through pylmcf; it is measured in turn with the edits, and medians are
compared. An edit counts as the planner waits for it: checking the rows, the establishment of
the units concerned, the placement, the proof over all pairs, and who moves.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from instances import instance
from peers import all_pairs

import staffalloc as sa
from staffalloc.live import LiveChange, LivePlan

EVERY = 40  # edits between two measurements of E
WEIGHTS = 5  # rounds of edits between two new weights, which concern every unit
PHASES = ("case", "establishment", "problem", "placement", "proof", "difference")


def main() -> None:
    """Edit a plan at random, and print the medians by kind of edit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    city = instance("hanoi")
    start = time.perf_counter()
    live = sa.plan(sa.load_example("hanoi")).live()
    print(f"planned and opened in {time.perf_counter() - start:.2f} s")
    made, explicit = defaultdict(list), []
    for number, (change, seconds) in enumerate(edits(live, options.seed)):
        if number % EVERY == 0:
            start = time.perf_counter()
            all_pairs(city)
            explicit.append(time.perf_counter() - start)
        made[change.edit].append((change, seconds))
        if change.status != "optimal":
            raise SystemExit(f"{change.edit}: bound {change.bound} below {change.objective}")
        if number + 1 == options.edits:
            break
    tell(made, statistics.median(explicit))
    check(live)


def edits(live: LivePlan, seed: int) -> Iterator[tuple[LiveChange, float]]:
    """Yield each change and its seconds; edits of posts are undone, for no case has them."""
    rng, case = np.random.default_rng(seed), live.case
    codes, units = list(case.cadres["cadre_id"]), list(case.units["unit_code"])
    frames = {unit.unit_code: unit.ceiling for unit in live.establishment.ceilings.units}
    posts = [post for post in live.establishment.posts if not post.leader]
    for number in itertools.count():
        workload = case.workloads.iloc[int(rng.integers(len(case.workloads)))]
        more = float(workload["value"]) * float(rng.choice([0.8, 1.1, 1.3]))
        unit, post = str(rng.choice(units)), posts[int(rng.integers(len(posts)))]
        cadre = codes.pop(int(rng.integers(len(codes))))
        row = case.cadres[case.cadres["cadre_id"] == cadre].iloc[0].to_dict()
        ceiling = frames[unit] + int(rng.integers(1, 3))
        yield timed(live.pin, cadre, "forbid", unit_code=row["unit_code"])
        yield timed(live.unpin, cadre)
        yield timed(live.pin, cadre, "prefer", unit_code=unit, hours=200)
        yield timed(live.set_workload, workload["unit_code"], workload["indicator_id"], more)
        yield timed(live.remove_cadre, cadre)
        yield timed(live.add_cadre, row.pop("cadre_id"), **row)
        yield timed(live.set_ceiling, unit, ceiling)
        for edit in (live.add_post, live.remove_post):
            yield timed(edit, post.unit_code, post.lead)
            live.undo()
        if number % WEIGHTS == 0:
            indicator = str(rng.choice(case.indicators["indicator_id"]))
            yield timed(live.set_weight, indicator, float(rng.choice([0.8, 1.2])))


def timed(
    edit: Callable[..., LiveChange], *values: object, **columns: object
) -> tuple[LiveChange, float]:
    start = time.perf_counter()
    change = edit(*values, **columns)
    return change, time.perf_counter() - start


def tell(made: Mapping[str, Sequence[tuple[LiveChange, float]]], e: float) -> None:
    """Print the medians, and why edits were not warm."""
    every = [seconds for rows in made.values() for _, seconds in rows]
    middle = statistics.median(every)
    print(f"E {e:.3f} s; {len(every)} edits, median {middle:.3f} s = {middle / e:.3f} E")
    for kind, rows in made.items():
        changes = [change for change, _ in rows]
        middle = statistics.median(seconds for _, seconds in rows)
        cold = Counter(change.reason for change in changes if not change.warm)
        phases = {p: statistics.median(c.seconds.get(p, 0.0) for c in changes) for p in PHASES}
        print(
            f"  {kind:13}{middle:6.3f} s = {middle / e:.3f} E; {len(rows)} edits, not warm:",
            end=" ",
        )
        print(", ".join(f"{count} {reason}" for reason, count in cold.items()) or "none", end="; ")
        print(", ".join(f"{phase} {1000 * spent:.0f}" for phase, spent in phases.items()), "ms")


def check(live: LivePlan) -> None:
    """Compare the end with a cold plan of the edited case."""
    cold = sa.plan(live.case).certificate.placement.objective
    print(f"after {live.edits} edits live {live.objective:.3f}, cold {cold:.3f}")
    if live.objective != cold:
        raise SystemExit("the objectives differ")


if __name__ == "__main__":
    main()
