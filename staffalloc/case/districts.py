"""Names of dissolved districts: the same one is written with or without what kind it was."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

_KINDS: Final = ("huyện ", "quận ", "thị xã ", "thành phố ")


class DistrictNames:
    """The districts that a table names, to be found again as somebody else wrote them.

    Two names are one if they differ in capitals and blanks alone, or in that one says the kind
    and the other does not. Huyện and Thị xã of one name are two districts.

    Parameters
    ----------
    names : iterable of str
        Blank ones are left out.

    Examples
    --------
    >>> known = DistrictNames(["Huyện Cai Lậy", "Thị xã Cai Lậy", "Quận Ba Đình"])
    >>> known.meant_by("ba đình "), known.meant_by("THỊ XÃ CAI LẬY"), known.meant_by("Ba Vì")
    (('Quận Ba Đình',), ('Thị xã Cai Lậy',), ())
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_whole: dict[str, list[str]] = defaultdict(list)
        self._by_bare: dict[str, list[str]] = defaultdict(list)
        for name in sorted(set(names) - {""}):
            self._by_whole[_folded(name)].append(name)
            self._by_bare[_bare(name)].append(name)

    def meant_by(self, text: str) -> tuple[str, ...]:
        """Return the known names that a text may mean: the same one, else but for the kind."""
        whole, bare = _folded(text), _bare(text)
        if whole in self._by_whole:
            return tuple(self._by_whole[whole])
        alike = self._by_bare.get(bare, [])
        if whole == bare:
            return tuple(alike)
        return tuple(name for name in alike if _folded(name) == bare)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split())).casefold()


def _bare(text: str) -> str:
    folded = _folded(text)
    kind = next((kind for kind in _KINDS if folded.startswith(kind)), "")
    return folded.removeprefix(kind)
