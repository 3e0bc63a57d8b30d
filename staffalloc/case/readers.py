"""Which reader a path wants."""

from __future__ import annotations

from pathlib import Path

from staffalloc.case.csv_folder import read_folder
from staffalloc.case.excel import read_workbook
from staffalloc.case.json_file import read_json
from staffalloc.case.raw import Findings
from staffalloc.case.schema import TABLES
from staffalloc.case.source import RawCase

_WRONG_SUFFIXES = {".xls": "excel_old", ".xlsb": "excel_binary", ".xlsm": "excel_macros"}


def read_source(path: Path, findings: Findings) -> RawCase:
    """Return what a workbook, folder or JSON file holds, untyped."""
    if not path.exists():
        findings.problem("path_missing", path=str(path))
        return RawCase({})
    try:
        raw = _read(path, findings)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        findings.problem("path_unreadable", path=path.name, reason=reason)
        return RawCase({})
    if not raw.tables and not findings.problems:
        needed = ", ".join(name for name, table in TABLES.items() if table.required)
        findings.problem("no_tables", path=path.name, needed=needed)
    return raw


def _read(path: Path, findings: Findings) -> RawCase:
    if path.is_dir():
        return read_folder(path, findings)
    suffix = path.suffix.casefold()
    if suffix == ".json":
        return read_json(path, path.read_bytes(), findings)
    if suffix == ".xlsx":
        return read_workbook(path, findings)
    if suffix == ".csv":
        findings.problem("csv_alone", path=path.name)
    elif suffix in _WRONG_SUFFIXES:
        findings.problem(_WRONG_SUFFIXES[suffix], path=path.name)
    else:
        findings.problem("format_unknown", path=path.name)
    return RawCase({})
