"""Every column of every table of a plan, once: its kind, its headers, its words.

CSV files, the workbook and ``staffalloc schema`` are all made from :data:`TABLES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from staffalloc.case.vocabulary import STAFFING
from staffalloc.tables import words as w
from staffalloc.tables.kinds import Column, OutputTable


def _unit(name: str = "unit_code", vi: str = "đơn vị", en: str = "Unit") -> Column:
    return Column(name, "unit", f"Mã {vi}", f"{en} code", label=(_capital(vi), en))


def _position(name: str = "position_id", vi: str = "vị trí", en: str = "Position") -> Column:
    return Column(name, "position", f"Mã {vi}", f"{en} code", label=(_capital(vi), en))


def _cadre(vi: str = "cán bộ", en: str = "Person") -> Column:
    return Column("cadre_id", "cadre", f"Mã {vi}", f"{en} code", label=("Họ và tên", "Name"))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


_LEAD: Final = _position("lead_position", "vị trí chính", "Lead position")
_POST: Final = Column("post_id", "post", "Mã chỗ làm", "Post")
_SEAT_TYPE: Final = Column("seat_type", "seat_type", "Loại chỗ làm", "Seat type")
_IN_FRAME: Final = Column("in_frame", "flag", "Tính vào khung", "In the frame")
_MODE: Final = Column("mode", "word", "Hình thức bố trí", "Mode", w.MODES)
_REQUIRED_FTE: Final = Column(
    "required_fte", "fte", "Nhu cầu (người quy đổi)", "Required officers (FTE)"
)
_TODAY_UNIT: Final = _unit("today_unit", "đơn vị hiện nay", "Unit today")
_TODAY_POSITION: Final = _position("today_position", "vị trí hiện nay", "Position today")
_KM: Final = Column("km", "km", "Cách đơn vị hiện nay (km)", "Distance from today (km)")

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

_GATES: Final = OutputTable(
    "gates",
    "Điều kiện ký",
    "Gates",
    "Mỗi dòng là một điều kiện phải đạt trước khi ký; dòng “Chưa được ký” là việc cần xử lý.",
    "One row a condition that must hold before signing; a row with Stop wants a decision.",
    (
        Column("gate", "gate", "Điều kiện", "Gate"),
        Column("count", "count", "Số trường hợp", "Cases"),
        Column("limit", "count", "Cho phép", "Allowed"),
        Column("verdict", "word", "Kết luận", "Verdict", w.VERDICTS),
        Column("cases", "codes", "Các trường hợp đầu tiên", "First cases"),
    ),
)
_FLAGS: Final = OutputTable(
    "flags",
    "Thừa thiếu theo đơn vị",
    "Units over and under",
    "Mỗi dòng một đơn vị, đơn vị thiếu nghiêm trọng nhất đứng đầu; so hiện nay với phương án.",
    "One row a unit, the worst off first, today beside the plan.",
    (
        _unit(),
        Column("today_flag", "word", "Tình trạng hiện nay", "Flag, today", w.UNIT_FLAGS),
        Column("planned_flag", "word", "Tình trạng theo phương án", "Flag, planned", w.UNIT_FLAGS),
        _REQUIRED_FTE,
        Column("today_fte", "fte", "Hiện có (người quy đổi)", "Officers today (FTE)"),
        Column("planned_fte", "fte", "Theo phương án (người quy đổi)", "Officers planned (FTE)"),
        *_flag_columns(),
        _SHORT,
    ),
)
_ASSIGNMENTS: Final = OutputTable(
    "assignments",
    "Bố trí cán bộ",
    "Placements",
    "Mỗi dòng một người: hiện nay ở đâu, phương án bố trí đi đâu, làm việc gì và thiệt hại bao "
    "nhiêu giờ công một năm (0 là không đổi gì).",
    "One row a person: where today, where in the plan, doing what, and the hours a year it "
    "costs (0 where nothing changes).",
    (
        _cadre(),
        Column("status", "word", "Kết quả", "Result", w.STATUSES),
        _unit("unit_code", "đơn vị mới", "New unit"),
        _SEAT_TYPE,
        _position("lead_position", "vị trí mới", "New position"),
        _POST,
        Column("misfit", "hours", "Giờ mất do chưa đúng chuyên môn", "Hours lost to misfit"),
        Column("change_position", "hours", "Giờ mất do đổi vị trí", "Hours lost to a new position"),
        Column("rank_down", "hours", "Giờ mất do hạ chức danh", "Hours lost to a lower rank"),
        Column("change_unit", "hours", "Giờ mất do đổi đơn vị", "Hours lost to a new unit"),
        Column("travel", "hours", "Giờ mất do đi lại thêm", "Hours lost to travel"),
        Column("preference", "hours", "Điều chỉnh theo ưu tiên (giờ)", "Preference (hours)"),
        Column("loss", "hours", "Tổng thiệt hại (giờ/năm)", "Loss (hours a year)"),
        _TODAY_UNIT,
        _TODAY_POSITION,
        _KM,
        Column("marks", "words", "Ghi chú", "Marks", w.MARKS),
    ),
    derived=(
        Column("moved", "flag", "Chuyển đơn vị", "Moves to another unit"),
        Column("position_changed", "flag", "Đổi vị trí", "Changes position"),
        Column("duties", "text", "Công việc được giao", "Duties"),
    ),
    order=(
        "cadre_id",
        "status",
        "today_unit",
        "unit_code",
        "moved",
        "today_position",
        "lead_position",
        "position_changed",
        "duties",
        "marks",
        "km",
        "loss",
        "misfit",
        "change_position",
        "rank_down",
        "change_unit",
        "travel",
        "preference",
        "post_id",
        "seat_type",
    ),
)
_MOVES: Final = OutputTable(
    "moves",
    "Điều chuyển",
    "Moves",
    "Những người được bố trí sang đơn vị khác với hiện nay; từ diện chưa bố trí thì không tính.",
    "People placed in a unit other than today's; coming from the pool is not a move.",
    (
        _cadre(),
        _unit("from_unit", "đơn vị đi", "From unit"),
        _unit("to_unit", "đơn vị đến", "To unit"),
        _KM,
    ),
)
_VACANCIES: Final = OutputTable(
    "vacancies",
    "Chỗ làm còn trống",
    "Vacancies",
    "Chỗ làm được duyệt mà chưa có người, thiệt hại lớn nhất đứng đầu, và vì sao.",
    "Authorised posts nobody holds, the dearest first, and why.",
    (
        _POST,
        _unit(),
        _SEAT_TYPE,
        _LEAD,
        Column("price", "hours", "Thiệt hại (giờ quy đổi/năm)", "Price (weighted hours a year)"),
        Column("eligible_people", "count", "Số người đủ điều kiện", "People eligible"),
        Column("reason", "word", "Vì sao còn trống", "Why it is empty", w.VACANCY_REASONS),
    ),
)
_UNPLACED: Final = OutputTable(
    "unplaced",
    "Người chưa bố trí",
    "Pool",
    "Những người phương án chưa bố trí, và vì sao; cần hướng giải quyết riêng cho từng người.",
    "People the plan leaves out, and why; each wants a decision.",
    (
        _cadre(),
        Column("price", "hours", "Thiệt hại (giờ quy đổi/năm)", "Price (weighted hours a year)"),
        _TODAY_UNIT,
        _TODAY_POSITION,
        Column("eligible_seats", "count", "Số loại chỗ làm đủ điều kiện", "Eligible seat types"),
        Column("reason", "word", "Vì sao chưa bố trí", "Why", w.POOL_REASONS),
    ),
)
_HELD: Final = OutputTable(
    "held",
    "Chức danh kiêm nhiệm",
    "Positions held beside a post",
    "Chức danh không có chỗ làm riêng: ai kiêm, do khối Đảng giữ, hay còn khuyết.",
    "Positions without a post of their own: who holds them, the Party side, or nobody.",
    (
        _unit(),
        _position(),
        Column("held_by", "text", "Chức danh của người kiêm", "Position of the holder"),
        _cadre(),
        Column("verdict", "word", "Tình trạng", "State", w.HELD),
    ),
)
_LEADER_SEATS: Final = OutputTable(
    "leader_seats",
    "Chỗ lãnh đạo trống",
    "Empty leaders' seats",
    "Chỗ lãnh đạo còn trống mà có người đủ điều kiện đang ở chức danh thấp hơn, và bổ nhiệm thì "
    "thiệt hại thêm ít nhất bao nhiêu giờ.",
    "Empty leaders' seats that somebody in a lesser seat could hold, and the least it would cost.",
    (
        _POST,
        _unit(),
        _position("lead_position", "chức danh", "Office"),
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
)
_BALANCE: Final = OutputTable(
    "balance",
    "Thừa thiếu theo vị trí",
    "Positions over and under",
    "Mỗi dòng một vị trí ở một đơn vị: cần bao nhiêu, hiện có bao nhiêu, phương án có bao nhiêu.",
    "One row a position in a unit: required, today and planned.",
    (
        _unit(),
        _position(),
        _REQUIRED_FTE,
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
_RULER: Final = OutputTable(
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
)
_REQUIREMENTS: Final = OutputTable(
    "requirements",
    "Nhu cầu",
    "Requirements",
    "Khối lượng công việc đổi ra giờ và ra số người cần, cho từng đơn vị và vị trí.",
    "Workload as hours and as officers required, by unit and position.",
    (
        _unit(),
        _position(),
        Column("hours", "hours_long", "Giờ việc một năm", "Hours a year"),
        _REQUIRED_FTE,
        Column(
            "required_hours",
            "hours_long",
            "Giờ cần, kể cả việc chung và việc riêng (giờ/năm)",
            "Hours with allowances",
        ),
        Column("weight", "ratio", "Trọng số một giờ", "Weight of an hour"),
        _MODE,
        Column("estimated", "flag", "Có số liệu ước tính", "Estimated"),
    ),
)
_MODES: Final = OutputTable(
    "modes",
    "Hình thức theo vị trí",
    "Modes by position",
    "Mỗi vị trí cần chuyên trách, kiêm nhiệm hay không bố trí ở bao nhiêu đơn vị, và chỗ làm giữ "
    "đúng ở bao nhiêu đơn vị.",
    "In how many units each position is full-time, part-time or none, and where posts keep it.",
    (
        _position(),
        Column("units_full_time", "count", "Đơn vị cần chuyên trách", "Units full-time"),
        Column("units_part_time", "count", "Đơn vị cần kiêm nhiệm", "Units part-time"),
        Column("units_none", "count", "Đơn vị không cần", "Units none"),
        Column("kept_full_time", "count", "Giữ đúng chuyên trách", "Full-time kept"),
        Column("kept_part_time", "count", "Giữ đúng kiêm nhiệm", "Part-time kept"),
        Column("kept_none", "count", "Giữ đúng không bố trí", "None kept"),
        Column("units_nobody", "count", "Đơn vị không có chỗ làm", "Units with nobody"),
    ),
)
_MODE_CELLS: Final = OutputTable(
    "mode_cells",
    "Hình thức bố trí",
    "Modes by unit",
    "Từng vị trí ở từng đơn vị: cần chuyên trách, kiêm nhiệm hay không, và chỗ làm có giữ đúng.",
    "Each position in each unit: full-time, part-time or none, and whether the posts keep it.",
    (
        _unit(),
        _position(),
        _MODE,
        _REQUIRED_FTE,
        Column("posts", "count", "Số chỗ làm đảm nhận", "Posts that carry it"),
        Column("largest_share", "share", "Phần lớn nhất của một người", "Largest share"),
        Column("mode_kept", "word", "Giữ đúng hình thức", "Mode kept", w.MODE_VERDICTS),
    ),
)
_POSTS: Final = OutputTable(
    "posts",
    "Khung biên chế",
    "Posts",
    "Mỗi dòng một chỗ làm được duyệt cho một người, và người đó làm những việc gì.",
    "One row an authorised post for one officer, and the positions it holds.",
    (
        _POST,
        _unit(),
        _LEAD,
        _SEAT_TYPE,
        Column("parts", "parts", "Phân chia thời gian", "Parts"),
        Column("staffing", "word", "Nguồn", "Staffing", STAFFING),
        _IN_FRAME,
        Column("leader", "flag", "Lãnh đạo", "Leader"),
    ),
)
_PARTS: Final = OutputTable(
    "parts",
    "Phần việc",
    "Parts of posts",
    "Từng phần việc của từng chỗ làm: vị trí nào, chiếm bao nhiêu thời gian của một người.",
    "The parts of every post: which position, and how much of one officer's time.",
    (
        _POST,
        _unit(),
        _position(),
        Column("share", "share", "Phần thời gian của một người", "Share of one officer"),
        Column("hours", "hours_long", "Giờ một năm", "Hours a year"),
    ),
)
_UNCARRIED: Final = OutputTable(
    "uncarried",
    "Việc chưa ghép được",
    "Uncarried work",
    "Vị trí mà các chỗ làm không đảm nhận đủ số giờ được tính, và vì sao.",
    "Positions the posts do not carry as their hours ask, and why.",
    (
        _unit(),
        _position(),
        Column("required_hours", "hours", "Nhu cầu (giờ/năm)", "Required hours a year"),
        Column("served_hours", "hours", "Giờ được tính làm", "Hours to serve"),
        Column("carried_hours", "hours", "Giờ các chỗ làm đảm nhận", "Hours carried"),
        Column("reason", "word", "Vì sao", "Reason", w.UNCARRIED_REASONS),
    ),
)
_CURVES: Final = OutputTable(
    "curves",
    "Giá trị biên chế thêm",
    "Worth of one more post",
    "Thêm một chỗ làm thì phục vụ thêm bao nhiêu giờ một năm; “Được duyệt” là chỗ đã có.",
    "What each further post would serve in hours a year, and whether it is authorised.",
    (
        _unit(),
        Column("group", "group", "Nhóm kiêm nhiệm", "Group"),
        Column("post_number", "count", "Chỗ làm thứ", "Post number"),
        Column(
            "serves_hours",
            "hours",
            "Phục vụ thêm (giờ quy đổi/năm)",
            "Serves (weighted hours a year)",
        ),
        Column("authorised", "flag", "Được duyệt", "Authorised"),
    ),
)
_CEILINGS: Final = OutputTable(
    "ceilings",
    "Trần biên chế",
    "Ceilings",
    "Khung, trần, số chỗ làm và số người của từng đơn vị; giá là số giờ một chỗ thêm mang lại.",
    "Frame, ceiling, posts and heads of each unit; a price is the hours one more would save.",
    (
        _unit(),
        Column("frame", "count", "Khung theo quy tắc", "Frame by rule"),
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
_SEATS: Final = OutputTable(
    "seats",
    "Loại chỗ làm và giá",
    "Seat types and prices",
    "Các giá làm nên chứng minh tối ưu; dành cho người kiểm tra lại phương án.",
    "The prices that prove the placement; for whoever checks the plan again.",
    (
        _SEAT_TYPE,
        _unit(),
        _LEAD,
        Column("other_positions", "codes", "Vị trí kiêm nhiệm", "Other positions"),
        Column("seats", "count", "Số chỗ làm", "Seats"),
        Column("officers", "count", "Số người", "Officers"),
        _IN_FRAME,
        Column(
            "empty_prices", "prices", "Giá từng chỗ để trống (giờ quy đổi)", "Prices of empty seats"
        ),
        Column(
            "extra_prices", "prices", "Giá người thêm ngoài chỗ (giờ)", "Prices of extra officers"
        ),
        Column("opened", "count", "Chỗ mở thêm theo chỉ định", "Opened by pins"),
        Column(
            "seat_price", "hours", "Giá một chỗ (giờ quy đổi)", "Price of a seat (weighted hours)"
        ),
    ),
)

TABLES: Final[Mapping[str, OutputTable]] = MappingProxyType(
    {
        table.name: table
        for table in (
            _GATES,
            _FLAGS,
            _ASSIGNMENTS,
            _MOVES,
            _VACANCIES,
            _UNPLACED,
            _HELD,
            _LEADER_SEATS,
            _BALANCE,
            _RULER,
            _REQUIREMENTS,
            _MODES,
            _MODE_CELLS,
            _POSTS,
            _PARTS,
            _UNCARRIED,
            _CURVES,
            _CEILINGS,
            _SEATS,
        )
    }
)
