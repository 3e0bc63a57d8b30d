"""Words of what contradicts itself: references, rules, the policy, what cannot be planned."""

from __future__ import annotations

from typing import Final

from staffalloc.case.message import Message

REFERENCES: Final = {
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

RULES: Final = {
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

RULES_SET: Final = {
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

PLANNING: Final = {
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

POLICY: Final = {
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
