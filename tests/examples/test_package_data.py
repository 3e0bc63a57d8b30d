"""The facts that come with the package."""

import pytest

from staffalloc.examples import read_catalogue, read_predecessors, read_provinces, read_units


def test_the_nation_has_3321_units_in_34_provinces():
    units = read_units()
    assert len(units) == 3_321
    assert units["unit_code"].is_unique
    assert units["unit_code"].str.fullmatch(r"\d{5}").all()
    assert units["kind"].value_counts().to_dict() == {
        "commune": 2_621,
        "ward": 687,
        "special_zone": 13,
    }
    assert units["province_code"].nunique() == 34


def test_hanoi_has_51_wards_and_75_communes():
    hanoi = read_units("01")
    assert hanoi["kind"].value_counts().to_dict() == {"commune": 75, "ward": 51}
    assert hanoi["population"].sum() == 8_807_523


def test_lao_cai_has_10_wards_and_89_communes():
    assert read_units("15")["kind"].value_counts().to_dict() == {"commune": 89, "ward": 10}


def test_provinces_count_their_units():
    provinces = read_provinces().set_index("province_code")
    counted = read_units().groupby("province_code").size()
    assert provinces["units"].to_dict() == counted.to_dict()


def test_cua_nam_has_the_published_area():
    cua_nam = read_units("01").set_index("unit_code").loc["00082"]
    assert (cua_nam["name"], cua_nam["area_km2"]) == ("Cửa Nam", 1.68)
    assert cua_nam["population"] > 52_000


def test_a_population_that_is_not_known_stays_blank_and_says_why():
    unknown = read_units().query("population.isna()")
    assert sorted(unknown["unit_code"]) == ["02215", "02287", "20333"]
    assert unknown["quality"].str.contains("dân số").all()


def test_every_unit_has_predecessors():
    old = read_predecessors()
    assert len(old) == 10_604
    assert set(old["unit_code"]) == set(read_units()["unit_code"])
    assert set(old["extent"]) == {"full", "partial"}


def test_the_catalogue_has_57_positions_and_says_what_each_row_rests_on():
    catalogue = read_catalogue()
    assert len(catalogue.positions) == 57
    for table in (catalogue.positions, catalogue.indicators, catalogue.standards):
        assert (table["basis"] != "").all()


def test_an_unknown_province_is_refused_with_the_codes_there_are():
    with pytest.raises(ValueError, match="no province '99'; the codes are 01, 04"):
        read_units("99")
