"""Seat types: how many seats of each kind, and what each costs empty or brings when exceeded."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from staffalloc.case.hours import milli_hour
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.curves import Curve
from staffalloc.verify.demand import Need
from staffalloc.verify.findings import Report, as_hours
from staffalloc.verify.posts import Post, count_posts, seat_type_name
from staffalloc.verify.roster import reaching
from staffalloc.verify.sheet import Sheet

MOST_EXTRA: Final = 2
SeatKey = tuple[int, int, tuple[int, ...]]


@dataclass(frozen=True)
class SeatType:
    """Equal seats of one unit; prices in milli-hours, posts from most to least weighted hours.

    `opened` counts the places that pins opened beyond the posts.
    """

    unit: int
    lead: int
    others: tuple[int, ...]
    in_frame: bool
    post_ids: tuple[str, ...]
    post_hours: tuple[float, ...]
    empty: tuple[int, ...]
    extra: tuple[int, ...]
    price: int
    opened: int = 0

    @property
    def seats(self) -> int:
        """Return the number of posts."""
        return len(self.post_ids)


def mean_price(shares: Sequence[float], prices: Sequence[float], start: float, end: float) -> float:
    """Return the mean price of a position's hours from `start` to `end`, shares of them all.

    Examples
    --------
    >>> round(mean_price((0.15, 0.25, 0.6), (1.0, 1.5, 2.5), 0.0, 0.5), 6)
    1.55
    """
    if end - start < 1e-12:
        return max(prices)
    begun, area = 0.0, 0.0
    for share, price in zip(shares, prices, strict=True):
        area += price * max(0.0, min(end, begun + share) - max(start, begun))
        begun += share
    return area / (end - start)


def read_seats(
    catalogue: Catalogue,
    need: Need,
    cells: Mapping[tuple[int, str], Curve],
    posts: tuple[Post, ...],
    sheet: Sheet,
    pinned: Mapping[tuple[int, int], int],
    report: Report,
) -> tuple[SeatType, ...]:
    """Return the seat types, after comparing ``seats.csv`` with the posts.

    `pinned` counts the people whom a keep or assign pin names for a unit and position: no more
    places may be opened above the seats than people whose pins reach them.
    """
    by_type = _posts_by_type(catalogue, posts)
    work = _Work.of(catalogue, need, cells, posts)
    extras = _extra_prices(work, by_type)
    names = sheet["seat_type"]
    counts = sheet.counts("seats", names, report)
    opened = sheet.counts("opened", names, report)
    empty = sheet.hour_lists("empty_prices", names, report)
    extra = sheet.hour_lists("extra_prices", names, report)
    price = sheet.hours("seat_price", names, report)
    in_frame = catalogue.flag("in_frame").tolist()
    found: dict[SeatKey, SeatType] = {}
    for at, (name, key) in enumerate(zip(names, _read_keys(catalogue, sheet, report), strict=True)):
        if key is None or key in found:
            report.add(sheet.name, name, "row", "a seat type of the case, once", "other")
            continue
        own = by_type.get(key, [])
        report.same(sheet.name, name, "seats", len(own), counts[at])
        written = "yes" if in_frame[key[1]] else "no"
        report.same(sheet.name, name, "in_frame", written, sheet["in_frame"][at])
        places = _opened(
            name, opened[at], len(own), reaching(pinned, key[0], (key[1], *key[2])), report
        )
        weighed = sorted(((work.weighted(post), post) for post in own), key=_by_hours)
        above = tuple(sorted((*extras.get(key, ()), *(0,) * places)))
        if extra[at] not in (None, above):
            _report_prices(name, "extra_prices", above, extra[at] or (), report)
        found[key] = SeatType(
            *key,
            in_frame=in_frame[key[1]],
            post_ids=tuple(post.post_id for _, post in weighed),
            post_hours=tuple(hours for hours, _ in weighed),
            empty=_agreed_empty(work, name, weighed, empty[at], report),
            extra=above,
            price=price[at] or 0,
            opened=places,
        )
    for key in sorted(set(by_type) - set(found)):
        report.add(sheet.name, seat_type_name(catalogue, *key), "row", "one", "none")
    return tuple(found[key] for key in sorted(found))


def _posts_by_type(catalogue: Catalogue, posts: tuple[Post, ...]) -> dict[SeatKey, list[Post]]:
    staffing = catalogue.word("staffing")
    by_type: dict[SeatKey, list[Post]] = defaultdict(list)
    for post in posts:
        if staffing[post.lead] == catalogue.policy.place_staffing:
            by_type[post.seat_type].append(post)
    return dict(by_type)


def _read_keys(catalogue: Catalogue, sheet: Sheet, report: Report) -> list[SeatKey | None]:
    """Return unit, lead and others of every row, None where it names none of the case."""
    texts = list(zip(sheet["lead_position"], sheet["other_positions"], strict=True))
    kinds = {text: _kind(catalogue, *text) for text in set(texts)}
    keys: list[SeatKey | None] = []
    for unit_code, text in zip(sheet["unit_code"], texts, strict=True):
        unit, kind = catalogue.unit_at.get(unit_code), kinds[text]
        keys.append(None if unit is None or kind is None else (unit, *kind))
    staffing, placed = catalogue.word("staffing"), catalogue.policy.place_staffing
    for key, written in zip(keys, sheet["seat_type"], strict=True):
        if key is None:
            continue
        name = seat_type_name(catalogue, *key)
        report.same(sheet.name, written, "seat_type", name, written)
        report.same(sheet.name, name, "staffing", placed, staffing[key[1]])
    return keys


def _kind(catalogue: Catalogue, lead: str, others: str) -> tuple[int, tuple[int, ...]] | None:
    ids = (lead, *(others.split(";") if others else ()))
    known = [catalogue.position_at[code] for code in ids if code in catalogue.position_at]
    if len(known) < len(ids) or len(set(known)) < len(known):
        return None
    return known[0], tuple(sorted(known[1:]))


def _opened(name: str, opened: int, seats: int, pinned: int, report: Report) -> int:
    """Return the places opened by pins, no more than the people whose pins reach the seat."""
    if opened > pinned:
        report.add("seats", name, "opened", f"at most {pinned}", opened)
    if seats == 0 and opened == 0:
        report.add("seats", name, "row", "seats or places opened by a pin", "neither")
    return min(opened, pinned)


def _by_hours(weighed: tuple[float, Post]) -> tuple[float, str]:
    return -weighed[0], weighed[1].post_id


@dataclass(frozen=True)
class _Work:
    """What the posts serve: `officers` and hours `served`, by position, of each cell."""

    catalogue: Catalogue
    need: Need
    cells: Mapping[tuple[int, str], Curve]
    officers: Mapping[tuple[int, str], int]
    served: Mapping[tuple[int, str], Mapping[int, float]]

    @classmethod
    def of(
        cls,
        catalogue: Catalogue,
        need: Need,
        cells: Mapping[tuple[int, str], Curve],
        posts: tuple[Post, ...],
    ) -> _Work:
        officers = count_posts(catalogue, posts).officers
        served = {key: curve.served(officers.get(key, 0)) for key, curve in cells.items()}
        return cls(catalogue, need, cells, officers, served)

    def weighted(self, post: Post) -> float:
        """Return the weighted hours of a post, 0 where nothing it carries is required."""
        required = self.need.required_rows[post.unit]
        if not any(required[position] > 0 for position, _ in post.parts):
            return 0.0
        weight = self.need.weight_rows[post.unit]
        return sum(share * self.catalogue.awt * weight[position] for position, share in post.parts)

    def empty_prices(self, weighed: list[tuple[float, Post]], off: int = 0) -> tuple[int, ...]:
        """Return the prices of the first, second, … seat left empty: the lightest posts go first.

        With `off` -1 or 1 they are the least or most they were if all shares are written rounded.
        """
        if not weighed:
            return ()
        catalogue, policy, count = self.catalogue, self.catalogue.policy, len(weighed)
        unit, lead = weighed[0][1].unit, weighed[0][1].lead
        if catalogue.is_leader_seat[lead]:
            weight = float(catalogue.column("weight")[lead])
            return (milli_hour(policy.leader_price * weight * catalogue.awt),) * count
        served = self.served.get((unit, catalogue.group_of[lead]), {}).get(lead, 0.0)
        needed = self.need.required_rows[unit][lead]
        gone = min(1.0, max(0.0, 1 - served / needed)) if needed > 0 else 0.0
        keeps_mode = catalogue.flag("keep_mode")[lead]
        prices = []
        for k, (hours, post) in enumerate(reversed(weighed), start=1):
            if keeps_mode:
                mean = max(policy.segment_prices)
            else:
                start, end = gone + (1 - gone) * (k - 1) / count, gone + (1 - gone) * k / count
                mean = mean_price(policy.segment_shares, policy.segment_prices, start, end)
            prices.append(milli_hour((hours + off * self._hidden(hours, post)) * mean))
        return tuple(prices)

    def _hidden(self, hours: float, post: Post) -> float:
        """Return how many weighted hours writing the shares rounded may hide."""
        weights = self.need.weight_rows[post.unit]
        every = post.rounding * self.catalogue.awt * sum(weights[p] for p, _ in post.parts)
        return every if hours > 0 else 0.0


def _extra_prices(
    work: _Work, by_type: Mapping[SeatKey, list[Post]]
) -> Mapping[SeatKey, tuple[int, ...]]:
    """Prices of officers above the seats, for the one seat type of each cell that has them."""
    catalogue = work.catalogue
    of_cell: dict[tuple[int, str], list[SeatKey]] = defaultdict(list)
    for key in by_type:
        unit, lead, _ = key
        if not catalogue.is_leader_seat[lead]:
            of_cell[unit, catalogue.group_of[lead]].append(key)
    found: dict[SeatKey, tuple[int, ...]] = {}
    for (unit, group), keys in of_cell.items():
        curve = work.cells.get((unit, group))
        if curve is None:
            continue
        required, served = work.need.required_rows[unit], work.served[unit, group]

        def left_of_lead(
            key: SeatKey,
            required: list[float] = required,
            served: Mapping[int, float] = served,
        ) -> tuple[float, str, tuple[str, ...]]:
            ids = catalogue.position_ids
            left = required[key[1]] - served.get(key[1], 0.0)
            return -round(left, 6), ids[key[1]], tuple(ids[position] for position in key[2])

        found[min(keys, key=left_of_lead)] = _extra_pieces(
            curve, work.officers.get((unit, group), 0)
        )
    return found


def _extra_pieces(curve: Curve, officers: int) -> tuple[int, ...]:
    """Cut the unserved hours into at most two officers' work; return minus what each is worth."""
    worth, filled = [0.0] * MOST_EXTRA, 0.0
    for piece in curve.unserved(officers):
        left = piece.hours
        while left > 1e-9 and filled < MOST_EXTRA * curve.awt - 1e-9:
            slot = int((filled + 1e-9) // curve.awt)
            taken = min(left, (slot + 1) * curve.awt - filled)
            worth[slot] += taken * piece.price
            left -= taken
            filled += taken
    pieces = math.ceil(round(filled / curve.awt, 9))
    return tuple(-milli_hour(value) for value in worth[:pieces])


def _agreed_empty(
    work: _Work,
    name: str,
    weighed: list[tuple[float, Post]],
    stored: tuple[int, ...] | None,
    report: Report,
) -> tuple[int, ...]:
    """Return the prices the objective counts: the stored ones where shares explain them."""
    expected = work.empty_prices(weighed)
    if stored is None or stored == expected:
        return expected
    least, most = (work.empty_prices(weighed, off) for off in (-1, 1))
    if len(stored) == len(expected) and all(map(_within, stored, least, most)):
        return stored
    _report_prices(name, "empty_prices", expected, stored, report)
    return expected


def _within(value: int, least: int, most: int) -> bool:
    return least <= value <= most


def _report_prices(
    name: str, column: str, expected: tuple[int, ...], stored: tuple[int, ...], report: Report
) -> None:
    shown = (";".join(as_hours(price) for price in prices) for prices in (expected, stored))
    report.add("seats", name, column, *shown)
