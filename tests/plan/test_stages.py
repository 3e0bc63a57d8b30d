"""Staged appointments from the case to the plan, its files and its proof."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pandas as pd
import pytest

import staffalloc as sa
from staffalloc.certificate import OPTIMAL_BY_STAGES
from staffalloc.examples import read_units
from staffalloc.verify.folder import STAGE_TABLES

from ..verify.folders import Draft, draft_of

PARTY_POST = {
    "department": "leadership",
    "group": "leadership",
    "sizing": "post",
    "min_posts": 1,
    "max_posts": 1,
    "in_frame": False,
    "staffing": "payroll",
    "required_fields": "any",
    "weight": 5.0,
}
SECRETARY = PARTY_POST | {
    "position_id": "D01",
    "name_vi": "Bí thư Đảng ủy",
    "name_en": "Party secretary",
    "rank": "chair",
    "stage": 1,
    "side": "party",
    "outsider": True,
}
STANDING_DEPUTY = PARTY_POST | {
    "position_id": "D02",
    "name_vi": "Phó Bí thư Thường trực Đảng ủy",
    "name_en": "Standing deputy secretary",
    "rank": "vice_chair",
    "stage": 2,
    "side": "party",
}


def with_party_posts(case: sa.Case) -> sa.Case:
    rows = pd.DataFrame([SECRETARY, STANDING_DEPUTY])
    positions = pd.concat([case.positions, rows], ignore_index=True)
    return case.with_table("positions", positions[list(case.positions.columns)])


def with_priorities(case: sa.Case) -> sa.Case:
    """Sitting chairs first for secretary, then vice chairs who are planned and outstanding."""
    cadres = case.cadres
    chairs = cadres.loc[cadres["rank"] == "chair", "cadre_id"]
    ready = cadres["planned"] & cadres["achievement"] & (cadres["rank"] == "vice_chair")
    rows = [{"cadre_id": code, "stage": 1, "level": 1} for code in chairs[:1]]
    rows += [{"cadre_id": code, "stage": 1, "level": 2} for code in chairs[1:]]
    rows += [{"cadre_id": code, "stage": 1, "level": 3} for code in cadres.loc[ready, "cadre_id"]]
    return case.with_table("priorities", pd.DataFrame(rows))


@pytest.fixture(scope="module")
def town() -> sa.Case:
    return sa.generate_case(read_units("15").head(2), seed=3)


@pytest.fixture(scope="module")
def staged(town: sa.Case) -> sa.Plan:
    case = with_priorities(with_party_posts(town)).with_rule("stages", True)
    reviews = [
        {"cadre_id": who, "review": kind, "verdict": "passed"}
        for who in case.priorities["cadre_id"]
        for kind in ("external", "internal")
    ]
    return sa.plan(case.with_table("reviews", pd.DataFrame(reviews)))


def stage(plan: sa.Plan, block: int, side: str) -> pd.Series:
    table = plan.tables["stages"].set_index(["block", "side"])
    return table.loc[(block, side)]


def test_party_and_government_stand_side_by_side_each_with_its_signer(staged: sa.Plan) -> None:
    table = staged.tables["stages"]
    blocks = [tuple(row) for row in table[["block", "side", "signer"]].to_numpy().tolist()]
    assert blocks == [
        (1, "party", "organisation_commission"),
        (2, "government", "province_chair"),
        (2, "party", "organisation_commission"),
        (3, "government", "province_chair"),
        (4, "government", "province_chair"),
    ]
    assert stage(staged, 1, "party")["seats"] == 2
    signing = staged.signing
    party = signing["lead_position"].isin(["D01", "D02"]) & signing["needs_decision"]
    assert set(signing.loc[party, "signer"]) == {"organisation_commission"}


def test_a_plan_in_stages_never_calls_itself_plainly_optimal(staged: sa.Plan) -> None:
    proof = staged.certificate.placement
    assert proof.status == OPTIMAL_BY_STAGES
    assert set(staged.tables["stages"]["status"]) == {"optimal"}
    assert proof.objective == proof.bound


def test_the_price_of_stages_is_told_beside_the_plan_without_them(staged: sa.Plan) -> None:
    proof, free = staged.certificate.placement, sa.plan(staged.case.with_rule("stages", False))
    at_once = free.certificate.placement.objective_mh
    entry = staged.certificate.as_dict()["placement"]["by_stages"]
    assert entry["at_once_objective_mh"] == entry["at_once_bound_mh"] == at_once
    assert entry["price_mh"] == proof.objective_mh - at_once > 0
    assert "Bổ nhiệm theo từng bước: thêm" in staged.summary()
    assert "Bổ nhiệm theo từng bước" not in free.summary()
    assert not set(STAGE_TABLES) & set(free.tables)
    assert not {"review_missing", "stage_conflict"} & set(free.gates["gate"])


def test_nobody_contested_costs_nothing_more(town: sa.Case) -> None:
    """One office for which everybody else lacks the rank: the order cannot matter."""
    positions = town.positions.copy()
    positions.loc[positions["position_id"] != "P05", "stage"] = 6
    cadres = town.cadres.copy()
    cadres.loc[cadres["rank"] != "chair", "planned"] = False
    case = town.with_table("positions", positions).with_table("cadres", cadres)
    made = sa.plan(case.with_rule("stages", True))
    assert made.certificate.placement.price_of_stages == 0


def test_the_first_groups_are_counted_in_their_order(staged: sa.Plan) -> None:
    levels = staged.tables["stage_levels"]
    first = levels[levels["block"] == 1]
    assert first["level"].tolist() == sorted(first["level"])
    chosen = dict(zip(first["level"], first["chosen"], strict=True))
    told = stage(staged, 1, "party")["priorities"]
    assert told == ";".join(f"{level}:{count}" for level, count in chosen.items())
    appointed = staged.tables["appointments"]
    secretaries = appointed[(appointed["block"] == 1) & (appointed["cadre_id"] != "")]
    assert secretaries["level"].value_counts().to_dict() == {
        level: count for level, count in chosen.items() if count
    }


def test_who_is_chosen_in_a_stage_keeps_that_seat(staged: sa.Plan) -> None:
    appointed = staged.tables["appointments"]
    chosen = appointed[appointed["cadre_id"] != ""].set_index("cadre_id")["seat_type"]
    assert chosen.index.is_unique
    placed = staged.assignments.set_index("cadre_id")["seat_type"]
    assert placed[chosen.index].tolist() == chosen.tolist()


def test_reviews_on_record_open_the_gate_for_those_people_alone(staged: sa.Plan) -> None:
    appointed = staged.tables["appointments"]
    chosen = set(appointed["cadre_id"]) - {""}
    gate = staged.gates.set_index("gate").loc["review_missing"]
    reviewed = set(staged.case.reviews["cadre_id"]) & chosen
    assert 0 < gate["count"] == len(chosen) - len(reviewed) < len(chosen)
    row = appointed.set_index("cadre_id").loc[reviewed.pop()]
    assert (row["external_review"], row["internal_review"]) == ("passed", "passed")


def test_a_vacant_post_says_whether_anybody_was_left(staged: sa.Plan) -> None:
    appointed = staged.tables["appointments"]
    vacant = appointed[appointed["cadre_id"] == ""]
    table = staged.tables["stages"]
    assert len(vacant) == table.loc[table["block"] < 4, "vacant"].sum() > 0
    assert set(vacant["reason"]) <= {"nobody_eligible", "chosen_elsewhere", "dearer_to_fill"}
    assert set(vacant["post_id"]) <= set(staged.vacancies["post_id"])


def test_every_appointment_says_who_was_eligible_and_who_of_them_had_gone(
    staged: sa.Plan,
) -> None:
    appointed = staged.tables["appointments"]
    assert (appointed["chosen_elsewhere"] <= appointed["eligible"]).all()
    gone = appointed[appointed["reason"] == "chosen_elsewhere"]
    assert (gone["eligible"] > 0).all()
    nobody = appointed[appointed["reason"] == "nobody_eligible"]
    assert not nobody["eligible"].any()


def test_who_failed_a_review_is_not_chosen(staged: sa.Plan) -> None:
    appointed = staged.tables["appointments"]
    who = appointed.loc[(appointed["block"] == 1) & (appointed["level"] > 0), "cadre_id"].iloc[0]
    failed = pd.DataFrame([{"cadre_id": who, "review": "internal", "verdict": "failed"}])
    made = sa.plan(staged.case.with_table("reviews", failed))
    secretaries = made.tables["appointments"].query("block == 1")["cadre_id"]
    assert who not in set(secretaries)


def test_fairness_in_the_last_block_is_proven_with_the_stages(
    staged: sa.Plan, tmp_path: Path
) -> None:
    made = sa.plan(staged.case.with_rule("fairness", True))
    assert made.certificate.placement.status == OPTIMAL_BY_STAGES
    result = sa.verify(draft_of(made).write(tmp_path / "plan"))
    assert result.ok, result.findings[:5]


def test_the_next_best_is_not_claimed_where_stages_decide(staged: sa.Plan) -> None:
    assert set(staged.reasons["next_proof"]) == {"stages"}
    card = staged.explain(cadre=staged.reasons["cadre_id"].iloc[0], lang="en")
    assert "not computed under staged appointments" in " ".join(card.split())


def test_a_plan_in_stages_is_not_edited_live(staged: sa.Plan) -> None:
    with pytest.raises(sa.CaseError, match=r"từng bước"):
        staged.live()


def test_the_second_program_proves_every_stage_again(staged: sa.Plan, tmp_path: Path) -> None:
    result = sa.verify(staged.save(tmp_path / "plan"))
    assert result.ok, result.findings[:5]
    price = staged.certificate.placement.price_of_stages
    assert price is not None
    assert result.figures["price_of_stages_mh"] == round(1000 * price)


@pytest.fixture(scope="module")
def written(staged: sa.Plan) -> Draft:
    return draft_of(staged)


@pytest.fixture
def draft(written: Draft) -> Draft:
    return deepcopy(written)


def findings(draft: Draft, folder: Path) -> set[tuple[str, str]]:
    """Where a folder differs: table and what."""
    result = sa.verify(draft.write(folder / "plan"))
    return {(finding.table, finding.what) for finding in result.findings}


def test_the_plain_draft_has_no_finding(draft: Draft, tmp_path: Path) -> None:
    assert findings(draft, tmp_path) == set()


@pytest.mark.parametrize(
    ("table", "named"),
    [("stages", ("block", "side")), ("appointments", ("block", "post_id", "cadre_id"))],
)
def test_every_changed_cell_of_a_row_is_found(
    draft: Draft, tmp_path: Path, table: str, named: tuple[str, ...]
) -> None:
    row = draft.tables[table][0]
    for column in set(row) - set(named):
        row[column] = "7" if row[column] != "7" else "8"
    assert {(table, column) for column in set(row) - set(named)} <= findings(draft, tmp_path)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("stages", "block"),
        ("stages", "side"),
        ("appointments", "block"),
        ("stage_prices", "block"),
        ("stage_prices", "unit_code"),
        ("stage_levels", "level"),
    ],
)
def test_a_row_under_another_name_is_found(
    draft: Draft, tmp_path: Path, table: str, column: str
) -> None:
    draft.tables[table][0][column] = "²"  # a digit to Python, and no number
    assert (table, "row") in findings(draft, tmp_path)


def test_prices_that_prove_less_are_found(draft: Draft, tmp_path: Path) -> None:
    draft.tables["stage_levels"][0]["price_mh"] = "-987654321"
    for row in draft.tables["stage_prices"]:
        if row["block"] in ("0", "3"):
            row["price_mh"] = "-987654321"
    found = findings(draft, tmp_path)
    assert {("stages", "bound"), ("stages", "status"), ("plan.json", "bound")} <= found


def test_two_secretaries_told_the_other_way_round_are_found(draft: Draft, tmp_path: Path) -> None:
    first, second = draft.tables["appointments"][:2]
    first["cadre_id"], second["cadre_id"] = second["cadre_id"], first["cadre_id"]
    assert ("appointments", "row") in findings(draft, tmp_path)


def test_fewer_told_of_a_priority_group_are_found(draft: Draft, tmp_path: Path) -> None:
    row = draft.tables["stage_levels"][0]
    row["chosen"] = str(int(row["chosen"]) - 1)
    assert ("stage_levels", "chosen") in findings(draft, tmp_path)


def test_a_cover_that_proves_too_little_is_found(draft: Draft, tmp_path: Path) -> None:
    for row in draft.tables["stage_levels"]:
        row["cover"] = ""
    found = findings(draft, tmp_path)
    assert ("stage_levels", "cover") in found and ("stages", "status") in found


def test_a_missing_review_that_is_hidden_is_found(draft: Draft, tmp_path: Path) -> None:
    row = next(row for row in draft.tables["appointments"] if row["cadre_id"])
    gate = next(row for row in draft.tables["gates"] if row["gate"] == "review_missing")
    gate.update(count="0", verdict="pass", cases="")
    row.update(external_review="passed", internal_review="passed")
    found = findings(draft, tmp_path)
    assert {("gates", "count"), ("gates", "verdict"), ("gates", "cases")} <= found


def test_a_plan_in_stages_called_optimal_is_found(draft: Draft, tmp_path: Path) -> None:
    draft.certificate["placement"]["status"] = "optimal"
    assert ("plan.json", "status") in findings(draft, tmp_path)


def test_a_smaller_price_of_stages_is_found(draft: Draft, tmp_path: Path) -> None:
    entry = draft.certificate["placement"]["by_stages"]
    entry["at_once_objective_mh"] += 1000
    entry["at_once_bound_mh"] += 1000
    entry["price_mh"] -= 1000
    assert ("plan.json", "bound") in findings(draft, tmp_path)


def test_a_table_of_the_stages_that_is_not_there_is_found(draft: Draft, tmp_path: Path) -> None:
    for table in STAGE_TABLES:
        del draft.tables[table]
    result = sa.verify(draft.write(tmp_path / "plan"))
    missing = {finding.expected for finding in result.findings if finding.what == "hash"}
    assert missing == {f"{table}: the rule is on" for table in STAGE_TABLES}


def test_tables_of_a_rule_that_is_off_are_found(
    draft: Draft, staged: sa.Plan, tmp_path: Path
) -> None:
    free = draft_of(sa.plan(staged.case.with_rule("stages", False)))
    free.tables["stages"] = draft.tables["stages"]
    result = sa.verify(free.write(tmp_path / "plan"))
    assert [finding.expected for finding in result.findings] == ["no stages: the rule is off"]
