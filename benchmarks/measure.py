"""Run one peer on one instance in a process of its own, under a limit of time and memory.

Seconds are the median of the solves of that process, after a warm-up on a tiny instance that
loads what is loaded at first use. Memory is the peak of the first solve above what the process
held with its imports and the instance, and that of a solver run as a program beside it; it is
read from /proc, so on Linux only.
"""

from __future__ import annotations

import json
import math
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from instances import Sizes, cost_of, instance, sizes, synthetic
from peers import PEERS, Peer

LONG_ENOUGH, MOST_SOLVES = 1.0, 5  # a short solve is repeated until either is reached
GLANCE = 0.02  # seconds between two looks at the process
MEGABYTE = 1024.0  # /proc counts in kB

STARTED, ANSWER = "started", "answer.json"


@dataclass(frozen=True)
class Run:
    """What one process found, or why there is nothing.

    `seconds` and `megabytes` are of the solve; of a run that was stopped, what it had used.
    """

    peer: str
    name: str
    state: Literal["solved", "stopped", "failed", "not run"]
    note: str = ""
    seconds: float | None = None
    megabytes: float | None = None
    objective: int | None = None
    sizes: Sizes | None = None


def run_apart(peer: Peer, name: str, seconds: float, megabytes: float) -> Run:
    """Measure in a new process, ended where its solve takes longer or holds more."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, peer.key, name, folder]
        here = os.environ | {"TMPDIR": folder}  # for the files of solvers that are stopped
        process = subprocess.Popen(
            command,
            env=here,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        watch = Watch(process, Path(folder), seconds, megabytes)
        too_much = watch.until_it_ends()
        _, errors = process.communicate()
        answer = Path(folder) / ANSWER
        if too_much:
            return Run(peer.key, name, "stopped", too_much, watch.solving, watch.total)
        if not answer.exists():
            last = (errors.strip().splitlines() or ["no message"])[-1].split(":")[0]
            return Run(peer.key, name, "failed", last)
        found = json.loads(answer.read_text())
    own = found.pop("megabytes")
    held = None if own is None else own + watch.beside
    return Run(peer.key, name, "solved", megabytes=held, sizes=Sizes(**found.pop("sizes")), **found)


class Watch:
    """Looks at a process and the programs it starts, and ends them where they go too far."""

    def __init__(
        self, process: subprocess.Popen[str], folder: Path, seconds: float, megabytes: float
    ) -> None:
        self._process, self._folder = process, folder
        self._seconds, self._megabytes = seconds, megabytes
        self._started: float | None = None
        self.solving = 0.0
        self.beside = 0.0
        self.total = 0.0

    def until_it_ends(self) -> str:
        """Return why the process was ended, or nothing if it ended by itself."""
        while self._process.poll() is None:
            time.sleep(GLANCE)
            self._look()
            too_much = self._too_much()
            if too_much:
                os.killpg(self._process.pid, signal.SIGKILL)
                return too_much
        return ""

    def _look(self) -> None:
        if self._started is None:
            self._started = time.perf_counter() if (self._folder / STARTED).exists() else None
            return
        self.solving = time.perf_counter() - self._started
        beside = sum(memory(child, "VmHWM") for child in _children(self._process.pid))
        self.beside = max(self.beside, beside)
        self.total = max(self.total, beside + memory(self._process.pid, "VmRSS"))

    def _too_much(self) -> str:
        if self.solving > self._seconds:
            return f"more than {self._seconds:.0f} s"
        if self.total > self._megabytes:
            return f"more than {self._megabytes / 1024:.0f} GB"
        return ""


def _children(process: int) -> list[int]:
    try:
        return [
            int(c) for c in Path(f"/proc/{process}/task/{process}/children").read_text().split()
        ]
    except OSError:
        return []


def memory(process: int | str, key: str) -> float:
    """Return megabytes, 0 where there is no such process any more or no /proc."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    lines = (line for line in status.splitlines() if line.startswith(f"{key}:"))
    return sum(int(line.split()[1]) for line in lines) / MEGABYTE


def free_megabytes() -> float:
    """Return what the machine has free; endless where it does not say."""
    meminfo = Path("/proc/meminfo")
    if not meminfo.exists():
        return math.inf
    line = next(x for x in meminfo.read_text().splitlines() if x.startswith("MemAvailable:"))
    return int(line.split()[1]) / MEGABYTE


def measure(peer: Peer, name: str, started: Path) -> dict[str, Any]:
    """Solve, again where that is short, and check the placement."""
    peer.solve(synthetic(1, homes=True, units=4, cadres=30))
    case = instance(name)
    reset = Path("/proc/self/clear_refs")
    if reset.exists():
        reset.write_text("5")  # the peak so far was that of making the instance
    before = memory("self", "VmRSS")
    started.touch()
    taken: list[float] = []
    peak = 0.0
    while not taken or (sum(taken) < LONG_ENOUGH and len(taken) < MOST_SOLVES):
        start = time.perf_counter()
        seat = peer.solve(case)
        taken.append(time.perf_counter() - start)
        peak = peak or memory("self", "VmHWM")
    return {
        "seconds": statistics.median(taken),
        "megabytes": peak - before if reset.exists() else None,
        "objective": cost_of(case, seat),
        "sizes": asdict(sizes(case)),
    }


def main() -> None:
    """Measure what the parent process asks for, and leave the answer in its folder."""
    key, name, folder = sys.argv[1:]
    peer = next(peer for peer in PEERS if peer.key == key)
    found = measure(peer, name, Path(folder) / STARTED)
    (Path(folder) / ANSWER).write_text(json.dumps(found))


if __name__ == "__main__":
    main()
