"""Rules that cannot be kept whoever goes where, found by adding up before anything is solved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from staffalloc.placement.engine.model import NO_POOL, Ints, PlacementModel
from staffalloc.placement.side.bound import side_entries
from staffalloc.placement.side.relaxation import SideRulesError
from staffalloc.placement.side.rows import ANY_UNIT, RuleKey, SideRow


def refuse_impossible(rows: Sequence[SideRow], model: PlacementModel, today: Ints) -> None:
    """Refuse hard rules that contradict the people, the seats, the decisions or each other.

    Nobody's qualifications are looked at but of people who must be placed, so not every
    contradiction is found here; what is found is one.

    Raises
    ------
    SideRulesError
        With the rules that would have to give, and by how much at least.
    """
    hard = [row for row in rows if row.price is None]
    placed = _of_who_must_be_placed(hard, model, today)
    must = model.pool_price == NO_POOL
    over = [
        (row.key, (least - row.limit) / row.scale)
        for row, decided in zip(hard, placed, strict=True)
        if (least := decided + _least_of_others(row, model, must)) > row.limit
    ]
    found = over or _floors_above_ceilings(hard)
    if found:
        raise SideRulesError(found)


def _least_of_others(row: SideRow, model: PlacementModel, must: np.ndarray) -> int:
    """The least others can add to a row: as many as there are seats for, the best of them."""
    counted = np.ones(len(model.seats), bool) if row.seats is None else row.seats
    counted = counted & ((row.unit == ANY_UNIT) | (model.seat_unit == row.unit))
    room = int(model.seats[counted].sum())
    room += int(model.extra_room[counted[model.extra_seat]].sum())
    below = np.sort(np.minimum(0, np.where(must | (model.count == 0), 0, row.value)))
    return int(below[:room].sum())


def _of_who_must_be_placed(
    rows: Sequence[SideRow], model: PlacementModel, today: Ints
) -> list[int]:
    """The least that people without a pool add to each row: their pairs are all listed."""
    bound = np.flatnonzero(model.pool_price[model.listed.person] == NO_POOL)
    person, seat = model.listed.person[bound], model.listed.seat[bound]
    pairs = np.bincount(person, minlength=model.people)
    counted: dict[tuple[int, int], list[int]] = defaultdict(list)
    row_of, pair, value = side_entries(rows, person, seat, model.seat_unit, today)
    for row, who, counts in zip(
        row_of.tolist(), person[pair].tolist(), value.tolist(), strict=True
    ):
        counted[row, who].append(counts)
    least = [0] * len(rows)
    for (row, who), values in counted.items():
        elsewhere = len(values) < pairs[who]
        least[row] += min(0, *values) if elsewhere else min(values)
    return least


def _floors_above_ceilings(rows: Sequence[SideRow]) -> list[tuple[RuleKey, float]]:
    """Rules whose floors in the units add up to more than the ceiling of all units."""
    alike: dict[tuple[str, str, str], list[SideRow]] = defaultdict(list)
    for row in rows:
        alike[row.key.rule, row.key.position_id, row.key.field].append(row)
    found = []
    for same in alike.values():
        floors = [row for row in same if row.key.side == "min" and row.unit != ANY_UNIT]
        asked = -sum(row.limit for row in floors)
        for row in same:
            if row.key.side == "max" and row.unit == ANY_UNIT and asked > row.limit:
                found.append((row.key, (asked - row.limit) / row.scale))
                found.extend((floor.key, (asked - row.limit) / row.scale) for floor in floors)
    return found
