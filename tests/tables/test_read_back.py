"""Tables read back from their files: the same bytes again, whatever the texts are."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import staffalloc as sa
from staffalloc.tables.columns import ALWAYS, TABLES
from staffalloc.tables.csv_files import csv_bytes, read_csv
from staffalloc.tables.kinds import DECIMALS, Column, OutputTable
from staffalloc.tables.words import WORK_FIELDS, named, number_text, source_class


def table(*kinds: str) -> OutputTable:
    columns = tuple(Column(f"x{n}", kind, "X", "X") for n, kind in enumerate(kinds))
    return OutputTable("t", "T", "T", "", "", columns)


def read_back(kind: str, values: list[object]) -> list[object]:
    made = table(kind)
    written = csv_bytes(made, pd.DataFrame({"x0": values}))
    read = read_csv(made, written)
    assert csv_bytes(made, read) == written
    found: list[object] = read["x0"].tolist()
    return found


@pytest.mark.parametrize("name", ALWAYS)
def test_every_table_of_a_plan_gives_the_same_bytes_again(small_plan: sa.Plan, name: str) -> None:
    written = csv_bytes(TABLES[name], small_plan.tables[name])
    assert csv_bytes(TABLES[name], read_csv(TABLES[name], written)) == written


@pytest.mark.parametrize("name", ALWAYS)
def test_a_table_without_rows_comes_back_without_rows(small_plan: sa.Plan, name: str) -> None:
    empty = small_plan.tables[name].head(0)
    read = read_csv(TABLES[name], csv_bytes(TABLES[name], empty))
    assert (len(read), tuple(read.columns)) == (0, TABLES[name].names)


@pytest.mark.parametrize("name", ALWAYS)
def test_texts_come_back_as_they_were(small_plan: sa.Plan, name: str) -> None:
    frame = small_plan.tables[name]
    read = read_csv(TABLES[name], csv_bytes(TABLES[name], frame))
    for column in TABLES[name].columns:
        if column.kind not in (*DECIMALS, "count"):
            assert read[column.name].tolist() == frame[column.name].tolist()


HOSTILE = (
    "=1+1",
    "'=1",
    "''=1",
    "'",
    "-",
    "@x",
    "＝1",
    "\t=1",
    "a;b",
    'a "b", c',
    "line\nline",
    "line\r\nline",
    "\ufeff",
    "\u2028",
    "\u202eabc",
    "{0} %s",
    "0012",
    "1e5",
    "NaN",
    "nan",
    "None",
    "yes",
    " x ",
    "",
)
TEXT_KINDS = ("text", "cadre", "unit", "codes", "seat_type", "parts", "word", "words", "gate")


@pytest.mark.parametrize("kind", TEXT_KINDS)
def test_hostile_texts_come_back_as_they_were(kind: str) -> None:
    assert read_back(kind, list(HOSTILE)) == list(HOSTILE)


# A lone carriage return is not among them: no reader of cases lets one in.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=30)


@given(st.lists(texts | st.sampled_from(HOSTILE), max_size=8))
def test_any_texts_come_back_as_they_were(values: list[str]) -> None:
    assert read_back("text", list(values)) == values


@given(st.lists(st.tuples(texts, st.booleans(), texts), max_size=5))
def test_columns_do_not_run_into_each_other(rows: list[tuple[str, bool, str]]) -> None:
    made = table("text", "flag", "codes")
    frame = pd.DataFrame(rows, columns=list(made.names))
    read = read_csv(made, csv_bytes(made, frame))
    assert list(read.itertuples(index=False, name=None)) == rows


@given(st.lists(st.integers(-(10**12), 10**12), max_size=6))
def test_hours_come_back_to_the_milli_hour(milli: list[int]) -> None:
    found = read_back("hours", [value / 1000 for value in milli])
    assert found == [value / 1000 for value in milli]


@given(st.lists(st.floats(0, 10**6), max_size=6), st.sampled_from(["fte", "share", "ratio"]))
def test_long_decimals_come_back_to_their_last_place(values: list[float], kind: str) -> None:
    assert read_back(kind, list(values)) == pytest.approx(values, abs=1e-12, rel=1e-15)


@given(st.lists(st.none() | st.integers(0, 2**53), max_size=6))
def test_counts_come_back_and_stay_whole_where_none_is_blank(values: list[int | None]) -> None:
    found = read_back("count", [math.nan if v is None else v for v in values])
    assert [None if v != v else v for v in found] == values
    if None not in values:
        assert all(isinstance(v, int) for v in found)


def test_blank_numbers_come_back_blank() -> None:
    for kind in (*DECIMALS, "count"):
        assert all(value != value for value in read_back(kind, [math.nan, math.nan]))


def test_flags_and_prices_come_back_as_they_were() -> None:
    assert read_back("flag", [True, False]) == [True, False]
    prices = ["", "1.000", "-800.000;-1.500"]
    assert read_back("prices", list(prices)) == prices


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"y0,x1\na,1\n",  # another header
        b"x0\na\n",
        b"x0,x1\na,1,2\n",  # a cell too many
        b"x0,x1\na,many\n",  # no number
        b"x0,x1\na,1.5\n",  # no count
        b"x0,x1\n\xff,1\n",  # no UTF-8
    ],
)
def test_what_is_not_the_table_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError):
        read_csv(table("text", "count"), content)


# Words beside the tables.


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "none"),
        ("Báo cáo 12/BC-UBND", "given"),
        ("SYNTHETIC, seed 7", "synthetic"),
        ("Mô phỏng theo hạt giống 7", "synthetic"),
        ("Published by the city", "published"),
        ("đã công bố 2025", "published"),
        ("Giả định", "assumed"),
        ("assumption of this library", "assumed"),
        ("mô phỏng; tổng đã công bố", "synthetic"),  # what is partly made up is made up
        ("giả định theo số đã công bố", "assumed"),  # the first word, whatever follows
        ("số liệu mô phỏng", "given"),
        ("theo số đã công bố", "given"),
        ("Bảng 3, published", "given"),
        ("công bố", "given"),
    ],
)
def test_the_class_of_a_source(text: str, found: str) -> None:
    assert source_class(text) == found


def test_open_vocabularies_keep_what_they_do_not_know() -> None:
    assert named("land", WORK_FIELDS, "en") == "Land"
    for unknown in ("", "Đất đai", "{land}", "LAND"):
        assert named(unknown, WORK_FIELDS, "vi") == unknown


@pytest.mark.parametrize(
    ("value", "digits", "vi", "en"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (1000, 0, "1.000", "1,000"),
        (-1234567.891, 2, "-1.234.567,89", "-1,234,567.89"),
        (0.5, 1, "0,5", "0.5"),
    ],
)
def test_numbers_are_written_in_the_local_way(value: float, digits: int, vi: str, en: str) -> None:
    assert number_text(value, "vi", digits) == vi
    assert number_text(value, "en", digits) == en


@pytest.mark.parametrize("text", ["a" * 140_000, "a\rb", "\r"])
def test_long_texts_and_lone_returns_come_back(text: str) -> None:
    assert read_back("text", [text]) == [text]


def test_a_flag_that_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(ValueError, match="yes and no"):
        read_csv(table("flag"), b"x0\nmaybe\n")


@pytest.mark.parametrize("text", ["unpublished survey", "số liệu chưa công bố"])
def test_what_says_it_is_not_published_is_not_published(text: str) -> None:
    assert source_class(text) == "given"
