"""A plan read back from its folder, to be explained without planning again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from staffalloc.case.case import Case, read_case
from staffalloc.case.problems import CaseError, Problem
from staffalloc.tables.columns import TABLES
from staffalloc.tables.csv_files import read_csv

_DOCUMENT: Final = "plan.json"


@dataclass(frozen=True)
class SavedPlan:
    """What a plan folder holds: the case it was made from, and its tables."""

    case: Case
    tables: Mapping[str, pd.DataFrame]


def read_saved(folder: Path) -> SavedPlan:
    """Read a plan folder, and trust it no further than its own hashes.

    Raises
    ------
    CaseError
        If a file is missing, or a table is not the one ``plan.json`` names by its hash.
    """
    document = _document(folder)
    hashes = document.get("tables")
    hashes = hashes if isinstance(hashes, dict) else {}
    problems: list[Problem] = []
    tables = {}
    for name, table in TABLES.items():
        if table.optional and name not in hashes:
            continue
        path = folder / "tables" / f"{name}.csv"
        if not path.is_file():
            problems.append(_problem("plan_file_missing", path.name))
            continue
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != hashes.get(name):
            problems.append(_problem("plan_file_changed", path.name))
            continue
        try:
            tables[name] = read_csv(table, content)
        except ValueError:  # the table of another version of the library
            problems.append(_problem("plan_file_other", path.name))
    if problems:
        raise CaseError(problems)
    case = read_case(folder / "case")
    if case.digest() != document.get("case_digest"):
        raise CaseError([_problem("plan_file_changed", "case/")])
    return SavedPlan(case, tables)


def _document(folder: Path) -> Mapping[str, Any]:
    try:
        stored = json.loads((folder / _DOCUMENT).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise CaseError([_problem("plan_file_missing", _DOCUMENT)]) from error
    if not isinstance(stored, dict):
        raise CaseError([_problem("plan_file_missing", _DOCUMENT)])
    return stored


def _problem(code: str, name: str) -> Problem:
    return Problem(code, fields=(("path", name),))
