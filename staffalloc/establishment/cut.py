"""The cut: how the officers of a group divide its positions among their posts.

The procedure is fixed: whole officers first, then the remainders, each whole into the fitting
post with the least room left, split only where none fits. Where it leaves a position without
an officer, breaks a mode or splits, the same procedure is tried with the positions in other
orders, and the best result stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, permutations
from typing import Final

from staffalloc.case.policy import Policy
from staffalloc.establishment.curves import Curve, Work

_DIGITS: Final = 12  # digits of a share that survive a file
_TINY: Final = 1e-9
_NOTICED: Final = 1e-6  # officers; less than that missing is rounding
_MOST_ORDERS: Final = 24
_ENOUGH_FOR_SPLITS: Final = 12  # most splits are inevitable; hunting them all costs seconds


@dataclass(frozen=True)
class Part:
    """A share of one officer's working time for one position."""

    position_id: str
    share: float


@dataclass(frozen=True)
class Shortfall:
    """A position the posts of a group do not carry as its hours ask."""

    unit_code: str
    position_id: str
    required_hours: float
    served_hours: float
    carried_hours: float
    reason: str


@dataclass(frozen=True)
class Cut:
    """The posts of one cell, lead part first, and what they cannot carry."""

    posts: tuple[tuple[Part, ...], ...]
    shortfalls: tuple[Shortfall, ...]


@dataclass(frozen=True)
class Incompatible:
    """Pairs of positions one person may not hold together, or should not."""

    hard: frozenset[frozenset[str]]
    soft: frozenset[frozenset[str]]

    def forbids(self, pair: frozenset[str], *, soft: bool) -> bool:
        return pair in self.hard or (soft and pair in self.soft)


@dataclass(frozen=True)
class _Share:
    """What the cut must place of one position, in officers."""

    work: Work
    officers: float
    part_time: bool

    @property
    def position_id(self) -> str:
        return self.work.position_id


@dataclass
class _Attempt:
    """One run of the procedure; its posts fill as it goes."""

    curve: Curve
    policy: Policy
    incompatible: Incompatible
    indivisible: frozenset[str]
    posts: list[dict[str, float]] = field(default_factory=list)

    def run(self, shares: Sequence[_Share], whole: frozenset[str], order: Sequence[str]) -> None:
        left = {share.position_id: share.officers for share in shares}
        by_id = {share.position_id: share for share in shares}
        for share in sorted(shares, key=lambda s: (-s.officers, s.position_id)):
            if share.position_id in whole:
                left[share.position_id] = self._place_whole_officers(share)
        for code in order:
            if left[code] > _TINY:
                self._place_remainder(by_id[code], left[code])
        for code in order:
            self._seat_least_officers(by_id[code])
        self._use_empty_posts()

    def _place_whole_officers(self, share: _Share) -> float:
        """Give the position posts of its own; return the officers still to place."""
        empty = [post for post in self.posts if not post]
        wanted = math.floor(share.officers + 0.25 + _TINY)
        if share.work.least_officers > 1:
            wanted = max(wanted, share.work.least_officers)
        count = min(wanted, len(empty))
        if count == 0:
            return share.officers
        each = round(min(self.policy.most_post_fte, share.officers / count), _DIGITS)
        rest = share.officers - each * count
        if _TINY < rest < self.policy.least_part_fte:
            each = round((share.officers - self.policy.least_part_fte) / count, _DIGITS)
            rest = share.officers - each * count
        for post in empty[:count]:
            post[share.position_id] = each
        return rest if rest > _TINY else 0.0

    def _place_remainder(self, share: _Share, officers: float) -> None:
        for soft in (True, False):
            fitting = [
                post
                for post in self.posts
                if self._takes(post, share.position_id, soft=soft)
                and self._room(post) >= officers - _TINY
            ]
            if fitting:
                best = min(fitting, key=self._room)
                best[share.position_id] = round(
                    best.get(share.position_id, 0.0) + officers, _DIGITS
                )
                return
        if not self._must_stay_whole(share):
            self._split(share, officers)

    def _must_stay_whole(self, share: _Share) -> bool:
        if share.work.keep_mode and share.part_time:
            return True
        return share.position_id in self.indivisible and share.officers < 1

    def _split(self, share: _Share, officers: float) -> None:
        """Spread what fits nowhere whole over the emptiest posts."""
        left, least = officers, self.policy.least_part_fte
        for soft in (True, False):
            open_posts = [p for p in self.posts if self._takes(p, share.position_id, soft=soft)]
            open_posts = [p for p in open_posts if self._room(p) >= least - _TINY]
            open_posts.sort(key=self._room, reverse=True)
            for place, post in enumerate(open_posts, start=1):
                taken = min(left, self._room(post))
                if left - taken > _TINY and place < len(open_posts):
                    taken = min(taken, left - least)  # what goes on must still be a part
                if left <= _TINY or taken < least - _TINY:
                    continue
                post[share.position_id] = round(post.get(share.position_id, 0.0) + taken, _DIGITS)
                left -= taken

    def _seat_least_officers(self, share: _Share) -> None:
        """Give a position as many officers as it must have, even where its hours are few."""
        code = share.position_id
        missing = share.work.least_officers - sum(code in post for post in self.posts)
        for _ in range(missing):
            candidates = [
                post
                for post in self.posts
                if code not in post and self._takes(post, code, soft=False)
            ]
            if not candidates:
                return
            self._move_half(code, max(candidates, key=self._room))

    def _use_empty_posts(self) -> None:
        """Share the fullest post's lead with a post that nothing was left for."""
        for empty in (post for post in self.posts if not post):
            loads = [(share, code) for post in self.posts for code, share in post.items()]
            if loads:
                self._move_half(max(loads)[1], empty)

    def _move_half(self, code: str, target: dict[str, float]) -> None:
        carriers = [post for post in self.posts if code in post]
        fullest = max(carriers, key=lambda post: post[code], default=None)
        moved = min(fullest[code] / 2, self._room(target)) if fullest else 0.0
        if fullest is not None:
            fullest[code] = round(fullest[code] - moved, _DIGITS)
        target[code] = round(moved, _DIGITS)

    def _room(self, post: Mapping[str, float]) -> float:
        return self.policy.most_post_fte - math.fsum(post.values())

    def _takes(self, post: Mapping[str, float], code: str, *, soft: bool) -> bool:
        if code in post:
            return True
        if len(post) >= self.curve.most_positions:
            return False
        return not any(
            self.incompatible.forbids(frozenset((code, other)), soft=soft) for other in post
        )


def cut_posts(
    curve: Curve,
    posts: int,
    policy: Policy,
    incompatible: Incompatible,
    indivisible: frozenset[str],
) -> Cut:
    """Divide the work of one cell among its posts.

    Parameters
    ----------
    curve : Curve
        The cell; its served hours at `posts` posts are what is divided.
    posts : int
        Posts of the cell.
    policy : Policy
    incompatible : Incompatible
    indivisible : frozenset of str
        Positions not to be split while they are below one officer.

    Returns
    -------
    Cut
        Posts with their parts, the largest part first, and every position they do not carry
        as its hours ask.
    """
    shares = _shares(curve, posts, policy)
    best: tuple[tuple[int, ...], _Attempt] | None = None
    for tried, (whole, order) in enumerate(_strategies(shares, indivisible), start=1):
        attempt = _Attempt(curve, policy, incompatible, indivisible, [{} for _ in range(posts)])
        attempt.run(shares, whole, order)
        score = _score(attempt, shares)
        if best is None or score < best[0]:
            best = (score, attempt)
        only_splits = not any(best[0][:-1])
        if not any(score) or (only_splits and tried >= _ENOUGH_FOR_SPLITS):
            break
    assert best is not None  # the first strategy is always tried
    return _result(curve, best[1], shares)


def _shares(curve: Curve, posts: int, policy: Policy) -> list[_Share]:
    least = policy.least_part_fte * curve.available
    served = curve.shared_out(posts * curve.available, least)
    return [
        _Share(
            work,
            round(served[work.position_id] / curve.available, _DIGITS),
            work.hours / curve.available < policy.full_time_from,
        )
        for work in curve.works
    ]


def _strategies(
    shares: Sequence[_Share], indivisible: frozenset[str]
) -> Iterator[tuple[frozenset[str], Sequence[str]]]:
    """The fixed procedure first, then the same with other orders and fewer whole officers."""

    def urgency(share: _Share) -> tuple[bool, float, str]:
        first = share.work.keep_mode or share.position_id in indivisible
        return (not first, -share.officers, share.position_id)

    default = [share.position_id for share in sorted(shares, key=urgency)]
    every = frozenset(default)
    yield every, default
    for whole in (every, *(every - {code} for code in default), frozenset[str]()):
        for order in islice(permutations(default), _MOST_ORDERS):
            yield whole, order


def _score(attempt: _Attempt, shares: Sequence[_Share]) -> tuple[int, ...]:
    """What is wrong with an attempt, worst first: all zero is perfect."""
    nobody = mode = few = short = splits = 0
    for share in shares:
        parts = [post[share.position_id] for post in attempt.posts if share.position_id in post]
        carried = math.fsum(parts)
        nobody += not parts and share.officers > _TINY
        mode += not keeps_mode(share, parts, attempt.policy)
        few += max(0, share.work.least_officers - len(parts))
        short += round(max(0.0, share.officers - carried) / _NOTICED)
        ideal = max(1, share.work.least_officers, math.ceil(share.officers - 0.25))
        splits += max(0, len(parts) - ideal)
    idle = sum(not post for post in attempt.posts)
    return (nobody, mode, few, idle, short, splits)


def keeps_mode(share: _Share, parts: Sequence[float], policy: Policy) -> bool:
    """Return whether full-time work has an officer of its own and part-time work one officer."""
    if not share.work.keep_mode or share.officers <= _TINY:
        return True
    if share.part_time:
        return len(parts) == 1
    return max(parts, default=0.0) >= policy.full_time_from - _TINY


def _result(curve: Curve, attempt: _Attempt, shares: Sequence[_Share]) -> Cut:
    made = [_lead_first(post) for post in attempt.posts]
    shortfalls = []
    for share in shares:
        carried = math.fsum(post.get(share.position_id, 0.0) for post in attempt.posts)
        carriers = sum(share.position_id in post for post in attempt.posts)
        reason = _reason(share, carried, carriers)
        if reason:
            served = share.officers * curve.available
            shortfalls.append(
                Shortfall(
                    curve.unit_code,
                    share.position_id,
                    share.work.hours,
                    served,
                    carried * curve.available,
                    reason,
                )
            )
    return Cut(tuple(made), tuple(shortfalls))


def _lead_first(post: Mapping[str, float]) -> tuple[Part, ...]:
    """The largest part, then the others by position_id."""
    lead = min(post, key=lambda code: (-post[code], code))
    others = sorted(code for code in post if code != lead)
    return tuple(Part(code, post[code]) for code in (lead, *others))


def _reason(share: _Share, carried: float, carriers: int) -> str:
    """Say in one word why a position is not carried as its hours ask, '' if it is."""
    if carriers == 0 and share.work.hours > 0:
        return "no_post_left" if share.officers <= _TINY else "does_not_fit"
    if carriers < share.work.least_officers:
        return "too_few_officers"
    if carried < share.officers - _NOTICED:
        return "partly_carried"
    return ""
