"""Compare the engine with what a user would pick instead: the same instances, one command.

Run it from a checkout; packages that are not installed are skipped and named::

    pip install -e ".[bench]"
    python benchmarks/compare.py             # 8 to 1,008 units, three seeds; about 20 minutes
    python benchmarks/compare.py --quick     # 8 to 63 units, one seed; two minutes

Every run has a process of its own. Peers take turns on each instance, and each placement is
priced independently and must cost the same. A peer climbs until it would exceed the limit of
time or memory. Then PuLP + CBC has one long run on a city as large as Hanoi, where the memory
is there, and the assignment problems of the OR-Library are solved to their published optima.
Results go to `benchmarks/results/` as JSON, Markdown and a drawing.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chart import draw
from climb import Climb, Limits
from instances import UNITS
from measure import Run, free_megabytes
from peers import CBC, PEERS
from published import default_folder, solve_published
from results import Results, about, write_json, write_markdown

LADDER = (8, 16, 32, 63, 126, 252, 504, 1_008)
QUICK_UNITS, QUICK_SECONDS = 63, 8.0
SHARE_OF_MEMORY = 0.7  # of what is free, for one run


def main() -> None:
    """Measure, check that all agree, and write the results."""
    options = _options()
    results = measure(options)
    write(results, options.to)
    wrong = [*results.disagreements, *(p.id for p in results.published if not p.agrees)]
    if wrong:
        sys.exit(f"not the same objective: {', '.join(wrong)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small cities, one seed, 8 s a run")
    parser.add_argument("--units", type=int, default=LADDER[-1], help="of the largest city")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--kind", choices=["homes", "units"], default="homes")
    parser.add_argument("--seconds", type=float, default=60.0, help="limit of a run")
    parser.add_argument("--gigabytes", type=float, default=0.0, help="limit of a run")
    parser.add_argument("--long", type=float, default=400.0, help="for CBC at 126 units; 0: none")
    parser.add_argument("--cases", type=Path, default=default_folder())
    parser.add_argument("--to", type=Path, default=Path(__file__).parent / "results")
    options = parser.parse_args()
    if options.quick:
        options.units, options.seeds = min(options.units, QUICK_UNITS), 1
        options.seconds, options.long = min(options.seconds, QUICK_SECONDS), 0.0
    return options


def measure(options: argparse.Namespace) -> Results:
    """Run every peer that is installed as far as it gets, then CBC for long, then OR-Library."""
    megabytes = options.gigabytes * 1024 or SHARE_OF_MEMORY * free_megabytes()
    absent = {peer.key: peer.missing for peer in PEERS if peer.missing}
    present = [peer for peer in PEERS if peer.key not in absent]
    climb = Climb(present, options.kind, Limits(options.seconds, megabytes))
    for units in (units for units in LADDER if units <= options.units):
        for seed in range(1, options.seeds + 1):
            for run in climb.turn(units, seed):
                _tell(run)
    long = []
    if options.long and options.units >= UNITS and CBC in present:
        for run in climb.long(UNITS, options.long):
            _tell(run)
            long.append(run)
    return Results(
        about=about(options.seconds, megabytes, options.kind),
        runs=tuple(climb.runs),
        long=tuple(long),
        absent=absent,
        disagreements=tuple(climb.disagreements),
        published=tuple(solve_published(options.cases)),
    )


def _tell(run: Run) -> None:
    seconds = "" if run.seconds is None else f"{run.seconds:10.3f} s"
    held = "" if run.megabytes is None else f"{run.megabytes:8.0f} MB"
    line = f"{run.name:<14}{run.peer:<16}{run.state:<9}{seconds:>12}{held:>11}  {run.note}"
    print(line.rstrip(), flush=True)


def write(results: Results, folder: Path) -> None:
    """Write the results as JSON, as Markdown and as a drawing."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(results, folder / "peers.json")
    write_markdown(results, folder / "peers.md")
    draw(results, folder / "peers.svg")


if __name__ == "__main__":
    main()
