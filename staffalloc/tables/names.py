"""Names of gates: most are words, some name a position of the catalogue."""

from __future__ import annotations

import pandas as pd

from staffalloc.case.problems import Language
from staffalloc.tables.words import (
    GATE_REMEDIES,
    GATE_WITHOUT,
    GATE_WITHOUT_PREFIX,
    GATES,
    in_words,
)


def gate_name(gate: str, positions: pd.DataFrame, lang: Language) -> str:
    """Return the name of a gate in a language.

    Examples
    --------
    >>> catalogue = pd.DataFrame({"position_id": ["P1"], "name_vi": ["Kế toán"], "name_en": [""]})
    >>> gate_name("unit_without_P1", catalogue, "vi")
    'Đơn vị không có ai giữ, kể cả kiêm nhiệm: Kế toán'
    >>> gate_name("uncovered_task", catalogue, "en")
    'Work no placed person carries'
    """
    if not gate.startswith(GATE_WITHOUT_PREFIX):
        return in_words(gate, GATES, lang)
    code = gate.removeprefix(GATE_WITHOUT_PREFIX)
    template = GATE_WITHOUT[lang == "en"]
    return template.format(position=names_of(positions, "position_id", lang).get(code, code))


def gate_remedy(gate: str, verdict: str, lang: Language) -> str:
    """Return what to do about a gate that is not open; nothing where it is.

    Examples
    --------
    >>> gate_remedy("above_frame_without_note", "stop", "en")
    'See sheet Above the frame; give the reason and the way back in table unit_notes.'
    >>> gate_remedy("uncovered_task", "pass", "en")
    ''
    """
    if verdict == "pass":
        return ""
    if verdict == "unchecked":
        return in_words("unchecked", GATE_REMEDIES, lang)
    name = "unit_without" if gate.startswith(GATE_WITHOUT_PREFIX) else gate
    return in_words(name, GATE_REMEDIES, lang)


def names_of(table: pd.DataFrame, key: str, lang: Language) -> dict[str, str]:
    """Return the name of each row, in the other language or its code where there is none."""
    first, second = ("name_en", "name_vi") if lang == "en" else ("name_vi", "name_en")
    rows = zip(table[key], table[first], table[second], strict=True)
    return {str(code): str(name or other or code) for code, name, other in rows}
