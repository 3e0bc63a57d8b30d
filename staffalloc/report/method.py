"""Method and data of a plan in words: steps, sources, rules, prices, notes on the input.

The page and the last sheet of the workbook say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from staffalloc.case.numbers import write_number
from staffalloc.case.policy import ASSUMPTION, Policy
from staffalloc.case.problems import Language
from staffalloc.case.working_time import available_hours
from staffalloc.rules import rules_in_force
from staffalloc.tables import words as w
from staffalloc.tables.policy_units import POLICY_UNITS
from staffalloc.tables.words import date_text, in_words, named, number_text, source_class

if TYPE_CHECKING:
    from staffalloc.plan.plan import Plan

_MOST_DIGITS: Final = 4  # two thirds has no end
_MOST_NOTICES: Final = 12
_MOST_SOURCES: Final = 8
_GOALS: Final = {
    "least_loss": ("sao cho tổng thiệt hại nhỏ nhất", "at least total loss"),
    "stable": (
        "sao cho không có người và chỗ làm nào cùng muốn đổi lấy nhau (ghép ổn định)",
        "so that no person and seat would both rather have each other (a stable matching)",
    ),
}


@dataclass(frozen=True)
class Source:
    """Workloads of one source: its class, what the file says, how many figures."""

    kind: str
    text: str
    count: int


@dataclass(frozen=True)
class PolicyLine:
    """One key of the policy: meaning, value, unit and what it rests on."""

    key: str
    name: str
    value: str
    unit: str
    basis: str
    is_set: bool  # by the planner, against the default


class Method:
    """What a plan rests on, in one language."""

    def __init__(self, plan: Plan, lang: Language) -> None:
        self._plan = plan
        self._case = plan.case
        self._lang = lang

    @property
    def steps(self) -> str:
        policy = self._case.policy
        hours, most = self._number(available_hours(policy)), self._value(max(policy.segment_prices))
        goal_vi, goal_en = _GOALS[policy.placement_goal]
        return self._say(
            "Bốn bước: khối lượng công việc × định mức → giờ và số người cần; dưới trần biên chế, "
            "chọn số chỗ làm phục vụ được nhiều giờ quy đổi nhất; xếp từng người vào chỗ làm "
            f"{goal_vi}; đo thừa thiếu bằng cùng một thước, trước và sau. Mọi giá "
            f"tính bằng giờ công có trọng số một năm; một người có {hours} giờ. Một giờ việc hoàn "
            f"toàn không có người làm nặng tới {most} giờ, nhân với trọng số của vị trí (cột "
            "weight của bảng positions).",
            "Four steps: workload × standard → hours and officers required; under the ceilings, "
            f"the posts that serve most weighted hours; people to posts {goal_en}; over- "
            "and understaffing on one ruler, before and after. Every price is in weighted hours "
            f"of work a year; one officer has {hours} hours. An hour of work that is missing "
            f"altogether weighs up to {most}, times the weight of its position (column weight of "
            "table positions).",
        )

    @property
    def sources(self) -> list[Source]:
        """Where the workloads are from, the largest source first."""
        counts = self._case.workloads["source"].value_counts()
        in_order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        found = [
            Source(in_words(source_class(text), w.SOURCE_CLASSES, self._lang), text, int(count))
            for text, count in in_order
        ]
        rest = sum(source.count for source in found[_MOST_SOURCES:])
        other = [Source(self._say("khác", "other"), "…", rest)] if rest else []
        return [*found[:_MOST_SOURCES], *other]

    @property
    def rule_set(self) -> str:
        """The rule set by name, and from when it is in force."""
        rules = rules_in_force(self._case).numbers
        since = date_text(rules.in_force_from, self._lang)
        return self._say(
            f"Bộ quy tắc {rules.name} (có hiệu lực từ {since})",
            f"Rule set {rules.name} (in force from {since})",
        )

    @property
    def rule_sources(self) -> list[str]:
        """What the rule set rests on."""
        rules = rules_in_force(self._case).numbers
        decisions = [*rules.decisions.values(), rules.appointment, rules.lowering]
        texts = [
            rules.frame_source,
            *(limit.source for limit in rules.citywide_sums),
            rules.essential_source,
            *(decision.source for decision in decisions),
        ]
        found = dict.fromkeys(text[self._lang == "en"] for text in texts)
        return [text for text in found if text]

    @property
    def policy(self) -> list[PolicyLine]:
        """Every key of the policy that has a value."""
        return list(self._policy_lines())

    @property
    def notices(self) -> list[str]:
        """The first notes on the input, and how many more there are."""
        texts = [notice.text(self._lang) for notice in self._plan.notices]
        hidden = len(texts) - _MOST_NOTICES
        count = self._number(hidden)
        more = self._say(
            f"và {count} ghi chú nữa trong plan.json", f"and {count} more in plan.json"
        )
        return [*texts[:_MOST_NOTICES], *([more] if hidden > 0 else [])]

    def _policy_lines(self) -> Iterator[PolicyLine]:
        for key, field in Policy.model_fields.items():
            value = getattr(self._case.policy, key)
            if value in (None, "", ()):
                continue
            notes = field.json_schema_extra
            extra = dict(notes) if isinstance(notes, dict) else {}
            is_set = value != field.default
            yield PolicyLine(
                key,
                str(extra["vi"] if self._lang == "vi" else field.description),
                self._value(value),
                named(str(extra["unit"]), POLICY_UNITS, self._lang),
                self._basis(str(extra["source"]), is_set),
                is_set,
            )

    def _basis(self, source: str, is_set: bool) -> str:
        if is_set:
            return self._say("người lập đặt", "set by the planner")
        if source == ASSUMPTION:
            return self._say("giả định", "assumption")
        return self._say("bộ quy tắc", "rule set")

    def _value(self, value: object) -> str:
        if isinstance(value, bool):
            return self._say("có", "yes") if value else self._say("không", "no")
        if isinstance(value, int | float):
            digits = len(write_number(float(value)).partition(".")[2])
            return self._number(value, min(digits, _MOST_DIGITS))
        if isinstance(value, tuple):
            return "; ".join(self._value(item) for item in value)
        if isinstance(value, dict):
            return "; ".join(f"{name} {self._value(item)}" for name, item in value.items())
        return str(value)

    def _say(self, vi: str, en: str) -> str:
        return en if self._lang == "en" else vi

    def _number(self, value: float, digits: int = 0) -> str:
        return number_text(value, self._lang, digits)
