"""Stable matching of ranked lists, for an embedder with people and seats of their own."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from staffalloc.placement.bare.assign_input import AssignError, Ints, TableLike, TableReader
from staffalloc.placement.engine.model import POOL
from staffalloc.placement.stable.deferred import deferred_acceptance
from staffalloc.placement.stable.wishes import Wishes


@dataclass(frozen=True)
class MatchingResult:
    """The stable matching that is best for all people.

    Attributes
    ----------
    pairs : DataFrame
        ``person``, ``seat``, by person.
    unmatched : tuple
        People whom no seat keeps: the same in every stable matching.
    """

    pairs: pd.DataFrame
    unmatched: tuple[Hashable, ...]


def stable_matching(
    people: TableLike, seats: TableLike, capacity: Mapping[Hashable, int] | None = None
) -> MatchingResult:
    """Match people with seats so that no person and seat would both rather have each other.

    Parameters
    ----------
    people : DataFrame or list of dict
        The lists of the people: ``person``, ``seat``, ``rank`` (a number, the least is the
        best). A person would rather be unmatched than have a seat that is not on the list.
    seats : DataFrame or list of dict
        The lists of the seats: ``seat``, ``person``, ``rank``. A seat takes nobody who is not
        on its list.
    capacity : mapping of seat to int, optional
        Most people each seat takes; one where it is not given.

    Returns
    -------
    MatchingResult
        Of all stable matchings the one where everybody has the best seat they have in any.

    Raises
    ------
    AssignError
        If the tables are not sound, with everything that is wrong; a ``ValueError``. Equal ranks
        on one list are an error: which of two stands first would decide who is matched.

    Notes
    -----
    Deferred acceptance (D. Gale and L. S. Shapley, College admissions and the stability of
    marriage, American Mathematical Monthly 69, 1962). The result is the same for any order of
    the rows.

    Examples
    --------
    >>> people = [
    ...     {"person": "ann", "seat": "desk", "rank": 1},
    ...     {"person": "bob", "seat": "desk", "rank": 1},
    ...     {"person": "bob", "seat": "door", "rank": 2},
    ... ]
    >>> seats = [
    ...     {"seat": "desk", "person": "bob", "rank": 2},
    ...     {"seat": "desk", "person": "ann", "rank": 1},
    ...     {"seat": "door", "person": "bob", "rank": 1},
    ... ]
    >>> stable_matching(people, seats).pairs.values.tolist()
    [['ann', 'desk'], ['bob', 'door']]
    """
    problems: list[str] = []
    by_people = TableReader("people", people, ("person", "seat", "rank"), problems)
    by_seats = TableReader("seats", seats, ("seat", "person", "rank"), problems)
    if problems:
        raise AssignError(problems)
    person_ids = _distinct(by_people.names("person"), by_seats.names("person"))
    seat_ids = _distinct(by_people.names("seat"), by_seats.names("seat"), list(capacity or ()))
    listed = _List.of(by_people, person_ids, seat_ids, "person")
    taken = _List.of(by_seats, person_ids, seat_ids, "seat")
    room = _room(capacity or {}, seat_ids, problems)
    if problems:
        raise AssignError(problems)
    seat_of = deferred_acceptance(_mutual(listed, taken), len(person_ids), room)
    matched = [(person_ids[at], seat_ids[seat]) for at, seat in enumerate(seat_of) if seat != POOL]
    unmatched = [person_ids[at] for at in np.flatnonzero(seat_of == POOL).tolist()]
    return MatchingResult(pd.DataFrame(matched, columns=["person", "seat"]), tuple(unmatched))


@dataclass(frozen=True)
class _List:
    """Rows of one table: pairs by number, and the place each has among all of them by rank."""

    person: Ints
    seat: Ints
    place: Ints

    @staticmethod
    def of(
        table: TableReader,
        person_ids: tuple[Hashable, ...],
        seat_ids: tuple[Hashable, ...],
        owner: str,
    ) -> _List:
        """Read the lists and report pairs that stand there twice, and equal ranks."""
        person = table.places_of("person", person_ids, "people")
        seat = table.places_of("seat", seat_ids, "seats")
        rank = table.numbers("rank", None)
        of = person if owner == "person" else seat
        pairs = pd.DataFrame({"person": person, "seat": seat, "of": of, "rank": rank})
        table.report(pairs.duplicated(["person", "seat"]).to_numpy(bool), "the pair is there twice")
        equal = pairs.duplicated(["of", "rank"]).to_numpy(bool) & ~np.isnan(rank)
        table.report(equal, f"the {owner} gives the rank twice")
        place = np.unique(rank, return_inverse=True)[1].astype(np.int64)
        return _List(person, seat, place)


def _mutual(listed: _List, taken: _List) -> Wishes:
    """Return the pairs that both sides list."""
    left, right = (
        pd.DataFrame({"person": rows.person, "seat": rows.seat, "place": rows.place})
        for rows in (listed, taken)
    )
    both = left.merge(right, on=["person", "seat"], suffixes=("_own", "_work"))
    columns = ("person", "seat", "place_own", "place_work")
    person, seat, own, work = (both[column].to_numpy(np.int64) for column in columns)
    return Wishes(person, seat, own, work, np.zeros_like(own))


def _distinct(*names: list[Hashable]) -> tuple[Hashable, ...]:
    """Return every id once, in the order of its text."""
    return tuple(sorted(dict.fromkeys(name for some in names for name in some), key=str))


def _room(
    capacity: Mapping[Hashable, int], seat_ids: tuple[Hashable, ...], problems: list[str]
) -> Ints:
    room = [capacity.get(seat, 1) for seat in seat_ids]
    wrong = [str(seat) for seat, places in zip(seat_ids, room, strict=True) if not _is_room(places)]
    if wrong:
        problems.append(f"capacity of {', '.join(wrong)} is not a whole number from 0")
        return np.zeros(len(room), np.int64)
    return np.array(room, np.int64)


def _is_room(places: object) -> bool:
    if isinstance(places, bool) or not isinstance(places, int | np.integer):
        return False
    return bool(places >= 0)
