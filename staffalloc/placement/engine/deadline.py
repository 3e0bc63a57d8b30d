"""When to stop: a moment on the clock of `time.perf_counter`, None for never."""

from __future__ import annotations

import time


def until_of(time_limit: float | None) -> float | None:
    """Return the moment some seconds from now."""
    return None if time_limit is None else time.perf_counter() + time_limit


def left(until: float | None) -> float | None:
    """Return the seconds left, from 0; None where there is no limit."""
    return None if until is None else max(0.0, until - time.perf_counter())
