"""Whatever text a planner may write comes back from every format as it was."""

from __future__ import annotations

import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffalloc.case import Case, read_case
from staffalloc.case.text import guard_formula, trim, unguard_formula

from .small import cadre, tables

TARGETS = ("folder", "case.xlsx", "case.json")

printable = st.text(
    st.one_of(
        st.characters(categories=("L", "M", "N", "P", "S", "Zs"), exclude_characters="\ufffd"),
        st.sampled_from("=+-@'\"\n\t;,ăâđêôơưẮỄỢ̀́＝"),
    ),
    max_size=20,
)
tidy = printable.map(lambda text: trim(unicodedata.normalize("NFC", trim(text))))
ids = st.from_regex(r"[0-9A-Z=+@'-][0-9A-Za-zĐđ_.-]{0,12}", fullmatch=True)
numbers = st.one_of(
    st.none(), st.floats(0, 1e9), st.integers(0, 10**9), st.sampled_from([1.234, 12.345, 0.1 + 0.2])
)


people = st.lists(
    st.tuples(ids, tidy, tidy, st.lists(st.sampled_from(["law", "land"]), max_size=2, unique=True)),
    min_size=1,
    max_size=12,
    unique_by=lambda person: person[0].casefold().lstrip("0") or "0",
)


@settings(max_examples=12, deadline=None)
@given(people=people, value=numbers)
def test_three_formats_give_back_the_case(
    people: list[tuple[str, str, str, list[str]]], value: float | None
) -> None:
    cadres = [
        cadre(code, name=name, today_title=title, fields=";".join(fields))
        for code, name, title, fields in people
    ]
    units = tables()["units"]
    units[0]["area_km2"] = value
    case = Case(tables(cadres=cadres, units=units))
    columns = ["cadre_id", "name", "today_title"]
    given_rows = sorted([code, name, title] for code, name, title, _ in people)
    assert case.cadres[columns].to_numpy().tolist() == given_rows
    with tempfile.TemporaryDirectory() as folder:
        for target in TARGETS:
            case.save(Path(folder, target))
            assert read_case(Path(folder, target)).digest() == case.digest()


@given(printable)
def test_the_guard_of_formulas_is_undone_exactly(text: str) -> None:
    assert unguard_formula(guard_formula(text)) == text


@given(printable)
def test_guarded_text_is_never_a_formula(text: str) -> None:
    assert guard_formula(text)[:1] not in set("=+-@\t\r\n＝＋－＠")


@pytest.mark.parametrize("target", TARGETS)
def test_codes_keep_their_leading_zeros(target: str, tmp_path: Path) -> None:
    ids = ["0", "00", "007", "0010", "1e5", "TRUE", "12345678901234567890"]
    case = Case(tables(cadres=[cadre(code) for code in ids[2:]]))
    case.save(tmp_path / target)
    assert sorted(read_case(tmp_path / target).cadres["cadre_id"]) == sorted(ids[2:])
