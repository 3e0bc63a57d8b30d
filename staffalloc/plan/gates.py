"""Gates: what must be 0 before a plan may be signed, counted honestly.

A case of a person stops no longer once a pin ``keep`` or ``assign`` with author and reason stands,
a unit above its frame once ``unit_notes`` says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.vocabulary import RANKS, rank_of
from staffalloc.establishment import Establishment
from staffalloc.plan.officers import Officers
from staffalloc.plan.people_tables import IN_POOL, PLACED
from staffalloc.rules import rule_set

CaseKind = Literal["post", "unit", "person", "cell", "head"]


@dataclass(frozen=True)
class Gate:
    """One condition: how many cases break it, how many may, and which they are."""

    name: str
    kind: CaseKind
    cases: Sequence[str]
    limit: int = 0

    @property
    def open(self) -> bool:
        return len(self.cases) <= self.limit


def build_gates(
    case: Case,
    establishment: Establishment,
    officers: Officers,
    assignments: pd.DataFrame,
    ceilings: pd.DataFrame,
) -> list[Gate]:
    """Count every gate; the cases are post, unit, cell or cadre codes."""
    rules = rule_set(case.policy.rule_set)
    carriers = officers.carriers()
    placed = assignments[assignments["status"] == PLACED]
    noted = _with_reason(case)
    chairs = [
        post for _, post, _ in officers.empty_posts if _lead(establishment, post) in rules.chairs
    ]
    gates = [Gate("vacant_chair", "post", chairs)]
    known = set(case.positions["position_id"])
    for position in rules.essential_positions:
        missing = [unit for unit in case.units["unit_code"] if not carriers.get((unit, position))]
        missing = missing if position in known else []
        gates.append(Gate(f"unit_without_{position}", "unit", missing))
    cadres = case.cadres.set_index("cadre_id")
    moved = placed[(placed["today_unit"] != "") & (placed["today_unit"] != placed["unit_code"])]
    bound = cadres["protected"] | (cadres["discipline"] != "clear")
    low = _unnoted(placed[_marked(placed, "below_standard")], noted)
    held = _unnoted(moved[moved["cadre_id"].map(bound).astype(bool)], noted)
    far = _unnoted(moved[moved["km"] > case.policy.max_move_km], noted)
    lowered = _unnoted(placed[_loses_rank(case, placed)], noted)
    left_out = list(assignments.loc[assignments["status"] == IN_POOL, "cadre_id"])
    return [
        *gates,
        Gate("below_standard_without_note", "person", low),
        Gate("under_review_or_protected_moved", "person", held),
        Gate("move_beyond_limit", "person", far),
        Gate("rank_lowered_without_reason", "person", lowered),
        Gate("above_frame_without_note", "unit", _unrecorded(case, ceilings)),
        Gate("city_total_exceeded", "head", _above_total(establishment, ceilings)),
        Gate("uncovered_task", "cell", uncovered_cells(establishment, carriers)),
        Gate("person_without_post", "person", left_out),
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
            "pass" if gate.open else "stop",
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


def _lead(establishment: Establishment, post_id: str) -> str:
    return next(post.lead for post in establishment.posts if post.post_id == post_id)


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
