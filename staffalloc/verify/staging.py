"""Staged appointments, written a second time: blocks, who is locked, and what is left for the last.

Stages 3, 4 and 5 are one block, as the documents run them in parallel. Whoever the plan seats on a
post of a block before the last is locked there; nobody else may take such a post any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from staffalloc.verify.assignments import Plan, Sitting
from staffalloc.verify.catalogue import Bools, Catalogue, Ints
from staffalloc.verify.columns import Columns, Locks
from staffalloc.verify.roster import NOBODY

BLOCKS: Final = ("1", "2", "3;4;5", "6")
LAST: Final = len(BLOCKS)
SIDES: Final = ("government", "party", "front")
UNNAMED: Final = 100  # the group of those the table of priorities does not name
BOUND_HERE: Final = 0  # the group of those a decision leaves no later seat
CITY: Final = "province_chair"
COMMISSION: Final = "organisation_commission"


def signer(side: str) -> str:
    """Return who signs for a side."""
    return CITY if side == "government" else COMMISSION


@dataclass(frozen=True)
class Staging:
    """Blocks and locks of one plan.

    `columns` are those of everything decided at once; `block` and `side` have one entry a seat
    type.
    """

    catalogue: Catalogue
    columns: Columns
    plan: Plan
    block: Ints
    side: tuple[str, ...]

    @classmethod
    def of(cls, catalogue: Catalogue, columns: Columns, plan: Plan) -> Staging:
        """Take block and side from the lead position of each seat type."""
        stage, side = catalogue.column("stage"), catalogue.word("side")
        block_of = {
            float(one): number for number, text in enumerate(BLOCKS, 1) for one in text.split(";")
        }
        block = [block_of.get(float(stage[seat.lead]), LAST) for seat in columns.seats]
        sides = tuple(side[seat.lead] for seat in columns.seats)
        return cls(catalogue, columns, plan, np.array(block, dtype=np.int64), sides)

    @property
    def before_the_last(self) -> list[int]:
        """Return the blocks before the last that have a seat type."""
        return sorted({int(number) for number in self.block if number < LAST})

    def seats_of(self, block: int, side: str | None = None) -> list[int]:
        """Return the seat types of a block, or of one side of it."""
        return [
            seat
            for seat in np.flatnonzero(self.block == block).tolist()
            if side is None or self.side[seat] == side
        ]

    def sides_of(self, block: int) -> list[str]:
        """Return the sides that have a seat type in a block."""
        return [side for side in SIDES if self.seats_of(block, side)]

    def chosen_in(self, block: int) -> list[Sitting]:
        """Return those the plan seats in a block."""
        return [one for one in self.plan.placed if self.block[one.seat] == block]

    @cached_property
    def seat_of(self) -> Ints:
        """Seat type of everybody chosen before the last block, `NOBODY` for the others, (C,)."""
        seat_of = np.full(len(self.columns.people.ids), NOBODY, dtype=np.int64)
        for sitting in self.plan.placed:
            if self.block[sitting.seat] < LAST:
                seat_of[sitting.person] = sitting.seat
        return seat_of

    def locked_before(self, block: int) -> Bools:
        """Return who was chosen in an earlier block, (C,)."""
        locked = self.seat_of != NOBODY
        earlier = np.zeros(len(locked), dtype=np.bool_)
        earlier[locked] = self.block[self.seat_of[locked]] < block
        return earlier

    @cached_property
    def last_columns(self) -> Columns:
        """The columns of the last block: the locked have one seat, others none that is decided."""
        return replace(self.columns, locks=Locks(self.seat_of, self.block < LAST))

    @cached_property
    def reviews(self) -> Mapping[tuple[str, str], str]:
        """Verdicts on record, by cadre_id and kind of review."""
        table = self.catalogue.case.tables["reviews"]
        columns = (table[name] for name in ("cadre_id", "review", "verdict"))
        return {(code, review): verdict for code, review, verdict in zip(*columns, strict=True)}

    @cached_property
    def without_reviews(self) -> list[str]:
        """People chosen before the last block without both reviews passed."""
        chosen = [
            self.columns.people.ids[one] for one in np.flatnonzero(self.seat_of >= 0).tolist()
        ]
        return [
            code
            for code in chosen
            if any(self.reviews.get((code, kind)) != "passed" for kind in ("external", "internal"))
        ]

    def levels(self, block: int) -> Ints:
        """Return the priority group of everybody in a block, (C,); `UNNAMED` without one.

        People whom a decision places and who have no seat in a later block come before all.
        """
        people, table = self.columns.people, self.catalogue.case.tables["priorities"]
        number = {code: person for person, code in enumerate(people.ids)}
        level = np.full(len(people.ids), UNNAMED, dtype=np.int64)
        stages = BLOCKS[block - 1].split(";")
        columns = (table[name].tolist() for name in ("cadre_id", "stage", "level"))
        for code, stage, group in zip(*columns, strict=True):
            if code in number and str(int(stage)) in stages:
                level[number[code]] = min(int(level[number[code]]), int(group))
        later = np.flatnonzero(self.block > block)
        for person in people.pins:
            if self.columns.must_be_placed(person):
                asked = self.columns.pairs(np.full_like(later, person), later)
                if not asked.eligible.any():
                    level[person] = BOUND_HERE
        return level


class Candidates:
    """The people each seat type is open to, and their losses, nobody locked."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._reachable: dict[int, Bools] = {}
        self._known: dict[int, tuple[Ints, Ints]] = {}
        self._pinned = np.zeros(len(columns.people.ids), dtype=np.bool_)
        self._pinned[list(columns.people.pins)] = True

    def of(self, seat: int) -> tuple[Ints, Ints]:
        """Return people, rising, and what each of them loses there."""
        if seat not in self._known:
            self._known[seat] = self._asked(seat)
        return self._known[seat]

    def _asked(self, seat: int) -> tuple[Ints, Ints]:
        """Ask one by one about everybody whom the two plain tables do not rule out."""
        columns = self._columns
        unit, kind = int(columns.unit[seat]), int(columns.kinds.of_seat[seat])
        may = columns.work.allowed[columns.people.profile, kind] & self._reach(unit)
        person = np.flatnonzero(may | self._pinned | (columns.people.today == unit))
        asked = columns.pairs(person, np.full_like(person, seat))
        return person[asked.eligible], asked.loss[asked.eligible]

    def _reach(self, unit: int) -> Bools:
        if unit not in self._reachable:
            everybody = np.arange(len(self._columns.people.ids), dtype=np.int64)
            _, reachable = self._columns.travel.parts(everybody, np.array(unit))
            self._reachable[unit] = reachable
        return self._reachable[unit]
