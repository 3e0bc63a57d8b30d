"""Cards: one person or one unit of a plan on half a page, in the words of the files."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from staffalloc.case.collation import person_order
from staffalloc.case.problems import CaseError, Problem
from staffalloc.case.vocabulary import YES_NO
from staffalloc.explain.narrator import Narrator
from staffalloc.explain.rows import Row
from staffalloc.rules.references import REFERENCES, SIGNERS
from staffalloc.tables import words as w
from staffalloc.tables.names import gate_name
from staffalloc.tables.words import in_words, number_text


class NotInPlanError(CaseError):
    """The plan has nobody, or no unit, with the code that was asked for."""


@dataclass(frozen=True)
class Card:
    """A title and lines of a label and a text."""

    title: str
    lines: tuple[tuple[str, str], ...]

    def text(self, width: int = 100) -> str:
        """Return the card for a terminal: labels in one column, texts wrapped beside them.

        Examples
        --------
        >>> print(Card("A", (("one", "two three"), ("four", "five"))).text(16))
        A
          one   two
                three
          four  five
        """
        column = max((len(label) for label, _ in self.lines), default=0)
        rows = [
            textwrap.fill(
                text or "–",
                max(width, column + 10),
                initial_indent=f"  {label:<{column}}  ",
                subsequent_indent=" " * (column + 4),
                break_on_hyphens=False,
            )
            for label, text in self.lines
        ]
        return "\n".join([" ".join(self.title.split()), *rows])


def card_of(narrator: Narrator, *, cadre: str | None, unit: str | None) -> Card:
    """Return the card of the person or the unit that is asked for.

    Raises
    ------
    NotInPlanError
        If the plan has no such person or unit.
    ValueError
        Unless exactly one of them is asked for.
    """
    if unit is not None and cadre is None:
        return unit_card(narrator, unit)
    if cadre is not None and unit is None:
        return person_card(narrator, cadre)
    raise ValueError("ask for one person or one unit")


def person_card(narrator: Narrator, cadre_id: str) -> Card:
    """Return the card of one person.

    Raises
    ------
    NotInPlanError
        If the plan has no such person.
    """
    if cadre_id not in narrator.assignments:
        raise NotInPlanError([Problem("explain_cadre_unknown", fields=(("code", cadre_id),))])
    return _PersonCard(narrator, cadre_id).card()


def unit_card(narrator: Narrator, unit_code: str) -> Card:
    """Return the card of one unit.

    Raises
    ------
    NotInPlanError
        If the plan has no such unit.
    """
    units = narrator.labels.units
    if unit_code not in units:
        near = difflib.get_close_matches(unit_code, list(units), n=1, cutoff=0.6)
        fields = (("code", unit_code), ("nearest", near[0] if near else "–"))
        raise NotInPlanError([Problem("explain_unit_unknown", fields=fields)])
    return _UnitCard(narrator, unit_code).card()


class _Writer:
    """What both cards need: two languages, numbers, rows of a table."""

    def __init__(self, narrator: Narrator) -> None:
        self._narrator = narrator
        self._lang = narrator.lang

    def _say(self, vi: str, en: str) -> str:
        return en if self._lang == "en" else vi

    def _number(self, value: float, digits: int = 0) -> str:
        return "–" if value != value else number_text(value, self._lang, digits)

    def _table(self, name: str) -> pd.DataFrame:
        return self._narrator.tables[name]

    def _gate(self, gate: str) -> str:
        return gate_name(gate, self._narrator.case.positions, self._lang)


class _PersonCard(_Writer):
    """The card of one person."""

    def __init__(self, narrator: Narrator, cadre_id: str) -> None:
        super().__init__(narrator)
        self._code = cadre_id
        self._row = narrator.assignments[cadre_id]

    def card(self) -> Card:
        return Card(self._narrator.person(self._code), tuple(self._lines()))

    def _lines(self) -> Iterator[tuple[str, str]]:
        narrator, row = self._narrator, self._row
        status = in_words(row["status"], w.STATUSES, self._lang)
        yield self._say("Kết quả", "Result"), status
        yield self._say("Hiện nay", "Today"), self._place(narrator.today_title(row), "today_unit")
        if row["unit_code"]:
            title = narrator.labels.positions.get(row["lead_position"], "")
            yield self._say("Theo phương án", "In the plan"), self._place(title, "unit_code")
        signed = self._signed()
        if signed is not None:
            yield from self._signed_lines(signed)
        reason = self._say("Lý do (giờ quy đổi/năm)", "Reason (weighted h a year)")
        yield reason, narrator.reason(self._code)

    def _signed(self) -> Row | None:
        table = self._table("signing")
        rows = table[table["cadre_id"] == self._code].to_dict("records")
        return rows[0] if rows else None

    def _signed_lines(self, signed: Row) -> Iterator[tuple[str, str]]:
        if signed["lead_position"]:
            yield self._say("Công việc", "Duties"), self._narrator.duties(signed)
        yield self._say("Biến động", "Change"), in_words(signed["change"], w.CHANGES, self._lang)
        yield self._say("Trình độ", "Degree"), self._narrator.degree(signed)
        yield self._say("Lý luận", "Theory"), self._narrator.theory(signed)
        decided = YES_NO["yes" if signed["needs_decision"] else "no"][self._lang == "en"]
        signer = in_words(signed["signer"], SIGNERS, self._lang)
        text = f"{decided}; {signer}" if signer else decided
        yield self._say("Cần quyết định", "Needs a decision"), text
        if signed["references"]:
            basis = [in_words(r, REFERENCES, self._lang) for r in signed["references"].split(";")]
            yield self._say("Căn cứ", "Legal basis"), "; ".join(basis)
        gates = [self._gate(gate) for gate in signed["gates"].split(";") if gate]
        none = self._say("không vướng", "none in the way")
        yield self._say("Điều kiện ký", "Gates"), "; ".join(gates) or none

    def _place(self, title: str, column: str) -> str:
        unit = self._narrator.labels.units.get(self._row[column], "")
        none = self._say("chưa có đơn vị", "no unit")
        return ", ".join(text for text in (title, unit or none) if text)


class _UnitCard(_Writer):
    """The card of one unit."""

    def __init__(self, narrator: Narrator, unit_code: str) -> None:
        super().__init__(narrator)
        self._code = unit_code

    def card(self) -> Card:
        return Card(
            f"{self._narrator.labels.units[self._code]} ({self._code})", tuple(self._lines())
        )

    def _lines(self) -> Iterator[tuple[str, str]]:
        yield from self._frame()
        yield from self._balance()
        yield self._say("Việc chưa giao ai", "Assigned to nobody"), self._uncovered()
        yield self._say("Chỗ làm còn trống", "Empty posts"), self._vacancies()
        yield self._say("Người", "People"), self._people()
        yield self._say("Lãnh đạo", "Leaders"), self._leaders()
        yield self._say("Điều kiện ký", "Gates"), self._gates()

    def _rows(self, table: str) -> list[Row]:
        frame = self._table(table)
        return list(frame[frame["unit_code"] == self._code].to_dict("records"))

    def _frame(self) -> Iterator[tuple[str, str]]:
        row = self._rows("ceilings")[0]
        count, empty = self._number, len(self._rows("vacancies"))
        beyond = sum("above_seats" in person["marks"] for person in self._rows("assignments"))
        yield (
            self._say("Biên chế", "Posts"),
            self._say(
                f"khung {count(row['frame'])}, trần {count(row['ceiling'])}; "
                f"{count(row['posts_in_frame'])} chỗ làm, {count(row['heads_in_frame'])} người "
                f"trong khung, vượt {count(row['above_frame'])}; {count(empty)} chỗ trống, "
                f"{count(beyond)} người ngoài số chỗ làm",
                f"frame {count(row['frame'])}, ceiling {count(row['ceiling'])}; "
                f"{count(row['posts_in_frame'])} posts, {count(row['heads_in_frame'])} heads in "
                f"the frame, {count(row['above_frame'])} above; {count(empty)} posts empty, "
                f"{count(beyond)} people beyond the posts",
            ),
        )
        price = self._narrator.hours(row["frame_price"])
        yield (
            self._say("Nâng riêng trần này thêm 1", "This ceiling alone one up"),
            self._say(
                f"phục vụ thêm {price} giờ quy đổi/năm (giá ở bước 1, trước khi xếp người)",
                f"would serve {price} weighted hours a year more (price of step 1, before people)",
            ),
        )

    def _balance(self) -> Iterator[tuple[str, str]]:
        rows = self._rows("flags")
        if not rows:  # no position applies to the unit
            return
        row = rows[0]
        required, today, planned = (
            self._number(row[name], 1) for name in ("required_fte", "today_fte", "planned_fte")
        )
        yield (
            self._say("Nhu cầu (người quy đổi)", "Required (FTE)"),
            self._say(
                f"{required}; hiện có {today}, theo phương án {planned}",
                f"{required}; today {today}, in the plan {planned}",
            ),
        )
        before, after = (
            in_words(row[name], w.UNIT_FLAGS, self._lang) for name in ("today_flag", "planned_flag")
        )
        yield self._say("Tình trạng", "Flag"), f"{before} → {after}"
        before, after = (
            self._number(row[f"{posting}_unserved_hours"]) for posting in ("today", "planned")
        )
        yield self._say("Giờ việc chưa có người làm", "Hours unserved"), f"{before} → {after}"
        before, after = (self._number(row[f"{p}_uncovered"]) for p in ("today", "planned"))
        label = self._say("Việc không có giờ công nào", "Work without an hour served")
        yield label, f"{before} → {after}"

    def _uncovered(self) -> str:
        return self._listed(
            f"{self._position(row['position_id'])} "
            f"({self._number(row['required_fte'], 2)}; "
            f"{in_words(row['reason'], w.UNCOVERED_REASONS, self._lang).lower()})"
            for row in self._rows("uncovered")
        )

    def _vacancies(self) -> str:
        return self._listed(
            f"{self._position(row['lead_position'])} ({self._narrator.hours(row['price'])} "
            f"{self._say('giờ', 'h')}; "
            f"{in_words(row['reason'], w.VACANCY_REASONS, self._lang).lower()})"
            for row in self._rows("vacancies")
        )

    def _people(self) -> str:
        rows = self._rows("signing")
        counts = {change: sum(row["change"] == change for row in rows) for change in w.CHANGES}
        moves = self._table("moves")
        gone = int((moves["from_unit"] == self._code).sum())
        texts = [
            f"{in_words(change, w.CHANGES, self._lang).lower()} {self._number(count)}"
            for change, count in counts.items()
            if count
        ]
        texts.append(self._say(f"chuyển đi {gone}", f"moved away {gone}"))
        return f"{self._number(len(rows))}: {'; '.join(texts)}"

    def _leaders(self) -> str:
        rows = self._rows("leaders")
        rows.sort(key=lambda row: (row["lead_position"], person_order(self._name(row))))
        return self._listed(
            f"{self._position(row['lead_position'])}: "
            f"{self._name(row) or in_words(row['verdict'], w.LEADER_VERDICTS, self._lang).lower()}"
            for row in rows
        )

    def _name(self, row: Row) -> str:
        return self._narrator.labels.cadres.get(row["cadre_id"]) or str(row["cadre_id"])

    def _gates(self) -> str:
        found = []
        for gate in self._table("gates").to_dict("records"):
            cases = [case for case in gate["cases"].split(";") if case]
            count = sum(self._is_here(gate["kind"], case) for case in cases)
            if count:
                found.append(f"{self._gate(gate['gate'])} ({self._number(count)})")
            elif gate["verdict"] == "unchecked":
                verdict = in_words("unchecked", w.VERDICTS, self._lang).lower()
                found.append(f"{self._gate(gate['gate'])} ({verdict})")
        return "; ".join(found) or self._say("không vướng", "none in the way")

    def _is_here(self, kind: str, case: str) -> bool:
        """Whether a case of a gate belongs to the unit: where the plan puts it, or it is today."""
        if kind == "person":
            row = self._narrator.assignments[case]
            return bool((row["unit_code"] or row["today_unit"]) == self._code)
        if kind == "post":
            return case in self._posts
        return case.partition("/")[0] == self._code

    @cached_property
    def _posts(self) -> frozenset[str]:
        return frozenset(row["post_id"] for row in self._rows("posts"))

    def _position(self, code: str) -> str:
        return self._narrator.labels.positions.get(code, code)

    def _listed(self, texts: Iterator[str] | Sequence[str]) -> str:
        return self._narrator.listed(texts) or self._say("không có", "none")
