"""The proof of a placement under side rules: what it costs with its breaches, and its bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import Ints, PlacementModel
from staffalloc.placement.engine.proof import PlacementProof, prove
from staffalloc.placement.side.bound import priced_model, sums_of
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
    """

    rows: tuple[SideRow, ...]
    price: Ints
    used: Ints
    breach: Ints


def prove_with_side_rules(
    model: PlacementModel,
    rows: Sequence[SideRow],
    today: Ints,
    solution: PlacementSolution,
    side_price: Ints,
) -> tuple[PlacementProof, SideOutcome]:
    """Recompute cost, breaches and bound from the model, the rows and the prices alone.

    Raises
    ------
    ValueError
        If the placement breaks a hard rule, or is none.
    """
    if not rows:
        nothing = np.zeros(0, np.int64)
        return prove(model, solution), SideOutcome((), nothing, nothing, nothing)
    used = sums_of(rows, model, today, solution.person, solution.seat, solution.flow)
    outcome = SideOutcome(tuple(rows), side_price, used, _breaches(rows, used))
    broken = [row.rule for row, by in zip(rows, outcome.breach, strict=True) if by]
    if any(row.price is None and by for row, by in zip(rows, outcome.breach, strict=True)):
        raise ValueError(f"a hard rule is broken: {', '.join(sorted(set(broken)))}")
    priced = prove(priced_model(model, rows, today, side_price), solution)
    limits = sum(int(price) * row.limit for price, row in zip(side_price, rows, strict=True))
    components = {**prove(model, solution).components, **_price_of_breaches(outcome)}
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


def _price_of_breaches(outcome: SideOutcome) -> Mapping[str, int]:
    pairs = zip(outcome.rows, outcome.breach.tolist(), strict=True)
    return {"side_rules": sum((row.price or 0) * by for row, by in pairs)}
