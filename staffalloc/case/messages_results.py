"""Words about plans and outlines, and of everything that is only noticed."""

from __future__ import annotations

from typing import Final

from staffalloc.case.message import Message

PLANS: Final = {
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

OUTLINES: Final = {
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

NOTICES: Final = {
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
