"""The first sheet: what a director reads before anything else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from staffalloc.case.literal import write_text
from staffalloc.case.problems import Language
from staffalloc.certificate import FEASIBLE, StepProof
from staffalloc.report.figures import Figures, figures_of
from staffalloc.report.headline import (
    PROPOSAL,
    STEPS,
    TITLE,
    before_and_after,
    proof_note,
    synthetic_alarm,
    verdict,
)
from staffalloc.report.provinces import province_names
from staffalloc.report.workbook.formats import LOCALES
from staffalloc.report.workbook.method_sheet import METHOD_SHEET
from staffalloc.tables.columns import TABLES
from staffalloc.tables.names import gate_name
from staffalloc.tables.words import COMPONENTS, POSTINGS, PROOFS, VERDICTS, in_words, number_text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from staffalloc.plan.plan import Plan

OVERVIEW_SHEET: Final = ("Tổng quan", "Overview")
_WIDTHS: Final = (58, 21, 21, 21)
_LAST: Final = len(_WIDTHS) - 1
_LETTERS_A_LINE: Final = 110
_LINE_HEIGHT: Final = 15.5
_A4: Final = 9


def write_overview(workbook: Workbook, sheet: Worksheet, plan: Plan, lang: Language) -> None:
    """Write title, warnings, proofs, figures before and after, gates and the list of sheets."""
    page = _Page(sheet, _Looks(workbook, lang), lang)
    page.set_up()
    overview = _Overview(page, plan, figures_of(plan), lang)
    overview.write()


class _Looks:
    """Formats of the overview."""

    def __init__(self, workbook: Workbook, lang: Language) -> None:
        def look(**traits: object) -> Format:
            return workbook.add_format({"valign": "vcenter", **traits})

        line = {"bottom": 4, "bottom_color": "#BFBFBF"}
        head = {"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True}
        self.title = look(bold=True, font_size=18)
        self.subtitle = look(font_size=12, text_wrap=True)
        self.alarm = look(
            bold=True, font_size=12, font_color="#9C0006", bg_color="#FFC7CE", border=2,
            text_wrap=True,
        )  # fmt: skip
        self.may_sign = look(
            bold=True, font_size=12, font_color="#1D5F2F", bg_color="#E2EFDA", border=2,
            text_wrap=True,
        )  # fmt: skip
        self.section = look(bold=True, font_size=13, bottom=2)
        self.note = look(italic=True, text_wrap=True)
        self.head = look(**head)
        self.head_right = look(**{**head, "valign": "top"}, align="right")
        self.head_word = look(**head, indent=1)
        self.text = look(text_wrap=True, **line)
        self.word = look(text_wrap=True, align="right", **line)
        self.good = look(bold=True, bg_color="#E2EFDA", text_wrap=True, indent=1, **line)
        self.bad = look(bold=True, bg_color="#F8CBAD", text_wrap=True, indent=1, **line)
        self.link = look(font_color="#0563C1", underline=1, **line)
        self.whole = look(num_format=LOCALES[lang] + "#,##0", **line)
        self.tenth = look(num_format=LOCALES[lang] + "#,##0.0", **line)
        self.exact = look(num_format=LOCALES[lang] + "#,##0.000", **line)


class _Page:
    """Rows of the sheet, one after another."""

    def __init__(self, sheet: Worksheet, looks: _Looks, lang: Language) -> None:
        self.looks = looks
        self._sheet = sheet
        self._lang = lang
        self._row = 0

    def set_up(self) -> None:
        sheet = self._sheet
        for place, width in enumerate(_WIDTHS):
            sheet.set_column(place, place, width)
        sheet.hide_gridlines(2)
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&R&P / &N")

    def skip(self) -> None:
        self._row += 1

    def across(self, text: str, look: Format, *, height: float = 0) -> None:
        """Write a text over the whole width, high enough for its lines."""
        lines = math.ceil(len(text) / _LETTERS_A_LINE)
        self._sheet.set_row(self._row, height or _LINE_HEIGHT * lines + 2)
        self._sheet.merge_range(self._row, 0, self._row, _LAST, "", look)
        write_text(self._sheet, self._row, 0, text, look)
        self._row += 1

    def section(self, text: str) -> None:
        self.skip()
        self.across(text, self.looks.section, height=22)

    def heads(self, texts: Sequence[str], *, last_is_word: bool = False) -> None:
        """Write the heads of a block: the first of words, the others of numbers."""
        self._sheet.set_row(self._row, 2 * _LINE_HEIGHT + 6)
        looks = [self.looks.head, *[self.looks.head_right] * (len(texts) - 1)]
        if last_is_word:
            looks[-1] = self.looks.head_word
        for place, (text, look) in enumerate(zip(texts, looks, strict=True)):
            write_text(self._sheet, self._row, place, text, look)
        self._row += 1

    def figures(self, label: str, values: Sequence[float | None], look: Format) -> None:
        """Write a label and numbers; None leaves a cell out."""
        self._sheet.set_row(self._row, _LINE_HEIGHT + 1)
        write_text(self._sheet, self._row, 0, label, self.looks.text)
        for place, value in enumerate(values, 1):
            if value is None:
                self._sheet.write_blank(self._row, place, None, self.looks.text)
            else:
                self._sheet.write_number(self._row, place, value, look)
        self._row += 1

    def verdict(self, label: str, word: str, *, good: bool, rest: str) -> None:
        """Write a label, a coloured word over what is left but the last cell, and that."""
        self._sheet.set_row(self._row, 2 * _LINE_HEIGHT + 2)
        look = self.looks.good if good else self.looks.bad
        write_text(self._sheet, self._row, 0, label, self.looks.text)
        self._sheet.merge_range(self._row, 1, self._row, _LAST - 1, "", look)
        write_text(self._sheet, self._row, 1, word, look)
        write_text(self._sheet, self._row, _LAST, rest, self.looks.word)
        self._row += 1

    def gate(self, name: str, count: int, limit: int, verdict: str, *, good: bool) -> None:
        self._sheet.set_row(self._row, _LINE_HEIGHT * math.ceil(len(name) / _WIDTHS[0]) + 1)
        write_text(self._sheet, self._row, 0, name, self.looks.text)
        self._sheet.write_number(self._row, 1, count, self.looks.whole)
        self._sheet.write_number(self._row, 2, limit, self.looks.whole)
        look = self.looks.good if good else self.looks.bad
        write_text(self._sheet, self._row, 3, verdict, look)
        self._row += 1

    def link(self, title: str, reading: str, rows: int | None = None) -> None:
        """Write a link to a sheet and the sentence on it."""
        unit = "rows" if self._lang == "en" else "dòng"
        shown = title if rows is None else f"{title} ({number_text(rows, self._lang)} {unit})"
        escaped = title.replace("'", "''")
        lines = math.ceil(len(reading) / (_LETTERS_A_LINE * 0.5))
        self._sheet.set_row(self._row, _LINE_HEIGHT * lines + 2)
        target = f"internal:'{escaped}'!A1"
        self._sheet.write_url(self._row, 0, target, self.looks.link, shown)
        self._sheet.merge_range(self._row, 1, self._row, _LAST, "", self.looks.text)
        write_text(self._sheet, self._row, 1, reading, self.looks.text)
        self._row += 1


class _Overview:
    """What stands on the page, in one language."""

    def __init__(self, page: _Page, plan: Plan, figures: Figures, lang: Language) -> None:
        self._page = page
        self._plan = plan
        self._figures = figures
        self._lang = lang

    def write(self) -> None:
        self._title()
        self._verdict()
        self._gates()
        self._before_and_after()
        self._posts()
        self._proofs()
        self._sheets()

    def _say(self, vi: str, en: str) -> str:
        return en if self._lang == "en" else vi

    def _number(self, value: float, digits: int = 0) -> str:
        return number_text(value, self._lang, digits)

    def _title(self) -> None:
        page, f = self._page, self._figures
        page.across(
            self._say(*TITLE).upper(),
            page.looks.title,
            height=30,
        )
        page.across(self._territory(), page.looks.subtitle, height=18)
        page.across(
            self._say(*PROPOSAL),
            page.looks.note,
        )
        if f.workloads_synthetic:
            page.across(synthetic_alarm(f, self._lang), page.looks.alarm, height=40)
        if f.estimated_cells:
            cells = self._number(f.estimated_cells)
            page.across(
                self._say(
                    f"{cells} ô nhu cầu tính từ số liệu ước tính thay cho số liệu còn thiếu "
                    "(cột “Có số liệu ước tính” ở trang Nhu cầu).",
                    f"{cells} requirements rest on substitutes for missing workloads (column "
                    "Estimated of sheet Requirements).",
                ),
                page.looks.note,
            )

    def _verdict(self) -> None:
        """What forbids or allows the signature, before any figure."""
        page, closed = self._page, len(self._figures.gates_stopping)
        page.skip()
        text = verdict(closed, len(self._plan.gates), self._lang)
        page.across(text, page.looks.alarm if closed else page.looks.may_sign, height=26)

    def _territory(self) -> str:
        f = self._figures
        units, cadres = self._number(f.units), self._number(f.cadres)
        counts = self._say(
            f"{units} đơn vị hành chính, {f.positions} vị trí việc làm, {cadres} người",
            f"{units} units, {f.positions} positions, {cadres} people",
        )
        names = province_names(self._plan.case, self._lang)
        return f"{', '.join(names)}: {counts}" if names else counts

    def _proofs(self) -> None:
        page, certificate = self._page, self._plan.certificate
        page.section(self._say("Phương án có tối ưu không?", "Is the plan optimal?"))
        proofs: tuple[StepProof, ...] = (certificate.establishment, certificate.placement)
        steps = [(*texts, proof) for texts, proof in zip(STEPS, proofs, strict=True)]
        for vi, en, proof in steps:
            gap = self._number(100 * proof.gap, 2)
            page.verdict(
                self._say(vi, en),
                in_words(proof.status, PROOFS, self._lang),
                good=proof.status != FEASIBLE,
                rest=self._say(f"khoảng cách {gap} %", f"gap {gap} %"),
            )
        page.heads(
            [
                self._say("Con số của chứng minh (giờ quy đổi một năm)", "Figures of the proof"),
                self._say("Thiệt hại", "Cost"),
                self._say("Cận dưới", "Bound"),
                self._say("Khoảng cách", "Difference"),
            ]
        )
        for vi, en, proof in steps:
            distance = (proof.objective_mh - proof.bound_mh) / 1000
            values = (proof.objective, proof.bound, distance)
            page.figures(self._say(vi, en), values, page.looks.exact)
        for name, hours in certificate.placement.components.items():
            page.figures("  " + in_words(name, COMPONENTS, self._lang), [hours], page.looks.exact)
        page.across(proof_note(certificate.placement, self._lang), page.looks.note)

    def _before_and_after(self) -> None:
        page, f, say = self._page, self._figures, self._say
        page.section(say("Trước và sau", "Before and after"))
        heads = [in_words(name, POSTINGS, self._lang) for name in f.postings]
        page.heads([say("Mọi cột đo bằng cùng một thước", "All on one ruler"), *heads])
        for row in before_and_after(f, self._lang):
            page.figures(
                row.label, row.values, page.looks.tenth if row.digits else page.looks.whole
            )
        page.across(
            say(
                "Thước đo chung chỉ tính giờ việc thiếu, giờ nhàn rỗi và lãnh đạo thiếu; con số "
                "của bước 2 ở trên còn tính cả sự phù hợp, điều chuyển, đi lại và vượt khung.",
                "The ruler counts hours unserved, idle hours and missing leaders; the figure of "
                "step 2 above also counts fit, moves, travel and heads above the frame.",
            ),
            page.looks.note,
        )
        page.across(self._moves(), page.looks.note)

    def _moves(self) -> str:
        f = self._figures
        share = self._number(100 * f.move_share, 1)
        price = self._number(self._plan.case.policy.change_unit_hours)
        return self._say(
            f"{share} % số người đang có đơn vị phải chuyển. Muốn ít hơn: tăng khóa chính sách "
            f"change_unit_hours (đang là {price} giờ cho một lần chuyển).",
            f"{share} % of the people with a unit today move. For fewer, raise the policy key "
            f"change_unit_hours (now {price} hours a move).",
        )

    def _posts(self) -> None:
        page, f, say = self._page, self._figures, self._say
        whole, rules = page.looks.whole, self._plan.case.policy.rule_set
        page.section(say("Biên chế", "Posts"))
        heads = (("Theo phương án", "In the plan"), ("Số lượng", "Count"))
        page.heads(
            [say(*head) for head in (*heads, ("Giá (giờ quy đổi/năm)", "Price (weighted hours)"))]
        )
        needs = (
            ("Nhu cầu của các vị trí trong khung", "Required in the frame", f.required_in_frame),
            ("  trong đó lãnh đạo, quản lý", "  leaders among them", f.leaders_in_frame),
        )
        for vi, en, need in needs:
            page.figures(say(vi, en), [need, None], page.looks.tenth)
        rows = (
            ("Trần biên chế của các đơn vị", "Ceilings of all units", f.ceiling, None),
            (
                f"  trong đó số đơn vị tính trần theo bộ quy tắc {rules}",
                f"  units whose ceiling is by the rule set {rules}",
                f.ceilings_by_rule,
                None,
            ),
            ("Chỗ làm được duyệt trong khung", "Posts in the frame", f.posts_in_frame, None),
            ("Chỗ làm còn trống", "Empty posts", f.vacancies, None),
            (
                "  trong đó không có ai đủ điều kiện",
                "  with nobody eligible",
                f.vacancies_nobody_eligible,
                None,
            ),
            ("Chỗ lãnh đạo còn trống", "Empty leaders' seats", f.empty_leader_seats, None),
            (
                "Đơn vị có dưới 75 % nhu cầu được biên chế đáp ứng",
                "Units whose posts serve less than 75 % of the requirement",
                f.units_poorly_covered,
                None,
            ),
            (
                "Đơn vị có giờ thiếu tăng so với hiện nay",
                "Units with more hours unserved than today",
                f.units_worse,
                None,
            ),
            (
                "Người bố trí ngoài số chỗ làm được duyệt",
                "People placed beyond the posts",
                f.above_seats,
                None,
            ),
            (
                "Người ngoài phạm vi bố trí (hợp đồng, quân sự, bầu cử)",
                "People outside this placement (contract, military, elected)",
                f.outside_placement,
                None,
            ),
            ("Người vượt khung", "Heads above the frame", f.above_frame, f.above_frame_hours),
            (
                "Người chưa bố trí",
                "People in the pool",
                f.postings["planned"].people_out,
                f.pool_hours,
            ),
        )
        for vi, en, count, price in rows:
            page.figures(say(vi, en), [count, price], whole)

    def _gates(self) -> None:
        page, say = self._page, self._say
        page.section(say("Điều kiện ký", "Gates"))
        heads = (
            ("Điều kiện", "Gate"),
            ("Số trường hợp", "Cases"),
            ("Cho phép", "Allowed"),
            ("Kết luận", "Verdict"),
        )
        page.heads([say(*head) for head in heads], last_is_word=True)
        for row in self._plan.gates.itertuples():
            name = gate_name(row.gate, self._plan.case.positions, self._lang)
            verdict = in_words(row.verdict, VERDICTS, self._lang)
            page.gate(name, row.count, row.limit, verdict, good=row.verdict == "pass")
        page.across(
            say(
                "Cần làm gì với từng điều kiện: trang Kiểm tra trước khi ký, cột cuối.",
                "What to do about each gate: sheet Check before signing, last column.",
            ),
            page.looks.note,
        )

    def _sheets(self) -> None:
        page, tables = self._page, self._plan.tables
        page.section(self._say("Cách đọc các trang", "How to read the sheets"))
        for table in TABLES.values():
            if table.in_workbook and table.name in tables:
                rows = len(tables[table.name])
                page.link(table.title(self._lang), table.reading(self._lang), rows)
        page.link(
            METHOD_SHEET[self._lang == "en"],
            self._say(
                "Các bước, nguồn số liệu, bộ quy tắc, mọi giá và quy ước; cái nào là giả định.",
                "Steps, sources, rule set, every price and convention; which are assumptions.",
            ),
        )
