"""Who is in the placement: people by number, today's unit, and what pins say of them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from staffalloc.case import vocabulary
from staffalloc.case.hours import milli_hour
from staffalloc.rules.in_force import RulesInForce, rules_in_force
from staffalloc.verify import origins
from staffalloc.verify.catalogue import Bools, Catalogue, Floats, Ints

PLACED_KINDS: Final = ("cadre", "civil_servant", "public_employee")
NOBODY: Final = origins.NOBODY


@dataclass(frozen=True)
class Pin:
    """A planner's decision; unit or position `NOBODY` stands for any."""

    action: str
    unit: int
    position: int
    hours: int
    authored: bool


@dataclass(frozen=True)
class Roster:
    """People of the placement (rows, C of them), in the order of cadre_id.

    `today` and `position` are unit and position numbers, -1 where there is none. `profile`
    numbers people who are alike for every seat, `first` is one person of each profile.
    `outside` gives unit and position of everybody who is not in the placement and stays. `salary`
    is in hundredths of a coefficient, NaN where it is blank. `serves_term` says who retires late
    enough for a term, or nobody knows when; `failed_review` whose review went so.
    Row `heir_row` of `heirs`, (rows, U), says to which units a person's merged unit went, row
    `native_row` of `natives` from which units they are, where a rule asks.
    """

    ids: tuple[str, ...]
    outside: Mapping[str, tuple[str, str]]
    today: Ints
    position: Ints
    rank: Ints
    level: Ints
    theory: Ints
    fte: Floats
    fields: tuple[frozenset[str], ...]
    clear: Bools
    barred: Bools
    planned: Bools
    achievement: Bools
    serves_term: Bools
    failed_review: Bools
    protected: Bools
    bound_to_unit: Bools
    home_lat: Floats
    home_lon: Floats
    salary: Floats
    old_unit: tuple[str, ...]
    heir_row: Ints
    heirs: Bools
    native_row: Ints
    natives: Bools
    skills: Mapping[int, tuple[tuple[str, str, float], ...]]
    pins: Mapping[int, tuple[Pin, ...]]
    profile: Ints
    first: Ints

    def is_native(self, person: Ints, unit: Ints) -> Bools:
        """Return whether people are from units, where a rule asks; arguments broadcast."""
        return self.natives[self.native_row[person], unit]


def places(words: vocabulary.Words, column: pd.Series[Any]) -> Ints:
    """Return the place of each word of `column` in an ordered vocabulary, 0 the lowest."""
    order = vocabulary.rank_of(words)
    return np.array([order.get(word, 0) for word in column.tolist()], dtype=np.int64)


def roster(catalogue: Catalogue) -> Roster:
    """Return the people whose seats are to be found."""
    cadres = catalogue.case.tables["cadres"]
    staffing = catalogue.word("staffing")
    position_at = catalogue.position_at
    inside = np.array(
        [
            kind in PLACED_KINDS
            and (
                position not in position_at
                or staffing[position_at[position]] == catalogue.policy.place_staffing
            )
            for kind, position in zip(
                cadres["kind"].tolist(), cadres["position_id"].tolist(), strict=True
            )
        ],
        dtype=np.bool_,
    )
    people = cadres[inside].reset_index(drop=True)
    ids = tuple(people["cadre_id"].tolist())
    at = {code: number for number, code in enumerate(ids)}
    rules = rules_in_force(catalogue.case)
    today, heir_row, heirs = origins.today(catalogue, people)
    position = np.array(
        [position_at.get(code, NOBODY) for code in people["position_id"].tolist()], dtype=np.int64
    )
    native_row, natives = _natives(catalogue, rules, people)
    skills = _skills(catalogue, at)
    serves, failed = _serves_term(catalogue, rules, people), _failed_review(catalogue, ids)
    profile, first = _profiles(people, position, skills, serves, failed)
    return Roster(
        ids=ids,
        outside=_outside(cadres[~inside]),
        today=today,
        position=position,
        rank=places(vocabulary.RANKS, people["rank"]),
        level=places(vocabulary.LEVELS, people["level"]),
        theory=places(vocabulary.POLITICAL_THEORY, people["political_theory"]),
        fte=people["fte"].to_numpy(dtype=np.float64),
        fields=tuple(frozenset(text.split(";")) - {""} for text in people["fields"].tolist()),
        clear=(people["discipline"] == "clear").to_numpy(dtype=np.bool_),
        barred=(people["discipline"] == "barred").to_numpy(dtype=np.bool_),
        planned=people["planned"].to_numpy(dtype=np.bool_),
        achievement=people["achievement"].to_numpy(dtype=np.bool_),
        serves_term=serves,
        failed_review=failed,
        protected=people["protected"].to_numpy(dtype=np.bool_),
        bound_to_unit=people["protected"].to_numpy(dtype=np.bool_)
        | ~people["transferable"].to_numpy(dtype=np.bool_),
        home_lat=people["home_lat"].to_numpy(dtype=np.float64),
        home_lon=people["home_lon"].to_numpy(dtype=np.float64),
        salary=people["salary_coefficient"].to_numpy(dtype=np.float64),
        old_unit=tuple(people["old_unit_code"].tolist()),
        heir_row=heir_row,
        heirs=heirs,
        native_row=native_row,
        natives=natives,
        skills=skills,
        pins=_pins(catalogue, at, today, position),
        profile=profile,
        first=first,
    )


def _outside(cadres: pd.DataFrame) -> Mapping[str, tuple[str, str]]:
    columns = (cadres[column].tolist() for column in ("cadre_id", "unit_code", "position_id"))
    return {code: (unit, position) for code, unit, position in zip(*columns, strict=True)}


def _natives(catalogue: Catalogue, rules: RulesInForce, people: pd.DataFrame) -> tuple[Ints, Bools]:
    """Row of each person in a table of units, (rows, U): where they, or their old unit, are from.

    Row 0 is of nobody's: also where no position is closed to local people.
    """
    number: dict[str, int] = {}
    row = np.zeros(len(people), dtype=np.int64)
    if rules.is_on("native") and catalogue.flag("outsider").any():
        for person, code in enumerate(people["native_unit"].tolist()):
            row[person] = number.setdefault(code, len(number) + 1) if code else 0
    natives = np.zeros((len(number) + 1, len(catalogue.unit_codes)), dtype=np.bool_)
    merged = catalogue.case.tables["predecessors"]
    for unit_code, old_code in zip(merged["unit_code"], merged["old_code"], strict=True):
        if old_code in number and unit_code in catalogue.unit_at:
            natives[number[old_code], catalogue.unit_at[unit_code]] = True
    for code, at in number.items():
        if code in catalogue.unit_at:
            natives[at, catalogue.unit_at[code]] = True
    return row, natives


def _serves_term(catalogue: Catalogue, rules: RulesInForce, people: pd.DataFrame) -> Bools:
    """Who retires on or after the day of the rules and the years of a term, in whole months."""
    year, month, day = map(int, rules.day.split("-"))
    month += math.floor(catalogue.policy.term_years * 12 + 1e-9)
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    first_day_after = f"{year + month // 12:04}-{month % 12 + 1:02}-01"
    last_of_term = f"{year:04}-{month:02}-{day:02}"
    return np.array(
        [
            not retires or retires >= min(last_of_term, _day_before(first_day_after))
            for retires in people["retires_on"].tolist()
        ],
        dtype=np.bool_,
    )


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _failed_review(catalogue: Catalogue, ids: Sequence[str]) -> Bools:
    reviews = catalogue.case.tables["reviews"]
    failed = set(reviews.loc[reviews["verdict"] == "failed", "cadre_id"].tolist())
    return np.array([code in failed for code in ids], dtype=np.bool_)


def _skills(
    catalogue: Catalogue, at: Mapping[str, int]
) -> Mapping[int, tuple[tuple[str, str, float], ...]]:
    found: dict[int, list[tuple[str, str, float]]] = {}
    table = catalogue.case.tables["skills"]
    columns = (table[c] for c in ("cadre_id", "position_id", "field", "skill"))
    for code, position, field, skill in zip(*columns, strict=True):
        if code in at:
            found.setdefault(at[code], []).append((position, field, float(skill)))
    return {person: tuple(rows) for person, rows in found.items()}


def _profiles(
    people: pd.DataFrame,
    position: Ints,
    skills: Mapping[int, tuple[tuple[str, str, float], ...]],
    serves: Bools,
    failed: Bools,
) -> tuple[Ints, Ints]:
    alike = (
        "fields",
        "level",
        "political_theory",
        "fte",
        "rank",
        "discipline",
        "planned",
        "achievement",
    )
    numbers: dict[tuple[object, ...], int] = {}
    profile = np.zeros(len(people), dtype=np.int64)
    first: list[int] = []
    columns = (*(people[name].tolist() for name in alike), serves.tolist(), failed.tolist())
    for person, (place, *traits) in enumerate(zip(position.tolist(), *columns, strict=True)):
        key = (place, skills.get(person), *traits)
        if key not in numbers:
            numbers[key] = len(first)
            first.append(person)
        profile[person] = numbers[key]
    return profile, np.array(first, dtype=np.int64)


def _pins(
    catalogue: Catalogue, at: Mapping[str, int], today: Ints, position: Ints
) -> Mapping[int, tuple[Pin, ...]]:
    found: dict[int, list[Pin]] = {}
    table = catalogue.case.tables["pins"]
    columns = (
        table[c]
        for c in ("cadre_id", "action", "unit_code", "position_id", "hours", "author", "reason")
    )
    for code, action, unit_code, position_id, hours, author, reason in zip(*columns, strict=True):
        if code not in at:
            continue
        person = at[code]
        unit = catalogue.unit_at.get(unit_code, NOBODY)
        place = catalogue.position_at.get(position_id, NOBODY)
        if action == "keep":
            unit = int(today[person]) if not unit_code else unit
            place = int(position[person]) if not position_id else place
        worth = 0 if np.isnan(hours) else milli_hour(float(hours))
        pin = Pin(action, unit, place, worth, bool(author and reason))
        found.setdefault(person, []).append(pin)
    return {person: tuple(pins) for person, pins in found.items()}


def pinned_places(people: Roster) -> Mapping[tuple[int, int], int]:
    """Count the people whom a keep or assign pin names for each unit and position.

    `NOBODY` stands for any unit or any position, as in the pin.
    """
    named = {
        (person, pin.unit, pin.position)
        for person, pins in people.pins.items()
        for pin in pins
        if pin.action in ("keep", "assign")
    }
    return Counter((unit, position) for _, unit, position in named)


def reaching(pinned: Mapping[tuple[int, int], int], unit: int, positions: Sequence[int]) -> int:
    """Count the pinned people whose decision a seat with these positions would answer."""
    return sum(
        count
        for (where, what), count in pinned.items()
        if where in (NOBODY, unit) and (what == NOBODY or what in positions)
    )
