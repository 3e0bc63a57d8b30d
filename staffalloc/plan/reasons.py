"""Why each person sits where they do, in figures: fit, need, and what the next best would cost."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from staffalloc.case.hours import MILLI
from staffalloc.placement.alternatives import NO_ALTERNATIVE, Alternatives
from staffalloc.placement.engine.model import POOL
from staffalloc.placement.place import Placement
from staffalloc.placement.seats import SeatType
from staffalloc.plan.officers import Officers

IN_THE_POOL: Final = "pool"  # stands for a seat type where the next best is to be left out
_COLUMNS: Final = ["cadre_id", "fit", "need", "next_seat_type", "next_cost", "next_proof"]


def reasons_table(
    placement: Placement, officers: Officers, alternatives: Alternatives | None
) -> pd.DataFrame:
    """Return one row a person of the placement, by cadre_id.

    ``need`` is what the seat would cost with one officer fewer; ``next_cost`` is by how much
    the whole plan gets dearer in the best arrangement that does not give the person this seat
    (for the pool: that places the person), exact to the milli-hour; ``next_seat_type`` is
    where the person would be then. Under side rules or fairness, or where a time limit came
    before the proof, no residual network tells the next best; ``next_proof`` says so, and the
    two are blank.
    """
    problem = placement.problem
    fit = _fits(placement)
    rows = []
    for person, code in enumerate(problem.people.table["cadre_id"].tolist()):
        seat, need = int(placement.seat_of[person]), float("nan")
        if seat != POOL:
            need = _need(problem.seats[seat], len(officers.sitting[seat])) / MILLI
        rows.append((code, fit[person], need, *_next(placement, alternatives, person)))
    return pd.DataFrame(rows, columns=_COLUMNS).sort_values("cadre_id", ignore_index=True)


def _fits(placement: Placement) -> list[float]:
    """Fit of each person on the seat they were given, NaN in the pool."""
    builder, policy = placement.problem.builder, placement.problem.case.policy
    person = np.flatnonzero(placement.seat_of != POOL)
    seat = placement.seat_of[person]
    fit = builder.fit(person, seat)
    stays = builder.is_incumbent(person, seat)
    fits = np.full(len(placement.seat_of), np.nan)
    fits[person] = np.where(stays, np.maximum(fit, policy.fit_incumbent), fit)
    found: list[float] = fits.tolist()
    return found


def _need(seat: SeatType, officers: int) -> int:
    """What is lost if the officer goes who saves least of those on the seat type."""
    gains = sorted([-price for price in seat.empty_prices] + list(seat.extra_prices))
    return -gains[officers - 1]


def _next(
    placement: Placement, alternatives: Alternatives | None, person: int
) -> tuple[str, float, str]:
    if alternatives is None:
        return "", float("nan"), _why_not_computed(placement)
    seats = placement.problem.seats
    seat = int(alternatives.seat[person])
    if seat == NO_ALTERNATIVE:
        return "", float("nan"), "none"
    name = IN_THE_POOL if seat == POOL else seats[seat].name
    return name, int(alternatives.cost[person]) / MILLI, "exact"


def _why_not_computed(placement: Placement) -> str:
    if placement.side.has_rules:
        return "side_rules"
    if placement.problem.stages is not None:
        return "stages"
    return "not_proven" if placement.fair is None else "fairness"
