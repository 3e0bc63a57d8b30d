"""Plans read back from their folder: the same words, and no trust in what was changed."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import staffalloc as sa
from staffalloc import CaseError
from staffalloc.explain.cards import person_card, unit_card
from staffalloc.explain.narrator import Narrator
from staffalloc.explain.saved import SavedPlan, read_saved
from staffalloc.tables.columns import ALWAYS, TABLES
from staffalloc.tables.csv_files import csv_bytes


@pytest.fixture(scope="module")
def folder(small_plan: sa.Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What of a plan folder an explanation reads: the case, the tables and their hashes."""
    folder = tmp_path_factory.mktemp("saved") / "plan"
    (folder / "tables").mkdir(parents=True)
    hashes = {}
    for name, frame in small_plan.tables.items():
        content = csv_bytes(TABLES[name], frame)
        (folder / "tables" / f"{name}.csv").write_bytes(content)
        hashes[name] = hashlib.sha256(content).hexdigest()
    document = {
        "case_digest": small_plan.certificate.case_digest,
        "certificate": small_plan.certificate.as_dict(),
        "tables": hashes,
    }
    (folder / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    small_plan.case.save(folder / "case")
    return folder


@pytest.fixture(scope="module")
def saved(folder: Path) -> SavedPlan:
    return read_saved(folder)


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def problems_of(folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(CaseError) as caught:
        read_saved(folder)
    found = caught.value.problems
    assert all(problem.text("vi") and problem.text("en") for problem in found)
    return [(problem.code, dict(problem.fields).get("path", "")) for problem in found]


def test_a_real_plan_folder_can_be_explained(plan: sa.Plan, tmp_path: Path) -> None:
    read = read_saved(plan.save(tmp_path / "plan"))
    code = plan.signing["cadre_id"][0]
    live = Narrator(plan.case, plan.tables, "vi")
    assert person_card(Narrator(read.case, read.tables, "vi"), code) == person_card(live, code)


def test_every_table_and_the_case_come_back(saved: SavedPlan, small_plan: sa.Plan) -> None:
    assert list(saved.tables) == list(small_plan.tables)
    assert saved.case.digest() == small_plan.case.digest()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_cards_of_a_saved_plan_are_those_of_the_live_one(
    saved: SavedPlan, small_plan: sa.Plan, lang: str
) -> None:
    live = Narrator(small_plan.case, small_plan.tables, lang)
    read = Narrator(saved.case, saved.tables, lang)
    for code in small_plan.assignments["cadre_id"][::4]:
        assert person_card(read, code) == person_card(live, code)
    for code in small_plan.case.units["unit_code"]:
        assert unit_card(read, code) == unit_card(live, code)


def test_a_plan_read_twice_is_the_same(saved: SavedPlan, folder: Path) -> None:
    again = read_saved(folder)
    for name, frame in saved.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], frame)


def test_a_changed_table_is_named(copy: Path) -> None:
    table = copy / "tables" / "reasons.csv"
    table.write_bytes(table.read_bytes().replace(b"exact", b"guess", 1))
    assert problems_of(copy) == [("plan_file_changed", "reasons.csv")]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"cadre_id\n"])
def test_a_table_that_is_something_else_is_named(copy: Path, content: bytes) -> None:
    (copy / "tables" / "signing.csv").write_bytes(content)
    assert problems_of(copy) == [("plan_file_changed", "signing.csv")]


def test_every_missing_and_changed_table_is_named_at_once(copy: Path) -> None:
    (copy / "tables" / "flags.csv").unlink()
    (copy / "tables" / "gates.csv").write_text("changed")
    assert problems_of(copy) == [
        ("plan_file_changed", "gates.csv"),
        ("plan_file_missing", "flags.csv"),
    ]


def test_a_table_with_its_hash_gone_is_not_trusted(copy: Path) -> None:
    document = json.loads((copy / "plan.json").read_bytes())
    del document["tables"]["moves"]
    (copy / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    assert problems_of(copy) == [("plan_file_changed", "moves.csv")]


@pytest.mark.parametrize("content", ["", "[]", "7", "null", "{", '"tables"', "\ud800"])
def test_a_document_that_is_none_is_named(copy: Path, content: str) -> None:
    (copy / "plan.json").write_bytes(content.encode("utf-8", "surrogatepass"))
    assert problems_of(copy) == [("plan_file_missing", "plan.json")]


@pytest.mark.parametrize("tables", [None, [], "x", {}])
def test_a_document_without_hashes_trusts_no_table(copy: Path, tables: object) -> None:
    (copy / "plan.json").write_text(json.dumps({"tables": tables}), encoding="utf-8")
    assert {code for code, _ in problems_of(copy)} == {"plan_file_changed"}


def test_a_folder_that_is_none_is_no_plan(folder: Path, tmp_path: Path) -> None:
    for wrong in (tmp_path / "absent", tmp_path, folder / "plan.json"):
        assert problems_of(wrong) == [("plan_file_missing", "plan.json")]


def test_a_plan_without_its_case_is_no_plan(copy: Path) -> None:
    shutil.rmtree(copy / "case")
    assert problems_of(copy)


def test_extra_files_are_left_alone(copy: Path) -> None:
    (copy / "tables" / "mine.csv").write_text("a,b\n", encoding="utf-8")
    (copy / "notes.txt").write_text("x", encoding="utf-8")
    assert list(read_saved(copy).tables) == list(ALWAYS)


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "copied"))


def codes_of_refusal(folder: Path) -> list[str]:
    with pytest.raises(CaseError) as caught:
        read_saved(folder)
    return [problem.code for problem in caught.value.problems]


def test_a_case_with_a_person_less_is_refused(copied: Path) -> None:
    path = copied / "case" / "cadres.csv"
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([lines[0], *lines[2:]]))
    assert codes_of_refusal(copied) == ["plan_file_changed"]


def test_a_person_renamed_in_the_case_is_noticed(copied: Path) -> None:
    path = copied / "case" / "cadres.csv"
    path.write_bytes(path.read_bytes().replace("Cán bộ 15000004".encode(), "Ai đó".encode()))
    assert codes_of_refusal(copied) == ["plan_file_changed"]


def test_a_table_of_another_version_is_refused(copied: Path) -> None:
    path = copied / "tables" / "gates.csv"
    pd.read_csv(path, dtype=str).drop(columns="kind").to_csv(path, index=False)
    document = json.loads((copied / "plan.json").read_bytes())
    document["tables"]["gates"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (copied / "plan.json").write_text(json.dumps(document))
    assert codes_of_refusal(copied) == ["plan_file_other"]


@pytest.mark.parametrize("content", ["[" * 200_000, "[]", "{"])
def test_a_document_that_is_none_is_refused(copied: Path, content: str) -> None:
    (copied / "plan.json").write_text(content)
    assert codes_of_refusal(copied) == ["plan_file_missing"]
