"""A case as one JSON file: a key a table, each a list of objects, and a policy object."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from staffalloc.case.grid import known_table
from staffalloc.case.raw import BadCell, Findings, JsonPlaces, RawTable
from staffalloc.case.source import RawCase


class _DuplicateKeyError(ValueError):
    """A JSON object has the same key twice."""


def read_json(path: Path, data: bytes, findings: Findings) -> RawCase:
    """Return the raw tables of a JSON file."""
    content = parse_json(path.name, data, findings)
    if content is None:
        return RawCase({})
    if not isinstance(content, dict):
        findings.problem("json_shape", "", [path.name], key="{}", expected="{…}")
        return RawCase({})
    tables: dict[str, RawTable] = {}
    unread = []
    for key, value in content.items():
        name = known_table(key)
        if name is None:
            unread.append(key)
            findings.notice("source_ignored", name=key)
        elif name in tables:
            findings.problem("table_twice", name, first=name, second=key)
        elif name != "policy":
            tables[name] = _table(name, value, findings)
    return RawCase(tables, _policy(content.get("policy", {}), findings), unread=tuple(unread))


def parse_json(name: str, data: bytes, findings: Findings) -> object | None:
    """Return the content of a JSON file, or None after reporting why it cannot be read."""
    try:
        parsed: object = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_unique_keys,
            parse_constant=lambda shown: BadCell("number_not_finite", shown),
        )
    except UnicodeDecodeError:
        findings.problem("encoding", path=name, guess="UTF-16, cp1258")
    except json.JSONDecodeError as error:
        reason = f"{error.msg}, line {error.lineno}"
        findings.problem("json_broken", "", [f"{name}:{error.lineno}"], path=name, reason=reason)
    except _DuplicateKeyError as error:
        findings.problem("json_broken", path=name, reason=f"duplicate key {error}")
    except RecursionError:
        findings.problem("json_broken", path=name, reason="nested too deeply")
    else:
        return parsed
    return None


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _DuplicateKeyError(next(key for key in keys if keys.count(key) > 1))
    return result


def _table(name: str, value: object, findings: Findings) -> RawTable:
    places = JsonPlaces(name)
    if not isinstance(value, list):
        findings.problem("json_shape", name, [name], key=name, expected="[{…}, …]")
        return RawTable(name, {}, places, 0)
    rows = [row for row in value if isinstance(row, dict)]
    if len(rows) < len(value):
        odd = [places.row(n) for n, row in enumerate(value) if not isinstance(row, dict)]
        findings.problem("json_shape", name, odd, key=name, expected="[{…}, …]")
        return RawTable(name, {}, places, 0)
    return RawTable(name, columns_of_rows(rows), places, len(rows))


def columns_of_rows(rows: Sequence[Mapping[str, object]]) -> dict[str, pd.Series]:
    """Return the columns of a list of mappings; a key a row lacks is a blank cell."""
    headers = dict.fromkeys(str(key) for row in rows for key in row)
    return {
        header: pd.Series([row.get(header) for row in rows], dtype=object) for header in headers
    }


def _policy(value: object, findings: Findings) -> Mapping[str, object]:
    if isinstance(value, dict):
        return value
    findings.problem("policy_shape", "policy", ["policy"])
    return {}
