"""One hard rule that counts people, such as a move budget: by its price alone.

At a price for each counted person the placement is a network again. The cost of the best plan
over the number counted lies on or above a line for each price; two plans span a line whose slope
is the next price to try, exactly, as a fraction. When no plan lies below it, the two are
neighbours on the hull, and the budget lies between them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np

from staffalloc.placement.engine.deadline import left
from staffalloc.placement.engine.generated import (
    OpenPairs,
    PlacementSolution,
    bound_of,
    solve_pairs,
)
from staffalloc.placement.engine.model import (
    NO_POOL,
    NOT_ELIGIBLE,
    Ints,
    ListedPairs,
    PlacementModel,
    Reach,
    net_price,
)
from staffalloc.placement.engine.pricing import PairTables, price_all
from staffalloc.placement.side.bound import priced_model
from staffalloc.placement.side.columns import bound_at, near_pairs, paid_at, paying_pairs
from staffalloc.placement.side.plan import SidePlan, plan_of
from staffalloc.placement.side.programme import SideLayout, SidePrices, largest_cost

_FIRST_SHARE: Final = 64  # the first price is the largest cost over this
_FASTER: Final = 4
_LARGEST_PRICE: Final = 2**40


@dataclass(frozen=True)
class Neighbours:
    """Plans on the hull on both sides of a budget, and prices.

    Attributes
    ----------
    below : SidePlan or None
        Keeps the rule; None where no price makes a plan do so.
    above : SidePlan
        Does not, or is the same.
    prices : SidePrices
    bound : int
        What they prove.
    person, seat : ints
        Pairs that were open.
    rounds : int
        Networks solved.
    """

    below: SidePlan | None
    above: SidePlan
    prices: SidePrices
    bound: int
    person: Ints
    seat: Ints
    rounds: int


def is_budget(layout: SideLayout) -> bool:
    """Whether there is one rule, hard, and it counts nobody more than once."""
    if len(layout.rows) != 1 or layout.rows[0].price is not None:
        return False
    return bool((np.abs(layout.rows[0].value) <= 1).all())


def neighbours(layout: SideLayout, start: PlacementSolution, until: float | None) -> Neighbours:
    """Find the plans on the hull on both sides of the budget, and the price between them."""
    lines = _Lines(layout, start)
    free = plan_of(layout, start.person, start.seat, start.flow, start.left_out)
    above = below = _Point.of(layout, free)
    price = Fraction(max(1, largest_cost(layout.model) // _FIRST_SHARE))
    while below.over > 0:
        if price > _LARGEST_PRICE or left(until) == 0:
            return lines.result(layout, None, above.plan, price)
        below = lines.best(price)
        above = below if below.over > 0 else above
        price = price if below.over <= 0 else price * _FASTER
    while above.over > 0 > below.over and left(until) != 0:
        price = Fraction(below.cost - above.cost, above.over - below.over)
        found = lines.best(price)
        if found.at(price) == below.at(price):
            break
        if found.over > 0:
            above = found
        else:
            below = found
    return lines.result(layout, below.plan, above.plan, price)


@dataclass(frozen=True)
class _Point:
    """A plan, what it costs without its breach, and by how much it exceeds the budget."""

    plan: SidePlan
    cost: int
    over: int

    @staticmethod
    def of(layout: SideLayout, plan: SidePlan) -> _Point:
        row = layout.rows[0]
        counted = row.coefficients(plan.person, plan.seat, layout.model.seat_unit, layout.today)
        over = int((counted * plan.flow).sum()) - row.limit
        return _Point(plan, plan.cost - int((plan.breach * layout.breach_price).sum()), over)

    def at(self, price: Fraction) -> Fraction:
        return self.cost + price * self.over


class _Lines:
    """Networks at one price after another; pairs once open stay open."""

    def __init__(self, layout: SideLayout, start: PlacementSolution) -> None:
        self._layout = layout
        self.rounds = 0
        tables = PairTables.of(layout.model)
        net = tables.clipped(net_price(layout.model, start.seat_price, start.head_price))
        near = near_pairs(tables, net, paid_at(layout.model, net))
        self._person, self._seat = start.person, start.seat
        self._open(*near)

    def _open(self, person: Ints, seat: Ints) -> None:
        width = max(1, len(self._layout.model.seats))
        key = np.union1d(self._person * width + self._seat, person * width + seat)
        self._person, self._seat = np.divmod(key, width)

    def best(self, price: Fraction) -> _Point:
        """Return the best plan at a price over all pairs."""
        plan, _ = self._solved(price)
        return _Point.of(self._layout, plan)

    def _solved(self, price: Fraction) -> tuple[SidePlan, SidePrices]:
        """Solve with all costs multiplied by the denominator, so that they are whole."""
        layout = self._layout
        times, paid = price.denominator, np.array([price.numerator])
        model = priced_model(times_costs(layout.model, times), layout.rows, layout.today, paid)
        tables = PairTables.of(model)
        while True:
            loss = model.losses(self._person, self._seat)
            pairs = OpenPairs.of(self._person, self._seat, loss, model.people)
            flow = solve_pairs(tables, pairs)
            self.rounds += 1
            cheapest = np.where(model.pool_price == NO_POOL, NOT_ELIGIBLE, model.pool_price)
            np.minimum.at(cheapest, pairs.person, pairs.loss - flow.net_price[pairs.seat])
            pricing = price_all(tables, flow.net_price, cheapest)
            if bound_of(model, flow.seat_price, flow.head_price, pricing.lowest) == flow.cost:
                break
            self._open(*paying_pairs(tables, flow.net_price, cheapest))
        plan = plan_of(layout, pairs.person, pairs.seat, flow.flow, flow.left_out)
        return plan, SidePrices(flow.seat_price, flow.head_price, paid)

    def result(
        self, layout: SideLayout, below: SidePlan | None, above: SidePlan, price: Fraction
    ) -> Neighbours:
        """Take the better of the two whole prices beside a fraction."""
        tried = []
        for whole in sorted({int(price), -int(-price // 1)}):
            _, prices = self._solved(Fraction(whole))
            tried.append((bound_at(layout, prices), prices))
        bound, prices = max(tried, key=lambda one: one[0])
        return Neighbours(below, above, prices, bound, self._person, self._seat, self.rounds)


def times_costs(model: PlacementModel, times: int) -> PlacementModel:
    """Return a placement whose costs are all multiplied by a whole number."""
    if times == 1:
        return model
    is_open = model.kind_loss < NOT_ELIGIBLE
    reach, listed = model.reach, model.listed
    return replace(
        model,
        pool_price=np.where(model.pool_price == NO_POOL, NO_POOL, times * model.pool_price),
        kind_loss=np.where(is_open, times * np.where(is_open, model.kind_loss, 0), NOT_ELIGIBLE),
        reach=Reach(reach.start, reach.unit, times * reach.loss),
        listed=ListedPairs(listed.person, listed.seat, times * listed.loss),
        empty_price=times * model.empty_price,
        extra_price=times * model.extra_price,
        tier_price=times * model.tier_price,
    )
