"""Checking ``stages.csv``, ``appointments.csv``, ``stage_prices.csv`` and ``stage_levels.csv``.

Prices are only read: whatever they are, the bound they give holds. Everything else is counted
again from the case and the checked assignments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from staffalloc.verify.assignments import Sitting
from staffalloc.verify.catalogue import Bools
from staffalloc.verify.findings import Report, as_hours
from staffalloc.verify.folder import STAGE_TABLES, PlanFolder
from staffalloc.verify.placement import NO_COLUMN, Added, cheapest_seats
from staffalloc.verify.posts import seat_type_name
from staffalloc.verify.roster import NOBODY
from staffalloc.verify.sheet import LARGEST_MILLI_HOURS, Sheet, count_cell
from staffalloc.verify.side_proof import dual_cell
from staffalloc.verify.stage_blocks import Block, StoredLevel
from staffalloc.verify.stage_minima import cells, fill
from staffalloc.verify.staging import BLOCKS, LAST, UNNAMED, Candidates, Staging, signer

AT_ONCE: Final = 0  # the block of the prices of everything decided at once


@dataclass(frozen=True)
class LastBlock:
    """Objective and bound of the last block, which are those of the placement."""

    objective: int
    bound: int


@dataclass(frozen=True)
class CheckedStages:
    """What the later checks need: cells in conflict, whether all is proven, the other prices."""

    conflict: tuple[str, ...]
    is_proven: bool
    seat_prices_at_once: Mapping[int, int]
    head_prices_at_once: Mapping[int, int]


def check_absent(folder: PlanFolder, report: Report) -> None:
    """A plan whose rule is off has none of the tables."""
    for name in STAGE_TABLES:
        if folder.entry("tables", name) is not None:
            report.add("plan.json", "tables", "hash", f"no {name}: the rule is off", "one")


def check_stages(folder: PlanFolder, staging: Staging, report: Report) -> CheckedStages:
    """Check the blocks before the last, and who was appointed in them."""
    for name in STAGE_TABLES:
        if folder.entry("tables", name) is None:
            report.add("plan.json", "tables", "hash", f"{name}: the rule is on", "nothing")
    judge = _Judge(staging, Candidates(staging.columns), folder, report)
    judge.check_blocks()
    judge.check_appointments()
    seats, heads = judge.prices.of_block(AT_ONCE), judge.prices.heads
    return CheckedStages(tuple(sorted(judge.conflict)), judge.is_proven, seats, heads)


def check_last_block(staging: Staging, last: LastBlock, sheet: Sheet, report: Report) -> None:
    """Check the rows of the last block, and that no block has a row too many."""
    status = "optimal" if last.objective == last.bound else "feasible"
    considered = int((staging.seat_of == NOBODY).sum())
    expected: dict[tuple[str, ...], dict[str, str]] = {
        (str(LAST), side): {
            **_posts_of(staging, LAST, side),
            "considered": str(considered),
            "eligible": str(_eligible_at_the_end(staging, side)),
            "priorities": "",
            "objective": as_hours(last.objective),
            "bound": as_hours(last.bound),
            "status": status,
            "minima_before": "",
            "minima_after": "",
            "conflict": "",
        }
        for side in staging.sides_of(LAST)
    }
    _compare(sheet, ("block", "side"), expected, report, only=str(LAST))


def _eligible_at_the_end(staging: Staging, side: str) -> int:
    """Count the people nobody locked who may have a seat of one side of the last block."""
    columns = staging.last_columns
    shut = np.ones(len(columns.seats), dtype=np.bool_)
    shut[staging.seats_of(LAST, side)] = False
    added = Added(np.where(shut, NO_COLUMN, 0), None)
    least = cheapest_seats(columns, added)
    return int(((least < NO_COLUMN // 2) & (staging.seat_of == NOBODY)).sum())


class _Judge:
    """Goes through the blocks in their order, as they were locked."""

    def __init__(
        self, staging: Staging, candidates: Candidates, folder: PlanFolder, report: Report
    ) -> None:
        self._staging, self._candidates = staging, candidates
        self._sheets, self._report = folder.sheets, report
        self._names = [
            seat_type_name(staging.catalogue, seat.unit, seat.lead, seat.others)
            for seat in staging.columns.seats
        ]
        self.prices = _StoredPrices(staging, self._names, folder.sheets["stage_prices"], report)
        self.conflict: set[str] = set()
        self.is_proven = True

    def check_blocks(self) -> None:
        numbers = self._staging.before_the_last
        asked = cells(self._staging, self._candidates) if numbers else []
        levels: dict[tuple[str, ...], dict[str, str]] = {}
        rows: dict[tuple[str, ...], dict[str, str]] = {}
        for number in numbers:
            block = Block.of(self._staging, number, self._candidates)
            later = [cell for cell in asked if cell.block > number]
            before, _ = fill(later, ~self._staging.locked_before(number))
            after, lacking = fill(later, ~self._staging.locked_before(number + 1))
            conflict = lacking if after < before else []
            self.conflict.update(conflict)
            minima = {
                "minima_before": str(before),
                "minima_after": str(after),
                "conflict": ";".join(conflict),
            }
            stored = self._stored_levels(number)
            levels |= {
                (str(number), str(group)): {
                    "people": str(block.size(group)),
                    "chosen": str(block.count(group)),
                }
                for group in block.groups
            }
            proof = self._proof(block, stored)
            for side in self._staging.sides_of(number):
                rows[str(number), side] = {**self._counts(block, side), **proof, **minima}
        _compare(self._sheets["stage_levels"], ("block", "level"), levels, self._report)
        _compare(self._sheets["stages"], ("block", "side"), rows, self._report, but=str(LAST))

    def _counts(self, block: Block, side: str) -> dict[str, str]:
        staging, number = self._staging, block.number
        of_side = np.array([own == side for own in staging.side], dtype=np.bool_)
        chosen = (f"{group}:{block.count(group, side)}" for group in block.groups)
        return {
            **_posts_of(staging, number, side),
            "considered": str(int((~staging.locked_before(number)).sum())),
            "eligible": str(len(block.people(of_side))),
            "priorities": ";".join(chosen),
        }

    def _proof(self, block: Block, stored: Mapping[int, StoredLevel]) -> dict[str, str]:
        """Prove the counts of the groups by their covers, and the cost by the prices."""
        reached, most = 0, True
        for group in block.groups:
            reached += block.count(group)
            level = stored.get(group, StoredLevel(0, frozenset()))
            allowed = block.most(group, level.cover)
            if allowed != reached:
                most = False
                row = f"{block.number}/{group}"
                found = f"a cover for {allowed}"
                self._report.add("stage_levels", row, "cover", f"one for {reached} chosen", found)
        kept = {group: level for group, level in stored.items() if group in block.groups}
        least = block.bound(self.prices.of_block(block.number), kept)
        is_proven = most and least == block.cost
        self.is_proven &= is_proven
        return {
            "objective": as_hours(block.cost),
            "bound": as_hours(least),
            "status": "optimal" if is_proven else "feasible",
        }

    def _stored_levels(self, number: int) -> dict[int, StoredLevel]:
        sheet, seat_at = self._sheets["stage_levels"], self.prices.seat_at
        columns = (sheet[name] for name in ("block", "level", "price_mh", "cover"))
        found = {}
        for block, level, price, cover in zip(*columns, strict=True):
            group = count_cell(level)
            if block != str(number) or group is None or group >= UNNAMED:
                continue
            named = [seat_at.get(name, NOBODY) for name in cover.split(";") if name]
            if any(seat == NOBODY or self._staging.block[seat] != number for seat in named):
                self._report.add(
                    sheet.name, f"{block}/{level}", "cover", "seat types of the block", "others"
                )
                named = []
            worth = _price(sheet, f"{block}/{level}", price, self._report)
            found[group] = StoredLevel(worth, frozenset(named))
        return found

    def check_appointments(self) -> None:
        expected: dict[tuple[str, ...], dict[str, str]] = {}
        for number in self._staging.before_the_last:
            level = self._staging.levels(number)
            for sitting in self._staging.chosen_in(number):
                row = self._chosen(number, sitting, int(level[sitting.person]))
                expected[str(number), row["post_id"], row["cadre_id"]] = row
            chosen = self._staging.locked_before(number + 1)
            for post, seat in self._staging.plan.vacant.items():
                if self._staging.block[seat] == number:
                    expected[str(number), post, ""] = self._vacant(number, post, seat, chosen)
        names = ("block", "post_id", "cadre_id")
        _compare(self._sheets["appointments"], names, expected, self._report)

    def _chosen(self, number: int, sitting: Sitting, level: int) -> dict[str, str]:
        code = self._staging.columns.people.ids[sitting.person]
        reviews = self._staging.reviews
        return {
            **self._place(number, sitting.seat),
            "post_id": sitting.post_id,
            "cadre_id": code,
            "level": "" if level == UNNAMED else str(level),
            **self._people_of(number, sitting.seat),
            "loss": as_hours(sitting.loss),
            "external_review": reviews.get((code, "external"), ""),
            "internal_review": reviews.get((code, "internal"), ""),
            "signer": signer(self._staging.side[sitting.seat]),
            "reason": "",
        }

    def _vacant(self, number: int, post: str, seat: int, chosen: Bools) -> dict[str, str]:
        people, _ = self._candidates.of(seat)
        reason = "dearer_to_fill"
        if chosen[people].all():
            reason = "chosen_elsewhere" if len(people) else "nobody_eligible"
        blank = ("cadre_id", "level", "loss", "external_review", "internal_review", "signer")
        return {
            **self._place(number, seat),
            "post_id": post,
            **dict.fromkeys(blank, ""),
            **self._people_of(number, seat),
            "reason": reason,
        }

    def _people_of(self, number: int, seat: int) -> dict[str, str]:
        """Count who is eligible for a seat type, and who of them has another by then."""
        people, _ = self._candidates.of(seat)
        has_seat = self._staging.locked_before(number + 1)[people]
        elsewhere = has_seat & (self._staging.seat_of[people] != seat)
        return {"eligible": str(len(people)), "chosen_elsewhere": str(int(elsewhere.sum()))}

    def _place(self, number: int, seat: int) -> dict[str, str]:
        kind, catalogue = self._staging.columns.seats[seat], self._staging.catalogue
        return {
            "block": str(number),
            "side": self._staging.side[seat],
            "unit_code": catalogue.unit_codes[kind.unit],
            "lead_position": catalogue.position_ids[kind.lead],
            "seat_type": self._names[seat],
        }


class _StoredPrices:
    """The prices of ``stage_prices.csv`` by block and seat type; block 0 has heads as well."""

    def __init__(
        self, staging: Staging, names: Sequence[str], sheet: Sheet, report: Report
    ) -> None:
        self.seat_at = {name: seat for seat, name in enumerate(names)}
        self.heads: dict[int, int] = {}
        self._seats: dict[tuple[int, int], int] = {}
        units = staging.catalogue.unit_codes
        due = {
            (AT_ONCE, units[seat.unit], name)
            for name, seat in zip(names, staging.columns.seats, strict=True)
        }
        due |= {(AT_ONCE, unit, "") for unit in units}
        for number in staging.before_the_last:
            own = staging.seats_of(number)
            due |= {(number, units[staging.columns.seats[j].unit], names[j]) for j in own}
        columns = (sheet[name] for name in ("block", "unit_code", "seat_type", "price_mh"))
        for block, unit, name, text in zip(*columns, strict=True):
            counted = count_cell(block)
            key = (NOBODY if counted is None else counted, unit, name)
            if key not in due:
                report.add(sheet.name, f"{block}/{name or unit}", "row", "one a seat type", "other")
                continue
            due.remove(key)
            price = _price(sheet, f"{block}/{name or unit}", text, report)
            if name:
                self._seats[key[0], self.seat_at[name]] = price
            else:
                self.heads[staging.catalogue.unit_at[unit]] = price
        for number, unit, name in sorted(due):
            report.add(sheet.name, f"{number}/{name or unit}", "row", "one", "none")

    def of_block(self, number: int) -> dict[int, int]:
        """Return the price of each seat type in the proof of a block."""
        return {seat: price for (block, seat), price in self._seats.items() if block == number}


def _price(sheet: Sheet, row: str, text: str, report: Report) -> int:
    price = dual_cell(text)
    if price is None or abs(price) > LARGEST_MILLI_HOURS:
        report.add(sheet.name, row, "price_mh", "a whole number", text or "blank")
        return 0
    return price


def _posts_of(staging: Staging, number: int, side: str) -> dict[str, str]:
    """Stages, signer and posts of one side of a block."""
    seats = staging.seats_of(number, side)
    posts = sum(staging.columns.seats[seat].seats for seat in seats)
    vacant = sum(staging.plan.choice.empty.get(seat, 0) for seat in seats)
    return {
        "stages": BLOCKS[number - 1],
        "signer": signer(side),
        "seats": str(posts),
        "filled": str(posts - vacant),
        "vacant": str(vacant),
    }


def _compare(
    sheet: Sheet,
    names: Sequence[str],
    expected: Mapping[tuple[str, ...], Mapping[str, str]],
    report: Report,
    *,
    only: str = "",
    but: str = "",
) -> None:
    """Compare the rows of a table, each found by its `names`; `only` or `but` one block."""
    due = dict(expected)
    for at, key in _keys(sheet, names):
        if (only and key[0] != only) or (but and key[0] == but):
            continue
        row = due.pop(key, None)
        shown = "/".join(filter(None, key))
        if row is None:
            report.add(sheet.name, shown, "row", "one of the plan, once", "other")
            continue
        for column, value in row.items():
            report.same(sheet.name, shown, column, value, sheet[column][at])
    for key in due:
        report.add(sheet.name, "/".join(filter(None, key)), "row", "one", "none")


def _keys(sheet: Sheet, names: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    yield from enumerate(zip(*(sheet[name] for name in names), strict=True))
