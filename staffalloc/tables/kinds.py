"""What a column of an output table can hold, and how a column and a table are described.

=============  ===================================================================
kind           what a cell holds
=============  ===================================================================
unit, cadre    a code of the case; the workbook writes the name beside it
position       the same, of the catalogue
field          a field of work, in the catalogue's word
post, group    a code of the plan's own
seat_type      ``unit/lead/other+other``
codes, text    codes joined by ``;``; plain text
sentence       a text of one or more sentences, shown over several lines
gate           the name of a gate
word, words    one word of a vocabulary; words joined by ``;``
count          a whole number
year           a year, never with a separator
hours          hours to the milli-hour, three decimals
hours_long     hours that were never rounded, nine decimals
prices         exact hours joined by ``;``
parts          ``position:share`` joined by ``;``, the lead first
fte            officers (full-time equivalents), twelve decimals
share          share of one officer's working time, twelve decimals
ratio          a quotient, twelve decimals
km             kilometres, three decimals
amount         what a limit counts, people or salary coefficients, three decimals
flag           yes or no
=============  ===================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from staffalloc.case.problems import Language
from staffalloc.case.vocabulary import Words

Kind = Literal[
    "unit",
    "cadre",
    "position",
    "field",
    "post",
    "group",
    "seat_type",
    "codes",
    "text",
    "sentence",
    "gate",
    "word",
    "words",
    "count",
    "year",
    "hours",
    "hours_long",
    "prices",
    "parts",
    "fte",
    "share",
    "ratio",
    "km",
    "amount",
    "flag",
]
Headers = tuple[str, str]  # Vietnamese, English

DECIMALS: Final[Mapping[str, int]] = MappingProxyType(
    {"hours": 3, "hours_long": 9, "fte": 12, "share": 12, "ratio": 12, "km": 3, "amount": 3}
)


@dataclass(frozen=True)
class Column:
    """One column: what it holds and how it is called.

    `label` heads the column of names the workbook puts beside a code. `width`, in digits, is
    that of the column of the sheet, where it is not to follow from what it holds.
    """

    name: str
    kind: Kind
    vi: str
    en: str
    words: Words | None = None
    label: Headers | None = None
    width: float | None = None

    def header(self, lang: Language) -> str:
        """Return the header in a language."""
        return self.en if lang == "en" else self.vi


@dataclass(frozen=True)
class OutputTable:
    """One table: its columns in the order of the file, and what its sheet is for.

    `derived` are columns of the workbook alone; `order` is the order of its sheet where that
    is another than the file's, and need not show every column. A table that is not `in_workbook`
    has no sheet, only its file. `frozen` columns stay in sight. An `optional` table is there only
    where the case has the rule or the goal it is of.
    """

    name: str
    vi: str
    en: str
    vi_reading: str
    en_reading: str
    columns: tuple[Column, ...]
    derived: tuple[Column, ...] = ()
    order: tuple[str, ...] = ()
    in_workbook: bool = True
    frozen: int = 1
    optional: bool = False

    def title(self, lang: Language) -> str:
        """Return the name of the sheet."""
        return self.en if lang == "en" else self.vi

    def reading(self, lang: Language) -> str:
        """Return one sentence on what the sheet shows and how to read it."""
        return self.en_reading if lang == "en" else self.vi_reading

    def column(self, name: str) -> Column:
        """Return the column of that name; raises ``KeyError`` if there is none."""
        return {column.name: column for column in (*self.columns, *self.derived)}[name]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def sheet_columns(self) -> tuple[Column, ...]:
        """The columns of the sheet, in its order."""
        return tuple(self.column(name) for name in self.order) if self.order else self.columns
