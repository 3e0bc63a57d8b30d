"""The tables of the people: who they are, what they can, what is decided for them."""

from __future__ import annotations

from typing import Final

from staffalloc.case import vocabulary as words
from staffalloc.case.table_kinds import TO_CADRE, TO_FIELD, TO_POSITION, TO_UNIT, Column, Table

CADRES: Final = Table(
    "cadres",
    "Cán bộ, công chức, viên chức",
    "People to place",
    (
        Column("cadre_id", "id", "Mã cán bộ", "Code of the person", True),
        Column("name", "text", "Họ và tên", "Name or neutral label", personal=True),
        Column(
            "kind",
            "word",
            "Đối tượng",
            "Kind",
            default="civil_servant",
            words=words.CADRE_KINDS,
        ),
        Column("unit_code", "id", "Đơn vị hiện tại", "Unit today", refers_to=TO_UNIT),
        Column("old_unit_code", "id", "Mã đơn vị cũ", "Unit before the merger"),
        Column("position_id", "id", "Vị trí hiện tại", "Position today", refers_to=TO_POSITION),
        Column("today_title", "text", "Chức danh hiện tại", "Title today"),
        Column("rank", "word", "Ngạch, cấp", "Rank", default="specialist", words=words.RANKS),
        Column("fields", "words", "Ngành đào tạo", "Fields held, ';' between them"),
        Column("level", "word", "Trình độ", "Level", default="none", words=words.LEVELS),
        Column(
            "political_theory",
            "word",
            "Lý luận chính trị",
            "Political theory",
            default="none",
            words=words.POLITICAL_THEORY,
        ),
        Column(
            "fte",
            "number",
            "Tỷ lệ thời gian",
            "Share of full time",
            default=1.0,
            minimum=0.05,
            maximum=1,
            personal=True,
        ),
        Column("home_lat", "number", "Vĩ độ nhà", "Home", minimum=-90, maximum=90, personal=True),
        Column(
            "home_lon", "number", "Kinh độ nhà", "Home", minimum=-180, maximum=180, personal=True
        ),
        Column("native_unit", "id", "Quê quán", "Unit the person is from", personal=True),
        Column(
            "birth_year",
            "count",
            "Năm sinh",
            "Year of birth",
            minimum=1900,
            maximum=2100,
            personal=True,
        ),
        Column(
            "discipline",
            "word",
            "Kỷ luật",
            "Discipline",
            default="clear",
            words=words.DISCIPLINE,
            personal=True,
        ),
        Column(
            "planned", "flag", "Trong quy hoạch", "In the plan for a higher post", default=False
        ),
        Column(
            "achievement", "flag", "Thành tích nổi trội", "Outstanding achievement", default=False
        ),
        Column(
            "protected", "flag", "Diện không được điều chuyển", "May not be moved", default=False
        ),
        Column("transferable", "flag", "Được điều động", "May be moved", default=True),
        Column("seniority_since", "date", "Công tác từ", "In service since", personal=True),
        Column(
            "salary_coefficient",
            "count",
            "Hệ số lương ×100",
            "Hundredths",
            minimum=0,
            personal=True,
        ),
        Column("retires_on", "date", "Ngày nghỉ hưu", "Date of retirement", personal=True),
    ),
    ("cadre_id",),
)

SKILLS: Final = Table(
    "skills",
    "Năng lực",
    "Capability of a person in a position or field",
    (
        Column("cadre_id", "id", "Mã cán bộ", "Person", True, refers_to=TO_CADRE),
        Column("position_id", "id", "Mã vị trí", "Position", refers_to=TO_POSITION),
        Column("field", "id", "Mã ngành", "Field", refers_to=TO_FIELD),
        Column("skill", "number", "Mức năng lực", "0 to 1", True, minimum=0, maximum=1),
    ),
    ("cadre_id", "position_id", "field"),
)

PINS: Final = Table(
    "pins",
    "Quyết định của người lập phương án",
    "Decisions the planner has taken",
    (
        Column("cadre_id", "id", "Mã cán bộ", "Person", True, refers_to=TO_CADRE),
        Column("action", "word", "Quyết định", "Decision", True, words=words.PIN_ACTIONS),
        Column("unit_code", "id", "Mã đơn vị", "Unit; blank = any", refers_to=TO_UNIT),
        Column("position_id", "id", "Mã vị trí", "Position; blank = any", refers_to=TO_POSITION),
        Column(
            "hours",
            "number",
            "Giờ ưu tiên",
            "Worth of a preference, hours a year",
            minimum=0,
            maximum=100_000,
        ),
        Column("author", "text", "Người quyết định", "Who decided"),
        Column("reason", "text", "Lý do", "Why"),
    ),
    ("cadre_id", "action", "unit_code", "position_id"),
)

RELATIONS: Final = Table(
    "relations",
    "Quan hệ",
    "People to keep apart or together",
    (
        Column("cadre_a", "id", "Người thứ nhất", "First person", True, refers_to=TO_CADRE),
        Column("cadre_b", "id", "Người thứ hai", "Second person", True, refers_to=TO_CADRE),
        Column(
            "rule",
            "word",
            "Quy tắc",
            "Rule",
            True,
            words=words.RELATION_RULES,
            note=(
                "apart: không bao giờ cùng đơn vị; together: cùng một đơn vị hoặc cùng chưa bố trí",
                "apart: never in one unit; together: in one unit, or both left in the pool",
            ),
        ),
    ),
    ("cadre_a", "cadre_b"),
)

PEOPLE_TABLES: Final = (CADRES, SKILLS, PINS, RELATIONS)
