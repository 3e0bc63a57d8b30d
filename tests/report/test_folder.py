"""The plan folder: complete or absent, private, the same bytes for the same plan, no names."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path

import pytest

import staffalloc as sa
from staffalloc.case.digest import digest
from staffalloc.report import folder as folder_module


@pytest.fixture(scope="module")
def saved(small_plan: sa.Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_plan.save(tmp_path_factory.mktemp("plans") / "plan")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def document(folder: Path, name: str = "plan.json") -> dict[str, object]:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def test_the_folder_holds_workbook_json_tables_audit_and_case(
    saved: Path, small_plan: sa.Plan
) -> None:
    assert {path.name for path in saved.iterdir()} == {
        "plan.xlsx",
        "report.html",
        "plan.json",
        "audit.json",
        "tables",
        "case",
    }
    assert {path.stem for path in (saved / "tables").iterdir()} == set(small_plan.tables)


def test_the_stored_case_is_the_case_of_the_plan(saved: Path, small_plan: sa.Plan) -> None:
    read = sa.read_case(saved / "case")
    assert read.digest() == small_plan.case.digest() == document(saved)["case_digest"]


def test_a_table_without_rows_is_not_in_the_digest(saved: Path, small_plan: sa.Plan) -> None:
    case = small_plan.case
    filled = {name: frame for name, frame in case.tables.items() if len(frame)}
    assert len(filled) < len(case.tables)
    assert document(saved)["case_digest"] == digest(filled, case.policy)


def test_the_hashes_are_those_of_the_tables(saved: Path) -> None:
    hashes = {
        path.stem: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (saved / "tables").iterdir()
    }
    assert document(saved)["tables"] == hashes


def test_the_certificate_and_policy_are_stored_as_they_are(
    saved: Path, small_plan: sa.Plan
) -> None:
    stored = document(saved)
    assert stored["certificate"] == json.loads(json.dumps(small_plan.certificate.as_dict()))
    assert stored["policy"] == small_plan.case.policy.model_dump(mode="json")
    assert stored["format"] == "staffalloc-plan/2"


def test_only_the_audit_record_knows_the_time_and_hashes_every_other_file(saved: Path) -> None:
    audit = document(saved, "audit.json")
    written = {name: hashlib.sha256(data).hexdigest() for name, data in files(saved).items()}
    del written["audit.json"]
    assert audit["files"] == written
    assert audit["made_at"].endswith("+00:00")


def test_the_author_is_recorded_only_when_given(small_plan: sa.Plan, tmp_path: Path) -> None:
    folder_module.save_plan(small_plan, tmp_path / "with", author="Phòng Nội vụ")
    assert document(tmp_path / "with", "audit.json")["author"] == "Phòng Nội vụ"
    assert "Phòng Nội vụ" not in (tmp_path / "with" / "plan.json").read_text(encoding="utf-8")


def test_rows_in_another_order_give_the_same_bytes(
    saved: Path, small_plan: sa.Plan, tmp_path: Path
) -> None:
    case = small_plan.case
    shuffled = {
        name: frame.sample(frac=1, random_state=7)
        for name, frame in case.tables.items()
        if len(frame)
    }
    sa.plan(sa.Case(shuffled, case.policy)).save(tmp_path / "plan")
    first, second = files(saved), files(tmp_path / "plan")
    del first["audit.json"], second["audit.json"]
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_only_the_owner_may_read(saved: Path) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (saved, *saved.rglob("*"))}
    assert modes == {0o700, 0o600}


def test_an_existing_folder_is_kept_unless_overwriting_was_asked_for(
    small_plan: sa.Plan, tmp_path: Path
) -> None:
    target = small_plan.save(tmp_path / "plan")
    before = files(target)
    with pytest.raises(FileExistsError):
        small_plan.save(target)
    assert files(target) == before
    small_plan.save(target, lang="en", overwrite=True)
    assert files(target)["plan.xlsx"] != before["plan.xlsx"]
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


@pytest.mark.parametrize("foreign", ["thesis.docx", "tables/mine.csv", "case/photo.jpg"])
def test_a_folder_with_something_else_in_it_is_never_replaced(
    small_plan: sa.Plan, tmp_path: Path, foreign: str
) -> None:
    other = tmp_path / "plan" / foreign
    other.parent.mkdir(parents=True)
    other.write_text("mine")
    with pytest.raises(FileExistsError):
        small_plan.save(tmp_path / "plan", overwrite=True)
    assert other.read_text() == "mine"


def test_a_file_is_not_taken_for_a_folder(small_plan: sa.Plan, tmp_path: Path) -> None:
    (tmp_path / "plan").write_text("mine")
    with pytest.raises(FileExistsError):
        small_plan.save(tmp_path / "plan", overwrite=True)


@pytest.mark.parametrize(
    "step", ["_write_tables", "write_workbook", "write_page", "_document", "_audit"]
)
@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()])
def test_a_failure_leaves_nothing_behind(
    small_plan: sa.Plan,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    failure: BaseException,
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise failure

    monkeypatch.setattr(folder_module, step, fail)
    with pytest.raises(type(failure)):
        small_plan.save(tmp_path / "plan")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_keeps_the_plan_that_was_there(
    small_plan: sa.Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = small_plan.save(tmp_path / "plan")
    before = files(target)

    def fail(*args: object, **kwargs: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(folder_module, "write_workbook", fail)
    with pytest.raises(OSError, match="disk full"):
        small_plan.save(target, overwrite=True)
    assert files(target) == before


def test_no_name_and_no_code_of_a_person_is_in_the_json_files(
    saved: Path, small_plan: sa.Plan
) -> None:
    text = "".join(
        (saved / name).read_text(encoding="utf-8") for name in ("plan.json", "audit.json")
    )
    cadres = small_plan.case.cadres
    assert not any(value in text for value in (*cadres["cadre_id"], *cadres["name"]))


def test_no_name_is_in_the_tables(saved: Path, small_plan: sa.Plan) -> None:
    text = "".join(path.read_text("utf-8-sig") for path in (saved / "tables").iterdir())
    assert not any(name in text for name in small_plan.case.cadres["name"])


def test_a_place_nothing_can_be_written_to_is_told_before_the_plan_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> str:
        raise PermissionError(13, "Permission denied", str(tmp_path))

    monkeypatch.setattr(folder_module.tempfile, "mkdtemp", refuse)
    with pytest.raises(PermissionError):
        folder_module.require_free(tmp_path / "deep" / "plan")


def test_looking_whether_a_place_can_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    folder_module.require_free(tmp_path / "deep" / "plan")
    assert list(tmp_path.iterdir()) == []
