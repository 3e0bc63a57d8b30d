"""The tables limits and relations as side rows: one function for each rule.

Only people and seats of the placement count. Places that pins open and officers above the seats
count like any other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.checks_workload import shortened
from staffalloc.case.hours import is_known, milli_hour
from staffalloc.case.policy import Policy
from staffalloc.case.problems import CaseError, Notice, Problem
from staffalloc.case.working_time import available_hours
from staffalloc.placement.origins import Origins
from staffalloc.placement.people import People
from staffalloc.placement.seats import SeatType
from staffalloc.placement.side.rows import ANY_UNIT, Ints, RuleKey, Side, SideRow
from staffalloc.placement.side.unit_rules import quality_spread
from staffalloc.rules import rules_in_force

Bools = NDArray[np.bool_]
UnitsOf = Callable[[int], AbstractSet[int]]

_PAY_SCALE: Final = 100  # the cadres table holds hundredths of a coefficient
_SHARE_SCALE: Final = 1000


def build_side_rows(
    case: Case, people: People, seats: Sequence[SeatType], units_of: UnitsOf | None = None
) -> tuple[SideRow, ...]:
    """Write the limits and relations of a case as rows, in the order of the two tables.

    Each bound of a limit is one row. ``total`` has none: it bounds posts, not people. Two people
    have one row or two in each unit. Behind the two tables stand the rows of the units where
    nobody is to get only the weak.

    Parameters
    ----------
    case : Case
    people : People
    seats : sequence of SeatType
    units_of : callable, optional
        The units, as places in ``case.units``, where the person of a row can be placed: two
        people get no row where theirs could not be broken. Without it, all units with seats.

    Raises
    ------
    CaseError
        If there is a payroll rule and somebody's salary coefficient is blank.
    """
    numbers = {code: number for number, code in enumerate(case.units["unit_code"])}
    with_seats = frozenset(numbers[seat.unit_code] for seat in seats)
    return (
        *_limit_rows(case, people, seats, numbers),
        *_relation_rows(case, people, units_of or (lambda _: with_seats)),
        *quality_spread(case, people, seats),
    )


@dataclass(frozen=True)
class Counted:
    """Whom a rule counts and how much, on which seats.

    Attributes
    ----------
    value : (N,) ints
    moved_only : bool
        Whether only seats outside today's unit count.
    seats : (J,) bools or None
        The seat types that count; None: all.
    scale : int
        How many units of `value` make one of the planner's table.
    """

    value: Ints
    moved_only: bool = False
    seats: Bools | None = None
    scale: int = 1

    @cached_property
    def turned(self) -> Ints:
        """The values with signs turned, made once for all the rows that ask "at least"."""
        return -self.value


def moves(people: People) -> Counted:
    """Count who is placed in another unit than today's; nobody moves from the pool."""
    return Counted((people.unit >= 0).astype(np.int64), moved_only=True)


def payroll(people: People) -> Counted:
    """Add up salary coefficients, in hundredths.

    Raises
    ------
    CaseError
        If somebody's coefficient is blank: a sum without it would be too low.
    """
    coefficient = people.table["salary_coefficient"].to_numpy(float)
    blank = people.table.loc[np.isnan(coefficient), "cadre_id"].tolist()
    if blank:
        fields = (("count", len(blank)), ("cadres", shortened(blank)))
        problem = Problem("salary_missing", "cadres", column="salary_coefficient", fields=fields)
        raise CaseError([problem])
    return Counted(coefficient.astype(np.int64), scale=_PAY_SCALE)


def trained(people: People, asked: str) -> Counted:
    """Count who holds a field."""
    holds = [asked in held.split(";") for held in people.profiles["fields"]]
    return Counted(np.array(holds, np.int64)[people.profile])


def skilled(case: Case, people: People, position_id: str) -> Counted:
    """Count whose recorded skill in a position is enough by the policy."""
    skills = case.skills
    enough = (skills["position_id"] == position_id) & (
        skills["skill"] >= case.policy.skill_held_from
    )
    holds = people.table["cadre_id"].isin(skills.loc[enough, "cadre_id"])
    return Counted(holds.to_numpy().astype(np.int64))


def position_cap(people: People, seats: Sequence[SeatType], position_id: str) -> Counted:
    """Count who is on a seat led by a position."""
    led = np.array([seat.kind[0] == position_id for seat in seats], bool)
    return Counted(np.ones(len(people), np.int64), seats=led)


def continuity(comes_from: Bools, side: Side, share: float) -> Counted:
    """Count who comes from a unit's own old units, less the share asked for, in thousandths.

    Finer shares, such as 1/3, are rounded in favour of the plan: 2 of 6 people keep it.
    """
    exact = Fraction(repr(share)) * _SHARE_SCALE
    asked = math.floor(exact) if side == "min" else math.ceil(exact)
    return Counted(_SHARE_SCALE * comes_from.astype(np.int64) - asked, scale=_SHARE_SCALE)


@dataclass(frozen=True)
class _Bound:
    """One bound of a row of the limits table; `hours` is its price, NaN where it is blank."""

    key: RuleKey
    bound: float
    hours: float


def _limit_rows(
    case: Case, people: People, seats: Sequence[SeatType], numbers: Mapping[str, int]
) -> Iterator[SideRow]:
    shared: dict[tuple[str, str, str], Counted] = {}
    origins = Origins.of(case, people.table, people.unit)
    for asked in _bounds(case):
        key = asked.key
        unit = numbers[key.unit_code] if key.unit_code else ANY_UNIT
        if key.rule == "continuity":
            comes = origins.comes_from(key.unit_code, unit)
            yield _row(asked, unit, continuity(comes, key.side, asked.bound), 0, case.policy)
            continue
        target = (key.rule, key.position_id, key.field)
        if target not in shared:
            shared[target] = _counted(case, people, seats, key)
        counted = shared[target]
        yield _row(asked, unit, counted, round(asked.bound * counted.scale), case.policy)


def _bounds(case: Case) -> Iterator[_Bound]:
    rules, limits = rules_in_force(case), case.limits
    for row in limits[limits["rule"] != "total"].itertuples():
        if not rules.is_on(row.rule):
            continue
        bounds: tuple[tuple[Side, float], ...] = (("max", row.max), ("min", row.min))
        for side, bound in bounds:
            if is_known(bound):
                key = RuleKey(row.rule, side, row.unit_code, row.position_id, row.field)
                yield _Bound(key, bound, row.price)


def _counted(case: Case, people: People, seats: Sequence[SeatType], key: RuleKey) -> Counted:
    if key.rule == "moves":
        return moves(people)
    if key.rule == "payroll":
        return payroll(people)
    if key.rule == "position_cap":
        return position_cap(people, seats, key.position_id)
    return trained(people, key.field) if key.field else skilled(case, people, key.position_id)


def _row(asked: _Bound, unit: int, counted: Counted, limit: int, policy: Policy) -> SideRow:
    at_least = asked.key.side == "min"
    return SideRow(
        key=asked.key,
        unit=unit,
        seats=counted.seats,
        value=counted.turned if at_least else counted.value,
        moved_only=counted.moved_only,
        limit=-limit if at_least else limit,
        price=_price(asked, counted.scale, policy),
        scale=counted.scale,
    )


def _price(asked: _Bound, scale: int, policy: Policy) -> int | None:
    """Return milli-hours for each unit of the row; a missing skill is never forbidden."""
    if is_known(asked.hours):
        return milli_hour(asked.hours / scale)
    if (asked.key.rule, asked.key.side) == ("skill_floor", "min"):
        return milli_hour(policy.skill_floor_price * available_hours(policy))
    return None


@dataclass(frozen=True)
class Pair:
    """Two people of a relation: its word, their codes, and their rows among `people`."""

    rule: str
    codes: tuple[str, str]
    rows: tuple[int, int]
    people: int

    def values(self, first: int, second: int) -> Ints:
        """Return a value for each of the two and 0 for everybody else, (N,)."""
        value = np.zeros(self.people, np.int64)
        value[list(self.rows)] = first, second
        return value

    def row(self, side: Side, unit: tuple[int, str], value: Ints, limit: int) -> SideRow:
        """Return what the two keep in one unit, given by place and code; never for a price."""
        first, second = self.codes
        key = RuleKey(self.rule, side, unit[1], cadre_a=first, cadre_b=second)
        return SideRow(key, unit[0], None, value, moved_only=False, limit=limit, price=None)


def apart(pair: Pair, units: Iterable[tuple[int, str]]) -> Iterator[SideRow]:
    """Two people are never in one unit; in the pool they may be."""
    both = pair.values(1, 1)
    for unit in units:
        yield pair.row("max", unit, both, 1)


def together(pair: Pair, units: Iterable[tuple[int, str]]) -> Iterator[SideRow]:
    """Two people are in one unit or both in the pool: each unit has both or neither."""
    first, second = pair.values(1, -1), pair.values(-1, 1)
    for unit in units:
        yield pair.row("max", unit, first, 0)
        yield pair.row("min", unit, second, 0)


def _relation_rows(case: Case, people: People, units_of: UnitsOf) -> Iterator[SideRow]:
    codes = case.units["unit_code"].tolist()
    rows = {cadre: row for row, cadre in enumerate(people.table["cadre_id"])}
    rules = rules_in_force(case)
    for relation in case.relations.itertuples():
        named = (relation.cadre_a, relation.cadre_b)
        if not rules.is_on(relation.rule) or not rows.keys() >= set(named):
            continue
        pair = Pair(relation.rule, named, (rows[named[0]], rows[named[1]]), len(people))
        first, second = (units_of(row) for row in pair.rows)
        is_apart = relation.rule == "apart"
        units = sorted(first & second if is_apart else first | second)
        yield from (apart if is_apart else together)(pair, [(unit, codes[unit]) for unit in units])


def relations_outside(case: Case, people: People) -> tuple[Notice, ...]:
    """Say which relations are not applied: one of the two is not in this placement."""
    outside, rules = set(people.elsewhere["cadre_id"]), rules_in_force(case)
    return tuple(
        Notice(
            "relation_outside_placement",
            "relations",
            fields=(("first", relation.cadre_a), ("second", relation.cadre_b)),
        )
        for relation in case.relations.itertuples()
        if rules.is_on(relation.rule) and outside & {relation.cadre_a, relation.cadre_b}
    )
