"""Workload to required full-time equivalents, after the WHO's WISN method.

For a unit *u* and a position *p* sized by workload::

    hours[u,p]    = fixed_hours[p] + sum over k of workload[u,k] * minutes[p,k] / 60 * difficulty[u]
    required[u,p] = hours[u,p] / AWT / (1 - category_allowance[p])
                    + individual_allowance_hours[p] / AWT

AWT is the available working time of one officer in hours a year.

References
----------
World Health Organization, *Workload indicators of staffing need (WISN): user's manual*, 2010.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.schema import UNIT_INDICATORS
from staffalloc.case.working_time import available_hours
from staffalloc.rules import rules_in_force

_WEIGHT_DIGITS: Final = 12  # equal weights must compare equal however their sums were added


def requirements(case: Case) -> pd.DataFrame:
    """Return the officers each unit's workload needs, by position.

    Parameters
    ----------
    case : Case
        Units, positions, indicators, standards and workloads are used.

    Returns
    -------
    DataFrame
        One row for each unit and each workload position that applies there, sorted:
        ``unit_code``, ``position_id``, ``hours`` (a year), ``required_fte``,
        ``required_hours`` (with allowances), ``weight`` (of an hour), ``mode`` (none,
        part_time, full_time) and ``estimated`` (a substitute stood for a missing figure).

    Notes
    -----
    The category allowance is applied once to the sum of a position's activities, never to each
    of them. A position whose drivers are all zero in a unit, with no minimum of posts, needs
    nobody there, whatever its fixed hours.

    Examples
    --------
    >>> import staffalloc as sa
    >>> need = sa.requirements(sa.load_example("lao_cai"))
    >>> need.columns.tolist()[:3]
    ['unit_code', 'position_id', 'hours']
    """
    positions = case.positions
    has_seats = rules_in_force(case).held_by(positions) == ""
    sized = positions[(positions["sizing"] == "workload") & has_seats].reset_index(drop=True)
    volumes, estimated_volume = workload_matrix(case)
    hours, weighted, driven, estimated = _activity_hours(case, sized, volumes, estimated_volume)

    fixed = sized["fixed_hours"].to_numpy(float)
    idle = _has_standards(case, sized) & ~driven & (sized["min_posts"].to_numpy() == 0)
    total = np.where(idle, 0.0, hours + fixed)
    awt = available_hours(case.policy)
    required = total / awt / (1 - sized["category_allowance"].to_numpy(float))
    required = required + sized["individual_allowance_hours"].to_numpy(float) / awt
    required = np.where(idle, 0.0, required)

    frame = pd.DataFrame(
        {
            "unit_code": np.repeat(case.units["unit_code"].to_numpy(), len(sized)),
            "position_id": np.tile(sized["position_id"].to_numpy(), len(case.units)),
            "hours": total.ravel(),
            "required_fte": required.ravel(),
            "required_hours": (required * awt).ravel(),
            "weight": _weights(sized, fixed, total, weighted).ravel(),
            "mode": mode_of(required, case.policy.full_time_from).ravel(),
            "estimated": estimated.ravel(),
        }
    ).astype({"unit_code": "str", "position_id": "str", "mode": "str"})
    return frame[applies(case, sized).ravel()].reset_index(drop=True)


def applies(case: Case, positions: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which of `positions` apply to which units, shape (units, positions).

    A position for communes or wards alone applies to that kind; a special zone takes those
    that apply to both; the ``applicability`` table overrides both ways.
    """
    matrix = applies_by_kind(case, positions)
    unit_rows = _places(case.units["unit_code"])
    position_columns = _places(positions["position_id"])
    for row in case.applicability.itertuples():
        if row.position_id in position_columns:
            matrix[unit_rows[row.unit_code], position_columns[row.position_id]] = (
                row.applies == "yes"
            )
    return matrix


def applies_by_kind(case: Case, positions: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which of `positions` apply to which units by their kind, (units, positions)."""
    kinds = case.units["kind"].to_numpy()[:, None]
    scope = positions["applies_to"].to_numpy()[None, :]
    return np.asarray((scope == "both") | (scope == kinds), bool)


def workload_matrix(case: Case) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return workloads and which of them are substitutes, both (units, indicators).

    A figure that nobody gave stays NaN unless the policy names what stands for it.
    """
    indicators = case.indicators["indicator_id"]
    columns, rows = _places(indicators), _places(case.units["unit_code"])
    matrix = np.full((len(rows), len(columns)), np.nan)
    for name in UNIT_INDICATORS:
        if name in columns:
            matrix[:, columns[name]] = case.units[name].to_numpy(float)
    given = case.workloads
    matrix[given["unit_code"].map(rows), given["indicator_id"].map(columns)] = given["value"]
    missing = np.isnan(matrix)
    if case.policy.missing_workload == "zero":
        matrix[missing] = 0.0
    elif case.policy.missing_workload == "kind_median":
        _fill_with_kind_median(matrix, case.units["kind"].to_numpy())
    return matrix, missing


def _fill_with_kind_median(matrix: NDArray[np.float64], kinds: NDArray[np.object_]) -> None:
    for kind in np.unique(kinds):
        block = matrix[kinds == kind]
        for column in range(block.shape[1]):
            known = block[~np.isnan(block[:, column]), column]
            middle = float(np.median(known)) if known.size else 0.0
            block[np.isnan(block[:, column]), column] = middle
        matrix[kinds == kind] = block


def _activity_hours(
    case: Case,
    sized: pd.DataFrame,
    volumes: NDArray[np.float64],
    substituted: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return hours, hours weighted by indicator, whether anything drives them, estimated."""
    shape = (len(case.units), len(sized))
    hours, weighted = np.zeros(shape), np.zeros(shape)
    driven, estimated = np.zeros(shape, bool), np.zeros(shape, bool)
    columns, places = _places(case.indicators["indicator_id"]), _places(sized["position_id"])
    omega = case.indicators["weight"].to_numpy(float)
    difficulty = case.units["difficulty"].to_numpy(float)
    for row in _working_standards(case).itertuples():
        if row.position_id not in places:
            continue
        p, k = places[row.position_id], columns[row.indicator_id]
        part = volumes[:, k] * row.minutes_per_unit / 60 * difficulty
        hours[:, p] += part
        weighted[:, p] += omega[k] * part
        driven[:, p] |= volumes[:, k] > 0
        estimated[:, p] |= substituted[:, k]
    return hours, weighted, driven, estimated


def _weights(
    sized: pd.DataFrame,
    fixed: NDArray[np.float64],
    total: NDArray[np.float64],
    weighted: NDArray[np.float64],
) -> NDArray[np.float64]:
    base = np.broadcast_to(sized["weight"].to_numpy(float), total.shape)
    mean = np.divide(fixed + weighted, total, out=np.ones_like(total), where=total > 0)
    return np.round(base * mean, _WEIGHT_DIGITS)


def mode_of(required: NDArray[np.float64], full_time_from: float) -> NDArray[np.str_]:
    """Return the mode of staffing for required officers: none, part_time or full_time."""
    part = np.where(required > 0, "part_time", "none")
    return np.where(required >= full_time_from, "full_time", part)


def _has_standards(case: Case, sized: pd.DataFrame) -> NDArray[np.bool_]:
    return np.asarray(sized["position_id"].isin(_working_standards(case)["position_id"]), bool)


def _working_standards(case: Case) -> pd.DataFrame:
    """Standards that ask for time; one of no minutes drives nothing and needs no figure."""
    return case.standards[case.standards["minutes_per_unit"] > 0]


def _places(ids: Sequence[str] | pd.Series) -> Mapping[str, int]:
    return {code: place for place, code in enumerate(ids)}
