"""Outlines of the units from the user's GeoJSON: what is read, and what is wrong with the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from staffalloc.case.problems import CaseError, Problem
from staffalloc.report.page import outlines as outlines_module
from staffalloc.report.page.outlines import read_outlines

UNITS = ["00004", "00008", "00025"]
SQUARE = [[105.0, 21.0], [105.1, 21.0], [105.1, 21.1], [105.0, 21.1], [105.0, 21.0]]
HOLE = [[105.04, 21.04], [105.06, 21.04], [105.06, 21.06], [105.04, 21.04]]
RING = tuple((lon, lat) for lon, lat in SQUARE)
HOLE_RING = tuple((lon, lat) for lon, lat in HOLE)


def feature(code: object, *rings: object, **others: object) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": list(rings or [SQUARE])}
    return {
        "type": "Feature",
        "properties": {"unit_code": code, "name": "SECRET"},
        "geometry": geometry,
        **others,
    }


def collection(*features: object) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def written(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "units.geojson"
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(path: Path, unit_codes: list[str]) -> tuple[Problem, ...]:
    with pytest.raises(CaseError) as caught:
        read_outlines(path, unit_codes)
    for lang in ("vi", "en"):
        assert "SECRET" not in caught.value.text(lang)
    return caught.value.problems


def codes_of(tmp_path: Path, *features: object) -> list[str]:
    problems = problems_of(written(tmp_path, collection(*features)), ["00004"])
    return [problem.code for problem in problems]


def test_every_unit_has_its_rings_in_the_order_of_the_units(tmp_path: Path) -> None:
    path = written(
        tmp_path, collection(feature("00008", SQUARE, HOLE), feature("00025"), feature("00004"))
    )
    outlines = read_outlines(path, UNITS)
    assert list(outlines) == UNITS
    assert outlines["00004"] == (RING,)
    assert outlines["00008"] == (RING, HOLE_RING)


def test_the_parts_of_a_multipolygon_are_one_outline(tmp_path: Path) -> None:
    geometry = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [HOLE]]}
    path = written(tmp_path, collection(feature("00004", geometry=geometry)))
    assert read_outlines(path, ["00004"]) == {"00004": (RING, HOLE_RING, HOLE_RING)}


@pytest.mark.parametrize("properties", [None, {}, {"unit_code": None}, {"unit_code": ""}])
def test_the_id_of_a_feature_names_the_unit_where_no_property_does(
    tmp_path: Path, properties: object
) -> None:
    path = written(tmp_path, collection(feature("", properties=properties, id="00004")))
    assert list(read_outlines(path, ["00004"])) == ["00004"]


def test_a_code_that_is_a_number_is_read_if_it_lost_no_zero(tmp_path: Path) -> None:
    path = written(tmp_path, collection(feature(10237), feature(10240.0)))
    assert list(read_outlines(path, ["10237", "10240"])) == ["10237", "10240"]


def test_heights_are_left_out(tmp_path: Path) -> None:
    high = [[*point, 12.5] for point in SQUARE]
    path = written(tmp_path, collection(feature("00004", high)))
    assert read_outlines(path, ["00004"]) == {"00004": (RING,)}


def test_features_of_other_units_are_passed_over_whatever_they_hold(tmp_path: Path) -> None:
    other = feature("99999", geometry={"type": "Point", "coordinates": "?"})
    path = written(tmp_path, collection(other, feature("00004"), other))
    assert list(read_outlines(path, ["00004"])) == ["00004"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "json_broken"),
        ("", "json_broken"),
        ('{"a": 1, "a": 2}', "json_broken"),
        ("[" * 100_000, "json_broken"),
        ("9" * 5_000, "json_broken"),
        ([], "outlines_shape"),
        ({}, "outlines_shape"),
        ({"type": "Topology", "objects": {}}, "outlines_shape"),
        ({"type": "FeatureCollection", "features": {}}, "outlines_shape"),
        (feature("00004"), "outlines_shape"),
    ],
)
def test_a_file_that_is_no_feature_collection(tmp_path: Path, content: object, code: str) -> None:
    problems = problems_of(written(tmp_path, content), UNITS)
    assert [problem.code for problem in problems] == [code]


def test_a_file_that_is_not_there_or_cannot_be_read(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "none.geojson", UNITS)[0].code == "path_missing"
    assert problems_of(tmp_path, UNITS)[0].code == "path_unreadable"
    (tmp_path / "cp1258.geojson").write_bytes(b"\xd0\xf3ng")
    assert problems_of(tmp_path / "cp1258.geojson", UNITS)[0].code == "encoding"


def test_a_file_that_is_too_big_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlines_module, "MOST_BYTES", 10)
    path = written(tmp_path, collection(feature("00004")))
    assert problems_of(path, UNITS)[0].code == "outlines_too_big"


@pytest.mark.parametrize("code", [None, "", " ", True, False, 1.5, ["00004"], {"a": 1}])
def test_a_feature_without_a_code(tmp_path: Path, code: object) -> None:
    assert codes_of(tmp_path, feature("00004"), feature(code)) == ["outline_without_code"]


@pytest.mark.parametrize("odd", [None, 3, "00004", [], {"type": "Feature"}])
def test_a_feature_that_is_none(tmp_path: Path, odd: object) -> None:
    assert codes_of(tmp_path, odd) == ["outline_without_code"]


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        [],
        {},
        {"type": "Point", "coordinates": [105.0, 21.0]},
        {"type": "LineString", "coordinates": SQUARE},
        {"type": ["SECRET"], "coordinates": []},
        {"type": "SECRET", "coordinates": []},
    ],
)
def test_a_geometry_that_is_no_area(tmp_path: Path, geometry: object) -> None:
    assert codes_of(tmp_path, feature("00004", geometry=geometry)) == ["outline_geometry"]


@pytest.mark.parametrize(
    ("coordinates", "code"),
    [
        (None, "outline_coordinates"),
        ([], "outline_coordinates"),
        ([[]], "outline_coordinates"),
        (SQUARE, "outline_coordinates"),
        ([["SECRET"]], "outline_coordinates"),
        ([[["105", "21"]]], "outline_coordinates"),
        ([[[105.0]]], "outline_coordinates"),
        ([[[105.0, None]]], "outline_coordinates"),
        ([[[105.0, True]]], "outline_coordinates"),
        ([[[105.0, float("nan")]]], "outline_coordinates"),
        ([[[float("inf"), 21.0]]], "outline_coordinates"),
        ([[[21.0, 105.0]]], "outline_swapped"),
        ([[[587000.5, 2325000.25]]], "outline_not_degrees"),
        ([[[10**400, 21]]], "outline_not_degrees"),
        ([[[105.0, 190.0]]], "outline_not_degrees"),
    ],
)
def test_coordinates_that_are_no_border(tmp_path: Path, coordinates: object, code: str) -> None:
    geometry = {"type": "Polygon", "coordinates": coordinates}
    assert codes_of(tmp_path, feature("00004", geometry=geometry)) == [code]


def test_a_number_beyond_all_numbers_is_not_finite(tmp_path: Path) -> None:
    text = json.dumps(collection(feature("00004"))).replace("105.1", "1e999")
    assert problems_of(written(tmp_path, text), ["00004"])[0].code == "outline_coordinates"


def test_everything_wrong_is_told_at_once_with_its_places(tmp_path: Path) -> None:
    swapped = [[21.0, 105.0]]
    path = written(
        tmp_path,
        collection(
            feature("00004", swapped),
            feature("00008", swapped),
            feature(None),
            feature("00025"),
            feature("00025"),
        ),
    )
    found = {p.code: (p.place, *p.others) for p in problems_of(path, [*UNITS, "00070"])}
    assert found == {
        "outline_without_code": ("features[2]",),
        "outline_twice": ("features[3]", "features[4]"),
        "outline_missing": ("00070",),
        "outline_swapped": ("features[0]", "features[1]"),
    }


@pytest.mark.parametrize("code", [4, 4.0, "4", "004", "000004"])
def test_a_code_that_lost_its_zeros_is_proposed_whole(tmp_path: Path, code: object) -> None:
    path = written(tmp_path, collection(feature(code), feature("00008"), feature("00025")))
    (problem,) = problems_of(path, UNITS)
    assert problem.code == "outline_code_short"
    assert '"00004"' in problem.text("en") and "“00004”" in problem.text("vi")


def test_units_without_an_outline_are_listed_up_to_five(tmp_path: Path) -> None:
    path = written(tmp_path, collection(feature("00004")))
    (problem,) = problems_of(path, ["00004", *(f"1000{n}" for n in range(8))])
    assert problem.text("en").startswith("10000; 10001; 10002; 10003; 10004; and 3 more: 8 units")


def test_a_file_without_features_lacks_all_units(tmp_path: Path) -> None:
    (problem,) = problems_of(written(tmp_path, collection()), UNITS)
    assert problem.code == "outline_missing"


def test_a_file_of_another_province_shows_some_codes_and_the_nearest(tmp_path: Path) -> None:
    others = [feature("00009"), *(feature(f"9999{n}") for n in range(9))]
    problems = problems_of(written(tmp_path, collection(*others)), UNITS)
    assert [p.code for p in problems] == [
        "outlines_none_known",
        "unknown_reference_near",
        *["unknown_reference"] * 4,
    ]
    assert dict(problems[1].fields) == {"value": "00009", "target": "units", "nearest": "00008"}


def test_of_a_long_code_only_the_start_is_shown(tmp_path: Path) -> None:
    path = written(tmp_path, collection(feature("x" * 1_000)))
    assert all(len(problem.text("en")) < 250 for problem in problems_of(path, UNITS))
