"""A plan kept open: each edit leads from the last optimum to the next, with its proof."""

from staffalloc.live.change import LiveChange
from staffalloc.live.live import LivePlan

__all__ = ["LiveChange", "LivePlan"]
