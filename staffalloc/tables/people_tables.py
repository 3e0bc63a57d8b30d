"""Tables of the people: who is placed, moved, left out, and who leads."""

from __future__ import annotations

from typing import Final

from staffalloc.tables import words as w
from staffalloc.tables.kinds import Column, OutputTable
from staffalloc.tables.shared_columns import (
    KM,
    POST,
    SEAT_TYPE,
    TODAY_POSITION,
    TODAY_UNIT,
    cadre_column,
    position_column,
    unit_column,
)

ASSIGNMENTS: Final = OutputTable(
    "assignments",
    "Bố trí cán bộ",
    "Placements",
    "Mỗi dòng một người: hiện nay ở đâu, phương án bố trí đi đâu, làm việc gì và thiệt hại bao "
    "nhiêu giờ công một năm (0 là không đổi gì).",
    "One row a person: where today, where in the plan, doing what, and the hours a year it "
    "costs (0 where nothing changes).",
    (
        cadre_column(),
        Column("status", "word", "Kết quả", "Result", w.STATUSES),
        unit_column("unit_code", "đơn vị mới", "New unit"),
        SEAT_TYPE,
        position_column("lead_position", "vị trí mới", "New position"),
        POST,
        Column("misfit", "hours", "Giờ mất do chưa đúng chuyên môn", "Hours lost to misfit"),
        Column("change_position", "hours", "Giờ mất do đổi vị trí", "Hours lost to a new position"),
        Column("rank_down", "hours", "Giờ mất do hạ chức danh", "Hours lost to a lower rank"),
        Column("change_unit", "hours", "Giờ mất do đổi đơn vị", "Hours lost to a new unit"),
        Column("travel", "hours", "Giờ mất do đi lại thêm", "Hours lost to travel"),
        Column("preference", "hours", "Điều chỉnh theo ưu tiên (giờ)", "Preference (hours)"),
        Column("loss", "hours", "Tổng thiệt hại (giờ/năm)", "Loss (hours a year)"),
        TODAY_UNIT,
        TODAY_POSITION,
        KM,
        Column("marks", "words", "Ghi chú", "Marks", w.MARKS),
    ),
    in_workbook=False,
)
MOVES: Final = OutputTable(
    "moves",
    "Điều chuyển",
    "Moves",
    "Những người được bố trí sang đơn vị khác với hiện nay; từ diện chưa bố trí thì không tính.",
    "People placed in a unit other than today's; coming from the pool is not a move.",
    (
        cadre_column(),
        unit_column("from_unit", "đơn vị đi", "From unit"),
        unit_column("to_unit", "đơn vị đến", "To unit"),
        KM,
    ),
)
UNPLACED: Final = OutputTable(
    "unplaced",
    "Chưa bố trí",
    "Pool",
    "Những người phương án chưa bố trí, và vì sao; cần hướng giải quyết riêng cho từng người.",
    "People the plan leaves out, and why; each wants a decision.",
    (
        cadre_column(),
        Column("price", "hours", "Thiệt hại (giờ quy đổi/năm)", "Price (weighted hours a year)"),
        TODAY_UNIT,
        TODAY_POSITION,
        Column("eligible_seats", "count", "Số loại chỗ làm đủ điều kiện", "Eligible seat types"),
        Column("reason", "word", "Vì sao chưa bố trí", "Why", w.POOL_REASONS),
        Column("way_seat_type", "seat_type", "Chỗ rẻ nhất nếu bố trí", "Cheapest seat"),
        Column("way_cost", "hours", "Bố trí thì tốn thêm (giờ)", "Placing costs (hours)"),
        Column(
            "waive_condition",
            "word",
            "Điều kiện vướng nhất",
            "Condition most in the way",
            w.CONDITIONS,
        ),
        Column("waive_opens", "count", "Bỏ đi thì mở số chỗ", "Waiving it opens"),
    ),
    derived=(Column("ways_out", "sentence", "Hướng giải quyết", "Ways out", width=62),),
    order=(
        "cadre_id",
        "today_unit",
        "today_position",
        "price",
        "eligible_seats",
        "reason",
        "ways_out",
    ),
)
HELD: Final = OutputTable(
    "held",
    "Chức danh kiêm nhiệm",
    "Positions held beside a post",
    "Chức danh không có chỗ làm riêng: ai kiêm, do khối Đảng giữ, hay còn khuyết.",
    "Positions without a post of their own: who holds them, the Party side, or nobody.",
    (
        unit_column(),
        position_column(),
        Column("held_by", "text", "Mã chức danh của người kiêm", "Position code of the holder"),
        cadre_column(),
        Column("verdict", "word", "Tình trạng", "State", w.HELD),
    ),
    derived=(
        Column("holder", "text", "Chức danh của người kiêm", "Position of the holder", width=36),
    ),
    order=("unit_code", "position_id", "holder", "cadre_id", "verdict"),
)
LEADER_SEATS: Final = OutputTable(
    "leader_seats",
    "Chỗ lãnh đạo trống",
    "Empty leaders' seats",
    "Chỗ lãnh đạo còn trống mà có người đủ điều kiện đang ở chức danh thấp hơn, và bổ nhiệm thì "
    "thiệt hại thêm ít nhất bao nhiêu giờ.",
    "Empty leaders' seats that somebody in a lesser seat could hold, and the least it would cost.",
    (
        POST,
        unit_column(),
        position_column("lead_position", "chức danh", "Office"),
        Column(
            "price", "hours", "Thiệt hại khi để trống (giờ quy đổi)", "Price of leaving it empty"
        ),
        Column("people_below", "count", "Số người đủ điều kiện ở dưới", "People below, eligible"),
        Column(
            "cadre_id",
            "cadre",
            "Mã người tốn ít nhất",
            "Cheapest person",
            label=("Họ và tên", "Name"),
        ),
        Column(
            "reduced_cost",
            "hours",
            "Thiệt hại thêm ít nhất (giờ/năm)",
            "Reduced cost (hours a year)",
        ),
    ),
    in_workbook=False,
)
