"""The departments as they come out: their work, who heads them, and the span of each head."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.vocabulary import ANY_FIELD, NO_FIELD
from staffalloc.establishment.departments import Department, DepartmentDesign

_COLUMNS: Final = [
    "unit_code",
    "department",
    "head_position",
    "positions",
    "fields",
    "officers",
    "organisations",
    "head",
    "fields_mastered",
    "verdict",
]


def departments_table(
    case: Case, design: DepartmentDesign, leaders: pd.DataFrame, held: pd.DataFrame
) -> pd.DataFrame:
    """Return one row a department or half of one, by unit.

    Parameters
    ----------
    case : Case
    design : DepartmentDesign
    leaders, held : DataFrame
        Who holds each leader's post, and who holds a position beside a post.

    Notes
    -----
    The heads' posts of a divided department go to its halves in turn. A field of work is
    mastered if a field that one of its positions asks for is of the family of one of the head's
    own, or if none is asked for. ``over_span`` are more fields than one head should direct,
    unless the head masters all of them.
    """
    span = _Span(case)
    holders = _holders(leaders, held)
    rows = []
    for department in design.departments:
        seats = holders.get((department.unit_code, department.head_position), [])
        own = seats[department.part - 1 :: 2] if department.part else seats
        heads = [cadre for cadre in own if cadre]
        mastered = span.mastered(department, heads)
        rows.append(
            (
                department.unit_code,
                department.code,
                department.head_position,
                ";".join(department.positions),
                len(department.fields),
                department.officers,
                design.organisations[department.unit_code],
                ";".join(heads),
                mastered,
                span.verdict(len(department.fields), mastered, heads),
            )
        )
    return pd.DataFrame(rows, columns=_COLUMNS)


def _holders(leaders: pd.DataFrame, held: pd.DataFrame) -> Mapping[tuple[str, str], list[str]]:
    """Return who sits in each leader's post, blank where nobody does, by unit and position."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for table, position in ((leaders, "lead_position"), (held, "position_id")):
        rows = zip(table["unit_code"], table[position], table["cadre_id"], strict=True)
        for unit, code, cadre in rows:
            found[unit, code].append(cadre)
    return found


class _Span:
    """What the positions of a department ask for, and what its heads have studied."""

    def __init__(self, case: Case) -> None:
        self._family = dict(zip(case.fields["field"], case.fields["family"], strict=True))
        positions = case.positions
        asked = positions["required_fields"].str.split(";")
        self._asked = dict(zip(positions["position_id"], asked, strict=True))
        self._field = dict(zip(positions["position_id"], positions["field"], strict=True))
        self._studied = dict(zip(case.cadres["cadre_id"], case.cadres["fields"], strict=True))
        self._most = int(case.policy.most_fields_of_head)

    def mastered(self, department: Department, heads: Sequence[str]) -> int:
        """Count the fields of work that the heads have an education for."""
        if not heads:
            return 0
        studied = {field for head in heads for field in self._studied[head].split(";")} - {""}
        families = {self._family_of(field) for field in studied}
        known = {
            self._field[code]
            for code in department.positions
            if any(self._is_known(field, families) for field in self._asked[code])
        }
        return len(known)

    def verdict(self, fields: int, mastered: int, heads: Sequence[str]) -> str:
        if not heads:
            return "no_head"
        return "over_span" if fields > self._most and mastered < fields else "within"

    def _is_known(self, field: str, families: set[str]) -> bool:
        return field in ("", ANY_FIELD, NO_FIELD) or self._family_of(field) in families

    def _family_of(self, field: str) -> str:
        return self._family.get(field) or field
