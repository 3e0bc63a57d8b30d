"""The same seed gives the same case, whatever the order of the units."""

import pandas as pd
import pytest

from staffalloc.examples import (
    Assumptions,
    generate_case,
    load_example,
    read_predecessors,
    read_provinces,
    read_units,
)

FEW_UNITS = read_units("15").head(12)


def assert_same(a, b):
    for name, table in a.tables.items():
        pd.testing.assert_frame_equal(table, b.tables[name])


def test_the_same_seed_gives_the_same_case():
    assert_same(generate_case(FEW_UNITS, seed=5), generate_case(FEW_UNITS, seed=5))


def test_another_seed_gives_other_workloads_and_people():
    a, b = generate_case(FEW_UNITS, seed=5), generate_case(FEW_UNITS, seed=6)
    assert (a.workloads["value"] != b.workloads["value"]).mean() > 0.5
    assert not a.cadres.equals(b.cadres)
    assert a.positions.equals(b.positions)


def test_shuffled_units_give_the_same_case():
    old = read_predecessors()
    shuffled = FEW_UNITS.sample(frac=1, random_state=1)
    assert_same(
        generate_case(FEW_UNITS, seed=5, predecessors=old),
        generate_case(shuffled, seed=5, predecessors=old.sample(frac=1, random_state=2)),
    )


def test_units_given_are_never_changed():
    units = FEW_UNITS.copy()
    generate_case(units, seed=5)
    pd.testing.assert_frame_equal(units, FEW_UNITS)


def test_terrain_and_office_sites_given_are_kept():
    units = FEW_UNITS.assign(terrain="lowland", office_sites=4)
    kept = generate_case(units, seed=5).units
    assert set(kept["terrain"]) == {"lowland"}
    assert set(kept["office_sites"]) == {4.0}


def test_most_of_lao_cai_is_mountainous_and_hanoi_is_not():
    lao_cai, hanoi = load_example("lao_cai").units, load_example("hanoi").units
    assert (lao_cai["terrain"] == "mountain").mean() > 0.7
    assert (hanoi["terrain"] == "lowland").all()
    assert hanoi["office_sites"].isin([1, 2, 3]).all()


def test_a_province_of_the_nation_is_the_example_of_that_name():
    assert_same(load_example("nation", province="15"), load_example("lao_cai"))


def test_assumptions_can_be_changed():
    nobody_left_over = Assumptions(pool_share=0.0, leaders_held=1.0)
    case = generate_case(FEW_UNITS, seed=5, assumptions=nobody_left_over)
    assert (case.cadres["unit_code"] != "").all()


def test_units_without_population_or_coordinates_are_staffed_all_the_same():
    units = FEW_UNITS.assign(lat=float("nan"), lon=float("nan"))
    units.loc[0, "population"] = float("nan")
    case = generate_case(units, seed=5)
    assert case.workloads["value"].notna().all()
    assert set(case.cadres["unit_code"]) >= set(units["unit_code"])


@pytest.mark.parametrize(
    ("name", "province", "message"),
    [
        ("hue", None, "no example 'hue'; there are hanoi, lao_cai, nation"),
        ("hanoi", "15", "only the example 'nation' takes a province"),
        ("nation", "99", "no province '99'"),
    ],
)
def test_what_does_not_exist_is_refused(name, province, message):
    with pytest.raises(ValueError, match=message):
        load_example(name, province=province)


@pytest.mark.slow
def test_the_whole_nation():
    nation = load_example("nation")
    assert len(nation.units) == 3_321
    assert len(nation.cadres) > 150_000
    assert nation.cadres["cadre_id"].str[:2].nunique() == len(read_provinces())
    lao_cai = load_example("lao_cai").cadres
    mine = nation.cadres[nation.cadres["cadre_id"].str.startswith("15")].reset_index(drop=True)
    pd.testing.assert_frame_equal(mine, lao_cai)
