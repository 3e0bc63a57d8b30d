"""Tables of the rules: which hold, what they rest on, whether they are kept."""

from __future__ import annotations

from typing import Final

from staffalloc.case.vocabulary import RULES as RULE_WORDS
from staffalloc.tables import words as w
from staffalloc.tables.kinds import Column, OutputTable

RULES: Final = OutputTable(
    "rules",
    "Quy tắc áp dụng",
    "Rules in force",
    "Mỗi quy tắc đang áp dụng một dòng: bắt buộc hay có giá, căn cứ, phương án có giữ không, và "
    "nới thêm một đơn vị thì lợi bao nhiêu giờ.",
    "One row a rule in force: hard or priced, its source, whether the plan keeps it, and what "
    "loosening it by one is worth in hours.",
    (
        Column("rule", "word", "Quy tắc", "Rule", RULE_WORDS),
        Column("step", "word", "Bước", "Step", w.RULE_STEPS),
        Column("kind", "word", "Tính chất", "Kind", w.RULE_KINDS),
        Column("in_force_from", "text", "Hiệu lực từ", "In force from"),
        Column("in_force_until", "text", "Hiệu lực đến", "In force until"),
        Column("switched", "flag", "Do người lập bật", "Switched by the planner"),
        Column("author", "text", "Người quyết định", "Who decided"),
        Column("rows", "count", "Số dòng trong mô hình", "Rows in a model"),
        Column("breach", "amount", "Vượt nhiều nhất", "Largest breach"),
        Column("paid", "hours", "Giờ phải trả cho phần vượt", "Hours paid for breaches"),
        Column(
            "worth", "hours", "Nới một đơn vị lợi nhiều nhất (giờ)", "Most one more is worth (h)"
        ),
    ),
    derived=(Column("source", "sentence", "Căn cứ", "Source", width=60),),
    order=(
        "rule",
        "step",
        "kind",
        "source",
        "in_force_from",
        "switched",
        "author",
        "rows",
        "breach",
        "paid",
        "worth",
    ),
)
