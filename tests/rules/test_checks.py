"""The check half of every rule: 0 where a plan keeps it, and by how much it is broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

import staffalloc as sa
from staffalloc.rules import ALL_RULES, rules_in_force
from staffalloc.rules.checks import CHECKS, OVER_MANY, violations
from staffalloc.rules.plan_tables import PlanTables

Change = Callable[[PlanTables], PlanTables]
SIDE = {"unit_code": "", "position_id": "", "field": "", "cadre_a": "", "cadre_b": ""}
UNIT = "02647"
DIVISION = {
    "duties": pd.DataFrame(
        [(UNIT, "P18", "c1", 900.0, True, 1.0), (UNIT, "P18", "c2", 700.0, False, 1.1)],
        columns=["unit_code", "position_id", "cadre_id", "hours", "responsible", "load"],
    ),
    "site_seats": pd.DataFrame({"unit_code": [UNIT], "site": ["A"], "cadre_id": ["c1"]}),
    "leader_fields": pd.DataFrame(
        [(UNIT, "land", "c1"), (UNIT, "law", "c2"), (UNIT, "culture", "c1")],
        columns=["unit_code", "field", "cadre_id"],
    ),
}


@pytest.fixture(scope="module")
def kept(small_plan: sa.Plan) -> PlanTables:
    limits = {
        limit.name: (limit.positions, limit.limit) for limit in small_plan.establishment.city_limits
    }
    names = ("posts", "parts", "assignments", "signing", "ceilings")
    tables = {name: small_plan.tables[name] for name in names}
    day = rules_in_force(small_plan.case).day
    case = small_plan.case.with_table("sites", [{"unit_code": UNIT, "site": "A"}])
    rest = {"city_limits": limits, "side_rules": _side([]), "division": DIVISION}
    return PlanTables(case, day, **tables, **rest, organised=_organised(27))


def _organised(departments: int) -> dict[str, pd.DataFrame]:
    """Return so many departments, and two units that share an officer of a group."""
    shared = pd.DataFrame({"group": ["G"], "guest": ["00001"], "host": ["00002"]})
    return {"departments": pd.DataFrame({"unit_code": [UNIT] * departments}), "shared": shared}


def _shares_twice(plan: PlanTables) -> PlanTables:
    more = pd.DataFrame({"group": ["G"], "guest": ["00003"], "host": ["00002"]})
    shared = pd.concat([plan.organised["shared"], more])
    return replace(plan, organised={**plan.organised, "shared": shared})


def _side(rows: list[dict[str, object]]) -> pd.DataFrame:
    columns = ["rule", *SIDE, "breach", "price"]
    return pd.DataFrame([SIDE | row for row in rows], columns=columns).astype({"price": float})


def _appointed(**columns: object) -> Change:
    """Change what the first newly appointed person brings, or what the post asks."""

    def change(plan: PlanTables) -> PlanTables:
        made = plan.appointed.copy()
        for name, value in columns.items():
            made.loc[made.index[0], name] = value
        changed = replace(plan)
        changed.__dict__["appointed"] = made
        return changed

    return change


def _twice(plan: PlanTables) -> PlanTables:
    return replace(plan, assignments=pd.concat([plan.assignments, plan.assignments.head(1)]))


def _same_post(plan: PlanTables) -> PlanTables:
    rows = plan.assignments.copy()
    held = rows.index[rows["post_id"] != ""]
    rows.loc[held[1], "post_id"] = rows.loc[held[0], "post_id"]
    return replace(plan, assignments=rows)


def _above_ceiling(plan: PlanTables) -> PlanTables:
    ceilings = plan.ceilings.copy()
    ceilings.loc[0, "posts_in_frame"] = ceilings.loc[0, "ceiling"] + 1
    return replace(plan, ceilings=ceilings)


def _above_total(plan: PlanTables) -> PlanTables:
    posts = int(plan.ceilings["posts_in_frame"].sum())
    limits = [{"rule": "total", "max": posts - 1}]
    return replace(plan, case=plan.case.with_table("limits", limits))


def _above_sum(name: str) -> Change:
    def change(plan: PlanTables) -> PlanTables:
        positions, _ = plan.city_limits[name]
        held = int(plan.posts["lead_position"].isin(positions).sum())
        return replace(plan, city_limits={name: (positions, held - 1)})

    return change


def _parts(share: float, position: str) -> Change:
    def change(plan: PlanTables) -> PlanTables:
        parts = plan.parts.copy()
        row = parts.iloc[[0]].assign(share=share, position_id=position)
        return replace(plan, parts=pd.concat([parts, row], ignore_index=True))

    return change


def _incompatible(plan: PlanTables) -> PlanTables:
    post = plan.parts.groupby("post_id")["position_id"].agg(list)
    first, second = next(held for held in post if len(held) > 1)[:2]
    pairs = [{"position_a": first, "position_b": second, "hard": True}]
    return replace(plan, case=plan.case.with_table("incompatible", pairs))


def _forbidden(plan: PlanTables) -> PlanTables:
    row = plan.assignments[plan.assignments["status"] == "placed"].iloc[0]
    pin = {"cadre_id": row["cadre_id"], "action": "forbid", "unit_code": row["unit_code"]}
    return replace(plan, case=plan.case.with_table("pins", [pin]))


def _failed(plan: PlanTables) -> PlanTables:
    who = plan.appointed["cadre_id"].iloc[0]
    reviews = [{"cadre_id": who, "review": "internal", "verdict": "failed"}]
    return _appointed(asked_rank=1)(replace(plan, case=plan.case.with_table("reviews", reviews)))


def _divided(table: str, **columns: list[object]) -> Change:
    """Change columns of a table of the division of work."""

    def change(plan: PlanTables) -> PlanTables:
        made = plan.division[table].assign(**columns)
        return replace(plan, division={**plan.division, table: made})

    return change


BREAK: dict[str, Change] = {
    "duties": _divided("duties", responsible=[True, True]),
    "sites": _divided("site_seats", site=["B"]),
    "leader_fields": _divided("leader_fields", cadre_id=["c1", "c2", "c1"], field=["a", "b", "a"]),
    "everybody_once": _twice,
    "one_person_a_post": _same_post,
    "ceiling": _above_ceiling,
    "city_total": _above_total,
    "vice_chairs": _above_sum("vice_chairs"),
    "deputies": _above_sum("deputies"),
    # 4.5 organisations for each of six units are 27
    "organisations": lambda plan: replace(plan, organised=_organised(28)),
    "shared_officers": _shares_twice,
    "post_load": _parts(0.9, "P18"),
    "few_positions": lambda plan: _parts(0.0, "P21")(_parts(0.0, "P20")(plan)),
    "incompatible": _incompatible,
    "protected": _appointed(bound=True, today_unit="elsewhere"),
    "province": _appointed(today_unit="elsewhere", today_province="99"),
    "distance": _appointed(today_unit="elsewhere", km=30.5),
    "discipline": _appointed(discipline="review"),
    "plan": _appointed(rank=0, asked_rank=1, planned=False),
    "level": _appointed(level=3, asked_level=5),
    "field": _appointed(field_verdict="other"),
    "theory": _appointed(political_theory=0, asked_theory=2),
    "native": lambda plan: _appointed(
        outsider=True, native_unit=plan.appointed["unit_code"].iloc[0]
    )(plan),
    "term": _appointed(rank=0, asked_rank=1, planned=True, retires_on="2030-12-30"),
    "review": _failed,
    "decision": _forbidden,
}
EDGE: dict[str, Change] = {
    "city_total": lambda plan: replace(
        plan,
        case=plan.case.with_table(
            "limits", [{"rule": "total", "max": int(plan.ceilings["posts_in_frame"].sum())}]
        ),
    ),
    "distance": _appointed(today_unit="elsewhere", km=30.0),
    "plan": _appointed(rank=0, asked_rank=1, planned=True),
    "level": _appointed(level=4, asked_level=5, exacting=False),
    "theory": _appointed(political_theory=2, asked_theory=2),
    "term": _appointed(rank=0, asked_rank=1, planned=True, retires_on="2030-12-31"),
}


def test_every_rule_that_a_table_can_show_has_a_check_and_a_way_to_break_it() -> None:
    assert set(BREAK) == set(CHECKS)
    assert set(CHECKS) | set(OVER_MANY) <= set(ALL_RULES)


@pytest.mark.parametrize("name", CHECKS)
def test_a_plan_keeps_the_rule_and_a_changed_one_breaks_it(kept: PlanTables, name: str) -> None:
    assert CHECKS[name](kept) == 0.0
    assert CHECKS[name](BREAK[name](kept)) > 0.0


@pytest.mark.parametrize(
    ("table", "columns", "breach"),
    [
        ("duties", {"responsible": [False, False]}, 1.0),
        ("duties", {"load": [1.0, 1.35]}, 0.25),
        ("duties", {"position_id": ["P27", "P29"], "cadre_id": "c1", "responsible": True}, 1.0),
        ("site_seats", {"unit_code": ["elsewhere"]}, 1.0),
        ("leader_fields", {"cadre_id": ["c1", "c1", "c1"]}, 0.0),
        ("leader_fields", {"cadre_id": ["", "", ""]}, 0.0),
    ],
)
def test_the_division_of_work_is_measured_by_what_it_breaks_most(
    kept: PlanTables, table: str, columns: dict[str, object], breach: float
) -> None:
    rule = {"site_seats": "sites"}.get(table, table)
    assert CHECKS[rule](_divided(table, **columns)(kept)) == pytest.approx(breach)


@pytest.mark.parametrize("name", EDGE)
def test_on_the_edge_the_rule_is_kept(kept: PlanTables, name: str) -> None:
    assert CHECKS[name](EDGE[name](kept)) == 0.0


@pytest.mark.parametrize("name", OVER_MANY)
def test_a_rule_over_many_people_is_violated_where_it_has_no_price(
    kept: PlanTables, name: str
) -> None:
    rules = rules_in_force(kept.case.with_rule(name))
    hard = replace(kept, side_rules=_side([{"rule": name, "breach": 2.0}]))
    paid = replace(kept, side_rules=_side([{"rule": name, "breach": 2.0, "price": 100.0}]))
    assert violations(hard, rules)[name] == 2.0
    assert violations(paid, rules)[name] == 0.0


@pytest.mark.parametrize("name", [name for name in CHECKS if not ALL_RULES[name].always])
def test_a_rule_switched_off_is_not_checked(kept: PlanTables, name: str) -> None:
    off = kept.case.with_rule(name, active=False, author="A", reason="trial")
    assert name not in violations(BREAK[name](kept), rules_in_force(off))
