"""Time the separable engine against building all pairs and solving them with LEMON.

Run it from a checkout::

    python benchmarks/separable.py                   # three seeds, both variants, and Hanoi
    python benchmarks/separable.py --seeds 1 --repeat 3 --no-hanoi

E is the time to build every eligible pair of the same instance in numpy and to solve them with
the network simplex of LEMON through pylmcf. Engine and E run in turn in one process; medians
and their ratio are printed, for absolute times depend on the machine. Peak memory is that of a
process of its own, above what it needs to import and to hold the instance.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pylmcf
from numpy.typing import NDArray

import staffalloc as sa

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SCALE = 1000  # milli-hours, for E
CADRES, UNITS, POSITIONS, FIELDS, SEAT_TYPES = 6_900, 126, 57, 24, 3_000
POOL_PRICE, POOL_PRICE_TODAY = 960.0, 480.0


def main() -> None:
    """Measure every instance, or the memory of one where asked as a subprocess."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--no-hanoi", action="store_true")
    parser.add_argument("--memory-of", nargs=2, metavar=("NAME", "WHAT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory_of:
        print(memory_of(*options.memory_of))
        return
    names = [
        f"{kind}-{seed}" for seed in range(1, options.seeds + 1) for kind in ("units", "homes")
    ]
    names += [] if options.no_hanoi else ["hanoi"]
    for name in names:
        compare(name, options.repeat)
        if Path("/proc/self/clear_refs").exists():
            print(f"  peak {peak(name, 'engine'):.0f} MB; E {peak(name, 'explicit'):.0f} MB")


@dataclass(frozen=True)
class Instance:
    """What `assign_separable` takes, in hours."""

    kind_loss: Floats
    place_loss: Floats
    profile: Ints
    place: Ints
    seat_unit: Ints
    seat_kind: Ints
    seats: Ints
    short_price: Floats
    pool_price: Floats

    def solve(self) -> sa.SeparableResult:
        return sa.assign_separable(**vars(self))


def instance(name: str) -> Instance:
    """Return an instance by name: units-SEED, homes-SEED or hanoi."""
    if name == "hanoi":
        return hanoi()
    kind, seed = name.split("-")
    return synthetic(int(seed), homes=kind == "homes")


def compare(name: str, repeat: int) -> None:
    """Print times of both, their ratio, and what the engine did."""
    case = instance(name)
    engine: list[float] = []
    explicit: list[float] = []
    for _ in range(repeat):
        start = time.perf_counter()
        made = case.solve()
        engine.append(time.perf_counter() - start)
        start = time.perf_counter()
        peer = all_pairs(case)
        explicit.append(time.perf_counter() - start)
    ratio = statistics.median(engine) / statistics.median(explicit)
    print(
        f"\n{name}: {len(case.profile)} cadres, {len(case.seats)} seat types, "
        f"{case.seats.sum()} seats, {case.kind_loss.shape[0]} profiles, "
        f"{case.place_loss.shape[0]} places, {peer.pairs} eligible pairs"
    )
    print(
        f"  E {statistics.median(explicit):.3f} s (build {peer.build:.3f}, LEMON {peer.solve:.3f})"
    )
    print(f"  engine {statistics.median(engine):.3f} s, ratio {ratio:.3f} E")
    print("  phases", ", ".join(f"{k} {v:.3f}" for k, v in made.seconds.items()))
    print(f"  {made.rounds} rounds, {made.pairs_opened} pairs in the largest network")
    print(f"  objective {made.objective:.3f}, bound {made.bound:.3f}, {made.status}")
    print(f"  smallest reduced cost over all pairs {made.smallest_reduced_cost:g}")
    if round(made.objective * SCALE) != peer.objective:
        sys.exit(f"  E found {peer.objective / SCALE:.3f}: the objectives differ")


def peak(name: str, what: str) -> float:
    """Return the peak of a process of its own, in MB above the instance and the imports."""
    command = [sys.executable, __file__, "--memory-of", name, what]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def memory_of(name: str, what: str) -> float:
    """Return by how many MB this process grows at its peak; Linux only."""
    small = synthetic(1, homes=True, cadres=30, units=4)
    small.solve()  # whatever is loaded at first use
    case = instance(name)
    Path("/proc/self/clear_refs").write_text("5")  # the peak so far was that of making the case
    before = memory_now("VmRSS")
    case.solve() if what == "engine" else all_pairs(case)
    return memory_now("VmHWM") - before


def memory_now(key: str) -> float:
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith(f"{key}:"))
    return int(line.split()[1]) / 1024


@dataclass(frozen=True)
class AllPairs:
    """What the explicit pipeline found, in milli-hours, and the seconds of its halves."""

    objective: int
    pairs: int
    build: float
    solve: float


def all_pairs(case: Instance) -> AllPairs:
    """Build every eligible pair in blocks of people, and solve them as one network."""
    start = time.perf_counter()
    person, seat, loss = eligible_pairs(case)
    people, types = len(case.profile), len(case.seats)
    step_seat, room, saving = steps(case)
    lift, sink = int(saving.max()), people + types
    # The arcs must be sorted: those of a person by seat type, then the one to the pool.
    at = np.arange(len(person)) + person
    pool_at = np.cumsum(np.bincount(person, minlength=people) + 1) - 1
    arcs = len(person) + people + len(step_seat)
    tail, head, capacity, cost = (np.empty(arcs, np.int64) for _ in range(4))
    tail[at], head[at], capacity[at], cost[at] = person, people + seat, people, loss
    pool_cost = whole(case.pool_price) + lift
    tail[pool_at], head[pool_at] = np.arange(people), sink
    capacity[pool_at], cost[pool_at] = 1, pool_cost
    last = slice(len(person) + people, None)
    tail[last], head[last], capacity[last], cost[last] = (
        people + step_seat,
        sink,
        room,
        lift - saving,
    )
    supply = np.concatenate([np.ones(people), np.zeros(types), [-people]]).astype(np.int64)
    built = time.perf_counter()
    graph = pylmcf.Graph(len(supply), tail, head)
    graph.set_node_supply(supply)
    graph.set_edge_capacities(capacity)
    graph.set_edge_costs(cost)
    graph.solve()
    objective = int((graph.result() * cost).sum()) + int((room * saving).sum()) - people * lift
    return AllPairs(objective, len(person), built - start, time.perf_counter() - built)


def eligible_pairs(case: Instance) -> tuple[Ints, Ints, Ints]:
    """Return person, seat type and loss in milli-hours of every eligible pair, sorted."""
    of_kind, kind_open = whole(case.kind_loss), ~np.isnan(case.kind_loss)
    of_place, place_open = whole(case.place_loss), ~np.isnan(case.place_loss)
    of_seat, seat_open = of_kind[:, case.seat_kind], kind_open[:, case.seat_kind]
    parts = []
    for start in range(0, len(case.profile), 512):
        profile, place = case.profile[start : start + 512], case.place[start : start + 512]
        is_open = seat_open[profile] & place_open[place][:, case.seat_unit]
        person, seat = np.nonzero(is_open)
        loss = of_seat[profile[person], seat] + of_place[place[person], case.seat_unit[seat]]
        parts.append((person + start, seat, loss))
    person, seat, loss = (np.concatenate(part) for part in zip(*parts, strict=True))
    return person, seat, loss


def steps(case: Instance) -> tuple[Ints, Ints, Ints]:
    """Return seat type, room and saving of every step a seat can be filled by."""
    if case.short_price.ndim == 1:
        return np.arange(len(case.seats)), case.seats, whole(case.short_price)
    seat, step = np.nonzero(np.arange(case.short_price.shape[1]) < case.seats[:, None])
    return seat, np.ones(len(seat), np.int64), whole(case.short_price)[seat, step]


def whole(hours: Floats) -> Ints:
    return np.rint(np.nan_to_num(hours) * SCALE).astype(np.int64)


def synthetic(seed: int, *, homes: bool, cadres: int = CADRES, units: int = UNITS) -> Instance:
    """Draw a city: half of its units close together, positions by field, moves by distance."""
    rng = np.random.default_rng(seed)
    centre = rng.normal(0, 7, (units // 2, 2))
    where = np.concatenate([centre, rng.uniform(-28, 28, (units - units // 2, 2))])
    kind_loss, weight = draw_profiles(rng)
    seat_unit, seat_kind = np.nonzero(
        rng.random((units, POSITIONS)) < SEAT_TYPES / (UNITS * POSITIONS)
    )
    today = rng.integers(0, units, cadres)
    waiting = rng.random(cadres) < 0.04
    if homes:
        place, place_loss = np.arange(cadres), from_homes(rng, where, today)
    else:
        place, place_loss = np.where(waiting, units, today), from_units(where)
    return Instance(
        kind_loss=kind_loss,
        place_loss=place_loss,
        profile=rng.integers(0, len(kind_loss), cadres),
        place=place,
        seat_unit=seat_unit,
        seat_kind=seat_kind,
        seats=rng.choice([1, 2, 3, 4], len(seat_unit), p=[0.6, 0.22, 0.11, 0.07]),
        short_price=np.round(1600 * weight[seat_kind] * rng.uniform(1, 2.5, len(seat_unit)), 3),
        pool_price=np.where(waiting, POOL_PRICE_TODAY, POOL_PRICE),
    )


def draw_profiles(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return losses by field and position today, and the weight of each position."""
    fits = rng.random((FIELDS, POSITIONS)) < 0.13
    fits[rng.integers(0, FIELDS, POSITIONS), np.arange(POSITIONS)] = True
    related = rng.random((FIELDS, POSITIONS)) < 0.10
    weight = rng.choice([0.8, 1.0, 1.2, 1.5, 2.0], POSITIONS)
    group = rng.integers(0, 12, POSITIONS)
    field = np.tile(np.arange(FIELDS), 18)
    today = rng.integers(0, POSITIONS, len(field))
    fit = np.where(fits[field], 1.0, np.where(related[field], 0.85, 0.0))
    rows = np.arange(len(field))
    fit[rows, today] = np.maximum(0.65, fit[rows, today])
    within = np.where(group[today][:, None] == group, 40.0, 160.0)
    change = np.where(today[:, None] == np.arange(POSITIONS), 0.0, within)
    loss = np.round((1 - fit) * 1600 * weight + change, 3)
    return np.where(fit == 0, np.nan, loss), weight


def from_units(where: Floats) -> Floats:
    """Return what a move between units costs; the last row is the pool's."""
    km = np.hypot(*np.moveaxis(where[:, None] - where[None], 2, 0))
    loss = np.where(km > 19, np.nan, 240 + travel(km))
    np.fill_diagonal(loss, 0.0)
    return np.round(np.concatenate([loss, np.zeros((1, len(where)))]), 3)


def from_homes(rng: np.random.Generator, where: Floats, today: Ints) -> Floats:
    """Return what a move costs somebody who lives near today's unit."""
    home = where[today] + rng.normal(0, 6, (len(today), 2))
    km = np.hypot(*np.moveaxis(home[:, None] - where[None], 2, 0))
    rows = np.arange(len(today))
    farther = np.maximum(0.0, travel(km) - travel(km)[rows, today][:, None])
    loss = np.where(km > 20, np.nan, 240 + farther)
    loss[rows, today] = 0.0
    return np.round(loss, 3)


def travel(km: Floats) -> Floats:
    """Hours a year on the road, dearer the longer the day's journey."""
    daily = 2 * 1.3 * km / 25
    first, second = np.minimum(daily, 1), np.clip(daily - 1, 0, 1)
    return np.asarray(238 * (0.5 * first + second + 2 * np.maximum(daily - 2, 0)))


def hanoi() -> Instance:
    """Return the example of Hanoi without incumbents, extra officers and frames."""
    from staffalloc.establishment import build_establishment
    from staffalloc.placement.losses import build_place_losses, build_post_losses
    from staffalloc.placement.people import build_people
    from staffalloc.placement.place import pool_prices
    from staffalloc.placement.seats import build_seat_types

    case = sa.load_example("hanoi")
    people = build_people(case)
    seats = build_seat_types(case, build_establishment(case))
    kinds = sorted({seat.kind for seat in seats})
    units = list(case.units["unit_code"])
    post, place = build_post_losses(case, people, kinds), build_place_losses(case, people)
    number = np.array([len(seat.empty_prices) for seat in seats])
    short = np.full((len(seats), number.max()), np.nan)
    for row, seat in zip(short, seats, strict=True):
        row[: len(seat.empty_prices)] = np.sort(seat.empty_prices)
    return Instance(
        kind_loss=np.where(post.allowed, post.total / SCALE, np.nan),
        place_loss=np.where(place.allowed, place.total / SCALE, np.nan),
        profile=people.profile,
        place=np.arange(len(people)),
        seat_unit=np.array([units.index(seat.unit_code) for seat in seats]),
        seat_kind=np.array([kinds.index(seat.kind) for seat in seats]),
        seats=number,
        short_price=short / SCALE,
        pool_price=pool_prices(case, people, {}) / SCALE,
    )


if __name__ == "__main__":
    main()
