"""CSV tables: fixed decimals, blanks, and nothing a spreadsheet would run."""

from __future__ import annotations

import pandas as pd
import pytest

import staffalloc as sa
from staffalloc.tables.columns import ALWAYS, TABLES
from staffalloc.tables.csv_files import csv_bytes
from staffalloc.tables.kinds import Column, OutputTable


def table(kind: str) -> OutputTable:
    return OutputTable("t", "T", "T", "", "", (Column("x", kind, "X", "X"),))


def written(kind: str, values: list[object]) -> list[str]:
    content = csv_bytes(table(kind), pd.DataFrame({"x": values}))
    return content.decode("utf-8-sig").split("\n")[1:-1]


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("hours", 712.1513, "712.151"),
        ("hours", 0.0005, "0.000"),
        ("hours", -23.158, "-23.158"),
        ("hours_long", 1741.3, "1741.300000000"),
        ("hours_long", -1e-12, "0.000000000"),
        ("fte", 1.0883125, "1.088312500000"),
        ("share", 1 / 3, "0.333333333333"),
        ("km", 16.405213, "16.405"),
        ("km", float("nan"), '""'),
        ("count", 7, "7"),
        ("count", "", '""'),
        ("flag", True, "yes"),
        ("flag", False, "no"),
        ("prices", "-800.000;-1.500", "-800.000;-1.500"),
        ("text", "+1;+2", "'+1;+2"),
        ("cadre", "=1", "'=1"),
    ],
)
def test_a_cell_is_written_as_its_kind_says(kind: str, value: object, text: str) -> None:
    assert written(kind, [value]) == [text]


def test_a_file_starts_with_the_mark_spreadsheets_need_and_lines_end_alike() -> None:
    content = csv_bytes(table("text"), pd.DataFrame({"x": ["Xã Bát Xát", 'a "b", c']}))
    assert content == '\ufeffx\nXã Bát Xát\n"a ""b"", c"\n'.encode()


def test_a_frame_with_other_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="other columns"):
        csv_bytes(table("text"), pd.DataFrame({"y": ["a"]}))


@pytest.mark.parametrize("name", ALWAYS)
def test_numbers_of_a_plan_survive_the_file(plan: sa.Plan, name: str, tmp_path) -> None:
    frame = plan.tables[name]
    path = tmp_path / "t.csv"
    path.write_bytes(csv_bytes(TABLES[name], frame))
    numbers = [c.name for c in TABLES[name].columns if frame[c.name].dtype.kind in "if"]
    read = pd.read_csv(path, usecols=numbers) if numbers else frame[numbers]
    tolerance = [
        0.5001e-3 if c.kind in ("km", "hours", "amount") else 1e-9 for c in TABLES[name].columns
    ]
    for column in numbers:
        at = tolerance[TABLES[name].names.index(column)]
        pd.testing.assert_series_equal(
            read[column], frame[column], check_dtype=False, rtol=0, atol=at
        )
