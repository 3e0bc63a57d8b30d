"""Every part of a loss, alone and by the numbers of the definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc.placement.columns import LossParts

from ..builders import Row
from .small import KM, UNITS, column, officer, problem_of


def parts(seat: str, who: Row, *args: object, **tables: object) -> LossParts:
    found = column(problem_of([who], *args, **tables), seat)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("seat", "traits", "hours"),
    [
        ("00001/LAND/", {}, 0),
        ("00001/SURVEY/", {}, 240),  # 0.15 of 1,600
        ("00001/LAW/", {"fields": "social"}, 560),
        ("00001/SOCIAL/", {"fields": "social", "level": "college"}, 1120),  # 0.35 at weight 2
        ("00001/LAND/", {"fte": 0.5}, 800),
        ("00001/SURVEY/", {"fte": 0.5}, 920),  # 1 - 0.85 * 0.5
        ("00001/FREE/PART", {}, 533.333),
    ],
)
def test_misfit(seat: str, traits: Row, hours: float) -> None:
    assert parts(seat, officer(**traits)).misfit == round(hours * 1000)


def test_an_incumbent_has_at_least_half_a_fit() -> None:
    assert parts("00001/LAND/", officer("00001", "LAND", fields="law")).misfit == 800_000
    assert parts("00001/LAND/", officer("00001", "LAND")).misfit == 0


@pytest.mark.parametrize(
    ("today", "seat", "hours"),
    [
        ("LAND", "00001/LAND/", 0),
        ("LAND", "00002/LAND/", 0),  # the same position elsewhere
        ("LAND", "00001/SURVEY/", 40),  # within the group
        ("SOCIAL", "00001/LAND/", 160),
        ("", "00001/LAND/", 160),  # no position today
        ("PART", "00001/FREE/PART", 40),  # the lead changes
        ("CHAIR", "00001/FREE/PART", 160),  # neither is in a group of the other
    ],
)
def test_change_of_position(today: str, seat: str, hours: float) -> None:
    assert parts(seat, officer("00001", today)).change_position == hours * 1000


@pytest.mark.parametrize(("rank", "steps"), [("specialist", 0), ("deputy_head", 1), ("chair", 4)])
def test_each_rank_down_costs(rank: str, steps: int) -> None:
    assert parts("00001/LAND/", officer(rank=rank)).rank_down == steps * 800_000


@pytest.mark.parametrize(
    ("today", "seat", "hours"),
    [("00001", "00001/LAND/", 0), ("00001", "00002/LAND/", 240), ("", "00002/LAND/", 0)],
)
def test_change_of_unit(today: str, seat: str, hours: float) -> None:
    assert parts(seat, officer(today)).change_unit == hours * 1000


def north(km: float) -> Row:
    """Units 1 and 2 are so far apart, on the same meridian."""
    return UNITS[1] | {"lat": 21.0 + km * KM}


FAR = {"max_commute_km": 90, "max_commute_mountain_km": 90, "max_move_km": 90}


@pytest.mark.parametrize(
    ("km", "hours"),
    [
        (0, 0),
        (9.615384615384615, 119),  # an hour a day: 238 days at 0.5
        (10, 128.52),
        (19.23076923076923, 357),  # two hours a day
        (20, 395.08),
        (30, 890.12),
    ],
)
def test_travel_from_home_by_its_length(km: float, hours: float) -> None:
    who = officer("", home_lat=21.0, home_lon=105.8)
    made = parts("00002/LAND/", who, FAR, units=[UNITS[0], north(km), UNITS[2]])
    assert made.travel == pytest.approx(hours * 1000, abs=1)


def test_travel_in_the_mountains_is_slower() -> None:
    units = [UNITS[0], north(10) | {"terrain": "mountain"}, UNITS[2]]
    who = officer("", home_lat=21.0, home_lon=105.8)
    daily = 2 * 1.3 * 10 / 20
    assert parts("00002/LAND/", who, FAR, units=units).travel == pytest.approx(
        238_000 * (0.5 + (daily - 1)), abs=1
    )


@pytest.mark.parametrize(
    ("traits", "seat", "hours"),
    [
        ({"home_lat": 21.0, "home_lon": 105.8}, "00002/LAND/", 128.52),  # further than today
        ({"home_lat": 21.0 + 10 * KM, "home_lon": 105.8}, "00002/LAND/", 0),  # nearer: no gain
        ({"home_lat": 21.0 - 5 * KM, "home_lon": 105.8}, "00001/LAND/", 0),  # today's own way
        ({}, "00002/LAND/", 128.52),  # without a home, from today's unit
    ],
)
def test_travel_of_a_move_is_what_the_way_grows(traits: Row, seat: str, hours: float) -> None:
    assert parts(seat, officer("00001", **traits)).travel == pytest.approx(hours * 1000, abs=1)


def test_travel_is_nothing_where_a_place_is_unknown() -> None:
    assert parts("00002/LAND/", officer("")).travel == 0
    units = [UNITS[0], UNITS[1] | {"lat": None, "lon": None}, UNITS[2]]
    assert parts("00002/LAND/", officer(), units=units).travel == 0
    homed = officer(home_lat=21.0, home_lon=105.8)
    assert parts("00002/LAND/", homed, units=units).travel == 0


@given(st.floats(-25, 25), st.floats(-25, 25))
def test_no_move_is_ever_worth_its_shorter_way(home_km: float, aside_km: float) -> None:
    """Travel is never negative, and never falls when today's way gets no shorter."""
    who = officer(home_lat=21.0 + home_km * KM, home_lon=105.8 + aside_km * KM)
    problem = problem_of([who], FAR)
    travel = problem.builder.place.travel(np.array([0]), np.arange(len(problem.units)))
    assert travel.min() >= 0
    assert travel[problem.people.unit[0]] == 0
