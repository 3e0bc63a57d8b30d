"""The policy of a case: every key once, with its default, unit, meaning and source.

A price or a conversion that no law gives is marked ``assumption``: it stands until a planner
sets it. All prices end in weighted hours of public work a year.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

ASSUMPTION: Final = "assumption"
LEAST_AVAILABLE_HOURS: Final = 200.0  # below, hours were taken for days; above, for minutes
MOST_AVAILABLE_HOURS: Final = 4000.0

# Of a breach: so many officers, or the rule is hard.
Price = Annotated[float, Field(ge=0, le=1_000)] | Literal["hard"]


def _key(default: Any, unit: str, vi: str, en: str, source: str = ASSUMPTION, **limits: Any) -> Any:
    extra: JsonDict = {"unit": unit, "vi": vi, "source": source}
    return Field(default=default, description=en, json_schema_extra=extra, **limits)


class Policy(BaseModel):
    """Typed policy keys; unknown keys and values out of range are refused.

    Examples
    --------
    >>> Policy().available_hours
    1600.0
    >>> Policy(change_unit_hours=480).change_unit_hours
    480.0
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    # Rules and ceilings
    rule_set: str = _key(
        "hanoi-2025-12",
        "name",
        "Bộ quy tắc, hoặc ngày (2025-10-20) để lấy bộ có hiệu lực ngày đó",
        "Dated rule set, or a date for the set in force on it",
        "RULES: frame, deputies, vice chairs",
    )
    ceiling_mode: Literal["rule", "shared"] = _key(
        "rule",
        "word",
        "Cách tính trần: theo quy tắc, hay chia lại trong ± biên độ với cùng tổng số",
        "Ceilings by rule, or moved within the margin at the same total",
    )
    shared_margin: float = _key(
        0.15, "share", "Biên độ chia lại trần", "Margin of ceiling_mode = shared", ge=0, le=1
    )
    essential_positions: tuple[str, ...] = _key(
        (),
        "names",
        "Vị trí mà đơn vị nào cũng phải có người giữ; để trống: theo bộ quy tắc",
        "Positions somebody must hold in every unit; blank: those of the rule set",
        "RULES: accountant in charge, civil status, land",
    )
    place_staffing: Literal["payroll"] = _key(
        "payroll", "word", "Nguồn biên chế được bố trí", "Staffing whose seats are placed"
    )

    # Working time
    available_hours: float = _key(
        1600.0,
        "h/year",
        "Quỹ thời gian làm việc một năm",
        "Hours one officer can work in a year, unless the parts below are given",
        ge=LEAST_AVAILABLE_HOURS,
        le=MOST_AVAILABLE_HOURS,
    )
    days_per_week: float | None = _key(None, "days", "Ngày/tuần", "Working days a week", gt=0, le=7)
    weeks: float | None = _key(None, "weeks", "Tuần/năm", "Weeks a year", gt=0, le=53)
    days_off: float | dict[str, float] | None = _key(
        None,
        "days",
        "Ngày nghỉ (tổng, hoặc: leave, holidays, sick, training, other)",
        "Days off, a number or parts: leave, holidays, sick, training, other",
    )
    hours_per_day: float | None = _key(None, "h", "Giờ/ngày", "Hours a day", gt=0, le=24)
    productive_share: float = _key(
        1.0,
        "share",
        "Phần thời gian làm việc thực",
        "Share of paid time that is worked",
        gt=0,
        le=1,
    )
    missing_workload: Literal["error", "zero", "kind_median"] = _key(
        "error",
        "word",
        "Khi thiếu số liệu khối lượng",
        "What stands for a missing workload: an error, zero, or the median of units of the kind",
    )
    full_time_from: float = _key(
        0.75, "FTE", "Ngưỡng chuyên trách", "Requirement from which a position is full-time", gt=0
    )

    # Establishment
    segment_shares: tuple[float, float, float] = _key(
        (0.15, 0.25, 0.60),
        "share",
        "Các phần của giờ công theo mức thiệt hại khi thiếu",
        "Parts of a position's hours, from the first missing to the last",
    )
    segment_prices: tuple[float, float, float] = _key(
        (1.0, 1.5, 2.5),
        "h/h",
        "Giá một giờ thiếu của từng phần",
        "Price of a missing hour of each part",
    )
    idle_price: float = _key(
        0.2, "h/h", "Giá một giờ nhàn rỗi", "Price of an idle hour", ge=0, le=1_000
    )
    leader_price: float = _key(
        2.5, "h/h", "Giá một giờ thiếu lãnh đạo", "Price of a missing leader's hour", ge=0, le=1_000
    )
    most_post_fte: float = _key(
        1.10, "FTE", "Mức sử dụng tối đa của một chỗ làm", "Most work in one post", ge=1, le=2
    )
    least_part_fte: float = _key(
        0.05,
        "FTE",
        "Phần việc nhỏ nhất",
        "Least part of a post unless all of its position",
        ge=0,
        le=0.5,
    )

    # Fit
    fit_family: float = _key(
        0.85, "fit", "Mức phù hợp: cùng nhóm ngành", "Fit of a field of the same family", ge=0, le=1
    )
    fit_coaching: float = _key(
        0.65,
        "fit",
        "Mức phù hợp khi cần kèm cặp; phần còn thiếu (1 − mức này) là giá của việc kèm cặp",
        "Fit of who is to be coached, by the coaching table; what it lacks of 1 is the price of it",
        ge=0,
        le=1,
    )
    fit_level_below: float = _key(
        0.65, "fit", "Mức phù hợp tối đa khi thấp một bậc", "Most fit one level below", ge=0, le=1
    )
    fit_lead_share: float = _key(
        2 / 3, "share", "Tỷ trọng việc chính", "Share of the lead position in the fit", ge=0, le=1
    )
    incumbents_may_stay: bool = _key(
        True, "yes/no", "Người đang giữ vị trí được ở lại", "Incumbents may stay below standard"
    )
    fit_incumbent: float = _key(
        0.5,
        "fit",
        "Mức phù hợp tối thiểu của người đang giữ",
        "Least fit of an incumbent",
        ge=0,
        le=1,
    )

    # Changes
    change_in_group_hours: float = _key(
        40.0,
        "h",
        "Đổi vị trí trong nhóm kiêm nhiệm",
        "New position within its group",
        ge=0,
        le=100_000,
    )
    change_position_hours: float = _key(
        160.0, "h", "Đổi vị trí khác", "Any other new position", ge=0, le=100_000
    )
    rank_down_hours: float = _key(800.0, "h", "Mỗi cấp bị hạ", "Each rank down", ge=0, le=100_000)
    change_unit_hours: float = _key(
        240.0, "h", "Đổi đơn vị", "New unit (handing over)", ge=0, le=100_000
    )

    # Travel
    working_days: float = _key(238.0, "days", "Ngày làm việc/năm", "Working days a year", gt=0)
    road_factor: float = _key(1.3, "km/km", "Hệ số đường bộ", "Road over great-circle length", ge=1)
    speed_kmh: float = _key(25.0, "km/h", "Tốc độ đồng bằng", "Speed in the lowland", gt=0)
    speed_mountain_kmh: float = _key(
        20.0, "km/h", "Tốc độ miền núi", "Speed in the mountains", gt=0
    )
    travel_prices: tuple[float, float, float] = _key(
        (0.5, 1.0, 2.0),
        "h/h",
        "Giá một giờ đi lại: giờ đầu, giờ hai, về sau",
        "Price of an hour on the road: the first of the day, the second, later ones",
    )
    max_commute_km: float = _key(
        20.0, "km", "Đi làm xa nhất", "Farthest home to work", ge=0, le=10_000
    )
    max_commute_mountain_km: float = _key(
        40.0,
        "km",
        "Đi làm xa nhất (miền núi)",
        "Farthest home to work in the mountains",
        ge=0,
        le=10_000,
    )
    max_move_km: float = _key(
        30.0, "km", "Điều chuyển xa nhất", "Farthest from today's unit", ge=0, le=10_000
    )
    cross_province: bool = _key(
        False,
        "yes/no",
        "Được biệt phái sang tỉnh khác",
        "People may be seconded to units of another province",
        "RULES: moves and secondments (Decree 170/2025)",
    )

    # Frame and pool
    tier_shares: tuple[float, float] = _key(
        (0.05, 0.10), "share", "Các bậc vượt khung", "Upper ends of the tiers above the frame"
    )
    tier_prices: tuple[float, float, float] = _key(
        (0.2, 0.5, 1.0),
        "AWT",
        "Giá một người vượt khung theo bậc",
        "Price of a head above the frame",
    )
    pool_price: float = _key(
        0.6, "AWT", "Giá một người chưa bố trí", "Price of a person left out", ge=0, le=1_000
    )
    pool_price_today: float = _key(
        0.3,
        "AWT",
        "Giá với người đang chưa bố trí",
        "The same for those in the pool today",
        ge=0,
        le=1_000,
    )

    # Side rules
    skill_floor_price: float = _key(
        0.5,
        "AWT",
        "Giá một người thiếu so với mức tối thiểu chuyên môn, nếu giới hạn không ghi giá",
        "Price of a person missing from a skill floor, where the limit gives none",
        ge=0,
        le=1_000,
    )
    skill_held_from: float = _key(
        0.5,
        "skill",
        "Mức năng lực từ đó được tính vào mức tối thiểu chuyên môn",
        "Skill in a position from which a person counts for its floor",
        gt=0,
        le=1,
    )

    continuity_floor_price: Price = _key(
        0.5,
        "AWT",
        "Giá một việc không có ai từng làm ở đó; ghi hard: bắt buộc",
        "Price of work that nobody did there before; hard: it is forbidden",
    )
    weak_below: float = _key(
        0.5,
        "skill",
        "Năng lực cao nhất dưới mức này là yếu",
        "Somebody whose best recorded skill is below is weak",
        ge=0,
        le=1,
    )
    weak_share_most: float = _key(
        0.5,
        "share",
        "Tỷ lệ người yếu nhiều nhất trong một đơn vị",
        "Largest share of weak people in a unit",
        ge=0,
        le=1,
    )
    quality_spread_price: Price = _key(
        0.25,
        "AWT",
        "Giá một người yếu vượt tỷ lệ; ghi hard: bắt buộc",
        "Price of a weak person beyond the share; hard: it is forbidden",
    )

    # Appointment
    placement_goal: Literal["least_loss", "stable"] = _key(
        "least_loss",
        "word",
        "Mục tiêu bố trí: ít thiệt hại nhất, hay ghép đôi ổn định",
        "Goal of the placement: least loss, or a stable matching",
    )
    term_years: float = _key(
        5.0,
        "years",
        "Số năm công tác phải còn khi bổ nhiệm cao hơn",
        "Years of service that must be left to somebody who rises",
        "RULES: appointment (Decree 170/2025)",
        ge=0,
        le=20,
    )

    # Organisation of a unit
    most_fields_of_head: float = _key(
        6.0,
        "fields",
        "Số lĩnh vực tối đa một trưởng phòng phụ trách",
        "Most fields of work under one head of department",
        ge=1,
        le=100,
    )
    least_department_fte: float = _key(
        5.0,
        "FTE",
        "Nhu cầu tối thiểu để lập một phòng",
        "Least work of a department",
        ge=0,
        le=100,
    )
    departments_from_fte: float = _key(
        0.0,
        "FTE",
        "Đơn vị có nhu cầu dưới mức này không lập phòng; 0: đơn vị nào cũng lập",
        "Units with less work have no departments; 0: every unit has",
        ge=0,
        le=1_000,
    )
    share_below_fte: float = _key(
        0.3,
        "FTE",
        "Nhu cầu dưới mức này thì được dùng chung cán bộ",
        "Requirement below which neighbouring units may share an officer",
        ge=0,
        le=1,
    )
    share_max_km: float = _key(
        15.0,
        "km",
        "Khoảng cách tối đa giữa hai đơn vị dùng chung",
        "Farthest two units that share an officer may be apart",
        ge=0,
        le=1_000,
    )
    most_positions_each: float = _key(
        3.0,
        "positions",
        "Số vị trí tối đa phân cho một người",
        "Most positions one person works in",
        "RULES: full-time and part-time (assumption)",
        ge=1,
        le=10,
    )

    # Balance
    understaffed_below: float = _key(0.9, "ratio", "Ngưỡng thiếu", "Flag below", ge=0)
    overstaffed_above: float = _key(1.1, "ratio", "Ngưỡng thừa", "Flag above", ge=0)
    flag_margin_fte: float = _key(
        0.5, "FTE", "Chênh lệch tối thiểu", "Least difference flagged", ge=0
    )
    workload_uncertainty: float = _key(
        0.10,
        "share",
        "Sai số khối lượng để thử cờ",
        "A flag is robust if it stands with the workload this much higher and lower",
        ge=0,
        lt=1,
    )

    # Input and output
    keep_columns: tuple[str, ...] = _key(
        (), "names", "Cột lạ được giữ lại", "Unknown columns of cadres carried to the output"
    )
    keep_sensitive_reason: str = _key(
        "",
        "text",
        "Lý do giữ cột dữ liệu nhạy cảm",
        "Why sensitive columns (ethnicity, religion, party membership, health) are kept",
    )
