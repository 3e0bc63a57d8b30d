"""Damaged and hostile folders give findings, never an exception."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from staffalloc.verify import verify
from staffalloc.verify.folder import COLUMNS, MAY_BE_ABSENT

from .folders import tiny_draft


def test_no_folder_at_all(tmp_path: Path) -> None:
    result = verify(tmp_path / "nothing")
    assert not result.ok
    assert str(tmp_path) not in "".join(map(str, result.findings))


@pytest.mark.parametrize(
    "name",
    ["plan.json", "case", *(f"tables/{t}.csv" for t in COLUMNS if t not in MAY_BE_ABSENT)],
)
def test_a_missing_file_is_found(tmp_path: Path, name: str) -> None:
    folder = tiny_draft().write(tmp_path / "plan")
    path = folder / name
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    assert not verify(folder).ok


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'{"format": 1, "policy": [], "certificate": [], "tables": []}',
        b'{"policy": {"no_such_key": 1}, "certificate": {"placement": 3}, "tables": {"../x": 1}}',
        b"[" * 100_000,
    ],
)
def test_a_plan_file_of_any_content_is_read(tmp_path: Path, content: bytes) -> None:
    folder = tiny_draft().write(tmp_path / "plan")
    (folder / "plan.json").write_bytes(content)
    assert not verify(folder).ok


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"\x00\x00",
        b"cadre_id\r\nc1\r\n",
        b'"unclosed',
        b"a,b\r\n1\r\n",
        "mã,tên\r\nc1,x\r\n".encode(),
    ],
)
def test_a_table_of_any_content_is_read(tmp_path: Path, content: bytes) -> None:
    folder = tiny_draft().write(tmp_path / "plan")
    for table in ("assignments", "signing"):
        (folder / "tables" / f"{table}.csv").write_bytes(content)
    assert {"assignments", "signing"} <= {finding.table for finding in verify(folder).findings}


NASTY = st.sampled_from(
    [
        "",
        "-",
        "nan",
        "inf",
        "1e9",
        "-0.000",
        "9" * 40 + ".000",
        "1.0000",
        "١٢.٠٠٠",
        "'=1",
        ";",
        "/",
        "A1",
    ]
)


@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_cell_may_hold_anything(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    draft = tiny_draft()
    table = data.draw(st.sampled_from([name for name, rows in draft.tables.items() if rows]))
    row = data.draw(st.sampled_from(draft.tables[table]))
    column = data.draw(st.sampled_from(sorted(row)))
    value = data.draw(st.one_of(NASTY, st.text(max_size=8)))
    row[column] = value
    try:
        folder = draft.write(tmp_path_factory.mktemp("plans") / "plan")
    except UnicodeEncodeError:
        return
    verify(folder)


def test_a_guarded_id_is_read_as_it_was(tmp_path: Path) -> None:
    draft = tiny_draft()
    draft.case["cadres"] = draft.case["cadres"].replace("c3,", "-c3,")
    draft.row("assignments", "c3")["cadre_id"] = "'-c3"
    draft.row("unplaced", "c3")["cadre_id"] = "'-c3"
    draft.row("reasons", "c3")["cadre_id"] = "'-c3"
    draft.row("gates", "person_without_post")["cases"] = "'-c3"
    assert verify(draft.write(tmp_path / "plan")).findings == ()


def test_findings_hold_no_personal_data(tmp_path: Path) -> None:
    draft = tiny_draft()
    draft.case["cadres"] = "".join(
        f"{line},{'name' if line.startswith('cadre_id') else 'Người Mẫu'}\n"
        for line in draft.case["cadres"].splitlines()
    )
    for row in draft.tables["assignments"]:
        row["loss"] = "1.000"
    result = verify(draft.write(tmp_path / "plan"))
    assert not result.ok
    assert "Người Mẫu" not in "".join(map(str, result.findings))
