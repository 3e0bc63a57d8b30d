"""How a table of a case and its columns are described."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from staffalloc.case.vocabulary import Words

# What a column may refer to: a table and its key.
TO_UNIT: Final = ("units", "unit_code")
TO_POSITION: Final = ("positions", "position_id")
TO_INDICATOR: Final = ("indicators", "indicator_id")
TO_CADRE: Final = ("cadres", "cadre_id")
TO_FIELD: Final = ("fields", "field")

ColumnType = Literal["id", "text", "word", "words", "date", "number", "count", "flag"]


@dataclass(frozen=True)
class Column:
    """One column: what it holds, and what it means to a planner."""

    name: str
    type: ColumnType
    vi: str
    en: str
    required: bool = False
    default: str | float | bool | None = None
    words: Words | None = None
    refers_to: tuple[str, str] | None = None
    minimum: float | None = None
    maximum: float | None = None
    personal: bool = False
    notice_if_blank: str = ""  # code of the notice that tells a default was taken
    note: tuple[str, str] | None = None  # what else a planner has to know, `vi` is a header too


@dataclass(frozen=True)
class Table:
    """One table: its columns in order, its key, and whether a case must have it."""

    name: str
    vi: str
    en: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    required: bool = False

    def column(self, name: str) -> Column:
        """Return the column called `name`; raises ``KeyError`` if there is none."""
        return self._by_name[name]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def _by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}
