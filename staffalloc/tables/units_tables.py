"""Tables of the units: gates, flags, balance, requirements, frames."""

from __future__ import annotations

from typing import Final

from staffalloc.tables import words as w
from staffalloc.tables.kinds import Column, OutputTable
from staffalloc.tables.shared_columns import (
    MODE,
    REQUIRED_FTE,
    position_column,
    unit_column,
)

_BEFORE_AFTER: Final = (
    ("today", "hiện nay", "today"),
    ("planned", "theo phương án", "planned"),
)


def _flag_columns() -> tuple[Column, ...]:
    columns: list[Column] = []
    for name, vi, en in _BEFORE_AFTER:
        columns += [
            Column(
                f"{name}_uncovered",
                "count",
                f"Việc không có giờ công nào, {vi}",
                f"No hour served, {en}",
            ),
            Column(
                f"{name}_understaffed", "count", f"Vị trí thiếu người, {vi}", f"Understaffed, {en}"
            ),
            Column(
                f"{name}_overstaffed", "count", f"Vị trí thừa người, {vi}", f"Overstaffed, {en}"
            ),
            Column(
                f"{name}_ratio_of_sums",
                "ratio",
                f"Tổng có / tổng cần, {vi}",
                f"Ratio of sums, {en}",
            ),
            Column(
                f"{name}_mean_of_ratios",
                "ratio",
                f"Trung bình các tỷ lệ có / cần, {vi}",
                f"Mean of ratios, {en}",
            ),
            Column(
                f"{name}_unserved_hours",
                "hours_long",
                f"Giờ việc chưa có người làm, {vi}",
                f"Unserved hours, {en}",
            ),
        ]
    return tuple(columns)


def _balance_columns() -> tuple[Column, ...]:
    columns: list[Column] = []
    for name, vi, en in _BEFORE_AFTER:
        columns += [
            Column(f"{name}_fte", "fte", f"Số người, {vi} (quy đổi)", f"Officers, {en} (FTE)"),
            Column(
                f"{name}_on_lead_fte",
                "fte",
                f"Giữ vị trí này làm chính, {vi}",
                f"On it as lead, {en} (FTE)",
            ),
            Column(f"{name}_difference", "fte", f"Chênh lệch, {vi}", f"Difference, {en} (FTE)"),
            Column(f"{name}_ratio", "ratio", f"Có / cần, {vi}", f"Ratio, {en}"),
            Column(
                f"{name}_unserved_hours",
                "hours_long",
                f"Giờ việc chưa có người làm, {vi}",
                f"Unserved hours, {en}",
            ),
            Column(f"{name}_flag", "word", f"Tình trạng {vi}", f"Flag, {en}", w.FLAGS),
            Column(
                f"{name}_certainty",
                "word",
                f"Độ chắc chắn, {vi}",
                f"Certainty, {en}",
                w.CERTAINTY,
            ),
        ]
    return tuple(columns)


_SHORT: Final = Column(
    "planned_weighted_hours_short",
    "hours_long",
    "Giờ còn thiếu theo phương án (có trọng số)",
    "Weighted hours short, planned",
)

GATES: Final = OutputTable(
    "gates",
    "Kiểm tra trước khi ký",
    "Check before signing",
    "Mỗi dòng là một điều kiện phải đạt trước khi ký; dòng “Chưa được ký” là việc cần xử lý.",
    "One row a condition that must hold before signing; a row with Stop wants a decision.",
    (
        Column("gate", "gate", "Điều kiện", "Gate"),
        Column("kind", "word", "Tính theo", "Counted in", w.CASE_KINDS),
        Column("count", "count", "Số trường hợp", "Cases"),
        Column("limit", "count", "Cho phép", "Allowed"),
        Column("verdict", "word", "Kết luận", "Verdict", w.VERDICTS),
        Column("cases", "codes", "Mã các trường hợp", "Codes of the cases"),
    ),
    derived=(
        Column("list", "sentence", "Các trường hợp đầu tiên", "First cases", width=60),
        Column("remedy", "sentence", "Cần làm gì", "What to do", width=44),
    ),
    order=("gate", "count", "kind", "limit", "verdict", "list", "remedy"),
)
FLAGS: Final = OutputTable(
    "flags",
    "Thừa thiếu theo đơn vị",
    "Units over and under",
    "Mỗi dòng một đơn vị, đơn vị thiếu nghiêm trọng nhất đứng đầu; so hiện nay với phương án.",
    "One row a unit, the worst off first, today beside the plan.",
    (
        unit_column(),
        Column("today_flag", "word", "Tình trạng hiện nay", "Flag, today", w.UNIT_FLAGS),
        Column("planned_flag", "word", "Tình trạng theo phương án", "Flag, planned", w.UNIT_FLAGS),
        REQUIRED_FTE,
        Column("today_fte", "fte", "Hiện có (người quy đổi)", "Officers today (FTE)"),
        Column("planned_fte", "fte", "Theo phương án (người quy đổi)", "Officers planned (FTE)"),
        *_flag_columns(),
        _SHORT,
    ),
)
BALANCE: Final = OutputTable(
    "balance",
    "Thừa thiếu theo vị trí",
    "Positions over and under",
    "Mỗi dòng một vị trí ở một đơn vị: cần bao nhiêu, hiện có bao nhiêu, phương án có bao nhiêu.",
    "One row a position in a unit: required, today and planned.",
    (
        unit_column(),
        position_column(),
        REQUIRED_FTE,
        Column("authorised_fte", "fte", "Được giao (người quy đổi)", "Authorised (FTE)"),
        *_balance_columns(),
        Column(
            "planned_carried_fte",
            "fte",
            "Thực làm đúng vị trí này theo phương án",
            "Carried by filled posts, planned (FTE)",
        ),
        _SHORT,
    ),
)
RULER: Final = OutputTable(
    "ruler",
    "So sánh phương án",
    "Before and after",
    "Hiện nay, cách xếp lần lượt theo thâm niên và phương án, đo bằng cùng một thước.",
    "Today, a placement by seniority and the plan, measured on one ruler.",
    (
        Column("posting", "word", "Cách bố trí", "Posting", w.POSTINGS),
        Column("people", "count", "Người có chỗ làm", "People in posts"),
        Column("people_out", "count", "Người chưa bố trí", "People in the pool"),
        Column("moved", "count", "Người chuyển đơn vị", "People moved"),
        Column("cost_hours", "hours", "Tổng thiệt hại (giờ quy đổi)", "Cost (weighted hours)"),
        Column("unserved_hours", "hours_long", "Giờ việc chưa có người làm", "Unserved hours"),
        Column("idle_hours", "hours_long", "Giờ công nhàn rỗi", "Idle hours"),
        Column("missing_leaders", "fte", "Lãnh đạo còn thiếu", "Leaders missing"),
    ),
    in_workbook=False,
)
REQUIREMENTS: Final = OutputTable(
    "requirements",
    "Nhu cầu",
    "Requirements",
    "Khối lượng công việc đổi ra giờ và ra số người cần, cho từng đơn vị và vị trí.",
    "Workload as hours and as officers required, by unit and position.",
    (
        unit_column(),
        position_column(),
        Column("hours", "hours_long", "Giờ việc một năm", "Hours a year"),
        REQUIRED_FTE,
        Column(
            "required_hours",
            "hours_long",
            "Giờ cần, kể cả việc chung và việc riêng (giờ/năm)",
            "Hours with allowances",
        ),
        Column("weight", "ratio", "Trọng số một giờ", "Weight of an hour"),
        MODE,
        Column("estimated", "flag", "Có số liệu ước tính", "Estimated"),
    ),
)
MODES: Final = OutputTable(
    "modes",
    "Hình thức theo vị trí",
    "Modes by position",
    "Mỗi vị trí cần chuyên trách, kiêm nhiệm hay không bố trí ở bao nhiêu đơn vị, và chỗ làm giữ "
    "đúng ở bao nhiêu đơn vị.",
    "In how many units each position is full-time, part-time or none, and where posts keep it.",
    (
        position_column(),
        Column("units_full_time", "count", "Đơn vị cần chuyên trách", "Units full-time"),
        Column("units_part_time", "count", "Đơn vị cần kiêm nhiệm", "Units part-time"),
        Column("units_none", "count", "Đơn vị không cần", "Units none"),
        Column("kept_full_time", "count", "Giữ đúng chuyên trách", "Full-time kept"),
        Column("kept_part_time", "count", "Giữ đúng kiêm nhiệm", "Part-time kept"),
        Column("kept_none", "count", "Giữ đúng không bố trí", "None kept"),
        Column("units_nobody", "count", "Đơn vị không có chỗ làm", "Units with nobody"),
    ),
)
MODE_CELLS: Final = OutputTable(
    "mode_cells",
    "Hình thức bố trí",
    "Modes by unit",
    "Từng vị trí ở từng đơn vị: cần chuyên trách, kiêm nhiệm hay không, và chỗ làm có giữ đúng.",
    "Each position in each unit: full-time, part-time or none, and whether the posts keep it.",
    (
        unit_column(),
        position_column(),
        MODE,
        REQUIRED_FTE,
        Column("posts", "count", "Số chỗ làm đảm nhận", "Posts that carry it"),
        Column("largest_share", "share", "Phần lớn nhất của một người", "Largest share"),
        Column("mode_kept", "word", "Giữ đúng hình thức", "Mode kept", w.MODE_VERDICTS),
    ),
    in_workbook=False,
)
CEILINGS: Final = OutputTable(
    "ceilings",
    "Trần biên chế",
    "Ceilings",
    "Khung, trần, số chỗ làm và số người của từng đơn vị; giá là số giờ một chỗ thêm mang lại.",
    "Frame, ceiling, posts and heads of each unit; a price is the hours one more would save.",
    (
        unit_column(),
        Column("frame", "count", "Khung theo quy tắc", "Frame by rule"),
        Column("decided_by", "word", "Trần theo", "Ceiling by", w.CEILINGS_BY),
        Column("ceiling", "count", "Trần áp dụng", "Ceiling"),
        Column("posts_in_frame", "count", "Chỗ làm trong khung", "Posts in the frame"),
        Column("heads_in_frame", "count", "Người trong khung", "Heads in the frame"),
        Column("above_frame", "count", "Người vượt khung", "Heads above"),
        Column("above_frame_cost", "hours", "Giá người vượt khung (giờ)", "Price of heads above"),
        Column("coverage", "share", "Nhu cầu được đáp ứng", "Coverage of the requirement"),
        Column(
            "frame_price", "hours", "Giá một chỗ làm thêm (giờ quy đổi)", "Price of a post (hours)"
        ),
        Column(
            "floor_price", "hours", "Giá của mức dưới khi chia lại (giờ)", "Price of lower edge"
        ),
        Column(
            "head_price", "hours", "Giá một người thêm (giờ quy đổi)", "Price of a head (hours)"
        ),
        Column("lower_edge", "count", "Mức dưới khi chia lại", "Lower edge"),
        Column("upper_edge", "count", "Mức trên khi chia lại", "Upper edge"),
    ),
)
