"""Policy keys as a planner writes them, and as a file holds them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from staffalloc.case.cells import is_blank
from staffalloc.case.numbers import Locale, parse_number, write_number
from staffalloc.case.policy import Policy
from staffalloc.case.raw import Findings
from staffalloc.case.text import CellError, clean_key, clean_text

_YES: Final = frozenset({"yes", "true", "1", "có"})
_NO: Final = frozenset({"no", "false", "0", "không"})


def read_policy(
    values: Mapping[str, object],
    findings: Findings,
    *,
    locale: Locale | None = None,
    place: Callable[[str], str] = "policy.{}".format,
) -> Policy:
    """Return the policy of raw keys and values; a blank value is the default.

    Problems go to `findings`; the policy then has the defaults for the keys concerned.
    """
    given: dict[str, object] = {}
    for key, value in values.items():
        if key not in Policy.model_fields:
            close = difflib.get_close_matches(key, list(Policy.model_fields), n=1, cutoff=0.0)
            findings.problem(
                "policy_unknown_key", "policy", [place(key)], key=key, nearest=close[0]
            )
        elif not is_blank(value):
            _read_value(key, value, given, findings, locale, place)
    try:
        return Policy.model_validate(given)
    except ValidationError as error:
        for key in sorted({str(item["loc"][0]) for item in error.errors()}):
            _report(key, given.pop(key), findings, place)
        return Policy.model_validate(given)


def _read_value(
    key: str,
    value: object,
    given: dict[str, object],
    findings: Findings,
    locale: Locale | None,
    place: Callable[[str], str],
) -> None:
    try:
        given[key] = _from_text(value, Policy.model_fields[key], locale)
    except CellError:
        _report(key, value, findings, place)


def _report(key: str, value: object, findings: Findings, place: Callable[[str], str]) -> None:
    expected = describe_key(key)
    findings.problem(
        "policy_value", "policy", [place(key)], key=key, value=_shown(value), expected=expected
    )


def _shown(value: object) -> str:
    return ";".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _from_text(value: object, field: FieldInfo, locale: Locale | None) -> object:
    """Return what a text stands for in the type of its key; other values as they are."""
    if not isinstance(value, str):
        return value
    kinds = get_args(field.annotation) or (field.annotation,)
    if get_origin(field.annotation) is Literal or clean_key(value).text in _words(kinds):
        return clean_key(value).text
    if field.annotation is bool:
        return _yes_no(clean_key(value).text)
    if get_origin(field.annotation) is tuple:
        parts = [clean_key(part).text for part in value.split(";") if part.strip()]
        return parts if str in kinds else [parse_number(part, locale) for part in parts]
    if "=" in value and any(get_origin(kind) is dict for kind in kinds):
        return _parts(value, locale)
    return parse_number(clean_key(value).text, locale) if float in kinds else clean_text(value).text


def _words(kinds: tuple[Any, ...]) -> tuple[Any, ...]:
    """The words that may stand in place of a number."""
    return tuple(word for kind in kinds if get_origin(kind) is Literal for word in get_args(kind))


def _yes_no(text: str) -> bool:
    folded = text.casefold()
    if folded not in _YES | _NO:
        raise CellError("not_yes_no", value=text)
    return folded in _YES


def _parts(text: str, locale: Locale | None) -> dict[str, float]:
    """Read ``leave=12;holidays=11``."""
    parts = {}
    for part in text.split(";"):
        name, equals, number = part.partition("=")
        if not equals:
            raise CellError("not_a_number", value=part)
        parts[clean_key(name).text] = parse_number(clean_key(number).text, locale)
    return parts


def write_value(value: Any) -> str:
    """Return a policy value as the text of one cell, which `read_policy` reads back.

    Examples
    --------
    >>> write_value((0.15, 0.25, 0.6)), write_value(True), write_value({"leave": 12.0})
    ('0.15;0.25;0.6', 'yes', 'leave=12')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return write_number(float(value))
    if isinstance(value, dict):
        return ";".join(f"{name}={write_number(number)}" for name, number in value.items())
    if isinstance(value, tuple):
        return ";".join(write_value(part) for part in value)
    return str(value)


def describe_key(key: str) -> str:
    """Return in a few words what values a policy key takes.

    Examples
    --------
    >>> describe_key("missing_workload"), describe_key("fit_family")
    ('error | zero | kind_median', 'number, ≥ 0, ≤ 1')
    >>> describe_key("quality_spread_price")
    'number, ≥ 0, ≤ 1000 | hard'
    """
    field = Policy.model_fields[key]
    annotation = field.annotation
    if get_origin(annotation) is Literal:
        return " | ".join(map(str, get_args(annotation)))
    if annotation is bool:
        return "yes | no"
    if get_origin(annotation) is tuple:
        kinds = get_args(annotation)
        return "a;b;…" if str in kinds else ";".join(["0.0"] * len(kinds))
    if annotation is str:
        return "text"
    kinds = get_args(annotation)
    bounds = [*field.metadata, *(part for kind in kinds for part in _bounds(kind))]
    number = ", ".join(["number", *filter(None, map(_limit, bounds))])
    return " | ".join([number, *_words(kinds)])


def _bounds(kind: Any) -> list[object]:
    """What bounds a number that stands beside a word."""
    return [bound for part in getattr(kind, "__metadata__", ()) for bound in part.metadata]


def _limit(limit: object) -> str:
    for name, sign in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<")):
        if hasattr(limit, name):
            return f"{sign} {getattr(limit, name):g}"
    return ""
