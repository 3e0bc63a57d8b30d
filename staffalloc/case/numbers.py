"""Numbers written as text, without guessing what a point or a comma means.

Without a locale only a plain number is read (``1234``, ``12.5``); what could be a thousand as
well as a decimal is refused until the planner says the locale.
"""

from __future__ import annotations

import math
import re
from typing import Final, Literal

from staffalloc.case.text import CellError

Locale = Literal["vi", "en"]
LOCALES: Final[tuple[Locale, ...]] = ("vi", "en")

_PLAIN: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_AMBIGUOUS: Final = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
_VI: Final = re.compile(r"[+-]?(\d+|[1-9]\d{0,2}(\.\d{3})+)(,\d+)?", re.ASCII)
_EN: Final = re.compile(r"[+-]?(\d+|[1-9]\d{0,2}(,\d{3})+)(\.\d+)?", re.ASCII)
_GROUPED_OR_COMMA: Final = re.compile(r"[+-]?\d[\d.,]*", re.ASCII)
COMMA_DECIMAL: Final = re.compile(r"[+-]?\d+,\d{1,2}|[+-]?\d{1,3}(\.\d{3})+,\d+", re.ASCII)
POINT_DECIMAL: Final = re.compile(r"[+-]?\d+\.\d{1,2}|[+-]?\d{1,3}(,\d{3})+\.\d+", re.ASCII)
_DECIMALS_OF_THREE: Final = re.compile(r"-?\d{1,3}\.\d{3}", re.ASCII)

_EXACT_DIGITS: Final = 15


def parse_number(text: str, locale: Locale | None, most: float | None = None) -> float:
    """Return the number a text stands for.

    Parameters
    ----------
    text : str
        Tidied text of one cell, not blank.
    locale : {"vi", "en"} or None
        ``vi`` reads ``1.234,5``, ``en`` reads ``1,234.5``, None reads neither.
    most : float or None
        Largest value of the column: ``21.038`` is no thousand where 90 is the most.

    Raises
    ------
    CellError
        With what to write instead.

    Examples
    --------
    >>> parse_number("12.500.000", "vi"), parse_number("1,5", "vi"), parse_number("1.5", None)
    (12500000.0, 1.5, 1.5)
    """
    if locale == "vi" and _VI.fullmatch(text):
        return _finite(text.replace(".", "").replace(",", "."), text)
    if locale == "en" and _EN.fullmatch(text):
        return _finite(text.replace(",", ""), text)
    if locale == "vi" and re.search("[.,]", text) and _GROUPED_OR_COMMA.fullmatch(text):
        raise CellError("number_not_in_locale", value=text, locale=locale, example="1.234,5")
    if _PLAIN.fullmatch(text):
        value = _finite(text, text)
        if locale is None and _AMBIGUOUS.fullmatch(text) and _fits(value * 1000, most):
            raise CellError(
                "number_ambiguous", value=text, thousands=text.replace(".", ""), decimal=text
            )
        return value
    if locale is None and _GROUPED_OR_COMMA.fullmatch(text):
        raise CellError("number_needs_locale", value=text)
    if text.casefold().lstrip("+-") in ("nan", "inf", "infinity"):
        raise CellError("number_not_finite", value=text)
    raise CellError("not_a_number", value=text)


def _fits(value: float, most: float | None) -> bool:
    return most is None or abs(value) <= most


def _finite(digits: str, text: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise CellError("number_not_finite", value=text)
    return value


def keep_digits(value: float) -> float:
    """Return `value` to 15 significant digits: what every format, Excel too, gives back.

    Examples
    --------
    >>> keep_digits(0.1 + 0.2)
    0.3
    """
    return value if value.is_integer() else float(f"{value:.{_EXACT_DIGITS}g}")


def write_number(value: float) -> str:
    """Return the shortest text that reads back as `value` and cannot be taken for a thousand.

    Examples
    --------
    >>> write_number(3.0), write_number(1.234), write_number(0.5)
    ('3', '1.2340', '0.5')
    """
    if value.is_integer() and abs(value) < 10**_EXACT_DIGITS:
        return str(int(value))
    text = repr(value)
    return text + "0" if _DECIMALS_OF_THREE.fullmatch(text) else text
