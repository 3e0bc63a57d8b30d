"""Time the whole command by phase, with peak memory, and one peer on a smaller cut.

Run it from a checkout::

    python benchmarks/run.py                 # Hanoi, and the peer on 8 units
    python benchmarks/run.py --case lao_cai --repeat 3

Absolute times depend on the machine; the ratios of one run are what to compare. Every phase
is run `--repeat` times and the median is printed. Peak memory is that of the whole process up
to the end of the phase.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import staffalloc as sa
from staffalloc.demand import requirements
from staffalloc.establishment import build_establishment
from staffalloc.placement.network import solve_network
from staffalloc.placement.place import PlacementProblem, build_placement_problem, place
from staffalloc.report.page import write_page
from staffalloc.report.workbook import write_workbook
from staffalloc.tables.columns import TABLES
from staffalloc.tables.csv_files import csv_bytes

Result = TypeVar("Result")


def main() -> None:
    """Measure the phases, then the peer, and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", default="hanoi", choices=["hanoi", "lao_cai"])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--peer-units", type=int, default=8)
    options = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, staffalloc {sa.__version__}, case {options.case}")
    case = sa.load_example(options.case)
    phases = Phases(options.repeat)
    with tempfile.TemporaryDirectory() as folder:
        whole_command(case, Path(folder), phases)
    phases.print()
    compare_with_peer(case, options.peer_units)


class Phases:
    """Median seconds and peak memory of each phase."""

    def __init__(self, repeat: int) -> None:
        self._repeat = repeat
        self._rows: list[tuple[str, float, float]] = []

    def measure(self, name: str, work: Callable[[], Result]) -> Result:
        """Run a phase several times; return what the last run gave."""
        seconds = []
        for _ in range(self._repeat):
            start = time.perf_counter()
            result = work()
            seconds.append(time.perf_counter() - start)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self._rows.append((name, statistics.median(seconds), peak))
        return result

    def print(self) -> None:
        """Print one line a phase, with its share of the whole."""
        total = sum(seconds for _, seconds, _ in self._rows)
        print(f"\n{'phase':<12}{'seconds':>10}{'share':>9}{'peak MB':>10}")
        for name, seconds, peak in self._rows:
            print(f"{name:<12}{seconds:>10.2f}{seconds / total:>9.1%}{peak:>10.0f}")
        print(f"{'whole':<12}{total:>10.2f}")
        paper = sum(seconds for name, seconds, _ in self._rows if name in ("workbook", "page"))
        print(f"workbook and page: {paper / (total - paper):.2f} of all the rest together")


def whole_command(case: sa.Case, folder: Path, phases: Phases) -> None:
    """Excel in, all files out, proved again: what ``staffalloc plan`` does."""
    workbook = folder / "case.xlsx"
    case.save(workbook)
    read = phases.measure("read", lambda: sa.read_case(workbook))
    phases.measure("check", lambda: sa.Case(read.tables, read.policy))
    phases.measure("demand", lambda: requirements(read))
    establishment = phases.measure("establish", lambda: build_establishment(read))
    placement = phases.measure("place", lambda: place(read, establishment))

    def tables() -> sa.Plan:
        made = sa.Plan(read, establishment, placement, {"time_limit": None, "seed": 0})
        _ = made.certificate  # makes every table
        return made

    made = phases.measure("tables", tables)
    phases.measure("workbook", lambda: write_workbook(made, folder / "plan.xlsx"))
    phases.measure("page", lambda: write_page(made, folder / "report.html"))
    out = folder / "plan"
    phases.measure("other files", lambda: save_without_paper(made, out))
    made.save(out, overwrite=True)
    verification = phases.measure("verify", lambda: sa.verify(out))
    verification.raise_if_failed()


def save_without_paper(made: sa.Plan, out: Path) -> None:
    """Write what a plan folder holds beside the workbook and the page: tables and case."""
    for name, frame in made.tables.items():
        csv_bytes(TABLES[name], frame)
    made.case.save(out.with_name("case"), overwrite=True)


def compare_with_peer(case: sa.Case, units: int) -> None:
    """Solve the placement of a few units as a textbook PuLP model and as a network."""
    cut = first_units(case, units)
    problem = build_placement_problem(cut, build_establishment(cut))
    start = time.perf_counter()
    solution = solve_network(problem.network)
    network_seconds = time.perf_counter() - start
    start = time.perf_counter()
    objective, solver = dense_pulp(problem)
    peer_seconds = time.perf_counter() - start
    pairs = len(problem.network.person)
    print(f"\nPlacement of {units} units, {len(problem.people)} people, {pairs} eligible pairs")
    print(
        f"  network simplex            {network_seconds:8.3f} s   {solution.objective / 1000:.3f} h"
    )
    print(f"  dense PuLP with {solver:<10} {peer_seconds:8.3f} s   {objective / 1000:.3f} h")
    print(f"  ratio {peer_seconds / network_seconds:.0f}")
    print(f"  difference of the objectives {objective - solution.objective:g} milli-hours")


def first_units(case: sa.Case, count: int) -> sa.Case:
    """Return the case of its first units only."""
    kept = set(case.units["unit_code"].iloc[:count])
    tables = dict(case.tables)
    for name in ("units", "workloads", "cadres", "applicability", "predecessors"):
        tables[name] = tables[name][tables[name]["unit_code"].isin(kept)]
    return sa.Case(tables, case.policy)


def dense_pulp(problem: PlacementProblem) -> tuple[float, str]:
    """Solve the placement the way a first draft would: one binary a pair, rows by hand."""
    import pulp

    network = problem.network
    model = pulp.LpProblem("peer", pulp.LpMinimize)
    people, seats = range(len(network.count)), range(len(network.seats))
    pairs = range(len(network.person))
    x = model.add_variable_dict("x", pairs, 0, 1, "Binary")
    pool = model.add_variable_dict("pool", people, 0, 1, "Binary")
    empty = model.add_variable_dict("e", range(len(network.empty_seat)), 0, 1, "Binary")
    extra = model.add_variable_dict("o", range(len(network.extra_seat)), 0, 1, "Binary")
    tier = model.add_variable_dict("t", range(len(network.tier_unit)), 0, None, "Integer")
    model += pulp.lpSum(
        [int(network.loss[k]) * x[k] for k in pairs]
        + [int(network.pool_price[i]) * pool[i] for i in people]
        + [int(price) * empty[k] for k, price in enumerate(network.empty_price)]
        + [int(price) * extra[k] for k, price in enumerate(network.extra_price)]
        + [int(price) * tier[k] for k, price in enumerate(network.tier_price)]
    )
    of_person: dict[int, list[object]] = {i: [pool[i]] for i in people}
    on_seat: dict[int, list[object]] = {j: [] for j in seats}
    in_unit: dict[int, list[object]] = {u: [] for u in range(len(network.ceiling))}
    for k, (i, j) in enumerate(zip(network.person.tolist(), network.seat.tolist(), strict=True)):
        of_person[i].append(x[k])
        on_seat[j].append(x[k])
        if network.unit[j] >= 0:
            in_unit[int(network.unit[j])].append(x[k])
    for k, j in enumerate(network.empty_seat.tolist()):
        on_seat[j].append(empty[k])
    for k, j in enumerate(network.extra_seat.tolist()):
        on_seat[j].append(-1 * extra[k])
    for k, u in enumerate(network.tier_unit.tolist()):
        in_unit[u].append(-1 * tier[k])
        tier[k].upBound = int(network.tier_width[k])
    for terms in of_person.values():
        model += pulp.lpSum(terms) == 1
    for j, terms in on_seat.items():
        model += pulp.lpSum(terms) == int(network.seats[j])
    for u, terms in in_unit.items():
        if terms:
            model += pulp.lpSum(terms) <= int(network.ceiling[u])
    solver, name = _own_solver(pulp)
    model.solve(solver)
    return float(pulp.value(model.objective)), name


def _own_solver(pulp: object) -> tuple[object, str]:
    """PuLP 3 brings CBC; PuLP 4 brings no solver, HiGHS takes its place."""
    bundled = getattr(pulp, "PULP_CBC_CMD", None)
    if bundled is not None and bundled().available():
        return bundled(msg=False, gapRel=0), "CBC"
    return pulp.HiGHS(msg=False, gapRel=0.0), "HiGHS"  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
