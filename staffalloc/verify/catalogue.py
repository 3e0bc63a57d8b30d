"""The case as the checks need it: units and positions by number, working time, groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.policy import Policy
from staffalloc.case.schema import POSITIONS
from staffalloc.rules.in_force import RulesInForce, rules_in_force

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
T = TypeVar("T", bound=np.generic)

KINDS_SERVED: Final[Mapping[str, tuple[str, ...]]] = {
    "commune": ("both", "commune"),
    "ward": ("both", "ward"),
    "special_zone": ("both",),
}


def working_time(policy: Policy) -> float:
    """Return the hours one officer can work in a year.

    Examples
    --------
    >>> working_time(Policy(days_per_week=5, weeks=52, days_off={"leave": 12}, hours_per_day=8))
    1984.0
    """
    days, weeks, off = policy.days_per_week, policy.weeks, policy.days_off
    if days is None or weeks is None or off is None or policy.hours_per_day is None:
        return policy.available_hours
    days_off = sum(off.values()) if isinstance(off, dict) else off
    return (days * weeks - days_off) * policy.hours_per_day * policy.productive_share


@dataclass(frozen=True)
class Catalogue:
    """Units (rows, U of them) and positions (columns, P of them) of a case.

    `departments` gives the head's position of each department, by unit and department.
    """

    case: Case
    policy: Policy
    rules: RulesInForce
    awt: float
    unit_codes: tuple[str, ...]
    position_ids: tuple[str, ...]
    unit_at: Mapping[str, int]
    position_at: Mapping[str, int]
    units: pd.DataFrame
    positions: pd.DataFrame
    numbers: Mapping[str, Floats]
    flags: Mapping[str, Bools]
    words: Mapping[str, tuple[str, ...]]
    applies: Bools
    departments: Mapping[tuple[int, str], int]
    has_work_hours: Bools
    is_leader_seat: Bools
    group_of: tuple[str, ...]
    own_group: tuple[str, ...]
    most_positions: Mapping[str, int]
    never_together: tuple[tuple[int, int], ...]
    family_of: Mapping[str, str]
    lat: Floats
    lon: Floats

    @classmethod
    def of(cls, case: Case) -> Catalogue:
        """Number the units and positions of `case`."""
        units, positions = case.tables["units"], case.tables["positions"]
        fields = case.tables["fields"]
        unit_codes = tuple(units["unit_code"])
        position_ids = tuple(positions["position_id"])
        unit_at = {code: at for at, code in enumerate(unit_codes)}
        position_at = {code: at for at, code in enumerate(position_ids)}
        rules = rules_in_force(case)
        seated = (rules.held_by(positions) == "").to_numpy()
        by_workload = (positions["sizing"] == "workload").to_numpy()
        groups = tuple(positions["concurrency_group"])
        applies = _applies(case, unit_at, position_at)
        return cls(
            case=case,
            policy=case.policy,
            rules=rules,
            awt=working_time(case.policy),
            unit_codes=unit_codes,
            position_ids=position_ids,
            unit_at=unit_at,
            position_at=position_at,
            units=units,
            positions=positions,
            numbers=_columns(positions, ("number", "count"), np.float64),
            flags=_columns(positions, ("flag",), np.bool_),
            words={
                column.name: tuple(positions[column.name])
                for column in POSITIONS.columns
                if column.type in ("id", "text", "word", "words")
            },
            applies=applies,
            departments=_departments(positions, applies),
            has_work_hours=seated & by_workload,
            is_leader_seat=seated & ~by_workload,
            group_of=tuple(g or p for g, p in zip(groups, position_ids, strict=True)),
            own_group=groups,
            most_positions=_most_positions(case, groups),
            never_together=_never_together(case, position_at)
            if rules.is_on("incompatible")
            else (),
            family_of=dict(zip(fields["field"], fields["family"], strict=True)),
            lat=units["lat"].to_numpy(dtype=np.float64),
            lon=units["lon"].to_numpy(dtype=np.float64),
        )

    def column(self, name: str) -> Floats:
        """Return a numeric column of positions as floats, blank as NaN."""
        return self.numbers[name]

    def flag(self, name: str) -> Bools:
        """Return a yes/no column of positions."""
        return self.flags[name]

    def word(self, name: str) -> tuple[str, ...]:
        """Return a text column of positions."""
        return self.words[name]

    def cell(self, unit: int, position: int) -> str:
        """Name a cell in a finding."""
        return f"{self.unit_codes[unit]}/{self.position_ids[position]}"


def _columns(table: pd.DataFrame, types: tuple[str, ...], dtype: type[T]) -> dict[str, NDArray[T]]:
    return {
        column.name: table[column.name].to_numpy(dtype=dtype)
        for column in POSITIONS.columns
        if column.type in types
    }


def _applies(case: Case, unit_at: Mapping[str, int], position_at: Mapping[str, int]) -> Bools:
    kinds = case.tables["units"]["kind"]
    applies_to = case.tables["positions"]["applies_to"]
    applies = np.array(
        [[word in KINDS_SERVED.get(kind, ()) for word in applies_to] for kind in kinds],
        dtype=np.bool_,
    ).reshape(len(kinds), len(applies_to))
    exceptions = case.tables["applicability"]
    for unit, position, word in zip(
        exceptions["unit_code"], exceptions["position_id"], exceptions["applies"], strict=True
    ):
        if unit in unit_at and position in position_at:
            applies[unit_at[unit], position_at[position]] = word == "yes"
    return applies


def _departments(positions: pd.DataFrame, applies: Bools) -> Mapping[tuple[int, str], int]:
    """Return the head's position of every department, by unit and department.

    A department whose head is held beside another post is one all the same.
    """
    columns = (positions[c] for c in ("sizing", "rank", "staffing", "in_frame", "department"))
    found: dict[tuple[int, str], int] = {}
    for at, (sizing, rank, staffing, in_frame, name) in enumerate(zip(*columns, strict=True)):
        if (sizing, rank, staffing) == ("post", "head", "payroll") and in_frame:
            for unit in np.flatnonzero(applies[:, at]).tolist():
                found.setdefault((unit, name), at)
    return found


def _most_positions(case: Case, groups: tuple[str, ...]) -> Mapping[str, int]:
    """Most positions a post of a concurrency group may hold; alone in its group, one."""
    unlimited = max(1, len(groups))
    most = {group: unlimited if groups.count(group) > 1 else 1 for group in groups if group}
    table = case.tables["concurrency"]
    most.update((g, int(n)) for g, n in zip(table["group"], table["max_positions"], strict=True))
    return most


def _never_together(case: Case, position_at: Mapping[str, int]) -> tuple[tuple[int, int], ...]:
    table = case.tables["incompatible"]
    return tuple(
        (position_at[a], position_at[b])
        for a, b, hard in zip(table["position_a"], table["position_b"], table["hard"], strict=True)
        if hard and a in position_at and b in position_at
    )
