"""Leaders' posts: who holds each, and that everybody considered is accounted for."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pandas as pd

import staffalloc as sa
from staffalloc.case.vocabulary import RANKS, rank_of
from staffalloc.placement.columns import CONDITIONS

from ..builders import RECORDED, Row, leader, pin
from ..placement.small import UNITS, city, officer

EXCLUDED = [f"excluded_{condition}" for condition in CONDITIONS]
FIT_TO_LEAD: Row = {"fields": "law", "rank": "head"}


def leaders_of(people: list[Row], *pins: Row, **tables: object) -> pd.DataFrame:
    table = sa.plan(city(people, pins=list(pins), **tables)).leaders
    return table.set_index(["unit_code", "lead_position"])


@cache
def heads() -> pd.DataFrame:
    """Who is considered for the head of unit 1: everybody of rank deputy head or higher."""
    people = {
        "fit": {},
        "far": {"unit_code": "00003"},
        "kept": {"unit_code": "00002", "protected": True},
        "review": {"discipline": "review"},
        "unplanned": {"rank": "deputy_head"},
        "planned": {"rank": "deputy_head", "planned": True},
        "low": {"level": "college"},
        "field": {"fields": "economics"},
        "chair": {"rank": "chair"},
        "specialist": {"rank": "specialist", "planned": True},  # two steps below: not considered
        "two": {"level": "none", "fields": "economics", "discipline": "barred"},
    }
    rows = [officer(cadre_id=code) | FIT_TO_LEAD | traits for code, traits in people.items()]
    return leaders_of(rows, pin("chair", "forbid", unit_code="00001"))


def test_everybody_considered_is_eligible_or_excluded_once_by_the_first_condition() -> None:
    row = heads().loc[("00001", "HEAD")]
    assert (row["considered"], row["eligible"]) == (10, 2)
    assert {name: row[name] for name in EXCLUDED if row[name]} == {
        "excluded_protected": 1,
        "excluded_distance": 1,
        "excluded_discipline": 2,
        "excluded_plan": 1,
        "excluded_level": 1,
        "excluded_field": 1,
        "excluded_decision": 1,
    }


def test_those_of_the_unit_are_named_with_what_excluded_them() -> None:
    named = heads().loc[("00001", "HEAD"), "excluded_here"].split(";")
    assert sorted(named) == [
        "chair:decision",
        "field:field",
        "low:level",
        "review:discipline",
        "two:discipline",
        "unplanned:plan",
    ]


def test_a_post_that_is_held_names_its_holder_and_one_that_is_not_nobody() -> None:
    table = heads()
    assert table.loc[("00001", "HEAD"), "cadre_id"] in {"fit", "planned"}
    assert set(table["verdict"]) == {"filled", "vacant"}
    assert ((table["verdict"] == "filled") == (table["cadre_id"] != "")).all()


def test_a_post_outside_the_placement_counts_nobody() -> None:
    elected = leader("MAYOR", "chair", staffing="elected")
    person = officer("00002", "MAYOR", kind="cadre")
    table = leaders_of([person], more_positions=[elected])
    held, empty = table.loc[("00002", "MAYOR")], table.loc[("00001", "MAYOR")]
    assert (held["verdict"], held["cadre_id"]) == ("outside", "c1")
    assert (empty["verdict"], empty["cadre_id"]) == ("outside_vacant", "")
    assert held[["considered", "eligible", *EXCLUDED]].isna().all()
    assert (held["excluded_here"], empty["excluded_here"]) == ("", "")


def test_two_posts_of_one_office_outside_have_a_holder_each() -> None:
    elected = leader("DEPUTY", "vice_chair", staffing="elected", min_posts=2, max_posts=2)
    people = [officer("00001", "DEPUTY", cadre_id=code) for code in ("c1", "c2")]
    table = leaders_of(people, more_positions=[elected])
    assert table.loc[("00001", "DEPUTY"), "cadre_id"].tolist() == ["c1", "c2"]


def test_without_people_every_post_is_vacant_and_nobody_is_considered() -> None:
    table = leaders_of([])
    assert set(table["verdict"]) == {"vacant"}
    assert (table[["considered", "eligible", *EXCLUDED]] == 0).all(axis=None)


def test_every_leaders_post_has_one_row_in_order(small_plan: sa.Plan) -> None:
    table = small_plan.leaders
    posts = [post.post_id for post in small_plan.establishment.posts if post.leader]
    assert sorted(table["post_id"]) == sorted(posts)
    keys = table[["unit_code", "lead_position", "post_id"]].to_numpy().tolist()
    assert keys == sorted(keys)


def test_holders_are_those_of_the_assignments(small_plan: sa.Plan) -> None:
    table = small_plan.leaders.query("verdict == 'filled'").set_index("post_id")["cadre_id"]
    posts = small_plan.assignments.set_index("post_id")["cadre_id"]
    assert len(table) > 20
    assert table.to_dict() == posts[table.index].to_dict()


def test_the_vacant_are_those_of_the_vacancies(small_plan: sa.Plan) -> None:
    vacant = set(small_plan.leaders.query("verdict == 'vacant'")["post_id"])
    leaders = set(small_plan.leaders["post_id"])
    assert vacant == leaders & set(small_plan.vacancies["post_id"])


def assert_the_counts_are_those_of_asking_pair_by_pair(made: sa.Plan) -> None:
    problem = made.placement.problem
    seats = {seat.name: j for j, seat in enumerate(problem.seats)}
    seat_of_post = {post.post_id: post.seat_type for post in made.establishment.posts}
    order = rank_of(RANKS)
    asked = made.case.positions.set_index("position_id")["rank"]
    people = problem.people.table[["cadre_id", "rank", "unit_code"]].to_numpy().tolist()
    for row in made.leaders.query("considered == considered").to_dict("records"):
        seat = seats[seat_of_post[row["post_id"]]]
        excluded, here, eligible = Counter(), [], 0
        for person, (code, rank, unit) in enumerate(people):
            if order[rank] < order[asked[row["lead_position"]]] - 1:
                continue
            failing = problem.builder.failing(person, seat)
            if not failing or seat in problem.builder.seats_of(person):
                eligible += 1
                continue
            excluded[f"excluded_{failing[0]}"] += 1
            here += [f"{code}:{failing[0]}"] if unit == row["unit_code"] else []
        assert row["considered"] == row["eligible"] + sum(row[name] for name in EXCLUDED)
        assert row["eligible"] == eligible
        assert {name: row[name] for name in EXCLUDED if row[name]} == excluded
        assert row["excluded_here"] == ";".join(here)


def test_the_counts_add_up_and_agree_with_asking_pair_by_pair(small_plan: sa.Plan) -> None:
    assert_the_counts_are_those_of_asking_pair_by_pair(small_plan)


def test_people_of_other_provinces_are_counted_as_if_asked_one_by_one() -> None:
    """Some only count, the pinned and those without a province are asked."""
    units = [row | {"province_code": code} for row, code in zip(UNITS, "ABB", strict=True)]
    traits: list[Row] = [
        {"unit_code": unit, "rank": rank, "protected": protected}
        for unit in ("", "00001", "00002", "00003")
        for rank in ("specialist", "deputy_head", "head", "chair")
        for protected in (False, True)
    ]
    people = [officer(cadre_id=f"c{n:02}") | {"fields": "law"} | t for n, t in enumerate(traits)]
    pins = [
        pin("c12", "assign", unit_code="00002", position_id="HEAD", **RECORDED),
        pin("c20", "forbid", unit_code="00001"),
    ]
    made = sa.plan(city(people, units=units, pins=pins))
    assert made.leaders["excluded_province"].sum() > 0
    assert made.leaders["excluded_protected"].sum() > 0
    assert_the_counts_are_those_of_asking_pair_by_pair(made)


def test_an_incumbent_kept_out_by_decision_is_counted_under_decision() -> None:
    head = officer("00001", "HEAD", rank="head", fields="economics")
    row = leaders_of([head], pin("c1", "forbid", unit_code="00001")).loc[("00001", "HEAD")]
    assert row["excluded_here"] == "c1:decision"


def test_who_holds_the_post_was_considered_whatever_the_rank() -> None:
    head = officer("00001", "HEAD", rank="specialist", fields="law")
    row = leaders_of([head]).loc[("00001", "HEAD")]
    assert row["cadre_id"] == "c1"
    assert (row["considered"], row["eligible"]) == (1, 1)
