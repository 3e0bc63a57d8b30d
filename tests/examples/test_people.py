"""Generated people: how many, how unevenly, how qualified. All of them synthetic."""

import numpy as np
import pandas as pd
import pytest

from staffalloc.case.hours import great_circle_km
from staffalloc.establishment.leaders import frames
from staffalloc.examples import load_example
from staffalloc.examples.assumptions import GENERAL_FIELDS, SCARCE_AREAS, area_of
from staffalloc.examples.today import rough_posts


@pytest.fixture(scope="module")
def hanoi():
    return load_example("hanoi")


@pytest.fixture(scope="module")
def payroll(hanoi):
    """Everybody on payroll, with the attributes of today's position."""
    held = hanoi.positions.set_index("position_id").add_prefix("position_")
    people = hanoi.cadres.join(held, on="position_id")
    return people[(people["position_staffing"] == "payroll") | (people["unit_code"] == "")]


@pytest.fixture(scope="module")
def difference(hanoi, payroll):
    """People less posts, by unit and position on payroll."""
    staff = pd.crosstab(payroll["unit_code"], payroll["position_id"])
    posts = pd.DataFrame(
        rough_posts(hanoi), hanoi.units["unit_code"], hanoi.positions["position_id"]
    )
    in_frame = hanoi.positions.loc[hanoi.positions["in_frame"], "position_id"]
    posts = posts[in_frame]
    staff = staff.reindex(index=posts.index, columns=posts.columns, fill_value=0)
    return staff - posts, int(posts.to_numpy().sum())


def test_payroll_is_102_percent_of_the_frame_and_253_have_no_unit(hanoi, payroll):
    assert frames(hanoi).sum() == 6_669
    assert len(payroll) == 6_802
    assert (payroll["unit_code"] == "").sum() == 253


def test_contract_and_military_people_hold_95_percent_of_their_seats(hanoi):
    kinds = hanoi.cadres["kind"].value_counts()
    staffing = hanoi.positions["staffing"].to_numpy()
    posts = pd.Series(rough_posts(hanoi).sum(axis=0)).groupby(staffing).sum()
    held = (kinds["contract"] + kinds["military"]) / (posts["contract"] + posts["military"])
    assert held == pytest.approx(0.95, abs=0.02)


def test_surplus_and_shortage_stand_side_by_side(difference):
    cells, posts = difference
    assert cells.clip(lower=0).to_numpy().sum() / posts == pytest.approx(0.14, abs=0.02)
    assert -cells.clip(upper=0).to_numpy().sum() / posts == pytest.approx(0.15, abs=0.02)
    mixed = (cells > 0).any(axis=1) & (cells < 0).any(axis=1)
    assert mixed.mean() > 0.3


def test_nineteen_of_twenty_leaders_seats_are_held(hanoi, payroll):
    positions = hanoi.positions
    leading = ((positions["sizing"] == "post") & (positions["staffing"] == "payroll")).to_numpy()
    seats = rough_posts(hanoi)[:, leading].sum()
    assert (payroll["position_sizing"] == "post").sum() / seats == pytest.approx(0.95, abs=0.005)


def test_land_finance_law_and_it_are_short_and_administration_is_not(hanoi, payroll):
    positions = hanoi.positions
    posts = pd.Series(rough_posts(hanoi).sum(axis=0), positions["required_fields"].map(area_of))
    specialists = positions["sizing"].eq("workload") & positions["in_frame"]
    demand = posts[specialists.to_numpy()].groupby(level=0).sum()
    fields = payroll.loc[payroll["rank"] == "specialist", "fields"].str.split(";")
    for area, exact in SCARCE_AREAS.items():
        supply = fields.map(lambda held, exact=exact: not set(held).isdisjoint(exact)).sum()
        assert supply / demand[area] == pytest.approx(0.80, abs=0.06), area
    administration = {*GENERAL_FIELDS, "records"}
    supply = fields.map(lambda held: not administration.isdisjoint(held)).sum()
    assert supply / demand["general"] == pytest.approx(1.3, abs=0.1)


def test_nineteen_of_twenty_have_a_field_their_position_asks_for(payroll):
    held = payroll[payroll["position_id"] != ""]
    exact = [
        "any" in required.split(";") or not set(fields.split(";")).isdisjoint(required.split(";"))
        for required, fields in zip(held["position_required_fields"], held["fields"], strict=True)
    ]
    low = (held["rank"] == "specialist") & held["level"].isin(["intermediate", "college"])
    assert np.mean(np.array(exact) & ~low) == pytest.approx(0.95, abs=0.02)


def test_ranks_are_those_of_the_position_held(payroll):
    held = payroll[payroll["position_id"] != ""]
    assert (held["rank"] == held["position_rank"]).all()


def test_leaders_and_the_planned_have_political_theory(payroll):
    ready = payroll[(payroll["rank"] != "specialist") | payroll["planned"]]
    assert ready["political_theory"].isin(["intermediate", "advanced"]).all()


def test_enough_people_could_step_up_to_chair(payroll):
    could = payroll.query("rank == 'vice_chair' and planned and achievement")
    assert len(could) > 30


def test_homes_are_near_the_unit_of_today(hanoi):
    people = hanoi.cadres.merge(hanoi.units[["unit_code", "lat", "lon"]], on="unit_code")
    km = great_circle_km(people["home_lat"], people["home_lon"], people["lat"], people["lon"])
    assert np.nanmax(km) <= 12.01
    assert people["home_lat"].isna().mean() == pytest.approx(0.02, abs=0.01)


def test_nobody_has_a_real_name_and_ids_keep_their_zeros(hanoi):
    cadres = hanoi.cadres
    assert cadres["cadre_id"].str.fullmatch(r"01\d{6}").all()
    assert (cadres["name"] == "Cán bộ " + cadres["cadre_id"]).all()


def test_nobody_should_have_retired_or_started_too_young(hanoi):
    cadres = hanoi.cadres
    assert (cadres["retires_on"] > "2025-07-01").all()
    started = cadres["seniority_since"].str[:4].astype(int)
    assert (started - cadres["birth_year"] >= 22).all()
    assert cadres["salary_coefficient"].between(234, 678).all()
