"""Checking ``assignments.csv`` and the tables that follow from it, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from staffalloc.case.hours import great_circle_km
from staffalloc.verify.catalogue import Catalogue, Ints
from staffalloc.verify.columns import Columns, Pairs
from staffalloc.verify.findings import Report, as_hours
from staffalloc.verify.placement import Choice
from staffalloc.verify.posts import seat_type_name
from staffalloc.verify.roster import NOBODY
from staffalloc.verify.seats import SeatType
from staffalloc.verify.sheet import Sheet, decimal_cell, hours_cell

MARKS = frozenset({"below_standard", "under_review", "pinned", "above_seats"})
KM_SLACK = 0.0006


@dataclass
class _Read:
    """The rows of a plan, sorted by what they say of a person."""

    placed: list[tuple[int, int, int]] = field(default_factory=list)  # row, person, seat type
    pool: list[tuple[int, int]] = field(default_factory=list)  # row, person
    posts: dict[str, tuple[int, int]] = field(default_factory=dict)  # post -> row, seat type


class Sitting(NamedTuple):
    """One placed person: seat type, post (blank above the seats), loss in milli-hours, fit."""

    person: int
    seat: int
    post_id: str
    loss: int
    fit: float
    meets_standard: bool


@dataclass(frozen=True)
class Plan:
    """A plan's choice, who sits where, the posts left empty and the people left out.

    `seat_types` numbers the seat types by name, `vacant` gives that of each empty post.
    """

    choice: Choice
    placed: tuple[Sitting, ...]
    vacant: Mapping[str, int]
    left_out: tuple[int, ...]
    seat_types: Mapping[str, int]


def check_assignments(catalogue: Catalogue, columns: Columns, sheet: Sheet, report: Report) -> Plan:
    """Check every row of ``assignments.csv``; return what the plan chooses."""
    names = {_name(catalogue, seat): j for j, seat in enumerate(columns.seats)}
    read = _read(catalogue, columns, sheet, names, report)
    placed: tuple[Sitting, ...] = ()
    if read.placed:
        _, person, seat = np.array(read.placed, dtype=np.int64).T
        _check_places(catalogue, columns, sheet, read, report)
        asked = columns.pairs(person, seat)
        placed = _sittings(read, asked)
        _check_losses(sheet, read, asked, report)
        _check_marks(columns, sheet, read, asked, report)
    pool = _check_pool(columns, sheet, read.pool, report)
    officers = Counter(seat for _, _, seat in read.placed)
    filled = Counter(seat for _, seat in read.posts.values())
    extra = {j: n - filled[j] for j, n in officers.items() if n > filled[j]}
    for j, count in extra.items():
        if count > len(columns.seats[j].extra):
            name = _name(catalogue, columns.seats[j])
            most = len(columns.seats[j].extra)
            report.add(sheet.name, name, "officers above the seats", f"at most {most}", count)
    _check_order(columns, sheet, read, report)
    vacant = {
        post: j
        for j, seat_type in enumerate(columns.seats)
        for post in seat_type.post_ids
        if post not in read.posts
    }
    loss = sum(sitting.loss for sitting in placed)
    choice = Choice(loss, pool, officers, Counter(vacant.values()), extra)
    return Plan(choice, placed, vacant, tuple(one for _, one in read.pool), names)


def _sittings(read: _Read, asked: Pairs) -> tuple[Sitting, ...]:
    post_of = {at: post for post, (at, _) in read.posts.items()}
    figures = (asked.loss.tolist(), asked.fit.tolist(), asked.standard.tolist())
    return tuple(
        Sitting(person, seat, post_of.get(at, ""), *row)
        for (at, person, seat), *row in zip(read.placed, *figures, strict=True)
    )


def _name(catalogue: Catalogue, seat: SeatType) -> str:
    return seat_type_name(catalogue, seat.unit, seat.lead, seat.others)


def _read(
    catalogue: Catalogue,
    columns: Columns,
    sheet: Sheet,
    names: Mapping[str, int],
    report: Report,
) -> _Read:
    people = {code: number for number, code in enumerate(columns.people.ids)}
    everybody = {*columns.people.outside, *people}
    read, seen = _Read(), set()
    inside = []
    columns_read = (sheet[name] for name in ("cadre_id", "status", "seat_type", "post_id"))
    for at, (code, status, seat_type, post) in enumerate(zip(*columns_read, strict=True)):
        if code in seen or code not in everybody:
            found = "twice" if code in seen else "unknown"
            report.add(sheet.name, code, "row", "a person of the case, once", found)
            continue
        seen.add(code)
        person = people.get(code)
        if person is None:
            _check_outside(sheet, at, columns.people.outside[code], report)
            continue
        inside.append((at, person))
        number = names.get(seat_type)
        if status == "pool":
            read.pool.append((at, person))
        elif status != "placed":
            report.add(sheet.name, code, "status", "placed or pool", status)
        elif number is None:
            report.add(sheet.name, code, "seat_type", "a seat type of the plan", seat_type)
        else:
            read.placed.append((at, person, number))
            if post:
                _take_post(columns.seats[number], code, post, read, (at, number), report)
    for code in sorted(everybody - seen):
        report.add(sheet.name, code, "row", "one", "none")
    _check_today(catalogue, columns, sheet, inside, report)
    return read


def _check_outside(sheet: Sheet, at: int, today: tuple[str, str], report: Report) -> None:
    """People who are not in the placement stay where they are."""
    row, (unit_code, position_id) = sheet["cadre_id"][at], today
    expected = {
        "status": "not_in_placement",
        "unit_code": unit_code,
        "lead_position": position_id,
        "today_unit": unit_code,
        "today_position": position_id,
        **dict.fromkeys(("seat_type", "post_id", "km", "marks"), ""),
    }
    for column, value in expected.items():
        report.same(sheet.name, row, column, value, sheet[column][at])
    if sheet["loss"][at] not in ("", "0.000"):
        report.add(sheet.name, row, "loss", "blank", sheet["loss"][at])


def _check_today(
    catalogue: Catalogue,
    columns: Columns,
    sheet: Sheet,
    inside: Sequence[tuple[int, int]],
    report: Report,
) -> None:
    rows = [at for at, _ in inside]
    codes = [sheet["cadre_id"][at] for at in rows]
    people = columns.people
    for column, names, of_person in (
        ("today_unit", catalogue.unit_codes, people.today.tolist()),
        ("today_position", catalogue.position_ids, people.position.tolist()),
    ):
        expected = ["" if of_person[one] == NOBODY else names[of_person[one]] for _, one in inside]
        sheet.check(column, rows, codes, expected, report)


def _take_post(
    seat: SeatType, code: str, post: str, read: _Read, place: tuple[int, int], report: Report
) -> None:
    if post not in seat.post_ids:
        report.add("assignments", code, "post_id", "a post of the seat type", post)
    elif post in read.posts:
        report.add("assignments", code, "post_id", "a post nobody else has", post)
    else:
        read.posts[post] = place


def _check_places(
    catalogue: Catalogue, columns: Columns, sheet: Sheet, read: _Read, report: Report
) -> None:
    """Check unit, lead position and kilometres of everybody placed."""
    rows, person, seat = np.array(read.placed, dtype=np.int64).T
    at = rows.tolist()
    names = [sheet["cadre_id"][row] for row in at]
    seats = [columns.seats[number] for number in seat.tolist()]
    unit_codes = [catalogue.unit_codes[seat.unit] for seat in seats]
    leads = [catalogue.position_ids[seat.lead] for seat in seats]
    sheet.check("unit_code", at, names, unit_codes, report)
    sheet.check("lead_position", at, names, leads, report)
    check_km(catalogue, sheet, rows, columns.people.today[person], columns.unit[seat], report)


def check_km(
    catalogue: Catalogue, sheet: Sheet, rows: Ints, start: Ints, end: Ints, report: Report
) -> None:
    """Compare ``km`` cells with the great-circle ways from units to others; arrays (N,)."""
    lat, lon = catalogue.lat, catalogue.lon
    km = great_circle_km(lat[start], lon[start], lat[end], lon[end])
    known = (start != NOBODY) & ~np.isnan(km)
    stays = start == end
    cells = np.array([decimal_cell(text, 3) for text in sheet["km"]], dtype=np.float64)[rows]
    blank = np.array([not text for text in sheet["km"]], dtype=np.bool_)[rows]
    agrees = np.where(known, (stays & blank) | (np.abs(cells - km) <= KM_SLACK), stays | blank)
    for number in np.flatnonzero(~agrees).tolist():
        at = int(rows[number])
        expected = f"{km[number]:.3f}" if known[number] else "blank"
        report.add(sheet.name, sheet["cadre_id"][at], "km", expected, sheet["km"][at] or "blank")


def _check_losses(sheet: Sheet, read: _Read, asked: Pairs, report: Report) -> None:
    """Check that the rules allow every seat, and each part of what it loses."""
    rows = [at for at, _, _ in read.placed]
    for number in np.flatnonzero(~asked.eligible).tolist():
        at = rows[number]
        row, seat = sheet["cadre_id"][at], sheet["seat_type"][at]
        report.add(sheet.name, row, "seat", "one the rules allow", seat)
    for column, values in {**asked.parts, "loss": asked.loss}.items():
        stored = sheet.parsed(column, hours_cell)
        for at, value in zip(rows, values.tolist(), strict=True):
            if stored[at] != value:
                shown = sheet[column][at] or "blank"
                report.add(sheet.name, sheet["cadre_id"][at], column, as_hours(value), shown)


def _check_marks(columns: Columns, sheet: Sheet, read: _Read, asked: Pairs, report: Report) -> None:
    """Compare the marks; those the definitions leave open may stand or not."""
    people, marks = columns.people, sheet["marks"]
    clear, barred = people.clear.tolist(), people.barred.tolist()
    standard, rank = asked.standard.tolist(), asked.rank.tolist()
    for (at, person, _), meets_standard, meets_rank in zip(
        read.placed, standard, rank, strict=True
    ):
        required: set[str] = set()
        allowed: set[str] = set()
        if not sheet["post_id"][at]:
            required.add("above_seats")
        if person in people.pins:
            (required if columns.must_be_placed(person) else allowed).add("pinned")
        if not meets_standard:
            required.add("below_standard")
        elif not meets_rank:
            allowed.add("below_standard")
        if barred[person]:
            allowed.add("under_review")
        elif not clear[person]:
            required.add("under_review")
        found = set(marks[at].split(";")) - {""} if marks[at] else set()
        if not required <= found <= required | allowed:
            expected = ";".join(sorted(required)) or "none"
            report.add(sheet.name, sheet["cadre_id"][at], "marks", expected, marks[at] or "none")


def _check_pool(
    columns: Columns, sheet: Sheet, pool: Sequence[tuple[int, int]], report: Report
) -> int:
    """Check the rows of people left out; return what leaving them out costs."""
    total = 0
    for at, person in pool:
        row, price = sheet["cadre_id"][at], columns.pool_price(person)
        for column in ("unit_code", "seat_type", "lead_position", "post_id"):
            report.same(sheet.name, row, column, "", sheet[column][at])
        if price is None:
            report.add(sheet.name, row, "status", "placed, as a pin says", "pool")
        elif hours_cell(sheet["loss"][at]) != price:
            report.add(sheet.name, row, "loss", as_hours(price), sheet["loss"][at] or "blank")
        total += price or 0
    return total


def _check_order(columns: Columns, sheet: Sheet, read: _Read, report: Report) -> None:
    """Posts are taken in the order of weighted hours, by people in the order of their codes."""
    taken: dict[int, list[tuple[str, str]]] = {}
    for post, (at, number) in read.posts.items():
        taken.setdefault(number, []).append((sheet["cadre_id"][at], post))
    for number, pairs in taken.items():
        seat = columns.seats[number]
        if seat.seats == 1:
            continue
        hours = dict(zip(seat.post_ids, seat.post_hours, strict=True))
        expected = seat.post_hours[: len(pairs)]
        for (code, post), due in zip(sorted(pairs), expected, strict=True):
            # Shares are written rounded: posts that near in hours may change places.
            if abs(hours[post] - due) > 1e-5 * max(1.0, due):
                report.add(sheet.name, code, "post_id", f"a post of {due:.3f} weighted hours", post)


def check_vacancies(
    catalogue: Catalogue, columns: Columns, plan: Plan, sheet: Sheet, report: Report
) -> None:
    """Check that ``vacancies.csv`` lists every empty seat at its price, and no other."""
    stored: dict[int, list[int]] = {}
    seen: set[str] = set()
    for at, post in enumerate(sheet["post_id"]):
        number = plan.vacant.get(post)
        if number is None or post in seen:
            report.add(sheet.name, post, "row", "an empty seat, once", "other")
            continue
        seen.add(post)
        seat = columns.seats[number]
        report.same(
            sheet.name, post, "unit_code", catalogue.unit_codes[seat.unit], sheet["unit_code"][at]
        )
        report.same(sheet.name, post, "seat_type", _name(catalogue, seat), sheet["seat_type"][at])
        price = hours_cell(sheet["price"][at])
        if price is None:
            report.add(sheet.name, post, "price", "hours with three decimals", sheet["price"][at])
        else:
            stored.setdefault(number, []).append(price)
    for post in sorted(set(plan.vacant) - seen):
        report.add(sheet.name, post, "row", "one", "none")
    for number, prices in stored.items():
        seat = columns.seats[number]
        expected = sorted(seat.empty[: plan.choice.empty[number]])
        if sorted(prices) != expected:
            shown = [";".join(as_hours(p) for p in values) for values in (expected, sorted(prices))]
            report.add(sheet.name, _name(catalogue, seat), "prices", *shown)


def check_unplaced(columns: Columns, plan: Plan, sheet: Sheet, report: Report) -> None:
    """Check that ``unplaced.csv`` lists everybody left out, at the price of the pool."""
    due = {columns.people.ids[person]: columns.pool_price(person) for person in plan.left_out}
    for at, code in enumerate(sheet["cadre_id"]):
        if code not in due:
            report.add(sheet.name, code, "row", "a person left out, once", "other")
            continue
        price = due.pop(code)
        if hours_cell(sheet["price"][at]) != price:
            expected = "none" if price is None else as_hours(price)
            report.add(sheet.name, code, "price", expected, sheet["price"][at])
    for code in sorted(due):
        report.add(sheet.name, code, "row", "one", "none")


def check_moves(
    catalogue: Catalogue, columns: Columns, plan: Plan, sheet: Sheet, report: Report
) -> None:
    """Check that ``moves.csv`` lists everybody placed in another unit than today's."""
    due = {}
    for sitting in plan.placed:
        today, unit = int(columns.people.today[sitting.person]), columns.seats[sitting.seat].unit
        if today not in (NOBODY, unit):
            due[columns.people.ids[sitting.person]] = today, unit
    rows, names, ways = [], [], []
    for at, code in enumerate(sheet["cadre_id"]):
        if code in due:
            rows.append(at)
            names.append(code)
            ways.append(due.pop(code))
        else:
            report.add(sheet.name, code, "row", "a person who moves, once", "other")
    for code in sorted(due):
        report.add(sheet.name, code, "row", "one", "none")
    start, end = np.array(ways, dtype=np.int64).reshape(-1, 2).T
    for column, units in (("from_unit", start), ("to_unit", end)):
        codes = [catalogue.unit_codes[unit] for unit in units.tolist()]
        sheet.check(column, rows, names, codes, report)
    check_km(catalogue, sheet, np.array(rows, dtype=np.int64), start, end, report)
