"""Leaders and fields of work: every field of a unit under one of its chair and vice chairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.vocabulary import ANY_FIELD, NO_FIELD
from staffalloc.division.leader_fields import spread_fields
from staffalloc.placement.fit import NEVER_A_FAMILY
from staffalloc.plan.at_work import OUTSIDE, everybody_at_work
from staffalloc.plan.officers import Officers

LEADERS: Final = ("chair", "vice_chair")
DISTANCE: Final = {"free": 0, "exact": 0, "related": 1, "other": 2}
_COLUMNS: Final = ["unit_code", "field", "cadre_id", "hours", "match"]


def leader_fields_table(case: Case, officers: Officers) -> pd.DataFrame:
    """Return one row a unit and field of work, by both.

    Fields are those of positions with required hours; leaders are the people placed on a post
    of rank chair or vice chair on the government's side. Counts differ by one at most; then the
    match is best: a field that a position of the field of work asks for, one of the same
    family, another.
    """
    maker = _Maker(case, officers)
    return pd.DataFrame(list(maker.rows()), columns=_COLUMNS)


class _Maker:
    def __init__(self, case: Case, officers: Officers) -> None:
        positions = case.positions.set_index("position_id")
        self._family = dict(zip(case.fields["field"], case.fields["family"], strict=True))
        self._held = dict(zip(case.cadres["cadre_id"], case.cadres["fields"], strict=True))
        self._asked: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._hours: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        need = officers.establishment.need
        for row in need[need["required_hours"] > 0].itertuples():
            field = positions["field"][row.position_id]
            required = positions["required_fields"][row.position_id]
            self._hours[row.unit_code][field] += row.required_hours
            self._asked[row.unit_code, field] |= set(required.split(";") if required else ())
        leading = positions["rank"].isin(LEADERS) & (positions["side"] == "government")
        self._leaders: dict[str, list[str]] = defaultdict(list)
        for one in everybody_at_work(officers):
            if one.person != OUTSIDE and leading[one.lead]:
                self._leaders[one.unit_code].append(one.cadre_id)

    def rows(self) -> Iterator[tuple[str, str, str, float, str]]:
        """Yield every field of every unit with its leader, blank where there is none."""
        for unit, hours in sorted(self._hours.items()):
            leaders = sorted(self._leaders[unit])
            match = {(f, who): self._match(unit, f, who) for f in hours for who in leaders}
            distance = {pair: DISTANCE[word] for pair, word in match.items()}
            leader_of = spread_fields(sorted(hours), leaders, distance)
            for field in sorted(hours):
                who = leader_of.get(field, "")
                yield unit, field, who, hours[field], match.get((field, who), "")

    def _match(self, unit: str, field: str, who: str) -> str:
        asked = self._asked[unit, field] - {ANY_FIELD, NO_FIELD}
        held = set(self._held[who].split(";")) - {""}
        if not asked:
            return "free"
        if held & asked:
            return "exact"
        return "related" if self._families(held) & self._families(asked) else "other"

    def _families(self, fields: set[str]) -> set[str]:
        through = fields - set(NEVER_A_FAMILY)
        return {self._family.get(field, "") for field in through} - {""}
