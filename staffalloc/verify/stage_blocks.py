"""The proof of each block of appointments: its cost, its counts, and the bound of stored prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from staffalloc.verify.catalogue import Bools, Ints
from staffalloc.verify.placement import NO_COLUMN
from staffalloc.verify.staging import UNNAMED, Candidates, Staging


@dataclass(frozen=True)
class StoredLevel:
    """What ``stage_levels.csv`` says of one group: its price, and seat types that cover it."""

    price: int
    cover: frozenset[int]


@dataclass(frozen=True)
class Block:
    """The eligible pairs of one block: people, seat types, losses; earlier chosen left out.

    `level` is the priority group of everybody of the placement, (C,).
    """

    staging: Staging
    number: int
    seats: tuple[int, ...]
    person: Ints
    seat: Ints
    loss: Ints
    level: Ints

    @classmethod
    def of(cls, staging: Staging, number: int, candidates: Candidates) -> Block:
        """Collect the pairs of a block."""
        free, seats = ~staging.locked_before(number), staging.seats_of(number)
        parts = [candidates.of(seat) for seat in seats]
        person = np.concatenate([people for people, _ in parts])
        loss = np.concatenate([losses for _, losses in parts])
        seat = np.repeat(seats, [len(people) for people, _ in parts])
        kept = free[person]
        return cls(
            staging,
            number,
            tuple(seats),
            person[kept],
            seat[kept],
            loss[kept],
            staging.levels(number),
        )

    def people(self, seats: Bools | None = None) -> Ints:
        """Return who is eligible for a seat type of the block, or for some of them, rising."""
        return np.unique(self.person if seats is None else self.person[seats[self.seat]])

    @cached_property
    def groups(self) -> list[int]:
        """The groups with somebody eligible, the first comes first."""
        found = set(self.level[self.people()].tolist())
        return sorted(group for group in found if group != UNNAMED)

    def size(self, group: int) -> int:
        """Return how many of a group are eligible."""
        return int((self.level[self.people()] == group).sum())

    @cached_property
    def chosen(self) -> Mapping[int, int]:
        """Seat type of everybody chosen, by person."""
        return {one.person: one.seat for one in self.staging.chosen_in(self.number)}

    def count(self, group: int, side: str | None = None) -> int:
        """Return how many of a group are chosen, on one side or on all."""
        return sum(
            int(self.level[person]) == group and side in (None, self.staging.side[seat])
            for person, seat in self.chosen.items()
        )

    @cached_property
    def cost(self) -> int:
        """What the block costs: losses, posts left empty, people above the posts."""
        plan, seats = self.staging.plan, self.staging.columns.seats
        total = sum(one.loss for one in self.staging.chosen_in(self.number))
        for seat in self.seats:
            total += sum(seats[seat].empty[: plan.choice.empty.get(seat, 0)])
            total += sum(seats[seat].extra[: plan.choice.extra.get(seat, 0)])
        return total

    def most(self, group: int, cover: frozenset[int]) -> int:
        """Return the most people of a group and those before it that a cover allows."""
        covered = np.zeros(len(self.staging.columns.seats), dtype=np.bool_)
        covered[list(cover)] = True
        room = sum(self._room(seat) for seat in cover)
        outside = ~covered[self.seat] & (self.level[self.person] <= group)
        return room + len(np.unique(self.person[outside]))

    def _room(self, seat: int) -> int:
        kind = self.staging.columns.seats[seat]
        return kind.seats + len(kind.extra)

    def bound(self, seat_price: Mapping[int, int], levels: Mapping[int, StoredLevel]) -> int:
        """Return a cost no choice with these counts of the groups can be below."""
        seats = self.staging.columns.seats
        worth = np.zeros(len(seats), dtype=np.int64)
        group_price = np.zeros(UNNAMED + 1, dtype=np.int64)
        total = 0
        for seat in self.seats:
            price = seat_price.get(seat, 0)
            worth[seat] = price
            total += price * seats[seat].seats
            total += sum(min(0, empty - price) for empty in seats[seat].empty)
            total += sum(min(0, extra + price) for extra in seats[seat].extra)
        for group, stored in levels.items():
            group_price[group] = stored.price
            total += stored.price * self.count(group)
        least = np.full(len(self.level), NO_COLUMN, dtype=np.int64)
        reduced = self.loss - worth[self.seat] - group_price[self.level[self.person]]
        np.minimum.at(least, self.person, reduced)
        return total + sum(value for value in least.tolist() if value < 0)
