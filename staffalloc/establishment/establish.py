"""From required officers to authorised posts: curves, ceilings, the programme, the cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.problems import CaseError, Problem
from staffalloc.establishment.ceilings import Ceilings, require_room
from staffalloc.establishment.curves import Curve
from staffalloc.establishment.cut import Cut, Incompatible, Part, Shortfall, cut_posts
from staffalloc.establishment.departments import DepartmentDesign
from staffalloc.establishment.groundwork import Groundwork, lay_groundwork
from staffalloc.establishment.leaders import CityLimit, Leadership
from staffalloc.establishment.programme import Cap, Choice, Item, Programme
from staffalloc.establishment.sharing import SharedOfficer
from staffalloc.rules import rules_in_force

UNUSED: Final = "unused"


@dataclass(frozen=True)
class Post:
    """An authorised post: a seat for one officer, lead part first."""

    post_id: str
    unit_code: str
    parts: tuple[Part, ...]
    group: str
    staffing: str
    in_frame: bool
    leader: bool

    @property
    def lead(self) -> str:
        return self.parts[0].position_id

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(sorted(part.position_id for part in self.parts[1:]))

    @property
    def seat_type(self) -> str:
        return f"{self.unit_code}/{self.lead}/{'+'.join(self.others)}"


@dataclass(frozen=True)
class Establishment:
    """The posts of every unit, and the proof that no other choice costs less.

    Attributes
    ----------
    need : DataFrame
        Requirements by unit and position.
    curves, leaderships : tuple
        What could have posts.
    posts_of : mapping of (unit, group) to int
        Posts chosen for each curve.
    posts : tuple of Post
        Every authorised post, by unit, leaders first.
    shortfalls : tuple of Shortfall
        Positions the posts do not carry as their hours ask.
    ceilings : Ceilings
    city_limits : tuple of CityLimit
    choice : Choice
        Objective, bound and prices in milli-hours.
    prices : mapping of str to int
        The prices by the name of the cap.
    design : DepartmentDesign or None
        Departments, where the case asks to design them.
    shared : tuple of SharedOfficer
        Who shares an officer with whom, where the case allows it.
    """

    need: pd.DataFrame
    curves: tuple[Curve, ...]
    leaderships: tuple[Leadership, ...]
    posts_of: Mapping[tuple[str, str], int]
    posts: tuple[Post, ...]
    shortfalls: tuple[Shortfall, ...]
    ceilings: Ceilings
    city_limits: tuple[CityLimit, ...]
    choice: Choice
    prices: Mapping[str, int]
    design: DepartmentDesign | None = None
    shared: tuple[SharedOfficer, ...] = ()

    @cached_property
    def in_frame_posts(self) -> Mapping[str, int]:
        """Posts in the frame by unit_code."""
        counts = dict.fromkeys((unit.unit_code for unit in self.ceilings.units), 0)
        for post in self.posts:
            counts[post.unit_code] += post.in_frame
        return counts

    @cached_property
    def placement_ceilings(self) -> Mapping[str, int]:
        """The heads each unit may have in the frame, by unit_code.

        By rule it is the ceiling. Shared, it is the posts chosen, at least the lower edge, and
        what the total leaves goes back to the units below their own ceiling, by unit_code.
        """
        if not self.ceilings.shared:
            return {unit.unit_code: unit.ceiling for unit in self.ceilings.units}
        posts = self.in_frame_posts
        chosen = {
            unit.unit_code: max(posts[unit.unit_code], unit.lower_edge)
            for unit in self.ceilings.units
        }
        spare = (self.ceilings.total or 0) - sum(chosen.values())
        for unit in self.ceilings.units:
            given = min(max(0, unit.ceiling - chosen[unit.unit_code]), spare)
            chosen[unit.unit_code] += given
            spare -= given
        return chosen


def establish(case: Case, *, time_limit: float | None = None, seed: int = 0) -> pd.DataFrame:
    """Return the posts each unit is authorised to have, at least total cost.

    Parameters
    ----------
    case : Case
    time_limit : float, optional
        Seconds the solver may take; without it the solver runs to the proven optimum.
    seed : int
        Seed of the solver.

    Returns
    -------
    DataFrame
        One row a post: ``post_id``, ``unit_code``, ``lead_position``, ``seat_type``,
        ``parts`` (``position:share;...``, shares of one officer), ``staffing``,
        ``in_frame``, ``leader``.

    Raises
    ------
    CaseError
        If a ceiling is below the posts a unit must have; every such ceiling is named.
    InfeasibleError
        If the ceilings contradict each other only together.

    Examples
    --------
    >>> import staffalloc as sa
    >>> posts = sa.establish(sa.load_example("lao_cai"))
    >>> int(posts["unit_code"].nunique())
    99
    """
    return posts_table(build_establishment(case, time_limit=time_limit, seed=seed).posts)


def posts_table(posts: Sequence[Post]) -> pd.DataFrame:
    """Return posts as a table, one row a post."""
    return pd.DataFrame(
        {
            "post_id": [post.post_id for post in posts],
            "unit_code": [post.unit_code for post in posts],
            "lead_position": [post.lead for post in posts],
            "seat_type": [post.seat_type for post in posts],
            "parts": [
                ";".join(f"{p.position_id}:{p.share:.12f}" for p in post.parts) for post in posts
            ],
            "staffing": [post.staffing for post in posts],
            "in_frame": [post.in_frame for post in posts],
            "leader": [post.leader for post in posts],
        }
    )


def build_establishment(
    case: Case, *, time_limit: float | None = None, seed: int = 0
) -> Establishment:
    """Choose and cut the posts of every unit; see :func:`establish`."""
    _refuse_limits_not_applied(case)
    ground = lay_groundwork(case)
    programme = _programme(ground)
    choice = programme.solve(time_limit=time_limit, seed=seed)
    if rules_in_force(case).is_on("shared_officers"):
        ground = lay_groundwork(case, _price_of_a_post(programme, choice))
        programme = _programme(ground)
        choice = programme.solve(time_limit=time_limit, seed=seed)
    items, curves, leaderships = programme.items, ground.curves, ground.leaderships
    chosen = {(item.unit_code, item.name): n for item, n in zip(items, choice.posts, strict=True)}
    posts_of = {(c.unit_code, c.group): chosen[c.unit_code, c.group] for c in curves}
    cuts = cuts_of(case, curves, posts_of)
    return Establishment(
        need=ground.need,
        curves=tuple(curves),
        leaderships=tuple(leaderships),
        posts_of=posts_of,
        posts=tuple(numbered_posts(case, curves, cuts, leaderships, chosen)),
        shortfalls=tuple(s for cut in cuts for s in cut.shortfalls),
        ceilings=ground.ceilings,
        city_limits=tuple(ground.city_limits),
        choice=choice,
        prices={c.name: p for c, p in zip(programme.caps, choice.prices, strict=True)},
        design=ground.design,
        shared=ground.shared,
    )


def check_ceilings(case: Case) -> None:
    """Raise ``CaseError`` if a ceiling cannot hold the least posts, without solving anything."""
    _refuse_limits_not_applied(case)
    _programme(lay_groundwork(case))


def _programme(ground: Groundwork) -> Programme:
    """Return the programme; ``CaseError`` if a ceiling cannot hold the least posts."""
    items = items_of(ground.curves, ground.leaderships, ground.ceilings)
    require_room(ground.ceilings, items, ground.city_limits)
    return Programme(items, caps_of(items, ground.ceilings, ground.city_limits))


def _price_of_a_post(programme: Programme, choice: Choice) -> dict[str, int]:
    """Return what one more post in the frame of each unit is worth, in milli-hours."""
    price = {cap.name: p for cap, p in zip(programme.caps, choice.prices, strict=True)}
    units = [name.removeprefix("frame/") for name in price if name.startswith("frame/")]
    return {
        unit: price[f"frame/{unit}"] - price.get(f"floor/{unit}", 0) + price.get("total", 0)
        for unit in units
    }


def _refuse_limits_not_applied(case: Case) -> None:
    """A total nobody applies would be a promise broken in silence."""
    totals = case.limits[case.limits["rule"] == "total"]
    named = totals[["unit_code", "position_id", "field"]].ne("").any(axis=1)
    if (named | totals["min"].notna() | totals["price"].notna()).any():
        raise CaseError([Problem("rule_not_applied", "limits", fields=(("rule", "total"),))])


def items_of(
    curves: Sequence[Curve], leaderships: Sequence[Leadership], ceilings: Ceilings
) -> tuple[Item, ...]:
    """Everything that can have posts, in canonical order: unit, leaders, groups.

    A shared ceiling never falls below its lower edge, used or not: what a unit leaves unused
    up to there stands first as an item of its own, worth nothing, and counts in the total.
    """
    unused = [
        (
            (unit.unit_code, -1, UNUSED),
            Item(unit.unit_code, UNUSED, True, 0, 0, (0,) * unit.lower_edge),
        )
        for unit in ceilings.units
        if ceilings.shared
    ]
    leaders = [
        (
            (lead.unit_code, 0, lead.position_id),
            Item(
                lead.unit_code,
                lead.position_id,
                lead.in_frame,
                lead.fewest,
                lead.missing_price * (lead.target - lead.fewest),
                (lead.missing_price,) * (lead.target - lead.fewest),
                leading=True,
            ),
        )
        for lead in leaderships
    ]
    groups = [
        (
            (curve.unit_code, 1, curve.group),
            Item(
                curve.unit_code,
                curve.group,
                curve.in_frame,
                curve.fewest,
                curve.base_cost,
                curve.gains,
            ),
        )
        for curve in curves
    ]
    return tuple(item for _, item in sorted([*unused, *leaders, *groups], key=lambda pair: pair[0]))


def caps_of(
    items: Sequence[Item], ceilings: Ceilings, limits: Sequence[CityLimit]
) -> tuple[Cap, ...]:
    """The rules over the items: each unit's frame, the total, the citywide sums of leaders."""
    in_frame: dict[str, list[int]] = {}
    for i, item in enumerate(items):
        if item.in_frame:
            in_frame.setdefault(item.unit_code, []).append(i)
    caps = []
    for unit in ceilings.units:
        own = tuple(in_frame.get(unit.unit_code, ()))
        caps.append(Cap(f"frame/{unit.unit_code}", own, unit.upper_edge))
        if ceilings.shared:
            caps.append(Cap(f"floor/{unit.unit_code}", own, unit.lower_edge, True))
    if ceilings.total is not None:
        every = tuple(i for own in in_frame.values() for i in own)
        caps.append(Cap("total", every, ceilings.total))
    for limit in limits:
        members = tuple(
            i for i, item in enumerate(items) if item.leading and item.name in limit.positions
        )
        caps.append(Cap(f"city/{limit.name}", members, limit.limit))
    return tuple(caps)


def cuts_of(
    case: Case, curves: Sequence[Curve], posts_of: Mapping[tuple[str, str], int]
) -> list[Cut]:
    """The posts of each curve, cut into positions and shares."""
    holds = rules_in_force(case).is_on("incompatible")
    pairs = [
        (frozenset((row.position_a, row.position_b)), row.hard)
        for row in case.incompatible.itertuples()
        if holds
    ]
    incompatible = Incompatible(
        frozenset(pair for pair, hard in pairs if hard),
        frozenset(pair for pair, hard in pairs if not hard),
    )
    positions = case.positions
    indivisible = frozenset(positions.loc[positions["indivisible"], "position_id"])
    return [
        cut_posts(c, posts_of[c.unit_code, c.group], case.policy, incompatible, indivisible)
        for c in curves
    ]


def numbered_posts(
    case: Case,
    curves: Sequence[Curve],
    cuts: Sequence[Cut],
    leaderships: Sequence[Leadership],
    chosen: Mapping[tuple[str, str], int],
) -> list[Post]:
    """Number the posts of each unit: leaders by position, then groups in the order of the cut."""
    made: dict[str, list[Post]] = {unit: [] for unit in case.units["unit_code"]}
    for lead in leaderships:
        for _ in range(chosen[lead.unit_code, lead.position_id]):
            post_id = f"{lead.unit_code}-{len(made[lead.unit_code]) + 1:03d}"
            part = (Part(lead.position_id, 1.0),)
            made[lead.unit_code].append(
                Post(
                    post_id,
                    lead.unit_code,
                    part,
                    lead.position_id,
                    lead.staffing,
                    lead.in_frame,
                    True,
                )
            )
    for curve, cut in zip(curves, cuts, strict=True):
        for parts in cut.posts:
            post_id = f"{curve.unit_code}-{len(made[curve.unit_code]) + 1:03d}"
            made[curve.unit_code].append(
                Post(
                    post_id,
                    curve.unit_code,
                    parts,
                    curve.group,
                    curve.staffing,
                    curve.in_frame,
                    False,
                )
            )
    return [post for unit in sorted(made) for post in made[unit]]
