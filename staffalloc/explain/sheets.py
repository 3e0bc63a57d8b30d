"""Tables as a reader sees them: the columns of a sheet that are words, not figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd

from staffalloc.explain.narrator import Narrator
from staffalloc.explain.rows import Row
from staffalloc.explain.sentences import say
from staffalloc.plan.held import PARTY
from staffalloc.rules import ALL_RULES
from staffalloc.tables.columns import TABLES
from staffalloc.tables.names import gate_remedy


def with_words(name: str, narrator: Narrator, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return a table of the plan with the derived columns of its sheet.

    Parameters
    ----------
    name : str
        A table of ``plan.tables``; those without derived columns come as they are.
    narrator : Narrator
    rows : DataFrame, optional
        Some rows of the table; all of them if not given.
    """
    asked = narrator.tables[name] if rows is None else rows
    add = _DERIVED.get(name)
    if add is None:
        return asked
    made = [add(row, narrator) for row in asked.to_dict("records")]
    columns = [column.name for column in TABLES[name].derived]
    return asked.assign(**{column: [row[column] for row in made] for column in columns})


def _signing(row: Row, narrator: Narrator) -> dict[str, Any]:
    cadre, labels = narrator.cadres[row["cadre_id"]], narrator.labels
    return {
        "name": cadre["name"],
        "birth_year": cadre["birth_year"],
        "today_title": narrator.today_title(row),
        "today_place": labels.units.get(row["today_unit"], ""),
        "new_title": labels.positions.get(row["lead_position"], ""),
        "new_place": labels.units.get(row["unit_code"], ""),
        "beside": labels.tasks(row["concurrent"]) if row["concurrent"] else "",
        "degree": narrator.degree(row),
        "theory_text": narrator.theory(row),
        "reason": narrator.reason(row["cadre_id"]),
    }


def _unplaced(row: Row, narrator: Narrator) -> dict[str, Any]:
    return {"ways_out": narrator.ways_out(row["cadre_id"])}


def _leaders(row: Row, narrator: Narrator) -> dict[str, Any]:
    pairs = [pair for pair in row["excluded_here"].split(";") if pair]
    if row["verdict"] == "filled":
        # Most of a unit is not in the plan for any one post; the count says how many.
        pairs = [pair for pair in pairs if not pair.endswith(":plan")]
    return {"excluded_names": narrator.excluded(pairs)}


def _gates(row: Row, narrator: Narrator) -> dict[str, Any]:
    return {
        "list": "; ".join(narrator.gate_cases(row)),
        "remedy": gate_remedy(row["gate"], row["verdict"], narrator.lang),
    }


def _held(row: Row, narrator: Narrator) -> dict[str, Any]:
    holder = row["held_by"]
    if holder == PARTY:
        return {"holder": say("party_side", narrator.lang)}
    return {"holder": narrator.labels.positions.get(holder, holder)}


def _rules(row: Row, narrator: Narrator) -> dict[str, Any]:
    return {"source": ALL_RULES[row["rule"]].source[narrator.lang == "en"]}


_DERIVED: Final[Mapping[str, Callable[[Row, Narrator], dict[str, Any]]]] = {
    "signing": _signing,
    "unplaced": _unplaced,
    "leaders": _leaders,
    "gates": _gates,
    "held": _held,
    "rules": _rules,
}
