"""Codes in words: names of units, positions and people, and readable posts and prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from staffalloc.case.case import Case
from staffalloc.case.problems import Language
from staffalloc.case.vocabulary import UNIT_KINDS
from staffalloc.tables.names import names_of
from staffalloc.tables.words import DEPARTMENTS, WORK_FIELDS, named, number_text

_CASES_SHOWN: Final = 12
_COUNTED: Final = "+"  # a gate that counts heads lists them as +1, +2, …


@dataclass(frozen=True)
class Labels:
    """The names behind the codes of one case, in one language."""

    case: Case
    lang: Language

    @cached_property
    def units(self) -> Mapping[str, str]:
        """Name of each unit with its kind, Phường Ba Đình; its code where it has no name."""
        rows = self.case.units[["unit_code", "name", "kind"]].itertuples(index=False)
        return {code: self._unit_name(name, kind) if name else code for code, name, kind in rows}

    @cached_property
    def positions(self) -> Mapping[str, str]:
        """Name of each position, in the other language or its code where there is none."""
        return names_of(self.case.positions, "position_id", self.lang)

    def field(self, field: str) -> str:
        """Return a field of work in words."""
        return named(field, WORK_FIELDS, self.lang)

    def department(self, department: str) -> str:
        """Return a department in words."""
        return named(department, DEPARTMENTS, self.lang)

    @cached_property
    def cadres(self) -> Mapping[str, str]:
        cadres = self.case.cadres
        return dict(zip(cadres["cadre_id"], cadres["name"], strict=True))

    def _unit_name(self, name: str, kind: str) -> str:
        vietnamese, english = UNIT_KINDS[kind]
        if name.casefold().startswith(vietnamese.casefold()):
            return name
        return f"{name} {english.lower()}" if self.lang == "en" else f"{vietnamese} {name}"

    def parts(self, text: str) -> str:
        """Return the parts of a post with their shares: P41 87 % + P43 13 %."""
        return " + ".join(f"{code} {share}" for code, share in self._shares(text))

    def tasks(self, text: str) -> str:
        """Return the same with the names of the positions."""
        return " + ".join(f"{self.positions[code]} {share}" for code, share in self._shares(text))

    def _shares(self, text: str) -> list[tuple[str, str]]:
        pairs = (part.rsplit(":", 1) for part in text.split(";"))
        return [(code, self.percent(float(share))) for code, share in pairs]

    def percent(self, share: float) -> str:
        """Return a share as a whole percentage; a non-breaking blank keeps it on one line."""
        return f"{number_text(100 * share, self.lang)}\u00a0%"

    @staticmethod
    def seat_type(text: str) -> str:
        """Return the positions of a seat type, lead first: P41 + P43."""
        if not text:
            return ""
        _, lead, others = text.split("/")
        return " + ".join([lead, *(code for code in others.split("+") if code)])

    def prices(self, text: str) -> str:
        """Return a list of prices in hours as it is written in the language."""
        values = (float(price) for price in text.split(";") if price)
        return "; ".join(number_text(price, self.lang, 1) for price in values)

    def cases(self, text: str) -> str:
        """Return the first cases of a gate with the names of units and positions."""
        codes = text.split(";") if text else []
        if codes and codes[-1].startswith(_COUNTED):
            return codes[-1]
        shown = "; ".join(self._case(code) for code in codes[:_CASES_SHOWN])
        more = len(codes) - _CASES_SHOWN
        if more <= 0:
            return shown
        rest = number_text(more, self.lang)
        tail = f"and {rest} more" if self.lang == "en" else f"và {rest} trường hợp nữa"
        return f"{shown}; {tail}"

    def _case(self, code: str) -> str:
        unit, slash, position = code.partition("/")
        if slash:
            return f"{self.units.get(unit, unit)}: {self.positions.get(position, position)}"
        name = self.units.get(code, "")
        return f"{name} ({code})" if name else code
