"""Departments designed again: which are divided, under the sum of organisations."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Final, NamedTuple

from staffalloc.case import vocabulary
from staffalloc.case.hours import milli_hour
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.demand import Need
from staffalloc.verify.findings import Report

LED: Final = ("head", "deputy_head")
MOST_BLOCKS: Final = 14


@dataclass(frozen=True)
class Department:
    """A department of a unit, or one half of it; `part` is 0 for a whole one."""

    unit: int
    name: str
    part: int
    head: int
    positions: tuple[int, ...]
    fields: tuple[str, ...]
    officers: float

    @property
    def code(self) -> str:
        """Return the name, with the number of the half."""
        return f"{self.name}-{self.part}" if self.part else self.name


@dataclass(frozen=True)
class Design:
    """All departments, by unit and name."""

    departments: tuple[Department, ...]

    def of(self, unit: int, name: str) -> tuple[Department, ...]:
        """Return a department of a unit: one, two halves, or none."""
        return tuple(d for d in self.by_unit.get(unit, ()) if d.name == name)

    @cached_property
    def by_unit(self) -> Mapping[int, tuple[Department, ...]]:
        """Return the departments of each unit."""
        found: dict[int, list[Department]] = defaultdict(list)
        for department in self.departments:
            found[department.unit].append(department)
        return {unit: tuple(own) for unit, own in found.items()}


class _Field(NamedTuple):
    name: str
    positions: tuple[int, ...]
    officers: float
    hours: int


def design(catalogue: Catalogue, need: Need, report: Report) -> Design | None:
    """Return the departments of every unit; None where the rule is off."""
    if not catalogue.rules.is_on("departments"):
        return None
    least = catalogue.policy.departments_from_fte
    officers = need.fte.sum(axis=1, where=need.counted)
    own = {
        key: head
        for key, head in catalogue.departments.items()
        if round(float(officers[key[0]]), 9) >= least
    }
    fields = {key: _fields(catalogue, need, *key) for key in own}
    splits = []
    for (unit, name), found in fields.items():
        gain, halves = _best_halves(catalogue, found)
        if gain > 0:
            splits.append((-gain, catalogue.unit_codes[unit], name, (unit, name), halves))
    splits.sort(key=lambda split: split[:3])
    most = most_organisations(catalogue)
    if most is not None and len(own) > most:
        report.add("departments", "", "organisations", f"at most {most}", len(own))
    room = len(splits) if most is None else max(0, most - len(own))
    halved = {key: halves for *_, key, halves in splits[:room]}
    made = []
    for key in sorted(own, key=lambda k: (catalogue.unit_codes[k[0]], k[1])):
        parts = halved.get(key, (fields[key],))
        for number, part in enumerate(parts, start=1 if key in halved else 0):
            made.append(_department(key, number, own[key], part))
    return Design(tuple(made))


def most_organisations(catalogue: Catalogue) -> int | None:
    """Return the most departments and centres of all units; None where that is switched off.

    Every set has a number, also those before the average was law.
    """
    if not catalogue.rules.switched.get("organisations", True):
        return None
    numbers = catalogue.rules.numbers
    averages = (
        Fraction(str(numbers.organisations.get(code, numbers.usual_organisations)))
        for code in catalogue.units["province_code"].tolist()
    )
    return math.floor(sum(averages))


def designed_posts(
    catalogue: Catalogue, made: Design | None, unit: int, position: int
) -> tuple[Department, ...] | None:
    """Return the departments that a leading position heads or is deputy of, where designed."""
    name = catalogue.word("department")[position]
    led = {department for _, department in catalogue.departments}
    if made is None or name not in led or catalogue.word("rank")[position] not in LED:
        return None
    return made.of(unit, name)


def _fields(catalogue: Catalogue, need: Need, unit: int, name: str) -> tuple[_Field, ...]:
    """Return the fields of work of a department, most hours first."""
    members: dict[str, list[int]] = defaultdict(list)
    for position, department in enumerate(catalogue.word("department")):
        if department == name and need.counted[unit, position] and need.fte[unit, position] > 0:
            members[catalogue.word("field")[position]].append(position)
    found = [
        _Field(
            field,
            tuple(positions),
            sum(float(need.fte[unit, p]) for p in positions),
            milli_hour(sum(need.required_rows[unit][p] for p in positions)),
        )
        for field, positions in members.items()
    ]
    return tuple(sorted(found, key=lambda f: (-f.hours, f.name)))


def _best_halves(
    catalogue: Catalogue, fields: tuple[_Field, ...]
) -> tuple[int, tuple[tuple[_Field, ...], ...]]:
    """Return the most milli-hours of excess a split takes away, and its halves."""
    policy = catalogue.policy
    most, least = int(policy.most_fields_of_head), policy.least_department_fte
    whole, blocks = _excess(fields, most), _blocks(catalogue, fields)
    best: tuple[tuple[int, int], tuple[tuple[_Field, ...], ...]] | None = None
    for sides in _sides(len(blocks)) if whole else ():
        halves = tuple(
            tuple(
                f for block, side in zip(blocks, sides, strict=True) if side == own for f in block
            )
            for own in (0, 1)
        )
        if any(round(sum(f.officers for f in half), 9) < least for half in halves):
            continue
        left = sum(_excess(half, most) for half in halves)
        uneven = abs(sum(f.hours for f in halves[0]) - sum(f.hours for f in halves[1]))
        if best is None or (left, uneven) < best[0]:
            best = (left, uneven), halves
    return (whole - best[0][0], best[1]) if best else (0, ())


def _sides(blocks: int) -> list[tuple[int, ...]]:
    """Return every way to send blocks to half 0 or 1, the first to 0, not all to one.

    The way in which later blocks change last comes first, so that of equal ones both programs
    keep the same.
    """
    ways = [(0, *reversed(rest)) for rest in product((0, 1), repeat=max(0, blocks - 1))]
    return [way for way in ways if any(way)]


def _excess(fields: Sequence[_Field], most: int) -> int:
    """Return the milli-hours of the smallest fields beyond the most that one head directs."""
    hours = sorted(field.hours for field in fields)
    return sum(hours[: max(0, len(hours) - most)])


def _blocks(catalogue: Catalogue, fields: Sequence[_Field]) -> list[list[_Field]]:
    """Put fields of one family together; families beyond the count stay with the smallest."""
    family = catalogue.family_of
    groups: dict[str, list[_Field]] = defaultdict(list)
    for field in fields:
        first = min(field.positions, key=lambda p: catalogue.position_ids[p])
        asked = catalogue.word("required_fields")[first].split(";")[0] or vocabulary.ANY_FIELD
        groups[family.get(asked) or asked].append(field)
    order = sorted(groups, key=lambda name: (-sum(f.hours for f in groups[name]), name))
    blocks = [groups[name] for name in order]
    tail = blocks[MOST_BLOCKS - 1 :]
    together = [field for block in tail for field in block]
    return [*blocks[: MOST_BLOCKS - 1], together] if together else blocks


def _department(
    key: tuple[int, str], number: int, head: int, fields: Sequence[_Field]
) -> Department:
    return Department(
        unit=key[0],
        name=key[1],
        part=number,
        head=head,
        positions=tuple(sorted(p for field in fields for p in field.positions)),
        fields=tuple(sorted(field.name for field in fields)),
        officers=sum(field.officers for field in fields),
    )
