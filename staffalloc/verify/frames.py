"""Ceilings of units, leaders to seat, and the sums the whole must keep."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from staffalloc.case.hours import milli_hour
from staffalloc.rules.rule_set import RuleSet
from staffalloc.verify.catalogue import Bools, Catalogue
from staffalloc.verify.curves import Curve
from staffalloc.verify.demand import Need
from staffalloc.verify.departments import Design, designed_posts


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
class CitySum:
    """The most seats that positions may have over all units together."""

    positions: tuple[str, ...]
    most: int


@dataclass(frozen=True)
class Frames:
    """Ceilings (by unit number) and the limits over all units.

    `lowest` and `highest` are the edges within which a shared ceiling moves, and equal the
    ceiling otherwise. `decided_by` says what each ceiling follows. `total` is None where nothing
    limits the whole; `sums` holds the sums that are in force.
    """

    ceilings: tuple[int, ...]
    decided_by: tuple[str, ...]
    lowest: tuple[int, ...]
    highest: tuple[int, ...]
    total: int | None
    sums: Mapping[str, CitySum]
    shared: bool


def frames(
    catalogue: Catalogue,
    cells: Mapping[tuple[int, str], Curve],
    leaders: Mapping[tuple[int, int], Leader],
    design: Design | None,
) -> Frames:
    """Return every ceiling and limit of the establishment."""
    by_rule = catalogue.rules.is_on("ceiling")
    ceilings, decided_by = _ceilings(catalogue) if by_rule else _asked(catalogue, cells, leaders)
    shared = catalogue.policy.ceiling_mode == "shared" and by_rule
    margin = catalogue.policy.shared_margin if shared else 0.0
    limits = [_total_limit(catalogue), sum(ceilings) if shared else None]
    given = [limit for limit in limits if limit is not None]
    return Frames(
        ceilings=ceilings,
        decided_by=decided_by,
        lowest=tuple(math.floor(round(c * (1 - margin), 9)) for c in ceilings),
        highest=tuple(math.ceil(round(c * (1 + margin), 9)) for c in ceilings),
        total=min(given) if given else None,
        sums=_sums(catalogue, design),
        shared=shared,
    )


def frame_by_rule(numbers: RuleSet, kind: str, population: float, terrain: str) -> int:
    """Return the posts of a unit by the frame rule; blank population gives the smallest.

    Examples
    --------
    >>> from staffalloc.rules.rule_set import rule_set
    >>> numbers = rule_set("hanoi-2025-12")
    >>> frame_by_rule(numbers, "commune", 20_000, "lowland")
    34
    >>> frame_by_rule(numbers, "ward", 126_000, "lowland")
    70
    """
    if math.isnan(population):
        return numbers.frame_base
    more = max(0.0, population - numbers.frame_threshold) // numbers.frame_steps[terrain]
    return min(numbers.frame_caps[kind], numbers.frame_base + int(more))


def _frames_by_rule(catalogue: Catalogue) -> list[int]:
    units = catalogue.units
    return [
        frame_by_rule(catalogue.rules.numbers, kind, population, terrain)
        for kind, population, terrain in zip(
            units["kind"], units["population"], units["terrain"], strict=True
        )
    ]


def _ceilings(catalogue: Catalogue) -> tuple[tuple[int, ...], tuple[str, ...]]:
    given = catalogue.units["ceiling"].to_numpy(dtype=np.float64)
    is_blank = np.isnan(given).tolist()
    by_rule = _frames_by_rule(catalogue)
    ceilings = tuple(
        rule if blank else int(posts)
        for posts, blank, rule in zip(given, is_blank, by_rule, strict=True)
    )
    return ceilings, tuple("frame" if blank else "given" for blank in is_blank)


def _asked(
    catalogue: Catalogue,
    cells: Mapping[tuple[int, str], Curve],
    leaders: Mapping[tuple[int, int], Leader],
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return what the work of each unit asks for in full: its ceiling where no rule gives one."""
    asked = [0] * len(catalogue.unit_codes)
    for curve in cells.values():
        asked[curve.unit] += curve.highest if curve.in_frame else 0
    for leader in leaders.values():
        asked[leader.unit] += leader.target if leader.in_frame else 0
    return tuple(asked), ("work",) * len(asked)


def _total_limit(catalogue: Catalogue) -> int | None:
    """Most in-frame posts over all units, where a `total` limit is given without a price."""
    if not catalogue.rules.is_on("city_total"):
        return None
    limits = catalogue.case.tables["limits"]
    whole = limits[
        (limits["rule"] == "total")
        & (limits["unit_code"] == "")
        & (limits["position_id"] == "")
        & limits["max"].notna()
    ]
    return math.floor(whole["max"].min()) if len(whole) else None


def _sums(catalogue: Catalogue, design: Design | None) -> Mapping[str, CitySum]:
    """Return the averages of the rule set as sums, those that are in force."""
    units, numbers = len(catalogue.unit_codes), catalogue.rules.numbers
    departments = len(catalogue.departments) if design is None else len(design.departments)
    count = {"vice_chairs": units, "deputies": departments}
    given = {"vice_chairs": numbers.vice_chairs, "deputies": numbers.deputies}
    return {
        name: CitySum(one.positions, math.floor(one.average * count[name]))
        for name, one in given.items()
        if catalogue.rules.is_on(name)
    }


def leaders(
    catalogue: Catalogue, need: Need, design: Design | None
) -> Mapping[tuple[int, int], Leader]:
    """Return every leading position with a seat, by (unit, position)."""
    numbers = catalogue.rules.numbers
    seated = catalogue.applies & catalogue.is_leader_seat
    more = _more_vice_chairs(catalogue, seated)
    fewest = catalogue.column("min_posts")
    weights = catalogue.column("weight")
    in_frame = catalogue.flag("in_frame")
    found = {}
    for unit, position in np.argwhere(seated).tolist():
        code = catalogue.position_ids[position]
        specialists = _specialists(catalogue, need, design, unit, position)
        if not specialists:
            continue
        if code in numbers.vice_chairs.positions:
            wanted = numbers.most_vice_chairs if unit in more else numbers.usual_vice_chairs
            target = _held(catalogue, position, wanted)
        elif code in numbers.deputies.positions:
            target = sum(_held(catalogue, position, _deputies(numbers, n)) for n in specialists)
        else:
            target = int(fewest[position]) * len(specialists)
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


def _specialists(
    catalogue: Catalogue, need: Need, design: Design | None, unit: int, position: int
) -> Sequence[int]:
    """Return the whole officers of each department a position leads; nothing where it leads none.

    Without a design it is one department, that of the catalogue.
    """
    designed = designed_posts(catalogue, design, unit, position)
    if designed is not None:
        return [math.floor(round(department.officers, 9)) for department in designed]
    departments = np.array(catalogue.word("department"))
    of_department = (departments == departments[position]) & need.counted[unit]
    return [math.floor(round(float(need.fte[unit, of_department].sum()), 9))]


def _deputies(numbers: RuleSet, specialists: int) -> int:
    above = max(0, specialists - numbers.deputy_threshold)
    return min(numbers.most_deputies, 1 + above // numbers.deputy_step)


def _more_vice_chairs(catalogue: Catalogue, seated: Bools) -> frozenset[int]:
    """Units with the most vice chairs: frame at its cap, most people first, while the sum allows.

    The sum is that of the rule set, also where the row over the whole is switched off.
    """
    numbers = catalogue.rules.numbers
    by_rule = _frames_by_rule(catalogue)
    population = np.nan_to_num(catalogue.units["population"].to_numpy(dtype=np.float64))
    kinds = tuple(catalogue.units["kind"])
    order = sorted(
        (unit for unit in range(len(kinds)) if by_rule[unit] == numbers.frame_caps[kinds[unit]]),
        key=lambda unit: (-population[unit], catalogue.unit_codes[unit]),
    )
    known = [code for code in numbers.vice_chairs.positions if code in catalogue.position_at]
    positions = [catalogue.position_at[code] for code in known]
    usual = {p: _held(catalogue, p, numbers.usual_vice_chairs) for p in positions}
    most = {p: _held(catalogue, p, numbers.most_vice_chairs) for p in positions}
    room = math.floor(numbers.vice_chairs.average * len(kinds))
    room -= sum(usual[p] * int(seated[:, p].sum()) for p in positions)
    chosen: set[int] = set()
    for unit in order:
        step = sum(max(0, most[p] - usual[p]) for p in positions if seated[unit, p])
        if 0 < step <= room:
            room -= step
            chosen.add(unit)
    return frozenset(chosen)
