"""Every table of a plan, once, in the order of the workbook.

CSV files, the workbook and ``staffalloc schema`` are all made from :data:`TABLES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from staffalloc.tables import people_tables as people
from staffalloc.tables import posts_tables as posts
from staffalloc.tables import signing_tables as signing
from staffalloc.tables import units_tables as units
from staffalloc.tables.kinds import OutputTable

_IN_ORDER: Final = (
    units.GATES,
    signing.SIGNING,
    signing.LEADERS,
    signing.UNCOVERED,
    posts.VACANCIES,
    people.UNPLACED,
    signing.ABOVE_FRAME,
    signing.SIDE_RULES,
    people.MOVES,
    units.FLAGS,
    units.BALANCE,
    signing.FIELD_SHORTAGE,
    posts.POSTS,
    units.CEILINGS,
    units.REQUIREMENTS,
    units.MODES,
    people.HELD,
    people.ASSIGNMENTS,
    signing.REASONS,
    people.LEADER_SEATS,
    units.RULER,
    units.MODE_CELLS,
    posts.PARTS,
    posts.UNCARRIED,
    posts.CURVES,
    posts.SEATS,
)
TABLES: Final[Mapping[str, OutputTable]] = MappingProxyType(
    {table.name: table for table in _IN_ORDER}
)
