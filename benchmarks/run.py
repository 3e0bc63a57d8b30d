"""Time the whole command by phase, with peak memory.

Run it from a checkout::

    python benchmarks/run.py                 # Hanoi
    python benchmarks/run.py --case lao_cai --repeat 3

Absolute times depend on the machine; the ratios of one run are what to compare. Every phase
is run `--repeat` times and the median is printed. Peak memory is that of the whole process up
to the end of the phase. What a user would pick instead is in `compare.py`.
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
from staffalloc.placement.place import place
from staffalloc.report.page import write_page
from staffalloc.report.workbook import write_workbook
from staffalloc.tables.columns import TABLES
from staffalloc.tables.csv_files import csv_bytes

Result = TypeVar("Result")


def main() -> None:
    """Measure the phases and print them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", default="hanoi", choices=["hanoi", "lao_cai"])
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, staffalloc {sa.__version__}, case {options.case}")
    case = sa.load_example(options.case)
    phases = Phases(options.repeat)
    with tempfile.TemporaryDirectory() as folder:
        whole_command(case, Path(folder), phases)
    phases.print()


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


if __name__ == "__main__":
    main()
