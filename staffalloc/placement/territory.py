"""What depends on where people live and serve: conditions, losses, and the units within reach.

A pair of a person and a unit is priced when it is asked for. Only units within reach are ever
listed, so neither a table of all people and units nor one of all pairs comes to be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.hours import great_circle_km, milli_hour, milli_hours
from staffalloc.case.policy import Policy
from staffalloc.placement.engine.model import Ints, Reach
from staffalloc.placement.people import People
from staffalloc.rules import rules_in_force

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

PLACE_CONDITIONS: Final = ("protected", "province", "distance")
ANYWHERE: Final = -1
_PAIRS_AT_ONCE: Final = 2**17  # bounds memory, not results
_KM_PER_DEGREE: Final = 111.0  # a little less than a degree of latitude measures


@dataclass(frozen=True)
class Units:
    """The units of a case as arrays, (U,).

    Attributes
    ----------
    lat, lon : floats
        Degrees, NaN where unknown.
    longest : floats
        Km from home that people may travel to work there, without end where distance is no rule.
    speed : floats
        Km an hour.
    province : ints
        Number of the province; one for all where people may serve in any.
    longest_move : float
        Km that people may be moved.
    """

    lat: Floats
    lon: Floats
    longest: Floats
    speed: Floats
    province: Ints
    longest_move: float

    @classmethod
    def of(cls, case: Case) -> Units:
        policy, units, rules = case.policy, case.units, rules_in_force(case)
        anywhere = policy.cross_province or not rules.is_on("province")
        is_bound = rules.is_on("distance")
        mountain = (units["terrain"] == "mountain").to_numpy(bool)
        province = np.unique(units["province_code"].to_numpy(object), return_inverse=True)[1]
        longest = np.where(mountain, policy.max_commute_mountain_km, policy.max_commute_km)
        return cls(
            units["lat"].to_numpy(float),
            units["lon"].to_numpy(float),
            longest if is_bound else np.full(len(units), np.inf),
            np.where(mountain, policy.speed_mountain_kmh, policy.speed_kmh),
            np.zeros_like(province) if anywhere else province,
            policy.max_move_km if is_bound else np.inf,
        )

    def __len__(self) -> int:
        return len(self.lat)

    def km(self, here: Ints, there: Ints) -> Floats:
        """Return km between units; indices broadcast."""
        return great_circle_km(self.lat[here], self.lon[here], self.lat[there], self.lon[there])

    def nearest(self, lat: Floats, lon: Floats) -> Ints:
        """Return the nearest unit to each of some points, the first of equally near, -1: none."""
        found = np.full(len(lat), -1)
        known = np.flatnonzero(~np.isnan(self.lat))
        asked = np.flatnonzero(~np.isnan(lat)) if len(known) else known
        for some in _blocks(np.full(len(asked), len(known))):
            at = asked[some]
            km = great_circle_km(lat[at, None], lon[at, None], self.lat[known], self.lon[known])
            found[at] = known[km.argmin(axis=1)]
        return found


@dataclass(frozen=True)
class PlaceLosses:
    """What depends on a person's homes and the unit.

    Losses and conditions are asked for by person and unit: indices that broadcast, answers of
    their common shape. None of the `PLACE_CONDITIONS` binds in today's unit.

    Attributes
    ----------
    policy : Policy
    units : Units
    today : (N,) ints
        Today's unit, -1 for the pool.
    home_lat, home_lon : (N,) floats
        Degrees, NaN where unknown.
    movable : (N,) bools
        Who is in the pool, or may leave today's unit.
    province : (N,) ints
        Where a person may serve, `ANYWHERE` for those of whom no province is known.
    heirs : ints
        ``person * U + unit``, rising, for the successors of dissolved units.
    """

    policy: Policy
    units: Units
    today: Ints
    home_lat: Floats
    home_lon: Floats
    movable: Bools
    province: Ints
    heirs: Ints

    def holds(self, condition: str, person: Ints, unit: Ints) -> Bools:
        """Return whether a condition holds, or the unit is today's."""
        kept = {
            "protected": lambda: self.movable[person],
            "province": lambda: self._in_province(person, unit),
            "distance": lambda: self._is_near(person, unit),
        }[condition]()
        held: Bools = (self.today[person] == unit) | kept
        return held

    def allowed(self, person: Ints, unit: Ints) -> Bools:
        """Return whether every condition holds."""
        kept = self.movable[person] & self._in_province(person, unit)
        held: Bools = (self.today[person] == unit) | (kept & self._is_near(person, unit))
        return held

    def km(self, person: Ints, unit: Ints) -> Floats:
        """Return km from today's unit, NaN from the pool."""
        today = self.today[person]
        return np.where(today < 0, np.nan, self.units.km(today, unit))

    def change_unit(self, person: Ints, unit: Ints) -> Ints:
        """Return what handing over costs, in milli-hours."""
        today = self.today[person]
        stays = (today == unit) | (today < 0) | self._is_heir(person, unit)
        return np.where(stays, 0, milli_hour(self.policy.change_unit_hours))

    def travel(self, person: Ints, unit: Ints) -> Ints:
        """Return what the way to work costs more than today's, in milli-hours a year."""
        from_home = self._from_home(person, unit, self._home_km(person, unit))
        return np.where(self._has_home[person], from_home, self._between(self.today[person], unit))

    def reach(self, closed: Bools | None = None) -> Reach:
        """Return the units where every condition holds and the loss there, a row a person.

        Parameters
        ----------
        closed : (N,) bools, optional
            People whose row is to be empty.
        """
        around = self._around()
        row = self._rows_around()
        size = np.diff(around.start)[row]
        if closed is not None:
            size[closed] = 0
        open_to = np.flatnonzero(size)
        parts = [
            self._within_reach(around, open_to[some], row[open_to[some]])
            for some in _blocks(size[open_to])
        ]
        parts.append((np.zeros(0, np.int64),) * 3)
        person, unit, loss = (np.concatenate(part) for part in zip(*parts, strict=True))
        return Reach(np.searchsorted(person, np.arange(len(self.today) + 1)), unit, loss)

    def _within_reach(self, around: Reach, people: Ints, row: Ints) -> tuple[Ints, Ints, Ints]:
        """Return people, units and losses of what is within reach of some people."""
        which, at = around.of(row)
        person, unit, travel = people[which], around.unit[at], around.loss[at]
        kept = self._may_be_near(person, unit)
        person, unit, travel = person[kept], unit[kept], travel[kept]
        homed = self._has_home[person]
        km = self._home_km(person[homed], unit[homed])
        travel[homed] = self._from_home(person[homed], unit[homed], km)
        near = self.today[person] == unit
        near |= ~homed
        near[homed] |= self._commutes(person[homed], unit[homed], km)
        person, unit = person[near], unit[near]
        return person, unit, travel[near] + self.change_unit(person, unit)

    def _around(self) -> Reach:
        """Return units that distance from today's unit and the province allow, row by row.

        One row a unit for those who may leave it, one a unit for those who may not, one a
        province and a last of all units for the pool. The loss is the travel of those without
        a home.
        """
        here, there, travel = self._moves()
        units, pool = np.arange(len(self.units)), np.argsort(self.units.province, kind="stable")
        moves, ones = np.bincount(here, minlength=len(units)), np.ones_like(units)
        pools = np.append(np.bincount(self.units.province), len(units))
        start = np.cumsum(np.concatenate([np.zeros(1, np.int64), moves, ones, pools]))
        unit = np.concatenate([there, units, pool, units])
        nothing = np.zeros(len(unit) - len(travel), np.int64)
        return Reach(start, unit, np.concatenate([travel, nothing]))

    def _rows_around(self) -> Ints:
        units = len(self.units)
        provinces = int(self.units.province.max(initial=-1)) + 1
        settled = np.where(self.movable, self.today, self.today + units)
        pool = 2 * units + np.where(self.province == ANYWHERE, provinces, self.province)
        return np.where(self.today < 0, pool, settled)

    def _moves(self) -> tuple[Ints, Ints, Ints]:
        """Return units a move may go from and to, by both, and what the way between costs."""
        parts = [(np.zeros(0, np.int64),) * 3]
        for some in _blocks(np.full(len(self.units), len(self.units))):
            same = self.units.province[some, None] == self.units.province
            here, there = np.nonzero(same)
            here += some.start
            near = (here == there) | ~(self.units.km(here, there) > self.units.longest_move)
            here, there = here[near], there[near]
            parts.append((here, there, self._between(here, there)))
        here, there, travel = (np.concatenate(part) for part in zip(*parts, strict=True))
        return here, there, travel

    @cached_property
    def _has_home(self) -> Bools:
        known: Bools = ~np.isnan(self.home_lat)
        return known

    @cached_property
    def _today_km(self) -> Floats:
        """Km from home to today's unit, (N,); NaN from the pool."""
        everybody = np.arange(len(self.today))
        return np.where(self.today < 0, np.nan, self._home_km(everybody, self.today))

    @cached_property
    def _today_cost(self) -> Floats:
        """Priced hours a year on today's way, (N,); 0 from the pool."""
        return np.where(self.today < 0, 0.0, self._road(self._today_km, self.today))

    def _in_province(self, person: Ints, unit: Ints) -> Bools:
        own = self.province[person]
        inside: Bools = (own == ANYWHERE) | (own == self.units.province[unit])
        return inside

    def _is_near(self, person: Ints, unit: Ints) -> Bools:
        """Whether neither way is too long; distances unknown exclude nobody."""
        moves = ~(self.km(person, unit) > self.units.longest_move)
        return moves & self._commutes(person, unit, self._home_km(person, unit))

    def _commutes(self, person: Ints, unit: Ints, km: Floats) -> Bools:
        """Whether the way from home is no longer than allowed, or than today's."""
        reached: Bools = ~(km > np.fmax(self.units.longest[unit], self._today_km[person]))
        return reached

    def _may_be_near(self, person: Ints, unit: Ints) -> Bools:
        """Whether a look at the latitudes leaves it open that home and unit are near."""
        apart = np.abs(self.home_lat[person] - self.units.lat[unit])
        near: Bools = ~(apart > self._degrees[person]) | (self.today[person] == unit)
        return near

    @cached_property
    def _degrees(self) -> Floats:
        """Degrees of latitude beyond which nobody travels to work, (N,)."""
        longest = np.fmax(self.units.longest.max(initial=0), self._today_km)
        degrees: Floats = longest / _KM_PER_DEGREE
        return degrees

    def _home_km(self, person: Ints, unit: Ints) -> Floats:
        return great_circle_km(
            self.home_lat[person], self.home_lon[person], self.units.lat[unit], self.units.lon[unit]
        )

    def _from_home(self, person: Ints, unit: Ints, km: Floats) -> Ints:
        more = np.maximum(0.0, self._road(km, unit) - self._today_cost[person])
        return milli_hours(np.where(self.today[person] == unit, 0.0, np.nan_to_num(more)))

    def _between(self, here: Ints, there: Ints) -> Ints:
        """Price the way between units; nothing from the pool."""
        hours = np.nan_to_num(self._road(self.units.km(here, there), there))
        return milli_hours(np.where((here < 0) | (here == there), 0.0, hours))

    def _road(self, km: Floats, unit: Ints) -> Floats:
        """Hours a year on the road, dearer the longer the day's journey."""
        daily = 2 * self.policy.road_factor * km / self.units.speed[unit]
        first, second, later = self.policy.travel_prices
        priced = (
            first * np.minimum(daily, 1.0)
            + second * np.minimum(np.maximum(daily - 1.0, 0.0), 1.0)
            + later * np.maximum(daily - 2.0, 0.0)
        )
        cost: Floats = self.policy.working_days * priced
        return cost

    def _is_heir(self, person: Ints, unit: Ints) -> Bools:
        if not len(self.heirs):
            return np.zeros(np.broadcast_shapes(np.shape(person), np.shape(unit)), bool)
        asked = person * len(self.units) + unit
        at = np.minimum(np.searchsorted(self.heirs, asked), len(self.heirs) - 1)
        found: Bools = self.heirs[at] == asked
        return found


def build_place_losses(case: Case, people: People) -> PlaceLosses:
    """Collect what is known of people and units."""
    units = Units.of(case)
    table = people.table
    places = {code: place for place, code in enumerate(case.units["unit_code"])}
    heirs = [
        row * len(units) + places[code]
        for row, codes in people.successors.items()
        for code in codes
    ]
    movable = (~table["protected"] & table["transferable"]).to_numpy(bool)
    if not rules_in_force(case).is_on("protected"):
        movable = np.ones(len(people), bool)
    return PlaceLosses(
        policy=case.policy,
        units=units,
        today=people.unit,
        home_lat=table["home_lat"].to_numpy(float),
        home_lon=table["home_lon"].to_numpy(float),
        movable=movable | (people.unit < 0),
        province=_provinces(people, units, places),
        heirs=np.array(sorted(heirs), np.int64),
    )


def _provinces(people: People, units: Units, places: dict[str, int]) -> Ints:
    """Province of today's unit; from the pool of the unit nearest to home, else the native one."""
    if not units.province.any():
        return np.zeros(len(people), np.int64)
    unit = people.unit.copy()
    table = people.table
    lost = np.flatnonzero(unit < 0)
    unit[lost] = units.nearest(
        table["home_lat"].to_numpy(float)[lost], table["home_lon"].to_numpy(float)[lost]
    )
    lost = np.flatnonzero(unit < 0)
    unit[lost] = [places.get(code, -1) for code in table["native_unit"].iloc[lost]]
    return np.where(unit < 0, ANYWHERE, units.province[unit])


def _blocks(size: Ints) -> Iterator[slice]:
    """Yield slices of rows in a row whose entries together fit into memory."""
    block = np.cumsum(size) // _PAIRS_AT_ONCE
    edges = [0, *(np.flatnonzero(np.diff(block)) + 1).tolist(), len(size)]
    for start, stop in pairwise(edges):
        if stop > start:
            yield slice(start, stop)
