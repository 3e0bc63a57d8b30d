"""The list to sign: one row a person, what changes, by which standard, and who decides."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.collation import person_order
from staffalloc.case.vocabulary import LEVELS, POLITICAL_THEORY, RANKS, rank_of
from staffalloc.establishment import Post
from staffalloc.plan.officers import Officers
from staffalloc.plan.people_tables import ELSEWHERE, IN_POOL
from staffalloc.rules import rules_in_force
from staffalloc.rules.references import Change

_COLUMNS: Final = [
    "number",
    "unit_code",
    "cadre_id",
    "rank",
    "today_unit",
    "today_position",
    "lead_position",
    "post_id",
    "main_share",
    "concurrent",
    "level",
    "required_level",
    "level_verdict",
    "field_verdict",
    "theory",
    "required_theory",
    "theory_verdict",
    "change",
    "rank_change",
    "km",
    "references",
    "needs_decision",
    "signer",
    "gates",
]
_LEVEL: Final = rank_of(LEVELS)
_THEORY: Final = rank_of(POLITICAL_THEORY)
_RANK: Final = rank_of(RANKS)


def signing_table(
    case: Case,
    officers: Officers,
    assignments: pd.DataFrame,
    stopped: Mapping[str, Sequence[str]],
) -> pd.DataFrame:
    """Return one row a person who is placed or stays: the pool has a list of its own.

    The order is that of the paper: by unit, then rank from the top, position, and name as
    Vietnamese sorts names.

    Parameters
    ----------
    case : Case
    officers : Officers
    assignments : DataFrame
        As :func:`~staffalloc.plan.people_tables.assignments_table` gives it.
    stopped : mapping of cadre_id to list of str
        Gates each person keeps closed.
    """
    clerk = _Clerk(case, officers, stopped)
    listed = assignments[assignments["status"] != IN_POOL]
    rows = sorted(clerk.rows(listed), key=clerk.place_on_the_paper)
    numbered = [(number, *row) for number, row in enumerate(rows, 1)]
    return pd.DataFrame(numbered, columns=_COLUMNS)


@dataclass(frozen=True)
class _Held:
    """What a post gives its officer: the lead's share and the other parts."""

    main: float
    concurrent: str

    @classmethod
    def of(cls, post: Post | None) -> _Held:
        if post is None:
            return cls(1.0, "")
        lead, *rest = post.parts
        return cls(lead.share, ";".join(f"{p.position_id}:{p.share:.12f}" for p in rest))


class _Clerk:
    """Writes the rows; knows the catalogue, the posts and the rules."""

    def __init__(
        self, case: Case, officers: Officers, stopped: Mapping[str, Sequence[str]]
    ) -> None:
        self._cadres = case.cadres.set_index("cadre_id", drop=False).to_dict("index")
        self._positions = case.positions.set_index("position_id").to_dict("index")
        self._place = {code: i for i, code in enumerate(self._positions)}
        self._posts = {post.post_id: post for post in officers.establishment.posts}
        self._rules = rules_in_force(case).numbers
        self._officers = officers
        self._row_of = {
            code: row for row, code in enumerate(officers.problem.people.table["cadre_id"])
        }
        self._stopped = stopped

    def rows(self, assignments: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
        for row in assignments.itertuples():
            yield self._row(row)

    def place_on_the_paper(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        unit, code, rank, lead = row[0], row[1], row[2], row[5]
        return (
            unit == "",
            unit,
            -_RANK.get(rank, -1),
            self._place.get(lead, len(self._place)),
            person_order(self._cadres[code]["name"]),
            code,
        )

    def _row(self, row: Any) -> tuple[Any, ...]:
        cadre = self._cadres[row.cadre_id]
        position = self._positions.get(row.lead_position)
        change = _change(row)
        step = _rank_step(position["rank"], cadre["rank"], change) if position else 0
        side = position["side"] if position else "government"
        decision = self._rules.decision(change, step, side)
        held = _Held.of(self._posts.get(row.post_id))
        return (
            row.unit_code,
            row.cadre_id,
            position["rank"] if position else "",
            row.today_unit,
            row.today_position,
            row.lead_position,
            row.post_id,
            held.main if position else math.nan,
            held.concurrent,
            *self._standards(row.cadre_id, cadre, position),
            change,
            _rank_change(step),
            row.km,
            ";".join(decision.references),
            decision.is_needed,
            decision.signer,
            ";".join(self._stopped.get(row.cadre_id, ())),
        )

    def _standards(
        self, code: str, cadre: Mapping[str, Any], position: Mapping[str, Any] | None
    ) -> tuple[str, ...]:
        """Level, field and political theory: held, asked, and how they compare."""
        if position is None:
            return (cadre["level"], "", "", "", cadre["political_theory"], "", "")
        gap = _LEVEL[cadre["level"]] - _LEVEL[position["required_level"]]
        theory = _THEORY[cadre["political_theory"]] >= _THEORY[position["political_theory"]]
        return (
            cadre["level"],
            position["required_level"],
            "meets" if gap >= 0 else "one_below" if gap == -1 else "below",
            self._field_verdict(code),
            cadre["political_theory"],
            position["political_theory"],
            "meets" if theory else "below",
        )

    def _field_verdict(self, code: str) -> str:
        """Blank for people who are not in this placement: their field was not weighed."""
        person = self._row_of.get(code)
        if person is None:
            return ""
        seat = int(self._officers.seat_of[person])
        return self._officers.problem.builder.training(person, seat)


def _change(row: Any) -> Change:
    if row.status == ELSEWHERE:
        return "outside"
    if not row.today_unit:
        return "from_pool"
    if row.today_unit != row.unit_code:
        return "new_unit"
    return "stays" if row.today_position == row.lead_position else "new_task"


def _rank_step(new: str, held: str, change: Change) -> int:
    """Ranks up, or down (negative); who stays in place is not raised, and the others stay so."""
    step = _RANK[new] - _RANK[held]
    return 0 if change == "outside" or (change == "stays" and step > 0) else step


def _rank_change(step: int) -> str:
    return "raised" if step > 0 else "lowered" if step < 0 else ""
