"""Sites: who of a unit sits where, and which positions would have to be doubled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.division.sites import SiteSeating, Sitter, seat_at_sites
from staffalloc.plan.at_work import AtWork, everybody_at_work
from staffalloc.plan.officers import Officers

_SEATS: Final = ["unit_code", "site", "cadre_id", "post_id", "department"]
_GAPS: Final = ["unit_code", "site", "position_id", "reason"]


@dataclass(frozen=True)
class Sites:
    """Who sits where.

    Attributes
    ----------
    seats : DataFrame
        One row a person of a unit with sites, by unit, site and person.
    gaps : DataFrame
        Positions a site asks for and has nobody for: to be doubled or shared.
    """

    seats: pd.DataFrame
    gaps: pd.DataFrame


def build_sites(case: Case, officers: Officers) -> Sites:
    """Seat the people of each unit that has sites.

    A person carries the positions of the post, or the lead position above the seats. See
    :func:`staffalloc.division.sites.seat_at_sites` for what is least.
    """
    asked: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for row in case.sites.itertuples():
        positions = row.positions.split(";") if row.positions else ()
        asked[row.unit_code][row.site] = frozenset(positions)
    people: dict[str, list[AtWork]] = defaultdict(list)
    for one in everybody_at_work(officers):
        people[one.unit_code].append(one)
    department = dict(zip(case.positions["position_id"], case.positions["department"], strict=True))
    seats, gaps = [], []
    for unit, sites in sorted(asked.items()):
        sitters = [
            Sitter(one.cadre_id, department[one.lead], frozenset(one.parts)) for one in people[unit]
        ]
        made = seat_at_sites(sitters, sites)
        seats += _seat_rows(unit, people[unit], department, made)
        gaps += [
            (unit, site, position, _reason(position, sites, people[unit]))
            for site, position in made.missing
        ]
    return Sites(pd.DataFrame(seats, columns=_SEATS), pd.DataFrame(gaps, columns=_GAPS))


def _seat_rows(
    unit: str, people: Sequence[AtWork], department: Mapping[str, str], made: SiteSeating
) -> list[tuple[str, ...]]:
    return sorted(
        (unit, made.site_of[one.cadre_id], one.cadre_id, one.post_id, department[one.lead])
        for one in people
    )


def _reason(position: str, sites: Mapping[str, frozenset[str]], people: Sequence[AtWork]) -> str:
    """Say why nobody is there: nobody carries it, too few do, or they are needed elsewhere."""
    carriers = sum(position in one.parts for one in people)
    if not carriers:
        return "nobody_carries"
    sites_that_ask = sum(position in positions for positions in sites.values())
    return "too_few" if carriers < sites_that_ask else "needed_elsewhere"
