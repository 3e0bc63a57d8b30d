"""The user's own outlines of the units, from a GeoJSON file: checked, and nothing else kept.

What the file says of a unit besides its code and its borders is not read, and never reaches a
message.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from staffalloc.case.json_file import parse_json
from staffalloc.case.problems import CaseError
from staffalloc.case.raw import Findings

Ring = tuple[tuple[float, float], ...]

MOST_BYTES: Final = 200 * 1024**2

_OUTLINES: Final = ("Polygon", "MultiPolygon")
_NO_OUTLINES: Final = ("Point", "MultiPoint", "LineString", "MultiLineString", "GeometryCollection")
_MOST_CODES_SHOWN: Final = 5
_LONGEST_CODE_SHOWN: Final = 20


@dataclass(frozen=True)
class _Feature:
    """A feature of the file, its place in words and the code it names, blank for none."""

    place: str
    code: str
    geometry: object


class _OutlineError(ValueError):
    """A geometry is no outline; carries the code of the message and its fields."""

    def __init__(self, code: str, **fields: str) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields


def read_outlines(path: str | Path, unit_codes: Sequence[str]) -> Mapping[str, tuple[Ring, ...]]:
    """Return the rings of every unit, each a row of (longitude, latitude) in degrees.

    Features of other units are passed over. Holes are rings like the others: fill them by the
    even-odd rule.

    Parameters
    ----------
    path : str or Path
        A GeoJSON FeatureCollection of Polygons and MultiPolygons, in WGS 84. The property
        ``unit_code`` names the unit, or the feature's ``id`` where there is none.
    unit_codes : sequence of str
        The units that must all have an outline.

    Returns
    -------
    mapping of str to tuple of rings
        In the order of `unit_codes`.

    Raises
    ------
    CaseError
        With everything that is wrong with the file.
    """
    findings = Findings()
    features = _features(Path(path), findings)
    outlines = {} if findings.problems else _outlines(features, unit_codes, findings)
    if findings.problems:
        raise CaseError(findings.problems)
    return outlines


def _features(path: Path, findings: Findings) -> Sequence[_Feature]:
    content = _content(path, findings)
    if findings.problems:
        return ()
    if isinstance(content, dict) and content.get("type") == "FeatureCollection":
        features = content.get("features")
        if isinstance(features, list):
            return [_feature(item, f"features[{n}]") for n, item in enumerate(features)]
    findings.problem("outlines_shape", "", [path.name], path=path.name)
    return ()


def _content(path: Path, findings: Findings) -> object | None:
    if not path.exists():
        findings.problem("path_missing", path=str(path))
        return None
    try:
        size, mega = path.stat().st_size, 1024**2
        if size <= MOST_BYTES:
            return parse_json(path.name, path.read_bytes(), findings)
        found, most = math.ceil(size / mega), MOST_BYTES // mega
        findings.problem("outlines_too_big", path=path.name, found=found, most=most)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        findings.problem("path_unreadable", path=path.name, reason=reason)
    except ValueError:  # Python reads no whole number of thousands of digits
        findings.problem("json_broken", path=path.name, reason="number too long")
    return None


def _feature(item: object, place: str) -> _Feature:
    if not isinstance(item, dict):
        return _Feature(place, "", None)
    properties = item.get("properties")
    named = properties.get("unit_code") if isinstance(properties, dict) else None
    code = _code_text(named) or _code_text(item.get("id"))
    return _Feature(place, code, item.get("geometry"))


def _code_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    is_code = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value).strip() if is_code else ""


def _outlines(
    features: Sequence[_Feature], unit_codes: Sequence[str], findings: Findings
) -> Mapping[str, tuple[Ring, ...]]:
    nameless = [feature.place for feature in features if not feature.code]
    if nameless:
        findings.problem("outline_without_code", "", nameless)
    wanted = frozenset(unit_codes)
    ours = [feature for feature in features if feature.code in wanted]
    others = [feature for feature in features if feature.code and feature.code not in wanted]
    bare = {_bare(code): code for code in unit_codes}
    short = [feature for feature in others if _bare(feature.code) in bare]
    if short:
        _report_short(short, bare, findings)
    elif others and not ours:
        _report_unknown(others, unit_codes, findings)
    _report_repeated(ours, findings)
    named = {feature.code for feature in ours} | {bare[_bare(feature.code)] for feature in short}
    missing = [code for code in unit_codes if code not in named]
    if missing and (named or not (others or nameless)):
        findings.problem("outline_missing", "", missing, count=len(missing))
    rings = _rings_by_code(ours, findings)
    return {code: rings[code] for code in unit_codes if code in rings}


def _bare(code: str) -> str:
    return code.lstrip("0")


def _report_short(short: Sequence[_Feature], bare: Mapping[str, str], findings: Findings) -> None:
    """Report codes that lost their leading zeros, as they do when they pass for numbers."""
    value = short[0].code
    findings.problem(
        "outline_code_short",
        "",
        [feature.place for feature in short],
        count=len(short),
        value=_shown(value),
        proposal=bare[_bare(value)],
    )


def _report_unknown(
    others: Sequence[_Feature], unit_codes: Sequence[str], findings: Findings
) -> None:
    findings.problem("outlines_none_known", count=len(others))
    for feature in others[:_MOST_CODES_SHOWN]:
        value = _shown(feature.code)
        nearest = difflib.get_close_matches(value, unit_codes, n=1)
        if nearest:
            findings.problem(
                "unknown_reference_near", "", [feature.place],
                value=value, target="units", nearest=nearest[0],
            )  # fmt: skip
        else:
            findings.problem("unknown_reference", "", [feature.place], value=value, target="units")


def _shown(code: str) -> str:
    return code if len(code) <= _LONGEST_CODE_SHOWN else f"{code[:_LONGEST_CODE_SHOWN]}…"


def _report_repeated(ours: Sequence[_Feature], findings: Findings) -> None:
    places: dict[str, list[str]] = {}
    for feature in ours:
        places.setdefault(feature.code, []).append(feature.place)
    repeated = {code: found for code, found in places.items() if len(found) > 1}
    if repeated:
        all_places = [place for found in repeated.values() for place in found]
        findings.problem(
            "outline_twice", "", all_places, count=len(repeated), value=next(iter(repeated))
        )


def _rings_by_code(ours: Iterable[_Feature], findings: Findings) -> Mapping[str, tuple[Ring, ...]]:
    """Return the sound outlines, and report the others, those of one fault together."""
    rings = {}
    faults: dict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = {}
    for feature in ours:
        try:
            rings[feature.code] = tuple(_rings(feature.geometry))
        except _OutlineError as error:
            fault = error.code, tuple(error.fields.items())
            faults.setdefault(fault, []).append(feature.place)
    for (code, fields), places in faults.items():
        findings.problem(code, "", places, **dict(fields))
    return rings


def _rings(geometry: object) -> Iterator[Ring]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in _OUTLINES:
        raise _OutlineError("outline_geometry", found=kind if kind in _NO_OUTLINES else "?")
    coordinates = _filled(geometry.get("coordinates"))
    for polygon in [coordinates] if kind == "Polygon" else coordinates:
        for ring in _filled(polygon):
            yield tuple(_point(position) for position in _filled(ring))


def _filled(value: object) -> list[object]:
    if not isinstance(value, list) or not value:
        raise _OutlineError("outline_coordinates")
    return value


def _point(position: object) -> tuple[float, float]:
    lon, lat = _numbers(position)
    if abs(lon) <= 180 and abs(lat) <= 90:
        return float(lon), float(lat)
    if abs(lon) <= 90 and abs(lat) <= 180:
        raise _OutlineError("outline_swapped")
    raise _OutlineError("outline_not_degrees")


def _numbers(position: object) -> Sequence[float]:
    numbers = position[:2] if isinstance(position, list) else []
    if len(numbers) < 2 or not all(_is_number(value) for value in numbers):
        raise _OutlineError("outline_coordinates")
    return numbers


def _is_number(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)
