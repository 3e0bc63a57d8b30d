"""verify proves a saved plan again, and fails when any one row of any table was changed."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

import staffalloc as sa
from staffalloc.tables.columns import ALWAYS


@pytest.fixture(scope="module")
def folder(small_plan: sa.Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_plan.save(tmp_path_factory.mktemp("plans") / "plan")


def test_verify_passes_and_recomputes_both_objectives(folder: Path, small_plan: sa.Plan) -> None:
    result = sa.verify(folder)
    assert result.ok, result.findings
    result.raise_if_failed()


@pytest.mark.parametrize("table", ALWAYS)
def test_one_changed_row_fails(folder: Path, tmp_path: Path, table: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    path = copy / "tables" / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    if len(rows) > 1:
        rows[1][-1] = "1" if rows[1][-1] != "1" else "2"
    else:
        rows.append(["1"] * len(rows[0]))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    result = sa.verify(copy)
    assert not result.ok
    with pytest.raises(sa.VerificationError):
        result.raise_if_failed()
