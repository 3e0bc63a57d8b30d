"""The rules beside the placement, read a second time: limits over people, who goes with whom.

Every bound of a limit is a row, and so is a relation in each unit; where nothing can break it, a
plan need not list it. Where the rules over all units are on, a unit has a row of its own, or one
for each position that somebody held there before. A row counts in whole numbers: people,
hundredths of a salary coefficient, or thousandths of a person where a share is asked for. It
keeps a rule where what the placed people count together is at most (``max``) or at least
(``min``) its limit. In the pool nobody counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from staffalloc.case.hours import milli_hour
from staffalloc.case.policy import Price
from staffalloc.rules.in_force import rules_in_force
from staffalloc.verify.catalogue import Catalogue, Ints
from staffalloc.verify.columns import Columns
from staffalloc.verify.findings import Report
from staffalloc.verify.origins import old_names
from staffalloc.verify.roster import NOBODY, Roster

PEOPLE: Final = 1
HUNDREDTHS: Final = 100
THOUSANDTHS: Final = 1000
# A coefficient beyond this is no salary but an attempt to overflow the sums.
LARGEST_SALARY: Final = 10**7


class RowName(NamedTuple):
    """What a row is known by: rule, ``min`` or ``max``, and what the rule names, blank for none.

    For two people the row is of one unit, which the table ``relations`` does not name.
    """

    rule: str
    side: str
    unit_code: str = ""
    position_id: str = ""
    field: str = ""
    cadre_a: str = ""
    cadre_b: str = ""

    def __str__(self) -> str:
        return "/".join(filter(None, self))


@dataclass(frozen=True)
class SideRow:
    """One bound on what people count together.

    Attributes
    ----------
    name : RowName
    unit, lead : int
        Only seats of this unit, and with this lead position, count; `NOBODY`: all. Where a lead
        is given, everybody counts the same, 1.
    carried : int
        Only seats that carry this position, as lead or as part, count; `NOBODY`: all. Where it is
        given, the row says at least.
    person, value : (K,) ints
        Who counts, and how much each.
    moved_only : bool
        Whether people count only outside today's unit.
    limit : int
        In whole numbers, as the values.
    price : int or None
        Milli-hours for each whole number of breach; None where the rule is hard.
    scale : int
        How many whole numbers make one of the planner's: a person, or a coefficient of 1.
    may_be_absent : bool
        Whether nothing could break the row, so that a plan need not list it.
    """

    name: RowName
    unit: int
    lead: int
    person: Ints
    value: Ints
    moved_only: bool
    limit: int
    price: int | None
    scale: int
    may_be_absent: bool = False
    carried: int = NOBODY

    @property
    def sign(self) -> int:
        """Return 1 for at most, -1 for at least: with it, every row says at most."""
        return 1 if self.name.side == "max" else -1

    def breach(self, used: int) -> int:
        """Return by how much `used` breaks the row, 0 where it keeps it."""
        return max(0, self.sign * (used - self.limit))


def side_rows(catalogue: Catalogue, columns: Columns, report: Report) -> tuple[SideRow, ...]:
    """Return the row of every bound and relation of the case, and of rules over all units."""
    reader = _Reader(catalogue, columns, report)
    return (
        *reader.limits(),
        *reader.relations(),
        *reader.quality_spread(),
        *reader.continuity_floors(),
    )


class _Reader:
    """Reads the tables ``limits`` and ``relations``."""

    def __init__(self, catalogue: Catalogue, columns: Columns, report: Report) -> None:
        self._catalogue, self._columns, self._report = catalogue, columns, report
        self._people: Roster = columns.people
        self._values: dict[tuple[str, ...], tuple[Ints, Ints]] = {}
        self._rules = rules_in_force(catalogue.case)
        self._old_names = old_names(catalogue, columns.people.old_unit)

    def limits(self) -> Iterator[SideRow]:
        table = self._catalogue.case.tables["limits"]
        named = ("rule", "unit_code", "position_id", "field", "price", "max", "min")
        for rule, unit_code, position_id, field, price, *bounds in zip(
            *(table[name].tolist() for name in named), strict=True
        ):
            for side, bound in zip(("max", "min"), bounds, strict=True):
                if rule != "total" and self._rules.is_on(rule) and not math.isnan(bound):
                    name = RowName(rule, side, unit_code, position_id, field)
                    yield self._limit(name, float(bound), float(price))

    def _limit(self, name: RowName, bound: float, hours: float) -> SideRow:
        unit = self._catalogue.unit_at.get(name.unit_code, NOBODY)
        scale = {"payroll": HUNDREDTHS, "continuity": THOUSANDTHS}.get(name.rule, PEOPLE)
        limit, lead = round(bound * scale), NOBODY
        if name.rule == "continuity":
            limit, who = 0, self._beyond_share(name, bound)
        else:
            who = self._who_counts(name)
        if name.rule == "position_cap":
            lead = self._catalogue.position_at[name.position_id]
        price = self._price(name, hours, scale)
        return SideRow(name, unit, lead, *who, name.rule == "moves", limit, price, scale)

    def _price(self, name: RowName, hours: float, scale: int) -> int | None:
        """Nobody is held to a skill that is not there: without a price, it has that of the policy.

        Every other rule is hard where no price is given.
        """
        if not math.isnan(hours):
            return milli_hour(hours / scale)
        if (name.rule, name.side) == ("skill_floor", "min"):
            return milli_hour(self._catalogue.policy.skill_floor_price * self._catalogue.awt)
        return None

    def _who_counts(self, name: RowName) -> tuple[Ints, Ints]:
        """Who counts for a rule and how much, once for all rows that count alike."""
        alike = name.rule, name.position_id, name.field
        if alike not in self._values:
            value = np.asarray(self._count(name), dtype=np.int64)
            person = np.flatnonzero(value)
            self._values[alike] = person, value[person]
        return self._values[alike]

    def _count(self, name: RowName) -> ArrayLike:
        people = self._people
        if name.rule == "moves":
            return [today != NOBODY for today in people.today.tolist()]
        if name.rule == "payroll":
            return self._salaries()
        if name.rule == "position_cap":
            return np.ones(len(people.ids))
        if name.field:
            return [name.field in held for held in people.fields]
        least = self._catalogue.policy.skill_held_from
        return [
            any(
                position_id == name.position_id and skill >= least
                for position_id, _, skill in people.skills.get(person, ())
            )
            for person in range(len(people.ids))
        ]

    def _salaries(self) -> Ints:
        """Hundredths of each person; a sum with a blank in it proves nothing."""
        salaries = self._people.salary
        for person in np.flatnonzero(~(salaries <= LARGEST_SALARY)).tolist():
            row, expected = self._people.ids[person], f"given, at most {LARGEST_SALARY}"
            self._report.add("case/cadres", row, "salary_coefficient", expected, "other")
        return np.clip(np.nan_to_num(salaries), 0, LARGEST_SALARY).astype(np.int64)

    def _beyond_share(self, name: RowName, share: float) -> tuple[Ints, Ints]:
        """A thousand for each who comes from there, less the share asked for: of everybody."""
        comes = np.array(self._comes_from(name.unit_code), dtype=np.int64)
        return np.arange(len(comes)), THOUSANDTHS * comes - thousandths(share, name.side)

    def _comes_from(self, unit_code: str) -> list[bool]:
        """Whether people are of a unit made into this one; without an old unit, here today."""
        unit = self._catalogue.unit_at[unit_code]
        old_units = self._old_names.get(unit, frozenset())
        where = zip(self._people.old_unit, self._people.today.tolist(), strict=True)
        return [old in old_units if old else today == unit for old, today in where]

    def relations(self) -> Iterator[SideRow]:
        at = {code: person for person, code in enumerate(self._people.ids)}
        table = self._catalogue.case.tables["relations"]
        named = ("rule", "cadre_a", "cadre_b")
        for rule, first, second in zip(*(table[name].tolist() for name in named), strict=True):
            # Who is not in this placement is in nobody's way.
            if self._rules.is_on(rule) and first in at and second in at:
                yield from self._relation(rule, at[first], at[second])

    def _relation(self, rule: str, first: int, second: int) -> Iterator[SideRow]:
        reach_a, reach_b = (self._reach(person) for person in (first, second))
        is_apart = rule == "apart"
        breakable = reach_a & reach_b if is_apart else reach_a | reach_b
        person = np.array([first, second], dtype=np.int64)
        value = np.array((1, 1) if is_apart else (1, -1), dtype=np.int64)
        sides, limit = (("max",), 1) if is_apart else (("max", "min"), 0)
        codes = self._people.ids[first], self._people.ids[second]
        for unit, unit_code in enumerate(self._catalogue.unit_codes):
            for side in sides:
                yield SideRow(
                    name=RowName(rule, side, unit_code, "", "", *codes),
                    unit=unit,
                    lead=NOBODY,
                    person=person,
                    value=value,
                    moved_only=False,
                    limit=limit,
                    price=None,
                    scale=PEOPLE,
                    may_be_absent=unit not in breakable,
                )

    def quality_spread(self) -> Iterator[SideRow]:
        """In each unit with seats the weak are at most a share, unless nobody is weak at all."""
        policy, people = self._catalogue.policy, len(self._people.ids)
        weak = np.zeros(people, dtype=np.int64)
        for person, rows in self._people.skills.items():
            weak[person] = max(skill for _, _, skill in rows) < policy.weak_below
        if not self._rules.is_on("quality_spread") or not weak.any():
            return
        value = THOUSANDTHS * weak - thousandths(policy.weak_share_most, "max")
        price = self._price_of_officers(policy.quality_spread_price, THOUSANDTHS)
        for unit in sorted({seat.unit for seat in self._columns.seats}):
            name = RowName("quality_spread", "max", self._catalogue.unit_codes[unit])
            everybody = np.arange(people)
            yield SideRow(name, unit, NOBODY, everybody, value, False, 0, price, THOUSANDTHS)

    def continuity_floors(self) -> Iterator[SideRow]:
        """Where somebody had a position in a unit that has a post of it, one of them stays at it.

        Who had it: their position today, in this unit or in an old one that it was made from.
        """
        if not self._rules.is_on("continuity_floor"):
            return
        price = self._price_of_officers(self._catalogue.policy.continuity_floor_price, PEOPLE)
        held: dict[tuple[int, int], list[int]] = {}
        units_of: dict[str, list[int]] = {}
        for unit, names in self._old_names.items():
            for old in names:
                units_of.setdefault(old, []).append(unit)
        people = self._people
        rows = zip(people.today.tolist(), people.old_unit, people.position.tolist(), strict=True)
        for person, (today, old, position) in enumerate(rows):
            for unit in {today, *units_of.get(old, ())}:
                held.setdefault((unit, position), []).append(person)
        cells = {
            (seat.unit, position)
            for seat in self._columns.seats
            for position in (seat.lead, *seat.others)
            if seat.post_ids
        }
        for unit, position in sorted(cells & held.keys()):
            holders = np.array(held[unit, position], dtype=np.int64)
            yield SideRow(
                name=RowName(
                    "continuity_floor",
                    "min",
                    self._catalogue.unit_codes[unit],
                    self._catalogue.position_ids[position],
                ),
                unit=unit,
                lead=NOBODY,
                person=holders,
                value=np.ones_like(holders),
                moved_only=False,
                limit=1,
                price=price,
                scale=PEOPLE,
                carried=position,
            )

    def _price_of_officers(self, price: Price, scale: int) -> int | None:
        """Milli-hours for a whole number of a row, of a price in officers; None where hard."""
        return None if price == "hard" else milli_hour(price * self._catalogue.awt / scale)

    def _reach(self, person: int) -> set[int]:
        """Units with a seat type the person may hold."""
        seat = np.arange(len(self._columns.seats), dtype=np.int64)
        eligible = self._columns.pairs(np.full_like(seat, person), seat).eligible
        return set(self._columns.unit[eligible].tolist())


def thousandths(share: float, side: str) -> int:
    """Return a share in thousandths, a finer one rounded in favour of the plan.

    Examples
    --------
    >>> thousandths(0.6, "min"), thousandths(1 / 3, "min"), thousandths(1 / 3, "max")
    (600, 333, 334)
    """
    exact = Decimal(repr(share)) * THOUSANDTHS
    return math.floor(exact) if side == "min" else math.ceil(exact)
