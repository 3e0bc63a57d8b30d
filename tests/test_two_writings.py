"""What is written twice, by the engine and by verify, must agree.

Eligibility, losses and training: every pair of a person and a seat type is compared, on cases
disturbed at random: homes and coordinates missing, people under review, barred, protected or half
time, old unit codes, skills, coaching, decisions with and without a reason, other prices.

Side rules: every row of limits and relations drawn at random counts the same for everybody.

Gates and side rules: whole plans of small towns drawn at random are verified.
"""

from __future__ import annotations

from dataclasses import astuple
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

import staffalloc as sa
from staffalloc.establishment import Establishment, build_establishment
from staffalloc.examples import read_predecessors, read_units
from staffalloc.placement.columns import CONDITIONS, ColumnBuilder
from staffalloc.placement.people import build_people
from staffalloc.placement.pins import read_pins
from staffalloc.placement.seats import SeatType, build_seat_types
from staffalloc.placement.side.rules import build_side_rows
from staffalloc.placement.side.unit_rules import continuity_floors
from staffalloc.verify import verify
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.columns import PARTS, Columns
from staffalloc.verify.findings import Report
from staffalloc.verify.roster import roster
from staffalloc.verify.seats import SeatType as ProvenSeat
from staffalloc.verify.side_proof import Seating
from staffalloc.verify.side_rules import side_rows

from .builders import Row, cadre, hours_case, leader, pin, position, unit
from .verify.folders import draft_of

POLICIES = (
    {},
    {"incumbents_may_stay": False, "max_move_km": 8},
    {"fit_lead_share": 0.5, "change_unit_hours": 33.3, "speed_kmh": 31, "max_commute_km": 5},
    {"available_hours": 1733.7, "fit_family": 0.7, "fit_incumbent": 0.9, "rank_down_hours": 1},
)
Pairs = dict[tuple[str, str], tuple[int | str, ...]]
Rules = dict[tuple[str, ...], tuple[int | list[list[int]] | None, ...]]


@cache
def base() -> tuple[sa.Case, Establishment]:
    units = read_units()
    case = sa.generate_case(units[units["unit_code"].isin(["00004", "00008"])], seed=11)
    kept = np.random.default_rng(0).permutation(len(case.cadres))[:60]
    case = case.with_table("cadres", case.cadres.iloc[kept])
    return case, build_establishment(case)


@settings(max_examples=12)
@given(seed=st.integers(0, 10_000), policy=st.sampled_from(POLICIES))
def test_both_writings_allow_and_price_the_same_pairs(seed: int, policy: dict[str, Any]) -> None:
    case, establishment = base()
    disturbed = disturb(case, np.random.default_rng(seed)).with_policy(**policy)
    seats = build_seat_types(case, establishment)
    mine, theirs = engine(disturbed, seats), second_writing(disturbed, seats)
    different = [pair for pair in mine.keys() | theirs if mine.get(pair) != theirs.get(pair)]
    assert sorted(different)[:5] == []


def engine(case: sa.Case, seats: list[SeatType]) -> Pairs:
    people = build_people(case)
    builder = ColumnBuilder(case, people, seats, read_pins(case, people))
    codes = people.table["cadre_id"].tolist()
    pairs = {}
    for person, code in enumerate(codes):
        open_to = np.array(builder.seats_of(person), np.int64)
        parts = builder.parts(np.full(len(open_to), person), open_to)
        losses = zip(*(getattr(parts, name).tolist() for name in PARTS), strict=True)
        for j, lost in zip(open_to.tolist(), losses, strict=True):
            pairs[code, seats[j].name] = (*lost, builder.training(person, j))
    return pairs


def second_writing(case: sa.Case, seats: list[SeatType]) -> Pairs:
    catalogue = Catalogue.of(case)
    people = roster(catalogue)
    columns = Columns.of(catalogue, people, tuple(proven(catalogue, seat) for seat in seats))
    person, seat = (x.ravel() for x in np.indices((len(people.ids), len(seats))))
    found = columns.pairs(person, seat)
    return {
        (people.ids[person[at]], seats[seat[at]].name): (
            *(int(found.parts[name][at]) for name in PARTS),
            columns.training(int(person[at]), int(seat[at])),
        )
        for at in np.flatnonzero(found.eligible)
    }


def proven(catalogue: Catalogue, seat: SeatType) -> ProvenSeat:
    lead, others = seat.kind
    return ProvenSeat(
        unit=catalogue.unit_at[seat.unit_code],
        lead=catalogue.position_at[lead],
        others=tuple(catalogue.position_at[code] for code in others),
        in_frame=seat.in_frame,
        post_ids=seat.posts,
        post_hours=(0.0,) * len(seat.posts),
        empty=seat.empty_prices,
        extra=seat.extra_prices,
        price=0,
    )


def disturb(case: sa.Case, rng: np.random.Generator) -> sa.Case:
    cadres, units, positions = case.cadres, case.units, case.positions
    count = len(cadres)

    def some(share: float) -> np.ndarray:
        return rng.random(count) < share

    homeless = some(0.1)
    cadres.loc[homeless, ["home_lat", "home_lon"]] = np.nan
    cadres["discipline"] = rng.choice(["clear", "review", "barred"], count, p=[0.8, 0.1, 0.1])
    cadres["protected"] = some(0.1)
    cadres["transferable"] = ~some(0.1)
    cadres["planned"] = some(0.4)
    cadres["achievement"] = some(0.4)
    cadres["fte"] = rng.choice([1.0, 0.5, 0.35], count)
    cadres["level"] = rng.choice(["intermediate", "college", "university", "master"], count)
    pool = (cadres["unit_code"] == "").to_numpy() | some(0.1)
    cadres.loc[pool, "unit_code"] = ""
    cadres.loc[pool & some(0.5), "old_unit_code"] = "00016"  # two units took parts of it
    if rng.random() < 0.3:
        units.loc[0, ["lat", "lon"]] = np.nan
    units.loc[1, "terrain"] = rng.choice(["lowland", "mountain"])
    positions["strict"] = rng.random(len(positions)) < 0.3
    codes = cadres["cadre_id"].to_numpy()
    fields = case.fields["field"].to_numpy()
    skills = pd.DataFrame(
        {
            "cadre_id": rng.choice(codes, 12, replace=False),
            "position_id": [*rng.choice(positions["position_id"], 6), *[""] * 6],
            "field": [*[""] * 6, *rng.choice(fields, 6)],
            "skill": rng.random(12).round(3),
        }
    )
    coaching = pd.DataFrame({"field_from": rng.permutation(fields), "field_to": fields})
    old = read_predecessors()
    made = case
    for name, frame in {
        "predecessors": old[old["unit_code"].isin(units["unit_code"])],
        "cadres": cadres,
        "units": units,
        "positions": positions,
        "skills": skills,
        "coaching": coaching[coaching["field_from"] != coaching["field_to"]],
    }.items():
        made = made.with_table(name, frame)
    return with_origins(made.with_table("pins", pins(made, rng)), rng)


def with_origins(case: sa.Case, rng: np.random.Generator) -> sa.Case:
    """Return the case with local people, dissolved districts, ages, reviews and rules put off."""
    cadres, positions = case.cadres, case.positions
    count = len(cadres)
    homes = ["", "00004", "00008", "00013", "00016", "99999"]
    cadres["native_unit"] = rng.choice(homes, count)
    cadres["retires_on"] = rng.choice(["", "2027-05-01", "2029-03-31", "2040-01-01"], count)
    pool = (cadres["unit_code"] == "").to_numpy() & (rng.random(count) < 0.5)
    cadres.loc[pool, "old_unit_code"] = rng.choice(["Ba Đình", "QUẬN TÂY HỒ", "00055"])
    positions["outsider"] = rng.random(len(positions)) < 0.1 * rng.integers(0, 3)
    verdicts = rng.choice(["passed", "failed", "failed", "pending"], 9)
    reviews = [
        {"cadre_id": code, "review": "external", "verdict": verdict}
        for code, verdict in zip(
            rng.choice(cadres["cadre_id"], 9, replace=False), verdicts, strict=True
        )
    ]
    made = case.with_table("cadres", cadres).with_table("positions", positions)
    made = made.with_table("reviews", reviews).with_policy(
        term_years=float(rng.choice([5, 1.3, 3]))
    )
    put_off = rng.choice(CONDITIONS[:-1], int(rng.integers(0, 4)), replace=False)
    off = {"active": False, "author": "Sở Nội vụ", "reason": "thử"}
    return made.with_table("rules", [{"rule": str(rule)} | off for rule in put_off])


def pins(case: sa.Case, rng: np.random.Generator) -> pd.DataFrame:
    people = case.cadres.query("kind in ('cadre', 'civil_servant')")
    chosen = rng.choice(people["cadre_id"].to_numpy(), 12, replace=False)
    units, positions = case.units["unit_code"], case.positions["position_id"]
    settled = people.set_index("cadre_id")["unit_code"]
    rows = []
    for place, code in enumerate(chosen):
        unit, position = str(rng.choice(units)), str(rng.choice(positions))
        action = ("keep", "assign", "forbid", "prefer")[place % 4]
        if action == "keep" and settled[code] == "":
            action = "forbid"
        decided = place % 3 == 0
        rows.append(
            {
                "cadre_id": code,
                "action": action,
                "unit_code": "" if action == "keep" else unit,
                "position_id": "" if place % 2 else position,
                "hours": 12.3456 if action == "prefer" else None,
                "author": "Sở Nội vụ" if decided else "",
                "reason": "đã thống nhất" if decided else "",
            }
        )
    return pd.DataFrame(rows)


@settings(max_examples=6)
@given(seed=st.integers(0, 10_000))
def test_both_writings_count_the_same_for_every_side_rule(seed: int) -> None:
    case, establishment = base()
    rng = np.random.default_rng(seed)
    ruled = with_rules(disturb(case, rng), rng)
    seats = build_seat_types(ruled, establishment)
    mine, theirs = engine_rules(ruled, seats), second_rules(ruled, seats)
    assert [name for name in mine.keys() | theirs if mine.get(name) != theirs.get(name)] == []


def engine_rules(case: sa.Case, seats: list[SeatType]) -> Rules:
    people, codes = build_people(case), case.units["unit_code"].tolist()
    seat_unit = np.array([codes.index(seat.unit_code) for seat in seats])
    everybody, found = np.arange(len(people)), {}
    made = continuity_floors(case, people, seats)
    floors = [floor.row(len(people), len(seats)) for floor in made]
    rows = build_side_rows(case, people, seats, lambda _: set(range(len(codes))))
    for row in (*rows, *floors):
        counted = [
            row.coefficients(everybody, np.full_like(everybody, j), seat_unit, people.unit)
            for j in range(len(seats))
        ]
        found[astuple(row.key)] = row.limit, row.price, row.scale, np.array(counted).tolist()
    return found


def second_rules(case: sa.Case, seats: list[SeatType]) -> Rules:
    catalogue, report = Catalogue.of(case), Report()
    people = roster(catalogue)
    columns = Columns.of(catalogue, people, tuple(proven(catalogue, seat) for seat in seats))
    everybody, found = np.arange(len(people.ids)), {}
    seatings = [
        Seating.of(columns, everybody, np.full_like(everybody, j)) for j in range(len(seats))
    ]
    for row in side_rows(catalogue, columns, report):
        counted = np.zeros((len(seats), len(everybody)), np.int64)
        for j, seating in enumerate(seatings):
            counted[j, row.person] = row.sign * seating.counted(row)
        found[tuple(row.name)] = row.sign * row.limit, row.price, row.scale, counted.tolist()
    assert report.findings == []
    return found


def with_rules(case: sa.Case, rng: np.random.Generator) -> sa.Case:
    """Return the case with a few limits and relations; some have a price, some bind."""
    unit_codes, fields = case.units["unit_code"].tolist(), case.fields["field"].tolist()
    positions = case.positions["position_id"].tolist()
    candidates: list[Row] = [
        {"rule": "moves", "max": int(rng.integers(1, 9)), "price": 100},
        {"rule": "moves", "unit_code": str(rng.choice(unit_codes)), "min": 1, "price": 80},
        {"rule": "payroll", "unit_code": str(rng.choice(unit_codes)), "max": 9.87, "price": 33.3},
        {"rule": "payroll", "min": 2.34, "price": 0.05},
        {"rule": "continuity", "unit_code": str(rng.choice(unit_codes)), "min": 1 / 3, "price": 70},
        {"rule": "continuity", "unit_code": unit_codes[0], "max": 2 / 3, "price": 7.77},
        {"rule": "skill_floor", "field": str(rng.choice(fields)), "min": int(rng.integers(3))},
        {"rule": "skill_floor", "position_id": str(rng.choice(positions)), "min": 1, "max": 60},
        {"rule": "position_cap", "position_id": str(rng.choice(positions)), "max": 2, "price": 9},
    ]
    drawn = [row for row in candidates if rng.random() < 0.5]
    keys = ("rule", "unit_code", "position_id", "field")
    limits = {tuple(row.get(key, "") for key in keys): row for row in drawn}
    codes = rng.permutation(case.cadres["cadre_id"].to_numpy())[:4]
    relations = [
        {"cadre_a": first, "cadre_b": second, "rule": str(rng.choice(["apart", "together"]))}
        for first, second in (codes[:2], codes[2:])
        if rng.random() < 0.7
    ]
    for rule in ("continuity_floor", "quality_spread", "payroll", "apart"):
        case = case.with_rule(rule, bool(rng.random() < 0.7), author="Sở Nội vụ", reason="thử")
    chosen = [None, 0.03, 0.3]
    case = case.with_policy(
        continuity_floor_price=chosen[rng.integers(1, 3)],
        quality_spread_price=chosen[rng.integers(1, 3)],
        weak_share_most=float(rng.choice([0.0, 1 / 3, 0.5])),
    )
    return case.with_table("limits", list(limits.values())).with_table("relations", relations)


ESSENTIAL: tuple[tuple[str, ...], ...] = ((), ("CLERK",), ("BOSS", "P27"), ("P41", "P99", "P21"))
ACTIONS = ("keep", "assign", "prefer", "forbid", "forbid")


@settings(max_examples=12)
@given(seed=st.integers(0, 10_000), essential=st.sampled_from(ESSENTIAL))
def test_both_writings_count_the_same_gates(
    tmp_path_factory: pytest.TempPathFactory, seed: int, essential: tuple[str, ...]
) -> None:
    try:
        made = sa.plan(town(np.random.default_rng(seed), essential))
    except sa.CaseError:
        reject()  # a decision names a seat there is not, or one the person may not hold
    folder: Path = draft_of(made).write(tmp_path_factory.mktemp("plans") / "plan")
    assert verify(folder).findings == ()
    unchecked = made.gates[made.gates["verdict"] == "unchecked"]
    known = set(made.case.positions["position_id"])
    due = set(essential or ("P21", "P27", "P41")) - known
    assert {gate.removeprefix("unit_without_") for gate in unchecked["gate"]} == due
    assert not unchecked["count"].any()


@settings(max_examples=6)
@given(seed=st.integers(0, 10_000))
def test_a_plan_under_side_rules_is_proven_again(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    try:
        made = sa.plan(with_rules(town(rng, ()), rng))
    except sa.StaffallocError:
        reject()  # no seat a decision names, or nothing keeps all that is hard
    folder: Path = draft_of(made).write(tmp_path_factory.mktemp("plans") / "plan")
    result = verify(folder)
    assert result.findings == ()
    rules = made.side_rules
    breaches = (rules["breach"] * rules["price"].fillna(0)).sum()
    assert result.figures["placement_side_rules_mh"] == round(1000 * breaches)


def town(rng: np.random.Generator, essential: tuple[str, ...]) -> sa.Case:
    """A ward and a commune: a chair under any code, P05 who is none, people of every rank."""
    positions = [
        leader("BOSS", "chair", weight=3),
        leader("P05", "head", min_posts=0),
        position("P21", required_fields="law", applies_to=str(rng.choice(["both", "commune"]))),
        position("CLERK"),
    ]
    units = [
        unit("00001", lat=21.0, lon=105.8, ceiling=3),
        unit("00002", "commune", lat=21.0 + 0.4 * rng.random(), lon=105.8, ceiling=3),
    ]
    hours = {(u["unit_code"], p): 1600.0 for u in units for p in ("P21", "CLERK")}
    people = [resident(f"c{number}", rng) for number in range(7)]
    decided = [decision(who, rng) for who in people if rng.random() < 0.5]
    policy = {"essential_positions": essential}
    skills = [
        {
            "cadre_id": who["cadre_id"],
            "position_id": "CLERK",
            "skill": round(float(rng.random()), 2),
        }
        for who in people[::2]
    ]
    return hours_case(
        hours, policy, positions, units=units, cadres=people, pins=decided, skills=skills
    )


def resident(code: str, rng: np.random.Generator) -> Row:
    unit_code = str(rng.choice(["", "00001", "00002"]))
    return cadre(
        code,
        unit_code,
        str(rng.choice(["", "P21", "CLERK", "BOSS"])) if unit_code else "",
        kind=str(rng.choice(["civil_servant", "civil_servant", "contract"])),
        rank=str(rng.choice(["specialist", "head", "chair"])),
        fields=str(rng.choice(["", "law", "land"])),
        discipline=str(rng.choice(["clear", "clear", "review", "barred"])),
        protected=bool(rng.random() < 0.2),
        salary_coefficient=int(rng.integers(234, 500)),
    )


def decision(who: Row, rng: np.random.Generator) -> Row:
    """A pin that may lack author, reason, unit or position, where a case may leave them out."""
    action = str(rng.choice(ACTIONS))
    if action == "keep" and not who["unit_code"]:
        action = "forbid"
    place = "00001" if action == "assign" else str(rng.choice(["", "", "00001", "00002"]))
    is_recorded = action == "assign" or who["discipline"] != "clear"
    return pin(
        who["cadre_id"],
        action,
        unit_code="" if action == "keep" else place,
        position_id="" if action == "keep" else str(rng.choice(["", "", "CLERK"])),
        hours=5 if action == "prefer" else None,
        author="Sở Nội vụ" if is_recorded or rng.random() < 0.7 else "",
        reason="đã thống nhất" if is_recorded or rng.random() < 0.7 else "",
    )
