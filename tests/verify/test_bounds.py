"""No prices whatever lift a bound above the best plan, found by trying them all."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from staffalloc.case.case import Case
from staffalloc.verify import establishment, frames, placement
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.columns import Columns
from staffalloc.verify.curves import curves
from staffalloc.verify.demand import required
from staffalloc.verify.establishment import Ceilings, FramePrices
from staffalloc.verify.findings import Report
from staffalloc.verify.placement import SeatPrices
from staffalloc.verify.roster import roster

from .cases import small_case
from .random_cases import PRICES, SPAN, arrangements, cases, seat_types


@settings(deadline=None, max_examples=25)
@given(data=st.data(), seed=st.integers(0, 2**32 - 1))
def test_no_prices_lift_the_placement_bound_above_the_best_plan(
    data: st.DataObject, seed: int
) -> None:
    catalogue = Catalogue.of(data.draw(cases(most_people=3)))
    free = data.draw(seat_types(catalogue, most=3))
    posts = tuple(data.draw(st.lists(st.integers(0, 12), min_size=3, max_size=3)))
    columns = Columns.of(catalogue, roster(catalogue), free)
    steps = [placement.tiers(catalogue, ceiling) for ceiling in posts]
    best = min((cost for _, cost in arrangements(columns, posts, steps)), default=None)
    draws = np.random.default_rng(seed)

    for _ in range(20):
        seats = tuple(
            replace(seat_type, price=int(price))
            for seat_type, price in zip(free, draws.integers(*SPAN, len(free)), strict=True)
        )
        heads = tuple(int(price) for price in draws.integers(*SPAN, 3))
        ceilings = Ceilings(posts, (0, 0, 0), (0, 0, 0), heads)
        prices = SeatPrices.of(catalogue, seats, ceilings)
        added = placement.Added(prices.added(seats), None)
        cheapest = placement.cheapest_columns(columns, added)
        bound = placement.bound(seats, ceilings, prices, cheapest)
        assert best is None or bound <= best


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_the_bound_looks_at_every_column(data: st.DataObject) -> None:
    case = data.draw(cases(most_people=6))
    catalogue = Catalogue.of(case)
    seats = data.draw(seat_types(catalogue, most=6))
    columns = Columns.of(catalogue, roster(catalogue), seats)
    added = np.array([seat_type.price for seat_type in seats], dtype=np.int64)

    found = placement.cheapest_columns(columns, placement.Added(added, None))

    numbers = np.arange(len(seats))
    for one in range(len(columns.people.ids)):
        asked = columns.pairs(np.full_like(numbers, one), numbers)
        values = (asked.loss + added)[asked.eligible].tolist()
        pool = columns.pool_price(one)
        expected = min([*values, *([] if pool is None else [pool])], default=None)
        if expected is None:
            assert found[one] >= placement.NO_COLUMN // 2
        else:
            assert found[one] == expected


UNIT_DRAW = st.fixed_dictionaries(
    {"parcels": st.integers(0, 4000), "files": st.integers(0, 3000), "ceiling": st.integers(3, 6)}
)
ESTABLISHED: list[dict[str, Any]] = [
    {
        "position_id": "A1",
        "department": "economic",
        "group": "specialised",
        "concurrency_group": "G",
        "min_posts": 0,
    },
    {"position_id": "B1", "department": "economic", "group": "specialised", "fixed_hours": 100},
    {
        "position_id": "P06",
        "department": "top",
        "group": "leadership",
        "rank": "vice_chair",
        "sizing": "post",
        "min_posts": 0,
        "max_posts": 4,
        "weight": 0.4,
    },
    {
        "position_id": "P09",
        "department": "economic",
        "group": "leadership",
        "rank": "head",
        "sizing": "post",
        "min_posts": 1,
        "max_posts": 1,
    },
]


def establishment_case(units: list[dict[str, int]], mode: str, total: int | None) -> Case:
    rows = [
        {"unit_code": f"0000{n}", "kind": "ward", "population": 500_000, "ceiling": unit["ceiling"]}
        for n, unit in enumerate(units, start=1)
    ]
    loads = [
        {"unit_code": f"0000{n}", "indicator_id": name, "value": unit[name]}
        for n, unit in enumerate(units, start=1)
        for name in ("parcels", "files")
    ]
    standards = [
        {"position_id": "A1", "indicator_id": "parcels", "minutes_per_unit": 60},
        {"position_id": "B1", "indicator_id": "files", "minutes_per_unit": 60},
    ]
    tables: dict[str, Any] = {
        "indicators": [{"indicator_id": "parcels"}, {"indicator_id": "files"}],
        "standards": standards,
        "workloads": loads,
    }
    if total is not None:
        tables["limits"] = [{"rule": "total", "max": total}]
    return small_case(units=rows, positions=ESTABLISHED, policy={"ceiling_mode": mode}, **tables)


@settings(deadline=None, max_examples=25)
@given(
    units=st.lists(UNIT_DRAW, min_size=2, max_size=2),
    mode=st.sampled_from(["rule", "shared"]),
    total=st.one_of(st.none(), st.integers(6, 12)),
    prices=st.lists(PRICES, min_size=7, max_size=7),
)
def test_no_prices_lift_the_establishment_bound_above_the_best_one(
    units: list[dict[str, int]], mode: str, total: int | None, prices: list[int]
) -> None:
    catalogue = Catalogue.of(establishment_case(units, mode, total))
    need = required(catalogue, Report())
    cells = curves(catalogue, need)
    leaders = frames.leaders(catalogue, need, None)
    limits = frames.frames(catalogue, cells, leaders, None)
    ceilings = Ceilings(limits.ceilings, tuple(prices[:2]), tuple(prices[2:4]), (0, 0))
    sums = {"vice_chairs": prices[4], "deputies": prices[5]}
    signed = FramePrices.of(ceilings, prices[6], sums, limits)

    bound = establishment.bound(catalogue, cells, leaders, limits, signed)

    parts = [(c.unit, range(c.lowest, c.highest + 1), c.cost) for c in cells.values()]
    parts += [(one.unit, range(one.fewest, one.target + 1), one.cost) for one in leaders.values()]
    seats = [one.position == catalogue.position_at["P06"] for one in leaders.values()]
    vice = [False] * len(cells) + seats
    for numbers in itertools.product(*(numbers for _, numbers, _ in parts)):
        posts = [sum(n for n, p in zip(numbers, parts, strict=True) if p[0] == u) for u in (0, 1)]
        kept = all(p <= high for p, high in zip(posts, limits.highest, strict=True))
        # A shared ceiling is at least its lower edge, whether its posts are used or not.
        used = sum(max(p, low) for p, low in zip(posts, limits.lowest, strict=True))
        if limits.total is not None:
            kept = kept and (used if limits.shared else sum(posts)) <= limits.total
        chairs = sum(n for n, is_vice in zip(numbers, vice, strict=True) if is_vice)
        if kept and chairs <= limits.sums["vice_chairs"].most:
            cost = sum(p[2](n) for n, p in zip(numbers, parts, strict=True))
            assert bound <= cost
