"""What a stable matching is against other placements: blocking pairs and cost of each."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from staffalloc.case.hours import MILLI
from staffalloc.placement.engine.model import POOL, Ints, components_of
from staffalloc.placement.place import Placement, PlacementProblem
from staffalloc.placement.stable.blocking import placed_pairs
from staffalloc.placement.stable.placed import blocking_pairs

_COLUMNS: Final = ["posting", "blocking_pairs", "objective"]


def matching_table(placement: Placement, greedy: Ints) -> pd.DataFrame:
    """Return one row a placement: greedy, planned (the stable matching) and least_loss.

    Parameters
    ----------
    placement : Placement
        With the placement of least loss beside it.
    greedy : (N,) int array
        Seat type of each person.
    """
    problem = placement.problem
    seats = {"greedy": greedy, "planned": placement.seat_of}
    if placement.least_loss is not None:
        seats["least_loss"] = placement.least_loss
    rows = [
        (
            name,
            blocking_pairs(problem.model, problem.builder, seat_of),
            objective_of(problem, seat_of) / MILLI,
        )
        for name, seat_of in seats.items()
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def objective_of(problem: PlacementProblem, seat_of: Ints) -> int:
    """Return what a placement costs, in milli-hours."""
    model, (person, seat) = problem.model, placed_pairs(seat_of)
    officers = np.bincount(seat, minlength=len(model.seats))
    left_out = (seat_of == POOL).astype(np.int64)
    loss = int(model.losses(person, seat).sum())
    return sum(components_of(model, officers, left_out, loss).values())
