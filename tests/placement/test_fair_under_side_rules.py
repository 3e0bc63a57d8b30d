"""Fairness under side rules: one level, as great as was found, and what bounds it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from staffalloc.errors import InfeasibleError
from staffalloc.placement.engine.filling import filled_of, officers_of, seats_in_frame
from staffalloc.placement.engine.model import POOL, Ints, PlacementModel
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.engine.proof import PlacementProof, prove
from staffalloc.placement.fair.fairness import made_even
from staffalloc.placement.fair.penalty import penalised, without_penalty
from staffalloc.placement.fair.rules_over_many import (
    RulesOverMany,
    UnderRules,
    seats_of_people,
    solve_under_rules,
)
from staffalloc.placement.fair.under_side_rules import least_share, seats_for
from staffalloc.placement.side.proof import prove_with_side_rules
from staffalloc.placement.side.rows import ANY_UNIT, RuleKey, SideRow

from .models import cost_of, ints, models, pairs_by_asking
from .test_fair_levels import bare, every_placement, with_pools

PENALTY = 10_000


@dataclass(frozen=True)
class Outcome:
    """Least share and its bound, cost and its bound."""

    share: Fraction
    share_bound: Fraction
    cost: int
    bound: int


def budget(model: PlacementModel, most: int) -> SideRow:
    """At most so many people outside today's unit."""
    everybody = np.ones(model.people, np.int64)
    return SideRow(RuleKey("moves", "max"), ANY_UNIT, None, everybody, True, most, None)


def test_a_share_is_asked_of_every_unit_in_whole_seats() -> None:
    assert seats_for(Fraction(2, 3), ints(3, 4, 0)).tolist() == [2, 3, 0]
    assert least_share(ints(3, 4, 0), ints(2, 4, 0)) == Fraction(2, 3)
    assert least_share(ints(0), ints(0)) == 1


def test_a_budget_of_moves_lets_one_of_two_go_to_the_poor_unit_by_hand() -> None:
    """Four sit in a unit of four, a unit of two is empty; both who could go there would move.

    Without the budget 3/4 and 1/2, or 2/4 and 2/2: the least share is a half. So it is with one
    move; with none the poor unit stays empty.
    """
    pairs = [(0, 0), (1, 0), (2, 0), (3, 0), (2, 1), (3, 1)]
    model = bare([4, 2], pairs, people=4)
    for most, share in ((2, Fraction(1, 2)), (1, Fraction(1, 2)), (0, Fraction(0))):
        assert evened(model, most).share == share


def evened(model: PlacementModel, most: int) -> Outcome:
    """Even a placement out under a budget; its share and bound, its cost and bound."""
    today = np.zeros(model.people, np.int64)
    rules = RulesOverMany((budget(model, most),), (), today)
    without = solve_under_rules(model, rules)
    fair, asked, made = made_even(model, rules, without, proof_of(model, rules, without))
    proof = proof_of(asked, rules, made)
    seat_of = seats_of_people(made.solution, model.people)
    share = least_share(fair.levels.seats, filled_of(model, officers_of(model, seat_of)))
    assert fair.share_bound is not None
    return Outcome(share, fair.share_bound, proof.objective, proof.bound)


def proof_of(model: PlacementModel, rules: RulesOverMany, made: UnderRules) -> PlacementProof:
    rows = rules.rows if len(made.side_price) else ()
    return prove_with_side_rules(model, rows, rules.today, made.solution, made.side_price)[0]


@settings(max_examples=15)
@given(models(), st.integers(0, 4))
def test_no_plan_under_the_rules_is_above_the_bounds(model: PlacementModel, most: int) -> None:
    model = with_pools(model)
    today, row = np.zeros(model.people, np.int64), budget(model, most)
    outcome = evened(model, most)
    kept = [
        chosen
        for chosen in map(np.array, every_placement(model))
        if keeps(model, row, today, chosen)
    ]
    best = max(share_of(model, chosen) for chosen in kept)
    assert outcome.share <= best <= outcome.share_bound
    costs = [cost(model, c) for c in kept if share_of(model, c) >= outcome.share]
    assert outcome.bound <= min(costs) <= outcome.cost


def keeps(model: PlacementModel, row: SideRow, today: Ints, chosen: Ints) -> bool:
    person = np.flatnonzero(chosen != POOL)
    return not row.breach(row.used(person, chosen[person], model.seat_unit, today))


def share_of(model: PlacementModel, chosen: Ints) -> Fraction:
    return least_share(seats_in_frame(model), filled_of(model, officers_of(model, chosen)))


def cost(model: PlacementModel, chosen: Ints) -> int:
    return cost_of(model, tuple(chosen.tolist()), pairs_by_asking(model))


@given(models(), st.data())
def test_a_penalty_on_heads_proves_as_much_as_seats_that_must_be_filled(
    model: PlacementModel, data: st.DataObject
) -> None:
    """Where nobody is above the seats, heads are filled seats, and both ways cost the same."""
    nothing = ints()
    model = replace(with_pools(model), extra_seat=nothing, extra_room=nothing, extra_price=nothing)
    seats = seats_in_frame(model).tolist()
    asked = replace(model, least_filled=ints(*(data.draw(st.integers(0, n)) for n in seats)))
    try:
        best = prove(asked, solve_placement(asked)).objective
    except InfeasibleError:
        reject()
    seats_first = np.zeros(model.units, bool)
    assert asked.least_filled is not None
    made = solve_placement(penalised(model, asked.least_filled, PENALTY, seats_first))
    prices = without_penalty(model, PENALTY, made.seat_price, made.head_price)
    seat, head, fill = prices
    proof = prove(asked, replace(made, seat_price=seat, head_price=head, fill_price=fill))
    assert proof.objective == best
    if (asked.least_filled <= model.ceiling).all():
        assert proof.bound == best
