"""The checks of a case that one table's rows can fail, over the few rows an edit concerns.

The rest of the case was checked before. Checks that read neither cadres nor pins find nothing
new in a row of these; those that only give notices wait until the whole case is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import pandas as pd

from staffalloc.case import checks_pins, checks_references, checks_tables
from staffalloc.case.case import Case
from staffalloc.case.look import Look
from staffalloc.case.problems import CaseError
from staffalloc.case.raw import Findings, raw_from_frame
from staffalloc.case.schema import TABLES
from staffalloc.case.tables import type_table, typed_as_is

Check = Callable[[Look], None]

CHECKS_OF: Final[Mapping[str, tuple[Check, ...]]] = MappingProxyType(
    {
        "cadres": (
            checks_references.columns_refer,
            checks_references.words_refer,
            checks_references.old_units_known,
            checks_tables.ids_without_separators,
            checks_tables.coordinates_whole,
            checks_pins.pins_complete,
            checks_pins.pins_consistent,
        ),
        "pins": (
            checks_references.columns_refer,
            checks_pins.pins_complete,
            checks_pins.pins_consistent,
        ),
    }
)


def checked_rows(
    case: Case, rows: Mapping[str, pd.DataFrame], name: str, frame: pd.DataFrame
) -> pd.DataFrame:
    """Return the rows of one table typed and checked.

    Parameters
    ----------
    case : Case
        Checked before.
    rows : mapping of str to DataFrame
        What stands for tables of the case while `frame` is checked: the rows that name it.
    name : str
        One of `CHECKS_OF`.
    frame : DataFrame

    Raises
    ------
    CaseError
        With places among these few rows.
    """
    findings, tables = Findings(), {**case.tables, **rows}
    typed = {other: typed_as_is(TABLES[other], tables[other]) for other in tables}
    keep = frozenset(case.policy.keep_columns) if name == "cadres" else frozenset[str]()
    raw = raw_from_frame(name, frame, findings)
    typed[name] = type_table(TABLES[name], raw, findings, keep=keep)
    look = Look(typed, case.policy, findings)
    for check in CHECKS_OF[name]:
        check(look)
    if findings.problems:
        raise CaseError(findings.problems)
    return typed[name].frame
