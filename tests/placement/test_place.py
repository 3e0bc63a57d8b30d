"""The worked placement, seats and their prices, and everybody exactly once."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc import Policy
from staffalloc.case.hours import milli_hour
from staffalloc.establishment.establish import build_establishment
from staffalloc.placement.engine.model import POOL
from staffalloc.placement.greedy import greedy
from staffalloc.placement.place import place, tiers
from staffalloc.placement.seats import build_seat_types, mean_price

from ..builders import RECORDED, case_of, hours_case, pin, position, unit
from ..expected import Worked
from .small import city, officer, placement_of


def test_the_worked_seat_types(worked: Worked) -> None:
    seats = build_seat_types(worked.case, build_establishment(worked.case))
    found = {
        seat.name: {
            "seats": len(seat.posts),
            "empty": [price / 1000 for price in seat.empty_prices],
            "extra": [price / 1000 for price in seat.extra_prices],
        }
        for seat in seats
    }
    assert found == worked.seat_types()


def test_the_worked_placement(worked: Worked) -> None:
    made = place(worked.case, build_establishment(worked.case))
    assert made.objective == made.bound
    assert made.objective / 1000 == worked.objective("placement")
    assert {name: value / 1000 for name, value in made.components.items()} == {
        "loss": 3192.151,
        "pool": 0,
        "empty": 35703.75,
        "extra": 0,
        "above_frame": 0,
    }


def test_the_worked_losses(worked: Worked) -> None:
    problem = place(worked.case, build_establishment(worked.case)).problem
    names = [seat.name for seat in problem.seats]
    rows = {code: row for row, code in enumerate(problem.people.table["cadre_id"])}
    for code, (seat, loss) in worked.losses().items():
        pair = np.array([rows[code]]), np.array([names.index(seat)])
        assert (code, problem.builder.parts(*pair).total) == (code, milli_hour(loss))


def test_the_prices_of_empty_seats_by_hand() -> None:
    """3,000 h of A under two posts: 0 unserved, each post 1,500 h; B is cut to one officer."""
    case = hours_case(
        {("00001", "A"): 3000, ("00001", "B"): 2000},
        units=[unit("00001", ceiling=3)],
    )
    seats = {s.name: s for s in build_seat_types(case, build_establishment(case))}
    first = 0.3 * 1.0 + 0.5 * 1.5 + 0.2 * 2.5  # the mean over the first half of A's hours
    assert seats["00001/A/"].empty_prices == (milli_hour(1500 * first), milli_hour(1500 * 2.5))
    assert seats["00001/A/"].extra_prices == ()
    unserved = 400 / 2000  # so the mean runs over the last four fifths: 0.2 at 1.5, 0.6 at 2.5
    mean = (0.2 * 1.5 + 0.6 * 2.5) / (1 - unserved)
    assert seats["00001/B/"].empty_prices == (milli_hour(1600 * mean),)
    assert seats["00001/B/"].extra_prices == (-milli_hour(300 * 1.0 + 100 * 1.5),)


def test_pieces_above_the_seats_belong_to_one_type_of_the_cell() -> None:
    case = hours_case(
        {("00001", "A"): 3000, ("00001", "B"): 4000},
        positions=[
            position("A", concurrency_group="G"),
            position("B", concurrency_group="G"),
        ],
        concurrency=[{"group": "G", "max_positions": 1}],
        units=[unit("00001", ceiling=2)],
    )
    seats = build_seat_types(case, build_establishment(case))
    priced = {s.name: len(s.extra_prices) for s in seats}
    assert priced == {"00001/A/": 0, "00001/B/": 2}  # B has more hours unserved; at most two


def test_leaders_have_one_price_and_no_places_above() -> None:
    seats = build_seat_types(city([]), build_establishment(city([])))
    heads = [s for s in seats if s.kind == ("HEAD", ())]
    assert {s.empty_prices for s in heads} == {(12_000_000,)}  # 2.5 times weight 3 times 1,600
    assert {s.extra_prices for s in heads} == {()}


def test_a_post_without_hours_costs_nothing_empty() -> None:
    case = case_of(positions=[position("A", min_posts=1)])
    seats = build_seat_types(case, build_establishment(case))
    assert [s.empty_prices for s in seats] == [(0,)]


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_the_mean_price_never_falls_along_the_hours(a: float, b: float, c: float) -> None:
    low, middle, high = sorted((a, b, c))
    first = mean_price(low, middle, Policy(), False)
    second = mean_price(middle, high, Policy(), False)
    assert first <= second + 1e-6 or middle - low < 1e-9
    assert 1 - 1e-9 <= first <= 2.5 + 1e-9


@given(st.lists(st.floats(100, 6000), min_size=1, max_size=3), st.integers(1, 6))
def test_prices_of_a_seat_type_never_fall(hours: list[float], ceiling: int) -> None:
    cells = {("00001", code): h for code, h in zip("ABC", hours, strict=False)}
    groups = [position(code, concurrency_group="G") for code in "ABC"[: len(hours)]]
    case = hours_case(
        cells,
        positions=groups,
        concurrency=[{"group": "G", "max_positions": 3}],
        units=[unit("00001", ceiling=ceiling)],
    )
    for seat in build_seat_types(case, build_establishment(case)):
        prices = [*seat.empty_prices]
        assert all(before <= after for before, after in pairwise(prices))
        assert all(before <= after for before, after in pairwise(seat.extra_prices))
        assert all(price < 0 for price in seat.extra_prices)


@pytest.mark.parametrize(
    ("ceiling", "widths"), [(0, (0, 0)), (9, (0, 0)), (10, (0, 1)), (20, (1, 1)), (50, (2, 3))]
)
def test_the_tiers_above_a_ceiling(ceiling: int, widths: tuple[int, int]) -> None:
    first, second, last = tiers(city([]), ceiling)
    assert (first, second) == ((widths[0], 320_000), (widths[1], 800_000))
    assert last == (None, 1_600_000)


def test_everybody_appears_exactly_once_in_a_plan() -> None:
    import staffalloc as sa

    people = [
        officer("00001", "LAND", cadre_id="a"),
        officer("00001", "LAND", cadre_id="b"),
        officer("00003", "LAND", cadre_id="c", discipline="barred"),
        officer("", cadre_id="d", fields="", level="none"),
        officer("00001", "LAND", cadre_id="e", kind="contract"),
        officer("00002", "LAND", cadre_id="f", kind="military"),
    ]
    rows = sa.plan(city(people)).assignments
    assert rows["cadre_id"].tolist() == list("abcdef")
    status = dict(zip(rows["cadre_id"], rows["status"], strict=True))
    assert (status["e"], status["f"]) == ("not_in_placement", "not_in_placement")
    held = rows.loc[rows["post_id"] != "", "post_id"]
    assert held.is_unique


def test_nobody_moves_only_to_live_nearer() -> None:
    """Equal seats at home and at work: whoever works far from home stays all the same."""
    people = [officer("00001", "LAND", cadre_id="a", home_lat=21.09, home_lon=105.8)]
    made = placement_of(people, {"change_unit_hours": 0})
    assert made.problem.seats[made.seat_of[0]].unit_code == "00001"


def test_the_greedy_placement_takes_pinned_people_first_and_gives_no_seat_twice() -> None:
    people = [
        officer("00001", "LAND", cadre_id="a", seniority_since="1990-01-01"),
        officer("00002", "LAND", cadre_id="b", seniority_since="2020-01-01"),
        officer("00001", "LAND", cadre_id="c"),
    ]
    pins = [pin("b", "assign", unit_code="00001", position_id="LAND", **RECORDED)]
    problem = placement_of(people, pins=pins).problem
    chosen = greedy(problem)
    names = [problem.seats[j].name if j != POOL else "pool" for j in chosen]
    assert names[1] == "00001/LAND/"
    assert len(set(names) - {"pool"}) == len([name for name in names if name != "pool"])


def test_the_greedy_placement_seats_people_on_places_their_pins_opened() -> None:
    people = [officer("00001", "LAND", cadre_id=code) for code in "ab"]
    problem = placement_of(people, pins=[pin("a", "keep"), pin("b", "keep")]).problem
    assert POOL not in greedy(problem).tolist()
