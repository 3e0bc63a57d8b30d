"""Value curves: what each further post of a concurrency group serves in a unit.

The hours of a position fall into segments by what missing them costs. Officers of a group
serve the hours of its positions as one body, dearest segment first; an hour nobody fills costs
the idle price. The cost F(n) of n posts is convex, so its differences, the gains, never rise:
they are what a planner reads.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Final

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.hours import milli_hour
from staffalloc.case.policy import Policy
from staffalloc.case.working_time import available_hours

_PRICE_DIGITS: Final = 9  # prices equal on paper must tie in floating point
_EPSILON: Final = 1e-9


@dataclass(frozen=True)
class Work:
    """The work of one position in one unit: hours with allowances, and the price of an hour."""

    position_id: str
    hours: float
    weight: float
    least_officers: int
    most_officers: float
    keep_mode: bool


@dataclass(frozen=True)
class Segment:
    """Hours of one position that cost the same when missing."""

    position_id: str
    hours: float
    price: float
    servable: float


@dataclass(frozen=True)
class Curve:
    """The value curve of one unit and group.

    Attributes
    ----------
    unit_code, group : str
    staffing : str
        Staffing of the group's positions.
    in_frame : bool
        Whether its posts count in the frame.
    works : tuple of Work
        Positions with work, by position_id.
    most_positions : int
        Most positions one post may hold.
    available : float
        Hours one officer can work in a year.
    idle_price : float
        Price of an idle hour.
    segments : tuple of Segment
        Dearest first.
    """

    unit_code: str
    group: str
    staffing: str
    in_frame: bool
    works: tuple[Work, ...]
    most_positions: int
    available: float
    idle_price: float
    segments: tuple[Segment, ...]

    @cached_property
    def servable(self) -> float:
        """Hours that can be served at all (max_posts caps them)."""
        return math.fsum(segment.servable for segment in self.segments)

    @cached_property
    def full_cost(self) -> float:
        """Cost of serving nothing, in weighted hours."""
        return math.fsum(segment.hours * segment.price for segment in self.segments)

    @cached_property
    def fewest(self) -> int:
        """Fewest posts: the officers each position must have, and seats enough to carry all."""
        seats = sum(max(1, work.least_officers) for work in self.works)
        return max(
            max(work.least_officers for work in self.works), -(-seats // self.most_positions)
        )

    @cached_property
    def most(self) -> int:
        """Posts beyond which another serves nothing."""
        return max(self.fewest, math.ceil(self.servable / self.available - _EPSILON))

    def cost(self, capacity: float) -> float:
        """Return F at a capacity in hours: what stays unserved, and idle hours."""
        used = self._used(capacity)
        value = math.fsum(u * s.price for u, s in zip(used, self.segments, strict=True))
        return self.full_cost - value + self.idle_price * max(0.0, capacity - self.servable)

    def served(self, capacity: float) -> dict[str, float]:
        """Return the hours of each position that a capacity in hours serves, strictly in order."""
        return self._by_position(self._used(capacity))

    def shared_out(self, capacity: float, least: float) -> dict[str, float]:
        """Return the hours served when equal prices are shared so that no work is left alone.

        The order leaves ties to the position_id, so a position may get nothing while another
        is served hours of the very same price. Such a position takes `least` hours from the
        one with the most of them; the cost stays what it was.
        """
        used = self._used(capacity)
        hours = self._by_position(used)
        for work in self.works:
            if hours[work.position_id] > _EPSILON or work.hours <= 0:
                continue
            own = next(
                i
                for i, segment in enumerate(self.segments)
                if segment.position_id == work.position_id
            )
            peers = [
                i
                for i, segment in enumerate(self.segments)
                if segment.price == self.segments[own].price
                and hours[segment.position_id] >= 2 * least
            ]
            giver = max(peers, key=lambda i: used[i], default=own)
            taken = min(least, self.segments[own].servable, used[giver])
            used[giver] -= taken
            used[own] += taken
            hours = self._by_position(used)
        return hours

    def _used(self, capacity: float) -> list[float]:
        """Hours of each segment that a capacity serves."""
        used, left = [], capacity
        for segment in self.segments:
            used.append(min(left, segment.servable))
            left -= used[-1]
        return used

    def _by_position(self, used: Sequence[float]) -> dict[str, float]:
        hours = dict.fromkeys((work.position_id for work in self.works), 0.0)
        for segment, served in zip(self.segments, used, strict=True):
            hours[segment.position_id] += served
        return hours

    @cached_property
    def base_cost(self) -> int:
        """F at the fewest posts, in milli-hours."""
        return milli_hour(self.cost(self.fewest * self.available))

    @cached_property
    def gains(self) -> tuple[int, ...]:
        """What each post above the fewest saves, in milli-hours; never rising."""
        costs = [self.cost(n * self.available) for n in range(self.fewest, self.most + 1)]
        return tuple(milli_hour(before - after) for before, after in pairwise(costs))

    def unserved_pieces(self, posts: int, pieces: int) -> list[float]:
        """Return the priced hours of the first pieces of one officer's year left unserved."""
        used = self._used(posts * self.available)
        left = [(s.price, s.servable - u) for s, u in zip(self.segments, used, strict=True)]
        priced = []
        for _ in range(pieces):
            room, worth = self.available, 0.0
            for i, (price, hours) in enumerate(left):
                taken = min(room, hours)
                room -= taken
                worth += taken * price
                left[i] = (price, hours - taken)
            priced.append(worth)
        return [worth for worth in priced if worth > _EPSILON]


def segments_of(work: Work, policy: Policy, available: float) -> list[Segment]:
    """Cut the hours of one position by what missing them costs, dearest first.

    Hours above ``most_officers`` can never be served; as the first to go missing they are the
    cheapest, so the cap takes from the end.
    """
    dearest = max(policy.segment_prices)
    parts = (
        [(1.0, dearest)]
        if work.keep_mode
        else sorted(
            zip(policy.segment_shares, policy.segment_prices, strict=True), key=lambda s: -s[1]
        )
    )
    room = work.most_officers * available
    segments = []
    for share, price in parts:
        hours = share * work.hours
        servable = min(room, hours)
        room -= servable
        priced = round(price * work.weight, _PRICE_DIGITS)
        segments.append(Segment(work.position_id, hours, priced, servable))
    return segments


def build_curves(case: Case, need: pd.DataFrame) -> list[Curve]:
    """Return the value curve of every unit and group with work, by unit and group.

    Parameters
    ----------
    case : Case
    need : DataFrame
        What :func:`staffalloc.demand.requirements` returned for this case.
    """
    positions = case.positions.set_index("position_id", drop=False).to_dict("index")
    most_positions = dict(
        zip(case.concurrency["group"], case.concurrency["max_positions"], strict=True)
    )
    available = available_hours(case.policy)
    cells: dict[tuple[str, str], list[Work]] = {}
    for row in need.itertuples():
        position = positions[row.position_id]
        least = int(position["min_posts"])
        most = position["max_posts"]
        if (row.required_hours <= 0 and least == 0) or most == 0:
            continue
        work = Work(
            row.position_id,
            float(row.required_hours),
            float(row.weight),
            least,
            math.inf if math.isnan(most) else float(most),
            bool(position["keep_mode"]),
        )
        cells.setdefault((row.unit_code, group_of(position)), []).append(work)
    return [
        _curve(key, works, positions, most_positions, available, case.policy)
        for key, works in sorted(cells.items())
    ]


def group_of(position: Mapping[str, object]) -> str:
    """Return the concurrency group of a position; without one it is its own group."""
    return str(position["concurrency_group"] or position["position_id"])


def _curve(
    key: tuple[str, str],
    works: Sequence[Work],
    positions: Mapping[str, Mapping[str, object]],
    most_positions: Mapping[str, int],
    available: float,
    policy: Policy,
) -> Curve:
    first = positions[works[0].position_id]
    empty = Curve(
        unit_code=key[0],
        group=key[1],
        staffing=str(first["staffing"]),
        in_frame=bool(first["in_frame"]),
        works=(),
        most_positions=int(most_positions.get(key[1], 1)),
        available=available,
        idle_price=policy.idle_price,
        segments=(),
    )
    return with_works(empty, works, policy)


def with_works(curve: Curve, works: Sequence[Work], policy: Policy) -> Curve:
    """Return the curve of the same unit and group with other work."""
    segments = [s for work in works for s in segments_of(work, policy, curve.available)]
    segments.sort(key=lambda s: (-s.price, s.position_id))
    ordered = tuple(sorted(works, key=lambda work: work.position_id))
    return replace(curve, works=ordered, segments=tuple(segments))
