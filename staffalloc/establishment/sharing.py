"""Officers shared by neighbouring units: small work of one is done by an officer of the other.

A guest is a unit whose work in some positions of a concurrency group is below the threshold and
that must have nobody there; its work of these positions goes to a host, a neighbour of the same
province with work of the group. A pair saves what the value curves of both cost less together
than apart, each at the number of posts that is best when a post costs what it is worth in its
unit: the price of the frame in the establishment without sharing. For each group the pairs saving
most in all are chosen, by a matching of maximum weight: at these prices no other choice of pairs
saves more. It is not proven best once the posts move and the prices with them, nor does it weigh a
host with two guests, or one group against another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.hours import great_circle_km
from staffalloc.demand import mode_of
from staffalloc.establishment.curves import Curve, Work, build_curves, with_works

_WEIGHT_DIGITS: Final = 12  # as the requirements have it
_HOUR_COLUMNS: Final = ["hours", "required_fte", "required_hours"]


@dataclass(frozen=True)
class SharedOfficer:
    """Work of a guest that goes to a host.

    Attributes
    ----------
    group, guest, host : str
    positions : tuple of str
    hours : float
        Hours a year that go over, with allowances.
    km : float
        Between the units; NaN where a place is unknown.
    guest_price, host_price : int
        What a post is worth in each unit without sharing, in milli-hours.
    saved : int
        What the pair saves at these prices, in milli-hours.
    """

    group: str
    guest: str
    host: str
    positions: tuple[str, ...]
    hours: float
    km: float
    guest_price: int
    host_price: int
    saved: int


@dataclass(frozen=True)
class _Cells:
    """Value curves, and the positions a guest may give away, both by (unit, group)."""

    case: Case
    price: Mapping[str, int]  # of a post in the frame, milli-hours
    curves: Mapping[tuple[str, str], Curve]
    small: Mapping[tuple[str, str], frozenset[str]]
    known: frozenset[tuple[str, str]]  # unit and position that apply


def share_officers(
    case: Case, need: pd.DataFrame, price: Mapping[str, int]
) -> tuple[pd.DataFrame, tuple[SharedOfficer, ...]]:
    """Return the requirements with shared work at its hosts, and who shares with whom.

    Parameters
    ----------
    case : Case
    need : DataFrame
        Requirements by unit and position.
    price : mapping of unit_code to int
        What one more post in the frame is worth in each unit, in milli-hours.
    """
    cells = _cells(case, need, price)
    apart = neighbours(case)
    shared = [
        pair
        for group in sorted({group for _, group in cells.small})
        for pair in _pairs_of_group(cells, group, apart)
    ]
    return _moved(case, need, shared), tuple(shared)


def neighbours(case: Case) -> dict[tuple[str, str], float]:
    """Return the units next to each other, smaller code first, with their distance in km.

    They are those of the table ``neighbours``; without one, units that are near. Two units of
    different provinces never share.
    """
    units = case.units.sort_values("unit_code")
    place = {code: row for row, code in enumerate(units["unit_code"])}
    lat, lon = (units[name].to_numpy(float) for name in ("lat", "lon"))
    province = units["province_code"].to_numpy(object)
    codes = units["unit_code"].tolist()
    if len(case.neighbours):
        given = zip(case.neighbours["unit_a"], case.neighbours["unit_b"], strict=True)
        pairs = sorted({(min(a, b), max(a, b)) for a, b in given if a != b})
    else:
        pairs = [
            (codes[a], codes[b])
            for a in range(len(codes))
            for b in (a + 1 + np.flatnonzero(_near(case, lat, lon, a))).tolist()
        ]
    found = {}
    for a, b in pairs:
        i, j = place[a], place[b]
        if province[i] == province[j]:
            found[a, b] = float(great_circle_km(lat[i], lon[i], lat[j], lon[j]))
    return found


def _near(case: Case, lat: np.ndarray, lon: np.ndarray, unit: int) -> np.ndarray:
    """Return which of the units after `unit` are near enough; an unknown place is not."""
    after = slice(unit + 1, None)
    km = great_circle_km(lat[unit], lon[unit], lat[after], lon[after])
    return np.asarray(km <= case.policy.share_max_km)


def _cells(case: Case, need: pd.DataFrame, price: Mapping[str, int]) -> _Cells:
    curves = {(curve.unit_code, curve.group): curve for curve in build_curves(case, need)}
    below = case.policy.share_below_fte
    officers = dict(
        zip(
            zip(need["unit_code"], need["position_id"], strict=True),
            need["required_fte"],
            strict=True,
        )
    )
    small = {}
    for key, curve in curves.items():
        positions = frozenset(
            work.position_id
            for work in curve.works
            if work.least_officers == 0 and 0 < officers[key[0], work.position_id] < below
        )
        if positions:
            small[key] = positions
    return _Cells(case, price, curves, small, frozenset(officers))


def _pairs_of_group(
    cells: _Cells, group: str, apart: Mapping[tuple[str, str], float]
) -> Iterator[SharedOfficer]:
    graph: nx.Graph[str] = nx.Graph()
    for (a, b), km in apart.items():
        ways = [
            pair
            for guest, host in ((a, b), (b, a))
            if (pair := _pair(cells, group, guest, host, km)) is not None
        ]
        if ways:
            best = max(ways, key=lambda pair: (pair.saved, pair.host))
            graph.add_edge(a, b, weight=best.saved, pair=best)
    matched = nx.max_weight_matching(graph)
    for edge in sorted(tuple(sorted(edge)) for edge in matched):
        yield graph.edges[edge]["pair"]


def _pair(cells: _Cells, group: str, guest: str, host: str, km: float) -> SharedOfficer | None:
    """Return the pair if it is allowed and saves anything."""
    small, taker = cells.small.get((guest, group)), cells.curves.get((host, group))
    if small is None or taker is None or not any(work.hours > 0 for work in taker.works):
        return None
    going = frozenset(code for code in small if (host, code) in cells.known)
    if not going:
        return None
    giver = cells.curves[guest, group]
    moved = [work for work in giver.works if work.position_id in going]
    left = [work for work in giver.works if work.position_id not in going]
    at_guest, at_host = (cells.price[u] if taker.in_frame else 0 for u in (guest, host))
    both = with_works(taker, _together(taker.works, moved), cells.case.policy)
    rest = [with_works(giver, left, cells.case.policy)] if left else []
    after = _best(both, at_host) + sum(_best(curve, at_guest) for curve in rest)
    saved = _best(giver, at_guest) + _best(taker, at_host) - after
    if saved <= 0:
        return None
    return SharedOfficer(
        group=group,
        guest=guest,
        host=host,
        positions=tuple(sorted(going)),
        hours=sum(work.hours for work in moved),
        km=km,
        guest_price=at_guest,
        host_price=at_host,
        saved=saved,
    )


def _best(curve: Curve, price: int) -> int:
    """Return the cost at the best number of posts, posts paid, in milli-hours."""
    used = sum(max(0, gain - price) for gain in curve.gains)
    return curve.base_cost + curve.fewest * price - used


def _together(works: Sequence[Work], more: Sequence[Work]) -> list[Work]:
    """Add work to that of a host, position by position."""
    made = {work.position_id: work for work in works}
    for work in more:
        own = made.get(work.position_id)
        made[work.position_id] = (
            work
            if own is None
            else replace(
                own,
                hours=own.hours + work.hours,
                weight=_mean_weight(own.hours, own.weight, work.hours, work.weight),
            )
        )
    return list(made.values())


def _mean_weight(hours: float, weight: float, more: float, its_weight: float) -> float:
    return round((hours * weight + more * its_weight) / (hours + more), _WEIGHT_DIGITS)


def _moved(case: Case, need: pd.DataFrame, shared: Sequence[SharedOfficer]) -> pd.DataFrame:
    """Move the shared work in the requirements from each guest to its host."""
    if not shared:
        return need
    made = need.copy()
    cells = list(zip(need["unit_code"], need["position_id"], strict=True))
    row_of = {cell: row for row, cell in enumerate(cells)}
    pairs = [(row_of[p.guest, code], row_of[p.host, code]) for p in shared for code in p.positions]
    base = dict(zip(case.positions["position_id"], case.positions["weight"], strict=True))
    for guest, host in pairs:
        own, more = need.loc[host], need.loc[guest]
        made.loc[host, "weight"] = _mean_weight(
            own["required_hours"], own["weight"], more["required_hours"], more["weight"]
        )
        made.loc[host, _HOUR_COLUMNS] = (own[_HOUR_COLUMNS] + more[_HOUR_COLUMNS]).to_numpy(float)
        made.loc[host, "estimated"] = bool(own["estimated"] or more["estimated"])
        made.loc[guest, _HOUR_COLUMNS] = 0.0
        made.loc[guest, "weight"] = round(float(base[more["position_id"]]), _WEIGHT_DIGITS)
    made["mode"] = pd.Series(
        mode_of(made["required_fte"].to_numpy(), case.policy.full_time_from),
        made.index,
        dtype="str",
    )
    return made
