"""Words of the output tables in both languages, and which of them want attention."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from staffalloc.case.problems import Language
from staffalloc.case.vocabulary import Words

Tone = Literal["bad", "warn", "good"]


def _words(**entries: tuple[str, str]) -> Words:
    return MappingProxyType(entries)


FLAGS: Final = _words(
    uncovered=("Không có giờ công nào", "Uncovered"),
    mixed=("Vừa thừa vừa thiếu", "Mixed"),
    understaffed=("Thiếu người", "Understaffed"),
    overstaffed=("Thừa người", "Overstaffed"),
    balanced=("Cân đối", "Balanced"),
)
UNIT_FLAGS: Final[Words] = MappingProxyType(
    {**FLAGS, "uncovered": ("Có việc không có giờ công nào", "Has uncovered work")}
)
CERTAINTY: Final = _words(
    robust=("Chắc chắn", "Robust"), fragile=("Tùy số liệu khối lượng", "Fragile")
)
VERDICTS: Final = _words(**{"pass": ("Đạt", "Pass"), "stop": ("Chưa được ký", "Stop")})
STATUSES: Final = _words(
    placed=("Được bố trí", "Placed"),
    pool=("Chưa bố trí", "In the pool"),
    not_in_placement=("Ngoài phạm vi, giữ nguyên", "Not in this placement"),
)
MARKS: Final = _words(
    below_standard=("dưới tiêu chuẩn", "below standard"),
    under_review=("đang bị xem xét kỷ luật", "under review"),
    pinned=("theo chỉ định", "pinned"),
    above_seats=("ngoài số chỗ làm", "above the seats"),
)
MODES: Final = _words(
    full_time=("Chuyên trách", "Full-time"),
    part_time=("Kiêm nhiệm", "Part-time (concurrent)"),
    none=("Không bố trí", "None"),
)
MODE_VERDICTS: Final = _words(
    kept=("Đúng", "Kept"),
    divided=("Bị chia cho nhiều người", "Divided"),
    below_full_time=("Dưới mức chuyên trách", "Below full-time"),
    nobody=("Không có chỗ làm", "Nobody"),
    post_vacant=("Có chỗ làm đúng nhưng đang trống", "Post stands empty"),
    carried_though_none=("Có chỗ làm dù không cần", "Carried though not needed"),
)
POSTINGS: Final = _words(
    today=("Hiện nay", "Today"),
    greedy=("Xếp lần lượt theo thâm niên", "By seniority, nearest seat"),
    planned=("Phương án đề xuất", "Proposed plan"),
)
VACANCY_REASONS: Final = _words(
    nobody_eligible=("Không có ai đủ điều kiện", "Nobody is eligible"),
    dearer_to_fill=(
        "Có người đủ điều kiện, nhưng lấy họ thì thiệt hại nơi khác lớn hơn",
        "Filling it costs more hours elsewhere",
    ),
)
HELD: Final = _words(
    held=("Có người kiêm", "Held"),
    outside=("Khối Đảng giữ", "Held on the Party side"),
    gap=("Khuyết", "Gap"),
)
POOL_REASONS: Final = _words(
    no_eligible_seat=("Không có chỗ làm phù hợp", "No seat they are eligible for"),
    dearer_to_place=(
        "Có chỗ phù hợp, nhưng bố trí thì tổng thiệt hại lớn hơn",
        "Placing them costs more hours in all",
    ),
)
UNCARRIED_REASONS: Final = _words(
    no_post_left=("Hết biên chế", "No post left"),
    does_not_fit=("Không ghép được với việc khác", "Does not fit beside the others"),
    too_few_officers=("Không đủ số người tối thiểu", "Fewer officers than the minimum"),
    partly_carried=("Chỉ làm được một phần", "Partly carried"),
)
COMPONENTS: Final = _words(
    loss=("Bước 2: không đúng chuyên môn, điều chuyển, đi lại", "Step 2: fit, moves, travel"),
    pool=("Bước 2: người chưa bố trí", "Step 2: people in the pool"),
    empty=("Bước 2: chỗ làm để trống", "Step 2: empty seats"),
    extra=("Bước 2: người thêm làm bớt việc thiếu", "Step 2: officers above the seats"),
    above_frame=("Bước 2: người vượt khung", "Step 2: heads above the frame"),
)
GATES: Final = _words(
    vacant_chair=("Chỗ Chủ tịch còn trống", "Vacant chair"),
    below_standard_without_note=(
        "Người dưới tiêu chuẩn chưa có ghi chú lý do",
        "People below standard without a recorded reason",
    ),
    under_review_or_protected_moved=(
        "Người đang bị xem xét kỷ luật hoặc thuộc diện không được điều chuyển bị chuyển đơn vị",
        "People under review or protected who are moved",
    ),
    move_beyond_limit=("Chuyển quá xa", "Moves beyond the limit"),
    rank_lowered_without_reason=(
        "Hạ chức danh chưa có lý do",
        "Rank lowered without a recorded reason",
    ),
    unit_above_frame=("Đơn vị vượt khung biên chế", "Units above the frame"),
    city_total_exceeded=("Số người vượt tổng biên chế", "Heads beyond the total"),
    uncovered_task=("Việc chưa giao cho người nào", "Work no placed person carries"),
    person_without_post=("Người chưa được bố trí", "People without a post"),
)
GATE_WITHOUT: Final = ("Đơn vị không có {position}", "Units without {position}")
GATE_WITHOUT_PREFIX: Final = "unit_without_"
PROOFS: Final = _words(
    optimal=(
        "Tối ưu, đã chứng minh: không cách nào tốt hơn",
        "Optimal, proven: no other costs less",
    ),
    feasible=("Khả thi, chưa chứng minh là tối ưu", "Feasible, not proven optimal"),
)

TONES: Final[Mapping[str, Tone]] = MappingProxyType(
    {
        "uncovered": "bad",
        "understaffed": "warn",
        "mixed": "warn",
        "overstaffed": "warn",
        "balanced": "good",
        "pass": "good",
        "stop": "bad",
        "pool": "bad",
        "nobody": "bad",
        "divided": "warn",
        "below_full_time": "warn",
        "nobody_eligible": "bad",
        "no_eligible_seat": "bad",
    }
)


def in_words(word: str, words: Words, lang: Language) -> str:
    """Return a word of a vocabulary in a language; blank stays blank.

    Raises
    ------
    KeyError
        If the vocabulary does not have the word.

    Examples
    --------
    >>> in_words("uncovered", FLAGS, "vi")
    'Không có giờ công nào'
    """
    return words[word][lang == "en"] if word else ""


def number_text(value: float, lang: Language, digits: int = 0) -> str:
    """Return a number as it is written in a language.

    Examples
    --------
    >>> number_text(1234567.5, "vi", 1), number_text(1234567.5, "en", 1)
    ('1.234.567,5', '1,234,567.5')
    """
    english = f"{value:,.{digits}f}"
    return english if lang == "en" else english.translate(str.maketrans(",.", ".,"))
