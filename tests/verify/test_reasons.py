"""Every true next best passes, whatever prices are stored, found by trying all placements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from staffalloc.verify import placement, reasons
from staffalloc.verify.assignments import Plan, Sitting
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.columns import Columns
from staffalloc.verify.demand import required
from staffalloc.verify.establishment import Ceilings
from staffalloc.verify.findings import Finding, Report, as_hours
from staffalloc.verify.folder import COLUMNS
from staffalloc.verify.placement import Added, Choice, SeatPrices
from staffalloc.verify.posts import seat_type_name
from staffalloc.verify.proposal import Proposal
from staffalloc.verify.roster import NOBODY, roster
from staffalloc.verify.sheet import Sheet
from staffalloc.verify.side_proof import SideTally

from .random_cases import SPAN, Arrangement, arrangements, cases, seat_types, seats_cost


@dataclass(frozen=True)
class Tried:
    """A small case with every placement of it, and the one that was chosen."""

    proposal: Proposal
    costs: Mapping[Arrangement, int]
    chosen: Arrangement

    def next_best(self, person: int) -> tuple[str, str, str]:
        """Return seat type, cost and proof of the best placement without the own seat."""
        others = {made: c for made, c in self.costs.items() if made[person] != self.chosen[person]}
        if not others:
            return "", "", "none"
        best = min(others, key=lambda made: others[made])
        seat = best[person]
        names = {number: name for name, number in self.proposal.plan.seat_types.items()}
        name = reasons.IN_THE_POOL if seat is None else names[seat]
        return name, as_hours(others[best] - self.costs[self.chosen]), "exact"

    def rows(self) -> list[tuple[str, ...]]:
        """Return the true rows of ``reasons.csv``, figures of the seat included."""
        found = []
        sittings = {sitting.person: sitting for sitting in self.proposal.plan.placed}
        for person, code in enumerate(self.proposal.columns.people.ids):
            fit = need = ""
            if person in sittings:
                sitting = sittings[person]
                fit, need = f"{sitting.fit:.12f}", as_hours(self._need(sitting.seat))
            found.append((code, fit, need, *self.next_best(person)))
        return found

    def _need(self, seat: int) -> int:
        officers, kind = self.proposal.plan.choice.officers[seat], self.proposal.columns.seats[seat]
        fewer, now = seats_cost(kind, officers - 1), seats_cost(kind, officers)
        assert fewer is not None
        assert now is not None
        return fewer - now


@st.composite
def tried(draw: st.DrawFn) -> Tried:
    catalogue = Catalogue.of(draw(cases(most_people=3)))
    seats = draw(seat_types(catalogue, most=3))
    posts = tuple(draw(st.lists(st.integers(0, 12), min_size=3, max_size=3)))
    heads = tuple(draw(st.lists(st.integers(*SPAN), min_size=3, max_size=3)))
    columns = Columns.of(catalogue, roster(catalogue), seats)
    steps = [placement.tiers(catalogue, ceiling) for ceiling in posts]
    costs = dict(arrangements(columns, posts, steps))
    assume(costs)
    ranked = sorted(costs, key=lambda made: costs[made])
    chosen = ranked[draw(st.integers(0, min(2, len(ranked) - 1)))]
    ceilings = Ceilings(posts, (0,) * 3, (0,) * 3, heads)
    plan = _plan(catalogue, columns, chosen)
    need = required(catalogue, Report())
    return Tried(Proposal(catalogue, need, {}, columns, ceilings, None, plan), costs, chosen)


def _plan(catalogue: Catalogue, columns: Columns, chosen: Arrangement) -> Plan:
    placed = [(person, seat) for person, seat in enumerate(chosen) if seat is not None]
    person = np.array([person for person, _ in placed], dtype=np.int64)
    seat = np.array([seat for _, seat in placed], dtype=np.int64)
    asked = columns.pairs(person, seat)
    sittings = tuple(
        Sitting(one, at, "", int(asked.loss[k]), float(asked.fit[k]), meets_standard=True)
        for k, (one, at) in enumerate(placed)
    )
    officers = Counter(seat.tolist())
    names = {
        seat_type_name(catalogue, kind.unit, kind.lead, kind.others): number
        for number, kind in enumerate(columns.seats)
    }
    short = {j: kind.seats - officers[j] for j, kind in enumerate(columns.seats)}
    empty = {j: number for j, number in short.items() if number > 0}
    extra = {j: -number for j, number in short.items() if number < 0}
    left_out = tuple(person for person, seat in enumerate(chosen) if seat is None)
    return Plan(Choice(0, 0, officers, empty, extra), sittings, {}, left_out, names)


def proof_of(made: Tried) -> reasons.Proof:
    proposal = made.proposal
    seats = proposal.columns.seats
    prices = SeatPrices.of(proposal.catalogue, seats, proposal.ceilings)
    added = Added(prices.added(seats), None)
    cheapest = placement.cheapest_columns(proposal.columns, added)
    bound = placement.bound(seats, proposal.ceilings, prices, cheapest)
    gap = max(0, made.costs[made.chosen] - bound)
    return reasons.Proof(added, cheapest, gap, SideTally((), (), ()))


def findings_of(made: Tried, rows: list[tuple[str, ...]]) -> list[Finding]:
    report = Report()
    names = COLUMNS["reasons"]
    sheet = Sheet("reasons", dict(zip(names, zip(*rows, strict=True), strict=True)))
    reasons.check_reasons(made.proposal, proof_of(made), sheet, report)
    return report.findings


@settings(deadline=None, max_examples=25)
@given(tried())
def test_the_true_next_best_of_everybody_passes_whatever_the_prices(made: Tried) -> None:
    assert findings_of(made, made.rows()) == []


@settings(deadline=None, max_examples=15)
@given(tried(), st.integers(1, 5_000_000))
def test_no_cost_below_the_reduced_cost_of_the_named_seat_passes(made: Tried, less: int) -> None:
    proof, columns = proof_of(made), made.proposal.columns
    for row, person in zip(made.rows(), range(len(made.chosen)), strict=True):
        code, fit, need, name, cost, _ = row
        if not cost:
            continue
        seat = made.proposal.plan.seat_types.get(name, NOBODY)
        if seat == NOBODY:
            price = columns.pool_price(person) or 0
        else:
            asked = columns.pairs(np.array([person]), np.array([seat]))
            price = int(asked.loss[0]) + int(proof.added.seat[seat])
        floor = price - int(proof.cheapest[person]) - proof.gap
        false = (code, fit, need, name, as_hours(floor - less), "exact")
        rows = [false if other[0] == code else other for other in made.rows()]
        assert [(f.row, f.what) for f in findings_of(made, rows)] == [(code, "next_cost")]
