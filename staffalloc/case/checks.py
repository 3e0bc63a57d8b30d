"""Checks over tables; each is one function."""

from __future__ import annotations

from collections.abc import Mapping

from staffalloc.case.policy import Policy
from staffalloc.case.raw import Findings
from staffalloc.case.tables import TypedTable


def check_tables(
    tables: Mapping[str, TypedTable], policy: Policy, findings: Findings, *, missing: frozenset[str]
) -> None:
    pass
