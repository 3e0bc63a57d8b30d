"""The page of a plan: one file that opens offline, gates first.

Nothing is fetched: styles and drawings are inside, there is no script, and the page forbids
itself every request. Names come from the case and are escaped by the template.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jinja2
import pandas as pd

from staffalloc.case.problems import Language
from staffalloc.explain.narrator import Narrator
from staffalloc.report import headline
from staffalloc.report.figures import Figures, figures_of
from staffalloc.report.method import Method
from staffalloc.report.page import drawings
from staffalloc.report.page.rule_list import RuleView, exclusions, rules_in_words
from staffalloc.report.page.unit_map import FONT_SIZE, Shape, circle_shapes, outline_shapes
from staffalloc.report.provinces import province_names
from staffalloc.tables import words as w
from staffalloc.tables.names import gate_name, gate_remedy
from staffalloc.tables.words import in_words, number_text

if TYPE_CHECKING:
    from staffalloc.plan.plan import Plan
    from staffalloc.report.page.outlines import Ring

MAP_WIDTH, MAP_HEIGHT = 560.0, 620.0
# A unit to which no position applies.
_NO_WORK: Final[Mapping[str, Any]] = {
    "planned_flag": "",
    "required_fte": 0.0,
    "today_fte": 0.0,
    "planned_fte": 0.0,
    "planned_uncovered": 0,
}
_LEAST_FONT: Final = 8.0  # drawing units
_HELD: Final = ("filled", "outside")


@dataclass(frozen=True)
class GateView:
    """A gate as the page shows it."""

    name: str
    count: int
    limit: int
    is_open: bool
    cases: list[str]
    remedy: str


def write_page(
    plan: Plan,
    path: Path,
    *,
    lang: Language = "vi",
    outlines: Mapping[str, tuple[Ring, ...]] | None = None,
) -> None:
    """Write the page of a plan as one HTML file; the same plan gives the same bytes.

    Parameters
    ----------
    plan : Plan
    path : Path
    lang : {"vi", "en"}
    outlines : mapping of unit_code to rings, optional
        Outlines of the units (see :func:`~staffalloc.report.page.outlines.read_outlines`); without
        them units are circles by population.
    """
    page = _Page(plan, lang, outlines)
    template = _environment().get_template("report.html.j2")
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(template.generate(page=page, t=page.say, n=page.number, pct=page.percent))


def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("staffalloc.report.page"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


class _Page:
    """Everything the template asks for, in one language."""

    name_size = FONT_SIZE
    title, proposal = headline.TITLE, headline.PROPOSAL

    def __init__(
        self, plan: Plan, lang: Language, outlines: Mapping[str, tuple[Ring, ...]] | None
    ) -> None:
        self.plan = plan
        self.lang = lang
        self.case = plan.case
        self.tables = plan.tables
        self.figures: Figures = figures_of(plan)
        self.narrator = Narrator(self.case, self.tables, lang)
        self.labels = self.narrator.labels
        self.method = Method(plan, lang)
        self._outlines = outlines

    def say(self, vi: str, en: str) -> str:
        return en if self.lang == "en" else vi

    def number(self, value: float | None, digits: int = 0) -> str:
        return "–" if value is None or value != value else number_text(value, self.lang, digits)

    def percent(self, share: float, digits: int = 0) -> str:
        return "–" if share != share else f"{self.number(100 * share, digits)}\u00a0%"

    @property
    def territory(self) -> str:
        return ", ".join(province_names(self.case, self.lang))

    @cached_property
    def gates(self) -> list[GateView]:
        rows = self.tables["gates"].to_dict("records")
        views = [
            GateView(
                gate_name(row["gate"], self.case.positions, self.lang),
                row["count"],
                row["limit"],
                row["verdict"] == "pass",
                self.narrator.gate_cases(row),
                gate_remedy(row["gate"], row["verdict"], self.lang),
            )
            for row in rows
        ]
        return sorted(views, key=lambda view: view.is_open)

    @property
    def closed_gates(self) -> int:
        return sum(not gate.is_open for gate in self.gates)

    @property
    def verdict(self) -> str:
        return headline.verdict(self.closed_gates, len(self.gates), self.lang)

    @property
    def alarm(self) -> str:
        return headline.synthetic_alarm(self.figures, self.lang)

    @property
    def proofs(self) -> list[tuple[str, str, float, float]]:
        certificate = self.plan.certificate
        proofs = (certificate.establishment, certificate.placement)
        return [
            (
                self.say(*texts),
                in_words(proof.status, w.PROOFS, self.lang),
                proof.objective,
                proof.bound,
            )
            for texts, proof in zip(headline.STEPS, proofs, strict=True)
        ]

    @property
    def proof_note(self) -> str:
        return headline.proof_note(self.plan.certificate.placement, self.lang)

    @property
    def before_and_after(self) -> list[headline.HeadlineRow]:
        return headline.before_and_after(self.figures, self.lang)

    @property
    def posting_names(self) -> list[str]:
        return [in_words(name, w.POSTINGS, self.lang) for name in self.figures.postings]

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        units = self.case.units
        names = dict(zip(units["unit_code"], units["name"], strict=True))
        size = {"width": MAP_WIDTH, "height": MAP_HEIGHT}
        if self._outlines is not None:
            return outline_shapes(self._outlines, names, **size)
        return circle_shapes(self.case.units, names, **size)

    @property
    def drawn_nearer(self) -> bool:
        """Whether far units are drawn nearer to the others than they are."""
        return any(shape.nearer for shape in self.shapes)

    @property
    def maps(self) -> list[tuple[str, Mapping[str, drawings.Pressure]]]:
        return [
            (in_words(name, w.POSTINGS, self.lang), self.pressures[name])
            for name in ("today", "planned")
        ]

    @cached_property
    def pressures(self) -> Mapping[str, Mapping[str, drawings.Pressure]]:
        flags, need = self.tables["flags"], self.tables["requirements"]
        return {
            posting: drawings.pressures(flags, need, self.case, posting)
            for posting in ("today", "planned")
        }

    @property
    def pressure_classes(self) -> list[str]:
        edges = [0.0, *drawings.PRESSURE_EDGES]
        names = [f"{self.number(100 * low)}–{self.percent(high)}" for low, high in pairwise(edges)]
        return [*names, f"≥ {self.percent(edges[-1])}"]

    @property
    def uses_outlines(self) -> bool:
        return self._outlines is not None

    @property
    def fields(self) -> list[dict[str, Any]]:
        rows = self.tables["field_shortage"].to_dict("records")
        return [{**row, "name": self.labels.field(row["field"])} for row in rows]

    @cached_property
    def departments(self) -> list[str]:
        return drawings.departments(self.case, self.tables["balance"])

    @cached_property
    def heat(self) -> Mapping[tuple[str, str], drawings.HeatCell]:
        return drawings.heat(self.case, self.tables["balance"])

    @cached_property
    def units(self) -> list[dict[str, Any]]:
        """One row a unit, the most pressed first."""
        frames = _by_unit(self.tables["ceilings"])
        leaders = self.tables["leaders"]
        held = leaders.groupby("unit_code")["verdict"].agg(lambda v: v.isin(_HELD).sum())
        posts = leaders.groupby("unit_code").size()
        uncovered = self.tables["uncovered"].groupby("unit_code").size()
        moves = self.tables["moves"]
        arrivals, departures = moves.groupby("to_unit").size(), moves.groupby("from_unit").size()
        flags = _by_unit(self.tables["flags"])
        rows = []
        for code, name in self.labels.units.items():
            own = flags.get(code, _NO_WORK)
            rows.append(
                {
                    **own,
                    **frames[code],
                    "name": name,
                    "leaders_held": int(held.get(code, 0)),
                    "leader_posts": int(posts.get(code, 0)),
                    "uncovered": int(uncovered.get(code, 0)),
                    "arrivals": int(arrivals.get(code, 0)),
                    "departures": int(departures.get(code, 0)),
                    "served_today": 1 - self.pressures["today"][code].share,
                    "served_planned": 1 - self.pressures["planned"][code].share,
                    "flag": in_words(own["planned_flag"], w.UNIT_FLAGS, self.lang),
                }
            )
        return sorted(rows, key=lambda row: (row["served_planned"], row["unit_code"]))

    @property
    def rules(self) -> list[tuple[str, list[RuleView]]]:
        """The rules in force by step, in the order of the catalogue."""
        return rules_in_words(self.tables["rules"], self.lang)

    @property
    def exclusions(self) -> list[tuple[str, int]]:
        """How often each condition was the first to exclude somebody from a leader's post."""
        return exclusions(self.tables["leaders"], self.lang)

    def font_size(self, shape: Shape) -> float:
        """Letters grow with the shape they stand in; an outline has no radius."""
        return round(min(18.0, max(_LEAST_FONT, 0.65 * shape.radius)), 1)

    @cached_property
    def unit_number(self) -> Mapping[str, int]:
        return {row["unit_code"]: number for number, row in enumerate(self.units, 1)}

    @cached_property
    def net_moves(self) -> Mapping[str, int]:
        """People arriving less people leaving, by unit."""
        return {row["unit_code"]: row["arrivals"] - row["departures"] for row in self.units}

    def net_class(self, unit: str) -> str:
        net = self.net_moves[unit]
        return "gain" if net > 0 else "loss" if net < 0 else "even"

    def signed(self, value: int) -> str:
        return f"+{value}" if value > 0 else f"−{-value}" if value < 0 else "0"

    @cached_property
    def flows(self) -> list[drawings.Flow]:
        return drawings.flows(self.tables["moves"])

    @property
    def largest_flows(self) -> Sequence[drawings.Flow]:
        return drawings.largest(self.flows)

    @property
    def flow_lines(self) -> list[drawings.Line]:
        return drawings.flow_lines(self.flows, self.shapes)

    @property
    def distance_bars(self) -> list[tuple[str, drawings.Bar]]:
        return [(self._km_range(bar), bar) for bar in drawings.distance_bars(self._km)]

    def _km_range(self, bar: drawings.Bar) -> str:
        if bar.upper is None:
            return f"> {self.number(bar.lower)} km"
        return f"{self.number(bar.lower)}–{self.number(bar.upper)} km"

    @property
    def _km(self) -> pd.Series:
        return self.tables["moves"]["km"]

    @property
    def median_km(self) -> float:
        return float(self._km.median())

    @property
    def unknown_km(self) -> int:
        return int(self._km.isna().sum())

    @property
    def changes(self) -> list[tuple[str, int]]:
        counts = self.tables["signing"]["change"].value_counts()
        return [
            (in_words(change, w.CHANGES, self.lang), int(counts.get(change, 0)))
            for change in w.CHANGES
        ]


def _by_unit(frame: pd.DataFrame) -> Mapping[str, Mapping[str, Any]]:
    return {str(row["unit_code"]): row for row in frame.to_dict("records")}
