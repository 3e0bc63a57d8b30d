"""Floors of continuity and the spread of quality: kept, broken, on the edge, off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from staffalloc import Case, InfeasibleError
from staffalloc.establishment import build_establishment
from staffalloc.placement.people import build_people
from staffalloc.placement.place import Placement, place
from staffalloc.placement.side.floors import used_of
from staffalloc.placement.side.rules import build_side_rows
from staffalloc.placement.side.unit_rules import continuity_floors, weak_people

from ..builders import RECORDED, Row, Rows, pin
from .small import city, officer, seats_of
from .test_side_rows import LAND1, LAND2, LAW1, LAW2, NAMES, PEOPLE, SEATS, plain_case

AWT = 1_600_000  # milli-hours


# Floors over the small setting of the side rows

WORK = {"a": "LAND", "b": "LAW", "c": "LAND", "d": "LAW", "e": ""}


def continued(policy: Mapping[str, Any] | None = None, *, on: bool = True) -> Case:
    held = [row | {"position_id": WORK[row["cadre_id"]]} for row in PEOPLE]
    case = plain_case().with_table("cadres", held).with_rule("continuity_floor", on)
    return case.with_policy(**policy) if policy else case


def floors_of(case: Case) -> dict[tuple[str, str], Any]:
    found = continuity_floors(case, build_people(case), SEATS)
    return {(floor.key.unit_code, floor.key.position_id): floor for floor in found}


def test_a_floor_stands_where_somebody_did_the_work_and_a_post_of_it_is_there() -> None:
    codes = build_people(continued()).table["cadre_id"]
    found = {
        place: sorted(codes[row] for row in floor.people)
        for place, floor in floors_of(continued()).items()
    }
    # d comes from o2, which went to both; b from o3 is in 00001 today, where LAW has posts.
    assert found == {
        ("00001", "LAND"): ["a"],
        ("00001", "LAW"): ["b", "d"],
        ("00002", "LAND"): ["c"],
    }


def test_a_floor_counts_every_seat_of_the_unit_that_carries_the_position() -> None:
    floors = floors_of(continued())
    named = {place: [NAMES[j] for j in floor.seats] for place, floor in floors.items()}
    assert named[("00001", "LAW")] == [LAND1, LAW1]
    assert named[("00001", "LAND")] == [LAND1]


@pytest.mark.parametrize(
    ("placed", "used"),
    [
        ({"b": LAW1}, 1),
        ({"d": LAW1}, 1),
        ({"b": LAND1}, 1),  # as part
        ({"b": LAND1, "d": LAW1}, 2),
        ({"b": LAW2}, 0),  # elsewhere
        ({"a": LAW1}, 0),  # somebody else
        ({}, 0),
    ],
)
def test_one_of_them_is_enough(placed: dict[str, str], used: int) -> None:
    floor = floors_of(continued())["00001", "LAW"]
    codes = build_people(continued()).table["cadre_id"].tolist()
    who = np.array([codes.index(code) for code in placed], np.int64)
    where = np.array([NAMES.index(name) for name in placed.values()], np.int64)
    assert used_of([floor], who, where) == [used]
    row = floor.row(len(codes), len(SEATS))
    seat_unit = np.array([0, 0, 0, 1, 1, 2])
    today = build_people(continued()).unit
    assert row.breach(row.used(who, where, seat_unit, today)) == (1 if used == 0 else 0)


@pytest.mark.parametrize(
    ("policy", "price"),
    [
        ({}, AWT // 2),
        ({"continuity_floor_price": 0.1}, AWT // 10),
        ({"continuity_floor_price": "hard"}, None),
    ],
)
def test_what_a_floor_costs_is_policy_and_hard_is_a_word(policy: Row, price: int | None) -> None:
    assert {floor.price for floor in floors_of(continued(policy)).values()} == {price}


def test_without_the_rule_there_is_no_floor() -> None:
    assert floors_of(continued(on=False)) == {}
    assert floors_of(plain_case()) == {}


# Floors in a plan: the only one who did LAND in 00001 is wanted more in 00002


def wanted_elsewhere(price: float | str = 0.5, *, on: bool = True) -> Placement:
    pull = pin("did it", "prefer", unit_code="00002", position_id="LAND", hours=900)
    people = [officer("00001", "LAND", cadre_id="did it"), officer("00001", cadre_id="new")]
    case = city(people, {"continuity_floor_price": price}, pins=[pull])
    case = case.with_rule("continuity_floor", on)
    return place(case, build_establishment(case))


def test_a_floor_holds_who_did_the_work_if_it_is_worth_it() -> None:
    assert seats_of(wanted_elsewhere(on=False))["did it"] == LAND2
    assert seats_of(wanted_elsewhere(0.05))["did it"] == LAND2
    assert seats_of(wanted_elsewhere(2.0))["did it"] == "00001/LAND/"
    assert seats_of(wanted_elsewhere("hard"))["did it"] == "00001/LAND/"


def test_a_floor_that_is_broken_is_paid_for_and_priced_in_the_proof() -> None:
    made = wanted_elsewhere(0.05)
    assert made.components["side_rules"] == AWT // 20
    assert made.side.floor_used == (0,)
    assert made.side.floor_price.tolist() == [AWT // 20]
    assert made.objective == made.bound


def test_the_cost_never_falls_when_a_floor_gets_dearer() -> None:
    plain = wanted_elsewhere(on=False)
    prices = (0.0, 0.05, 0.2, 0.5, 2.0, "hard")
    made = [plain, *(wanted_elsewhere(price) for price in prices)]
    costs = [one.objective for one in made]
    assert costs == sorted(costs)
    assert all((one.side.floor_price >= 0).all() for one in made)


def test_a_floor_nobody_breaks_never_enters_the_programme() -> None:
    case = city([officer("00001", "LAND")]).with_rule("continuity_floor")
    made = place(case, build_establishment(case))
    side = made.side
    assert (side.rows, side.floor_price.tolist(), side.floor_used) == ((), [0], (1,))
    assert made.objective == made.bound


def test_a_hard_floor_nobody_can_keep_is_named() -> None:
    barred = officer("00001", "LAND", discipline="barred")
    decided = pin("c1", "forbid", unit_code="00001", **RECORDED)
    case = city([barred], {"continuity_floor_price": "hard"}, pins=[decided])
    with pytest.raises(InfeasibleError, match="continuity_floor min 00001 LAND by 1"):
        place(case.with_rule("continuity_floor"), build_establishment(case))


# The spread of quality

SKILLS: Rows = (
    {"cadre_id": "a", "position_id": "LAW", "skill": 0.49},
    {"cadre_id": "b", "position_id": "LAW", "skill": 0.1},
    {"cadre_id": "b", "field": "survey", "skill": 0.5},  # the best counts
    {"cadre_id": "c", "field": "law", "skill": 0.2},
    {"cadre_id": "d", "field": "survey", "skill": 1},
)


def spread(
    policy: Mapping[str, Any] | None = None, *, on: bool = True, skills: Rows = SKILLS
) -> Case:
    case = plain_case().with_table("skills", skills).with_rule("quality_spread", on)
    return case.with_policy(**policy) if policy else case


def test_weak_is_whose_best_skill_is_low_and_on_record() -> None:
    case = spread()
    people = build_people(case)
    weak = people.table["cadre_id"][weak_people(case, people)]
    assert weak.tolist() == ["a", "c"]


def breaches(case: Case, placed: Mapping[str, str]) -> list[float]:
    people = build_people(case)
    codes = people.table["cadre_id"].tolist()
    who = np.array([codes.index(code) for code in placed], np.int64)
    where = np.array([NAMES.index(name) for name in placed.values()], np.int64)
    seat_unit = np.array([0, 0, 0, 1, 1, 2])
    rows = build_side_rows(case, people, SEATS)
    assert [row.key.unit_code for row in rows] == ["00001", "00002", "00003"]
    used = [row.used(who, where, seat_unit, people.unit) for row in rows]
    return [row.breach(number) / row.scale for row, number in zip(rows, used, strict=True)]


@pytest.mark.parametrize(
    ("share", "placed", "expected"),
    [
        (0.5, {"a": LAND1, "b": LAW1}, [0, 0, 0]),  # just half
        (0.5, {"a": LAND1}, [0.5, 0, 0]),
        (0.5, {"a": LAND1, "c": LAND1, "d": LAW1}, [0.5, 0, 0]),
        (0.5, {"a": LAND1, "e": LAW1}, [0, 0, 0]),  # of e nothing is known
        (0.5, {"a": LAND1, "c": LAND2, "d": LAW2}, [0.5, 0, 0]),
        (0.0, {"c": LAND2, "d": LAW2}, [0, 1, 0]),
        (1.0, {"a": LAND1, "c": LAND1}, [0, 0, 0]),
        (1 / 3, {"a": LAND1, "b": LAW1, "d": LAW1}, [0, 0, 0]),  # one of three
        (0.5, {}, [0, 0, 0]),
    ],
)
def test_of_the_people_of_a_unit_at_most_a_share_is_weak(
    share: float, placed: dict[str, str], expected: list[float]
) -> None:
    assert breaches(spread({"weak_share_most": share}), placed) == expected


def rows_of(case: Case) -> list[Any]:
    return list(build_side_rows(case, build_people(case), SEATS))


@pytest.mark.parametrize(
    "case",
    [
        spread(on=False),
        plain_case(),
        spread({"weak_below": 0.0}),
        spread(skills=SKILLS[4:]),
        spread(skills=[]),
    ],
    ids=["off", "off by default", "nobody so weak", "all able", "no skill on record"],
)
def test_no_row_is_written_where_nobody_is_weak_or_the_rule_is_off(case: Case) -> None:
    assert rows_of(case) == []


@pytest.mark.parametrize(("price", "milli_hours"), [(0.25, AWT // 4000), ("hard", None), (0.0, 0)])
def test_a_weak_person_beyond_the_share_has_a_price_or_is_forbidden(
    price: float | str, milli_hours: int | None
) -> None:
    case = spread({"quality_spread_price": price})
    assert {row.price for row in rows_of(case)} == {milli_hours}
    assert {row.scale for row in rows_of(case)} == {1000}


def crowd_of_weak(price: float | str = 0.25, *, on: bool = True) -> Placement:
    """Two weak people in one unit, two able ones in the other: half of each unit may be weak."""
    people = [
        officer(unit_code, cadre_id=f"{word}{number}", fields=fields)
        for unit_code, word in (("00001", "weak"), ("00002", "able"))
        for number, fields in enumerate(("land", "social"))
    ]
    skills = [
        {
            "cadre_id": row["cadre_id"],
            "field": "economics",
            "skill": 0.1 if "weak" in row["cadre_id"] else 0.9,
        }
        for row in people
    ]
    case = city(people, {"quality_spread_price": price}, skills=skills)
    case = case.with_rule("quality_spread", on)
    return place(case, build_establishment(case))


def units_of_the_weak(made: Placement) -> list[str]:
    return sorted(seat[:5] for code, seat in seats_of(made).items() if code.startswith("weak"))


def test_the_weak_are_spread_where_it_is_worth_it() -> None:
    assert units_of_the_weak(crowd_of_weak(on=False)) == ["00001", "00001"]
    assert units_of_the_weak(crowd_of_weak(0.001)) == ["00001", "00001"]
    assert units_of_the_weak(crowd_of_weak("hard")) == ["00001", "00002"]


def test_the_cost_never_falls_when_the_spread_gets_dearer() -> None:
    made = [crowd_of_weak(on=False), *map(crowd_of_weak, (0.0, 0.01, 0.1, 0.25, 5.0, "hard"))]
    costs = [one.objective for one in made]
    assert costs == sorted(costs)
    assert all((one.side.price >= 0).all() for one in made)
    assert all(one.bound <= one.objective for one in made)
