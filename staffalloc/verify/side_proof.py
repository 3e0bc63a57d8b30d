"""``side_rules.csv``: what the plan uses of every rule, and what the stored duals prove.

The table has a row for every bound of ``limits`` and, in each unit where it can be broken, for
every relation. ``limit``, ``used`` and ``breach`` are people or, for ``payroll``, coefficients,
with three decimals; a ``continuity`` row counts the people beyond the share asked for, and its
limit is 0. ``price`` is in hours for each person or coefficient of breach, blank where the rule
is hard. ``dual_mh`` is a whole number: milli-hours for one of the whole numbers the row counts
in, which are people, hundredths of a coefficient for ``payroll`` and thousandths of a person for
``continuity``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from staffalloc.verify.assignments import Plan
from staffalloc.verify.catalogue import Bools, Ints
from staffalloc.verify.columns import Columns
from staffalloc.verify.findings import Report, as_hours
from staffalloc.verify.placement import Added, Favoured
from staffalloc.verify.roster import NOBODY
from staffalloc.verify.sheet import Sheet
from staffalloc.verify.side_rules import THOUSANDTHS, RowName, SideRow

# What a dual adds to one loss stays so small that sums over all rules fit 64 bits.
LARGEST_ADDED: Final = 10**13
_DUAL: Final = re.compile(r"-?[0-9]{1,15}")


def dual_cell(text: str) -> int | None:
    """Return the milli-hours of a whole number with or without a sign, else None.

    Examples
    --------
    >>> dual_cell("-12"), dual_cell("1.5")
    (-12, None)
    """
    return int(text) if _DUAL.fullmatch(text) else None


@dataclass(frozen=True)
class Seating:
    """Unit, lead and kind of everybody's seat and unit today, `NOBODY` for none; (C,) each.

    `carries`, (K, P), says which positions a kind has.
    """

    unit: Ints
    lead: Ints
    kind: Ints
    today: Ints
    carries: Bools

    @classmethod
    def of(cls, columns: Columns, person: Ints, seat: Ints) -> Seating:
        """Seat each person of an array on the seat type of another, (N,), and nobody else."""
        unit = np.full(len(columns.people.ids), NOBODY, dtype=np.int64)
        lead, kind = unit.copy(), unit.copy()
        unit[person] = columns.unit[seat]
        kind[person] = columns.kinds.of_seat[seat]
        lead[person] = columns.kinds.lead[kind[person]]
        return cls(unit, lead, kind, columns.people.today, columns.kinds.carries)

    @classmethod
    def planned(cls, columns: Columns, plan: Plan) -> Seating:
        """Seat everybody as a plan does."""
        placed = np.array([(one.person, one.seat) for one in plan.placed], dtype=np.int64)
        return cls.of(columns, *placed.reshape(-1, 2).T)

    def counted(self, row: SideRow) -> Ints:
        """Return what each person of a row counts, (K,)."""
        unit = self.unit[row.person]
        counts = unit != NOBODY if row.unit == NOBODY else unit == row.unit
        if row.lead != NOBODY:
            counts &= self.lead[row.person] == row.lead
        if row.carried != NOBODY:
            counts &= self.carries[self.kind[row.person], row.carried]
        if row.moved_only:
            counts &= unit != self.today[row.person]
        return np.where(counts, row.value, 0)


@dataclass(frozen=True)
class SideTally:
    """Rows, what a plan uses of each, and duals brought to where they prove something."""

    rows: tuple[SideRow, ...]
    used: tuple[int, ...]
    duals: tuple[int, ...]

    @classmethod
    def of(
        cls, rows: tuple[SideRow, ...], columns: Columns, plan: Plan, duals: Mapping[RowName, int]
    ) -> SideTally:
        """Count what a plan uses; a row without a dual has 0."""
        seating = Seating.planned(columns, plan)
        used = tuple(int(seating.counted(row).sum()) for row in rows)
        return cls(rows, used, tuple(_clipped(row, duals.get(row.name, 0)) for row in rows))

    @property
    def cost(self) -> int:
        """Return the price of all breaches; a broken hard rule has none."""
        return sum(
            (row.price or 0) * row.breach(used)
            for row, used in zip(self.rows, self.used, strict=True)
        )

    @property
    def worth_of_limits(self) -> int:
        """Return the duals times the limits, all rows read as at most: the bound loses it."""
        return sum(
            dual * row.sign * row.limit for row, dual in zip(self.rows, self.duals, strict=True)
        )

    def added(self, columns: Columns, by_seat: Ints) -> Added:
        """Return what the duals add to losses, on top of what the seat types do."""
        seat, place = by_seat.copy(), None
        favoured: dict[tuple[int, int], int] = {}
        lead = columns.kinds.lead[columns.kinds.of_seat]
        for row, dual in zip(self.rows, self.duals, strict=True):
            if dual == 0:
                continue
            if row.lead != NOBODY:
                counts = (lead == row.lead) & ((columns.unit == row.unit) | (row.unit == NOBODY))
                seat[counts] += row.sign * dual
                continue
            if row.carried != NOBODY:
                of_kind = columns.kinds.carries[columns.kinds.of_seat, row.carried]
                for j in np.flatnonzero(of_kind & (columns.unit == row.unit)).tolist():
                    for person in row.person.tolist():
                        pair = person, j
                        favoured[pair] = favoured.get(pair, 0) + row.sign * dual
                continue
            if place is None:
                place = np.zeros(columns.people.heirs[columns.people.heir_row].shape, np.int64)
            _add_by_place(place, row, dual, columns.people.today[row.person])
        return Added(seat, place, Favoured.of(favoured, len(seat)))

    def leaving(self, columns: Columns, plan: Plan) -> tuple[Ints, Bools]:
        """Return what breaches cost more if one person is left out, and whose going is forbidden.

        Both have an entry for everybody, (C,); for people left out already they say nothing.
        """
        seating = Seating.planned(columns, plan)
        cost = np.zeros(len(columns.people.ids), dtype=np.int64)
        forbidden = np.zeros(len(columns.people.ids), dtype=np.bool_)
        for row, used in zip(self.rows, self.used, strict=True):
            after = used - seating.counted(row)
            breach = np.maximum(0, row.sign * (after - row.limit))
            if row.price is None:
                forbidden[row.person] |= breach > 0
            else:
                cost[row.person] += row.price * (breach - row.breach(used))
        return cost, forbidden

    def allows(self, columns: Columns, person: int, home: int, seat: int) -> bool:
        """Return whether no hard rule is broken if one person goes from `home` to `seat`."""
        who, none = np.array([person], dtype=np.int64), np.zeros(0, dtype=np.int64)
        to = Seating.of(columns, who, np.array([seat], dtype=np.int64))
        home_seat = none if home == NOBODY else np.array([home], dtype=np.int64)
        away = Seating.of(columns, who[: len(home_seat)], home_seat)
        return not any(
            row.price is None
            and row.breach(used + int(to.counted(row).sum()) - int(away.counted(row).sum()))
            for row, used in zip(self.rows, self.used, strict=True)
        )


def _clipped(row: SideRow, dual: int) -> int:
    """Bring a dual to where it proves something: not negative, at most the price of a breach."""
    largest = LARGEST_ADDED // max(1, int(np.abs(row.value).max(initial=0)))
    return max(0, min(dual, largest if row.price is None else min(row.price, largest)))


def _add_by_place(place: Ints, row: SideRow, dual: int, today: Ints) -> None:
    """Add what a dual does to each person of a row, where they count, to a table (C, U).

    `today` is the unit of each of these people.
    """
    added = row.sign * dual * row.value
    if row.unit != NOBODY:
        stays = row.moved_only & (today == row.unit)
        place[row.person, row.unit] += np.where(stays, 0, added)
        return
    place[row.person] += added[:, None]
    if row.moved_only:
        known = today != NOBODY
        place[row.person[known], today[known]] -= added[known]


def check_side_rules(
    rows: tuple[SideRow, ...], columns: Columns, plan: Plan, sheet: Sheet, report: Report
) -> SideTally:
    """Compare ``side_rules.csv`` with the rules and the plan, and read the duals."""
    duals = sheet.parsed("dual_mh", dual_cell)
    due = {row.name: row for row in rows}
    at: list[int] = []
    listed: dict[RowName, int] = {}
    keys = zip(*(sheet[column] for column in RowName._fields), strict=True)
    for number, name in enumerate(map(RowName._make, keys)):
        if name not in due or name in listed:
            report.add(sheet.name, str(name), "row", "a rule of the case, once", "other")
            continue
        dual = duals[number]
        if dual is None:
            shown = sheet["dual_mh"][number] or "blank"
            report.add(sheet.name, str(name), "dual_mh", "a whole number", shown)
        at.append(number)
        listed[name] = dual or 0
    for name, row in due.items():
        if name not in listed and not row.may_be_absent:
            report.add(sheet.name, str(name), "row", "one", "none")
    kept = tuple(row for row in rows if row.name in listed or not row.may_be_absent)
    tally = SideTally.of(kept, columns, plan, listed)
    _check_figures(tally, sheet, dict(zip(listed, at, strict=True)), report)
    return tally


def _check_figures(
    tally: SideTally, sheet: Sheet, at: Mapping[RowName, int], report: Report
) -> None:
    """Compare limit, use, breach and price, and report every hard rule that is broken."""
    pairs = [
        (row, used) for row, used in zip(tally.rows, tally.used, strict=True) if row.name in at
    ]
    written = [_written(row, used) for row, used in pairs]
    numbers, names = [at[row.name] for row, _ in pairs], [str(row.name) for row, _ in pairs]
    for column in ("limit", "used", "breach", "price"):
        sheet.check(column, numbers, names, [cells[column] for cells in written], report)
    for row, used in zip(tally.rows, tally.used, strict=True):
        if row.price is None and row.breach(used):
            report.add(sheet.name, str(row.name), "rule", "kept", "broken")


def _written(row: SideRow, used: int) -> dict[str, str]:
    unit = THOUSANDTHS // row.scale
    return {
        "limit": as_hours(row.limit * unit),
        "used": as_hours(used * unit),
        "breach": as_hours(row.breach(used) * unit),
        "price": "" if row.price is None else as_hours(row.price * row.scale),
    }
