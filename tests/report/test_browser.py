"""The page in a browser: it asks for nothing, shows the plan's figures, and runs no name."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import staffalloc as sa
from staffalloc.examples import read_units
from staffalloc.report.page import write_page
from staffalloc.tables.labels import Labels
from staffalloc.tables.names import gate_name

TITLES = {
    "vi": "Phương án bố trí biên chế cấp xã",
    "en": "Staffing plan of communes and wards",
}
POLICY = {
    "default-src": "'none'",
    "style-src": "'unsafe-inline'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
VOID = {"br", "col", "hr", "img", "input", "link", "meta"}
ADDRESSES = ("href", "src", "srcset", "data", "action", "formaction", "xlink:href", "background")
SAFE_ADDRESSES = ("data:", "#")
LOCAL, LOOK_UP, NOBODY = "file:", "a look-up of a name", "not an origin"

LONG = "Đ" * 32_000
SHORT_NAMES = (
    """O'Brien "Bo" & <b>Co</b>""",
    "<script>alert(1)</script>",
    "</title></style></td><img src=x onerror=alert(1)>",
    '=HYPERLINK("http://names.example")',
    "+1@SUM(-1)",
    "first line\nsecond line",
    "left \u202eright\u200f left",
    "{{ 7 * 7 }} {% raw %}",
)
NAMES = (*SHORT_NAMES, LONG)
INTRUDERS = """
<img src="http://image.example/"><iframe src="http://frame.example/"></iframe>
<script>fetch("http://script.example/")</script><p style="background: url(http://style.example/)">a
"""


@dataclass
class Element:
    """An element of the page as the browser holds it; its text is all text inside it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def has_class(self, name: str) -> bool:
        return name in self.attributes.get("class", "").split()


class Dom(HTMLParser):
    """The elements of a dumped page, in order."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, self._open[-1] if self._open else None)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.texts.append(data)

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def values(self, attribute: str) -> list[str]:
        return [e.attributes[attribute] for e in self.elements if attribute in e.attributes]


@dataclass(frozen=True)
class Opened:
    """A page after the browser closed it: what it held, and what it asked the network for."""

    lang: str
    dom: Dom
    asked: set[str]


def open_page(chromium: str, page: Path, lang: str = "vi") -> Opened:
    log = page.with_suffix(".log")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        told = [f"--user-data-dir={profile}", f"--log-net-log={log}", "--dump-dom", page.as_uri()]
        done = subprocess.run(
            [chromium, *FLAGS, *told], capture_output=True, check=True, timeout=120
        )
    asked = asked_by_the_page(json.loads(log.read_text(encoding="utf-8")))
    return Opened(lang, Dom(done.stdout.decode("utf-8")), asked)


def asked_by_the_page(log: dict[str, Any]) -> set[str]:
    """Addresses a document asked for, and whether it had names looked up.

    The browser's own calls home have no origin to name; a look-up bears the site it is for.
    """
    kinds = log["constants"]["logEventTypes"]
    request, look_up = kinds["URL_REQUEST_START_JOB"], kinds["HOST_RESOLVER_MANAGER_REQUEST"]
    found = set()
    for event in log["events"]:
        told = event.get("params", {})
        if event["type"] == request and told.get("initiator", NOBODY) != NOBODY:
            found.add(told["url"])
        if event["type"] == look_up and told.get("network_anonymization_key", "").startswith(LOCAL):
            found.add(LOOK_UP)
    return {asked for asked in found if not asked.startswith(LOCAL)}


@pytest.fixture(scope="module", params=["vi", "en"])
def opened(
    request: pytest.FixtureRequest,
    plan: sa.Plan,
    chromium: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Opened:
    page = tmp_path_factory.mktemp("page") / "report.html"
    write_page(plan, page, lang=request.param)
    return open_page(chromium, page, request.param)


@pytest.fixture(scope="module")
def badly_named() -> sa.Plan:
    """A plan in which every name of a unit or person would like to be something else."""
    units = read_units()
    case = sa.generate_case(units[units["province_code"] == "15"].head(len(NAMES)), seed=3)
    cadres = case.cadres
    cadres["name"] = [SHORT_NAMES[row % len(SHORT_NAMES)] for row in range(len(cadres))]
    named = case.with_table("units", case.units.assign(name=list(NAMES)))
    return sa.plan(named.with_table("cadres", cadres))


@pytest.fixture(scope="module")
def hostile(
    badly_named: sa.Plan, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Opened:
    page = tmp_path_factory.mktemp("page") / "report.html"
    write_page(badly_named, page)
    return open_page(chromium, page)


def test_opening_the_page_asks_the_network_for_nothing(opened: Opened) -> None:
    assert opened.asked == set()


def test_the_page_bears_its_title(opened: Opened) -> None:
    head = next(title for title in opened.dom.all("title") if title.parent.tag == "head")
    assert head.text == TITLES[opened.lang]
    assert [e.attributes["lang"] for e in opened.dom.all("html")] == [opened.lang]


def test_every_gate_shows_the_count_of_the_plan(opened: Opened, plan: sa.Plan) -> None:
    boxes = [e for e in opened.dom.elements if e.has_class("gate")]
    shown = {}
    for box in boxes:
        inside = [e for e in opened.dom.elements if e.parent is box]
        name = next(e.text for e in inside if e.tag == "strong")
        shown[name] = next(
            int(e.attributes["data-gate-count"]) for e in inside if e.has_class("count")
        )
    gates, positions = plan.gates, plan.case.positions
    names = [gate_name(gate, positions, opened.lang) for gate in gates["gate"]]
    assert shown == dict(zip(names, gates["count"].tolist(), strict=True))
    assert len(boxes) == len(gates)


def test_the_bars_hold_every_move_of_known_length(opened: Opened, plan: sa.Plan) -> None:
    known = int(plan.moves["km"].notna().sum())
    assert sum(map(int, opened.dom.values("data-bar"))) == known > 0


def test_the_page_runs_nothing_and_points_nowhere(opened: Opened) -> None:
    dom = opened.dom
    assert not {"script", "iframe", "object", "embed", "form", "base"} & {
        element.tag for element in dom.elements
    }
    assert [name for e in dom.elements for name in e.attributes if name.startswith("on")] == []
    addresses = [value for name in ADDRESSES for value in dom.values(name)]
    assert [value for value in addresses if not value.startswith(SAFE_ADDRESSES)] == []
    styles = [*(style.text for style in dom.all("style")), *dom.values("style")]
    assert [style for style in styles if "url(" in style or "@import" in style] == []


def test_the_page_forbids_itself_every_request(opened: Opened) -> None:
    metas = [e.attributes for e in opened.dom.all("meta")]
    policies = [m["content"] for m in metas if m.get("http-equiv") == "Content-Security-Policy"]
    assert len(policies) == 1
    directives = (part.split(maxsplit=1) for part in policies[0].split(";"))
    assert dict(directives) == POLICY


@pytest.mark.parametrize("is_forbidden", [True, False])
def test_what_is_smuggled_into_the_page_asks_only_where_nothing_forbids_it(
    is_forbidden: bool, plan: sa.Plan, chromium: str, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    write_page(plan, page)
    content = page.read_text(encoding="utf-8").replace("</body>", f"{INTRUDERS}</body>")
    if not is_forbidden:
        content = content.replace("Content-Security-Policy", "none")
    page.write_text(content, encoding="utf-8")
    wanted = {f"http://{kind}.example/" for kind in ("image", "frame", "script", "style")}
    expected = set() if is_forbidden else {*wanted, LOOK_UP}
    assert open_page(chromium, page).asked == expected


def test_hostile_names_are_text_and_add_no_element(hostile: Opened, opened: Opened) -> None:
    tags = {element.tag for element in opened.dom.elements}
    assert {element.tag for element in hostile.dom.elements} <= tags
    assert hostile.asked == set()


def test_names_of_units_stand_in_the_page_letter_by_letter(
    hostile: Opened, badly_named: sa.Plan
) -> None:
    names = Labels(badly_named.case, "vi").units.values()
    assert {name.removeprefix("Xã ").removeprefix("Phường ") for name in names} == set(NAMES)
    cells = {cell.text for cell in hostile.dom.all("td")}
    assert set(names) <= cells
    assert set(names) <= set(hostile.dom.values("title"))


def test_names_of_people_stand_in_the_page_letter_by_letter(
    hostile: Opened, badly_named: sa.Plan
) -> None:
    names = badly_named.case.cadres.set_index("cadre_id")["name"]
    gates = badly_named.gates
    people = gates[(gates["kind"] == "person") & (gates["count"] > 0)]
    lists = [element.text for element in hostile.dom.all("bdi")]
    seen = set()
    for codes in people["cases"].str.split(";"):
        shown = codes[:12]
        assert {f"{names[code]} ({code})" for code in shown} <= set(lists)
        seen |= {names[code] for code in shown}
    assert seen == set(SHORT_NAMES)
