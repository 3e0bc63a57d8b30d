"""One cell: from whatever the source gave to the value the column holds.

Each reader of a cell returns the value and the codes of what was changed, or raises
`CellError` with the message to show. Blank cells never get here.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import numpy as np
import pandas as pd

from staffalloc.case import dates, numbers
from staffalloc.case.numbers import Locale
from staffalloc.case.raw import BadCell
from staffalloc.case.table_kinds import Column
from staffalloc.case.text import CellError, clean_key, clean_text, trim
from staffalloc.case.vocabulary import Words

CellValue = str | float | bool
_YES: Final = frozenset({"yes", "true", "1", "có", "x"})
_NO: Final = frozenset({"no", "false", "0", "không"})
_MOST_ID_DIGITS: Final = 15
_UNIT_CODE_WIDTH: Final = 5


@dataclass(frozen=True)
class Read:
    """A value read from a cell, and the codes of the notices about it."""

    value: CellValue
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CellContext:
    """What reading a cell of a column needs beyond the cell."""

    column: Column
    locale: Locale | None
    id_width: int  # digits of the other codes of the column, 0 if unknown


def is_blank(cell: object) -> bool:
    """Return whether a cell holds nothing: None, NaN, NaT, or only blanks."""
    if isinstance(cell, str):
        return not cell or (not cell[0].isalnum() and not trim(cell))
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return True
    return isinstance(cell, float) and math.isnan(cell)


def read_cell(cell: object, context: CellContext) -> Read:
    """Return the value of a cell that is not blank; raises `CellError`."""
    if isinstance(cell, BadCell):
        raise CellError(cell.code, value=cell.shown)
    if isinstance(cell, np.generic):
        cell = cell.item()
    return _READERS[context.column.type](cell, context)


def _read_id(cell: object, context: CellContext) -> Read:
    cleaned = clean_key(_id_text(cell, context))
    return Read(cleaned.text, cleaned.changes)


def _id_text(cell: object, context: CellContext) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        raise CellError("not_text", value=str(cell).upper())
    if isinstance(cell, date):
        as_typed = f"{cell.day}-{cell.month}"
        raise CellError("date_in_id", value=cell.isoformat()[:10], proposal=as_typed)
    if isinstance(cell, int | float):
        raise _number_in_id(cell, context)
    raise CellError("not_text", value=_shown(cell))


def _number_in_id(cell: float, context: CellContext) -> CellError:
    if not math.isfinite(cell) or int(cell) != cell or cell < 0:
        return CellError("number_in_id_unknown", value=_shown(cell))
    if len(str(int(cell))) > _MOST_ID_DIGITS:
        return CellError("number_too_long", digits=len(str(int(cell))), most=_MOST_ID_DIGITS)
    refers_to = context.column.refers_to
    is_unit = context.column.name == "unit_code" or refers_to == ("units", "unit_code")
    width = context.id_width or (_UNIT_CODE_WIDTH if is_unit else 0)
    proposal = str(int(cell)).zfill(width)
    return CellError("number_in_id", value=_shown(cell), proposal=proposal)


def _read_text(cell: object, _: CellContext) -> Read:
    if isinstance(cell, str):
        cleaned = clean_text(cell)
        return Read(cleaned.text, cleaned.changes)
    if isinstance(cell, bool):
        return Read(str(cell).upper(), ("number_as_text",))
    if isinstance(cell, int | float) and math.isfinite(cell):
        return Read(numbers.write_number(float(cell)), ("number_as_text",))
    if isinstance(cell, date):
        raise CellError("date_in_text", value=cell.isoformat()[:10])
    raise CellError("not_text", value=_shown(cell))


def _read_word(cell: object, context: CellContext) -> Read:
    allowed = context.column.words or {}
    if isinstance(cell, bool) and set(allowed) == {"yes", "no"}:
        return Read("yes" if cell else "no")
    text = _plain_key(cell)
    if text in allowed:
        return Read(text)
    known = word_aliases(allowed)
    folded = text.casefold()
    if folded in known:
        return Read(known[folded], ("word_translated",))
    raise CellError("unknown_word", value=text, **_nearest_word(folded, allowed))


def _plain_key(cell: object) -> str:
    if not isinstance(cell, str):
        raise CellError("not_text", value=_shown(cell))
    return clean_key(cell).text


def word_aliases(words: Words) -> Mapping[str, str]:
    """Return every accepted spelling, folded, and the word it stands for."""
    aliases = {word.casefold(): word for word in words}
    for word, labels in words.items():
        for label in labels:
            aliases.setdefault(label.casefold(), word)
    return aliases


def _nearest_word(folded: str, words: Words) -> dict[str, str]:
    aliases = word_aliases(words)
    # Some word is always proposed, however far: the list of all stands beside it.
    close = difflib.get_close_matches(folded, list(aliases), n=1, cutoff=0.0)
    nearest = aliases[close[0]]
    return {"nearest": nearest, "allowed": ", ".join(words)}


def _read_words(cell: object, context: CellContext) -> Read:
    if isinstance(cell, list | tuple):
        parts = [clean_key(_id_text(part, context)) for part in cell]
    else:
        parts = [clean_key(part) for part in _id_text(cell, context).split(";")]
    kept = [part.text for part in parts if part.text]
    if any(";" in text for text in kept):
        raise CellError("semicolon_in_list", value=_shown(cell))
    unique = list(dict.fromkeys(kept))
    changes = {change for part in parts for change in part.changes if change != "trimmed"}
    if len(unique) < len(kept):
        changes.add("repeated_words")
    return Read(";".join(unique), tuple(sorted(changes)))


def _read_date(cell: object, context: CellContext) -> Read:
    if isinstance(cell, date):
        return Read(dates.date_text(cell))
    if isinstance(cell, str):
        cleaned = clean_key(cell)
        return Read(dates.parse_date(cleaned.text, context.locale), cleaned.changes)
    raise CellError("not_a_date", value=_shown(cell))


def _read_number(cell: object, context: CellContext) -> Read:
    column = context.column
    value, changes = _number(cell, context)
    if column.type == "count" and not value.is_integer():
        raise CellError("not_whole", value=_shown(cell))
    check_range(value, column)
    return Read(numbers.keep_digits(value) + 0.0, changes)


def _number(cell: object, context: CellContext) -> tuple[float, tuple[str, ...]]:
    if isinstance(cell, str):
        cleaned = clean_key(cell)
        number = numbers.parse_number(cleaned.text, context.locale, context.column.maximum)
        return number, cleaned.changes
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not math.isfinite(cell):
            raise CellError("number_not_finite", value=_shown(cell))
        return float(cell), ()
    raise CellError("not_a_number", value=_shown(cell))


def check_range(value: float, column: Column) -> None:
    """Raise `CellError` where a number is outside the range of its column."""
    low, high = column.minimum, column.maximum
    if low is not None and value < low:
        raise CellError("below_minimum", value=numbers.write_number(value), least=f"{low:g}")
    if high is not None and value > high:
        raise CellError("above_maximum", value=numbers.write_number(value), most=f"{high:g}")


def _read_flag(cell: object, _: CellContext) -> Read:
    if isinstance(cell, bool):
        return Read(cell)
    if isinstance(cell, int | float) and cell in (0, 1):
        return Read(bool(cell))
    if isinstance(cell, str):
        folded = clean_key(cell).text.casefold()
        if folded in _YES or folded in _NO:
            return Read(folded in _YES)
    raise CellError("not_yes_no", value=_shown(cell))


def _shown(cell: object) -> str:
    if isinstance(cell, float) and math.isfinite(cell):
        return numbers.write_number(cell)
    if isinstance(cell, str | int | float | date | datetime | time | timedelta):
        return str(cell)
    return type(cell).__name__


_READERS: Final[Mapping[str, Callable[[object, CellContext], Read]]] = {
    "id": _read_id,
    "text": _read_text,
    "word": _read_word,
    "words": _read_words,
    "date": _read_date,
    "number": _read_number,
    "count": _read_number,
    "flag": _read_flag,
}
