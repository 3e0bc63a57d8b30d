"""The empty workbook a planner starts from: every sheet, with its headers explained."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from staffalloc.case.files import complete_file
from staffalloc.case.policy import Policy
from staffalloc.case.policy_values import describe_key, write_value
from staffalloc.case.schema import TABLES
from staffalloc.case.table_kinds import Column, Table
from staffalloc.case.writers import FIXED_DATE

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

GUIDE_SHEET: Final = "HƯỚNG DẪN - README"
_LAST_ROW: Final = 20_000  # drop-down lists and text format reach so far down
_WIDTH: Final = 18
_LONGEST_RULE: Final = 255  # letters Excel takes for a list of words
_FIRST_LIST_COLUMN: Final = 3
_TEXT_TYPES: Final = frozenset({"id", "text", "word", "words", "date", "flag"})

_TYPES: Final = {
    "id": ("mã, dạng văn bản", "code, as text"),
    "text": ("chữ", "text"),
    "word": ("chọn trong danh mục", "one word of the list"),
    "words": ("các mã, cách nhau bằng “;”", "codes, ';' between them"),
    "date": ("ngày, ví dụ 2025-07-01", "date, such as 2025-07-01"),
    "number": ("số", "number"),
    "count": ("số nguyên", "whole number"),
    "flag": ("yes hoặc no", "yes or no"),
}

_GUIDE: Final = (
    ("Mỗi trang là một bảng; giữ nguyên tên trang và tiêu đề.",
     "Each sheet is a table; keep the names of sheets and headers."),
    ("Tiêu đề nền cam là cột bắt buộc (ghi chú có dấu *); rê chuột lên tiêu đề để đọc giải thích.",
     "Headers on orange are required (their notes have a *); point at a header to read its note."),
    ("Mã luôn là văn bản: 00004, không phải 4. Các cột mã đã được định dạng Văn bản (Text).",
     "Codes are text: 00004, not 4. Columns of codes are formatted as Text already."),
    ("Ô có danh sách chọn chỉ nhận các từ trong danh sách.",
     "Cells with a drop-down list take the words of the list only."),
    ("Không thêm hàng tổng cộng, không gộp ô, không để công thức chưa tính.",
     "No total rows, no merged cells, no formulas left uncalculated."),
    ("Trang workloads có thể viết ngang: mỗi hàng một đơn vị, mỗi cột một chỉ số.",
     "Sheet workloads may be wide: a row a unit, a column an indicator."),
    ("Bảng tùy chọn không dùng thì để trống.",
     "Optional tables that are not used stay empty."),
    ("Cột ngoài mẫu bị bỏ qua và được báo lại; không nhập dữ liệu nhạy cảm không cần thiết.",
     "Unknown columns are left out and reported; enter no sensitive data that is not needed."),
    ("Kiểm tra tệp: staffalloc check TÊN_TỆP.xlsx",
     "To check the file: staffalloc check FILE.xlsx"),
)  # fmt: skip


def write_template(path: str | Path, *, overwrite: bool = False) -> None:
    """Write an empty workbook with every sheet, explained headers and drop-down lists.

    Parameters
    ----------
    path : str or Path
        An ``.xlsx`` file to create.
    overwrite : bool
        Whether an existing file may be replaced.

    Raises
    ------
    TargetExistsError
        If the file exists and `overwrite` is False.
    ValueError
        If the name does not end in ``.xlsx``.
    """
    target = Path(path)
    if target.suffix.casefold() != ".xlsx":
        raise ValueError(
            f"{target.name}: tệp mẫu phải có đuôi .xlsx / the template must be an .xlsx file"
        )
    import xlsxwriter

    with (
        complete_file(target, overwrite=overwrite) as part,
        xlsxwriter.Workbook(part, {"in_memory": True}) as workbook,
    ):
        workbook.set_properties({"created": FIXED_DATE, "title": "staffalloc"})
        formats = _Formats(workbook)
        guide = workbook.add_worksheet(GUIDE_SHEET)
        _write_guide(guide, formats)
        lists = _LongLists(guide)
        for table in TABLES.values():
            _write_table(workbook.add_worksheet(table.name), table, formats, lists)
        _write_policy(workbook.add_worksheet("policy"), formats)


class _Formats:
    """The few formats of the workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self.required: Format = workbook.add_format(
            {"bold": True, "bg_color": "#FCE4D6", "border": 1}
        )
        self.optional: Format = workbook.add_format(
            {"bold": True, "bg_color": "#DDEBF7", "border": 1}
        )
        self.text: Format = workbook.add_format({"num_format": "@"})
        self.wrapped: Format = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.title: Format = workbook.add_format({"bold": True, "font_size": 14})


class _LongLists:
    """Lists of words too long for a cell's rule, written to the right of the guide."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._column = _FIRST_LIST_COLUMN

    def source_of(self, words: list[str]) -> list[str] | str:
        """Return the words as a rule takes them: themselves, or where they are written."""
        if len(",".join(words)) <= _LONGEST_RULE:
            return words
        for row, word in enumerate(words):
            self._sheet.write_string(row, self._column, word)
        column = chr(ord("A") + self._column)
        self._column += 1
        return f"='{GUIDE_SHEET}'!${column}$1:${column}${len(words)}"


def _write_guide(sheet: Worksheet, formats: _Formats) -> None:
    sheet.set_column(0, 1, 70, formats.wrapped)
    sheet.write_string(0, 0, "Hướng dẫn", formats.title)
    sheet.write_string(0, 1, "How to fill in this workbook", formats.title)
    for row, (vi, en) in enumerate(_GUIDE, 1):
        sheet.write_string(row, 0, f"{row}. {vi}")
        sheet.write_string(row, 1, f"{row}. {en}")
    start = len(_GUIDE) + 2
    for row, table in enumerate(TABLES.values(), start):
        need = ("bắt buộc", "required") if table.required else ("tùy chọn", "optional")
        sheet.write_string(row, 0, f"{table.name}: {table.vi} ({need[0]})")
        sheet.write_string(row, 1, f"{table.name}: {table.en} ({need[1]})")


def _write_table(sheet: Worksheet, table: Table, formats: _Formats, lists: _LongLists) -> None:
    sheet.freeze_panes(1, len(table.key) if len(table.key) == 1 else 0)
    for place, column in enumerate(table.columns):
        is_text = column.type in _TEXT_TYPES
        sheet.set_column(place, place, _WIDTH, formats.text if is_text else None)
        sheet.write_string(
            0, place, column.name, formats.required if column.required else formats.optional
        )
        sheet.write_comment(0, place, explain(column), {"x_scale": 2.2, "y_scale": 1.6})
        allowed = ["yes", "no"] if column.type == "flag" else list(column.words or {})
        if allowed:
            sheet.data_validation(
                1,
                place,
                _LAST_ROW,
                place,
                {
                    "validate": "list",
                    "source": lists.source_of(allowed),
                    "ignore_blank": True,
                    "error_title": "staffalloc",
                    "error_message": f"Chọn trong danh sách / Choose from the list: {column.name}",
                },
            )


def explain(column: Column) -> str:
    """Return the note of a header, in Vietnamese and English.

    Examples
    --------
    >>> print(explain(TABLES["cadres"].column("fte")))
    Tỷ lệ thời gian
    Kiểu: số; từ 0.05 đến 1; để trống = 1
    Share of full time
    Type: number; from 0.05 to 1; blank = 1
    """
    vi, en = _TYPES[column.type]
    star = "* " if column.required else ""
    vi_parts = [f"Kiểu: {vi}", *_details(column, "từ", "đến", "để trống")]
    en_parts = [f"Type: {en}", *_details(column, "from", "to", "blank")]
    vi_note, en_note = column.note or ("", "")
    lines = [
        f"{star}{column.vi}",
        vi_note,
        "; ".join(vi_parts),
        f"{star}{column.en}",
        en_note,
        "; ".join(en_parts),
    ]
    if column.words:
        lines += [f"{word} = {names[0]} / {names[1]}" for word, names in column.words.items()]
    return "\n".join(line for line in lines if line)


def _details(column: Column, low: str, high: str, blank: str) -> list[str]:
    details = []
    bounds = []
    if column.minimum is not None:
        bounds.append(f"{low} {column.minimum:g}")
    if column.maximum is not None:
        bounds.append(f"{high} {column.maximum:g}")
    if bounds:
        details.append(" ".join(bounds))
    if column.refers_to is not None:
        details.append(f"→ {column.refers_to[0]}.{column.refers_to[1]}")
    if column.default is not None:
        details.append(f"{blank} = {_default(column.default)}")
    return details


def _default(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, int | float) else value


def _write_policy(sheet: Worksheet, formats: _Formats) -> None:
    sheet.freeze_panes(1, 0)
    headers = ("key", "value", "default", "unit", "nghĩa", "meaning", "source", "allowed")
    for place, header in enumerate(headers):
        sheet.set_column(place, place, 2 * _WIDTH if place in (0, 4, 5) else _WIDTH, formats.text)
        is_read = header in ("key", "value")
        sheet.write_string(0, place, header, formats.required if is_read else formats.optional)
    sheet.write_comment(
        0, 1, "Để trống = giá trị mặc định ở cột bên.\nBlank = the default in the next column."
    )
    default = Policy()
    for row, (key, field) in enumerate(Policy.model_fields.items(), 1):
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        cells = (
            key,
            "",
            write_value(getattr(default, key)),
            str(extra.get("unit", "")),
            str(extra.get("vi", "")),
            field.description or "",
            str(extra.get("source", "")),
            describe_key(key),
        )
        for place, cell in enumerate(cells):
            if cell:
                sheet.write_string(row, place, cell, formats.text)
