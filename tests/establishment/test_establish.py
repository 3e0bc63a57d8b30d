"""Posts under ceilings: the worked case, a case by hand, frames, leaders, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from staffalloc import Case, CaseError, establish, requirements
from staffalloc.establishment.establish import Establishment, build_establishment
from staffalloc.rules import rule_set

from ..builders import Row, case_of, hours_case, leader, position, unit
from ..expected import Worked

TWO_IN_A_GROUP = (
    position("A", concurrency_group="G"),
    position("B", concurrency_group="G"),
)
GROUP = [{"group": "G", "max_positions": 2}]


def by_hand(ceilings: tuple[int | None, int | None] = (None, None), **tables: Any) -> Case:
    """Unit 1 needs 2,000 h of A and 800 h of B, unit 2 needs 1,700 h of A; no leaders."""
    units = [unit(f"0000{i}", ceiling=c) for i, c in enumerate(ceilings, start=1)]
    hours = {("00001", "A"): 2000.0, ("00001", "B"): 800.0, ("00002", "A"): 1700.0}
    return hours_case(hours, positions=TWO_IN_A_GROUP, units=units, concurrency=GROUP, **tables)


def posts_of(made: Establishment) -> dict[str, int]:
    return {unit_code: n for (unit_code, _), n in made.posts_of.items()}


@pytest.mark.parametrize(
    ("ceilings", "total", "posts", "objective", "price"),
    [
        ((None, None), None, (2, 1), 180.0, 0),  # 80 + 100: 400 h idle, 100 h unserved
        ((1, None), None, (1, 1), 1770.0, 0),  # unit 1 misses 1,590 h
        ((None, None), 2, (1, 1), 1770.0, 1590.0),
        ((None, None), 3, (2, 1), 180.0, 0),
    ],
)
def test_a_case_by_hand(
    ceilings: tuple[int | None, int | None],
    total: int | None,
    posts: tuple[int, int],
    objective: float,
    price: float,
) -> None:
    limits = [{"rule": "total", "max": total}] if total else []
    made = build_establishment(by_hand(ceilings, limits=limits))
    assert tuple(posts_of(made).values()) == posts
    assert made.choice.objective / 1000 == objective
    assert made.choice.bound == made.choice.objective
    if total:
        assert made.prices["total"] / 1000 == pytest.approx(price)


def test_the_table_of_posts_by_hand() -> None:
    table = establish(by_hand())
    assert table["post_id"].tolist() == ["00001-001", "00001-002", "00002-001"]
    assert table["parts"].tolist() == [
        "A:1.100000000000",
        "B:0.500000000000;A:0.150000000000",
        "A:1.000000000000",
    ]
    assert table["seat_type"].tolist() == ["00001/A/", "00001/B/A", "00002/A/"]


def test_the_worked_requirements(worked: Worked) -> None:
    need = requirements(worked.case)
    found = {
        (row.unit_code, row.position_id): (
            row.hours,
            row.required_fte,
            row.required_hours,
            row.weight,
        )
        for row in need.itertuples()
    }
    expected = worked.requirements()
    assert found.keys() == expected.keys()
    for cell, numbers in expected.items():
        assert found[cell] == pytest.approx(numbers, abs=5.1e-5)


def test_the_worked_establishment(worked: Worked) -> None:
    made = build_establishment(worked.case)
    counts = {f"{u} {g}": n for (u, g), n in made.posts_of.items()}
    for post in made.posts:
        if post.leader:
            counts[f"{post.unit_code} {post.lead}"] = 1
    assert counts == worked.counts()
    assert made.choice.objective == made.choice.bound
    assert made.choice.objective / 1000 == worked.objective("establishment")


def test_the_worked_cut(worked: Worked) -> None:
    made = build_establishment(worked.case)
    found: dict[str, list[dict[str, float]]] = {}
    for post in made.posts:
        if not post.leader:
            shares = {part.position_id: round(part.share, 4) for part in post.parts}
            found.setdefault(f"{post.unit_code} {post.group}", []).append(shares)
    order = {cell: sorted(posts, key=str) for cell, posts in found.items()}
    assert order == {cell: sorted(posts, key=str) for cell, posts in _sorted(worked.parts())}
    assert made.shortfalls == ()


def _sorted(posts: dict[str, list[dict[str, float]]]) -> list[tuple[str, list[dict[str, float]]]]:
    """Parts in the order of the plan: the largest first."""
    return [
        (cell, [dict(sorted(post.items(), key=lambda x: (-x[1], x[0]))) for post in made])
        for cell, made in posts.items()
    ]


@pytest.mark.parametrize(
    ("kind", "terrain", "population", "frame"),
    [
        ("commune", "lowland", None, 32),  # no figure: the smallest frame
        ("commune", "lowland", 0, 32),
        ("commune", "lowland", 16000, 32),
        ("commune", "lowland", 17999, 32),
        ("commune", "lowland", 18000, 33),
        ("commune", "mountain", 16999, 32),
        ("commune", "mountain", 17000, 33),
        ("commune", "lowland", 51999, 49),
        ("commune", "lowland", 52000, 50),
        ("commune", "lowland", 500000, 50),  # the cap of a commune
        ("ward", "lowland", 91999, 69),
        ("ward", "lowland", 92000, 70),
        ("ward", "lowland", 500000, 70),
        ("special_zone", "mountain", 54000, 70),
    ],
)
def test_the_frame_rule_on_its_edges(
    kind: str, terrain: str, population: float | None, frame: int
) -> None:
    case = hours_case(
        {("00001", "A"): 100}, units=[unit("00001", kind, terrain=terrain, population=population)]
    )
    made = build_establishment(case).ceilings.units[0]
    assert (made.frame, made.ceiling) == (frame, frame)


def test_a_given_ceiling_wins_over_the_frame_rule() -> None:
    made = build_establishment(by_hand((2, None))).ceilings.units[0]
    assert (made.frame, made.ceiling) == (34, 2)


def test_posts_outside_the_frame_have_no_ceiling() -> None:
    case = hours_case(
        {("00001", "A"): 1600, ("00001", "Z"): 8000},
        positions=[position("Z", in_frame=False, staffing="contract")],
        units=[unit("00001", ceiling=1)],
    )
    assert dict(build_establishment(case).posts_of) == {("00001", "A"): 1, ("00001", "Z"): 5}


def test_every_ceiling_below_the_least_posts_is_named() -> None:
    positions = [leader("L"), position("M", min_posts=2)]
    case = hours_case(
        {("00001", "M"): 1, ("00002", "M"): 1, ("00003", "M"): 1},
        positions=positions,
        units=[unit("00001", ceiling=2), unit("00002", ceiling=0), unit("00003", ceiling=3)],
        limits=[{"rule": "total", "max": 4}],
    )
    assert refused(case) == [
        ("ceiling_below_least", {"unit": "00001", "ceiling": 2, "least": 3, "missing": 1}),
        ("ceiling_below_least", {"unit": "00002", "ceiling": 0, "least": 3, "missing": 3}),
        ("total_below_least", {"ceiling": 4, "least": 9, "missing": 5}),
    ]


def refused(case: Case) -> list[tuple[str, dict[str, Any]]]:
    """The code and the fields of every problem the establishment finds."""
    with pytest.raises(CaseError) as caught:
        establish(case)
    return [(problem.code, dict(problem.fields)) for problem in caught.value.problems]


def test_a_citywide_sum_below_the_least_posts_is_named() -> None:
    chairs = leader("P06", "vice_chair", min_posts=3, max_posts=3)
    case = case_of(units=[unit("00001"), unit("00002")], positions=[chairs])
    names = {"name": "vice_chairs", "positions": "P06"}
    assert refused(case) == [
        ("city_sum_below_least", names | {"ceiling": 5, "least": 6, "missing": 1})
    ]


# Shared ceilings


def shared_case(total: int | None = None) -> Case:
    """Unit 1 has work for 12 officers under a ceiling of 10, unit 2 for 5 under the same."""
    limits = [{"rule": "total", "max": total}] if total is not None else []
    return hours_case(
        {("00001", "A"): 19200, ("00002", "A"): 8000},
        {"ceiling_mode": "shared"},
        units=[unit("00001", ceiling=10), unit("00002", ceiling=10)],
        limits=limits,
    )


def shared(total: int | None = None) -> Establishment:
    return build_establishment(shared_case(total))


def test_shared_ceilings_move_within_the_margin_at_the_same_total() -> None:
    made = shared()
    edges = [(c.lower_edge, c.upper_edge) for c in made.ceilings.units]
    assert edges == [(8, 12), (8, 12)]  # floor(8.5) and ceil(11.5)
    assert posts_of(made) == {"00001": 12, "00002": 5}  # a floor asks for no idle posts
    assert made.ceilings.total == 20
    assert made.choice.objective == made.choice.bound


def test_shared_ceilings_keep_a_given_total() -> None:
    made = shared(total=17)
    assert posts_of(made) == {"00001": 9, "00002": 5}  # the other keeps its lower edge of 8
    assert made.choice.objective == made.choice.bound


def test_heads_of_shared_ceilings_go_where_posts_are_and_the_rest_back() -> None:
    assert dict(shared().placement_ceilings) == {"00001": 12, "00002": 8}
    assert sum(shared(total=17).placement_ceilings.values()) == 17


def test_a_total_below_the_floors_of_shared_ceilings_is_named() -> None:
    assert refused(shared_case(total=12)) == [
        ("total_below_least", {"ceiling": 12, "least": 16, "missing": 4})
    ]


# Leaders


def vice_chairs(units: list[Row], **columns: Any) -> dict[str, int]:
    chosen = {"min_posts": 1, "max_posts": 3} | columns
    case = case_of(units=units, positions=[leader("P06", "vice_chair", **chosen)])
    made = build_establishment(case)
    return {lead.unit_code: lead.target for lead in made.leaderships}


def test_third_vice_chairs_go_to_the_largest_units_at_their_cap() -> None:
    """Five units may have floor(12.5) = 12 vice chairs: two thirds beyond the usual ten."""
    units = [
        unit("00001", "ward", population=92000),
        unit("00002", "ward", population=150000),
        unit("00003", "commune", population=150000),
        unit("00004", "ward", population=91000),  # below its cap
        unit("00005", "commune", population=20000),
    ]
    assert vice_chairs(units) == {"00001": 2, "00002": 3, "00003": 3, "00004": 2, "00005": 2}


def test_third_vice_chairs_of_equal_units_go_by_code() -> None:
    units = [unit(f"0000{i}", "ward", population=100000) for i in (1, 2, 3)]
    assert vice_chairs(units) == {"00001": 3, "00002": 2, "00003": 2}


def test_a_target_stays_within_least_and_most_posts() -> None:
    units = [unit("00001", "ward", population=100000), unit("00002")]
    assert vice_chairs(units, max_posts=1) == {"00001": 1, "00002": 1}
    assert vice_chairs(units[1:], min_posts=2, max_posts=2) == {"00002": 2}


@pytest.mark.parametrize(
    ("specialists", "target"), [(0.4, 1), (8, 1), (17.9, 1), (18, 2), (27.99, 2), (28, 3)]
)
def test_the_deputies_of_a_department_follow_its_specialists(
    specialists: float, target: int
) -> None:
    case = hours_case(
        {("00001", "A"): specialists * 800, ("00001", "B"): specialists * 800},
        positions=[
            leader("HEAD", department="land"),
            leader("P08", "deputy_head", min_posts=1, max_posts=3, department="land"),
            position("A", department="land"),
            position("B", department="land"),
            position("C", department="other", fixed_hours=90000, min_posts=1),
        ],
    )
    targets = {lead.position_id: lead.target for lead in build_establishment(case).leaderships}
    assert targets == {"HEAD": 1, "P08": target}


def test_leaders_beyond_the_citywide_sum_of_their_departments_are_not_authorised() -> None:
    """One department with a head has a sum of two deputies, whatever the target."""
    case = hours_case(
        {("00001", "A"): 60000},
        positions=[
            leader("HEAD", department="land"),
            leader("P08", "deputy_head", min_posts=1, max_posts=4, department="land"),
            position("A", department="land"),
        ],
        units=[unit("00001", population=150000)],
    )
    made = build_establishment(case)
    assert next(lead.target for lead in made.leaderships if lead.position_id == "P08") == 3
    assert [post.lead for post in made.posts if post.leader] == ["HEAD", "P08", "P08"]
    assert made.prices["city/deputies"] > 0
    assert made.choice.objective == made.choice.bound


def test_the_rule_set_gives_the_sums_of_the_city() -> None:
    rules = rule_set("hanoi-2025-12")
    assert rules.vice_chairs.limit(126, 0) == 315
    assert rules.deputies.limit(126, 504) == 1008


def test_rows_in_another_order_make_the_same_posts() -> None:
    case = by_hand()
    turned = Case({name: frame.iloc[::-1] for name, frame in case.tables.items()}, case.policy)
    assert establish(turned).equals(establish(case))


# What the programme does not apply, and what only looks alike


@pytest.mark.parametrize(
    "row",
    [
        {"rule": "total", "max": 3, "unit_code": "00001"},
        {"rule": "total", "max": 3, "position_id": "A"},
        {"rule": "total", "max": 3, "field": "law"},
        {"rule": "total", "max": 3, "price": 1},
        {"rule": "total", "min": 3},
    ],
)
def test_a_total_that_is_not_applied_is_refused(row: Row) -> None:
    case = hours_case({("00001", "A"): 3200}, units=[unit("00001", ceiling=9)], limits=[row])
    assert [code for code, _ in refused(case)] == ["rule_not_applied"]


def test_limits_of_the_placement_change_no_post() -> None:
    rows = [{"rule": "position_cap", "max": 1, "position_id": "A"}, {"rule": "moves", "max": 0}]
    hours = {("00001", "A"): 3200.0}
    free, bound = (
        hours_case(hours, units=[unit("00001", ceiling=9)], limits=limits) for limits in ([], rows)
    )
    assert establish(bound).equals(establish(free))


def test_citywide_sums_count_leaders_only() -> None:
    """A workload position that bears the code of the vice chairs is no vice chair."""
    case = hours_case(
        {("00001", "P06"): 16000},
        positions=[position("P06")],
        units=[unit("00001", ceiling=20)],
    )
    assert dict(build_establishment(case).posts_of) == {("00001", "P06"): 10}


def test_work_that_nobody_may_do_gets_no_post() -> None:
    case = hours_case(
        {("00001", "A"): 1600},
        positions=[position("A", max_posts=0)],
        units=[unit("00001", ceiling=5)],
    )
    assert dict(build_establishment(case).posts_of) == {}
