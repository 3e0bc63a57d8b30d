"""Vietnamese order: letters as the alphabet has them, tones decided syllable by syllable.

The alphabet is a ă â b c d đ e ê … u ư v x y; the tones follow level, grave, hook, tilde, acute,
dot below (a à ả ã á ạ). People are ordered by the given name, which stands last.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

_ALPHABET: Final = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACE: Final = {letter: place for place, letter in enumerate(_ALPHABET)}
_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}

Syllable = tuple[tuple[int, ...], int]  # letters, tone


def text_order(text: str) -> tuple[Syllable, ...]:
    """Return the key that sorts texts as a Vietnamese dictionary does.

    Examples
    --------
    >>> sorted(["Đông Anh", "Dương Xá", "Ba Vì", "Ân Thi", "An Khánh"], key=text_order)
    ['An Khánh', 'Ân Thi', 'Ba Vì', 'Dương Xá', 'Đông Anh']
    >>> sorted(["hòa", "hoa", "hoá", "họa", "hỏa"], key=text_order)
    ['hoa', 'hòa', 'hỏa', 'hoá', 'họa']
    """
    return tuple(_syllable(word) for word in text.split())


def person_order(name: str) -> tuple[Sequence[Syllable], Sequence[Syllable]]:
    """Return the key that sorts people: by given name, then family and middle names.

    Examples
    --------
    >>> sorted(["Trần Văn An", "Lê Thị Bình", "Đỗ Ánh", "Bùi An"], key=person_order)
    ['Bùi An', 'Trần Văn An', 'Đỗ Ánh', 'Lê Thị Bình']
    """
    order = text_order(name)
    return order[-1:], order[:-1]


def _syllable(word: str) -> Syllable:
    letters: list[int] = []
    tone = 0
    for character in unicodedata.normalize("NFC", word).casefold():
        bare, mark = _apart(character)
        tone = _TONES.get(mark, tone)
        letters += [_PLACE.get(letter, len(_ALPHABET) + ord(letter)) for letter in bare]
    return tuple(letters), tone


def _apart(character: str) -> tuple[str, str]:
    """Split a letter into itself without tones, and the first tone's mark; either may be blank."""
    marks = unicodedata.normalize("NFD", character)
    tone = next((mark for mark in marks if mark in _TONES), "")
    bare = "".join(mark for mark in marks if mark not in _TONES)
    return unicodedata.normalize("NFC", bare), tone
