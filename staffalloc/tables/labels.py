"""Codes in words: names of units, positions and people, and readable posts and prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from staffalloc.case.case import Case
from staffalloc.case.problems import Language
from staffalloc.case.vocabulary import UNIT_KINDS
from staffalloc.tables.names import names_of
from staffalloc.tables.words import DEPARTMENTS, WORK_FIELDS, named, number_text


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
        """Return a field of work in words: as table fields names it, else as the library does."""
        given = self._fields.get(field, field)
        return given if given != field else named(field, WORK_FIELDS, self.lang)

    @cached_property
    def _fields(self) -> Mapping[str, str]:
        return names_of(self.case.fields, "field", self.lang)

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
