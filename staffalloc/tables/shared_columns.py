"""Columns that several tables of a plan have, and how codes of units, people and the like look."""

from __future__ import annotations

from typing import Final

from staffalloc.tables import words as w
from staffalloc.tables.kinds import Column


def unit_column(name: str = "unit_code", vi: str = "đơn vị", en: str = "Unit") -> Column:
    """Return a column of unit codes."""
    return Column(name, "unit", f"Mã {vi}", f"{en} code", label=(_capital(vi), en))


def position_column(name: str = "position_id", vi: str = "vị trí", en: str = "Position") -> Column:
    """Return a column of position codes."""
    return Column(name, "position", f"Mã {vi}", f"{en} code", label=(_capital(vi), en))


def cadre_column(vi: str = "cán bộ", en: str = "Person") -> Column:
    """Return the column of cadre ids."""
    return Column("cadre_id", "cadre", f"Mã {vi}", f"{en} code", label=("Họ và tên", "Name"))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


LEAD: Final = position_column("lead_position", "vị trí chính", "Lead position")
POST: Final = Column("post_id", "post", "Mã chỗ làm", "Post")
SEAT_TYPE: Final = Column("seat_type", "seat_type", "Loại chỗ làm", "Seat type")
IN_FRAME: Final = Column("in_frame", "flag", "Tính vào khung", "In the frame")
MODE: Final = Column("mode", "word", "Hình thức bố trí", "Mode", w.MODES)
REQUIRED_FTE: Final = Column(
    "required_fte", "fte", "Nhu cầu (người quy đổi)", "Required officers (FTE)"
)
TODAY_UNIT: Final = unit_column("today_unit", "đơn vị hiện nay", "Unit today")
TODAY_POSITION: Final = position_column("today_position", "vị trí hiện nay", "Position today")
KM: Final = Column("km", "km", "Cách đơn vị hiện nay (km)", "Distance from today (km)")
