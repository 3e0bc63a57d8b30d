"""How many people sit in which unit and position today.

People sit where the old districts left them: some units have too many in one position and
nobody in another. The starting point is a rough establishment (the exact one is the job of
:mod:`staffalloc.establishment`), from which posts are emptied and to which people are added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.demand import requirements
from staffalloc.establishment.leaders import build_leaderships, frames
from staffalloc.examples.assumptions import Assumptions, area_of
from staffalloc.examples.draws import apportion, lowest, weighted_sample

_OUTSIDE: Final = ("contract", "military", "elected")
_NOT_WORTH_A_POST: Final = 1 / 6  # of an officer: the rest of a post would stand idle


@dataclass(frozen=True)
class Headcounts:
    """People of one province by unit and position, and those without a unit.

    Attributes
    ----------
    staff : ndarray of int, shape (units, positions)
        In the order of the case's tables.
    pool_homes : ndarray of int, shape (people without a unit,)
        Unit row about which each of them lives.
    """

    staff: NDArray[np.int64]
    pool_homes: NDArray[np.int64]


def headcounts_today(
    case: Case,
    is_seat: NDArray[np.bool_],
    rng: np.random.Generator,
    assumptions: Assumptions,
) -> Headcounts:
    """Draw who sits where, for the units of one province.

    Parameters
    ----------
    case : Case
        Without people.
    is_seat : ndarray of bool, shape (units,)
        Units of former district seats, where more people sit.
    rng : numpy.random.Generator
    assumptions : Assumptions
    """
    positions = case.positions
    posts = rough_posts(case)
    leading = (positions["sizing"] == "post").to_numpy()
    payroll = (positions["staffing"] == "payroll").to_numpy()
    outside = positions["staffing"].isin(_OUTSIDE).to_numpy()

    people = int(int(frames(case).sum()) * assumptions.payroll_to_frame)
    pool = round(people * assumptions.pool_share)
    staff = np.zeros_like(posts)
    _hold(staff, posts, leading & payroll, assumptions.leaders_held, rng)
    _hold(staff, posts, outside, assumptions.outside_held, rng)
    specialists = np.flatnonzero(~leading & payroll)
    total = max(0, people - pool - int(staff[:, payroll].sum()))
    areas = np.array([area_of(fields) for fields in positions["required_fields"].iloc[specialists]])
    targets = _targets(posts[:, specialists].sum(axis=0), areas, total, assumptions)
    pull = _pull(case.units, is_seat, rng, assumptions)
    for position, target in zip(specialists, targets, strict=True):
        staff[:, position] = _spread(posts[:, position], int(target), pull, rng, assumptions)
    homes = rng.choice(len(pull), size=pool, p=pull / pull.sum())
    return Headcounts(staff, homes)


def rough_posts(case: Case) -> NDArray[np.int64]:
    """Return about how many posts each unit needs of each position, (units, positions).

    Leaders up to their target, then specialists up to the frame: by group in proportion to
    required officers, and within a group to the positions with most work.
    """
    need = requirements(case)
    codes = case.positions["position_id"]
    posts = np.zeros((len(case.units), len(codes)), np.int64)
    unit_rows = {code: row for row, code in enumerate(case.units["unit_code"])}
    columns = {code: column for column, code in enumerate(codes)}
    led = np.zeros(len(case.units), np.int64)
    for leader in build_leaderships(case, need):
        posts[unit_rows[leader.unit_code], columns[leader.position_id]] = leader.target
        led[unit_rows[leader.unit_code]] += leader.target if leader.in_frame else 0
    elected = (case.positions["staffing"] == "elected").to_numpy()
    posts[:, elected] = case.positions.loc[elected, "min_posts"].to_numpy()

    required = np.zeros(posts.shape)
    rows, places = need["unit_code"].map(unit_rows), need["position_id"].map(columns)
    required[rows, places] = need["required_fte"]
    in_frame = case.positions["in_frame"].to_numpy()
    room = np.maximum(0, frames(case).to_numpy() - led)
    posts += _divide(case, np.where(in_frame, required, 0.0), room)
    no_limit = np.full(len(room), np.iinfo(np.int64).max)
    posts += _divide(case, np.where(in_frame, 0.0, required), no_limit)
    return posts


def _divide(
    case: Case, required: NDArray[np.float64], room: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Divide each unit's room over groups, then over the positions of each group."""
    group_of = case.positions["concurrency_group"].where(
        case.positions["concurrency_group"] != "", case.positions["position_id"]
    )
    groups = sorted(set(group_of[required.any(axis=0)]))
    members = [np.flatnonzero(group_of == group) for group in groups]
    most_positions = case.concurrency.set_index("group")["max_positions"].to_dict()
    most = [int(most_positions.get(group, 1)) for group in groups]
    least_officers = case.positions["min_posts"].to_numpy()
    posts = np.zeros(required.shape, np.int64)
    for unit, free in enumerate(room):
        by_group = [required[unit, columns] for columns in members]
        fewest = [
            _fewest(officers, least_officers[columns], limit)
            for officers, columns, limit in zip(by_group, members, most, strict=True)
        ]
        seats = _seats_by_group(by_group, fewest, int(free))
        for columns, officers, count in zip(members, by_group, seats, strict=True):
            if count:
                served = _served(officers, int(count), case.policy.segment_shares)
                posts[unit, columns] = apportion(served, int(count))
    return posts


def _seats_by_group(
    by_group: Sequence[NDArray[np.float64]], fewest: Sequence[int], free: int
) -> NDArray[np.int64]:
    sums = np.array([officers.sum() for officers in by_group])
    least = np.array(fewest, np.int64)
    if sums.sum() == 0:
        return least
    most = np.ceil(sums - _NOT_WORTH_A_POST).clip(min=0)
    total = max(int(least.sum()), min(free, int(most.sum())))
    wanted = np.maximum(0.0, sums * total / sums.sum() - least)
    shares = wanted if wanted.sum() > 0 else sums
    return least + apportion(shares, total - int(least.sum()))


def _served(
    officers: NDArray[np.float64], capacity: float, segment_shares: Sequence[float]
) -> NDArray[np.float64]:
    """Work served by a group's officers: the dearest segment of every position first."""
    served = np.zeros_like(officers)
    for share in reversed(segment_shares):
        segment = share * officers
        before = np.cumsum(segment) - segment
        served += np.clip(capacity - served.sum() - before, 0.0, segment)
    return served


def _fewest(
    officers: NDArray[np.float64], least_officers: NDArray[np.int64], most_positions: int
) -> int:
    at_work = officers > 0
    if not at_work.any():
        return 0
    seats = int(np.maximum(1, least_officers[at_work]).sum())
    return max(int(least_officers[at_work].max()), -(-seats // most_positions))


def _hold(
    staff: NDArray[np.int64],
    posts: NDArray[np.int64],
    columns: NDArray[np.bool_],
    share: float,
    rng: np.random.Generator,
) -> None:
    """Fill that share of the posts, the empty ones anywhere."""
    units, places = np.nonzero(posts * columns)
    seats = np.repeat(np.arange(len(units)), posts[units, places])
    held = rng.permutation(len(seats))[: round(share * len(seats))]
    np.add.at(staff, (units[seats[held]], places[seats[held]]), 1)


def _targets(
    posts: NDArray[np.int64], areas: NDArray[np.str_], total: int, assumptions: Assumptions
) -> NDArray[np.int64]:
    """People by position: scarce areas short, the others share what is left."""
    scarce = ~np.isin(areas, ("general", "other"))
    exact = assumptions.scarce_supply / (1 - assumptions.wrong_field)
    targets = np.where(scarce, np.rint(posts * exact), 0).astype(np.int64)
    left = total - int(targets.sum())
    weights = np.where(areas == "general", assumptions.general_to_other, 1.0) * posts * ~scarce
    if left <= 0 or weights.sum() == 0:
        return apportion(posts, total if posts.sum() else 0)
    return targets + apportion(weights, left)


def _pull(
    units: pd.DataFrame,
    is_seat: NDArray[np.bool_],
    rng: np.random.Generator,
    assumptions: Assumptions,
) -> NDArray[np.float64]:
    """How likely each unit is to have people too many: crowded, in between, or outlying."""
    density = (units["population"] / units["area_km2"]).replace([0.0, np.inf], np.nan)
    town = density.rank(pct=True).fillna(0.0).to_numpy(float)
    score = town + assumptions.seat_bonus * is_seat
    score += assumptions.unevenness * rng.standard_normal(len(units))
    crowded = lowest(-score, round(assumptions.crowded_share * len(units)))
    outlying = lowest(score, round(assumptions.outlying_share * len(units))) & ~crowded
    strength = assumptions.crowding
    return np.where(crowded, strength, np.where(outlying, 1 / strength, 1.0))


def _spread(
    posts: NDArray[np.int64],
    people: int,
    pull: NDArray[np.float64],
    rng: np.random.Generator,
    assumptions: Assumptions,
) -> NDArray[np.int64]:
    """Empty some posts of a position and add people elsewhere, `people` in all."""
    total = int(posts.sum())
    if total == 0:
        return posts
    misplaced = round(assumptions.misplaced * total)
    emptied = min(total, misplaced + max(0, total - people))
    seats = np.repeat(np.arange(len(posts)), posts)
    gone = seats[weighted_sample(rng, 1.0 / pull[seats], emptied)]
    lost = np.bincount(gone, minlength=len(posts))
    open_units = pull * (posts > 0) * (lost == 0)
    if open_units.sum() == 0:
        open_units = pull
    added = rng.multinomial(people - total + emptied, open_units / open_units.sum())
    return posts - lost + added
