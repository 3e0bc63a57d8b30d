"""The people of a generated case: what each brings, drawn to match the seat held today.

Nobody here exists. Names are neutral labels; every attribute is drawn.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.vocabulary import LEVELS, RANKS, rank_of
from staffalloc.examples.assumptions import (
    GENERAL_FIELDS,
    SCARCE_AREAS,
    Assumptions,
    area_of,
    scarce_fields,
)
from staffalloc.examples.careers import draw_careers
from staffalloc.examples.draws import pick
from staffalloc.examples.homes import draw_homes
from staffalloc.examples.today import Headcounts

POOL_TITLE: Final = "Chưa bố trí"

_POOL_RANKS: Final = (0.80, 0.11, 0.06, 0.02, 0.01)
_LEADER_FIELDS: Final = (
    "public_administration",
    "political_science",
    "economics",
    "law",
    "education",
    "agriculture",
    "construction",
)
_SECOND_FIELD_SHARE: Final = 0.08
_FULL_TIME_SHARE: Final = 0.99
_HALF: Final = 0.5
_PUBLIC_EMPLOYEE_SHARE: Final = 0.08
_PROTECTED_SHARE: Final = 0.03
_TRANSFERABLE_SHARE: Final = 0.97
_DISCIPLINE: Final = (("clear", "review", "barred"), (0.975, 0.020, 0.005))
_LEADER_LEVELS: Final = (("university", "master", "doctor"), (0.58, 0.40, 0.02))
_SPECIALIST_LEVELS: Final = (("university", "master", "doctor"), (0.83, 0.165, 0.005))
_CONTRACT_LEVELS: Final = (("none", "elementary", "intermediate"), (0.40, 0.40, 0.20))
_LEADER_THEORY: Final = (("intermediate", "advanced"), (0.60, 0.40))
_SPECIALIST_THEORY: Final = (
    ("none", "elementary", "intermediate", "advanced"),
    (0.35, 0.20, 0.42, 0.03),
)
_PLANNED_BY_RANK: Final = {
    "specialist": 0.08,
    "deputy_head": 0.30,
    "head": 0.35,
    "vice_chair": 0.50,
    "chair": 0.20,
}
_ACHIEVEMENT_IF_PLANNED, _ACHIEVEMENT_ELSE = 0.45, 0.08


def generate_people(
    case: Case,
    headcounts: Headcounts,
    districts: pd.DataFrame,
    rng: np.random.Generator,
    assumptions: Assumptions,
) -> pd.DataFrame:
    """Draw the people of one province.

    Parameters
    ----------
    case : Case
        Units of the province, and the catalogue.
    headcounts : Headcounts
        How many people to draw for each unit and position, and without a unit.
    districts : DataFrame
        ``district`` of each unit, in the order of the case.
    rng : numpy.random.Generator
    assumptions : Assumptions

    Returns
    -------
    DataFrame
        The columns of the table ``cadres`` but for ``cadre_id`` and ``name``; by unit and
        position, those without a unit last.
    """
    unit_rows, seats = _expand(headcounts)
    people = _seats_held(case, unit_rows, seats, rng)
    people["fields"] = _fields(case, people, seats, rng, assumptions)
    people["level"] = _levels(case, people, seats, rng, assumptions)
    people["planned"] = _chance(rng, people["rank"].map(_PLANNED_BY_RANK).to_numpy(float))
    people["political_theory"] = _theory(people, rng)
    achievement = np.where(people["planned"], _ACHIEVEMENT_IF_PLANNED, _ACHIEVEMENT_ELSE)
    people["achievement"] = _chance(rng, achievement)
    count = len(people)
    people["fte"] = np.where(_chance(rng, np.full(count, _FULL_TIME_SHARE)), 1.0, _HALF)
    people["discipline"] = pick(rng, *_DISCIPLINE, count)
    people["protected"] = _chance(rng, np.full(count, _PROTECTED_SHARE))
    people["transferable"] = _chance(rng, np.full(count, _TRANSFERABLE_SHARE))
    about = unit_rows.copy()
    about[unit_rows < 0] = headcounts.pool_homes
    homes = draw_homes(case.units, districts, about, rng, assumptions)
    careers = draw_careers(people["rank"].map(rank_of(RANKS)).to_numpy(), rng)
    return pd.concat([people, homes, careers], axis=1)


def _expand(headcounts: Headcounts) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Unit row and position column of each person; −1 for those without."""
    units, positions = np.nonzero(headcounts.staff)
    times = headcounts.staff[units, positions]
    nowhere = np.full(len(headcounts.pool_homes), -1)
    return (
        np.concatenate([np.repeat(units, times), nowhere]),
        np.concatenate([np.repeat(positions, times), nowhere]),
    )


def _seats_held(
    case: Case,
    unit_rows: NDArray[np.int64],
    seats: NDArray[np.int64],
    rng: np.random.Generator,
) -> pd.DataFrame:
    positions = case.positions
    placed = seats >= 0

    def held(column: str, without: str) -> NDArray[np.object_]:
        values = np.append(positions[column].to_numpy(object), without)
        return values[seats]

    rank = np.where(placed, held("rank", ""), pick(rng, tuple(RANKS), _POOL_RANKS, len(seats)))
    codes = np.append(case.units["unit_code"].to_numpy(object), "")
    return pd.DataFrame(
        {
            "kind": _kinds(held("staffing", "payroll"), rank, rng),
            "unit_code": codes[unit_rows],
            "position_id": held("position_id", ""),
            "today_title": held("name_vi", POOL_TITLE),
            "rank": rank,
        }
    )


def _kinds(
    staffing: NDArray[np.object_], rank: NDArray[np.object_], rng: np.random.Generator
) -> NDArray[np.object_]:
    kinds = np.where(np.isin(rank, ("chair", "vice_chair")), "cadre", "civil_servant")
    public = (rank == "specialist") & _chance(rng, np.full(len(rank), _PUBLIC_EMPLOYEE_SHARE))
    kinds = np.where(public, "public_employee", kinds).astype(object)
    outside = np.isin(staffing, ("contract", "military"))
    kinds[outside] = staffing[outside]
    return kinds


def _fields(
    case: Case,
    people: pd.DataFrame,
    seats: NDArray[np.int64],
    rng: np.random.Generator,
    assumptions: Assumptions,
) -> NDArray[np.object_]:
    """One field each, a second for some; scarce fields only with those whose work they are."""
    known = case.fields["field"].to_numpy(object)
    general = tuple(field for field in GENERAL_FIELDS if field in set(known)) or tuple(known[:1])
    leaders_mix = tuple(field for field in _LEADER_FIELDS if field in set(known)) or general
    abundant = tuple(field for field in known if field not in scarce_fields() | {"military"})
    is_specialist = (people["rank"] == "specialist").to_numpy()

    first = np.where(
        is_specialist, _one_of(rng, general, len(seats)), _one_of(rng, leaders_mix, len(seats))
    )
    for column, required in enumerate(case.positions["required_fields"]):
        holders = np.flatnonzero(seats == column)
        if required == "none":
            first[holders] = ""
            continue
        options = _exact_fields(required, set(known))
        if options and len(holders):
            first[holders] = _one_of(rng, options, len(holders))
    civil = (people["kind"] != "military").to_numpy() & (first != "")
    wrong = civil & is_specialist & _chance(rng, np.full(len(seats), assumptions.wrong_field))
    first[wrong] = _one_of(rng, abundant or general, int(wrong.sum()))
    second = _one_of(rng, general, len(seats))
    both = civil & (first != second) & _chance(rng, np.full(len(seats), _SECOND_FIELD_SHARE))
    return np.where(both, first + ";" + second, first)


def _exact_fields(required: str, known: set[str]) -> tuple[str, ...]:
    listed = [field for field in required.split(";") if field in known]
    area = area_of(required)
    if area in SCARCE_AREAS:
        return tuple(field for field in listed if field in SCARCE_AREAS[area])
    return tuple(field for field in listed if field not in scarce_fields()) or tuple(listed)


def _levels(
    case: Case,
    people: pd.DataFrame,
    seats: NDArray[np.int64],
    rng: np.random.Generator,
    assumptions: Assumptions,
) -> NDArray[np.object_]:
    count = len(people)
    is_leader = (people["rank"] != "specialist").to_numpy()
    levels = np.where(
        is_leader, pick(rng, *_LEADER_LEVELS, count), pick(rng, *_SPECIALIST_LEVELS, count)
    )
    required = np.append(case.positions["required_level"].to_numpy(object), "university")[seats]
    order, words = rank_of(LEVELS), tuple(LEVELS)
    below = np.array([words[max(0, order[word] - 1)] for word in required], dtype=object)
    low = ~is_leader & _chance(rng, np.full(count, assumptions.low_level))
    levels = np.where(low, below, levels)
    contract = (people["kind"] == "contract").to_numpy()
    return np.where(contract, pick(rng, *_CONTRACT_LEVELS, count), levels)


def _theory(people: pd.DataFrame, rng: np.random.Generator) -> NDArray[np.object_]:
    """Leaders, and those planned to lead, have at least intermediate theory."""
    ready = (people["rank"] != "specialist").to_numpy() | people["planned"].to_numpy()
    count = len(people)
    theory = np.where(
        ready, pick(rng, *_LEADER_THEORY, count), pick(rng, *_SPECIALIST_THEORY, count)
    )
    return np.where(people["kind"] == "contract", "none", theory)


def _one_of(rng: np.random.Generator, words: tuple[str, ...], size: int) -> NDArray[np.object_]:
    return np.asarray(words, dtype=object)[rng.integers(len(words), size=size)]


def _chance(rng: np.random.Generator, shares: NDArray[np.float64]) -> NDArray[np.bool_]:
    happens: NDArray[np.bool_] = rng.random(len(shares)) < shares
    return happens
