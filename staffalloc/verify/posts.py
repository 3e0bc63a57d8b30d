"""Reading ``posts.csv`` and checking every post, and how the hours were cut into posts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from staffalloc.case.hours import milli_hour
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.curves import Curve
from staffalloc.verify.demand import Need
from staffalloc.verify.findings import Report, as_hours
from staffalloc.verify.sheet import Sheet, hours_cell

SHARE_TOLERANCE: Final = 1e-6
_PART: Final = re.compile(r"(?P<position>.+):(?P<share>[0-9]{1,3}\.(?P<decimals>[0-9]{6,12}))")


class Post(NamedTuple):
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
    def seat_type(self) -> tuple[int, int, tuple[int, ...]]:
        """Return unit, lead and, by their codes, others: posts alike are seats of one type."""
        return self.unit, self.lead, tuple(sorted(position for position, _ in self.parts[1:]))


def seat_type_name(catalogue: Catalogue, unit: int, lead: int, others: tuple[int, ...]) -> str:
    """Write a seat type, such as ``00003/A1/A2+A3``."""
    ids = catalogue.position_ids
    rest = "+".join(ids[position] for position in others)
    return f"{catalogue.unit_codes[unit]}/{ids[lead]}/{rest}"


def read_posts(catalogue: Catalogue, sheet: Sheet, report: Report) -> tuple[Post, ...]:
    """Return the posts that can be read, and report every rule a post breaks by itself."""
    for post_id, count in Counter(sheet["post_id"]).items():
        if count > 1 or not post_id:
            report.add(sheet.name, post_id, "post_id", "a code, once", f"{count} times")
    found: dict[int, Post] = {}
    parts = sheet.parsed("parts", lambda text: _parts(catalogue, text))
    rows = zip(sheet["post_id"], sheet["unit_code"], parts, strict=True)
    for at, (post_id, unit_code, read) in enumerate(rows):
        unit = catalogue.unit_at.get(unit_code)
        if unit is None:
            report.add(sheet.name, post_id, "unit_code", "a unit of the case", unit_code)
        elif read is None:
            expected, shown = "position:share, six decimals or more", sheet["parts"][at]
            report.add(sheet.name, post_id, "parts", expected, shown)
        else:
            found[at] = Post(post_id, unit, *read)
    _check_posts(catalogue, tuple(found.values()), report)
    _check_descriptions(catalogue, found, sheet, report)
    return tuple(found.values())


def _parts(catalogue: Catalogue, text: str) -> tuple[tuple[tuple[int, float], ...], float] | None:
    """Return (position, share) parts and how far a share may be off; None if not written so."""
    parts, decimals = [], []
    for item in text.split(";"):
        match = _PART.fullmatch(item)
        position = catalogue.position_at.get(match["position"]) if match else None
        if match is None or position is None:
            return None
        parts.append((position, float(match["share"])))
        decimals.append(len(match["decimals"]))
    return tuple(parts), 0.5 * 10.0 ** -min(decimals)


def _check_posts(catalogue: Catalogue, posts: tuple[Post, ...], report: Report) -> None:
    known: dict[tuple[int, ...], tuple[tuple[str, object, object], ...]] = {}
    applies, most = catalogue.applies.tolist(), catalogue.policy.most_post_fte + SHARE_TOLERANCE
    for post in posts:
        positions = tuple(position for position, _ in post.parts)
        if positions not in known:
            known[positions] = tuple(_broken(catalogue, positions))
        for what, expected, found in known[positions]:
            report.add("posts", post.post_id, what, expected, found)
        for position in positions:
            if not applies[post.unit][position]:
                name = catalogue.position_ids[position]
                report.add("posts", post.post_id, "parts", "positions that apply to the unit", name)
        if catalogue.is_leader_seat[post.lead]:
            if post.parts[0][1] != 1.0:
                expected = f"{catalogue.position_ids[post.lead]}:1.000000"
                report.add("posts", post.post_id, "parts", expected, f"{post.parts[0][1]:.6f}")
            continue
        shares = [share for _, share in post.parts]
        if sum(shares) > most:
            limit = f"at most {catalogue.policy.most_post_fte}"
            report.add("posts", post.post_id, "total share", limit, f"{sum(shares):.6f}")
        # A share is written rounded: a lead may look that much smaller than it is.
        if shares[0] < max(shares) - SHARE_TOLERANCE:
            lead = catalogue.position_ids[post.lead]
            report.add("posts", post.post_id, "lead", "the largest part", lead)


def _broken(
    catalogue: Catalogue, positions: tuple[int, ...]
) -> Iterator[tuple[str, object, object]]:
    """Yield what is wrong with a post of these positions, whatever the unit and the shares."""
    names = [catalogue.position_ids[position] for position in positions]
    shown = ";".join(names)
    if len(set(positions)) < len(positions):
        yield "parts", "each position once", shown
    if catalogue.is_leader_seat[positions[0]]:
        if len(positions) > 1:
            yield "parts", f"{names[0]}:1.000000", shown
        return
    if not all(catalogue.has_work_hours[position] for position in positions):
        yield "parts", "positions sized by workload", shown
    groups = sorted({catalogue.group_of[position] for position in positions})
    if len(groups) > 1:
        yield "parts", "one concurrency group", ";".join(groups)
    most = catalogue.most_positions.get(groups[0], 1)
    if len(positions) > most:
        yield "parts", f"at most {most} positions", len(positions)
    for pair in catalogue.never_together:
        if set(pair) <= set(positions):
            first, second = (catalogue.position_ids[position] for position in pair)
            yield "parts", f"never {first} with {second}", shown


def _check_descriptions(
    catalogue: Catalogue, posts: Mapping[int, Post], sheet: Sheet, report: Report
) -> None:
    rows, names = list(posts), [post.post_id for post in posts.values()]
    leads = [post.lead for post in posts.values()]
    of_lead = {
        "lead_position": catalogue.position_ids,
        "staffing": catalogue.word("staffing"),
        "in_frame": ["yes" if flag else "no" for flag in catalogue.flag("in_frame")],
        "leader": ["yes" if flag else "no" for flag in catalogue.is_leader_seat],
    }
    for column, words in of_lead.items():
        sheet.check(column, rows, names, [words[lead] for lead in leads], report)
    seat_types = [seat_type_name(catalogue, *post.seat_type) for post in posts.values()]
    sheet.check("seat_type", rows, names, seat_types, report)


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
    for (unit, lead), count in Counter((post.unit, post.lead) for post in posts).items():
        if catalogue.is_leader_seat[lead]:
            seats[unit, lead] += count
        else:
            officers[unit, catalogue.group_of[lead]] += count
        if catalogue.flag("in_frame")[lead]:
            frame[unit] += count
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
    fewest = catalogue.column("min_posts").tolist()
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
                int(fewest[position]),
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
