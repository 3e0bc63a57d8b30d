"""The establishment again after an edit: only the units it concerns, where that is exact.

Without sums across the city each unit's programme stands alone, and so does its canonical
optimum. Together they are the canonical optimum of the whole as long as they keep those sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.establishment.ceilings import Ceilings, build_ceilings
from staffalloc.establishment.curves import Curve, build_curves
from staffalloc.establishment.establish import (
    Establishment,
    build_establishment,
    caps_of,
    cuts_of,
    items_of,
    numbered_posts,
)
from staffalloc.establishment.groundwork import units_stand_alone
from staffalloc.establishment.leaders import Leadership, build_leaderships
from staffalloc.establishment.programme import Cap, Choice, Item, Programme


class _OfUnit(Protocol):
    @property
    def unit_code(self) -> str: ...


Row = TypeVar("Row", bound=_OfUnit)


@dataclass(frozen=True)
class Settlement:
    """An establishment, and what each unit would choose alone.

    Attributes
    ----------
    establishment : Establishment
    alone : mapping of (unit_code, name) to int
        Posts of each item without sums across the city; empty where ceilings are shared.
    prices : mapping of unit_code to int
        Price of the frame of each unit alone, milli-hours a post.
    concerned : frozenset of str
        Units whose work, leaders or ceilings differ from those before.
    changed : frozenset of str
        Units whose posts or prices may differ: these, or all.
    whole : bool
        Whether all units were solved together.
    """

    establishment: Establishment
    alone: Mapping[tuple[str, str], int]
    prices: Mapping[str, int]
    concerned: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    whole: bool = False


def settle(establishment: Establishment) -> Settlement:
    """Find what each unit would choose alone."""
    if establishment.ceilings.shared:
        return Settlement(establishment, {}, {})
    items = items_of(establishment.curves, establishment.leaderships, establishment.ceilings)
    caps = _frames(caps_of(items, establishment.ceilings, ()))
    choice = Programme(items, caps).solve()
    prices = {_unit(cap): price for cap, price in zip(caps, choice.prices, strict=True)}
    return Settlement(establishment, _chosen(items, choice.posts), prices)


def resettle(case: Case, before: Settlement, need: pd.DataFrame) -> Settlement:
    """Return the establishment of an edited case, to its canonical optimum.

    Parameters
    ----------
    case : Case
        Units, positions and rules as before; workloads, weights and ceilings may differ.
    before : Settlement
    need : DataFrame
        The requirements of `case`.

    Raises
    ------
    CaseError, InfeasibleError
        As :func:`staffalloc.establishment.build_establishment`.
    """
    old = before.establishment
    if not units_stand_alone(case):
        return _together(case, old)
    ceilings = build_ceilings(case)
    leaders = build_leaderships(case, need)
    changed = _changed(old, need, leaders, ceilings)
    if ceilings.shared or 2 * len(changed) > len(ceilings.units):
        return _together(case, old)
    curves = build_curves(case, need[need["unit_code"].isin(changed)])
    own = [lead for lead in leaders if lead.unit_code in changed]
    units = tuple(unit for unit in ceilings.units if unit.unit_code in changed)
    items = items_of(curves, own, Ceilings(units, None, False))
    caps = _frames(caps_of(items, Ceilings(units, None, False), ()))
    if any(_least(items, cap) > cap.limit for cap in caps):
        return _together(case, old)
    choice = Programme(items, caps).solve()
    prices = {_unit(cap): price for cap, price in zip(caps, choice.prices, strict=True)}
    kept = {key: posts for key, posts in before.alone.items() if key[0] not in changed}
    alone = kept | _chosen(items, choice.posts)
    settled = Settlement(old, alone, {**before.prices, **prices}, changed, changed)
    both = replace(
        old,
        need=need,
        curves=_spliced(old.curves, curves, changed),
        leaderships=tuple(leaders),
        ceilings=ceilings,
    )
    return _combined(case, both, settled, curves, own) or _together(case, old)


def _combined(
    case: Case,
    made: Establishment,
    settled: Settlement,
    curves: list[Curve],
    leaders: list[Leadership],
) -> Settlement | None:
    """Put the choices of all units together; None where they break a sum across the city."""
    items = items_of(made.curves, made.leaderships, made.ceilings)
    caps = caps_of(items, made.ceilings, made.city_limits)
    posts = tuple(settled.alone[item.unit_code, item.name] for item in items)
    if any(sum(posts[i] for i in cap.items) > cap.limit for cap in caps):
        return None
    programme = Programme(items, caps)
    prices = tuple(
        settled.prices[_unit(cap)] if cap.name.startswith("frame/") else 0 for cap in caps
    )
    choice = Choice(posts, prices, programme.cost(posts), programme.bound(prices))
    posts_of = {(c.unit_code, c.group): settled.alone[c.unit_code, c.group] for c in made.curves}
    cuts = cuts_of(case, curves, posts_of)
    fresh = numbered_posts(case, curves, cuts, leaders, settled.alone)
    short = [shortfall for cut in cuts for shortfall in cut.shortfalls]
    done = replace(
        made,
        posts_of=posts_of,
        posts=_spliced(made.posts, fresh, settled.changed),
        shortfalls=_spliced(made.shortfalls, short, settled.changed),
        choice=choice,
        prices={cap.name: price for cap, price in zip(caps, prices, strict=True)},
    )
    return replace(settled, establishment=done)


def _together(case: Case, old: Establishment) -> Settlement:
    made = build_establishment(case)
    changed = _changed(old, made.need, list(made.leaderships), made.ceilings)
    every = frozenset(unit.unit_code for unit in made.ceilings.units)
    return replace(settle(made), concerned=changed, changed=every, whole=True)


def _changed(
    old: Establishment, need: pd.DataFrame, leaders: list[Leadership], ceilings: Ceilings
) -> frozenset[str]:
    """Return the units of which anything differs that decides their posts."""
    differs = (need != old.need).any(axis=1) if need is not old.need else need["hours"] < 0
    changed = set(need.loc[differs, "unit_code"])
    changed |= {lead.unit_code for lead in set(leaders) ^ set(old.leaderships)}
    changed |= {unit.unit_code for unit in set(ceilings.units) ^ set(old.ceilings.units)}
    return frozenset(changed)


def _spliced(old: Sequence[Row], new: Sequence[Row], changed: frozenset[str]) -> tuple[Row, ...]:
    """Replace the rows of some units; rows stay sorted by unit."""
    rows = [row for row in old if row.unit_code not in changed]
    rows += new
    return tuple(sorted(rows, key=lambda row: row.unit_code))


def _frames(caps: tuple[Cap, ...]) -> tuple[Cap, ...]:
    return tuple(cap for cap in caps if cap.name.startswith("frame/"))


def _unit(cap: Cap) -> str:
    return cap.name.removeprefix("frame/")


def _least(items: tuple[Item, ...], cap: Cap) -> int:
    return sum(items[i].fewest for i in cap.items)


def _chosen(items: tuple[Item, ...], posts: tuple[int, ...]) -> dict[tuple[str, str], int]:
    return {(i.unit_code, i.name): n for i, n in zip(items, posts, strict=True)}
