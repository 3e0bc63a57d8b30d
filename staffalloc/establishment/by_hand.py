"""Posts that a planner adds to an establishment, or takes out, by hand."""

from __future__ import annotations

import re
from dataclasses import replace

from staffalloc.case.problems import CaseError, Problem
from staffalloc.establishment.cut import Part
from staffalloc.establishment.establish import Establishment, Post


def with_post(made: Establishment, unit: str, position: str) -> Establishment:
    """Return the establishment with one more post, all of it for one position.

    It counts among the posts of the position's group, so empty and extra seats of the group
    are priced as if the programme had given it. The other posts stay as they were cut.

    Raises
    ------
    CaseError
        If the unit has no work and no leader's post in that position.
    """
    post = _new_post(made, unit, position)
    posts_of = dict(made.posts_of)
    if not post.leader:
        posts_of[unit, post.group] += 1
    posts = sorted([*made.posts, post], key=lambda one: one.unit_code)
    return replace(made, posts=tuple(posts), posts_of=posts_of)


def without_post(made: Establishment, unit: str, position: str) -> Establishment:
    """Return the establishment without one post led by a position.

    Of several the one with the fewest parts goes, then the smallest share of the lead, then the
    highest number.

    Raises
    ------
    CaseError
        If the unit has no such post.
    """
    led = [post for post in made.posts if (post.unit_code, post.lead) == (unit, position)]
    if not led:
        raise _no_such_post(unit, position)
    gone = min(led, key=lambda post: (len(post.parts), post.parts[0].share, -_number(post)))
    posts_of = dict(made.posts_of)
    if not gone.leader:
        posts_of[unit, gone.group] -= 1
    return replace(
        made, posts=tuple(post for post in made.posts if post != gone), posts_of=posts_of
    )


def _new_post(made: Establishment, unit: str, position: str) -> Post:
    numbers = [_number(post) for post in made.posts if post.unit_code == unit]
    post_id = f"{unit}-{max(numbers, default=0) + 1:03d}"
    parts = (Part(position, 1.0),)
    for lead in made.leaderships:
        if (lead.unit_code, lead.position_id) == (unit, position):
            return Post(post_id, unit, parts, position, lead.staffing, lead.in_frame, True)
    for curve in made.curves:
        if curve.unit_code == unit and position in {work.position_id for work in curve.works}:
            group = (curve.group, curve.staffing, curve.in_frame)
            return Post(post_id, unit, parts, *group, False)
    raise _no_such_post(unit, position)


def _number(post: Post) -> int:
    found = re.search(r"(\d+)$", post.post_id)
    return int(found.group()) if found else 0


def _no_such_post(unit: str, position: str) -> CaseError:
    fields = (("unit", unit), ("position", position))
    return CaseError([Problem("pin_without_seat", table="positions", fields=fields)])
