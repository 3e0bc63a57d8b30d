"""Flags on their edges, robust and fragile, and aggregates under their own names."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

import staffalloc as sa
from staffalloc import Policy
from staffalloc.balance.flags import flag_of, unit_flags

from ..builders import cadre, hours_case, leader, unit


@pytest.mark.parametrize(
    ("required", "staff", "flag"),
    [
        (1.0, 0.0, "uncovered"),
        (0.01, 0.0, "uncovered"),
        (0.0, 0.0, "balanced"),
        (0.0, 0.4, "balanced"),
        (0.0, 0.5, "overstaffed"),
        (5.0, 4.5, "balanced"),  # exactly nine tenths
        (7.0, 6.3, "balanced"),
        (5.2, 4.68, "balanced"),  # nine tenths, whatever the last digit of a float
        (5.0, 4.49, "understaffed"),
        (5.0, 5.5, "balanced"),  # exactly eleven tenths
        (7.0, 7.7, "balanced"),
        (5.0, 5.51, "overstaffed"),
        (1.0, 0.51, "balanced"),  # less than half an officer away
        (1.0, 0.5, "understaffed"),
        (1.0, 1.49, "balanced"),
        (1.0, 1.5, "overstaffed"),
    ],
)
def test_the_flag_of_a_cell_on_its_edges(required: float, staff: float, flag: str) -> None:
    assert flag_of(required, staff, Policy()) == flag


def test_the_thresholds_are_policy() -> None:
    policy = Policy(understaffed_below=0.5, overstaffed_above=2, flag_margin_fte=0)
    assert [flag_of(2, staff, policy) for staff in (0.9, 1.1, 3.9, 4.1)] == [
        "understaffed",
        "balanced",
        "balanced",
        "overstaffed",
    ]


def cells(*flags: str) -> pd.DataFrame:
    rows = [
        {
            "unit_code": unit_code,
            "required_fte": required,
            "today_fte": staff,
            "planned_fte": staff,
            "today_ratio": staff / required if required else math.nan,
            "planned_ratio": staff / required if required else math.nan,
            "today_unserved_hours": 0.0,
            "planned_unserved_hours": 0.0,
            "today_flag": flag,
            "planned_flag": flag,
            "planned_weighted_hours_short": short,
        }
        for unit_code, flag, required, staff, short in (text.split() for text in flags)
        for required, staff, short in [(float(required), float(staff), float(short))]
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (("balanced",), "balanced"),
        (("balanced", "overstaffed"), "overstaffed"),
        (("understaffed", "balanced"), "understaffed"),
        (("understaffed", "overstaffed"), "mixed"),
        (("understaffed", "overstaffed", "uncovered"), "uncovered"),
    ],
)
def test_the_flag_of_a_unit(flags: tuple[str, ...], expected: str) -> None:
    made = unit_flags(cells(*(f"00001 {flag} 1 1 0" for flag in flags)))
    assert made.loc[0, "planned_flag"] == expected


def test_both_aggregates_stand_under_their_own_names() -> None:
    made = unit_flags(cells("00001 understaffed 2 1 0", "00001 overstaffed 6 9 0"))
    assert made.loc[0, "today_ratio_of_sums"] == pytest.approx(10 / 8)
    assert made.loc[0, "today_mean_of_ratios"] == pytest.approx(1.0)


def test_units_come_worst_first() -> None:
    made = unit_flags(
        cells(
            "00001 balanced 1 1 0",
            "00002 understaffed 1 1 10",
            "00003 understaffed 1 1 99",
            "00004 uncovered 1 0 1",
            "00005 overstaffed 1 3 0",
        )
    )
    assert made["unit_code"].tolist() == ["00004", "00003", "00002", "00005", "00001"]


def balance(staff: float, hours: float = 8000, **policy: Any) -> pd.Series:
    """One cell with so many officers today."""
    people = [cadre(f"c{i}", "00001", "A") for i in range(int(staff))]
    if staff % 1:
        people.append(cadre("part", "00001", "A", fte=staff % 1))
    case = hours_case({("00001", "A"): hours}, policy, cadres=people)
    rows = sa.plan(case).balance
    return rows[rows["position_id"] == "A"].iloc[0]


@pytest.mark.parametrize(
    ("staff", "required", "flag", "certainty"),
    [
        (1, 1, "balanced", "robust"),
        (5, 5, "balanced", "fragile"),  # with 4.5 required, 5 are more than eleven tenths
        (4.5, 5, "balanced", "fragile"),  # with 5.5 required, 4.5 are less than nine tenths
        (3, 5, "understaffed", "robust"),
        (8, 5, "overstaffed", "robust"),
        (5.6, 5, "overstaffed", "fragile"),
        (0, 5, "uncovered", "robust"),
    ],
)
def test_a_flag_is_robust_if_it_stands_with_a_tenth_more_and_less_work(
    staff: float, required: float, flag: str, certainty: str
) -> None:
    row = balance(staff, required * 1600)
    assert (row["today_flag"], row["today_certainty"]) == (flag, certainty)


def test_the_uncertainty_is_policy() -> None:
    assert balance(4.5, workload_uncertainty=0)["today_certainty"] == "robust"


def test_required_today_planned_difference_and_ratio() -> None:
    row = balance(3)
    assert row["required_fte"] == 5
    assert (row["today_fte"], row["today_difference"], row["today_ratio"]) == (3, -2, 0.6)
    assert row["today_unserved_hours"] == pytest.approx(3200)


def test_a_ratio_is_blank_where_nothing_is_required() -> None:
    case = hours_case(
        {("00001", "A"): 1600, ("00002", "A"): 0},
        cadres=[cadre("c1", "00002", "A")],
        units=[unit("00001"), unit("00002")],
    )
    rows = sa.plan(case).balance.set_index("unit_code")
    assert math.isnan(rows.loc["00002", "today_ratio"])
    assert rows.loc["00002", "today_flag"] == "overstaffed"
    assert rows.loc["00001", "today_flag"] == "uncovered"


def test_leaders_are_required_by_their_target_whatever_the_workload() -> None:
    case = hours_case(
        {("00001", "A"): 1600}, positions=[leader("HEAD")], cadres=[cadre("c1", "00001", "A")]
    )
    row = sa.plan(case).balance.set_index("position_id").loc["HEAD"]
    assert (row["required_fte"], row["today_flag"], row["today_certainty"]) == (
        1,
        "uncovered",
        "robust",
    )
