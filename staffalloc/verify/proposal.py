"""A plan as the tables to sign see it: what somebody carries, heads in the frame, notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from staffalloc.case.hours import great_circle_km
from staffalloc.verify.assignments import Plan
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.columns import Columns
from staffalloc.verify.demand import Need
from staffalloc.verify.establishment import Ceilings
from staffalloc.verify.placement import price_above_frame, tiers
from staffalloc.verify.posts import Post
from staffalloc.verify.roster import NOBODY
from staffalloc.verify.staging import Staging

Cell = tuple[int, int]  # unit, position


@dataclass(frozen=True)
class Proposal:
    """Everything the tables to sign are recounted from.

    `posts` are by post_id; `total` is the most heads in the frame over all units, None where
    nothing but the ceilings limits them. `conflict` are the cells, ``unit/position``, for which a
    stage left too few people; `staging` is None where the rule is off.
    """

    catalogue: Catalogue
    need: Need
    posts: Mapping[str, Post]
    columns: Columns
    ceilings: Ceilings
    total: int | None
    plan: Plan
    staging: Staging | None = None
    conflict: tuple[str, ...] = ()

    @cached_property
    def carried(self) -> frozenset[Cell]:
        """Units and positions that somebody carries, as lead or part, outsiders included."""
        return frozenset(self._carried())

    def _carried(self) -> Iterator[Cell]:
        for sitting in self.plan.placed:
            seat, post = self.columns.seats[sitting.seat], self.posts.get(sitting.post_id)
            parts = post.parts if post else ((seat.lead, 1.0),)
            for position, _ in parts:
                yield seat.unit, position
        for unit_code, position_id in self.columns.people.outside.values():
            unit = self.catalogue.unit_at.get(unit_code)
            held = self.catalogue.position_at.get(position_id)
            if unit is not None and held is not None:
                yield unit, held

    @cached_property
    def uncovered(self) -> tuple[Cell, ...]:
        """Units and positions with work that nobody carries."""
        cells = [(unit, position) for unit, position in np.argwhere(self.need.fte > 0).tolist()]
        return tuple(cell for cell in cells if cell not in self.carried)

    @cached_property
    def heads(self) -> tuple[int, ...]:
        """Heads in the frame, by unit number."""
        heads = [0] * len(self.catalogue.unit_codes)
        for sitting in self.plan.placed:
            seat = self.columns.seats[sitting.seat]
            heads[seat.unit] += int(seat.in_frame)
        return tuple(heads)

    def above_frame(self, unit: int) -> int:
        """Return the heads of a unit above its ceiling."""
        return max(0, self.heads[unit] - self.ceilings.posts[unit])

    def above_frame_cost(self, unit: int) -> int:
        """Return what the heads above the ceiling cost, in milli-hours."""
        steps = tiers(self.catalogue, self.ceilings.posts[unit])
        return price_above_frame(steps, self.above_frame(unit))

    @cached_property
    def above_total(self) -> int:
        """Heads in the frame beyond the total, or beyond the sum of the ceilings."""
        most = sum(self.ceilings.posts) if self.total is None else self.total
        return max(0, sum(self.heads) - most)

    @cached_property
    def notes(self) -> Mapping[str, tuple[str, str]]:
        """Author and reason of what is recorded about heads above the frame, by unit code."""
        table = self.catalogue.case.tables["unit_notes"]
        columns = (table[name] for name in ("unit_code", "subject", "author", "reason"))
        return {
            unit_code: (author, reason)
            for unit_code, subject, author, reason in zip(*columns, strict=True)
            if subject == "above_frame"
        }

    def is_noted(self, person: int) -> bool:
        """Return whether a pin keeps or assigns the person with author and reason."""
        pins = self.columns.people.pins.get(person, ())
        return any(pin.authored and pin.action in ("keep", "assign") for pin in pins)

    def is_left_out_by_decision(self, person: int) -> bool:
        """Return whether a pin with author and reason forbids the person every seat."""
        pins = self.columns.people.pins.get(person, ())
        return any(
            pin.authored and pin.action == "forbid" and pin.unit < 0 and pin.position < 0
            for pin in pins
        )

    def moves_from(self, person: int, unit: int) -> bool:
        """Return whether `unit` is another than today's; coming from the pool is not a move."""
        return int(self.columns.people.today[person]) not in (NOBODY, unit)

    def km_moved(self, person: int, unit: int) -> float:
        """Return km from today's unit to `unit`, NaN where either place is unknown."""
        lat, lon = self.catalogue.lat, self.catalogue.lon
        today = int(self.columns.people.today[person])
        return float(great_circle_km(lat[today], lon[today], lat[unit], lon[unit]))
