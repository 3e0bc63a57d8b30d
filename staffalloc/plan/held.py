"""Positions without a seat of their own: who holds them beside a post, or the gap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.demand import applies
from staffalloc.placement.engine.model import POOL
from staffalloc.plan.officers import Officers
from staffalloc.rules import rules_in_force

PARTY: Final = "party"
_COLUMNS: Final = ["unit_code", "position_id", "held_by", "cadre_id", "verdict"]


def held_table(case: Case, officers: Officers) -> pd.DataFrame:
    """Print each position held beside a post as a concurrent line under its holder, or as a gap.

    Who holds it the catalogue says, or the rule set for the positions it names. A line goes
    first to somebody who holds the position itself today and is not placed, then to the holders
    in the order they are named, one line a person. A holder on the Party side is outside this
    plan and is named as such.
    """
    positions = case.positions.assign(held_by=rules_in_force(case).held_by(case.positions))
    held = positions[positions["held_by"] != ""].reset_index(drop=True)
    scope = applies(case, held)
    people = _people_by_position(officers)
    rows = []
    for u, unit in enumerate(case.units["unit_code"].tolist()):
        for p, position in enumerate(held.itertuples()):
            if scope[u, p]:
                holders = [position.position_id, *position.held_by.split(";")]
                lines = max(1, int(position.min_posts))
                rows += _lines(unit, position.position_id, holders, lines, people)
    return pd.DataFrame(rows, columns=_COLUMNS)


def _lines(
    unit: str,
    position: str,
    holders: Sequence[str],
    lines: int,
    people: Mapping[tuple[str, str], Sequence[str]],
) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    found = [(holder, cadre) for holder in holders for cadre in people.get((unit, holder), ())]
    rows += [(unit, position, holder, cadre, "held") for holder, cadre in found[:lines]]
    rest = ("", "", "gap") if PARTY not in holders else (PARTY, "", "outside")
    return rows + [(unit, position, *rest)] * (lines - len(rows))


def _people_by_position(officers: Officers) -> dict[tuple[str, str], list[str]]:
    """People of each unit by the lead position they will hold, by cadre_id."""
    problem = officers.problem
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    codes = problem.people.table["cadre_id"].tolist()
    for person, j in enumerate(officers.seat_of.tolist()):
        if j != POOL:
            seat = problem.seats[j]
            found[seat.unit_code, seat.kind[0]].append(codes[person])
    for row in problem.people.elsewhere.itertuples():
        found[row.unit_code, row.position_id].append(row.cadre_id)
    return found
