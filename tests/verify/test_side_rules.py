"""Side rules read a second time: rows, uses, and bounds that no plan under the rules beats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from staffalloc.case.case import Case
from staffalloc.verify import placement
from staffalloc.verify.assignments import Plan
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.columns import Columns
from staffalloc.verify.establishment import Ceilings
from staffalloc.verify.findings import Report
from staffalloc.verify.placement import Choice, SeatPrices
from staffalloc.verify.roster import NOBODY, roster
from staffalloc.verify.side_proof import Seating, SideTally
from staffalloc.verify.side_rules import SideRow, side_rows

from .cases import columns_of, person, small_case
from .random_cases import Arrangement, arrangements, seat_types
from .worked import placement_prices

A1, A2, B1, A1_IN_2, B1_IN_2 = "00001/A1/", "00001/A2/", "00001/B1/", "00002/A1/", "00002/B1/"
SEATS = (A1, A2, B1, A1_IN_2, B1_IN_2)
BOTH = "land;law"
PEOPLE = (
    person(cadre_id="a", unit_code="00001", fields=BOTH, salary_coefficient=234),
    person(cadre_id="b", unit_code="00002", fields=BOTH, salary_coefficient=300),
    person(cadre_id="c", unit_code="00001", old_unit_code="09001", salary_coefficient=400),
    person(cadre_id="p", fields="land", salary_coefficient=266),
    person(cadre_id="x", kind="contract"),
)
SKILLS = (
    {"cadre_id": "a", "position_id": "A1", "skill": 0.5},
    {"cadre_id": "b", "position_id": "A1", "skill": 0.4},
    {"cadre_id": "p", "field": "land", "skill": 1},
)
MERGED = ({"unit_code": "00002", "old_code": "09001"},)


def limit(rule: str, unit_code: str = "", **columns: Any) -> dict[str, Any]:
    return {"rule": rule, "unit_code": unit_code, **columns}


def case_with(**tables: Sequence[Mapping[str, Any]]) -> Case:
    return small_case(PEOPLE, skills=SKILLS, predecessors=MERGED, **tables)


def rows_of(case: Case) -> tuple[Columns, tuple[SideRow, ...], Report]:
    report, columns = Report(), columns_of(case, *SEATS)
    return columns, side_rows(Catalogue.of(case), columns, report), report


def measured(case: Case, placed: Mapping[str, str]) -> list[tuple[str, int, int]]:
    """Return the name, use and breach of every row, in whole numbers; `placed` is by cadre."""
    columns, rows, _ = rows_of(case)
    who = np.array([columns.people.ids.index(code) for code in placed], dtype=np.int64)
    where = np.array([SEATS.index(name) for name in placed.values()], dtype=np.int64)
    seating = Seating.of(columns, who, where)
    used = [int(seating.counted(row).sum()) for row in rows]
    return [(str(row.name), n, row.breach(n)) for row, n in zip(rows, used, strict=True)]


STAY = {"a": A1, "b": A1_IN_2, "c": B1}


@pytest.mark.parametrize(
    ("rule", "placed", "used", "breach"),
    [
        (limit("moves", max=0), STAY | {"p": A1_IN_2}, 0, 0),  # from the pool is no move
        (limit("moves", max=0), {}, 0, 0),
        (limit("moves", max=1), {"a": A1_IN_2, "b": A1, "c": B1}, 2, 1),
        (limit("moves", max=0), STAY | {"a": A2}, 0, 0),  # another position is no move
        (limit("moves", "00002", max=0), {"a": A1_IN_2, "b": A1}, 1, 1),  # who arrives counts
        (limit("moves", min=2), {"b": A1}, 1, 1),
        (limit("payroll", "00001", max=6.35), STAY, 634, 0),
        (limit("payroll", "00001", max=6.33), STAY, 634, 1),
        (limit("payroll", min=9.35), STAY, 934, 1),
        (limit("skill_floor", "00001", field="law", min=2), STAY, 1, 1),
        (limit("skill_floor", field="law", min=2), STAY, 2, 0),
        (limit("skill_floor", field="law", max=1), STAY, 2, 1),
        (limit("skill_floor", position_id="A1", min=2), STAY | {"p": A2}, 1, 1),
        (limit("continuity", "00001", min=0.5), STAY, 0, 0),  # a, but not c, of an old unit
        (limit("continuity", "00001", min=0.6), STAY, -200, 200),
        (limit("continuity", "00001", max=0.4), STAY, 200, 200),
        (limit("continuity", "00002", min=1), {"b": A1_IN_2, "c": B1_IN_2}, 0, 0),
        (limit("continuity", "00002", min=0.5), {"p": A1_IN_2}, -500, 500),
        (limit("continuity", "00002", min=0.5), {}, 0, 0),
        (limit("position_cap", position_id="A1", max=1), STAY | {"p": A2}, 2, 1),
        (limit("position_cap", "00001", position_id="A1", max=1), STAY, 1, 0),
    ],
)
def test_a_limit_counts_whom_it_says(
    rule: dict[str, Any], placed: Mapping[str, str], used: int, breach: int
) -> None:
    ((_, found, by),) = measured(case_with(limits=[rule]), placed)
    assert (found, by) == (used, breach)


@pytest.mark.parametrize(
    ("rule", "price"),
    [
        (limit("moves", max=1), None),
        (limit("moves", max=1, price=0), 0),
        (limit("moves", max=1, price=12.5), 12_500),
        (limit("payroll", max=1, price=12.5), 125),  # of a hundredth
        (limit("continuity", "00001", min=1, price=12.5), 12),  # of a thousandth, half to even
        (limit("skill_floor", field="law", min=1), 800_000),
        (limit("skill_floor", field="law", min=1, price=7), 7_000),
        (limit("skill_floor", field="law", max=1), None),
    ],
)
def test_a_breach_has_its_price_or_the_rule_is_hard(
    rule: dict[str, Any], price: int | None
) -> None:
    _, (row,), _ = rows_of(case_with(limits=[rule]))
    assert row.price == price


def test_both_bounds_are_rows_and_a_total_is_none() -> None:
    limits = [limit("moves", min=1, max=3), limit("total", max=100)]
    assert [name for name, *_ in measured(case_with(limits=limits), {})] == [
        "moves/max",
        "moves/min",
    ]


@pytest.mark.parametrize(
    ("placed", "broken"),
    [
        ({"a": A1, "b": A2}, ["apart/max/00001/a/b"]),
        ({"a": A1, "b": A1_IN_2}, []),
        ({"a": A1}, []),
        ({}, []),
    ],
)
def test_people_apart_are_never_in_one_unit(placed: Mapping[str, str], broken: list[str]) -> None:
    case = case_with(relations=[{"cadre_a": "a", "cadre_b": "b", "rule": "apart"}])
    assert [name for name, _, by in measured(case, placed) if by] == broken


@pytest.mark.parametrize(
    ("placed", "broken"),
    [
        ({"a": A1, "b": A2}, []),
        ({}, []),
        ({"a": A1}, ["together/max/00001/a/b"]),
        ({"b": A1}, ["together/min/00001/a/b"]),
        ({"a": A1, "b": A1_IN_2}, ["together/max/00001/a/b", "together/min/00002/a/b"]),
    ],
)
def test_people_together_share_a_unit_or_the_pool(
    placed: Mapping[str, str], broken: list[str]
) -> None:
    case = case_with(relations=[{"cadre_a": "a", "cadre_b": "b", "rule": "together"}])
    assert [name for name, _, by in measured(case, placed) if by] == broken


def test_a_relation_is_listed_at_least_where_it_can_be_broken() -> None:
    bound = {**PEOPLE[0], "transferable": "no"}
    for rule, units in (("apart", {"00001"}), ("together", {"00001", "00002"})):
        relation = {"cadre_a": "a", "cadre_b": "b", "rule": rule}
        case = small_case([bound, *PEOPLE[1:]], relations=[relation])
        rows = rows_of(case)[1]
        assert {row.name.unit_code for row in rows if not row.may_be_absent} == units
        assert {row.name.unit_code for row in rows} == {"00001", "00002", "00003"}


def test_who_is_not_in_the_placement_is_in_nobodys_way() -> None:
    relation = {"cadre_a": "a", "cadre_b": "x", "rule": "together"}
    assert measured(case_with(relations=[relation]), {}) == []


def test_a_payroll_with_a_blank_coefficient_proves_nothing() -> None:
    nameless = {**PEOPLE[0], "salary_coefficient": None}
    case = small_case([nameless, *PEOPLE[1:]], limits=[limit("payroll", max=10)])
    findings = rows_of(case)[2].findings
    assert [(f.table, f.row, f.what) for f in findings] == [
        ("case/cadres", "a", "salary_coefficient")
    ]


NOBODY_PLACED = Plan(Choice(0, 0, {}, {}, {}), (), {}, (), {})

# The oracle: every placement of a small case, and the rules read from the tables once more.

UNIT = st.sampled_from(["00001", "00002"])
WHERE = st.sampled_from(["", "", "00001"])
FEW = st.integers(0, 2)
PRICE = st.sampled_from([0, 35, 900])
HARD = st.sampled_from([None, 900])
PAY = st.sampled_from([2.34, 3.5, 6])
A1_CAP = {"position_id": st.just("A1")}
LIMIT = st.one_of(
    st.builds(limit, st.just("moves"), WHERE, max=st.integers(0, 1), price=HARD),
    st.builds(limit, st.just("moves"), WHERE, min=FEW, price=PRICE),
    st.builds(limit, st.just("payroll"), WHERE, max=PAY, price=HARD),
    st.builds(limit, st.just("payroll"), UNIT, min=PAY, price=PRICE),
    st.builds(limit, st.just("skill_floor"), UNIT, field=st.just("land"), min=FEW, price=PRICE),
    st.builds(limit, st.just("continuity"), UNIT, min=st.sampled_from([0.5, 0.667]), price=HARD),
    st.builds(limit, st.just("continuity"), UNIT, max=st.sampled_from([0, 0.25]), price=PRICE),
    st.builds(limit, st.just("position_cap"), WHERE, **A1_CAP, max=st.integers(0, 1), price=HARD),
    st.builds(limit, st.just("position_cap"), UNIT, **A1_CAP, min=FEW, price=PRICE),
)
RELATION = st.sampled_from(["apart", "together"])


ANYBODY = st.fixed_dictionaries(
    {
        "unit_code": st.sampled_from(["", "00001", "00002"]),
        "old_unit_code": st.sampled_from(["", "09001"]),
        "fields": st.sampled_from(["land", "land;law", "land;environment"]),
        "salary_coefficient": st.sampled_from([234, 333, 498]),
    }
)


@st.composite
def ruled_cases(draw: st.DrawFn) -> Case:
    people = draw(st.lists(ANYBODY, min_size=1, max_size=3))
    merged = [{"unit_code": unit, "old_code": "09001"} for unit in ("00001", "00002")]
    case = small_case(
        [person(cadre_id=f"c{number}", **traits) for number, traits in enumerate(people)],
        predecessors=merged,
    )
    drawn = draw(st.lists(LIMIT, min_size=1, max_size=3))
    keys = ("rule", "unit_code", "position_id", "field")
    limits = {tuple(row.get(key, "") for key in keys): row for row in drawn}
    case = case.with_table("limits", list(limits.values()))
    if len(case.cadres) > 1 and draw(st.booleans()):
        relation = {"cadre_a": "c0", "cadre_b": "c1", "rule": draw(RELATION)}
        case = case.with_table("relations", [relation])
    return case


@dataclass(frozen=True)
class Placed:
    """A person of a case and where they sit."""

    traits: Any
    today: str
    unit: str
    lead: str


def counts(rule: Any, who: Placed) -> Fraction:
    """Return what a person counts for a limit, as the planner's table counts."""
    if rule.rule == "moves":
        return Fraction(who.today not in ("", who.unit))
    if rule.rule == "payroll":
        return Fraction(int(who.traits.salary_coefficient), 100)
    if rule.rule == "skill_floor":
        return Fraction(rule.field in who.traits.fields.split(";"))
    if rule.rule == "position_cap":
        return Fraction(who.lead == rule.position_id)
    # The old unit of the random cases went to the two units the rules name.
    return Fraction(bool(who.traits.old_unit_code) or who.today == rule.unit_code)


def hours_of_limits(case: Case, placed: Mapping[str, Placed]) -> Fraction | None:
    """Return the hours of every breach, None where a hard limit is broken."""
    total = Fraction(0)
    for rule in case.limits.itertuples():
        chosen = [who for who in placed.values() if rule.unit_code in ("", who.unit)]
        count = sum((counts(rule, who) for who in chosen), Fraction(0))
        for bound, sign in ((rule.max, 1), (rule.min, -1)):
            if not np.isnan(bound):
                many = len(chosen) if rule.rule == "continuity" else 1
                breach = max(Fraction(0), sign * (count - Fraction(str(bound)) * many))
                if breach and np.isnan(rule.price):
                    return None
                total += breach * Fraction(str(rule.price)) if breach else 0
    return total


def keeps_relations(case: Case, placed: Mapping[str, Placed]) -> bool:
    for pair in case.relations.itertuples():
        units = [placed[code].unit if code in placed else "" for code in (pair[1], pair[2])]
        same = units[0] == units[1]
        if (not same) if pair.rule == "together" else (same and units[0] != ""):
            return False
    return True


def placed_in(case: Case, columns: Columns, made: Arrangement) -> dict[str, Placed]:
    units, ids = case.units["unit_code"].tolist(), case.positions["position_id"].tolist()
    traits = {row.cadre_id: row for row in case.cadres.itertuples()}
    found = {}
    for code, today, at in zip(
        columns.people.ids, columns.people.today.tolist(), made, strict=True
    ):
        if at is not None:
            seat, before = columns.seats[at], "" if today == NOBODY else units[today]
            found[code] = Placed(traits[code], before, units[seat.unit], ids[seat.lead])
    return found


def cheapest_under_rules(
    case: Case, columns: Columns, posts: tuple[int, ...]
) -> Fraction | int | None:
    """Return the least cost of all placements that keep the rules, None if there is none."""
    steps = [placement.tiers(Catalogue.of(case), ceiling) for ceiling in posts]
    best = None
    for made, cost in arrangements(columns, posts, steps):
        placed = placed_in(case, columns, made)
        hours = hours_of_limits(case, placed) if keeps_relations(case, placed) else None
        if hours is not None and (best is None or cost + hours * 1000 < best):
            best = cost + hours * 1000
    return best


@dataclass(frozen=True)
class Priced:
    """A case whose bound is asked for at prices: of seats, of three units, of rules."""

    catalogue: Catalogue
    columns: Columns
    posts: tuple[int, ...]
    rows: tuple[SideRow, ...]

    def bound(self, prices: Sequence[int]) -> int:
        count = len(self.columns.seats)
        seats = tuple(
            replace(seat_type, price=price)
            for seat_type, price in zip(self.columns.seats, prices[:count], strict=True)
        )
        ceilings = Ceilings(self.posts, (0,) * 3, (0,) * 3, tuple(prices[count : count + 3]))
        duals = zip((row.name for row in self.rows), prices[count + 3 :], strict=True)
        tally = SideTally.of(self.rows, self.columns, NOBODY_PLACED, dict(duals))
        signed = SeatPrices.of(self.catalogue, seats, ceilings)
        added = tally.added(self.columns, signed.added(seats))
        cheapest = placement.cheapest_columns(self.columns, added)
        return placement.bound(seats, ceilings, signed, cheapest) - tally.worth_of_limits

    def bounds(self, draws: np.random.Generator) -> list[int]:
        """Return the bound at the duals of the linear programme, and at many near and far."""
        found = placement_prices(self.catalogue, self.columns, self.posts, self.rows)
        best = np.array([price for prices in found for price in prices])
        sizes = draws.choice([0, 1_000, 100_000, 4_000_000], (6, len(best)))
        steps = draws.integers(-sizes, sizes + 1)
        return [self.bound(prices.tolist()) for prices in (best, *(best + steps))]


@settings(max_examples=30)
@given(data=st.data(), seed=st.integers(0, 2**32 - 1))
def test_no_duals_lift_the_bound_above_the_best_plan_under_the_rules(
    data: st.DataObject, seed: int
) -> None:
    case = data.draw(ruled_cases())
    catalogue, report = Catalogue.of(case), Report()
    seats = data.draw(seat_types(catalogue, most=3))
    posts = tuple(data.draw(st.lists(st.integers(0, 12), min_size=3, max_size=3)))
    columns = Columns.of(catalogue, roster(catalogue), seats)
    rows = side_rows(catalogue, columns, report)
    best = cheapest_under_rules(case, columns, posts)

    assert report.findings == []
    assume(best is not None)
    assert best is not None
    assert max(Priced(catalogue, columns, posts, rows).bounds(np.random.default_rng(seed))) <= best


@settings(max_examples=15)
@given(data=st.data())
def test_what_duals_add_to_a_loss_is_what_the_pair_counts(data: st.DataObject) -> None:
    case = data.draw(ruled_cases())
    catalogue = Catalogue.of(case)
    seats = data.draw(seat_types(catalogue, most=3))
    columns = Columns.of(catalogue, roster(catalogue), seats)
    rows = side_rows(catalogue, columns, Report())
    duals = {row.name: data.draw(st.integers(0, 1000)) for row in rows}
    tally = SideTally.of(rows, columns, NOBODY_PLACED, duals)
    people = np.arange(len(columns.people.ids))

    added = tally.added(columns, np.zeros(len(seats), np.int64))

    for number, one in enumerate(seats):
        seat = np.full_like(people, number)
        seating = Seating.of(columns, people, seat)
        expected = np.zeros(len(people), np.int64)
        for row, dual in zip(tally.rows, tally.duals, strict=True):
            expected[row.person] += row.sign * dual * seating.counted(row)
        assert added.of(people, seat, np.full_like(people, one.unit)).tolist() == expected.tolist()
