"""Tables of how a unit is organised: positions it has, departments, officers it shares."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from staffalloc.case.vocabulary import Words
from staffalloc.tables.kinds import Column, OutputTable
from staffalloc.tables.shared_columns import position_column, unit_column

DECIDED_BY: Final[Words] = MappingProxyType(
    {
        "kind": ("Loại đơn vị", "Kind of unit"),
        "override": ("Quyết định cho riêng đơn vị", "Decision for the unit"),
        "departments": ("Đơn vị không lập phòng", "Unit without the department"),
    }
)
SPANS: Final[Words] = MappingProxyType(
    {
        "within": ("Trong phạm vi phụ trách", "Within the span"),
        "over_span": ("Quá nhiều lĩnh vực cho một người", "Too many fields for one head"),
        "no_head": ("Chưa có người đứng đầu", "No head"),
    }
)
_DECIDED: Final = (
    Column("applies", "flag", "Có vị trí này", "Applies"),
    Column("decided_by", "word", "Căn cứ theo", "Decided by", DECIDED_BY),
    Column("author", "text", "Người quyết định", "Who decided"),
    Column("comment", "text", "Ghi chú", "Comment"),
)

APPLICABILITY: Final = OutputTable(
    "applicability",
    "Vị trí theo đơn vị",
    "Positions by unit",
    "Mỗi đơn vị có hay không có từng vị trí trong danh mục, do đâu quyết định.",
    "Whether each unit has each position of the catalogue, and what decides it.",
    (unit_column(), position_column(), *_DECIDED),
    in_workbook=False,
)
OVERRIDES: Final = OutputTable(
    "overrides",
    "Vị trí quyết định riêng",
    "Positions decided by unit",
    "Vị trí mà người lập quyết định riêng cho một đơn vị, khác hoặc giống quy định theo loại đơn "
    "vị.",
    "Positions that were decided for single units, beside what the kind of unit says.",
    (
        unit_column(),
        position_column(),
        Column("by_kind", "flag", "Theo loại đơn vị", "By kind of unit"),
        *_DECIDED,
    ),
    optional=True,
)
DEPARTMENTS: Final = OutputTable(
    "departments",
    "Phòng và trung tâm",
    "Departments and centres",
    "Mỗi phòng, trung tâm một dòng; phòng tách đôi thành “-1” và “-2”: phụ trách bao nhiêu lĩnh "
    "vực, ai đứng đầu, có quá nhiều lĩnh vực cho một người không.",
    "One row a department or centre, “-1” and “-2” where it is divided: how many fields it has, "
    "who heads it, and whether they are too many for one head.",
    (
        unit_column(),
        Column("department", "text", "Phòng", "Department"),
        position_column("head_position", "chức danh đứng đầu", "Head's position"),
        Column("positions", "codes", "Các vị trí có việc", "Positions with work"),
        Column("fields", "count", "Số lĩnh vực", "Fields of work"),
        Column("officers", "fte", "Nhu cầu (người quy đổi)", "Required officers (FTE)"),
        Column("organisations", "count", "Số phòng, trung tâm của đơn vị", "Organisations of unit"),
        Column("head", "codes", "Mã người đứng đầu", "Head's code"),
        Column(
            "fields_mastered",
            "count",
            "Số lĩnh vực người đứng đầu được đào tạo",
            "Fields the head is trained for",
        ),
        Column("verdict", "word", "Kết luận", "Verdict", SPANS),
    ),
    optional=True,
)
SHARED: Final = OutputTable(
    "shared",
    "Cán bộ dùng chung",
    "Shared officers",
    "Việc quá ít của một đơn vị do cán bộ của đơn vị lân cận cùng nhóm vị trí đảm nhận.",
    "Work too small for one unit that an officer of a neighbouring unit does.",
    (
        Column("group", "group", "Nhóm kiêm nhiệm", "Concurrency group"),
        unit_column("guest", "đơn vị nhờ", "Guest"),
        unit_column("host", "đơn vị đảm nhận", "Host"),
        Column("positions", "codes", "Các vị trí", "Positions"),
        Column("hours", "hours_long", "Giờ việc chuyển sang một năm", "Hours moved a year"),
        Column("km", "km", "Khoảng cách (km)", "Distance (km)"),
        Column("guest_price", "hours", "Giá một chỗ ở đơn vị nhờ (giờ)", "Price at guest (h)"),
        Column("host_price", "hours", "Giá một chỗ ở đơn vị đảm nhận (giờ)", "Price at host (h)"),
        Column("saved", "hours", "Lợi được (giờ quy đổi)", "Saved (weighted hours)"),
    ),
    optional=True,
)
