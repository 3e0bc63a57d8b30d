"""Side rules in a live plan: solved anew after each edit, over the rows a live model keeps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from staffalloc.case.case import Case
from staffalloc.live.placed import Placed
from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import Ints
from staffalloc.placement.engine.proof import PlacementProof
from staffalloc.placement.people import People, build_people
from staffalloc.placement.side.floors import solve_under_floors
from staffalloc.placement.side.proof import SideOutcome, prove_with_side_rules
from staffalloc.placement.side.rows import SideRow
from staffalloc.placement.side.rules import build_side_rows
from staffalloc.placement.side.unit_rules import continuity_floors
from staffalloc.rules import rules_in_force


def has_side_rules(case: Case) -> bool:
    """Return whether a case has limits on people, relations, or a rule over all units."""
    rules = rules_in_force(case)
    asked = {*case.limits["rule"], *case.relations["rule"]} - {"total"}
    return any(map(rules.is_on, [*asked, "continuity_floor", "quality_spread"]))


def keeping_side_rules(
    case: Case, placed: Placed, free: PlacementSolution
) -> tuple[PlacementSolution, PlacementProof, SideOutcome]:
    """Bring the best placement without side rules to keep them, and prove it.

    Raises
    ------
    InfeasibleError
        If the rules cannot be kept, with those that would have to give.
    """
    people = build_people(case)
    row_of = np.array([placed.rows[code] for code in people.table["cadre_id"]], np.int64)
    today: Ints = np.full(placed.model.people, -1)
    today[row_of] = people.unit
    rows = _rows(case, placed, people, row_of)
    floors = [
        replace(floor, people=row_of[floor.people])
        for floor in continuity_floors(case, people, placed.seats)
    ]
    under = solve_under_floors(placed.model, rows, floors, today, start=free)
    made = under.made
    if made is None:
        nothing = np.zeros(len(rows), np.int64)
        return free, *prove_with_side_rules(placed.model, rows, today, free, nothing, floors)
    solution = replace(
        free,
        person=made.person,
        seat=made.seat,
        flow=made.flow,
        left_out=made.left_out,
        seat_price=made.seat_price,
        head_price=made.head_price,
    )
    proof, outcome = prove_with_side_rules(
        placed.model, rows, today, solution, under.side_price, floors, under.floor_price
    )
    return solution, proof, outcome


def _rows(case: Case, placed: Placed, people: People, row_of: Ints) -> list[SideRow]:
    """Write the rules over the rows of the live model, where somebody gone counts for nothing."""
    made = build_side_rows(
        case, people, placed.seats, lambda row: placed.model.units_open_to(int(row_of[row]))
    )
    return [replace(row, value=_moved(row.value, row_of, placed.model.people)) for row in made]


def _moved(value: Ints, row_of: Ints, people: int) -> Ints:
    moved: Ints = np.zeros(people, np.int64)
    moved[row_of] = value
    return moved
