"""What is asked of a workbook before a reader may open it.

A file may be something else than its name says, be a bomb of zeros, or hold entities; a sheet
may claim a million rows by one stray cell. All of it is seen here, in one pass over the parts
of the archive, which also finds what the reader of cells would show as blank: formula errors and
formulas never calculated.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final
from xml.etree import ElementTree as Xml

from staffalloc.case.raw import BadCell, Findings

MOST_ENTRIES: Final = 2_000
MOST_BYTES: Final = 2 * 1024**3  # of all parts together, unpacked
MOST_RATIO: Final = 200  # unpacked to packed, of parts large enough to matter
RATIO_MATTERS_FROM: Final = 50 * 1024**2
MOST_CELLS: Final = 12_000_000  # rows × columns up to the farthest cell: all are held in memory

_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_CHUNK: Final = 1024**2
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_ENTITIES: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING: Final = re.compile(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)[\"']")
_REFERENCE: Final = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=\"([A-Z]+)\d")
_ROW_NUMBER: Final = re.compile(rb"<(?:\w+:)?row\s(?:[^>]*?\s)?r=\"(\d+)\"")
_HIDDEN_ROW: Final = re.compile(rb"<(?:\w+:)?row\s[^>]*?\bhidden=\"(?:1|true)\"")
_FORMULA_OR_ERROR: Final = re.compile(rb"<(?:\w+:)?f[\s>/]|\bt=\"e\"")
_CELL: Final = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_ATTRIBUTE_R: Final = re.compile(rb"\br=\"([A-Z]+)(\d+)\"")
_VALUE: Final = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)</")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")


@dataclass
class SheetFacts:
    """What the parts of a sheet say that a reader of cells does not."""

    hidden_rows: int = 0
    bad_cells: dict[tuple[int, int], BadCell] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 0


@dataclass(frozen=True)
class WorkbookFacts:
    """What is known of a workbook before its cells are read: facts by sheet name."""

    sheets: dict[str, SheetFacts]
    has_links: bool


def inspect_workbook(path: Path, findings: Findings) -> WorkbookFacts | None:
    """Return facts on every sheet, or None after reporting why the file may not be read."""
    if _is_wrong_kind(path, findings):
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            if _is_wrong_archive(path, archive, findings) or _is_too_big(path, archive, findings):
                return None
            return _facts(path, archive, findings)
    except (zipfile.BadZipFile, Xml.ParseError, KeyError, NotImplementedError, EOFError) as error:
        reason = type(error).__name__
        findings.problem("excel_broken", "", [path.name], path=path.name, reason=reason)
    return None


def _is_wrong_kind(path: Path, findings: Findings) -> bool:
    with path.open("rb") as file:
        start = file.read(8)
        if start == _OLE:
            file.seek(0)
            code = "excel_password" if _ENCRYPTED in file.read(MOST_BYTES) else "excel_old"
        elif start[:4] != b"PK\x03\x04":
            code = "excel_not"
        else:
            return False
    findings.problem(code, "", [path.name], path=path.name)
    return True


def _is_wrong_archive(path: Path, archive: zipfile.ZipFile, findings: Findings) -> bool:
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        code = "excel_binary"
    elif "xl/vbaProject.bin" in names:
        code = "excel_macros"
    elif "xl/workbook.xml" not in names:
        code = "excel_not"
    else:
        return False
    findings.problem(code, "", [path.name], path=path.name)
    return True


def _is_too_big(path: Path, archive: zipfile.ZipFile, findings: Findings) -> bool:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    ratio = unpacked // max(1, packed)
    excess = (
        ("entries", len(parts), MOST_ENTRIES),
        ("bytes", unpacked, MOST_BYTES),
        ("ratio", ratio if unpacked >= RATIO_MATTERS_FROM else 0, MOST_RATIO),
    )
    for what, found, most in excess:
        if found > most:
            name = path.name
            findings.problem(
                "excel_too_big", "", [name], path=name, what=what, found=found, most=most
            )
            return True
    return False


def _facts(path: Path, archive: zipfile.ZipFile, findings: Findings) -> WorkbookFacts | None:
    parts = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
    sheets = {}
    by_part: dict[str, SheetFacts] = {}
    for part in parts:
        is_sheet = part.startswith("xl/worksheets/") and part.endswith(".xml")
        facts = SheetFacts()
        for chunk in _row_chunks(archive, part):
            if _is_unsafe(chunk):
                name = path.name
                findings.problem("excel_entities", "", [name], path=name, part=part)
                return None
            if is_sheet:
                _scan(chunk, facts)
        by_part[part] = facts
    for name, part in _sheet_parts(archive).items():
        sheets[name] = by_part.get(part, SheetFacts())
    links = ("xl/externalLinks/", "xl/connections.xml", "xl/queryTables/")
    return WorkbookFacts(sheets, any(name.startswith(links) for name in archive.namelist()))


def _row_chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield the text of a part in pieces that end with a row, so that no cell is cut."""
    rest = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            rest += chunk
            end = rest.rfind(b"row>")
            if end >= 0:
                yield rest[: end + 4]
                rest = rest[end + 4 :]
            elif len(rest) > 64 * _CHUNK:
                yield rest
                rest = rest[-64:]
    yield rest


def _is_unsafe(chunk: bytes) -> bool:
    if chunk.startswith((b"\xff\xfe", b"\xfe\xff")) or _ENTITIES.search(chunk):
        return True
    encoding = _ENCODING.match(chunk.removeprefix(b"\xef\xbb\xbf").lstrip())
    return encoding is not None and encoding[1].lower() not in (b"utf-8", b"utf8", b"us-ascii")


def _scan(chunk: bytes, facts: SheetFacts) -> None:
    for letters in set(_REFERENCE.findall(chunk)):
        facts.last_column = max(facts.last_column, column_number(letters.decode()))
    rows = _ROW_NUMBER.findall(chunk)
    facts.last_row = max([facts.last_row, *map(int, rows)])
    facts.hidden_rows += len(_HIDDEN_ROW.findall(chunk))
    if _FORMULA_OR_ERROR.search(chunk):
        facts.bad_cells |= dict(_bad_cells(chunk))


def _bad_cells(chunk: bytes) -> Iterator[tuple[tuple[int, int], BadCell]]:
    for cell in _CELL.finditer(chunk):
        attributes, content = cell[1], cell[2] or b""
        reference = _ATTRIBUTE_R.search(attributes)
        value = _VALUE.search(content)
        is_error = b't="e"' in attributes
        is_text = b't="str"' in attributes
        is_uncalculated = _FORMULA.search(content) and value is None and not is_text
        if reference and (is_error or is_uncalculated):
            place = (int(reference[2]), column_number(reference[1].decode()))
            shown = value[1].decode("utf-8", "backslashreplace") if value else ""
            code = "formula_error" if is_error else "formula_not_calculated"
            yield place, BadCell(code, shown)


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the archive's part of each sheet, by sheet name."""
    relations = Xml.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    book = Xml.fromstring(archive.read("xl/workbook.xml"))
    parts = {}
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION_ID), "")
        part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))
        parts[sheet.get("name", "")] = part
    return parts


def column_number(letters: str) -> int:
    """Return the number of a column, from 1.

    Examples
    --------
    >>> column_number("A"), column_number("AA")
    (1, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column, `number` from 1.

    Examples
    --------
    >>> column_letters(1), column_letters(27)
    ('A', 'AA')
    """
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
