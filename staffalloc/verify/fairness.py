"""The rule of fairness: shares, levels and cuts counted again, and what fill prices prove.

Seats in the frame are filled by the people on them, no more than there are seats. A unit could
take one more step, from its share; which step comes first is the lower share, then the smaller
unit. Levels are the different next steps of units with a free seat. The cut of a level is proven
by four facts: whoever is eligible for a seat type in it sits in it; nobody in it is above the
seats; every seat outside it, of a unit with seats in it, is filled; and the last step of each of
these units does not come after the step of the level. So these units together fill as many seats
as they can, and none of them could give one away for the better.

Under side rules there is one level, the least share: what units fill together is at most who is
eligible for the seats of the first cut, and every other seat of its units; that bounds the share.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, partial
from typing import Final

import numpy as np

from staffalloc.verify.catalogue import Bools, Ints
from staffalloc.verify.columns import Columns
from staffalloc.verify.curves import Curve
from staffalloc.verify.findings import Report
from staffalloc.verify.folder import PlanFolder
from staffalloc.verify.proposal import Proposal
from staffalloc.verify.seats import SeatType
from staffalloc.verify.sheet import Sheet, count_cell, decimal_cell

TABLES: Final = ("fairness", "fair_cuts", "fair_changes")
RATIO_DECIMALS: Final = 12
RATIO_SLACK: Final = 1e-9
NO_CUT: Final = 1 << 30

Step = tuple[Fraction, int]  # the share it starts from, the seats of the unit


@dataclass(frozen=True)
class Filling:
    """What a plan fills: authorised seats in the frame of each unit, and those with somebody."""

    seats: tuple[int, ...]
    filled: tuple[int, ...]

    @classmethod
    def of(cls, columns: Columns, officers: Mapping[int, int], units: int) -> Filling:
        """Count seats and people, these no more than there are seats."""
        seats, filled = [0] * units, [0] * units
        for number, seat in enumerate(columns.seats):
            if seat.in_frame:
                seats[seat.unit] += seat.seats
                filled[seat.unit] += min(officers.get(number, 0), seat.seats)
        return cls(tuple(seats), tuple(filled))

    def step(self, unit: int, taken: int = 0) -> Step:
        """Return the step a unit would take next, or with `taken` 1 the one it took last."""
        return Fraction(self.filled[unit] - taken, self.seats[unit]), self.seats[unit]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Return the step of each level, in their order."""
        units = range(len(self.seats))
        return tuple(sorted({self.step(u) for u in units if self.filled[u] < self.seats[u]}))

    @property
    def share(self) -> Fraction:
        """Return the least share of a unit, 1 where none has a seat."""
        pairs = zip(self.filled, self.seats, strict=True)
        return min((Fraction(y, n) for y, n in pairs if n), default=Fraction(1))

    def level(self, unit: int, *, only_one: bool = False) -> int | None:
        """Return the level of a unit, None where no seat is free or it is above the only one."""
        if self.filled[unit] == self.seats[unit]:
            return None
        if only_one:
            return 1 if self.step(unit)[0] == self.share else None
        return self.steps.index(self.step(unit)) + 1


@dataclass(frozen=True)
class FillProof:
    """What the stored fill prices change in the bound: `seats` with them, and their `worth`."""

    filling: Filling
    seats: tuple[SeatType, ...]
    worth: int
    share_bound: Fraction | None  # of the least share, None where the levels are proven


def check_absent(folder: PlanFolder, report: Report) -> None:
    """Report tables of the rule in a plan that does not have it."""
    for name in TABLES:
        if len(folder.sheets[name]):
            report.add(name, "", "table", "none: the rule is off", "one")
    report.same(
        "plan.json", "certificate", "fairness", None, folder.entry("certificate", "fairness")
    )


def check_fairness(
    folder: PlanFolder,
    proposal: Proposal,
    cells: Mapping[tuple[int, str], Curve],
    report: Report,
) -> FillProof:
    """Check shares, levels and cuts; return what the fill prices prove."""
    columns, plan = proposal.columns, proposal.plan
    only_one = len(folder.sheets["side_rules"]) > 0
    units = len(proposal.catalogue.unit_codes)
    filling = Filling.of(columns, plan.choice.officers, units)
    sheet = folder.sheets["fairness"]
    rows = _rows_of_units(proposal, sheet, report)
    _check_shares(filling, rows, sheet, only_one, report)
    _check_hours(proposal, cells, rows, sheet, report)
    cut = _read_cuts(proposal, folder.sheets["fair_cuts"], report)
    bound = None
    if only_one:
        bound = _share_bound(proposal, filling, cut)
        least = tuple(math.ceil(filling.share * seats) for seats in filling.seats)
    else:
        _check_cuts(proposal, filling, cut, report)
        least = filling.filled
    prices = _fill_prices(rows, units, sheet, report)
    return FillProof(filling, *_raised_seats(columns, least, prices), bound)


def _rows_of_units(proposal: Proposal, sheet: Sheet, report: Report) -> Mapping[int, int]:
    """Return the row of each unit that has one."""
    rows: dict[int, int] = {}
    for at, code in enumerate(sheet["unit_code"]):
        unit = proposal.catalogue.unit_at.get(code)
        if unit is None or unit in rows:
            report.add(sheet.name, code, "row", "a unit of the case, once", "other")
        else:
            rows[unit] = at
    for unit, code in enumerate(proposal.catalogue.unit_codes):
        if unit not in rows:
            report.add(sheet.name, code, "row", "one", "none")
    return rows


def _check_shares(
    filling: Filling, rows: Mapping[int, int], sheet: Sheet, only_one: bool, report: Report
) -> None:
    for unit, at in rows.items():
        seats, filled = filling.seats[unit], filling.filled[unit]
        level = filling.level(unit, only_one=only_one)
        expected = {
            "seats": str(seats),
            "filled": str(filled),
            "share": f"{filled / seats:.{RATIO_DECIMALS}f}" if seats else "",
            "level": "" if level is None else str(level),
        }
        for column, value in expected.items():
            report.same(sheet.name, sheet["unit_code"][at], column, value, sheet[column][at])


def _check_hours(
    proposal: Proposal,
    cells: Mapping[tuple[int, str], Curve],
    rows: Mapping[int, int],
    sheet: Sheet,
    report: Report,
) -> None:
    """Compare the weighted hours served by those required, from the people in each group."""
    share = _hours_shares(proposal, cells)
    stored = sheet.parsed("hours_share", partial(decimal_cell, decimals=RATIO_DECIMALS))
    for unit, at in rows.items():
        due, found, text = share.get(unit), stored[at], sheet["hours_share"][at]
        agrees = text == "" if due is None else found is not None and abs(found - due) < RATIO_SLACK
        if not agrees:
            expected = "blank" if due is None else f"{due:.{RATIO_DECIMALS}f}"
            report.add(sheet.name, sheet["unit_code"][at], "hours_share", expected, text or "blank")


def _hours_shares(
    proposal: Proposal, cells: Mapping[tuple[int, str], Curve]
) -> Mapping[int, float]:
    catalogue, need = proposal.catalogue, proposal.need
    capacity = _officers_by_group(proposal)
    least = catalogue.policy.least_part_fte * catalogue.awt
    served: dict[int, float] = {}
    required: dict[int, float] = {}
    for (unit, group), curve in cells.items():
        hours = curve.shared_out(capacity.get((unit, group), 0.0), least)
        weight = need.weight_rows[unit]
        served[unit] = served.get(unit, 0.0) + sum(weight[p] * h for p, h in hours.items())
        required[unit] = required.get(unit, 0.0) + sum(
            weight[p] * need.required_rows[unit][p] for p in curve.positions
        )
    return {unit: served[unit] / hours for unit, hours in required.items() if hours > 0}


def _officers_by_group(proposal: Proposal) -> Mapping[tuple[int, str], float]:
    """Return the full-time equivalents of each unit and group: the placed, and who stays outside.

    Everybody counts in the group of the position they lead with.
    """
    catalogue, people = proposal.catalogue, proposal.columns.people
    cadres = catalogue.case.tables["cadres"]
    fte = dict(zip(cadres["cadre_id"], cadres["fte"], strict=True))
    officers: dict[tuple[int, str], float] = defaultdict(float)
    for sitting in proposal.plan.placed:
        seat = proposal.columns.seats[sitting.seat]
        officers[seat.unit, catalogue.group_of[seat.lead]] += float(people.fte[sitting.person])
    for code, (unit_code, position_id) in people.outside.items():
        unit, held = catalogue.unit_at.get(unit_code), catalogue.position_at.get(position_id)
        if unit is not None and held is not None:
            officers[unit, catalogue.group_of[held]] += float(fte[code])
    return officers


def _share_bound(proposal: Proposal, filling: Filling, cut: Ints) -> Fraction:
    """Return the greatest share that the units of the first cut can have together."""
    columns = proposal.columns
    inside = [j for j in np.flatnonzero(cut != NO_CUT).tolist() if columns.seats[j].in_frame]
    units = {columns.seats[number].unit for number in inside}
    everybody = np.arange(len(columns.people.ids), dtype=np.int64)
    able = np.zeros(len(everybody), dtype=np.bool_)
    for number in inside:
        able |= columns.pairs(everybody, np.full_like(everybody, number)).eligible
    seats = sum(columns.seats[number].seats for number in inside)
    most = min(seats, int(able.sum())) + sum(filling.seats[unit] for unit in units) - seats
    sizes = {filling.seats[unit] for unit in units}
    shares = {Fraction(y, n) for n in sizes for y in range(n + 1)} or {Fraction(1)}
    return max(
        share
        for share in shares
        if sum(math.ceil(share * filling.seats[unit]) for unit in units) <= most
    )


def _check_cuts(proposal: Proposal, filling: Filling, cut: Ints, report: Report) -> None:
    cuts, table = _Cuts(proposal, filling, cut), "fair_cuts"
    for number, what in cuts.wrong_seats():
        report.add(table, cuts.name(number), "cut", what, "other")
    for level, unit in cuts.wrong_units():
        code = proposal.catalogue.unit_codes[unit]
        report.add(table, code, f"cut of level {level}", "a last step not after it", "after")
    for number in cuts.open_seats():
        expected = "with everybody eligible in the cut"
        report.add(table, cuts.name(number), "cut", expected, "without somebody")


def _read_cuts(proposal: Proposal, sheet: Sheet, report: Report) -> Ints:
    """Return the first level whose cut each seat type is in, (J,), `NO_CUT` for none."""
    level = np.full(len(proposal.columns.seats), NO_CUT, dtype=np.int64)
    left = dict(proposal.plan.seat_types)
    for at, name in enumerate(sheet["seat_type"]):
        number, text = left.pop(name, None), sheet["level"][at]
        if number is None:
            report.add(sheet.name, name, "row", "a seat type of the plan, once", "other")
            continue
        read = count_cell(text) if text else NO_CUT
        if not read:
            report.add(sheet.name, name, "level", "a whole number from 1, or blank", text)
        level[number] = read or NO_CUT
    for name in left:
        report.add(sheet.name, name, "row", "one", "none")
    return level


class _Cuts:
    """The cuts of a plan, held against who sits where and who might."""

    def __init__(self, proposal: Proposal, filling: Filling, cut: Ints) -> None:
        self._columns, self._filling, self._cut = proposal.columns, filling, cut
        self._names = {number: name for name, number in proposal.plan.seat_types.items()}
        self._officers = proposal.plan.choice.officers
        self._home = np.full(len(proposal.columns.people.ids), NO_CUT, dtype=np.int64)
        for sitting in proposal.plan.placed:
            self._home[sitting.person] = cut[sitting.seat]

    def name(self, number: int) -> str:
        return self._names[number]

    def wrong_seats(self) -> list[tuple[int, str]]:
        """Return seat types that must not be in a cut, or must be in an earlier one."""
        first = self._first_of_units()
        wrong = []
        for number, seat in enumerate(self._columns.seats):
            officers, cut = self._officers.get(number, 0), int(self._cut[number])
            if cut != NO_CUT and (not seat.in_frame or officers > seat.seats):
                wrong.append((number, "none: nobody there is above authorised seats"))
            is_free = seat.in_frame and officers < seat.seats
            if is_free and cut > first[seat.unit]:
                wrong.append((number, f"that of level {first[seat.unit]}: a seat is free"))
        return wrong

    def _first_of_units(self) -> list[int]:
        """Return from which level on the cuts reach each unit, its own level at the latest."""
        units = range(len(self._filling.seats))
        first = [self._filling.level(unit) or NO_CUT for unit in units]
        for number, seat in enumerate(self._columns.seats):
            first[seat.unit] = min(first[seat.unit], int(self._cut[number]))
        return first

    def wrong_units(self) -> list[tuple[int, int]]:
        """Return levels with units in their cut that took a step after that of the level."""
        wrong = []
        for unit, level in enumerate(self._first_of_units()):
            if level == NO_CUT or not self._filling.filled[unit]:
                continue
            steps = self._filling.steps
            if level > len(steps) or self._filling.step(unit, taken=1) > steps[level - 1]:
                wrong.append((level, unit))
        return wrong

    def open_seats(self) -> list[int]:
        """Return seat types of cuts for which somebody outside is eligible."""
        return [
            int(number)
            for number in np.flatnonzero(self._cut != NO_CUT).tolist()
            if self._eligible_outside(number).any()
        ]

    def _eligible_outside(self, number: int) -> Bools:
        outside = np.flatnonzero(self._home > self._cut[number])
        return self._columns.pairs(outside, np.full_like(outside, number)).eligible


def _fill_prices(
    rows: Mapping[int, int], units: int, sheet: Sheet, report: Report
) -> tuple[int, ...]:
    read = sheet.hours("fill_price", sheet["unit_code"], report)
    return tuple(max(0, read[rows[unit]] or 0) if unit in rows else 0 for unit in range(units))


def _raised_seats(
    columns: Columns, least: tuple[int, ...], prices: tuple[int, ...]
) -> tuple[tuple[SeatType, ...], int]:
    """Raise what filling saves by the prices; each seat allowed to be empty is paid for."""
    worth, raised = 0, []
    for seat in columns.seats:
        by = prices[seat.unit] if seat.in_frame else 0
        made, steps = _raised(seat, by)
        raised.append(made)
        worth += by * steps
    return tuple(raised), worth - sum(by * n for by, n in zip(prices, least, strict=True))


def _raised(seat: SeatType, by: int) -> tuple[SeatType, int]:
    """Let the first steps of a seat type, as many as it has seats, save more.

    Returns it with how many of these steps are empty seats, whose price is paid if they are.
    """
    steps = [(-price, 0) for price in seat.empty] + [(price, 1) for price in seat.extra]
    steps = [
        (price - by * (at < seat.seats), kind) for at, (price, kind) in enumerate(sorted(steps))
    ]
    empty = tuple(-price for price, kind in steps if not kind)
    extra = tuple(price for price, kind in steps if kind)
    counted = sum(not kind for _, kind in steps[: seat.seats])
    return replace(seat, empty=empty, extra=extra), counted
