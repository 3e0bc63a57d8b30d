"""Units of policy keys, in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from staffalloc.case.vocabulary import Words

POLICY_UNITS: Final[Words] = MappingProxyType(
    {
        "name": ("tên", "name"),
        "names": ("tên", "names"),
        "word": ("từ khóa", "word"),
        "text": ("lời", "text"),
        "share": ("phần", "share"),
        "ratio": ("tỷ lệ", "ratio"),
        "fit": ("mức 0–1", "0 to 1"),
        "yes/no": ("có/không", "yes/no"),
        "h": ("giờ", "h"),
        "h/h": ("giờ/giờ", "h/h"),
        "h/year": ("giờ/năm", "h/year"),
        "days": ("ngày", "days"),
        "weeks": ("tuần", "weeks"),
        "FTE": ("người quy đổi", "FTE"),
        "AWT": ("quỹ giờ một người", "AWT (hours of one officer)"),
        "km": ("km", "km"),
        "km/h": ("km/giờ", "km/h"),
        "km/km": ("km/km", "km/km"),
        "skill": ("mức 0–1", "0 to 1"),
        "years": ("năm", "years"),
        "fields": ("lĩnh vực", "fields"),
        "positions": ("vị trí", "positions"),
    }
)
