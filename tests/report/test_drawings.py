"""What the page draws agrees with the tables it is drawn from."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import staffalloc as sa
from staffalloc.report.page import drawings
from staffalloc.report.page.unit_map import circle_shapes

lengths = st.floats(0.001, 200) | st.sampled_from(drawings.KM_EDGES) | st.just(float("nan"))
kilometres = st.lists(lengths, max_size=60)


@given(kilometres)
def test_every_move_of_known_length_is_in_one_bar(km: list[float]) -> None:
    bars = drawings.distance_bars(pd.Series(km, dtype=float))
    known = [value for value in km if value == value]
    assert sum(bar.people for bar in bars) == len(known)
    for bar in bars:
        upper = np.inf if bar.upper is None else bar.upper
        assert bar.people == sum(bar.lower < value <= upper for value in known)


@pytest.mark.parametrize(
    ("km", "lower", "upper"),
    [(0.0, 0, 2), (2.0, 0, 2), (2.1, 2, 5), (30.0, 25, 30), (np.nextafter(30, 31), 30, None)],
)
def test_a_move_as_long_as_an_edge_is_in_the_bar_below_it(
    km: float, lower: float, upper: float | None
) -> None:
    [bar] = [bar for bar in drawings.distance_bars(pd.Series([km])) if bar.people]
    assert (bar.lower, bar.upper) == (lower, upper)


def test_the_longest_bar_is_full_and_no_bar_is_longer() -> None:
    bars = drawings.distance_bars(pd.Series([1.0, 3.0, 3.5, 4.0]))
    assert [bar.length for bar in bars[:3]] == [pytest.approx(1 / 3), 1.0, 0.0]


def test_without_moves_there_are_bars_of_nobody() -> None:
    assert {bar.people for bar in drawings.distance_bars(pd.Series([], dtype=float))} == {0}


@pytest.mark.parametrize(
    ("share", "shade"),
    [(0.0, 0), (0.0499, 0), (0.05, 1), (0.1, 2), (0.2, 3), (0.2999, 3), (0.3, 4), (1.0, 4)],
)
def test_pressure_is_darker_from_each_edge_on(
    small_case: sa.Case, share: float, shade: int
) -> None:
    unit = small_case.units["unit_code"].iloc[0]
    work = small_case.positions.query("sizing == 'workload'")["position_id"].iloc[0]
    need = pd.DataFrame([{"unit_code": unit, "position_id": work, "required_hours": 10_000.0}])
    flags = pd.DataFrame(
        [{"unit_code": unit, "planned_unserved_hours": 10_000 * share, "planned_uncovered": 0}]
    )
    found = drawings.pressures(flags, need, small_case, "planned")[unit]
    assert (found.shade, found.uncovered) == (shade, False)
    assert found.share == pytest.approx(share)


def test_pressure_is_the_unserved_part_of_the_required_hours(small_plan: sa.Plan) -> None:
    flags, need = small_plan.flags, small_plan.requirements
    found = drawings.pressures(flags, need, small_plan.case, "planned")
    by_work = small_plan.case.positions.query("sizing == 'workload'")["position_id"]
    for row in flags.itertuples():
        hours = need[(need["unit_code"] == row.unit_code) & need["position_id"].isin(by_work)]
        share = row.planned_unserved_hours / hours["required_hours"].sum()
        assert found[row.unit_code].share == pytest.approx(share)
        assert 0 <= found[row.unit_code].share <= 1


def test_flows_add_up_to_the_moves(small_plan: sa.Plan) -> None:
    flows = drawings.flows(small_plan.moves)
    assert sum(flow.people for flow in flows) == len(small_plan.moves)
    assert [flow.people for flow in flows] == sorted((f.people for f in flows), reverse=True)
    assert list(drawings.largest(flows)) == flows[: len(drawings.largest(flows))]


def test_a_line_joins_the_places_of_its_two_units(small_plan: sa.Plan) -> None:
    units = small_plan.case.units
    names = dict(zip(units["unit_code"], units["name"], strict=True))
    shapes = circle_shapes(units, names, width=500, height=500)
    flow = drawings.Flow(shapes[0].code, shapes[1].code, 3)
    (line,) = drawings.flow_lines([flow], shapes)
    assert (line.x1, line.y1) == (shapes[0].anchor_x, shapes[0].anchor_y)
    assert (line.x2, line.y2) == (shapes[1].anchor_x, shapes[1].anchor_y)


def test_a_line_is_wider_for_more_people_up_to_a_greatest_width(small_plan: sa.Plan) -> None:
    units = small_plan.case.units
    names = dict(zip(units["unit_code"], units["name"], strict=True))
    shapes = circle_shapes(units, names, width=500, height=500)
    flows = [drawings.Flow(shapes[0].code, shapes[1].code, people) for people in (2, 10, 20, 5000)]
    widths = [line.width for line in drawings.flow_lines(flows, shapes)]
    assert widths == sorted(widths)
    assert widths[0] < widths[1] < widths[2] == widths[3]


def test_a_unit_without_work_is_under_no_pressure(small_case: sa.Case) -> None:
    need = pd.DataFrame(columns=["unit_code", "position_id", "required_hours"])
    flags = pd.DataFrame(columns=["unit_code", "planned_unserved_hours", "planned_uncovered"])
    found = drawings.pressures(flags, need, small_case, "planned")
    assert set(found) == set(small_case.units["unit_code"])
    assert {(own.share, own.shade, own.uncovered) for own in found.values()} == {(0.0, 0, False)}


def test_heat_is_planned_staff_over_requirement(small_plan: sa.Plan) -> None:
    case, balance = small_plan.case, small_plan.balance
    cells = drawings.heat(case, balance)
    department = case.positions.set_index("position_id")["department"]
    assert set(drawings.departments(case, balance)) <= set(department)
    for (unit, name), cell in cells.items():
        rows = balance[
            (balance["unit_code"] == unit) & (balance["position_id"].map(department) == name)
        ]
        required, planned = rows["required_fte"].sum(), rows["planned_fte"].sum()
        if required > 0:
            assert cell.ratio == pytest.approx(planned / required)
        else:
            assert cell.shade == -1
