"""Reasons in words: what each sentence says, in both languages, whatever the names are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

import pytest

import staffalloc as sa
from staffalloc.explain.narrator import Narrator
from staffalloc.tables.words import CONDITIONS

from ..builders import RECORDED, Row, pin
from ..placement.small import UNITS, city, officer

Lang = Literal["vi", "en"]
LANGS: tuple[Lang, ...] = ("vi", "en")
NAMES = {"00001": "Ba Đình", "00002": "Hoàn Kiếm", "00003": "Bát Xát"}
TITLES = {"LAND": ("Địa chính", "Land officer"), "SURVEY": ("Đo đạc", "Surveyor")}


def named_city(
    people: list[Row], *pins: Row, names: Mapping[str, str] = NAMES, **policy: Any
) -> sa.Case:
    units = [row | {"name": names[row["unit_code"]]} for row in UNITS]
    titles = {code: {"name_vi": vi, "name_en": en} for code, (vi, en) in TITLES.items()}
    return city(people, policy, changed=titles, units=units, pins=list(pins))


@cache
def narrators() -> dict[Lang, Narrator]:
    """One person for every kind of reason."""
    kept = pin("stays", "keep")
    people = {
        "stays": officer("00001", "LAND"),
        "task": officer("00001", "LAW"),
        "unit": officer("00002", "LAND"),
        "waits": officer("", ""),
        "falls": officer("00003", "SURVEY", rank="head"),
        "barred": officer("00003", "", discipline="barred"),
        "hired": officer("00003", "LAND", kind="contract"),
    }
    pins = [
        kept,
        pin("task", "assign", unit_code="00001", position_id="SURVEY", **RECORDED),
        pin("unit", "assign", unit_code="00001", position_id="SOCIAL", **RECORDED),
        pin("waits", "assign", unit_code="00002", position_id="SURVEY"),
        pin("falls", "prefer", position_id="SURVEY", hours=700),
    ]
    rows = [row | {"cadre_id": code} for code, row in people.items()]
    plan = sa.plan(named_city(rows, *pins))
    return {lang: Narrator(plan.case, plan.tables, lang) for lang in LANGS}


def reasons(code: str) -> tuple[str, str]:
    by_lang = narrators()
    return by_lang["vi"].reason(code), by_lang["en"].reason(code)


@pytest.mark.parametrize(
    ("code", "vi", "en"),
    [
        (
            "stays",
            "Giữ nguyên vị trí; theo quyết định đã ghi; đúng ngành, phù hợp 100\u00a0%; việc của"
            " chỗ này đáng 3.240 giờ; không phát sinh thiệt hại. Không còn chỗ nào khác có thể bố"
            " trí.",
            "Stays in place; by a recorded decision; field as required, fit 100\u00a0%; the work"
            " of this seat is worth 3,240 h; it costs nothing. There is nowhere else to place this"
            " person.",
        ),
        (
            "task",
            "Nhận việc mới trong cùng đơn vị; theo quyết định đã ghi; ngành gần, phù hợp"
            " 85\u00a0%; việc của chỗ này đáng 3.240 giờ; thiệt hại 280 giờ (chuyên môn 240, đổi"
            " việc 40). Không còn chỗ nào khác có thể bố trí.",
            "Takes a new task in the same unit; by a recorded decision; related field, fit"
            " 85\u00a0%; the work of this seat is worth 3,240 h; it costs 280 h (fit 240, new"
            " task 40). There is nowhere else to place this person.",
        ),
        (
            "waits",
            "Được bố trí từ diện chưa có chỗ; theo quyết định đã ghi; ngành gần, phù hợp"
            " 85\u00a0%; việc của chỗ này đáng 3.240 giờ; thiệt hại 400 giờ (chuyên môn 240, đổi"
            " việc 160). Không còn chỗ nào khác có thể bố trí.",
            "Placed from the pool; by a recorded decision; related field, fit 85\u00a0%; the"
            " work of this seat is worth 3,240 h; it costs 400 h (fit 240, new task 160). There"
            " is nowhere else to place this person.",
        ),
        (
            "hired",
            "Không thuộc phạm vi bố trí lần này (lao động hợp đồng); giữ nguyên.",
            "Not in this placement (contract worker); stays.",
        ),
    ],
)
def test_a_reason_reads_as_a_sentence(code: str, vi: str, en: str) -> None:
    assert reasons(code) == (vi, en)


def test_who_moves_is_told_from_where_and_how_far() -> None:
    vi, en = reasons("unit")
    assert vi.startswith("Chuyển từ Phường Hoàn Kiếm, cách 10,0 km; theo quyết định đã ghi; ")
    assert en.startswith("Moves from Hoàn Kiếm ward, 10.0 km away; by a recorded decision; ")
    assert "bàn giao 240, đi lại 129" in vi
    assert "handing over 240, travel 129" in en


def test_a_lower_rank_and_a_preference_are_told_with_their_hours() -> None:
    vi, en = reasons("falls")
    assert vi.startswith("Giữ nguyên vị trí; hạ chức danh; ngành gần, ")
    assert "thiệt hại 1.140 giờ (chuyên môn 240, hạ chức danh 1.600, ưu tiên -700)" in vi
    assert "it costs 1,140 h (fit 240, lower rank 1,600, preference -700)" in en


def test_who_is_left_out_is_told_why_and_what_would_help() -> None:
    vi, en = reasons("barred")
    assert vi == (
        "Chưa bố trí: không có chỗ làm phù hợp; để ngoài thì thiệt hại 960 giờ. Riêng điều kiện"
        " “kỷ luật” đang chặn 6 loại chỗ làm."
    )
    assert en == (
        "In the pool: no seat they are eligible for; leaving out costs 960 h. The condition"
        " “discipline” alone closes 6 seat types."
    )


def changed(table: str, code: str, **cells: Any) -> dict[Lang, Narrator]:
    """The same plan with other cells in one person's row of a table."""
    made = {}
    for lang, narrator in narrators().items():
        frame = narrator.tables[table].copy()
        for column, value in cells.items():
            frame.loc[frame["cadre_id"] == code, column] = value
        made[lang] = Narrator(narrator.case, {**narrator.tables, table: frame}, lang)
    return made


@pytest.mark.parametrize(
    ("cells", "vi", "en"),
    [
        (
            {"next_seat_type": "00002/SURVEY/", "next_cost": 1234.5, "next_proof": "exact"},
            "Tốt kế tiếp: Đo đạc, Phường Hoàn Kiếm; cả phương án tốn thêm 1.234 giờ (tính chính"
            " xác).",
            "Next best: Surveyor, Hoàn Kiếm ward; the whole plan would cost 1,234 h more (exact).",
        ),
        (
            {"next_seat_type": "00003/FREE/PART", "next_cost": 7.25, "next_proof": "exact"},
            "Tốt kế tiếp: FREE, Xã Bát Xát; cả phương án tốn thêm 7,2 giờ (tính chính xác).",
            "Next best: FREE, Bát Xát commune; the whole plan would cost 7.2 h more (exact).",
        ),
        (
            {"next_seat_type": "00002/SURVEY/", "next_cost": 0.0, "next_proof": "exact"},
            "Ngang bằng: Đo đạc, Phường Hoàn Kiếm, cả phương án không tốn thêm (tính chính xác).",
            "Equally good: Surveyor, Hoàn Kiếm ward, at no further cost to the plan (exact).",
        ),
        (
            {"next_seat_type": "pool", "next_cost": 960.0, "next_proof": "exact"},
            "Tốt kế tiếp: chưa bố trí; cả phương án tốn thêm 960 giờ (tính chính xác).",
            "Next best: left in the pool; the whole plan would cost 960 h more (exact).",
        ),
    ],
)
def test_the_next_best_is_named_with_its_cost(cells: Row, vi: str, en: str) -> None:
    by_lang = changed("reasons", "stays", **cells)
    assert by_lang["vi"].reason("stays").endswith(f". {vi}")
    assert by_lang["en"].reason("stays").endswith(f". {en}")


@pytest.mark.parametrize(
    ("seat_type", "vi", "en"),
    [
        ("00001/LAND/", "vẫn Địa chính, không kiêm gì", "still Land officer, with nothing beside"),
        (
            "00001/LAND/SURVEY",
            "vẫn Địa chính, kiêm Đo đạc",
            "still Land officer, with Surveyor beside it",
        ),
        (
            "00001/LAND/SURVEY+PART",
            "vẫn Địa chính, kiêm Đo đạc + PART",
            "still Land officer, with Surveyor + PART beside it",
        ),
    ],
)
@pytest.mark.parametrize(("cost", "begins"), [(9.5, "Next best"), (0.0, "Equally good")])
def test_the_same_position_with_other_tasks_is_told_by_these_tasks(
    seat_type: str, vi: str, en: str, cost: float, begins: str
) -> None:
    cells = {"next_seat_type": seat_type, "next_cost": cost, "next_proof": "exact"}
    by_lang = changed("reasons", "stays", **cells)
    assert vi in by_lang["vi"].reason("stays")
    assert f"{begins}: {en}" in by_lang["en"].reason("stays")
    assert "Ba Đình" not in by_lang["en"].reason("stays")


def test_who_works_part_of_the_time_is_told_so_placed_or_not() -> None:
    people = [
        officer("00001", "LAND", cadre_id="half", fte=0.5),
        officer("00002", "LAND", cadre_id="full"),
        officer("00003", "", cadre_id="pool", fte=0.75, discipline="barred"),
    ]
    plan = sa.plan(named_city(people))
    vi, en = (Narrator(plan.case, plan.tables, lang) for lang in LANGS)
    assert "; làm 50\u00a0% thời gian; " in vi.reason("half")
    assert "; works 50\u00a0% of full time; " in en.reason("half")
    assert "full time" not in en.reason("full")
    assert "h; works 75\u00a0% of full time. " in en.reason("pool")


def test_who_is_left_out_is_told_who_will_hold_todays_position() -> None:
    people = [
        officer("00001", "LAND", cadre_id="out", fields="law", name="Trần Văn An"),
        officer("00002", "LAND", cadre_id="in", name="Lê Thị Bình"),
    ]
    pins = [
        pin("out", "forbid", **RECORDED),
        pin("in", "assign", unit_code="00001", position_id="LAND", **RECORDED),
    ]
    plan = sa.plan(named_city(people, *pins))
    vi, en = (Narrator(plan.case, plan.tables, lang) for lang in LANGS)
    assert "; chức danh hiện nay sẽ do Lê Thị Bình (in) giữ. " in vi.reason("out")
    assert "; today's position will be held by Lê Thị Bình (in). " in en.reason("out")


@pytest.mark.parametrize("today", [("", ""), ("00001", ""), ("00001", "LAND")])
def test_where_nobody_will_hold_it_nothing_is_said_of_todays_position(
    today: tuple[str, str],
) -> None:
    plan = sa.plan(named_city([officer(*today)], pin("c1", "forbid", **RECORDED)))
    reason = Narrator(plan.case, plan.tables, "en").reason("c1")
    assert reason.startswith("In the pool: ")
    assert "today's position" not in reason


def test_where_no_field_is_asked_none_is_praised() -> None:
    plan = sa.plan(named_city([officer("00001", "FREE")], pin("c1", "keep")))
    assert "; không đòi ngành, " in Narrator(plan.case, plan.tables, "vi").reason("c1")
    assert "; no field asked, " in Narrator(plan.case, plan.tables, "en").reason("c1")


def test_the_ways_out_of_the_pool_name_a_seat_and_its_cost() -> None:
    way: Row = {"way_seat_type": "00002/LAND/", "way_cost": 8.75, "waive_condition": ""}
    by_lang = changed("unplaced", "barred", **way)
    assert by_lang["vi"].ways_out("barred") == (
        "Bố trí vào Địa chính, Phường Hoàn Kiếm: cả phương án tốn thêm 8,8 giờ (tính chính xác)."
    )
    assert by_lang["en"].ways_out("barred") == (
        "Place in Land officer, Hoàn Kiếm ward: the whole plan would cost 8.8 h more (exact)."
    )
    equal = changed("unplaced", "barred", **way | {"way_cost": 0.0})
    assert "at no further cost to the plan (exact)" in equal["en"].ways_out("barred")


def test_without_any_way_out_the_reader_is_told_to_look_elsewhere() -> None:
    nothing = changed("unplaced", "barred", way_seat_type="", waive_condition="", waive_opens=0)
    assert nothing["vi"].ways_out("barred").startswith("Không có chỗ nào mở ra dù bỏ một điều kiện")
    assert nothing["en"].ways_out("barred").startswith("No seat opens by waiving one condition")


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_condition_can_be_the_one_to_waive(condition: str) -> None:
    cells = {"waive_condition": condition, "waive_opens": 1234}
    for place, narrator in enumerate(changed("unplaced", "barred", **cells).values()):
        text = narrator.ways_out("barred")
        assert CONDITIONS[condition][place] in text
        assert ("1.234", "1,234")[place] in text


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (0, "0", "0"),
        (1234567, "1.234.567", "1,234,567"),
        (9.96, "10,0", "10.0"),
        (9.25, "9,2", "9.2"),
        (-7.5, "-7,5", "-7.5"),
        (10.4, "10", "10"),
        (-1500.2, "-1.500", "-1,500"),
    ],
)
def test_hours_are_whole_or_have_a_decimal_where_they_are_few(
    value: float, vi: str, en: str
) -> None:
    assert narrators()["vi"].hours(value) == vi
    assert narrators()["en"].hours(value) == en


@pytest.mark.parametrize(
    ("row", "vi", "en"),
    [
        (
            {"level": "college", "required_level": "university", "level_verdict": "one_below"},
            "Cao đẳng, thấp hơn một bậc (chuẩn: Đại học); đúng ngành",
            "College, one level below (University required); field as required",
        ),
        (
            {"level": "master", "required_level": "none", "level_verdict": "meets"},
            "Thạc sĩ (không yêu cầu); đúng ngành",
            "Master (none required); field as required",
        ),
        (
            {"level": "master", "required_level": "", "level_verdict": "", "field_verdict": ""},
            "Thạc sĩ",
            "Master",
        ),
    ],
)
def test_a_degree_stands_against_its_standard(row: Row, vi: str, en: str) -> None:
    signed = {"field_verdict": "exact"} | row
    assert narrators()["vi"].degree(signed) == vi
    assert narrators()["en"].degree(signed) == en


def test_political_theory_stands_against_its_standard() -> None:
    low = {"theory": "elementary", "required_theory": "advanced", "theory_verdict": "below"}
    assert narrators()["vi"].theory(low) == "Sơ cấp, chưa đạt (chuẩn: Cao cấp)"
    assert narrators()["en"].theory(low) == "Elementary, below (Advanced required)"


def test_duties_have_their_shares_the_main_one_first() -> None:
    row = {"lead_position": "LAND", "main_share": 0.625, "concurrent": "FREE:0.1875;PART:0.1"}
    shares = "62\u00a0% + FREE 19\u00a0% + PART 10\u00a0%"
    assert narrators()["vi"].duties(row) == f"Địa chính {shares}"
    assert narrators()["en"].duties(row) == f"Land officer {shares}"
    assert narrators()["en"].duties(row | {"lead_position": "", "concurrent": ""}) == ""


def test_todays_title_is_the_files_own_or_that_of_the_position() -> None:
    people = [
        officer("00001", "LAND", cadre_id="a", today_title="Công chức địa chính – xây dựng"),
        officer("00001", "LAND", cadre_id="b", today_title="Địa chính"),
        officer("00001", "LAND", cadre_id="c"),
        officer("", "", cadre_id="d"),
    ]
    plan = sa.plan(named_city(people))
    for lang, own in (("vi", "Địa chính"), ("en", "Land officer")):
        narrator = Narrator(plan.case, plan.tables, lang)
        titles = {code: narrator.today_title(row) for code, row in narrator.assignments.items()}
        given = "Công chức địa chính – xây dựng"
        assert titles == {"a": given, "b": own, "c": own, "d": ""}


def test_people_are_named_with_their_code_once() -> None:
    people = [
        officer(cadre_id="0123", name="Trần Văn An"),
        officer(cadre_id="0124", name="Cán bộ 0124"),
        officer(cadre_id="0125"),
    ]
    case = named_city(people)
    narrator = Narrator(case, {}, "vi")
    assert [narrator.person(code) for code in ("0123", "0124", "0125", "9999")] == [
        "Trần Văn An (0123)",
        "Cán bộ 0124",
        "0125",
        "9999",
    ]
    assert narrator.excluded(["0123:plan", "0125:level"]) == (
        "Trần Văn An (0123): chưa trong quy hoạch; 0125: trình độ"
    )


# A whole plan.


@pytest.fixture(scope="module", params=LANGS)
def said(request: pytest.FixtureRequest, small_plan: sa.Plan) -> tuple[Lang, Mapping[str, str]]:
    narrator = Narrator(small_plan.case, small_plan.tables, request.param)
    return request.param, {code: narrator.reason(code) for code in narrator.assignments}


def test_everybody_has_a_reason_without_a_gap_in_it(said: tuple[Lang, Mapping[str, str]]) -> None:
    for reason in said[1].values():
        assert reason.endswith(".")
        assert not re.search(r"[{}]|\bnan\b|\bnone\b|None|;\s*;|,\s*[.;]|\.\.|\( ?\)|  ", reason)


def test_exact_is_claimed_of_what_was_computed_exactly_and_of_nothing_else(
    said: tuple[Lang, Mapping[str, str]], small_plan: sa.Plan
) -> None:
    lang, reasons = said
    proof = small_plan.reasons.set_index("cadre_id")["next_proof"].to_dict()
    claim = "(exact)" if lang == "en" else "(tính chính xác)"
    for code, reason in reasons.items():
        assert reason.count(claim) == (proof.get(code) == "exact")


def test_the_next_best_is_never_the_seat_that_is_held(
    said: tuple[Lang, Mapping[str, str]], small_plan: sa.Plan
) -> None:
    lang, reasons = said
    narrator = Narrator(small_plan.case, small_plan.tables, lang)
    placed = small_plan.assignments.query("status == 'placed'")
    rows = placed.merge(small_plan.reasons, on="cadre_id").to_dict("records")
    apart = []
    for row in rows:
        *_, next_best = re.split(r"Next best|Equally good|Tốt kế|Ngang", reasons[row["cadre_id"]])
        assert narrator.seat(row["seat_type"]) not in next_best
        held, other = row["seat_type"], row["next_seat_type"]
        assert held != other
        apart += [(held, other, next_best)] if held.split("/")[:2] == other.split("/")[:2] else []
    assert len(apart) > 3
    for held, other, next_best in apart:  # told by its tasks, which are not those held
        beside, now = other.split("/")[2], held.split("/")[2]
        assert beside != now
        names = [narrator.labels.positions[code] for code in beside.split("+") if code]
        alone = "with nothing beside it" if lang == "en" else "không kiêm gì"
        assert (" + ".join(names) or alone) in next_best


def numbers(text: str, lang: Lang) -> set[str]:
    plain = text if lang == "en" else text.translate(str.maketrans(",.", ".,"))
    return set(re.findall(r"-?\d+(?:,\d{3})*(?:\.\d+)?", plain))


def in_english(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:,.1f}"


def test_the_figures_are_those_of_the_tables_in_the_local_way(
    said: tuple[Lang, Mapping[str, str]], small_plan: sa.Plan
) -> None:
    lang, reasons = said
    placed = small_plan.assignments.query("status == 'placed'")
    rows = placed.merge(small_plan.reasons, on="cadre_id").to_dict("records")
    parts = ("misfit", "change_position", "rank_down", "change_unit", "travel", "preference")
    for row in rows:
        shown = numbers(reasons[row["cadre_id"]], lang)
        expected = {in_english(row[part]) for part in parts if row[part]}
        expected |= {f"{100 * row['fit']:.0f}"}
        expected |= {in_english(row["need"])} if row["need"] > 0 else set()
        expected |= {in_english(row["next_cost"])} if row["next_cost"] > 0 else set()
        expected |= {in_english(row["loss"])} if row["loss"] else set()
        assert expected <= shown
