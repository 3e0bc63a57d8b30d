"""The placement as a linear programme over all eligible pairs, for any other solver."""

from __future__ import annotations

import numpy as np

from staffalloc.placement.engine.filling import steps_that_fill
from staffalloc.placement.engine.model import NO_POOL, PlacementModel
from staffalloc.solvers.linear import LinearProgramme, Row


def as_linear_programme(model: PlacementModel) -> LinearProgramme:
    """Return the programme; its objective lacks the constant `all_empty`.

    Variables in order: pairs by person and seat, pool, filled seats, places above, heads in
    the frame, heads in the tiers.
    """
    of_person, of_seat, loss = model.all_pairs()
    people, units = model.people, model.units
    pooled = np.flatnonzero(model.pool_price != NO_POOL)
    frames = np.zeros(units, np.int64)
    steps = [-model.empty_price, model.extra_price, frames, model.tier_price]
    costs = np.concatenate([loss, model.pool_price[pooled], *steps])
    rooms = [model.empty_room, model.extra_room, model.ceiling, model.tier_width]
    upper = np.concatenate([model.count[of_person], model.count[pooled], *rooms])
    person: list[list[tuple[int, float]]] = [[] for _ in range(people)]
    seat: list[list[tuple[int, float]]] = [[] for _ in model.seats]
    unit: list[list[tuple[int, float]]] = [[] for _ in range(units)]
    filled: list[list[tuple[int, float]]] = [[] for _ in range(units)]
    asked = model.least_filled
    fills = [] if asked is None else np.concatenate(steps_that_fill(model)).tolist()
    number = 0
    for i, k in zip(of_person.tolist(), of_seat.tolist(), strict=True):
        person[i].append((number, 1.0))
        seat[k].append((number, 1.0))
        number += 1
    for i in pooled.tolist():
        person[i].append((number, 1.0))
        number += 1
    for step, k in enumerate([*model.empty_seat.tolist(), *model.extra_seat.tolist()]):
        seat[k].append((number, -1.0))
        if model.in_frame[k]:
            unit[model.seat_unit[k]].append((number, 1.0))
            if asked is not None and fills[step]:
                filled[model.seat_unit[k]].append((number, 1.0))
        number += 1
    for i in [*range(units), *model.tier_unit.tolist()]:
        unit[i].append((number, -1.0))
        number += 1
    rows = [
        Row(tuple(terms), "==", float(count))
        for terms, count in zip(person, model.count, strict=True)
    ]
    rows += [Row(tuple(terms), "==", 0.0) for terms in [*seat, *unit] if terms]
    least = [] if asked is None else asked.tolist()
    rows += [
        Row(tuple(terms), ">=", float(number))
        for terms, number in zip(filled, least, strict=False)
        if number
    ]
    return LinearProgramme(costs.astype(float).tolist(), upper.astype(float).tolist(), rows)
