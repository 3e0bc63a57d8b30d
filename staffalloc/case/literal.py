"""Text in a workbook as it is: no markup to the writer, no escape to a reader."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

_LITERAL_BREAK: Final = re.compile(
    r"(?<=_)(?=x[0-9a-fA-F]{4}_)|(?<=_x)(?=[0-9a-fA-F]{4}_)|(?<=\A<)(?=r>)|(?<=\A<r)(?=>)"
)


def may_pass_for_markup(texts: Iterable[str]) -> bool:
    """Return whether any of the texts wants :func:`literal_runs`; a quick look at all at once."""
    joined = "\n".join(texts)
    return "_x" in joined or "<r>" in joined


def literal_runs(text: str) -> list[str]:
    """Return a text in the runs in which a sheet holds it literally; mostly it is one run.

    ``_x0041_`` is the letter A in the format of Excel, and xlsxwriter writes a text from
    ``<r>`` to ``</r>`` as markup. Broken in pieces, they are neither.

    Examples
    --------
    >>> literal_runs("Ba Đình"), literal_runs("_x0041_"), literal_runs("<r>1</r>")
    (['Ba Đình'], ['_', 'x', '0041_'], ['<', 'r', '>1</r>'])
    """
    return _LITERAL_BREAK.split(text)


def write_text(sheet: Any, row: int, place: int, text: str, look: Any = None) -> None:
    """Write a text into a cell of an xlsxwriter sheet, in as many runs as it needs."""
    runs = literal_runs(text)
    if len(runs) == 1:
        sheet.write_string(row, place, text, look)
    else:
        sheet.write_rich_string(row, place, *runs, *([look] if look is not None else []))
