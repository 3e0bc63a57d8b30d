"""Let peers climb: the same growing instances, each peer up to where it would go too far."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from instances import Sizes
from measure import Run, free_megabytes, run_apart
from peers import CBC, ENGINE, EXPLICIT, Peer
from results import slope

HOPEFUL = 1.5  # a run is tried where it is expected to take up to this times the limit
EXPONENT_UNKNOWN, EXPONENTS = 2.0, (1.0, 3.0)
SHARE_FOR_LONG = 0.9  # of the memory that is free

Runner = Callable[[Peer, str, float, float], Run]


@dataclass(frozen=True)
class Limits:
    """Of one run: seconds of its solve, megabytes held; and when one seed is enough."""

    seconds: float
    megabytes: float
    once_above: float = 5.0


class Climb:
    """Peers on growing instances, each up to where it would exceed the limits."""

    def __init__(
        self, peers: list[Peer], kind: str, limits: Limits, run: Runner = run_apart
    ) -> None:
        self._peers, self._kind, self._limits, self._run = peers, kind, limits, run
        self._solved: dict[str, list[Run]] = {peer.key: [] for peer in peers}
        self._ended: set[str] = set()
        self.runs: list[Run] = []
        self.disagreements: list[str] = []

    def turn(self, units: int, seed: int) -> Iterator[Run]:
        """Run every peer once on one instance, the engine first: it tells the sizes."""
        name = f"{self._kind}-{units}-{seed}"
        first = self._run(ENGINE, name, self._limits.seconds, self._limits.megabytes)
        if first.sizes is None or first.objective is None:
            sys.exit(f"{name}: the engine {first.state}: {first.note}")
        yield self._keep(first, first)
        for peer in self._peers:
            if peer is ENGINE or peer.key in self._ended or self._is_enough(peer, units, seed):
                continue
            yield self._keep(self._attempt(peer, name, first.sizes), first)

    def long(self, units: int, seconds: float) -> Iterator[Run]:
        """Run CBC where the climb did not, if the memory is there, beside the engine and E."""
        name = f"{self._kind}-{units}-1"
        free = SHARE_FOR_LONG * free_megabytes()
        beside = [self._run(peer, name, seconds, free) for peer in (ENGINE, EXPLICIT)]
        yield from beside
        engine = beside[0]
        if engine.sizes is None:
            return
        needed = self._memory(CBC, engine.sizes)
        if needed > free:
            note = f"{needed / 1024:.0f} GB needed, {free / 1024:.0f} free"
            yield Run(CBC.key, name, "not run", note)
            return
        run = self._run(CBC, name, seconds, free)
        self._compare(run, engine)
        yield run

    def _is_enough(self, peer: Peer, units: int, seed: int) -> bool:
        """Whether a first seed took so long that further ones would tell nothing."""
        times = [
            run.seconds or 0.0
            for run in self._solved[peer.key]
            if run.sizes and run.sizes.units == units
        ]
        return seed > 1 and (not times or max(times) > self._limits.once_above)

    def _attempt(self, peer: Peer, name: str, sizes: Sizes) -> Run:
        memory, seconds = self._memory(peer, sizes), self._seconds(peer, sizes.cadres)
        if memory > self._limits.megabytes:
            run = Run(peer.key, name, "not run", f"{memory / 1024:.0f} GB needed", sizes=sizes)
        elif seconds > HOPEFUL * self._limits.seconds:
            run = Run(peer.key, name, "not run", f"about {seconds:.0f} s expected", sizes=sizes)
        else:
            run = self._run(peer, name, self._limits.seconds, self._limits.megabytes)
        if run.state != "solved":
            self._ended.add(peer.key)
        return dataclasses.replace(run, sizes=sizes)

    def _keep(self, run: Run, engine: Run) -> Run:
        self.runs.append(run)
        if run.state == "solved":
            self._solved[run.peer].append(run)
            self._compare(run, engine)
        return run

    def _compare(self, run: Run, engine: Run) -> None:
        if run.state == "solved" and run.objective != engine.objective:
            self.disagreements.append(f"{run.peer} on {run.name}")

    def _memory(self, peer: Peer, sizes: Sizes) -> float:
        """Return what a peer would hold, from its last run and what its model grows with."""
        if not self._solved[peer.key]:
            return 0.0
        last = self._solved[peer.key][-1]
        if last.megabytes is None or last.sizes is None:
            return 0.0
        return last.megabytes * peer.cells(sizes) / peer.cells(last.sizes)

    def _seconds(self, peer: Peer, cadres: int) -> float:
        """Return what a peer would take, from its last two sizes."""
        points = {
            run.sizes.cadres: run.seconds
            for run in self._solved[peer.key]
            if run.sizes and run.seconds
        }
        if not points:
            return 0.0
        last = sorted(points.items())[-2:]
        exponent = slope(last) if len(last) > 1 else EXPONENT_UNKNOWN
        exponent = min(max(exponent, EXPONENTS[0]), EXPONENTS[1])
        return float(last[-1][1] * (cadres / last[-1][0]) ** exponent)
