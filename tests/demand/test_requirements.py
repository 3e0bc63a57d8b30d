"""Workload to required officers: every rule on plain numbers and on its edges."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc import Case, CaseError, Policy, available_hours, requirements
from staffalloc.case.working_time import available_days

from ..builders import case_of, hours_case, position, standard, unit, workload


def cell(case: Case, position_id: str = "A", unit_code: str = "00001") -> dict[str, Any]:
    need = requirements(case)
    rows = need[(need["position_id"] == position_id) & (need["unit_code"] == unit_code)]
    assert len(rows) == 1
    return dict(rows.iloc[0])


def one_position(value: float, minutes: float = 60, **columns: Any) -> Case:
    return case_of(
        positions=[position("A", **columns)],
        standards=[standard("A", "k", minutes)],
        workloads=[workload("00001", "k", value)],
    )


def test_hours_are_minutes_by_workload_over_sixty_and_officers_hours_by_available_time() -> None:
    row = cell(one_position(2400, minutes=30, fixed_hours=200))
    assert (row["hours"], row["required_fte"], row["required_hours"]) == (1400, 0.875, 1400)


def test_difficulty_multiplies_the_indicator_hours_only() -> None:
    case = one_position(1000, fixed_hours=100).with_table("units", [unit("00001", difficulty=1.2)])
    assert cell(case)["hours"] == pytest.approx(1300)


def test_allowances_act_once_each() -> None:
    row = cell(one_position(1520, category_allowance=0.05, individual_allowance_hours=80))
    assert row["required_fte"] == pytest.approx(1520 / 1600 / 0.95 + 80 / 1600)
    assert row["required_hours"] == pytest.approx(1520 / 0.95 + 80)


@pytest.mark.parametrize(
    ("hours", "mode"),
    [
        (0, "none"),
        (0.001, "part_time"),
        (1199.999, "part_time"),
        (1200, "full_time"),  # 0.75 of 1,600 hours
        (9000, "full_time"),
    ],
)
def test_the_three_way_rule_on_its_edges(hours: float, mode: str) -> None:
    assert cell(one_position(hours))["mode"] == mode


@pytest.mark.parametrize("beneficiaries", [599, 600])
def test_the_merit_officer_is_full_time_from_600_beneficiaries(beneficiaries: int) -> None:
    mode = cell(one_position(beneficiaries, minutes=120))["mode"]
    assert mode == ("full_time" if beneficiaries == 600 else "part_time")


@pytest.mark.parametrize(
    ("columns", "hours", "fte"),
    [
        ({"fixed_hours": 160}, 0, 0),  # no driver: nobody, whatever the fixed hours
        ({"fixed_hours": 160, "individual_allowance_hours": 80}, 0, 0),
        ({"fixed_hours": 160, "min_posts": 1}, 160, 0.1),  # somebody must be there
    ],
)
def test_zero_drivers(columns: dict[str, Any], hours: float, fte: float) -> None:
    row = cell(one_position(0, **columns))
    assert (row["hours"], row["required_fte"]) == (hours, fte)
    assert row["weight"] == 1


def test_a_position_without_standards_needs_its_fixed_hours() -> None:
    case = case_of(positions=[position("A", fixed_hours=400)])
    assert (cell(case)["hours"], cell(case)["mode"]) == (400, "part_time")


def test_a_standard_of_no_minutes_needs_no_figure() -> None:
    case = case_of(
        positions=[position("A", fixed_hours=400)],
        standards=[standard("A", "k", 60), standard("A", "unknown", 0)],
        workloads=[workload("00001", "k", 400)],
    )
    assert cell(case)["hours"] == 800


def test_the_weight_of_an_hour_is_the_mean_over_its_indicators() -> None:
    case = case_of(
        positions=[position("A", fixed_hours=100, weight=2)],
        indicators=[{"indicator_id": "k", "weight": 1.5}, {"indicator_id": "m"}],
        standards=[standard("A", "k"), standard("A", "m")],
        workloads=[workload("00001", "k", 300), workload("00001", "m", 100)],
    )
    assert cell(case)["weight"] == pytest.approx(2 * (100 + 450 + 100) / 500)


@pytest.mark.parametrize(
    ("kind", "present"),
    [
        ("commune", {"BOTH", "RURAL"}),
        ("ward", {"BOTH", "URBAN"}),
        ("special_zone", {"BOTH"}),  # takes what applies to both, nothing else
    ],
)
def test_a_position_applies_by_the_kind_of_unit(kind: str, present: set[str]) -> None:
    case = case_of(
        units=[unit("00001", kind)],
        positions=[
            position("BOTH", fixed_hours=1),
            position("RURAL", applies_to="commune", fixed_hours=1),
            position("URBAN", applies_to="ward", fixed_hours=1),
        ],
    )
    assert set(requirements(case)["position_id"]) == present


def test_the_applicability_table_overrides_the_kind_both_ways() -> None:
    case = case_of(
        units=[unit("00001", "ward"), unit("00002", "commune")],
        positions=[position("RURAL", applies_to="commune", fixed_hours=1)],
        applicability=[
            {"unit_code": "00001", "position_id": "RURAL", "applies": "yes", "author": "A"},
            {"unit_code": "00002", "position_id": "RURAL", "applies": "no", "author": "A"},
        ],
    )
    assert requirements(case)["unit_code"].tolist() == ["00001"]


def test_posts_by_post_and_posts_held_by_others_have_no_hours() -> None:
    case = case_of(
        positions=[
            position("HEAD", sizing="post", min_posts=1, max_posts=1),
            position("HELD", held_by="HEAD", fixed_hours=500),
            position("A", fixed_hours=1),
        ]
    )
    assert requirements(case)["position_id"].tolist() == ["A"]


def test_population_counts_as_an_indicator_and_workloads_may_give_it() -> None:
    case = case_of(
        units=[unit("00001", population=12000), unit("00002", population=None)],
        positions=[position("A")],
        standards=[standard("A", "population", 3)],
        workloads=[workload("00002", "population", 8000)],
    )
    assert requirements(case)["hours"].tolist() == [600, 400]


def missing_workload_case(how: str) -> Case:
    values = {"00001": 100, "00002": 300, "00003": 900}
    return case_of(
        {"missing_workload": how},
        units=[
            *(unit(code, "ward") for code in ("00001", "00002", "00003", "00004")),
            unit("00005", "commune"),
        ],
        positions=[position("A"), position("B", fixed_hours=8)],
        standards=[standard("A", "k")],
        workloads=[workload(code, "k", value) for code, value in values.items()],
    )


@pytest.mark.parametrize(("how", "ward", "commune"), [("kind_median", 300, 0), ("zero", 0, 0)])
def test_a_substitute_stands_for_a_missing_figure_and_is_marked(
    how: str, ward: float, commune: float
) -> None:
    need = requirements(missing_workload_case(how))
    rows = need[need["position_id"] == "A"].set_index("unit_code")
    assert rows["hours"].tolist() == [100, 300, 900, ward, commune]
    assert rows["estimated"].tolist() == [False, False, False, True, True]
    assert not need.loc[need["position_id"] == "B", "estimated"].any()


def test_a_missing_figure_without_a_substitute_is_an_error_that_names_the_units() -> None:
    with pytest.raises(CaseError) as caught:
        missing_workload_case("error")
    assert [problem.code for problem in caught.value.problems] == ["workload_missing"]
    assert "00004, 00005" in str(caught.value)


def test_a_case_without_any_workload_is_a_case() -> None:
    case = case_of(positions=[position("A", fixed_hours=16)])
    assert requirements(case)["required_fte"].tolist() == [0.01]


@pytest.mark.parametrize(
    ("keys", "hours", "days"),
    [
        ({}, 1600, None),
        ({"available_hours": 1700}, 1700, None),
        ({"days_per_week": 5, "weeks": 52, "days_off": 22, "hours_per_day": 8}, 1904, 238),
        (
            {
                "days_per_week": 5,
                "weeks": 52,
                "days_off": {"leave": 12, "holidays": 10},
                "hours_per_day": 8,
                "productive_share": 0.84,
            },
            1599.36,
            238,
        ),
    ],
)
def test_available_working_time(keys: dict[str, Any], hours: float, days: float | None) -> None:
    assert available_hours(Policy(**keys)) == pytest.approx(hours)
    assert available_days(Policy(**keys)) == days


@given(
    st.lists(st.floats(0, 1e6), min_size=2, max_size=4),
    st.floats(0, 0.9),
    st.floats(0, 500),
)
def test_requirements_add_up_over_activities(
    values: list[float], allowance: float, own: float
) -> None:
    """Two activities need together what they need apart; allowances count once."""
    names = [f"k{i}" for i in range(len(values))]
    case = case_of(
        positions=[position("A", category_allowance=allowance, individual_allowance_hours=own)],
        standards=[standard("A", name, 6) for name in names],
        workloads=[workload("00001", name, v) for name, v in zip(names, values, strict=True)],
    )
    hours = math.fsum(values) / 10
    expected = hours / 1600 / (1 - allowance) + own / 1600 if any(values) else 0
    assert cell(case)["required_fte"] == pytest.approx(expected, rel=1e-12)


@given(st.dictionaries(st.sampled_from("ABC"), st.floats(1, 4000), min_size=1))
def test_nothing_runs_over_from_one_position_or_unit_to_the_next(hours: dict[str, float]) -> None:
    cells = {(u, p): h for u in ("00001", "00002") for p, h in hours.items()}
    need = requirements(hours_case(cells)).set_index(["unit_code", "position_id"])["hours"]
    assert need.to_dict() == pytest.approx(cells)
