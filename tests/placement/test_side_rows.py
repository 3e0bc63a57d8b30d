"""Side rules as rows: for each rule a placement that keeps it, breaks it, and is on the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc import Case, CaseError
from staffalloc.placement.people import People, build_people
from staffalloc.placement.seats import SeatType
from staffalloc.placement.side.rows import ANY_UNIT, Ints, SideRow
from staffalloc.placement.side.rules import build_side_rows, relations_outside

from ..builders import Row, Rows, cadre, case_of, position, unit

UNITS = ("00001", "00002", "00003")
POSITIONS = ("CHIEF", "LAND", "LAW")
SEATS = (
    SeatType("00001", ("CHIEF", ()), True, ("p1",), (), ()),
    SeatType("00001", ("LAND", ("LAW",)), True, ("p2", "p3"), (), ()),
    SeatType("00001", ("LAW", ()), True, ("p4",), (), ()),
    SeatType("00002", ("LAND", ()), True, ("p5", "p6"), (), ()),
    SeatType("00002", ("LAW", ()), True, (), (), (0,), opened=1),
    SeatType("00003", ("LAND", ()), True, ("p7",), (), ()),
)
NAMES = [seat.name for seat in SEATS]
CHIEF1, LAND1, LAW1, LAND2, LAW2, LAND3 = NAMES
# 00001 was made from o1 and o2, 00002 from o2 and o3; nobody knows what 00003 was made from.
MERGED: Rows = tuple(
    {"unit_code": unit_code, "old_code": old_code}
    for unit_code, old_code in (
        ("00001", "o1"),
        ("00001", "o2"),
        ("00002", "o2"),
        ("00002", "o3"),
    )
)


def person(cadre_id: str, unit_code: str, old: str, fields: str, pay: int | None) -> Row:
    return cadre(cadre_id, unit_code, fields=fields, old_unit_code=old, salary_coefficient=pay)


PEOPLE: Rows = (
    person("a", "00001", "o1", "land", 234),
    person("b", "00001", "o3", "land;law", 267),
    person("c", "00002", "", "law", 300),
    person("d", "00003", "o2", "survey", 333),
    person("e", "", "", "law;survey", 498),
)
SKILLS: Rows = (
    {"cadre_id": "a", "position_id": "LAW", "skill": 0.5},
    {"cadre_id": "b", "position_id": "LAW", "skill": 0.49},
    {"cadre_id": "c", "position_id": "LAND", "skill": 1},
    {"cadre_id": "d", "field": "survey", "skill": 1},
)


@dataclass(frozen=True)
class Setting:
    """People, seats and the rows of a case."""

    case: Case
    people: People
    rows: tuple[SideRow, ...]

    def used(self, row: SideRow, placed: Mapping[str, str]) -> int:
        """Return what people on seats count; `placed` is cadre -> seat type, without the pool."""
        codes = self.people.table["cadre_id"].tolist()
        who = ints(codes.index(cadre_id) for cadre_id in placed)
        where = ints(NAMES.index(name) for name in placed.values())
        seat_unit = ints(UNITS.index(seat.unit_code) for seat in SEATS)
        return row.used(who, where, seat_unit, self.people.unit)


def ints(values: Any) -> Ints:
    return np.array(list(values), np.int64)


@cache
def plain_case() -> Case:
    units, positions = [unit(code) for code in UNITS], [position(code) for code in POSITIONS]
    return case_of(
        units=units, positions=positions, cadres=PEOPLE, skills=SKILLS, predecessors=MERGED
    )


def setting(policy: Mapping[str, Any] | None = None, **tables: Rows) -> Setting:
    case = plain_case()
    for name, rows in tables.items():
        case = case.with_table(name, rows)
    if policy:
        case = case.with_policy(**policy)
    people = build_people(case)
    return Setting(case, people, build_side_rows(case, people, SEATS))


def limit(rule: str, unit_code: str = "", **columns: Any) -> Row:
    return {"rule": rule, "unit_code": unit_code} | columns


def measured(rule: Row, placed: Mapping[str, str]) -> tuple[float, float]:
    """Return use and breach of the one row of a limit, as the planner's table counts."""
    made = setting(limits=[rule])
    (row,) = made.rows
    used = made.used(row, placed)
    return row.in_table_units(used), row.breach(used) / row.scale


STAY = {"a": LAND1, "b": LAW1, "c": LAND2, "d": LAND3}  # everybody but e, of the pool


@pytest.mark.parametrize(
    ("rule", "placed", "used", "breach"),
    [
        # Who stays does not move, nor does who comes from the pool or is left in it.
        (limit("moves", max=0), STAY | {"e": LAW2}, 0, 0),
        (limit("moves", max=0), {}, 0, 0),
        (limit("moves", max=1), STAY | {"a": LAND2}, 1, 0),
        (limit("moves", max=1), STAY | {"a": LAND2, "d": LAND1}, 2, 1),
        # A new position in the same unit is no move.
        (limit("moves", max=0), STAY | {"a": CHIEF1}, 0, 0),
        # Of a unit those who arrive count, not those who leave.
        (limit("moves", "00002", max=0), STAY | {"c": LAW1}, 0, 0),
        (limit("moves", "00002", max=1), {"a": LAND2}, 1, 0),
        (limit("moves", "00002", max=1), {"a": LAND2, "b": LAW2, "c": LAND1}, 2, 1),
        (limit("moves", min=2), STAY | {"a": LAND2, "d": LAND1}, 2, 0),
        (limit("moves", min=2), STAY | {"a": LAND2}, 1, 1),
        (limit("moves", min=2), {}, 0, 2),
    ],
)
def test_moves(rule: Row, placed: dict[str, str], used: float, breach: float) -> None:
    assert measured(rule, placed) == (used, breach)


@pytest.mark.parametrize(
    ("rule", "placed", "used", "breach"),
    [
        (limit("payroll", "00001", max=5.01), {"a": LAND1, "b": LAW1}, 5.01, 0),
        (limit("payroll", "00001", max=5), {"a": LAND1, "b": LAW1}, 5.01, 0.01),
        (limit("payroll", "00001", max=0), {"a": LAND2, "c": LAW2}, 0, 0),
        (limit("payroll", max=7), {"a": LAND1, "c": LAND2, "d": LAND3}, 8.67, 1.67),
        # The pool is paid by no unit, and who leaves it is paid like anybody.
        (limit("payroll", max=0), {}, 0, 0),
        (limit("payroll", "00002", max=4.98), {"e": LAND2}, 4.98, 0),
        (limit("payroll", "00002", min=3), {"c": LAND2}, 3, 0),
        (limit("payroll", "00002", min=3.01), {"c": LAND2}, 3, 0.01),
    ],
)
def test_payroll(rule: Row, placed: dict[str, str], used: float, breach: float) -> None:
    assert measured(rule, placed) == (used, breach)


def test_payroll_is_kept_in_whole_hundredths_and_its_price_with_them() -> None:
    (row,) = setting(limits=[limit("payroll", "00001", max=250.57, price=12)]).rows
    assert row.value.tolist() == [234, 267, 300, 333, 498]
    assert (row.limit, row.scale, row.price) == (25057, 100, 120)
    assert row.in_table_units(row.limit) == 250.57


def test_a_blank_coefficient_under_a_payroll_rule_is_an_error_and_names_who() -> None:
    blank = [person("x", "00001", "", "law", None), *PEOPLE, person("y", "", "", "law", None)]
    with pytest.raises(CaseError) as error:
        setting(cadres=blank, limits=[limit("payroll", max=9)])
    (problem,) = error.value.problems
    assert (problem.code, problem.column) == ("salary_missing", "salary_coefficient")
    assert "2 people have no salary coefficient: x, y." in problem.text("en")


def test_a_blank_coefficient_is_no_matter_without_a_payroll_rule_or_outside_the_placement() -> None:
    blank = [*PEOPLE, person("x", "00001", "", "law", None)]
    assert len(setting(cadres=blank, limits=[limit("moves", max=9)]).rows) == 1
    outside = [*PEOPLE, blank[-1] | {"kind": "contract"}]
    assert len(setting(cadres=outside, limits=[limit("payroll", max=9)]).rows) == 1


@pytest.mark.parametrize(
    ("rule", "placed", "used", "breach"),
    [
        (limit("skill_floor", "00001", field="law", min=1), {"b": LAND1}, 1, 0),
        (limit("skill_floor", "00001", field="law", min=2), {"a": LAW1, "b": LAND1}, 1, 1),
        (limit("skill_floor", "00001", field="law", min=1), {"b": LAND2, "e": LAW2}, 0, 1),
        (limit("skill_floor", field="law", min=2), {"b": LAND2, "e": LAW2}, 2, 0),
        (limit("skill_floor", field="law", max=1), {"b": LAND2, "e": LAW2}, 2, 1),
        # "land" is no part of another word.
        (limit("skill_floor", field="land", min=1), {"d": LAND3}, 0, 1),
        # A skill counts from one half, in the position asked for and wherever the person sits.
        (limit("skill_floor", "00001", position_id="LAW", min=1), {"a": CHIEF1}, 1, 0),
        (limit("skill_floor", "00001", position_id="LAW", min=1), {"b": LAW1}, 0, 1),
        (limit("skill_floor", position_id="LAW", min=1), {"c": LAW2, "d": LAND1}, 0, 1),
    ],
)
def test_skill_floor(rule: Row, placed: dict[str, str], used: float, breach: float) -> None:
    assert measured(rule, placed) == (used, breach)


def test_the_skill_that_counts_is_policy() -> None:
    rule = limit("skill_floor", position_id="LAW", min=1)
    (row,) = setting({"skill_held_from": 0.49}, limits=[rule]).rows
    assert row.value.tolist() == [-1, -1, 0, 0, 0]


@pytest.mark.parametrize(
    ("rule", "placed", "used", "breach"),
    [
        # Half of the people of 00001 come from o1 or o2: kept, on the edge, broken.
        (limit("continuity", "00001", min=0.5), {"a": LAND1, "d": LAW1}, 1, 0),
        (limit("continuity", "00001", min=0.5), {"a": LAND1, "b": LAW1}, 0, 0),
        (limit("continuity", "00001", min=0.5), {"a": LAND1, "b": LAW1, "c": CHIEF1}, -0.5, 0.5),
        (limit("continuity", "00001", min=0.5), {}, 0, 0),
        # Without an old unit it is today's that counts; with one it alone does.
        (limit("continuity", "00002", min=1), {"c": LAND2, "d": LAW2}, 0, 0),
        (limit("continuity", "00001", min=1), {"b": LAND1}, -1, 1),
        (limit("continuity", "00003", min=1), {"d": LAND3}, -1, 1),
        # From the pool, and from nowhere known.
        (limit("continuity", "00002", min=1), {"e": LAW2}, -1, 1),
        # At most one in four; who is elsewhere counts in no limit of a unit.
        (limit("continuity", "00001", max=0.25), {"a": LAND1}, 0.75, 0.75),
        (limit("continuity", "00001", max=0.25), {"a": LAND2, "b": LAW1}, -0.25, 0),
    ],
)
def test_continuity(rule: Row, placed: dict[str, str], used: float, breach: float) -> None:
    assert measured(rule, placed) == (used, breach)


@pytest.mark.parametrize("side", ["min", "max"])
@pytest.mark.parametrize(("from_here", "people"), [(1, 3), (2, 3), (2, 7), (5, 6), (29, 100)])
def test_a_share_that_is_just_met_is_kept_however_it_is_written(
    side: str, from_here: int, people: int
) -> None:
    row = setting(limits=[limit("continuity", "00001", **{side: from_here / people})]).rows[0]
    of_a, of_b = row.value[0], row.value[1]  # a comes from the old units, b does not
    assert row.breach(int(from_here * of_a + (people - from_here) * of_b)) == 0
    missed = from_here - 1 if side == "min" else from_here + 1
    assert row.breach(int(missed * of_a + (people - missed) * of_b)) > 0.9 * row.scale


@pytest.mark.parametrize(
    ("rule", "placed", "used", "breach"),
    [
        (limit("position_cap", position_id="LAND", max=2), {"a": LAND1, "c": LAND2}, 2, 0),
        (
            limit("position_cap", position_id="LAND", max=2),
            {"a": LAND1, "b": LAND1, "c": LAND2},
            3,
            1,
        ),
        # Only the lead of a seat counts, and a place that was opened like any other.
        (limit("position_cap", position_id="LAW", max=0), {"a": LAND1}, 0, 0),
        (limit("position_cap", position_id="LAW", max=0), {"a": LAW2}, 1, 1),
        (limit("position_cap", "00001", position_id="LAND", max=1), {"a": LAND1, "c": LAND2}, 1, 0),
        (limit("position_cap", "00001", position_id="LAND", max=0), {"a": LAND1, "c": LAND2}, 1, 1),
        (limit("position_cap", position_id="LAND", min=2), {"a": LAND1}, 1, 1),
        (limit("position_cap", "00003", position_id="CHIEF", min=1), {"a": LAND3}, 0, 1),
    ],
)
def test_position_cap(rule: Row, placed: dict[str, str], used: float, breach: float) -> None:
    assert measured(rule, placed) == (used, breach)


@pytest.mark.parametrize(
    ("rule", "price"),
    [
        (limit("moves", max=1), None),
        (limit("moves", max=1, price=0.25), 250),
        (limit("moves", max=1, price=0), 0),
        (limit("payroll", max=1, price=1.5), 15),
        (limit("continuity", "00001", min=1, price=240), 240),
        (limit("skill_floor", field="law", max=1), None),
        (limit("skill_floor", field="law", min=1, price=7), 7000),
        (limit("skill_floor", field="law", min=1), 800_000),  # half of 1,600 hours
    ],
)
def test_a_price_is_for_a_unit_of_the_row_and_blank_is_hard_but_for_a_missing_skill(
    rule: Row, price: int | None
) -> None:
    assert [row.price for row in setting(limits=[rule]).rows] == [price]


def test_what_a_missing_skill_costs_is_policy() -> None:
    rule = limit("skill_floor", field="law", min=1)
    (row,) = setting({"skill_floor_price": 0.1, "available_hours": 1000}, limits=[rule]).rows
    assert row.price == 100_000


def test_a_total_of_posts_is_no_row_of_the_placement() -> None:
    assert setting(limits=[limit("total", max=3)]).rows == ()


def test_each_bound_is_a_row_with_its_key_in_the_order_of_the_tables() -> None:
    made = setting(
        limits=[
            limit("skill_floor", "00002", field="law", min=1),
            limit("moves", min=1, max=2),
            limit("position_cap", position_id="LAW", max=1),
        ],
        relations=[{"cadre_a": "a", "cadre_b": "b", "rule": "together"}],
    )
    assert [(key.rule, key.side, key.unit_code) for key in (row.key for row in made.rows)] == [
        ("moves", "max", ""),
        ("moves", "min", ""),
        ("position_cap", "max", ""),
        ("skill_floor", "min", "00002"),
        *(("together", side, code) for code in UNITS for side in ("max", "min")),
    ]
    assert [row.unit for row in made.rows[:4]] == [ANY_UNIT, ANY_UNIT, ANY_UNIT, 1]
    assert (made.rows[2].key.position_id, made.rows[3].key.field) == ("LAW", "law")
    assert {(row.key.cadre_a, row.key.cadre_b) for row in made.rows[4:]} == {("a", "b")}
    assert len({row.key for row in made.rows}) == len(made.rows)


def test_rows_that_count_alike_share_one_array() -> None:
    payroll = [limit("payroll", code, min=1, max=9) for code in UNITS]
    floors = [limit("skill_floor", code, field="law", min=1) for code in UNITS]
    related = [{"cadre_a": "a", "cadre_b": "b", "rule": "apart"}]
    made = setting(limits=[*payroll, *floors], relations=related)
    arrays = {
        rule: len({id(row.value) for row in made.rows if row.rule == rule})
        for rule in ("payroll", "skill_floor", "apart")
    }
    assert arrays == {"payroll": 2, "skill_floor": 1, "apart": 1}


# Two people


def broken_units(rule: str, placed: Mapping[str, str]) -> list[str]:
    made = setting(relations=[{"cadre_a": "a", "cadre_b": "c", "rule": rule}])
    assert all(row.price is None and row.scale == 1 for row in made.rows)
    return [row.key.unit_code for row in made.rows if row.breach(made.used(row, placed))]


@pytest.mark.parametrize(
    ("placed", "broken"),
    [
        ({"a": LAND1, "c": LAND2}, []),
        ({"a": LAND1}, []),
        ({}, []),
        ({"a": LAND1, "c": CHIEF1}, ["00001"]),
        ({"a": LAND2, "c": LAND2}, ["00002"]),
        ({"a": LAND1, "b": LAND1, "d": LAW1}, []),
    ],
)
def test_apart(placed: dict[str, str], broken: list[str]) -> None:
    assert broken_units("apart", placed) == broken


@pytest.mark.parametrize(
    ("placed", "broken"),
    [
        ({"a": LAND1, "c": CHIEF1}, []),
        ({"a": LAND2, "c": LAND2}, []),
        ({}, []),
        ({"a": LAND1, "c": LAND2}, ["00001", "00002"]),
        ({"a": LAND1}, ["00001"]),
        ({"c": LAND3}, ["00003"]),
        ({"b": LAND1}, []),
    ],
)
def test_together(placed: dict[str, str], broken: list[str]) -> None:
    assert broken_units("together", placed) == broken


@pytest.mark.parametrize(
    ("rule", "kept"), [("apart", ["00002"]), ("together", ["00001", "00002", "00003"])]
)
def test_two_people_have_rows_only_where_they_could_be_broken(rule: str, kept: list[str]) -> None:
    made = setting(relations=[{"cadre_a": "a", "cadre_b": "c", "rule": rule}])
    within_reach = {0: frozenset({0, 1}), 2: frozenset({1, 2})}
    rows = build_side_rows(made.case, made.people, SEATS, within_reach.__getitem__)
    assert [row.key.unit_code for row in rows if row.key.side == "max"] == kept


def test_a_relation_with_somebody_outside_the_placement_is_left_out_and_told() -> None:
    cadres = [*PEOPLE, person("z", "00001", "", "law", None) | {"kind": "military"}]
    related = [
        {"cadre_a": "a", "cadre_b": "z", "rule": "apart"},
        {"cadre_a": "a", "cadre_b": "b", "rule": "apart"},
    ]
    made = setting(cadres=cadres, relations=related)
    assert {row.key.cadre_b for row in made.rows} == {"b"}
    (notice,) = relations_outside(made.case, made.people)
    assert notice.code == "relation_outside_placement"
    assert "relation of a and z is not applied" in notice.text("en")


def test_a_case_without_side_rules_has_no_rows() -> None:
    assert setting().rows == ()


# Any placement, counted again in plain Python from the tables

ALL_RULES: Rows = (
    limit("moves", max=2, min=1),
    *(limit("moves", code, max=1) for code in UNITS),
    *(limit("payroll", code, max=5.67, min=2.5) for code in ("", *UNITS)),
    *(limit("skill_floor", code, field="law", min=1, max=2) for code in ("", *UNITS)),
    *(limit("skill_floor", code, position_id="LAW", min=1) for code in UNITS),
    *(limit("continuity", code, min=0.25, max=0.625) for code in UNITS),
    *(limit("position_cap", code, position_id="LAND", max=1, min=1) for code in ("", *UNITS)),
)


@cache
def all_rules() -> Setting:
    return setting(limits=ALL_RULES)


def recounted(row: SideRow, placed: Mapping[str, str]) -> float:
    """Count what a row counts, person by person, in the units of the planner's table."""
    key, total = row.key, 0.0
    for who in PEOPLE:
        seat = placed.get(who["cadre_id"])
        if seat is None or key.unit_code not in ("", seat[:5]):
            continue
        total += counts(key.rule, key.position_id, key.field, who, seat)
        if key.rule == "continuity":
            total -= {"min": 0.25, "max": 0.625}[key.side]
    return total


def counts(rule: str, position_id: str, field: str, who: Row, seat: str) -> float:
    unit_code, lead, _ = seat.split("/")
    if rule == "moves":
        return float(who["unit_code"] not in ("", unit_code))
    if rule == "payroll":
        return float(who["salary_coefficient"] / 100)
    if rule == "position_cap":
        return float(lead == position_id)
    if rule == "continuity":
        origin = {"unit_code": unit_code, "old_code": who["old_unit_code"]}
        here = who["unit_code"] == unit_code
        return float(origin in MERGED if who["old_unit_code"] else here)
    if field:
        return float(field in who["fields"].split(";"))
    skill = {s["cadre_id"]: s["skill"] for s in SKILLS if s.get("position_id") == position_id}
    return float(skill.get(who["cadre_id"], 0) >= 0.5)


@given(st.fixed_dictionaries({who["cadre_id"]: st.sampled_from([None, *NAMES]) for who in PEOPLE}))
def test_every_row_counts_what_its_rule_says(seat_of: dict[str, str | None]) -> None:
    placed = {who: seat for who, seat in seat_of.items() if seat is not None}
    made = all_rules()
    for row in made.rows:
        used = made.used(row, placed)
        found = recounted(row, placed)
        bound = row.in_table_units(row.limit)
        missed = bound - found if row.key.side == "min" else found - bound
        assert row.in_table_units(used) == pytest.approx(found), row.key
        assert row.breach(used) / row.scale == pytest.approx(max(0.0, missed)), row.key
