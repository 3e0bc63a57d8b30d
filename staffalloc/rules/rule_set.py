"""Dated rule sets: the numbers that laws and decisions give, each with its source."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from staffalloc.rules.references import Change, Decision, Text

_FRAME_SOURCE = (
    "Quyết định 759/QĐ-TTg; Công văn 09/CV-BCĐ: khoảng 32 biên chế, thêm một cho mỗi 2.000 dân "
    "trên 16.000 (miền núi: 1.000); tối đa 50 ở xã, 70 ở phường",
    "Decision 759/QD-TTg; dispatch 09/CV-BCD: about 32 posts, one more for each 2,000 people "
    "above 16,000 (1,000 in the mountains); at most 50 in a commune, 70 in a ward",
)
_DEPUTIES_SOURCE = (
    "Nghị định 370/2025/NĐ-CP: bình quân hai cấp phó mỗi phòng",
    "Decree 370/2025/ND-CP: two deputies a department on average",
)
_VICE_CHAIRS_SOURCE = (
    "Nghị định 300/2025/NĐ-CP: bình quân 2,5 phó chủ tịch mỗi đơn vị",
    "Decree 300/2025/ND-CP: 2.5 vice chairs a unit on average",
)
_PROVINCE_SIGNS = (
    "Sở Nội vụ Hà Nội (tháng 6/2025): khối chính quyền do Chủ tịch UBND thành phố ký",
    "Hanoi's Department of Home Affairs (June 2025): on the government side the chair of the "
    "city's People's Committee signs",
)
_UNIT_SIGNS = (
    "Đơn vị bố trí người theo khối lượng việc trong khung của mình; Chủ tịch đơn vị ký là giả "
    "định của thư viện này",
    "The unit arranges its officers by workload inside its frame; that its chair signs is an "
    "assumption of this library",
)


@dataclass(frozen=True)
class CitywideSum:
    """An average that the law sets over all units, kept as one sum."""

    name: str
    positions: tuple[str, ...]
    average: float
    per: str  # "unit" or "department"
    source: Text

    def limit(self, units: int, departments: int) -> int:
        """Return the most leaders of these positions over all units together.

        Examples
        --------
        >>> CitywideSum("vice_chairs", ("P06",), 2.5, "unit", ("", "")).limit(126, 0)
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
    frame_source: Text
    vice_chairs: CitywideSum
    most_vice_chairs: int
    usual_vice_chairs: int
    deputies: CitywideSum
    deputy_threshold: int
    deputy_step: int
    essential_positions: tuple[str, ...]
    essential_source: Text
    decisions: Mapping[Change, Decision]
    appointment: Decision
    lowering: Decision

    @property
    def named_positions(self) -> tuple[str, ...]:
        """Every position of the catalogue the rules speak of."""
        sums = (*self.vice_chairs.positions, *self.deputies.positions)
        return tuple(sorted({*sums, *self.essential_positions}))

    @property
    def citywide_sums(self) -> tuple[CitywideSum, ...]:
        return (self.vice_chairs, self.deputies)

    def decision(self, change: Change, rank_step: int) -> Decision:
        """Return what a change asks for, a rise or fall in rank (in steps) considered.

        Examples
        --------
        >>> rules = rule_set("hanoi-2025-12")
        >>> rules.decision("stays", 0).is_needed
        False
        >>> rules.decision("new_task", 1).references
        ('OD7415', 'D170-28')
        """
        plain = self.decisions[change]
        if rank_step == 0 or change == "outside":
            return plain
        ranked = self.appointment if rank_step > 0 else self.lowering
        return replace(ranked, references=(*plain.references, *ranked.references))

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
            essential_positions=("P21", "P27", "P41"),
            essential_source=(
                "Đơn vị nào cũng đăng ký hộ tịch, có người phụ trách kế toán và xác nhận đất đai: "
                "giả định của thư viện này",
                "Every unit registers births and deaths, keeps accounts under a named accountant, "
                "and certifies land: assumption of this library",
            ),
            decisions=MappingProxyType(
                {
                    "stays": Decision(),
                    "outside": Decision(),
                    "new_task": Decision(("OD7415",), "unit_chair", _UNIT_SIGNS),
                    "new_unit": Decision(("D170-25",), "province_chair", _PROVINCE_SIGNS),
                    "from_pool": Decision(("D361",), "province_chair", _PROVINCE_SIGNS),
                }
            ),
            appointment=Decision(("D170-28",), "province_chair", _PROVINCE_SIGNS),
            lowering=Decision(("D170-27",), "province_chair", _PROVINCE_SIGNS),
        )
    }
)


def rule_set(name: str) -> RuleSet:
    """Return the rule set of that name; raises ``KeyError`` if there is none."""
    return RULE_SETS[name]
