"""Checks on the planner's own decisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from staffalloc.case.look import Look


def pins_complete(look: Look) -> None:
    """An assignment names a place, a preference its worth, a keep has something to keep."""
    if not look.is_sound("pins", "cadres") or look.frame("pins").empty:
        return
    pins = look.frame("pins")
    placeless = (pins["unit_code"] == "") & (pins["position_id"] == "")
    today = _today(look)
    seatless = today.reindex(pins["cadre_id"]).fillna("").to_numpy() == ""
    nothing = placeless & ((pins["action"] == "assign") | ((pins["action"] == "keep") & seatless))
    look.each("pin_without_place", "pins", nothing, "unit_code", action="action")
    worthless = (pins["action"] == "prefer") & pins["hours"].isna()
    if worthless.any():
        look.problem("pin_without_hours", "pins", worthless.to_numpy(), "hours")


def _today(look: Look) -> pd.Series:
    """Return today's unit of each person, the old one where only that is known."""
    cadres = look.frame("cadres").drop_duplicates("cadre_id").set_index("cadre_id")
    return cadres["unit_code"].where(cadres["unit_code"] != "", cadres["old_unit_code"])


@dataclass(frozen=True)
class _Pin:
    row: int
    action: str
    unit: str
    position: str

    @property
    def is_fixed(self) -> bool:
        return self.action in ("keep", "assign")

    def __str__(self) -> str:
        place = "/".join(part for part in (self.unit, self.position) if part)
        return f"{self.action} {place}".strip()


def pins_consistent(look: Look) -> None:
    """No two decisions on one person exclude each other."""
    if not look.is_sound("pins", "cadres") or look.frame("pins").empty:
        return
    for cadre, pins in _pins_of_each(look):
        for one, other in combinations(pins, 2):
            if _exclude(one, other):
                look.problem(
                    "pin_contradiction",
                    "pins",
                    [one.row, other.row],
                    "action",
                    cadre=cadre,
                    first=str(one),
                    second=str(other),
                )


def _pins_of_each(look: Look) -> Iterator[tuple[str, list[_Pin]]]:
    pins = look.frame("pins")
    cadres = look.frame("cadres").drop_duplicates("cadre_id").set_index("cadre_id")
    for cadre, group in pins.groupby("cadre_id", sort=True):
        today = cadres.loc[cadre] if cadre in cadres.index else None
        yield str(cadre), [_pin(pins, int(row), today) for row in group.index]


def _pin(pins: pd.DataFrame, row: int, today: pd.Series | None) -> _Pin:
    action = str(pins.loc[row, "action"])
    unit, position = str(pins.loc[row, "unit_code"]), str(pins.loc[row, "position_id"])
    if action == "keep" and today is not None:
        unit = unit or str(today["unit_code"])
        position = position or str(today["position_id"])
    return _Pin(row, action, unit, position)


def _exclude(one: _Pin, other: _Pin) -> bool:
    if one.is_fixed and other.is_fixed:
        return True
    if one.action == "forbid" and other.is_fixed:
        return _covers(one, other)
    return one.is_fixed and other.action == "forbid" and _covers(other, one)


def _covers(forbid: _Pin, fixed: _Pin) -> bool:
    """Return whether all that is fixed is forbidden; a blank forbids everything."""
    return forbid.unit in ("", fixed.unit) and forbid.position in ("", fixed.position)
