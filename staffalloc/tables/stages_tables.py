"""Tables of the staged appointments; a plan has them where the rule ``stages`` holds."""

from __future__ import annotations

from typing import Final

from staffalloc.case.vocabulary import REVIEW_VERDICTS, SIDES
from staffalloc.rules.references import SIGNERS
from staffalloc.tables import words as w
from staffalloc.tables.kinds import Column, OutputTable
from staffalloc.tables.shared_columns import (
    POST,
    SEAT_TYPE,
    cadre_column,
    position_column,
    unit_column,
)

_BLOCK: Final = Column("block", "count", "Khối bước", "Block", width=7)
_SIDE: Final = Column("side", "word", "Khối", "Side", SIDES, width=12)
_SIGNER: Final = Column("signer", "word", "Người ký", "Signer", SIGNERS, width=22)
_LEVEL: Final = Column("level", "count", "Nhóm ưu tiên", "Priority group", width=9)
_PRICE: Final = Column("price_mh", "count", "Giá bóng (mili giờ)", "Shadow price (milli-hours)")

STAGES: Final = OutputTable(
    "stages",
    "Các bước bổ nhiệm",
    "Stages of appointment",
    "Mỗi khối bước một dòng cho từng bên (chính quyền, Đảng, Mặt trận): xong ở mọi đơn vị mới sang "
    "bước sau. Thiệt hại, cận dưới và mức tối thiểu là của cả khối bước.",
    "One row a block and side; a block is decided in all units before the next. Cost, bound and "
    "minima are those of the whole block.",
    (
        _BLOCK,
        Column("stages", "codes", "Bước", "Stages", width=8),
        _SIDE,
        _SIGNER,
        Column("seats", "count", "Chỗ làm", "Posts", width=9),
        Column("filled", "count", "Có người", "Filled", width=9),
        Column("vacant", "count", "Còn trống", "Vacant", width=9),
        Column("considered", "count", "Được xét", "Considered", width=10),
        Column("eligible", "count", "Đủ điều kiện", "Eligible", width=10),
        Column("priorities", "text", "Được chọn theo nhóm ưu tiên", "Chosen by priority group"),
        Column("objective", "hours", "Thiệt hại (giờ)", "Cost (h)"),
        Column("bound", "hours", "Cận dưới (giờ)", "Bound (h)"),
        Column("status", "word", "Chứng minh", "Proof", w.PROOFS),
        Column(
            "minima_before",
            "count",
            "Chỗ tối thiểu các bước sau, trước khi chốt",
            "Least posts of later blocks that can be filled, before",
        ),
        Column(
            "minima_after",
            "count",
            "Chỗ tối thiểu các bước sau, sau khi chốt",
            "Least posts of later blocks that can be filled, after",
        ),
        Column("conflict", "codes", "Nơi không còn đủ người", "Where too few are left"),
    ),
    optional=True,
)
APPOINTMENTS: Final = OutputTable(
    "appointments",
    "Bổ nhiệm theo bước",
    "Appointments by stage",
    "Mỗi chỗ lãnh đạo đã chốt ở một bước một dòng: ai được chọn, thuộc nhóm ưu tiên nào, kết quả "
    "thẩm tra và rà soát; chỗ còn trống thì vì sao.",
    "One row a leader's post decided in a stage: who was chosen, from which priority group, the "
    "reviews on record; of a vacant one, why.",
    (
        _BLOCK,
        _SIDE,
        unit_column(),
        position_column("lead_position", "chức danh", "Office"),
        POST,
        SEAT_TYPE,
        cadre_column(),
        _LEVEL,
        Column("eligible", "count", "Người đủ điều kiện", "Eligible people", width=10),
        Column(
            "chosen_elsewhere",
            "count",
            "Trong đó đã được chọn chỗ khác",
            "Of them chosen elsewhere by then",
            width=10,
        ),
        Column("loss", "hours", "Thiệt hại (giờ)", "Loss (h)"),
        Column("external_review", "word", "Thẩm tra bên ngoài", "External review", REVIEW_VERDICTS),
        Column("internal_review", "word", "Rà soát nội bộ", "Internal review", REVIEW_VERDICTS),
        _SIGNER,
        Column("reason", "word", "Vì sao trống", "Why vacant", w.VACANCY_REASONS),
    ),
    optional=True,
)
STAGE_PRICES: Final = OutputTable(
    "stage_prices",
    "Giá bóng theo bước",
    "Prices of the stages",
    "Giá của từng loại chỗ làm trong chứng minh của mỗi khối bước; khối 0 là khi quyết cả một "
    "lượt, dòng không có loại chỗ là giá của một người trong khung.",
    "Price of each seat type in the proof of each block; block 0 is everything decided at once, "
    "and a row without a seat type the price of a head in the frame.",
    (_BLOCK, unit_column(), SEAT_TYPE, _PRICE),
    in_workbook=False,
    optional=True,
)
STAGE_LEVELS: Final = OutputTable(
    "stage_levels",
    "Nhóm ưu tiên theo bước",
    "Priority groups of the stages",
    "Mỗi nhóm ưu tiên có bao nhiêu người, chọn được bao nhiêu, và các loại chỗ chứng minh rằng "
    "không thể chọn nhiều hơn. Nhóm 0: người mà quyết định đã ghi chỉ còn chỗ ở bước này.",
    "People and chosen of each priority group, and the seat types that prove no more can be. "
    "Group 0: people whom a recorded decision leaves no later seat.",
    (
        _BLOCK,
        _LEVEL,
        Column("people", "count", "Người đủ điều kiện", "Eligible people"),
        Column("chosen", "count", "Được chọn", "Chosen"),
        _PRICE,
        Column("cover", "codes", "Loại chỗ phủ", "Covering seat types"),
    ),
    in_workbook=False,
    optional=True,
)
