"""Dates: ISO text in memory; days before months only where the planner says so."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime
from typing import Final

from staffalloc.case.numbers import Locale
from staffalloc.case.text import CellError

FIRST_DAY: Final = date(1900, 3, 1)  # before it Excel counts a day that never was

ISO_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


def date_text(day: date) -> str:
    """Return a date cell as ISO text; a time of day or a day before March 1900 is refused."""
    if isinstance(day, datetime):
        if (day.hour, day.minute, day.second, day.microsecond) != (0, 0, 0, 0):
            raise CellError("date_with_time", value=day.isoformat(" "))
        day = day.date()
    if day < FIRST_DAY:
        raise CellError("date_too_early", value=day.isoformat(), first=FIRST_DAY.isoformat())
    return day.isoformat()


def parse_date(text: str, locale: Locale | None) -> str:
    """Return ISO text of a written date.

    Raises
    ------
    CellError
        For any other form than ``YYYY-MM-DD``, or ``DD/MM/YYYY`` under ``locale="vi"``.

    Examples
    --------
    >>> parse_date("2024-02-01", None), parse_date("01/02/2024", "vi")
    ('2024-02-01', '2024-02-01')
    """
    iso = ISO_DATE.fullmatch(text)
    if iso:
        return date_text(_real(int(iso[1]), int(iso[2]), int(iso[3]), text))
    day_first = DAY_FIRST.fullmatch(text)
    if day_first and locale == "vi":
        return date_text(_real(int(day_first[3]), int(day_first[2]), int(day_first[1]), text))
    if day_first:
        raise CellError("date_needs_locale", value=text)
    raise CellError("not_a_date", value=text)


def months_later(day: str, months: int) -> str:
    """Return the ISO date some months after another, the last of a month where it is shorter.

    Examples
    --------
    >>> months_later("2025-12-31", 60), months_later("2024-02-29", 12)
    ('2030-12-31', '2025-02-28')
    """
    start = date.fromisoformat(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).isoformat()


def _real(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise CellError("not_a_date", value=text) from None
