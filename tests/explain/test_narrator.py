"""Reasons in words: what each sentence says, in both languages, whatever the names are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import staffalloc as sa
from staffalloc.explain.narrator import Narrator
from staffalloc.explain.sheets import with_words
from staffalloc.tables.columns import TABLES
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
            "Giữ nguyên vị trí; theo quyết định đã ghi; đúng ngành, phù hợp 100\u00a0%; bớt một"
            " người ở đây mất 3.240 giờ; không phát sinh thiệt hại. Không còn chỗ nào khác có thể"
            " bố trí.",
            "Stays in place; by a recorded decision; field as required, fit 100\u00a0%; one officer"
            " fewer here would cost 3,240 h; it costs nothing. There is nowhere else to place this"
            " person.",
        ),
        (
            "task",
            "Nhận việc mới trong cùng đơn vị; theo quyết định đã ghi; ngành gần, phù hợp"
            " 85\u00a0%; bớt một người ở đây mất 3.240 giờ; thiệt hại 280 giờ (chuyên môn 240, đổi"
            " việc 40). Không còn chỗ nào khác có thể bố trí.",
            "Takes a new task in the same unit; by a recorded decision; related field, fit"
            " 85\u00a0%; one officer fewer here would cost 3,240 h; it costs 280 h (fit 240, new"
            " task 40). There is nowhere else to place this person.",
        ),
        (
            "waits",
            "Được bố trí từ diện chưa có chỗ; theo quyết định đã ghi; ngành gần, phù hợp"
            " 85\u00a0%; bớt một người ở đây mất 3.240 giờ; thiệt hại 400 giờ (chuyên môn 240, đổi"
            " việc 160). Không còn chỗ nào khác có thể bố trí.",
            "Placed from the pool; by a recorded decision; related field, fit 85\u00a0%; one"
            " officer fewer here would cost 3,240 h; it costs 400 h (fit 240, new task 160). There"
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


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("person", "stays;hired", ["stays", "hired"]),
        ("unit", "00001;00003", ["Ba Đình ward", "Bát Xát commune"]),
        (
            "cell",
            "00001/LAND;00002/PART",
            ["Ba Đình ward: Land officer", "Hoàn Kiếm ward: PART"],
        ),
        ("post", "00001-003", ["00001-003"]),
        ("head", "", []),
    ],
)
def test_the_cases_of_a_gate_are_named(kind: str, text: str, shown: list[str]) -> None:
    assert narrators()["en"].gate_cases(kind, text) == shown


def test_a_long_list_shows_its_first_and_counts_the_rest() -> None:
    texts = [f"t{n}" for n in range(1300)]
    shown = "; ".join(texts[:12])
    assert narrators()["vi"].listed(texts) == f"{shown}; và 1.288 trường hợp nữa"
    assert narrators()["en"].listed(texts) == f"{shown}; and 1,288 more"
    assert narrators()["en"].listed(texts[:12]) == shown
    assert narrators()["en"].listed([]) == ""


@given(st.lists(st.one_of(st.integers(0, 300), st.integers(0, 32_767)), max_size=40))
def test_a_list_never_overflows_a_cell_and_counts_everything(lengths: list[int]) -> None:
    texts = ["x" * length for length in lengths]
    listed = narrators()["en"].listed(iter(texts))
    assert len(listed) < 9_000
    more = re.search(r"(?:^|; )and ([\d,]+) more$", listed)
    rest = int(more[1].replace(",", "")) if more else 0
    assert listed.removesuffix(more[0] if more else "") == "; ".join(texts[: len(texts) - rest])


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


def test_the_sheets_have_the_words_of_the_narrator(small_plan: sa.Plan) -> None:
    for lang in LANGS:
        narrator = Narrator(small_plan.case, small_plan.tables, lang)
        signing = with_words("signing", narrator).set_index("cadre_id")
        assert signing["reason"].to_dict() == {c: narrator.reason(c) for c in signing.index}
        assert (signing["new_place"] == signing["unit_code"].map(narrator.labels.units)).all()
        unplaced = with_words("unplaced", narrator).set_index("cadre_id")
        assert unplaced["ways_out"].to_dict() == {c: narrator.ways_out(c) for c in unplaced.index}


def test_a_table_without_words_of_its_own_comes_as_it_is(small_plan: sa.Plan) -> None:
    narrator = Narrator(small_plan.case, small_plan.tables, "vi")
    pd.testing.assert_frame_equal(with_words("balance", narrator), small_plan.balance)


def test_every_table_with_derived_columns_gets_exactly_those(small_plan: sa.Plan) -> None:
    narrator = Narrator(small_plan.case, small_plan.tables, "en")
    for name, table in TABLES.items():
        derived = [column.name for column in table.derived]
        assert list(with_words(name, narrator).columns) == [*table.names, *derived]


def test_beside_a_held_post_nobody_is_named_who_is_only_not_in_the_plan_for_it(
    small_plan: sa.Plan,
) -> None:
    sheet = with_words("leaders", Narrator(small_plan.case, small_plan.tables, "en"))
    held = sheet[sheet["verdict"] == "filled"]
    only_plan = held[held["excluded_here"].str.fullmatch(r"(\w+:plan;?)+")]
    assert len(only_plan) > 0
    assert set(only_plan["excluded_names"]) == {""}
