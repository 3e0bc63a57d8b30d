"""Cases and seat types drawn at random, small enough to try every placement of them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from hypothesis import strategies as st

from staffalloc.case.case import Case
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.columns import Columns
from staffalloc.verify.placement import Tier, price_above_frame
from staffalloc.verify.seats import SeatType

from .cases import person, seat, small_case

Arrangement = tuple[int | None, ...]

SPAN = (-4_000_000, 12_000_000)
PRICES = st.integers(*SPAN)
TRAITS = st.fixed_dictionaries(
    {
        "unit_code": st.sampled_from(["", "00001", "00002", "00003"]),
        "position_id": st.sampled_from(["", "A1", "A2", "B1", "L1"]),
        "rank": st.sampled_from(["specialist", "head", "vice_chair", "chair"]),
        "fields": st.sampled_from(["", "land", "environment", "law", "forestry;law", "economics"]),
        "level": st.sampled_from(["college", "university", "master"]),
        "political_theory": st.sampled_from(["none", "advanced"]),
        "fte": st.sampled_from([0.5, 1.0]),
        "discipline": st.sampled_from(["clear", "clear", "review", "barred"]),
        "planned": st.sampled_from(["yes", "no"]),
        "achievement": st.sampled_from(["yes", "no"]),
        "protected": st.sampled_from(["no", "no", "yes"]),
        "home": st.sampled_from([None, (21.02, 105.82), (21.2, 105.9)]),
        "old_unit_code": st.sampled_from(["", "09001"]),
    }
)
PIN = st.fixed_dictionaries(
    {
        "action": st.sampled_from(["keep", "assign", "forbid", "prefer"]),
        "unit_code": st.sampled_from(["", "00001", "00002"]),
        "position_id": st.sampled_from(["", "A1", "A2", "L1"]),
        "hours": st.sampled_from([0, 300]),
        "author": st.sampled_from(["", "P. Nội vụ"]),
    }
)
NAMES = ("00001/A1/", "00001/A1/A2", "00001/L1/", "00002/A2/", "00002/B1/", "00003/A1/")


@st.composite
def cases(draw: st.DrawFn, most_people: int) -> Case:
    cadres, pins = [], []
    for number in range(draw(st.integers(1, most_people))):
        traits = draw(TRAITS)
        home = traits.pop("home")
        if home is not None:
            traits["home_lat"], traits["home_lon"] = home
        cadres.append(person(**{**traits, "cadre_id": f"c{number}"}))
        if draw(st.integers(0, 3)) == 0:
            pin = draw(PIN)
            if pin["action"] in ("keep", "assign"):
                pin["unit_code"] = pin["unit_code"] or "00001"
            pins.append({**pin, "cadre_id": f"c{number}", "reason": pin["author"]})
    merged = [
        {"unit_code": u, "old_code": "09001", "extent": "partial"} for u in ("00001", "00002")
    ]
    return small_case(cadres, pins=pins, predecessors=merged)


@st.composite
def seat_types(draw: st.DrawFn, catalogue: Catalogue, most: int) -> tuple[SeatType, ...]:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=most, unique=True))
    found = []
    for name in sorted(names):
        count = draw(st.integers(0, 2))
        worth = st.integers(0, 4_000_000)
        found.append(
            seat(
                catalogue,
                name,
                post_ids=tuple(f"{name}#{k}" for k in range(count)),
                post_hours=(1600.0,) * count,
                empty=tuple(sorted(draw(st.lists(worth, min_size=count, max_size=count)))),
                extra=tuple(sorted(-g for g in draw(st.lists(worth, max_size=2)))),
                price=draw(PRICES),
            )
        )
    return tuple(found)


def seats_cost(seat_type: SeatType, officers: int) -> int | None:
    """Return the least cost of empty seats and extra officers, None where none is possible."""
    costs = [
        sum(seat_type.empty[:e]) + sum(seat_type.extra[:o])
        for e in range(len(seat_type.empty) + 1)
        for o in range(len(seat_type.extra) + 1)
        if officers + e - o == seat_type.seats
    ]
    return min(costs, default=None)


def arrangements(
    columns: Columns, ceilings: tuple[int, ...], steps: Sequence[tuple[Tier, ...]]
) -> Iterator[tuple[Arrangement, int]]:
    """Yield every placement there is and its cost: seat type of each person, None for the pool."""
    choices: list[list[tuple[int | None, int]]] = []
    numbers = np.arange(len(columns.seats))
    for one in range(len(columns.people.ids)):
        asked = columns.pairs(np.full_like(numbers, one), numbers)
        own: list[tuple[int | None, int]] = [
            (int(j), int(asked.loss[j])) for j in np.flatnonzero(asked.eligible)
        ]
        pool = columns.pool_price(one)
        choices.append(own if pool is None else [*own, (None, pool)])
    for chosen in itertools.product(*choices):
        officers = Counter(j for j, _ in chosen if j is not None)
        heads: Counter[int] = Counter()
        cost: int | None = sum(loss for _, loss in chosen)
        for j, seat_type in enumerate(columns.seats):
            if seat_type.in_frame:
                heads[seat_type.unit] += officers[j]
            own_cost = seats_cost(seat_type, officers[j])
            cost = None if cost is None or own_cost is None else cost + own_cost
        if cost is None:
            continue
        for unit, ceiling in enumerate(ceilings):
            cost += price_above_frame(steps[unit], heads[unit] - ceiling)
        yield tuple(j for j, _ in chosen), cost
