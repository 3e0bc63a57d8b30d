"""Text files and cells as they come: encodings, separators, numbers, dates, odd characters."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from staffalloc.case import Case, read_case

from .small import cadre, codes, tables
from .sources import as_folder, notice_codes, read_codes, read_problems

WHOLE = [row | {"value": int(row["value"])} for row in tables()["workloads"]]


def folder_with(tmp_path: Path, content: bytes | str, name: str = "units.csv") -> Path:
    folder = as_folder(tmp_path / "case", tables(workloads=WHOLE))
    data = content.encode() if isinstance(content, str) else content
    (folder / name).write_bytes(data)
    return folder


UNITS = (
    "unit_code,name,kind,population\r\n"
    "00001,Phường Đống Đa,ward,60000\r\n"
    "00002,Xã Hai,commune,20000\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_separators_planners_use(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = UNITS.replace(",", delimiter)
    read = read_case(folder_with(tmp_path, text.encode(encoding)))
    assert read.units["name"].tolist() == ["Phường Đống Đa", "Xã Hai"]


def test_the_hint_of_excel_is_followed(tmp_path: Path) -> None:
    text = "sep=;\r\n" + UNITS.replace(",", ";")
    assert len(read_case(folder_with(tmp_path, text)).units) == 2
    found = read_problems(folder_with(tmp_path / "b", text.replace("commune", "?")))
    assert found[0].place == "units.csv:4, kind"


@pytest.fixture(autouse=True)
def _second_folder(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    assert read_codes(folder_with(tmp_path, b"\xd0\xf3ng"))[0] == "encoding"
    damaged = UNITS.replace("Đống", "\ufffdống")
    assert read_codes(folder_with(tmp_path / "b", damaged)) == ["damaged_text"]


def test_one_column_with_a_separator_inside_is_refused(tmp_path: Path) -> None:
    found = read_codes(folder_with(tmp_path, UNITS.replace(",", "|")))
    assert "csv_delimiter" in found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (UNITS + '"00003', "csv_broken"),
        (UNITS + "00003,Xã Ba,commune,5,6,7\r\n", "ragged_row"),
        ("", "table_blank"),
        ("unit_code,unit_code,kind\r\n1,2,ward\r\n", "duplicate_header"),
    ],
)
def test_broken_files(tmp_path: Path, text: str, code: str) -> None:
    assert code in read_codes(folder_with(tmp_path, text))


def test_short_rows_are_told(tmp_path: Path) -> None:
    text = UNITS.replace(",20000", "")
    assert "short_rows" in notice_codes(read_case(folder_with(tmp_path, text)))


def test_lines_are_counted_over_cells_with_line_breaks(tmp_path: Path) -> None:
    text = UNITS.replace("Phường Đống Đa", '"Phường\r\nĐống Đa"').replace("commune", "?")
    found = read_problems(folder_with(tmp_path, text))
    assert [p.place for p in found] == ["units.csv:4, kind"]


def test_two_policies_or_two_tables_are_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "key,value\n", "policy.csv")
    (folder / "policy.toml").write_text("idle_price = 0.3")
    (folder / "Units.CSV").write_text(UNITS)
    assert sorted(read_codes(folder)) == ["table_twice", "table_twice"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("policy.csv", "key,value\navailable_hours,1700\n"),
        ("policy.toml", "available_hours = 1700\n"),
        ("policy.json", '{"available_hours": 1700}'),
    ],
)
def test_a_policy_has_three_forms(tmp_path: Path, name: str, content: str) -> None:
    read = read_case(folder_with(tmp_path, content, name))
    assert read.policy.available_hours == 1700


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("key,value\nidle_price,0.3\nidle_price,0.4\n", "policy_key_twice"),
        ("key,value\nidle_prise,0.3\n", "policy_unknown_key"),
        ("key,value\nidle_price,much\n", "policy_value"),
        ("key,value\nceiling_mode,share\n", "policy_value"),
        ("a,b\nc,d\n", "policy_shape"),
    ],
)
def test_policies_that_cannot_be(tmp_path: Path, content: str, code: str) -> None:
    assert read_codes(folder_with(tmp_path, content, "policy.csv")) == [code]


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("1234", None, 1234),
        ("12.5", None, 12.5),
        ("0.125", None, 0.125),
        ("1.234", "vi", 1234),
        ("12.500.000", "vi", 12_500_000),
        ("1,5", "vi", 1.5),
        ("1.234,5", "vi", 1234.5),
        ("1,234.5", "en", 1234.5),
        ("1.234", "en", 1.234),
    ],
)
def test_numbers_as_written(tmp_path: Path, text: str, locale: Any, value: float) -> None:
    folder = folder_with(tmp_path, UNITS.replace("60000", f'"{text}"'))
    assert read_case(folder, locale=locale).units["population"].tolist() == [value, 20000]


@pytest.mark.parametrize(
    ("text", "locale", "code"),
    [
        ("1.234", None, "number_ambiguous"),
        ("12.500.000", None, "number_needs_locale"),
        ("1,5", None, "number_needs_locale"),
        ("1.5", "vi", "number_not_in_locale"),
        ("1,5", "en", "not_a_number"),
        ("nan", None, "number_not_finite"),
        ("inf", None, "number_not_finite"),
        ("1e999", None, "number_not_finite"),
        ("12 người", None, "not_a_number"),
        ("１２", None, "not_a_number"),
    ],
)
def test_numbers_in_doubt(tmp_path: Path, text: str, locale: Any, code: str) -> None:
    folder = folder_with(tmp_path, UNITS.replace("60000", f'"{text}"'))
    assert read_codes(folder, locale=locale) == [code]


def test_a_coordinate_is_no_thousand(tmp_path: Path) -> None:
    text = UNITS.replace("population", "lat,lon").replace("60000", "21.038,105.853")
    text = text.replace("20000", "21.1,105.9")
    assert read_case(folder_with(tmp_path, text)).units["lat"].tolist() == [21.038, 21.1]


def test_two_ways_of_writing_numbers_in_one_column(tmp_path: Path) -> None:
    text = UNITS.replace("60000", '"1,5"').replace("20000", "2.5")
    found = read_problems(folder_with(tmp_path, text))
    assert [p.code for p in found] == ["mixed_styles"]
    assert '"1,5" and "2.5"' in found[0].text("en")


def dated(text: str) -> list[dict[str, Any]]:
    return [cadre("c1", seniority_since=text)]


def test_dates_as_written(tmp_path: Path) -> None:
    folder = as_folder(tmp_path / "case", tables(cadres=dated("01/02/2024"), workloads=WHOLE))
    assert read_codes(folder) == ["date_needs_locale"]
    assert read_case(folder, locale="vi").cadres["seniority_since"].tolist() == ["2024-02-01"]
    assert codes(cadres=dated("2024-02-30")) == ["not_a_date"]
    both = [cadre("c1", seniority_since="01/02/2024"), cadre("c2", seniority_since="2024-02-01")]
    mixed = as_folder(tmp_path / "mixed", tables(cadres=both, workloads=WHOLE))
    assert read_codes(mixed, locale="vi") == ["mixed_styles"]


def test_composed_and_decomposed_letters_are_one_code() -> None:
    composed = unicodedata.normalize("NFC", "Đoàn-ễ")
    decomposed = unicodedata.normalize("NFD", composed)
    case = Case(tables(cadres=[cadre(decomposed)]))
    assert case.cadres["cadre_id"].tolist() == [composed]
    assert "composed" in notice_codes(case)
    assert codes(cadres=[cadre(composed), cadre(decomposed)]) == ["duplicate_key"]


def test_blanks_and_invisible_characters_in_codes_are_tidied_and_told() -> None:
    case = Case(tables(cadres=[cadre("\u00a0a\u200b\u00a0  b\t", name="  Cán  bộ ")]))
    assert case.cadres.loc[0, ["cadre_id", "name"]].tolist() == ["a b", "Cán  bộ"]
    assert {"trimmed", "invisible", "blanks_inside"} <= set(notice_codes(case))


def test_headers_are_tidied() -> None:
    rows = [
        {" Unit_Code\u00a0": "00001", "KIND": "ward"},
        {" Unit_Code\u00a0": "00002", "KIND": "ward"},
    ]
    case = Case(tables(units=rows))
    assert case.units["unit_code"].tolist() == ["00001", "00002"]


def test_lookalikes_of_d_are_told_and_line_ends_made_uniform() -> None:
    case = Case(tables(cadres=[cadre("c1", name="Ðỗ", today_title="a\r\nb\rc")]))
    assert case.cadres.loc[0, ["name", "today_title"]].tolist() == ["Ðỗ", "a\nb\nc"]
    assert {"eth", "newlines"} <= set(notice_codes(case))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\x00b", "control_character"),
        ("a\x0bb", "control_character"),
        ("a\ufffdb", "damaged_text"),
        ("a\ud800b", "damaged_text"),
        ("a" * 32768, "text_too_long"),
    ],
)
def test_text_no_file_could_keep_is_refused_when_read(text: str, code: str) -> None:
    assert codes(cadres=[cadre("c1", today_title=text)]) == [code]


def test_text_as_long_as_a_cell_is_kept(tmp_path: Path) -> None:
    case = Case(tables(cadres=[cadre("c1", today_title="ă" * 32767)]))
    case.save(tmp_path / "case.xlsx")
    assert read_case(tmp_path / "case.xlsx").digest() == case.digest()


def test_codes_that_differ_by_case_or_zeros_are_refused() -> None:
    assert codes(cadres=[cadre("C1"), cadre("c1")]) == ["ids_alike"]
    assert codes(cadres=[cadre("7"), cadre("007")]) == ["ids_alike"]
    assert codes(cadres=[cadre("7"), cadre("70")]) == []


@pytest.mark.parametrize(
    ("value", "code"),
    [(float("inf"), "number_not_finite"), (-1.0, "below_minimum"), (2.5, "not_whole")],
)
def test_numbers_of_frames_are_checked(value: float, code: str) -> None:
    frame = pd.DataFrame(tables()["units"]).assign(ceiling=[value, 3.0])
    assert codes(units=frame) == [code]  # type: ignore[arg-type]


def test_a_frame_with_numbers_for_codes_is_refused() -> None:
    frame = pd.DataFrame({"unit_code": [1, 2], "kind": ["ward", "ward"]})
    assert "number_in_id" in codes(units=frame)  # type: ignore[arg-type]


def test_missing_values_of_frames_are_blank() -> None:
    frame = pd.DataFrame(tables()["units"]).assign(ceiling=[None, 3], terrain=[None, "mountain"])
    case = Case(tables() | {"units": frame})
    assert case.units["terrain"].tolist() == ["lowland", "mountain"]
    assert case.units["ceiling"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "json_broken"),
        ("[]", "json_shape"),
        ('{"units": {"a": 1}}', "json_shape"),
        ('{"units": [1]}', "json_shape"),
        ('{"units": [{"kind": "ward", "kind": "ward"}]}', "json_broken"),
        ("[" * 100_000, "json_broken"),
        ('{"policy": []}', "policy_shape"),
    ],
)
def test_broken_json(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "case.json"
    path.write_text(text)
    assert code in read_codes(path)


def test_numbers_json_should_not_have(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    units = [
        tables()["units"][0] | {"area_km2": float("nan"), "unit_code": 1},
        tables()["units"][1],
    ]
    path.write_text(json.dumps(tables(units=units)))
    assert {"number_not_finite", "number_in_id"} <= set(read_codes(path))
