"""Ho Chi Minh City's pattern: too many and too few at once, in one city and in one unit.

Published for the city (2025): in 27 positions a surplus of 1,065 people and a shortage of 965 at
once. The case below is generated with these sums; nothing else in it is the city's.
"""

from __future__ import annotations

from itertools import chain, product

import pandas as pd
import pytest

from staffalloc.balance.flags import balance_table, unit_flags
from staffalloc.balance.ruler import Posting
from staffalloc.establishment import build_establishment
from staffalloc.placement.place import build_placement_problem
from staffalloc.plan.officers import today_posting

from ..builders import cadre, hours_case, unit

SURPLUS, SHORTAGE = 1065, 965
POSITIONS, UNITS, REQUIRED, OFF = 27, 21, 6, 5
CELLS = list(product((f"{u:05d}" for u in range(UNITS)), (f"V{p:02d}" for p in range(POSITIONS))))
# Every second cell is off: over, then under, until the published sums are reached.
OVER = CELLS[0::2][: SURPLUS // OFF]
UNDER = CELLS[1::2][: SHORTAGE // OFF]


@pytest.fixture(scope="module")
def balance() -> pd.DataFrame:
    staff = {cell: REQUIRED + OFF * ((cell in OVER) - (cell in UNDER)) for cell in CELLS}
    people = chain.from_iterable([cell] * count for cell, count in staff.items())
    case = hours_case(
        dict.fromkeys(CELLS, REQUIRED * 1600.0),
        units=[unit(f"{u:05d}", ceiling=POSITIONS * REQUIRED) for u in range(UNITS)],
        cadres=[cadre(f"c{number}", *cell) for number, cell in enumerate(people)],
    )
    establishment = build_establishment(case)
    today = today_posting(build_placement_problem(case, establishment))
    planned = Posting("planned", today.fte)
    return balance_table(case, establishment, today, planned, {})


def test_the_sums_are_those_published(balance: pd.DataFrame) -> None:
    difference = balance["today_difference"]
    assert difference[difference > 0].sum() == pytest.approx(SURPLUS)
    assert -difference[difference < 0].sum() == pytest.approx(SHORTAGE)
    assert balance["position_id"].nunique() == POSITIONS


def test_both_flags_are_shown_position_by_position(balance: pd.DataFrame) -> None:
    flags = balance.set_index(["unit_code", "position_id"])["today_flag"]
    assert set(flags[OVER]) == {"overstaffed"}
    assert set(flags[UNDER]) == {"understaffed"}
    assert flags.value_counts()["balanced"] == len(CELLS) - len(OVER) - len(UNDER)


def test_a_unit_over_in_one_position_and_under_in_another_is_mixed_not_balanced(
    balance: pd.DataFrame,
) -> None:
    units = unit_flags(balance).set_index("unit_code")
    both = {code for code, _ in OVER} & {code for code, _ in UNDER}
    assert len(both) > UNITS // 2
    assert set(units.loc[sorted(both), "today_flag"]) == {"mixed"}
