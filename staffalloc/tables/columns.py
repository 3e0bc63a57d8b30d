"""Every table of a plan, once, in the order of the workbook.

CSV files, the workbook and ``staffalloc schema`` are all made from :data:`TABLES`. Every plan has
the tables of :data:`ALWAYS`; the others are there where their rule or goal is.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from staffalloc.tables import division_tables as division
from staffalloc.tables import fairness_tables as fairness
from staffalloc.tables import matching_tables as matching
from staffalloc.tables import offices_tables as offices
from staffalloc.tables import people_tables as people
from staffalloc.tables import posts_tables as posts
from staffalloc.tables import rules_tables as rules
from staffalloc.tables import signing_tables as signing
from staffalloc.tables import stages_tables as stages
from staffalloc.tables import units_tables as units
from staffalloc.tables.kinds import OutputTable

_IN_ORDER: Final = (
    units.GATES,
    signing.SIGNING,
    signing.LEADERS,
    stages.STAGES,
    stages.APPOINTMENTS,
    stages.STAGE_PRICES,
    stages.STAGE_LEVELS,
    signing.UNCOVERED,
    posts.VACANCIES,
    people.UNPLACED,
    signing.ABOVE_FRAME,
    signing.SIDE_RULES,
    fairness.FAIRNESS,
    fairness.FAIR_CHANGES,
    matching.MATCHING,
    division.DUTIES,
    division.SITE_SEATS,
    division.SITE_GAPS,
    division.LEADER_FIELDS,
    people.MOVES,
    units.FLAGS,
    units.BALANCE,
    signing.FIELD_SHORTAGE,
    posts.POSTS,
    units.CEILINGS,
    offices.DEPARTMENTS,
    offices.SHARED,
    offices.OVERRIDES,
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
    fairness.FAIR_CUTS,
    offices.APPLICABILITY,
    rules.RULES,
)
TABLES: Final[Mapping[str, OutputTable]] = MappingProxyType(
    {table.name: table for table in _IN_ORDER}
)
ALWAYS: Final = tuple(table.name for table in _IN_ORDER if not table.optional)
