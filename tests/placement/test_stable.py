"""Stable matchings: the published example, every tiny market, and the goal of a plan."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import staffalloc as sa
from staffalloc.placement.bare.assign import AssignError
from staffalloc.placement.engine.model import POOL
from staffalloc.placement.stable.blocking import count_blocking_pairs
from staffalloc.placement.stable.deferred import deferred_acceptance
from staffalloc.placement.stable.wishes import Wishes
from staffalloc.report.method import Method
from staffalloc.verify import verify

from ..builders import RECORDED
from .small import city, officer

# The example the National Resident Matching Program explains its algorithm with (nrmp.org, How
# the matching algorithm works); the documentation of the Python library "matching" (H. Wilde et
# al., Journal of Open Source Software 5(48), 2169, 2020) prints the same lists by initials. Five
# residents, three hospitals of two places each.
RESIDENTS = {
    "Arthur": ["City"],
    "Sunny": ["City", "Mercy"],
    "Joseph": ["City", "General", "Mercy"],
    "Latha": ["Mercy", "City", "General"],
    "Darrius": ["City", "Mercy", "General"],
}
HOSPITALS = {
    "Mercy": ["Darrius", "Joseph"],
    "City": ["Darrius", "Arthur", "Sunny", "Latha", "Joseph"],
    "General": ["Darrius", "Arthur", "Joseph", "Latha"],
}


def listed(lists: dict[str, list[str]], owner: str, other: str) -> pd.DataFrame:
    rows = [
        {owner: one, other: name, "rank": rank}
        for one, names in lists.items()
        for rank, name in enumerate(names, start=1)
    ]
    return pd.DataFrame(rows)


def resident_optimal(order: int = 1) -> sa.MatchingResult:
    people = listed(RESIDENTS, "person", "seat")[::order]
    seats = listed(HOSPITALS, "seat", "person")[::order]
    return sa.stable_matching(people, seats, dict.fromkeys(HOSPITALS, 2))


def test_the_example_of_the_national_resident_matching_program_is_reproduced() -> None:
    made = resident_optimal()
    assert dict(made.pairs.itertuples(index=False)) == {
        "Arthur": "City",
        "Darrius": "City",
        "Joseph": "General",
        "Latha": "General",
    }
    assert made.unmatched == ("Sunny",)


def test_the_order_of_the_rows_decides_nothing() -> None:
    assert resident_optimal().pairs.equals(resident_optimal(order=-1).pairs)


def test_everything_wrong_with_the_lists_is_told_at_once() -> None:
    people = [
        {"person": "ann", "seat": "desk", "rank": 1},
        {"person": "ann", "seat": "door", "rank": 1},
    ]
    seats = [{"seat": "desk", "person": "ann", "rank": None}]
    with pytest.raises(AssignError) as caught:
        sa.stable_matching(people, seats, {"door": -1})
    assert caught.value.problems == (
        "people, row 2: the person gives the rank twice",
        "seats, row 1: rank is blank",
        "capacity of door is not a whole number from 0",
    )


Market = tuple[Wishes, int, np.ndarray]


@st.composite
def markets(draw: st.DrawFn) -> Market:
    """Some eligible pairs of few people and seats, with losses full of ties."""
    people, seats = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    person, seat = np.nonzero(rng.random((people, seats)) < draw(st.sampled_from([0.5, 1.0])))
    own, work = rng.integers(0, 3, (2, len(person)))
    wishes = Wishes(person, seat, own, work, own + work)
    return wishes, people, rng.integers(0, 3, seats)


def matchings(market: Market) -> Iterator[np.ndarray]:
    wishes, people, capacity = market
    options = [[POOL, *wishes.seat[wishes.person == person].tolist()] for person in range(people)]
    for chosen in product(*options):
        made = np.array(chosen)
        if (np.bincount(made[made != POOL], minlength=len(capacity)) <= capacity).all():
            yield made


def row(wishes: Wishes, person: int, seat: int) -> int:
    return int(np.flatnonzero((wishes.person == person) & (wishes.seat == seat))[0])


def blocking_by_asking_each(market: Market, made: np.ndarray) -> int:
    """The definition, one pair after another."""
    wishes, _, capacity = market
    count = 0
    for at, (person, seat) in enumerate(zip(wishes.person, wishes.seat, strict=True)):
        own = [keys[at] for keys in wishes.of_person()]
        has = made[person]
        wants = has == POOL or own < [keys[row(wishes, person, has)] for keys in wishes.of_person()]
        work = [keys[at] for keys in wishes.of_seat()]
        holds = [row(wishes, other, seat) for other in np.flatnonzero(made == seat)]
        less = [work < [keys[held] for keys in wishes.of_seat()] for held in holds]
        count += bool(wants and (len(holds) < capacity[seat] or any(less)))
    return count


def blocking(market: Market, made: np.ndarray) -> int:
    wishes, people, capacity = market
    at = [row(wishes, person, made[person]) for person in np.flatnonzero(made != POOL)]
    current = Wishes(*(getattr(wishes, name)[at] for name in wishes.__dataclass_fields__))
    return count_blocking_pairs(current, [wishes], people, capacity)


@given(markets(), st.integers(0, 10**6))
def test_blocking_pairs_are_those_of_the_definition(market: Market, pick: int) -> None:
    every = list(matchings(market))
    made = every[pick % len(every)]
    assert blocking(market, made) == blocking_by_asking_each(market, made)


@given(markets())
def test_no_pair_blocks_the_result_and_nobody_is_better_off_in_any_stable_matching(
    market: Market,
) -> None:
    wishes, people, capacity = market
    made = deferred_acceptance(wishes, people, capacity)
    stable = [one for one in matchings(market) if not blocking_by_asking_each(market, one)]
    assert any((one == made).all() for one in stable)
    for other, person in product(stable, range(people)):
        if other[person] not in (made[person], POOL):
            best, had = (row(wishes, person, seat) for seat in (made[person], other[person]))
            keys = wishes.of_person()
            assert [key[best] for key in keys] < [key[had] for key in keys]


@given(markets())
def test_the_same_people_are_placed_in_every_stable_matching(market: Market) -> None:
    """Roth (1986), the rural hospitals theorem."""
    stable = [one for one in matchings(market) if not blocking_by_asking_each(market, one)]
    assert len({tuple((one == POOL).tolist()) for one in stable}) == 1


STABLE = {"placement_goal": "stable"}


@pytest.fixture(scope="module")
def matched(small_plan: sa.Plan) -> sa.Plan:
    return sa.plan(small_plan.case.with_policy(**STABLE))


def test_a_stable_plan_has_no_blocking_pair_and_says_what_that_costs(
    matched: sa.Plan, small_plan: sa.Plan
) -> None:
    table = matched.tables["matching"].set_index("posting")
    assert table["blocking_pairs"]["planned"] == matched.blocking_pairs["planned"] == 0
    assert table["blocking_pairs"]["least_loss"] == small_plan.blocking_pairs["planned"] > 0
    proof, least = matched.certificate.placement, small_plan.certificate.placement
    assert proof.status == "feasible"
    assert proof.bound == least.objective == table["objective"]["least_loss"]
    assert table["objective"]["planned"] == proof.objective > least.objective
    assert "Ghép ổn định: 0 cặp" in matched.summary()
    assert "a stable matching" in Method(matched, "en").steps


def test_the_second_program_counts_the_blocking_pairs_again(
    matched: sa.Plan, tmp_path: Path
) -> None:
    assert verify(matched.save(tmp_path / "plan")).ok


def test_a_plan_of_least_loss_has_no_trace_of_it(small_plan: sa.Plan) -> None:
    assert "matching" not in small_plan.tables
    assert "ổn định" not in small_plan.summary()


def test_a_stable_plan_is_not_kept_open_for_edits(matched: sa.Plan) -> None:
    with pytest.raises(sa.CaseError) as caught:
        matched.live()
    assert [problem.code for problem in caught.value.problems] == ["live_least_loss_only"]


def test_rules_about_many_people_at_once_are_refused_by_name(small_case: sa.Case) -> None:
    limits = pd.DataFrame([{"rule": "moves", "max": 3}])
    case = small_case.with_policy(**STABLE).with_table("limits", limits).with_rule("fairness")
    with pytest.raises(sa.CaseError) as caught:
        sa.plan(case)
    assert [problem.code for problem in caught.value.problems] == ["stable_beside_rules"]
    assert "fairness, moves" in str(caught.value)


def test_a_decision_that_no_stable_matching_keeps_is_named() -> None:
    """Two people for one seat: the work takes who needs no training, the decision the other."""
    trained = officer(position_id="LAND") | {"cadre_id": "c2"}
    placed = officer("", "")
    pins = [{"cadre_id": "c1", "action": "keep", "unit_code": "00001", "position_id": "LAND"}]
    case = city([placed, trained], STABLE, pins=[pins[0] | RECORDED])
    with pytest.raises(sa.CaseError) as caught:
        sa.plan(case)
    assert [problem.code for problem in caught.value.problems] == ["stable_leaves_out"]
