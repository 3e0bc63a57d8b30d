"""Checks that every code used somewhere exists where it is defined."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from staffalloc.case.districts import DistrictNames
from staffalloc.case.look import Look
from staffalloc.case.schema import TABLES
from staffalloc.case.vocabulary import ANY_FIELD, NO_FIELD

HELD_BY_PARTY: Final = "party"
_MOST_PROPOSALS: Final = 50  # comparing thousands of codes with thousands takes minutes


@dataclass(frozen=True)
class _ListReference:
    """A `;` list whose parts are codes of another table, or one of a few words."""

    table: str
    column: str
    target: str
    target_column: str
    words: frozenset[str]


_LISTS: Final = (
    _ListReference(
        "positions", "required_fields", "fields", "field", frozenset({ANY_FIELD, NO_FIELD})
    ),
    _ListReference("positions", "held_by", "positions", "position_id", frozenset({HELD_BY_PARTY})),
    _ListReference("sites", "positions", "positions", "position_id", frozenset()),
    _ListReference("cadres", "fields", "fields", "field", frozenset({NO_FIELD})),
)


def columns_refer(look: Look) -> None:
    """Every code in a column that refers to another table is there."""
    for name, table in TABLES.items():
        for column in table.columns:
            if column.refers_to is not None and look.can_read(name, column.name):
                values = look.frame(name)[column.name]
                _report_unknown(look, name, column.name, values, *column.refers_to)


def words_refer(look: Look) -> None:
    """Every part of a `;` list of codes is there; also the words the list may hold."""
    for ref in _LISTS:
        if look.can_read(ref.table, ref.column):
            lists = look.frame(ref.table)[ref.column]
            parts = lists[lists != ""].str.split(";").explode().astype("str")
            known = parts[~parts.isin(ref.words)]
            _report_unknown(look, ref.table, ref.column, known, ref.target, ref.target_column)


def _report_unknown(
    look: Look, table: str, column: str, values: pd.Series, target: str, target_column: str
) -> None:
    if values.empty or not look.can_read(target, target_column):
        return
    known = look.frame(target)[target_column]
    unknown = values[(values != "") & ~values.isin(known)]
    if unknown.empty:
        return
    rows_of = {str(value): rows.index.to_numpy() for value, rows in unknown.groupby(unknown)}
    proposals = _nearest(list(rows_of), known.tolist())
    for value, rows in rows_of.items():
        fields = {"value": value, "target": target}
        if value in proposals:
            nearest = proposals[value]
            look.problem("unknown_reference_near", table, rows, column, **fields, nearest=nearest)
        else:
            look.problem("unknown_reference", table, rows, column, **fields)


def _nearest(values: list[str], known: list[str]) -> Mapping[str, str]:
    close = {
        value: difflib.get_close_matches(value, known, n=1, cutoff=0.6)
        for value in values[:_MOST_PROPOSALS]
    }
    return {value: found[0] for value, found in close.items() if found}


def groups_have_rows(look: Look) -> None:
    """Every concurrency group of a position has its row with the most positions."""
    if not look.can_read("positions", "concurrency_group") or not look.is_sound("concurrency"):
        return
    groups = look.frame("positions")["concurrency_group"]
    unknown = groups[(groups != "") & ~groups.isin(look.frame("concurrency")["group"])]
    for value, rows in unknown.groupby(unknown):
        positions = rows.index.to_numpy()
        look.problem(
            "group_without_row", "positions", positions, "concurrency_group", value=str(value)
        )


def old_units_known(look: Look) -> None:
    """A person with an old unit or district only can be traced to today's units."""
    if not look.is_sound("cadres", "predecessors"):
        return
    cadres = look.frame("cadres")
    old = cadres.loc[cadres["unit_code"] == "", "old_unit_code"]
    merged = look.frame("predecessors")
    districts = DistrictNames(merged["old_district"])
    lost = old[(old != "") & ~old.isin(merged["old_code"])]
    unknown = lost[[not districts.meant_by(name) for name in lost]]
    for value, rows in unknown.groupby(unknown):
        positions = rows.index.to_numpy()
        look.problem("old_unit_unknown", "cadres", positions, "old_unit_code", value=str(value))


def pairs_differ(look: Look) -> None:
    """The two sides of a pair are two, and no pair is given in both orders."""
    for table in ("relations", "incompatible", "coaching", "neighbours"):
        if look.is_sound(table) and not look.frame(table).empty:
            _check_pairs(look, table, is_directed=table == "coaching")


def _check_pairs(look: Look, table: str, *, is_directed: bool) -> None:
    first, second = look.tables[table].table.key
    frame = look.frame(table)
    look.each("same_pair", table, frame[first] == frame[second], second, value=first)
    if is_directed:
        return
    # The same pair in the same order is the same key, and told as such.
    pairs = frame.loc[frame[first] != frame[second], [first, second]].drop_duplicates(keep=False)
    sides = ["\n".join(sorted(pair)) for pair in pairs.itertuples(index=False)]
    ordered = pd.Series(sides, pairs.index, dtype="str")
    repeated = ordered[ordered.duplicated(keep=False)]
    for pair, rows in repeated.groupby(repeated):
        left, right = str(pair).split("\n")
        positions = np.asarray(rows.index)
        look.problem("pair_twice", table, positions, first, first=left, second=right)
