"""Available working time: what one officer can work in a year, by the policy."""

from __future__ import annotations

from staffalloc.case.policy import Policy


def available_hours(policy: Policy) -> float:
    """Return the available working time of one officer, in hours a year.

    If the parts of the year are given, it is (days_per_week * weeks - days off) * hours_per_day
    * productive_share; otherwise the policy's ``available_hours``.

    Examples
    --------
    >>> available_hours(Policy())
    1600.0
    >>> parts = {"leave": 30, "holidays": 10, "sick": 15}
    >>> available_hours(Policy(days_per_week=4.5, weeks=52, days_off=parts, hours_per_day=8))
    1432.0
    """
    days = available_days(policy)
    if days is None or policy.hours_per_day is None:
        return policy.available_hours
    return days * policy.hours_per_day * policy.productive_share


def available_days(policy: Policy) -> float | None:
    """Return the working days of one officer in a year, None if the parts are not given."""
    if policy.days_per_week is None or policy.weeks is None:
        return None
    off = policy.days_off or 0.0
    return policy.days_per_week * policy.weeks - (
        sum(off.values()) if isinstance(off, dict) else off
    )
