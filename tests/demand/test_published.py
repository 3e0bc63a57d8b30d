"""Published WISN studies, and the errors that have been printed in public work."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from staffalloc import CaseError, Policy, available_hours, requirements
from staffalloc.balance.ruler import mean_of_ratios, ratio_of_sums
from staffalloc.case.working_time import available_days

from ..builders import case_of, position, standard, unit, workload

Study = dict[str, Any]


def gap(study: Study) -> dict[str, float]:
    """Difference and ratio of one row of staff against requirement."""
    current, required = study["inputs"]["current"], study["inputs"]["required"]
    rows = pd.DataFrame({"staff": [current], "required": [required]})
    difference = float((rows["staff"] - rows["required"]).iloc[0])
    return {"difference": difference, "ratio": ratio_of_sums(rows, "staff", "required")}


def aggregate(study: Study) -> dict[str, float]:
    rows = pd.DataFrame(study["inputs"]["rows"], columns=["staff", "required"])
    mean = mean_of_ratios(rows, "staff", "required")
    return {
        "ratio": mean,  # what the study prints
        "mean_of_ratios": mean,
        "ratio_of_sums": ratio_of_sums(rows, "staff", "required"),
    }


def clinic(study: Study) -> dict[str, float]:
    """Days of the year, and staff for visits; the year is counted in days of eight hours."""
    given = study["inputs"]
    off = {
        "holidays": given["public_holidays"],
        "leave": given["annual_leave"],
        "sick": given["sick_leave"],
    }
    policy = {
        "days_per_week": given["days_per_week"],
        "weeks": given["weeks"],
        "days_off": off,
        "hours_per_day": given["hours_per_day"],
    }
    row = _one_position([(given["visits"], given["minutes_per_visit"])], policy)
    return {
        "awt_days": available_days(Policy(**policy)) or 0.0,
        "workload_hours": row["hours"],
        "workload_days": row["hours"] / given["hours_per_day"],
        "baseline_staff": row["required_fte"],
    }


def percentages(study: Study) -> dict[str, Any]:
    """Absence in per cent of contract hours: parts of a year, one hour a day."""
    contract, shares = study["inputs"]["contract_hours"], study["inputs"]["absence_pct"]
    parts = [contract * share / 100 for share in shares]
    names = ("leave", "holidays", "sick", "training", "other")
    policy = Policy(
        days_per_week=contract / 52 / 8,
        weeks=52,
        days_off={name: part / 8 for name, part in zip(names, parts, strict=True)},
        hours_per_day=8,
    )
    return {"parts": parts, "awt": available_hours(policy)}


def year(study: Study) -> dict[str, float]:
    given = study["inputs"]
    if "calendar_days" in given:
        off: Any = given["off_days"]
        days, hours_per_day = given["calendar_days"], given["effective_hours_day"]
    elif "absent" in given:
        off = dict(zip(("leave", "holidays", "sick", "training"), given["absent"], strict=True))
        days, hours_per_day = given["A"], given["hours"]
    else:
        off = {
            "leave": given["leave"],
            "holidays": given["holidays"],
            "training": given["training"],
            "other": given["absence"],
        }
        days, hours_per_day = given["A"], given["effective_hours_week"] / given["days_week"]
    weeks = math.ceil(days / 7)
    policy = Policy(
        days_per_week=days / weeks, weeks=weeks, days_off=off, hours_per_day=hours_per_day
    )
    hours = available_hours(policy)
    return {
        "days": available_days(policy) or 0.0,
        "hours": hours,
        "awt": hours,
        "minutes": _study_minutes(study, hours),
    }


def _study_minutes(study: Study, hours: float) -> float:
    """One study rounds hours up to a norm of hundreds before it turns them into minutes."""
    rounded = study["published"].get("rounded_hours")
    return 60 * (math.ceil(hours / 100) * 100 if rounded else hours)


def full_method(study: Study) -> dict[str, Any]:
    given = study["inputs"]
    minutes = given["awt_minutes"]
    allowance = sum(given["support_minutes"]) / minutes
    volumes = [(volume, each) for _, each, volume in given["activities"]]
    policy = {"available_hours": minutes / 60}
    service = _one_position(volumes, policy)["required_fte"]
    total = _one_position(volumes, policy, category_allowance=allowance)["required_fte"]
    return {
        "std": [minutes / each for _, each in volumes],
        "ftp_pct": 100 * allowance,
        "caf": total / service,
        "service": service,
        "total": total,
        "rounded": round(total),
    }


def teaching(study: Study) -> dict[str, float]:
    given = study["inputs"]
    policy = {"available_hours": given["awt_ias"]}
    service = [tuple(pair) for pair in given["service"]]
    plain = _one_position(service, policy)
    with_allowance = _one_position(service, policy, category_allowance=given["cas"])
    with_own = _one_position(service, policy, individual_allowance_hours=given["ias_hours"])
    return year(study) | {
        "service_minutes": plain["hours"] * 60,
        "caf": with_allowance["required_fte"] / plain["required_fte"],
        "iaf": with_own["required_fte"] - plain["required_fte"],
    }


def _one_position(volumes: list[Any], policy: dict[str, Any], **columns: float) -> dict[str, Any]:
    names = [f"k{i}" for i in range(len(volumes))]
    case = case_of(
        policy,
        positions=[position("A", **columns)],
        standards=[
            standard("A", name, minutes) for name, (_, minutes) in zip(names, volumes, strict=True)
        ],
        workloads=[
            workload("00001", name, value) for name, (value, _) in zip(names, volumes, strict=True)
        ],
    )
    return dict(requirements(case).iloc[0])


READ: dict[str, Callable[[Study], dict[str, Any]]] = {
    "gap": gap,
    "aggregate": aggregate,
    "awt+service": clinic,
    "awt-percent": percentages,
    "awt": year,
    "full+CAF": full_method,
    "awt+parts": teaching,
}
NOT_OURS = {"pressure", "rounded_hours"}  # a label, and a rounding up to a norm


def test_every_published_study_within_its_tolerance(published_cases: Path) -> None:
    studies = json.loads((published_cases / "wisn.json").read_text(encoding="utf-8"))
    assert len(studies) >= 19
    for study in studies:
        found = READ[study["kind"]](study)
        for name, printed in study["published"].items():
            if name not in NOT_OURS:
                tolerance = study["tol"] if name != "caf" else max(study["tol"], 1e-3)
                assert found[name] == pytest.approx(printed, abs=tolerance + 1e-9), (
                    study["id"],
                    name,
                )


def test_hours_are_divided_by_hours_never_by_minutes() -> None:
    """A printed study divided hours by minutes: sixty times too few staff."""
    row = _one_position([(9600, 10)], {"available_hours": 1600})
    assert row["hours"] == 1600
    assert row["required_fte"] == 1


def test_a_standard_in_units_a_year_is_refused() -> None:
    """Annual minutes were divided by a standard in units a year; minutes that long are refused."""
    units_a_year = 96_001  # one officer's year in minutes, and one more
    with pytest.raises(CaseError) as caught:
        _one_position([(100, units_a_year)], {"available_hours": 1600})
    assert [problem.code for problem in caught.value.problems] == ["standard_too_long"]


def test_the_allowance_of_a_category_counts_once_however_many_activities() -> None:
    together = _one_position([(3000, 10)], {}, category_allowance=0.2)["required_fte"]
    apart = _one_position([(1000, 10)] * 3, {}, category_allowance=0.2)["required_fte"]
    assert apart == pytest.approx(together) == pytest.approx(500 / 1600 / 0.8)


def test_totals_start_anew_for_every_position_and_unit() -> None:
    case = case_of(
        units=[unit("00001"), unit("00002")],
        positions=[position("A"), position("B")],
        standards=[standard("A", "k"), standard("B", "m")],
        workloads=[workload(u, k, 160) for u in ("00001", "00002") for k in ("k", "m")],
    )
    assert requirements(case)["required_fte"].tolist() == [0.1] * 4


@pytest.mark.parametrize("allowance", [1, 1.5, 100])
def test_an_allowance_of_the_whole_year_is_refused_not_treated_as_none(allowance: float) -> None:
    with pytest.raises(CaseError) as caught:
        _one_position([(100, 10)], {}, category_allowance=allowance)
    assert [problem.code for problem in caught.value.problems] == ["allowance_too_large"]


def test_mean_of_ratios_and_ratio_of_sums_are_two_things() -> None:
    rows = pd.DataFrame({"staff": [1, 9, 3], "required": [2, 6, 0]})
    assert ratio_of_sums(rows, "staff", "required") == pytest.approx(13 / 8)
    assert mean_of_ratios(rows, "staff", "required") == pytest.approx(1.0)  # the third has none


def test_a_ratio_is_blank_where_nothing_is_required() -> None:
    rows = pd.DataFrame({"staff": [3], "required": [0]})
    assert math.isnan(ratio_of_sums(rows, "staff", "required"))
    assert math.isnan(mean_of_ratios(rows, "staff", "required"))
