"""Every table of a plan, put together from those who know each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from staffalloc.balance.flags import balance_table, unit_flags
from staffalloc.balance.ruler import Posting, Reading
from staffalloc.case.case import Case
from staffalloc.case.hours import MILLI
from staffalloc.case.working_time import available_hours
from staffalloc.establishment import Establishment
from staffalloc.establishment.establish import posts_table
from staffalloc.placement.alternatives import next_best
from staffalloc.placement.eligible import EligiblePeople
from staffalloc.placement.engine.model import POOL
from staffalloc.placement.place import Placement, PlacementProblem
from staffalloc.plan import people_tables, post_tables, shortages
from staffalloc.plan.gates import build_gates, cases_of, gates_table, stopped_people
from staffalloc.plan.held import held_table
from staffalloc.plan.leaders import leaders_table
from staffalloc.plan.officers import Officers
from staffalloc.plan.reasons import reasons_table
from staffalloc.plan.side_rules import side_rules_table
from staffalloc.plan.signing import signing_table
from staffalloc.solvers.network import Ints


def build_tables(
    case: Case,
    establishment: Establishment,
    placement: Placement,
    officers: Officers,
    postings: Mapping[str, Posting],
    ruler: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """Return the tables by name, in the order of the workbook.

    Parameters
    ----------
    case, establishment, placement, officers
        The chain up to here.
    postings : mapping of str to Posting
        ``today`` and ``planned``.
    ruler : DataFrame
        As :func:`ruler_table` gives it.
    """
    assignments = people_tables.assignments_table(officers)
    ceilings = post_tables.ceilings_table(establishment, placement, officers)
    empty = {post for _, post, _ in officers.empty_posts}
    cells = post_tables.mode_cells_table(establishment, case.policy.full_time_from, empty)
    balance = balance_table(
        case, establishment, postings["today"], postings["planned"], officers.carried()
    )
    eligible = EligiblePeople(placement.problem.model)
    gates = build_gates(case, establishment, officers, assignments, ceilings)
    alternatives = None
    if not placement.side.rows and placement.objective == placement.bound:
        alternatives = next_best(
            placement.problem.model, placement.solution, placement.proof.person_price
        )
    reasons = reasons_table(placement, officers, alternatives)
    uncovered = cases_of(gates, "uncovered_task")
    return {
        "gates": gates_table(gates),
        "signing": signing_table(case, officers, assignments, stopped_people(gates)),
        "leaders": leaders_table(case, officers, eligible),
        "uncovered": shortages.uncovered_table(uncovered, establishment, officers),
        "vacancies": people_tables.vacancies_table(officers, eligible),
        "unplaced": people_tables.unplaced_table(officers, reasons),
        "above_frame": shortages.above_frame_table(case, ceilings),
        "side_rules": side_rules_table(placement),
        "moves": people_tables.moves_table(assignments),
        "flags": unit_flags(balance),
        "balance": balance,
        "field_shortage": shortages.field_shortage_table(case, establishment, officers, balance),
        "posts": posts_table(establishment.posts),
        "ceilings": ceilings,
        "requirements": establishment.need,
        "modes": post_tables.modes_table(cells),
        "held": held_table(case, officers),
        "assignments": assignments,
        "reasons": reasons,
        "leader_seats": people_tables.leader_seats_table(placement, officers, eligible),
        "ruler": ruler,
        "mode_cells": cells,
        "parts": post_tables.parts_table(establishment, available_hours(case.policy)),
        "uncarried": post_tables.uncarried_table(establishment),
        "curves": post_tables.curves_table(establishment),
        "seats": people_tables.seats_table(placement),
    }


def ruler_table(
    problem: PlacementProblem, readings: Mapping[str, Reading], seats: Mapping[str, Ints]
) -> pd.DataFrame:
    """Return every posting on the one ruler: people, moves, hours.

    Parameters
    ----------
    problem : PlacementProblem
    readings : mapping of str to Reading
        By posting.
    seats : mapping of str to (N,) int array
        Seat type of each person, for the postings other than today's.
    """
    today = problem.people.unit
    places = {code: place for place, code in enumerate(problem.units)}
    unit_of = np.array([places[seat.unit_code] for seat in problem.seats] or [0], np.int64)
    rows = []
    for name, reading in readings.items():
        seat_of = seats.get(name)
        placed = seat_of != POOL if seat_of is not None else today >= 0
        moved = 0
        if seat_of is not None:
            moved = int((placed & (today >= 0) & (unit_of[seat_of] != today)).sum())
        rows.append(
            (
                name,
                int(placed.sum()),
                int((~placed).sum()),
                moved,
                reading.cost / MILLI,
                reading.unserved,
                reading.idle,
                reading.missing_leaders,
            )
        )
    columns = ["posting", "people", "people_out", "moved", "cost_hours", "unserved_hours"]
    return pd.DataFrame(rows, columns=[*columns, "idle_hours", "missing_leaders"])
