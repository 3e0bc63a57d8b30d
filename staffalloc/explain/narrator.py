"""Rows of a plan in sentences: the reason of a placement, ways out of the pool, standards.

The narrator reads the tables of a plan, live or read back from its folder, so the workbook, the
page and the terminal say the same words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.case.problems import Language
from staffalloc.case.vocabulary import CADRE_KINDS, LEVELS, POLITICAL_THEORY, STAFFING, Words
from staffalloc.explain.rows import Row, Rows
from staffalloc.explain.sentences import say
from staffalloc.tables import words as w
from staffalloc.tables.labels import Labels
from staffalloc.tables.words import in_words, number_text

LOSS_PARTS: Final = (
    "misfit",
    "change_position",
    "rank_down",
    "change_unit",
    "travel",
    "preference",
)
_POOL: Final = "pool"
_NOT_KNOWN: Final[Mapping[str, str]] = {
    "side_rules": "next_side_rules",
    "stages": "next_stages",
    "fairness": "next_fairness",
    "not_proven": "next_not_proven",
}
_MOST_LISTED: Final = 12
_MOST_LETTERS: Final = 8_000  # of a list: single names may be thousands of letters long


class Narrator:
    """Says in one language what the tables of a plan hold.

    Parameters
    ----------
    case : Case
    tables : mapping of str to DataFrame
        As ``plan.tables``.
    lang : {"vi", "en"}
    """

    def __init__(self, case: Case, tables: Mapping[str, pd.DataFrame], lang: Language) -> None:
        self.case = case
        self.tables = tables
        self.lang = lang
        self.labels = Labels(case, lang)

    def reason(self, cadre_id: str) -> str:
        """Return why a person sits where they do, what it costs, and the next best."""
        row, signed = self.assignments[cadre_id], self._signing.get(cadre_id)
        if row["status"] == "pool":
            return self.pool_reason(cadre_id)
        if signed is None or row["status"] != "placed":
            return self._say("outside", kind=self._why_outside(row).lower())
        figures = self.reasons[cadre_id]
        why = [self._what_happens(row, signed), *self._turns(row, signed)]
        why.append(self._fit(signed, figures))
        why += [self._say("need", need=self.hours(figures["need"]))] if figures["need"] > 0 else []
        why.append(self._cost(row))
        return f"{'; '.join(why)}. {self._next_best(row, figures)}."

    def pool_reason(self, cadre_id: str) -> str:
        """Return why a person is left out, and the ways out."""
        row = self._unplaced[cadre_id]
        why = in_words(row["reason"], w.POOL_REASONS, self.lang)
        out = self._say("pool", why=why[0].lower() + why[1:], price=self.hours(row["price"]))
        parts = [out, *self._part_time(cadre_id), *self._in_their_seat(row)]
        return f"{'; '.join(parts)}. {self.ways_out(cadre_id)}"

    def _in_their_seat(self, row: Row) -> Iterator[str]:
        """Who will hold the position, in the unit, that a person left out holds today."""
        holders = self._by_cell.get((row["today_unit"], row["today_position"]), [])
        if holders and row["today_position"]:
            yield self._say("in_their_seat", people=self.listed(map(self.person, holders)))

    def ways_out(self, cadre_id: str) -> str:
        """Return the ways out of the pool for one person."""
        row = self._unplaced[cadre_id]
        ways = []
        if row["way_seat_type"]:
            name = "way_seat" if row["way_cost"] > 0 else "way_equal"
            ways.append(
                self._say(
                    name, seat=self.seat(row["way_seat_type"]), cost=self.hours(row["way_cost"])
                )
            )
        if row["waive_condition"]:
            condition = in_words(row["waive_condition"], w.CONDITIONS, self.lang)
            count = number_text(row["waive_opens"], self.lang)
            ways.append(self._say("way_waive", condition=condition, count=count))
        return ". ".join(ways or [self._say("way_none")]) + "."

    def degree(self, row: Row) -> str:
        """Return level and field of a row of the list to sign against the standard."""
        level = self._standard(row["level"], row["required_level"], row["level_verdict"], LEVELS)
        training = in_words(row["field_verdict"], w.TRAINING, self.lang)
        return f"{level}; {training}" if training else level

    def theory(self, row: Row) -> str:
        """Return the political theory of a row of the list to sign against the standard."""
        asked, verdict = row["required_theory"], row["theory_verdict"]
        return self._standard(row["theory"], asked, verdict, POLITICAL_THEORY)

    def _standard(self, held: str, asked: str, verdict: str, words: Words) -> str:
        shown = in_words(held, words, self.lang)
        if not asked:
            return shown
        if asked == "none":
            return self._say("no_standard", held=shown)
        return self._say(verdict, held=shown, asked=in_words(asked, words, self.lang))

    def seat(self, seat_type: str) -> str:
        """Return a seat type as position and unit; the pool in words."""
        if seat_type == _POOL:
            return in_words(_POOL, w.STATUSES, self.lang)
        unit, lead, _ = seat_type.split("/")
        return self._say(
            "seat",
            position=self.labels.positions.get(lead, lead),
            unit=self.labels.units.get(unit, unit),
        )

    def today_title(self, row: Row) -> str:
        """Return today's title as the file gave it, or the name of today's position."""
        given = self.cadres[row["cadre_id"]]["today_title"]
        position = row["today_position"]
        if given in ("", self._vietnamese.positions.get(position)):
            return self.labels.positions.get(position, "")
        return str(given)

    def duties(self, row: Row) -> str:
        """Return the tasks of a row of the list to sign with their shares, the main one first."""
        if not row["lead_position"]:
            return ""
        main = f"{row['lead_position']}:{row['main_share']}"
        return self.labels.tasks(";".join(text for text in (main, row["concurrent"]) if text))

    def person(self, cadre_id: str) -> str:
        """Return a person's name with the code behind it, unless the name has it already."""
        name = self.labels.cadres.get(cadre_id, "")
        if not name or cadre_id in name.split():
            return name or cadre_id
        return f"{name} ({cadre_id})"

    def excluded(self, pairs: Iterable[str]) -> str:
        """Return ``code:condition`` pairs with names and words, the first of them."""
        return self.listed(
            self._say(
                "excluded",
                person=self.person(code),
                condition=in_words(condition, w.CONDITIONS, self.lang),
            )
            for code, condition in (pair.rsplit(":", 1) for pair in pairs)
        )

    def gate_cases(self, gate: Row) -> list[str]:
        """Return the first cases of a row of the gates by name; of heads, how many there are."""
        if gate["kind"] == "head":
            heads = int(self.tables["ceilings"]["heads_in_frame"].sum())
            if not gate["count"]:
                return []
            total = number_text(heads - gate["count"], self.lang)
            return [self._say("heads", heads=number_text(heads, self.lang), total=total)]
        codes = (code for code in gate["cases"].split(";") if code)
        return self.first_of(self.case_name(gate["kind"], code) for code in codes)

    def case_name(self, kind: str, code: str) -> str:
        """Return one case of a gate by name: a person, a unit, a task of a unit, or a post."""
        if kind == "person":
            return self.person(code)
        if kind == "cell":
            unit, position = code.split("/")
            names = self.labels.units.get(unit, unit), self.labels.positions.get(position, position)
            return ": ".join(names)
        return self.labels.units.get(code, code)

    def first_of(self, texts: Iterable[str]) -> list[str]:
        """Return the first texts, as many as a reader and a cell take, and how many more."""
        shown: list[str] = []
        rest, letters = 0, 0
        for text in texts:
            letters += len(text)
            if not shown and letters > _MOST_LETTERS:
                shown.append(f"{text[:_MOST_LETTERS]}…")
            elif rest or len(shown) == _MOST_LISTED or letters > _MOST_LETTERS:
                rest += 1
            else:
                shown.append(text)
        more = [self._say("more", count=number_text(rest, self.lang))] if rest else []
        return [*shown, *more]

    def listed(self, texts: Iterable[str]) -> str:
        """Return the first of the texts in one line."""
        return "; ".join(self.first_of(texts))

    def hours(self, value: float) -> str:
        """Return hours as a reader wants them: whole, with decimals only where they are few."""
        if abs(value) >= 10 or value == int(value):
            return number_text(value, self.lang)
        return number_text(value, self.lang, 1 if abs(value) >= 0.1 else 3)

    @cached_property
    def _by_cell(self) -> Mapping[tuple[str, str], list[str]]:
        """People by the unit and lead position they will have."""
        cells: dict[tuple[str, str], list[str]] = defaultdict(list)
        for code, row in self._signing.items():
            cells[row["unit_code"], row["lead_position"]].append(code)
        return cells

    @cached_property
    def _staffing(self) -> Mapping[str, str]:
        positions = self.case.positions
        return dict(zip(positions["position_id"], positions["staffing"], strict=True))

    @cached_property
    def _vietnamese(self) -> Labels:
        return Labels(self.case, "vi")

    @cached_property
    def cadres(self) -> Mapping[str, Row]:
        return Rows(self.case.cadres, "cadre_id")

    @cached_property
    def assignments(self) -> Mapping[str, Row]:
        return Rows(self.tables["assignments"], "cadre_id")

    @cached_property
    def reasons(self) -> Mapping[str, Row]:
        return Rows(self.tables["reasons"], "cadre_id")

    @cached_property
    def _signing(self) -> Mapping[str, Row]:
        return Rows(self.tables["signing"], "cadre_id")

    @cached_property
    def _unplaced(self) -> Mapping[str, Row]:
        return Rows(self.tables["unplaced"], "cadre_id")

    def _say(self, name: str, **values: object) -> str:
        return say(name, self.lang, **values)

    def _why_outside(self, row: Row) -> str:
        """The staffing of today's position if that is not placed, else the kind of the person."""
        staffing = self._staffing.get(row["today_position"], self.case.policy.place_staffing)
        if staffing != self.case.policy.place_staffing:
            return in_words(staffing, STAFFING, self.lang)
        return in_words(self.cadres[row["cadre_id"]]["kind"], CADRE_KINDS, self.lang)

    def _what_happens(self, row: Row, signed: Row) -> str:
        if signed["change"] != "new_unit":
            return self._say(signed["change"])
        km = row["km"]
        far = self._say("far", km=number_text(km, self.lang, 1)) if km == km else ""
        place = self.labels.units.get(row["today_unit"], row["today_unit"])
        return self._say("new_unit", place=place, far=far)

    def _turns(self, row: Row, signed: Row) -> Iterator[str]:
        if signed["rank_change"]:
            yield self._say(signed["rank_change"])
        if "pinned" in row["marks"].split(";"):
            yield self._say("pinned")
        yield from self._part_time(row["cadre_id"])

    def _part_time(self, cadre_id: str) -> Iterator[str]:
        """Half a working time is half the hours served: it explains many a placement."""
        fte = self.cadres[cadre_id]["fte"]
        if fte < 1:
            yield self._say("part_time", share=self.labels.percent(fte))

    def _fit(self, signed: Row, figures: Row) -> str:
        training = in_words(signed["field_verdict"], w.TRAINING, self.lang)
        return self._say("fit", training=training, fit=self.labels.percent(figures["fit"]))

    def _cost(self, row: Row) -> str:
        if row["loss"] == 0 and not any(row[part] for part in LOSS_PARTS):
            return self._say("free")
        parts = ", ".join(
            self._say(part, hours=self.hours(row[part])) for part in LOSS_PARTS if row[part]
        )
        return self._say("costs", loss=self.hours(row["loss"]), parts=parts)

    def _next_best(self, row: Row, figures: Row) -> str:
        seat, cost = figures["next_seat_type"], figures["next_cost"]
        if figures["next_proof"] == "none":
            return self._say("next_none")
        if figures["next_proof"] in _NOT_KNOWN:
            return self._say(_NOT_KNOWN[figures["next_proof"]])
        if seat == _POOL:
            return self._say("next_pool", cost=self.hours(cost))
        name = "next_seat" if cost > 0 else "next_equal"
        return self._say(name, seat=self._other_seat(row, seat), cost=self.hours(cost))

    def _other_seat(self, row: Row, seat_type: str) -> str:
        """Name a seat type beside the one held; where only the other tasks differ, by these."""
        unit, lead, others = seat_type.split("/")
        if (unit, lead) != (row["unit_code"], row["lead_position"]):
            return self.seat(seat_type)
        names = self.labels.positions
        position = names.get(lead, lead)
        if not others:
            return self._say("same_alone", position=position)
        beside = " + ".join(names.get(code, code) for code in others.split("+"))
        return self._say("same_with", position=position, others=beside)
