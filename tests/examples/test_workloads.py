"""Generated workloads: published sums, true zeros, marked as synthetic."""

import pytest

from staffalloc.demand import requirements
from staffalloc.examples import load_example

HONG_HA, THUONG_TIN, DAN_PHUONG, CUA_NAM = "00097", "10183", "09784", "00082"


@pytest.fixture(scope="module")
def hanoi():
    return load_example("hanoi")


@pytest.fixture(scope="module")
def by_indicator(hanoi):
    return hanoi.workloads.pivot(index="unit_code", columns="indicator_id", values="value")


def test_published_totals_are_met_exactly(by_indicator):
    assert by_indicator["merit_beneficiaries_monthly"].sum() == 82_000
    assert by_indicator["dossiers_received"].sum() == round(531_269 * 365 / 85)


@pytest.mark.parametrize(
    ("unit", "indicator", "a_year"),
    [
        (HONG_HA, "dossiers_received", 6_323 * 4),
        (THUONG_TIN, "dossiers_received", 4_684 * 4),
        (DAN_PHUONG, "dossiers_received", round(1_254 * 365 / 42)),
        (CUA_NAM, "digital_teams", 28),
        (THUONG_TIN, "procedures_in_scope", 418),
    ],
)
def test_published_figures_stand_as_published(hanoi, unit, indicator, a_year):
    row = hanoi.workloads.query("unit_code == @unit and indicator_id == @indicator").iloc[0]
    assert row["value"] == a_year
    assert row["source"].startswith("đã công bố (published): Hà Nội")


def test_every_other_row_says_that_it_is_synthetic(hanoi):
    sources = hanoi.workloads["source"]
    published = sources.str.startswith("đã công bố")
    assert published.sum() == 5
    assert sources[~published].str.startswith("mô phỏng (synthetic), seed 2025").all()


def test_every_unit_has_every_indicator_in_whole_numbers(hanoi, by_indicator):
    assert by_indicator.notna().all(axis=None)
    assert (by_indicator == by_indicator.round()).all(axis=None)
    given = {"population", "area_km2", "office_sites"}
    assert set(by_indicator) == set(hanoi.indicators["indicator_id"]) - given


def test_some_units_truly_have_none(hanoi, by_indicator):
    kinds = hanoi.units.set_index("unit_code")["kind"]
    none = by_indicator == 0
    assert none["merit_beneficiaries_monthly"].sum() == 7
    assert none["foreign_affairs_events"].mean() == pytest.approx(0.20, abs=0.01)
    assert none.loc[kinds == "ward", "agri_land_ha"].mean() > 0.8
    assert none.loc[kinds == "commune", "apartment_buildings"].mean() > 0.8
    assert not none["dossiers_civil_status"].any()


def test_hanoi_needs_about_what_its_published_frame_allows(hanoi):
    need = requirements(hanoi).merge(hanoi.positions[["position_id", "in_frame"]])
    officers = need.groupby("in_frame")["required_fte"].sum()
    assert officers[True] == pytest.approx(5_260, rel=0.01)
    assert officers[False] == pytest.approx(495, rel=0.02)


def test_merit_officers_are_full_time_part_time_and_none(hanoi):
    merit = requirements(hanoi).query("position_id == 'P47'")["mode"]
    assert merit.value_counts().to_dict() == {"full_time": 64, "part_time": 55, "none": 7}


def test_a_smaller_province_keeps_the_same_figures_per_resident(hanoi):
    lao_cai = load_example("lao_cai")
    per_resident = [
        case.workloads.query("indicator_id == 'documents_processed'")["value"].sum()
        / case.units["population"].sum()
        for case in (hanoi, lao_cai)
    ]
    assert per_resident[1] == pytest.approx(per_resident[0], rel=0.1)
    assert not lao_cai.workloads["source"].str.startswith("đã công bố").any()
