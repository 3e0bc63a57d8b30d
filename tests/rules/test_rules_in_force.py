"""Which rules hold: by set, by day, by switch, by a set of one's own."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

import staffalloc as sa
from staffalloc.case.own_rule_set import OwnRuleSet
from staffalloc.case.vocabulary import OFF_BY_DEFAULT, RULE_SET_KEYS, RULE_SETS, RULES
from staffalloc.rules import ALL_RULES, Rule, rules_in_force
from staffalloc.rules import RULE_SETS as NUMBERS


def with_own(case: sa.Case, **values: str) -> sa.Case:
    return case.with_table("rule_set", [{"key": k, "value": v} for k, v in values.items()])


def test_every_word_of_a_rule_or_set_is_one_of_the_catalogue() -> None:
    assert list(RULES) == list(ALL_RULES)
    assert list(RULE_SETS) == list(NUMBERS)
    assert set(RULE_SET_KEYS) == set(OwnRuleSet.model_fields)
    assert set(OFF_BY_DEFAULT) <= set(RULES)


@pytest.mark.parametrize("rule", ALL_RULES.values(), ids=lambda rule: rule.name)
def test_a_rule_has_its_words_and_its_source_in_both_languages(rule: Rule) -> None:
    assert all(rule.title)
    assert all(rule.source)
    assert rule.in_force_from == "" or re.fullmatch(r"\d{4}-\d\d-\d\d", rule.in_force_from)


# day, the set, deputies of a large department, the centre's director, vice chairs, organisations
BY_DAY = [
    ("2025-07-01", "hanoi-2025-07", 1, "P06", 2, 504),
    ("2025-10-14", "hanoi-2025-07", 1, "P06", 2, 504),
    ("2025-10-15", "hanoi-2025-10", 3, "", 2, 504),
    ("2025-12-30", "hanoi-2025-10", 3, "", 2, 504),
    ("2025-12-31", "hanoi-2025-12", 3, "", 3, 592),
    ("2031-01-01", "hanoi-2025-12", 3, "", 3, 592),
]


@pytest.mark.parametrize(("day", "name", "deputies", "director", "vice_chairs", "most"), BY_DAY)
def test_a_day_gives_the_set_in_force_on_it(
    small_case: sa.Case,
    day: str,
    name: str,
    deputies: int,
    director: str,
    vice_chairs: int,
    most: int,
) -> None:
    rules = rules_in_force(small_case.with_policy(rule_set=day))
    held = dict(
        zip(small_case.positions["position_id"], rules.held_by(small_case.positions), strict=True)
    )
    assert rules.numbers.name == name
    assert rules.numbers.deputies_for(30) == deputies
    assert held["P14"] == director
    assert rules.numbers.most_vice_chairs == vice_chairs
    assert rules.numbers.most_organisations({"01": 126}) == most


def test_citywide_averages_are_sums_rounded_down() -> None:
    numbers = NUMBERS["hanoi-2025-12"]
    assert numbers.vice_chairs.limit(126, 0) == 315
    assert numbers.most_organisations({"01": 126}) == 592  # 592.2
    assert numbers.most_organisations({"15": 99}) == 445  # 445.5
    assert numbers.most_organisations({"01": 1, "15": 1}) == 9  # 9.2


def test_the_average_of_vice_chairs_is_a_rule_from_its_own_day_on(small_case: sa.Case) -> None:
    before = rules_in_force(small_case.with_policy(rule_set="2025-11-16"))
    after = rules_in_force(small_case.with_policy(rule_set="2025-11-17"))
    assert [rules.is_on("vice_chairs") for rules in (before, after)] == [False, True]


@pytest.mark.parametrize("name", [name for name in RULES if not ALL_RULES[name].always])
def test_a_switch_turns_a_rule_on_and_off(small_case: sa.Case, name: str) -> None:
    on = small_case.with_rule(name)
    off = small_case.with_rule(name, active=False, author="A", reason="trial")
    assert rules_in_force(on).is_on(name)
    assert not rules_in_force(off).is_on(name)
    assert name not in [rule.name for rule in rules_in_force(off).on]


def test_what_a_plan_is_cannot_be_switched_off(small_case: sa.Case) -> None:
    off = small_case.with_rule("one_person_a_post", active=False, author="A", reason="trial")
    assert rules_in_force(off).is_on("one_person_a_post")


def test_a_set_of_ones_own_changes_what_it_names_and_nothing_else(small_case: sa.Case) -> None:
    own = rules_in_force(
        with_own(
            small_case,
            extends="hanoi-2025-10",
            name="thu-nghiem",
            frame_base="40",
            frame_cap_ward="80",
            vice_chairs_average="2.2",
            organisations_average="5",
            essential_positions="P21;P27",
        )
    ).numbers
    base = NUMBERS["hanoi-2025-10"]
    assert own.name == "thu-nghiem"
    assert own.frame("commune", "lowland", 10_000) == 40
    assert own.frame_caps == {**base.frame_caps, "ward": 80}
    assert own.vice_chairs.limit(10, 0) == 22
    assert own.most_organisations({"01": 10}) == 50
    assert own.essential_positions == ("P21", "P27")
    assert own.deputies == base.deputies
    assert own.in_force_from == base.in_force_from


@given(st.dates().map(str))
def test_every_day_has_at_most_one_set(day: str) -> None:
    found = [rules.name for rules in NUMBERS.values() if rules.in_force_from <= day]
    assert (day >= "2025-07-01") == bool(found)


WRONG: list[tuple[Mapping[str, object], str, str]] = [
    ({"policy": "hanoi-2025-13"}, "rule_set_unknown", "hanoi-2025-12"),
    ({"policy": "2025-06-30"}, "rule_set_before_first", "2025-07-01"),
    ({"own": {"extends": "hanoi-2026"}}, "rule_set_unknown", "hanoi-2025"),
    ({"own": {"frame_base": "40"}}, "rule_set_extends_nothing", "extends"),
    ({"own": {"extends": "hanoi-2025-12", "frame_base": "many"}}, "rule_set_value", "frame_base"),
    ({"rules": [{"rule": "distance", "active": False}]}, "rule_off_without_author", "distance"),
    (
        {"applies": [{"unit_code": "02647", "position_id": "P22", "applies": "no"}]},
        "applicability_without_author",
        "P22",
    ),
]


@pytest.mark.parametrize(("wrong", "code", "names"), WRONG, ids=[row[1] for row in WRONG])
def test_a_wrong_rule_is_an_error_with_its_place(
    small_case: sa.Case, wrong: Mapping[str, object], code: str, names: str
) -> None:
    with pytest.raises(sa.CaseError) as raised:
        if "policy" in wrong:
            small_case.with_policy(rule_set=wrong["policy"])
        elif "own" in wrong:
            with_own(small_case, **wrong["own"])  # type: ignore[arg-type]
        elif "rules" in wrong:
            small_case.with_table("rules", wrong["rules"])  # type: ignore[arg-type]
        else:
            small_case.with_table("applicability", wrong["applies"])  # type: ignore[arg-type]
    (problem,) = raised.value.problems
    assert problem.code == code
    assert problem.place
    assert names in problem.text("en")


def test_an_unknown_rule_is_an_error_that_proposes_the_nearest(small_case: sa.Case) -> None:
    with pytest.raises(sa.CaseError, match="fairness"):
        small_case.with_rule("fairnes")
