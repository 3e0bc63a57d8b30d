"""Time every rule on Hanoi: each of the new ones alone, then all at once, with gap and proof.

Run it from a checkout::

    python benchmarks/rules.py                   # each rule, then all of them
    python benchmarks/rules.py --case lao_cai
    python benchmarks/rules.py --only all --time-limit 40

People, workloads, skills, priorities, sites and limits are synthetic. The limits are drawn round
the plan without them: 90 % of its moves, a payroll for every unit well above today's, at least two
people trained in law in every unit, a cap, shares of people from the old units, 20 pairs apart.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import pandas as pd

import staffalloc as sa
from staffalloc.examples.skills import draw_skills

OWN_DATA = ("continuity_floor", "departments", "duties", "fairness", "leader_fields")
RULES = (*OWN_DATA, "quality_spread", "shared_officers", "sites", "stages")
TOGETHER = ("all_but_fairness", "all")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", default="hanoi", choices=["hanoi", "lao_cai"])
    parser.add_argument("--only", choices=["without", *RULES, *TOGETHER])
    parser.add_argument("--time-limit", type=float)
    options = parser.parse_args()
    case = sa.load_example(options.case)
    names = [options.only] if options.only else ["without", *RULES, *TOGETHER]
    for name in names:
        measure(name, ruled(case, name), options.time_limit)


def ruled(case: sa.Case, name: str) -> sa.Case:
    """Return the case under one rule, under all, or without any that is off by default."""
    if name == "without":
        return case
    filled = case.with_table("skills", draw_skills(case, 1)).with_table("sites", sites(case))
    if name not in TOGETHER:
        return (filled if name in ("quality_spread", "sites") else case).with_rule(name)
    filled = filled.with_table("limits", limits(case)).with_table("relations", relations(case))
    filled = filled.with_table("priorities", priorities(case))
    for rule in RULES:
        if rule != "fairness" or name == "all":
            filled = filled.with_rule(rule)
    return filled


def sites(case: sa.Case) -> pd.DataFrame:
    """Two offices in every unit, the one-stop desk at the second."""
    units = case.units["unit_code"]
    rows = [(unit, site, "P55" if site == "B" else "") for unit in units for site in "AB"]
    return pd.DataFrame(rows, columns=["unit_code", "site", "positions"])


def limits(case: sa.Case) -> pd.DataFrame:
    """Limits that a plan can keep, some of them only by changing."""
    moves = len(sa.plan(case).moves)
    paid = case.cadres.groupby("unit_code")["salary_coefficient"].sum() / 100
    units = case.units["unit_code"].tolist()
    rows: list[dict[str, object]] = [
        {"rule": "moves", "max": int(0.9 * moves)},
        {"rule": "skill_floor", "field": "law", "min": 50},
        {"rule": "position_cap", "position_id": "P18", "max": 900},
    ]
    for unit in units:
        rows.append({"rule": "payroll", "unit_code": unit, "max": round(1.6 * paid[unit], 2)})
        rows.append({"rule": "skill_floor", "unit_code": unit, "field": "law", "min": 2})
    rows += [{"rule": "continuity", "unit_code": unit, "min": 0.3} for unit in units[:10]]
    return pd.DataFrame(rows)


def relations(case: sa.Case) -> pd.DataFrame:
    """Keep 20 pairs of neighbours in the list of specialists apart."""
    cadres = case.cadres.query("rank == 'specialist' and kind == 'civil_servant'")
    codes = cadres.loc[cadres["unit_code"] != "", "cadre_id"].tolist()
    pairs = [(codes[i], codes[i + 1], "apart") for i in range(0, 200, 10)]
    return pd.DataFrame(pairs, columns=["cadre_a", "cadre_b", "rule"])


def priorities(case: sa.Case) -> pd.DataFrame:
    """Put chairs and vice chairs into three groups for the second stage."""
    leaders = case.cadres.query("rank in ('chair', 'vice_chair')")["cadre_id"]
    rows = [(code, 2, 1 + number % 3) for number, code in enumerate(leaders)]
    return pd.DataFrame(rows, columns=["cadre_id", "stage", "level"])


def measure(name: str, case: sa.Case, time_limit: float | None) -> None:
    """Plan, save and verify, and print the seconds of each."""
    start = time.perf_counter()
    plan = sa.plan(case, time_limit=time_limit)
    planned = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        saved = plan.save(Path(folder) / "plan")
        written = time.perf_counter()
        is_proven = sa.verify(saved).ok
    proof = plan.certificate.placement
    print(
        f"{name:17} plan {planned - start:6.1f} s, verify {time.perf_counter() - written:5.1f} s "
        f"({'agrees' if is_proven else 'DIFFERS'}); {proof.status}, gap {100 * proof.gap:.4f} %, "
        f"{proof.objective:,.3f} h",
        flush=True,
    )


if __name__ == "__main__":
    main()
