"""How one column of a table looks in the workbook: values, format, width."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from staffalloc.case.problems import Language
from staffalloc.case.vocabulary import YES_NO
from staffalloc.tables.csv_files import is_blank
from staffalloc.tables.kinds import DECIMALS, Column
from staffalloc.tables.labels import Labels
from staffalloc.tables.names import gate_name
from staffalloc.tables.words import TONES, Tone, in_words

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

Cell = str | int | float
MOST_CELL_LENGTH: Final = 32_767

_NUMBER_FORMATS: Final[Mapping[str, str]] = {
    "count": "#,##0_ ",
    "hours": "#,##0.0_ ",
    "hours_long": "#,##0.0_ ",
    "fte": "#,##0.00_ ",
    "ratio": "0.00_ ",
    "share": "0%_ ",
    "km": "0.0_ ",
}
_TONE_LOOKS: Final[Mapping[Tone, Mapping[str, object]]] = {
    "bad": {"bg_color": "#F8CBAD", "bold": True},
    "warn": {"bg_color": "#FFE699"},
    "good": {"bg_color": "#E2EFDA"},
}
_NUMBER_WIDTH: Final = 13
_LEAST_WIDTH, _MOST_WIDTH, _MOST_LIST_WIDTH = 8, 36, 72
_WIDTH_PER_LETTER: Final = 1.1
LINE_HEIGHT: Final = 15.5


@dataclass(frozen=True)
class SheetColumn:
    """One column ready to be written: its header, cells (blank: ""), formats and width."""

    header: str
    cells: Sequence[Cell]
    look: Format
    looks: Mapping[Cell, Format]
    width: float
    is_code: bool = False

    @property
    def is_wrapped(self) -> bool:
        return self.width >= _MOST_WIDTH

    def lines(self, cell: Cell) -> int:
        """Return how many lines a cell of this column takes."""
        return math.ceil(len(str(cell)) / self.width)


def row_lines(columns: Sequence[SheetColumn], rows: int) -> list[int]:
    """Return the lines of every row, so that wrapped text is seen in every program."""
    lines = [1] * rows
    for column in columns:
        if column.is_wrapped:
            lines = [max(n, column.lines(c)) for n, c in zip(lines, column.cells, strict=True)]
    return lines


class Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        base = {"valign": "top", "bottom": 4, "bottom_color": "#BFBFBF"}
        self.header: Format = workbook.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "vcenter",
                "align": "center",
                "bg_color": "#DDEBF7",
                "border": 1,
            }
        )
        self.text: Format = workbook.add_format({**base, "num_format": "@"})
        self.wrapped: Format = workbook.add_format({**base, "text_wrap": True})
        self.numbers: Mapping[str, Format] = {
            kind: workbook.add_format({**base, "num_format": code})
            for kind, code in _NUMBER_FORMATS.items()
        }
        self.tones: Mapping[Tone, Format] = {
            tone: workbook.add_format({**base, **look}) for tone, look in _TONE_LOOKS.items()
        }


class ColumnWriter:
    """Turns columns of a table into columns of its sheet."""

    def __init__(self, labels: Labels, formats: Formats) -> None:
        self._labels = labels
        self._formats = formats
        self._names: Mapping[str, Mapping[str, str]] = {
            "unit": labels.units,
            "position": labels.positions,
            "cadre": labels.cadres,
        }
        self._texts: Mapping[str, Callable[[str], str]] = {
            "seat_type": labels.seat_type,
            "parts": labels.parts,
            "prices": labels.prices,
            "codes": labels.cases,
            "gate": lambda gate: gate_name(gate, labels.case.positions, labels.lang),
        }

    @property
    def lang(self) -> Language:
        return self._labels.lang

    def columns(self, column: Column, values: pd.Series) -> Iterator[SheetColumn]:
        """Give the column, and for a code the column of names beside it."""
        cells = values.tolist()
        if column.kind in _NUMBER_FORMATS:
            yield self._number(column, cells)
            return
        yield self._text(column, cells)
        if column.label is not None:
            names = self._names[column.kind]
            shown = [names.get(code, "") for code in cells]
            yield self._plain(column.label[self.lang == "en"], shown)

    def _number(self, column: Column, cells: Sequence[object]) -> SheetColumn:
        look = self._formats.numbers[column.kind]
        width = max(_NUMBER_WIDTH, _longest_word(column.header(self.lang)))
        numbers = [_number(column.kind, cell) for cell in cells]
        return SheetColumn(column.header(self.lang), numbers, look, {}, width)

    def _text(self, column: Column, cells: Sequence[object]) -> SheetColumn:
        header = column.header(self.lang)
        if column.kind == "flag":
            yes, no = (YES_NO[word][self.lang == "en"] for word in ("yes", "no"))
            shown = ["" if cell == "" else yes if cell else no for cell in cells]
            return self._plain(header, shown)
        texts = [str(cell) for cell in cells]
        if column.words is not None:
            return self._word(column, texts)
        if column.kind in self._texts:
            write = self._texts[column.kind]
            most = _MOST_LIST_WIDTH if column.kind == "codes" else _MOST_WIDTH
            return self._plain(header, [write(text) for text in texts], most=most)
        return self._plain(header, texts, is_code=column.kind != "text")

    def _word(self, column: Column, texts: Sequence[str]) -> SheetColumn:
        words = column.words or {}
        shown = {
            text: ", ".join(in_words(word, words, self.lang) for word in text.split(";"))
            for text in set(texts)
        }
        looks: dict[Cell, Format] = {
            shown[text]: self._formats.tones[TONES[text]] for text in shown if text in TONES
        }
        plain = self._plain(column.header(self.lang), [shown[text] for text in texts])
        return SheetColumn(plain.header, plain.cells, plain.look, looks, plain.width)

    def _plain(
        self,
        header: str,
        texts: Sequence[str],
        *,
        is_code: bool = False,
        most: float = _MOST_WIDTH,
    ) -> SheetColumn:
        longest = max(map(len, texts), default=0)
        if longest > MOST_CELL_LENGTH:
            raise ValueError(f"a text of {longest} characters does not fit into an Excel cell")
        width = max(_LEAST_WIDTH, _longest_word(header), longest * _WIDTH_PER_LETTER)
        look = self._formats.wrapped if width > most else self._formats.text
        return SheetColumn(header, texts, look, {}, min(width, most), is_code)


def _longest_word(header: str) -> float:
    return 2 + max(map(len, header.split())) * _WIDTH_PER_LETTER


def _number(kind: str, cell: object) -> Cell:
    if is_blank(cell):
        return ""
    if kind == "count":
        return int(str(cell))
    return round(float(str(cell)), DECIMALS[kind]) + 0.0
