"""Lists of names: what a gate counts, the first of many, and texts too long for a cell."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc.explain.narrator import Narrator

from ..builders import Row
from .test_narrator import narrators


def gate_row(kind: str, cases: str = "", count: int = 0) -> Row:
    return {"gate": "g", "kind": kind, "count": count or len(cases.split(";")), "cases": cases}


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("person", "stays;hired", ["stays", "hired"]),
        ("person", "", []),
        ("unit", "00001;00003", ["Ba Đình ward", "Bát Xát commune"]),
        (
            "cell",
            "00001/LAND;00002/PART",
            ["Ba Đình ward: Land officer", "Hoàn Kiếm ward: PART"],
        ),
        ("post", "00001-003", ["00001-003"]),
    ],
)
def test_the_cases_of_a_gate_are_named(kind: str, text: str, shown: list[str]) -> None:
    assert narrators()["en"].gate_cases(gate_row(kind, text)) == shown


def test_heads_beyond_the_total_have_no_names_but_their_number_beside_the_total() -> None:
    by_lang = {}
    for lang, made in narrators().items():
        ceilings = pd.DataFrame({"unit_code": ["00001", "00002"], "heads_in_frame": [1200, 34]})
        by_lang[lang] = Narrator(made.case, {**made.tables, "ceilings": ceilings}, lang)
    row = gate_row("head", count=4)
    assert by_lang["vi"].gate_cases(row) == ["1.234 người trong khung, tổng biên chế 1.230"]
    assert by_lang["en"].gate_cases(row) == ["1,234 heads in the frame, total 1,230"]
    for narrator in by_lang.values():
        assert narrator.gate_cases(row | {"count": 0}) == []


def test_a_long_list_shows_its_first_and_counts_the_rest() -> None:
    texts = [f"t{n}" for n in range(1300)]
    shown = "; ".join(texts[:12])
    assert narrators()["vi"].listed(texts) == f"{shown}; và 1.288 trường hợp nữa"
    assert narrators()["en"].listed(texts) == f"{shown}; and 1,288 more"
    assert narrators()["en"].listed(texts[:12]) == shown
    assert narrators()["en"].listed([]) == ""


@given(st.lists(st.one_of(st.integers(0, 300), st.integers(0, 32_767)), max_size=40))
def test_a_list_never_overflows_a_cell_and_counts_everything(lengths: list[int]) -> None:
    texts = ["x" * length for length in lengths]
    listed = narrators()["en"].listed(iter(texts))
    assert len(listed) < 9_000
    more = re.search(r"(?:^|; )and ([\d,]+) more$", listed)
    rest = int(more[1].replace(",", "")) if more else 0
    first, *others = texts[: len(texts) - rest] or [""]
    cut = first if len(first) <= 8_000 else f"{first[:8_000]}…"
    assert listed.removesuffix(more[0] if more else "") == "; ".join([cut, *others])


def test_of_a_list_whose_first_text_is_too_long_the_first_is_cut_and_never_dropped() -> None:
    shown = narrators()["en"].first_of(["x" * 9_000, "short"])
    assert shown == ["x" * 8_000 + "…", "and 1 more"]
    assert narrators()["en"].first_of(["short", "x" * 9_000]) == ["short", "and 1 more"]
