"""The verification from end to end: read, recompute, compare."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from staffalloc.case.case import Case, read_case
from staffalloc.case.policy import Policy
from staffalloc.errors import StaffallocError
from staffalloc.verify import (
    applicability,
    assignments,
    at_once,
    department_table,
    departments,
    division,
    establishment,
    fair_price,
    fairness,
    frames,
    gates,
    matching,
    placement,
    reasons,
    sharing,
    shortages,
    side_proof,
    side_rules,
    signing,
    stage_tables,
)
from staffalloc.verify import rules as rules_listed
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.columns import Columns
from staffalloc.verify.curves import Curve, curves
from staffalloc.verify.demand import check_requirements, required
from staffalloc.verify.findings import Report, Verification
from staffalloc.verify.folder import PlanFolder, read_folder
from staffalloc.verify.posts import check_cut, count_posts, read_posts
from staffalloc.verify.proposal import Proposal
from staffalloc.verify.roster import pinned_places, roster
from staffalloc.verify.seats import read_seats
from staffalloc.verify.staging import Staging


def verify(path: str | os.PathLike[str]) -> Verification:
    """Prove a plan folder again, without a solver and without the program that made it.

    Everything is computed a second time from the case stored in the folder: the hours each unit
    needs, the cost of every number of posts, who may take which seat and at what loss. The
    tables are compared with that, whatever the hashes say, and the stored prices give bounds
    that no other plan can beat, in whole milli-hours.

    Parameters
    ----------
    path
        A folder written by ``plan.save``: ``plan.json``, ``tables/*.csv`` and ``case/``.

    Returns
    -------
    Verification
        Whether all agrees, every difference, and the figures computed again. A folder that is
        damaged or incomplete gives findings, not an exception.

    Examples
    --------
    >>> result = verify("no-such-folder")
    >>> result.ok, result.findings[0].table
    (False, 'plan.json')
    """
    report = Report()
    folder = read_folder(Path(path), report)
    case = _case(folder, report)
    if case is not None:
        _check_plan(folder, Catalogue.of(case), report)
    return report.verification()


def _case(folder: PlanFolder, report: Report) -> Case | None:
    try:
        case = read_case(folder.path / "case")
    except (StaffallocError, OSError, ValueError, KeyError) as problem:
        # The message may quote a cell, and cells hold personal data: only its kind is told.
        report.add("case", "", "folder", "a readable case", type(problem).__name__)
        return None
    report.same("plan.json", "case_digest", "entry", case.digest(), folder.entry("case_digest"))
    stored = folder.entry("policy")
    try:
        same = isinstance(stored, dict) and Policy(**stored) == case.policy
    except (ValueError, TypeError):
        same = False
    if not same:
        report.add("plan.json", "policy", "entry", "the policy of the case", "another")
    if not len(case.tables["units"]) or not len(case.tables["positions"]):
        report.add("case", "", "tables", "units and positions", "none")
        return None
    return case


def _check_plan(folder: PlanFolder, catalogue: Catalogue, report: Report) -> None:
    need = sharing.shared_need(catalogue, required(catalogue, report), folder, report)
    check_requirements(catalogue, need, folder.sheets["requirements"], report)
    design = departments.design(catalogue, need, report)
    cells = curves(catalogue, need)
    leaders = frames.leaders(catalogue, need, design)
    limits = frames.frames(catalogue, cells, leaders, design)
    posts = read_posts(catalogue, folder.sheets["posts"], report)
    staffing = count_posts(catalogue, posts)
    ceilings = establishment.read_ceilings(catalogue, limits, folder.sheets["ceilings"], report)
    check_cut(catalogue, need, cells, posts, folder.sheets["uncarried"], report)
    sound = establishment.check_limits(
        catalogue, cells, leaders, staffing, ceilings, limits, report
    )
    prices = establishment.read_prices(ceilings, limits, folder, report)
    cost = establishment.objective(cells, leaders, staffing) if sound else None
    least = establishment.bound(catalogue, cells, leaders, limits, prices)
    establishment.check_claims(folder, "establishment", cost, least, report)
    _check_total(folder, "establishment", cost, report)

    people = roster(catalogue)
    seats = read_seats(
        catalogue, need, cells, posts, folder.sheets["seats"], pinned_places(people), report
    )
    columns = Columns.of(catalogue, people, seats)
    plan = assignments.check_assignments(catalogue, columns, folder.sheets["assignments"], report)
    by_id = {post.post_id: post for post in posts}
    proposal = Proposal(catalogue, need, by_id, columns, ceilings, limits.total, plan)
    rules = side_rules.side_rows(catalogue, columns, report)
    if catalogue.rules.is_on("stages"):
        proposal, proof = _check_staged(folder, proposal, rules, cells, report)
    else:
        stage_tables.check_absent(folder, report)
        fair = _check_fairness(folder, proposal, cells, report)
        proof = _check_placement(folder, proposal, rules, fair, report)
    _check_papers(folder, proposal, proof, report)
    division.check_division(folder, proposal, catalogue.rules, report)
    rules_listed.check_rules(folder, catalogue.case, catalogue.rules, report)
    applicability.check_applicability(catalogue, design, folder.sheets, report)
    department_table.check_departments(
        catalogue, design, posts, columns, plan, folder.sheets["departments"], report
    )


def _check_fairness(
    folder: PlanFolder, proposal: Proposal, cells: Mapping[tuple[int, str], Curve], report: Report
) -> fairness.FillProof | None:
    """Check the levels of fairness; None, and no table, where the rule is off."""
    if proposal.catalogue.rules.is_on("fairness"):
        return fairness.check_fairness(folder, proposal, cells, report)
    fairness.check_absent(folder, report)
    return None


def _check_staged(
    folder: PlanFolder,
    proposal: Proposal,
    rules: tuple[side_rules.SideRow, ...],
    cells: Mapping[tuple[int, str], Curve],
    report: Report,
) -> tuple[Proposal, reasons.Proof]:
    """Check the blocks, then the last one with people locked, and what stages cost."""
    staging = Staging.of(proposal.catalogue, proposal.columns, proposal.plan)
    blocks = stage_tables.check_stages(folder, staging, report)
    left = replace(
        proposal, columns=staging.last_columns, staging=staging, conflict=blocks.conflict
    )
    fair = _check_fairness(folder, left, cells, report)
    proof = _check_placement(folder, left, rules, fair, report, are_blocks_proven=blocks.is_proven)
    cost, least = (report.figures[f"placement_{name}_mh"] for name in ("objective", "bound"))
    last = stage_tables.LastBlock(cost, least)
    stage_tables.check_last_block(staging, last, folder.sheets["stages"], report)
    at_once_least = at_once.least_at_once(
        staging, left.ceilings, blocks.seat_prices_at_once, blocks.head_prices_at_once
    )
    is_plain = not rules and fair is None
    at_once.check_price(folder, cost if is_plain else None, at_once_least, report)
    return left, proof


def _check_placement(
    folder: PlanFolder,
    proposal: Proposal,
    rules: tuple[side_rules.SideRow, ...],
    fair: fairness.FillProof | None,
    report: Report,
    *,
    are_blocks_proven: bool = True,
) -> reasons.Proof:
    sheets, catalogue, columns = folder.sheets, proposal.catalogue, proposal.columns
    ceilings, plan = proposal.ceilings, proposal.plan
    assignments.check_vacancies(catalogue, columns, plan, sheets["vacancies"], report)
    assignments.check_unplaced(columns, plan, sheets["unplaced"], report)
    assignments.check_moves(catalogue, columns, plan, sheets["moves"], report)

    side = side_proof.check_side_rules(rules, columns, plan, sheets["side_rules"], report)

    prices = placement.SeatPrices.of(catalogue, columns.seats, ceilings)
    parts = placement.components(columns.seats, prices, ceilings, plan.choice)
    parts["side_rules"] = side.cost
    _check_components(folder, parts, report)

    added = side.added(columns, prices.added(columns.seats))
    cheapest = placement.cheapest_columns(columns, added)
    for person in (cheapest >= placement.NO_COLUMN // 2).nonzero()[0].tolist():
        report.add(
            "assignments", columns.people.ids[person], "seats the rules allow", "some", "none"
        )
    least = placement.bound(
        columns.seats if fair is None else fair.seats, ceilings, prices, cheapest
    )
    least -= side.worth_of_limits + (0 if fair is None else fair.worth)
    cost = sum(parts.values())
    establishment.check_claims(
        folder,
        "placement",
        cost,
        least,
        report,
        best="optimal" if proposal.staging is None else "optimal_by_stages",
        is_more_proven=are_blocks_proven,
    )
    _check_reduced_cost(folder, report)
    if fair is not None:
        fair_price.check_price(folder, proposal, fair, side.rows, cost, report)
    if catalogue.policy.placement_goal == "stable":
        matching.check_matching(columns, plan, cost, least, sheets["matching"], report)
    return reasons.Proof(added, cheapest, max(0, cost - least), side, fair is not None)


def _check_components(folder: PlanFolder, parts: Mapping[str, int], report: Report) -> None:
    """Compare the parts of the placement; a plan without side rules may leave theirs out."""
    stored = folder.entry("certificate", "placement", "components_mh")
    if isinstance(stored, dict):
        stored = {"side_rules": 0, **stored}
    report.same("plan.json", "certificate.placement", "components_mh", dict(parts), stored)
    report.figures.update({f"placement_{name}_mh": value for name, value in parts.items()})


def _check_papers(
    folder: PlanFolder, proposal: Proposal, proof: reasons.Proof, report: Report
) -> None:
    """Check the tables a director signs from."""
    sheets = folder.sheets
    counted = gates.recount(proposal)
    gates.check_gates(counted, sheets["gates"], report)
    shortages.check_uncovered(proposal, sheets["uncovered"], report)
    shortages.check_above_frame(proposal, sheets["above_frame"], report)
    shortages.check_heads(proposal, sheets["ceilings"], report)
    signing.check_signing(proposal, counted, sheets["assignments"], sheets["signing"], report)
    reasons.check_reasons(proposal, proof, sheets["reasons"], report)
    reasons.check_ways(
        proposal, sheets["assignments"], sheets["reasons"], sheets["unplaced"], report
    )


def _check_total(folder: PlanFolder, step: str, cost: int | None, report: Report) -> None:
    """Components of a step whose names are its own must add up to the objective."""
    stored = folder.entry("certificate", step, "components_mh")
    values = list(stored.values()) if isinstance(stored, dict) else []
    whole = all(isinstance(value, int) and not isinstance(value, bool) for value in values)
    if not values or not whole:
        report.add("plan.json", f"certificate.{step}", "components_mh", "whole numbers", "other")
    elif cost is not None:
        report.same_hours(
            "plan.json", f"certificate.{step}", "sum of components", cost, sum(values)
        )


def _check_reduced_cost(folder: PlanFolder, report: Report) -> None:
    place = ("certificate", "placement")
    smallest = folder.integer(report, *place, "smallest_reduced_cost_mh")
    if smallest is not None and smallest < 0 and folder.entry(*place, "status") != "feasible":
        row = "certificate.placement"
        report.add("plan.json", row, "smallest_reduced_cost_mh", "not below 0", smallest)
