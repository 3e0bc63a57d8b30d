"""Tables of the staged appointments: the blocks, who was chosen in each, and what proves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.hours import MILLI
from staffalloc.case.vocabulary import SIDES
from staffalloc.certificate import FEASIBLE, OPTIMAL
from staffalloc.placement.eligible import EligiblePeople
from staffalloc.placement.engine.model import POOL
from staffalloc.placement.place import Placement
from staffalloc.placement.stages.blocks import LAST, NO_GROUP, STAGES
from staffalloc.placement.stages.staged import DecidedBlock, Stages
from staffalloc.plan.officers import Officers
from staffalloc.plan.people_tables import why_empty
from staffalloc.rules.references import signer_of_side

ALL_AT_ONCE: Final = 0  # the block under which the prices without stages stand
_STAGES: Final = [
    "block",
    "stages",
    "side",
    "signer",
    "seats",
    "filled",
    "vacant",
    "considered",
    "eligible",
    "priorities",
    "objective",
    "bound",
    "status",
    "minima_before",
    "minima_after",
    "conflict",
]
_APPOINTMENTS: Final = [
    "block",
    "side",
    "unit_code",
    "lead_position",
    "post_id",
    "seat_type",
    "cadre_id",
    "level",
    "eligible",
    "chosen_elsewhere",
    "loss",
    "external_review",
    "internal_review",
    "signer",
    "reason",
]


def stage_tables(
    case: Case, placement: Placement, officers: Officers, eligible: EligiblePeople
) -> dict[str, pd.DataFrame]:
    """Return the tables of the stages by name; none where the rule does not hold.

    `eligible` are the people of each seat type by the conditions alone, nobody locked.
    """
    stages = placement.problem.stages
    if stages is None:
        return {}
    clerk = _Clerk(case, placement, stages, officers, eligible)
    return {
        "stages": pd.DataFrame(list(clerk.blocks()), columns=_STAGES),
        "appointments": pd.DataFrame(list(clerk.appointments()), columns=_APPOINTMENTS),
        "stage_prices": _prices_table(placement, stages),
        "stage_levels": _levels_table(placement, stages),
    }


@dataclass(frozen=True)
class _Clerk:
    """Writes the rows of blocks and appointments."""

    case: Case
    placement: Placement
    stages: Stages
    officers: Officers
    eligible: EligiblePeople

    def blocks(self) -> Iterator[tuple[Any, ...]]:
        for decided in self.stages.decided:
            proof = decided.proof
            status = OPTIMAL if proof.is_proven else FEASIBLE
            figures = (proof.objective / MILLI, proof.bound / MILLI, status)
            minima = (decided.minima_before, decided.minima_after, ";".join(decided.conflict))
            for side in self._sides(decided.number):
                people = self._eligible(decided, side)
                counts = (decided.considered, people, self._priorities(decided, side))
                yield (*self._head(decided.number, side), *counts, *figures, *minima)
        yield from self._last_block()

    def _last_block(self) -> Iterator[tuple[Any, ...]]:
        proof = self.placement.proof
        status = OPTIMAL if proof.objective == proof.bound else FEASIBLE
        figures = (proof.objective / MILLI, proof.bound / MILLI, status)
        free = int((self.stages.locked == POOL).sum())
        people = self._eligible_at_the_end
        for side in self._sides(LAST):
            head = self._head(LAST, side)
            yield (*head, free, people[side], "", *figures, np.nan, np.nan, "")

    def _head(self, block: int, side: str) -> tuple[Any, ...]:
        """Block, its stages, side, signer, and its posts: all, filled, vacant."""
        problem = self.placement.problem
        seats = self._seats(block, side)
        posts = sum(len(problem.seats[j].posts) for j in seats)
        vacant = sum(j in seats for j, _, _ in self.officers.empty_posts)
        stages = ";".join(str(stage) for stage in STAGES[block - 1])
        return (block, stages, side, signer_of_side(side), posts, posts - vacant, vacant)

    def _sides(self, block: int) -> list[str]:
        order = self.stages.order
        found = {order.side[j] for j in order.seats_of(block).tolist()}
        return [side for side in SIDES if side in found]

    def _seats(self, block: int, side: str) -> frozenset[int]:
        order = self.stages.order
        return frozenset(j for j in order.seats_of(block).tolist() if order.side[j] == side)

    def _eligible(self, decided: DecidedBlock, side: str) -> int:
        block, order = decided.block, self.stages.order
        of_side = np.array([order.side[j] == side for j in block.seats.tolist()], bool)
        return len(np.unique(block.person[of_side[block.seat]]))

    @property
    def _eligible_at_the_end(self) -> Mapping[str, int]:
        """People who are not locked and may have a seat of the last block, by side."""
        model, order = self.placement.problem.model, self.stages.order
        sides = np.array(order.side)
        count: Counter[str] = Counter()
        free = self.stages.locked == POOL
        for first, last in model.blocks():
            person, seat, _ = model.pairs(first, last)
            person, seat = person[free[person]], seat[free[person]]
            for side in self._sides(LAST):
                count[side] += len(np.unique(person[sides[seat] == side]))
        return count

    def _priorities(self, decided: DecidedBlock, side: str) -> str:
        """Count the chosen of each group that has people, ``group:count``."""
        block, choice, order = decided.block, decided.choice, self.stages.order
        chosen: Counter[int] = Counter()
        for person, seat in zip(choice.person.tolist(), choice.seat.tolist(), strict=True):
            chosen[int(block.level[person])] += order.side[int(block.seats[seat])] == side
        return ";".join(f"{level.level}:{chosen[level.level]}" for level in choice.levels)

    def appointments(self) -> Iterator[tuple[Any, ...]]:
        for decided in self.stages.decided:
            rows = [*self._chosen(decided), *self._vacant(decided)]
            yield from sorted(rows, key=lambda row: (*row[2:4], row[4] == "", row[4], row[6]))

    def _chosen(self, decided: DecidedBlock) -> Iterator[tuple[Any, ...]]:
        block, choice = decided.block, decided.choice
        loss = self.placement.problem.model.losses(
            block.people[choice.person], block.seats[choice.seat]
        )
        pairs = zip(choice.person.tolist(), choice.seat.tolist(), loss.tolist(), strict=True)
        for person, seat, lost in pairs:
            row, level = int(block.people[person]), int(block.level[person])
            code = self._codes[row]
            j = int(block.seats[seat])
            head, counts = self._place(decided.number, j), self._counts[j]
            group = np.nan if level == NO_GROUP else float(level)
            reviews = (self._reviews.get((code, kind), "") for kind in ("external", "internal"))
            post = self.officers.post_of.get(row, "")
            signer = signer_of_side(head[1])
            yield (
                *head[:4],
                post,
                head[4],
                code,
                group,
                *counts,
                lost / MILLI,
                *reviews,
                signer,
                "",
            )

    def _vacant(self, decided: DecidedBlock) -> Iterator[tuple[Any, ...]]:
        chosen_by_then = self._chosen_until(decided.number)
        for j, post, _ in self.officers.empty_posts:
            if self.stages.order.block[j] != decided.number:
                continue
            head, counts = self._place(decided.number, j), self._counts[j]
            why = why_empty(self.eligible.of(j), chosen_by_then)
            yield (*head[:4], post, head[4], "", np.nan, *counts, np.nan, "", "", "", why)

    def _chosen_until(self, block: int) -> NDArray[np.bool_]:
        locked = self.stages.locked
        by_then = (locked != POOL) & (self.stages.order.block[locked] <= block)
        return np.asarray(by_then, bool)

    def _place(self, block: int, j: int) -> tuple[int, str, str, str, str]:
        seat = self.placement.problem.seats[j]
        return (block, self.stages.order.side[j], seat.unit_code, seat.kind[0], seat.name)

    @cached_property
    def _counts(self) -> Mapping[int, tuple[int, int]]:
        """People each decided seat type is open to, and how many of them have another by then."""
        locked, counts = self.stages.locked, {}
        for decided in self.stages.decided:
            has_seat = self._chosen_until(decided.number)
            for j in decided.block.seats.tolist():
                people = self.eligible.of(j)
                elsewhere = has_seat[people] & (locked[people] != j)
                counts[j] = (len(people), int(elsewhere.sum()))
        return counts

    @cached_property
    def _codes(self) -> list[str]:
        codes: list[str] = self.placement.problem.people.table["cadre_id"].tolist()
        return codes

    @cached_property
    def _reviews(self) -> Mapping[tuple[str, str], str]:
        table = self.case.reviews
        rows = zip(table["cadre_id"], table["review"], table["verdict"], strict=True)
        return {(code, review): verdict for code, review, verdict in rows}


def _prices_table(placement: Placement, stages: Stages) -> pd.DataFrame:
    """Prices of the blocks by seat type, and those of everything decided at once: also of heads."""
    seats, units = placement.problem.seats, placement.problem.units
    rows: list[tuple[int, str, str, int]] = []
    if placement.all_at_once is not None:
        solution = placement.all_at_once.solution
        prices = zip(seats, solution.seat_price.tolist(), strict=True)
        rows += [(ALL_AT_ONCE, seat.unit_code, seat.name, price) for seat, price in prices]
        heads = zip(units, solution.head_price.tolist(), strict=True)
        rows += [(ALL_AT_ONCE, unit, "", price) for unit, price in heads]
    for decided in stages.decided:
        own = [seats[j] for j in decided.block.seats.tolist()]
        prices = zip(own, decided.choice.seat_price.tolist(), strict=True)
        rows += [(decided.number, seat.unit_code, seat.name, price) for seat, price in prices]
    return pd.DataFrame(rows, columns=["block", "unit_code", "seat_type", "price_mh"])


def _levels_table(placement: Placement, stages: Stages) -> pd.DataFrame:
    seats = placement.problem.seats
    rows = [
        (
            decided.number,
            level.level,
            level.people,
            level.chosen,
            level.price,
            ";".join(seats[int(decided.block.seats[j])].name for j in level.cover),
        )
        for decided in stages.decided
        for level in decided.choice.levels
    ]
    columns = ["block", "level", "people", "chosen", "price_mh", "cover"]
    return pd.DataFrame(rows, columns=columns)
