"""The tiny plan under a side rule: worked by hand, proven, and found when one cell is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from staffalloc.verify import Verification, side_proof, verify
from staffalloc.verify.catalogue import Ints
from staffalloc.verify.columns import Columns
from staffalloc.verify.folder import COLUMNS
from staffalloc.verify.placement import Added
from staffalloc.verify.side_proof import SideTally

from .folders import Draft, draft_with_c5_in_the_pool, list_side_rules, tiny_draft

LIMITS = "rule,unit_code,position_id,field,min,max,price\n"
NEXT = ("next_seat_type", "next_cost", "next_proof")


@dataclass(frozen=True)
class Worked:
    """A limit that the tiny plan breaks: its row, what it costs, and prices that prove the plan.

    `prices` are those of seat types that differ from the tiny plan without the rule.
    """

    limit: str
    row: str
    cost: int
    prices: Mapping[str, str]


# c1 sits on 00001/L1/, c2 on 00001/A1/A2, c5 of the pool on 00002/A1/, c3 nowhere.
WORKED = {
    # Only c1 studied law there; one is missing at 800 h. c1 is worth 800 h more in the unit.
    "skill_floor": Worked(
        "skill_floor,00001,,law,2,,",
        "skill_floor,min,00001,,law,,,2.000,1.000,1.000,800.000,800000",
        800_000,
        {},
    ),
    # c2 and c5 lead with A1, a third is missing.
    "position_cap": Worked(
        "position_cap,,A1,,3,,500",
        "position_cap,min,,A1,,,,3.000,2.000,1.000,500.000,500000",
        500_000,
        {},
    ),
    # c5 earns 3.00; 0.50 too much at 100 h for 1.00 is 50 h. Sitting there costs c5 and c2 300 h
    # more, so that the seat is worth 300 h more to have c5 stay.
    "payroll": Worked(
        "payroll,00002,,,,2.5,100",
        "payroll,max,00002,,,,,2.500,3.000,0.500,100.000,1000",
        50_000,
        {"00002/A1/": "1100.000"},
    ),
    # Nobody moves, and one ought to: c1 would gain 100 h by it, unless the own seat is dearer.
    "moves": Worked(
        "moves,,,,1,,100",
        "moves,min,,,,,,1.000,0.000,1.000,100.000,100000",
        100_000,
        {"00001/L1/": "7860.000"},
    ),
    # c5 is not of the unit: 0.6 of one person is missing.
    "continuity": Worked(
        "continuity,00002,,,0.6,,100",
        "continuity,min,00002,,,,,0.000,-0.600,0.600,100.000,100",
        60_000,
        {"00002/A1/": "860.000"},
    ),
}


def add_row(draft: Draft, text: str) -> None:
    cells = dict(zip(COLUMNS["side_rules"], text.split(","), strict=True))
    draft.tables["side_rules"].append(cells)


def no_next_best(draft: Draft) -> None:
    """Under side rules a plan need not know what the next best costs."""
    for row in draft.tables["reasons"]:
        row.update(dict(zip(NEXT, ("", "", "side_rules"), strict=True)))
    for row in draft.tables["unplaced"]:
        row.update(way_seat_type="", way_cost="")


def paid(draft: Draft) -> None:
    """Give everybody a coefficient of 3.00."""
    head, *rows = draft.case["cadres"].splitlines()
    lines = [f"{head},salary_coefficient", *(f"{row},300" for row in rows)]
    draft.case["cadres"] = "\n".join(lines) + "\n"


def ruled_draft(name: str) -> Draft:
    """Return the tiny plan under one of the rules worked by hand, proven optimal."""
    worked, draft = WORKED[name], tiny_draft()
    paid(draft)
    no_next_best(draft)
    draft.case["limits"] = f"{LIMITS}{worked.limit}\n"
    add_row(draft, worked.row)
    for seat, price in worked.prices.items():
        draft.row("seats", seat)["seat_price"] = price
    claims = draft.certificate["placement"]
    claims["components_mh"]["side_rules"] = worked.cost
    for key in ("objective_mh", "bound_mh"):
        claims[key] += worked.cost
    return draft


def verified(draft: Draft, folder: Path) -> Verification:
    list_side_rules(draft)
    return verify(draft.write(folder / "plan"))


def found(draft: Draft, folder: Path) -> list[tuple[str, str, str]]:
    return [(f.table, f.row, f.what) for f in verified(draft, folder).findings]


@pytest.mark.parametrize("name", WORKED)
def test_the_plan_is_proven_under_the_rule(tmp_path: Path, name: str) -> None:
    result = verified(ruled_draft(name), tmp_path)
    assert result.findings == ()
    assert result.figures["placement_side_rules_mh"] == WORKED[name].cost
    assert result.figures["placement_objective_mh"] == 9_173_333 + WORKED[name].cost
    assert result.figures["placement_bound_mh"] == 9_173_333 + WORKED[name].cost


def only_seats(_: SideTally, __: Columns, by_seat: Ints) -> Added:
    return Added(by_seat, None)


@pytest.mark.parametrize(
    ("name", "place", "part", "nothing"),
    [
        ("skill_floor", SideTally, "added", only_seats),  # of person and unit
        ("position_cap", SideTally, "added", only_seats),  # of seat type
        ("payroll", SideTally, "worth_of_limits", 0),
        ("skill_floor", side_proof, "_clipped", lambda row, dual: 2 * dual),
    ],
)
def test_leaving_out_a_term_is_no_bound(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    place: object,
    part: str,
    nothing: object,
) -> None:
    monkeypatch.setattr(place, part, nothing)
    figures = verified(ruled_draft(name), tmp_path).figures
    assert figures["placement_bound_mh"] > figures["placement_objective_mh"]


@pytest.mark.parametrize("name", WORKED)
@pytest.mark.parametrize("column", ["limit", "used", "breach", "price", "dual_mh", "unit_code"])
def test_a_changed_cell_is_found(tmp_path: Path, name: str, column: str) -> None:
    draft = ruled_draft(name)
    row = draft.tables["side_rules"][0]
    row[column] = {"dual_mh": "5", "unit_code": "00009"}.get(column, "7.000")
    assert not verified(draft, tmp_path).ok


@pytest.mark.parametrize("text", ["", "1.5", "many", "9" * 30])
def test_a_dual_is_a_whole_number(tmp_path: Path, text: str) -> None:
    draft = ruled_draft("skill_floor")
    draft.tables["side_rules"][0]["dual_mh"] = text
    assert found(draft, tmp_path)[0] == ("side_rules", "skill_floor/min/00001/law", "dual_mh")


def test_a_dual_above_the_price_proves_no_more_than_the_price(tmp_path: Path) -> None:
    draft = ruled_draft("skill_floor")
    draft.tables["side_rules"][0]["dual_mh"] = "900000"
    assert verified(draft, tmp_path).findings == ()


def test_a_dual_below_zero_proves_nothing(tmp_path: Path) -> None:
    draft = ruled_draft("skill_floor")
    draft.tables["side_rules"][0]["dual_mh"] = "-800000"
    assert verified(draft, tmp_path).figures["placement_bound_mh"] == 9_173_333


def test_a_rule_without_its_row_and_a_row_without_its_rule_are_found(tmp_path: Path) -> None:
    missing, added = ruled_draft("moves"), tiny_draft()
    missing.tables["side_rules"].clear()
    add_row(added, WORKED["moves"].row)
    assert ("side_rules", "moves/min", "row") in found(missing, tmp_path / "missing")
    assert found(added, tmp_path / "added") == [("side_rules", "moves/min", "row")]


def test_a_row_twice_is_found(tmp_path: Path) -> None:
    draft = ruled_draft("moves")
    add_row(draft, WORKED["moves"].row)
    assert found(draft, tmp_path) == [("side_rules", "moves/min", "row")]


def test_a_plan_written_before_the_table_stays_valid(tmp_path: Path) -> None:
    draft = tiny_draft()
    del draft.tables["side_rules"]
    assert verified(draft, tmp_path).findings == ()


def test_without_the_table_no_rule_is_taken_for_kept(tmp_path: Path) -> None:
    draft = ruled_draft("moves")
    del draft.tables["side_rules"]
    assert ("side_rules", "moves/min", "row") in found(draft, tmp_path)


def hard_draft() -> Draft:
    """Return the plan that leaves c5 out, the best while only one may lead with A1.

    Placing c5 beside c2 would save 1,940 h. One seat less of A1 is worth as much; with it in
    the price of 00001/A1/A2, c2 would not rather wait, nor c5 rather sit there.
    """
    draft = draft_with_c5_in_the_pool()
    no_next_best(draft)
    draft.case["limits"] = f"{LIMITS}position_cap,,A1,,,1,\n"
    add_row(draft, "position_cap,max,,A1,,,,1.000,1.000,0.000,,1940000")
    for seat, price in (("00001/A1/A2", "2000.000"), ("00002/A1/", "1620.000")):
        draft.row("seats", seat)["seat_price"] = price
    draft.certificate["placement"]["bound_mh"] = 11_113_333
    return draft


def test_a_hard_rule_makes_a_dearer_plan_the_best(tmp_path: Path) -> None:
    result = verified(hard_draft(), tmp_path)
    assert result.findings == ()
    assert result.figures["placement_objective_mh"] == 11_113_333
    assert result.figures["placement_bound_mh"] == 11_113_333


def test_a_broken_hard_rule_is_found(tmp_path: Path) -> None:
    draft = tiny_draft()
    no_next_best(draft)
    draft.case["limits"] = f"{LIMITS}position_cap,,A1,,,1,\n"
    add_row(draft, "position_cap,max,,A1,,,,1.000,2.000,1.000,,0")
    assert found(draft, tmp_path) == [("side_rules", "position_cap/max/A1", "rule")]


@pytest.mark.parametrize(
    ("pair", "rows", "broken"),
    [
        (
            "c2,c5,apart",
            [
                "apart,max,00001,,,c2,c5,1.000,1.000,0.000,,0",
                "apart,max,00002,,,c2,c5,1.000,1.000,0.000,,0",
            ],
            [],
        ),
        (
            "c1,c2,apart",
            [
                "apart,max,00001,,,c1,c2,1.000,2.000,1.000,,0",
                "apart,max,00002,,,c1,c2,1.000,0.000,0.000,,0",
            ],
            ["apart/max/00001/c1/c2"],
        ),
        (
            "c1,c2,together",
            [
                "together,max,00001,,,c1,c2,0.000,0.000,0.000,,0",
                "together,min,00001,,,c1,c2,0.000,0.000,0.000,,0",
                "together,max,00002,,,c1,c2,0.000,0.000,0.000,,0",
                "together,min,00002,,,c1,c2,0.000,0.000,0.000,,0",
            ],
            [],
        ),
        (
            "c2,c3,together",
            [
                "together,max,00001,,,c2,c3,0.000,1.000,1.000,,0",
                "together,min,00001,,,c2,c3,0.000,1.000,0.000,,0",
                "together,max,00002,,,c2,c3,0.000,0.000,0.000,,0",
                "together,min,00002,,,c2,c3,0.000,0.000,0.000,,0",
            ],
            ["together/max/00001/c2/c3"],
        ),
    ],
)
def test_people_of_a_relation_are_counted_unit_by_unit(
    tmp_path: Path, pair: str, rows: list[str], broken: list[str]
) -> None:
    draft = tiny_draft()
    no_next_best(draft)
    draft.case["relations"] = f"cadre_a,cadre_b,rule\n{pair}\n"
    for row in rows:
        add_row(draft, row)
    assert found(draft, tmp_path) == [("side_rules", row, "rule") for row in broken]


@pytest.mark.parametrize("units", [(), ("00001",), ("00001", "00002")])
def test_a_relation_nothing_can_break_may_be_listed_or_not(
    tmp_path: Path, units: tuple[str, ...]
) -> None:
    draft = tiny_draft()
    no_next_best(draft)
    draft.case["relations"] = "cadre_a,cadre_b,rule\nc2,c3,apart\n"  # no seat is open to c3
    for unit in units:
        used = "1.000" if unit == "00001" else "0.000"
        add_row(draft, f"apart,max,{unit},,,c2,c3,1.000,{used},0.000,,0")
    if not units:
        for row in draft.tables["reasons"]:
            row.update({c: tiny_draft().row("reasons", row["cadre_id"])[c] for c in NEXT})
    assert found(draft, tmp_path) == []


def with_next_best(cost: str) -> Draft:
    """Return the plan under the skill floor, with what it costs to move c1."""
    draft, tiny = ruled_draft("skill_floor"), tiny_draft()
    for row in draft.tables["reasons"]:
        row.update({column: tiny.row("reasons", row["cadre_id"])[column] for column in NEXT})
    draft.row("reasons", "c1")["next_cost"] = cost
    return draft


@pytest.mark.parametrize(
    ("cost", "is_found"),
    [
        ("1040.000", False),  # 240 h for the new unit, 800 h for one more law missing
        ("799.999", True),  # below the reduced cost
        ("9760.000", False),  # the pool, the empty seat, and one more missing
        ("9760.001", True),
    ],
)
def test_a_next_best_counts_what_breaches_cost(tmp_path: Path, cost: str, is_found: bool) -> None:
    expected = [("reasons", "c1", "next_cost")] if is_found else []
    assert found(with_next_best(cost), tmp_path) == expected


def test_only_side_rules_excuse_from_the_next_best(tmp_path: Path) -> None:
    draft = tiny_draft()
    row = draft.row("reasons", "c1")
    row.update(dict(zip(NEXT, ("", "", "side_rules"), strict=True)))
    assert found(draft, tmp_path) == [("reasons", "c1", "next_proof")]


def test_a_hard_rule_may_leave_nobody_another_place(tmp_path: Path) -> None:
    draft = hard_draft()
    draft.row("reasons", "c5")["next_proof"] = "none"  # c5 could only sit beside c2
    draft.row("reasons", "c1")["next_proof"] = "none"  # c1 could wait
    assert found(draft, tmp_path) == [("reasons", "c1", "next_proof")]


def test_a_plan_proven_optimal_is_not_called_feasible(tmp_path: Path) -> None:
    draft = ruled_draft("payroll")
    draft.certificate["placement"]["status"] = "feasible"
    assert found(draft, tmp_path) == [("plan.json", "certificate.placement", "status")]
