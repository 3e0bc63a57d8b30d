"""What fairness costs: the placement without the rule, counted and bounded a second time.

``fair_changes.csv`` says who would sit elsewhere; everybody else sits as in the plan. Its prices,
of seat types in ``fair_cuts.csv`` and of heads in ``fairness.csv``, give its own bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from staffalloc.verify import placement
from staffalloc.verify.fairness import Filling, FillProof
from staffalloc.verify.findings import Report
from staffalloc.verify.folder import PlanFolder
from staffalloc.verify.proposal import Proposal
from staffalloc.verify.roster import NOBODY
from staffalloc.verify.seats import SeatType
from staffalloc.verify.sheet import Sheet
from staffalloc.verify.side_proof import Seating
from staffalloc.verify.side_rules import SideRow

_CLAIMS: Final = ("certificate", "fairness")


def check_price(
    folder: PlanFolder,
    proposal: Proposal,
    proof: FillProof,
    rules: tuple[SideRow, ...],
    cost: int,
    report: Report,
) -> None:
    """Compare what the rule costs with the plan's cost less that of the plan without it.

    The bound of the latter is not computed under side rules: their prices are of the plan alone.
    """
    home = _homes_without(proposal, folder.sheets["fair_changes"], report)
    without = _Without(proposal, home, rules)
    without.check(report)
    _check_filled(proposal, without, folder.sheets["fairness"], report)
    filling, least = proof.filling, folder.integer(report, *_CLAIMS, "bound_without_mh") or 0
    expected: dict[str, int | str] = {
        "objective_without_mh": without.cost,
        "price_mh": cost - without.cost,
    }
    if proof.share_bound is None:
        least = _bound(proposal, folder, report)
        expected |= {"levels": len(filling.steps), "bound_without_mh": least}
    else:
        shares = {"share": str(filling.share), "share_bound": str(proof.share_bound)}
        expected |= {"levels": min(1, len(filling.steps)), **shares}
    for name, value in expected.items():
        stored = folder.entry(*_CLAIMS, name)
        report.same("plan.json", "certificate.fairness", name, value, stored)
    if least > without.cost:
        row = "certificate.fairness"
        report.add("plan.json", row, "bound_without_mh", "at most the objective", least)


def _homes_without(proposal: Proposal, sheet: Sheet, report: Report) -> Mapping[int, int]:
    """Return the seat type of everybody without the rule, `NOBODY` for the pool."""
    plan, ids = proposal.plan, proposal.columns.people.ids
    at = {code: person for person, code in enumerate(ids)}
    names = {number: name for name, number in plan.seat_types.items()} | {NOBODY: ""}
    home = {sitting.person: sitting.seat for sitting in plan.placed}
    home |= dict.fromkeys(plan.left_out, NOBODY)
    without = dict(home)
    seen: set[str] = set()
    columns = (sheet[column] for column in ("cadre_id", "seat_type", "seat_type_without"))
    for code, now, other in zip(*columns, strict=True):
        person, seat = at.get(code), plan.seat_types.get(other, NOBODY)
        if person not in home or code in seen:
            report.add(sheet.name, code, "row", "a person of the placement, once", "other")
            continue
        seen.add(code)
        report.same(sheet.name, code, "seat_type", names[home[person]], now)
        if seat == home[person] or (other and seat == NOBODY):
            report.add(sheet.name, code, "seat_type_without", "another seat type, or blank", other)
            continue
        without[person] = seat
    return without


@dataclass(frozen=True)
class _Without:
    """The placement without the rule: the seat type of each person, `NOBODY` for the pool."""

    proposal: Proposal
    home: Mapping[int, int]
    rules: tuple[SideRow, ...]

    @property
    def officers(self) -> Mapping[int, int]:
        return Counter(seat for seat in self.home.values() if seat != NOBODY)

    def _pairs(self) -> tuple[list[int], list[int]]:
        placed = {person: seat for person, seat in self.home.items() if seat != NOBODY}
        return list(placed), list(placed.values())

    def check(self, report: Report) -> None:
        """Report who may not sit where they would, and seat types with too many."""
        columns = self.proposal.columns
        people, ids = columns.people, columns.people.ids
        person, seat = (np.array(part, dtype=np.int64) for part in self._pairs())
        for number in np.flatnonzero(~columns.pairs(person, seat).eligible).tolist():
            row = ids[int(person[number])]
            report.add("fair_changes", row, "seat_type_without", "one the rules allow", "other")
        for one, at in self.home.items():
            if at == NOBODY and columns.pool_price(one) is None:
                report.add("fair_changes", people.ids[one], "seat_type_without", "a seat", "blank")
        names = {number: name for name, number in self.proposal.plan.seat_types.items()}
        for number, count in self.officers.items():
            most = columns.seats[number].seats + len(columns.seats[number].extra)
            if count > most:
                report.add("fair_changes", names[number], "officers", f"at most {most}", count)
        for rule, breach in self._breaches():
            if rule.price is None and breach:
                report.add("fair_changes", str(rule.name), "rule", "kept", "broken")

    def _breaches(self) -> list[tuple[SideRow, int]]:
        person, seat = (np.array(part, dtype=np.int64) for part in self._pairs())
        seating = Seating.of(self.proposal.columns, person, seat)
        return [(rule, rule.breach(int(seating.counted(rule).sum()))) for rule in self.rules]

    @property
    def cost(self) -> int:
        """Return what the placement costs, in milli-hours."""
        columns, ceilings = self.proposal.columns, self.proposal.ceilings
        person, seat = (np.array(part, dtype=np.int64) for part in self._pairs())
        loss = int(columns.pairs(person, seat).loss.sum())
        pool = sum(columns.pool_price(p) or 0 for p, at in self.home.items() if at == NOBODY)
        officers = self.officers
        filled = {j: _posts_filled(s, officers.get(j, 0)) for j, s in enumerate(columns.seats)}
        empty = {j: seat.seats - filled[j] for j, seat in enumerate(columns.seats)}
        extra = {j: officers.get(j, 0) - count for j, count in filled.items()}
        choice = placement.Choice(loss, pool, officers, empty, extra)
        prices = placement.SeatPrices.of(self.proposal.catalogue, columns.seats, ceilings)
        parts = placement.components(columns.seats, prices, ceilings, choice)
        return sum(parts.values()) + sum((rule.price or 0) * by for rule, by in self._breaches())


def _posts_filled(seat: SeatType, officers: int) -> int:
    """Return how many of a seat type's officers take posts: each goes where it saves most."""
    steps = [(-price, 0) for price in seat.empty] + [(price, 1) for price in seat.extra]
    return sum(not above for _, above in sorted(steps)[:officers])


def _check_filled(proposal: Proposal, without: _Without, sheet: Sheet, report: Report) -> None:
    catalogue = proposal.catalogue
    made = Filling.of(proposal.columns, without.officers, len(catalogue.unit_codes))
    for code, text in zip(sheet["unit_code"], sheet["filled_without"], strict=True):
        unit = catalogue.unit_at.get(code)
        if unit is not None:
            report.same(sheet.name, code, "filled_without", str(made.filled[unit]), text)


def _bound(proposal: Proposal, folder: PlanFolder, report: Report) -> int:
    """Return what no placement without the rule costs less than, by the stored prices."""
    columns, catalogue = proposal.columns, proposal.catalogue
    units, cuts = folder.sheets["fairness"], folder.sheets["fair_cuts"]
    of_heads = units.hours("head_price_without", units["unit_code"], report)
    of_seats = cuts.hours("seat_price_without", cuts["seat_type"], report)
    head = [0] * len(catalogue.unit_codes)
    for code, price in zip(units["unit_code"], of_heads, strict=True):
        if code in catalogue.unit_at:
            head[catalogue.unit_at[code]] = price or 0
    price_of = dict(zip(cuts["seat_type"], of_seats, strict=True))
    names = {number: name for name, number in proposal.plan.seat_types.items()}
    seats = tuple(
        replace(seat, price=price_of.get(names[number]) or 0)
        for number, seat in enumerate(columns.seats)
    )
    ceilings = replace(proposal.ceilings, head=tuple(head))
    prices = placement.SeatPrices.of(catalogue, seats, ceilings)
    added = placement.Added(prices.added(seats), None)
    cheapest = placement.cheapest_columns(columns, added)
    return placement.bound(seats, ceilings, prices, cheapest)
