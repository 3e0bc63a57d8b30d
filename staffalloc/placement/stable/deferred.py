"""Deferred acceptance: people propose, seats keep the best they were offered so far."""

from __future__ import annotations

from heapq import heappush, heappushpop

import numpy as np

from staffalloc.placement.engine.model import POOL, Ints
from staffalloc.placement.stable.wishes import Wishes


def deferred_acceptance(wishes: Wishes, people: int, capacity: Ints) -> Ints:
    """Return the seat of each person in the stable matching that is best for all people.

    Each person proposes to one seat after another, the best first; a seat that is full lets go
    of the worst it holds. Whatever the order of the proposals, the end is the same, and nobody
    has a better seat in any other stable matching (Gale and Shapley 1962, theorem 2).

    Parameters
    ----------
    wishes : Wishes
        Over all eligible pairs, in any order.
    people : int
    capacity : (seats,) ints
        Most people each seat takes.

    Returns
    -------
    (people,) ints
        `POOL` for those no seat keeps.

    Examples
    --------
    >>> pairs = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    >>> rank_of_seat, rank_of_person = np.array([1, 2, 1, 2]), np.array([2, 1, 1, 2])
    >>> wishes = Wishes(*pairs, rank_of_seat, rank_of_person, np.zeros(4, np.int64))
    >>> deferred_acceptance(wishes, 2, np.array([1, 1])).tolist()
    [1, 0]
    """
    listed = wishes.in_order_of_people()
    edges = np.searchsorted(listed.person, np.arange(people + 1)).tolist()
    seat_at, place_at = listed.seat.tolist(), listed.places_at_seats().tolist()
    room, proposed = capacity.tolist(), edges[:-1]
    held: list[list[tuple[int, int]]] = [[] for _ in room]
    waiting = list(range(people))
    while waiting:
        person = waiting.pop()
        at = proposed[person]
        if at == edges[person + 1]:
            continue
        proposed[person] += 1
        seat, offer = seat_at[at], (-place_at[at], person)
        if len(held[seat]) < room[seat]:
            heappush(held[seat], offer)
        elif room[seat]:
            waiting.append(heappushpop(held[seat], offer)[1])
        else:
            waiting.append(person)
    seat_of = np.full(people, POOL)
    for seat, kept in enumerate(held):
        seat_of[[person for _, person in kept]] = seat
    return seat_of
