"""Checking what is still short: work nobody carries, and units above their frame."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from staffalloc.verify.demand import WRITTEN
from staffalloc.verify.findings import Report, as_hours
from staffalloc.verify.proposal import Cell, Proposal
from staffalloc.verify.sheet import Sheet, decimal_cell


def check_uncovered(proposal: Proposal, sheet: Sheet, report: Report) -> None:
    """Check that ``uncovered.csv`` lists all work nobody carries, and tells truly why."""
    due = {proposal.catalogue.cell(*cell): cell for cell in proposal.uncovered}
    posts = _posts_that_carry(proposal)
    for at in range(len(sheet)):
        row = f"{sheet['unit_code'][at]}/{sheet['position_id'][at]}"
        cell = due.pop(row, None)
        if cell is None:
            report.add(sheet.name, row, "row", "work that nobody carries, once", "other")
            continue
        _check_figures(proposal, cell, sheet, at, report)
        carrying = posts.get(cell, [])
        report.same(sheet.name, row, "reason", _why(proposal, carrying), sheet["reason"][at])
        text = sheet["posts"][at]
        if Counter(carrying) != Counter(text.split(";") if text else ()):
            report.add(sheet.name, row, "posts", ";".join(carrying) or "none", text or "none")
    for row in due:
        report.add(sheet.name, row, "row", "one", "none")


def _posts_that_carry(proposal: Proposal) -> Mapping[Cell, list[str]]:
    carrying: dict[Cell, list[str]] = defaultdict(list)
    for post in proposal.posts.values():
        for position, _ in post.parts:
            carrying[post.unit, position].append(post.post_id)
    return carrying


def _why(proposal: Proposal, carrying: Sequence[str]) -> str:
    if not carrying:
        return "no_post"
    empty = all(post in proposal.plan.vacant for post in carrying)
    return "post_empty" if empty else "outside_empty"


def _check_figures(proposal: Proposal, cell: Cell, sheet: Sheet, at: int, report: Report) -> None:
    values = {
        "required_fte": float(proposal.need.fte[cell]),
        "required_hours": float(proposal.need.required[cell]),
    }
    for column, value in values.items():
        decimals, slack = WRITTEN[column]
        stored = decimal_cell(sheet[column][at], decimals)
        if stored is None or abs(stored - value) > slack:
            row, shown = proposal.catalogue.cell(*cell), f"{value:.{decimals}f}"
            report.add(sheet.name, row, column, shown, sheet[column][at] or "blank")


def check_above_frame(proposal: Proposal, sheet: Sheet, report: Report) -> None:
    """Check that ``above_frame.csv`` lists every unit above its frame, and what is recorded."""
    codes = proposal.catalogue.unit_codes
    due = {code: unit for unit, code in enumerate(codes) if proposal.above_frame(unit)}
    for at, code in enumerate(sheet["unit_code"]):
        unit = due.pop(code, None)
        if unit is None:
            report.add(sheet.name, code, "row", "a unit above its frame, once", "other")
            continue
        _check_heads(proposal, unit, sheet, at, report)
        report.same(
            sheet.name, code, "ceiling", str(proposal.ceilings.posts[unit]), sheet["ceiling"][at]
        )
        _check_note(proposal, sheet, at, report)
    for code in due:
        report.add(sheet.name, code, "row", "one", "none")


def check_heads(proposal: Proposal, sheet: Sheet, report: Report) -> None:
    """Check the heads of ``ceilings.csv``; its ceilings and rows are checked where it is read."""
    for at, code in enumerate(sheet["unit_code"]):
        if code in proposal.catalogue.unit_at:
            _check_heads(proposal, proposal.catalogue.unit_at[code], sheet, at, report)


def _check_heads(proposal: Proposal, unit: int, sheet: Sheet, at: int, report: Report) -> None:
    expected = {
        "heads_in_frame": str(proposal.heads[unit]),
        "above_frame": str(proposal.above_frame(unit)),
        "above_frame_cost": as_hours(proposal.above_frame_cost(unit)),
    }
    for column, value in expected.items():
        report.same(sheet.name, sheet["unit_code"][at], column, value, sheet[column][at])


def _check_note(proposal: Proposal, sheet: Sheet, at: int, report: Report) -> None:
    """Compare what is recorded; it may name people, so that a finding shows none of it."""
    code = sheet["unit_code"][at]
    recorded = "yes" if code in proposal.notes else "no"
    report.same(sheet.name, code, "recorded", recorded, sheet["recorded"][at])
    note = proposal.notes.get(code, ("", ""))
    for column, text in zip(("author", "reason"), note, strict=True):
        if sheet[column][at] != text:
            report.add(sheet.name, code, column, "what unit_notes records", "another text")
