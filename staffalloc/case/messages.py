"""The words of every problem and notice, in Vietnamese and English, and how to mend each.

A text names its fields in braces; `table` and `column` are always there. Values of personal
columns never reach a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from staffalloc.case import messages_reading as reading
from staffalloc.case import messages_results as results
from staffalloc.case import messages_rules as rules
from staffalloc.case.message import Message

CATALOGUE: Final[Mapping[str, Message]] = MappingProxyType(
    reading.FILES
    | results.PLANS
    | reading.TABLES
    | reading.CELLS
    | rules.REFERENCES
    | rules.RULES
    | rules.RULES_SET
    | rules.PLANNING
    | rules.POLICY
    | results.OUTLINES
    | results.NOTICES
)
