"""Every table of a plan, put together from those who know each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from staffalloc.balance.flags import balance_table, unit_flags
from staffalloc.balance.ruler import Posting, Reading
from staffalloc.case.case import Case
from staffalloc.case.hours import MILLI
from staffalloc.case.working_time import available_hours
from staffalloc.establishment import Establishment
from staffalloc.establishment.departments import DepartmentDesign
from staffalloc.establishment.establish import posts_table
from staffalloc.placement.alternatives import next_best
from staffalloc.placement.eligible import EligiblePeople
from staffalloc.placement.engine.model import POOL
from staffalloc.placement.place import Placement, PlacementProblem
from staffalloc.plan import people_tables, post_tables, shortages
from staffalloc.plan.applicability import applicability_table, overrides_table
from staffalloc.plan.departments import departments_table
from staffalloc.plan.duties import build_duties
from staffalloc.plan.fairness import fairness_tables
from staffalloc.plan.gates import build_gates, cases_of, gates_table, stopped_people
from staffalloc.plan.held import held_table
from staffalloc.plan.leader_fields import leader_fields_table
from staffalloc.plan.leaders import leaders_table
from staffalloc.plan.matching import matching_table
from staffalloc.plan.officers import Officers
from staffalloc.plan.reasons import reasons_table
from staffalloc.plan.side_rules import side_rules_table
from staffalloc.plan.signing import signing_table
from staffalloc.plan.sites import build_sites
from staffalloc.plan.stages import stage_tables
from staffalloc.rules import rules_in_force
from staffalloc.solvers.network import Ints


def build_tables(
    case: Case,
    establishment: Establishment,
    placement: Placement,
    officers: Officers,
    postings: Mapping[str, Posting],
    ruler: pd.DataFrame,
    greedy: Ints,
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
    greedy : (N,) int array
        Seat type of each person in the greedy placement.
    """
    assignments = people_tables.assignments_table(officers)
    ceilings = post_tables.ceilings_table(establishment, placement, officers)
    empty = {post for _, post, _ in officers.empty_posts}
    cells = post_tables.mode_cells_table(establishment, case.policy.full_time_from, empty)
    balance = balance_table(
        case, establishment, postings["today"], postings["planned"], officers.carried()
    )
    now = EligiblePeople(placement.problem.model)
    eligible = EligiblePeople(placement.problem.all_at_once.model)
    gates = build_gates(case, establishment, officers, assignments, ceilings)
    alternatives = None
    if placement.problem.is_plain and placement.objective == placement.bound:
        alternatives = next_best(
            placement.problem.model, placement.solution, placement.proof.person_price
        )
    reasons = reasons_table(placement, officers, alternatives)
    is_matched = placement.least_loss is not None
    design, shared = establishment.design, establishment.shared
    applicability = applicability_table(case, design)
    leaders, held = leaders_table(case, officers, eligible), held_table(case, officers)
    uncovered = cases_of(gates, "uncovered_task")
    return {
        "gates": gates_table(gates),
        "signing": signing_table(case, officers, assignments, stopped_people(gates)),
        "leaders": leaders,
        **stage_tables(case, placement, officers, eligible),
        "uncovered": shortages.uncovered_table(uncovered, establishment, officers),
        "vacancies": people_tables.vacancies_table(officers, eligible),
        "unplaced": people_tables.unplaced_table(officers, reasons),
        "above_frame": shortages.above_frame_table(case, ceilings),
        **_if(placement.side.has_rules, "side_rules", lambda: side_rules_table(placement)),
        **_if(is_matched, "matching", lambda: matching_table(placement, greedy)),
        **_division_tables(case, officers),
        "moves": people_tables.moves_table(assignments),
        "flags": unit_flags(balance),
        "balance": balance,
        "field_shortage": shortages.field_shortage_table(case, establishment, officers, balance),
        "posts": posts_table(establishment.posts),
        "ceilings": ceilings,
        **_departments(case, design, leaders, held),
        **_if(
            rules_in_force(case).is_on("shared_officers"),
            "shared",
            lambda: post_tables.shared_table(shared),
        ),
        **_if(len(case.applicability), "overrides", lambda: overrides_table(case, applicability)),
        "requirements": establishment.need,
        "modes": post_tables.modes_table(cells),
        "held": held,
        "assignments": assignments,
        "reasons": reasons,
        "leader_seats": people_tables.leader_seats_table(placement, officers, now),
        "ruler": ruler,
        "mode_cells": cells,
        "parts": post_tables.parts_table(establishment, available_hours(case.policy)),
        "uncarried": post_tables.uncarried_table(establishment),
        "curves": post_tables.curves_table(establishment),
        "seats": people_tables.seats_table(placement),
        **fairness_tables(case, establishment, placement, postings["planned"]),
        "applicability": applicability,
    }


def _division_tables(case: Case, officers: Officers) -> dict[str, pd.DataFrame]:
    """Return the tables of those rules on the division of work that are on."""
    rules = rules_in_force(case)
    made: dict[str, pd.DataFrame] = {}
    if rules.is_on("duties"):
        made["duties"] = build_duties(case, officers).table
    if rules.is_on("sites"):
        sites = build_sites(case, officers)
        made |= {"site_seats": sites.seats, "site_gaps": sites.gaps}
    if rules.is_on("leader_fields"):
        made["leader_fields"] = leader_fields_table(case, officers)
    return made


def _departments(
    case: Case, design: DepartmentDesign | None, leaders: pd.DataFrame, held: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    if design is None:
        return {}
    return {"departments": departments_table(case, design, leaders, held)}


def _if(condition: object, name: str, table: Callable[[], pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return a table under its name where its rule has something to say, else nothing."""
    return {name: table()} if condition else {}


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
