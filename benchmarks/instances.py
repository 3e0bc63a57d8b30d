"""Draw the cities that the benchmarks place people in, and price a placement independently.

A city of 126 units is as large as Hanoi: 6,900 cadres, 3,000 seat types. Other sizes keep the
cadres and seat types of a unit and the density of the map, so a move stays as local as it is.
Everything here is numpy alone: one of the peers cannot share a process with the library.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SCALE = 1000  # milli-hours, for everything that counts in whole numbers
POOL = -1
CADRES, UNITS, POSITIONS, FIELDS, SEAT_TYPES = 6_900, 126, 57, 24, 3_000
POOL_PRICE, POOL_PRICE_TODAY = 960.0, 480.0


@dataclass(frozen=True)
class Instance:
    """What `staffalloc.assign_separable` takes, in hours."""

    kind_loss: Floats
    place_loss: Floats
    profile: Ints
    place: Ints
    seat_unit: Ints
    seat_kind: Ints
    seats: Ints
    short_price: Floats
    pool_price: Floats


@dataclass(frozen=True)
class Sizes:
    """How large an instance is, in what the models of the peers grow with."""

    units: int
    cadres: int
    seat_types: int
    seats: int
    pairs: int


def instance(name: str) -> Instance:
    """Return an instance by name: KIND-SEED, KIND-UNITS-SEED (units or homes) or hanoi."""
    if name == "hanoi":
        return hanoi()
    kind, *numbers = name.split("-")
    *units, seed = map(int, numbers)
    wide = (units[0] / UNITS) ** 0.5 if units else 1.0  # as many units a square kilometre
    return synthetic(seed, homes=kind == "homes", units=units[0] if units else UNITS, wide=wide)


def synthetic(
    seed: int, *, homes: bool, units: int = UNITS, cadres: int | None = None, wide: float = 1.0
) -> Instance:
    """Draw a city: half of its units close together, positions by field, moves by distance.

    The map is `wide` times as wide as that of Hanoi.
    """
    rng = np.random.default_rng(seed)
    cadres = round(CADRES * units / UNITS) if cadres is None else cadres
    centre = rng.normal(0, 7 * wide, (units // 2, 2))
    outside = rng.uniform(-28 * wide, 28 * wide, (units - units // 2, 2))
    where = np.concatenate([centre, outside])
    kind_loss, weight = draw_profiles(rng)
    seat_unit, seat_kind = np.nonzero(
        rng.random((units, POSITIONS)) < SEAT_TYPES / (UNITS * POSITIONS)
    )
    today = rng.integers(0, units, cadres)
    waiting = rng.random(cadres) < 0.04
    if homes:
        place, place_loss = np.arange(cadres), from_homes(rng, where, today)
    else:
        place, place_loss = np.where(waiting, units, today), from_units(where)
    return Instance(
        kind_loss=kind_loss,
        place_loss=place_loss,
        profile=rng.integers(0, len(kind_loss), cadres),
        place=place,
        seat_unit=seat_unit,
        seat_kind=seat_kind,
        seats=rng.choice([1, 2, 3, 4], len(seat_unit), p=[0.6, 0.22, 0.11, 0.07]),
        short_price=np.round(1600 * weight[seat_kind] * rng.uniform(1, 2.5, len(seat_unit)), 3),
        pool_price=np.where(waiting, POOL_PRICE_TODAY, POOL_PRICE),
    )


def draw_profiles(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return losses by field and position today, and the weight of each position."""
    fits = rng.random((FIELDS, POSITIONS)) < 0.13
    fits[rng.integers(0, FIELDS, POSITIONS), np.arange(POSITIONS)] = True
    related = rng.random((FIELDS, POSITIONS)) < 0.10
    weight = rng.choice([0.8, 1.0, 1.2, 1.5, 2.0], POSITIONS)
    group = rng.integers(0, 12, POSITIONS)
    field = np.tile(np.arange(FIELDS), 18)
    today = rng.integers(0, POSITIONS, len(field))
    fit = np.where(fits[field], 1.0, np.where(related[field], 0.85, 0.0))
    rows = np.arange(len(field))
    fit[rows, today] = np.maximum(0.65, fit[rows, today])
    within = np.where(group[today][:, None] == group, 40.0, 160.0)
    change = np.where(today[:, None] == np.arange(POSITIONS), 0.0, within)
    loss = np.round((1 - fit) * 1600 * weight + change, 3)
    return np.where(fit == 0, np.nan, loss), weight


def from_units(where: Floats) -> Floats:
    """Return what a move between units costs; the last row is the pool's."""
    km = np.hypot(*np.moveaxis(where[:, None] - where[None], 2, 0))
    loss = np.where(km > 19, np.nan, 240 + travel(km))
    np.fill_diagonal(loss, 0.0)
    return np.round(np.concatenate([loss, np.zeros((1, len(where)))]), 3)


def from_homes(rng: np.random.Generator, where: Floats, today: Ints) -> Floats:
    """Return what a move costs somebody who lives near today's unit."""
    home = where[today] + rng.normal(0, 6, (len(today), 2))
    km = np.hypot(*np.moveaxis(home[:, None] - where[None], 2, 0))
    rows = np.arange(len(today))
    farther = np.maximum(0.0, travel(km) - travel(km)[rows, today][:, None])
    loss = np.where(km > 20, np.nan, 240 + farther)
    loss[rows, today] = 0.0
    return np.asarray(np.round(loss, 3), np.float64)


def travel(km: Floats) -> Floats:
    """Hours a year on the road, dearer the longer the day's journey."""
    daily = 2 * 1.3 * km / 25
    first, second = np.minimum(daily, 1), np.clip(daily - 1, 0, 1)
    return np.asarray(238 * (0.5 * first + second + 2 * np.maximum(daily - 2, 0)))


def hanoi() -> Instance:
    """Return the example of Hanoi without incumbents, extra officers, frames and ceilings."""
    import staffalloc as sa
    from staffalloc.establishment import build_establishment
    from staffalloc.placement.engine.model import NOT_ELIGIBLE
    from staffalloc.placement.place import build_placement_problem

    case = sa.load_example("hanoi")
    model = build_placement_problem(case, build_establishment(case)).model
    place_loss = np.full((len(model.place), len(case.units)), np.nan)
    of_row = np.repeat(np.arange(len(model.place)), np.diff(model.reach.start))
    place_loss[of_row, model.reach.unit] = model.reach.loss / SCALE
    return Instance(
        kind_loss=np.where(model.kind_loss < NOT_ELIGIBLE, model.kind_loss / SCALE, np.nan),
        place_loss=place_loss,
        profile=model.profile,
        place=model.place,
        seat_unit=model.seat_unit,
        seat_kind=model.seat_kind,
        seats=model.seats,
        short_price=rising_prices(model.empty_seat, model.empty_price, model.seats),
        pool_price=model.pool_price / SCALE,
    )


def rising_prices(seat: Ints, price: Ints, seats: Ints) -> Floats:
    """Return what empty seats cost in hours, a row a seat type, the cheapest first."""
    order = np.lexsort((price, seat))
    seat, price = seat[order], price[order]
    prices = np.full((len(seats), seats.max()), np.nan)
    prices[seat, np.arange(len(seat)) - np.searchsorted(seat, seat)] = price / SCALE
    return prices


def sizes(case: Instance) -> Sizes:
    """Count what there is, the eligible pairs without listing them."""
    units = case.place_loss.shape[1]
    of_unit = np.zeros((case.kind_loss.shape[1], units))
    np.add.at(of_unit, (case.seat_kind, case.seat_unit), 1)
    types = ~np.isnan(case.kind_loss) @ of_unit  # seat types open to a profile in a unit
    pairs = sum(
        float((types[case.profile[at]] * ~np.isnan(case.place_loss[case.place[at]])).sum())
        for at in np.array_split(np.arange(len(case.profile)), 1 + len(case.profile) // 4096)
    )
    return Sizes(units, len(case.profile), len(case.seats), int(case.seats.sum()), int(pairs))


def cost_of(case: Instance, seat: Ints) -> int:
    """Return the cost of a placement in milli-hours.

    Raises
    ------
    ValueError
        If somebody sits where they may not, or a seat type holds more people than seats.
    """
    person = np.flatnonzero(seat != POOL)
    taken = seat[person]
    sitting = np.bincount(taken, minlength=len(case.seats))
    of_kind = case.kind_loss[case.profile[person], case.seat_kind[taken]]
    of_place = case.place_loss[case.place[person], case.seat_unit[taken]]
    if np.isnan(of_kind + of_place).any():
        raise ValueError("somebody sits where they may not")
    if (sitting > case.seats).any():
        raise ValueError("a seat type holds more people than it has seats")
    left_out = whole(case.pool_price)[seat == POOL]
    return int(
        whole(of_kind).sum()
        + whole(of_place).sum()
        + left_out.sum()
        + _of_empty_seats(case, case.seats - sitting).sum()
    )


def _of_empty_seats(case: Instance, empty: Ints) -> Ints:
    """Return what the empty seats of each type cost; the first of them the first price."""
    prices = whole(case.short_price)
    if prices.ndim == 1:
        return prices * empty
    is_paid = np.arange(prices.shape[1]) < empty[:, None]
    paid: Ints = (prices * is_paid).sum(axis=1)
    return paid


def whole(hours: Floats) -> Ints:
    return np.rint(np.nan_to_num(hours) * SCALE).astype(np.int64)
