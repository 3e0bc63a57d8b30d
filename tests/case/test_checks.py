"""What a case must satisfy: for each check a case that keeps it, breaks it, and is on the edge."""

from __future__ import annotations

from typing import Any

import pytest

from staffalloc.case import Case

from .small import cadre, codes, only, position, tables


def units(**columns: Any) -> list[dict[str, Any]]:
    first, second = tables()["units"]
    return [first | columns, second]


def positions(*changed: dict[str, Any]) -> list[dict[str, Any]]:
    ids = {row["position_id"] for row in changed}
    return [*changed, *(row for row in tables()["positions"] if row["position_id"] not in ids)]


def pin(cadre_id: str, action: str, unit: str = "", position_id: str = "", **more: Any) -> Any:
    return {
        "cadre_id": cadre_id,
        "action": action,
        "unit_code": unit,
        "position_id": position_id,
    } | more


def test_the_small_case_is_sound() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("table", "rows", "column"),
    [
        ("workloads", [{"unit_code": "00009", "indicator_id": "parcels", "value": 1}], "unit_code"),
        ("cadres", [cadre("c1", position_id="A9")], "position_id"),
        ("cadres", [cadre("c1", fields="law;lawn")], "fields"),
        (
            "standards",
            [{"position_id": "A1", "indicator_id": "x", "minutes_per_unit": 1}],
            "indicator_id",
        ),
        ("positions", positions(position("A1", required_fields="law;building")), "required_fields"),
        ("positions", positions(position("A1", held_by="A7;party")), "held_by"),
        ("skills", [{"cadre_id": "c8", "field": "law", "skill": 1}], "cadre_id"),
        ("coaching", [{"field_from": "law", "field_to": "lnd"}], "field_to"),
        ("relations", [{"cadre_a": "c1", "cadre_b": "c7", "rule": "apart"}], "cadre_b"),
        ("limits", [{"rule": "moves", "unit_code": "1", "max": 3}], "unit_code"),
        (
            "applicability",
            [{"unit_code": "00001", "position_id": "Z", "applies": "no", "author": "A"}],
            "position_id",
        ),
    ],
)
def test_a_code_that_is_nowhere_defined(table: str, rows: list[Any], column: str) -> None:
    found = [p for p in _problems(table, rows) if p.code.startswith("unknown_reference")]
    assert [(p.table, p.column) for p in found] == [(table, column)]


def _problems(table: str, rows: list[Any]) -> Any:
    from .small import problems

    return problems(policy={"missing_workload": "zero"}, **{table: rows})


def test_the_nearest_code_is_proposed() -> None:
    problem = only(cadres=[cadre("c1", unit_code="00011"), cadre("c2", unit_code="00001")])
    assert '"00011" is not in table units; the nearest is "00001"' in problem.text("en")


def test_all_places_of_an_unknown_code_are_named_in_one_problem() -> None:
    problem = only(cadres=[cadre(f"c{n}", unit_code="zzzzzzz") for n in range(9)])
    assert (problem.place, len(problem.others)) == ("cadres row 0, unit_code", 8)
    assert "và 4 chỗ nữa" in problem.text("vi")


@pytest.mark.parametrize("held_by", ["party", "A2", "A2;party", ""])
def test_a_position_may_be_held_by_another_or_the_party(held_by: str) -> None:
    assert codes(positions=positions(position("A1", held_by=held_by))) == []


def test_a_position_held_by_itself() -> None:
    assert codes(positions=positions(position("A1", held_by="A2;A1"))) == ["held_by_itself"]


@pytest.mark.parametrize(
    ("least", "most", "found"), [(1, 2, []), (2, 2, []), (3, 2, ["min_above_max"])]
)
def test_fewest_posts_are_not_above_most(least: int, most: int, found: list[str]) -> None:
    changed = position("A1", min_posts=least, max_posts=most)
    assert codes(positions=positions(changed)) == found


@pytest.mark.parametrize(("value", "found"), [(0.5, []), (0.999, []), (1, ["allowance_too_large"])])
def test_category_allowance_leaves_time(value: float, found: list[str]) -> None:
    assert codes(positions=positions(position("A1", category_allowance=value))) == found


def test_a_concurrency_group_needs_its_row() -> None:
    assert codes(concurrency=[]) == ["group_without_row"]
    assert codes(concurrency=[{"group": "G", "max_positions": 1}]) == []


@pytest.mark.parametrize(
    "column", [{"in_frame": "no"}, {"staffing": "contract"}, {"sizing": "post"}]
)
def test_a_group_counts_alike(column: dict[str, str]) -> None:
    mixed = positions(position("A1", concurrency_group="G", **column))
    alike = positions(
        position("A1", concurrency_group="G", **column),
        position("A2", concurrency_group="G", **column),
    )
    assert codes(positions=mixed) == ["group_mixed"]
    assert codes(positions=alike) == []


@pytest.mark.parametrize(
    ("minutes", "found"), [(95_999, []), (96_000, []), (96_001, ["standard_too_long"])]
)
def test_a_unit_of_work_takes_a_year_at_most(minutes: float, found: list[str]) -> None:
    standards = [{"position_id": "A1", "indicator_id": "parcels", "minutes_per_unit": minutes}]
    assert codes(standards=standards) == found


def test_the_year_follows_the_parts_of_working_time() -> None:
    parts = {"days_per_week": 5, "weeks": 52, "days_off": 60, "hours_per_day": 8}
    standards = [{"position_id": "A1", "indicator_id": "parcels", "minutes_per_unit": 96_001}]
    assert codes(policy={**parts, "days_off": 59}, standards=standards) == []
    assert codes(policy=parts, standards=standards) == ["standard_too_long"]


@pytest.mark.parametrize(("value", "found"), [(60000, []), (60001, ["workload_two_values"])])
def test_population_in_two_tables_agrees(value: float, found: list[str]) -> None:
    workloads = [
        *tables()["workloads"],
        {"unit_code": "00001", "indicator_id": "population", "value": value},
    ]
    indicators = [*tables()["indicators"], {"indicator_id": "population"}]
    assert codes(workloads=workloads, indicators=indicators) == found


def test_all_missing_workloads_are_listed_by_indicator() -> None:
    problem = only(workloads=[tables()["workloads"][2]])
    assert problem.code == "workload_missing"
    assert '"parcels" is missing for 2 units: 00001, 00002' in problem.text("en")


def test_only_positions_a_unit_has_need_workloads() -> None:
    wards_too = [{"unit_code": "00001", "position_id": "B1", "applies": "yes", "author": "A"}]
    not_there = [{"unit_code": "00002", "position_id": "B1", "applies": "no", "author": "A"}]
    without_farm = tables()["workloads"][:2]
    assert (
        only(applicability=wards_too)
        .text("en")
        .startswith('workload "farm" is missing for 1 units')
    )
    assert codes(applicability=not_there, workloads=without_farm) == []
    assert codes(workloads=without_farm) == ["workload_missing"]


def test_positions_sized_by_post_or_held_by_another_need_no_workload() -> None:
    without_farm = tables()["workloads"][:2]
    for column in ({"sizing": "post"}, {"held_by": "A1"}):
        rows = positions(position("B1", applies_to="commune", **column))
        assert codes(positions=rows, workloads=without_farm) == []


def test_a_workload_may_stand_in_units() -> None:
    standards = [{"position_id": "A2", "indicator_id": "population", "minutes_per_unit": 1}]
    indicators = [*tables()["indicators"], {"indicator_id": "population"}]
    assert codes(standards=standards, indicators=indicators) == []


def test_the_policy_may_stand_in_for_missing_workloads_and_says_so() -> None:
    case = Case(tables(workloads=[]), {"missing_workload": "zero"})
    assert "workload_assumed" in [notice.code for notice in case.notices]


@pytest.mark.parametrize(
    ("pins", "found"),
    [
        ([pin("c1", "keep")], []),
        ([pin("c1", "assign", "00002")], []),
        ([pin("c1", "assign", "00002"), pin("c1", "forbid", "00001")], []),
        ([pin("c1", "prefer", "00002", hours=100)], []),
        ([pin("c3", "keep", "00001")], []),
        ([pin("c1", "assign")], ["pin_without_place"]),
        ([pin("c3", "keep")], ["pin_without_place"]),
        ([pin("c1", "prefer", "00002")], ["pin_without_hours"]),
        ([pin("c1", "keep"), pin("c1", "assign", "00002")], ["pin_contradiction"]),
        ([pin("c1", "assign", "00001"), pin("c1", "assign", "00002")], ["pin_contradiction"]),
        ([pin("c1", "assign", "00002", "A1"), pin("c1", "forbid", "00002")], ["pin_contradiction"]),
        ([pin("c1", "keep"), pin("c1", "forbid", "00001", "A1")], ["pin_contradiction"]),
        ([pin("c1", "keep"), pin("c1", "forbid", "00001", "A2")], []),
        ([pin("c1", "assign", "00002"), pin("c1", "forbid", "00002", "A1")], []),
        ([pin("c9", "keep")], ["pin_without_place", "unknown_reference"]),
    ],
)
def test_pins(pins: list[Any], found: list[str]) -> None:
    assert sorted(codes(pins=pins)) == found


@pytest.mark.parametrize(
    ("skill", "found"),
    [
        ({"position_id": "A1"}, []),
        ({"field": "law"}, []),
        ({}, ["skill_target"]),
        ({"position_id": "A1", "field": "law"}, ["skill_target"]),
    ],
)
def test_a_skill_names_a_position_or_a_field(skill: dict[str, str], found: list[str]) -> None:
    assert codes(skills=[{"cadre_id": "c1", "skill": 0.5} | skill]) == found


def test_coordinates_come_in_pairs() -> None:
    assert codes(units=units(lat=21, lon=105)) == []
    assert codes(units=units(lat=21)) == ["coordinates_half"]
    assert codes(cadres=[cadre("c1", home_lon=105)]) == ["coordinates_half"]


def test_pairs_are_two_and_given_once() -> None:
    def related(*pairs: tuple[str, str]) -> list[str]:
        return codes(relations=[{"cadre_a": a, "cadre_b": b, "rule": "apart"} for a, b in pairs])

    assert related(("c1", "c2"), ("c1", "c3")) == []
    assert related(("c1", "c1")) == ["same_pair"]
    assert related(("c1", "c2"), ("c2", "c1")) == ["pair_twice"]


def test_an_old_unit_must_be_known_where_it_is_all_there_is() -> None:
    known = [{"unit_code": "00001", "old_code": "00777"}]
    old = [cadre("c1", old_unit_code="00777")]
    assert codes(cadres=old, predecessors=known) == []
    assert codes(cadres=old) == ["old_unit_unknown"]
    assert codes(cadres=[cadre("c1", old_unit_code="00777", unit_code="00001")]) == []


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        ({"days_per_week": 5, "weeks": 52, "days_off": 24, "hours_per_day": 8}, []),
        ({"days_per_week": 5, "weeks": 52, "hours_per_day": 8}, ["working_time_parts"]),
        ({"days_off": {"leave": 12}}, ["working_time_parts"]),
        (
            {
                "days_per_week": 5,
                "weeks": 52,
                "days_off": {"leave": 12, "holidays": 11},
                "hours_per_day": 8,
            },
            [],
        ),
        (
            {"days_per_week": 5, "weeks": 52, "days_off": {"nap": 12}, "hours_per_day": 8},
            ["days_off_part"],
        ),
        ({"days_per_week": 5, "weeks": 52, "days_off": -1, "hours_per_day": 8}, ["days_off_value"]),
        (
            {"days_per_week": 5, "weeks": 52, "days_off": 260, "hours_per_day": 8},
            ["days_off_value"],
        ),
        ({"segment_shares": (0.2, 0.3, 0.5)}, []),
        ({"segment_shares": (0.2, 0.3, 0.6)}, ["shares_not_one"]),
        ({"segment_shares": (-0.2, 0.6, 0.6)}, ["shares_not_one"]),
        ({"segment_prices": (1, 1, 1)}, []),
        ({"segment_prices": (1, 2, 1.5)}, ["not_rising"]),
        ({"tier_prices": (0.5, 0.2, 1)}, ["not_rising"]),
        ({"travel_prices": (-1, 1, 2)}, ["not_rising"]),
        ({"understaffed_below": 1.1, "overstaffed_above": 1.1}, ["thresholds_crossed"]),
        ({"keep_columns": ("phone",)}, []),
        ({"keep_columns": ("dân tộc",)}, ["sensitive_column"]),
        ({"keep_columns": ("Ton_giao", "ngày vào Đảng", "sức khoẻ")}, ["sensitive_column"] * 3),
        ({"keep_columns": ("religion",), "keep_sensitive_reason": "Quyết định 12"}, []),
        ({"available_hours": 100}, ["policy_value"]),
        ({"avail_hours": 1600}, ["policy_unknown_key"]),
    ],
)
def test_policy_keys_hang_together(policy: dict[str, Any], found: list[str]) -> None:
    assert codes(policy=policy) == found


def test_kept_columns_are_carried_with_the_people_and_others_are_dropped() -> None:
    cadres = [cadre("c1", phone="0123", room="7")]
    case = Case(tables(cadres=cadres), {"keep_columns": ("phone",)})
    assert case.cadres["phone"].tolist() == ["0123"]
    assert "room" not in case.cadres.columns
    dropped = [n.text("en") for n in case.notices if n.code == "unknown_column"]
    assert dropped == ['cadres, room: unknown column "room" was left out.']


def test_assumptions_are_told() -> None:
    case = Case(tables(units=units(population=None, terrain="mountain")))
    told = {notice.code: notice.text("en") for notice in case.notices}
    assert "1 units give no terrain and count as lowland" in told["terrain_assumed"]
    assert told["population_missing"].endswith(
        "1 units without population get the smallest frame: 00001."
    )


def test_names_that_differ_by_the_place_of_the_tone_are_told() -> None:
    alike = units(name="Xã Hoà Thuỷ")
    alike[1]["name"] = "Xã Hòa Thủy"
    found = [n.code for n in Case(tables(units=alike)).notices]
    assert "names_alike" in found


@pytest.mark.parametrize(
    ("code", "found"),
    [("A1", []), ("A-1", []), ("A/1", ["separator_in_id"]), ("A;1", ["separator_in_id"])],
)
def test_codes_hold_none_of_the_signs_that_join_them(code: str, found: list[str]) -> None:
    told = codes(positions=[*positions(), position(code)]) if code != "A1" else codes()
    assert [problem for problem in told if problem == "separator_in_id"] == found


@pytest.mark.parametrize(
    ("hours_per_day", "found"), [(8.0, []), (0.5, ["available_hours_unlikely"])]
)
def test_working_time_computed_from_parts_is_plausible(
    hours_per_day: float, found: list[str]
) -> None:
    policy = {"days_per_week": 5, "weeks": 52, "days_off": 22, "hours_per_day": hours_per_day}
    assert codes(policy=policy) == found


@pytest.mark.parametrize(("code", "found"), [("HN/1", []), ("a;b", ["semicolon_in_id"])])
def test_codes_of_people_hold_no_semicolon(code: str, found: list[str]) -> None:
    told = codes(cadres=[{"cadre_id": code, "unit_code": "", "position_id": ""}])
    assert [problem for problem in told if problem == "semicolon_in_id"] == found
