"""The page read back: the figures of the tables, in one language, and nothing asked for."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

import staffalloc as sa
from staffalloc.report.page import write_page
from staffalloc.tables import words
from staffalloc.tables.labels import Labels
from staffalloc.tables.names import gate_remedy
from staffalloc.tables.words import number_text
from staffalloc.verify import verify

from ..builders import cadre, hours_case, position, unit

SQUARE = (((105.0, 20.0), (106.0, 20.0), (106.0, 21.0), (105.0, 20.0)),)


class Reader(HTMLParser):
    """Tables of each section as rows of texts, and every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: dict[str, list[list[str]]] = {}
        self.text: list[str] = []
        self._section = ""
        self._open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "section":
            self._section = dict(attrs)["id"] or ""
            self.rows[self._section] = []
        elif tag == "tr":
            self.rows[self._section].append([])
        elif tag in ("td", "th"):
            self.rows[self._section][-1].append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._open = False

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._open:
            self.rows[self._section][-1][-1] += data.strip()


@pytest.fixture(scope="module", params=["vi", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def source(small_plan: sa.Plan, lang: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    write_page(small_plan, path, lang=lang)
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(source: str) -> Reader:
    return Reader(source)


def by_first(rows: list[list[str]]) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in rows if row}


def test_every_gate_shows_the_count_of_the_table(page: Reader, small_plan: sa.Plan) -> None:
    shown = [attrs["data-gate-count"] for _, attrs in page.tags if "data-gate-count" in attrs]
    assert sorted(map(int, shown)) == sorted(small_plan.gates["count"])


def test_the_verdict_is_that_of_the_gates(
    source: str, small_plan: sa.Plan, tmp_path: Path, lang: str
) -> None:
    closed = int((small_plan.gates["verdict"] != "pass").sum())
    assert closed > 0
    assert f"{closed}/{len(small_plan.gates)}" in source
    assert {"vi": "CHƯA ĐƯỢC KÝ", "en": "NOT TO BE SIGNED YET"}[lang] in source


def test_before_and_after_are_those_of_the_ruler(
    page: Reader, small_plan: sa.Plan, lang: str
) -> None:
    ruler = small_plan.tables["ruler"]
    rows = by_first(page.rows["figures"])
    label = {
        "vi": ["Người có chỗ làm", "Người chuyển đơn vị", "Giờ việc chưa có người làm (một năm)"],
        "en": ["People in posts", "People moved", "Hours unserved (a year)"],
    }[lang]
    for name, column in zip(label, ["people", "moved", "unserved_hours"], strict=True):
        assert rows[name] == [number_text(value, lang) for value in ruler[column]]


def test_the_people_add_up(page: Reader, small_plan: sa.Plan, lang: str) -> None:
    rows = by_first(page.rows["figures"])
    names = [pair[lang == "en"] for pair in words.CHANGES.values()]
    pool = {"vi": "Chưa bố trí", "en": "In the pool"}[lang]
    count = sum(int(re.sub(r"\D", "", rows[name][0])) for name in [*names, pool])
    assert count == len(small_plan.case.cadres)


def test_one_row_a_unit_with_the_figures_of_the_tables(
    page: Reader, small_plan: sa.Plan, lang: str
) -> None:
    labels = Labels(small_plan.case, lang)
    ceilings = small_plan.tables["ceilings"].set_index("unit_code")
    flags = small_plan.flags.set_index("unit_code")
    rows = {row[1]: row for row in page.rows["units"] if row[0].isdigit()}
    assert set(rows) == set(labels.units.values())
    for code, name in labels.units.items():
        row = rows[name]
        assert row[2] == number_text(ceilings.loc[code, "ceiling"], lang)
        assert row[4] == number_text(ceilings.loc[code, "heads_in_frame"], lang)
        assert row[9] == number_text(flags.loc[code, "planned_fte"], lang, 1)


def test_work_without_an_hour_and_work_without_a_person_are_two_columns(
    page: Reader, small_plan: sa.Plan, lang: str
) -> None:
    header, *_ = page.rows["units"]
    names = {
        "vi": ["Việc không có giờ công", "Việc chưa giao ai"],
        "en": ["No hour served", "Assigned to nobody"],
    }[lang]
    assert header[12:14] == names
    labels = Labels(small_plan.case, lang)
    unserved = small_plan.flags.set_index("unit_code")["planned_uncovered"]
    unassigned = small_plan.uncovered.groupby("unit_code").size()
    shown = {row[1]: row[12:14] for row in page.rows["units"] if row[0].isdigit()}
    for code, name in labels.units.items():
        counts = (int(unserved.get(code, 0)), int(unassigned.get(code, 0)))
        assert shown[name] == [number_text(count, lang) if count else "" for count in counts]


def test_the_field_table_is_that_of_the_plan(page: Reader, small_plan: sa.Plan, lang: str) -> None:
    labels = Labels(small_plan.case, lang)
    rows = by_first(page.rows["fields"])
    for row in small_plan.tables["field_shortage"].itertuples():
        shown = rows[labels.field(row.field)]
        assert shown[0] == number_text(row.required_fte, lang, 1)
        assert shown[3:8] == [
            number_text(value, lang)
            for value in (row.posts, row.exact, row.related, row.other, row.vacant)
        ]


def test_people_where_no_field_is_asked_count_as_exact_and_the_header_says_so(
    page: Reader, lang: str
) -> None:
    header, *_ = page.rows["fields"]
    assert header[5] == {"vi": "Đúng ngành (hoặc không đòi)", "en": "Exact (or none asked)"}[lang]


def test_the_bars_add_up_to_the_moves(page: Reader, small_plan: sa.Plan) -> None:
    bars = [int(attrs["data-bar"] or 0) for _, attrs in page.tags if "data-bar" in attrs]
    assert sum(bars) == int(small_plan.moves["km"].notna().sum())


def test_every_unit_is_on_the_three_maps(page: Reader, small_plan: sa.Plan) -> None:
    circles = [attrs for tag, attrs in page.tags if tag == "circle"]
    assert len(circles) == 3 * len(small_plan.case.units)


def test_the_page_asks_for_nothing_and_runs_nothing(page: Reader, source: str) -> None:
    assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe", "object", "form"}
    wanted = [v for _, attrs in page.tags for k, v in attrs.items() if k in ("href", "src")]
    assert wanted == ["data:,"]
    assert "url(" not in source and "@import" not in source
    assert "default-src 'none'" in source


def test_synthetic_data_is_called_so_at_the_top(source: str, lang: str) -> None:
    alarm = {"vi": "SỐ LIỆU MÔ PHỎNG", "en": "SYNTHETIC DATA"}[lang]
    assert source.index(alarm) < source.index('id="gates"')


def test_no_sentence_of_the_other_language(page: Reader, lang: str) -> None:
    shown = " ".join(page.text)
    foreign = {
        "vi": ["Check before", "Before and after", " units", "people", "Unit", "Department"],
        "en": ["đơn vị", "người", "Kiểm tra", "Trước và sau", "giờ"],
    }[lang]
    # What comes from the case (names, sources) stands in the language of the case.
    for text in texts_of_the_case(shown):
        shown = shown.replace(text, "")
    assert [word for word in foreign if word in shown] == []


def texts_of_the_case(shown: str) -> list[str]:
    return re.findall(r"mô phỏng \(synthetic\)[^<]*?\d{4}", shown)


def test_the_same_plan_gives_the_same_bytes(
    small_plan: sa.Plan, source: str, tmp_path: Path, lang: str
) -> None:
    write_page(small_plan, tmp_path / "again.html", lang=lang)
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == source


def test_outlines_of_the_user_take_the_place_of_circles(
    small_plan: sa.Plan, tmp_path: Path
) -> None:
    outlines = dict.fromkeys(small_plan.case.units["unit_code"], SQUARE)
    write_page(small_plan, tmp_path / "page.html", outlines=outlines)
    reader = Reader((tmp_path / "page.html").read_text(encoding="utf-8"))
    paths = [a for tag, a in reader.tags if tag == "path" and "unit" in (a.get("class") or "")]
    assert len(paths) == 3 * len(outlines)
    assert not any(tag == "circle" for tag, _ in reader.tags)


# Small towns that the page must survive, and whose gates are easy to know.


def written(made: sa.Plan, tmp_path: Path, lang: str) -> tuple[Reader, str]:
    path = tmp_path / "report.html"
    write_page(made, path, lang=lang)
    source = path.read_text(encoding="utf-8")
    return Reader(source), source


def town_with_a_commune_without_positions() -> sa.Plan:
    """No position applies to a commune."""
    return sa.plan(
        hours_case(
            {("00001", "A"): 1600},
            positions=[position("A", applies_to="ward")],
            units=[unit("00001", name="Phường Một"), unit("00002", "commune", name="Xã Hai")],
            cadres=[cadre("c1", "00001", "A")],
        )
    )


def town_without_work_and_people() -> sa.Plan:
    return sa.plan(hours_case({("00001", "A"): 0.0}, units=[unit("00001", name="Phường Một")]))


EMPTY_TOWNS = [town_with_a_commune_without_positions, town_without_work_and_people]


@pytest.mark.parametrize("town", EMPTY_TOWNS)
def test_a_unit_without_work_is_a_row_and_a_place_on_the_map(
    tmp_path: Path, lang: str, town: Callable[[], sa.Plan]
) -> None:
    made = town()
    reader, _ = written(made, tmp_path, lang)
    without = set(made.case.units["unit_code"]) - set(made.flags["unit_code"])
    assert without
    labels = Labels(made.case, lang)
    rows = {row[1]: row for row in reader.rows["units"] if row[0].isdigit()}
    assert set(rows) == set(labels.units.values())
    for code in without:
        row = rows[labels.units[code]]
        zero = number_text(0, lang, 1)
        assert row[7:10] == [zero, zero, zero]
        assert (row[12], row[13], row[15]) == ("", "", "")
    assert sum(tag == "circle" for tag, _ in reader.tags) == 3 * len(rows)


@pytest.mark.parametrize("town", EMPTY_TOWNS)
def test_a_plan_with_a_unit_without_work_is_saved_and_proven(
    tmp_path: Path, lang: str, town: Callable[[], sa.Plan]
) -> None:
    folder = town().save(tmp_path / "plan", lang=lang)
    assert verify(folder).findings == ()


def test_a_gate_that_is_not_open_says_what_to_do(tmp_path: Path, lang: str) -> None:
    made = town_with_a_commune_without_positions()
    reader, source = written(made, tmp_path, lang)
    rows = made.gates.to_dict("records")
    shown = [attrs.get("class") for tag, attrs in reader.tags if attrs.get("class") == "remedy"]
    due = [gate_remedy(row["gate"], row["verdict"], lang) for row in rows]
    assert len(shown) == sum(map(bool, due)) == sum(row["verdict"] != "pass" for row in rows)
    assert all(text in html.unescape(source) for text in due)


def test_a_gate_that_was_not_checked_counts_nothing_and_is_not_open(
    tmp_path: Path, lang: str
) -> None:
    made = town_with_a_commune_without_positions()
    unchecked = made.gates[made.gates["verdict"] == "unchecked"]
    assert unchecked["gate"].tolist() == [f"unit_without_{code}" for code in ("P21", "P27", "P41")]
    assert unchecked["count"].tolist() == [0, 0, 0]
    reader, source = written(made, tmp_path, lang)
    closed = int((made.gates["verdict"] != "pass").sum())
    assert f"{closed}/{len(made.gates)}" in source
    assert sum(attrs.get("class") == "gate closed" for _, attrs in reader.tags) == closed
    assert {"vi": "CHƯA ĐƯỢC KÝ", "en": "NOT TO BE SIGNED YET"}[lang] in source
