"""Who is from which unit: some seats there want somebody from elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.placement.engine.model import Ints, Reach
from staffalloc.placement.people import People
from staffalloc.placement.seats import Kind
from staffalloc.rules import rules_in_force

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Natives:
    """People and the units they are from: pairs that are no sum of two tables.

    Attributes
    ----------
    key : ints
        ``person * units + unit``, rising; none where no seat could be closed to anybody.
    units : int
    outsider : (S,) bools
        Kinds of post one of whose positions wants somebody from elsewhere.
    """

    key: Ints
    units: int
    outsider: Bools

    @classmethod
    def of(cls, case: Case, people: People, kinds: Sequence[Kind]) -> Natives:
        """Read where people are from: a unit, or an old one that was merged into some."""
        positions = case.positions
        wanting = set(positions.loc[positions["outsider"], "position_id"])
        units = len(case.units)
        if not wanting or not rules_in_force(case).is_on("native"):
            return cls(np.zeros(0, np.int64), units, np.zeros(len(kinds), bool))
        outsider = [not wanting.isdisjoint((lead, *others)) for lead, others in kinds]
        homes = _units_by_name(case)
        key = [
            person * units + unit
            for person, name in enumerate(people.table["native_unit"])
            for unit in homes.get(name, ())
        ]
        return cls(np.array(sorted(key), np.int64), units, np.array(outsider, bool))

    def has(self, person: Ints, unit: Ints) -> Bools:
        """Return whether people are from units; indices broadcast."""
        asked = person * self.units + unit
        if not len(self.key):
            return np.zeros(np.shape(asked), bool)
        at = np.minimum(np.searchsorted(self.key, asked), len(self.key) - 1)
        found: Bools = self.key[at] == asked
        return found

    def open_to(self, person: Ints, unit: Ints, kind: Ints) -> Bools:
        """Return whether a seat of a kind in a unit may be theirs; indices broadcast."""
        free: Bools = ~(self.outsider[kind] & self.has(person, unit))
        return free

    def left_out_of(self, reach: Reach) -> Reach:
        """Return what is within reach without the units people are from."""
        if not len(self.key):
            return reach
        person = np.repeat(np.arange(len(reach.start) - 1), np.diff(reach.start))
        kept = ~self.has(person, reach.unit)
        start = np.searchsorted(person[kept], np.arange(len(reach.start)))
        return Reach(start, reach.unit[kept], reach.loss[kept])

    def seats(self, seat_unit: Ints) -> tuple[Ints, Ints]:
        """Return people and the seat types of the units they are from; `seat_unit` rises."""
        person, unit = np.divmod(self.key, max(1, self.units))
        first, last = (np.searchsorted(seat_unit, unit + more) for more in (0, 1))
        size = last - first
        which = np.repeat(np.arange(len(person)), size)
        seat = np.arange(len(which)) + (first - (np.cumsum(size) - size))[which]
        return person[which], seat


def _units_by_name(case: Case) -> dict[str, set[int]]:
    """Units by their own code and by the old codes merged into them."""
    number = {code: place for place, code in enumerate(case.units["unit_code"])}
    homes: dict[str, set[int]] = defaultdict(set)
    for code, place in number.items():
        homes[code].add(place)
    for row in case.predecessors.itertuples():
        homes[row.old_code].add(number[row.unit_code])
    return homes
