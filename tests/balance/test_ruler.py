"""The one ruler: what any posting of officers serves."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc import Case, Policy
from staffalloc.balance.ruler import Reading, posting_of, read_posting, scaled
from staffalloc.establishment.curves import Work
from staffalloc.establishment.establish import Establishment, build_establishment

from ..builders import hours_case, leader, position
from ..establishment.cells import curve_of, works


@cache
def group_case() -> Case:
    return hours_case(
        {("00001", "A"): 2000, ("00001", "B"): 800, ("00001", "C"): 160},
        positions=[
            position("A", concurrency_group="G"),
            position("B", concurrency_group="G"),
            leader("HEAD", weight=3),
            position("RURAL", applies_to="commune", fixed_hours=1),
        ],
        concurrency=[{"group": "G", "max_positions": 2}],
    )


@cache
def posts() -> Establishment:
    return build_establishment(group_case())


def read(*rows: tuple[str, float]) -> Reading:
    posting = posting_of("today", [("00001", p, fte) for p, fte in rows])
    return read_posting(group_case(), posts(), posting)


def test_officers_of_a_group_serve_it_as_one_body() -> None:
    by_a, by_b, by_both = read(("A", 2)), read(("B", 2)), read(("A", 1), ("B", 1))
    assert by_a.cost == by_b.cost == by_both.cost
    assert dict(by_a.served) == dict(by_b.served) == dict(by_both.served)
    assert by_a.served["00001", "A"] == pytest.approx(2000)


def test_nobody_serves_nothing() -> None:
    made = read()
    assert made.unserved == pytest.approx(2960)
    assert made.missing_leaders == 1
    assert made.cost == round((5670 + 160 * 2.025 + 12000) * 1000)


def test_an_hour_is_served_dearest_first() -> None:
    made = read(("A", 1), ("C", 0.1), ("HEAD", 1))
    assert made.served["00001", "A"] == pytest.approx(1200)
    assert made.served["00001", "B"] == pytest.approx(400)
    assert made.cost == 1_670_000


def test_officers_beyond_the_work_are_idle() -> None:
    made = read(("A", 3), ("C", 1), ("HEAD", 1))
    assert made.idle == pytest.approx(3 * 1600 - 2800 + 1440)
    assert made.cost == round(0.2 * made.idle * 1000)


def test_staff_where_there_is_no_work_is_all_idle() -> None:
    made = read(("A", 1.75), ("C", 0.1), ("HEAD", 1), ("RURAL", 2))
    assert made.idle == pytest.approx(3200)
    assert made.staff["00001", "RURAL"] == 2
    assert made.cost == 640_000


def test_people_without_a_unit_or_a_position_count_nowhere() -> None:
    posting = posting_of("today", [("", "A", 1), ("00001", "", 1), ("00001", "A", 0.5)])
    assert dict(posting.fte) == {("00001", "A"): 0.5}


def test_leaders_beyond_the_target_are_no_merit() -> None:
    assert read(("HEAD", 2)).cost == read(("HEAD", 1)).cost
    assert read(("HEAD", 0.5)).missing_leaders == 0.5


def test_the_plan_read_on_the_ruler_costs_what_the_establishment_says() -> None:
    rows = [(post.unit_code, post.lead, 1.0) for post in posts().posts]
    planned = read_posting(group_case(), posts(), posting_of("planned", rows))
    assert planned.cost == posts().choice.objective


def test_fractions_of_officers_add_up_exactly_however_they_are_ordered() -> None:
    shares = [("A", 0.1), ("B", 0.2), ("A", 0.3), ("B", 0.7)]
    one, other = read(*shares), read(*reversed(shares))
    assert one == other
    moved = read(*((("B" if code == "A" else "A"), fte) for code, fte in shares))
    assert (one.cost, one.unserved, dict(one.served)) == (
        moved.cost,
        moved.unserved,
        dict(moved.served),
    )


@given(works(), st.sampled_from([0.9, 1.1]))
def test_a_scaled_curve_is_the_curve_of_scaled_work(cell: list[Work], scale: float) -> None:
    turned = scaled(curve_of(cell, 4), scale, Policy())
    bigger = curve_of([replace(w, hours=w.hours * scale) for w in cell], 4)
    assert turned.full_cost == pytest.approx(bigger.full_cost)
    assert turned.servable == pytest.approx(bigger.servable)


@given(st.lists(st.sampled_from(["A", "B", "C"]), max_size=5))
def test_staff_adds_up_to_the_officers(leads: list[str]) -> None:
    made = read(*((lead, 1.0) for lead in leads))
    assert sum(made.staff.values()) == pytest.approx(len(leads))
    assert made.unserved >= -1e-9
