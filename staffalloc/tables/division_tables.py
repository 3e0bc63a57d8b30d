"""Tables of the division of work: duties, sites, leaders and their fields."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from staffalloc.case.vocabulary import Words
from staffalloc.tables import words as w
from staffalloc.tables.kinds import Column, OutputTable
from staffalloc.tables.shared_columns import POST, cadre_column, position_column, unit_column

GAP_REASONS: Final[Words] = MappingProxyType(
    {
        "nobody_carries": ("Không có ai đảm nhận", "Nobody carries it"),
        "too_few": ("Ít người đảm nhận hơn số trụ sở cần", "Fewer people than sites that ask"),
        "needed_elsewhere": ("Người đảm nhận phải có mặt ở trụ sở khác", "Needed at another site"),
    }
)
_SITE: Final = Column("site", "text", "Mã trụ sở", "Site")

DUTIES: Final = OutputTable(
    "duties",
    "Phân công nhiệm vụ",
    "Duties",
    "Năm rõ của mỗi dòng: rõ người (mã cán bộ, chỗ làm); rõ việc (vị trí, giờ, tỷ lệ); rõ quy "
    "trình (chỉ số, định mức); rõ trách nhiệm (chịu trách nhiệm, phòng); rõ hiệu quả (tải, hợp).",
    "The five clears of each row: person (code, post); work (position, hours, share); process "
    "(indicators, standards); responsibility (responsible, department); efficiency (load, fit).",
    (
        unit_column(),
        position_column(),
        cadre_column(),
        POST,
        Column("hours", "hours", "Giờ một năm", "Hours a year"),
        Column("share", "share", "Tỷ lệ quỹ thời gian", "Share of working time"),
        Column("process", "codes", "Theo chỉ số, định mức", "Indicators and standards followed"),
        Column("responsible", "flag", "Chịu trách nhiệm", "Responsible"),
        Column("department", "word", "Phòng", "Department", w.DEPARTMENTS),
        Column("load", "ratio", "Tải của người (1 = đủ giờ)", "Load of the person (1 = full)"),
        Column("fit", "ratio", "Mức phù hợp", "Fit"),
    ),
    optional=True,
    frozen=3,
)
SITE_SEATS: Final = OutputTable(
    "site_seats",
    "Ngồi ở trụ sở nào",
    "Who sits at which site",
    "Mỗi người của đơn vị nhiều trụ sở ngồi ở một trụ sở: đủ vị trí phải có mặt, rồi giữ mỗi "
    "phòng một nơi, rồi chia đều.",
    "Everybody of a unit with several sites sits at one: positions that must be present first, "
    "then departments together, then even numbers.",
    (
        unit_column(),
        _SITE,
        cadre_column(),
        POST,
        Column("department", "word", "Phòng", "Department", w.DEPARTMENTS),
    ),
    optional=True,
)
SITE_GAPS: Final = OutputTable(
    "site_gaps",
    "Vị trí phải bố trí thêm",
    "Positions to double",
    "Vị trí phải có mặt ở trụ sở mà không có ai ngồi ở đó: phải bố trí thêm hoặc dùng chung.",
    "Positions a site asks for and nobody who sits there carries: to be doubled or shared.",
    (
        unit_column(),
        _SITE,
        position_column(),
        Column("reason", "word", "Vì sao", "Why", GAP_REASONS),
    ),
    optional=True,
)
LEADER_FIELDS: Final = OutputTable(
    "leader_fields",
    "Lãnh đạo phụ trách lĩnh vực",
    "Leaders and their fields",
    "Mỗi lĩnh vực của đơn vị do một chủ tịch hoặc phó chủ tịch phụ trách; số lĩnh vực chia đều, "
    "rồi theo ngành đào tạo.",
    "Every field of a unit under one of its chair and vice chairs; counts as even as can be, "
    "then by field of study.",
    (
        unit_column(),
        Column("field", "field", "Lĩnh vực", "Field"),
        cadre_column("lãnh đạo", "Leader"),
        Column("hours", "hours_long", "Giờ việc một năm", "Hours a year"),
        Column("match", "word", "Ngành đào tạo", "Field of study", w.TRAINING),
    ),
    optional=True,
)
