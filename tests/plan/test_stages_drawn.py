"""Staged appointments of random small towns: proven twice, never cheaper than all at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

import staffalloc as sa
from staffalloc.certificate import OPTIMAL_BY_STAGES

from ..builders import RECORDED, Row, cadre, hours_case, leader, pin, position, unit
from ..verify.folders import draft_of

LEADERS = (
    leader("SEC", "chair", stage=1, side="party", weight=3, in_frame=False),
    leader("BOSS", "chair", stage=2, weight=2),
    leader("FRONT", "head", stage=5, side="front", in_frame=False),
    leader("HEAD", "head", stage=4, min_posts=2, max_posts=2),
)


def town(rng: np.random.Generator) -> sa.Case:
    """A ward and a commune with posts on all sides, and too few people for them."""
    positions = [
        *(row | {"outsider": bool(rng.random() < 0.3)} for row in LEADERS),
        position("LAW", required_fields="law", min_posts=1),
        position("CLERK"),
    ]
    units = [unit("00001", lat=21.0, lon=105.8), unit("00002", "commune", lat=21.1, lon=105.8)]
    hours = {(u["unit_code"], p): 1600.0 for u in units for p in ("LAW", "CLERK")}
    people = [resident(f"c{number}", rng) for number in range(11)]
    codes = [who["cadre_id"] for who in people]
    tables: dict[str, list[Row]] = {
        "pins": [decision(who, rng) for who in people if rng.random() < 0.25],
        "priorities": [
            {"cadre_id": code, "stage": stage, "level": int(rng.integers(1, 4))}
            for code in codes
            for stage in (1, 2, 4, 5)
            if rng.random() < 0.3
        ],
        "reviews": [
            {"cadre_id": code, "review": kind, "verdict": str(rng.choice(VERDICTS))}
            for code in codes
            for kind in ("external", "internal")
            if rng.random() < 0.5
        ],
    }
    made = hours_case(hours, {}, positions, units=units, cadres=people, **tables)
    return made.with_rule("stages", True)


VERDICTS = ("passed", "passed", "failed", "pending")


def resident(code: str, rng: np.random.Generator) -> Row:
    unit_code = str(rng.choice(["", "00001", "00002"]))
    held = ["LAW", "CLERK", "BOSS", "SEC", "HEAD"]
    traits: dict[str, Any] = {
        "rank": str(rng.choice(["specialist", "head", "vice_chair", "chair"])),
        "fields": str(rng.choice(["", "law"])),
        "planned": bool(rng.random() < 0.6),
        "achievement": bool(rng.random() < 0.6),
        "native_unit": str(rng.choice(["", "00001"])),
    }
    return cadre(code, unit_code, str(rng.choice(held)) if unit_code else "", **traits)


def decision(who: Row, rng: np.random.Generator) -> Row:
    if who["unit_code"] and rng.random() < 0.5:
        return pin(who["cadre_id"], "keep", **RECORDED)
    chosen = str(rng.choice(["SEC", "HEAD", "CLERK"]))
    return pin(
        who["cadre_id"],
        str(rng.choice(["assign", "forbid"])),
        unit_code="00001",
        position_id=chosen,
        **RECORDED,
    )


@settings(max_examples=6)
@given(seed=st.integers(0, 10_000))
def test_a_plan_in_stages_is_proven_again_and_never_cheaper_than_at_once(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    try:
        made = sa.plan(town(np.random.default_rng(seed)))
    except (sa.CaseError, sa.InfeasibleError):
        reject()
    proof = made.certificate.placement
    assert proof.status == OPTIMAL_BY_STAGES
    assert proof.price_of_stages is not None and proof.price_of_stages >= 0
    folder: Path = tmp_path_factory.mktemp("drawn") / "plan"
    result = sa.verify(draft_of(made).write(folder))
    assert result.ok, result.findings[:5]
