"""What the check half of a rule reads: the plain tables of a plan, and its case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.policy import Policy
from staffalloc.case.vocabulary import LEVELS, POLITICAL_THEORY, RANKS, Words, rank_of


@dataclass(frozen=True)
class PlanTables:
    """Tables of a plan by name, the limits of the citywide sums, and the day of the rules.

    `organised` and `division` hold the tables of the rules on departments and shared officers,
    and on the division of work, that are on, by name.
    """

    case: Case
    day: str
    posts: pd.DataFrame
    parts: pd.DataFrame
    assignments: pd.DataFrame
    signing: pd.DataFrame
    ceilings: pd.DataFrame
    city_limits: Mapping[str, tuple[frozenset[str], int]]
    side_rules: pd.DataFrame
    organised: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    division: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def policy(self) -> Policy:
        return self.case.policy

    @cached_property
    def appointed(self) -> pd.DataFrame:
        """Who was placed by the rules of a new appointment, with person and lead position.

        Left out are people who stay where they carry today's position, and those for whom a
        decision with author and reason stands. Levels, theories and ranks are places in their
        vocabularies; `asked_` is what the lead position asks.
        """
        rows = self.assignments[self.assignments["status"] == "placed"]
        stays = (rows["today_unit"] == rows["unit_code"]) & self._carries_today(rows)
        rows = rows[~stays & ~rows["cadre_id"].isin(self.decided)]
        people = self.case.cadres.set_index("cadre_id")
        asked = self.case.positions.set_index("position_id")
        units = self.case.units.set_index("unit_code")
        who, lead = rows["cadre_id"], rows["lead_position"]
        made = rows[["cadre_id", "unit_code", "lead_position", "today_unit", "km"]].copy()
        for name, words in {"level": LEVELS, "political_theory": POLITICAL_THEORY}.items():
            made[name] = _places(people.loc[who, name], words)
        made["rank"] = _places(people.loc[who, "rank"], RANKS)
        for name in ("discipline", "planned", "achievement", "native_unit", "retires_on"):
            made[name] = people.loc[who, name].to_numpy()
        made["bound"] = (people["protected"] | ~people["transferable"]).loc[who].to_numpy(bool)
        made["asked_level"] = _places(asked.loc[lead, "required_level"], LEVELS)
        made["asked_theory"] = _places(asked.loc[lead, "political_theory"], POLITICAL_THEORY)
        made["asked_rank"] = _places(asked.loc[lead, "rank"], RANKS)
        exacting = (asked["group"] == "leadership") | asked["strict"]
        made["exacting"] = exacting.loc[lead].to_numpy(bool)
        made["outsider"] = asked.loc[lead, "outsider"].to_numpy(bool)
        made["province"] = units.loc[rows["unit_code"], "province_code"].to_numpy()
        made["today_province"] = units["province_code"].reindex(rows["today_unit"]).to_numpy()
        verdicts = self.signing.set_index("cadre_id")["field_verdict"]
        made["field_verdict"] = verdicts.loc[who].to_numpy()
        return made

    @cached_property
    def decided(self) -> frozenset[str]:
        """People for whom a decision to keep or assign stands, with author and reason."""
        pins = self.case.pins
        stands = pins["action"].isin(["keep", "assign"]) & (pins["author"] != "")
        return frozenset(pins.loc[stands & (pins["reason"] != ""), "cadre_id"])

    def _carries_today(self, rows: pd.DataFrame) -> pd.Series:
        kinds = rows["seat_type"].str.split("/").str[1:].map(lambda kind: "+".join(kind).split("+"))
        pairs = zip(rows["today_position"], kinds, strict=True)
        return pd.Series([today in carried for today, carried in pairs], rows.index, dtype=bool)


def _places(found: pd.Series, words: Words) -> NDArray[np.int64]:
    """Return the place of each word in its vocabulary."""
    places: NDArray[np.int64] = found.map(rank_of(words)).to_numpy(np.int64)
    return places
