"""The published worked case as a plan folder, with prices from small linear programmes."""

from __future__ import annotations

import ast
import csv
import io
import os
import re
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import highspy
import numpy as np

from staffalloc.case.case import read_case
from staffalloc.case.hours import great_circle_km
from staffalloc.plan.plan import plan
from staffalloc.tables.columns import TABLES
from staffalloc.tables.csv_files import csv_bytes
from staffalloc.verify import establishment, frames, placement
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.columns import PARTS, Columns
from staffalloc.verify.curves import Curve, curves
from staffalloc.verify.demand import Need, mode, required
from staffalloc.verify.establishment import Ceilings, FramePrices
from staffalloc.verify.findings import Report, as_hours
from staffalloc.verify.folder import COLUMNS
from staffalloc.verify.posts import Post, seat_type_name
from staffalloc.verify.roster import roster
from staffalloc.verify.seats import SeatType, read_seats
from staffalloc.verify.sheet import Sheet
from staffalloc.verify.side_proof import Seating
from staffalloc.verify.side_rules import SideRow

from .folders import Draft

CASES = Path(os.environ.get("STAFFALLOC_CASES", Path(__file__).parents[3] / "shared" / "cases"))
WORKED = CASES / "worked"

# Unit, hours of each part: the posts of EXPECTED.md, from the hours each cell serves.
POSTS: tuple[tuple[str, Mapping[str, float]], ...] = (
    ("00001", {"L1": 1600}),
    ("00001", {"L2": 1600}),
    ("00001", {"A1": 1475}),
    ("00001", {"A1": 1475}),
    ("00001", {"A2": 900}),
    ("00001", {"B2": 1680}),
    ("00001", {"B1": 1520}),
    ("00002", {"L1": 1600}),
    ("00002", {"L2": 1600}),
    ("00002", {"A1": 1450}),
    ("00002", {"A2": 700}),
    ("00002", {"B2": 1000, "B1": 600}),
    ("00003", {"L1": 1600}),
    ("00003", {"L2": 1600}),
    ("00003", {"C1": 3980 / 3}),
    ("00003", {"A1": 1396, "A2": 204}),
    ("00003", {"B2": 480 / 0.95 + 40}),
)


def expected_seat_types() -> dict[str, dict[str, Any]]:
    """Return the seat types EXPECTED.md prints."""
    text = (WORKED / "EXPECTED.md").read_text(encoding="utf-8")
    line = re.search(r"^seat types: (.*)$", text, re.MULTILINE)
    assert line is not None
    return dict(ast.literal_eval(line[1]))


def expected_placement() -> dict[str, tuple[str, float]]:
    """Return cadre -> (seat type, loss) of EXPECTED.md."""
    text = (WORKED / "EXPECTED.md").read_text(encoding="utf-8")
    rows = re.findall(r"^(c\d+) -> (\S+) (\S+)$", text, re.MULTILINE)
    return {cadre: (name, float(loss)) for cadre, name, loss in rows}


def expected_requirements() -> dict[str, tuple[float, ...]]:
    """Return unit/position -> (hours, fte, R, weight) of EXPECTED.md."""
    text = (WORKED / "EXPECTED.md").read_text(encoding="utf-8")
    rows = re.findall(r"^ +(\d{5}) +(\w+) +(\S+) +(\S+) +(\S+) +(\S+)$", text, re.MULTILINE)
    return {f"{unit}/{p}": tuple(float(x) for x in figures) for unit, p, *figures in rows}


@dataclass(frozen=True)
class Worked:
    """The worked case, computed by the checks under test."""

    catalogue: Catalogue
    need: Need
    cells: Mapping[tuple[int, str], Curve]
    posts: tuple[Post, ...]
    columns: Columns


def worked() -> Worked:
    """Compute the worked case from its published posts."""
    catalogue = Catalogue.of(read_case(WORKED))
    need = required(catalogue, Report())
    cells = curves(catalogue, need)
    posts = tuple(
        Post(
            f"{unit}-{number:03d}",
            catalogue.unit_at[unit],
            tuple((catalogue.position_at[p], round(h / 1600, 12)) for p, h in parts.items()),
            0.5e-12,
        )
        for number, (unit, parts) in zip(_numbers_in_unit(), POSTS, strict=True)
    )
    rows = [_seat_row(name, seat) for name, seat in expected_seat_types().items()]
    seats = read_seats(catalogue, need, cells, posts, sheet("seats", rows), {}, Report())
    return Worked(catalogue, need, cells, posts, Columns.of(catalogue, roster(catalogue), seats))


def sheet(name: str, rows: list[dict[str, str]]) -> Sheet:
    """Return rows as a table that was read."""
    return Sheet(name, {c: tuple(row[c] for row in rows) for c in COLUMNS[name]})


def _numbers_in_unit() -> list[int]:
    units = [unit for unit, _ in POSTS]
    return [units[: at + 1].count(unit) for at, unit in enumerate(units)]


def _hours(values: list[float]) -> str:
    return ";".join(f"{value:.3f}" for value in values)


def _seat_row(name: str, seat: Mapping[str, Any], price: int = 0) -> dict[str, str]:
    unit, lead, others = name.split("/")
    return {
        "seat_type": name,
        "unit_code": unit,
        "lead_position": lead,
        "other_positions": others.replace("+", ";"),
        "seats": str(seat["seats"]),
        "in_frame": "yes",
        "empty_prices": _hours(seat["empty"]),
        "extra_prices": _hours(seat["extra"]),
        "seat_price": as_hours(price),
        "opened": "0",
    }


def frame_prices(case: Worked) -> tuple[int, ...]:
    """Return the best price of each ceiling, found among the steps of the curves."""
    leaders = frames.leaders(case.catalogue, case.need, None)
    limits = frames.frames(case.catalogue, case.cells, leaders, None)
    units = range(len(case.catalogue.unit_codes))
    best = [0] * len(units)
    zero = dict.fromkeys(limits.sums, 0)

    def bound(prices: list[int]) -> int:
        ceilings = Ceilings(limits.ceilings, tuple(prices), (0,) * len(prices), ())
        signed = FramePrices.of(ceilings, 0, zero, limits)
        return establishment.bound(case.catalogue, case.cells, leaders, limits, signed)

    for unit in units:
        steps = {
            max(0, a - b)
            for (at, _), curve in case.cells.items()
            if at == unit
            for a, b in zip(curve.costs, curve.costs[1:], strict=False)
        }
        tried = [[*best[:unit], step, *best[unit + 1 :]] for step in sorted(steps | {0})]
        best = max(tried, key=bound)
    return tuple(best)


def placement_prices(
    catalogue: Catalogue,
    columns: Columns,
    ceilings: tuple[int, ...],
    rules: tuple[SideRow, ...] = (),
) -> tuple[list[int], list[int], list[int]]:
    """Return the prices of seats, heads and side rules: duals of the placement's programme."""
    people, seats = len(columns.people.ids), columns.seats
    steps = [placement.tiers(catalogue, ceiling) for ceiling in ceilings]
    first_rule = people + len(seats) + len(ceilings)
    model = _Programme()
    for person in range(people):
        number = np.arange(len(seats), dtype=np.int64)
        asked = columns.pairs(np.full_like(number, person), number)
        for j in np.flatnonzero(asked.eligible).tolist():
            used = [(person, 1), (people + j, 1)]
            if seats[j].in_frame:
                used.append((people + len(seats) + seats[j].unit, 1))
            seating = Seating.of(columns, np.array([person]), np.array([j]))
            for number_of_rule, rule in enumerate(rules):
                counted = rule.sign * int(seating.counted(rule).sum())
                used.append((first_rule + number_of_rule, counted))
            model.add(int(asked.loss[j]), 1, used)
        price = columns.pool_price(person)
        if price is not None:
            model.add(price, 1, [(person, 1)])
    for j, seat in enumerate(seats):
        for price in seat.empty:
            model.add(price, 1, [(people + j, 1)])
        for price in seat.extra:
            model.add(price, 1, [(people + j, -1)])
    for unit, tiers in enumerate(steps):
        for tier in tiers:
            width = highspy.kHighsInf if tier.width is None else tier.width
            model.add(tier.price, width, [(people + len(seats) + unit, -1)])
    for place, rule in enumerate(rules):
        if rule.price is not None:
            model.add(rule.price, highspy.kHighsInf, [(first_rule + place, -1)])
    equal = [1.0] * people + [float(seat.seats) for seat in seats]
    upper = [*map(float, ceilings), *(float(rule.sign * rule.limit) for rule in rules)]
    duals = model.duals([*equal, *([-highspy.kHighsInf] * len(upper))], [*equal, *upper])
    prices = [round(dual) for dual in duals[people:]]
    heads, rule_prices = prices[len(seats) : -len(rules) or None], prices[first_rule - people :]
    return prices[: len(seats)], [-dual for dual in heads], [-dual for dual in rule_prices]


class _Programme:
    """A linear programme, column by column."""

    def __init__(self) -> None:
        self.columns: list[tuple[float, float, list[tuple[int, int]]]] = []

    def add(self, cost: float, upper: float, used: list[tuple[int, int]]) -> None:
        self.columns.append((cost, upper, used))

    def duals(self, lower: list[float], upper: list[float]) -> list[float]:
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        for low, high in zip(lower, upper, strict=True):
            solver.addRow(low, high, 0, [], [])
        for cost, most, used in self.columns:
            rows, values = zip(*used, strict=True)
            solver.addCol(cost, 0.0, most, len(used), list(rows), [float(v) for v in values])
        solver.run()
        return list(solver.getSolution().row_dual)


def worked_draft() -> Draft:
    """Return the whole worked plan as a folder to be written."""
    return deepcopy(_made_draft())


@cache
def _made_draft() -> Draft:
    case = worked()
    catalogue, columns = case.catalogue, case.columns
    leaders = frames.leaders(catalogue, case.need, None)
    limits = frames.frames(catalogue, case.cells, leaders, None)
    sigma, heads, _ = placement_prices(catalogue, columns, limits.ceilings)
    expected = expected_seat_types()
    names = [seat_type_name(catalogue, s.unit, s.lead, s.others) for s in columns.seats]
    heads_in = Counter(name.split("/")[0] for name, _ in expected_placement().values())
    tables = {
        "requirements": _requirement_rows(case),
        "posts": [_post_row(catalogue, post) for post in case.posts],
        "uncarried": [],
        "seats": [
            _seat_row(name, expected[name], price) for name, price in zip(names, sigma, strict=True)
        ],
        "ceilings": [
            {
                "unit_code": code,
                "decided_by": decided_by,
                "ceiling": str(ceiling),
                "heads_in_frame": str(heads_in[code]),
                "above_frame": "0",
                "above_frame_cost": "0.000",
                "frame_price": as_hours(frame),
                "floor_price": "0.000",
                "head_price": as_hours(head),
                "lower_edge": "",
                "upper_edge": "",
            }
            for code, decided_by, ceiling, frame, head in zip(
                catalogue.unit_codes,
                limits.decided_by,
                limits.ceilings,
                frame_prices(case),
                heads,
                strict=True,
            )
        ],
        "unplaced": [],
        "side_rules": [],
        **_placement_rows(case, names),
        **_papers_of_the_engine(),
    }
    dearest = as_hours(max(frame_prices(case)))
    next(row for row in tables["rules"] if row["rule"] == "ceiling")["worth"] = dearest
    sources = {path.stem: path.read_text(encoding="utf-8-sig") for path in WORKED.glob("*.csv")}
    return Draft(sources, tables, _certificate())


PAPERS = ("gates", "signing", "reasons", "uncovered", "above_frame", "rules", "applicability")


def _papers_of_the_engine() -> dict[str, list[dict[str, str]]]:
    """Return the tables to sign as the engine writes them: what a solver found is in them."""
    made = plan(read_case(WORKED)).tables
    texts = {name: csv_bytes(TABLES[name], made[name]).decode("utf-8-sig") for name in PAPERS}
    return {name: list(csv.DictReader(io.StringIO(text))) for name, text in texts.items()}


def _certificate() -> dict[str, Any]:
    components = {
        "loss": 3_192_151,
        "pool": 0,
        "empty": 35_703_750,
        "extra": 0,
        "above_frame": 0,
    }
    return {
        "establishment": {
            "status": "optimal",
            "objective_mh": 1_623_601,
            "bound_mh": 1_623_601,
            "components_mh": {"hours": 1_623_601},
            "total_price_mh": 0,
            "cap_prices_mh": {"vice_chairs": 0, "deputies": 0},
        },
        "placement": {
            "status": "optimal",
            "objective_mh": 38_895_901,
            "bound_mh": 38_895_901,
            "components_mh": components,
            "smallest_reduced_cost_mh": 0,
        },
    }


def _requirement_rows(case: Worked) -> list[dict[str, str]]:
    need, catalogue = case.need, case.catalogue
    return [
        {
            "unit_code": catalogue.unit_codes[u],
            "position_id": catalogue.position_ids[p],
            "hours": f"{need.hours[u, p]:.9f}",
            "required_fte": f"{need.fte[u, p]:.12f}",
            "required_hours": f"{need.required[u, p]:.9f}",
            "weight": f"{need.weight[u, p]:.12f}",
            "mode": mode(need.fte[u, p], catalogue.policy.full_time_from),
            "estimated": "no",
        }
        for u, p in np.argwhere(need.counted).tolist()
    ]


def _post_row(catalogue: Catalogue, post: Post) -> dict[str, str]:
    ids = catalogue.position_ids
    return {
        "post_id": post.post_id,
        "unit_code": catalogue.unit_codes[post.unit],
        "lead_position": ids[post.lead],
        "seat_type": seat_type_name(catalogue, *post.seat_type),
        "parts": ";".join(f"{ids[p]}:{share:.12f}" for p, share in post.parts),
        "staffing": "payroll",
        "in_frame": "yes",
        "leader": "yes" if ids[post.lead].startswith("L") else "no",
    }


def _placement_rows(case: Worked, names: list[str]) -> dict[str, list[dict[str, str]]]:
    catalogue, columns = case.catalogue, case.columns
    free = {name: list(seat.post_ids) for name, seat in zip(names, columns.seats, strict=True)}
    assignments, moves = [], []
    for person, (code, (name, _)) in enumerate(sorted(expected_placement().items())):
        number = names.index(name)
        seat = columns.seats[number]
        asked = columns.pairs(np.array([person]), np.array([number]))
        today = int(columns.people.today[person])
        position = int(columns.people.position[person])
        row = dict.fromkeys(COLUMNS["assignments"], "")
        row.update({part: as_hours(int(asked.parts[part][0])) for part in PARTS})
        row.update(
            cadre_id=code,
            status="placed",
            unit_code=catalogue.unit_codes[seat.unit],
            seat_type=name,
            lead_position=catalogue.position_ids[seat.lead],
            post_id=free[name].pop(0),
            loss=as_hours(int(asked.loss[0])),
            today_unit="" if today < 0 else catalogue.unit_codes[today],
            today_position="" if position < 0 else catalogue.position_ids[position],
            km="" if today < 0 else f"{_km(catalogue, today, seat):.3f}",
            marks="" if asked.standard[0] else "below_standard",
        )
        assignments.append(row)
        if today not in (-1, seat.unit):
            units = catalogue.unit_codes[today], catalogue.unit_codes[seat.unit]
            moves.append(dict(zip(COLUMNS["moves"], (code, *units, row["km"]), strict=True)))
    vacancies = [
        {
            "post_id": post,
            "unit_code": catalogue.unit_codes[seat.unit],
            "seat_type": name,
            "price": as_hours(price),
        }
        for name, seat in zip(names, columns.seats, strict=True)
        for post, price in zip(reversed(free[name]), seat.empty, strict=False)
    ]
    return {"assignments": assignments, "vacancies": vacancies, "moves": moves}


def _km(catalogue: Catalogue, today: int, seat: SeatType) -> float:
    lat, lon = catalogue.units["lat"], catalogue.units["lon"]
    return float(great_circle_km(lat[today], lon[today], lat[seat.unit], lon[seat.unit]))
