"""From what a source holds to a typed, checked set of tables and a policy."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import pandas as pd

from staffalloc.case.checks import check_tables
from staffalloc.case.numbers import Locale
from staffalloc.case.policy import Policy
from staffalloc.case.policy_values import read_policy
from staffalloc.case.raw import Findings, RawTable
from staffalloc.case.schema import TABLES
from staffalloc.case.tables import TypedTable, empty_frame, type_table, typed_as_is
from staffalloc.case.text import fold_header
from staffalloc.case.wide import is_wide, long_workloads

_NOTHING_KNOWN: Final[Mapping[str, pd.DataFrame]] = MappingProxyType({})
MUST_HAVE_ROWS: Final = ("units", "positions")  # in a file: nothing can be planned without


@dataclass(frozen=True)
class RawCase:
    """What one source holds: raw tables, raw policy, and where the policy stands."""

    tables: Mapping[str, RawTable]
    policy: Mapping[str, object] | Policy = field(default_factory=dict)
    policy_place: Callable[[str], str] = "policy.{}".format
    unread: tuple[str, ...] = ()  # names of sheets or files that are no table


def typed_case(
    raw: RawCase,
    findings: Findings,
    *,
    locale: Locale | None = None,
    known: Mapping[str, pd.DataFrame] = _NOTHING_KNOWN,
    needs_rows: Collection[str] = (),
) -> tuple[dict[str, TypedTable], Policy]:
    """Return all tables typed, and the policy; problems and notices go to `findings`.

    `known` are typed frames of a case before, for the tables `raw` does not replace; tables in
    `needs_rows` may not be empty.
    """
    policy = (
        raw.policy
        if isinstance(raw.policy, Policy)
        else read_policy(raw.policy, findings, locale=locale, place=raw.policy_place)
    )
    typed: dict[str, TypedTable] = {}
    for name, table in TABLES.items():
        source = raw.tables.get(name)
        if source is None:
            if table.required and name not in known:
                _report_missing(name, raw, findings)
            frame = known[name] if name in known else empty_frame(name)
            typed[name] = typed_as_is(table, frame)
            continue
        if name == "workloads" and is_wide(source):
            source = long_workloads(source, typed["indicators"].frame["indicator_id"], findings)
        keep = frozenset(policy.keep_columns) if name == "cadres" else frozenset[str]()
        typed[name] = type_table(table, source, findings, locale=locale, keep=keep)
    for name in needs_rows:
        if name in raw.tables and typed[name].frame.empty and not typed[name].broken:
            findings.problem("table_empty", name, [name])
    missing = {name for name, table in TABLES.items() if table.required} - set(raw.tables)
    missing -= set(known)
    check_tables(typed, policy, findings, missing=frozenset(missing))
    return typed, policy


def _report_missing(name: str, raw: RawCase, findings: Findings) -> None:
    close = difflib.get_close_matches(name, [fold_header(other) for other in raw.unread], n=1)
    if close:
        findings.problem("table_missing_near", name, nearest=close[0])
    else:
        findings.problem("table_missing", name)
