"""The sentences of an explanation, in Vietnamese and English: one catalogue for every file.

A text names its values in braces; hours are weighted hours a year. Which sentence is used says
what is known: a cost that was computed exactly is called exact, and nothing else is.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from staffalloc.case.problems import Language

Texts = tuple[str, str]  # Vietnamese, English

SENTENCES: Final[Mapping[str, Texts]] = MappingProxyType(
    {
        # What happens to the person
        "stays": ("Giữ nguyên vị trí", "Stays in place"),
        "new_task": ("Nhận việc mới trong cùng đơn vị", "Takes a new task in the same unit"),
        "new_unit": ("Chuyển từ {place}{far}", "Moves from {place}{far}"),
        "from_pool": ("Được bố trí từ diện chưa có chỗ", "Placed from the pool"),
        "outside": (
            "Không thuộc phạm vi bố trí lần này ({kind}); giữ nguyên.",
            "Not in this placement ({kind}); stays.",
        ),
        "far": (", cách {km} km", ", {km} km away"),
        "pinned": ("theo quyết định đã ghi", "by a recorded decision"),
        "raised": ("bổ nhiệm chức danh cao hơn", "raised in rank"),
        "part_time": ("làm {share} thời gian", "works {share} of full time"),
        "lowered": ("hạ chức danh", "lowered in rank"),
        # Why this seat
        "fit": ("{training}, phù hợp {fit}", "{training}, fit {fit}"),
        "need": (
            "việc của chỗ này đáng {need} giờ",
            "the work of this seat is worth {need} h",
        ),
        # What it costs
        "free": ("không phát sinh thiệt hại", "it costs nothing"),
        "costs": ("thiệt hại {loss} giờ ({parts})", "it costs {loss} h ({parts})"),
        "misfit": ("chuyên môn {hours}", "fit {hours}"),
        "change_position": ("đổi việc {hours}", "new task {hours}"),
        "rank_down": ("hạ chức danh {hours}", "lower rank {hours}"),
        "change_unit": ("bàn giao {hours}", "handing over {hours}"),
        "travel": ("đi lại {hours}", "travel {hours}"),
        "preference": ("ưu tiên {hours}", "preference {hours}"),
        # What the next best would cost
        "next_seat": (
            "Tốt kế tiếp: {seat}; cả phương án tốn thêm {cost} giờ (tính chính xác)",
            "Next best: {seat}; the whole plan would cost {cost} h more (exact)",
        ),
        "next_equal": (
            "Ngang bằng: {seat}, cả phương án không tốn thêm (tính chính xác)",
            "Equally good: {seat}, at no further cost to the plan (exact)",
        ),
        "next_pool": (
            "Tốt kế tiếp: chưa bố trí; cả phương án tốn thêm {cost} giờ (tính chính xác)",
            "Next best: left in the pool; the whole plan would cost {cost} h more (exact)",
        ),
        "same_with": ("vẫn {position}, kiêm {others}", "still {position}, with {others} beside it"),
        "same_alone": ("vẫn {position}, không kiêm gì", "still {position}, with nothing beside it"),
        "next_none": (
            "Không còn chỗ nào khác có thể bố trí",
            "There is nowhere else to place this person",
        ),
        "next_side_rules": (
            "Chỗ tốt kế tiếp không tính được khi có giới hạn và quan hệ",
            "The next best is not computed under limits and relations",
        ),
        "next_fairness": (
            "Chỗ tốt kế tiếp không tính được khi có quy tắc công bằng giữa các đơn vị",
            "The next best is not computed under the rule of fairness between units",
        ),
        "next_stages": (
            "Chỗ tốt kế tiếp không tính được khi bổ nhiệm theo từng bước",
            "The next best is not computed under staged appointments",
        ),
        "next_not_proven": (
            "Chỗ tốt kế tiếp không tính được khi chưa chứng minh tối ưu",
            "The next best is not computed where the plan is not proven optimal",
        ),
        # The pool and its ways out
        "pool": (
            "Chưa bố trí: {why}; để ngoài thì thiệt hại {price} giờ",
            "In the pool: {why}; leaving out costs {price} h",
        ),
        "in_their_seat": (
            "chức danh hiện nay sẽ do {people} giữ",
            "today's position will be held by {people}",
        ),
        "way_seat": (
            "Bố trí vào {seat}: cả phương án tốn thêm {cost} giờ (tính chính xác)",
            "Place in {seat}: the whole plan would cost {cost} h more (exact)",
        ),
        "way_equal": (
            "Bố trí vào {seat}: cả phương án không tốn thêm (tính chính xác)",
            "Place in {seat}: at no further cost to the plan (exact)",
        ),
        "way_waive": (
            "Riêng điều kiện “{condition}” đang chặn {count} loại chỗ làm",
            "The condition “{condition}” alone closes {count} seat types",
        ),
        "way_none": (
            "Không có chỗ nào mở ra dù bỏ một điều kiện; cần hướng ngoài phương án (đào tạo, vị "
            "trí khác, nghỉ theo nguyện vọng)",
            "No seat opens by waiving one condition; look beyond the plan (training, another "
            "kind of position, leaving by choice)",
        ),
        # Standards
        "meets": ("{held}, đạt", "{held}, as required"),
        "one_below": (
            "{held}, thấp hơn một bậc (chuẩn: {asked})",
            "{held}, one level below ({asked} required)",
        ),
        "below": ("{held}, chưa đạt (chuẩn: {asked})", "{held}, below ({asked} required)"),
        "no_standard": ("{held} (không yêu cầu)", "{held} (none required)"),
        "heads": (
            "{heads} người trong khung, tổng biên chế {total}",
            "{heads} heads in the frame, total {total}",
        ),
        "excluded": ("{person}: {condition}", "{person}: {condition}"),
        "more": ("và {count} trường hợp nữa", "and {count} more"),
        "party_side": ("Khối Đảng", "Party side"),
        "seat": ("{position}, {unit}", "{position}, {unit}"),
    }
)  # fmt: skip


def say(name: str, lang: Language, **values: object) -> str:
    """Return a sentence of the catalogue, filled in.

    Raises
    ------
    KeyError
        If there is no such sentence, or a value it names is missing.

    Examples
    --------
    >>> say("need", "vi", need="4.000")
    'việc của chỗ này đáng 4.000 giờ'
    """
    return SENTENCES[name][lang == "en"].format_map(values)
