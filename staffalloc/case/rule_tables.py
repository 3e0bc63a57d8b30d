"""The tables in which a planner sets rules and what the rules look at."""

from __future__ import annotations

from typing import Final

from staffalloc.case import vocabulary as words
from staffalloc.case.table_kinds import TO_CADRE, TO_UNIT, Column, Table

RULES: Final = Table(
    "rules",
    "Bật, tắt quy tắc",
    "Rules switched on or off",
    (
        Column("rule", "word", "Quy tắc", "Rule", True, words=words.RULES),
        Column(
            "active",
            "flag",
            "Áp dụng",
            "Whether it holds",
            default=True,
            note=(
                "Tắt một quy tắc đang áp dụng thì phải ghi người quyết định và lý do",
                "Switching a rule off that holds by default asks for an author and a reason",
            ),
        ),
        Column("author", "text", "Người quyết định", "Who decided"),
        Column("reason", "text", "Lý do", "Why"),
    ),
    ("rule",),
)

RULE_SET: Final = Table(
    "rule_set",
    "Bộ quy tắc riêng",
    "A rule set of one's own: what differs from the set it extends",
    (
        Column("key", "word", "Khóa", "Key", True, words=words.RULE_SET_KEYS),
        Column("value", "text", "Giá trị", "Value", True),
        Column("source", "text", "Căn cứ", "What it rests on"),
    ),
    ("key",),
)

REVIEWS: Final = Table(
    "reviews",
    "Thẩm tra, rà soát nhân sự",
    "Reviews of people proposed for leading posts, as recorded",
    (
        Column("cadre_id", "id", "Mã cán bộ", "Person", True, refers_to=TO_CADRE),
        Column("review", "word", "Loại rà soát", "Review", True, words=words.REVIEWS),
        Column("verdict", "word", "Kết luận", "Verdict", True, words=words.REVIEW_VERDICTS),
        Column("body", "text", "Cơ quan kết luận", "Who reviewed"),
        Column("decided_on", "date", "Ngày kết luận", "Date of the verdict"),
        Column("author", "text", "Người ghi", "Who recorded it"),
    ),
    ("cadre_id", "review"),
)

PRIORITIES: Final = Table(
    "priorities",
    "Thứ tự ưu tiên bổ nhiệm",
    "Priority groups for the stages of appointment",
    (
        Column("cadre_id", "id", "Mã cán bộ", "Person", True, refers_to=TO_CADRE),
        Column("stage", "count", "Bước bổ nhiệm", "Stage", True, minimum=1),
        Column(
            "level",
            "count",
            "Nhóm ưu tiên",
            "Group, 1 comes first; who has none comes last",
            True,
            minimum=1,
            maximum=99,
        ),
        Column("note", "text", "Căn cứ", "Why the person is in the group"),
    ),
    ("cadre_id", "stage"),
)

NEIGHBOURS: Final = Table(
    "neighbours",
    "Đơn vị liền kề",
    "Units next to each other",
    (
        Column("unit_a", "id", "Đơn vị thứ nhất", "First unit", True, refers_to=TO_UNIT),
        Column("unit_b", "id", "Đơn vị thứ hai", "Second unit", True, refers_to=TO_UNIT),
    ),
    ("unit_a", "unit_b"),
)

SITES: Final = Table(
    "sites",
    "Trụ sở của đơn vị",
    "Office sites of units that have several",
    (
        Column("unit_code", "id", "Mã đơn vị", "Unit", True, refers_to=TO_UNIT),
        Column("site", "id", "Mã trụ sở", "Site", True),
        Column("name", "text", "Tên trụ sở", "Name of the site"),
        Column(
            "positions",
            "words",
            "Vị trí phải có mặt",
            "Positions that must be present there, ';' between them",
        ),
    ),
    ("unit_code", "site"),
)

RULE_TABLES: Final = (RULES, RULE_SET, REVIEWS, PRIORITIES, NEIGHBOURS, SITES)
