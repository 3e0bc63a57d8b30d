"""The ruler: what any posting of officers serves, measured on the curves of the establishment.

Today's posting, a greedy one and the plan are all read here and nowhere else. The officers of
a unit whose lead position is in a group serve the hours of the group, dearest segment first,
up to their full-time equivalents; officers beyond the work are idle. A posting that leaves
everybody where they are therefore shows exactly no change.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.hours import milli_hour
from staffalloc.case.policy import Policy
from staffalloc.case.working_time import available_hours
from staffalloc.establishment import Establishment
from staffalloc.establishment.curves import Curve, group_of, segments_of

Cell = tuple[str, str]

_DIGITS: Final = 9  # of an officer; what is left beyond is floating point


@dataclass(frozen=True)
class Posting:
    """Full-time equivalents by unit and lead position."""

    name: str
    fte: Mapping[Cell, float]


@dataclass(frozen=True)
class Reading:
    """What one posting serves.

    Attributes
    ----------
    staff : mapping of (unit, position) to FTE
        Officers the position has: the hours served, and its share of idle hours.
    served, required : mapping of (unit, position) to hours
        Hours with allowances.
    cost : int
        Milli-hours: unserved and idle hours by the curves, and missing leaders.
    unserved, idle : float
        Hours.
    missing_leaders : int
    """

    staff: Mapping[Cell, float]
    served: Mapping[Cell, float]
    required: Mapping[Cell, float]
    cost: int
    unserved: float
    idle: float
    missing_leaders: float


def posting_of(name: str, rows: Iterable[tuple[str, str, float]]) -> Posting:
    """Add up (unit, lead position, fte) rows; rows without a unit or position count nowhere."""
    return Posting(name, _sums(((unit, p), share) for unit, p, share in rows if unit and p))


def _sums(shares: Iterable[tuple[Cell, float]]) -> dict[Cell, float]:
    """Add up shares of officers by cell, alike in any order: people only change places."""
    found: dict[Cell, list[float]] = defaultdict(list)
    for cell, share in shares:
        found[cell].append(share)
    return {cell: round(math.fsum(own), _DIGITS) for cell, own in found.items()}


def read_posting(
    case: Case,
    establishment: Establishment,
    posting: Posting,
    curves: Iterable[Curve] | None = None,
) -> Reading:
    """Measure a posting.

    Parameters
    ----------
    case : Case
    establishment : Establishment
        Its curves and its leaders' targets are the ruler.
    posting : Posting
    curves : iterable of Curve, optional
        Other curves to read on, to ask whether a flag would stand with more or less work.
    """
    positions = case.positions.set_index("position_id", drop=False).to_dict("index")
    groups = {code: group_of(position) for code, position in positions.items()}
    reader = _Reader(case, posting, groups)
    for curve in establishment.curves if curves is None else curves:
        reader.read_group(curve)
    for lead in establishment.leaderships:
        reader.read_leader(lead.unit_code, lead.position_id, lead.target, lead.missing_price)
    reader.read_rest()
    return reader.reading()


def scaled(curve: Curve, scale: float, policy: Policy) -> Curve:
    """Return the curve with its requirements multiplied."""
    works = tuple(replace(work, hours=work.hours * scale) for work in curve.works)
    segments = [s for work in works for s in segments_of(work, policy, curve.available)]
    segments.sort(key=lambda s: (-s.price, s.position_id))
    return replace(curve, works=works, segments=tuple(segments))


class _Reader:
    """Adds up one posting cell by cell."""

    def __init__(self, case: Case, posting: Posting, groups: Mapping[str, str]) -> None:
        self._posting = posting
        self._groups = groups
        self._officer_year = available_hours(case.policy)
        self._idle_price = case.policy.idle_price
        self._least = case.policy.least_part_fte * self._officer_year
        self._capacity = _sums(
            ((unit, groups[position]), fte) for (unit, position), fte in posting.fte.items()
        )
        self._staff: dict[Cell, float] = {}
        self._served: dict[Cell, float] = {}
        self._required: dict[Cell, float] = {}
        self._cost = 0
        self._idle = 0.0
        self._missing = 0.0

    def read_group(self, curve: Curve) -> None:
        officers = self._capacity.pop((curve.unit_code, curve.group), 0.0)
        hours = officers * curve.available
        served = curve.shared_out(hours, self._least)
        total = sum(work.hours for work in curve.works)
        idle = max(0.0, hours - curve.servable)
        self._cost += milli_hour(curve.cost(hours))
        self._idle += idle
        for work in curve.works:
            cell = (curve.unit_code, work.position_id)
            part = work.hours / total if total > 0 else 1 / len(curve.works)
            self._staff[cell] = (served[work.position_id] + idle * part) / curve.available
            self._served[cell] = served[work.position_id]
            self._required[cell] = work.hours

    def read_leader(self, unit: str, position: str, target: int, price: int) -> None:
        cell = (unit, position)
        officers = self._posting.fte.get(cell, 0.0)
        missing = max(0.0, target - officers)
        self._staff[cell] = officers
        self._cost += milli_hour(price / 1000 * missing)
        self._missing += missing
        self._capacity.pop((unit, self._groups[position]), None)

    def read_rest(self) -> None:
        """Officers of a group without any work in the unit are all surplus."""
        for (unit, position), officers in sorted(self._posting.fte.items()):
            if (unit, self._groups[position]) in self._capacity:
                self._staff[unit, position] = officers
                self._idle += officers * self._officer_year
                self._cost += milli_hour(self._idle_price * officers * self._officer_year)

    def reading(self) -> Reading:
        unserved = sum(self._required[cell] - self._served[cell] for cell in self._required)
        return Reading(
            self._staff,
            self._served,
            self._required,
            self._cost,
            unserved,
            self._idle,
            self._missing,
        )


def ratio_of_sums(rows: pd.DataFrame, staff: str, required: str) -> float:
    """Return total staff over total requirement; NaN where nothing is required.

    Examples
    --------
    >>> frame = pd.DataFrame({"staff": [4, 3, 4, 7], "required": [8.14, 10.71, 12.28, 11.23]})
    >>> round(ratio_of_sums(frame, "staff", "required"), 4)
    0.4249
    """
    total = float(rows[required].sum())
    return float(rows[staff].sum()) / total if total > 0 else float("nan")


def mean_of_ratios(rows: pd.DataFrame, staff: str, required: str) -> float:
    """Return the mean of staff over requirement where something is required; else NaN.

    Examples
    --------
    >>> frame = pd.DataFrame({"staff": [4, 3, 4, 7], "required": [8.14, 10.71, 12.28, 11.23]})
    >>> round(mean_of_ratios(frame, "staff", "required"), 4)
    0.4301
    """
    asked = rows[rows[required] > 0]
    return float((asked[staff] / asked[required]).mean()) if len(asked) else float("nan")
