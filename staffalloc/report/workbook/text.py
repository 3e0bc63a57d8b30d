"""Text in a cell of a sheet: how wide it is, how many lines it takes, how much of it fits.

Widths are in the unit of the columns of Excel, the width of a digit. They are estimates on the
wide side, because nobody knows with which font a sheet will be seen.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.case.problems import Language
from staffalloc.case.text import MOST_CELL_LENGTH
from staffalloc.tables.words import number_text

_SLIM, _NARROW, _ORDINARY, _CAPITAL, _BROAD, _FULL = 0.5625, 0.75, 1.03125, 1.3125, 1.6875, 2.25
_SLIM_LETTERS: Final = frozenset(" !',.:;I`ijl|")
_NARROW_LETTERS: Final = frozenset('"()-/[]frt')
_BROAD_LETTERS: Final = frozenset("%@MWmw")
_NO_WIDTH: Final = frozenset({"Cc", "Cf", "Me", "Mn"})
_FIRST_FULL: Final = 0x2190  # arrows, signs, the scripts of East Asia, emoji

_NEW_LINE: Final = "\n"
_ELLIPSIS: Final = "…"


def widths(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return the width of each text on one line, in digits, shape (texts,).

    Examples
    --------
    >>> narrow, capitals = widths(["Lào Cai", "LÀO CAI"])
    >>> bool(narrow < capitals)
    True
    >>> widths(["Ba Đình"]) == widths([unicodedata.normalize("NFD", "Ba Đình")])
    array([ True])
    """
    letters = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
    up_to = np.concatenate([[0.0], np.cumsum(_letter_widths()[np.minimum(letters, _FIRST_FULL)])])
    ends = np.cumsum([0, *map(len, texts)])
    found: NDArray[np.float64] = np.diff(up_to[ends])
    return found


@cache
def _letter_widths() -> NDArray[np.float64]:
    return np.array([*map(_letter_width, map(chr, range(_FIRST_FULL))), _FULL])


def _letter_width(letter: str) -> float:
    if unicodedata.category(letter) in _NO_WIDTH:
        return 0.0
    if unicodedata.east_asian_width(letter) in "FW":
        return _FULL
    base = unicodedata.normalize("NFD", letter)[0]
    if base in _SLIM_LETTERS:
        return _SLIM
    if base in _NARROW_LETTERS:
        return _NARROW
    if base in _BROAD_LETTERS:
        return _BROAD
    return _CAPITAL if base.isupper() else _ORDINARY


def widest_line(texts: Iterable[str]) -> float:
    r"""Return the width of the widest line of some texts; 0 where there are none.

    Examples
    --------
    >>> widest_line(["0000", "00\n0"]) == widest_line(["0000"]) > widest_line([])
    True
    """
    lines = "\n".join(texts).split("\n")
    return float(widths(lines).max())


def line_counts(texts: Sequence[str], width: float) -> list[int]:
    r"""Return how many lines each text takes in a column of a width, broken between words.

    A word longer than a line is broken where the line ends.

    Examples
    --------
    >>> line_counts(["một hai ba", "một\nhai", "x" * 20], 8)
    [2, 2, 3]
    """
    texts_in_words = [text.replace("\n", f" {_NEW_LINE} ").split(" ") for text in texts]
    sizes = widths([word for words in texts_in_words for word in words]).tolist()
    ends = np.cumsum([0, *map(len, texts_in_words)]).tolist()
    return [
        _lines(words, sizes[start:end], width)
        for words, (start, end) in zip(texts_in_words, pairwise(ends), strict=True)
    ]


def _lines(words: Sequence[str], sizes: Sequence[float], width: float) -> int:
    lines, used = 1, 0.0
    for word, size in zip(words, sizes, strict=True):
        if word == _NEW_LINE or (used and used + size > width):
            lines, used = lines + 1, 0.0
        if word != _NEW_LINE:
            overflow = int(size // width)
            lines += overflow
            used += size - overflow * width + _SLIM
    return lines


def utf16_length(text: str) -> int:
    """Return the length of a text as Excel counts it: an emoji is two.

    Examples
    --------
    >>> utf16_length("Đ"), utf16_length("🙂")
    (1, 2)
    """
    return len(text.encode("utf-16-le")) // 2


def fits(text: str, most: int = MOST_CELL_LENGTH) -> bool:
    """Return whether a text has at most so many UTF-16 units as a cell holds."""
    return len(text) <= most // 2 or utf16_length(text) <= most


def fitting(text: str, most: int = MOST_CELL_LENGTH) -> str:
    """Return a text that fits into a cell: what is too long ends in an ellipsis.

    Examples
    --------
    >>> fitting("Ba Đình", 4), fitting("🙂🙂🙂", 4)
    ('Ba …', '🙂…')
    """
    if fits(text, most):
        return text
    room = text.encode("utf-16-le")[: 2 * (most - len(_ELLIPSIS))]
    return room.decode("utf-16-le", "ignore") + _ELLIPSIS


def fitting_list(names: Sequence[str], lang: Language, most: int = MOST_CELL_LENGTH) -> str:
    """Return as many of the first names as fit into a cell, and the count of the others.

    One name is always there, cut if it must be.

    Examples
    --------
    >>> fitting_list(["Ba Đình", "Hoàn Kiếm", "Tây Hồ"], "en", most=22)
    'Ba Đình; and 2 more'
    """
    count = next((n for n in range(len(names), 0, -1) if fits(_listed(names, n, lang), most)), 0)
    if count:
        return _listed(names, count, lang)
    rest = _and_more(len(names) - 1, lang)
    return fitting(names[0], most - len(rest)) + rest


def _listed(names: Sequence[str], count: int, lang: Language) -> str:
    return "; ".join(names[:count]) + _and_more(len(names) - count, lang)


def _and_more(count: int, lang: Language) -> str:
    if not count:
        return ""
    number = number_text(count, lang)
    return f"; and {number} more" if lang == "en" else f"; và {number} trường hợp nữa"
