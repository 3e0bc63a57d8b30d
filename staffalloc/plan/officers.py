"""Officers in posts: which post each placed person takes, who is above the seats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from staffalloc.balance.ruler import Cell, Posting, posting_of
from staffalloc.establishment import Establishment, Post
from staffalloc.placement.engine.model import POOL
from staffalloc.placement.place import PlacementProblem
from staffalloc.placement.seats import SeatType


@dataclass(frozen=True)
class Officers:
    """Where everybody sits, by row of ``people.table``.

    Attributes
    ----------
    problem : PlacementProblem
    establishment : Establishment
    seat_of : (N,) int array
        Seat type of each person, `POOL` for the pool.
    """

    problem: PlacementProblem
    establishment: Establishment
    seat_of: NDArray[np.int64]

    @cached_property
    def sitting(self) -> Mapping[int, list[int]]:
        """People of each seat type, by cadre_id."""
        sitting: dict[int, list[int]] = defaultdict(list)
        for person, seat in enumerate(self.seat_of.tolist()):
            if seat != POOL:
                sitting[seat].append(person)
        return sitting

    @cached_property
    def post_of(self) -> Mapping[int, str]:
        """The post of each placed person; people above the seats have none."""
        posts: dict[int, str] = {}
        for seat, people in self.sitting.items():
            kept = filled_seats(self.problem.seats[seat], len(people))
            posts.update(zip(people, self.problem.seats[seat].posts[:kept], strict=False))
        return posts

    @cached_property
    def empty_posts(self) -> list[tuple[int, str, int]]:
        """Seat type, post and price in milli-hours of every seat left empty."""
        empty = []
        for j, seat in enumerate(self.problem.seats):
            kept = filled_seats(seat, len(self.sitting.get(j, ())))
            for place in range(kept, len(seat.posts)):
                price = seat.empty_prices[len(seat.posts) - 1 - place]
                empty.append((j, seat.posts[place], price))
        return empty

    def heads_in_frame(self) -> dict[str, int]:
        """Placed people whose seats count in the frame, by unit_code."""
        heads = dict.fromkeys(self.problem.units, 0)
        for j, people in self.sitting.items():
            seat = self.problem.seats[j]
            heads[seat.unit_code] += len(people) * seat.in_frame
        return heads

    def posting(self, name: str) -> Posting:
        """Return the FTE by unit and lead position, with the people not in this placement."""
        return posting_of(name, [*self._placed_rows(), *elsewhere_rows(self.problem)])

    def _placed_rows(self) -> Iterator[tuple[str, str, float]]:
        fte = self.problem.people.table["fte"].to_numpy(float)
        for person, j in enumerate(self.seat_of.tolist()):
            if j != POOL:
                seat = self.problem.seats[j]
                yield seat.unit_code, seat.kind[0], float(fte[person])

    def carried(self) -> dict[Cell, float]:
        """FTE of each unit and position over filled posts; extra officers on their lead."""
        posts = {post.post_id: post for post in self.establishment.posts}
        fte = self.problem.people.table["fte"].to_numpy(float)
        carried: dict[Cell, float] = defaultdict(float)
        for person, j in enumerate(self.seat_of.tolist()):
            if j == POOL:
                continue
            seat, post = self.problem.seats[j], self.post_of.get(person)
            if post is None:
                carried[seat.unit_code, seat.kind[0]] += float(fte[person])
                continue
            for part in posts[post].parts:
                carried[seat.unit_code, part.position_id] += part.share * float(fte[person])
        for unit, position, share in elsewhere_rows(self.problem):
            carried[unit, position] += share
        return dict(carried)

    def carriers(self) -> dict[Cell, int]:
        """People who carry each unit and position, as lead or part, the others included."""
        posts: Mapping[str, Post] = {post.post_id: post for post in self.establishment.posts}
        count: dict[Cell, int] = defaultdict(int)
        for person, j in enumerate(self.seat_of.tolist()):
            if j == POOL:
                continue
            seat, post = self.problem.seats[j], self.post_of.get(person)
            parts = [p.position_id for p in posts[post].parts] if post else [seat.kind[0]]
            for position in parts:
                count[seat.unit_code, position] += 1
        for unit, position, _ in elsewhere_rows(self.problem):
            count[unit, position] += 1
        return dict(count)


def filled_seats(seat: SeatType, officers: int) -> int:
    """Return how many of a type's officers fill its seats; the others are above them.

    Each officer goes where it saves most: the dearest empty seat, or the dearest piece of the
    group's unserved hours if that is dearer still.
    """
    gains = [(-price, 0) for price in seat.empty_prices]
    gains += [(price, 1) for price in seat.extra_prices]
    return sum(above == 0 for _, above in sorted(gains)[:officers])


def elsewhere_rows(problem: PlacementProblem) -> Iterator[tuple[str, str, float]]:
    """Unit, position and FTE of the people who are not in this placement and stay."""
    for row in problem.people.elsewhere.itertuples():
        if row.unit_code and row.position_id:
            yield row.unit_code, row.position_id, float(row.fte)


def today_posting(problem: PlacementProblem) -> Posting:
    """Return today's posting: everybody at the unit and position of the cadres table."""
    table = problem.people.table
    rows = zip(table["unit_code"], table["position_id"], table["fte"].astype(float), strict=True)
    return posting_of("today", [*rows, *elsewhere_rows(problem)])
