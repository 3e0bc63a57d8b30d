"""The three readers give the same case, and find the same faults at their own places."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from staffalloc.case import Case, CaseError, read_case
from staffalloc.case.policy_values import write_value
from staffalloc.case.schema import TABLES

from .small import cadre, tables
from .sources import WRITERS, notice_codes, read_problems

CASES = os.environ.get("STAFFALLOC_CASES", Path(__file__).parents[3] / "shared" / "cases")
WORKED = Path(CASES, "worked")
FORMATS = list(WRITERS)


def write(kind: str, folder: Path, **replaced: Any) -> Path:
    return WRITERS[kind](folder / "case", tables(**replaced))


@pytest.mark.parametrize("kind", FORMATS)
def test_every_reader_gives_the_case(kind: str, tmp_path: Path) -> None:
    policy = [
        {"key": "available_hours", "value": "1700"},
        {"key": "segment_shares", "value": "0.2;0.3;0.5"},
        {"key": "incumbents_may_stay", "value": "no"},
        {"key": "days_off", "value": ""},
    ]
    read = read_case(write(kind, tmp_path, policy=policy))
    made = Case(
        tables(),
        {
            "available_hours": 1700,
            "segment_shares": (0.2, 0.3, 0.5),
            "incumbents_may_stay": False,
        },
    )
    assert read.digest() == made.digest()


@pytest.mark.parametrize("kind", FORMATS)
def test_saving_and_reading_changes_nothing(kind: str, tmp_path: Path) -> None:
    target = tmp_path / {"csv": "folder", "excel": "case.xlsx", "json": "case.json"}[kind]
    parts = {"leave": 12.0, "holidays": 11.0}
    week = {"days_per_week": 5, "weeks": 52, "hours_per_day": 8}
    case = Case(tables(), {"days_off": parts, "keep_columns": ("phone",), **week})
    case.save(target)
    read = read_case(target)
    assert read.digest() == case.digest()
    assert read.policy == case.policy
    for name in TABLES:
        assert read.tables[name].equals(case.tables[name])


@pytest.mark.parametrize("kind", FORMATS)
def test_wide_workloads(kind: str, tmp_path: Path) -> None:
    wide = [
        {"unit_code": "00001", "parcels": 500, "note": "x"},
        {"unit_code": "00002", "parcels": 0, "farm": 12.5},
    ]
    read = read_case(write(kind, tmp_path, workloads=wide))
    assert read.workloads.equals(Case(tables()).workloads)
    assert "unknown_column" in notice_codes(read)


PLACES = {
    "csv": ["units.csv:3, kind", "cadres.csv:2, birth_year", "workloads.csv:4, value"],
    "excel": ["units!C3", "cadres!C2", "workloads!C4"],
    "json": ["units[1].kind", "cadres[0].birth_year", "workloads[2].value"],
}


@pytest.mark.parametrize("kind", FORMATS)
def test_faults_are_all_found_and_named_by_their_place(kind: str, tmp_path: Path) -> None:
    units = tables()["units"]
    units[1]["kind"] = "comune"
    workloads = tables()["workloads"]
    workloads[2]["value"] = "nhiều"
    cadres = [cadre("c1", birth_year=19)]
    path = write(kind, tmp_path, units=units, workloads=workloads, cadres=cadres)
    found = read_problems(path)
    assert sorted(p.code for p in found) == ["below_minimum", "not_a_number", "unknown_word"]
    assert sorted(p.place for p in found) == sorted(PLACES[kind])
    word = next(p for p in found if p.code == "unknown_word")
    assert 'nearest is "commune"' in word.text("en")


@pytest.mark.parametrize("kind", FORMATS)
def test_values_of_personal_columns_are_never_told(kind: str, tmp_path: Path) -> None:
    cadres = [
        cadre("c1", birth_year="mật-1988", home_lat="mật", salary_coefficient="mật"),
        cadre("c2", name="Mật\x01Danh"),
    ]
    if kind == "excel":
        cadres[1]["name"] = "Mật\ufffdDanh"
    found = read_problems(write(kind, tmp_path, cadres=cadres))
    assert len(found) == 4
    text = str(CaseError(found)).casefold()
    assert "mật" not in text


def test_numbers_like_identity_cards_are_masked() -> None:
    with pytest.raises(CaseError) as caught:
        Case(tables(skills=[{"cadre_id": "001099012345", "field": "law", "skill": 1}]))
    assert "001099012345" not in str(caught.value)
    assert "001…" in str(caught.value)


@pytest.mark.parametrize("kind", FORMATS)
def test_missing_tables_and_columns(kind: str, tmp_path: Path) -> None:
    given = tables()
    del given["standards"]
    given["units"] = [{"unit_code": "00001", "kinds": "ward"}]
    found = read_problems(WRITERS[kind](tmp_path / "case", given))
    assert {p.code for p in found} >= {"table_missing", "column_missing_near"}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_misspelt_table_is_proposed(kind: str, tmp_path: Path) -> None:
    given = dict(tables())
    given["standard"] = given.pop("standards")
    found = read_problems(WRITERS[kind](tmp_path / "case", given))
    assert [p.code for p in found] == ["table_missing_near"]
    assert '"standard"' in found[0].text("en")


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_code_twice_is_told_with_both_rows(kind: str, tmp_path: Path) -> None:
    found = read_problems(write(kind, tmp_path, cadres=[cadre("c1"), cadre("c1")]))
    assert [p.code for p in found] == ["duplicate_key"]
    assert found[0].place
    assert len(found[0].others) == 1


@pytest.mark.parametrize("kind", FORMATS)
def test_people_of_the_same_name_are_two(kind: str, tmp_path: Path) -> None:
    people = [cadre("c1", name="Cán bộ Mẫu"), cadre("c2", name="Cán bộ Mẫu")]
    assert len(read_case(write(kind, tmp_path, cadres=people)).cadres) == 2


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("word", ["NA", "None", "nan", "N/A", "null", "NULL"])
def test_words_that_mean_nothing_elsewhere_are_codes_here(
    kind: str, word: str, tmp_path: Path
) -> None:
    read = read_case(write(kind, tmp_path, cadres=[cadre(word)]))
    assert read.cadres["cadre_id"].tolist() == [word]


@pytest.mark.parametrize("kind", FORMATS)
def test_vietnamese_headers_and_words_are_understood(kind: str, tmp_path: Path) -> None:
    units = [
        {"Mã đơn vị": "00001", "Loại đơn vị": "Phường", "Dân số": 60000},
        {"Mã đơn vị": "00002", "Loại đơn vị": "xã", "Dân số": 20000},
    ]
    read = read_case(write(kind, tmp_path, units=units))
    assert read.units["kind"].tolist() == ["ward", "commune"]
    assert {"header_translated", "word_translated"} <= set(notice_codes(read))


@pytest.mark.parametrize("kind", FORMATS)
def test_total_rows_are_refused(kind: str, tmp_path: Path) -> None:
    units = [*tables()["units"], {"unit_code": "Tổng cộng", "population": 80000}]
    found = read_problems(write(kind, tmp_path, units=units))
    assert [p.code for p in found] == ["total_row"]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_without_units_is_empty_but_one_without_people_is_a_case(
    kind: str, tmp_path: Path
) -> None:
    header = {"unit_code": None, "kind": None}
    found = read_problems(write(kind, tmp_path, units=[header], workloads=[], cadres=[]))
    assert "table_empty" in [p.code for p in found]


def test_a_path_that_cannot_be_a_case(tmp_path: Path) -> None:
    def code(name: str, content: bytes | None = None) -> str:
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        return str(read_problems(path)[0].code)

    assert code("nowhere") == "path_missing"
    assert code("units.csv", b"unit_code") == "csv_alone"
    assert code("case.txt", b"?") == "format_unknown"
    assert code("case.xlsm", b"?") == "excel_macros"
    assert code("case.xlsb", b"?") == "excel_binary"
    assert code("case.xls", b"?") == "excel_old"
    (tmp_path / "empty").mkdir()
    assert code("empty") == "no_tables"


def test_a_path_may_have_blanks_and_diacritics(tmp_path: Path) -> None:
    folder = tmp_path / "Hồ sơ Đống Đa 2025.case"
    Case(tables()).save(folder)
    assert read_case(folder).digest() == Case(tables()).digest()


@pytest.mark.skipif(not WORKED.exists(), reason="set STAFFALLOC_CASES: no worked case")
def test_the_worked_case_reads() -> None:
    read = read_case(WORKED)
    assert len(read.cadres) == 13
    assert notice_codes(read).count("source_ignored") == 1


@pytest.mark.parametrize("text", ["hard", " hard ", "0.25", "0"])
def test_a_price_of_the_policy_is_a_number_or_the_word_hard(text: str) -> None:
    case = Case(tables(), {"quality_spread_price": text})
    wanted = "hard" if text.strip() == "hard" else float(text)
    assert case.policy.quality_spread_price == wanted
    again = case.with_policy(weak_below=0.4)
    assert again.policy.quality_spread_price == wanted
    assert write_value(wanted) == text.strip()


@pytest.mark.parametrize("text", ["soft", "-1", "1001"])
def test_another_price_is_refused_with_what_it_may_be(text: str) -> None:
    with pytest.raises(CaseError, match=r"number, ≥ 0, ≤ 1000 \| hard"):
        Case(tables(), {"quality_spread_price": text})
