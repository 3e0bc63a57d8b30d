"""``applicability.csv`` and ``overrides.csv``: which positions a unit has, and who decided."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from staffalloc.verify.catalogue import KINDS_SERVED, Catalogue
from staffalloc.verify.departments import Design, designed_posts
from staffalloc.verify.findings import Report
from staffalloc.verify.sheet import Sheet

_YES_NO = {True: "yes", False: "no"}


def check_applicability(
    catalogue: Catalogue, design: Design | None, sheets: Mapping[str, Sheet], report: Report
) -> None:
    """Compare both tables with the case, row by row."""
    rows = _matrix(catalogue, design)
    _compare(sheets["applicability"], rows, report)
    given = catalogue.case.tables["applicability"]
    named = set(zip(given["unit_code"], given["position_id"], strict=True))
    kinds = catalogue.units["kind"].tolist()
    scope = catalogue.word("applies_to")
    overrides = {}
    for (unit, position), row in rows.items():
        if (unit, position) in named:
            at, column = catalogue.unit_at[unit], catalogue.position_at[position]
            by_kind = _YES_NO[scope[column] in KINDS_SERVED.get(kinds[at], ())]
            overrides[unit, position] = {"by_kind": by_kind, **row}
    _compare(sheets["overrides"], overrides, report)


def _matrix(catalogue: Catalogue, design: Design | None) -> dict[tuple[str, str], dict[str, str]]:
    given = catalogue.case.tables["applicability"]
    cells = zip(given["unit_code"], given["position_id"], strict=True)
    said = dict(zip(cells, zip(given["author"], given["comment"], strict=True), strict=True))
    rows = {}
    for unit, position in np.ndindex(catalogue.applies.shape):
        key = catalogue.unit_codes[unit], catalogue.position_ids[position]
        applies = bool(catalogue.applies[unit, position])
        decided = "override" if key in said else "kind"
        if applies and designed_posts(catalogue, design, unit, position) == ():
            applies, decided = False, "departments"
        author, comment = said.get(key, ("", ""))
        rows[key] = {
            "applies": _YES_NO[applies],
            "decided_by": decided,
            "author": author,
            "comment": comment,
        }
    return rows


def _compare(
    sheet: Sheet, expected: Mapping[tuple[str, str], Mapping[str, str]], report: Report
) -> None:
    found = list(zip(sheet["unit_code"], sheet["position_id"], strict=True))
    if found != list(expected):
        report.add(sheet.name, "", "rows", f"{len(expected)} cells in order", f"{len(found)} other")
        return
    names = ["/".join(key) for key in found]
    for column in next(iter(expected.values()), {}):
        due = [row[column] for row in expected.values()]
        sheet.check(column, range(len(due)), names, due, report)
