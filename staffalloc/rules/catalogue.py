"""Every rule a plan may have to keep: what it rests on, when it is in force, how it acts.

The words of the rules are in :data:`staffalloc.case.vocabulary.RULES`. What a rule does is
written where its step is: conditions and losses in ``placement``, rows of programmes in
``establishment`` and ``placement/side``; its check stands in ``rules.checks`` and, a second time,
in ``verify``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from staffalloc.case.vocabulary import OFF_BY_DEFAULT, RULES

Step = Literal["plan", "establishment", "eligibility", "placement", "appointment", "division"]
Kind = Literal["hard", "priced", "either"]
Text = tuple[str, str]  # Vietnamese, English

_LIBRARY: Final = (
    "Quy ước của thư viện này",
    "Convention of this library",
)
_ASSUMED: Final = ("Giả định của thư viện này", "Assumption of this library")
_PLANNER: Final = ("Người lập phương án đặt", "Set by the planner")
_TRANSFER: Final = (
    "Nghị định 170/2025/NĐ-CP, Điều 25, 26: người không được điều động, biệt phái",
    "Decree 170/2025/ND-CP Art. 25, 26: who may not be transferred or seconded",
)
_APPOINTMENT: Final = (
    "Nghị định 170/2025/NĐ-CP, Điều 28, 29: điều kiện bổ nhiệm",
    "Decree 170/2025/ND-CP Art. 28, 29: conditions of appointment",
)
_STANDARDS: Final = (
    "Công văn 11/CV-BCĐ; Nghị định 33/2023/NĐ-CP, Điều 10: tiêu chuẩn trình độ",
    "Dispatch 11/CV-BCD; Decree 33/2023/ND-CP Art. 10: standards of qualification",
)
_HANOI: Final = (
    "Sở Nội vụ Hà Nội (tháng 6/2025)",
    "Hanoi's Department of Home Affairs (June 2025)",
)


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes
    ----------
    name : str
        A word of :data:`staffalloc.case.vocabulary.RULES`.
    step : str
        The step of the chain it acts in.
    kind : {"hard", "priced", "either"}
        Whether nothing may break it, or breaking it costs; either: as the planner says.
    source : Text
        What it rests on.
    in_force_from, in_force_until : str
        First and last day, ISO; blank where there is none.
    always : bool
        Whether it is part of what a plan is, and cannot be switched off.
    """

    name: str
    step: Step
    kind: Kind
    source: Text
    in_force_from: str = ""
    in_force_until: str = ""
    always: bool = False

    @property
    def title(self) -> Text:
        return RULES[self.name]

    @property
    def on_by_default(self) -> bool:
        return self.name not in OFF_BY_DEFAULT

    def in_force_on(self, day: str) -> bool:
        """Return whether the rule is in force on a day, given as ISO date.

        Examples
        --------
        >>> ALL_RULES["vice_chairs"].in_force_on("2025-10-20")
        False
        """
        return self.in_force_from <= day and not (self.in_force_until and day > self.in_force_until)


_IN_ORDER: Final = (
    Rule("everybody_once", "plan", "hard", _LIBRARY, always=True),
    Rule("one_person_a_post", "plan", "hard", _LIBRARY, always=True),
    Rule(
        "ceiling",
        "establishment",
        "hard",
        (
            "Quyết định 759/QĐ-TTg; Công văn 09/CV-BCĐ: khung biên chế theo dân số",
            "Decision 759/QD-TTg; dispatch 09/CV-BCD: posts by population",
        ),
    ),
    Rule(
        "city_total",
        "establishment",
        "hard",
        (
            "Tổng biên chế được giao không đổi khi điều chuyển",
            "The total assigned does not change by moves",
        ),
    ),
    Rule(
        "vice_chairs",
        "establishment",
        "hard",
        (
            "Nghị định 300/2025/NĐ-CP: bình quân 2,5 phó chủ tịch mỗi đơn vị",
            "Decree 300/2025/ND-CP: 2.5 vice chairs a unit on average",
        ),
        in_force_from="2025-11-17",
    ),
    Rule(
        "deputies",
        "establishment",
        "hard",
        (
            "Nghị định 150/2025/NĐ-CP; Nghị quyết 332/NQ-CP; Nghị định 370/2025/NĐ-CP: cấp phó "
            "của phòng",
            "Decree 150/2025/ND-CP; Resolution 332/NQ-CP; Decree 370/2025/ND-CP: deputies of a "
            "department",
        ),
    ),
    Rule(
        "organisations",
        "establishment",
        "hard",
        (
            "Nghị định 370/2025/NĐ-CP: bình quân 4,5 tổ chức mỗi đơn vị; Hà Nội, TP Hồ Chí Minh "
            "4,7",
            "Decree 370/2025/ND-CP: 4.5 organisations a unit on average; Hanoi, HCMC 4.7",
        ),
        in_force_from="2025-12-31",
    ),
    Rule("post_load", "establishment", "hard", _ASSUMED, always=True),
    Rule("few_positions", "establishment", "hard", _ASSUMED, always=True),
    Rule("incompatible", "establishment", "either", _PLANNER),
    Rule(
        "departments",
        "establishment",
        "hard",
        (
            "Nghị định 150/2025/NĐ-CP; Nghị định 370/2025/NĐ-CP: tổ chức phòng theo quy mô",
            "Decree 150/2025/ND-CP; Decree 370/2025/ND-CP: departments by size",
        ),
    ),
    Rule("shared_officers", "establishment", "hard", _PLANNER),
    Rule("protected", "eligibility", "hard", _TRANSFER),
    Rule("province", "eligibility", "hard", _TRANSFER),
    Rule("distance", "eligibility", "hard", _ASSUMED),
    Rule("discipline", "eligibility", "hard", _APPOINTMENT),
    Rule("plan", "eligibility", "hard", _APPOINTMENT),
    Rule("level", "eligibility", "either", _STANDARDS),
    Rule("field", "eligibility", "either", _STANDARDS),
    Rule("theory", "eligibility", "hard", _STANDARDS),
    Rule(
        "native",
        "eligibility",
        "hard",
        (
            "Hướng dẫn 09-HD/TU (Hà Nội): bí thư không phải người địa phương",
            "Guidance 09-HD/TU (Hanoi): the secretary is not a local person",
        ),
    ),
    Rule("term", "eligibility", "hard", _APPOINTMENT),
    Rule("review", "eligibility", "hard", _HANOI),
    Rule("decision", "eligibility", "hard", _PLANNER, always=True),
    Rule("moves", "placement", "either", _PLANNER),
    Rule("payroll", "placement", "either", _PLANNER),
    Rule("skill_floor", "placement", "either", _PLANNER),
    Rule("continuity", "placement", "either", _PLANNER),
    Rule("position_cap", "placement", "either", _PLANNER),
    Rule("apart", "placement", "hard", _PLANNER),
    Rule("together", "placement", "hard", _PLANNER),
    Rule(
        "continuity_floor",
        "placement",
        "either",
        (
            "Sở Nội vụ Hà Nội (tháng 6/2025): mọi hoạt động thông suốt từ ngày đầu",
            "Hanoi's Department of Home Affairs (June 2025): all work runs from the first day",
        ),
    ),
    Rule("quality_spread", "placement", "either", _ASSUMED),
    Rule("fairness", "placement", "hard", _PLANNER),
    Rule("stages", "appointment", "hard", _HANOI),
    Rule("duties", "division", "hard", _ASSUMED),
    Rule("sites", "division", "hard", _PLANNER),
    Rule("leader_fields", "division", "hard", _HANOI),
)
ALL_RULES: Final[Mapping[str, Rule]] = MappingProxyType({rule.name: rule for rule in _IN_ORDER})
