"""Dated rule sets: the numbers that laws and decisions give, each with its source."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_FRAME_SOURCE = (
    "Decision 759/QD-TTg; dispatch 09/CV-BCD (about 32 posts, one more for each 2,000 people "
    "above 16,000, or 1,000 in the mountains; at most 50 in a commune, 70 in a ward)"
)
_DEPUTIES_SOURCE = "Decree 370/2025/ND-CP (two deputies a department on average)"
_VICE_CHAIRS_SOURCE = "Decree 300/2025/ND-CP (2.5 vice chairs a unit on average)"


@dataclass(frozen=True)
class CitywideSum:
    """An average that the law sets over all units, kept as one sum."""

    name: str
    positions: tuple[str, ...]
    average: float
    per: str  # "unit" or "department"
    source: str

    def limit(self, units: int, departments: int) -> int:
        """Return the most leaders of these positions over all units together.

        Examples
        --------
        >>> CitywideSum("vice_chairs", ("P06",), 2.5, "unit", "").limit(126, 0)
        315
        """
        return math.floor(self.average * (units if self.per == "unit" else departments))


@dataclass(frozen=True)
class RuleSet:
    """The rules in force from one date on, for a catalogue of positions.

    The frame of a unit is ``frame_base`` posts, and one more for each step of residents above
    ``frame_threshold``, at most ``frame_caps[kind]``.
    """

    name: str
    in_force_from: str
    frame_base: int
    frame_threshold: int
    frame_steps: Mapping[str, int]
    frame_caps: Mapping[str, int]
    frame_source: str
    vice_chairs: CitywideSum
    most_vice_chairs: int
    usual_vice_chairs: int
    deputies: CitywideSum
    deputy_threshold: int
    deputy_step: int
    chairs: tuple[str, ...]
    essential_positions: tuple[str, ...]
    essential_source: str

    @property
    def named_positions(self) -> tuple[str, ...]:
        """Every position of the catalogue the rules speak of."""
        sums = (*self.vice_chairs.positions, *self.deputies.positions)
        return tuple(sorted({*sums, *self.chairs, *self.essential_positions}))

    @property
    def citywide_sums(self) -> tuple[CitywideSum, ...]:
        return (self.vice_chairs, self.deputies)

    def frame(self, kind: str, terrain: str, population: float) -> int:
        """Return the posts a unit may have; a unit without a population gets the base.

        Examples
        --------
        >>> rule_set("hanoi-2025-12").frame("ward", "lowland", 126_000)
        70
        >>> rule_set("hanoi-2025-12").frame("commune", "lowland", 18_000)
        33
        """
        if math.isnan(population):
            return self.frame_base
        above = max(0.0, population - self.frame_threshold)
        wanted = self.frame_base + math.floor(above / self.frame_steps[terrain])
        return min(self.frame_caps[kind], wanted)

    def deputies_for(self, specialists: int) -> int:
        """Return the deputies a department of so many specialists has a case for.

        Examples
        --------
        >>> [rule_set("hanoi-2025-12").deputies_for(n) for n in (0, 8, 17, 18, 28)]
        [1, 1, 1, 2, 3]
        """
        return 1 + max(0, specialists - self.deputy_threshold) // self.deputy_step


RULE_SETS: Final[Mapping[str, RuleSet]] = MappingProxyType(
    {
        "hanoi-2025-12": RuleSet(
            name="hanoi-2025-12",
            in_force_from="2025-12-31",
            frame_base=32,
            frame_threshold=16_000,
            frame_steps=MappingProxyType({"lowland": 2_000, "mountain": 1_000}),
            frame_caps=MappingProxyType({"commune": 50, "ward": 70, "special_zone": 70}),
            frame_source=_FRAME_SOURCE,
            vice_chairs=CitywideSum("vice_chairs", ("P06",), 2.5, "unit", _VICE_CHAIRS_SOURCE),
            most_vice_chairs=3,
            usual_vice_chairs=2,
            deputies=CitywideSum(
                "deputies", ("P08", "P11", "P13", "P15"), 2.0, "department", _DEPUTIES_SOURCE
            ),
            deputy_threshold=8,
            deputy_step=10,
            chairs=("P05",),
            essential_positions=("P21", "P27", "P41"),
            essential_source=(
                "Every unit registers births and deaths, keeps accounts under a named "
                "accountant, and certifies land: assumption of this library"
            ),
        )
    }
)


def rule_set(name: str) -> RuleSet:
    """Return the rule set of that name; raises ``KeyError`` if there is none."""
    return RULE_SETS[name]
