"""What is assumed where a planner left a blank, and names that look like one another."""

from __future__ import annotations

import re
from typing import Final

from staffalloc.case.checks_workload import shortened
from staffalloc.case.look import Look
from staffalloc.case.text import fold_tones

_NAME_COLUMNS: Final = (
    ("units", "name"),
    ("positions", "name_vi"),
    ("positions", "department"),
    ("positions", "concurrency_group"),
    ("fields", "name_vi"),
    ("indicators", "name_vi"),
    ("cadres", "name"),
)
_TWO_PLACES: Final = re.compile("[òóỏõọ][ae]|o[àáảãạèéẻẽẹ]|[ùúủũụ]y|u[ỳýỷỹỵ]", re.IGNORECASE)


def assumptions_named(look: Look) -> None:
    """Say which units count as lowland, and which get the smallest frame."""
    if not look.is_sound("units"):
        return
    units = look.frame("units")
    unknown = units.loc[units["population"].isna() & units["ceiling"].isna(), "unit_code"]
    if len(unknown):
        codes = unknown.tolist()
        look.findings.notice(
            "population_missing",
            "units",
            [],
            "population",
            count=len(codes),
            units=shortened(codes),
        )


def names_alike(look: Look) -> None:
    """Say where two names differ only in where the tone stands."""
    for table, column in _NAME_COLUMNS:
        if not look.can_read(table, column) or table in look.missing:
            continue
        names = look.frame(table)[column]
        decomposed = names[[bool(_TWO_PLACES.search(name)) for name in names]].drop_duplicates()
        alike = decomposed.map(fold_tones).duplicated(keep=False)
        if alike.any():
            places = look.tables[table].cells(decomposed.index[alike].to_numpy(), column)
            count = int(decomposed[alike].map(fold_tones).nunique())
            look.findings.notice("names_alike", table, places, column, count=count)
