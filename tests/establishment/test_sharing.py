"""Officers shared by neighbours: who may, what moves, what it saves, and what verify finds."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import staffalloc as sa
from staffalloc.demand import requirements
from staffalloc.establishment import build_establishment
from staffalloc.establishment.sharing import SharedOfficer, neighbours, share_officers
from staffalloc.verify import verify

from ..builders import RECORDED, Row, cadre, hours_case, position, unit
from ..verify.folders import Draft, draft_of

# An hour unserved costs 1, an idle one 0.5: costs can be followed by hand.
POLICY = {"segment_prices": [1.0, 1.0, 1.0], "idle_price": 0.5, "share_below_fte": 0.3}
GROUP = [position(code, concurrency_group="G") for code in ("A1", "A2")]
FREE = {f"0000{n}": 0 for n in range(1, 6)}
Hours = dict[tuple[str, str], float]


def place(code: str, north: float = 0.0, **columns: Any) -> Row:
    """Return a unit so many hundredths of a degree (1.112 km) north."""
    return unit(code, lat=21.0 + north / 100, lon=105.0, **columns)


NEAR = [place("00001"), place("00002", 9)]


def town(hours: Hours, units: list[Row] | None = None, **tables: Any) -> sa.Case:
    """Return a case with the rule on."""
    policy = {**POLICY, **tables.pop("policy", {})}
    rows = {"positions": GROUP, "concurrency": [{"group": "G", "max_positions": 2}], **tables}
    case = hours_case(hours, policy, units=NEAR if units is None else units, **rows)
    return case.with_rule("shared_officers", True)


def shared(case: sa.Case, price: dict[str, int] | None = None) -> tuple[SharedOfficer, ...]:
    return share_officers(case, requirements(case), FREE if price is None else price)[1]


SMALL = {("00001", "A1"): 320.0, ("00002", "A1"): 1280.0}


def test_a_small_task_goes_to_the_neighbour_who_has_room() -> None:
    # Apart each has an officer: 0.5 * 1,280 h and 0.5 * 320 h idle. Together nobody is idle.
    (pair,) = shared(town(SMALL))
    assert (pair.group, pair.guest, pair.host, pair.positions) == ("G", "00001", "00002", ("A1",))
    assert (pair.hours, pair.saved) == (320.0, 800_000)
    assert pair.km == pytest.approx(10.008, abs=1e-3)


# price of a post at the guest and at the host, hours saved: the guest needs one post less, and
# the host none more
PRICES = [(0, 0, 800), (1000, 0, 1800), (0, 1000, 800), (500, 1000, 1300)]


@pytest.mark.parametrize(("guest", "host", "saved"), PRICES)
def test_a_post_costs_what_it_is_worth_in_its_unit(guest: int, host: int, saved: int) -> None:
    (pair,) = shared(town(SMALL), {"00001": guest * 1000, "00002": host * 1000})
    assert (pair.guest_price, pair.host_price) == (guest * 1000, host * 1000)
    assert pair.saved == saved * 1000


def test_the_requirement_moves_with_its_weight_and_nothing_is_lost() -> None:
    case = town(SMALL, indicators=[{"indicator_id": "work_A1"}, {"indicator_id": "work_A2"}])
    before = requirements(case)
    before.loc[before["unit_code"] == "00001", "weight"] = 2.0
    after, _ = share_officers(case, before, FREE)
    rows = after.set_index(["unit_code", "position_id"])
    assert rows.loc[("00002", "A1"), "hours"] == 1600.0
    assert rows.loc[("00002", "A1"), "weight"] == (320 * 2.0 + 1280) / 1600
    assert rows["mode"].tolist() == ["none", "none", "full_time", "none"]
    assert rows.loc[("00001", "A1"), "weight"] == 1.0
    for column in ("hours", "required_fte", "required_hours"):
        assert after[column].sum() == pytest.approx(before[column].sum())


# what is changed, whether the pair stays
NORTH_9 = 10.0075
ALLOWED = [
    ({}, NEAR, True),
    ({"share_below_fte": 0.2}, NEAR, False),  # 320 h are 0.2 officers, which is not below
    ({"share_below_fte": 0.2001}, NEAR, True),
    ({"share_max_km": NORTH_9 + 0.001}, NEAR, True),
    ({"share_max_km": NORTH_9 - 0.001}, NEAR, False),
    ({}, [NEAR[0], place("00002", 9, province_code="79")], False),
    ({}, [NEAR[0], unit("00002", province_code="01")], False),  # its place is not known
]


@pytest.mark.parametrize(("policy", "units", "stays"), ALLOWED)
def test_only_near_units_of_one_province_share_only_small_work(
    policy: dict[str, Any], units: list[Row], stays: bool
) -> None:
    units = [{"province_code": "01", **row} for row in units]
    assert bool(shared(town(SMALL, units, policy=policy))) == stays


def test_work_that_must_have_somebody_stays() -> None:
    rows = [{**GROUP[0], "min_posts": 1}, GROUP[1]]
    assert shared(town(SMALL, positions=rows)) == ()


def test_a_host_has_work_of_the_group_and_the_position() -> None:
    alone = {("00001", "A1"): 320.0, ("00002", "A1"): 0.0}
    assert shared(town(alone)) == ()
    no = [
        {"unit_code": "00002", "position_id": "A1", "applies": "no", "author": "a", "comment": "b"}
    ]
    other = {("00001", "A1"): 320.0, ("00002", "A2"): 1280.0}
    assert len(shared(town(other))) == 1
    assert shared(town(other, applicability=no)) == ()


def test_larger_work_of_the_group_stays_with_the_guest() -> None:
    hours = {**SMALL, ("00001", "A2"): 1600.0}
    (pair,) = shared(town(hours))
    assert pair.positions == ("A1",)
    # Apart: one officer serves 1,600 of 1,920 h, 320 unserved; the guest keeps a full officer.
    assert pair.saved == 480_000


def test_a_table_of_neighbours_stands_for_the_distance() -> None:
    units = [place("00001"), place("00002", 9), place("00003", 300)]
    hours = {**SMALL, ("00003", "A1"): 1280.0}
    pairs = shared(town(hours, units, neighbours=[{"unit_a": "00003", "unit_b": "00001"}]))
    assert [(pair.guest, pair.host) for pair in pairs] == [("00001", "00003")]
    case = town(hours, units, neighbours=[{"unit_a": "00003", "unit_b": "00001"}])
    assert list(neighbours(case)) == [("00001", "00003")]


def cost(hours: float) -> float:
    """Return what a cell costs at its best number of officers, by hand: at least one."""
    return min(max(0, hours - 1600 * n) + 0.5 * max(0, 1600 * n - hours) for n in range(1, 4))


@settings(max_examples=10)
@given(hours=st.lists(st.integers(1, 16).map(lambda n: n * 100.0), min_size=3, max_size=5))
def test_no_other_pairs_save_more(hours: list[float]) -> None:
    units = [place(f"0000{n}", 7 * n) for n in range(1, len(hours) + 1)]
    load = {row["unit_code"]: h for row, h in zip(units, hours, strict=True)}
    case = town({(code, "A1"): h for code, h in load.items()}, units)
    worth = {
        (a, b): cost(load[a]) + cost(load[b]) - cost(load[a] + load[b])
        for a, b in neighbours(case)
        if min(load[a], load[b]) < 480
    }
    best = 0.0
    for count in range(len(units) // 2 + 1):
        for pairs in itertools.combinations(worth, count):
            if len({code for pair in pairs for code in pair}) == 2 * count:
                best = max(best, sum(worth[pair] for pair in pairs))
    found = shared(case)
    assert sum(pair.saved for pair in found) == round(best * 1000)
    assert len({code for pair in found for code in (pair.guest, pair.host)}) == 2 * len(found)


def test_the_rule_off_leaves_everything_as_it_was() -> None:
    off = town(SMALL).with_rule("shared_officers", False)
    assert build_establishment(off).shared == ()
    assert "shared" not in sa.plan(off).tables


@pytest.fixture(scope="module")
def lent() -> sa.Plan:
    people = [cadre("c1", "00001", "A1", fields="law"), cadre("c2", "00002", "A1", fields="law")]
    units = [{**row, "province_code": "01"} for row in (*NEAR, place("00003", 300))]
    return sa.plan(town(SMALL, units, cadres=people))


def test_the_balance_shows_the_work_at_the_host(lent: sa.Plan) -> None:
    balance = lent.balance.set_index(["unit_code", "position_id"])
    assert balance.loc[("00001", "A1"), "required_fte"] == 0.0
    assert balance.loc[("00002", "A1"), "required_fte"] == pytest.approx(1.0)
    assert lent.tables["shared"]["saved"].tolist() == [800.0]


def findings(draft: Draft, folder: Path) -> set[tuple[str, str]]:
    return {(one.table, one.what) for one in verify(draft.write(folder / "plan")).findings}


def test_the_plan_is_proven_as_it_is(lent: sa.Plan, tmp_path: Path) -> None:
    assert findings(draft_of(lent), tmp_path) == set()


CHANGED = [
    ("guest", "00002", "row"),
    ("host", "00009", "row"),
    ("group", "H", "host"),
    ("positions", "A1;A2", "positions"),
    ("hours", "321.000000000", "hours"),
    ("km", "9.000", "km"),
    ("guest_price", "-1.000", "guest_price"),
    ("guest_price", "1500.000", "saved"),
    ("host_price", "-1.000", "host_price"),
    ("saved", "481.000", "saved"),
]


@pytest.mark.parametrize(("column", "value", "what"), CHANGED)
def test_a_tampered_cell_is_found(
    lent: sa.Plan, tmp_path: Path, column: str, value: str, what: str
) -> None:
    draft = draft_of(lent)
    draft.tables["shared"][0][column] = value
    assert ("shared", what) in findings(draft, tmp_path)


# the case behind the plan is changed: which column of the policy, and what no longer holds
BEHIND = [("share_below_fte", "0.3", "0.1", "positions"), ("share_max_km", "15", "5", "units")]


@pytest.mark.parametrize(("key", "old", "new", "what"), BEHIND)
def test_a_pair_the_case_does_not_allow_is_found(
    lent: sa.Plan, tmp_path: Path, key: str, old: str, new: str, what: str
) -> None:
    case = lent.case.with_policy(**{key: float(new)})
    draft = draft_of(lent)
    other = draft_of(sa.plan(case.with_rule("shared_officers", False)))
    draft.case["policy"] = other.case["policy"]
    assert ("shared", what) in findings(draft, tmp_path)


def test_a_pair_that_the_table_of_neighbours_has_not_is_found(
    lent: sa.Plan, tmp_path: Path
) -> None:
    draft = draft_of(lent)
    draft.case["neighbours"] = "unit_a,unit_b\n00001,00003\n"
    assert ("shared", "units") in findings(draft, tmp_path)


def test_a_pair_twice_is_found(lent: sa.Plan, tmp_path: Path) -> None:
    draft = draft_of(lent)
    draft.tables["shared"].append(dict(draft.tables["shared"][0]))
    assert ("shared", "units") in findings(draft, tmp_path)


def test_a_pair_left_out_is_found_by_its_hours(lent: sa.Plan, tmp_path: Path) -> None:
    draft = draft_of(lent)
    draft.tables["shared"] = []
    assert ("requirements", "hours") in findings(draft, tmp_path)


def test_a_table_left_out_is_found_even_where_nobody_shares(tmp_path: Path) -> None:
    draft = draft_of(sa.plan(town({("00001", "A1"): 1600.0, ("00002", "A1"): 1600.0})))
    assert draft.tables.pop("shared") == []
    assert findings(draft, tmp_path) == {("shared", "table")}


def test_sharing_without_the_rule_is_found(lent: sa.Plan, tmp_path: Path) -> None:
    draft = draft_of(lent)
    draft.case["rules"] = draft.case["rules"].replace("yes", "no")
    assert ("shared", "table") in findings(draft, tmp_path)


@pytest.mark.parametrize("policy", [{}, {"share_below_fte": 0.6}, {"ceiling_mode": "shared"}])
def test_a_generated_case_is_planned_and_verified_with_shared_officers(
    small_case: sa.Case, tmp_path: Path, policy: dict[str, Any]
) -> None:
    case = small_case.with_policy(**policy).with_rule("shared_officers", True)
    made = sa.plan(case)
    assert len(made.tables["shared"])
    assert findings(draft_of(made), tmp_path) == set()


def test_every_rule_of_the_establishment_together(small_case: sa.Case, tmp_path: Path) -> None:
    case = small_case.with_policy(rule_set="hanoi-2025-10", share_below_fte=0.5)
    case = case.with_rule("shared_officers", True).with_rule("departments", True)
    case = case.with_rule("ceiling", False, **RECORDED)
    assert findings(draft_of(sa.plan(case)), tmp_path) == set()
