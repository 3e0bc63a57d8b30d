"""What the generator takes for granted about today's staff: one table, all of it assumption.

The figures are set so that a generated province looks like what was published in 2025: more
people than posts in all, and yet about as many posts empty as people too many (Hồ Chí Minh
City: 965 and 1,065 of some 7,400), some fields short and others in excess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Assumptions:
    """Shares and ratios that shape the people of a generated case.

    Attributes
    ----------
    payroll_to_frame : float
        People on payroll over the posts of all frames; whole people, rounded down.
    pool_share : float
        The part of them without a unit (Hanoi, June 2025: 253).
    leaders_held : float
        Leaders' seats that somebody holds today.
    outside_held : float
        Contract and military seats that somebody holds today.
    scarce_supply : float
        Officers with an exact field over posts, in land, finance, law, IT, planning and
        construction.
    general_to_other : float
        How much better the positions of general administration are staffed than the others
        that are not scarce.
    misplaced : float
        Part of the posts of each position that stands empty beyond that, while as many people
        too many do the same work in other units.
    crowded_share, outlying_share : float
        The units where people too many sit, and those where posts stand empty: towns and seats
        of former districts against the thinly settled rest.
    crowding : float
        How much likelier that is there than in the units between.
    seat_bonus, unevenness : float
        What a former seat adds to the rank of a unit's density (0 to 1), and the standard
        deviation of chance in it.
    wrong_field, low_level : float
        Specialists without the field, or one level below what their position asks.
    nearby_home : float
        People who live in or about the unit they work in; the others live anywhere in the
        same former district.
    """

    payroll_to_frame: float = 1.02
    pool_share: float = 253 / 6802
    leaders_held: float = 0.95
    outside_held: float = 0.95
    scarce_supply: float = 0.80
    general_to_other: float = 1.0
    misplaced: float = 0.115
    crowded_share: float = 0.20
    outlying_share: float = 0.30
    crowding: float = 50.0
    seat_bonus: float = 0.15
    unevenness: float = 0.03
    wrong_field: float = 0.065
    low_level: float = 0.016
    nearby_home: float = 0.90


SCARCE_AREAS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "land": ("land_management", "surveying"),
        "finance": ("finance", "accounting"),
        "law": ("law",),
        "it": ("it",),
        "planning": ("architecture", "urban_planning"),
        "construction": ("construction",),
    }
)
"""The fields the Government named as short in September 2025."""

GENERAL_FIELDS: Final = ("public_administration", "human_resources", "political_science")
"""General administration, of which there are more people than posts."""


def scarce_fields() -> frozenset[str]:
    """Return the fields of all scarce areas."""
    return frozenset(field for fields in SCARCE_AREAS.values() for field in fields)


def area_of(required_fields: str) -> str:
    """Return the area a position draws its people from: a scarce one, ``general``, ``other``.

    Examples
    --------
    >>> area_of("finance;accounting"), area_of("law;public_administration"), area_of("culture")
    ('finance', 'general', 'other')
    """
    listed = required_fields.split(";")
    if "public_administration" in listed or "any" in listed:
        return "general"
    for area, fields in SCARCE_AREAS.items():
        if listed[0] in fields:
            return area
    return "other"
