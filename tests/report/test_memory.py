"""Memory of writing a workbook: rows, cells and sentences are gone when the next block comes.

What does stay of a row is its height, where it is more than one line: xlsxwriter keeps some 300
bytes of it until the file is closed. Texts are therefore on one line here, or so long that the
heights beside them are nothing.
"""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import staffalloc as sa
from staffalloc.explain.narrator import Narrator
from staffalloc.report.workbook import book, rows
from staffalloc.tables.kinds import Column
from staffalloc.tables.labels import Labels

from .test_excel_cells import column, texts, write

ONE_LINE = Column("why", "sentence", "Vì sao", "Why", width=250)
LETTERS = 20_000  # of every sentence of the workbook
BLOCK = 10


@pytest.fixture(scope="module")
def labels(plan: sa.Plan) -> Labels:
    return Labels(plan.case, "vi")


def peak_of(write_it: Callable[[], object]) -> int:
    gc.collect()
    tracemalloc.start()
    write_it()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_cells_do_not_add_up(labels: Labels, tmp_path: Path) -> None:
    """Held as cells, 8,000 rows more take some 500 kB; a quarter of that is left for chance."""

    def peak(count: int) -> int:
        frame = texts([f"P{number}:0.5" for number in range(count)])
        path = tmp_path / f"{count}.xlsx"
        return peak_of(lambda: write(path, labels, frame, column("parts")))

    peak(10)
    assert peak(10_000) < peak(2_000) + 120_000


def test_sentences_do_not_add_up(labels: Labels, tmp_path: Path) -> None:
    """The sentences of 5,000 rows more are over 900 kB; a quarter of that is left for chance."""

    def in_words(block: pd.DataFrame) -> pd.DataFrame:
        return block.assign(why=[f"{text:x>140}" for text in block["c"]])

    def peak(count: int) -> int:
        frame = texts([f"{number}" for number in range(count)])
        path = tmp_path / f"{count}.xlsx"
        wanted = (column("text"), ONE_LINE)
        return peak_of(lambda: write(path, labels, frame, *wanted, in_words=in_words))

    peak(10)
    assert peak(7_000) < peak(2_000) + 230_000


@pytest.fixture
def long_reasons(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every reason in the list to sign is long; gives the rows asked for at a time."""
    asked = []

    def derive(name: str, narrator: Narrator, block: pd.DataFrame) -> pd.DataFrame:
        made = in_words(name, narrator, block)
        if name != "signing":
            return made
        asked.append(len(block))
        return made.assign(reason=[f"{code:x>{LETTERS}}" for code in block["cadre_id"]])

    in_words = book.with_words
    monkeypatch.setattr(book, "with_words", derive)
    monkeypatch.setattr(rows, "BLOCK_ROWS", BLOCK)
    return asked


def test_the_sentences_of_a_workbook_are_never_in_memory_together(
    plan: sa.Plan, small_plan: sa.Plan, tmp_path: Path, long_reasons: list[int]
) -> None:
    """Tables and the narrator's own grow by some 4 kB a person, a reason here is 20 kB."""

    def peak(made: sa.Plan) -> int:
        return peak_of(lambda: book.write_workbook(made, tmp_path / "plan.xlsx"))

    peak(plan)
    more_people = len(small_plan.signing) - len(plan.signing)
    assert peak(small_plan) - peak(plan) < more_people * LETTERS / 3
    assert max(long_reasons) == BLOCK
    assert sum(long_reasons) == 2 * len(plan.signing) + len(small_plan.signing)
