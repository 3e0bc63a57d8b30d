"""Dated rule sets: the numbers that laws and decisions give, each with its source."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from staffalloc.case.own_rule_set import OwnRuleSet
from staffalloc.rules.references import (
    COMMISSION_SIGNS,
    Change,
    Decision,
    Text,
    signer_of_side,
)

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
_ONE_DEPUTY_SOURCE = (
    "Nghị định 150/2025/NĐ-CP (bản đầu): mỗi phòng một cấp phó",
    "Decree 150/2025/ND-CP as first issued: one deputy a department",
)
_TWO_DEPUTIES_SOURCE = (
    "Nghị quyết 332/NQ-CP: từ 15/10/2025 bình quân hai cấp phó mỗi phòng",
    "Resolution 332/NQ-CP: from 15 October 2025 two deputies a department on average",
)
_TWO_VICE_CHAIRS_SOURCE = (
    "Công văn 09/CV-BCĐ: hai phó chủ tịch mỗi đơn vị",
    "Dispatch 09/CV-BCD: two vice chairs a unit",
)
_CENTRE_OF_VICE_CHAIR = (
    "Nghị định 118/2025/NĐ-CP: một phó chủ tịch làm giám đốc trung tâm phục vụ hành chính công",
    "Decree 118/2025/ND-CP: a vice chair directs the public-service centre",
)
_CENTRE_OF_ITS_OWN = (
    "Nghị quyết 332/NQ-CP; Nghị định 367/2025/NĐ-CP: giám đốc trung tâm không phải phó chủ tịch, "
    "tương đương trưởng phòng",
    "Resolution 332/NQ-CP; Decree 367/2025/ND-CP: the centre's director is not the vice chair, and "
    "equals a head of department",
)
_ORGANISATIONS_SOURCE = (
    "Nghị định 370/2025/NĐ-CP: bình quân 4,5 tổ chức mỗi đơn vị; Hà Nội, TP Hồ Chí Minh 4,7",
    "Decree 370/2025/ND-CP: 4.5 organisations a unit on average; Hanoi, HCMC 4.7",
)
_FOUR_ORGANISATIONS_SOURCE = (
    "Nghị định 150/2025/NĐ-CP: ba phòng và trung tâm phục vụ hành chính công",
    "Decree 150/2025/ND-CP: three departments and the public-service centre",
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
    ``frame_threshold``, at most ``frame_caps[kind]``. A unit has ``organisations[province]``
    departments and centres on average, or the usual number. `held_by` names the positions that
    are held beside another post, and by whom.
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
    most_deputies: int
    deputy_threshold: int
    deputy_step: int
    organisations: Mapping[str, float]
    usual_organisations: float
    organisations_source: Text
    held_by: Mapping[str, str]
    held_by_source: Text
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

    def decision(self, change: Change, rank_step: int, side: str = "government") -> Decision:
        """Return what a change asks for, a rise or fall in rank (in steps) considered.

        On the Party's side, and the Front's, another signs than on the government's.

        Examples
        --------
        >>> rules = rule_set("hanoi-2025-12")
        >>> rules.decision("stays", 0).is_needed
        False
        >>> rules.decision("new_task", 1).references
        ('OD7415', 'D170-28')
        >>> rules.decision("new_unit", 0, side="party").signer
        'organisation_commission'
        """
        decided = self._of_government(change, rank_step)
        if side == "government" or not decided.is_needed:
            return decided
        return replace(decided, signer=signer_of_side(side), source=COMMISSION_SIGNS)

    def _of_government(self, change: Change, rank_step: int) -> Decision:
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
        wanted = 1 + max(0, specialists - self.deputy_threshold) // self.deputy_step
        return min(self.most_deputies, wanted)

    def most_organisations(self, provinces: Mapping[str, int]) -> int:
        """Return the most departments and centres of all units, counted by province.

        Examples
        --------
        >>> rule_set("hanoi-2025-12").most_organisations({"01": 126})
        592
        """
        usual = self.usual_organisations
        averages = {code: self.organisations.get(code, usual) for code in provinces}
        exact = sum(Fraction(str(averages[code])) * units for code, units in provinces.items())
        return math.floor(exact)


_DECISIONS: Final[Mapping[Change, Decision]] = MappingProxyType(
    {
        "stays": Decision(),
        "outside": Decision(),
        "new_task": Decision(("OD7415",), "unit_chair", _UNIT_SIGNS),
        "new_unit": Decision(("D170-25",), "province_chair", _PROVINCE_SIGNS),
        "from_pool": Decision(("D361",), "province_chair", _PROVINCE_SIGNS),
    }
)
_DEPUTIES: Final = ("P08", "P11", "P13", "P15")
_HANOI_12: Final = RuleSet(
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
    deputies=CitywideSum("deputies", _DEPUTIES, 2.0, "department", _DEPUTIES_SOURCE),
    most_deputies=99,
    deputy_threshold=8,
    deputy_step=10,
    organisations=MappingProxyType({"01": 4.7, "79": 4.7}),
    usual_organisations=4.5,
    organisations_source=_ORGANISATIONS_SOURCE,
    held_by=MappingProxyType({}),
    held_by_source=_CENTRE_OF_ITS_OWN,
    essential_positions=("P21", "P27", "P41"),
    essential_source=(
        "Đơn vị nào cũng đăng ký hộ tịch, có người phụ trách kế toán và xác nhận đất đai: "
        "giả định của thư viện này",
        "Every unit registers births and deaths, keeps accounts under a named accountant, "
        "and certifies land: assumption of this library",
    ),
    decisions=_DECISIONS,
    appointment=Decision(("D170-28",), "province_chair", _PROVINCE_SIGNS),
    lowering=Decision(("D170-27",), "province_chair", _PROVINCE_SIGNS),
)
_HANOI_10: Final = replace(
    _HANOI_12,
    name="hanoi-2025-10",
    in_force_from="2025-10-15",
    vice_chairs=CitywideSum("vice_chairs", ("P06",), 2.0, "unit", _TWO_VICE_CHAIRS_SOURCE),
    most_vice_chairs=2,
    deputies=CitywideSum("deputies", _DEPUTIES, 2.0, "department", _TWO_DEPUTIES_SOURCE),
    organisations=MappingProxyType({}),
    usual_organisations=4.0,
    organisations_source=_FOUR_ORGANISATIONS_SOURCE,
)
_HANOI_07: Final = replace(
    _HANOI_10,
    name="hanoi-2025-07",
    in_force_from="2025-07-01",
    deputies=CitywideSum("deputies", _DEPUTIES, 1.0, "department", _ONE_DEPUTY_SOURCE),
    most_deputies=1,
    held_by=MappingProxyType({"P14": "P06"}),
    held_by_source=_CENTRE_OF_VICE_CHAIR,
)
RULE_SETS: Final[Mapping[str, RuleSet]] = MappingProxyType(
    {rules.name: rules for rules in (_HANOI_07, _HANOI_10, _HANOI_12)}
)


def rule_set(name: str) -> RuleSet:
    """Return the rule set of that name; raises ``KeyError`` if there is none."""
    return RULE_SETS[name]


def in_force_on(day: str) -> RuleSet:
    """Return the newest rule set in force on a day, given as ISO date.

    Raises
    ------
    ValueError
        If none was.

    Examples
    --------
    >>> in_force_on("2025-10-14").name, in_force_on("2025-10-15").name
    ('hanoi-2025-07', 'hanoi-2025-10')
    """
    return max(
        (rules for rules in RULE_SETS.values() if rules.in_force_from <= day),
        key=lambda rules: rules.in_force_from,
    )


def extended(base: RuleSet, own: OwnRuleSet) -> RuleSet:
    """Return a rule set with what a planner's own one changes.

    Examples
    --------
    >>> own = OwnRuleSet(name="mine", extends="hanoi-2025-12", frame_base=40)
    >>> extended(rule_set("hanoi-2025-12"), own).frame("commune", "lowland", 10_000)
    40
    """
    given = own.model_dump(exclude_none=True)
    steps = {
        terrain: given.get(f"frame_step_{terrain}", step)
        for terrain, step in base.frame_steps.items()
    }
    caps = {kind: given.get(f"frame_cap_{kind}", cap) for kind, cap in base.frame_caps.items()}
    vice_chairs = replace(
        base.vice_chairs, average=given.get("vice_chairs_average", base.vice_chairs.average)
    )
    deputies = replace(base.deputies, average=given.get("deputies_average", base.deputies.average))
    average = own.organisations_average
    same_name = {
        key: given[key]
        for key in (
            "name",
            "in_force_from",
            "frame_base",
            "frame_threshold",
            "usual_vice_chairs",
            "most_vice_chairs",
            "most_deputies",
            "essential_positions",
        )
        if key in given
    }
    return replace(
        base,
        frame_steps=MappingProxyType(steps),
        frame_caps=MappingProxyType(caps),
        vice_chairs=vice_chairs,
        deputies=deputies,
        organisations=base.organisations if average is None else MappingProxyType({}),
        usual_organisations=base.usual_organisations if average is None else average,
        **same_name,
    )
