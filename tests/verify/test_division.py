"""Duties, sites and leaders' fields of a plan: proven again, and found when they are changed."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pytest

import staffalloc as sa
from staffalloc.examples import read_units
from staffalloc.rules import rules_in_force
from staffalloc.rules.in_force import RulesInForce
from staffalloc.verify import program
from staffalloc.verify.division import check_division
from staffalloc.verify.findings import Finding, Report
from staffalloc.verify.folder import PlanFolder
from staffalloc.verify.proposal import Proposal
from staffalloc.verify.sheet import Sheet

RULES = ("duties", "sites", "leader_fields")
TABLES = ("duties", "site_seats", "site_gaps", "leader_fields")
Row = dict[str, str]


@dataclass
class Draft:
    """What the check of the division reads, to be changed before it reads it."""

    folder: PlanFolder
    proposal: Proposal
    held: RulesInForce
    tables: dict[str, list[Row]]

    def findings(self) -> tuple[Finding, ...]:
        changed = {
            name: Sheet(
                name, {c: tuple(row[c] for row in self.tables[name]) for c in sheet.columns}
            )
            for name, sheet in self.folder.sheets.items()
            if name in self.tables
        }
        folder = replace(self.folder, sheets={**self.folder.sheets, **changed})
        report = Report()
        check_division(folder, self.proposal, self.held, report)
        return tuple(report.findings)

    def found(self, table: str) -> set[str]:
        return {finding.what for finding in self.findings() if finding.table == table}


@pytest.fixture(scope="module")
def divided() -> sa.Plan:
    """One unit with synthetic people and two sites, under every rule on the division of work."""
    case = sa.generate_case(read_units("15").head(1), seed=3)
    unit = case.units["unit_code"].iloc[0]
    rows = [
        {"unit_code": unit, "site": site, "name": "", "positions": positions}
        for site, positions in (("A", "P21;P27"), ("B", "P27"))
    ]
    case = case.with_table("sites", pd.DataFrame(rows))
    for rule in RULES:
        case = case.with_rule(rule)
    return sa.plan(case)


@pytest.fixture(scope="module")
def saved(divided: sa.Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return divided.save(tmp_path_factory.mktemp("plans") / "plan")


@pytest.fixture(scope="module")
def read(saved: Path) -> Draft:
    """What verify hands to the check of the division when it reads the folder."""
    heard: list[tuple[PlanFolder, Proposal, RulesInForce, Report]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(program.division, "check_division", lambda *given: heard.append(given))
        sa.verify(saved)
    folder, proposal, held, _ = heard[0]
    tables = {
        name: [
            dict(zip(folder.sheets[name].columns, cells, strict=True))
            for cells in zip(*folder.sheets[name].columns.values(), strict=True)
        ]
        for name in TABLES
    }
    return Draft(folder, proposal, held, tables)


@pytest.fixture
def draft(read: Draft) -> Draft:
    return replace(read, tables=deepcopy(read.tables))


def first(draft: Draft, table: str, wanted: Callable[[Row], bool]) -> Row:
    return next(row for row in draft.tables[table] if wanted(row))


def measured(row: Row) -> bool:
    """A row of work counted in tasks."""
    return row["process"] != "" and row["fit"] != ""


def shared(draft: Draft) -> list[Row]:
    """The rows of somebody who works in several positions."""
    for row in draft.tables["duties"]:
        own = [other for other in draft.tables["duties"] if other["cadre_id"] == row["cadre_id"]]
        if len(own) > 1:
            return own
    raise LookupError("nobody works in two positions")


def test_the_second_program_agrees(saved: Path) -> None:
    findings = sa.verify(saved).findings
    assert [finding for finding in findings if finding.table in TABLES] == []


@pytest.mark.parametrize("table", TABLES)
def test_a_rule_that_is_on_needs_its_table_and_one_that_is_off_has_none(
    divided: sa.Plan, draft: Draft, table: str
) -> None:
    stored = {name: text for name, text in draft.folder.entry("tables").items() if name != table}
    without = replace(draft.folder, document={**draft.folder.document, "tables": stored})
    assert "table" in replace(draft, folder=without).found(table)
    off = divided.case.with_table("rules", divided.case.rules.iloc[:0])
    assert "table" in replace(draft, held=rules_in_force(off)).found(table)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("unit_code", "99999"),
        ("post_id", "99999-001"),
        ("share", "0.123000000000"),
        ("process", "nothing"),
        ("department", "nowhere"),
        ("load", "0.123000000000"),
        ("fit", "0.123000000000"),
    ],
)
def test_a_changed_cell_of_a_duty_is_found(draft: Draft, column: str, value: str) -> None:
    first(draft, "duties", measured)[column] = value
    assert column in draft.found("duties")


def test_more_hours_than_an_officer_may_work_or_a_task_needs_are_found(draft: Draft) -> None:
    first(draft, "duties", measured)["hours"] = "9999.000"
    whats = [
        finding.expected.split()[:2] for finding in draft.findings() if finding.what == "hours"
    ]
    assert len(whats) == 2  # of the person, and of the task
    assert all(expected == ["at", "most"] for expected in whats)


@pytest.mark.parametrize(("before", "after"), [("no", "yes"), ("yes", "no")])
def test_two_who_answer_for_a_task_or_none_are_found(draft: Draft, before: str, after: str) -> None:
    first(draft, "duties", lambda row: row["responsible"] == before)["responsible"] = after
    assert draft.found("duties") == {"responsible"}


def test_somebody_without_any_work_is_found(draft: Draft) -> None:
    row = first(draft, "duties", lambda row: row["load"] == "1.000000000000")
    draft.tables["duties"].remove(row)
    assert "row" in draft.found("duties")


def test_a_position_of_another_group_is_found(draft: Draft) -> None:
    first(draft, "duties", measured)["position_id"] = "P01"
    assert "positions" in draft.found("duties")


def test_two_positions_that_may_never_go_together_are_found(draft: Draft) -> None:
    one, other = (
        draft.proposal.catalogue.position_at[row["position_id"]] for row in shared(draft)[:2]
    )
    catalogue = replace(draft.proposal.catalogue, never_together=((other, one),))
    strict = replace(draft, proposal=replace(draft.proposal, catalogue=catalogue))
    assert strict.found("duties") == {"positions"}


def test_more_positions_than_one_person_may_have_are_found(draft: Draft) -> None:
    assert shared(draft)
    policy = draft.proposal.catalogue.policy.model_copy(update={"most_positions_each": 1})
    catalogue = replace(draft.proposal.catalogue, policy=policy)
    strict = replace(draft, proposal=replace(draft.proposal, catalogue=catalogue))
    assert strict.found("duties") == {"positions"}


def test_a_leader_with_other_hours_than_the_post_is_found(draft: Draft) -> None:
    row = first(draft, "duties", lambda row: row["position_id"] == "P05")
    row.update(hours="800.000", share="0.500000000000", load="0.500000000000")
    assert draft.found("duties") == {"hours"}


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("site", "Z", "site"),
        ("post_id", "99999-001", "post_id"),
        ("department", "nowhere", "department"),
        ("unit_code", "99999", "unit_code"),
        ("cadre_id", "nobody", "row"),
    ],
)
def test_a_changed_seat_at_a_site_is_found(
    draft: Draft, column: str, value: str, what: str
) -> None:
    draft.tables["site_seats"][0][column] = value
    assert what in draft.found("site_seats")


def test_a_position_to_double_that_is_hidden_or_explained_falsely_is_found(draft: Draft) -> None:
    gaps = draft.tables["site_gaps"]
    gaps[0]["reason"] = "needed_elsewhere"
    assert draft.found("site_gaps") == {"reason"}
    gaps.pop()
    assert draft.found("site_gaps") == {"row"}


def test_a_position_that_left_its_site_is_found(draft: Draft) -> None:
    for row in draft.tables["site_seats"]:
        row["site"] = "B"
    assert "row" in draft.found("site_gaps")


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("cadre_id", "nobody", "cadre_id"),
        ("field", "no such field", "row"),
        ("hours", "1.000000000", "hours"),
        ("match", "nothing", "match"),
    ],
)
def test_a_changed_field_of_a_leader_is_found(
    draft: Draft, column: str, value: str, what: str
) -> None:
    draft.tables["leader_fields"][0][column] = value
    assert what in draft.found("leader_fields")


def test_fields_heaped_on_one_leader_are_found(draft: Draft) -> None:
    rows = draft.tables["leader_fields"]
    of_unit = [row for row in rows if row["unit_code"] == rows[0]["unit_code"]]
    for row in of_unit:
        row["cadre_id"] = of_unit[0]["cadre_id"]
    assert "fields of a leader" in draft.found("leader_fields")
