"""Cards of a person and of a unit: the figures of the tables in the words of the files."""

from __future__ import annotations

import re
from functools import cache

import pytest

import staffalloc as sa
from staffalloc import CaseError
from staffalloc.explain.cards import Card, NotInPlanError, person_card, unit_card
from staffalloc.explain.narrator import Narrator
from staffalloc.explain.sheets import with_words
from staffalloc.tables.columns import ALWAYS
from staffalloc.tables.words import number_text

from ..builders import RECORDED, Row, cadre, case_of, pin, position, unit
from ..placement.small import city, officer
from .test_lists import gate_row
from .test_narrator import LANGS, Lang, named_city, narrators


@pytest.fixture(scope="module", params=["vi", "en"])
def narrator(request: pytest.FixtureRequest, small_plan: sa.Plan) -> Narrator:
    return Narrator(small_plan.case, small_plan.tables, request.param)


@cache
def small(lang: Lang) -> Narrator:
    """A holder, somebody who moves up, somebody in the pool and somebody outside."""
    people = {
        "c01": officer("00001", "LAND", name="Trần Văn An", birth_year=1980),
        "c02": officer("00002", "LAND", name="Lê Thị Bình", fields="law"),
        "c03": officer("00003", "", name="Đỗ Ánh", discipline="barred"),
        "c04": officer("00001", "HEAD", name="Bùi Đào", kind="military"),
    }
    rows = [row | {"cadre_id": code} for code, row in people.items()]
    head = pin("c02", "assign", unit_code="00001", position_id="HEAD", **RECORDED)
    plan = sa.plan(named_city(rows, head))
    return Narrator(plan.case, plan.tables, lang)


def test_the_card_of_a_person_in_vietnamese() -> None:
    card = person_card(small("vi"), "c02")
    assert card.title == "Lê Thị Bình (c02)"
    *lines, (label, reason) = card.lines
    assert lines == [
        ("Kết quả", "Được bố trí"),
        ("Hiện nay", "Địa chính, Phường Hoàn Kiếm"),
        ("Theo phương án", "HEAD, Phường Ba Đình"),
        ("Công việc", "HEAD 100\u00a0%"),
        ("Biến động", "Sang đơn vị khác"),
        ("Trình độ", "Đại học, đạt; đúng ngành"),
        ("Lý luận", "Cao cấp (không yêu cầu)"),
        ("Cần quyết định", "Có; Chủ tịch UBND tỉnh, thành phố"),
        (
            "Căn cứ",
            "Điều 25 Nghị định 170/2025/NĐ-CP (điều động); "
            "Điều 28, 29 Nghị định 170/2025/NĐ-CP (bổ nhiệm)",
        ),
        ("Điều kiện ký", "không vướng"),
    ]
    assert label == "Lý do (giờ quy đổi/năm)"
    assert reason.startswith(
        "Chuyển từ Phường Hoàn Kiếm, cách 10,0 km; bổ nhiệm chức danh cao hơn; "
    )


def test_the_card_of_a_person_in_english() -> None:
    card = person_card(small("en"), "c01")
    *lines, (label, _) = card.lines
    assert lines == [
        ("Result", "Placed"),
        ("Today", "Land officer, Ba Đình ward"),
        ("In the plan", "Land officer, Ba Đình ward"),
        ("Duties", "Land officer 100\u00a0%"),
        ("Change", "Stays"),
        ("Degree", "University, as required; field as required"),
        ("Theory", "Advanced (none required)"),
        ("Needs a decision", "No"),
        ("Gates", "none in the way"),
    ]
    assert label == "Reason (weighted h a year)"


def test_the_card_of_somebody_in_the_pool_has_only_today_and_the_reason() -> None:
    card = person_card(small("en"), "c03")
    assert [label for label, _ in card.lines] == ["Result", "Today", "Reason (weighted h a year)"]
    assert dict(card.lines)["Result"] == "In the pool"
    assert dict(card.lines)["Today"] == "Bát Xát commune"


def test_the_card_of_somebody_outside_says_that_nothing_is_decided() -> None:
    lines = dict(person_card(small("en"), "c04").lines)
    assert (lines["Result"], lines["Change"]) == (
        "Not in this placement",
        "Not in this placement, stays",
    )
    assert (lines["Today"], lines["In the plan"]) == ("HEAD, Ba Đình ward",) * 2
    assert lines["Needs a decision"] == "No"


def test_a_person_without_a_unit_is_said_to_have_none() -> None:
    plan = sa.plan(named_city([officer("", "", cadre_id="c01", discipline="barred")]))
    for lang, none in (("vi", "chưa có đơn vị"), ("en", "no unit")):
        card = person_card(Narrator(plan.case, plan.tables, lang), "c01")
        assert card.lines[1][1] == none


def test_a_card_says_what_the_list_to_sign_says(narrator: Narrator) -> None:
    sheet = with_words("signing", narrator).set_index("cadre_id")
    for code, row in sheet[::3].iterrows():
        texts = [text for _, text in person_card(narrator, str(code)).lines]
        for expected in (row["reason"], row["degree"], row["theory_text"]):
            assert expected in texts
        if row["today_unit"]:
            assert f"{row['today_title']}, {row['today_place']}" in texts
        if row["unit_code"]:
            assert f"{row['new_title']}, {row['new_place']}" in texts


def test_every_card_of_a_plan_has_distinct_labels_and_no_gap(narrator: Narrator) -> None:
    cards = [person_card(narrator, code) for code in list(narrator.assignments)[::3]]
    cards += [unit_card(narrator, code) for code in narrator.labels.units]
    for card in cards:
        labels = [label for label, _ in card.lines]
        assert len(set(labels)) == len(labels)
        assert all(text.strip() for _, text in card.lines)
        assert not any(re.search(r"[{}]|\bnan\b", text) for _, text in card.lines)


UNIT_LABELS = {
    "vi": {
        "posts": "Biên chế",
        "one_more": "Nâng riêng trần này thêm 1",
        "need": "Nhu cầu (người quy đổi)",
        "hours": "Giờ việc chưa có người làm",
        "unserved": "Việc không có giờ công nào",
        "uncovered": "Việc chưa giao ai",
        "empty": "Chỗ làm còn trống",
        "people": "Người",
        "leaders": "Lãnh đạo",
        "gates": "Điều kiện ký",
    },
    "en": {
        "posts": "Posts",
        "one_more": "This ceiling alone one up",
        "need": "Required (FTE)",
        "hours": "Hours unserved",
        "unserved": "Work without an hour served",
        "uncovered": "Assigned to nobody",
        "empty": "Empty posts",
        "people": "People",
        "leaders": "Leaders",
        "gates": "Gates",
    },
}


def unit_lines(narrator: Narrator, code: str) -> Row:
    lines = dict(unit_card(narrator, code).lines)
    return {name: lines[label] for name, label in UNIT_LABELS[narrator.lang].items()}


def figures(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*", text)


def test_the_figures_of_a_unit_are_those_of_the_tables(
    narrator: Narrator, small_plan: sa.Plan
) -> None:
    ceilings = small_plan.tables["ceilings"].set_index("unit_code")
    flags = small_plan.flags.set_index("unit_code")
    empty = small_plan.vacancies["unit_code"].value_counts()
    marked = (
        small_plan.assignments["marks"].str.split(";").map(lambda marks: "above_seats" in marks)
    )
    beyond = small_plan.assignments.loc[marked, "unit_code"].value_counts()
    assert len(empty) > 0
    assert len(beyond) > 0
    for code in small_plan.case.units["unit_code"]:
        lines, frame, flag = unit_lines(narrator, code), ceilings.loc[code], flags.loc[code]
        counts = ["frame", "ceiling", "posts_in_frame", "heads_in_frame", "above_frame"]
        assert figures(lines["posts"]) == [
            *(f"{frame[name]:.0f}" for name in counts),
            str(empty.get(code, 0)),
            str(beyond.get(code, 0)),
        ]
        assert figures(lines["need"]) == [
            number_text(flag[name], narrator.lang, 1)
            for name in ("required_fte", "today_fte", "planned_fte")
        ]
        assert figures(lines["hours"]) == [
            number_text(flag[f"{posting}_unserved_hours"], narrator.lang)
            for posting in ("today", "planned")
        ]
        assert lines["unserved"] == f"{flag['today_uncovered']} → {flag['planned_uncovered']}"
        price, step = figures(lines["one_more"])
        assert (price, step) == (narrator.hours(frame["frame_price"]), "1")


def listed(text: str, lang: str) -> int:
    """How many things a list holds, the counted rest included."""
    items = text.split("; ") if text not in ("không có", "none", "không vướng") else []
    more = re.fullmatch(r"(?:and|và) (\d+) (?:more|trường hợp nữa)", items[-1]) if items else None
    return len(items) - 1 + int(more[1]) if more else len(items)


def test_a_unit_lists_everything_the_tables_hold_of_it(
    narrator: Narrator, small_plan: sa.Plan
) -> None:
    tables = small_plan.tables
    for code in small_plan.case.units["unit_code"]:
        lines = unit_lines(narrator, code)
        counts = {
            name: int((tables[name]["unit_code"] == code).sum())
            for name in ("signing", "leaders", "uncovered", "vacancies")
        }
        assert listed(lines["leaders"], narrator.lang) == counts["leaders"]
        assert lines["uncovered"].count("(") >= min(counts["uncovered"], 12)
        assert (lines["uncovered"] in ("không có", "none")) == (counts["uncovered"] == 0)
        assert (lines["empty"] in ("không có", "none")) == (counts["vacancies"] == 0)
        total, *by_change, gone = figures(lines["people"])
        assert int(total) == sum(map(int, by_change)) == counts["signing"]
        assert int(gone) == (tables["moves"]["from_unit"] == code).sum()


def test_the_cases_of_all_gates_are_shared_out_among_the_units(small_plan: sa.Plan) -> None:
    narrator = Narrator(small_plan.case, small_plan.tables, "en")
    units = small_plan.case.units["unit_code"]
    shown = sum(
        int(count)
        for code in units
        for count in re.findall(r"\((\d+)\)", unit_lines(narrator, code)["gates"])
    )
    gates = small_plan.gates.query("kind != 'head'")
    homeless = small_plan.unplaced.query("today_unit == ''")
    assert shown == gates["count"].sum() - len(homeless)


def test_a_case_of_a_person_belongs_to_the_unit_the_plan_puts_them_in() -> None:
    lowered = officer("00001", "LAND", cadre_id="c1", rank="head")
    plan = sa.plan(named_city([lowered], pin("c1", "assign", unit_code="00002")))
    narrator = Narrator(plan.case, plan.tables, "en")
    gates = [unit_lines(narrator, code)["gates"] for code in ("00001", "00002")]
    assert ["Rank lowered" in text for text in gates] == [False, True]


def test_leaders_stand_by_office_and_then_by_name() -> None:
    people = [
        officer("00001", "CHAIR", cadre_id="c1", name="Lê Thị Dung", rank="chair"),
        officer("00001", "HEAD", cadre_id="c2", name="Đỗ Ánh", fields="law", rank="head"),
    ]
    plan = sa.plan(named_city(people))
    lines = unit_lines(Narrator(plan.case, plan.tables, "vi"), "00001")
    assert lines["leaders"] == "CHAIR: Lê Thị Dung; HEAD: Đỗ Ánh"
    lines = unit_lines(Narrator(plan.case, plan.tables, "vi"), "00002")
    assert lines["leaders"] == "CHAIR: trống; HEAD: trống"


@pytest.mark.parametrize("code", ["", "c9", "C01", " c01", "00001", "{code}", "x" * 40_000])
def test_a_person_who_is_not_there_is_an_error_that_says_where_to_look(code: str) -> None:
    with pytest.raises(NotInPlanError) as caught:
        person_card(small("vi"), code)
    (problem,) = caught.value.problems
    assert problem.code == "explain_cadre_unknown"
    assert "Danh sách ký" in problem.text("vi")
    assert code in problem.text("en")


@pytest.mark.parametrize(
    ("code", "near"),
    [("00004", "0000"), ("0001", "00001"), ("2", "–"), ("", "–"), ("Ba Đình", "–")],
)
def test_a_unit_that_is_not_there_is_an_error_that_names_one_near_it(code: str, near: str) -> None:
    with pytest.raises(NotInPlanError) as caught:
        unit_card(small("vi"), code)
    (problem,) = caught.value.problems
    assert problem.code == "explain_unit_unknown"
    assert dict(problem.fields)["nearest"].startswith(near)
    assert isinstance(caught.value, CaseError)


# The names of a case are whatever somebody typed.

HOSTILE = {
    "signs": "=A1 {price} {0} {} %s %(kind)s <b>&amp;</b> [red]x[/] \u202eabc\u200f\u0627\nhai",
    "long": "Đ" * 32_000,
}


@cache
def renamed(name: str, lang: Lang) -> Narrator:
    """The same plan where every person, title and unit has one name."""
    case, tables = narrators()[lang].case, narrators()[lang].tables
    for table, columns in (("cadres", ["name", "today_title"]), ("units", ["name"])):
        frame = case.tables[table].copy()
        frame[columns] = name
        case = case.with_table(table, frame)
    return Narrator(case, tables, lang)


@pytest.mark.parametrize("kind", HOSTILE)
def test_names_stand_in_sentences_as_they_are(kind: str) -> None:
    name = HOSTILE[kind]
    for lang in LANGS:
        narrator, plain = renamed(name, lang), narrators()[lang]
        moved = plain.labels.units["00002"]
        assert narrator.reason("unit") == plain.reason("unit").replace(
            moved, narrator.labels.units["00002"]
        )
        assert name in narrator.reason("unit")
        assert narrator.today_title(narrator.assignments["unit"]) == name
        assert narrator.reason("barred") == plain.reason("barred")
        assert narrator.person("barred") == f"{name} (barred)"
        for table in ALWAYS:
            assert len(with_words(table, narrator)) == len(plain.tables[table])


def test_lists_of_very_long_names_stay_short() -> None:
    narrator = renamed(HOSTILE["long"], "en")
    first = "Đ" * 8_000 + "…"
    excluded = narrator.excluded(["stays:level", "task:field", "unit:plan"])
    assert excluded == f"{first}; and 2 more"
    assert narrator.gate_cases(gate_row("person", "stays;task")) == [first, "and 1 more"]
    assert narrator.gate_cases(gate_row("cell", "00001/LAND")) == [first]


# On the terminal.


def test_labels_stand_in_one_column_and_texts_beside_them() -> None:
    card = Card("Title", (("one", "a b c d"), ("longer", "e")))
    assert card.text(17).splitlines() == [
        "Title",
        "  one     a b c d",
        "  longer  e",
    ]
    assert card.text(14).splitlines()[1:3] == ["  one     a b c", " " * 10 + "d"]


def test_a_card_without_lines_is_its_title() -> None:
    assert Card("Title", ()).text() == "Title"


@pytest.mark.parametrize("width", [0, 1, 30, 80, 100])
@pytest.mark.parametrize("kind", HOSTILE)
def test_no_line_is_wider_than_the_terminal(kind: str, width: int) -> None:
    card = Card("Title", (("label", HOSTILE[kind]), ("another label", "x y")))
    lines = card.text(width).splitlines()
    assert all(len(line) <= max(width, len("another label") + 10) for line in lines)
    joined = "".join("".join(line[17:].split()) for line in lines[1:])
    assert joined == "".join(HOSTILE[kind].split()) + "xy"


@pytest.mark.parametrize("kind", HOSTILE)
def test_cards_carry_any_name(kind: str) -> None:
    for lang in ("vi", "en"):
        narrator = renamed(HOSTILE[kind], lang)
        for code in narrator.assignments:
            card = person_card(narrator, code)
            assert card.title == f"{HOSTILE[kind]} ({code})"
            assert card.text()
        for code in narrator.labels.units:
            card = unit_card(narrator, code)
            assert HOSTILE[kind] in card.title
            assert all(len(text) < 9_000 for _, text in card.lines)


def in_english(case: sa.Case) -> Narrator:
    return Narrator(case, sa.plan(case).tables, "en")


def test_a_unit_without_a_name_is_shown_by_its_code() -> None:
    narrator = in_english(city([officer("00001", "LAND")]))
    assert "00001" in dict(person_card(narrator, "c1").lines)["Today"]
    assert "0000" in narrator.reason("c1")


def test_a_move_from_a_unit_without_a_name_names_its_code() -> None:
    away = pin("c1", "assign", unit_code="00002", position_id="LAND")
    assert "00001" in in_english(city([officer("00001", "LAND")], pins=[away])).reason("c1")


def test_a_leader_without_a_name_is_shown_by_the_code() -> None:
    narrator = in_english(city([officer("00001", "HEAD", fields="law", rank="head")]))
    assert "c1" in dict(unit_card(narrator, "00001").lines)["Leaders"]


def test_a_unit_to_which_no_position_applies_has_a_card() -> None:
    case = case_of(
        units=[unit("00001"), unit("00002", "commune")],
        positions=[position("A", applies_to="ward", fixed_hours=100)],
        cadres=[cadre("c1", "00001", "A")],
    )
    assert unit_card(in_english(case), "00002").lines


def test_the_code_is_left_out_only_where_the_name_has_it_as_a_word() -> None:
    narrator = Narrator(city([officer(cadre_id="1", name="Cán bộ 12")]), {}, "vi")
    assert narrator.person("1") == "Cán bộ 12 (1)"


def test_a_line_without_a_text_keeps_its_label() -> None:
    assert "label" in Card("T", (("label", ""),)).text()


def test_a_title_is_one_line_whatever_the_name_is() -> None:
    narrator = in_english(city([officer("00001", "LAND", name="Trần\nVăn An")]))
    assert person_card(narrator, "c1").text().splitlines()[1].startswith("  Result")
