"""Reading a plan folder: ``plan.json``, the CSV tables and their hashes.

Nothing is trusted and nothing is repaired: a missing file, an unknown column or a cell that is
not written as agreed becomes a finding, and an empty value stands for it in the later checks.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from staffalloc.verify.findings import Report
from staffalloc.verify.sheet import Sheet

FORMAT: Final = "staffalloc-plan/2"
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "requirements": (
        "unit_code",
        "position_id",
        "hours",
        "required_fte",
        "required_hours",
        "weight",
        "mode",
        "estimated",
    ),
    "posts": (
        "post_id",
        "unit_code",
        "lead_position",
        "seat_type",
        "parts",
        "staffing",
        "in_frame",
        "leader",
    ),
    "uncarried": (
        "unit_code",
        "position_id",
        "required_hours",
        "served_hours",
        "carried_hours",
        "reason",
    ),
    "seats": (
        "seat_type",
        "unit_code",
        "lead_position",
        "other_positions",
        "seats",
        "in_frame",
        "empty_prices",
        "extra_prices",
        "seat_price",
        "opened",
    ),
    "ceilings": (
        "unit_code",
        "decided_by",
        "ceiling",
        "heads_in_frame",
        "above_frame",
        "above_frame_cost",
        "frame_price",
        "floor_price",
        "head_price",
        "lower_edge",
        "upper_edge",
    ),
    "assignments": (
        "cadre_id",
        "status",
        "unit_code",
        "seat_type",
        "lead_position",
        "post_id",
        "misfit",
        "change_position",
        "rank_down",
        "change_unit",
        "travel",
        "preference",
        "loss",
        "today_unit",
        "today_position",
        "km",
        "marks",
    ),
    "vacancies": ("post_id", "unit_code", "seat_type", "price"),
    "unplaced": (
        "cadre_id",
        "price",
        "today_unit",
        "today_position",
        "eligible_seats",
        "reason",
        "way_seat_type",
        "way_cost",
    ),
    "moves": ("cadre_id", "from_unit", "to_unit", "km"),
    "gates": ("gate", "kind", "count", "limit", "verdict", "cases"),
    "signing": (
        "number",
        "unit_code",
        "cadre_id",
        "rank",
        "today_unit",
        "today_position",
        "lead_position",
        "post_id",
        "main_share",
        "concurrent",
        "level",
        "required_level",
        "level_verdict",
        "field_verdict",
        "theory",
        "required_theory",
        "theory_verdict",
        "change",
        "rank_change",
        "km",
        "references",
        "needs_decision",
        "signer",
        "gates",
    ),
    "reasons": ("cadre_id", "fit", "need", "next_seat_type", "next_cost", "next_proof"),
    "uncovered": (
        "unit_code",
        "position_id",
        "required_fte",
        "required_hours",
        "reason",
        "posts",
    ),
    "above_frame": (
        "unit_code",
        "ceiling",
        "heads_in_frame",
        "above_frame",
        "above_frame_cost",
        "recorded",
        "author",
        "reason",
    ),
    "rules": (
        "rule",
        "step",
        "kind",
        "in_force_from",
        "in_force_until",
        "switched",
        "author",
        "rows",
        "breach",
        "paid",
        "worth",
    ),
    "fairness": (
        "unit_code",
        "seats",
        "filled",
        "share",
        "level",
        "filled_without",
        "hours_share",
        "fill_price",
        "head_price_without",
    ),
    "fair_cuts": ("seat_type", "level", "seat_price_without"),
    "fair_changes": ("cadre_id", "seat_type", "seat_type_without"),
    "applicability": (
        "unit_code",
        "position_id",
        "applies",
        "decided_by",
        "author",
        "comment",
    ),
    "overrides": (
        "unit_code",
        "position_id",
        "by_kind",
        "applies",
        "decided_by",
        "author",
        "comment",
    ),
    "departments": (
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
    ),
    "shared": (
        "group",
        "guest",
        "host",
        "positions",
        "hours",
        "km",
        "guest_price",
        "host_price",
        "saved",
    ),
    "stages": (
        "block",
        "stages",
        "side",
        "signer",
        "seats",
        "filled",
        "vacant",
        "considered",
        "eligible",
        "priorities",
        "objective",
        "bound",
        "status",
        "minima_before",
        "minima_after",
        "conflict",
    ),
    "appointments": (
        "block",
        "side",
        "unit_code",
        "lead_position",
        "post_id",
        "seat_type",
        "cadre_id",
        "level",
        "eligible",
        "chosen_elsewhere",
        "loss",
        "external_review",
        "internal_review",
        "signer",
        "reason",
    ),
    "stage_prices": ("block", "unit_code", "seat_type", "price_mh"),
    "stage_levels": ("block", "level", "people", "chosen", "price_mh", "cover"),
    "side_rules": (
        "rule",
        "side",
        "unit_code",
        "position_id",
        "field",
        "cadre_a",
        "cadre_b",
        "limit",
        "used",
        "breach",
        "price",
        "dual_mh",
    ),
    "duties": (
        "unit_code",
        "position_id",
        "cadre_id",
        "post_id",
        "hours",
        "share",
        "process",
        "responsible",
        "department",
        "load",
        "fit",
    ),
    "site_seats": ("unit_code", "site", "cadre_id", "post_id", "department"),
    "site_gaps": ("unit_code", "site", "position_id", "reason"),
    "leader_fields": ("unit_code", "field", "cadre_id", "hours", "match"),
    "matching": ("posting", "blocking_pairs", "objective"),
}
STAGE_TABLES: Final = ("stages", "appointments", "stage_prices", "stage_levels")
# These are there where their rule has something to say; a plan without one gives no hash of it.
MAY_BE_ABSENT: Final = frozenset(
    {
        "departments",
        "duties",
        "fair_changes",
        "fair_cuts",
        "fairness",
        "leader_fields",
        "matching",
        "overrides",
        "shared",
        "side_rules",
        "site_gaps",
        "site_seats",
        *STAGE_TABLES,
    }
)
_GUARDED: Final = re.compile(r"'[=+\-@\t\r＝＋－＠]")


@dataclass(frozen=True)
class PlanFolder:
    """What a plan folder holds, as text."""

    path: Path
    document: Mapping[str, Any]
    sheets: Mapping[str, Sheet]

    def entry(self, *keys: str) -> Any:
        """Return the entry of ``plan.json`` under `keys`, None where there is none."""
        found: Any = self.document
        for key in keys:
            if not isinstance(found, dict) or key not in found:
                return None
            found = found[key]
        return found

    def integer(self, report: Report, *keys: str) -> int | None:
        """Return a whole number of ``plan.json``; None, and a finding, if it is not one."""
        found = self.entry(*keys)
        if isinstance(found, int) and not isinstance(found, bool):
            return found
        report.add("plan.json", ".".join(keys), "entry", "a whole number", _shown(found))
        return None


def _shown(value: object) -> str:
    return "nothing" if value is None else repr(value)[:80]


def read_folder(path: Path, report: Report) -> PlanFolder:
    """Read the plan folder at `path`; whatever is wrong with it becomes findings."""
    document = _document(path / "plan.json", report)
    hashes = document.get("tables")
    promised = hashes.keys() if isinstance(hashes, dict) else COLUMNS.keys()
    names = [name for name in COLUMNS if name in promised or name not in MAY_BE_ABSENT]
    contents = {name: _bytes(path / "tables" / f"{name}.csv", name, report) for name in names}
    sheets = {name: _sheet(name, contents.get(name), report) for name in COLUMNS}
    folder = PlanFolder(path, document, sheets)
    report.same("plan.json", "format", "entry", FORMAT, folder.entry("format"))
    _check_hashes(folder, contents, report)
    return folder


def _bytes(path: Path, name: str, report: Report) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        report.add(name, "", "file", "readable", "missing or unreadable")
        return None


def _document(path: Path, report: Report) -> Mapping[str, Any]:
    content = _bytes(path, "plan.json", report)
    if content is None:
        return {}
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        report.add("plan.json", "", "file", "JSON", "not JSON")
        return {}
    if isinstance(document, dict):
        return document
    report.add("plan.json", "", "file", "a JSON object", type(document).__name__)
    return {}


def _sheet(name: str, content: bytes | None, report: Report) -> Sheet:
    columns = COLUMNS[name]
    empty = Sheet(name, dict.fromkeys(columns, ()))
    if content is None:
        return empty
    try:
        text = content.decode("utf-8-sig")
        table = _quoted_table(text) if '"' in text or "\r" in text else _plain_table(text)
    except (UnicodeDecodeError, csv.Error):
        table = [], []
    if not table:
        report.add(name, "", "cells", "as many in each row as in the header", "another number")
        return empty
    header, cells = table
    if not header:
        report.add(name, "", "file", "a UTF-8 CSV table with a header", "unreadable")
        return empty
    absent = [column for column in columns if header.count(column) != 1]
    if absent:
        report.add(name, "", "columns", ", ".join(absent), ", ".join(header)[:200])
        return empty
    texts = {column: tuple(cells[header.index(column)]) for column in columns}
    if "'" in text:
        texts = {column: tuple(map(_unguarded, cells)) for column, cells in texts.items()}
    return Sheet(name, texts)


_Table = tuple[list[str], Sequence[Sequence[str]]]  # header, columns


def _quoted_table(text: str) -> _Table | None:
    """Return header and columns of any CSV; None where a row has another length."""
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    if not rows:
        return [], []
    header, body = rows[0], [row for row in rows[1:] if row]
    if any(len(row) != len(header) for row in body):
        return None
    return header, list(zip(*body, strict=True)) or [()] * len(header)


def _plain_table(text: str) -> _Table | None:
    """Return the same of a CSV without a quote, where a line is its cells: many times faster."""
    head, *body = text.split("\n")
    header, body = head.split(","), [line for line in body if line]
    width = len(header)
    if any(line.count(",") != width - 1 for line in body):
        return None
    cells = ",".join(body).split(",") if body else []
    return header, [cells[place::width] for place in range(width)]


def _unguarded(text: str) -> str:
    """Take off the one quote the writer sets before text a spreadsheet would compute."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text


def _check_hashes(folder: PlanFolder, contents: Mapping[str, bytes | None], report: Report) -> None:
    stored = folder.entry("tables")
    if not isinstance(stored, dict):
        report.add("plan.json", "tables", "hashes", "one for each table", _shown(stored))
        return
    for name in COLUMNS:
        if name not in stored and name not in MAY_BE_ABSENT:
            report.add("plan.json", "tables", "hash", name, "nothing")
    for name, expected in sorted(stored.items()):
        if not re.fullmatch(r"[a-z0-9_]+", name):
            report.add("plan.json", "tables", "name", "a table name", _shown(name))
            continue
        content = contents.get(name)
        if name not in COLUMNS:
            content = _bytes(folder.path / "tables" / f"{name}.csv", name, report)
        if content is not None:
            report.same(name, "", "sha256", expected, hashlib.sha256(content).hexdigest())
    for extra in sorted((folder.path / "tables").glob("*.csv")):
        is_reported = extra.stem in COLUMNS and extra.stem not in MAY_BE_ABSENT
        if extra.stem not in stored and not is_reported:
            report.add("plan.json", "tables", "hash", extra.stem, "nothing")
