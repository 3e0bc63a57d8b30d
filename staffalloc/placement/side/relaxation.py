"""Why no plan keeps the hard side rules: the least by which they would have to give way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from staffalloc.errors import InfeasibleError
from staffalloc.placement.engine.model import (
    NO_POOL,
    NOT_ELIGIBLE,
    Ints,
    ListedPairs,
    PlacementModel,
    Reach,
)
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.side.columns import OpenColumns, solve_linear
from staffalloc.placement.side.plan import Limits, improve, near_of, plan_of
from staffalloc.placement.side.programme import SideLayout
from staffalloc.placement.side.rows import RuleKey, SideRow

_WEIGHT: Final = 10**6  # of a breach by the largest value a rule counts
_SOME: Final = 1e-6
_SHOWN: Final = 10


class SideRulesError(InfeasibleError):
    """No plan keeps the hard side rules.

    Attributes
    ----------
    relaxation : tuple of (RuleKey, float)
        Rules that must give way, and by how much at least, counted as the planner's table does.
    """

    def __init__(self, relaxation: Sequence[tuple[RuleKey, float]]) -> None:
        told = [f"{_name(key)} by {amount:g}" for key, amount in relaxation[:_SHOWN]]
        rest = len(relaxation) - len(told)
        more = f" and {rest} more" if rest > 0 else ""
        super().__init__(
            "the side rules cannot all be kept; it would take at least: " + "; ".join(told) + more
        )
        self.relaxation = tuple(relaxation)

    def __reduce__(self) -> tuple[type[SideRulesError], tuple[tuple[tuple[RuleKey, float], ...]]]:
        return (SideRulesError, (self.relaxation,))


def _name(key: RuleKey) -> str:
    of = [key.unit_code, key.position_id, key.field, key.cadre_a, key.cadre_b]
    return " ".join([key.rule, key.side, *filter(None, of)])


@dataclass(frozen=True)
class Relaxation:
    """The least breach of the hard rules when people may be in parts.

    Attributes
    ----------
    breach : (rows,) floats
    proven : bool
        Whether whole prices prove that some breach is needed.
    person, seat : ints
        Pairs with which the breach is least.
    """

    breach: np.ndarray[tuple[int], np.dtype[np.float64]]
    proven: bool
    person: Ints
    seat: Ints


def least_breach(layout: SideLayout, seed: int, until: float | None) -> Relaxation:
    """Find the least breach of the hard rules over all pairs, whatever it costs."""
    free = _without_costs(layout)
    columns = OpenColumns(free, seed)
    outcome = solve_linear(columns, solve_placement(free.model), until)
    breach = np.zeros(len(layout.rows))
    used = np.zeros(len(columns.person), bool)
    if outcome.point is not None:
        values = outcome.point.values
        breach[layout.hard] = values[free.first_breach : free.fixed]
        # Pairs opened after the last solve are not in it.
        placed = values[free.fixed :] > _SOME
        used[: len(placed)] = placed
    return Relaxation(breach, outcome.bound > 0, columns.person[used], columns.seat[used])


def least_whole_breach(layout: SideLayout, seed: int, nodes: int) -> Ints:
    """Find the least breach by whole people, over all pairs: for small placements."""
    free = _without_costs(layout)
    start = solve_placement(free.model)
    plan = plan_of(free, start.person, start.seat, start.flow, start.left_out)
    person, seat, _ = free.model.all_pairs()
    everybody = np.ones(layout.model.people, bool)
    made = improve(free, near_of(free, person, seat), plan, everybody, Limits(nodes, seed=seed))
    breach = np.zeros(len(layout.rows), np.int64)
    breach[layout.hard] = (made.plan or plan).breach
    return breach


def side_rules_error(rows: Sequence[SideRow], breach: Ints) -> SideRulesError:
    """Name the rules and amounts of a breach."""
    broken = np.flatnonzero(breach > 0).tolist()
    return SideRulesError([(rows[r].key, int(breach[r]) / rows[r].scale) for r in broken])


def _without_costs(layout: SideLayout) -> SideLayout:
    """Return the same pairs, all free, under the hard rules only, each at a price."""
    hard = [row for row in layout.rows if row.price is None]
    priced = [
        replace(row, price=max(1, _WEIGHT // max(1, int(np.abs(row.value).max(initial=0)))))
        for row in hard
    ]
    return SideLayout.of(_free_model(layout.model), priced, layout.today)


def _free_model(model: PlacementModel) -> PlacementModel:
    return replace(
        model,
        pool_price=np.where(model.pool_price == NO_POOL, NO_POOL, 0),
        kind_loss=np.where(model.kind_loss < NOT_ELIGIBLE, 0, NOT_ELIGIBLE),
        reach=Reach(model.reach.start, model.reach.unit, 0 * model.reach.loss),
        listed=ListedPairs(model.listed.person, model.listed.seat, 0 * model.listed.loss),
        empty_price=0 * model.empty_price,
        extra_price=0 * model.extra_price,
        tier_price=0 * model.tier_price,
    )
