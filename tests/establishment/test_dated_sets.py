"""Dated rule sets, sets of one's own and switches: what they do to the posts, kept and broken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import staffalloc as sa
from staffalloc.establishment import build_establishment
from staffalloc.verify import verify

from ..builders import RECORDED, Row, cadre, case_of, leader, position, standard, unit, workload
from ..verify.folders import Draft, draft_of

SETS = ("hanoi-2025-07", "hanoi-2025-10", "hanoi-2025-12")
# Three large wards, at the cap of 70 posts, with a vice chairs' office, a department of one
# head, its deputies and 20 officers, and a service centre.
WARDS = [unit(code, population=126_000) for code in ("00001", "00002", "00003")]
POSITIONS = [
    leader("P06", "vice_chair", department="leadership", min_posts=2, max_posts=4),
    leader("P07", "head"),
    leader("P08", "deputy_head", max_posts=3),
    leader("P14", "head", department="service_centre"),
    leader("P15", "deputy_head", department="service_centre", max_posts=3),
    position("P18"),
]
HOURS = 20 * 1600


def wards(rule_set: str = "hanoi-2025-12", **tables: Any) -> sa.Case:
    """Return the wards with 20 officers' work each."""
    return case_of(
        {"rule_set": rule_set},
        units=WARDS,
        positions=POSITIONS,
        standards=[standard("P18", "files")],
        workloads=[workload(row["unit_code"], "files", HOURS) for row in WARDS],
        **tables,
    )


def switched(case: sa.Case, rule: str, *, on: bool = False) -> sa.Case:
    return case.with_rule(rule, on, **RECORDED)


def own_set(case: sa.Case, **values: str) -> sa.Case:
    return case.with_table("rule_set", [{"key": k, "value": v} for k, v in values.items()])


def leaders_of(case: sa.Case) -> dict[str, int]:
    """Count the leaders' posts of all units by position."""
    count: dict[str, int] = {}
    for post in build_establishment(case).posts:
        if post.leader:
            count[post.lead] = count.get(post.lead, 0) + 1
    return count


# The sum of vice chairs is floor(2.5 * 3) = 7: one of the wards has a third. 20 officers are
# worth 1 + (20 - 8) // 10 = 2 deputies; deputies of two departments a ward are 3 * 2 * 2 = 12.
BY_SET = {
    "hanoi-2025-07": {"P06": 6, "P07": 3, "P08": 3, "P15": 3},
    "hanoi-2025-10": {"P06": 6, "P07": 3, "P08": 6, "P14": 3, "P15": 3},
    "hanoi-2025-12": {"P06": 7, "P07": 3, "P08": 6, "P14": 3, "P15": 3},
}


@pytest.mark.parametrize("name", SETS)
def test_each_set_has_its_leaders(name: str) -> None:
    assert leaders_of(wards(name)) == BY_SET[name]


def test_the_centre_of_a_vice_chair_is_a_department_without_a_seat_for_its_head() -> None:
    limits = {
        one.name: one.limit for one in build_establishment(wards("hanoi-2025-07")).city_limits
    }
    assert limits == {"deputies": 6}  # one for each of two departments in three wards


def test_the_average_of_vice_chairs_binds_from_its_day_on() -> None:
    limits = [
        {one.name for one in build_establishment(wards(day)).city_limits}
        for day in ("2025-11-16", "2025-11-17")
    ]
    assert limits == [{"deputies"}, {"deputies", "vice_chairs"}]


def test_a_set_of_ones_own_changes_the_numbers_it_names() -> None:
    case = own_set(wards(), extends="hanoi-2025-12", vice_chairs_average="3.4", frame_cap_ward="35")
    made = build_establishment(case)
    # floor(3.4 * 3) = 10 vice chairs: all three wards have a third, and one place is left.
    assert leaders_of(case)["P06"] == 9
    assert {one.frame for one in made.ceilings.units} == {35}


def test_a_set_that_gives_a_base_equal_to_the_cap_reads_unknown_residents_as_none() -> None:
    unknown = [{**row, "population": None} for row in WARDS[:1]]
    case = own_set(
        wards().with_table("units", [*unknown, *WARDS[1:]]),
        extends="hanoi-2025-12",
        frame_base="70",
    )
    made = build_establishment(case)
    third = [
        one.unit_code for one in made.leaderships if one.position_id == "P06" and one.target == 3
    ]
    assert third == ["00002"]


def test_the_third_vice_chair_counts_only_units_that_have_vice_chairs() -> None:
    case = wards(
        applicability=[
            {
                "unit_code": "00001",
                "position_id": "P06",
                "applies": "no",
                "author": "A",
                "comment": "B",
            }
        ]
    )
    assert leaders_of(case)["P06"] == 6  # 7 allow two wards of three, and the third has none


# rule, what it leaves without the rule
def test_without_the_rule_of_ceilings_a_unit_gets_what_its_work_asks_for() -> None:
    case = wards().with_table("units", [{**row, "ceiling": 12} for row in WARDS])
    bound, free = build_establishment(case), build_establishment(switched(case, "ceiling"))
    assert [unit.ceiling for unit in bound.ceilings.units] == [12, 12, 12]
    assert {unit.decided_by for unit in bound.ceilings.units} == {"given"}
    # 2 or 3 vice chairs, 2 heads, 2 deputies and 1, and 20 officers
    assert [unit.ceiling for unit in free.ceilings.units] == [28, 27, 27]
    assert {unit.decided_by for unit in free.ceilings.units} == {"work"}
    assert list(free.in_frame_posts.values()) == [28, 27, 27]
    assert all(price == 0 for name, price in free.prices.items() if name.startswith("frame/"))


def test_nothing_is_shared_without_ceilings() -> None:
    case = switched(wards().with_policy(ceiling_mode="shared"), "ceiling")
    made = build_establishment(case)
    assert (made.ceilings.shared, made.ceilings.total) == (False, None)


def test_a_total_binds_only_while_its_rule_is_on() -> None:
    case = wards(limits=[{"rule": "total", "max": 60}])
    assert len(build_establishment(case).posts) == 60
    assert len(build_establishment(switched(case, "city_total")).posts) == 82


@pytest.mark.parametrize("rule", ["vice_chairs", "deputies"])
def test_a_sum_switched_off_leaves_no_row_and_the_targets_as_they_were(rule: str) -> None:
    made, free = build_establishment(wards()), build_establishment(switched(wards(), rule))
    assert f"city/{rule}" in made.prices
    assert f"city/{rule}" not in free.prices
    assert free.leaderships == made.leaderships


# average of deputies, posts, price of one more: each ward wants 3, and at the least 2
EDGES = [("2.0", 9, False), ("1.5", 9, False), ("1.4", 8, True), ("1.0", 6, True)]


@pytest.mark.parametrize(("average", "posts", "has_price"), EDGES)
def test_a_sum_binds_at_its_edge_and_its_price_has_the_right_sign(
    average: str, posts: int, has_price: bool
) -> None:
    case = own_set(wards(), extends="hanoi-2025-12", deputies_average=average)
    made = build_establishment(case)
    assert sum(post.lead in ("P08", "P15") for post in made.posts) == posts
    assert (made.prices["city/deputies"] > 0) == has_price


def test_a_sum_below_the_least_is_refused() -> None:
    case = own_set(wards(), extends="hanoi-2025-12", deputies_average="0.9")
    with pytest.raises(sa.CaseError):
        build_establishment(case)


@settings(max_examples=20)
@given(
    average=st.sampled_from(["1", "1.2", "1.5", "1.8", "2"]),
    ceiling=st.integers(12, 30),
    vice=st.sampled_from(["2", "2.4", "3"]),
)
def test_no_price_of_a_sum_is_negative(average: str, ceiling: int, vice: str) -> None:
    case = wards().with_table("units", [{**row, "ceiling": ceiling} for row in WARDS])
    case = own_set(
        case, extends="hanoi-2025-12", deputies_average=average, vice_chairs_average=vice
    )
    made = build_establishment(case)
    assert min(made.prices.values()) >= 0
    assert made.choice.objective == made.choice.bound


TWO = [position("A1", concurrency_group="G"), position("A2", concurrency_group="G")]


def one_officer(rows: list[Row]) -> sa.Case:
    return case_of(
        {},
        positions=TWO,
        concurrency=[{"group": "G", "max_positions": 2}],
        standards=[standard("A1", "files"), standard("A2", "maps")],
        workloads=[workload("00001", "files", 800), workload("00001", "maps", 800)],
        incompatible=rows,
    )


def test_positions_are_kept_apart_only_while_the_rule_is_on() -> None:
    case = one_officer([{"position_a": "A1", "position_b": "A2", "hard": "yes"}])
    assert [len(post.parts) for post in build_establishment(case).posts] == [1]
    free = build_establishment(switched(case, "incompatible"))
    assert [len(post.parts) for post in free.posts] == [2]


@pytest.fixture(scope="module")
def draft() -> Draft:
    return draft_of(sa.plan(wards(cadres=[cadre("c1", "00001", "P18", fields="law")])))


def findings(draft: Draft, folder: Path) -> set[tuple[str, str]]:
    return {(one.table, one.what) for one in verify(draft.write(folder / "plan")).findings}


def test_the_plan_is_proven_as_it_is(draft: Draft, tmp_path: Path) -> None:
    assert findings(draft, tmp_path) == set()


@pytest.mark.parametrize("name", SETS[:2])
def test_a_case_with_another_set_behind_the_plan_is_found(
    draft: Draft, tmp_path: Path, name: str
) -> None:
    changed = Draft(dict(draft.case), draft.tables, draft.certificate)
    changed.case["policy"] = changed.case["policy"].replace("hanoi-2025-12", name)
    assert ("posts", "seats") in findings(changed, tmp_path)


def test_a_lower_average_behind_the_plan_is_found(draft: Draft, tmp_path: Path) -> None:
    changed = Draft(dict(draft.case), draft.tables, draft.certificate)
    changed.case["rule_set"] = "key,value\nextends,hanoi-2025-12\ndeputies_average,1.0\n"
    assert ("posts", "deputies") in findings(changed, tmp_path)


def test_a_lower_total_behind_the_plan_is_found(draft: Draft, tmp_path: Path) -> None:
    changed = Draft(dict(draft.case), draft.tables, draft.certificate)
    changed.case["limits"] = "rule,max\ntotal,50\n"
    assert ("posts", "posts in the frame of all") in findings(changed, tmp_path)


@pytest.mark.parametrize("name", SETS)
def test_a_generated_case_is_planned_and_verified_under_each_set(
    small_case: sa.Case, tmp_path: Path, name: str
) -> None:
    made = sa.plan(small_case.with_policy(rule_set=name))
    assert findings(draft_of(made), tmp_path) == set()
    held = made.tables["held"]
    directors = held[held["position_id"] == "P14"]
    if name == "hanoi-2025-07":
        assert len(directors) == len(small_case.units)
        assert set(directors["held_by"]) <= {"P06", ""}
        assert "P14" not in set(made.posts["lead_position"])
    else:
        assert directors.empty


OWN = {
    "extends": "hanoi-2025-10",
    "name": "riêng",
    "frame_base": "34",
    "most_deputies": "2",
    "deputies_average": "1.6",
    "vice_chairs_average": "2.2",
}


def test_a_generated_case_is_planned_and_verified_under_a_set_of_ones_own(
    small_case: sa.Case, tmp_path: Path
) -> None:
    assert findings(draft_of(sa.plan(own_set(small_case, **OWN))), tmp_path) == set()


@pytest.mark.parametrize("rule", ["ceiling", "deputies", "incompatible"])
def test_a_generated_case_is_planned_and_verified_without_a_rule(
    small_case: sa.Case, tmp_path: Path, rule: str
) -> None:
    made = sa.plan(switched(small_case, rule))
    assert findings(draft_of(made), tmp_path) == set()
    assert rule not in set(made.tables["rules"]["rule"])
