"""Gates: what must be 0 before a plan may be signed, counted honestly.

A case of a person stops no longer once a pin ``keep`` or ``assign`` with author and reason stands,
a unit above its frame once ``unit_notes`` says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.vocabulary import RANKS, REVIEWS, rank_of
from staffalloc.establishment import Establishment
from staffalloc.placement.engine.model import POOL
from staffalloc.plan.officers import Officers
from staffalloc.plan.people_tables import IN_POOL, PLACED
from staffalloc.rules import rules_in_force

CaseKind = Literal["post", "unit", "person", "cell", "head"]

# A gate is there while one of its rules holds.
RULES_OF_MOVES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "under_review_or_protected_moved": ("protected", "discipline"),
        "move_beyond_limit": ("distance",),
    }
)


@dataclass(frozen=True)
class Gate:
    """One condition: how many cases break it, how many may, and which they are."""

    name: str
    kind: CaseKind
    cases: Sequence[str]
    limit: int = 0
    is_checked: bool = True

    @property
    def open(self) -> bool:
        return self.is_checked and len(self.cases) <= self.limit

    @property
    def verdict(self) -> str:
        return "unchecked" if not self.is_checked else "pass" if self.open else "stop"


def build_gates(
    case: Case,
    establishment: Establishment,
    officers: Officers,
    assignments: pd.DataFrame,
    ceilings: pd.DataFrame,
) -> list[Gate]:
    """Count every gate; the cases are post, unit, cell or cadre codes."""
    carriers = officers.carriers()
    placed = assignments[assignments["status"] == PLACED]
    noted = _with_reason(case)
    gates = [Gate("vacant_chair", "post", _vacant_chairs(case, establishment, officers))]
    gates += [_held_everywhere(case, code, carriers) for code in essential_positions(case)]
    cadres = case.cadres.set_index("cadre_id")
    moved = placed[(placed["today_unit"] != "") & (placed["today_unit"] != placed["unit_code"])]
    rules = rules_in_force(case)
    bound = cadres["protected"] & rules.is_on("protected")
    bound |= (cadres["discipline"] != "clear") & rules.is_on("discipline")
    low = _unnoted(placed[_marked(placed, "below_standard")], noted)
    held = _unnoted(moved[moved["cadre_id"].map(bound).astype(bool)], noted)
    far = _unnoted(moved[moved["km"] > case.policy.max_move_km], noted)
    lowered = _unnoted(placed[_loses_rank(case, placed)], noted)
    pool = assignments.loc[assignments["status"] == IN_POOL, "cadre_id"]
    left_out = [code for code in pool if code not in _left_out_by_decision(case)]
    of_moves = [
        Gate("under_review_or_protected_moved", "person", held),
        Gate("move_beyond_limit", "person", far),
    ]
    return [
        *gates,
        Gate("below_standard_without_note", "person", low),
        *(gate for gate in of_moves if any(map(rules.is_on, RULES_OF_MOVES[gate.name]))),
        Gate("rank_lowered_without_reason", "person", lowered),
        Gate("above_frame_without_note", "unit", _unrecorded(case, ceilings)),
        Gate("city_total_exceeded", "head", _above_total(establishment, ceilings)),
        Gate("uncovered_task", "cell", uncovered_cells(establishment, carriers)),
        Gate("person_without_post", "person", left_out),
        *_of_stages(case, officers),
    ]


def stopped_people(gates: Sequence[Gate]) -> dict[str, list[str]]:
    """Return the gates each person keeps closed, by cadre_id."""
    stopped: dict[str, list[str]] = defaultdict(list)
    for gate in gates:
        if gate.kind == "person":
            for code in gate.cases:
                stopped[code].append(gate.name)
    return stopped


def cases_of(gates: Sequence[Gate], name: str) -> Sequence[str]:
    """Return the cases of the gate of that name."""
    return next(gate.cases for gate in gates if gate.name == name)


def gates_table(gates: Sequence[Gate]) -> pd.DataFrame:
    """One row a gate: count, limit, whether it allows signing, and the first cases."""
    rows = [
        (
            gate.name,
            gate.kind,
            len(gate.cases),
            gate.limit,
            gate.verdict,
            ";".join(case for case in gate.cases if case),
        )
        for gate in gates
    ]
    return pd.DataFrame(rows, columns=["gate", "kind", "count", "limit", "verdict", "cases"])


def uncovered_cells(
    establishment: Establishment, carriers: Mapping[tuple[str, str], int]
) -> list[str]:
    """Cells with work that nobody placed carries, as lead or as part."""
    need = establishment.need
    return [
        f"{unit}/{position}"
        for unit, position, fte in zip(
            need["unit_code"].tolist(),
            need["position_id"].tolist(),
            need["required_fte"].tolist(),
            strict=True,
        )
        if fte > 0 and not carriers.get((unit, position))
    ]


def essential_positions(case: Case) -> tuple[str, ...]:
    """Return the positions somebody must hold in every unit: the policy's, or the rule set's."""
    named = tuple(dict.fromkeys(case.policy.essential_positions))
    return named or rules_in_force(case).numbers.essential_positions


def _held_everywhere(case: Case, position: str, carriers: Mapping[tuple[str, str], int]) -> Gate:
    """A catalogue that does not know the position leaves the gate unchecked, not open."""
    known = position in set(case.positions["position_id"])
    missing = [unit for unit in case.units["unit_code"] if not carriers.get((unit, position))]
    return Gate(f"unit_without_{position}", "unit", missing if known else [], is_checked=known)


def _vacant_chairs(case: Case, establishment: Establishment, officers: Officers) -> list[str]:
    chairs = set(case.positions.loc[case.positions["rank"] == "chair", "position_id"])
    leads = {post.post_id: post.lead for post in establishment.posts}
    return [post for _, post, _ in officers.empty_posts if leads[post] in chairs]


def _of_stages(case: Case, officers: Officers) -> list[Gate]:
    """Gates of the staged appointments: both reviews of everybody chosen, and no conflict."""
    stages = officers.problem.stages
    if stages is None:
        return []
    passed = case.reviews[case.reviews["verdict"] == "passed"]
    reviews = passed.groupby("cadre_id")["review"].nunique()
    reviewed = set(reviews.index[reviews == len(REVIEWS)])
    chosen = officers.problem.people.table.loc[stages.locked != POOL, "cadre_id"]
    conflict = sorted({cell for block in stages.decided for cell in block.conflict})
    return [
        Gate("review_missing", "person", [code for code in chosen if code not in reviewed]),
        Gate("stage_conflict", "cell", conflict),
    ]


def _left_out_by_decision(case: Case) -> frozenset[str]:
    """People whom a recorded decision forbids every seat."""
    pins = case.pins
    everywhere = (pins["action"] == "forbid") & (pins["unit_code"] + pins["position_id"] == "")
    recorded = (pins["author"] != "") & (pins["reason"] != "")
    return frozenset(pins.loc[everywhere & recorded, "cadre_id"])


def _with_reason(case: Case) -> frozenset[str]:
    pins = case.pins
    decided = pins["action"].isin(["keep", "assign"])
    recorded = (pins["author"] != "") & (pins["reason"] != "")
    return frozenset(pins.loc[decided & recorded, "cadre_id"])


def _marked(rows: pd.DataFrame, mark: str) -> pd.Series:
    return rows["marks"].str.split(";").map(lambda marks: mark in marks).astype(bool)


def _unnoted(rows: pd.DataFrame, noted: frozenset[str]) -> list[str]:
    return [code for code in rows["cadre_id"] if code not in noted]


def _loses_rank(case: Case, placed: pd.DataFrame) -> pd.Series:
    """Who would hold a lower rank than today, whatever the policy charges for it."""
    order = rank_of(RANKS)
    held = case.cadres.set_index("cadre_id")["rank"].map(order)
    asked = case.positions.set_index("position_id")["rank"].map(order)
    return placed["lead_position"].map(asked) < placed["cadre_id"].map(held)


def _unrecorded(case: Case, ceilings: pd.DataFrame) -> list[str]:
    """Units with heads above the frame that no note of the planner speaks of."""
    notes = case.unit_notes
    said = set(notes.loc[notes["subject"] == "above_frame", "unit_code"])
    over = ceilings.loc[ceilings["above_frame"] > 0, "unit_code"]
    return [code for code in over if code not in said]


def _above_total(establishment: Establishment, ceilings: pd.DataFrame) -> list[str]:
    """Heads in the frame beyond the city's total, one entry a head; heads have no code."""
    total = establishment.ceilings.total
    if total is None:
        total = int(ceilings["ceiling"].sum())
    above = int(ceilings["heads_in_frame"].sum()) - total
    return [""] * max(0, above)
