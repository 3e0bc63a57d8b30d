"""Fit and standards: what a qualification is worth in a position, and where it suffices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.case import Case
from staffalloc.case.vocabulary import ANY_FIELD, LEVELS, NO_FIELD, POLITICAL_THEORY, rank_of
from staffalloc.placement.seats import Kind

NEVER_A_FAMILY: Final = ("law", "public_administration")


@dataclass(frozen=True)
class Qualifications:
    """Fit of profiles in positions and kinds of post.

    Attributes
    ----------
    fit : (profiles, kinds) float array
        0 to 1, over all positions of the kind.
    trained : (profiles, kinds) bool array
        Whether the lead position asks for a field the profile holds, or for none.
    related : (profiles, kinds) bool array
        Whether the profile holds a field of the same family as one the lead asks for.
    field, level, theory : (profiles, kinds) bool array
        Whether each standard alone allows a new appointment.
    """

    fit: NDArray[np.float64]
    trained: NDArray[np.bool_]
    related: NDArray[np.bool_]
    field: NDArray[np.bool_]
    level: NDArray[np.bool_]
    theory: NDArray[np.bool_]


def build_qualifications(
    case: Case, profiles: pd.DataFrame, kinds: Sequence[Kind]
) -> Qualifications:
    """Weigh every profile against every kind of post.

    Parameters
    ----------
    case : Case
    profiles : DataFrame
        ``fields``, ``level``, ``political_theory`` and ``skills`` of each profile.
    kinds : sequence of Kind
    """
    used = sorted({position for lead, others in kinds for position in (lead, *others)})
    positions = case.positions.set_index("position_id", drop=False).loc[used]
    place = {code: i for i, code in enumerate(used)}
    gap = _level_gap(profiles, positions)
    exact, related, by_field = _match(case, profiles, positions)
    skill, cap = _skill(profiles, positions), case.policy.fit_level_below
    capped = np.where(gap == -1, np.minimum(by_field, cap), by_field)
    fit = np.where(gap < -1, 0.0, capped) * skill
    one_below = -1 if cap > 0 else 0
    strict = positions["strict"].to_numpy(bool)
    leading = (positions["group"] == "leadership").to_numpy(bool)

    def over_kinds(on_lead: NDArray[np.bool_], on_part: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """A standard holds on the lead, and on every other position that is strict."""
        columns = [
            on_lead[:, place[lead]]
            & (on_part | ~strict)[:, [place[code] for code in others]].all(axis=1)
            for lead, others in kinds
        ]
        return np.column_stack(columns) if columns else np.empty((len(profiles), 0), bool)

    theory = _reaches(profiles, positions, "political_theory")
    return Qualifications(
        fit=_over_kinds(fit, kinds, place, case.policy.fit_lead_share),
        trained=over_kinds(exact, np.ones_like(exact)),
        related=over_kinds(related, np.ones_like(related)),
        field=over_kinds(by_field * skill > 0, by_field * skill > 0),
        level=over_kinds(np.where(strict | leading, gap >= 0, gap >= one_below), gap >= 0),
        theory=over_kinds(theory, theory),
    )


def _over_kinds(
    fit: NDArray[np.float64],
    kinds: Sequence[Kind],
    place: Mapping[str, int],
    lead_share: float,
) -> NDArray[np.float64]:
    """Fit over all positions of each kind: the lead, and the mean of the others."""
    over = np.empty((len(fit), len(kinds)))
    for k, (lead, others) in enumerate(kinds):
        over[:, k] = fit[:, place[lead]]
        if others:
            mean = fit[:, [place[code] for code in others]].sum(axis=1) / len(others)
            over[:, k] = lead_share * over[:, k] + (1 - lead_share) * mean
    return over


def _match(
    case: Case, profiles: pd.DataFrame, positions: pd.DataFrame
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.float64]]:
    """Whether the field is a required one, or related, and the fit by fields.

    Each is (profiles, positions).
    """
    policy = case.policy
    exact, related, coached = _field_matches(case, profiles, positions)
    related &= ~positions["strict"].to_numpy(bool)
    coached &= (positions["group"] != "leadership").to_numpy(bool)
    fit = np.where(coached, policy.fit_coaching, 0.0)
    fit = np.where(related, np.maximum(fit, policy.fit_family), fit)
    return exact, related, np.where(exact, 1.0, fit)


def _field_matches(
    case: Case, profiles: pd.DataFrame, positions: pd.DataFrame
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether a profile holds a required field, one of its family, one that can be coached."""
    fields = list(case.fields["field"])
    held = _membership(profiles["fields"], fields)
    asked = _membership(positions["required_fields"], fields)
    free = np.array([asks_no_field(text) for text in positions["required_fields"]], bool)
    through = np.array([field not in NEVER_A_FAMILY for field in fields], bool)
    names = sorted(set(case.fields["family"]) - {""})
    belongs = case.fields["family"].to_numpy(object)[:, None] == np.array(names, object)[None, :]
    family = belongs.astype(np.int64) * through.astype(np.int64)[:, None]
    coaching = np.zeros((len(fields), len(fields)), np.int64)
    index = {field: i for i, field in enumerate(fields)}
    for row in case.coaching.itertuples():
        coaching[index[row.field_from], index[row.field_to]] = 1
    exact = (held @ asked.T > 0) | free[None, :]
    related = (held @ family) @ (asked @ family).T > 0
    coached = held @ coaching @ asked.T > 0
    return exact, related, coached


def asks_no_field(required_fields: str) -> bool:
    """Return whether a position is open to every field.

    Examples
    --------
    >>> asks_no_field(""), asks_no_field("any"), asks_no_field("law;land")
    (True, True, False)
    """
    return not required_fields or not {ANY_FIELD, NO_FIELD}.isdisjoint(required_fields.split(";"))


def _membership(texts: pd.Series, fields: Sequence[str]) -> NDArray[np.int64]:
    index = {field: i for i, field in enumerate(fields)}
    matrix = np.zeros((len(texts), len(fields)), np.int64)
    for row, text in enumerate(texts):
        for field in text.split(";") if text else ():
            if field in index:
                matrix[row, index[field]] = 1
    return matrix


def _level_gap(profiles: pd.DataFrame, positions: pd.DataFrame) -> NDArray[np.int64]:
    """Levels a profile stands above (or below, negative) what each position asks."""
    order = rank_of(LEVELS)
    held = profiles["level"].map(order).to_numpy(np.int64)
    asked = positions["required_level"].map(order).to_numpy(np.int64)
    gap: NDArray[np.int64] = held[:, None] - asked[None, :]
    return gap


def _reaches(profiles: pd.DataFrame, positions: pd.DataFrame, column: str) -> NDArray[np.bool_]:
    order = rank_of(POLITICAL_THEORY)
    held = profiles[column].map(order).to_numpy(np.int64)
    asked = positions[column].map(order).to_numpy(np.int64)
    reached: NDArray[np.bool_] = held[:, None] >= asked[None, :]
    return reached


def _skill(profiles: pd.DataFrame, positions: pd.DataFrame) -> NDArray[np.float64]:
    """Skill factor: of the position where given, else the best of its required fields, else 1."""
    factor = np.ones((len(profiles), len(positions)))
    asked = [set(text.split(";")) for text in positions["required_fields"]]
    for row, key in enumerate(profiles["skills"]):
        if not key:
            continue
        by_position: dict[str, float] = {}
        by_field: dict[str, float] = defaultdict(float)
        for entry in key.split(";"):
            position, field, skill = entry.split("|")
            if position:
                by_position[position] = float(skill)
            else:
                by_field[field] = max(by_field[field], float(skill))
        for column, code in enumerate(positions["position_id"]):
            known = [by_field[field] for field in asked[column] if field in by_field]
            factor[row, column] = by_position.get(code, max(known, default=1.0))
    return factor
