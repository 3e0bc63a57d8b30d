"""Tables of the rule of fairness: shares of units, the cuts that prove them, who changes seat."""

from __future__ import annotations

from typing import Final

from staffalloc.tables.kinds import Column, OutputTable
from staffalloc.tables.shared_columns import unit_column

FAIRNESS: Final = OutputTable(
    "fairness",
    "Công bằng giữa các đơn vị",
    "Fairness between units",
    "Mỗi đơn vị một dòng: tỷ lệ chỗ làm trong khung có người, mức (1 là thấp nhất, không thể nâng "
    "thêm), so với phương án không có quy tắc này.",
    "One row a unit: the share of authorised seats filled, its level (1 is the lowest, and cannot "
    "be raised), and what it would be without the rule.",
    (
        unit_column(),
        Column("seats", "count", "Chỗ làm trong khung", "Authorised seats in the frame"),
        Column("filled", "count", "Có người", "Filled"),
        Column("share", "ratio", "Tỷ lệ có người", "Share filled"),
        Column("level", "count", "Mức (trống = đủ người)", "Level (blank = full)"),
        Column("filled_without", "count", "Có người nếu không có quy tắc", "Filled without it"),
        Column(
            "hours_share",
            "ratio",
            "Giờ phục vụ / giờ cần (có trọng số)",
            "Weighted hours served / required",
        ),
        Column("fill_price", "hours", "Giá phải lấp một chỗ (giờ)", "Price of filling a seat (h)"),
        Column(
            "head_price_without",
            "hours",
            "Giá một suất nếu không có quy tắc (giờ)",
            "Price of a head without the rule (h)",
        ),
    ),
    optional=True,
)
FAIR_CUTS: Final = OutputTable(
    "fair_cuts",
    "Chứng minh công bằng",
    "Proof of fairness",
    "Loại chỗ làm thuộc lát cắt của mức nào: ai đủ điều kiện vào đó đều đã ngồi trong lát cắt.",
    "The first level whose cut each seat type is in: whoever is eligible for it sits in the cut.",
    (
        Column("seat_type", "seat_type", "Loại chỗ làm", "Seat type"),
        Column("level", "count", "Mức đầu tiên có nó", "First level with it"),
        Column(
            "seat_price_without",
            "hours",
            "Giá chỗ làm nếu không có quy tắc (giờ)",
            "Price of a seat without the rule (h)",
        ),
    ),
    in_workbook=False,
    optional=True,
)
FAIR_CHANGES: Final = OutputTable(
    "fair_changes",
    "Thay đổi vì công bằng",
    "Changes for fairness",
    "Mỗi người được bố trí khác đi vì quy tắc công bằng một dòng; trống = chưa bố trí.",
    "One row for everybody placed differently because of the rule; blank = in the pool.",
    (
        Column("cadre_id", "cadre", "Mã người", "Person"),
        Column("seat_type", "seat_type", "Chỗ làm theo phương án", "Seat in the plan"),
        Column("seat_type_without", "seat_type", "Nếu không có quy tắc", "Without the rule"),
    ),
    optional=True,
)
