"""A case is checked when it is made, and never changes afterwards."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

from staffalloc.case import Case, CaseError, Policy
from staffalloc.case.digest import digest
from staffalloc.case.schema import TABLES

from .small import cadre, tables


def test_every_table_and_column_is_there_typed_and_in_key_order() -> None:
    case = Case(tables(cadres=[cadre("c2"), cadre("c10"), cadre("c1")]))
    assert list(case.tables) == list(TABLES)
    for name, table in TABLES.items():
        frame = case.tables[name]
        assert list(frame.columns) == list(table.names)
        assert list(frame.index) == list(range(len(frame)))
    assert case.cadres["cadre_id"].tolist() == ["c1", "c10", "c2"]


@pytest.mark.parametrize(
    ("table", "column", "dtype"),
    [
        ("units", "unit_code", "str"),
        ("units", "population", "float64"),
        ("positions", "min_posts", "int64"),
        ("positions", "max_posts", "float64"),
        ("positions", "in_frame", "bool"),
        ("cadres", "fields", "str"),
        ("pins", "hours", "float64"),
        ("relations", "rule", "str"),
    ],
)
def test_columns_have_their_types_also_in_empty_tables(table: str, column: str, dtype: str) -> None:
    assert str(Case(tables()).tables[table][column].dtype) == dtype


def test_blank_cells_get_their_defaults() -> None:
    case = Case(tables())
    assert case.units["terrain"].tolist() == ["lowland", "lowland"]
    assert case.positions["in_frame"].all()
    assert case.cadres["fte"].tolist() == [1, 1, 1]
    assert case.cadres["position_id"].tolist() == ["A1", "B1", ""]


def test_frames_and_lists_of_rows_give_the_same_case() -> None:
    frames = {name: pd.DataFrame(rows) for name, rows in tables().items()}
    assert Case(frames).digest() == Case(tables()).digest()


def test_typed_frames_come_back_as_they_are() -> None:
    case = Case(tables())
    again = Case(case.tables, case.policy)
    for name in TABLES:
        pd.testing.assert_frame_equal(again.tables[name], case.tables[name])


def test_changing_a_frame_does_not_change_the_case() -> None:
    source = pd.DataFrame(tables()["units"])
    case = Case(tables() | {"units": source})
    before = case.digest()
    source.loc[0, "population"] = 1
    got = case.units
    got.loc[0, "population"] = 2
    cadres = case.tables["cadres"]
    cadres["name"] = "x"
    assert case.digest() == before
    with pytest.raises(ValueError, match="read-only"):
        case.units["population"].to_numpy()[0] = 3


def test_a_case_cannot_be_given_other_tables() -> None:
    case = Case(tables())
    with pytest.raises(AttributeError):
        case.policy = Policy()  # type: ignore[misc]
    with pytest.raises(TypeError):
        case.tables["units"] = case.units  # type: ignore[index]


def test_shuffled_rows_give_the_same_digest_and_one_changed_cell_another() -> None:
    case = Case(tables())
    shuffled = {name: rows[::-1] for name, rows in tables().items()}
    assert Case(shuffled).digest() == case.digest()
    assert case.with_workload("00001", "parcels", 501).digest() != case.digest()
    assert case.with_policy(idle_price=0.3).digest() != case.digest()


def test_a_table_without_rows_changes_no_digest() -> None:
    """A case saved before the library knew a table keeps its digest."""
    case = Case(tables())
    more = {**case.tables, "new": pd.DataFrame({"code": []})}
    assert digest(more, case.policy) == case.digest()
    filled = {**case.tables, "new": pd.DataFrame({"code": ["a"]})}
    assert digest(filled, case.policy) != case.digest()


def test_copies_are_changed_where_asked_and_checked() -> None:
    case = Case(tables())
    assert case.with_table("cadres", [cadre("c9")]).cadres["cadre_id"].tolist() == ["c9"]
    assert case.with_policy(available_hours=1700).policy.available_hours == 1700
    assert (
        case.with_policy(available_hours=1700).with_policy(available_hours=None).policy == Policy()
    )
    assert case.with_workload("00001", "farm", 3).workloads["value"].tolist() == [3, 500, 12.5, 0]
    assert case.with_workload("00001", "population", 7).units["population"].tolist() == [7, 20000]
    assert case.cadres["cadre_id"].tolist() == ["c1", "c2", "c3"]


def test_a_copy_that_would_be_wrong_is_refused() -> None:
    case = Case(tables())
    with pytest.raises(CaseError, match="00009"):
        case.with_workload("00009", "parcels", 1)
    with pytest.raises(CaseError, match="change_unit_hours"):
        case.with_policy(change_unit_hour=1)
    with pytest.raises(CaseError, match="pins"):
        case.with_table("pin", [])
    with pytest.raises(CaseError, match="-1"):
        case.with_workload("00001", "parcels", -1)


def test_the_shown_form_counts_and_names_nobody() -> None:
    shown = repr(Case(tables(cadres=[cadre("c1", name="Người Mẫu")])))
    assert "2 units" in shown
    assert "1 cadres" in shown
    assert "Người Mẫu" not in shown


def test_cases_and_errors_survive_pickling() -> None:
    case = Case(tables())
    assert pickle.loads(pickle.dumps(case)).digest() == case.digest()
    with pytest.raises(CaseError) as caught:
        Case({})
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_nothing_to_plan_is_a_case_all_the_same() -> None:
    empty: dict[str, list[dict[str, object]]] = {name: [] for name in tables()}
    assert repr(Case(empty)) == "Case(empty; policy hanoi-2025-12)"


def test_numbers_keep_fifteen_digits() -> None:
    rows = [{"unit_code": "00001", "kind": "ward", "area_km2": 0.1 + 0.2}]
    case = Case(tables(units=rows, workloads=[], standards=[], cadres=[]))
    assert case.units["area_km2"].tolist() == [0.3]
    assert np.isnan(case.units["lat"]).all()
