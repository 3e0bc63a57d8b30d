"""The placement as it is done by hand: by seniority, each to the nearest free seat."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from staffalloc.placement.engine.model import POOL, Ints, ListedPairs, PlacementModel
from staffalloc.placement.place import PlacementProblem


def greedy(problem: PlacementProblem) -> Ints:
    """Place people one by one.

    Who must be placed chooses first, then who has served longest (unknown dates last, then by
    cadre_id); among the eligible free seats the nearest to today's unit is taken, then the one
    of least loss. Returns the seat type of each person, `POOL` where none was free.
    """
    free = problem.model.seats + np.array([seat.opened for seat in problem.seats], np.int64)
    chosen = np.full(len(problem.people), POOL)
    order = _by_seniority(problem)
    model = _in_order(problem.model, order)
    for block in model.blocks():
        who, seat, loss = model.pairs(*block)
        km = _km(problem, order[who], seat)
        edges = np.searchsorted(who, np.arange(block[0], block[1] + 1)).tolist()
        for person, first, last in zip(order[slice(*block)], edges[:-1], edges[1:], strict=True):
            best = _first_free(free, seat[first:last], km[first:last], loss[first:last])
            if best != POOL:
                free[best] -= 1
                chosen[person] = best
    return chosen


def _by_seniority(problem: PlacementProblem) -> Ints:
    since = problem.people.table["seniority_since"].to_numpy(object)
    bound = {row for row, pins in problem.pins.items() if pins.only is not None}
    keys = [(row not in bound, day == "", day, row) for row, day in enumerate(since)]
    return np.array(sorted(range(len(since)), key=keys.__getitem__), np.int64)


def _in_order(model: PlacementModel, order: Ints) -> PlacementModel:
    """Return the model with its people in another order."""
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    person = place[model.listed.person]
    by_person = np.argsort(person, kind="stable")
    return replace(
        model,
        count=model.count[order],
        pool_price=model.pool_price[order],
        profile=model.profile[order],
        place=model.place[order],
        listed=ListedPairs(
            person[by_person], model.listed.seat[by_person], model.listed.loss[by_person]
        ),
    )


def _km(problem: PlacementProblem, person: Ints, seat: Ints) -> np.ndarray:
    """Km from today's unit, worked out once a unit: seats of a unit stand side by side."""
    unit = problem.model.seat_unit[seat]
    heads = np.flatnonzero((np.diff(person, prepend=-1) != 0) | (np.diff(unit, prepend=-1) != 0))
    km = np.nan_to_num(problem.builder.place.km(person[heads], unit[heads]))
    return np.repeat(km, np.diff(np.append(heads, len(unit))))


def _first_free(free: Ints, seat: Ints, km: np.ndarray, loss: Ints) -> int:
    """Return the nearest of the free seats, then the one of least loss; `POOL` if none is free."""
    is_open = free[seat] > 0
    if not is_open.any():
        return POOL
    seat, km, loss = seat[is_open], km[is_open], loss[is_open]
    nearest = km == km.min()
    return int(seat[nearest][loss[nearest].argmin()])
