"""Cells of one unit and group, made without a case."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from staffalloc import Policy
from staffalloc.establishment.curves import Curve, Work, segments_of


def work(
    position_id: str,
    hours: float,
    weight: float = 1.0,
    least: int = 0,
    most: float = math.inf,
    keep_mode: bool = False,
) -> Work:
    return Work(position_id, hours, weight, least, most, keep_mode)


def curve_of(works: Sequence[Work], most_positions: int = 1, policy: Policy | None = None) -> Curve:
    policy = policy or Policy()
    segments = [s for w in works for s in segments_of(w, policy, 1600.0)]
    segments.sort(key=lambda s: (-s.price, s.position_id))
    return Curve(
        "00001",
        "G",
        "payroll",
        True,
        tuple(sorted(works, key=lambda w: w.position_id)),
        most_positions,
        1600.0,
        policy.idle_price,
        tuple(segments),
    )


@dataclass(frozen=True)
class Cell:
    curve: Curve
    posts: int
    indivisible: frozenset[str]
    hard: frozenset[frozenset[str]]
    soft: frozenset[frozenset[str]]


HOURS = st.one_of(
    st.sampled_from([80.0, 400.0, 1199.0, 1200.0, 1600.0, 1760.0, 3200.0]), st.floats(1, 6000)
)


@st.composite
def works(draw: st.DrawFn, most: int = 5) -> list[Work]:
    codes = "ABCDE"[: draw(st.integers(1, most))]
    return [
        work(
            code,
            round(draw(HOURS), 3),
            draw(st.sampled_from([1.0, 1.0, 1.5, 2.0])),
            draw(st.sampled_from([0, 0, 0, 1, 2])),
            draw(st.sampled_from([math.inf, math.inf, 2.0, 3.0])),
            draw(st.booleans()) and draw(st.booleans()),
        )
        for code in codes
    ]


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    curve = curve_of(draw(works()), draw(st.integers(1, 4)))
    codes = [w.position_id for w in curve.works]
    pairs = [frozenset((a, b)) for i, a in enumerate(codes) for b in codes[i + 1 :]]
    some = st.frozensets(st.sampled_from(pairs), max_size=2) if pairs else st.just(frozenset())
    return Cell(
        curve,
        draw(st.integers(curve.fewest, curve.most)),
        draw(st.frozensets(st.sampled_from(codes), max_size=2)),
        draw(some),
        draw(some),
    )
