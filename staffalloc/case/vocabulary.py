"""Closed vocabularies: the only words each column may hold, with their names in both languages.

Where an order matters (levels, political theory, ranks) the words stand in rising order and
:func:`rank_of` gives their place in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

Words = Mapping[str, tuple[str, str]]  # word -> (Vietnamese, English)


def _words(**entries: tuple[str, str]) -> Words:
    return MappingProxyType(entries)


UNIT_KINDS: Final = _words(
    commune=("Xã", "Commune"), ward=("Phường", "Ward"), special_zone=("Đặc khu", "Special zone")
)
TERRAINS: Final = _words(lowland=("Đồng bằng", "Lowland"), mountain=("Miền núi", "Mountain"))
POSITION_GROUPS: Final = _words(
    leadership=("Lãnh đạo, quản lý", "Leadership"),
    specialised=("Nghiệp vụ chuyên ngành", "Specialised"),
    shared=("Nghiệp vụ dùng chung", "Shared"),
    support=("Hỗ trợ, phục vụ", "Support"),
)
STAFFING: Final = _words(
    payroll=("Biên chế", "Payroll"),
    elected=("Bầu cử", "Elected"),
    military=("Quân sự", "Military"),
    contract=("Hợp đồng", "Contract"),
)
APPLIES_TO: Final = _words(
    both=("Xã và phường", "Both"), commune=("Chỉ xã", "Communes"), ward=("Chỉ phường", "Wards")
)
SIZING: Final = _words(
    workload=("Theo khối lượng", "By workload"), post=("Theo chức danh", "By post")
)
LEVELS: Final = _words(
    none=("Không yêu cầu", "None"),
    elementary=("Sơ cấp", "Elementary"),
    intermediate=("Trung cấp", "Intermediate"),
    college=("Cao đẳng", "College"),
    university=("Đại học", "University"),
    master=("Thạc sĩ", "Master"),
    doctor=("Tiến sĩ", "Doctor"),
)
POLITICAL_THEORY: Final = _words(
    none=("Chưa có", "None"),
    elementary=("Sơ cấp", "Elementary"),
    intermediate=("Trung cấp", "Intermediate"),
    advanced=("Cao cấp", "Advanced"),
)
RANKS: Final = _words(
    specialist=("Chuyên viên", "Specialist"),
    deputy_head=("Cấp phó phòng", "Deputy head"),
    head=("Cấp trưởng phòng", "Head"),
    vice_chair=("Phó Chủ tịch", "Vice chair"),
    chair=("Chủ tịch", "Chair"),
)
CADRE_KINDS: Final = _words(
    cadre=("Cán bộ", "Cadre"),
    civil_servant=("Công chức", "Civil servant"),
    public_employee=("Viên chức", "Public employee"),
    contract=("Lao động hợp đồng", "Contract worker"),
    military=("Quân sự", "Military"),
)
DISCIPLINE: Final = _words(
    clear=("Không vướng mắc", "Clear"),
    review=("Đang xem xét", "Under review"),
    barred=("Không được bổ nhiệm", "Barred"),
)
PIN_ACTIONS: Final = _words(
    keep=("Giữ nguyên", "Keep"),
    assign=("Chỉ định", "Assign"),
    forbid=("Không bố trí", "Forbid"),
    prefer=("Ưu tiên", "Prefer"),
)
RELATION_RULES: Final = _words(apart=("Tách nhau", "Apart"), together=("Cùng nhau", "Together"))
LIMIT_RULES: Final = _words(
    moves=("Số người điều chuyển", "Moves"),
    payroll=("Quỹ lương", "Payroll"),
    skill_floor=("Mức tối thiểu chuyên môn", "Skill floor"),
    continuity=("Tính liên tục", "Continuity"),
    position_cap=("Trần theo vị trí", "Position cap"),
    total=("Tổng biên chế", "Total"),
)
UNIT_NOTES: Final = _words(above_frame=("Vượt khung", "Above the frame"))
EXTENTS: Final = _words(full=("Toàn bộ", "Full"), partial=("Một phần", "Partial"))
YES_NO: Final = _words(yes=("Có", "Yes"), no=("Không", "No"))

ANY_FIELD: Final = "any"
NO_FIELD: Final = "none"


def rank_of(words: Words) -> Mapping[str, int]:
    """Return the place of each word in its vocabulary, 0 for the lowest."""
    return MappingProxyType({word: place for place, word in enumerate(words)})
