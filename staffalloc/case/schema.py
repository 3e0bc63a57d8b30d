"""The tables of a case: every column once, with its type, default, range and meaning.

Readers, checks, the template workbook, ``staffalloc schema`` and the documentation are all
made from :data:`TABLES`. In memory a column is held as

=========  =======================================================================
type       pandas column
=========  =======================================================================
id, text   ``str``, blank is the empty string
word       ``str``, one word of a closed vocabulary
words      ``str``, words joined by ``;`` without blanks
date       ``str``, ISO ``YYYY-MM-DD``
number     ``float64``, blank is NaN unless the column has a default
count      ``int64`` if the column has a default, else ``float64`` with NaN for blank
flag       ``bool``
=========  =======================================================================

Numbers are kept to 15 significant digits, what every format (Excel too) gives back.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from staffalloc.case import people_tables, rule_tables
from staffalloc.case import vocabulary as words
from staffalloc.case.table_kinds import TO_FIELD, TO_INDICATOR, TO_POSITION, TO_UNIT, Column, Table

UNIT_INDICATORS: Final = ("population", "area_km2", "office_sites")

_MOST_POSTS: Final = 100_000  # of a unit or a position: beyond it a slip of the keyboard

_BOUND_NOTE: Final = (
    "Số người; payroll: tổng hệ số lương (2.34, không nhân 100); continuity: tỷ lệ 0 đến 1",
    "People; payroll: a sum of salary coefficients (2.34, not 234); continuity: a share, 0 to 1",
)


UNITS: Final = Table(
    "units",
    "Đơn vị hành chính cấp xã",
    "Communes, wards and special zones",
    (
        Column("unit_code", "id", "Mã đơn vị", "Code of the unit, text of five digits", True),
        Column("name", "text", "Tên đơn vị", "Name of the unit"),
        Column("kind", "word", "Loại đơn vị", "Kind of unit", True, words=words.UNIT_KINDS),
        Column("province_code", "id", "Mã tỉnh", "Code of the province"),
        Column("population", "number", "Dân số", "Residents (people)", minimum=0),
        Column("area_km2", "number", "Diện tích (km²)", "Natural area (km²)", minimum=0),
        Column("lat", "number", "Vĩ độ", "Latitude (degrees)", minimum=-90, maximum=90),
        Column("lon", "number", "Kinh độ", "Longitude (degrees)", minimum=-180, maximum=180),
        Column("office_sites", "number", "Số trụ sở", "Office sites in use", minimum=0),
        Column(
            "terrain",
            "word",
            "Địa hình",
            "Terrain",
            default="lowland",
            words=words.TERRAINS,
            notice_if_blank="terrain_assumed",
        ),
        Column(
            "ceiling",
            "count",
            "Trần biên chế",
            "Posts; blank = by the frame rule",
            minimum=0,
            maximum=_MOST_POSTS,
        ),
        Column(
            "difficulty",
            "number",
            "Hệ số khó khăn",
            "Multiplier of workload hours",
            default=1.0,
            minimum=0.01,
            maximum=100,
        ),
    ),
    ("unit_code",),
    required=True,
)

POSITIONS: Final = Table(
    "positions",
    "Danh mục vị trí việc làm",
    "Catalogue of job positions",
    (
        Column("position_id", "id", "Mã vị trí", "Code of the position", True),
        Column("name_vi", "text", "Tên vị trí", "Vietnamese name"),
        Column("name_en", "text", "Tên tiếng Anh", "English name"),
        Column("department", "id", "Phòng", "Department the position belongs to", True),
        Column("group", "word", "Nhóm", "Group", True, words=words.POSITION_GROUPS),
        Column("rank", "word", "Ngạch, cấp", "Rank", default="specialist", words=words.RANKS),
        Column("staffing", "word", "Nguồn", "Staffing", default="payroll", words=words.STAFFING),
        Column("applies_to", "word", "Áp dụng", "Kinds", default="both", words=words.APPLIES_TO),
        Column("field", "text", "Lĩnh vực", "Field of work"),
        Column(
            "sizing", "word", "Cách định biên", "Sizing", default="workload", words=words.SIZING
        ),
        Column("fixed_hours", "number", "Giờ cố định/năm", "Hours a year", default=0.0, minimum=0),
        Column(
            "min_posts",
            "count",
            "Tối thiểu",
            "Fewest officers",
            default=0,
            minimum=0,
            maximum=_MOST_POSTS,
        ),
        Column(
            "max_posts",
            "count",
            "Tối đa",
            "Most officers; blank = no limit",
            minimum=0,
            maximum=_MOST_POSTS,
        ),
        Column("concurrency_group", "id", "Nhóm kiêm nhiệm", "Positions that can be held together"),
        Column("indivisible", "flag", "Không chia", "Not split below one officer", default=False),
        Column("keep_mode", "flag", "Giữ chế độ", "Mode must survive the cut", default=False),
        Column("strict", "flag", "Đúng chuyên môn", "Only an exact field fits", default=False),
        Column("required_fields", "words", "Ngành yêu cầu", "Fields, ';' between them"),
        Column(
            "required_level",
            "word",
            "Trình độ yêu cầu",
            "Lowest level",
            default="none",
            words=words.LEVELS,
        ),
        Column(
            "political_theory",
            "word",
            "Lý luận chính trị",
            "Lowest political theory",
            default="none",
            words=words.POLITICAL_THEORY,
        ),
        Column("stage", "count", "Bước bổ nhiệm", "Stage of appointment", minimum=1),
        Column("side", "word", "Khối", "Side", default="government", words=words.SIDES),
        Column(
            "outsider",
            "flag",
            "Không phải người địa phương",
            "Held by somebody who is not from the unit",
            default=False,
        ),
        Column("in_frame", "flag", "Trong khung", "Counts in the frame", default=True),
        Column("held_by", "words", "Do ai kiêm", "Held concurrently by; no seat of its own"),
        Column(
            "weight",
            "number",
            "Trọng số",
            "Weight of an hour",
            default=1.0,
            minimum=0.001,
            maximum=1000,
        ),
        Column(
            "category_allowance",
            "number",
            "Tỷ lệ việc chung",
            "Share of time for support work",
            default=0.0,
            minimum=0,
        ),
        Column(
            "individual_allowance_hours",
            "number",
            "Giờ việc riêng",
            "Hours a year of individual duties",
            default=0.0,
            minimum=0,
        ),
    ),
    ("position_id",),
    required=True,
)

FIELDS: Final = Table(
    "fields",
    "Ngành đào tạo",
    "Fields of qualification",
    (
        Column("field", "id", "Mã ngành", "Code of the field", True),
        Column("name_vi", "text", "Tên ngành", "Vietnamese name"),
        Column("name_en", "text", "Tên tiếng Anh", "English name"),
        Column("family", "id", "Nhóm ngành", "Family of related fields"),
    ),
    ("field",),
    required=True,
)

COACHING: Final = Table(
    "coaching",
    "Kèm cặp giữa các ngành",
    "Fields whose graduates can be coached into another",
    (
        Column("field_from", "id", "Từ ngành", "Field held", True, refers_to=TO_FIELD),
        Column("field_to", "id", "Sang ngành", "Field learnt", True, refers_to=TO_FIELD),
    ),
    ("field_from", "field_to"),
)

INDICATORS: Final = Table(
    "indicators",
    "Chỉ số khối lượng",
    "Workload indicators",
    (
        Column("indicator_id", "id", "Mã chỉ số", "Code of the indicator", True),
        Column("name_vi", "text", "Tên chỉ số", "Vietnamese name"),
        Column("name_en", "text", "Tên tiếng Anh", "English name"),
        Column("unit_of_measure", "text", "Đơn vị tính", "Unit of measure"),
        Column(
            "weight",
            "number",
            "Trọng số",
            "Weight of an hour",
            default=1.0,
            minimum=0.001,
            maximum=1000,
        ),
    ),
    ("indicator_id",),
    required=True,
)

STANDARDS: Final = Table(
    "standards",
    "Định mức",
    "Activity standards",
    (
        Column("position_id", "id", "Mã vị trí", "Position", True, refers_to=TO_POSITION),
        Column("indicator_id", "id", "Mã chỉ số", "Indicator", True, refers_to=TO_INDICATOR),
        Column("minutes_per_unit", "number", "Phút/đơn vị", "Minutes a unit", True, minimum=0),
    ),
    ("position_id", "indicator_id"),
    required=True,
)

WORKLOADS: Final = Table(
    "workloads",
    "Khối lượng công việc",
    "Workloads a year",
    (
        Column("unit_code", "id", "Mã đơn vị", "Unit", True, refers_to=TO_UNIT),
        Column("indicator_id", "id", "Mã chỉ số", "Indicator", True, refers_to=TO_INDICATOR),
        Column("value", "number", "Giá trị", "Count a year", True, minimum=0, maximum=1e9),
        Column("source", "text", "Nguồn số liệu", "Where the figure is from"),
    ),
    ("unit_code", "indicator_id"),
    required=True,
)

CONCURRENCY: Final = Table(
    "concurrency",
    "Nhóm kiêm nhiệm",
    "Concurrency groups",
    (
        Column("group", "id", "Nhóm", "Group", True),
        Column(
            "max_positions", "count", "Số vị trí tối đa", "Most positions a post", True, minimum=1
        ),
    ),
    ("group",),
)

INCOMPATIBLE: Final = Table(
    "incompatible",
    "Vị trí không được kiêm",
    "Positions one person may not hold together",
    (
        Column(
            "position_a", "id", "Vị trí thứ nhất", "First position", True, refers_to=TO_POSITION
        ),
        Column(
            "position_b", "id", "Vị trí thứ hai", "Second position", True, refers_to=TO_POSITION
        ),
        Column("hard", "flag", "Bắt buộc", "Forbidden, or only avoided", default=True),
    ),
    ("position_a", "position_b"),
)

APPLICABILITY: Final = Table(
    "applicability",
    "Áp dụng theo đơn vị",
    "Which positions a unit has, where it differs from its kind",
    (
        Column("unit_code", "id", "Mã đơn vị", "Unit", True, refers_to=TO_UNIT),
        Column("position_id", "id", "Mã vị trí", "Position", True, refers_to=TO_POSITION),
        Column("applies", "word", "Áp dụng", "Applies", True, words=words.YES_NO),
        Column("author", "text", "Người quyết định", "Who decided"),
        Column("comment", "text", "Ghi chú", "Why"),
    ),
    ("unit_code", "position_id"),
)

LIMITS: Final = Table(
    "limits",
    "Giới hạn",
    "Limits over people, units and positions",
    (
        Column("rule", "word", "Quy tắc", "Rule", True, words=words.LIMIT_RULES),
        Column(
            "unit_code",
            "id",
            "Mã đơn vị",
            "Unit; blank = all together",
            refers_to=TO_UNIT,
            note=(
                "moves: đơn vị đến; continuity: bắt buộc ghi đơn vị; total: để trống",
                "moves: where people arrive; continuity: needed; total: blank",
            ),
        ),
        Column(
            "position_id",
            "id",
            "Mã vị trí",
            "Position",
            refers_to=TO_POSITION,
            note=(
                "position_cap: vị trí chính của chỗ làm; skill_floor: vị trí có năng lực ghi nhận,"
                " hoặc để trống và ghi ngành; quy tắc khác: để trống",
                "position_cap: the lead of the seat; skill_floor: where a skill is recorded, or"
                " blank with a field; other rules: blank",
            ),
        ),
        Column(
            "field",
            "id",
            "Mã ngành",
            "Field",
            refers_to=TO_FIELD,
            note=(
                "skill_floor: ngành đào tạo của người được tính; quy tắc khác: để trống",
                "skill_floor: what those who count hold; other rules: blank",
            ),
        ),
        Column("min", "number", "Tối thiểu", "At least", minimum=0, maximum=1e7, note=_BOUND_NOTE),
        Column("max", "number", "Tối đa", "At most", minimum=0, maximum=1e7, note=_BOUND_NOTE),
        Column(
            "price",
            "number",
            "Giá",
            "Hours a unit of breach; blank = hard",
            minimum=0,
            maximum=100_000,
            note=(
                "Giờ cho mỗi người (payroll: mỗi 1.00 hệ số) vi phạm; để trống = bắt buộc, riêng"
                " min của skill_floor theo chính sách skill_floor_price",
                "Hours for each person (payroll: each coefficient of 1.00) of breach; blank = hard,"
                " but for min of skill_floor, which has policy skill_floor_price",
            ),
        ),
    ),
    ("rule", "unit_code", "position_id", "field"),
)

PREDECESSORS: Final = Table(
    "predecessors",
    "Đơn vị cũ",
    "Old units each unit was made from",
    (
        Column("unit_code", "id", "Mã đơn vị", "Unit", True, refers_to=TO_UNIT),
        Column("old_code", "id", "Mã đơn vị cũ", "Old unit", True),
        Column("old_name", "text", "Tên đơn vị cũ", "Old name"),
        Column("old_district", "text", "Huyện, quận cũ", "Old district"),
        Column("old_province", "text", "Tỉnh cũ", "Old province"),
        Column("extent", "word", "Phạm vi", "Whole or part", default="full", words=words.EXTENTS),
    ),
    ("unit_code", "old_code"),
)

UNIT_NOTES: Final = Table(
    "unit_notes",
    "Ghi nhận về đơn vị",
    "What is recorded about a unit, so that it may be signed",
    (
        Column("unit_code", "id", "Mã đơn vị", "Unit", True, refers_to=TO_UNIT),
        Column("subject", "word", "Nội dung", "Subject", True, words=words.UNIT_NOTES),
        Column("author", "text", "Người ghi nhận", "Who recorded it", True),
        Column("reason", "text", "Lý do", "Why it stands", True),
    ),
    ("unit_code", "subject"),
)

TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        table.name: table
        for table in (
            UNITS,
            POSITIONS,
            FIELDS,
            COACHING,
            INDICATORS,
            STANDARDS,
            WORKLOADS,
            *people_tables.PEOPLE_TABLES,
            CONCURRENCY,
            INCOMPATIBLE,
            APPLICABILITY,
            LIMITS,
            PREDECESSORS,
            UNIT_NOTES,
            *rule_tables.RULE_TABLES,
        )
    }
)
