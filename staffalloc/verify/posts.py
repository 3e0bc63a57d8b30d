"""Reading ``posts.csv`` and checking every post, and how the hours were cut into posts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from staffalloc.case.hours import milli_hour
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.curves import Curve
from staffalloc.verify.demand import Need
from staffalloc.verify.findings import Report, as_hours
from staffalloc.verify.folder import Sheet, hours_cell

SHARE_TOLERANCE: Final = 1e-6
_PART: Final = re.compile(r"(?P<position>.+):(?P<share>[0-9]{1,3}\.(?P<decimals>[0-9]{6,12}))")


@dataclass(frozen=True)
class Post:
    """One officer's seat: (position, share of an officer) parts, the lead first.

    `rounding` is how far a share may be from what it was before it was written.
    """

    post_id: str
    unit: int
    parts: tuple[tuple[int, float], ...]
    rounding: float

    @property
    def lead(self) -> int:
        """Return the position of the largest part."""
        return self.parts[0][0]

    @property
    def others(self) -> tuple[int, ...]:
        """Return the other positions, in the order of their codes."""
        return tuple(sorted(position for position, _ in self.parts[1:]))

    @property
    def seat_type(self) -> tuple[int, int, tuple[int, ...]]:
        """Return unit, lead and others: posts alike in these are seats of one type."""
        return self.unit, self.lead, self.others


def seat_type_name(catalogue: Catalogue, unit: int, lead: int, others: tuple[int, ...]) -> str:
    """Write a seat type, such as ``00003/A1/A2+A3``."""
    ids = catalogue.position_ids
    rest = "+".join(ids[position] for position in others)
    return f"{catalogue.unit_codes[unit]}/{ids[lead]}/{rest}"


def read_posts(catalogue: Catalogue, sheet: Sheet, report: Report) -> tuple[Post, ...]:
    """Return the posts that can be read, and report every rule a post breaks by itself."""
    posts = []
    for post_id, count in Counter(sheet["post_id"]).items():
        if count > 1 or not post_id:
            report.add(sheet.name, post_id, "post_id", "a code, once", f"{count} times")
    for at in range(len(sheet)):
        post = _read_post(catalogue, sheet, at, report)
        if post is not None:
            posts.append(post)
            _check_post(catalogue, post, report)
            _check_description(catalogue, post, sheet, at, report)
    return tuple(posts)


def _read_post(catalogue: Catalogue, sheet: Sheet, at: int, report: Report) -> Post | None:
    post_id, text = sheet["post_id"][at], sheet["parts"][at]
    unit = catalogue.unit_at.get(sheet["unit_code"][at])
    if unit is None:
        report.add(sheet.name, post_id, "unit_code", "a unit of the case", sheet["unit_code"][at])
        return None
    parts, decimals = [], []
    for item in text.split(";"):
        match = _PART.fullmatch(item)
        position = catalogue.position_at.get(match["position"]) if match else None
        if match is None or position is None:
            report.add(sheet.name, post_id, "parts", "position:share, six decimals or more", text)
            return None
        parts.append((position, float(match["share"])))
        decimals.append(len(match["decimals"]))
    return Post(post_id, unit, tuple(parts), 0.5 * 10.0 ** -min(decimals))


def _check_post(catalogue: Catalogue, post: Post, report: Report) -> None:
    def broken(what: str, expected: object, found: object) -> None:
        report.add("posts", post.post_id, what, expected, found)

    positions = [position for position, _ in post.parts]
    names = [catalogue.position_ids[position] for position in positions]
    if len(set(positions)) < len(positions):
        broken("parts", "each position once", ";".join(names))
    for position, name in zip(positions, names, strict=True):
        if not catalogue.applies[post.unit, position]:
            broken("parts", "positions that apply to the unit", name)
    if catalogue.is_leader_seat[post.lead]:
        if post.parts != ((post.lead, 1.0),):
            broken("parts", f"{names[0]}:1.000000", ";".join(names))
        return
    if not all(catalogue.has_work_hours[position] for position in positions):
        broken("parts", "positions sized by workload", ";".join(names))
    groups = sorted({catalogue.group_of[position] for position in positions})
    if len(groups) > 1:
        broken("parts", "one concurrency group", ";".join(groups))
    most = catalogue.most_positions.get(groups[0], 1)
    if len(positions) > most:
        broken("parts", f"at most {most} positions", len(positions))
    together = sum(share for _, share in post.parts)
    if together > catalogue.policy.most_post_fte + SHARE_TOLERANCE:
        broken("total share", f"at most {catalogue.policy.most_post_fte}", f"{together:.6f}")
    _check_order(post, names, report)
    for pair in catalogue.never_together:
        if set(pair) <= set(positions):
            first, second = (catalogue.position_ids[position] for position in pair)
            broken("parts", f"never {first} with {second}", ";".join(names))


def _check_order(post: Post, names: list[str], report: Report) -> None:
    # A share is written rounded: a lead may look that much smaller than it is.
    largest = max(share for _, share in post.parts)
    if post.parts[0][1] < largest - SHARE_TOLERANCE:
        report.add("posts", post.post_id, "lead", "the largest part", names[0])


def _check_description(
    catalogue: Catalogue, post: Post, sheet: Sheet, at: int, report: Report
) -> None:
    expected = {
        "lead_position": catalogue.position_ids[post.lead],
        "seat_type": seat_type_name(catalogue, *post.seat_type),
        "staffing": catalogue.word("staffing")[post.lead],
        "in_frame": "yes" if catalogue.flag("in_frame")[post.lead] else "no",
        "leader": "yes" if catalogue.is_leader_seat[post.lead] else "no",
    }
    for column, value in expected.items():
        report.same(sheet.name, post.post_id, column, value, sheet[column][at])


@dataclass(frozen=True)
class Staffing:
    """How many officers each cell and leading position has, counted from the posts."""

    officers: Mapping[tuple[int, str], int]
    leaders: Mapping[tuple[int, int], int]
    in_frame: tuple[int, ...]


def count_posts(catalogue: Catalogue, posts: tuple[Post, ...]) -> Staffing:
    """Count the posts by cell, by leading position and, in the frame, by unit."""
    officers: Counter[tuple[int, str]] = Counter()
    seats: Counter[tuple[int, int]] = Counter()
    frame = [0] * len(catalogue.unit_codes)
    counts_in_frame = catalogue.flag("in_frame")
    for post in posts:
        if catalogue.is_leader_seat[post.lead]:
            seats[post.unit, post.lead] += 1
        else:
            officers[post.unit, catalogue.group_of[post.lead]] += 1
        frame[post.unit] += int(counts_in_frame[post.lead])
    return Staffing(officers, seats, tuple(frame))


def check_cut(
    catalogue: Catalogue,
    need: Need,
    cells: Mapping[tuple[int, str], Curve],
    posts: tuple[Post, ...],
    uncarried: Sheet,
    report: Report,
) -> None:
    """Check that the posts carry the served hours, but for what ``uncarried.csv`` lists."""
    shares: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    hidden: defaultdict[tuple[int, int], float] = defaultdict(float)
    for post in posts:
        for position, share in post.parts:
            shares[post.unit, position].append(share)
            hidden[post.unit, position] += post.rounding
    officers = count_posts(catalogue, posts).officers
    listed = _listed(catalogue, uncarried, report)
    least = catalogue.policy.least_part_fte * catalogue.awt
    for (unit, group), curve in cells.items():
        served = curve.shared_out(officers.get((unit, group), 0), least)
        for position in curve.positions:
            place = listed.pop((unit, position), None)
            cell = _Cell(
                catalogue.cell(unit, position),
                float(need.required[unit, position]),
                served[position],
                tuple(shares[unit, position]),
                hidden[unit, position],
                int(catalogue.column("min_posts")[position]),
                catalogue.awt,
            )
            if place is None:
                cell.check_carried(report)
            else:
                cell.check_listed(uncarried, place, report)
    for unit, position in listed:
        report.add("uncarried", catalogue.cell(unit, position), "row", "a cell with work", "other")


def _listed(catalogue: Catalogue, sheet: Sheet, report: Report) -> dict[tuple[int, int], int]:
    listed: dict[tuple[int, int], int] = {}
    for at in range(len(sheet)):
        unit = catalogue.unit_at.get(sheet["unit_code"][at])
        position = catalogue.position_at.get(sheet["position_id"][at])
        row = f"{sheet['unit_code'][at]}/{sheet['position_id'][at]}"
        if unit is None or position is None or (unit, position) in listed:
            report.add(sheet.name, row, "row", "a cell of the case, once", "other")
        else:
            listed[unit, position] = at
    return listed


@dataclass(frozen=True)
class _Cell:
    """A unit and position: what it needs, what is served, and the shares that carry it."""

    name: str
    required: float
    served: float
    shares: tuple[float, ...]
    hidden: float
    fewest: int
    awt: float

    @property
    def carried(self) -> float:
        return sum(self.shares) * self.awt

    @property
    def slack(self) -> float:
        """Hours that writing each share rounded can hide, and the rounding of an hour figure."""
        return self.hidden * self.awt + 0.0006

    def check_carried(self, report: Report) -> None:
        if abs(self.carried - self.served) > self.slack:
            report.add(
                "posts", self.name, "hours carried", f"{self.served:.3f}", f"{self.carried:.3f}"
            )
        if self.served > 0 and len(self.shares) < self.fewest:
            report.add("posts", self.name, "officers who carry it", self.fewest, len(self.shares))

    def check_listed(self, sheet: Sheet, at: int, report: Report) -> None:
        if self.carried > self.served + self.slack:
            report.add(
                "posts", self.name, "hours carried", f"≤ {self.served:.3f}", f"{self.carried:.3f}"
            )
        expected = {
            "required_hours": (self.required, 0.0),
            "served_hours": (self.served, 0.0),
            "carried_hours": (self.carried, self.slack),
        }
        for column, (value, slack) in expected.items():
            stored = hours_cell(sheet[column][at])
            if stored is None or abs(stored - milli_hour(value)) > slack * 1000:
                shown = as_hours(milli_hour(value))
                report.add(sheet.name, self.name, column, shown, sheet[column][at])
