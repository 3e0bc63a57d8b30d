"""No prices whatever lift a bound above the best plan, found by trying them all."""

from __future__ import annotations

import itertools
from collections import Counter
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
from staffalloc.verify.placement import SeatPrices, Tier, price_above_frame
from staffalloc.verify.roster import roster
from staffalloc.verify.seats import SeatType

from .cases import person, seat, small_case

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


def best_placement(
    columns: Columns, ceilings: tuple[int, ...], steps: list[tuple[Tier, ...]]
) -> int | None:
    """Return the least loss over every placement there is."""
    choices: list[list[tuple[int | None, int]]] = []
    numbers = np.arange(len(columns.seats))
    for one in range(len(columns.people.ids)):
        asked = columns.pairs(np.full_like(numbers, one), numbers)
        own: list[tuple[int | None, int]] = [
            (int(j), int(asked.loss[j])) for j in np.flatnonzero(asked.eligible)
        ]
        pool = columns.pool_price(one)
        choices.append(own if pool is None else [*own, (None, pool)])
    best: int | None = None
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
        best = cost if best is None else min(best, cost)
    return best


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
    best = best_placement(columns, posts, steps)
    draws = np.random.default_rng(seed)

    for _ in range(20):
        seats = tuple(
            replace(seat_type, price=int(price))
            for seat_type, price in zip(free, draws.integers(*SPAN, len(free)), strict=True)
        )
        heads = tuple(int(price) for price in draws.integers(*SPAN, 3))
        ceilings = Ceilings(posts, (0, 0, 0), (0, 0, 0), heads)
        prices = SeatPrices.of(catalogue, seats, ceilings)
        cheapest = placement.cheapest_columns(columns, prices.added(seats))
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

    found = placement.cheapest_columns(columns, added)

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
    limits = frames.frames(catalogue)
    leaders = frames.leaders(catalogue, need, limits)
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
        if kept and chairs <= limits.sums["vice_chairs"]:
            cost = sum(p[2](n) for n, p in zip(numbers, parts, strict=True))
            assert bound <= cost
