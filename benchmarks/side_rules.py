"""Time placements under side rules: a move budget alone, and with payrolls and skill floors.

Run it from a checkout::

    python benchmarks/side_rules.py                    # homes-1 and units-1
    python benchmarks/side_rules.py --repeat 3 homes-2

Everything is synthetic and seeded. The rules are drawn round the best placement without any: at
most 80 % of its moves, 98 % of what it pays in each unit, and one person more than it has of one
field in each unit. Times are in units of E, measured in the same run: building all pairs and
solving them with LEMON through pylmcf.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from instances import Instance, instance
from peers import all_pairs

from staffalloc.placement.bare.separable import model_of
from staffalloc.placement.bare.separable_input import choose_scale, read_separable
from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import Ints, PlacementModel
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.side.engine import SideSolution, solve_with_side_rules
from staffalloc.placement.side.rows import ANY_UNIT, RuleKey, SideRow

T = TypeVar("T")

FIELDS, FLOOR_PRICE = 24, 800_000
MOVE_SHARE, PAY_SHARE = 0.8, 0.98


def main() -> None:
    """Measure every instance named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", default=["homes-1", "units-1"])
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    for name in options.names:
        measure(name, options.repeat)


def measure(name: str, repeat: int) -> None:
    """Print E, the move budget alone, and all rules together, with their gaps."""
    case = instance(name)
    arrays = read_separable(**vars(case))
    by_unit = np.argsort(arrays.seat_unit, kind="stable")
    model, _ = model_of(arrays, choose_scale(arrays), by_unit)
    today = units_today(case, name)
    free = solve_placement(model)
    moves, others = rules(model, today, free)
    unit, alone = [], []
    for _ in range(repeat):
        unit.append(lap(lambda: all_pairs(case))[0])
        seconds, budget = lap(lambda: solve_with_side_rules(model, [moves], today))
        alone.append(seconds)
    e = statistics.median(unit)
    print(f"{name}: E {e:.2f} s")
    told("  move budget alone", statistics.median(alone), e, budget)
    seconds, together = lap(
        lambda: solve_with_side_rules(model, [moves, *others], today, time_limit=30)
    )
    linear = sum(together.seconds[phase] for phase in ("start", "linear", "polish"))
    told(f"  {1 + len(others)} rules, the linear programme proven", linear, e, together)
    told("  the same to a whole plan", seconds, e, together)


def told(what: str, seconds: float, e: float, made: SideSolution) -> None:
    gap = 100 * made.gap
    print(f"{what}: {seconds:.2f} s, {seconds / e:.2f} E; gap of the plan {gap:.4f} %", flush=True)


def lap(work: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    made = work()
    return time.perf_counter() - start, made


def units_today(case: Instance, name: str) -> Ints:
    """Return where each person serves without loss of place, -1 for the pool."""
    losses = np.where(np.isnan(case.place_loss), np.inf, case.place_loss)
    free_of_loss = np.where(losses.min(axis=1) > 0, -1, losses.argmin(axis=1))
    if name.startswith("units"):
        free_of_loss[-1] = -1  # the row of the pool loses nothing anywhere
    return free_of_loss[case.place]


def rules(
    model: PlacementModel, today: Ints, free: PlacementSolution
) -> tuple[SideRow, list[SideRow]]:
    """Return the move budget, and a payroll and a skill floor for each unit."""
    rng = np.random.default_rng(5)
    salary = rng.integers(234, 679, model.people)
    field = model.profile % FIELDS
    unit = model.seat_unit[free.seat]
    settled = today >= 0
    moved = int((settled[free.person] & (unit != today[free.person])).sum())
    moves = SideRow(
        RuleKey("moves", "max"), ANY_UNIT, None, settled.astype(np.int64), True,
        int(MOVE_SHARE * moved), None,
    )  # fmt: skip
    others = []
    for number in range(model.units):
        here = free.person[unit == number]
        most = int(PAY_SHARE * salary[here].sum())
        key = RuleKey("payroll", "max", str(number))
        others.append(SideRow(key, number, None, salary, False, most, None))
        asked = int(rng.integers(0, FIELDS))
        holds = (field == asked).astype(np.int64)
        key = RuleKey("skill_floor", "min", str(number))
        floor = int(holds[here].sum()) + 1
        others.append(SideRow(key, number, None, -holds, False, -floor, FLOOR_PRICE))
    return moves, others


if __name__ == "__main__":
    main()
