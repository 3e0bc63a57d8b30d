"""Plan folders for the tests: a tiny one written by hand, and a writer for any."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from staffalloc.case.case import read_case
from staffalloc.case.vocabulary import RELATION_RULES, RULES
from staffalloc.plan.plan import Plan
from staffalloc.tables.columns import TABLES
from staffalloc.tables.csv_files import csv_bytes
from staffalloc.verify.folder import COLUMNS

# Two units and four people, all synthetic; every figure below was worked out by hand.
TINY_CASE = {
    "units": """unit_code,name,kind,population,lat,lon,ceiling
00001,Phường Một,ward,20000,21.0,105.8,2
00002,Xã Hai,commune,18000,21.0,105.8,3
""",
    "positions": """position_id,department,group,rank,sizing,min_posts,max_posts,concurrency_group,\
required_fields,required_level,weight
A1,economic,specialised,specialist,workload,0,,G,land,university,1
A2,economic,specialised,specialist,workload,0,,G,law,university,1
L1,economic,leadership,head,post,1,1,,any,university,2
""",
    "fields": "field,family\nland,land\nlaw,admin\n",
    "indicators": "indicator_id,weight\nparcels,1\nfiles,1\n",
    "standards": "position_id,indicator_id,minutes_per_unit\nA1,parcels,60\nA2,files,60\n",
    "workloads": """unit_code,indicator_id,value
00001,parcels,1600
00001,files,800
00002,parcels,800
00002,files,0
""",
    "cadres": """cadre_id,kind,unit_code,position_id,rank,fields,level,political_theory
c1,civil_servant,00001,L1,head,law,university,none
c2,civil_servant,00001,A1,specialist,land,university,none
c3,civil_servant,,,specialist,law,university,none
c4,contract,00002,,specialist,,none,none
c5,civil_servant,,,specialist,land,university,none
""",
    "concurrency": "group,max_positions\nG,2\n",
}

TINY_TABLES = {
    "requirements": """unit_code,position_id,hours,required_fte,required_hours,weight,mode,estimated
00001,A1,1600.000000000,1.000000000000,1600.000000000,1.000000000000,full_time,no
00001,A2,800.000000000,0.500000000000,800.000000000,1.000000000000,part_time,no
00002,A1,800.000000000,0.500000000000,800.000000000,1.000000000000,part_time,no
00002,A2,0.000000000,0.000000000000,0.000000000,1.000000000000,none,no
""",
    "posts": """post_id,unit_code,lead_position,seat_type,parts,staffing,in_frame,leader
00001-1,00001,L1,00001/L1/,L1:1.000000000000,payroll,yes,yes
00001-2,00001,A1,00001/A1/A2,A1:0.700000000000;A2:0.300000000000,payroll,yes,no
00002-1,00002,L1,00002/L1/,L1:1.000000000000,payroll,yes,yes
00002-2,00002,A1,00002/A1/,A1:0.500000000000,payroll,yes,no
""",
    "uncarried": "unit_code,position_id,required_hours,served_hours,carried_hours,reason\n",
    "seats": """seat_type,unit_code,lead_position,other_positions,seats,in_frame,empty_prices,\
extra_prices,seat_price,opened
00001/A1/A2,00001,A1,A2,1,yes,3771.429,-1020.000,1200.000,0
00001/L1/,00001,L1,,1,yes,8000.000,,7760.000,0
00002/A1/,00002,A1,,1,yes,1620.000,,800.000,0
00002/L1/,00002,L1,,1,yes,8000.000,,8000.000,0
""",
    "ceilings": """unit_code,decided_by,ceiling,heads_in_frame,above_frame,above_frame_cost,\
frame_price,floor_price,head_price,lower_edge,upper_edge
00001,given,2,2,0,0.000,860.000,0.000,0.000,,
00002,given,3,1,0,0.000,0.000,0.000,0.000,,
""",
    "applicability": """unit_code,position_id,applies,decided_by,author,comment
00001,A1,yes,kind,,
00001,A2,yes,kind,,
00001,L1,yes,kind,,
00002,A1,yes,kind,,
00002,A2,yes,kind,,
00002,L1,yes,kind,,
""",
    "assignments": """cadre_id,status,unit_code,seat_type,lead_position,post_id,misfit,\
change_position,rank_down,change_unit,travel,preference,loss,today_unit,today_position,km,marks
c1,placed,00001,00001/L1/,L1,00001-1,0.000,0.000,0.000,0.000,0.000,0.000,0.000,00001,L1,0.000,
c2,placed,00001,00001/A1/A2,A1,00001-2,533.333,0.000,0.000,0.000,0.000,0.000,533.333,00001,A1,\
0.000,
c3,pool,,,,,,,,,,,480.000,,,,
c4,not_in_placement,00002,,,,,,,,,,,00002,,,
c5,placed,00002,00002/A1/,A1,00002-2,0.000,160.000,0.000,0.000,0.000,0.000,160.000,,,,
""",
    "vacancies": "post_id,unit_code,seat_type,price\n00002-1,00002,00002/L1/,8000.000\n",
    "unplaced": """cadre_id,price,today_unit,today_position,eligible_seats,reason,way_seat_type,\
way_cost
c3,480.000,,,0,no_eligible_seat,,
""",
    "moves": "cadre_id,from_unit,to_unit,km\n",
    "gates": """gate,kind,count,limit,verdict,cases
vacant_chair,post,0,0,pass,
unit_without_P21,unit,0,0,unchecked,
unit_without_P27,unit,0,0,unchecked,
unit_without_P41,unit,0,0,unchecked,
below_standard_without_note,person,0,0,pass,
under_review_or_protected_moved,person,0,0,pass,
move_beyond_limit,person,0,0,pass,
rank_lowered_without_reason,person,0,0,pass,
above_frame_without_note,unit,0,0,pass,
city_total_exceeded,head,0,0,pass,
uncovered_task,cell,0,0,pass,
person_without_post,person,1,0,stop,c3
""",
    "signing": """number,unit_code,cadre_id,rank,today_unit,today_position,lead_position,post_id,\
main_share,concurrent,level,required_level,level_verdict,field_verdict,theory,required_theory,\
theory_verdict,change,rank_change,km,references,needs_decision,signer,gates
1,00001,c1,head,00001,L1,L1,00001-1,1.000000000000,,university,university,meets,free,none,none,\
meets,stays,,0.000,,no,,
2,00001,c2,specialist,00001,A1,A1,00001-2,0.700000000000,A2:0.300000000000,university,university,\
meets,exact,none,none,meets,stays,,0.000,,no,,
3,00002,c5,specialist,,,A1,00002-2,0.500000000000,,university,university,meets,exact,none,none,\
meets,from_pool,,,D361,yes,province_chair,
4,00002,c4,,00002,,,,,,none,,,,none,,,outside,,,,no,,
""",
    # c1 could take the empty 00002/L1/ for 240 h; c2 and c5 could change places for 240 h
    "reasons": """cadre_id,fit,need,next_seat_type,next_cost,next_proof
c1,1.000000000000,8000.000,00002/L1/,240.000,exact
c2,0.666666666667,3771.429,00002/A1/,240.000,exact
c3,,,,,none
c5,1.000000000000,1620.000,00001/A1/A2,240.000,exact
""",
    "uncovered": "unit_code,position_id,required_fte,required_hours,reason,posts\n",
    "above_frame": """unit_code,ceiling,heads_in_frame,above_frame,above_frame_cost,recorded,\
author,reason
""",
    "rules": """rule,step,kind,in_force_from,in_force_until,switched,author,rows,breach,paid,worth
everybody_once,plan,hard,,,no,,,0.000,0.000,
one_person_a_post,plan,hard,,,no,,,0.000,0.000,
ceiling,establishment,hard,,,no,,2,0.000,0.000,860.000
vice_chairs,establishment,hard,2025-11-17,,no,,1,0.000,0.000,0.000
deputies,establishment,hard,,,no,,1,0.000,0.000,0.000
organisations,establishment,hard,2025-12-31,,no,,,0.000,0.000,
post_load,establishment,hard,,,no,,,0.000,0.000,
few_positions,establishment,hard,,,no,,,0.000,0.000,
incompatible,establishment,either,,,no,,,0.000,0.000,
protected,eligibility,hard,,,no,,,0.000,0.000,
province,eligibility,hard,,,no,,,0.000,0.000,
distance,eligibility,hard,,,no,,,0.000,0.000,
discipline,eligibility,hard,,,no,,,0.000,0.000,
plan,eligibility,hard,,,no,,,0.000,0.000,
level,eligibility,either,,,no,,,0.000,0.000,
field,eligibility,either,,,no,,,0.000,0.000,
theory,eligibility,hard,,,no,,,0.000,0.000,
native,eligibility,hard,,,no,,,0.000,0.000,
term,eligibility,hard,,,no,,,0.000,0.000,
review,eligibility,hard,,,no,,,0.000,0.000,
decision,eligibility,hard,,,no,,,0.000,0.000,
""",
    "side_rules": """rule,side,unit_code,position_id,field,cadre_a,cadre_b,limit,used,breach,price,\
dual_mh
""",
}

TINY_CERTIFICATE = {
    "establishment": {
        "status": "optimal",
        "objective_mh": 1_180_000,
        "bound_mh": 1_180_000,
        "components_mh": {"hours": 1_180_000, "leaders": 0},
        "total_price_mh": 0,
        "cap_prices_mh": {"vice_chairs": 0, "deputies": 0},
    },
    "placement": {
        "status": "optimal",
        "objective_mh": 9_173_333,
        "bound_mh": 9_173_333,
        "components_mh": {
            "loss": 693_333,
            "pool": 480_000,
            "empty": 8_000_000,
            "extra": 0,
            "above_frame": 0,
        },
        "smallest_reduced_cost_mh": 0,
    },
}


@dataclass
class Draft:
    """A plan folder in memory, to be changed before it is written."""

    case: dict[str, str]
    tables: dict[str, list[dict[str, str]]]
    certificate: dict[str, Any]

    def row(self, table: str, key: str) -> dict[str, str]:
        """Return the row whose first columns, joined by ``/``, are `key`."""
        for row in self.tables[table]:
            values = list(row.values())
            if key in (values[0], "/".join(values[:2])):
                return row
        raise KeyError(key)

    def write(self, folder: Path) -> Path:
        """Write the folder with true hashes, and return it."""
        (folder / "tables").mkdir(parents=True)
        (folder / "case").mkdir()
        for name, text in self.case.items():
            (folder / "case" / f"{name}.csv").write_text(text, encoding="utf-8-sig")
        hashes = {}
        for name, rows in self.tables.items():
            content = table_bytes(name, rows)
            (folder / "tables" / f"{name}.csv").write_bytes(content)
            hashes[name] = hashlib.sha256(content).hexdigest()
        policy, digest = _policy_and_digest(tuple(self.case.items()))
        document = {
            "format": "staffalloc-plan/2",
            "policy": policy,
            "certificate": self.certificate,
            "case_digest": digest,
            "tables": hashes,
        }
        (folder / "plan.json").write_text(json.dumps(document), encoding="utf-8")
        return folder


@cache
def _policy_and_digest(files: tuple[tuple[str, str], ...]) -> tuple[dict[str, Any], str]:
    with TemporaryDirectory() as place:
        for name, text in files:
            (Path(place) / f"{name}.csv").write_text(text, encoding="utf-8-sig")
        case = read_case(place)
    return case.policy.model_dump(mode="json"), case.digest()


def table_bytes(name: str, rows: list[dict[str, str]]) -> bytes:
    """Return a table as the bytes of its CSV file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS[name])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def tiny_draft() -> Draft:
    """Return the tiny plan, proven optimal."""
    tables = {name: list(csv.DictReader(io.StringIO(text))) for name, text in TINY_TABLES.items()}
    return Draft(dict(TINY_CASE), tables, json.loads(json.dumps(TINY_CERTIFICATE)))


def draft_of(plan: Plan) -> Draft:
    """Return a plan of the engine as a folder to be written, without workbook and page."""
    with TemporaryDirectory() as place:
        plan.case.save(Path(place) / "case")
        files = (Path(place) / "case").iterdir()
        case = {file.stem: file.read_text(encoding="utf-8-sig") for file in files}
    tables = {}
    for name, columns in COLUMNS.items():
        if name not in plan.tables:
            continue
        text = csv_bytes(TABLES[name], plan.tables[name]).decode("utf-8-sig")
        rows = csv.DictReader(io.StringIO(text, newline=""))
        tables[name] = [{column: row[column] for column in columns} for row in rows]
    return Draft(case, tables, plan.certificate.as_dict())


def list_side_rules(draft: Draft) -> None:
    """Let ``rules.csv`` list the rules of ``side_rules.csv`` as that table has them."""
    by_rule: dict[str, list[dict[str, str]]] = {}
    for row in draft.tables.get("side_rules", []):
        by_rule.setdefault(row["rule"], []).append(row)
    rows = [row for row in draft.tables["rules"] if row["step"] != "placement"]
    for name in (rule for rule in RULES if rule in by_rule):
        own = by_rule[name]
        breach = [float(row["breach"] or 0) for row in own]
        paid = sum(by * float(row["price"] or 0) for by, row in zip(breach, own, strict=True))
        dearest = max(int(row["dual_mh"]) if row["dual_mh"].isdigit() else 0 for row in own)
        rows.append(
            {
                **dict.fromkeys(COLUMNS["rules"], ""),
                "rule": name,
                "step": "placement",
                "kind": "hard" if name in RELATION_RULES else "either",
                "switched": "no",
                "rows": str(len(own)),
                "breach": f"{max(breach):.3f}",
                "paid": f"{paid:.3f}",
                "worth": f"{dearest / 1000:.3f}",
            }
        )
    draft.tables["rules"] = rows


def draft_with_c5_in_the_pool() -> Draft:
    """Return the tiny plan but for c5, who is left out: a worse one, still called optimal."""
    draft = tiny_draft()
    row = draft.row("assignments", "c5")
    row.update(dict.fromkeys(list(row)[2:-1], ""), status="pool", loss="480.000")
    way = {"way_seat_type": "00002/A1/", "way_cost": "-1940.000"}
    draft.tables["unplaced"].append(
        {
            **draft.row("unplaced", "c3"),
            "cadre_id": "c5",
            "eligible_seats": "2",
            "reason": "dearer_to_place",
            **way,
        }
    )
    draft.row("ceilings", "00002")["heads_in_frame"] = "0"
    draft.row("gates", "person_without_post").update(count="2", cases="c3;c5")
    draft.row("gates", "uncovered_task").update(count="1", verdict="stop", cases="00002/A1")
    draft.tables["uncovered"].append(
        {
            "unit_code": "00002",
            "position_id": "A1",
            "required_fte": "0.500000000000",
            "required_hours": "800.000000000",
            "reason": "post_empty",
            "posts": "00002-2",
        }
    )
    draft.tables["signing"].remove(draft.row("signing", "3"))
    draft.row("signing", "4")["number"] = "3"
    for code in ("c1", "c2"):
        draft.row("reasons", code)["next_cost"] = "-1700.000"
    draft.row("reasons", "c5").update(
        fit="", need="", next_seat_type="00002/A1/", next_cost="-1940.000"
    )
    draft.tables["vacancies"].append(
        {
            "post_id": "00002-2",
            "unit_code": "00002",
            "seat_type": "00002/A1/",
            "price": "1620.000",
        }
    )
    components = {"loss": 533_333, "pool": 960_000, "empty": 9_620_000}
    draft.certificate["placement"]["components_mh"].update(components)
    draft.certificate["placement"]["objective_mh"] = sum(components.values())
    return draft
