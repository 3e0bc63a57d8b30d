"""Ceilings of units, leaders to seat, and the sums the whole must keep."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from staffalloc.case.hours import milli_hour
from staffalloc.verify.catalogue import Bools, Catalogue
from staffalloc.verify.demand import Need

BASE_POSTS: Final = 32
BASE_POPULATION: Final = 16_000
PEOPLE_A_POST: Final[Mapping[str, int]] = {"lowland": 2_000, "mountain": 1_000}
MOST_POSTS: Final[Mapping[str, int]] = {"commune": 50, "ward": 70, "special_zone": 70}
VICE_CHAIRS: Final = ("P06",)
DEPUTIES: Final = ("P08", "P11", "P13", "P15")
SUMS: Final[Mapping[str, tuple[str, ...]]] = {"vice_chairs": VICE_CHAIRS, "deputies": DEPUTIES}


@dataclass(frozen=True)
class Leader:
    """A leading position of a unit: how many seats it must have, and how many it should."""

    unit: int
    position: int
    fewest: int
    target: int
    price: int
    in_frame: bool

    def cost(self, seats: int) -> int:
        """Return the price of the seats missing to the target, in milli-hours."""
        return self.price * (self.target - seats)

    def cheapest(self, price: int) -> int:
        """Return the least of cost plus `price` a seat, over every allowed number."""
        return min(self.cost(m) + price * m for m in range(self.fewest, self.target + 1))


@dataclass(frozen=True)
class Frames:
    """Ceilings (by unit number) and the limits over all units.

    `lowest` and `highest` are the edges within which a shared ceiling moves, and equal the
    ceiling otherwise. `total` is None where nothing limits the whole.
    """

    ceilings: tuple[int, ...]
    lowest: tuple[int, ...]
    highest: tuple[int, ...]
    total: int | None
    sums: Mapping[str, int]
    shared: bool


def frames(catalogue: Catalogue) -> Frames:
    """Return every ceiling and limit of the establishment."""
    ceilings = _ceilings(catalogue)
    shared = catalogue.policy.ceiling_mode == "shared"
    margin = catalogue.policy.shared_margin if shared else 0.0
    limits = [_total_limit(catalogue), sum(ceilings) if shared else None]
    given = [limit for limit in limits if limit is not None]
    return Frames(
        ceilings=ceilings,
        lowest=tuple(math.floor(round(c * (1 - margin), 9)) for c in ceilings),
        highest=tuple(math.ceil(round(c * (1 + margin), 9)) for c in ceilings),
        total=min(given) if given else None,
        sums=_sums(catalogue),
        shared=shared,
    )


def frame_by_rule(kind: str, population: float, terrain: str) -> int:
    """Return the posts of a unit by the frame rule; blank population gives the smallest.

    Examples
    --------
    >>> frame_by_rule("commune", 20_000, "lowland"), frame_by_rule("ward", 126_000, "lowland")
    (34, 70)
    """
    if math.isnan(population):
        return BASE_POSTS
    step = PEOPLE_A_POST.get(terrain, PEOPLE_A_POST["lowland"])
    more = math.floor(max(0.0, population - BASE_POPULATION) / step)
    return min(MOST_POSTS.get(kind, BASE_POSTS), BASE_POSTS + more)


def _frames_by_rule(catalogue: Catalogue) -> list[int]:
    units = catalogue.units
    return [
        frame_by_rule(kind, population, terrain)
        for kind, population, terrain in zip(
            units["kind"], units["population"], units["terrain"], strict=True
        )
    ]


def _ceilings(catalogue: Catalogue) -> tuple[int, ...]:
    given = catalogue.units["ceiling"].to_numpy(dtype=np.float64)
    by_rule = _frames_by_rule(catalogue)
    return tuple(
        rule if math.isnan(posts) else int(posts)
        for posts, rule in zip(given, by_rule, strict=True)
    )


def _total_limit(catalogue: Catalogue) -> int | None:
    """Most in-frame posts over all units, where a `total` limit is given without a price."""
    limits = catalogue.case.tables["limits"]
    whole = limits[
        (limits["rule"] == "total")
        & (limits["unit_code"] == "")
        & (limits["position_id"] == "")
        & limits["max"].notna()
    ]
    return math.floor(whole["max"].min()) if len(whole) else None


def _sums(catalogue: Catalogue) -> Mapping[str, int]:
    heads = (
        catalogue.is_leader_seat
        & (np.array(catalogue.word("rank")) == "head")
        & (np.array(catalogue.word("staffing")) == "payroll")
        & catalogue.flag("in_frame")
    )
    departments = np.array(catalogue.word("department"))
    count = sum(len(set(departments[heads & applies])) for applies in catalogue.applies)
    units = len(catalogue.unit_codes)
    return {"vice_chairs": 5 * units // 2, "deputies": 2 * count}


def leaders(catalogue: Catalogue, need: Need, limits: Frames) -> Mapping[tuple[int, int], Leader]:
    """Return every leading position with a seat, by (unit, position)."""
    seated = catalogue.applies & catalogue.is_leader_seat
    third = _third_vice_chairs(catalogue, seated, limits)
    fewest = catalogue.column("min_posts")
    weights = catalogue.column("weight")
    in_frame = catalogue.flag("in_frame")
    found = {}
    for unit, position in np.argwhere(seated).tolist():
        code = catalogue.position_ids[position]
        if code in VICE_CHAIRS:
            target = _held(catalogue, position, 3 if unit in third else 2)
        elif code in DEPUTIES:
            target = _held(catalogue, position, _deputies(catalogue, need, unit, position))
        else:
            target = int(fewest[position])
        price = catalogue.policy.leader_price * float(weights[position]) * catalogue.awt
        found[unit, position] = Leader(
            unit,
            position,
            int(fewest[position]),
            target,
            milli_hour(price),
            bool(in_frame[position]),
        )
    return found


def _held(catalogue: Catalogue, position: int, target: int) -> int:
    """Hold a target between the fewest and most posts of the position."""
    most = catalogue.column("max_posts")[position]
    within = target if math.isnan(most) else min(target, int(most))
    return max(int(catalogue.column("min_posts")[position]), within)


def _deputies(catalogue: Catalogue, need: Need, unit: int, position: int) -> int:
    departments = np.array(catalogue.word("department"))
    of_department = (departments == departments[position]) & need.counted[unit]
    specialists = math.floor(round(float(need.fte[unit, of_department].sum()), 9))
    return 1 + max(0, specialists - 8) // 10


def _third_vice_chairs(catalogue: Catalogue, seated: Bools, limits: Frames) -> frozenset[int]:
    """Units with a third vice chair: frame at its cap, most people first, while the sum allows."""
    by_rule = _frames_by_rule(catalogue)
    population = catalogue.units["population"].to_numpy(dtype=np.float64)
    kinds = tuple(catalogue.units["kind"])
    order = sorted(
        (unit for unit in range(len(kinds)) if by_rule[unit] == MOST_POSTS.get(kinds[unit])),
        key=lambda unit: (-population[unit], catalogue.unit_codes[unit]),
    )
    chosen: set[int] = set()
    for code in VICE_CHAIRS:
        if code not in catalogue.position_at:
            continue
        position = catalogue.position_at[code]
        two, three = _held(catalogue, position, 2), _held(catalogue, position, 3)
        room = limits.sums["vice_chairs"] - two * int(seated[:, position].sum())
        for unit in order:
            if seated[unit, position] and three - two <= room:
                room -= three - two
                chosen.add(unit)
    return frozenset(chosen)
