"""What a check looks at: typed tables, the policy, and where to tell what it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from numpy.typing import ArrayLike

from staffalloc.case.policy import Policy
from staffalloc.case.problems import FieldValue
from staffalloc.case.raw import Findings
from staffalloc.case.tables import TypedTable


@dataclass(frozen=True)
class Look:
    """Tables and policy under a check, with short ways to report."""

    tables: Mapping[str, TypedTable]
    policy: Policy
    findings: Findings
    missing: frozenset[str] = frozenset()

    def frame(self, table: str) -> pd.DataFrame:
        """Return the typed frame of a table."""
        return self.tables[table].frame

    def is_sound(self, *tables: str) -> bool:
        """Return whether all these tables are there and were read without a problem."""
        return not any(name in self.missing or self.tables[name].broken for name in tables)

    def can_read(self, table: str, column: str) -> bool:
        """Return whether a column is there and was read without a problem."""
        return table not in self.missing and column not in self.tables[table].broken

    def problem(
        self, code: str, table: str, rows: ArrayLike, column: str, **fields: FieldValue
    ) -> None:
        """Report a problem of a column in the given rows (positions or a mask)."""
        places = self.tables[table].cells(rows, column)
        self.findings.problem(code, table, places, column, **fields)

    def each(self, code: str, table: str, mask: pd.Series, column: str, **columns: str) -> None:
        """Report each row of a mask; `columns` name the columns that fill the message."""
        frame = self.frame(table)
        for row in frame.index[mask]:
            fields = {field: str_of(frame.loc[row, name]) for field, name in columns.items()}
            self.problem(code, table, [row], column, **fields)


def str_of(value: object) -> str:
    """Return a value of a frame as a planner would write it.

    Examples
    --------
    >>> str_of(3.0), str_of("A1")
    ('3', 'A1')
    """
    return f"{value:g}" if isinstance(value, float) else str(value)
