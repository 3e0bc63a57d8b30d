"""Losses of a placement, in milli-hours: by profile and kind of post, by person and unit.

``loss = M[profile, kind] + R[person, unit]``. Each part is a table of its own, rounded once;
the integers are the losses, so explanations and proofs add up to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.hours import great_circle_km, milli_hours
from staffalloc.case.policy import Policy
from staffalloc.case.vocabulary import RANKS, rank_of
from staffalloc.case.working_time import available_hours
from staffalloc.placement.fit import build_qualifications
from staffalloc.placement.people import People
from staffalloc.placement.seats import Kind

Milli = NDArray[np.int64]


@dataclass(frozen=True)
class PostLosses:
    """What depends on the person's profile and the kind of post, (profiles, kinds) each.

    `conditions` are those of a new appointment, by the words of
    :data:`staffalloc.placement.columns.CONDITIONS`; `trained` says whether the field of the
    lead position is one the profile holds.
    """

    misfit: Milli
    misfit_incumbent: Milli
    change_position: Milli
    rank_down: Milli
    fit: NDArray[np.float64]
    trained: NDArray[np.bool_]
    conditions: Mapping[str, NDArray[np.bool_]]

    @cached_property
    def allowed(self) -> NDArray[np.bool_]:
        """Where every condition holds."""
        everywhere: NDArray[np.bool_] = np.logical_and.reduce(list(self.conditions.values()))
        return everywhere

    @cached_property
    def suffices(self) -> NDArray[np.bool_]:
        """Where field, level and political theory suffice."""
        held = self.conditions
        both: NDArray[np.bool_] = held["field"] & held["level"] & held["theory"]
        return both

    @property
    def total(self) -> Milli:
        return self.misfit + self.change_position + self.rank_down


@dataclass(frozen=True)
class PlaceLosses:
    """What depends on the person's homes and the unit, (people, units) each.

    `conditions` are ``distance`` and ``protected``, which never bind in today's unit.
    """

    change_unit: Milli
    travel: Milli
    km: NDArray[np.float64]
    conditions: Mapping[str, NDArray[np.bool_]]

    @cached_property
    def allowed(self) -> NDArray[np.bool_]:
        """Where every condition holds."""
        everywhere: NDArray[np.bool_] = np.logical_and.reduce(list(self.conditions.values()))
        return everywhere

    @property
    def total(self) -> Milli:
        return self.change_unit + self.travel


def build_post_losses(case: Case, people: People, kinds: Sequence[Kind]) -> PostLosses:
    """Price every kind of post for every profile, and say which are open to a new appointment."""
    policy, awt = case.policy, available_hours(case.policy)
    profiles = people.profiles
    positions = case.positions.set_index("position_id")
    leads = [lead for lead, _ in kinds]
    qualified = build_qualifications(case, profiles, kinds)
    fte = profiles["fte"].to_numpy(float)[:, None]
    weight = positions.loc[leads, "weight"].to_numpy(float)[None, :]
    staying_fit = np.maximum(qualified.fit, policy.fit_incumbent)
    steps = _rank_steps(case, people, leads)
    return PostLosses(
        misfit=milli_hours((1 - qualified.fit * fte) * awt * weight),
        misfit_incumbent=milli_hours((1 - staying_fit * fte) * awt * weight),
        change_position=_change_of_position(case, people, leads),
        rank_down=milli_hours(policy.rank_down_hours * np.maximum(0, -steps)),
        fit=qualified.fit,
        trained=qualified.trained,
        conditions={
            "discipline": np.broadcast_to(_is_clear(people), qualified.fit.shape),
            "plan": _may_rise(case, people, leads, steps),
            "level": qualified.level,
            "field": qualified.field,
            "theory": qualified.theory,
        },
    )


def _rank_steps(case: Case, people: People, leads: Sequence[str]) -> NDArray[np.int64]:
    """Ranks a profile would rise (or fall, negative) in each kind of post."""
    order = rank_of(RANKS)
    held = people.profiles["rank"].map(order).to_numpy(np.int64)
    ranks = case.positions.set_index("position_id")["rank"].map(order)
    steps: NDArray[np.int64] = ranks.loc[list(leads)].to_numpy(np.int64)[None, :] - held[:, None]
    return steps


def _may_rise(
    case: Case, people: People, leads: Sequence[str], steps: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """One step up needs a place in the plan; to chair also outstanding achievement."""
    planned = people.profiles["planned"].to_numpy(bool)[:, None]
    achieved = people.profiles["achievement"].to_numpy(bool)[:, None]
    ranks = case.positions.set_index("position_id")["rank"].loc[list(leads)]
    to_chair = (ranks == "chair").to_numpy()[None, :]
    may: NDArray[np.bool_] = (steps <= 0) | ((steps == 1) & planned & (achieved | ~to_chair))
    return may


def _is_clear(people: People) -> NDArray[np.bool_]:
    clear: NDArray[np.bool_] = (people.profiles["discipline"] == "clear").to_numpy()[:, None]
    return clear


def _change_of_position(case: Case, people: People, leads: Sequence[str]) -> Milli:
    policy = case.policy
    group = case.positions.set_index("position_id")["concurrency_group"]
    today = people.profiles["position_id"].to_numpy(object)
    today_group = np.array([group.get(code, "") for code in today], object)
    lead_group = group.loc[list(leads)].to_numpy(object)
    same = today[:, None] == np.array(leads, object)[None, :]
    within = (today_group[:, None] == lead_group[None, :]) & (today_group[:, None] != "")
    hours = np.where(within, policy.change_in_group_hours, policy.change_position_hours)
    return milli_hours(np.where(same, 0.0, hours))


def build_place_losses(case: Case, people: People) -> PlaceLosses:
    """Price every unit for every person, and say which are within reach."""
    policy, units = case.policy, case.units
    lat, lon = units["lat"].to_numpy(float), units["lon"].to_numpy(float)
    mountain = (units["terrain"] == "mountain").to_numpy()
    rows = np.arange(len(people))
    settled = people.unit >= 0
    today = np.where(settled, people.unit, 0)
    home_km = great_circle_km(
        people.table["home_lat"].to_numpy(float)[:, None],
        people.table["home_lon"].to_numpy(float)[:, None],
        lat,
        lon,
    )
    between = great_circle_km(lat[:, None], lon[:, None], lat, lon)
    move_km = np.where(settled[:, None], between[today], np.nan)
    home_today = np.where(settled, home_km[rows, today], np.nan)
    own = np.zeros(home_km.shape, bool)
    own[rows[settled], today[settled]] = True

    homeless = np.isnan(people.table["home_lat"].to_numpy(float))[:, None]
    from_home = _travel_cost(home_km, mountain, policy)
    today_cost = np.where(settled, from_home[rows, today], 0.0)
    extra = np.maximum(0.0, from_home - today_cost[:, None])
    travel = np.where(homeless, _travel_cost(move_km, mountain, policy), extra)
    travel = np.where(own, 0.0, np.nan_to_num(travel))

    change = np.where(own | ~settled[:, None], 0.0, policy.change_unit_hours)
    _waive_for_successors(change, people, list(units["unit_code"]))
    return PlaceLosses(
        change_unit=milli_hours(change),
        travel=milli_hours(travel),
        km=move_km,
        conditions={
            "distance": own | _within_reach(home_km, home_today, move_km, mountain, policy),
            "protected": own | _may_move(people)[:, None],
        },
    )


def _travel_cost(
    km: NDArray[np.float64], mountain: NDArray[np.bool_], policy: Policy
) -> NDArray[np.float64]:
    """Hours a year on the road, dearer the longer the day's journey."""
    speed = np.where(mountain, policy.speed_mountain_kmh, policy.speed_kmh)
    daily = 2 * policy.road_factor * km / speed
    first, second, later = policy.travel_prices
    priced = (
        first * np.minimum(daily, 1.0)
        + second * np.minimum(np.maximum(daily - 1.0, 0.0), 1.0)
        + later * np.maximum(daily - 2.0, 0.0)
    )
    cost: NDArray[np.float64] = policy.working_days * priced
    return cost


def _waive_for_successors(
    change: NDArray[np.float64], people: People, units: Sequence[str]
) -> None:
    places = {code: place for place, code in enumerate(units)}
    for row, codes in people.successors.items():
        change[row, [places[code] for code in codes]] = 0.0


def _within_reach(
    home_km: NDArray[np.float64],
    home_today: NDArray[np.float64],
    move_km: NDArray[np.float64],
    mountain: NDArray[np.bool_],
    policy: Policy,
) -> NDArray[np.bool_]:
    """Distances unknown exclude nobody."""
    longest = np.where(mountain, policy.max_commute_mountain_km, policy.max_commute_km)
    commute = np.fmax(longest[None, :], home_today[:, None])
    reach: NDArray[np.bool_] = ~(home_km > commute) & ~(move_km > policy.max_move_km)
    return reach


def _may_move(people: People) -> NDArray[np.bool_]:
    """Who may not be moved stays in today's unit, if there is one."""
    movable = (~people.table["protected"] & people.table["transferable"]).to_numpy(bool)
    free: NDArray[np.bool_] = movable | (people.unit < 0)
    return free
