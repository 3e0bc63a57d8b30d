"""Seat types: the seats of one unit and kind of post, and what empty and extra ones cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from staffalloc.case.case import Case
from staffalloc.case.hours import milli_hour
from staffalloc.case.policy import Policy
from staffalloc.case.working_time import available_hours
from staffalloc.establishment import Establishment, Post
from staffalloc.establishment.curves import Curve, Work

Kind = tuple[str, tuple[str, ...]]  # the lead position, the other positions in order

_MOST_EXTRA_OFFICERS = 2


@dataclass(frozen=True)
class SeatType:
    """Seats that are alike: one unit, one lead, one set of other positions.

    Attributes
    ----------
    posts : tuple of str
        Post ids, most weighted hours first.
    empty_prices : tuple of int
        Milli-hours for the first, second, ... seat left empty; never falling.
    extra_prices : tuple of int
        Milli-hours for the first, second, ... officer above the seats; zero for places that
        a pin opens, negative where hours are still unserved; never falling.
    opened : int
        Places that pins opened beyond the posts.
    """

    unit_code: str
    kind: Kind
    in_frame: bool
    posts: tuple[str, ...]
    empty_prices: tuple[int, ...]
    extra_prices: tuple[int, ...]
    opened: int = 0

    @property
    def name(self) -> str:
        return f"{self.unit_code}/{self.kind[0]}/{'+'.join(self.kind[1])}"

    @property
    def positions(self) -> tuple[str, ...]:
        return (self.kind[0], *self.kind[1])

    def open_place(self) -> SeatType:
        """Return the seat type with one more place above its seats, at no price."""
        prices = tuple(sorted((*self.extra_prices, 0)))
        return replace(self, extra_prices=prices, opened=self.opened + 1)


def build_seat_types(case: Case, establishment: Establishment) -> list[SeatType]:
    """Return the seat types whose staffing the policy places, by unit and kind."""
    placed = [p for p in establishment.posts if p.staffing == case.policy.place_staffing]
    by_type: dict[tuple[str, Kind], list[Post]] = defaultdict(list)
    for post in placed:
        by_type[post.unit_code, (post.lead, post.others)].append(post)
    curves = {(curve.unit_code, curve.group): curve for curve in establishment.curves}
    weights = dict(zip(case.positions["position_id"], case.positions["weight"], strict=True))
    prices = _Prices(case, establishment, curves, weights)
    extra = prices.extra_officers(by_type)
    return [
        SeatType(
            unit,
            kind,
            posts[0].in_frame,
            tuple(post.post_id for post in prices.by_hours(posts)),
            prices.empty_seats(posts),
            extra.get((unit, kind), ()),
        )
        for (unit, kind), posts in sorted(by_type.items())
    ]


@dataclass(frozen=True)
class _Prices:
    case: Case
    establishment: Establishment
    curves: Mapping[tuple[str, str], Curve]
    position_weights: Mapping[str, float]

    def by_hours(self, posts: Sequence[Post]) -> list[Post]:
        return sorted(posts, key=lambda post: (-self._weighted_hours(post), post.post_id))

    def empty_seats(self, posts: Sequence[Post]) -> tuple[int, ...]:
        """Price the seats of one type in the order they fall empty: the least worked first."""
        if posts[0].leader:
            return (self._missing_leader(posts[0]),) * len(posts)
        hours = [self._weighted_hours(post) for post in self.by_hours(posts)]
        share = self._unserved_share(posts[0])
        keep_mode = self._work(posts[0]).keep_mode
        policy, n = self.case.policy, len(posts)
        return tuple(
            milli_hour(
                hours[n - k]
                * mean_price(
                    share + (1 - share) * (k - 1) / n,
                    share + (1 - share) * k / n,
                    policy,
                    keep_mode,
                )
            )
            for k in range(1, n + 1)
        )

    def extra_officers(
        self, by_type: Mapping[tuple[str, Kind], Sequence[Post]]
    ) -> dict[tuple[str, Kind], tuple[int, ...]]:
        """Price officers above the seats, for the one seat type of each cell that has them."""
        candidates: dict[tuple[str, str], list[tuple[float, Kind]]] = defaultdict(list)
        for (unit, kind), posts in by_type.items():
            if not posts[0].leader:
                cell = (unit, posts[0].group)
                candidates[cell].append((-self._unserved_hours(cell, kind[0]), kind))
        prices = {}
        for cell, kinds in candidates.items():
            pieces = self.curves[cell].unserved_pieces(
                self.establishment.posts_of[cell], _MOST_EXTRA_OFFICERS
            )
            if pieces:
                prices[cell[0], min(kinds)[1]] = tuple(-milli_hour(piece) for piece in pieces)
        return prices

    def _weighted_hours(self, post: Post) -> float:
        if post.leader:
            return 0.0
        curve = self.curves[post.unit_code, post.group]
        weights = {work.position_id: work.weight for work in curve.works}
        return sum(part.share * curve.available * weights[part.position_id] for part in post.parts)

    def _missing_leader(self, post: Post) -> int:
        weight = self.position_weights[post.lead]
        return milli_hour(
            self.case.policy.leader_price * weight * available_hours(self.case.policy)
        )

    def _work(self, post: Post) -> Work:
        curve = self.curves[post.unit_code, post.group]
        return next(work for work in curve.works if work.position_id == post.lead)

    def _unserved_hours(self, cell: tuple[str, str], position: str) -> float:
        return self._unserved[cell, position]

    @cached_property
    def _unserved(self) -> Mapping[tuple[tuple[str, str], str], float]:
        """Hours the establishment leaves unserved, by cell and position."""
        hours = {}
        for cell, curve in self.curves.items():
            served = curve.served(self.establishment.posts_of[cell] * curve.available)
            for work in curve.works:
                hours[cell, work.position_id] = round(work.hours - served[work.position_id], 9)
        return hours

    def _unserved_share(self, post: Post) -> float:
        hours = self._work(post).hours
        unserved = self._unserved_hours((post.unit_code, post.group), post.lead)
        return min(1.0, max(0.0, unserved / hours)) if hours > 0 else 0.0


def mean_price(start: float, end: float, policy: Policy, keep_mode: bool) -> float:
    """Return the mean price of a missing hour between two shares of a position's hours.

    Examples
    --------
    >>> round(mean_price(0.0, 1.0, Policy(), keep_mode=False), 6)
    2.025
    >>> mean_price(0.4, 0.9, Policy(), keep_mode=False)
    2.5
    """
    if keep_mode or end - start <= 1e-12:
        return max(policy.segment_prices)
    total, edge = 0.0, 0.0
    for share, price in zip(policy.segment_shares, policy.segment_prices, strict=True):
        total += price * max(0.0, min(end, edge + share) - max(start, edge))
        edge += share
    return total / (end - start)
