"""Eligibility and losses are written twice, by the engine and by verify: they must agree.

Every pair of a person and a seat type is compared, on cases disturbed at random: homes and
coordinates missing, people under review, barred, protected or half time, old unit codes,
skills, coaching, decisions with and without a reason, other prices.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import staffalloc as sa
from staffalloc.establishment import Establishment, build_establishment
from staffalloc.examples import read_predecessors, read_units
from staffalloc.placement.columns import ColumnBuilder
from staffalloc.placement.people import build_people
from staffalloc.placement.pins import read_pins
from staffalloc.placement.seats import SeatType, build_seat_types
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.columns import PARTS, Columns
from staffalloc.verify.roster import roster
from staffalloc.verify.seats import SeatType as ProvenSeat

POLICIES = (
    {},
    {"incumbents_may_stay": False, "max_move_km": 8},
    {"fit_lead_share": 0.5, "change_unit_hours": 33.3, "speed_kmh": 31, "max_commute_km": 5},
    {"available_hours": 1733.7, "fit_family": 0.7, "fit_incumbent": 0.9, "rank_down_hours": 1},
)


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


def engine(case: sa.Case, seats: list[SeatType]) -> dict[tuple[str, str], tuple[int, ...]]:
    people = build_people(case)
    builder = ColumnBuilder(case, people, seats, read_pins(case, people))
    codes = people.table["cadre_id"].tolist()
    pairs = {}
    for person, code in enumerate(codes):
        for j in builder.seats_of(person):
            parts = builder.parts(person, j)
            pairs[code, seats[j].name] = tuple(getattr(parts, name) for name in PARTS)
    return pairs


def second_writing(case: sa.Case, seats: list[SeatType]) -> dict[tuple[str, str], tuple[int, ...]]:
    catalogue = Catalogue.of(case)
    people = roster(catalogue)
    columns = Columns.of(catalogue, people, tuple(proven(catalogue, seat) for seat in seats))
    person, seat = (x.ravel() for x in np.indices((len(people.ids), len(seats))))
    found = columns.pairs(person, seat)
    return {
        (people.ids[person[at]], seats[seat[at]].name): tuple(
            int(found.parts[name][at]) for name in PARTS
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
    return made.with_table("pins", pins(made, rng))


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
