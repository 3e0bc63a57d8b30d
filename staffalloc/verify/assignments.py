"""Checking ``assignments.csv`` and the tables that follow from it, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from staffalloc.case.hours import great_circle_km
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.columns import PARTS, Columns, Pairs
from staffalloc.verify.findings import Report, as_hours
from staffalloc.verify.folder import Sheet, decimal_cell, hours_cell
from staffalloc.verify.placement import Choice
from staffalloc.verify.posts import seat_type_name
from staffalloc.verify.roster import NOBODY
from staffalloc.verify.seats import SeatType

MARKS = frozenset({"below_standard", "under_review", "pinned", "above_seats"})
KM_SLACK = 0.0006


@dataclass
class _Read:
    """The rows of a plan, sorted by what they say of a person."""

    placed: list[tuple[int, int, int]] = field(default_factory=list)  # row, person, seat type
    pool: list[tuple[int, int]] = field(default_factory=list)  # row, person
    posts: dict[str, tuple[int, int]] = field(default_factory=dict)  # post -> row, seat type


@dataclass(frozen=True)
class Sitting:
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
    person = np.array([person for _, person, _ in read.placed], dtype=np.int64)
    seat = np.array([seat for _, _, seat in read.placed], dtype=np.int64)
    placed: tuple[Sitting, ...] = ()
    if len(person):
        asked = columns.pairs(person, seat)
        placed = _sittings(read, asked)
        for number, (at, one, _) in enumerate(read.placed):
            _check_loss(sheet, at, asked, number, report)
            _check_marks(columns, sheet, at, one, asked, number, report)
    pool = sum(_check_pool(columns, sheet, at, one, report) for at, one in read.pool)
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
    for at, code in enumerate(sheet["cadre_id"]):
        if code in seen or code not in everybody:
            found = "twice" if code in seen else "unknown"
            report.add(sheet.name, code, "row", "a person of the case, once", found)
            continue
        seen.add(code)
        status = sheet["status"][at]
        if code in columns.people.outside:
            _check_outside(sheet, at, columns.people.outside[code], report)
            continue
        _check_today(catalogue, columns, sheet, at, people[code], report)
        if status == "placed":
            _read_placed(catalogue, columns, sheet, at, people[code], names, read, report)
        elif status == "pool":
            read.pool.append((at, people[code]))
        else:
            report.add(sheet.name, code, "status", "placed or pool", status)
    for code in sorted(everybody - seen):
        report.add(sheet.name, code, "row", "one", "none")
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
    catalogue: Catalogue, columns: Columns, sheet: Sheet, at: int, person: int, report: Report
) -> None:
    today, position = int(columns.people.today[person]), int(columns.people.position[person])
    unit_code = "" if today == NOBODY else catalogue.unit_codes[today]
    position_id = "" if position == NOBODY else catalogue.position_ids[position]
    row = sheet["cadre_id"][at]
    report.same(sheet.name, row, "today_unit", unit_code, sheet["today_unit"][at])
    report.same(sheet.name, row, "today_position", position_id, sheet["today_position"][at])


def _read_placed(
    catalogue: Catalogue,
    columns: Columns,
    sheet: Sheet,
    at: int,
    person: int,
    names: Mapping[str, int],
    read: _Read,
    report: Report,
) -> None:
    row, name, post = sheet["cadre_id"][at], sheet["seat_type"][at], sheet["post_id"][at]
    number = names.get(name)
    if number is None:
        report.add(sheet.name, row, "seat_type", "a seat type of the plan", name)
        return
    seat = columns.seats[number]
    unit_code = catalogue.unit_codes[seat.unit]
    lead = catalogue.position_ids[seat.lead]
    report.same(sheet.name, row, "unit_code", unit_code, sheet["unit_code"][at])
    report.same(sheet.name, row, "lead_position", lead, sheet["lead_position"][at])
    check_km(catalogue, sheet, at, int(columns.people.today[person]), seat.unit, report)
    read.placed.append((at, person, number))
    if not post:
        return
    if post not in seat.post_ids:
        report.add(sheet.name, row, "post_id", f"a post of {name}", post)
    elif post in read.posts:
        report.add(sheet.name, row, "post_id", "a post nobody else has", post)
    else:
        read.posts[post] = (at, number)


def check_km(
    catalogue: Catalogue, sheet: Sheet, at: int, start: int, end: int, report: Report
) -> None:
    """Compare a ``km`` cell with the great-circle way from one unit to another."""
    text = sheet["km"][at]
    if start == NOBODY:
        km = float("nan")
    else:
        lat, lon = catalogue.lat, catalogue.lon
        km = float(great_circle_km(lat[start], lon[start], lat[end], lon[end]))
    row = sheet["cadre_id"][at]
    if np.isnan(km) or (start == end and not text):
        report.same(sheet.name, row, "km", "", text if start != end else "")
        return
    stored = decimal_cell(text, 3)
    if stored is None or abs(stored - km) > KM_SLACK:
        report.add(sheet.name, row, "km", f"{km:.3f}", text or "blank")


def _check_loss(sheet: Sheet, at: int, asked: Pairs, number: int, report: Report) -> None:
    row = sheet["cadre_id"][at]
    if not asked.eligible[number]:
        report.add(sheet.name, row, "seat", "one the rules allow", sheet["seat_type"][at])
    expected = {part: int(asked.parts[part][number]) for part in PARTS}
    expected["loss"] = sum(expected.values())
    for column, value in expected.items():
        stored = hours_cell(sheet[column][at])
        if stored != value:
            report.add(sheet.name, row, column, as_hours(value), sheet[column][at] or "blank")


def _check_marks(
    columns: Columns, sheet: Sheet, at: int, person: int, asked: Pairs, number: int, report: Report
) -> None:
    """Compare the marks; those the definitions leave open may stand or not."""
    found = frozenset(sheet["marks"][at].split(";")) - {""}
    people = columns.people
    required, allowed = set(), set()
    if not sheet["post_id"][at]:
        required.add("above_seats")
    if columns.must_be_placed(person):
        required.add("pinned")
    elif person in people.pins:
        allowed.add("pinned")
    if not asked.standard[number]:
        required.add("below_standard")
    elif not asked.rank[number]:
        allowed.add("below_standard")
    if people.barred[person]:
        allowed.add("under_review")
    elif not people.clear[person]:
        required.add("under_review")
    if not required <= found <= required | allowed:
        expected, shown = ";".join(sorted(required)), sheet["marks"][at]
        report.add(sheet.name, sheet["cadre_id"][at], "marks", expected or "none", shown or "none")


def _check_pool(columns: Columns, sheet: Sheet, at: int, person: int, report: Report) -> int:
    row, price = sheet["cadre_id"][at], columns.pool_price(person)
    for column in ("unit_code", "seat_type", "lead_position", "post_id"):
        report.same(sheet.name, row, column, "", sheet[column][at])
    if price is None:
        report.add(sheet.name, row, "status", "placed, as a pin says", "pool")
        return 0
    if hours_cell(sheet["loss"][at]) != price:
        report.add(sheet.name, row, "loss", as_hours(price), sheet["loss"][at] or "blank")
    return price


def _check_order(columns: Columns, sheet: Sheet, read: _Read, report: Report) -> None:
    """Posts are taken in the order of weighted hours, by people in the order of their codes."""
    taken: dict[int, list[tuple[str, str]]] = {}
    for post, (at, number) in read.posts.items():
        taken.setdefault(number, []).append((sheet["cadre_id"][at], post))
    for number, pairs in taken.items():
        seat = columns.seats[number]
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
    for at, code in enumerate(sheet["cadre_id"]):
        if code not in due:
            report.add(sheet.name, code, "row", "a person who moves, once", "other")
            continue
        start, end = due.pop(code)
        report.same(
            sheet.name, code, "from_unit", catalogue.unit_codes[start], sheet["from_unit"][at]
        )
        report.same(sheet.name, code, "to_unit", catalogue.unit_codes[end], sheet["to_unit"][at])
        check_km(catalogue, sheet, at, start, end, report)
    for code in sorted(due):
        report.add(sheet.name, code, "row", "one", "none")
