"""Checks on policy keys that hang together."""

from __future__ import annotations

import math
import unicodedata
from typing import Final

from staffalloc.case.look import Look, str_of
from staffalloc.case.policy import LEAST_AVAILABLE_HOURS, MOST_AVAILABLE_HOURS
from staffalloc.case.working_time import available_days, available_hours

DAYS_OFF_PARTS: Final = ("leave", "holidays", "sick", "training", "other")
_WORKING_TIME: Final = ("days_per_week", "weeks", "days_off", "hours_per_day")
_RISING: Final = ("segment_prices", "travel_prices", "tier_shares", "tier_prices")
_SENSITIVE: Final = (
    "dan toc",
    "ethnic",
    "ton giao",
    "relig",
    "dang vien",
    "vao dang",
    "party member",
    "party join",
    "quan diem chinh tri",
    "political view",
    "suc khoe",
    "health",
    "benh",
    "disabilit",
    "khuyet tat",
    "sinh trac",
    "biometric",
)


def working_time_whole(look: Look) -> None:
    """The four parts of working time are all given, or none."""
    missing = [key for key in _WORKING_TIME if getattr(look.policy, key) is None]
    if missing and len(missing) < len(_WORKING_TIME):
        places = [f"policy.{key}" for key in missing]
        look.findings.problem("working_time_parts", "policy", places, missing=", ".join(missing))


def days_off_sensible(look: Look) -> None:
    """Days off have known parts, are not negative, and leave days to work."""
    off = look.policy.days_off
    if off is None:
        return
    parts = off if isinstance(off, dict) else {"other": off}
    for part in sorted(set(parts) - set(DAYS_OFF_PARTS)):
        allowed = ", ".join(DAYS_OFF_PARTS)
        look.findings.problem(
            "days_off_part", "policy", ["policy.days_off"], part=part, allowed=allowed
        )
    total = sum(parts.values())
    days = (look.policy.days_per_week or 7) * (look.policy.weeks or 53)
    if min(parts.values(), default=0) < 0 or not total < days:
        look.findings.problem(
            "days_off_value", "policy", ["policy.days_off"], value=str_of(float(total))
        )


def working_time_plausible(look: Look) -> None:
    """The working time computed from its parts is as plausible as one given must be."""
    days, hours = available_days(look.policy), available_hours(look.policy)
    if days is None or days <= 0 or LEAST_AVAILABLE_HOURS <= hours <= MOST_AVAILABLE_HOURS:
        return
    look.findings.problem(
        "available_hours_unlikely", "policy", ["policy.hours_per_day"], hours=str_of(hours)
    )


def segments_sensible(look: Look) -> None:
    """The segments of a position's hours make up all of them."""
    shares = look.policy.segment_shares
    if not math.isclose(sum(shares), 1, abs_tol=1e-9) or min(shares) < 0:
        total = str_of(float(sum(shares)))
        look.findings.problem("shares_not_one", "policy", ["policy.segment_shares"], total=total)


def prices_rise(look: Look) -> None:
    """Prices of later segments, hours and tiers are not below those of earlier ones."""
    for key in _RISING:
        values = getattr(look.policy, key)
        if min(values) < 0 or list(values) != sorted(values):
            value = ";".join(map(str_of, values))
            look.findings.problem("not_rising", "policy", [f"policy.{key}"], key=key, value=value)
    low, high = look.policy.understaffed_below, look.policy.overstaffed_above
    if low >= high:
        places = ["policy.understaffed_below", "policy.overstaffed_above"]
        look.findings.problem(
            "thresholds_crossed", "policy", places, low=str_of(low), high=str_of(high)
        )


def sensitive_columns_reasoned(look: Look) -> None:
    """Ethnicity, religion, party membership and health are kept only with a reason."""
    for name in look.policy.keep_columns:
        place = ["policy.keep_columns"]
        if is_sensitive(name) and not look.policy.keep_sensitive_reason.strip():
            look.findings.problem("sensitive_column", "policy", place, name=name)
        elif is_sensitive(name):
            look.findings.notice("sensitive_kept", "policy", place, name=name)
        if look.is_sound("cadres") and name not in look.frame("cadres").columns:
            look.findings.notice("keep_column_absent", "policy", place, name=name)


def is_sensitive(name: str) -> bool:
    """Return whether a column's name says it holds sensitive personal data.

    Examples
    --------
    >>> is_sensitive("Dân tộc"), is_sensitive("ngay_vao_Dang"), is_sensitive("phone")
    (True, True, False)
    """
    decomposed = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    words = " ".join(plain.replace("_", " ").replace("-", " ").split())
    return any(part in words for part in _SENSITIVE)
