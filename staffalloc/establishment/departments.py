"""Departments of the units: those a head's position applies to, whole or divided in two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.demand import applies

DEPARTMENT_RANKS = ("head", "deputy_head")


@dataclass(frozen=True)
class Department:
    """A department, or one half of it.

    Attributes
    ----------
    unit_code, name : str
        `name` is the department of the catalogue.
    part : int
        0 for a whole one, 1 and 2 for the halves.
    head_position : str
    positions, fields : tuple of str
        Positions with work in the unit, and their fields of work.
    officers : float
        What the work requires, in officers.
    """

    unit_code: str
    name: str
    part: int
    head_position: str
    positions: tuple[str, ...]
    fields: tuple[str, ...]
    officers: float

    @property
    def code(self) -> str:
        """The name, with the number of the half."""
        return f"{self.name}-{self.part}" if self.part else self.name


@dataclass(frozen=True)
class DepartmentDesign:
    """The departments of all units, by unit and name, and the most there may be (None: any).

    `led` are the departments of the catalogue that have heads somewhere: a unit has leaders of
    these only where the design gives it the department.
    """

    departments: tuple[Department, ...]
    led: frozenset[str]
    most: int | None

    def halves_of(self, unit: str, name: str) -> tuple[Department, ...]:
        """Return the whole department or its halves; nothing where the unit has none."""
        return self._by_name.get((unit, name), ())

    @cached_property
    def organisations(self) -> Mapping[str, int]:
        """Departments and centres of each unit that has any, by unit_code."""
        count: dict[str, int] = defaultdict(int)
        for department in self.departments:
            count[department.unit_code] += 1
        return dict(count)

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], tuple[Department, ...]]:
        found: dict[tuple[str, str], tuple[Department, ...]] = {}
        for department in self.departments:
            key = (department.unit_code, department.name)
            found[key] = (*found.get(key, ()), department)
        return found


def departments_by_catalogue(case: Case) -> dict[tuple[str, str], str]:
    """Return the position of the head by unit and department, where one applies.

    A department whose head is held beside another post, as a vice chair may direct the service
    centre, is a department too.
    """
    positions = case.positions
    is_head = (positions["sizing"] == "post") & (positions["rank"] == "head")
    on_payroll = (positions["staffing"] == "payroll") & positions["in_frame"]
    heads = positions[is_head & on_payroll].reset_index(drop=True)
    scope = applies(case, heads)
    found: dict[tuple[str, str], str] = {}
    for u, unit in enumerate(case.units["unit_code"]):
        for p, head in enumerate(heads.itertuples()):
            if scope[u, p]:
                found.setdefault((unit, head.department), head.position_id)
    return found


def is_of_department(position: pd.Series, led: frozenset[str]) -> bool:
    """Return whether a leading position is a head or deputy of one of the departments `led`."""
    return position["department"] in led and position["rank"] in DEPARTMENT_RANKS
