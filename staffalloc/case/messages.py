"""The words of every problem and notice, in Vietnamese and English, and how to mend each.

A text names its fields in braces; `table` and `column` are always there. Values of personal
columns never reach a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal


@dataclass(frozen=True)
class Message:
    """One sentence on what is the matter and one on how to mend it, in both languages."""

    vi: str
    en: str

    def text(self, lang: Literal["vi", "en"]) -> str:
        return self.vi if lang == "vi" else self.en


_FILES: Final = {
    "path_missing": Message(
        "không tìm thấy {path}. Hãy kiểm tra tên tệp hoặc thư mục.",
        "{path} does not exist. Check the name of the file or folder.",
    ),
    "path_unreadable": Message(
        "không đọc được {path} ({reason}). Hãy đóng tệp trong chương trình khác và kiểm tra"
        " quyền đọc.",
        "{path} cannot be read ({reason}). Close it in other programs and check its permissions.",
    ),
    "format_unknown": Message(
        "không nhận ra định dạng của {path}. Hãy dùng sổ Excel .xlsx, thư mục các tệp CSV, hoặc"
        " tệp .json.",
        "the format of {path} is not known. Use an Excel .xlsx workbook, a folder of CSV files,"
        " or a .json file.",
    ),
    "csv_alone": Message(
        "{path} là một bảng riêng lẻ. Hãy đưa cả thư mục chứa các bảng (units.csv,"
        " positions.csv, …).",
        "{path} is a single table. Give the folder that holds the tables (units.csv,"
        " positions.csv, …).",
    ),
    "no_tables": Message(
        "{path} không có bảng nào của hồ sơ (cần: {needed}). Hãy đặt tên trang hoặc tệp đúng như"
        " trong mẫu.",
        "{path} holds no table of a case (needed: {needed}). Name the sheets or files as in the"
        " template.",
    ),
    "table_twice": Message(
        "bảng “{table}” có ở hai nơi: {first} và {second}. Hãy giữ lại một.",
        'table "{table}" is there twice: {first} and {second}. Keep one of them.',
    ),
    "excel_old": Message(
        "{path} là sổ Excel kiểu cũ .xls. Hãy mở bằng Excel và lưu thành .xlsx.",
        "{path} is an old .xls workbook. Open it in Excel and save it as .xlsx.",
    ),
    "excel_binary": Message(
        "{path} là sổ Excel nhị phân .xlsb. Hãy mở bằng Excel và lưu thành .xlsx.",
        "{path} is a binary .xlsb workbook. Open it in Excel and save it as .xlsx.",
    ),
    "excel_macros": Message(
        "{path} có macro (.xlsm). Hãy lưu thành .xlsx không có macro.",
        "{path} holds macros (.xlsm). Save it as .xlsx without macros.",
    ),
    "excel_password": Message(
        "{path} được đặt mật khẩu. Hãy bỏ mật khẩu rồi lưu lại.",
        "{path} is protected by a password. Remove the password and save it again.",
    ),
    "excel_not": Message(
        "{path} có đuôi .xlsx nhưng không phải sổ Excel (có thể là CSV đổi tên). Hãy mở bằng"
        " Excel và lưu thành .xlsx.",
        "{path} is named .xlsx but is no Excel workbook (perhaps a renamed CSV). Open it in Excel"
        " and save it as .xlsx.",
    ),
    "excel_broken": Message(
        "{path} bị hỏng hoặc chưa ghi xong ({reason}). Hãy mở bằng Excel và lưu lại.",
        "{path} is damaged or incomplete ({reason}). Open it in Excel and save it again.",
    ),
    "excel_too_big": Message(
        "{path} quá lớn để đọc an toàn: {what} là {found}, giới hạn {most}. Hãy xóa các trang,"
        " hàng và cột thừa.",
        "{path} is too big to be read safely: {what} is {found}, the most is {most}. Delete"
        " surplus sheets, rows and columns.",
    ),
    "excel_entities": Message(
        "{path} chứa khai báo DTD hoặc mã hóa lạ trong {part}, không sổ Excel thật nào có. Hãy"
        " mở bằng Excel và lưu lại.",
        "{path} holds a DTD or a strange encoding in {part}, as no real workbook does. Open it in"
        " Excel and save it again.",
    ),
    "sheet_extent": Message(
        "trang có ô ở tận {cell} nên được coi là {rows} hàng × {columns} cột. Hãy xóa ô lẻ đó"
        " rồi lưu lại.",
        "a cell as far as {cell} makes the sheet {rows} rows × {columns} columns. Delete that"
        " stray cell and save again.",
    ),
    "encoding": Message(
        "{path} không phải văn bản UTF-8 (có thể là {guess}). Hãy lưu lại bằng “CSV UTF-8” và"
        " phông Unicode.",
        "{path} is not UTF-8 text (perhaps {guess}). Save it again as “CSV UTF-8” in a Unicode"
        " font.",
    ),
    "csv_delimiter": Message(
        "{path} chỉ có một cột nhưng dòng đầu chứa “{delimiter}”. Hãy ngăn cách các cột bằng"
        " dấu phẩy, dấu chấm phẩy hoặc tab.",
        "{path} has one column, yet “{delimiter}” in its first line. Separate columns with"
        " commas, semicolons or tabs.",
    ),
    "csv_broken": Message(
        "{path}:{line} có dấu ngoặc kép không khép hoặc đặt sai. Hãy sửa dòng này.",
        "{path}:{line} has an unclosed or misplaced quotation mark. Mend this line.",
    ),
    "ragged_row": Message(
        "hàng có nhiều ô hơn dòng tiêu đề. Hãy kiểm tra dấu ngăn cách trong các ô chữ.",
        "the row has more cells than the header. Check separators inside text cells.",
    ),
    "json_broken": Message(
        "{path} không phải JSON hợp lệ ({reason}). Hãy sửa tệp.",
        "{path} is not valid JSON ({reason}). Mend the file.",
    ),
    "json_shape": Message(
        "“{key}” phải là {expected}. Hãy xem một tệp do staffalloc lưu để làm mẫu.",
        '"{key}" must be {expected}. Look at a file saved by staffalloc for an example.',
    ),
}

_PLANS: Final = {
    "plan_file_missing": Message(
        "thư mục phương án thiếu {path} hoặc tệp không đọc được. Hãy dùng cả thư mục do staffalloc"
        " ghi ra.",
        "the plan folder lacks {path}, or it cannot be read. Use the whole folder that staffalloc"
        " wrote.",
    ),
    "plan_file_changed": Message(
        "{path} đã bị sửa sau khi ghi nên không còn là bảng của phương án này. Hãy lập lại phương"
        " án.",
        "{path} was changed after it was written and is no longer a table of this plan. Plan"
        " again.",
    ),
    "plan_file_other": Message(
        "{path} do một phiên bản khác của staffalloc ghi ra. Hãy lập lại phương án bằng phiên bản"
        " này.",
        "{path} was written by another version of staffalloc. Plan again with this one.",
    ),
    "explain_cadre_unknown": Message(
        "phương án không có cán bộ mang mã {code}. Hãy xem cột Mã cán bộ ở trang Danh sách ký.",
        "the plan has nobody with the code {code}. See the column Person code of the list to sign.",
    ),
    "explain_unit_unknown": Message(
        "phương án không có đơn vị mang mã {code}; mã gần nhất: {nearest}. Hãy kiểm tra lại mã.",
        "the plan has no unit with the code {code}; the nearest is {nearest}. Check the code.",
    ),
}

_TABLES: Final = {
    "too_many_rows": Message(
        "bảng “{table}” có {rows} hàng, một trang Excel chứa tối đa {most}. Hãy lưu thành thư mục"
        " CSV.",
        'table "{table}" has {rows} rows, an Excel sheet holds {most}. Save a folder of CSV files.',
    ),
    "table_missing": Message(
        "thiếu bảng “{table}”. Hãy thêm trang, tệp hoặc khóa tên “{table}”.",
        'table "{table}" is missing. Add a sheet, file or key called "{table}".',
    ),
    "table_missing_near": Message(
        "thiếu bảng “{table}”; có phải là “{nearest}” không? Hãy đổi tên thành “{table}”.",
        'table "{table}" is missing; is it "{nearest}"? Rename it "{table}".',
    ),
    "table_unknown": Message(
        "không có bảng nào tên “{table}”. Các bảng: {known}.",
        'there is no table called "{table}". The tables are: {known}.',
    ),
    "table_not_rows": Message(
        "bảng “{table}” phải là DataFrame hoặc danh sách các dict. Hãy đổi kiểu dữ liệu.",
        'table "{table}" must be a DataFrame or a list of dicts. Change its type.',
    ),
    "table_empty": Message(
        "bảng “{table}” chưa có hàng nào. Hãy nhập dữ liệu dưới dòng tiêu đề.",
        'table "{table}" has no rows yet. Fill in data below its header.',
    ),
    "table_blank": Message(
        "bảng “{table}” trống hoàn toàn, không có cả dòng tiêu đề. Hãy chép tiêu đề từ mẫu.",
        'table "{table}" is wholly blank, without even a header. Copy the header from the'
        " template.",
    ),
    "column_missing": Message(
        "thiếu cột bắt buộc “{column}” ({label}). Hãy thêm cột này.",
        'required column "{column}" is missing. Add it.',
    ),
    "column_missing_near": Message(
        "thiếu cột bắt buộc “{column}”; có phải là “{nearest}” không? Hãy đổi tên cột.",
        'required column "{column}" is missing; is it "{nearest}"? Rename that column.',
    ),
    "duplicate_header": Message(
        "cột “{column}” có hai lần. Hãy giữ lại một cột.",
        'column "{column}" is there twice. Keep one of them.',
    ),
    "header_blank": Message(
        "có dữ liệu dưới một cột không có tiêu đề. Hãy đặt tiêu đề hoặc xóa cột.",
        "there are values below a blank header. Give it a header or delete the column.",
    ),
    "total_row": Message(
        "đây là hàng tổng cộng, không phải dữ liệu. Hãy xóa hàng này.",
        "this is a total, not a row of data. Delete the row.",
    ),
    "merged_across": Message(
        "các ô {cells} bị gộp. Hãy bỏ gộp và điền từng ô.",
        "the cells {cells} are merged. Unmerge them and fill each one.",
    ),
    "duplicate_key": Message(
        "“{key}” có ở nhiều hàng. Mỗi mã chỉ được dùng một lần; hãy sửa hoặc xóa hàng thừa.",
        '"{key}" stands in several rows. A key may be used once; mend or delete the others.',
    ),
    "ids_alike": Message(
        "các mã {ids} chỉ khác nhau ở chữ hoa hoặc số 0 đầu. Hãy viết thống nhất một mã.",
        "the codes {ids} differ only by case or leading zeros. Write one and the same code.",
    ),
}

_CELLS: Final = {
    "blank_required": Message(
        "cột bắt buộc “{column}” đang để trống. Hãy điền giá trị.",
        'required column "{column}" is blank. Fill it in.',
    ),
    "number_in_id": Message(
        "mã là số {value}; có thể là “{proposal}”. Hãy định dạng cột thành Văn bản (Text) và nhập"
        " lại mã.",
        'the code is the number {value}; it may have been "{proposal}". Format the column as Text'
        " and type the code again.",
    ),
    "number_in_id_unknown": Message(
        "mã là số {value}. Hãy định dạng cột thành Văn bản (Text) và nhập lại mã.",
        "the code is the number {value}. Format the column as Text and type the code again.",
    ),
    "number_too_long": Message(
        "mã là số dài {digits} chữ số; quá {most} chữ số thì các số cuối đã mất. Hãy định dạng"
        " cột thành Văn bản (Text) và nhập lại.",
        "the code is a number of {digits} digits; beyond {most} the last ones are lost. Format the"
        " column as Text and type it again.",
    ),
    "date_in_id": Message(
        "mã đã bị đổi thành ngày {value}; có thể là “{proposal}”. Hãy định dạng cột thành Văn bản"
        " (Text) và nhập lại mã.",
        'the code was turned into the date {value}; it may have been "{proposal}". Format the'
        " column as Text and type the code again.",
    ),
    "date_in_text": Message(
        "ô chữ đã bị đổi thành ngày {value}. Hãy định dạng ô thành Văn bản (Text) và nhập lại.",
        "a text was turned into the date {value}. Format the cell as Text and type it again.",
    ),
    "not_text": Message(
        "{value} không phải là chữ. Hãy nhập chữ vào cột “{column}”.",
        '{value} is not text. Column "{column}" wants text.',
    ),
    "damaged_text": Message(
        "có ký tự hỏng {character}, do đọc sai bảng mã trước đó. Hãy nhập lại từ bản gốc.",
        "there is a damaged character {character}, from reading in a wrong encoding. Type it again"
        " from the original.",
    ),
    "control_character": Message(
        "có ký tự điều khiển {character} mà Excel không lưu được. Hãy xóa ký tự đó.",
        "there is a control character {character}, which Excel cannot store. Delete it.",
    ),
    "text_too_long": Message(
        "ô có {length} ký tự, Excel chỉ giữ được {most}. Hãy rút ngắn.",
        "the cell has {length} characters, Excel keeps {most}. Shorten it.",
    ),
    "unknown_word": Message(
        "“{value}” không có trong danh mục; gần nhất là “{nearest}”. Các từ được dùng: {allowed}.",
        '"{value}" is not in the list; the nearest is "{nearest}". The words are: {allowed}.',
    ),
    "semicolon_in_list": Message(
        "một phần tử của danh sách có dấu “;” bên trong. Hãy tách thành hai phần tử.",
        "an item of the list has a ';' inside. Split it in two.",
    ),
    "not_yes_no": Message(
        "“{value}” không phải là yes hoặc no. Hãy ghi yes hoặc no.",
        '"{value}" is neither yes nor no. Write yes or no.',
    ),
    "not_a_number": Message(
        "“{value}” không phải là số. Hãy ghi số, không kèm chữ hay đơn vị.",
        '"{value}" is not a number. Write a number without words or units.',
    ),
    "number_not_finite": Message(
        "“{value}” không phải là số hữu hạn. Hãy ghi một số, hoặc để trống.",
        '"{value}" is not a finite number. Write a number, or leave the cell blank.',
    ),
    "number_ambiguous": Message(
        "“{value}” có thể là {thousands} hoặc {decimal}. Hãy chọn locale: vi (dấu chấm là hàng"
        " nghìn) hoặc en (dấu chấm là thập phân).",
        '"{value}" may be {thousands} or {decimal}. Say the locale: vi (a point is a thousand) or'
        " en (a point is a decimal).",
    ),
    "number_needs_locale": Message(
        "“{value}” có dấu phẩy hoặc nhiều dấu chấm. Hãy chọn locale: vi đọc 1.234,5; en đọc"
        " 1,234.5.",
        '"{value}" has a comma or several points. Say the locale: vi reads 1.234,5; en reads'
        " 1,234.5.",
    ),
    "number_not_in_locale": Message(
        "“{value}” không viết theo kiểu {locale} ({example}). Hãy viết lại số.",
        '"{value}" is not written the {locale} way ({example}). Write it again.',
    ),
    "mixed_styles": Message(
        "cột viết lẫn hai kiểu: “{first}” và “{second}”. Hãy viết thống nhất một kiểu.",
        'the column mixes two styles: "{first}" and "{second}". Write them all one way.',
    ),
    "not_whole": Message(
        "{value} phải là số nguyên. Hãy làm tròn hoặc sửa lại.",
        "{value} must be a whole number. Round or mend it.",
    ),
    "below_minimum": Message(
        "{value} nhỏ hơn giới hạn {least} của cột “{column}”. Hãy sửa lại.",
        '{value} is below {least}, the least of column "{column}". Mend it.',
    ),
    "above_maximum": Message(
        "{value} lớn hơn giới hạn {most} của cột “{column}”. Hãy sửa lại.",
        '{value} is above {most}, the most of column "{column}". Mend it.',
    ),
    "not_a_date": Message(
        "“{value}” không phải là ngày. Hãy ghi dạng 2025-07-01.",
        '"{value}" is not a date. Write it as 2025-07-01.',
    ),
    "date_needs_locale": Message(
        "“{value}” có thể là ngày/tháng hoặc tháng/ngày. Hãy ghi dạng 2025-07-01, hoặc chọn"
        " locale vi.",
        '"{value}" may be day/month or month/day. Write it as 2025-07-01, or say locale vi.',
    ),
    "date_with_time": Message(
        "“{value}” có cả giờ. Hãy chỉ ghi ngày.",
        '"{value}" has a time of day. Write the date alone.',
    ),
    "date_too_early": Message(
        "{value} sớm hơn {first}, ngày đầu tiên Excel tính đúng. Hãy kiểm tra lại.",
        "{value} is before {first}, the first day Excel counts rightly. Check it.",
    ),
    "formula_error": Message(
        "ô có công thức bị lỗi {value}. Hãy sửa công thức hoặc ghi giá trị.",
        "the cell holds a formula error {value}. Mend the formula or write the value.",
    ),
    "formula_not_calculated": Message(
        "ô có công thức chưa được tính. Hãy mở tệp bằng Excel và lưu lại.",
        "the cell holds a formula that was never calculated. Open the file in Excel and save it.",
    ),
}

_REFERENCES: Final = {
    "unknown_reference": Message(
        "“{value}” không có trong bảng {target}. Hãy sửa mã, hoặc thêm vào bảng {target}.",
        '"{value}" is not in table {target}. Mend the code, or add it to table {target}.',
    ),
    "unknown_reference_near": Message(
        "“{value}” không có trong bảng {target}; gần nhất là “{nearest}”. Hãy sửa mã, hoặc thêm"
        " vào bảng {target}.",
        '"{value}" is not in table {target}; the nearest is "{nearest}". Mend the code, or add it'
        " to table {target}.",
    ),
    "group_without_row": Message(
        "nhóm kiêm nhiệm “{value}” chưa có hàng trong bảng concurrency. Hãy thêm nhóm và số vị"
        " trí tối đa.",
        'concurrency group "{value}" has no row in table concurrency. Add it with its most'
        " positions.",
    ),
    "old_unit_unknown": Message(
        "đơn vị cũ “{value}” không có trong bảng predecessors, cũng không phải tên huyện, quận cũ ở"
        " đó. Hãy điền unit_code hoặc bổ sung bảng predecessors.",
        'the old unit "{value}" is no old code and no old district of table predecessors. Fill in'
        " unit_code, or add the old unit there.",
    ),
    "same_pair": Message(
        "hai vế cùng là “{value}”. Hãy ghi hai mã khác nhau.",
        'both sides are "{value}". Write two different codes.',
    ),
    "pair_twice": Message(
        "cặp “{first}” – “{second}” có hai lần, theo hai chiều. Hãy giữ một hàng.",
        'the pair "{first}" – "{second}" is there twice, in both orders. Keep one row.',
    ),
}

_RULES: Final = {
    "min_above_max": Message(
        "tối thiểu {least} lớn hơn tối đa {most}. Hãy sửa một trong hai.",
        "the least, {least}, is above the most, {most}. Mend one of them.",
    ),
    "allowance_too_large": Message(
        "tỷ lệ việc chung {value} phải nhỏ hơn 1. Hãy ghi phần thập phân, ví dụ 0.15.",
        "a category allowance of {value} must be below 1. Write a share, such as 0.15.",
    ),
    "separator_in_id": Message(
        "mã “{value}” có dấu / ; : hoặc +, là các dấu nối mã. Hãy bỏ dấu đó.",
        'the code "{value}" holds / ; : or +, which join codes. Take the sign out.',
    ),
    "semicolon_in_id": Message(
        "mã “{value}” có dấu chấm phẩy, là dấu nối mã trong các danh sách. Hãy bỏ dấu đó.",
        'the code "{value}" holds a semicolon, which joins codes in lists. Take it out.',
    ),
    "available_hours_unlikely": Message(
        "quỹ thời gian tính được là {hours} giờ/năm, ngoài khoảng 200 đến 4000. Hãy xem lại đơn vị"
        " (giờ, không phải phút) của days_per_week, weeks, days_off, hours_per_day.",
        "the working time comes to {hours} hours a year, outside 200 to 4000. Look at the units"
        " (hours, not minutes) of days_per_week, weeks, days_off, hours_per_day.",
    ),
    "group_mixed": Message(
        "nhóm kiêm nhiệm “{group}” có vị trí khác nhau về “{column}”. Hãy tách thành hai nhóm.",
        'concurrency group "{group}" mixes positions of different "{column}". Make two groups.',
    ),
    "standard_too_long": Message(
        "định mức {minutes} phút vượt quá cả năm làm việc của một người ({most} phút). Hãy kiểm"
        " tra đơn vị tính.",
        "a standard of {minutes} minutes is more than one officer's year ({most} minutes). Check"
        " the unit of measure.",
    ),
    "workload_two_values": Message(
        "“{indicator}” của {unit} là {first} trong bảng units nhưng {second} trong bảng workloads."
        " Hãy giữ một giá trị.",
        '"{indicator}" of {unit} is {first} in table units but {second} in table workloads. Keep'
        " one value.",
    ),
    "workload_missing": Message(
        "thiếu khối lượng “{indicator}” của {count} đơn vị: {units}. Hãy điền, hoặc đặt chính"
        " sách missing_workload.",
        'workload "{indicator}" is missing for {count} units: {units}. Fill it in, or set policy'
        " missing_workload.",
    ),
    "coordinates_half": Message(
        "chỉ có một trong hai tọa độ. Hãy điền cả vĩ độ và kinh độ, hoặc để trống cả hai.",
        "only one of two coordinates is given. Fill in both latitude and longitude, or neither.",
    ),
    "skill_target": Message(
        "hàng phải nêu đúng một trong hai: position_id hoặc field. Hãy sửa hàng.",
        "the row must name either position_id or field, one of them. Mend the row.",
    ),
    "held_by_itself": Message(
        "vị trí “{value}” do chính nó kiêm. Hãy ghi vị trí khác hoặc party.",
        'position "{value}" is held by itself. Name another position, or party.',
    ),
    "pin_contradiction": Message(
        "hai quyết định về {cadre} trái nhau: {first} và {second}. Hãy giữ một quyết định.",
        "two decisions on {cadre} contradict each other: {first} and {second}. Keep one of them.",
    ),
    "pin_without_place": Message(
        "quyết định {action} không nêu đơn vị hay vị trí nào. Hãy điền ít nhất một.",
        "the decision {action} names neither unit nor position. Fill in at least one.",
    ),
    "pin_without_hours": Message(
        "quyết định prefer cần số giờ ưu tiên. Hãy điền cột hours.",
        "a prefer decision needs its worth. Fill in column hours.",
    ),
    "limit_without_bound": Message(
        "giới hạn không có min lẫn max. Hãy điền ít nhất một.",
        "the limit has neither min nor max. Fill in at least one.",
    ),
    "limit_without_target": Message(
        "giới hạn {rule} cần cột {wanted}. Hãy điền cột này.",
        "a {rule} limit needs column {wanted}. Fill it in.",
    ),
    "limit_column_unused": Message(
        "giới hạn {rule} không dùng cột “{column}” ({value}). Hãy để trống ô này hoặc sửa rule.",
        'a {rule} limit has no use for column "{column}" ({value}). Leave the cell blank, or mend'
        " rule.",
    ),
    "limit_two_targets": Message(
        "giới hạn {rule} nêu cả position_id và field. Hãy giữ một, hoặc tách thành hai hàng.",
        "the {rule} limit names both position_id and field. Keep one, or make two rows.",
    ),
    "limit_not_whole": Message(
        "giới hạn {rule} đếm người nên {value} phải là số nguyên. Hãy sửa số.",
        "a {rule} limit counts people, so {value} must be a whole number. Mend it.",
    ),
    "limit_too_fine": Message(
        "quỹ lương {value} có hơn hai chữ số thập phân; hệ số lương chỉ có hai. Hãy làm tròn.",
        "a payroll of {value} has more than two decimals, which coefficients have. Round it.",
    ),
    "limit_not_a_share": Message(
        "tỷ lệ {value} của giới hạn {rule} phải từ 0 đến 1. Hãy ghi phần thập phân, ví dụ 0.5.",
        "the share {value} of a {rule} limit must be 0 to 1. Write it as a part of one, such as"
        " 0.5.",
    ),
    "relations_contradict": Message(
        "{first} và {second} phải tách nhau nhưng lại cùng nhau qua {chain}. Hãy bỏ một trong các"
        " hàng này.",
        "{first} and {second} are to be apart, but together by {chain}. Take one of the rows out.",
    ),
}

_RULES_SET: Final = {
    "rule_set_unknown": Message(
        "không có bộ quy tắc “{value}”; gần nhất là “{nearest}”. Hãy sửa tên, hoặc ghi một ngày như"
        " 2025-10-20.",
        'there is no rule set "{value}"; the nearest is "{nearest}". Mend the name, or give a day'
        " such as 2025-10-20.",
    ),
    "rule_set_before_first": Message(
        "chưa có bộ quy tắc nào có hiệu lực ngày {day}. Hãy ghi ngày từ {first}.",
        "no rule set was in force on {day}. Give a day from {first} on.",
    ),
    "rule_set_extends_nothing": Message(
        "bộ quy tắc riêng phải dựa trên một bộ có sẵn. Hãy thêm khóa extends với một trong:"
        " {known}.",
        "a rule set of one's own extends one that is there. Add key extends with one of: {known}.",
    ),
    "rule_set_value": Message(
        "giá trị “{value}” của “{key}” không hợp lệ ({expected}). Hãy sửa.",
        'the value "{value}" of "{key}" is not allowed ({expected}). Mend it.',
    ),
    "rule_off_without_author": Message(
        "quy tắc “{rule}” bị tắt mà không ghi người quyết định và lý do. Hãy điền author và"
        " reason.",
        'rule "{rule}" is switched off without saying who decided and why. Fill in author and'
        " reason.",
    ),
    "applicability_without_author": Message(
        "vị trí {position} ở đơn vị {unit} khác với loại đơn vị mà không ghi người quyết định. Hãy"
        " điền author.",
        "position {position} in unit {unit} differs from its kind, and nobody is named who decided."
        " Fill in author.",
    ),
}

_PLANNING: Final = {
    "fairness_not_live": Message(
        "phương án có quy tắc công bằng (fairness) không mở để sửa trực tiếp được. Hãy sửa hồ sơ"
        " rồi lập lại phương án, hoặc tắt quy tắc này.",
        "a plan under the rule fairness cannot be kept open for edits. Change the case and plan it"
        " again, or switch the rule off.",
    ),
    "ceiling_below_least": Message(
        "đơn vị {unit} có trần {ceiling} nhưng số chỗ làm tối thiểu là {least} (mỗi nhóm kiêm nhiệm"
        " có việc cần ít nhất một chỗ; vị trí không có nhóm là một nhóm riêng). Hãy nâng trần thêm"
        " {missing}, gộp vị trí bằng concurrency_group, giảm min_posts, hoặc bỏ áp dụng vị trí ở"
        " bảng applicability.",
        "unit {unit} has a ceiling of {ceiling}, but its least posts are {least} (each concurrency"
        " group with work needs one, a position without a group is a group of its own). Raise the"
        " ceiling by {missing}, join positions by concurrency_group, lower min_posts, or take"
        " positions out in applicability.",
    ),
    "total_below_least": Message(
        "tổng biên chế {ceiling} thấp hơn số chỗ làm tối thiểu của các đơn vị là {least}. Hãy nâng"
        " tổng thêm {missing}.",
        "the total of {ceiling} posts is below the least posts of all units, {least}. Raise it by"
        " {missing}.",
    ),
    "city_sum_below_least": Message(
        "tổng toàn tỉnh “{name}” là {ceiling} nhưng số chỗ làm tối thiểu là {least}. Hãy giảm"
        " min_posts của các vị trí {positions}.",
        'the citywide sum "{name}" is {ceiling}, but the least posts are {least}. Lower min_posts'
        " of {positions}.",
    ),
    "live_in_stages": Message(
        "phương án bổ nhiệm theo từng bước không sửa trực tiếp được, vì mỗi bước chốt rồi mới sang"
        " bước sau. Hãy sửa hồ sơ rồi lập lại phương án.",
        "a plan of staged appointments cannot be edited live: each stage is locked before the next."
        " Change the case and plan it anew.",
    ),
    "pin_not_eligible": Message(
        "quyết định về {cadre} đưa người này vào chỗ không đủ điều kiện. Hãy ghi author và reason"
        " nếu vẫn quyết định, hoặc bỏ dòng này.",
        "the decision on {cadre} names a seat the person may not hold. Give it an author and a"
        " reason if it stands, or take it out.",
    ),
    "stable_beside_rules": Message(
        "ghép ổn định không đi cùng {rules}: các quy tắc ấy ràng buộc nhiều người cùng lúc. Hãy bỏ"
        " chúng, hoặc đặt placement_goal = least_loss.",
        "a stable matching cannot go with {rules}: they bind many people at once. Take them out,"
        " or set placement_goal = least_loss.",
    ),
    "live_least_loss_only": Message(
        "chỉ phương án có placement_goal = least_loss mới sửa trực tiếp được. Hãy sửa hồ sơ rồi lập"
        " lại phương án.",
        "only a plan with placement_goal = least_loss can be kept open for edits. Change the case"
        " and plan it again.",
    ),
    "stable_leaves_out": Message(
        "mọi cách ghép ổn định đều để {cadre} ngoài chỗ làm, dù có quyết định phải bố trí người"
        " này. Hãy bỏ quyết định đó, hoặc đặt placement_goal = least_loss.",
        "every stable matching leaves {cadre} without a seat, though a decision places this"
        " person. Take the decision out, or set placement_goal = least_loss.",
    ),
    "pin_without_seat": Message(
        "quyết định nêu đơn vị “{unit}” và vị trí “{position}” nhưng không có chỗ nào như vậy để bố"
        " trí. Hãy ghi rõ cả đơn vị và một vị trí được bố trí.",
        'the decision names unit "{unit}" and position "{position}", and there is no such seat to'
        " place. Name both a unit and a position that is placed.",
    ),
    "salary_missing": Message(
        "có giới hạn quỹ lương nhưng {count} người chưa có hệ số lương: {cadres}. Hãy điền"
        " salary_coefficient, hoặc bỏ các dòng payroll.",
        "there is a payroll limit, but {count} people have no salary coefficient: {cadres}. Fill in"
        " salary_coefficient, or take the payroll rows out.",
    ),
    "rule_not_applied": Message(
        "phiên bản này chỉ áp dụng {rule} dưới dạng max cho toàn bộ, không có min, price, đơn vị,"
        " vị trí hay ngành. Hãy bỏ các dòng khác để lập phương án không có quy tắc đó.",
        "this version applies {rule} only as a max over everything, without min, price, unit,"
        " position or field. Take the other rows out to plan without the rule.",
    ),
}

_POLICY: Final = {
    "policy_unknown_key": Message(
        "không có khóa chính sách “{key}”; gần nhất là “{nearest}”. Hãy sửa tên khóa.",
        'there is no policy key "{key}"; the nearest is "{nearest}". Mend the name.',
    ),
    "policy_value": Message(
        "giá trị “{value}” của “{key}” không hợp lệ; cần: {expected}. Hãy sửa giá trị.",
        'the value "{value}" of "{key}" is not allowed; wanted: {expected}. Mend it.',
    ),
    "policy_key_twice": Message(
        "khóa “{key}” có hai lần. Hãy giữ một.",
        'key "{key}" is there twice. Keep one of them.',
    ),
    "policy_shape": Message(
        "chính sách phải là bảng hai cột key và value, hoặc các cặp khóa – giá trị. Hãy sửa lại.",
        "the policy must be a table of columns key and value, or pairs of key and value. Mend it.",
    ),
    "days_off_part": Message(
        "“{part}” không phải phần ngày nghỉ; các phần: {allowed}. Hãy sửa days_off.",
        '"{part}" is no part of days_off; the parts are: {allowed}. Mend days_off.',
    ),
    "days_off_value": Message(
        "số ngày nghỉ {value} phải từ 0 đến dưới số ngày làm việc. Hãy sửa days_off.",
        "{value} days off must be 0 or more, and fewer than the working days. Mend days_off.",
    ),
    "working_time_parts": Message(
        "thiếu {missing}: days_per_week, weeks, days_off và hours_per_day phải có đủ cả bốn hoặc"
        " để trống cả bốn.",
        "{missing} is missing: give all of days_per_week, weeks, days_off and hours_per_day, or"
        " none.",
    ),
    "shares_not_one": Message(
        "segment_shares cộng lại là {total}, phải bằng 1 và không có phần âm. Hãy sửa.",
        "segment_shares add up to {total}; they must add up to 1 and none be negative. Mend them.",
    ),
    "not_rising": Message(
        "“{key}” phải không âm và tăng dần. Hãy sắp xếp lại: {value}.",
        '"{key}" must not be negative and must rise. Put them in order: {value}.',
    ),
    "thresholds_crossed": Message(
        "understaffed_below ({low}) phải nhỏ hơn overstaffed_above ({high}). Hãy sửa.",
        "understaffed_below ({low}) must be below overstaffed_above ({high}). Mend them.",
    ),
    "sensitive_column": Message(
        "“{name}” là dữ liệu cá nhân nhạy cảm. Hãy bỏ khỏi keep_columns, hoặc ghi lý do ở"
        " keep_sensitive_reason.",
        '"{name}" is sensitive personal data. Take it out of keep_columns, or give the reason in'
        " keep_sensitive_reason.",
    ),
}

_OUTLINES: Final = {
    "outlines_too_big": Message(
        "{path} có {found} MB, giới hạn là {most} MB. Hãy đơn giản hóa đường ranh giới, hoặc chỉ"
        " giữ các đơn vị của hồ sơ.",
        "{path} has {found} MB, the most is {most} MB. Simplify the outlines, or keep only the"
        " units of the case.",
    ),
    "outlines_shape": Message(
        "{path} không phải GeoJSON dạng FeatureCollection. Hãy xuất lại các đơn vị thành một"
        " FeatureCollection gồm Polygon hoặc MultiPolygon.",
        "{path} is no GeoJSON FeatureCollection. Export the units again as one FeatureCollection"
        " of Polygons or MultiPolygons.",
    ),
    "outline_without_code": Message(
        "đối tượng không có thuộc tính unit_code dạng chữ. Hãy ghi mã đơn vị vào unit_code.",
        "the feature has no property unit_code that is text. Write the unit's code there.",
    ),
    "outline_code_short": Message(
        "{count} mã thiếu số 0 ở đầu, như “{value}” thay cho “{proposal}”. Hãy ghi unit_code dạng"
        " chữ, đủ các số 0.",
        '{count} codes lack their leading zeros, such as "{value}" for "{proposal}". Write'
        " unit_code as text with all its zeros.",
    ),
    "outlines_none_known": Message(
        "không đối tượng nào trong số {count} có mã của một đơn vị trong hồ sơ. Hãy kiểm tra tệp"
        " có đúng tỉnh và unit_code có đúng mã đơn vị không.",
        "none of the {count} features has the code of a unit of the case. Check that the file is"
        " of the right province and that unit_code holds the units' codes.",
    ),
    "outline_twice": Message(
        "{count} đơn vị có nhiều hơn một đối tượng, như “{value}”. Hãy gộp các phần của mỗi đơn vị"
        " thành một MultiPolygon.",
        '{count} units have more than one feature, such as "{value}". Join the parts of each unit'
        " to one MultiPolygon.",
    ),
    "outline_missing": Message(
        "{count} đơn vị không có đường ranh giới trong tệp. Hãy thêm vào, hoặc không dùng tệp này:"
        " khi đó các đơn vị được vẽ thành hình tròn.",
        "{count} units have no outline in the file. Add them, or leave the file out: the units are"
        " drawn as circles then.",
    ),
    "outline_geometry": Message(
        "hình dạng là {found}, phải là Polygon hoặc MultiPolygon. Hãy xuất lại ranh giới dạng"
        " vùng.",
        "the geometry is {found}, and must be Polygon or MultiPolygon. Export the borders as"
        " areas.",
    ),
    "outline_coordinates": Message(
        "tọa độ trống hoặc không phải các cặp số hữu hạn [kinh độ, vĩ độ]. Hãy xuất lại đối tượng"
        " này.",
        "coordinates are empty or no pairs of finite numbers [longitude, latitude]. Export the"
        " feature again.",
    ),
    "outline_swapped": Message(
        "vĩ độ đứng trước kinh độ. Hãy đổi chỗ: GeoJSON ghi [kinh độ, vĩ độ].",
        "latitude stands before longitude. Swap them: GeoJSON has [longitude, latitude].",
    ),
    "outline_not_degrees": Message(
        "tọa độ vượt quá 180 độ kinh hoặc 90 độ vĩ, có thể là mét (VN-2000). Hãy xuất lại theo độ,"
        " WGS 84 (EPSG:4326).",
        "coordinates are beyond 180 degrees of longitude or 90 of latitude, perhaps metres"
        " (VN-2000). Export them in degrees, WGS 84 (EPSG:4326).",
    ),
}

_NOTICES: Final = {
    "rule_set_positions_missing": Message(
        "bộ quy tắc {rules} nêu các vị trí {positions} không có trong danh mục; các quy tắc về vị"
        " trí đó không áp dụng.",
        "rule set {rules} names positions {positions} that the catalogue lacks; its rules on them"
        " do not apply.",
    ),
    "old_unit_resolved": Message(
        "cán bộ {cadre} được xếp vào đơn vị {unit} theo đơn vị cũ. Hãy điền unit_code nếu khác.",
        "cadre {cadre} was taken to be in unit {unit} from the old one. Give unit_code if not.",
    ),
    "pin_outside_placement": Message(
        "quyết định về {cadre} không được áp dụng vì người này ngoài phạm vi bố trí (hợp đồng, quân"
        " sự, bầu cử). Hãy bỏ dòng này hoặc sửa kind.",
        "the decision on {cadre} is not applied: the person is outside this placement (contract,"
        " military, elected). Take it out, or mend kind.",
    ),
    "relation_outside_placement": Message(
        "quan hệ giữa {first} và {second} không được áp dụng vì có người ngoài phạm vi bố trí (hợp"
        " đồng, quân sự, bầu cử). Hãy bỏ dòng này, sửa kind, hoặc ghi forbid ở bảng pins.",
        "the relation of {first} and {second} is not applied: one of them is outside this placement"
        " (contract, military, elected). Take it out, mend kind, or forbid a unit in pins.",
    ),
    "place_opened": Message(
        "đã mở thêm {count} chỗ {seat} ngoài khung theo quyết định. Xem cột opened của bảng seats.",
        "{count} places {seat} were opened above the posts by pins. See column opened of seats.",
    ),
    "trimmed": Message(
        "đã bỏ khoảng trắng ở đầu hoặc cuối {count} ô.",
        "blanks at the ends of {count} cells were removed.",
    ),
    "blanks_inside": Message(
        "đã rút gọn khoảng trắng bên trong {count} mã.",
        "blanks inside {count} codes were reduced to one.",
    ),
    "invisible": Message(
        "đã bỏ ký tự ẩn trong {count} mã.",
        "invisible characters in {count} codes were removed.",
    ),
    "newlines": Message(
        "đã thống nhất dấu xuống dòng trong {count} ô.",
        "line ends in {count} cells were made uniform.",
    ),
    "composed": Message(
        "đã chuyển {count} ô sang Unicode dựng sẵn (NFC).",
        "{count} cells were brought to composed Unicode (NFC).",
    ),
    "eth": Message(
        "{count} ô có chữ Ð (U+00D0) trông giống Đ (U+0110). Hãy kiểm tra lại.",
        "{count} cells hold Ð (U+00D0), which looks like Đ (U+0110). Check them.",
    ),
    "number_as_text": Message(
        "{count} số trong cột chữ được đọc thành chữ.",
        "{count} numbers in a text column were read as text.",
    ),
    "word_translated": Message(
        "{count} ô được hiểu theo tên tiếng Việt hoặc tiếng Anh của từ trong danh mục.",
        "{count} cells were understood by the Vietnamese or English name of the word.",
    ),
    "repeated_words": Message(
        "đã bỏ phần tử lặp trong {count} danh sách.",
        "repeated items were dropped from {count} lists.",
    ),
    "header_translated": Message(
        "cột “{header}” được hiểu là “{column}”.",
        'column "{header}" was understood as "{column}".',
    ),
    "unknown_column": Message(
        "cột lạ “{header}” bị bỏ qua.",
        'unknown column "{header}" was left out.',
    ),
    "keep_column_absent": Message(
        "keep_columns nêu “{name}” nhưng bảng cadres không có cột này.",
        'keep_columns names "{name}", but table cadres has no such column.',
    ),
    "source_ignored": Message(
        "không đọc “{name}”: không phải bảng của hồ sơ.",
        '"{name}" was not read: it is no table of a case.',
    ),
    "rows_above_header": Message(
        "đã bỏ qua {count} hàng phía trên dòng tiêu đề.",
        "{count} rows above the header were left out.",
    ),
    "rows_below_gap": Message(
        "chỉ đọc đến trước {gap} hàng trống liên tiếp; bỏ qua phần phía dưới.",
        "reading stopped at {gap} blank rows; what is below was left out.",
    ),
    "short_rows": Message(
        "{count} hàng có ít ô hơn dòng tiêu đề; phần thiếu được coi là trống.",
        "{count} rows have fewer cells than the header; the missing ones count as blank.",
    ),
    "merged_filled": Message(
        "ô gộp {cells} được điền xuống từng hàng.",
        "the merged cells {cells} were filled down.",
    ),
    "hidden_rows": Message(
        "{count} hàng ẩn hoặc bị lọc vẫn được đọc.",
        "{count} hidden or filtered rows were read like the others.",
    ),
    "hidden_sheet": Message(
        "trang “{name}” bị ẩn ({how}); trang bảng ẩn vẫn được đọc.",
        'sheet "{name}" is hidden ({how}); a hidden table sheet is read all the same.',
    ),
    "external_links": Message(
        "sổ có liên kết ra ngoài; staffalloc không bao giờ tải chúng.",
        "the workbook links to outside data; staffalloc never fetches it.",
    ),
    "names_alike": Message(
        "{count} cặp tên chỉ khác cách đặt dấu (hòa, hoà). Có thể là cùng một tên.",
        "{count} pairs of names differ only in where the tone stands (hòa, hoà). They may be the"
        " same name.",
    ),
    "terrain_assumed": Message(
        "{count} đơn vị không ghi địa hình, được coi là đồng bằng.",
        "{count} units give no terrain and count as lowland.",
    ),
    "population_missing": Message(
        "{count} đơn vị không có dân số, được dùng khung nhỏ nhất: {units}.",
        "{count} units without population get the smallest frame: {units}.",
    ),
    "workload_assumed": Message(
        "{count} khối lượng bị thiếu được thay theo chính sách missing_workload = {how}.",
        "{count} missing workloads were replaced by policy missing_workload = {how}.",
    ),
    "sensitive_kept": Message(
        "giữ lại cột nhạy cảm “{name}” với lý do đã ghi trong chính sách.",
        'the sensitive column "{name}" is kept, for the reason given in the policy.',
    ),
}

CATALOGUE: Final[Mapping[str, Message]] = MappingProxyType(
    _FILES
    | _PLANS
    | _TABLES
    | _CELLS
    | _REFERENCES
    | _RULES
    | _RULES_SET
    | _PLANNING
    | _POLICY
    | _OUTLINES
    | _NOTICES
)
