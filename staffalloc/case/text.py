"""Text of a cell: what is tidied (and reported), and what is refused.

Names and remarks keep their inner blanks; keys (ids, words, headers) are tidied throughout,
because two keys that look alike must be alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST_CELL_LENGTH: Final = 32_767  # of an Excel cell, in UTF-16 units

_EDGE_BLANKS: Final = "\u200b\ufeff\u2060"
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_DAMAGED: Final = re.compile("[\ufffd\ufffe\uffff\ud800-\udfff]")
_ETH: Final = re.compile("[\u00d0\u00f0]")  # Icelandic letters that look like Đ

_GUARDED: Final = "=+\\-@\t\r\n＝＋－＠"
_NEEDS_GUARD: Final = re.compile(f"'*[{_GUARDED}]")
_HAS_GUARD: Final = re.compile(f"'+[{_GUARDED}]")

_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_TWO_VOWELS_TONED: Final = re.compile(f"(?:o[{_TONES}]?[ae]|u[{_TONES}]?y)[{_TONES}]?", re.I)


class CellError(ValueError):
    """A cell cannot be read; carries the code of the message and its fields."""

    def __init__(self, code: str, **fields: str | int | float) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields


@dataclass(frozen=True)
class Clean:
    """Tidied text, and the codes of the notices that say what was changed."""

    text: str
    changes: tuple[str, ...] = ()


_ORDINARY: Final = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u00cf\u00d1-\u00ef\u00f1-\u02ff\u1e00-\u1eff]*"
)
_LOOSE_BLANKS: Final = re.compile(r"^ | $|  |\n\n", re.MULTILINE)


def all_tidy(texts: Sequence[str]) -> bool:
    """Return whether a column of texts, none blank, is certainly tidy already.

    A quick look at the whole column at once; False only means that each text wants a look.
    """
    joined = "\n".join(texts)
    lines = joined.split("\n")
    return (
        len(lines) == len(texts)
        and all(lines)
        and max(map(len, lines), default=0) <= MOST_CELL_LENGTH
        and _ORDINARY.fullmatch(joined.replace("\n", " ")) is not None
        and _LOOSE_BLANKS.search(joined) is None
        and unicodedata.is_normalized("NFC", joined)
    )


def clean_text(text: str) -> Clean:
    """Tidy a name or remark: edges, line ends, NFC; raises `CellError` for broken text."""
    if _is_plain(text):
        return Clean(text)
    _refuse_broken(text)
    changes = []
    joined = text.replace("\r\n", "\n").replace("\r", "\n")
    if joined != text:
        changes.append("newlines")
    return _finished(joined, changes)


def clean_key(text: str) -> Clean:
    """Tidy an id, word or header: also inner blanks become one, invisible characters go."""
    if _is_plain(text) and "  " not in text:
        return Clean(text)
    _refuse_broken(text)
    changes = []
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    if visible != text:
        changes.append("invisible")
    single = " ".join(visible.split())
    if single != visible.strip():
        changes.append("blanks_inside")
    return _finished(single if single != visible.strip() else visible, changes)


def _is_plain(text: str) -> bool:
    is_short = len(text) <= MOST_CELL_LENGTH
    return is_short and text.isascii() and text.isprintable() and text == text.strip()


def _refuse_broken(text: str) -> None:
    damaged = _DAMAGED.search(text)
    if damaged:
        raise CellError("damaged_text", character=f"U+{ord(damaged[0]):04X}")
    control = _CONTROL.search(text.strip())
    if control:
        raise CellError("control_character", character=f"U+{ord(control[0]):04X}")
    if len(text.encode("utf-16-le")) // 2 > MOST_CELL_LENGTH:
        raise CellError("text_too_long", length=len(text), most=MOST_CELL_LENGTH)


def _finished(text: str, changes: list[str]) -> Clean:
    trimmed = trim(text)
    if trimmed != text:
        changes.append("trimmed")
    composed = unicodedata.normalize("NFC", trimmed)
    if composed != trimmed:
        changes.append("composed")
    if _ETH.search(composed):
        changes.append("eth")
    return Clean(composed, tuple(changes))


def trim(text: str) -> str:
    """Return `text` without blanks and invisible blanks at its ends."""
    previous = None
    while text != previous:
        previous, text = text, text.strip().strip(_EDGE_BLANKS)
    return text


def fold_header(text: str) -> str:
    """Return the form in which two headers count as the same.

    Examples
    --------
    >>> fold_header("  Unit\u00a0Code ") == fold_header("unit code")
    True
    """
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFC", " ".join(visible.split())).casefold()


def fold_tones(text: str) -> str:
    """Return a form that is the same for both ways of placing the tone: hoà, hòa.

    Examples
    --------
    >>> fold_tones("Hoà Thủy") == fold_tones("Hòa Thuỷ")
    True
    >>> fold_tones("hoa") == fold_tones("hòa")
    False
    """
    decomposed = unicodedata.normalize("NFD", text)
    return _TWO_VOWELS_TONED.sub(_tone_last, decomposed)


def _tone_last(match: re.Match[str]) -> str:
    vowels = "".join(c for c in match[0] if c not in _TONES)
    return vowels + "".join(c for c in match[0] if c in _TONES)


def guard_formula(text: str) -> str:
    """Return text that no spreadsheet runs as a formula when it opens a CSV file.

    Examples
    --------
    >>> guard_formula("=1+1"), guard_formula("'=1"), guard_formula("Ba Đình")
    ("'=1+1", "''=1", 'Ba Đình')
    """
    return "'" + text if _NEEDS_GUARD.match(text) else text


def unguard_formula(text: str) -> str:
    """Undo :func:`guard_formula`: remove exactly the one apostrophe it put."""
    return text[1:] if text.startswith("'") and _HAS_GUARD.match(text) else text
