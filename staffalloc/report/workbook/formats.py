"""The formats of the sheets of tables, each made once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from staffalloc.case.problems import Language
from staffalloc.tables.words import Tone

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

NUMBER_FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "count": "#,##0_ _ ",
        "year": "0_ _ ",
        "hours": "#,##0.0_ _ ",
        "hours_long": "#,##0.0_ _ ",
        "fte": "#,##0.00_ _ ",
        "ratio": "0.00_ _ ",
        "share": "0%_ _ ",
        "km": "0.0_ _ ",
        "amount": "#,##0.0##_ _ ",
    }
)
# LibreOffice writes 1.234,5 by it on any computer; Excel keeps to the settings of its own.
LOCALES: Final[Mapping[Language, str]] = MappingProxyType({"vi": "[$-42A]", "en": "[$-409]"})
# Told apart on a black and white print by letters and frame.
_TONE_LOOKS: Final[Mapping[Tone, Mapping[str, object]]] = MappingProxyType(
    {
        "bad": {"bg_color": "#F8CBAD", "bold": True, "border": 1},
        "warn": {"bg_color": "#FFE699", "italic": True},
        "good": {"bg_color": "#E2EFDA"},
    }
)


class Formats:
    """The formats of a workbook in a language."""

    def __init__(self, workbook: Workbook, lang: Language) -> None:
        base = {"valign": "top"}
        self.header: Format = workbook.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "top",
                "align": "center",
                "bg_color": "#DDEBF7",
                "border": 1,
            }
        )
        # Text typed over in these cells stays text, even where it begins like a formula.
        self.text: Format = workbook.add_format({**base, "num_format": "@"})
        self.wrapped: Format = workbook.add_format(
            {**base, "text_wrap": True, "quote_prefix": True}
        )
        self.numbers: Mapping[str, Format] = {
            kind: workbook.add_format({**base, "num_format": LOCALES[lang] + code})
            for kind, code in NUMBER_FORMATS.items()
        }
        self.tones: Mapping[Tone, Format] = {
            tone: workbook.add_format({**base, "text_wrap": True, **look})
            for tone, look in _TONE_LOOKS.items()
        }
