"""What an edit of a live plan changed: who moves, which seats differ, what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from staffalloc.case.hours import MILLI
from staffalloc.live.state import LiveState
from staffalloc.placement.engine.model import POOL, Ints

_MOVED: Final = [
    "cadre_id",
    "from_unit",
    "from_seat",
    "to_unit",
    "to_seat",
    "hours_before",
    "hours_after",
]
_SEATS: Final = [
    "unit_code",
    "seat_type",
    "posts_before",
    "posts_after",
    "officers_before",
    "officers_after",
]
_AWAY: Final = ("", "")


@dataclass(frozen=True)
class LiveChange:
    """The new optimum after an edit, and how it differs from the one before.

    Attributes
    ----------
    edit : str
        The kind of edit.
    objective, bound : float
        Hours a year of the placement, exact to the milli-hour.
    cost : float
        Objective less the one before. After `set_workload`, `set_ceiling`, `set_weight` and
        edits of posts other seats are priced: then it says what the edited case costs more,
        not what its moves do.
    components : mapping of str to float
        The same difference by component: loss, pool, empty, extra, above_frame.
    moved : DataFrame
        One row a person whose seat or cost changed: ``cadre_id``, ``from_unit``, ``from_seat``,
        ``to_unit``, ``to_seat`` (``pool`` for the pool, blank for somebody who comes or goes),
        ``hours_before``, ``hours_after``: loss on the seat, or the price of the pool.
    seats : DataFrame
        One row a seat type with other posts or another number of officers.
    warm : bool
        Whether the network was solved from the live basis.
    reason : str
        Why not, in a word, '' if it was: ``seats`` or ``pairs`` (built again from the live
        prices), ``rounds`` or ``side_rules`` (solved from nothing).
    concerned : frozenset of str
        Units whose establishment was chosen anew.
    whole_establishment : bool
        Whether the establishment of all units was solved again.
    seconds : mapping of str to float
        By phase: case, establishment, problem, placement, proof, difference; where there are
        side rules, ``side_rules`` instead of proof.
    """

    edit: str
    objective: float
    bound: float
    cost: float
    components: Mapping[str, float]
    moved: pd.DataFrame
    seats: pd.DataFrame
    warm: bool
    reason: str
    concerned: frozenset[str]
    whole_establishment: bool
    seconds: Mapping[str, float]

    @property
    def status(self) -> str:
        """``optimal`` if bound and objective are equal, else ``feasible``."""
        return "optimal" if self.objective == self.bound else "feasible"

    @property
    def gap(self) -> float:
        """Relative distance of objective and bound; 0 at an optimum."""
        return (self.objective - self.bound) / max(1 / MILLI, abs(self.objective))


def change_between(edit: str, before: LiveState, after: LiveState) -> LiveChange:
    """Tell two states of a live plan apart; the seconds are left out."""
    old, new = before.proof.components, after.proof.components
    return LiveChange(
        edit=edit,
        objective=after.proof.objective / MILLI,
        bound=after.proof.bound / MILLI,
        cost=(after.proof.objective - before.proof.objective) / MILLI,
        components={name: (new[name] - old[name]) / MILLI for name in new},
        moved=_moved(before, after),
        seats=_seats(before, after),
        warm=not after.reason,
        reason=after.reason,
        concerned=after.concerned,
        whole_establishment=after.whole,
        seconds={},
    )


def _moved(before: LiveState, after: LiveState) -> pd.DataFrame:
    rows = []
    old, new = _Sitting(before), _Sitting(after)
    for row in _differing(old, new):
        was, now = old.told(row), new.told(row)
        if was != now:
            code = (after if row < len(after.placed.codes) else before).placed.codes[row]
            rows.append((code, *was[:2], *now[:2], was[2], now[2]))
    return pd.DataFrame(rows, columns=_MOVED).sort_values("cadre_id", ignore_index=True)


class _Sitting:
    """Seat and cost of each row in one state."""

    def __init__(self, state: LiveState) -> None:
        self.state, model, solution = state, state.placed.model, state.solution
        self.seat: Ints = np.full(model.people, POOL)
        self.seat[solution.person] = solution.seat
        self.cost: Ints = model.pool_price * model.count
        self.cost[solution.person] = model.losses(solution.person, solution.seat)

    def told(self, row: int) -> tuple[str, str, float]:
        """Unit, seat type and hours of a row."""
        placed = self.state.placed
        if row >= len(self.seat) or not placed.model.count[row]:
            return (*_AWAY, 0.0)
        hours = float(self.cost[row]) / MILLI
        if self.seat[row] == POOL:
            return "", "pool", hours
        seat = placed.seats[int(self.seat[row])]
        return seat.unit_code, seat.name, hours


def _differing(old: _Sitting, new: _Sitting) -> list[int]:
    """Rows that may have another seat or cost, cheaply found where seats keep their numbers."""
    both = min(len(old.seat), len(new.seat))
    differs = np.ones(max(len(old.seat), len(new.seat)), bool)
    if old.state.placed.model.seat_kind is new.state.placed.model.seat_kind:
        same = (old.seat[:both] == new.seat[:both]) & (old.cost[:both] == new.cost[:both])
        same &= old.state.placed.model.count[:both] == new.state.placed.model.count[:both]
        differs[:both] = ~same
    return [int(row) for row in np.flatnonzero(differs)]


def _seats(before: LiveState, after: LiveState) -> pd.DataFrame:
    kept = None
    if before.placed.model.seat_kind is after.placed.model.seat_kind:
        kept = _counts(before) != _counts(after)
        kept = np.flatnonzero(kept.any(axis=0))
    old, new = _by_name(before, kept), _by_name(after, kept)
    nothing = ("", 0, 0)
    rows = []
    for name in sorted(set(old) | set(new)):
        was, now = old.get(name, nothing), new.get(name, nothing)
        if was[1:] != now[1:]:
            rows.append((was[0] or now[0], name, was[1], now[1], was[2], now[2]))
    return pd.DataFrame(rows, columns=_SEATS)


def _counts(state: LiveState) -> Ints:
    """Posts and officers of each seat type, (2, J)."""
    model = state.placed.model
    officers = np.bincount(state.solution.seat, minlength=len(model.seats))
    return np.stack([model.seats, officers])


def _by_name(state: LiveState, kept: Ints | None) -> dict[str, tuple[str, int, int]]:
    """Unit, posts and officers of seat types, by name; of all where `kept` is None."""
    counts, seats = _counts(state), state.placed.seats
    some = range(len(seats)) if kept is None else kept.tolist()
    return {seats[j].name: (seats[j].unit_code, int(counts[0, j]), int(counts[1, j])) for j in some}
