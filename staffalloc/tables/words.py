"""Words of the output tables in both languages, and which of them want attention."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
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
CEILINGS_BY: Final = _words(
    frame=("Khung theo dân số", "Frame by population"),
    given=("Số được giao", "As given"),
    work=("Khối lượng công việc, không có trần", "Workload, no ceiling"),
)
CERTAINTY: Final = _words(
    robust=("Chắc chắn", "Robust"), fragile=("Tùy số liệu khối lượng", "Fragile")
)
VERDICTS: Final = _words(
    **{
        "pass": ("Đạt", "Pass"),
        "stop": ("Chưa được ký", "Stop"),
        "unchecked": ("Không kiểm tra được", "Not checked"),
    }
)
CHANGES: Final = _words(
    stays=("Giữ nguyên", "Stays"),
    new_task=("Việc mới, cùng đơn vị", "New task, same unit"),
    new_unit=("Sang đơn vị khác", "New unit"),
    from_pool=("Từ diện chưa bố trí", "From the pool"),
    outside=("Ngoài phạm vi, giữ nguyên", "Not in this placement, stays"),
)
RANK_CHANGES: Final = _words(
    raised=("Bổ nhiệm cao hơn", "Raised"), lowered=("Hạ chức danh", "Lowered")
)
STANDARD_VERDICTS: Final = _words(
    meets=("đạt", "meets it"),
    one_below=("thấp hơn một bậc", "one level below"),
    below=("chưa đạt", "below it"),
)
TRAINING: Final = _words(
    exact=("đúng ngành", "field as required"),
    related=("ngành gần", "related field"),
    coached=("kèm cặp", "to be coached"),
    other=("khác ngành", "another field"),
    free=("không đòi ngành", "no field asked"),
)
LEADER_VERDICTS: Final = _words(
    filled=("Có người", "Held"),
    vacant=("Trống", "Vacant"),
    outside=("Có người, ngoài phạm vi bố trí", "Held, not in this placement"),
    outside_vacant=("Trống, ngoài phạm vi bố trí", "Vacant, not in this placement"),
)
CONDITIONS: Final = _words(
    protected=("diện không được điều chuyển", "may not be moved"),
    province=("khác tỉnh", "another province"),
    distance=("quá xa", "too far"),
    discipline=("kỷ luật", "discipline"),
    plan=("chưa trong quy hoạch", "not in the plan for the rank"),
    level=("trình độ", "level"),
    field=("ngành đào tạo", "field"),
    theory=("lý luận chính trị", "political theory"),
    native=("người địa phương", "a local person"),
    term=("không đủ tuổi trọn nhiệm kỳ", "too few years left for a term"),
    review=("rà soát không đạt", "a failed review"),
    decision=("theo quyết định của người lập", "by the planner's decision"),
)
UNCOVERED_REASONS: Final = _words(
    no_post=("Không có chỗ làm nào đảm nhận", "No post carries it"),
    post_empty=("Chỗ làm đảm nhận đang trống", "The post that carries it is empty"),
    outside_empty=(
        "Chỗ làm ngoài phạm vi bố trí, chưa có người",
        "The post is not in this placement and nobody holds it",
    ),
)
CASE_KINDS: Final = _words(
    post=("chỗ làm", "posts"),
    unit=("đơn vị", "units"),
    person=("người", "people"),
    cell=("việc ở đơn vị", "tasks of a unit"),
    head=("người", "heads"),
)
NEXT_PROOFS: Final = _words(
    exact=("tính chính xác", "exact"),
    none=("không có chỗ khác", "nowhere else"),
    side_rules=("không tính, vì có giới hạn và quan hệ", "not computed under limits and relations"),
    fairness=("không tính, vì có quy tắc công bằng", "not computed under the rule of fairness"),
    not_proven=("không tính, vì chưa chứng minh tối ưu", "not computed, not proven optimal"),
    stages=("không tính, vì bổ nhiệm theo từng bước", "not computed under staged appointments"),
)
SIDES: Final = _words(min=("Tối thiểu", "At least"), max=("Tối đa", "At most"))
RULE_STEPS: Final = _words(
    plan=("Phương án", "Plan"),
    establishment=("Khung biên chế", "Establishment"),
    eligibility=("Điều kiện bố trí", "Eligibility"),
    placement=("Bố trí", "Placement"),
    appointment=("Bổ nhiệm", "Appointment"),
    division=("Phân công", "Division of work"),
)
RULE_KINDS: Final = _words(
    hard=("Bắt buộc", "Hard"),
    priced=("Có giá", "Priced"),
    either=("Bắt buộc hoặc có giá", "Hard or priced"),
)
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
    chosen_elsewhere=(
        "Người đủ điều kiện đã được chọn cho chỗ lãnh đạo khác",
        "Everybody eligible was chosen for another leader's post",
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
    side_rules=("Bước 2: vượt giới hạn có giá", "Step 2: breaches of limits with a price"),
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
    above_frame_without_note=(
        "Đơn vị vượt khung chưa có ghi nhận",
        "Units above the frame without a note that says so",
    ),
    city_total_exceeded=("Số người vượt tổng biên chế", "Heads beyond the total"),
    uncovered_task=("Việc chưa giao cho người nào", "Work no placed person carries"),
    person_without_post=("Người chưa được bố trí", "People without a post"),
    review_missing=(
        "Người được chọn làm lãnh đạo chưa có đủ kết quả thẩm tra và rà soát",
        "People chosen to lead without both reviews passed",
    ),
    stage_conflict=(
        "Chốt bước trước làm bước sau không đủ người cho mức tối thiểu",
        "A stage leaves too few people for the least posts of later ones",
    ),
)
GATE_WITHOUT: Final = (
    "Đơn vị không có ai giữ, kể cả kiêm nhiệm: {position}",
    "Units where nobody holds, even beside another task: {position}",
)
# What to do about a gate that is not open, and where the cases are.
GATE_REMEDIES: Final = _words(
    vacant_chair=(
        "Xem trang Lãnh đạo: ai đủ điều kiện, ai bị loại vì sao; chỉ định bằng bảng pins.",
        "See sheet Leaders: who is eligible, who was excluded and why; decide in table pins.",
    ),
    unit_without=(
        "Xem trang Việc chưa có người; chỉ định một người bằng bảng pins, hoặc bổ sung người.",
        "See sheet Uncovered work; assign somebody in table pins, or add people.",
    ),
    unchecked=(
        "Danh mục không có vị trí này: đặt khóa chính sách essential_positions theo mã của danh "
        "mục.",
        "The catalogue has no such position: set the policy key essential_positions to its codes.",
    ),
    below_standard_without_note=(
        "Nếu vẫn bố trí: ghi keep hoặc assign có author (người quyết định) và reason (lý do) vào "
        "bảng pins. Danh sách: trang Danh sách ký, cột “Vướng điều kiện ký”.",
        "If it stands: keep or assign with author and reason in table pins. All of them: the list "
        "to sign, column Keeps a gate closed.",
    ),
    under_review_or_protected_moved=(
        "Giữ lại bằng keep, hoặc ghi assign có author và reason vào bảng pins.",
        "Keep them with keep, or assign with author and reason in table pins.",
    ),
    move_beyond_limit=(
        "Giới hạn là khóa max_move_km; nếu người đó đồng ý, ghi assign có author và reason.",
        "The limit is the key max_move_km; with consent, assign with author and reason.",
    ),
    rank_lowered_without_reason=(
        "Nếu vẫn quyết định: ghi keep hoặc assign có author và reason vào bảng pins. Danh sách: "
        "trang Danh sách ký, cột “Vướng điều kiện ký”.",
        "If it stands: keep or assign with author and reason in table pins. All of them: the list "
        "to sign, column Keeps a gate closed.",
    ),
    above_frame_without_note=(
        "Xem trang Vượt khung; ghi lý do và lộ trình vào bảng unit_notes.",
        "See sheet Above the frame; give the reason and the way back in table unit_notes.",
    ),
    city_total_exceeded=(
        "Tổng là tổng trần các đơn vị, hoặc dòng total của bảng limits nếu cấp trên giao số khác; "
        "phương án không tự giải quyết được việc vượt tổng.",
        "The total is the sum of the ceilings, or the row total of table limits if another was "
        "given; the plan cannot settle by itself that there are more people.",
    ),
    uncovered_task=(
        "Xem trang Việc chưa có người: không có chỗ làm, hay chỗ làm đang trống; điều chuyển, hợp "
        "đồng, tuyển dụng hoặc đào tạo.",
        "See sheet Uncovered work: no post, or an empty one; move, contract, recruit or train.",
    ),
    person_without_post=(
        "Xem trang Chưa bố trí: hướng giải quyết từng người; nếu quyết định để ngoài, ghi forbid "
        "(bỏ trống đơn vị, vị trí) có author và reason vào bảng pins.",
        "See sheet Pool: ways out for each; if somebody is to be left out, forbid (unit and "
        "position blank) with author and reason in table pins.",
    ),
    review_missing=(
        "Ghi kết quả thẩm tra (external) và rà soát nội bộ (internal) vào bảng reviews. Danh sách: "
        "trang Bổ nhiệm theo bước.",
        "Record the external and the internal review in table reviews. All of them: sheet "
        "Appointments by stage.",
    ),
    stage_conflict=(
        "Xem trang Các bước bổ nhiệm: nơi không còn đủ người; giữ người ở đó bằng bảng pins.",
        "See sheet Stages of appointment: where too few are left; keep people there in table pins.",
    ),
)
GATE_WITHOUT_PREFIX: Final = "unit_without_"
PROOFS: Final = _words(
    optimal=(
        "Tối ưu, đã chứng minh: không cách nào tốt hơn",
        "Optimal, proven: no other costs less",
    ),
    optimal_by_stages=(
        "Tối ưu theo từng bước, đã chứng minh từng bước",
        "Optimal by stages, every block proven",
    ),
    feasible=("Khả thi, chưa chứng minh là tối ưu", "Feasible, not proven optimal"),
)

SOURCE_CLASSES: Final = _words(
    synthetic=("mô phỏng", "synthetic"),
    published=("đã công bố", "published"),
    assumed=("giả định", "assumed"),
    given=("theo tệp", "as given"),
    none=("không ghi nguồn", "no source given"),
)
# What the units of policy keys are called; words and lists of the policy itself stay as typed.
# Departments and fields of work are the catalogue's own words: others than these stand as given.
DEPARTMENTS: Final = _words(
    leadership=("Lãnh đạo", "Leadership"),
    office=("Văn phòng", "Office"),
    economic=("Kinh tế", "Economy"),
    culture_society=("Văn hóa - Xã hội", "Culture, society"),
    service_centre=("Trung tâm phục vụ", "Service centre"),
    military=("Quân sự", "Military"),
)
WORK_FIELDS: Final = _words(
    **{
        "IT": ("Công nghệ thông tin", "Information technology"),
        "administrative reform": ("Cải cách hành chính", "Administrative reform"),
        "agriculture": ("Nông nghiệp", "Agriculture"),
        "business": ("Đăng ký kinh doanh", "Business"),
        "construction": ("Xây dựng", "Construction"),
        "culture": ("Văn hóa, thể thao", "Culture"),
        "digital transformation": ("Chuyển đổi số", "Digital transformation"),
        "education": ("Giáo dục", "Education"),
        "environment": ("Môi trường", "Environment"),
        "ethnic and religion": ("Dân tộc, tôn giáo", "Ethnic affairs and religion"),
        "external relations": ("Đối ngoại", "External relations"),
        "finance": ("Tài chính, kế toán", "Finance"),
        "health": ("Y tế", "Health"),
        "home affairs": ("Nội vụ", "Home affairs"),
        "industry and trade": ("Công thương", "Industry and trade"),
        "inspection": ("Tiếp công dân, kiểm tra", "Inspection"),
        "justice": ("Tư pháp, hộ tịch", "Justice"),
        "labour": ("Lao động, việc làm", "Labour"),
        "land": ("Đất đai", "Land"),
        "leadership": ("Lãnh đạo, quản lý", "Leadership"),
        "merit beneficiaries": ("Người có công", "Merit beneficiaries"),
        "military": ("Quân sự", "Military"),
        "office": ("Văn phòng, tổng hợp", "Office"),
        "one-stop service": ("Một cửa", "One-stop service"),
        "planning": ("Quy hoạch", "Planning"),
        "planning and investment": ("Kế hoạch, đầu tư", "Planning and investment"),
        "records": ("Văn thư, lưu trữ", "Records"),
        "social policy": ("Chính sách xã hội", "Social policy"),
        "support": ("Hỗ trợ, phục vụ", "Support"),
        "transport": ("Giao thông", "Transport"),
        "urban infrastructure": ("Hạ tầng đô thị", "Urban infrastructure"),
    }
)
_SOURCE_MARKS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "synthetic": ("mô phỏng", "synthetic"),
        "published": ("đã công bố", "published"),
        "assumed": ("giả định", "assumed", "assumption"),
    }
)
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
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
        "unchecked": "bad",
        "vacant": "bad",
        "outside_vacant": "warn",
        "lowered": "warn",
        "raised": "warn",
        "new_unit": "warn",
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


def named(word: str, words: Words, lang: Language) -> str:
    """Return a word of an open vocabulary in a language; one it does not know as it is.

    Examples
    --------
    >>> named("land", WORK_FIELDS, "vi"), named("tide tables", WORK_FIELDS, "vi")
    ('Đất đai', 'tide tables')
    """
    return words[word][lang == "en"] if word in words else word


def source_class(text: str) -> str:
    """Return the class of a source by the word it begins with; any other is as given.

    Examples
    --------
    >>> source_class("mô phỏng (synthetic), seed 7; tổng đã công bố"), source_class("Báo cáo 12")
    ('synthetic', 'given')
    """
    folded = text.casefold()
    for name, marks in _SOURCE_MARKS.items():
        if folded.startswith(marks):
            return name
    return "given" if text else "none"


def number_text(value: float, lang: Language, digits: int = 0) -> str:
    """Return a number as it is written in a language.

    Examples
    --------
    >>> number_text(1234567.5, "vi", 1), number_text(1234567.5, "en", 1)
    ('1.234.567,5', '1,234,567.5')
    """
    english = f"{value:,.{digits}f}"
    return english if lang == "en" else english.translate(str.maketrans(",.", ".,"))


def date_text(iso: str, lang: Language) -> str:
    """Return a date as it is written in a language.

    Examples
    --------
    >>> date_text("2025-07-01", "vi"), date_text("2025-07-01", "en")
    ('1/7/2025', '1 July 2025')
    """
    day = date.fromisoformat(iso)
    if lang == "vi":
        return f"{day.day}/{day.month}/{day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
