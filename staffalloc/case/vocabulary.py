"""Closed vocabularies: the only words each column may hold, with their names in both languages.

Where an order matters (levels, political theory, ranks) the words stand in rising order and
:func:`rank_of` gives their place in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

Words = Mapping[str, tuple[str, str]]  # word -> (Vietnamese, English)


def _words(**entries: tuple[str, str]) -> Words:
    return MappingProxyType(entries)


UNIT_KINDS: Final = _words(
    commune=("Xã", "Commune"), ward=("Phường", "Ward"), special_zone=("Đặc khu", "Special zone")
)
TERRAINS: Final = _words(lowland=("Đồng bằng", "Lowland"), mountain=("Miền núi", "Mountain"))
POSITION_GROUPS: Final = _words(
    leadership=("Lãnh đạo, quản lý", "Leadership"),
    specialised=("Nghiệp vụ chuyên ngành", "Specialised"),
    shared=("Nghiệp vụ dùng chung", "Shared"),
    support=("Hỗ trợ, phục vụ", "Support"),
)
STAFFING: Final = _words(
    payroll=("Biên chế", "Payroll"),
    elected=("Bầu cử", "Elected"),
    military=("Quân sự", "Military"),
    contract=("Hợp đồng", "Contract"),
)
APPLIES_TO: Final = _words(
    both=("Xã và phường", "Both"), commune=("Chỉ xã", "Communes"), ward=("Chỉ phường", "Wards")
)
SIZING: Final = _words(
    workload=("Theo khối lượng", "By workload"), post=("Theo chức danh", "By post")
)
LEVELS: Final = _words(
    none=("Không yêu cầu", "None"),
    elementary=("Sơ cấp", "Elementary"),
    intermediate=("Trung cấp", "Intermediate"),
    college=("Cao đẳng", "College"),
    university=("Đại học", "University"),
    master=("Thạc sĩ", "Master"),
    doctor=("Tiến sĩ", "Doctor"),
)
POLITICAL_THEORY: Final = _words(
    none=("Chưa có", "None"),
    elementary=("Sơ cấp", "Elementary"),
    intermediate=("Trung cấp", "Intermediate"),
    advanced=("Cao cấp", "Advanced"),
)
RANKS: Final = _words(
    specialist=("Chuyên viên", "Specialist"),
    deputy_head=("Cấp phó phòng", "Deputy head"),
    head=("Cấp trưởng phòng", "Head"),
    vice_chair=("Phó Chủ tịch", "Vice chair"),
    chair=("Chủ tịch", "Chair"),
)
CADRE_KINDS: Final = _words(
    cadre=("Cán bộ", "Cadre"),
    civil_servant=("Công chức", "Civil servant"),
    public_employee=("Viên chức", "Public employee"),
    contract=("Lao động hợp đồng", "Contract worker"),
    military=("Quân sự", "Military"),
)
DISCIPLINE: Final = _words(
    clear=("Không vướng mắc", "Clear"),
    review=("Đang xem xét", "Under review"),
    barred=("Không được bổ nhiệm", "Barred"),
)
PIN_ACTIONS: Final = _words(
    keep=("Giữ nguyên", "Keep"),
    assign=("Chỉ định", "Assign"),
    forbid=("Không bố trí", "Forbid"),
    prefer=("Ưu tiên", "Prefer"),
)
RELATION_RULES: Final = _words(apart=("Tách nhau", "Apart"), together=("Cùng nhau", "Together"))
LIMIT_RULES: Final = _words(
    moves=("Số người điều chuyển", "Moves"),
    payroll=("Quỹ lương", "Payroll"),
    skill_floor=("Mức tối thiểu chuyên môn", "Skill floor"),
    continuity=("Tính liên tục", "Continuity"),
    position_cap=("Trần theo vị trí", "Position cap"),
    total=("Tổng biên chế", "Total"),
)
SIDES: Final = _words(
    government=("Chính quyền", "Government"),
    party=("Đảng", "Party"),
    front=("Mặt trận, đoàn thể", "Fatherland Front and unions"),
)
REVIEWS: Final = _words(
    external=("Thẩm tra của cơ quan ngoài", "External review"),
    internal=("Rà soát nội bộ", "Internal review"),
)
REVIEW_VERDICTS: Final = _words(
    passed=("Đạt", "Passed"), failed=("Không đạt", "Failed"), pending=("Đang chờ", "Pending")
)
RULE_SETS: Final = _words(
    **{
        "hanoi-2025-07": ("Hà Nội, từ 1/7/2025", "Hanoi, from 1 July 2025"),
        "hanoi-2025-10": ("Hà Nội, từ 15/10/2025", "Hanoi, from 15 October 2025"),
        "hanoi-2025-12": ("Hà Nội, từ 31/12/2025", "Hanoi, from 31 December 2025"),
    }
)
RULE_SET_KEYS: Final = _words(
    name=("Tên bộ quy tắc", "Name of the set"),
    extends=("Dựa trên bộ quy tắc", "Set it extends"),
    in_force_from=("Có hiệu lực từ", "In force from"),
    frame_base=("Biên chế cơ sở", "Posts of the smallest unit"),
    frame_threshold=("Ngưỡng dân số", "Residents from which more posts are due"),
    frame_step_lowland=("Số dân cho thêm một biên chế", "Residents a further post"),
    frame_step_mountain=(
        "Số dân cho thêm một biên chế, miền núi",
        "Residents a further post in the mountains",
    ),
    frame_cap_commune=("Biên chế tối đa của xã", "Most posts of a commune"),
    frame_cap_ward=("Biên chế tối đa của phường", "Most posts of a ward"),
    frame_cap_special_zone=("Biên chế tối đa của đặc khu", "Most posts of a special zone"),
    vice_chairs_average=("Bình quân phó chủ tịch mỗi đơn vị", "Vice chairs a unit on average"),
    usual_vice_chairs=("Số phó chủ tịch thông thường", "Usual vice chairs of a unit"),
    most_vice_chairs=("Số phó chủ tịch tối đa", "Most vice chairs of a unit"),
    deputies_average=("Bình quân cấp phó mỗi phòng", "Deputies a department on average"),
    most_deputies=("Số cấp phó tối đa mỗi phòng", "Most deputies of a department"),
    organisations_average=(
        "Bình quân tổ chức mỗi đơn vị (phòng và trung tâm)",
        "Organisations a unit on average (departments and centre)",
    ),
    essential_positions=("Vị trí bắt buộc có người", "Positions somebody must hold"),
)
RULES: Final = _words(
    everybody_once=("Mỗi người một kết quả", "Everybody appears once"),
    one_person_a_post=("Mỗi chỗ làm một người", "A post holds one person"),
    ceiling=("Trần biên chế của đơn vị", "Ceiling of the unit"),
    city_total=("Tổng biên chế", "Total of posts"),
    vice_chairs=("Bình quân số phó chủ tịch", "Average of vice chairs"),
    deputies=("Bình quân số cấp phó của phòng", "Average of deputies a department"),
    organisations=("Bình quân số tổ chức", "Average of organisations a unit"),
    post_load=("Khối lượng của một chỗ làm", "Load of a post"),
    few_positions=("Số vị trí kiêm nhiệm của một chỗ làm", "Positions held in one post"),
    incompatible=("Vị trí không được kiêm", "Incompatible positions apart"),
    departments=("Tổ chức phòng theo quy mô", "Departments by size of the unit"),
    shared_officers=("Dùng chung cán bộ liên đơn vị", "Neighbouring units share an officer"),
    protected=("Diện không được điều chuyển", "The protected are not moved"),
    province=("Ở lại trong tỉnh", "Service in one's own province"),
    distance=("Giới hạn khoảng cách", "Distance within reach"),
    discipline=("Không vướng kỷ luật", "Clear of discipline"),
    plan=("Trong quy hoạch khi bổ nhiệm cao hơn", "In the plan, for those who rise"),
    level=("Trình độ đào tạo", "Level of training"),
    field=("Ngành đào tạo", "Field of training"),
    theory=("Lý luận chính trị", "Political theory"),
    native=("Không phải người địa phương", "Not a local person"),
    term=("Đủ tuổi công tác trọn nhiệm kỳ", "Years left to serve a term"),
    review=("Không bị kết luận không đạt", "No failed review"),
    decision=("Quyết định của người lập phương án", "The planner's decisions"),
    moves=("Số người điều chuyển", "Number of moves"),
    payroll=("Quỹ lương", "Payroll"),
    skill_floor=("Mức tối thiểu chuyên môn", "Skill floor"),
    continuity=("Tỷ lệ người của đơn vị cũ", "Share of people from the old units"),
    position_cap=("Trần theo vị trí", "Cap of a position"),
    apart=("Người thân, người phải tách nhau", "Relatives and others apart"),
    together=("Người phải cùng nhau", "People together"),
    continuity_floor=(
        "Việc nào cũng có người từng làm",
        "Somebody who did the work before",
    ),
    quality_spread=("Không đơn vị nào chỉ có người yếu", "No unit gets only the weak"),
    fairness=("Lấp đầy công bằng giữa các đơn vị", "Fair filling of units"),
    stages=("Bổ nhiệm theo từng bước", "Staged appointments"),
    duties=("Phân công: mỗi việc một người chịu trách nhiệm", "One responsible for each task"),
    sites=("Bố trí theo trụ sở", "Who sits at which site"),
    leader_fields=("Lãnh đạo phụ trách lĩnh vực", "Leaders spread over fields"),
)
UNIT_NOTES: Final = _words(above_frame=("Vượt khung", "Above the frame"))
EXTENTS: Final = _words(full=("Toàn bộ", "Full"), partial=("Một phần", "Partial"))
YES_NO: Final = _words(yes=("Có", "Yes"), no=("Không", "No"))

OFF_BY_DEFAULT: Final = frozenset(
    {
        "departments",
        "shared_officers",
        "continuity_floor",
        "quality_spread",
        "fairness",
        "stages",
        "duties",
        "sites",
        "leader_fields",
    }
)

ANY_FIELD: Final = "any"
NO_FIELD: Final = "none"


def rank_of(words: Words) -> Mapping[str, int]:
    """Return the place of each word in its vocabulary, 0 for the lowest."""
    return MappingProxyType({word: place for place, word in enumerate(words)})
