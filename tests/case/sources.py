"""Write tables of plain cells as a planner's file would hold them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

from staffalloc.case import Case, CaseError, read_case

Rows = list[dict[str, Any]]
Tables = Mapping[str, Rows]


def headers(rows: Rows) -> list[str]:
    return list(dict.fromkeys(key for row in rows for key in row))


def as_folder(path: Path, tables: Tables) -> Path:
    path.mkdir()
    for name, rows in tables.items():
        with (path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, headers(rows))
            writer.writeheader()
            writer.writerows(rows)
    return path


def as_workbook(path: Path, tables: Tables) -> Path:
    path = path.with_suffix(".xlsx")
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in tables.items():
        sheet = workbook.create_sheet(name)
        names = headers(rows)
        sheet.append(names)
        for row in rows:
            sheet.append([row.get(header) for header in names])
    workbook.save(path)
    return path


def as_json(path: Path, tables: Tables) -> Path:
    path = path.with_suffix(".json")
    content: dict[str, Any] = {name: rows for name, rows in tables.items() if name != "policy"}
    if "policy" in tables:
        content["policy"] = {row["key"]: row["value"] for row in tables["policy"]}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


WRITERS: dict[str, Callable[[Path, Tables], Path]] = {
    "csv": as_folder,
    "excel": as_workbook,
    "json": as_json,
}


def read_codes(path: Path, **options: Any) -> list[str]:
    """Return the codes of the problems of reading, none if it reads."""
    return [problem.code for problem in read_problems(path, **options)]


def read_problems(path: Path, **options: Any) -> tuple[Any, ...]:
    try:
        read_case(path, **options)
    except CaseError as error:
        return error.problems
    return ()


def notice_codes(case: Case) -> list[str]:
    return [notice.code for notice in case.notices]
