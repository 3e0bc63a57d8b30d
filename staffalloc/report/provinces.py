"""Names of provinces, from the public list that comes with the examples."""

from __future__ import annotations

from typing import Final

from staffalloc.case.case import Case
from staffalloc.case.problems import Language
from staffalloc.examples import read_provinces

_KINDS: Final = (("Thành phố ", "{} city"), ("Tỉnh ", "{} province"))


def province_names(case: Case, lang: Language) -> list[str]:
    """Return the names of the provinces of a case, as far as their codes are known."""
    provinces = read_provinces()
    names = dict(zip(provinces["province_code"], provinces["name"], strict=True))
    codes = sorted(set(case.units["province_code"]))
    return [_named(names[code], lang) for code in codes if code in names]


def _named(name: str, lang: Language) -> str:
    if lang == "vi":
        return name
    for kind, english in _KINDS:
        if name.startswith(kind):
            return english.format(name.removeprefix(kind))
    return name
