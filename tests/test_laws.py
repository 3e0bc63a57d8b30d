"""Laws a whole plan obeys, whatever its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest

import staffalloc as sa
from staffalloc import Case, Plan
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.engine.proof import prove

from .builders import Row, cadre, hours_case, leader, pin, position, unit

KEPT_WORDS = {"any", "none"}


def people() -> list[Row]:
    rows = [
        cadre("c01", "00001", "HEAD", rank="head", fields="law"),
        cadre("c02", "00001", "LAND", fields="land", home_lat=21.02, home_lon=105.8),
        cadre("c03", "00001", "LAND", fields="survey", fte=0.5),
        cadre("c04", "00001", "LAND", fields="land"),
        cadre("c05", "00001", "PAPER", fields="economics"),
        cadre("c06", "00002", "PAPER", fields="law", rank="head", planned=True),
        cadre("c07", "00002", "LAND", fields="social", protected=True),
        cadre("c08", "", "", fields="survey"),
        cadre("c09", "", "", fields="economics"),
        cadre("c10", "00003", "SOCIAL", fields="social", discipline="review"),
    ]
    return [row | {"level": "university"} for row in rows]


def tables() -> dict[str, Any]:
    return {
        "units": [
            unit("00001", lat=21.0, lon=105.8, ceiling=4),
            unit("00002", lat=21.05, lon=105.8, ceiling=4),
            unit("00003", "commune", lat=21.1, lon=105.85, ceiling=3, terrain="mountain"),
        ],
        "positions": [
            leader("HEAD", required_fields="law;social", weight=3),
            position("LAND", required_fields="land;survey", concurrency_group="G"),
            position("PAPER", concurrency_group="G"),
            position("SOCIAL", required_fields="social", keep_mode=True),
        ],
        "concurrency": [{"group": "G", "max_positions": 2}],
        "pins": [
            pin("c05", "forbid", unit_code="00003"),
            pin("c09", "prefer", unit_code="00002", hours=10),
        ],
        "coaching": [{"field_from": "social", "field_to": "land"}],
    }


HOURS = {
    ("00001", "LAND"): 3900.0,
    ("00001", "PAPER"): 700.0,
    ("00001", "SOCIAL"): 900.0,
    ("00002", "LAND"): 1700.0,
    ("00002", "PAPER"): 2300.0,
    ("00003", "PAPER"): 500.0,
    ("00003", "SOCIAL"): 1250.0,
}


def city(policy: Mapping[str, Any] | None = None, **changed: Any) -> Case:
    rows = tables() | {"cadres": people()} | changed
    positions = rows.pop("positions")
    return hours_case(HOURS, policy, positions, **rows)


@cache
def planned() -> Plan:
    return sa.plan(city())


def total(plan: Plan) -> int:
    proof = plan.certificate
    return proof.establishment.objective_mh + proof.placement.objective_mh


def assert_same(one: Plan, other: Plan) -> None:
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(frame, other.tables[name], obj=name)


def test_the_plan_is_proven_and_breaks_no_rule() -> None:
    proof = planned().certificate
    assert (proof.establishment.status, proof.placement.status) == ("optimal", "optimal")
    assert set(proof.violations.values()) == {0.0}
    assert proof.smallest_reduced_cost_mh >= 0


def test_the_order_of_the_rows_does_not_matter() -> None:
    case = city()
    for seed in (1, 2):
        shuffled = {
            name: frame.sample(frac=1, random_state=seed) for name, frame in case.tables.items()
        }
        turned = Case(shuffled, case.policy)
        assert turned.digest() == case.digest()
        assert_same(planned(), sa.plan(turned))


def renamed(text: str) -> str:
    """New names in the old order: what is joined by signs is renamed part by part."""
    for sign in (";", "/", "+", ":"):
        if sign in text:
            return sign.join(renamed(part) for part in text.split(sign))
    return text if text == "" or text in KEPT_WORDS else f"n-{text}"


def test_other_names_make_the_same_plan_under_other_names() -> None:
    case = city()
    ids = {
        "units": ["unit_code"],
        "positions": ["position_id", "department", "concurrency_group", "required_fields"],
        "concurrency": ["group"],
        "fields": ["field", "family"],
        "coaching": ["field_from", "field_to"],
        "indicators": ["indicator_id"],
        "standards": ["position_id", "indicator_id"],
        "workloads": ["unit_code", "indicator_id"],
        "cadres": ["cadre_id", "unit_code", "position_id", "fields"],
        "pins": ["cadre_id", "unit_code", "position_id"],
    }
    changed = {name: frame.copy() for name, frame in case.tables.items()}
    for name, columns in ids.items():
        for column in columns:
            changed[name][column] = [renamed(text) for text in changed[name][column]]
    other = sa.plan(Case(changed, case.policy))
    one = planned()
    assert total(other) == total(one)
    for name, columns in {
        "assignments": ["cadre_id", "unit_code", "seat_type", "today_unit", "today_position"],
        "posts": ["unit_code", "lead_position", "seat_type"],
        "moves": ["cadre_id", "from_unit", "to_unit"],
        "balance": ["unit_code", "position_id"],
    }.items():
        for column in columns:
            expected = [renamed(text) for text in one.tables[name][column]]
            assert other.tables[name][column].tolist() == expected, (name, column)
    assert other.assignments["loss"].equals(one.assignments["loss"])


PRICES = (
    "segment_prices",
    "idle_price",
    "leader_price",
    "tier_prices",
    "pool_price",
    "pool_price_today",
)


@pytest.mark.parametrize("factor", [2, 5])
def test_the_price_of_an_hour_scales_the_establishment(factor: int) -> None:
    """All prices of hours times a whole number: the same posts at so many times the cost."""
    policy = city().policy
    scaled: dict[str, Any] = {}
    for name in PRICES[:3]:
        value = getattr(policy, name)
        scaled[name] = (
            tuple(factor * x for x in value) if isinstance(value, tuple) else factor * value
        )
    other = sa.plan(city(scaled))
    assert other.posts.equals(planned().posts)
    one, two = planned().certificate.establishment, other.certificate.establishment
    assert two.objective == pytest.approx(factor * one.objective, rel=1e-6)


def test_a_cadre_nobody_can_place_changes_nothing_but_the_pool() -> None:
    """The barred take no seat but their own; who ties with whom may change, no cost does."""
    nobody = cadre("c99", "00002", "", fields="law", discipline="barred")
    other = sa.plan(city(cadres=[*people(), nobody]))
    assert other.assignments.set_index("cadre_id").loc["c99", "status"] == "pool"
    assert other.unplaced.set_index("cadre_id").loc["c99", "reason"] == "no_eligible_seat"
    assert other.posts.equals(planned().posts)
    one, two = planned().certificate.placement, other.certificate.placement
    grown = dict(one.components_mh) | {"pool": one.components_mh["pool"] + 960_000}
    assert dict(two.components_mh) == grown
    assert two.bound_mh == one.bound_mh + 960_000


@pytest.mark.parametrize("more", [1, 2])
def test_more_ceiling_never_costs_more(more: int) -> None:
    costs = []
    for extra in range(0, 3 * more, more):
        units = [row | {"ceiling": row["ceiling"] + extra} for row in tables()["units"]]
        costs.append(sa.plan(city(units=units)).certificate.establishment.objective_mh)
    assert costs == sorted(costs, reverse=True)


def test_more_seats_for_the_same_posts_never_cost_the_placement_more() -> None:
    """The heads a unit may have, raised, with the posts unchanged."""
    model = planned().placement.problem.model
    costs = []
    for extra in (-2, -1, 0, 1):
        raised = replace(model, ceiling=model.ceiling + extra)
        costs.append(prove(raised, solve_placement(raised)).objective)
    assert costs == sorted(costs, reverse=True)


def settled() -> Case:
    """Everybody sits where the posts are, qualified: staying is best."""
    rows = tables()
    cadres = []
    made = sa.plan(city(cadres=[], pins=[])).posts
    fields = {"HEAD": "law", "LAND": "land", "PAPER": "economics", "SOCIAL": "social"}
    for number, post in enumerate(made.itertuples()):
        lead = post.lead_position
        cadres.append(
            cadre(
                f"s{number:02d}",
                post.unit_code,
                lead,
                fields=fields[lead],
                level="university",
                rank="head" if lead == "HEAD" else "specialist",
                fte=(1.0, 0.7, 0.9)[number % 3],
            )
        )
    return city(cadres=cadres, pins=[], **{k: v for k, v in rows.items() if k == "coaching"})


def test_a_plan_that_leaves_everybody_in_place_shows_no_change_at_all() -> None:
    made = sa.plan(settled())
    assert made.moves.empty and made.unplaced.empty
    today, plan = made.readings["today"], made.readings["planned"]
    assert today == plan
    rows = made.balance
    assert (rows["today_fte"] == rows["planned_fte"]).all()
    assert (rows["today_flag"] == rows["planned_flag"]).all()
    assert made.certificate.placement.components_mh["loss"] == sum(
        round(row.misfit * 1000) for row in made.assignments.itertuples()
    )


def test_the_pool_of_today_is_emptied_into_the_seats_it_fits() -> None:
    """Two empty seats and two qualified people in the pool: nobody is left out."""
    case = hours_case(
        {("00001", "A"): 3200},
        cadres=[cadre("a"), cadre("b")],
    )
    made = sa.plan(case)
    assert made.unplaced.empty and made.vacancies.empty


def test_people_in_the_pool_go_before_a_move_that_only_shifts_the_gap() -> None:
    case = hours_case(
        {("00001", "A"): 1600, ("00002", "A"): 1600},
        cadres=[cadre("a", "00001", "A"), cadre("b")],
    )
    made = sa.plan(case)
    assert made.moves.empty and made.unplaced.empty


def test_a_policy_given_twice_is_a_plan_made_twice() -> None:
    assert_same(planned(), sa.plan(city()))


def test_provinces_placed_side_by_side_make_the_same_plan() -> None:
    units = [
        row | {"province_code": code} for row, code in zip(tables()["units"], "ABB", strict=True)
    ]
    case = city(units=units)
    with ThreadPoolExecutor(2) as executor:
        made = sa.plan(case, executor=executor)
    assert made.certificate.placement.status == "optimal"
    assert_same(sa.plan(case), made)
    moved = made.moves[["from_unit", "to_unit"]]
    assert not moved.isin(["00001"]).any(axis=None)
