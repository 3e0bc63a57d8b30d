"""The three tables of :func:`staffalloc.placement.bare.assign.assign`: read, checked, numbered."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.errors import StaffallocError

TableLike: TypeAlias = pd.DataFrame | Iterable[Mapping[str, Any]]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_COUNT: Final = 10**6
_ROWS_SHOWN: Final = 10


class AssignError(StaffallocError, ValueError):
    """The tables of an assignment are not sound; `problems` lists everything that is wrong."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[type[AssignError], tuple[tuple[str, ...]]]:
        return (AssignError, (self.problems,))


@dataclass(frozen=True)
class Tables:
    """People, seats and arcs by number, in the order of their ids; blank costs are NaN.

    Attributes
    ----------
    person_ids, seat_ids : tuple
    count, pool_cost : (people,) arrays
    capacity, short_cost, over_cost, size_limit : (seats,) arrays
        A blank `short_cost` is 0.
    arc_person, arc_seat, arc_cost, arc_size : (arcs,) arrays
        By person and seat.
    """

    person_ids: tuple[Hashable, ...]
    seat_ids: tuple[Hashable, ...]
    count: Ints
    pool_cost: Floats
    capacity: Ints
    short_cost: Floats
    over_cost: Floats
    size_limit: Floats
    arc_person: Ints
    arc_seat: Ints
    arc_cost: Floats
    arc_size: Floats

    @property
    def has_sizes(self) -> bool:
        """Whether any seat limits the sizes of its people."""
        return bool((~np.isnan(self.size_limit)).any())

    @property
    def all_costs(self) -> Floats:
        """Every cost that is given."""
        costs = np.concatenate([self.arc_cost, self.pool_cost, self.short_cost, self.over_cost])
        given: Floats = costs[~np.isnan(costs)]
        return given


def read_tables(people: TableLike, seats: TableLike, arcs: TableLike) -> Tables:
    """Check the tables and number their rows.

    Raises
    ------
    AssignError
        With every problem found.
    """
    problems: list[str] = []
    persons = TableReader("people", people, ("person",), problems)
    places = TableReader("seats", seats, ("seat", "capacity"), problems)
    pairs = TableReader("arcs", arcs, ("person", "seat", "cost"), problems)
    if problems:
        raise AssignError(problems)

    person_ids, person_order = persons.ids("person")
    seat_ids, seat_order = places.ids("seat")
    count = persons.numbers("count", 1.0, _is_count, "a whole number from 0")
    pool = persons.numbers("pool_cost", np.nan)
    capacity = places.numbers("capacity", None, _is_count, "a whole number from 0")
    short = places.numbers("short_cost", 0.0)
    over = places.numbers("over_cost", np.nan)
    limit = places.numbers("size_limit", np.nan, _is_not_negative, "0 or more")
    places.report(
        over + short < 0,
        "over_cost is below minus short_cost: filling a place first would not be the cheapest",
    )
    cost = pairs.numbers("cost", None)
    size = pairs.numbers("size", np.nan, _is_not_negative, "0 or more")
    person = pairs.places_of("person", person_ids, "people")
    seat = pairs.places_of("seat", seat_ids, "seats")
    pairs.report(_repeated(person, seat), "the pair stands there twice")
    limited = np.append(~np.isnan(limit[seat_order]), False)[seat]
    pairs.report(limited & np.isnan(size), "size is blank and the seat has a size_limit")
    if problems:
        raise AssignError(problems)

    order = np.lexsort((seat, person))
    return Tables(
        person_ids,
        seat_ids,
        count[person_order].astype(np.int64),
        pool[person_order],
        capacity[seat_order].astype(np.int64),
        short[seat_order],
        over[seat_order],
        limit[seat_order],
        person[order],
        seat[order],
        cost[order],
        size[order],
    )


class TableReader:
    """Reads the columns of one table; what is wrong goes to the common list, by row."""

    def __init__(
        self, name: str, table: TableLike, needed: Sequence[str], problems: list[str]
    ) -> None:
        self._name = name
        self._problems = problems
        self._frame = table if isinstance(table, pd.DataFrame) else _frame(table)
        if self._frame.empty and not len(self._frame.columns):
            self._frame = pd.DataFrame(columns=list(needed))
        for column in needed:
            if column not in self._frame.columns:
                problems.append(f"{name}: column {column} is missing")
        for column in self._frame.columns[self._frame.columns.duplicated()]:
            problems.append(f"{name}: column {column} stands there twice")

    def report(self, wrong: NDArray[np.bool_], what: str) -> None:
        """Report the rows, counted from 1, of which something is true."""
        rows = [str(row + 1) for row in np.flatnonzero(wrong)]
        if rows:
            more = f" and {len(rows) - _ROWS_SHOWN} more" if len(rows) > _ROWS_SHOWN else ""
            self._problems.append(
                f"{self._name}, row {', '.join(rows[:_ROWS_SHOWN])}{more}: {what}"
            )

    def ids(self, column: str) -> tuple[tuple[Hashable, ...], Ints]:
        """Return the ids in the order of their text, and the rows they stand in."""
        given = self._ids(column)
        self.report(self._frame[column].duplicated().to_numpy(bool), f"{column} stands there twice")
        order = sorted(range(len(given)), key=lambda row: (str(given[row]), row))
        return tuple(given[row] for row in order), np.array(order, np.int64)

    def places_of(self, column: str, known: Sequence[Hashable], where: str) -> Ints:
        """Return the number of each id among the known ones, -1 where there is none."""
        place = {code: number for number, code in enumerate(known)}
        numbers = np.array([place.get(code, -1) for code in self._ids(column)], np.int64)
        self.report(numbers < 0, f"{column} is not among {where}")
        return numbers

    def names(self, column: str) -> list[Hashable]:
        """Return the ids of a column as they stand there, blanks left out."""
        return list(self._frame[column].dropna().tolist())

    def _ids(self, column: str) -> list[Hashable]:
        self.report(self._frame[column].isna().to_numpy(bool), f"{column} is blank")
        return list(self._frame[column].tolist())

    def numbers(
        self,
        column: str,
        blank: float | None,
        allowed: Callable[[Floats], NDArray[np.bool_]] | None = None,
        wanted: str = "",
    ) -> Floats:
        """Return a column of numbers; `blank` stands for a blank, None refuses it."""
        if column not in self._frame.columns:
            return np.full(len(self._frame), np.nan if blank is None else blank)
        given = self._frame[column]
        values = pd.to_numeric(given, errors="coerce").to_numpy(float)
        empty = given.isna().to_numpy(bool)
        self.report(np.isnan(values) & ~empty, f"{column} is not a number")
        self.report(np.isinf(values), f"{column} is not finite")
        if blank is None:
            self.report(empty, f"{column} is blank")
        if allowed is not None:
            finite = np.where(np.isfinite(values), values, 0.0)
            self.report(~allowed(finite), f"{column} is not {wanted}")
        return np.where(empty, np.nan if blank is None else blank, values)


def _frame(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


def _is_count(values: Floats) -> NDArray[np.bool_]:
    whole: NDArray[np.bool_] = (values >= 0) & (values == np.rint(values))
    return whole & (values <= _MOST_COUNT)


def _is_not_negative(values: Floats) -> NDArray[np.bool_]:
    return np.asarray(values >= 0, bool)


def _repeated(person: Ints, seat: Ints) -> NDArray[np.bool_]:
    pairs = pd.DataFrame({"person": person, "seat": seat})
    known = (person >= 0) & (seat >= 0)
    repeated: NDArray[np.bool_] = pairs.duplicated().to_numpy(bool) & known
    return repeated
