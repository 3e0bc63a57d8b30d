"""What is still short: work nobody carries, fields without people, units above their frame."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from staffalloc.case.case import Case
from staffalloc.establishment import Establishment
from staffalloc.placement.engine.model import POOL
from staffalloc.plan.officers import Officers

Cell = tuple[str, str]

_COUNTED_AS: Final[Mapping[str, str]] = MappingProxyType({"free": "exact", "coached": "related"})


def uncovered_table(
    cells: Sequence[str], establishment: Establishment, officers: Officers
) -> pd.DataFrame:
    """Return the work that no placed person carries, most officers needed first, and why.

    Parameters
    ----------
    cells : sequence of str
        ``unit/position``, as the gate counts them.
    establishment : Establishment
    officers : Officers
        Whose empty posts tell why.
    """
    need = {(row.unit_code, row.position_id): row for row in establishment.need.itertuples()}
    empty = {post for _, post, _ in officers.empty_posts}
    carrying: dict[Cell, list[str]] = defaultdict(list)
    for post in establishment.posts:
        for part in post.parts:
            carrying[post.unit_code, part.position_id].append(post.post_id)
    rows = []
    for cell in cells:
        unit, position = cell.split("/")
        posts = carrying.get((unit, position), [])
        row = need[unit, position]
        rows.append(
            (
                unit,
                position,
                float(row.required_fte),
                float(row.required_hours),
                _why_uncovered(posts, empty),
                ";".join(posts),
            )
        )
    rows.sort(key=lambda row: (-row[2], row[0], row[1]))
    columns = ["unit_code", "position_id", "required_fte", "required_hours", "reason", "posts"]
    return pd.DataFrame(rows, columns=columns)


def _why_uncovered(posts: Sequence[str], empty: set[str]) -> str:
    if not posts:
        return "no_post"
    return "post_empty" if set(posts) <= empty else "outside_empty"


def field_shortage_table(
    case: Case, establishment: Establishment, officers: Officers, balance: pd.DataFrame
) -> pd.DataFrame:
    """Return need, posts and people by field of the lead position, the worst off first.

    Only positions whose seats are placed count. People are counted by head on their lead:
    trained in the field (or none is asked), in a related one (or to be coached), or in another
    (incumbents who stay below standard).
    """
    positions = case.positions
    placed = positions[positions["staffing"] == case.policy.place_staffing]
    field_of = dict(zip(placed["position_id"], placed["field"], strict=True))
    rows = balance.assign(field=balance["position_id"].map(field_of)).dropna(subset="field")
    fte = rows.groupby("field")[["required_fte", "today_fte", "planned_fte"]].sum()
    posts = Counter(field_of[p.lead] for p in establishment.posts if p.lead in field_of)
    heads = _heads_by_training(officers, field_of)
    vacant = Counter(
        field_of[officers.problem.seats[j].kind[0]] for j, _, _ in officers.empty_posts
    )
    table = fte.reset_index()
    table["posts"] = [posts[field] for field in table["field"]]
    for training in ("exact", "related", "other"):
        table[training] = [heads[field, training] for field in table["field"]]
    table["vacant"] = [vacant[field] for field in table["field"]]
    table["short_fte"] = np.maximum(0.0, table["required_fte"] - table["planned_fte"])
    table = table[table["required_fte"] + table["planned_fte"] > 0]
    return table.sort_values(["short_fte", "field"], ascending=[False, True], ignore_index=True)


def _heads_by_training(officers: Officers, field_of: Mapping[str, str]) -> Counter[tuple[str, str]]:
    builder = officers.problem.builder
    heads: Counter[tuple[str, str]] = Counter()
    for person, seat in enumerate(officers.seat_of.tolist()):
        if seat == POOL:
            continue
        field = field_of[officers.problem.seats[seat].kind[0]]
        training = builder.training(person, seat)
        heads[field, _COUNTED_AS.get(training, training)] += 1
    return heads


def above_frame_table(case: Case, ceilings: pd.DataFrame) -> pd.DataFrame:
    """Return the units with heads above their frame, and what is recorded about it."""
    over = ceilings[ceilings["above_frame"] > 0]
    columns = ["unit_code", "ceiling", "heads_in_frame", "above_frame", "above_frame_cost"]
    notes = case.unit_notes
    said = notes[notes["subject"] == "above_frame"][["unit_code", "author", "reason"]]
    table = (
        over[columns].merge(said, on="unit_code", how="left").fillna({"author": "", "reason": ""})
    )
    table.insert(5, "recorded", table["author"] != "")
    order = ["above_frame", "unit_code"]
    return table.sort_values(order, ascending=[False, True], ignore_index=True)
