"""One tampered file a rule: a plan that no longer keeps the rule of its case is found out.

Either the plan is changed behind a case that forbids it, or the case behind a plan that then
breaks it; all hashes are made anew, so that nothing but the rule itself can tell.
"""

from __future__ import annotations

import copy
import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import staffalloc as sa
from staffalloc.case.vocabulary import RANKS, rank_of
from staffalloc.examples.skills import draw_skills
from staffalloc.rules import ALL_RULES
from staffalloc.verify import verify

from .folders import Draft, draft_of

Rows = list[dict[str, str]]
Tamper = Callable[[Draft], None]
RANK = rank_of(RANKS)


def rows_of(draft: Draft, table: str) -> Rows:
    """Return a table of the stored case as rows."""
    return list(csv.DictReader(io.StringIO(draft.case[table], newline="")))


def put(draft: Draft, table: str, rows: Rows) -> None:
    """Store rows as a table of the case."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    draft.case[table] = text.getvalue()


def set_cells(draft: Draft, table: str, key: str, code: str, **cells: str) -> None:
    """Change cells of one row of the case."""
    rows = rows_of(draft, table)
    next(row for row in rows if row[key] == code).update(cells)
    put(draft, table, rows)


def placed(draft: Draft) -> Rows:
    return [row for row in draft.tables["assignments"] if row["status"] == "placed"]


def moved(draft: Draft) -> dict[str, str]:
    """Return somebody placed in another unit, who is no leader and has no pin."""
    specialists = {
        r["position_id"] for r in rows_of(draft, "positions") if r["rank"] == "specialist"
    }
    return next(
        row
        for row in placed(draft)
        if row["today_unit"] not in ("", row["unit_code"]) and row["lead_position"] in specialists
    )


def risen(draft: Draft) -> dict[str, str]:
    """Return somebody whose post has a higher rank than the one held today."""
    asked = {row["position_id"]: RANK[row["rank"]] for row in rows_of(draft, "positions")}
    held = {row["cadre_id"]: RANK[row["rank"]] for row in rows_of(draft, "cadres")}
    return next(r for r in placed(draft) if asked[r["lead_position"]] > held[r["cadre_id"]])


def of_mover(**cells: str) -> Tamper:
    """Change what the case says of somebody who moves."""
    return lambda d: set_cells(d, "cadres", "cadre_id", moved(d)["cadre_id"], **cells)


def of_riser(**cells: str) -> Tamper:
    """Change what the case says of somebody who rises."""
    return lambda d: set_cells(d, "cadres", "cadre_id", risen(d)["cadre_id"], **cells)


def policy(key: str, value: str) -> Tamper:
    def tamper(draft: Draft) -> None:
        set_cells(draft, "policy", "key", key, value=value)

    return tamper


def of_place(**cells: str) -> Tamper:
    """Change what the case asks of the position that somebody moves into."""

    def tamper(draft: Draft) -> None:
        set_cells(draft, "positions", "position_id", moved(draft)["lead_position"], **cells)

    return tamper


def twice(draft: Draft) -> None:
    draft.tables["assignments"].append(dict(draft.tables["assignments"][0]))


def same_post(draft: Draft) -> None:
    first, second = placed(draft)[:2]
    second["post_id"] = first["post_id"]


def lower_ceiling(draft: Draft) -> None:
    full = next(r for r in draft.tables["ceilings"] if r["above_frame"] == "0")
    in_frame = [p for p in draft.tables["posts"] if p["in_frame"] == "yes"]
    posts = sum(post["unit_code"] == full["unit_code"] for post in in_frame)
    set_cells(draft, "units", "unit_code", full["unit_code"], ceiling=str(posts - 1))


def lower_total(draft: Draft) -> None:
    posts = sum(post["in_frame"] == "yes" for post in draft.tables["posts"])
    draft.case["limits"] = f"rule,max\ntotal,{posts - 1}\n"


def one_more(position: str) -> Tamper:
    """Add posts of a leader until the citywide sum is above what the average allows."""

    def tamper(draft: Draft) -> None:
        own = next(p for p in draft.tables["posts"] if p["lead_position"] == position)
        draft.tables["posts"] += [{**own, "post_id": f"{own['post_id']}-{n}"} for n in range(40)]

    return tamper


def heavier_post(draft: Draft) -> None:
    post = next(p for p in draft.tables["posts"] if p["leader"] == "no" and ";" not in p["parts"])
    post["parts"] = f"{post['lead_position']}:1.200000000000"


def crowded_post(draft: Draft) -> None:
    group = next(
        r["concurrency_group"] for r in rows_of(draft, "positions") if r["concurrency_group"]
    )
    of_group = [r for r in rows_of(draft, "concurrency") if r["group"] == group]
    most = max(post["parts"].count(";") for post in draft.tables["posts"])
    assert of_group
    assert most > 0
    put(draft, "concurrency", [{**r, "max_positions": "1"} for r in rows_of(draft, "concurrency")])


def incompatible(draft: Draft) -> None:
    post = next(p for p in draft.tables["posts"] if ";" in p["parts"])
    first, second = (part.split(":")[0] for part in post["parts"].split(";")[:2])
    draft.case["incompatible"] = f"position_a,position_b,hard\n{first},{second},yes\n"


def elsewhere(draft: Draft) -> None:
    set_cells(draft, "units", "unit_code", moved(draft)["unit_code"], province_code="99")


def forbidden(draft: Draft) -> None:
    row = moved(draft)
    draft.case["pins"] = f"cadre_id,action,unit_code\n{row['cadre_id']},forbid,{row['unit_code']}\n"


def failed_review(draft: Draft) -> None:
    draft.case["reviews"] = f"cadre_id,review,verdict\n{risen(draft)['cadre_id']},internal,failed\n"


def local_leader(draft: Draft) -> None:
    row = risen(draft)
    set_cells(draft, "positions", "position_id", row["lead_position"], outsider="yes")
    set_cells(draft, "cadres", "cadre_id", row["cadre_id"], native_unit=row["unit_code"])


def tighter(rule: str, name: str) -> Tamper:
    """Ask a little more of a limit than the plan has."""

    def tamper(draft: Draft) -> None:
        rows = rows_of(draft, "limits")
        for row in rows:
            if row["rule"] == rule:
                used = float(draft.row("side_rules", name)["used"])
                share = rule == "continuity"
                least = "1" if share else str(used + 1)
                row.update({"min": least} if row["min"] else {"max": str(max(0, used - 1))})
        put(draft, "limits", rows)

    return tamper


def relation(rule: str, *, same_unit: bool) -> Tamper:
    """Name two people in a relation that their seats break."""

    def tamper(draft: Draft) -> None:
        first = placed(draft)[0]
        others = placed(draft)[1:]
        second = next(
            row for row in others if (row["unit_code"] == first["unit_code"]) == same_unit
        )
        draft.case["relations"] = (
            f"cadre_a,cadre_b,rule\n{first['cadre_id']},{second['cadre_id']},{rule}\n"
        )

    return tamper


def less(table: str, column: str) -> Tamper:
    """Take one off the first figure of a column that is above 1."""

    def tamper(draft: Draft) -> None:
        row = next(r for r in draft.tables[table] if r[column] and float(r[column]) > 1)
        row[column] = f"{float(row[column]) - 1:.12g}"

    return tamper


def drop_first(table: str) -> Tamper:
    def tamper(draft: Draft) -> None:
        del draft.tables[table][0]

    return tamper


def hide_breach(rule: str) -> Tamper:
    """Let a rule that is broken, for a price, look as if it were kept."""

    def tamper(draft: Draft) -> None:
        rows = [row for row in draft.tables["side_rules"] if row["rule"] == rule]
        broken = next((r for r in rows if float(r["breach"])), rows[0])
        broken["breach"] = "1.000" if broken["breach"] == "0.000" else "0.000"

    return tamper


def two_answer(draft: Draft) -> None:
    row = next(row for row in draft.tables["duties"] if row["responsible"] == "yes")
    shared = [r for r in draft.tables["duties"] if r["position_id"] == row["position_id"]]
    for one in shared:
        one["responsible"] = "yes" if one["responsible"] == "no" else "no"


# rule -> what is tampered with, the plan it is done to, and a table the findings name
TAMPERS: Mapping[str, tuple[Tamper, str, str]] = {
    "everybody_once": (twice, "plain", "assignments"),
    "one_person_a_post": (same_post, "plain", "assignments"),
    "ceiling": (lower_ceiling, "plain", "ceilings"),
    "city_total": (lower_total, "plain", "posts"),
    "vice_chairs": (one_more("P06"), "plain", "posts"),
    "deputies": (one_more("P13"), "plain", "posts"),
    "organisations": (less("departments", "organisations"), "ruled", "departments"),
    "post_load": (heavier_post, "plain", "posts"),
    "few_positions": (crowded_post, "plain", "posts"),
    "incompatible": (incompatible, "plain", "posts"),
    "departments": (less("departments", "fields"), "ruled", "departments"),
    "shared_officers": (drop_first("shared"), "ruled", "requirements"),
    "protected": (of_mover(protected="yes"), "plain", "assignments"),
    "province": (elsewhere, "plain", "assignments"),
    "distance": (policy("max_move_km", "0.1"), "plain", "assignments"),
    "discipline": (of_mover(discipline="review"), "plain", "assignments"),
    "plan": (of_riser(planned="no"), "plain", "assignments"),
    "level": (of_mover(level="intermediate"), "plain", "assignments"),
    "field": (of_mover(fields="military"), "plain", "assignments"),
    "theory": (of_riser(political_theory="none"), "plain", "assignments"),
    "native": (local_leader, "plain", "assignments"),
    "term": (of_riser(retires_on="2026-01-01"), "plain", "assignments"),
    "review": (failed_review, "plain", "assignments"),
    "decision": (forbidden, "plain", "assignments"),
    "moves": (tighter("moves", "moves/max"), "ruled", "side_rules"),
    "payroll": (tighter("payroll", "payroll/max"), "ruled", "side_rules"),
    "skill_floor": (tighter("skill_floor", "skill_floor/min"), "ruled", "side_rules"),
    "continuity": (tighter("continuity", "continuity/min"), "ruled", "side_rules"),
    "position_cap": (tighter("position_cap", "position_cap/max"), "ruled", "side_rules"),
    "apart": (relation("apart", same_unit=True), "ruled", "side_rules"),
    "together": (relation("together", same_unit=False), "ruled", "side_rules"),
    "continuity_floor": (hide_breach("continuity_floor"), "ruled", "side_rules"),
    "quality_spread": (hide_breach("quality_spread"), "ruled", "side_rules"),
    "fairness": (less("fairness", "filled"), "fair", "fairness"),
    "stages": (drop_first("appointments"), "staged", "appointments"),
    "duties": (two_answer, "ruled", "duties"),
    "sites": (drop_first("site_seats"), "ruled", "site_seats"),
    "leader_fields": (drop_first("leader_fields"), "ruled", "leader_fields"),
}
OPTIONAL = ("departments", "shared_officers", "continuity_floor", "quality_spread")
DIVIDED = ("duties", "sites", "leader_fields")


def with_rules(case: sa.Case, *names: str) -> sa.Case:
    for name in names:
        case = case.with_rule(name)
    return case


def ruled(case: sa.Case) -> sa.Case:
    """Return the case under every rule that needs data of its own."""
    first, second = case.units["unit_code"].iloc[:2]
    limits = [
        {"rule": "moves", "max": 200},
        {"rule": "payroll", "max": 1_000_000},
        {"rule": "skill_floor", "field": "law", "min": 1},
        {"rule": "continuity", "unit_code": first, "min": 0.1},
        {"rule": "position_cap", "position_id": "P18", "max": 60},
    ]
    sites = [
        {"unit_code": second, "site": "A", "name": "", "positions": "P27"},
        {"unit_code": second, "site": "B", "name": "", "positions": "P21"},
    ]
    filled = case.with_table("limits", limits).with_table("sites", sites)
    return with_rules(filled.with_table("skills", draw_skills(case, 1)), *OPTIONAL, *DIVIDED)


@pytest.fixture(scope="module")
def drafts(small_case: sa.Case, small_plan: sa.Plan) -> Mapping[str, Draft]:
    cases = {
        "ruled": ruled(small_case),
        "fair": with_rules(small_case, "fairness"),
        "staged": with_rules(small_case, "stages"),
    }
    plans = {"plain": small_plan, **{name: sa.plan(case) for name, case in cases.items()}}
    return {name: draft_of(plan) for name, plan in plans.items()}


def test_every_rule_has_its_tampered_file() -> None:
    assert list(TAMPERS) == list(ALL_RULES)


@pytest.mark.parametrize("name", ["plain", "ruled", "fair", "staged"])
def test_what_was_not_touched_is_proven(
    drafts: Mapping[str, Draft], name: str, tmp_path: Path
) -> None:
    assert verify(drafts[name].write(tmp_path / "plan")).findings == ()


@pytest.mark.parametrize("rule", TAMPERS)
def test_a_plan_that_breaks_the_rule_is_found(
    drafts: Mapping[str, Draft], rule: str, tmp_path: Path
) -> None:
    tamper, plan, table = TAMPERS[rule]
    draft = copy.deepcopy(drafts[plan])
    tamper(draft)
    result = verify(draft.write(tmp_path / "plan"))
    assert not result.ok
    assert table in {finding.table for finding in result.findings}
