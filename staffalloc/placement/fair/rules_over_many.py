"""A placement under all rules over many people, or none, solved as one."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np

from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import POOL, Ints, PlacementModel
from staffalloc.placement.engine.parts import solve_placement
from staffalloc.placement.side.floors import Floor, solve_under_floors
from staffalloc.placement.side.rows import SideRow


@dataclass(frozen=True)
class RulesOverMany:
    """Side rules and floors of a placement.

    Attributes
    ----------
    rows : tuple of SideRow
    floors : tuple of Floor
    today : (N,) ints
        Unit of each person today, -1 in the pool.
    seed : int
        Of the integer programmes.
    """

    rows: tuple[SideRow, ...]
    floors: tuple[Floor, ...]
    today: Ints
    seed: int = 0


@dataclass(frozen=True)
class UnderRules:
    """A placement under rules, and the one it was found from.

    Attributes
    ----------
    solution : PlacementSolution
    free : PlacementSolution
        The placement of least loss without rules.
    side_price, floor_price : ints
        Of each side rule, and of each floor.
    """

    solution: PlacementSolution
    free: PlacementSolution
    side_price: Ints
    floor_price: Ints


def solve_under_rules(
    model: PlacementModel,
    rules: RulesOverMany,
    *,
    time_limit: float | None = None,
    executor: Executor | None = None,
) -> UnderRules:
    """Place everybody at least cost, as near to it as the rules allow to find.

    Raises
    ------
    InfeasibleError
        If a pin cannot be kept, or the rules cannot.
    StoppedError
        If the time limit came before a placement that keeps the rules.
    """
    free = solve_placement(model, time_limit=time_limit, executor=executor)
    under = solve_under_floors(
        model,
        rules.rows,
        rules.floors,
        rules.today,
        start=free,
        time_limit=time_limit,
        seed=rules.seed,
    )
    made = under.made
    if made is None:
        return UnderRules(free, free, under.side_price, under.floor_price)
    solution = replace(
        free,
        person=made.person,
        seat=made.seat,
        flow=made.flow,
        left_out=made.left_out,
        seat_price=made.seat_price,
        head_price=made.head_price,
        seconds={**free.seconds, **made.seconds},
    )
    return UnderRules(solution, free, under.side_price, under.floor_price)


def seats_of_people(solution: PlacementSolution, people: int) -> Ints:
    """Return the seat type of each person of a named placement, (N,), `POOL` for the pool."""
    seat_of = np.full(people, POOL)
    seat_of[solution.person] = solution.seat
    return seat_of
