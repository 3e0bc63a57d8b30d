"""Words of what is wrong with files, tables and cells."""

from __future__ import annotations

from typing import Final

from staffalloc.case.message import Message

FILES: Final = {
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

TABLES: Final = {
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

CELLS: Final = {
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
