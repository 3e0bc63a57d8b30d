"""What is written is complete or absent, private, and never in the place of something else."""

from __future__ import annotations

import csv
import os
import pickle
import stat
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from staffalloc.case import Case, CaseError, read_case, writers
from staffalloc.case.files import TargetExistsError, complete_file, complete_folder

from .small import cadre, tables

TARGETS = ("folder", "case.xlsx", "case.json")
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX permissions only")


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_is_overwritten_unless_asked(target: str, tmp_path: Path) -> None:
    path = tmp_path / target
    Case(tables()).save(path)
    other = Case(tables(cadres=[]))
    with pytest.raises(TargetExistsError, match="overwrite=True"):
        other.save(path)
    assert len(read_case(path).cadres) == 3
    other.save(path, overwrite=True)
    assert len(read_case(path).cadres) == 0
    assert [item.name for item in tmp_path.iterdir()] == [target]


def test_a_folder_with_foreign_files_is_never_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    with pytest.raises(TargetExistsError, match=r"thesis\.txt"):
        Case(tables()).save(folder, overwrite=True)
    assert (folder / "thesis.txt").read_text() == "mine"


def test_an_empty_folder_is_filled_and_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    Case(tables()).save(tmp_path / "folder")
    (tmp_path / "file").write_text("x")
    with pytest.raises(TargetExistsError):
        Case(tables()).save(tmp_path / "file", overwrite=True)
    with pytest.raises(TargetExistsError), complete_file(tmp_path / "folder", overwrite=True):
        pytest.fail("a folder was taken for a file")


def test_what_is_in_the_way_is_told_in_one_language_or_in_both(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a").write_text("x")
    with pytest.raises(TargetExistsError) as caught:
        Case(tables()).save(tmp_path / "folder")
    error = caught.value
    vi, en = error.text("vi"), error.text("en")
    assert "không trống" in vi
    assert "not empty" in en
    assert str(error) == f"{vi} / {en}"
    assert isinstance(error, FileExistsError)
    copied = pickle.loads(pickle.dumps(error))
    assert (copied.text("vi"), copied.text("en"), str(copied)) == (vi, en, str(error))


@posix
@pytest.mark.parametrize("target", TARGETS)
def test_only_the_owner_may_read(target: str, tmp_path: Path) -> None:
    Case(tables()).save(tmp_path / target)
    for path in [tmp_path / target, *(tmp_path / target).glob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


@pytest.mark.parametrize("target", TARGETS)
def test_a_failed_save_leaves_what_was_there(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / target
    case = Case(tables())
    case.save(path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        case.save(path, overwrite=True)
    assert read_case(path).digest() == case.digest()
    assert [item.name for item in tmp_path.iterdir()] == [target]


def test_an_interrupted_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), complete_file(tmp_path / "a") as part:
        part.write_text("half")
        raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt), complete_folder(tmp_path / "b") as folder:
        (folder / "x").write_text("half")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    with pytest.raises(TargetExistsError), complete_file(tmp_path / "a") as part:
        part.write_text("ours")
        (tmp_path / "a").write_text("theirs")
    assert (tmp_path / "a").read_text() == "theirs"


@pytest.mark.parametrize("target", TARGETS)
def test_the_same_case_gives_the_same_bytes(target: str, tmp_path: Path) -> None:
    for folder in (tmp_path / "1", tmp_path / "2"):
        folder.mkdir()
        Case(tables()).save(folder / target)
    files = [tmp_path / "1" / target, *(tmp_path / "1" / target).glob("*")]
    for file in (file for file in files if file.is_file()):
        assert file.read_bytes() == (tmp_path / "2" / file.relative_to(tmp_path / "1")).read_bytes()


FORMULAS = ["=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@x", "＝1", "http://example.org", "'=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_never_becomes_a_formula(text: str, tmp_path: Path) -> None:
    case = Case(tables(cadres=[cadre("c1", today_title=text, home_lat=-1.5, home_lon=2)]))
    case.save(tmp_path / "case.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "case.xlsx")["cadres"]
    column = [cell.value for cell in sheet[1]].index("today_title")
    cell = sheet[2][column]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    case.save(tmp_path / "folder")
    with (tmp_path / "folder" / "cadres.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["today_title"].lstrip("'") == text.lstrip("'")
    assert row["today_title"][0] not in "=+-@＝"
    assert row["home_lat"] == "-1.5"
    assert read_case(tmp_path / "folder").digest() == case.digest()


def test_csv_files_open_in_excel_with_their_diacritics(tmp_path: Path) -> None:
    Case(tables()).save(tmp_path / "folder")
    assert (tmp_path / "folder" / "units.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_more_rows_than_a_sheet_holds_are_refused_before_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "MOST_SHEET_ROWS", 2)
    with pytest.raises(CaseError, match="CSV"):
        Case(tables()).save(tmp_path / "case.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["case.xls", "case.csv", "case.xlsm", "case.toml"])
def test_names_no_case_has_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError):
        Case(tables()).save(tmp_path / name)


def test_saving_does_not_touch_what_was_read(tmp_path: Path) -> None:
    frame = pd.DataFrame(tables()["units"])
    before = frame.copy(deep=True)
    Case(tables() | {"units": frame}).save(tmp_path / "folder")
    pd.testing.assert_frame_equal(frame, before)
