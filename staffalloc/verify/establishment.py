"""The establishment: its limits, its objective, and the bound nobody can beat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.curves import Curve
from staffalloc.verify.findings import Report
from staffalloc.verify.folder import PlanFolder
from staffalloc.verify.frames import Frames, Leader
from staffalloc.verify.posts import Staffing
from staffalloc.verify.sheet import Sheet, count_cell


@dataclass(frozen=True)
class Ceilings:
    """``ceilings.csv`` by unit number: posts, and the prices the proof uses (milli-hours)."""

    posts: tuple[int, ...]
    frame: tuple[int, ...]
    floor: tuple[int, ...]
    head: tuple[int, ...]


@dataclass(frozen=True)
class FramePrices:
    """Prices of one more post under each limit of the establishment, in milli-hours.

    They are brought to the signs the proof needs before it is evaluated, so that any integers
    give a bound: none is negative, a limit that is not there has price 0, and the price of a
    lower edge is at most that of the whole.
    """

    frame: tuple[int, ...]
    floor: tuple[int, ...]
    total: int
    sums: Mapping[str, int]

    @classmethod
    def of(
        cls, ceilings: Ceilings, total: int, sums: Mapping[str, int], limits: Frames
    ) -> FramePrices:
        """Bring stored prices to the signs the proof needs."""
        whole = max(0, total) if limits.total is not None else 0
        floor = ceilings.floor if limits.shared else (0,) * len(ceilings.floor)
        return cls(
            frame=tuple(max(0, price) for price in ceilings.frame),
            floor=tuple(min(whole, max(0, price)) for price in floor),
            total=whole,
            sums={name: max(0, price) for name, price in sums.items()},
        )

    def of_post(self, unit: int, in_frame: bool) -> int:
        """Return what one more post of the unit pays under its limits."""
        return self.frame[unit] - self.floor[unit] + self.total if in_frame else 0


def read_ceilings(catalogue: Catalogue, limits: Frames, sheet: Sheet, report: Report) -> Ceilings:
    """Read ``ceilings.csv`` and compare the ceilings and edges; prices are only read."""
    units = len(catalogue.unit_codes)
    rows = sheet["unit_code"]
    prices = {
        column: sheet.hours(column, rows, report)
        for column in ("frame_price", "floor_price", "head_price")
    }
    posts = list(limits.ceilings)
    read = {column: [0] * units for column in prices}
    seen: set[int] = set()
    for at, code in enumerate(rows):
        unit = catalogue.unit_at.get(code)
        if unit is None or unit in seen:
            report.add(sheet.name, code, "row", "a unit of the case, once", "other")
            continue
        seen.add(unit)
        posts[unit] = _ceiling(limits, unit, sheet, at, report)
        for column, values in prices.items():
            read[column][unit] = values[at] or 0
    for unit in sorted(set(range(units)) - seen):
        report.add(sheet.name, catalogue.unit_codes[unit], "row", "one", "none")
    if limits.shared and sum(posts) > sum(limits.ceilings):
        report.add(sheet.name, "", "all ceilings", f"at most {sum(limits.ceilings)}", sum(posts))
    return Ceilings(
        tuple(posts), *(tuple(read[c]) for c in ("frame_price", "floor_price", "head_price"))
    )


def _ceiling(limits: Frames, unit: int, sheet: Sheet, at: int, report: Report) -> int:
    row = sheet["unit_code"][at]
    stored = count_cell(sheet["ceiling"][at])
    lowest, highest = limits.lowest[unit], limits.highest[unit]
    if stored is None or not lowest <= stored <= highest:
        expected = f"{lowest} to {highest}" if limits.shared else str(lowest)
        report.add(sheet.name, row, "ceiling", expected, sheet["ceiling"][at])
        stored = limits.ceilings[unit]
    edges = (str(lowest), str(highest)) if limits.shared else ("", "")
    report.same(sheet.name, row, "decided_by", limits.decided_by[unit], sheet["decided_by"][at])
    report.same(sheet.name, row, "lower_edge", edges[0], sheet["lower_edge"][at])
    report.same(sheet.name, row, "upper_edge", edges[1], sheet["upper_edge"][at])
    return stored


def check_limits(
    catalogue: Catalogue,
    cells: Mapping[tuple[int, str], Curve],
    leaders: Mapping[tuple[int, int], Leader],
    staffing: Staffing,
    ceilings: Ceilings,
    limits: Frames,
    report: Report,
) -> bool:
    """Check every limit of the establishment; return whether each cell has a number it may have."""
    sound = True
    for (unit, group), count in staffing.officers.items():
        if (unit, group) not in cells:
            sound = False
            report.add("posts", f"{catalogue.unit_codes[unit]}/{group}", "officers", 0, count)
    for (unit, group), curve in cells.items():
        count = staffing.officers.get((unit, group), 0)
        row = f"{catalogue.unit_codes[unit]}/{group}"
        sound &= _within("officers", row, curve.lowest, curve.highest, count, report)
    for (unit, position), count in staffing.leaders.items():
        if (unit, position) not in leaders:
            sound = False
            report.add("posts", catalogue.cell(unit, position), "seats", 0, count)
    for (unit, position), leader in leaders.items():
        count = staffing.leaders.get((unit, position), 0)
        row = catalogue.cell(unit, position)
        sound &= _within("seats", row, leader.fewest, leader.target, count, report)
    _check_sums(catalogue, staffing, ceilings, limits, report)
    return sound


def _within(what: str, row: str, lowest: int, highest: int, found: int, report: Report) -> bool:
    if lowest <= found <= highest:
        return True
    report.add("posts", row, what, f"{lowest} to {highest}", found)
    return False


def _check_sums(
    catalogue: Catalogue, staffing: Staffing, ceilings: Ceilings, limits: Frames, report: Report
) -> None:
    for unit, count in enumerate(staffing.in_frame):
        if count > ceilings.posts[unit]:
            row = catalogue.unit_codes[unit]
            report.add("posts", row, "posts in the frame", f"at most {ceilings.posts[unit]}", count)
    if limits.total is not None and sum(staffing.in_frame) > limits.total:
        found = sum(staffing.in_frame)
        report.add("posts", "", "posts in the frame of all", f"at most {limits.total}", found)
    for name, limit in limits.sums.items():
        count = sum(
            seats
            for (_, position), seats in staffing.leaders.items()
            if catalogue.position_ids[position] in limit.positions
        )
        if count > limit.most:
            report.add("posts", "", name, f"at most {limit.most}", count)


def objective(
    cells: Mapping[tuple[int, str], Curve],
    leaders: Mapping[tuple[int, int], Leader],
    staffing: Staffing,
) -> int:
    """Return the cost of the posts: unserved and idle hours, and missing leaders."""
    hours = sum(curve.cost(staffing.officers.get(key, 0)) for key, curve in cells.items())
    missing = sum(leader.cost(staffing.leaders.get(key, 0)) for key, leader in leaders.items())
    return hours + missing


def bound(
    catalogue: Catalogue,
    cells: Mapping[tuple[int, str], Curve],
    leaders: Mapping[tuple[int, int], Leader],
    limits: Frames,
    prices: FramePrices,
) -> int:
    """Return a cost no establishment within the limits can be below, whatever the prices."""
    total = sum(c.cheapest(prices.of_post(c.unit, c.in_frame)) for c in cells.values())
    sum_of = {code: name for name, limit in limits.sums.items() for code in limit.positions}
    for leader in leaders.values():
        name = sum_of.get(catalogue.position_ids[leader.position])
        own = prices.sums[name] if name else 0
        total += leader.cheapest(prices.of_post(leader.unit, leader.in_frame) + own)
    for unit, (frame, floor) in enumerate(zip(prices.frame, prices.floor, strict=True)):
        total += floor * limits.lowest[unit] - frame * limits.highest[unit]
    if limits.total is not None:
        total -= prices.total * limits.total
    return total - sum(prices.sums[name] * limit.most for name, limit in limits.sums.items())


def read_prices(
    ceilings: Ceilings, limits: Frames, folder: PlanFolder, report: Report
) -> FramePrices:
    """Read the prices of the whole and of the citywide sums from the certificate."""
    place = ("certificate", "establishment")
    total = folder.integer(report, *place, "total_price_mh") or 0
    sums = {
        name: folder.integer(report, *place, "cap_prices_mh", name) or 0 for name in limits.sums
    }
    stored = folder.entry(*place, "cap_prices_mh")
    for name in sorted(set(stored if isinstance(stored, dict) else ()) - set(sums)):
        report.add("plan.json", "certificate.establishment", "cap_prices_mh", "nothing", name)
    return FramePrices.of(ceilings, total, sums, limits)


def check_claims(
    folder: PlanFolder,
    step: str,
    cost: int | None,
    least: int,
    report: Report,
    *,
    best: str = "optimal",
    is_more_proven: bool = True,
) -> None:
    """Compare the certificate of a step with the objective and bound computed again.

    `best` is what a step whose bound meets its objective is called, if all else it rests on
    `is_more_proven`.
    """
    place = ("certificate", step)
    row = f"certificate.{step}"
    report.figures[f"{step}_bound_mh"] = least
    stored = folder.integer(report, *place, "bound_mh")
    report.same_hours("plan.json", row, "bound", least, stored)
    claimed = folder.integer(report, *place, "objective_mh")
    status = folder.entry(*place, "status")
    if status not in (best, "feasible"):
        report.add("plan.json", row, "status", f"{best} or feasible", str(status)[:40])
    if cost is None:
        return
    report.figures[f"{step}_objective_mh"] = cost
    report.same_hours("plan.json", row, "objective", cost, claimed)
    if least > cost:
        report.add("plan.json", row, "bound", "at most the objective", least)
    is_proven = least == cost and is_more_proven
    if status == best and not is_proven:
        report.add("plan.json", row, "status", "feasible: bound and objective differ", status)
    if status == "feasible" and is_proven:
        report.add("plan.json", row, "status", f"{best}: bound and objective are equal", status)
