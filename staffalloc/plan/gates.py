"""Gates: what must be 0 before a plan may be signed, counted honestly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.establishment import Establishment
from staffalloc.plan.officers import Officers
from staffalloc.plan.people_tables import IN_POOL, PLACED
from staffalloc.rules import rule_set


@dataclass(frozen=True)
class Gate:
    """One condition: how many cases break it, how many may, and which they are."""

    name: str
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
    gates = [Gate("vacant_chair", chairs)]
    known = set(case.positions["position_id"])
    for position in rules.essential_positions:
        missing = [unit for unit in case.units["unit_code"] if not carriers.get((unit, position))]
        gates.append(Gate(f"unit_without_{position}", missing if position in known else []))
    cadres = case.cadres.set_index("cadre_id")
    moved = placed[(placed["today_unit"] != "") & (placed["today_unit"] != placed["unit_code"])]
    bound = cadres["protected"] | (cadres["discipline"] != "clear")
    over = ceilings["above_frame"] > 0
    gates += [
        Gate(
            "below_standard_without_note",
            _unnoted(placed[_marked(placed, "below_standard")], noted),
        ),
        Gate(
            "under_review_or_protected_moved",
            _unnoted(moved[moved["cadre_id"].map(bound).astype(bool)], noted),
        ),
        Gate("move_beyond_limit", _unnoted(moved[moved["km"] > case.policy.max_move_km], noted)),
        Gate("rank_lowered_without_reason", _unnoted(placed[placed["rank_down"] > 0], noted)),
        Gate("unit_above_frame", list(ceilings.loc[over, "unit_code"])),
        Gate("city_total_exceeded", _above_total(establishment, ceilings)),
        Gate("uncovered_task", uncovered_cells(establishment, carriers)),
        Gate(
            "person_without_post",
            list(assignments.loc[assignments["status"] == IN_POOL, "cadre_id"]),
        ),
    ]
    return gates


def gates_table(gates: Sequence[Gate]) -> pd.DataFrame:
    """One row a gate: count, limit, whether it allows signing, and the first cases."""
    rows = [
        (
            gate.name,
            len(gate.cases),
            gate.limit,
            "pass" if gate.open else "stop",
            ";".join(case for case in gate.cases if case),
        )
        for gate in gates
    ]
    return pd.DataFrame(rows, columns=["gate", "count", "limit", "verdict", "cases"])


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
    return frozenset(pins.loc[(pins["author"] != "") & (pins["reason"] != ""), "cadre_id"])


def _marked(rows: pd.DataFrame, mark: str) -> pd.Series:
    return rows["marks"].str.split(";").map(lambda marks: mark in marks).astype(bool)


def _unnoted(rows: pd.DataFrame, noted: frozenset[str]) -> list[str]:
    return [code for code in rows["cadre_id"] if code not in noted]


def _above_total(establishment: Establishment, ceilings: pd.DataFrame) -> list[str]:
    """Heads in the frame beyond the city's total, one entry a head; heads have no code."""
    total = establishment.ceilings.total
    if total is None:
        total = int(ceilings["ceiling"].sum())
    above = int(ceilings["heads_in_frame"].sum()) - total
    return [""] * max(0, above)
