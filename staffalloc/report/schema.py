"""What goes in and comes out, as plain data: case tables, policy keys, output tables."""

from __future__ import annotations

from typing import Any

from staffalloc.case.policy import Policy
from staffalloc.case.schema import TABLES as CASE_TABLES
from staffalloc.case.table_kinds import Column as CaseColumn
from staffalloc.case.vocabulary import Words
from staffalloc.tables.columns import TABLES
from staffalloc.tables.kinds import DECIMALS, Column


def schema_document() -> dict[str, Any]:
    """Return every table, column and policy key, made from their own definitions.

    Examples
    --------
    >>> document = schema_document()
    >>> document["case"]["units"]["key"]
    ['unit_code']
    >>> document["policy"]["change_unit_hours"]["default"]
    240.0
    """
    return {
        "case": {
            table.name: {
                "vi": table.vi,
                "en": table.en,
                "required": table.required,
                "key": list(table.key),
                "columns": [_case_column(column) for column in table.columns],
            }
            for table in CASE_TABLES.values()
        },
        "policy": {name: _policy_key(name) for name in Policy.model_fields},
        "plan": {
            table.name: {
                "vi": table.vi,
                "en": table.en,
                "reading": {"vi": table.vi_reading, "en": table.en_reading},
                "columns": [_output_column(column) for column in table.columns],
            }
            for table in TABLES.values()
        },
    }


def _case_column(column: CaseColumn) -> dict[str, Any]:
    optional = {
        "default": column.default,
        "words": _words(column.words),
        "refers_to": list(column.refers_to) if column.refers_to else None,
        "minimum": column.minimum,
        "maximum": column.maximum,
    }
    return {
        "name": column.name,
        "type": column.type,
        "vi": column.vi,
        "en": column.en,
        "required": column.required,
        "personal": column.personal,
        **{key: value for key, value in optional.items() if value is not None},
    }


def _policy_key(name: str) -> dict[str, Any]:
    field = Policy.model_fields[name]
    extra = field.json_schema_extra
    notes = dict(extra) if isinstance(extra, dict) else {}
    default = list(field.default) if isinstance(field.default, tuple) else field.default
    return {**notes, "en": field.description, "default": default}


def _output_column(column: Column) -> dict[str, Any]:
    optional = {"words": _words(column.words), "decimals": DECIMALS.get(column.kind)}
    return {
        "name": column.name,
        "kind": column.kind,
        "vi": column.vi,
        "en": column.en,
        **{key: value for key, value in optional.items() if value is not None},
    }


def _words(words: Words | None) -> dict[str, Any] | None:
    if words is None:
        return None
    return {word: {"vi": names[0], "en": names[1]} for word, names in words.items()}
