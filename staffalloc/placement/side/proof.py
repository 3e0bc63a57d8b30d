"""The proof of a placement under side rules: what it costs with its breaches, and its bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import Ints, PlacementModel
from staffalloc.placement.engine.proof import PlacementProof, prove
from staffalloc.placement.side.bound import priced_model, sums_of
from staffalloc.placement.side.floors import Floor, cheaper_by_floors, used_of
from staffalloc.placement.side.rows import SideRow


@dataclass(frozen=True)
class SideOutcome:
    """What became of the side rules.

    Attributes
    ----------
    rows : tuple of SideRow
    price : (rows,) ints
        What one more unit of each limit is worth, in milli-hours, from 0.
    used, breach : (rows,) ints
        What the placement counts in each row, and by how much it exceeds the limit.
    floors : tuple of Floor
    floor_price : ints
        The same for each floor.
    floor_used : tuple of int
        How many count for each.
    """

    rows: tuple[SideRow, ...]
    price: Ints
    used: Ints
    breach: Ints
    floors: tuple[Floor, ...] = ()
    floor_price: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    floor_used: tuple[int, ...] = ()

    @property
    def has_rules(self) -> bool:
        """Whether there is any rule beside the placement, binding or not."""
        return bool(self.rows or self.floors)


def prove_with_side_rules(
    model: PlacementModel,
    rows: Sequence[SideRow],
    today: Ints,
    solution: PlacementSolution,
    side_price: Ints,
    floors: Sequence[Floor] = (),
    floor_price: Ints | None = None,
) -> tuple[PlacementProof, SideOutcome]:
    """Recompute cost, breaches and bound from the model, the rows and the prices alone.

    Raises
    ------
    ValueError
        If the placement breaks a hard rule, or is none.
    """
    if not rows and not floors:
        nothing = np.zeros(0, np.int64)
        return prove(model, solution), SideOutcome((), nothing, nothing, nothing)
    price = np.zeros(len(floors), np.int64) if floor_price is None else floor_price
    used = sums_of(rows, model, today, solution.person, solution.seat, solution.flow)
    of_floors = tuple(used_of(floors, solution.person, solution.seat))
    breach = _breaches(rows, used)
    outcome = SideOutcome(tuple(rows), side_price, used, breach, tuple(floors), price, of_floors)
    paid: list[tuple[SideRow | Floor, int]] = [
        *zip(rows, breach.tolist(), strict=True),
        *((floor, int(count == 0)) for floor, count in zip(floors, of_floors, strict=True)),
    ]
    broken = [rule.key.rule for rule, by in paid if by]
    if any(rule.price is None and by for rule, by in paid):
        raise ValueError(f"a hard rule is broken: {', '.join(sorted(set(broken)))}")
    on_pairs = cheaper_by_floors(priced_model(model, rows, today, side_price), floors, price)
    priced = prove(on_pairs, solution)
    limits = sum(int(cost) * row.limit for cost, row in zip(side_price, rows, strict=True))
    limits -= int(price.sum())
    cost = sum((rule.price or 0) * by for rule, by in paid)
    components = {**prove(model, solution).components, "side_rules": cost}
    proof = replace(
        priced,
        objective=sum(components.values()),
        bound=priced.bound - limits,
        components=components,
    )
    return proof, outcome


def _breaches(rows: Sequence[SideRow], used: Ints) -> Ints:
    found = used.copy()
    found[:] = [row.breach(int(number)) for row, number in zip(rows, used, strict=True)]
    return found
