"""Where the time goes: seconds by phase, on the clock of `time.perf_counter`."""

from __future__ import annotations

import time


class Clock:
    """Seconds by phase since it was made.

    Attributes
    ----------
    seconds : dict of str to float

    Examples
    --------
    >>> clock = Clock()
    >>> clock.add("tables")
    >>> clock.add("network")
    >>> list(clock.seconds), clock.elapsed >= clock.seconds["network"]
    (['tables', 'network'], True)
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = self._start = time.perf_counter()

    @property
    def elapsed(self) -> float:
        """Seconds since the clock was made."""
        return time.perf_counter() - self._start

    def add(self, phase: str) -> None:
        """Charge the time since the last call to a phase."""
        now = time.perf_counter()
        self.seconds[phase] = self.seconds.get(phase, 0.0) + now - self._last
        self._last = now
