"""The plan folder: workbook, page, JSON, tables, audit record, the case; complete or absent."""

from __future__ import annotations

import hashlib
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from staffalloc.case.files import complete_folder, refuse_folder
from staffalloc.case.problems import Language
from staffalloc.case.schema import TABLES as CASE_TABLES
from staffalloc.report.figures import figures_of
from staffalloc.report.page import write_page
from staffalloc.report.page.outlines import read_outlines
from staffalloc.report.workbook import write_workbook
from staffalloc.tables.columns import TABLES
from staffalloc.tables.csv_files import csv_bytes

if TYPE_CHECKING:
    from staffalloc.plan.plan import Plan

PLAN_FORMAT: Final = "staffalloc-plan/2"
AUDIT_FORMAT: Final = "staffalloc-audit/1"
WORKBOOK, PAGE, DOCUMENT, AUDIT = "plan.xlsx", "report.html", "plan.json", "audit.json"
TABLES_FOLDER, CASE_FOLDER = "tables", "case"


def save_plan(
    plan: Plan,
    folder: Path,
    *,
    lang: Language = "vi",
    overwrite: bool = False,
    author: str = "",
    outlines: Path | None = None,
) -> Path:
    """Write the plan folder and return its path.

    Everything is written into a folder beside it, readable by its owner alone, which takes the
    name `folder` when all is there. The same plan gives the same bytes, except ``audit.json``,
    which alone holds the date and time.

    Parameters
    ----------
    plan : Plan
    folder : Path
        Folders above it are made where they are missing.
    lang : {"vi", "en"}
        Language of the workbook and the page.
    overwrite : bool
        Whether an existing plan folder may be replaced. A folder with anything else in it is
        never replaced.
    author : str
        Who made the plan, for the audit record; blank leaves it out.
    outlines : Path, optional
        GeoJSON file with an outline a unit for the map of the page.

    Raises
    ------
    FileExistsError
        If the folder is there and may not be replaced.
    CaseError
        If the outlines cannot be used.
    OSError
        If a file cannot be written; what was there before is whole.
    """
    folder = Path(folder)
    require_free(folder, overwrite=overwrite)
    drawn = None if outlines is None else read_outlines(outlines, plan.case.units["unit_code"])
    folder.resolve().parent.mkdir(parents=True, exist_ok=True)
    with complete_folder(folder, overwrite=overwrite, is_own=_is_own) as part:
        hashes = _write_tables(plan, part / TABLES_FOLDER)
        plan.case.save(part / CASE_FOLDER)
        write_workbook(plan, part / WORKBOOK, lang=lang)
        write_page(plan, part / PAGE, lang=lang, outlines=drawn)
        _write_json(part / DOCUMENT, _document(plan, hashes))
        _write_json(part / AUDIT, _audit(plan, part, lang, author))
    return folder


def require_free(folder: Path, *, overwrite: bool = False) -> None:
    """Raise now, rather than after a long solve, if `folder` is taken or cannot be written.

    Raises
    ------
    FileExistsError
        If it holds something that may not be replaced.
    OSError
        If nothing can be written there.
    """
    refuse_folder(folder, overwrite=overwrite, is_own=_is_own)
    _require_writable(folder)


def _require_writable(folder: Path) -> None:
    """Make and remove an empty folder where the plan folder will be made."""
    parents = folder.resolve().parents
    there = next(parent for parent in parents if parent.is_dir())
    Path(tempfile.mkdtemp(dir=there, prefix=f".{folder.name}.")).rmdir()


def _is_own(item: Path) -> bool:
    """Whether an entry of a folder is part of a plan folder, and nothing else is in it."""
    if item.is_symlink():
        return False
    if item.name == TABLES_FOLDER:
        return _holds_only(item, {f"{name}.csv" for name in TABLES})
    if item.name == CASE_FOLDER:
        return _holds_only(item, {f"{name}.csv" for name in (*CASE_TABLES, "policy")})
    return item.is_file() and item.name in (WORKBOOK, PAGE, DOCUMENT, AUDIT)


def _holds_only(folder: Path, names: set[str]) -> bool:
    return folder.is_dir() and all(f.is_file() and f.name in names for f in folder.iterdir())


def _write_tables(plan: Plan, folder: Path) -> dict[str, str]:
    folder.mkdir()
    hashes = {}
    for name, frame in plan.tables.items():
        content = csv_bytes(TABLES[name], frame)
        (folder / f"{name}.csv").write_bytes(content)
        hashes[name] = hashlib.sha256(content).hexdigest()
    return hashes


def _document(plan: Plan, hashes: dict[str, str]) -> dict[str, Any]:
    return {
        "format": PLAN_FORMAT,
        "policy": plan.case.policy.model_dump(mode="json"),
        "certificate": plan.certificate.as_dict(),
        "case_digest": plan.certificate.case_digest,
        "tables": hashes,
        "summary": figures_of(plan).as_dict(),
        "notices": [{"code": n.code, "vi": n.text("vi"), "en": n.text("en")} for n in plan.notices],
    }


def _audit(plan: Plan, part: Path, lang: Language, author: str) -> dict[str, Any]:
    """What was made when, by which versions, from what: no names beyond the author's own."""
    certificate = plan.certificate
    steps = {"establishment": certificate.establishment, "placement": certificate.placement}
    record = {
        "format": AUDIT_FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": dict(certificate.versions),
        "options": dict(certificate.options) | {"lang": lang},
        "rule_set": plan.case.policy.rule_set,
        "case_digest": certificate.case_digest,
        "steps": {
            name: {"status": p.status, "objective": p.objective, "bound": p.bound, "gap": p.gap}
            for name, p in steps.items()
        },
        "files": {
            file.relative_to(part).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in sorted(part.rglob("*"))
            if file.is_file()
        },
    }
    return record | ({"author": author} if author else {})


def _write_json(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
