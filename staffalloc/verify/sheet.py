"""One table of a plan folder as text, and how its cells are written.

Numbers have fixed decimals and no exponent. A cell that is written otherwise is a finding, and
reads as nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from staffalloc.verify.findings import Report

T = TypeVar("T")

# Beyond this an hour figure is no price of a plan but an attempt to overflow the sums.
LARGEST_MILLI_HOURS: Final = 10**12
LARGEST_COUNT: Final = 10**6
_HOURS: Final = re.compile(r"-?[0-9]+\.[0-9]{3}")
_DECIMAL: Final = re.compile(r"[0-9]{1,12}\.(?P<decimals>[0-9]+)")
_COUNT: Final = re.compile(r"[0-9]+")


def hours_cell(text: str) -> int | None:
    """Return the milli-hours of a cell with exactly three decimals, else None.

    Examples
    --------
    >>> hours_cell("-23.158"), hours_cell("23.2")
    (-23158, None)
    """
    if not _HOURS.fullmatch(text) or len(text) > 20:
        return None
    value = int(text.replace(".", ""))
    return value if abs(value) <= LARGEST_MILLI_HOURS else None


def hour_list_cell(text: str) -> tuple[int, ...] | None:
    """Return the milli-hours of a ``;`` list, blank for none; None if one is not written so.

    Examples
    --------
    >>> hour_list_cell("1.000;0.500"), hour_list_cell(""), hour_list_cell("1.000;2")
    ((1000, 500), (), None)
    """
    values = [hours_cell(item) for item in text.split(";")] if text else []
    known = tuple(value for value in values if value is not None)
    return known if len(known) == len(values) else None


def decimal_cell(text: str, decimals: int) -> float | None:
    """Return the number in a cell written with so many decimals, else None.

    Examples
    --------
    >>> decimal_cell("0.872500", 6), decimal_cell("0.8725", 6)
    (0.8725, None)
    """
    match = _DECIMAL.fullmatch(text)
    return float(text) if match and len(match["decimals"]) == decimals else None


def count_cell(text: str) -> int | None:
    """Return the whole number of a cell, else None."""
    if not _COUNT.fullmatch(text) or len(text) > 7:
        return None
    value = int(text)
    return value if value <= LARGEST_COUNT else None


@dataclass(frozen=True)
class Sheet:
    """One CSV table as text; every agreed column is there, all of one length."""

    name: str
    columns: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __getitem__(self, column: str) -> tuple[str, ...]:
        return self.columns[column]

    def parsed(self, column: str, parse: Callable[[str], T]) -> list[T]:
        """Return `parse` of every cell of `column`; each text is parsed once."""
        known = {text: parse(text) for text in set(self[column])}
        return [known[text] for text in self[column]]

    def check(
        self,
        column: str,
        rows: Sequence[int],
        names: Sequence[str],
        expected: Sequence[str],
        report: Report,
    ) -> None:
        """Report every one of `rows` whose cell is not as `expected`; `names` are those to show."""
        cells = self[column]
        found = [cells[at] for at in rows]
        if found == list(expected):
            return
        for name, due, text in zip(names, expected, found, strict=True):
            if due != text:
                report.add(self.name, name, column, due or "blank", text or "blank")

    def hours(
        self, column: str, rows: tuple[str, ...], report: Report, blank: int | None = None
    ) -> list[int | None]:
        """Return the milli-hours of `column`; a blank cell reads as `blank`.

        A cell that is not an hour figure is a finding and reads as None.
        """
        read = self.parsed(column, lambda text: hours_cell(text) if text else blank)
        if None in read:
            for row, text, value in zip(rows, self[column], read, strict=True):
                if value is None:
                    report.add(self.name, row, column, "hours with three decimals", text or "blank")
        return read

    def hour_lists(
        self, column: str, rows: tuple[str, ...], report: Report
    ) -> list[tuple[int, ...] | None]:
        """Return the ``;`` lists of milli-hours of `column`; None, and a finding, if unreadable."""
        read = self.parsed(column, hour_list_cell)
        if None in read:
            for row, text, value in zip(rows, self[column], read, strict=True):
                if value is None:
                    report.add(self.name, row, column, "hours with three decimals", text)
        return read

    def counts(self, column: str, rows: tuple[str, ...], report: Report) -> list[int]:
        """Return the whole numbers of `column`; 0, and a finding, where there is none."""
        read = self.parsed(column, count_cell)
        if None in read:
            for row, text, value in zip(rows, self[column], read, strict=True):
                if value is None:
                    report.add(self.name, row, column, "a whole number", text or "blank")
        return [value or 0 for value in read]
