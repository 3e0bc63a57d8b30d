"""What the rule of fairness reached: every unit's share, the cuts that prove it, its price."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from staffalloc.balance.ruler import Posting, read_posting
from staffalloc.case.case import Case
from staffalloc.case.hours import MILLI
from staffalloc.establishment import Establishment
from staffalloc.placement.engine.model import POOL, Ints
from staffalloc.placement.fair.fairness import Fairness, filled_in
from staffalloc.placement.fair.levels import NO_LEVEL
from staffalloc.placement.fair.under_side_rules import least_share
from staffalloc.placement.place import Placement

_OF_UNITS: Final = [
    "unit_code",
    "seats",
    "filled",
    "share",
    "level",
    "filled_without",
    "hours_share",
    "fill_price",
    "head_price_without",
]
_OF_SEATS: Final = ["seat_type", "level", "seat_price_without"]
_OF_PEOPLE: Final = ["cadre_id", "seat_type", "seat_type_without"]


def fairness_tables(
    case: Case, establishment: Establishment, placement: Placement, planned: Posting
) -> dict[str, pd.DataFrame]:
    """Return the tables of the rule, by name; none where it is off.

    ``fairness`` has a row a unit: its authorised seats in the frame, those filled with the rule
    and without it, the level (from 1 for the poorest, blank where every seat is filled), the
    weighted hours served by the hours required, and the prices of both proofs. ``fair_cuts`` has
    a row a seat type: the first level whose cut it is in, blank for none. ``fair_changes`` has a
    row for everybody who would sit elsewhere without the rule, blank for the pool.
    """
    fair = placement.fair
    if fair is None:
        return {}
    hours = hours_shares(case, establishment, planned)
    return {
        "fairness": _units_table(placement, fair, hours),
        "fair_cuts": _seats_table(placement, fair),
        "fair_changes": _people_table(placement, fair),
    }


def fairness_figures(placement: Placement) -> Mapping[str, int | str] | None:
    """Return what the certificate says of the rule, None where it is off.

    Under side rules the least share reached and its bound are beside it, as whole seats.
    """
    fair = placement.fair
    if fair is None:
        return None
    return {
        "levels": fair.levels.levels,
        "objective_without_mh": fair.proof_without.objective,
        "bound_without_mh": fair.proof_without.bound,
        "price_mh": placement.price_of_fairness,
        **_share_and_bound(fair),
    }


def _share_and_bound(fair: Fairness) -> Mapping[str, str]:
    if fair.share_bound is None:
        return {}
    share = least_share(fair.levels.seats, fair.least_filled)
    return {"share": str(share), "share_bound": str(fair.share_bound)}


def _units_table(placement: Placement, fair: Fairness, hours: Mapping[str, float]) -> pd.DataFrame:
    problem = placement.problem
    seats, filled = fair.levels.seats, filled_in(problem.model, placement.seat_of)
    fill_price = placement.solution.fill_price
    with np.errstate(invalid="ignore"):
        share = np.where(seats > 0, filled / seats, np.nan)
    columns = (
        problem.units,
        seats,
        filled,
        share,
        _blank_without_level(fair.levels.level),
        filled_in(problem.model, fair.seat_of_without()),
        [hours.get(unit, float("nan")) for unit in problem.units],
        0 if fill_price is None else fill_price / MILLI,
        fair.without.head_price / MILLI,
    )
    return pd.DataFrame(dict(zip(_OF_UNITS, columns, strict=True)))


def _seats_table(placement: Placement, fair: Fairness) -> pd.DataFrame:
    names = [seat.name for seat in placement.problem.seats]
    columns = (names, _blank_without_level(fair.levels.cut), fair.without.seat_price / MILLI)
    return pd.DataFrame(dict(zip(_OF_SEATS, columns, strict=True)))


def _blank_without_level(level: Ints) -> pd.Series:
    return pd.Series(np.where(level == NO_LEVEL, np.nan, level.astype(float)))


def _people_table(placement: Placement, fair: Fairness) -> pd.DataFrame:
    names = [seat.name for seat in placement.problem.seats]
    codes = placement.problem.people.table["cadre_id"].tolist()
    pairs = zip(codes, placement.seat_of.tolist(), fair.seat_of_without().tolist(), strict=True)
    rows = [
        (code, *("" if seat == POOL else names[seat] for seat in (now, without)))
        for code, now, without in pairs
        if now != without
    ]
    return pd.DataFrame(rows, columns=_OF_PEOPLE).sort_values("cadre_id", ignore_index=True)


def hours_shares(case: Case, establishment: Establishment, posting: Posting) -> Mapping[str, float]:
    """Return the weighted hours a posting serves by those required, of each unit with work."""
    reading = read_posting(case, establishment, posting)
    served: dict[str, float] = defaultdict(float)
    required: dict[str, float] = defaultdict(float)
    for curve in establishment.curves:
        for work in curve.works:
            hours = reading.served[curve.unit_code, work.position_id]
            served[curve.unit_code] += work.weight * hours
            required[curve.unit_code] += work.weight * work.hours
    return {unit: served[unit] / hours for unit, hours in required.items() if hours > 0}
