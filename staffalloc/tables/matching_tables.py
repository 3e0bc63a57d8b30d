"""The table of a stable matching, beside other placements of the same people."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from staffalloc.case.vocabulary import Words
from staffalloc.tables.kinds import Column, OutputTable
from staffalloc.tables.words import POSTINGS

MATCHED: Final[Words] = MappingProxyType(
    {
        **{name: POSTINGS[name] for name in ("greedy", "planned")},
        "least_loss": ("Bố trí ít thiệt hại nhất", "Least loss"),
    }
)
MATCHING: Final = OutputTable(
    "matching",
    "Ghép ổn định",
    "Stable matching",
    "Mỗi cách bố trí: số cặp người và chỗ làm cùng muốn có nhau hơn cái đang có, và thiệt hại. "
    "Phương án ổn định có 0 cặp; phần hơn so với ít thiệt hại nhất là giá của sự ổn định.",
    "Each placement: pairs of a person and a seat that would both rather have each other, and "
    "its cost. A stable matching has none; what it costs above the least loss is its price.",
    (
        Column("posting", "word", "Cách bố trí", "Placement", MATCHED),
        Column("blocking_pairs", "count", "Số cặp cùng muốn đổi", "Blocking pairs"),
        Column("objective", "hours", "Thiệt hại (giờ quy đổi)", "Cost (weighted hours)"),
    ),
    optional=True,
)
