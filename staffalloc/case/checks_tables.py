"""Checks within a table or two: bounds, groups, coordinates."""

from __future__ import annotations

from typing import Final

from staffalloc.case.look import Look


def min_below_max(look: Look) -> None:
    """No least is above its most."""
    for table, low, high in (("positions", "min_posts", "max_posts"), ("limits", "min", "max")):
        if look.is_sound(table):
            frame = look.frame(table)
            crossed = frame[low] > frame[high]
            look.each("min_above_max", table, crossed, low, least=low, most=high)


def allowance_below_one(look: Look) -> None:
    """A share of time for support work leaves some time for the rest."""
    if look.can_read("positions", "category_allowance"):
        allowance = look.frame("positions")["category_allowance"]
        column = "category_allowance"
        look.each("allowance_too_large", "positions", allowance >= 1, column, value=column)


_JOINED_IDS: Final = (
    ("units", "unit_code", "[/;:+]", "separator_in_id"),
    ("positions", "position_id", "[/;:+]", "separator_in_id"),
    ("positions", "concurrency_group", "[/;:+]", "separator_in_id"),
    ("cadres", "cadre_id", ";", "semicolon_in_id"),
)


def ids_without_separators(look: Look) -> None:
    """Codes that are joined in seat types and lists hold none of the signs that join them."""
    for table, column, signs, code in _JOINED_IDS:
        if look.can_read(table, column):
            bad = look.frame(table)[column].str.contains(signs)
            look.each(code, table, bad, column, value=column)


def groups_alike(look: Look) -> None:
    """Positions held together count alike: in the frame or not, one staffing, one sizing."""
    if not look.is_sound("positions"):
        return
    positions = look.frame("positions")
    grouped = positions[positions["concurrency_group"] != ""]
    for column in ("in_frame", "staffing", "sizing"):
        kinds = grouped.groupby("concurrency_group")[column].nunique()
        for group in kinds.index[kinds > 1]:
            rows = grouped.index[grouped["concurrency_group"] == group].to_numpy()
            look.problem("group_mixed", "positions", rows, column, group=str(group))


def held_by_another(look: Look) -> None:
    """No position is held concurrently by itself."""
    if not look.is_sound("positions"):
        return
    positions = look.frame("positions")
    held = positions["held_by"].str.split(";").explode()
    own = held == positions["position_id"].reindex(held.index)
    itself = own.groupby(level=0).any()
    look.each("held_by_itself", "positions", itself, "held_by", value="position_id")


def coordinates_whole(look: Look) -> None:
    """Latitude and longitude come together."""
    pairs = (("units", "lat", "lon"), ("cadres", "home_lat", "home_lon"))
    for table, lat, lon in pairs:
        if look.is_sound(table):
            frame = look.frame(table)
            half = frame[lat].isna() != frame[lon].isna()
            if half.any():
                look.problem("coordinates_half", table, half.to_numpy(), lat)


def skills_name_one_target(look: Look) -> None:
    """A skill is in a position or in a field, not both, not neither."""
    if look.is_sound("skills"):
        skills = look.frame("skills")
        wrong = (skills["position_id"] == "") == (skills["field"] == "")
        if wrong.any():
            look.problem("skill_target", "skills", wrong.to_numpy(), "position_id")
