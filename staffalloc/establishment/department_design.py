"""The design step: which departments are divided in two under the sum of organisations.

A head directs at most so many fields of work; the hours of the smallest fields beyond are the
excess of the department. Dividing one costs one organisation, so with the benefits sorted the
first ones that fit are an optimal choice: any other choice has no more splits, and each of them
is worth no more than the one of its place here. The two halves are the best there are: every way
to part the families of fields is tried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.hours import milli_hour
from staffalloc.case.problems import CaseError, Problem
from staffalloc.case.vocabulary import ANY_FIELD
from staffalloc.establishment.departments import (
    Department,
    DepartmentDesign,
    departments_by_catalogue,
)
from staffalloc.rules import rules_in_force

_MOST_FAMILIES: Final = 14  # 8,192 ways to part them; smaller families beyond stay together
_DIGITS: Final = 9


@dataclass(frozen=True)
class _Field:
    """A field of work of a department: its family, positions, officers and milli-hours."""

    name: str
    family: str
    positions: tuple[str, ...]
    officers: float
    hours: int


@dataclass(frozen=True)
class _Split:
    """The best two halves of a department, and by how many milli-hours less is in excess."""

    unit_code: str
    department: str
    benefit: int
    halves: tuple[tuple[_Field, ...], tuple[_Field, ...]]


def design_departments(case: Case, need: pd.DataFrame) -> DepartmentDesign:
    """Return the departments of every unit.

    Units with less work than ``departments_from_fte`` have none. The others have those of the
    catalogue, some of them divided.

    Parameters
    ----------
    case : Case
    need : DataFrame
        Requirements by unit and position.

    Raises
    ------
    CaseError
        If the departments of the catalogue are more than the sum of organisations allows.
    """
    heads = departments_by_catalogue(case)
    large = _large_units(case, need)
    own = {key: head for key, head in heads.items() if key[0] in large}
    fields = _fields(case, need, own)
    most = _most_organisations(case)
    if most is not None and len(own) > most:
        raise _too_many(len(own), most, sorted(set(own.values())))
    splits = [
        split
        for (unit, name), found in fields.items()
        if (split := _best_split(case, unit, name, found)) is not None
    ]
    splits.sort(key=lambda s: (-s.benefit, s.unit_code, s.department))
    room = len(splits) if most is None else most - len(own)
    chosen = {(split.unit_code, split.department): split for split in splits[:room]}
    departments = []
    for key in sorted(own):
        parts = chosen[key].halves if key in chosen else (fields[key],)
        for number, part in enumerate(parts, start=1 if key in chosen else 0):
            departments.append(_department(key, number, own[key], part))
    led = frozenset(name for _, name in heads)
    return DepartmentDesign(tuple(departments), led, most)


def excess(hours: Sequence[int], most_fields: int) -> int:
    """Return the hours of the smallest fields beyond the most that one head directs.

    Examples
    --------
    >>> excess([300, 100, 200], 2)
    100
    """
    return sum(sorted(hours, reverse=True)[most_fields:])


def _large_units(case: Case, need: pd.DataFrame) -> frozenset[str]:
    work = need.groupby("unit_code")["required_fte"].sum().round(_DIGITS)
    least = case.policy.departments_from_fte
    return frozenset(u for u in case.units["unit_code"] if work.get(u, 0.0) >= least)


def _most_organisations(case: Case) -> int | None:
    """Return the sum of organisations; None where the planner switched the rule off.

    Before the average there was a number for each unit, three departments and the centre: the
    set has it, and it holds by the set.
    """
    rules = rules_in_force(case)
    if not rules.switched.get("organisations", True):
        return None
    return rules.numbers.most_organisations(case.units["province_code"].value_counts().to_dict())


def _too_many(least: int, most: int, heads: Sequence[str]) -> CaseError:
    fields: dict[str, str | int | float] = {
        "name": "organisations",
        "positions": ", ".join(heads),
        "ceiling": most,
        "least": least,
        "missing": least - most,
    }
    return CaseError([Problem("city_sum_below_least", table="rules", fields=tuple(fields.items()))])


def _fields(
    case: Case, need: pd.DataFrame, departments: Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], tuple[_Field, ...]]:
    """Return the fields with work of each department, the one with most hours first."""
    positions = case.positions.set_index("position_id")
    family_of = dict(zip(case.fields["field"], case.fields["family"], strict=True))
    work = need[need["required_fte"] > 0]
    work = work.assign(
        department=work["position_id"].map(positions["department"]),
        field=work["position_id"].map(positions["field"]),
    )
    found: dict[tuple[str, str], list[_Field]] = {key: [] for key in departments}
    for (unit, name, field), rows in work.groupby(["unit_code", "department", "field"]):
        if (unit, name) in found:
            codes = tuple(sorted(rows["position_id"]))
            asked = str(positions.loc[codes[0], "required_fields"]).split(";")[0] or ANY_FIELD
            found[unit, name].append(
                _Field(
                    field,
                    family_of.get(asked) or asked,
                    codes,
                    float(rows["required_fte"].sum()),
                    milli_hour(float(rows["required_hours"].sum())),
                )
            )
    return {key: tuple(sorted(f, key=lambda f: (-f.hours, f.name))) for key, f in found.items()}


def _best_split(case: Case, unit: str, name: str, fields: tuple[_Field, ...]) -> _Split | None:
    """Return the two halves with the least excess, then the most even; None if none helps."""
    most, least = int(case.policy.most_fields_of_head), case.policy.least_department_fte
    whole = excess([field.hours for field in fields], most)
    best: tuple[int, int] | None = None
    halves = None
    for first, second in _partitions(_families(fields)) if whole else ():
        if any(round(sum(f.officers for f in half), _DIGITS) < least for half in (first, second)):
            continue
        left = sum(excess([f.hours for f in half], most) for half in (first, second))
        uneven = abs(sum(f.hours for f in first) - sum(f.hours for f in second))
        if left < whole and (best is None or (left, uneven) < best):
            best, halves = (left, uneven), (first, second)
    if best is None or halves is None:
        return None
    return _Split(unit, name, whole - best[0], halves)


def _families(fields: Sequence[_Field]) -> list[tuple[_Field, ...]]:
    """Group fields by family, the family with most hours first."""
    groups: dict[str, list[_Field]] = {}
    for field in fields:
        groups.setdefault(field.family, []).append(field)
    ordered = sorted(groups, key=lambda name: (-sum(f.hours for f in groups[name]), name))
    together = [tuple(groups[name]) for name in ordered[: _MOST_FAMILIES - 1]]
    rest = tuple(field for name in ordered[_MOST_FAMILIES - 1 :] for field in groups[name])
    return [*together, rest] if rest else together


def _partitions(
    families: Sequence[tuple[_Field, ...]],
) -> list[tuple[tuple[_Field, ...], tuple[_Field, ...]]]:
    """Return every way to part families in two; the first family is in the first half."""
    ways = []
    for mask in range(1, 2 ** max(0, len(families) - 1)):
        in_second = [False, *(bool(mask >> k & 1) for k in range(len(families) - 1))]
        first = [
            f for family, far in zip(families, in_second, strict=True) if not far for f in family
        ]
        second = [f for family, far in zip(families, in_second, strict=True) if far for f in family]
        ways.append((tuple(first), tuple(second)))
    return ways


def _department(
    key: tuple[str, str], number: int, head: str, fields: Sequence[_Field]
) -> Department:
    return Department(
        unit_code=key[0],
        name=key[1],
        part=number,
        head_position=head,
        positions=tuple(sorted(code for field in fields for code in field.positions)),
        fields=tuple(sorted(field.name for field in fields)),
        officers=float(sum(field.officers for field in fields)),
    )
