"""Departments designed: which are divided, by whom they are led, and when a span is too wide."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import staffalloc as sa
from staffalloc.demand import requirements
from staffalloc.establishment import build_establishment
from staffalloc.establishment.department_design import design_departments, excess
from staffalloc.verify import verify

from ..builders import RECORDED, Row, cadre, hours_case, leader, position, unit
from ..verify.folders import Draft, draft_of

# An office with four fields of work; files and records are of one family, so they stay together.
FIELDS_OF_WORK = {
    "A1": ("files", "law"),
    "A2": ("records", "records"),
    "A3": ("land", "land"),
    "A4": ("care", "social"),
}
OFFICE = [position(p, field=f, required_fields=r) for p, (f, r) in FIELDS_OF_WORK.items()]
LEADERS = [leader("P07", "head"), leader("P08", "deputy_head", max_posts=3)]
POLICY = {"most_fields_of_head": 2, "least_department_fte": 1}
HOURS = {"A1": 3200, "A2": 1600, "A3": 2400, "A4": 800}
Hours = dict[str, dict[str, float]]


def town(hours: Hours, policy: dict[str, Any] | None = None, **tables: Any) -> sa.Case:
    """Return a case with the rule on; `hours` by unit and position."""
    cells = {(u, p): float(h) for u, own in hours.items() for p, h in own.items()}
    case = hours_case(cells, {**POLICY, **(policy or {})}, positions=[*OFFICE, *LEADERS], **tables)
    return case.with_rule("departments", True)


def with_average(case: sa.Case, organisations: str) -> sa.Case:
    """Return the case under another average of organisations a unit."""
    rows = {"extends": "hanoi-2025-12", "organisations_average": organisations}
    return case.with_table("rule_set", [{"key": k, "value": v} for k, v in rows.items()])


def departments(case: sa.Case) -> list[tuple[str, str, tuple[str, ...]]]:
    made = design_departments(case, requirements(case))
    return [(d.unit_code, d.code, d.fields) for d in made.departments]


def test_hours_of_the_smallest_fields_beyond_the_span_are_in_excess() -> None:
    assert excess([3200, 1600, 2400, 800], 2) == 2400
    assert excess([3200, 1600], 2) == 0


def test_a_department_is_divided_where_the_excess_falls_most() -> None:
    # Whole: 2,400 h beyond two fields. Law with records against land with care leaves nothing.
    assert departments(town({"00001": HOURS})) == [
        ("00001", "office-1", ("files", "records")),
        ("00001", "office-2", ("care", "land")),
    ]


def test_each_half_has_a_head_and_deputies_by_its_own_specialists() -> None:
    # Halves of 20 and 19 officers are worth 1 + 12 // 10 and 1 + 11 // 10 deputies; whole, 39
    # officers would be worth 4, of whom the position allows 3.
    hours = {"00001": {"A1": 16_000, "A2": 16_000, "A3": 16_000, "A4": 14_400}}
    made = build_establishment(town(hours))
    plain = build_establishment(town(hours).with_rule("departments", False))
    assert [(lead.position_id, lead.fewest, lead.target) for lead in made.leaderships] == [
        ("P07", 1, 2),
        ("P08", 1, 4),
    ]
    assert [lead.target for lead in plain.leaderships] == [1, 3]
    assert [limit.limit for limit in made.city_limits if limit.name == "deputies"] == [4]


# officers of the smaller half: land and care have 2,400 + 800 h, 2 officers
@pytest.mark.parametrize(("least", "count"), [(2.0, 2), (2.01, 1)])
def test_a_half_needs_enough_work(least: float, count: int) -> None:
    assert len(departments(town({"00001": HOURS}, {"least_department_fte": least}))) == count


def test_a_department_within_the_span_stays_whole() -> None:
    case = town({"00001": HOURS}, {"most_fields_of_head": 4})
    assert departments(case) == [("00001", "office", ("care", "files", "land", "records"))]


# average a unit, divided units: the excess is 2,400, 4,800 and 1,200 h
BUDGETS = [
    ("1", []),
    ("1.3", []),
    ("1.34", ["00002"]),
    ("1.7", ["00001", "00002"]),
    ("2", ["00001", "00002", "00003"]),
]


@pytest.mark.parametrize(("average", "divided"), BUDGETS)
def test_splits_of_the_largest_benefit_come_first(average: str, divided: list[str]) -> None:
    scales = {"00001": 1, "00002": 2, "00003": 1 / 2}
    hours = {u: {p: h * scale for p, h in HOURS.items()} for u, scale in scales.items()}
    case = with_average(town(hours, {"least_department_fte": 0.5}), average)
    found = departments(case)
    assert sorted({u for u, code, _ in found if code.endswith("-1")}) == divided


def test_more_departments_than_the_sum_allows_are_refused() -> None:
    with pytest.raises(sa.CaseError) as caught:
        departments(with_average(town({"00001": HOURS}), "0.9"))
    assert [problem.code for problem in caught.value.problems] == ["city_sum_below_least"]


def test_without_the_sum_every_useful_split_is_made() -> None:
    case = with_average(town({"00001": HOURS, "00002": HOURS}), "1")
    assert len(departments(case)) == 2
    assert len(departments(case.with_rule("organisations", False, **RECORDED))) == 4


@pytest.mark.parametrize("name", ["hanoi-2025-07", "hanoi-2025-10"])
def test_before_the_average_a_unit_has_the_departments_of_its_set(name: str) -> None:
    # 4 a unit with one department used: three may be made of it, and one is.
    assert len(departments(town({"00001": HOURS}).with_policy(rule_set=name))) == 2
    heads = [leader(f"H{n}", "head", department=f"d{n}") for n in range(3)]
    full = town({"00001": HOURS}).with_policy(rule_set=name)
    full = full.with_table("positions", [*OFFICE, *LEADERS, *heads])
    assert len(departments(full)) == 4


def test_a_small_unit_has_no_department_and_no_leaders_of_one() -> None:
    hours = {"00001": HOURS, "00002": {"A1": 1600}}
    made = build_establishment(town(hours, {"departments_from_fte": 2}))
    assert {lead.unit_code for lead in made.leaderships} == {"00001"}
    assert made.design is not None
    assert set(made.design.organisations) == {"00001"}


# required officers of the unit are exactly 5
@pytest.mark.parametrize(("least", "units"), [(5.0, {"00001"}), (5.001, set())])
def test_the_threshold_itself_is_enough(least: float, units: set[str]) -> None:
    made = build_establishment(town({"00001": HOURS}, {"departments_from_fte": least}))
    assert {lead.unit_code for lead in made.leaderships} == units


@settings(max_examples=15)
@given(
    hours=st.lists(
        st.lists(st.integers(0, 6).map(lambda n: n * 800.0), min_size=4, max_size=4),
        min_size=1,
        max_size=4,
    ),
    room=st.integers(0, 4),
)
def test_no_other_choice_of_splits_takes_away_more_excess(
    hours: list[list[float]], room: int
) -> None:
    units = [f"0000{n}" for n in range(1, len(hours) + 1)]
    rows = {u: dict(zip(HOURS, own, strict=True)) for u, own in zip(units, hours, strict=True)}
    base = len(units)
    case = with_average(town(rows), f"{(base + min(room, base)) / base + 0.001:.6f}")
    made = design_departments(case, requirements(case))
    left = sum(excess([rows[d.unit_code][p] for p in d.positions], 2) for d in made.departments)
    options = [_benefits(rows[u]) for u in units]
    best = max(
        sum(benefit for benefit, taken in zip(options, choice, strict=True) if taken)
        for choice in itertools.product((0, 1), repeat=base)
        if sum(choice) <= room
    )
    whole = sum(excess(list(own.values()), 2) for own in rows.values())
    assert left == pytest.approx(whole - best)


def _benefits(hours: dict[str, float]) -> float:
    """Try every way to part the three families; a half has one officer at the least."""
    families = [["A1", "A2"], ["A3"], ["A4"]]
    whole = excess(list(hours.values()), 2)
    best = 0.0
    for sides in itertools.product((0, 1), repeat=3):
        halves = [
            [p for own, side in zip(families, sides, strict=True) if side == half for p in own]
            for half in (0, 1)
        ]
        if all(sum(hours[p] for p in half) >= 1600 for half in halves):
            left = sum(excess([hours[p] for p in half], 2) for half in halves)
            best = max(best, whole - left)
    return best


HEADS = [
    cadre("h1", "00001", "P07", fields="law", rank="head", level="university"),
    cadre("h2", "00001", "P07", fields="social;land", rank="head", level="university"),
    cadre("h3", "00002", "P07", fields="law", rank="head", level="university"),
]
COLUMNS = ["unit_code", "department", "fields", "organisations", "head", "fields_mastered"]


@pytest.fixture(scope="module")
def led() -> sa.Plan:
    """Two divided departments' heads, one head of a department left whole, one without a head."""
    hours: dict[str, dict[str, float]] = {"00001": dict(HOURS), "00002": dict(HOURS)}
    hours["00002"]["A3"] = 800
    hours["00003"] = dict(HOURS, A3=800)
    units = [unit(u, lat=21.0, lon=105.0) for u in hours]
    return sa.plan(with_average(town(hours, units=units, cadres=HEADS), "1.34"))


def test_the_table_says_who_heads_what_and_whether_it_is_too_wide(led: sa.Plan) -> None:
    table = led.tables["departments"]
    rows = table[[*COLUMNS, "verdict"]].to_dict("split")["data"]
    assert rows == [
        ["00001", "office-1", 2, 2, "h1", 2, "within"],
        ["00001", "office-2", 2, 2, "h2", 2, "within"],
        ["00002", "office", 4, 1, "h3", 2, "over_span"],
        ["00003", "office", 4, 1, "", 0, "no_head"],
    ]
    assert table["positions"].tolist()[:2] == ["A1;A2", "A3;A4"]


def test_a_head_who_masters_every_field_is_within_the_span(led: sa.Plan) -> None:
    people = [*HEADS[:2], {**HEADS[2], "fields": "law;land;social"}]
    made = sa.plan(led.case.with_table("cadres", people)).tables["departments"]
    assert made["verdict"].tolist()[2] == "within"


def test_the_rule_leaves_nothing_when_it_is_off(led: sa.Plan) -> None:
    off = sa.plan(led.case.with_rule("departments", False))
    assert "departments" not in off.tables
    assert "departments" not in set(off.tables["rules"]["rule"])
    assert off.establishment.design is None


def findings(draft: Draft, folder: Path) -> set[tuple[str, str]]:
    return {(one.table, one.what) for one in verify(draft.write(folder / "plan")).findings}


def test_the_plan_is_proven_as_it_is(led: sa.Plan, tmp_path: Path) -> None:
    assert findings(draft_of(led), tmp_path) == set()


CHANGED = [
    ("department", "office"),
    ("head_position", "P08"),
    ("positions", "A1"),
    ("fields", "1"),
    ("officers", "1.000000000000"),
    ("organisations", "1"),
    ("head", "h2"),
    ("fields_mastered", "1"),
    ("verdict", "over_span"),
]


@pytest.mark.parametrize(("column", "value"), CHANGED)
def test_a_tampered_cell_is_found(led: sa.Plan, tmp_path: Path, column: str, value: str) -> None:
    draft = draft_of(led)
    draft.tables["departments"][0][column] = value
    assert "departments" in {table for table, _ in findings(draft, tmp_path)}


def test_a_department_beyond_the_sum_is_found(led: sa.Plan, tmp_path: Path) -> None:
    draft = draft_of(led)
    draft.case["rule_set"] = draft.case["rule_set"].replace("1.34", "1.3")
    assert {("departments", "organisations"), ("posts", "seats")} <= findings(draft, tmp_path)


def test_a_table_left_out_is_found(led: sa.Plan, tmp_path: Path) -> None:
    draft = draft_of(led)
    del draft.tables["departments"]
    assert ("departments", "rows") in findings(draft, tmp_path)


def test_a_table_of_a_rule_that_is_off_is_found(led: sa.Plan, tmp_path: Path) -> None:
    draft = draft_of(sa.plan(led.case.with_rule("departments", False)))
    draft.tables["departments"] = draft_of(led).tables["departments"]
    assert ("departments", "rows") in findings(draft, tmp_path)


@pytest.mark.parametrize("policy", [{}, {"departments_from_fte": 30}, {"least_department_fte": 3}])
@pytest.mark.parametrize("name", ["hanoi-2025-07", "hanoi-2025-12"])
def test_a_generated_case_is_planned_and_verified_with_designed_departments(
    small_case: sa.Case, tmp_path: Path, policy: dict[str, Any], name: str
) -> None:
    case = small_case.with_policy(rule_set=name, **policy).with_rule("departments", True)
    assert findings(draft_of(sa.plan(case)), tmp_path) == set()


def test_live_edits_settle_the_whole_again(small_case: sa.Case) -> None:
    rules = small_case.with_rule("departments", True)
    live = sa.plan(rules).live()
    row: Row = rules.workloads.iloc[0].to_dict()
    edit = (row["unit_code"], row["indicator_id"], float(row["value"]) * 3)
    live.set_workload(*edit)
    fresh = build_establishment(live.case)
    assert live.establishment.posts == fresh.posts
    assert live.establishment.design == fresh.design
