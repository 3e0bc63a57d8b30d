"""Tables of the posts: authorised, empty, uncarried, and the prices that prove the plan."""

from __future__ import annotations

from typing import Final

from staffalloc.case.vocabulary import STAFFING
from staffalloc.tables import words as w
from staffalloc.tables.kinds import Column, OutputTable
from staffalloc.tables.shared_columns import (
    IN_FRAME,
    LEAD,
    POST,
    SEAT_TYPE,
    position_column,
    unit_column,
)

VACANCIES: Final = OutputTable(
    "vacancies",
    "Chỗ làm còn trống",
    "Vacancies",
    "Chỗ làm được duyệt mà chưa có người, thiệt hại lớn nhất đứng đầu, và vì sao.",
    "Authorised posts nobody holds, the dearest first, and why.",
    (
        POST,
        unit_column(),
        SEAT_TYPE,
        LEAD,
        Column("price", "hours", "Thiệt hại (giờ quy đổi/năm)", "Price (weighted hours a year)"),
        Column("eligible_people", "count", "Số người đủ điều kiện", "People eligible"),
        Column("reason", "word", "Vì sao còn trống", "Why it is empty", w.VACANCY_REASONS),
    ),
)
POSTS: Final = OutputTable(
    "posts",
    "Khung biên chế",
    "Posts",
    "Mỗi dòng một chỗ làm được duyệt cho một người, và người đó làm những việc gì.",
    "One row an authorised post for one officer, and the positions it holds.",
    (
        POST,
        unit_column(),
        LEAD,
        SEAT_TYPE,
        Column("parts", "parts", "Phân chia thời gian", "Parts"),
        Column("staffing", "word", "Nguồn", "Staffing", STAFFING),
        IN_FRAME,
        Column("leader", "flag", "Lãnh đạo", "Leader"),
    ),
)
PARTS: Final = OutputTable(
    "parts",
    "Phần việc",
    "Parts of posts",
    "Từng phần việc của từng chỗ làm: vị trí nào, chiếm bao nhiêu thời gian của một người.",
    "The parts of every post: which position, and how much of one officer's time.",
    (
        POST,
        unit_column(),
        position_column(),
        Column("share", "share", "Phần thời gian của một người", "Share of one officer"),
        Column("hours", "hours_long", "Giờ một năm", "Hours a year"),
    ),
    in_workbook=False,
)
UNCARRIED: Final = OutputTable(
    "uncarried",
    "Việc chưa ghép được",
    "Uncarried work",
    "Vị trí mà các chỗ làm không đảm nhận đủ số giờ được tính, và vì sao.",
    "Positions the posts do not carry as their hours ask, and why.",
    (
        unit_column(),
        position_column(),
        Column("required_hours", "hours", "Nhu cầu (giờ/năm)", "Required hours a year"),
        Column("served_hours", "hours", "Giờ được tính làm", "Hours to serve"),
        Column("carried_hours", "hours", "Giờ các chỗ làm đảm nhận", "Hours carried"),
        Column("reason", "word", "Vì sao", "Reason", w.UNCARRIED_REASONS),
    ),
    in_workbook=False,
)
CURVES: Final = OutputTable(
    "curves",
    "Giá trị biên chế thêm",
    "Worth of one more post",
    "Thêm một chỗ làm thì phục vụ thêm bao nhiêu giờ một năm; “Được duyệt” là chỗ đã có.",
    "What each further post would serve in hours a year, and whether it is authorised.",
    (
        unit_column(),
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
    in_workbook=False,
)
SEATS: Final = OutputTable(
    "seats",
    "Loại chỗ làm và giá",
    "Seat types and prices",
    "Các giá làm nên chứng minh tối ưu; dành cho người kiểm tra lại phương án.",
    "The prices that prove the placement; for whoever checks the plan again.",
    (
        SEAT_TYPE,
        unit_column(),
        LEAD,
        Column("other_positions", "codes", "Vị trí kiêm nhiệm", "Other positions"),
        Column("seats", "count", "Số chỗ làm", "Seats"),
        Column("officers", "count", "Số người", "Officers"),
        IN_FRAME,
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
    in_workbook=False,
)
