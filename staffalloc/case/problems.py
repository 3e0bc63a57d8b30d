"""What is wrong with a case, or was changed while reading it: code, place, and named fields.

The words are in :mod:`staffalloc.case.messages`; here is only what travels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from staffalloc.case.messages import CATALOGUE
from staffalloc.errors import StaffallocError

Language = Literal["vi", "en"]
FieldValue = str | int | float

_MOST_PLACES_SHOWN: Final = 5
_PERSONAL_NUMBER: Final = re.compile(r"(?<![\d.])(\d{3})(?:\d{6}|\d{9})(?!\d)")


@dataclass(frozen=True)
class Finding:
    """One remark on one or more cells: `place` is the first of them, `others` the rest.

    `fields` are the values the message is filled with. Values of personal columns never get
    here; numbers as long as an identity card's are masked.
    """

    code: str
    table: str = ""
    place: str = ""
    column: str = ""
    fields: tuple[tuple[str, FieldValue], ...] = ()
    others: tuple[str, ...] = ()

    def text(self, lang: Language = "vi") -> str:
        """Return the place, what is the matter and how to mend it, in Vietnamese or English."""
        message = CATALOGUE[self.code]
        values = {"table": self.table, "column": self.column} | {
            name: mask(value) for name, value in self.fields
        }
        what = message.text(lang).format_map(values)
        where = self._where(lang)
        return f"{where}: {what}" if where else what

    def _where(self, lang: Language) -> str:
        shown = [self.place, *self.others[: _MOST_PLACES_SHOWN - 1]] if self.place else []
        hidden = len(self.others) - (_MOST_PLACES_SHOWN - 1)
        if hidden > 0:
            shown.append(f"và {hidden} chỗ nữa" if lang == "vi" else f"and {hidden} more")
        return mask("; ".join(shown))


class Problem(Finding):
    """Something that must be mended before the case can be used."""


class Notice(Finding):
    """Something reading changed, assumed or left out; the case is usable."""


def mask(value: FieldValue) -> str:
    """Return `value` as text, numbers as long as an identity card's cut to three digits.

    Examples
    --------
    >>> mask("001099012345")
    '001…'
    >>> mask("00004")
    '00004'
    """
    return _PERSONAL_NUMBER.sub(r"\1…", str(value))


class CaseError(StaffallocError):
    """Bad input: every problem at once, each with its place and how to mend it.

    Parameters
    ----------
    problems : iterable of Problem
        At least one.

    Examples
    --------
    >>> error = CaseError([Problem("table_missing", table="units")])
    >>> print(error.text("en"))
    1 problem in the case:
      1. table "units" is missing. Add a sheet, file or key called "units".
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def text(self, lang: Language = "vi") -> str:
        """Return all problems, one a line, in one language."""
        return "\n".join([self._title(lang), *self._lines(lang)])

    def __str__(self) -> str:
        lines = [f"{self._title('vi')} / {self._title('en')}"]
        for vi, en in zip(self._lines("vi"), self._lines("en"), strict=True):
            lines += [vi, f"     {en.split('. ', 1)[1]}"]
        return "\n".join(lines)

    def _title(self, lang: Language) -> str:
        count = len(self.problems)
        if lang == "vi":
            return f"Dữ liệu có {count} lỗi:"
        return f"{count} problem{'s' if count != 1 else ''} in the case:"

    def _lines(self, lang: Language) -> list[str]:
        return [f"  {n}. {problem.text(lang)}" for n, problem in enumerate(self.problems, 1)]
