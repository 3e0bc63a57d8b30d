"""The list to sign: what changes, by which documents, and who decides."""

from __future__ import annotations

from typing import get_args

import pytest

from staffalloc.rules import rule_set
from staffalloc.rules.references import Change
from staffalloc.verify.signing import change_of, decision_on

WARD, TASK = ("00001", "A1"), ("00001", "A2")


@pytest.mark.parametrize(
    ("status", "today", "planned", "change"),
    [
        ("placed", WARD, WARD, "stays"),
        ("placed", WARD, TASK, "new_task"),
        ("placed", ("00001", ""), WARD, "new_task"),
        ("placed", WARD, ("00002", "A1"), "new_unit"),
        ("placed", ("", "A1"), WARD, "from_pool"),
        ("not_in_placement", WARD, WARD, "outside"),
        ("not_in_placement", ("", ""), ("", ""), "outside"),
    ],
)
def test_what_changes(
    status: str, today: tuple[str, str], planned: tuple[str, str], change: str
) -> None:
    assert change_of(status, today, planned) == change


@pytest.mark.parametrize("step", [-2, -1, 0, 1])
@pytest.mark.parametrize("change", get_args(Change))
def test_the_rule_of_who_signs_is_written_the_same_twice(change: Change, step: int) -> None:
    decision = rule_set("hanoi-2025-12").decision(change, step)
    assert decision_on(change, step) == (";".join(decision.references), decision.signer)


@pytest.mark.parametrize(
    ("change", "step", "documents", "signer"),
    [
        ("stays", 0, "", ""),
        ("stays", -1, "D170-27", "province_chair"),
        ("stays", 1, "D170-28", "province_chair"),
        ("new_task", 0, "OD7415", "unit_chair"),
        ("new_unit", -1, "D170-25;D170-27", "province_chair"),
        ("outside", -1, "", ""),
    ],
)
def test_who_signs(change: str, step: int, documents: str, signer: str) -> None:
    assert decision_on(change, step) == (documents, signer)
