"""Demand, ceilings, leaders and the value curve, on figures small enough to follow."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from staffalloc.case.policy import Policy
from staffalloc.rules import rule_set
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.curves import Curve, curves
from staffalloc.verify.demand import Need, required
from staffalloc.verify.findings import Report
from staffalloc.verify.frames import frame_by_rule, frames, leaders

from .cases import small_case

LOADS = {"parcels": 1600, "files": 800}


def tables(positions: list[dict[str, Any]], units: list[dict[str, Any]], **more: Any) -> Any:
    """Return a catalogue and its need: A1 counts parcels, A2 files, an hour each."""
    rows = [{"department": "d", "group": "specialised", **row} for row in positions]
    places = [{"kind": "ward", "population": 20_000, **unit} for unit in units]
    loads = [
        {"unit_code": unit["unit_code"], "indicator_id": name, "value": value}
        for unit in units
        for name, value in LOADS.items()
    ]
    given = {
        "indicators": [{"indicator_id": "parcels"}, {"indicator_id": "files", "weight": 2}],
        "standards": [
            {"position_id": code, "indicator_id": name, "minutes_per_unit": 60}
            for code, name in (("A1", "parcels"), ("A2", "files"))
            if code in {row["position_id"] for row in positions}
        ],
        "workloads": loads,
        **more,
    }
    policy = given.pop("policy", None)
    catalogue = Catalogue.of(small_case(units=places, positions=rows, policy=policy, **given))
    report = Report()
    return catalogue, required(catalogue, report), report


ONE = [{"unit_code": "00001"}]


def curve_of(positions: list[dict[str, Any]], group: str, **more: Any) -> Curve:
    catalogue, need, _ = tables(positions, ONE, **more)
    return curves(catalogue, need)[0, group]


@pytest.mark.parametrize(
    ("traits", "required_hours"),
    [
        ({}, 1600),
        ({"fixed_hours": 100}, 1700),
        ({"category_allowance": 0.2}, 2000),
        ({"individual_allowance_hours": 40}, 1640),
        ({"held_by": "party"}, 0),
        ({"applies_to": "commune"}, 0),
    ],
)
def test_required_hours(traits: dict[str, Any], required_hours: float) -> None:
    _, need, _ = tables([{"position_id": "A1", **traits}], ONE)
    assert need.required[0, 0] == pytest.approx(required_hours)


def test_without_drivers_nobody_is_needed_unless_somebody_must_be() -> None:
    idle = [{"unit_code": "00001", "indicator_id": "parcels", "value": 0}]
    for fewest, hours in ((0, 0), (1, 100)):
        position = {"position_id": "A1", "fixed_hours": 100, "min_posts": fewest}
        _, need, _ = tables([position], ONE, workloads=idle)
        assert need.required[0, 0] == hours
        assert need.weight[0, 0] == 1


def test_weights_of_indicators_enter_by_hours() -> None:
    _, need, _ = tables([{"position_id": "A2", "fixed_hours": 800, "weight": 2}], ONE)
    assert need.weight[0, 0] == pytest.approx(2 * (800 + 2 * 800) / 1600)


def test_difficulty_multiplies_what_is_counted() -> None:
    unit = [{"unit_code": "00001", "difficulty": 1.5}]
    _, need, _ = tables([{"position_id": "A1", "fixed_hours": 100}], unit)
    assert need.required[0, 0] == pytest.approx(100 + 2400)


@pytest.mark.parametrize(("word", "value"), [("zero", 0), ("kind_median", 1600)])
def test_a_substitute_is_marked(word: str, value: float) -> None:
    loads = [{"unit_code": "00002", "indicator_id": "parcels", "value": 1600}]
    units = [{"unit_code": "00001"}, {"unit_code": "00002"}]
    policy = {"missing_workload": word}
    _, need, report = tables([{"position_id": "A1"}], units, workloads=loads, policy=policy)
    assert need.required[0, 0] == value
    assert need.estimated[:, 0].tolist() == [True, False]
    assert not report.findings


def test_a_missing_workload_is_a_finding() -> None:
    policy = {"missing_workload": "zero"}
    catalogue, _, _ = tables([{"position_id": "A1"}], ONE, workloads=[], policy=policy)
    report = Report()
    required(replace(catalogue, policy=Policy()), report)
    assert [finding.row for finding in report.findings] == ["00001/parcels"]


def test_applicability_overrides_the_kind() -> None:
    exception = [{"unit_code": "00001", "position_id": "A1", "applies": "yes", "author": "A"}]
    position = [{"position_id": "A1", "applies_to": "commune"}]
    _, need, _ = tables(position, ONE, applicability=exception)
    assert need.counted[0, 0]


PAIR = [
    {"position_id": "A1", "concurrency_group": "G"},
    {"position_id": "A2", "concurrency_group": "G", "weight": 0.5},
]


def test_the_curve_of_two_positions_held_together() -> None:
    # files weigh 2, so an hour of A2 weighs 1 like one of A1: 60 % at 2.5 are served first
    curve = curve_of(PAIR, "G")
    assert (curve.lowest, curve.highest) == (1, 2)
    assert curve.costs == (1_020_000, 160_000)
    assert curve.served(1) == {0: 1120.0, 1: 480.0}
    assert [piece.hours for piece in curve.unserved(1)] == [240.0, 200.0, 240.0, 120.0]
    assert curve.unserved(2) == ()


@pytest.mark.parametrize(
    ("traits", "lowest", "highest"),
    [
        ({}, 1, 1),
        ({"min_posts": 2}, 2, 2),
        ({"fixed_hours": 1}, 1, 2),
        ({"fixed_hours": 5000, "max_posts": 2}, 1, 2),
    ],
)
def test_how_many_officers_a_cell_may_have(
    traits: dict[str, Any], lowest: int, highest: int
) -> None:
    curve = curve_of([{"position_id": "A1", **traits}], "A1")
    assert (curve.lowest, curve.highest) == (lowest, highest)


def test_hours_above_the_most_posts_are_lost() -> None:
    curve = curve_of([{"position_id": "A1", "fixed_hours": 1600, "max_posts": 1}], "A1")
    # 3200 h: of the dearest 1920 h, 1600 are served; the rest of all can never be
    assert curve.costs == (round((2.5 * 320 + 1.5 * 800 + 480) * 1000),)


def test_a_kept_mode_is_as_dear_as_the_dearest_hours() -> None:
    kept = [{**PAIR[0]}, {**PAIR[1], "keep_mode": "yes"}]
    assert curve_of(kept, "G").served(1) == {0: 960.0, 1: 640.0}


def test_no_post_holds_more_positions_than_its_group_allows() -> None:
    assert curve_of(PAIR, "G", concurrency=[{"group": "G", "max_positions": 1}]).lowest == 2


@pytest.mark.parametrize(
    ("kind", "population", "terrain", "posts"),
    [
        ("commune", float("nan"), "lowland", 32),
        ("commune", 16_000, "lowland", 32),
        ("commune", 17_999, "lowland", 32),
        ("commune", 18_000, "lowland", 33),
        ("commune", 18_000, "mountain", 34),
        ("commune", 90_000, "lowland", 50),
        ("ward", 126_000, "lowland", 70),
        ("special_zone", 126_000, "lowland", 70),
    ],
)
def test_the_frame_rule(kind: str, population: float, terrain: str, posts: int) -> None:
    assert frame_by_rule(rule_set("hanoi-2025-12"), kind, population, terrain) == posts


def leader(code: str, rank: str, **traits: Any) -> dict[str, Any]:
    return {
        "position_id": code,
        "group": "leadership",
        "rank": rank,
        "sizing": "post",
        "min_posts": 1,
        "max_posts": 3,
        **traits,
    }


def targets(positions: list[dict[str, Any]], units: list[dict[str, Any]]) -> list[int]:
    catalogue, need, _ = tables(positions, units)
    found = leaders(catalogue, need, None)
    return [one.target for one in found.values()]


def test_a_third_vice_chair_goes_to_the_largest_units_while_the_sum_allows() -> None:
    people = [200_000, 300_000, 300_000, 20_000]
    units = [{"unit_code": f"0000{n}", "population": p} for n, p in enumerate(people, start=1)]
    assert targets([leader("P06", "vice_chair", min_posts=2, max_posts=4)], units) == [2, 3, 3, 2]


def test_deputies_grow_with_the_specialists() -> None:
    for fixed, expected in ((0, 1), (25_600, 1), (27_200, 2), (60_000, 3)):
        positions = [{"position_id": "A1", "fixed_hours": fixed}, leader("P11", "deputy_head")]
        assert targets(positions, ONE) == [expected]


def test_other_leaders_have_their_fewest() -> None:
    assert targets([leader("P07", "head", min_posts=1)], ONE) == [1]


def test_sums_over_the_city() -> None:
    positions = [
        leader("P07", "head", department="office"),
        leader("P09", "head", department="economic"),
        leader("P10", "head", department="economic"),
        leader("P12", "head", department="party", in_frame="no"),
    ]
    units = [{"unit_code": f"0000{n}"} for n in range(1, 4)]
    catalogue, _, _ = tables(positions, units)
    sums = frames(catalogue, {}, {}, None).sums
    assert {name: limit.most for name, limit in sums.items()} == {
        "vice_chairs": 7,
        "deputies": 2 * 2 * 3,
    }


def test_shared_ceilings_move_within_their_margin() -> None:
    units = [{"unit_code": "00001", "ceiling": 20}, {"unit_code": "00002", "ceiling": 33}]
    catalogue, _, _ = tables([{"position_id": "A1"}], units, policy={"ceiling_mode": "shared"})
    limits = frames(catalogue, {}, {}, None)
    assert limits.lowest == (17, 28)
    assert limits.highest == (23, 38)
    assert limits.total == 53


def test_the_arrays_of_a_need_have_one_cell_a_unit_and_position() -> None:
    _, need, _ = tables(PAIR, [{"unit_code": "00001"}, {"unit_code": "00002"}])
    assert isinstance(need, Need)
    assert {np.shape(a) for a in (need.hours, need.fte, need.weight, need.counted)} == {(2, 2)}
