"""The same placement told pair by pair: tables of all people and all units and seats, dense."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from staffalloc.case.hours import great_circle_km, milli_hour, milli_hours
from staffalloc.placement.place import PlacementProblem
from staffalloc.placement.territory import ANYWHERE

Table = np.ndarray
Places = tuple[Table, Table]


def explicit_pairs(problem: PlacementProblem) -> dict[tuple[int, int], int]:
    """Every eligible pair of a person and a seat type, with its loss."""
    builder = problem.builder
    near, lost = places(problem)
    allowed = builder.post.allowed[problem.people.profile][:, builder.seat_kind]
    allowed = allowed & near[:, builder.seat_unit]
    stays = incumbents(problem)
    allowed |= stays
    apply_pins(problem, allowed)
    person, seat = np.nonzero(allowed)
    loss = of_post(problem, person, seat, stays[allowed])
    loss += lost[person, builder.seat_unit[seat]]
    pairs = zip(person.tolist(), seat.tolist(), loss.tolist(), strict=True)
    return {(i, j): cost - preference(problem, i, j) for i, j, cost in pairs}


def of_post(problem: PlacementProblem, person: Table, seat: Table, stays: Table) -> Table:
    """What depends on the profile and the kind of post, pair by pair."""
    post = problem.builder.post
    profile, kind = problem.people.profile[person], problem.builder.seat_kind[seat]
    misfit = post.misfit(profile, kind, stays)
    return misfit + post.change_position(profile, kind) + post.rank_down(profile, kind)


def incumbents(problem: PlacementProblem) -> Table:
    """Who holds a position of the seat in its unit today, (people, seats)."""
    table = problem.people.table
    stays = np.zeros((len(table), len(problem.seats)), bool)
    if not problem.case.policy.incumbents_may_stay:
        return stays
    seats_of = defaultdict(list)
    for j, seat in enumerate(problem.seats):
        seats_of[seat.unit_code].append((j, seat.positions))
    for row, person in enumerate(table.itertuples()):
        for j, positions in seats_of[person.unit_code]:
            stays[row, j] = person.position_id in positions
    return stays


def apply_pins(problem: PlacementProblem, allowed: Table) -> None:
    barred = problem.people.table["discipline"] == "barred"
    for row, pins in problem.pins.items():
        for j, seat in enumerate(problem.seats):
            decided = pins.only is not None and pins.recorded and pins.only.holds(seat)
            allowed[row, j] |= decided and not barred[row]
            allowed[row, j] &= not pins.forbids(seat)


def preference(problem: PlacementProblem, person: int, seat: int) -> int:
    pins = problem.pins.get(person)
    return 0 if pins is None else pins.preference(problem.seats[seat])


def places(problem: PlacementProblem) -> Places:
    """Who may serve where by protection, province and distance, and what it loses."""
    policy, units, table = problem.case.policy, problem.case.units, problem.people.table
    today = problem.people.unit
    settled = (today >= 0)[:, None]
    own = today[:, None] == np.arange(len(units))
    home, move = kilometres(problem)
    at_home = np.where(settled[:, 0], home[np.arange(len(today)), today], np.nan)[:, None]
    mountain = (units["terrain"] == "mountain").to_numpy()
    most = np.where(mountain, policy.max_commute_mountain_km, policy.max_commute_km)
    near = ~(home > np.fmax(most, at_home)) & ~(move > policy.max_move_km)
    movable = (~table["protected"] & table["transferable"]).to_numpy(bool)[:, None] | ~settled
    near &= movable & same_province(problem, home)

    road = hours_a_year(problem, home)
    today_road = np.where(settled[:, 0], road[np.arange(len(today)), today], 0.0)[:, None]
    homeless = table["home_lat"].isna().to_numpy()[:, None]
    longer = np.maximum(0.0, road - today_road)
    travel = np.nan_to_num(np.where(homeless, hours_a_year(problem, move), longer))
    change = np.where(own | ~settled, 0, milli_hour(policy.change_unit_hours))
    for row, codes in problem.people.successors.items():
        change[row, units["unit_code"].isin(codes)] = 0
    return near | own, change + milli_hours(np.where(own, 0.0, travel))


def kilometres(problem: PlacementProblem) -> Places:
    """From home and from today's unit to every unit; NaN where unknown, or from the pool."""
    units, table, today = problem.case.units, problem.people.table, problem.people.unit
    lat, lon = units["lat"].to_numpy(float), units["lon"].to_numpy(float)
    home = [table[name].to_numpy(float)[:, None] for name in ("home_lat", "home_lon")]
    move = great_circle_km(lat[today, None], lon[today, None], lat, lon)
    return great_circle_km(*home, lat, lon), np.where((today >= 0)[:, None], move, np.nan)


def hours_a_year(problem: PlacementProblem, km: Table) -> Table:
    policy = problem.case.policy
    mountain = (problem.case.units["terrain"] == "mountain").to_numpy()
    daily = 2 * policy.road_factor * km
    daily /= np.where(mountain, policy.speed_mountain_kmh, policy.speed_kmh)
    parts = np.clip(daily, 0, 1), np.clip(daily - 1, 0, 1), np.maximum(daily - 2, 0)
    first, second, later = policy.travel_prices
    return policy.working_days * (first * parts[0] + second * parts[1] + later * parts[2])


def same_province(problem: PlacementProblem, home_km: Table) -> Table:
    """Whether a unit lies in the province a person belongs to, (people, units)."""
    codes = problem.case.units["province_code"].to_numpy(object)
    if problem.case.policy.cross_province:
        return np.ones(home_km.shape, bool)
    of_person = [province_of(problem, row, home_km[row]) for row in range(len(home_km))]
    return np.array([[code in (None, other) for other in codes] for code in of_person], bool)


def province_of(problem: PlacementProblem, row: int, home_km: Table) -> str | None:
    """The province of today's unit, else of the nearest to home, else of the native one."""
    units = problem.case.units
    person = problem.people.table.iloc[row]
    codes = units["unit_code"].tolist()
    place = int(problem.people.unit[row])
    if place == ANYWHERE and not np.isnan(home_km).all():
        place = int(np.nanargmin(home_km))
    if place == ANYWHERE and person["native_unit"] in codes:
        place = codes.index(person["native_unit"])
    return None if place == ANYWHERE else str(units["province_code"].iloc[place])
