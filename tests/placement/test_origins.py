"""From old units and dissolved districts to the units of today."""

from __future__ import annotations

import numpy as np
import pytest

from staffalloc import CaseError
from staffalloc.case.districts import DistrictNames
from staffalloc.establishment.establish import build_establishment
from staffalloc.placement.people import People, build_people
from staffalloc.placement.place import build_placement_problem

from ..builders import Row, Rows
from .small import KM, city, officer, seat_number

# 00002 took most communes of the district, 00003 is the nearest to some homes.
MERGED: Rows = (
    {"unit_code": "00001", "old_code": "o1", "old_district": "Huyện Bát Xát"},
    {"unit_code": "00002", "old_code": "o2", "old_district": "Huyện Bát Xát"},
    {"unit_code": "00002", "old_code": "o3", "old_district": "Huyện Bát Xát"},
    {"unit_code": "00003", "old_code": "o3", "old_district": "Huyện Bát Xát", "extent": "partial"},
    {"unit_code": "00003", "old_code": "o4", "old_district": "Thị xã Sa Pa"},
)
NOWHERE: Row = {"unit_code": "", "old_unit_code": "Huyện Bát Xát"}


def home(km: float) -> Row:
    """A home so many kilometres north of unit 00001."""
    return {"home_lat": 21.0 + km * KM, "home_lon": 105.8}


def today(who: Row) -> str:
    return str(people_of(who).table["unit_code"].iloc[0])


def people_of(who: Row) -> People:
    return build_people(city([officer() | who], predecessors=MERGED))


@pytest.mark.parametrize(
    "written", ["Huyện Bát Xát", "huyện  bát xát", "Bát Xát", " BÁT XÁT ", "huyện Bát Xát "]
)
def test_a_district_is_known_however_it_is_written(written: str) -> None:
    assert today(NOWHERE | {"old_unit_code": written}) == "00002"


@pytest.mark.parametrize("written", ["Thị xã Bát Xát", "Bát", "Quận Bát Xát"])
def test_another_kind_of_district_is_another(written: str) -> None:
    with pytest.raises(CaseError) as error:
        people_of(NOWHERE | {"old_unit_code": written})
    (problem,) = error.value.problems
    assert problem.code == "old_unit_unknown"
    assert "no old code and no old district" in problem.text("en")


def test_two_districts_of_one_bare_name_are_both_meant_by_it() -> None:
    known = DistrictNames(["Huyện Cai Lậy", "Thị xã Cai Lậy", ""])
    assert known.meant_by("cai lậy") == ("Huyện Cai Lậy", "Thị xã Cai Lậy")
    assert known.meant_by("") == ()


@pytest.mark.parametrize(
    ("km", "unit_code"), [(0, "00001"), (4.9, "00001"), (5.1, "00002"), (30, "00003")]
)
def test_of_several_heirs_it_is_the_nearest_to_home(km: float, unit_code: str) -> None:
    assert today(NOWHERE | home(km)) == unit_code


def test_without_a_home_it_is_the_heir_that_took_most_of_the_district() -> None:
    assert today(NOWHERE) == "00002"


def test_of_heirs_that_took_as_much_it_is_the_smallest_code() -> None:
    merged = [row for row in MERGED if (row["unit_code"], row["old_code"]) != ("00002", "o3")]
    case = city([officer() | NOWHERE], predecessors=merged)
    assert build_people(case).table["unit_code"].tolist() == ["00001"]


def test_an_old_code_goes_before_a_name_and_to_who_took_it_whole() -> None:
    assert today({"unit_code": "", "old_unit_code": "o3"} | home(30)) == "00002"


def test_who_has_a_unit_today_keeps_it() -> None:
    assert today({"unit_code": "00001", "old_unit_code": "Thị xã Sa Pa"}) == "00001"


def test_handing_over_costs_nothing_at_any_heir() -> None:
    case = city([officer() | NOWHERE], predecessors=MERGED, policy={"max_move_km": 1000})
    problem = build_placement_problem(case, build_establishment(case))
    for unit_code in ("00001", "00002", "00003"):
        seat = seat_number(problem, f"{unit_code}/LAND/")
        assert problem.builder.parts(np.array([0]), np.array([seat])).change_unit.tolist() == [0]
