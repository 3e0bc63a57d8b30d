"""What depends on the person's profile and the kind of post: conditions and losses.

``loss = M[profile, kind] + R[person, unit]``, in milli-hours; M is here, R in
:mod:`staffalloc.placement.territory`. Each part is rounded once, alone, so explanations and
proofs add up to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.hours import milli_hour, milli_hours
from staffalloc.case.policy import Policy
from staffalloc.case.vocabulary import RANKS, rank_of
from staffalloc.case.working_time import available_hours
from staffalloc.placement.engine.model import NOT_ELIGIBLE, Ints
from staffalloc.placement.fit import build_qualifications
from staffalloc.placement.people import People
from staffalloc.placement.seats import Kind
from staffalloc.rules import rules_in_force

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Jobs:
    """Positions as numbers: held today by the profiles, (K,), and leading the kinds, (S,).

    Attributes
    ----------
    today, lead : ints
        Place in ``case.positions``; -1 for none.
    today_group, lead_group : ints
        Number of the concurrency group; -1 for none.
    rises : (K, S) ints
        Ranks a profile would rise, or fall where negative.
    """

    today: Ints
    lead: Ints
    today_group: Ints
    lead_group: Ints
    rises: NDArray[np.int8]

    @classmethod
    def of(cls, case: Case, profiles: pd.DataFrame, kinds: Sequence[Kind]) -> Jobs:
        positions, order = case.positions, rank_of(RANKS)
        codes = pd.Index(positions["position_id"])
        today = codes.get_indexer(profiles["position_id"]).astype(np.int64)
        lead = codes.get_indexer([lead for lead, _ in kinds]).astype(np.int64)
        named = positions["concurrency_group"]
        group = np.append(pd.factorize(named.where(named != ""))[0], -1)  # the last is of no job
        held = profiles["rank"].map(order).to_numpy(np.int8)
        asked = positions["rank"].map(order).to_numpy(np.int8)[lead]
        return cls(today, lead, group[today], group[lead], asked[None, :] - held[:, None])


@dataclass(frozen=True)
class PostLosses:
    """What depends on the person's profile and the kind of post.

    Losses are asked for by profile and kind: indices that broadcast, answers of their common
    shape. Tables are (profiles, kinds).

    Attributes
    ----------
    policy : Policy
    jobs : Jobs
    fte : (K,) floats
    weight : (S,) floats
        Of the lead position.
    fit : floats
    trained, related, suitable : bools
        Whether the field of the lead position is one the profile holds; one of its family; one
        that is either, or can be coached, and suits every strict position.
    conditions : mapping of str to bools
        Of a new appointment, by the words of :data:`staffalloc.placement.columns.CONDITIONS`.
    """

    policy: Policy
    jobs: Jobs
    fte: Floats
    weight: Floats
    fit: Floats
    trained: Bools
    related: Bools
    suitable: Bools
    conditions: Mapping[str, Bools]

    @cached_property
    def allowed(self) -> Bools:
        """Where every condition holds."""
        everywhere: Bools = np.logical_and.reduce(list(self.conditions.values()))
        return everywhere

    def suffices(self, profile: Ints, kind: Ints) -> Bools:
        """Return whether field, level and political theory suffice."""
        held = [self.conditions[name][profile, kind] for name in ("field", "level", "theory")]
        both: Bools = np.logical_and.reduce(held)
        return both

    def misfit(self, profile: Ints, kind: Ints, stays: Bools | bool) -> Ints:
        """Return what the work lacks; an incumbent who stays has a least fit."""
        fit = self.fit[profile, kind]
        fit = np.where(stays, np.maximum(fit, self.policy.fit_incumbent), fit)
        lacking = 1 - fit * self.fte[profile]
        return milli_hours(lacking * available_hours(self.policy) * self.weight[kind])

    def change_position(self, profile: Ints, kind: Ints) -> Ints:
        """Return what learning another position costs."""
        jobs, policy = self.jobs, self.policy
        group = jobs.today_group[profile]
        within = (group == jobs.lead_group[kind]) & (group >= 0)
        in_group, other = policy.change_in_group_hours, policy.change_position_hours
        change = np.where(within, milli_hour(in_group), milli_hour(other))
        return np.where(jobs.today[profile] == jobs.lead[kind], 0, change)

    def rank_down(self, profile: Ints, kind: Ints) -> Ints:
        """Return what the ranks down cost."""
        steps = np.maximum(0, -self.jobs.rises[profile, kind])
        return milli_hours(self.policy.rank_down_hours * steps)

    def table(self) -> Ints:
        """Return the loss of a new appointment, `NOT_ELIGIBLE` where a condition fails."""
        profile, kind = np.ogrid[: len(self.fte), : len(self.weight)]
        loss = self.misfit(profile, kind, stays=False)
        loss += self.change_position(profile, kind)
        loss += self.rank_down(profile, kind)
        loss[~self.allowed] = NOT_ELIGIBLE
        return loss


def build_post_losses(case: Case, people: People, kinds: Sequence[Kind]) -> PostLosses:
    """Weigh every profile against every kind of post: fit, and what a new appointment asks."""
    profiles = people.profiles
    qualified = build_qualifications(case, profiles, kinds)
    jobs = Jobs.of(case, profiles, kinds)
    rules = rules_in_force(case)
    everywhere = np.ones_like(qualified.field)
    held = {
        "discipline": _clear(profiles) & everywhere,
        "plan": _may_rise(case, profiles, jobs),
        "level": qualified.level,
        "field": qualified.field,
        "theory": qualified.theory,
        "term": (jobs.rises <= 0) | profiles["serves_term"].to_numpy(bool)[:, None],
        "review": _may_lead(case, profiles, jobs),
    }
    return PostLosses(
        policy=case.policy,
        jobs=jobs,
        fte=profiles["fte"].to_numpy(float),
        weight=case.positions["weight"].to_numpy(float)[jobs.lead],
        fit=qualified.fit,
        trained=qualified.trained,
        related=qualified.related,
        suitable=qualified.field,
        conditions={name: kept if rules.is_on(name) else everywhere for name, kept in held.items()},
    )


def _clear(profiles: pd.DataFrame) -> Bools:
    clear: Bools = (profiles["discipline"] == "clear").to_numpy(bool)[:, None]
    return clear


def _may_rise(case: Case, profiles: pd.DataFrame, jobs: Jobs) -> Bools:
    """One step up needs a place in the plan; to chair also outstanding achievement."""
    planned = profiles["planned"].to_numpy(bool)[:, None]
    achieved = profiles["achievement"].to_numpy(bool)[:, None]
    to_chair = (case.positions["rank"] == "chair").to_numpy()[jobs.lead]
    may: Bools = (jobs.rises <= 0) | ((jobs.rises == 1) & planned & (achieved | ~to_chair))
    return may


def _may_lead(case: Case, profiles: pd.DataFrame, jobs: Jobs) -> Bools:
    """Who has a failed review may take no seat above specialist."""
    failed = profiles["failed_review"].to_numpy(bool)[:, None]
    leads = (case.positions["rank"] != "specialist").to_numpy(bool)[jobs.lead]
    may: Bools = ~(failed & leads)
    return may
