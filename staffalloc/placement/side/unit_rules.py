"""Rules over all units at once: none gets only the weak, all work has somebody who did it there.

Both are off unless the planner switches them on.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.hours import milli_hour
from staffalloc.case.policy import Price
from staffalloc.case.working_time import available_hours
from staffalloc.placement.origins import Origins
from staffalloc.placement.people import People
from staffalloc.placement.seats import SeatType
from staffalloc.placement.side.floors import Floor
from staffalloc.placement.side.rows import Ints, RuleKey, SideRow
from staffalloc.rules import rules_in_force

_SHARE_SCALE: Final = 1000


def quality_spread(case: Case, people: People, seats: Sequence[SeatType]) -> Iterator[SideRow]:
    """Yield a row a unit with seats: of its people at most a share is weak, in thousandths.

    Nothing where nobody is weak, or the rule is off. A finer share, such as 1/3, is rounded in
    favour of the plan.
    """
    weak = weak_people(case, people)
    if not rules_in_force(case).is_on("quality_spread") or not weak.any():
        return
    most = math.ceil(Fraction(repr(case.policy.weak_share_most)) * _SHARE_SCALE)
    value: Ints = _SHARE_SCALE * weak.astype(np.int64) - most
    price = _in_milli_hours(case, case.policy.quality_spread_price, _SHARE_SCALE)
    with_seats = {seat.unit_code for seat in seats}
    for unit, code in enumerate(case.units["unit_code"]):
        if code in with_seats:
            key = RuleKey("quality_spread", "max", code)
            yield SideRow(key, unit, None, value, False, 0, price, _SHARE_SCALE)


def weak_people(case: Case, people: People) -> NDArray[np.bool_]:
    """Return whose best recorded skill is too low; nobody is weak of whom none is recorded."""
    best = case.skills.groupby("cadre_id")["skill"].max()
    known = people.table["cadre_id"].map(best).to_numpy(float)
    weak: NDArray[np.bool_] = known < case.policy.weak_below  # never where NaN
    return weak


def continuity_floors(case: Case, people: People, seats: Sequence[SeatType]) -> tuple[Floor, ...]:
    """Return a floor for each unit and position with a post there that somebody held before.

    They held it if it is their position today, and the unit theirs, or made from theirs. By unit
    and position.
    """
    if not rules_in_force(case).is_on("continuity_floor"):
        return ()
    origins = Origins.of(case, people.table, people.unit)
    position_of = people.table["position_id"].to_numpy(object)
    price = _in_milli_hours(case, case.policy.continuity_floor_price, 1)
    of_unit: dict[str, list[int]] = defaultdict(list)
    for number, seat in enumerate(seats):
        of_unit[seat.unit_code].append(number)
    made = []
    for unit, code in enumerate(case.units["unit_code"]):
        holders: dict[str, list[int]] = defaultdict(list)
        for row in np.flatnonzero(origins.worked_in(code, unit)).tolist():
            holders[position_of[row]].append(row)
        carriers = _carriers(seats, of_unit[code])
        for position in sorted(carriers.keys() & holders.keys()):
            key = RuleKey("continuity_floor", "min", code, position)
            who, where = np.array(holders[position]), np.array(carriers[position])
            made.append(Floor(key, unit, who, where, price))
    return tuple(made)


def _carriers(seats: Sequence[SeatType], of_unit: Sequence[int]) -> dict[str, list[int]]:
    """Seat types of a unit by the positions they carry, where one of them has a post."""
    carriers: dict[str, list[int]] = defaultdict(list)
    posted = set()
    for number in of_unit:
        for position in seats[number].positions:
            carriers[position].append(number)
            if seats[number].posts:
                posted.add(position)
    return {position: carriers[position] for position in posted}


def _in_milli_hours(case: Case, price: Price, scale: int) -> int | None:
    """A price in officers as milli-hours for one whole unit of a row; None where it is hard."""
    if price == "hard":
        return None
    return milli_hour(price * available_hours(case.policy) / scale)
