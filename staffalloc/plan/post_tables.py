"""Tables of the posts: curves, modes, parts, ceilings, and what the cut could not carry."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Sequence

import pandas as pd

from staffalloc.case.hours import MILLI
from staffalloc.establishment import Establishment
from staffalloc.establishment.sharing import SharedOfficer
from staffalloc.placement.place import Placement, tiers
from staffalloc.plan.officers import Officers


def curves_table(establishment: Establishment) -> pd.DataFrame:
    """What each further post of a group would serve, and whether it is authorised."""
    rows = [
        (
            curve.unit_code,
            curve.group,
            curve.fewest + k + 1,
            gain / MILLI,
            curve.fewest + k < establishment.posts_of[curve.unit_code, curve.group],
        )
        for curve in establishment.curves
        for k, gain in enumerate(curve.gains)
    ]
    return pd.DataFrame(
        rows, columns=["unit_code", "group", "post_number", "serves_hours", "authorised"]
    )


def uncarried_table(establishment: Establishment) -> pd.DataFrame:
    """Positions the posts do not carry as their hours ask, with the reason."""
    rows = [
        (
            s.unit_code,
            s.position_id,
            s.required_hours,
            s.served_hours,
            s.carried_hours,
            s.reason,
        )
        for s in sorted(establishment.shortfalls, key=lambda s: (s.unit_code, s.position_id))
    ]
    columns = ["unit_code", "position_id", "required_hours", "served_hours", "carried_hours"]
    return pd.DataFrame(rows, columns=[*columns, "reason"])


def shared_table(shared: Sequence[SharedOfficer]) -> pd.DataFrame:
    """Whose work goes to a neighbour's officer, and what that saves."""
    rows = [
        (
            s.group,
            s.guest,
            s.host,
            ";".join(s.positions),
            s.hours,
            s.km,
            s.guest_price / MILLI,
            s.host_price / MILLI,
            s.saved / MILLI,
        )
        for s in shared
    ]
    columns = ["group", "guest", "host", "positions", "hours", "km"]
    return pd.DataFrame(rows, columns=[*columns, "guest_price", "host_price", "saved"])


def mode_cells_table(
    establishment: Establishment, threshold: float, empty_posts: Collection[str]
) -> pd.DataFrame:
    """The three-way rule for every unit and position: mode, posts, largest part, kept or not.

    Full-time work keeps its mode if one post has at least the full-time share of it,
    part-time work if exactly one post carries it; and in both somebody sits there.
    """
    parts: dict[tuple[str, str], list[float]] = defaultdict(list)
    filled: dict[tuple[str, str], list[float]] = defaultdict(list)
    for post in establishment.posts:
        for part in post.parts:
            parts[post.unit_code, part.position_id].append(part.share)
            if post.post_id not in empty_posts:
                filled[post.unit_code, part.position_id].append(part.share)
    rows = []
    for need in establishment.need.itertuples():
        shares = parts.get((need.unit_code, need.position_id), [])
        largest = max(shares, default=0.0)
        rows.append(
            (
                need.unit_code,
                need.position_id,
                need.mode,
                need.required_fte,
                len(shares),
                largest,
                _filled_verdict(
                    _mode_verdict(need.mode, shares, threshold),
                    _mode_verdict(
                        need.mode, filled.get((need.unit_code, need.position_id), []), threshold
                    ),
                ),
            )
        )
    columns = ["unit_code", "position_id", "mode", "required_fte", "posts", "largest_share"]
    return pd.DataFrame(rows, columns=[*columns, "mode_kept"])


def _mode_verdict(mode: str, shares: Sequence[float], threshold: float) -> str:
    if mode == "none":
        return "kept" if not shares else "carried_though_none"
    if not shares:
        return "nobody"
    if mode == "part_time":
        return "kept" if len(shares) == 1 else "divided"
    return "kept" if max(shares) >= threshold - 1e-9 else "below_full_time"


def _filled_verdict(by_posts: str, by_people: str) -> str:
    return "post_vacant" if by_posts == "kept" != by_people else by_posts


def modes_table(cells: pd.DataFrame) -> pd.DataFrame:
    """Units by mode for each position, and in how many of them the posts keep it."""
    rows = []
    for position, group in cells.groupby("position_id", sort=True):
        modes, verdict = group["mode"], group["mode_kept"]
        rows.append(
            (
                position,
                *(int((modes == mode).sum()) for mode in ("full_time", "part_time", "none")),
                *(
                    int(((modes == mode) & (verdict == "kept")).sum())
                    for mode in ("full_time", "part_time", "none")
                ),
                int((verdict == "nobody").sum()),
            )
        )
    return pd.DataFrame(
        rows,
        columns=[
            "position_id",
            "units_full_time",
            "units_part_time",
            "units_none",
            "kept_full_time",
            "kept_part_time",
            "kept_none",
            "units_nobody",
        ],
    )


def parts_table(establishment: Establishment, available: float) -> pd.DataFrame:
    """The parts of every post: position, share of one officer, hours a year."""
    rows = [
        (post.post_id, post.unit_code, part.position_id, part.share, part.share * available)
        for post in establishment.posts
        for part in post.parts
    ]
    return pd.DataFrame(rows, columns=["post_id", "unit_code", "position_id", "share", "hours"])


def ceilings_table(
    establishment: Establishment, placement: Placement, officers: Officers
) -> pd.DataFrame:
    """Frame, ceiling, posts and heads of each unit, and what one more post would be worth."""
    prices, ceilings = establishment.prices, establishment.placement_ceilings
    heads = officers.heads_in_frame()
    shared = establishment.ceilings.shared
    coverage = _coverage(establishment)
    rows = []
    for place, unit in enumerate(establishment.ceilings.units):
        code = unit.unit_code
        above = max(0, heads[code] - ceilings[code])
        rows.append(
            (
                code,
                unit.frame,
                unit.decided_by,
                ceilings[code],
                establishment.in_frame_posts[code],
                heads[code],
                above,
                _above_frame_cost(placement, ceilings[code], above) / MILLI,
                coverage[code],
                prices[f"frame/{code}"] / MILLI,
                prices.get(f"floor/{code}", 0) / MILLI,
                placement.solution.head_price[place] / MILLI,
                unit.lower_edge if shared else math.nan,
                unit.upper_edge if shared else math.nan,
            )
        )
    return pd.DataFrame(
        rows,
        columns=[
            "unit_code",
            "frame",
            "decided_by",
            "ceiling",
            "posts_in_frame",
            "heads_in_frame",
            "above_frame",
            "above_frame_cost",
            "coverage",
            "frame_price",
            "floor_price",
            "head_price",
            "lower_edge",
            "upper_edge",
        ],
    )


def _above_frame_cost(placement: Placement, ceiling: int, heads: int) -> int:
    """What the heads above a ceiling cost by its tiers, in milli-hours."""
    cost, left = 0, heads
    for width, price in tiers(placement.problem.case, ceiling):
        used = left if width is None else min(left, width)
        cost += used * price
        left -= used
    return cost


def _coverage(establishment: Establishment) -> dict[str, float]:
    """Share of each unit's required hours that its authorised posts serve; NaN without work."""
    required: dict[str, float] = defaultdict(float)
    served: dict[str, float] = defaultdict(float)
    for curve in establishment.curves:
        capacity = establishment.posts_of[curve.unit_code, curve.group] * curve.available
        required[curve.unit_code] += sum(work.hours for work in curve.works)
        served[curve.unit_code] += sum(curve.served(capacity).values())
    return {
        unit.unit_code: served[unit.unit_code] / required[unit.unit_code]
        if required[unit.unit_code] > 0
        else math.nan
        for unit in establishment.ceilings.units
    }
