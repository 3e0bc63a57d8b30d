"""Checks on the rules beside the placement: limits over people, and who goes with whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import pandas as pd

from staffalloc.case.look import Look
from staffalloc.case.numbers import write_number

_TARGETS: Final = ("unit_code", "position_id", "field")
# What a rule can name. `total` is missing: how it is applied is told when a plan is made.
_USED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "moves": frozenset({"unit_code"}),
        "payroll": frozenset({"unit_code"}),
        "continuity": frozenset({"unit_code"}),
        "position_cap": frozenset({"unit_code", "position_id"}),
        "skill_floor": frozenset(_TARGETS),
    }
)
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "continuity": ("unit_code",),
        "position_cap": ("position_id",),
        "skill_floor": ("position_id", "field"),
    }
)
_COUNT_PEOPLE: Final = ("moves", "skill_floor", "position_cap", "total")


def limits_bound(look: Look) -> None:
    """A limit has a least or a most."""
    if look.is_sound("limits"):
        limits = look.frame("limits")
        unbounded = limits["min"].isna() & limits["max"].isna()
        if unbounded.any():
            look.problem("limit_without_bound", "limits", unbounded.to_numpy(), "max")


def limits_name_what_counts(look: Look) -> None:
    """A limit names what its rule needs, and nothing the rule has no use for."""
    if not look.is_sound("limits"):
        return
    limits = look.frame("limits")
    for rule, wanted in _NEEDED.items():
        nameless = (limits["rule"] == rule) & _all_blank(limits, wanted)
        for row in limits.index[nameless]:
            columns = " / ".join(wanted)
            look.problem(
                "limit_without_target", "limits", [row], wanted[0], rule=rule, wanted=columns
            )
    for rule, used in _USED.items():
        for column in _TARGETS:
            if column not in used:
                idle = (limits["rule"] == rule) & (limits[column] != "")
                look.each("limit_column_unused", "limits", idle, column, rule="rule", value=column)
    two = (limits["rule"] == "skill_floor") & (limits[["position_id", "field"]] != "").all(axis=1)
    look.each("limit_two_targets", "limits", two, "field", rule="rule")


def _all_blank(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    return (frame[list(columns)] == "").all(axis=1)


def limits_countable(look: Look) -> None:
    """A bound is a number its rule can count: people, hundredths of a coefficient, a share."""
    if not look.is_sound("limits"):
        return
    limits = look.frame("limits")
    rule = limits["rule"]
    for column in ("min", "max"):
        bound = limits[column]
        of_people = rule.isin(_COUNT_PEOPLE) & bound.notna()
        _each_bound(look, "limit_not_whole", of_people & (bound % 1 != 0), column)
        # Rounded first: 2.34 * 100 is not a whole number to a computer.
        hundredths = (bound * 100).round(6)
        of_pay = (rule == "payroll") & bound.notna()
        _each_bound(look, "limit_too_fine", of_pay & (hundredths % 1 != 0), column)
        _each_bound(look, "limit_not_a_share", (rule == "continuity") & (bound > 1), column)


def _each_bound(look: Look, code: str, wrong: pd.Series, column: str) -> None:
    limits = look.frame("limits")
    for row in limits.index[wrong]:
        value = write_number(float(limits.loc[row, column]))
        look.problem(code, "limits", [row], column, rule=limits.loc[row, "rule"], value=value)


def relations_consistent(look: Look) -> None:
    """Nobody is to be apart from a person they are together with, through others too."""
    if not look.is_sound("relations") or look.frame("relations")["rule"].nunique() < 2:
        return
    import networkx as nx  # as slow to load as a small case is to read

    relations = look.frame("relations")
    bonds = nx.Graph()
    for row, first, second in _pairs(relations, "together"):
        bonds.add_edge(first, second, row=row)
    group = {
        cadre: number
        for number, cadres in enumerate(nx.connected_components(bonds))
        for cadre in cadres
    }
    for row, first, second in _pairs(relations, "apart"):
        # A pair in both orders has been told already.
        if first in group and group[first] == group.get(second) and second not in bonds[first]:
            chain = nx.shortest_path(bonds, first, second)
            rows = [row, *(bonds.edges[link]["row"] for link in pairwise(chain))]
            fields = {"first": first, "second": second, "chain": " – ".join(chain)}
            look.problem("relations_contradict", "relations", rows, "rule", **fields)


def _pairs(relations: pd.DataFrame, rule: str) -> Iterator[tuple[int, str, str]]:
    """Return row and people of each relation of a rule, but for who is paired with themselves."""
    chosen = (relations["rule"] == rule) & (relations["cadre_a"] != relations["cadre_b"])
    for row in relations[chosen].itertuples():
        yield row.Index, row.cadre_a, row.cadre_b
