"""Side rules as rows over pairs: who counts, on which seats, at most how much."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Side = Literal["min", "max"]

ANY_UNIT: Final = -1
_FEW: Final = 64


@dataclass(frozen=True)
class RuleKey:
    """Which rule of the case a row is: no two rows have the same.

    Attributes
    ----------
    rule : str
        Word of the rule, of the limits table or of the relations table.
    side : {"min", "max"}
        Whether the row is what the rule asks at least or at most.
    unit_code, position_id, field, cadre_a, cadre_b : str
        What the rule names; for two people the row is of one unit, which no table names.
    """

    rule: str
    side: Side
    unit_code: str = ""
    position_id: str = ""
    field: str = ""
    cadre_a: str = ""
    cadre_b: str = ""


@dataclass(frozen=True)
class SideRow:
    """One rule: the values of the people on the pairs it counts add up to at most a limit.

    A rule of the form "at least" is written with signs turned. All numbers are whole.

    Attributes
    ----------
    key : RuleKey
    unit : int
        Only seat types of this unit count; `ANY_UNIT`: those of all.
    seats : (J,) bools or None
        Only these seat types count; None: all.
    value : (N,) ints
        What each person counts.
    moved_only : bool
        Whether people count only on seats outside today's unit.
    limit : int
    price : int or None
        Milli-hours for each unit of breach; None: the rule is hard.
    scale : int
        How many units of the row make one of the planner's table.
    """

    key: RuleKey
    unit: int
    seats: NDArray[np.bool_] | None
    value: Ints
    moved_only: bool
    limit: int
    price: int | None
    scale: int = 1

    @property
    def rule(self) -> str:
        return self.key.rule

    @cached_property
    def favours_few(self) -> bool:
        """Whether its price lowers the losses of a few pairs, and changes no other."""
        is_few = int(np.count_nonzero(self.value)) <= _FEW
        return self.seats is not None and is_few and bool((self.value <= 0).all())

    def coefficients(self, person: Ints, seat: Ints, seat_unit: Ints, today: Ints) -> Ints:
        """Return what each of some pairs counts, (E,); `today` is each person's unit, -1: pool."""
        counted = np.ones(len(person), bool)
        if self.unit != ANY_UNIT:
            counted &= seat_unit[seat] == self.unit
        if self.seats is not None:
            counted &= self.seats[seat]
        if self.moved_only:
            counted &= seat_unit[seat] != today[person]
        values: Ints = np.where(counted, self.value[person], 0)
        return values

    def used(self, person: Ints, seat: Ints, seat_unit: Ints, today: Ints) -> int:
        """Return what people placed on seats, pair by pair, count together."""
        return int(self.coefficients(person, seat, seat_unit, today).sum())

    def breach(self, used: int) -> int:
        """Return by how much a use exceeds the limit, 0 where the rule is kept."""
        return max(0, used - self.limit)

    def in_table_units(self, number: int) -> float:
        """Return a use or a limit as the planner's table counts, with the signs it has there.

        People, salary coefficients, or for ``continuity`` the people beyond the share asked for.
        """
        return (-number if self.key.side == "min" else number) / self.scale
