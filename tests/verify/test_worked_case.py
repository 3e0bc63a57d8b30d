"""The published worked case: every figure of EXPECTED.md, and its plan proven optimal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from staffalloc.verify import establishment, verify
from staffalloc.verify.findings import as_hours
from staffalloc.verify.frames import leaders
from staffalloc.verify.posts import count_posts, seat_type_name

from .worked import (
    WORKED,
    Worked,
    expected_placement,
    expected_requirements,
    expected_seat_types,
    worked,
    worked_draft,
)

pytestmark = pytest.mark.skipif(
    not WORKED.is_dir(),
    reason=f"the published cases are not at {WORKED}: set STAFFALLOC_CASES",
)


@pytest.fixture(scope="module")
def case() -> Worked:
    return worked()


def test_requirements_are_the_published_ones(case: Worked) -> None:
    need = case.need
    found = {
        case.catalogue.cell(u, p): tuple(
            round(float(figure[u, p]), 4)
            for figure in (need.hours, need.fte, need.required, need.weight)
        )
        for u, p in np.argwhere(need.counted).tolist()
    }
    assert found == expected_requirements()


def test_the_establishment_costs_what_is_published(case: Worked) -> None:
    seats = leaders(case.catalogue, case.need, None)
    staffing = count_posts(case.catalogue, case.posts)
    assert establishment.objective(case.cells, seats, staffing) == 1_623_601


def test_every_price_of_a_seat_is_the_published_one(tmp_path: Path, case: Worked) -> None:
    found = {
        seat_type_name(case.catalogue, seat.unit, seat.lead, seat.others): {
            "seats": seat.seats,
            "empty": [float(as_hours(price)) for price in seat.empty],
            "extra": [float(as_hours(price)) for price in seat.extra],
        }
        for seat in case.columns.seats
    }
    assert found == expected_seat_types()
    assert not [
        f for f in verify(worked_draft().write(tmp_path / "p")).findings if f.table == "seats"
    ]


def test_every_loss_is_the_published_one(case: Worked) -> None:
    columns = case.columns
    names = [seat_type_name(case.catalogue, s.unit, s.lead, s.others) for s in columns.seats]
    expected = expected_placement()
    seats = np.array([names.index(expected[code][0]) for code in columns.people.ids])
    asked = columns.pairs(np.arange(len(seats)), seats)
    assert asked.eligible.all()
    found = dict(zip(columns.people.ids, (asked.loss / 1000).tolist(), strict=True))
    assert found == {code: loss for code, (_, loss) in expected.items()}


def test_nobody_eligible_is_left_for_the_empty_seats(case: Worked) -> None:
    for place in (("00001", "L2"), ("00003", "L1")):
        number = next(
            n
            for n, s in enumerate(case.columns.seats)
            if (case.catalogue.unit_codes[s.unit], case.catalogue.position_ids[s.lead]) == place
        )
        people = np.arange(len(case.columns.people.ids))
        asked = case.columns.pairs(people, np.full_like(people, number))
        able = {case.columns.people.ids[p] for p in people[asked.eligible]}
        assert able <= {"c01", "c02", "c11", "c12"}


def test_the_plan_is_proven_optimal(tmp_path: Path) -> None:
    result = verify(worked_draft().write(tmp_path / "plan"))

    assert result.findings == ()
    assert result.figures["placement_objective_mh"] == 38_895_901
    assert result.figures["placement_bound_mh"] == 38_895_901
    assert result.figures["establishment_bound_mh"] == 1_623_601


@pytest.mark.parametrize(
    ("table", "key", "column", "value"),
    [
        ("assignments", "c04", "travel", "1.000"),
        ("assignments", "c09", "travel", "18.817"),
        ("assignments", "c08", "change_position", "160.000"),
        ("assignments", "c10", "marks", ""),
        ("assignments", "c04", "km", "1.000"),
        ("moves", "c04", "to_unit", "00003"),
        ("moves", "c04", "from_unit", "00003"),
        ("moves", "c04", "km", "9.000"),
        ("seats", "00001/A1/", "empty_prices", "2286.251;3687.500"),
        ("posts", "00003-004", "parts", "A1:0.872400000000;A2:0.127600000000"),
    ],
)
def test_a_changed_cell_is_found(
    tmp_path: Path, table: str, key: str, column: str, value: str
) -> None:
    draft = worked_draft()
    draft.row(table, key)[column] = value

    findings = verify(draft.write(tmp_path / "plan")).findings

    assert findings
    assert findings[0].table == table


@pytest.mark.parametrize(
    ("table", "key", "column", "value"),
    [
        ("gates", "below_standard_without_note", "cases", "c08"),
        ("gates", "uncovered_task", "count", "0"),
        ("uncovered", "00002/A2", "posts", "00002-005"),
        ("signing", "4", "change", "stays"),
        ("signing", "8", "signer", "unit_chair"),
        ("signing", "9", "concurrent", ""),
        ("signing", "12", "field_verdict", "related"),
        ("signing", "12", "gates", ""),
        ("signing", "13", "level_verdict", "meets"),
        ("reasons", "c08", "fit", "0.750000000000"),
        ("reasons", "c10", "need", "1004.158"),
        ("reasons", "c08", "next_cost", "4000.000"),
    ],
)
def test_a_paper_that_was_touched_is_found(
    tmp_path: Path, table: str, key: str, column: str, value: str
) -> None:
    draft = worked_draft()
    draft.row(table, key)[column] = value

    findings = verify(draft.write(tmp_path / "plan")).findings

    assert [(finding.table, finding.what) for finding in findings] == [(table, column)]


def test_a_person_may_not_sit_where_a_pin_forbids(tmp_path: Path) -> None:
    draft = worked_draft()
    draft.case["pins"] = draft.case["pins"].replace("00003", "00001")

    findings = verify(draft.write(tmp_path / "plan")).findings

    assert ("assignments", "c07", "seat") in [(f.table, f.row, f.what) for f in findings]
