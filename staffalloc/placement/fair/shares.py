"""What a placement fills of the authorised seats of each unit, and which step comes first.

The seats of a unit are filled one step after another. A step is the dearer to leave out the
lower the share it starts from, and of two from the same share that of the smaller unit, whose
share rises more. So the steps of all units stand in one order, compared in whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from staffalloc.placement.engine.model import Ints

Step = tuple[Fraction, int]  # the share it starts from, the seats of the unit


@dataclass(frozen=True)
class Shares:
    """Seats and filled seats of each unit, (U,) each."""

    seats: Ints
    filled: Ints

    def next_step(self, unit: int) -> Step | None:
        """Return the step a unit would take next, None where all its seats are filled."""
        seats, filled = int(self.seats[unit]), int(self.filled[unit])
        return (Fraction(filled, seats), seats) if filled < seats else None

    def last_steps_after(self, units: Ints, step: Step) -> NDArray[np.bool_]:
        """Return which units took their last step after a given one in the order, (E,)."""
        share, size = step
        before = (self.filled[units] - 1) * share.denominator
        seats = self.seats[units]
        beside = share.numerator * seats
        after: NDArray[np.bool_] = (before > beside) | ((before == beside) & (seats > size))
        return after
