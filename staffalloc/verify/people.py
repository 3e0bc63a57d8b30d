"""Who may take which seat, and what it loses: every rule and every part of the loss, again.

The loss of a person c on a seat type j is M[profile of c, kind of j] + R[c, unit of j]: what
depends on the person and the job, and what depends on the place. Methods take index arrays that
broadcast, so the same lines serve one pair, a list of pairs and whole blocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from staffalloc.case import vocabulary
from staffalloc.case.hours import great_circle_km, milli_hour, milli_hours
from staffalloc.case.policy import Policy
from staffalloc.rules.in_force import rules_in_force
from staffalloc.verify.catalogue import Bools, Catalogue, Floats, Ints
from staffalloc.verify.roster import NOBODY, Roster, places
from staffalloc.verify.seats import SeatType

TOO_GENERAL: Final = frozenset({"law", "public_administration"})


@dataclass(frozen=True)
class Jobs:
    """Positions as arrays of shape (P,): what each asks."""

    awt: float
    rank: Ints
    level: Ints
    theory: Ints
    leadership: Bools
    strict: Bools
    weight: Floats
    group: Ints

    @classmethod
    def of(cls, catalogue: Catalogue) -> Jobs:
        """Read what the positions of a case ask."""
        positions = catalogue.positions
        groups = {g: at for at, g in enumerate(sorted({*catalogue.own_group} - {""}))}
        return cls(
            awt=catalogue.awt,
            rank=places(vocabulary.RANKS, positions["rank"]),
            level=places(vocabulary.LEVELS, positions["required_level"]),
            theory=places(vocabulary.POLITICAL_THEORY, positions["political_theory"]),
            leadership=(positions["group"] == "leadership").to_numpy(dtype=np.bool_),
            strict=catalogue.flag("strict"),
            weight=catalogue.column("weight"),
            group=np.array([groups.get(g, NOBODY) for g in catalogue.own_group], dtype=np.int64),
        )


@dataclass(frozen=True)
class Kinds:
    """Kinds of post, K of them: lead (K,), others (K, P), lead and others (K, P)."""

    lead: Ints
    others: Bools
    carries: Bools
    of_seat: Ints

    @classmethod
    def of(cls, seats: tuple[SeatType, ...], positions: int) -> Kinds:
        """Number the kinds among `seats`; `of_seat` gives the kind of each."""
        number: dict[tuple[int, tuple[int, ...]], int] = {}
        of_seat = [number.setdefault((s.lead, s.others), len(number)) for s in seats]
        lead = np.array([lead for lead, _ in number], dtype=np.int64)
        others = np.zeros((len(number), positions), dtype=np.bool_)
        for kind, (_, parts) in enumerate(number):
            others[kind, list(parts)] = True
        carries = others.copy()
        carries[np.arange(len(number)), lead] = True
        return cls(lead, others, carries, np.array(of_seat, dtype=np.int64))

    def any_of_others(self, holds: Bools) -> Bools:
        """Return whether something holds, (profiles, P), on any position but the lead of a kind."""
        return holds.astype(np.float64) @ self.others.T.astype(np.float64) > 0


@dataclass(frozen=True)
class Studies:
    """How far fields of study fit a position, before level and skill."""

    policy: Policy
    required: tuple[frozenset[str], ...]
    strict: Bools
    leadership: Bools
    family: Mapping[str, str]
    coaching: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, catalogue: Catalogue, jobs: Jobs) -> Studies:
        """Read the fields positions ask for, and how fields are related."""
        fields, coaching = (catalogue.case.tables[name] for name in ("fields", "coaching"))
        return cls(
            policy=catalogue.policy,
            required=tuple(_listed(text) for text in catalogue.word("required_fields")),
            strict=jobs.strict,
            leadership=jobs.leadership,
            family=dict(zip(fields["field"], fields["family"], strict=True)),
            coaching=frozenset(zip(coaching["field_from"], coaching["field_to"], strict=True)),
        )

    def has_required(self, held: frozenset[str], position: int) -> bool:
        """Return whether `held` has a field the position asks for, or it asks for none."""
        required = self.required[position]
        anything = held | {vocabulary.ANY_FIELD, vocabulary.NO_FIELD}
        return not required or bool(required & anything)

    def asks_for_none(self, position: int) -> bool:
        """Return whether a position is open to every field."""
        required = self.required[position]
        return not required or bool(required & {vocabulary.ANY_FIELD, vocabulary.NO_FIELD})

    def is_related(self, held: frozenset[str], position: int) -> bool:
        """Return whether `held` has a field of a family the position asks for, where that is so."""
        shared = self._families(held) & self._families(self.required[position])
        return bool(shared) and not self.strict[position]

    def fit(self, held: frozenset[str], position: int) -> float:
        """Return the fit of somebody who holds the fields `held`."""
        required = self.required[position]
        if self.has_required(held, position):
            return 1.0
        if self.is_related(held, position):
            return self.policy.fit_family
        coached = any((a, b) in self.coaching for a in held for b in required)
        return self.policy.fit_coaching if coached and not self.leadership[position] else 0.0

    def _families(self, fields: frozenset[str]) -> set[str]:
        return {self.family.get(field, "") for field in fields - TOO_GENERAL} - {""}


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split(";")) - {""}


@dataclass(frozen=True)
class Fits:
    """Profiles against positions, shape (profiles, P) each.

    `trained` says whether a field is a required one, `related` whether it is of its family,
    `suitable` whether field and skill give any fit, `value` is the fit with level and skill.
    """

    trained: Bools
    related: Bools
    suitable: Bools
    value: Floats

    @classmethod
    def of(cls, catalogue: Catalogue, people: Roster, jobs: Jobs) -> Fits:
        """Compare the fields, level and skill of every profile with every position."""
        number: dict[frozenset[str], int] = {}
        studied = [number.setdefault(people.fields[c], len(number)) for c in people.first]
        studies, positions = Studies.of(catalogue, jobs), range(len(catalogue.position_ids))
        shape, row = (len(number), len(positions)), np.array(studied, dtype=np.int64)
        trained = np.array([[studies.has_required(held, p) for p in positions] for held in number])
        related = np.array([[studies.is_related(held, p) for p in positions] for held in number])
        fit = np.array([[studies.fit(held, p) for p in positions] for held in number])
        by_fields = fit.reshape(shape)[row]
        skill = _skill(catalogue, people)
        below = jobs.level[None, :] - people.level[people.first][:, None]
        capped = np.minimum(by_fields, catalogue.policy.fit_level_below)
        value = np.where(below == 1, capped, np.where(below > 1, 0.0, by_fields)) * skill
        return cls(
            trained.reshape(shape)[row], related.reshape(shape)[row], by_fields * skill > 0, value
        )


def _skill(catalogue: Catalogue, people: Roster) -> Floats:
    """Skill of each profile in each position: by position, else the best required field, else 1."""
    skill = np.ones((len(people.first), len(catalogue.position_ids)))
    required = [_listed(text) for text in catalogue.word("required_fields")]
    for profile, person in enumerate(people.first.tolist()):
        rows = people.skills.get(person, ())
        for position, code in enumerate(catalogue.position_ids) if rows else ():
            by_position = [value for p, _, value in rows if p == code]
            by_field = [value for p, f, value in rows if not p and f in required[position]]
            given = by_position or by_field
            if given:
                skill[profile, position] = max(given)
    return skill


@dataclass(frozen=True)
class Judge:
    """The rules of a new appointment that hold, asked about profiles and positions."""

    people: Roster
    on: frozenset[str]
    one_below_is_enough: bool

    @classmethod
    def of(cls, catalogue: Catalogue, people: Roster) -> Judge:
        """Read which rules hold."""
        on = frozenset(rule.name for rule in rules_in_force(catalogue.case).on)
        return cls(people, on, catalogue.policy.fit_level_below > 0)

    def standard(self, jobs: Jobs, fits: Fits, kinds: Kinds) -> Bools:
        """Return whether field, level and theory do, on the lead and on every strict part."""
        first = self.people.first
        level = self.people.level[first][:, None]
        reached = level >= jobs.level
        lenient = self.one_below_is_enough & ~jobs.leadership & ~jobs.strict
        level_ok = (reached | ((level == jobs.level - 1) & lenient)) | ("level" not in self.on)
        suited = fits.suitable | ("field" not in self.on)
        suited &= (self.people.theory[first][:, None] >= jobs.theory) | ("theory" not in self.on)
        part_fails = jobs.strict & ~(suited & (reached | ("level" not in self.on)))
        meets: Bools = (suited & level_ok)[:, kinds.lead] & ~kinds.any_of_others(part_fails)
        return meets

    def rank(self, jobs: Jobs) -> Bools:
        """Return whether who rises is in the plan and, to chair, of outstanding achievement."""
        first = self.people.first
        top = max(vocabulary.rank_of(vocabulary.RANKS).values())
        planned = self.people.planned[first][:, None]
        planned = planned & ((jobs.rank < top) | self.people.achievement[first][:, None])
        step = self._step(jobs)
        meets: Bools = (step <= 0) | ((step == 1) & planned) | ("plan" not in self.on)
        return meets

    def record(self, jobs: Jobs) -> Bools:
        """Return whether discipline, years left and reviews allow it, (profiles, P)."""
        first = self.people.first
        allowed = self.people.clear[first][:, None] | ("discipline" not in self.on)
        years = self.people.serves_term[first][:, None] | ("term" not in self.on)
        sound = ~self.people.failed_review[first][:, None] | ("review" not in self.on)
        kept: Bools = allowed & (years | (self._step(jobs) <= 0)) & (sound | (jobs.rank == 0))
        return kept

    def _step(self, jobs: Jobs) -> Ints:
        step: Ints = jobs.rank[None, :] - self.people.rank[self.people.first][:, None]
        return step


@dataclass(frozen=True)
class Work:
    """People against kinds of job: arrays of shape (profiles, K); `free`, (K,), asks no field.

    `allowed` says whether every rule of a new appointment that looks at person and job holds;
    `outsider`, (K,), whether a position of the job is closed to local people.
    """

    policy: Policy
    people: Roster
    jobs: Jobs
    kinds: Kinds
    fit: Floats
    free: Bools
    trained: Bools
    related: Bools
    suitable: Bools
    meets_standard: Bools
    meets_rank: Bools
    allowed: Bools
    outsider: Bools

    @classmethod
    def of(cls, catalogue: Catalogue, people: Roster, kinds: Kinds) -> Work:
        """Compare every profile with every kind."""
        jobs, judge = Jobs.of(catalogue), Judge.of(catalogue, people)
        studies, fits = Studies.of(catalogue, jobs), Fits.of(catalogue, people, jobs)
        unsuitable_part = kinds.any_of_others(jobs.strict & ~fits.suitable)
        standard = judge.standard(jobs, fits, kinds)
        rank = judge.rank(jobs)[:, kinds.lead]
        return cls(
            policy=catalogue.policy,
            people=people,
            jobs=jobs,
            kinds=kinds,
            fit=_kind_fit(catalogue.policy, fits.value, kinds),
            free=np.array([studies.asks_for_none(lead) for lead in kinds.lead.tolist()], np.bool_),
            trained=fits.trained[:, kinds.lead],
            related=fits.related[:, kinds.lead],
            suitable=fits.suitable[:, kinds.lead] & ~unsuitable_part,
            meets_standard=standard,
            meets_rank=rank,
            allowed=standard & rank & judge.record(jobs)[:, kinds.lead],
            outsider=np.asarray((kinds.carries & catalogue.flag("outsider")).any(axis=1), np.bool_),
        )

    def fit_of(self, profile: Ints, kind: Ints, incumbent: Bools | bool) -> Floats:
        """Return the fit, which is never below that of an incumbent; arguments broadcast."""
        fit = self.fit[profile, kind]
        return np.where(incumbent, np.maximum(fit, self.policy.fit_incumbent), fit)

    def parts(self, profile: Ints, kind: Ints, incumbent: Bools | bool) -> dict[str, Ints]:
        """Return misfit, change of position and rank down; arguments broadcast."""
        policy, person = self.policy, self.people.first[profile]
        lead = self.kinds.lead[kind]
        served = self.fit_of(profile, kind, incumbent) * self.people.fte[person]
        today = self.people.position[person]
        today_group = np.where(today == NOBODY, NOBODY, self.jobs.group[today])
        change = np.where(
            (today_group != NOBODY) & (today_group == self.jobs.group[lead]),
            milli_hour(policy.change_in_group_hours),
            milli_hour(policy.change_position_hours),
        )
        down = np.maximum(0, self.people.rank[person] - self.jobs.rank[lead])
        return {
            "misfit": milli_hours((1 - served) * self.jobs.awt * self.jobs.weight[lead]),
            "change_position": np.where(today == lead, 0, change),
            "rank_down": milli_hours(policy.rank_down_hours * down),
        }


def _kind_fit(policy: Policy, fit: Floats, kinds: Kinds) -> Floats:
    lead_fit = fit[:, kinds.lead]
    count = kinds.others.sum(axis=1)
    mean = fit @ kinds.others.T.astype(np.float64) / np.maximum(1, count)
    share = policy.fit_lead_share
    return np.where(count == 0, lead_fit, share * lead_fit + (1 - share) * mean)


@dataclass(frozen=True)
class Travel:
    """People against units: distances, what they cost, and who may go where."""

    policy: Policy
    people: Roster
    lat: Floats
    lon: Floats
    speed: Floats
    farthest: Floats
    province: Ints
    own_province: Ints
    is_tied: bool
    is_everywhere_near: bool

    @classmethod
    def of(cls, catalogue: Catalogue, people: Roster) -> Travel:
        """Read where the units are, and how fast and how far people may travel."""
        policy, rules = catalogue.policy, rules_in_force(catalogue.case)
        anywhere = policy.cross_province or not rules.is_on("province")
        codes = catalogue.units["province_code"].tolist()
        number = {code: n for n, code in enumerate(dict.fromkeys(codes))}
        province = np.array([0 if anywhere else number[code] for code in codes])
        mountain = (catalogue.units["terrain"] == "mountain").to_numpy(dtype=np.bool_)
        return cls(
            policy=policy,
            people=people,
            lat=catalogue.lat,
            lon=catalogue.lon,
            speed=np.where(mountain, policy.speed_mountain_kmh, policy.speed_kmh),
            farthest=np.where(mountain, policy.max_commute_mountain_km, policy.max_commute_km),
            province=province,
            own_province=_own_province(catalogue, people, province),
            is_tied=rules.is_on("protected"),
            is_everywhere_near=not rules.is_on("distance"),
        )

    def from_home(self, person: Ints, unit: Ints) -> Floats:
        """Return km from home to a unit, NaN where either is unknown or unit is -1."""
        home = self.people.home_lat[person], self.people.home_lon[person]
        km = great_circle_km(*home, self.lat[unit], self.lon[unit])
        return np.where(unit == NOBODY, np.nan, km)

    def between(self, unit_a: Ints, unit_b: Ints) -> Floats:
        """Return km between two units, NaN where either is unknown or -1."""
        km = great_circle_km(self.lat[unit_a], self.lon[unit_a], self.lat[unit_b], self.lon[unit_b])
        return np.where((unit_a == NOBODY) | (unit_b == NOBODY), np.nan, km)

    def year(self, km: Floats, unit: Ints) -> Floats:
        """Return the priced hours a year on the road to `unit`."""
        hours = 2 * self.policy.road_factor * km / self.speed[unit]
        first, second, later = self.policy.travel_prices
        return self.policy.working_days * (
            first * np.minimum(hours, 1)
            + second * np.minimum(np.maximum(hours - 1, 0), 1)
            + later * np.maximum(hours - 2, 0)
        )

    def parts(self, person: Ints, unit: Ints) -> tuple[dict[str, Ints], Bools]:
        """Return change of unit and travel, and whether protection and distance allow the unit.

        Arguments broadcast.
        """
        today = self.people.today[person]
        pool, same = today == NOBODY, today == unit
        commute, old_commute = self.from_home(person, unit), self.from_home(person, today)
        move = self.between(today, unit)
        has_home = ~np.isnan(self.people.home_lat + self.people.home_lon)[person]
        new_cost, old_cost = self.year(commute, unit), self.year(old_commute, today)
        moved = np.where(has_home, np.maximum(0, new_cost - old_cost), self.year(move, unit))
        arrived = np.where(has_home, new_cost, 0.0)
        travel = np.nan_to_num(np.where(pool, arrived, np.where(same, 0.0, moved)), nan=0.0)
        stays = pool | same | self.people.heirs[self.people.heir_row[person], unit]
        change = np.where(stays, 0, milli_hour(self.policy.change_unit_hours))
        # np.fmax leaves out an unknown way to today's unit.
        limit = np.fmax(self.farthest[unit], old_commute)
        too_far = (commute > limit) | (move > self.policy.max_move_km)
        too_far &= not self.is_everywhere_near
        tied = self.people.bound_to_unit[person] & ~pool & self.is_tied
        own = self.own_province[person]
        elsewhere = (own != NOBODY) & (own != self.province[unit])
        reachable = same | ~(too_far | tied | elsewhere)
        return {"change_unit": change, "travel": milli_hours(travel)}, reachable


def _own_province(catalogue: Catalogue, people: Roster, province: Ints) -> Ints:
    """The province of each person's unit, else that around the home, else of the native unit."""
    table = catalogue.case.tables["cadres"]
    native = dict(zip(table["cadre_id"].tolist(), table["native_unit"].tolist(), strict=True))
    known = np.flatnonzero(~np.isnan(catalogue.lat + catalogue.lon))
    unit = people.today.copy()
    for person in np.flatnonzero(unit == NOBODY).tolist():
        home = people.home_lat[person], people.home_lon[person]
        if not np.isnan(home).any() and len(known):
            km = great_circle_km(*home, catalogue.lat[known], catalogue.lon[known])
            unit[person] = known[int(np.argmin(km))]
        else:
            unit[person] = catalogue.unit_at.get(native[people.ids[person]], NOBODY)
    return np.where(unit == NOBODY, NOBODY, province[unit])
