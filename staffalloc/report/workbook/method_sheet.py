"""The last sheet of the workbook: method, sources, rules, prices, notes on the input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from staffalloc.case.literal import write_text
from staffalloc.case.problems import Language
from staffalloc.report.method import Method
from staffalloc.report.workbook.rows import LINE_HEIGHT, row_height

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

METHOD_SHEET: Final = ("Phương pháp", "Method")
_WIDTHS: Final = (30, 64, 16, 20, 18)
_LETTERS_A_LINE: Final = 135
_A4: Final = 9


def write_method(workbook: Workbook, sheet: Worksheet, method: Method, lang: Language) -> None:
    """Write the sheet, one block after another."""
    writer = _MethodSheet(workbook, sheet, lang)
    writer.set_up()
    writer.section("Các bước", "Steps")
    writer.across(method.steps)
    writer.section("Khối lượng công việc lấy từ đâu", "Where the workloads are from")
    writer.heads([("Loại", "Class"), ("Nguồn ghi trong tệp", "Source"), ("Số liệu", "Figures")])
    for source in method.sources:
        writer.row([source.kind, source.text, source.count])
    writer.section(method.rule_set, method.rule_set)
    for text in method.rule_sources:
        writer.across(text)
    writer.section("Các giá và quy ước", "Prices and conventions")
    writer.heads(
        [
            ("Khóa", "Key"),
            ("Ý nghĩa", "Meaning"),
            ("Giá trị", "Value"),
            ("Đơn vị tính", "Unit"),
            ("Căn cứ", "Basis"),
        ]
    )
    for line in method.policy:
        writer.row([line.key, line.name, line.value, line.unit, line.basis], bold=line.is_set)
    if method.notices:
        writer.section("Ghi chú về số liệu đầu vào", "Notes on the input")
        for text in method.notices:
            writer.across(text)


class _MethodSheet:
    """Rows of the sheet, one after another, in one language."""

    def __init__(self, workbook: Workbook, sheet: Worksheet, lang: Language) -> None:
        line = {"bottom": 4, "bottom_color": "#BFBFBF", "valign": "top", "text_wrap": True}
        self._sheet = sheet
        self._lang = lang
        self._row = 0
        self._section: Format = workbook.add_format({"bold": True, "font_size": 13, "bottom": 2})
        self._head: Format = workbook.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        self._text: Format = workbook.add_format(line)
        self._set: Format = workbook.add_format({**line, "bold": True})
        self._wrapped: Format = workbook.add_format({"valign": "top", "text_wrap": True})

    def set_up(self) -> None:
        for place, width in enumerate(_WIDTHS):
            self._sheet.set_column(place, place, width)
        self._sheet.hide_gridlines(2)
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_footer("&R&P / &N")

    def section(self, vi: str, en: str) -> None:
        self._row += 1 if self._row else 0
        self._sheet.set_row(self._row, 1.5 * LINE_HEIGHT)
        self._across(en if self._lang == "en" else vi, self._section)

    def across(self, text: str) -> None:
        """Write a text over the whole width, high enough for its lines."""
        lines = sum(1 + len(part) // _LETTERS_A_LINE for part in text.split("\n"))
        self._sheet.set_row(self._row, row_height(lines))
        self._across(text, self._wrapped)

    def heads(self, texts: Sequence[tuple[str, str]]) -> None:
        for place, text in enumerate(texts):
            write_text(self._sheet, self._row, place, text[self._lang == "en"], self._head)
        self._row += 1

    def row(self, cells: Sequence[str | int], *, bold: bool = False) -> None:
        look = self._set if bold else self._text
        lines = max(
            1 + int(len(str(cell)) * 1.1 // width)
            for cell, width in zip(cells, _WIDTHS, strict=False)
        )
        self._sheet.set_row(self._row, row_height(lines))
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                write_text(self._sheet, self._row, place, cell, look)
            else:
                self._sheet.write_number(self._row, place, cell, look)
        self._row += 1

    def _across(self, text: str, look: Format) -> None:
        self._sheet.merge_range(self._row, 0, self._row, len(_WIDTHS) - 1, "", look)
        write_text(self._sheet, self._row, 0, text, look)
        self._row += 1
