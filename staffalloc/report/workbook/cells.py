"""How one column of a table is shown in the workbook: values, format, width."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from staffalloc.case.problems import Language
from staffalloc.case.vocabulary import YES_NO, Words
from staffalloc.report.workbook.formats import NUMBER_FORMATS, Formats
from staffalloc.report.workbook.text import (
    fits,
    fitting,
    fitting_list,
    line_counts,
    widest_line,
    widths,
)
from staffalloc.tables.kinds import DECIMALS, Column
from staffalloc.tables.labels import Labels
from staffalloc.tables.names import gate_name
from staffalloc.tables.words import TONES, in_words

if TYPE_CHECKING:
    from xlsxwriter.format import Format

Cell = Any  # a text, a number, or None for a blank
Show = Callable[[pd.Series], list[Cell]]

BLOCK_ROWS: Final = 1_000
_TEXTS_KEPT: Final = 1_000  # of one column, so that memory does not grow with its rows
_PADDING: Final = 1.0
_FILTER_BUTTON: Final = 2.0
_HEADER_LINES: Final = 3
_BOLD: Final = 1.1  # width of bold letters to plain ones
_LEAST_WIDTH, _LEAST_NUMBER_WIDTH = 8.0, 13.0
_MOST_WIDTH: Final = 36.0
_MOST_WIDTHS: Final[Mapping[str, float]] = {"codes": 72.0, "sentence": 60.0}


@dataclass(frozen=True)
class SheetColumn:
    """One column of a sheet.

    Attributes
    ----------
    header : str
    source : str
        The column of the table whose values it shows.
    show : callable
        Gives the cells for some rows of that column: a text, a number, None for a blank.
    look : Format
    width : float
        In digits.
    is_number, is_wrapped : bool
    tones : mapping
        Format of each text that wants attention.
    """

    header: str
    source: str
    show: Show
    look: Format
    width: float
    is_number: bool = False
    is_wrapped: bool = False
    tones: Mapping[str, Format] = field(default_factory=dict)

    def lines(self, texts: Sequence[Cell]) -> list[int]:
        """Return how many lines each text takes in this column, one where there is none."""
        distinct = list(set(texts) - {None})
        lines = dict(zip(distinct, line_counts(distinct, self._room), strict=True))
        return [lines.get(text, 1) for text in texts]

    @property
    def header_lines(self) -> int:
        """Lines of the header where none reaches below the button of the filter."""
        return line_counts([self.header], (self._room - _FILTER_BUTTON) / _BOLD)[0]

    @property
    def _room(self) -> float:
        return self.width - _PADDING


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
            "field": labels.field,
            "seat_type": labels.seat_type,
            "parts": labels.parts,
            "codes": lambda codes: fitting_list(codes.split(";"), labels.lang) if codes else "",
            "gate": lambda gate: gate_name(gate, labels.case.positions, labels.lang),
        }

    @property
    def lang(self) -> Language:
        return self._labels.lang

    def columns(self, column: Column, rows: pd.Series | None) -> Iterator[SheetColumn]:
        """Give the column, and for a code the column of names beside it.

        The rows are looked through here for the width alone; a column with a width of its own
        needs none.
        """
        header = column.header(self.lang)
        if column.kind in NUMBER_FORMATS:
            yield self._number(column, header, rows)
            return
        yield self._text(column, header, self._show(column), rows)
        if column.label is not None:
            names = self._names[column.kind]
            show = _shown_by(lambda code: names.get(code, ""))
            yield self._text(column, column.label[self.lang == "en"], show, rows)

    def _number(self, column: Column, header: str, rows: pd.Series | None) -> SheetColumn:
        show = _numbers(column.kind)
        look = self._formats.numbers[column.kind]
        width = column.width
        if width is None:
            widest = 0.0 if rows is None else _widest_number(show, rows)
            width = max(_LEAST_NUMBER_WIDTH, _header_width(header), widest)
        return SheetColumn(header, column.name, show, look, width, is_number=True)

    def _text(self, column: Column, header: str, show: Show, rows: pd.Series | None) -> SheetColumn:
        tones = self._tones(column.words or {})
        if column.width is not None or rows is None:
            width, look = column.width or _MOST_WIDTH, self._formats.wrapped
            return SheetColumn(header, column.name, show, look, width, is_wrapped=True, tones=tones)
        most = _MOST_WIDTHS.get(column.kind, _MOST_WIDTH)
        widest, has_lines = _extent(show, rows)
        wanted = widest * (_BOLD if tones else 1) + _PADDING
        width = max(_LEAST_WIDTH, _header_width(header), min(wanted, most))
        is_wrapped = has_lines or wanted > width
        look = self._formats.wrapped if is_wrapped else self._formats.text
        return SheetColumn(
            header, column.name, show, look, width, is_wrapped=is_wrapped, tones=tones
        )

    def _show(self, column: Column) -> Show:
        if column.kind == "flag":
            shown = {word == "yes": YES_NO[word][self.lang == "en"] for word in ("yes", "no")}
            return lambda rows: [shown.get(value) for value in rows.tolist()]
        if column.words is not None:
            return _shown_by(_in_words(column.words, self.lang))
        if column.kind in self._texts:
            return _shown_by(self._texts[column.kind])
        return _as_they_are

    def _tones(self, words: Words) -> dict[str, Format]:
        return {
            in_words(word, words, self.lang): self._formats.tones[TONES[word]]
            for word in words
            if word in TONES
        }


def _as_they_are(rows: pd.Series) -> list[Cell]:
    texts = list(map(str, rows.tolist()))
    if not fits(max(texts, key=len, default="")):
        texts = list(map(fitting, texts))
    return [text or None for text in texts]


def _shown_by(render: Callable[[str], str]) -> Show:
    """Show texts by a function: asked once for a text that comes again, never for a blank."""

    @lru_cache(maxsize=_TEXTS_KEPT)
    def shown(text: str) -> str | None:
        return (fitting(render(text)) or None) if text else None

    return lambda rows: list(map(shown, rows.tolist()))


def _numbers(kind: str) -> Show:
    decimals = DECIMALS.get(kind, 0)

    def show(rows: pd.Series) -> list[Cell]:
        rounded = np.round(pd.to_numeric(rows).to_numpy(np.float64), decimals)
        unsigned_zero = (rounded + 0.0).tolist()
        return [None if value != value else value for value in unsigned_zero]

    return show


def _in_words(words: Words, lang: Language) -> Callable[[str], str]:
    return lambda text: ", ".join(in_words(word, words, lang) for word in text.split(";"))


def _extent(show: Show, rows: pd.Series) -> tuple[float, bool]:
    """Return the width of the widest line, and whether any text has several lines."""
    widest, has_lines = 0.0, False
    for block in _blocks(rows):
        texts = set(show(block)) - {None}
        widest = max(widest, widest_line(texts))
        has_lines = has_lines or any("\n" in text for text in texts)
    return widest, has_lines


def _widest_number(show: Show, rows: pd.Series) -> float:
    most = 0.0
    for block in _blocks(rows):
        most = max(most, max(map(abs, filter(None, show(block))), default=0.0))
    return len(f"-{most:,.2f}") + _PADDING


def _blocks(rows: pd.Series) -> Iterator[pd.Series]:
    for start in range(0, len(rows), BLOCK_ROWS):
        yield rows.iloc[start : start + BLOCK_ROWS]


def _header_width(header: str) -> float:
    """The least width at which no word of a header is broken and its lines are few."""
    words = widths(header.split())
    least = max(float(words.max()), float(words.sum()) / _HEADER_LINES)
    return least * _BOLD + _PADDING + _FILTER_BUTTON
