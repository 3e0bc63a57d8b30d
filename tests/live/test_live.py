"""A live plan: every edit ends where a cold plan of the edited case ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import staffalloc as sa
from staffalloc.establishment import build_establishment
from staffalloc.establishment.by_hand import with_post, without_post
from staffalloc.live import LiveChange, LivePlan
from staffalloc.placement.place import place

from ..builders import RECORDED, cadre, hours_case
from ..placement.small import HOURS, POSITIONS, UNITS, city, officer


def one_post_two_people() -> sa.Case:
    """One post; who holds it today stays at no loss, and who waits costs 0.3 years: 480 hours."""
    return hours_case(
        {("00001", "A"): 1600},
        cadres=[cadre("c1", "00001", "A"), cadre("c2")],
    )


def small_city(**tables: Any) -> sa.Case:
    people = [
        officer("00001", "LAND") | {"cadre_id": "c1"},
        officer("00001", "LAW", fields="law") | {"cadre_id": "c2"},
        officer("00002", "SOCIAL", fields="social") | {"cadre_id": "c3"},
        officer("00002", "FREE", fields="economics") | {"cadre_id": "c4"},
        officer("", "", fields="law;land") | {"cadre_id": "c5"},
        officer("00003", "SURVEY", fields="survey") | {"cadre_id": "c6"},
    ]
    return city(people, **tables)


def live_of(case: sa.Case) -> LivePlan:
    return sa.plan(case).live()


def objective_mh(live: LivePlan) -> int:
    return round(live.objective * 1000)


def test_when_the_holder_leaves_the_one_who_waits_takes_the_post() -> None:
    """480 hours of waiting before; 160 for a new position after."""
    live = live_of(one_post_two_people())
    assert live.objective == 480
    change = live.remove_cadre("c1")
    assert (change.objective, change.bound, change.cost) == (160, 160, -320)
    assert change.status == "optimal" and change.warm
    assert change.moved.to_dict("records") == [
        {
            "cadre_id": "c1",
            "from_unit": "00001",
            "from_seat": "00001/A/",
            "to_unit": "",
            "to_seat": "",
            "hours_before": 0,
            "hours_after": 0,
        },
        {
            "cadre_id": "c2",
            "from_unit": "",
            "from_seat": "pool",
            "to_unit": "00001",
            "to_seat": "00001/A/",
            "hours_before": 480,
            "hours_after": 160,
        },
    ]


def test_undo_goes_back_exactly() -> None:
    live = live_of(small_city())
    before = live.plan()
    live.remove_cadre("c1")
    live.set_workload("00001", "work_SOCIAL", 4000)
    live.pin("c2", "forbid", unit_code="00001")
    for _ in range(3):
        live.undo()
    after = live.plan()
    assert after.assignments.equals(before.assignments)
    assert after.posts.equals(before.posts)
    assert live.case.digest() == before.case.digest()
    with pytest.raises(IndexError):
        live.undo()


UNIT_CODES = [row["unit_code"] for row in UNITS]
POSITION_IDS = [row["position_id"] for row in POSITIONS]
PEOPLE = [f"c{n}" for n in range(1, 9)]
Edit = Callable[[LivePlan], LiveChange]


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
    kind = draw(st.sampled_from(sorted(KINDS)))
    return kind, *KINDS[kind](draw)


def _cell(draw: st.DrawFn) -> dict[str, Any]:
    cell = {"unit_code": draw(st.sampled_from(["", *UNIT_CODES]))}
    return cell | {"position_id": draw(st.sampled_from(["", *POSITION_IDS]))}


def _pin(draw: st.DrawFn) -> tuple[tuple[Any, ...], dict[str, Any]]:
    action = draw(st.sampled_from(["keep", "assign", "forbid", "prefer"]))
    columns: dict[str, Any] = _cell(draw)
    if action == "prefer":
        columns["hours"] = draw(st.sampled_from([50.0, 700.0]))
    if action == "assign" and draw(st.booleans()):
        columns |= RECORDED
    return (draw(st.sampled_from(PEOPLE)), action), columns


def _person(draw: st.DrawFn) -> tuple[tuple[Any, ...], dict[str, Any]]:
    columns = officer(
        draw(st.sampled_from(["", *UNIT_CODES])),
        draw(st.sampled_from(["", *POSITION_IDS])),
        fields=draw(st.sampled_from(["law", "land", "social", "economics"])),
        level=draw(st.sampled_from(["college", "university"])),
    )
    code = draw(st.sampled_from(PEOPLE))
    return (code,), {name: v for name, v in columns.items() if name != "cadre_id"}


KINDS: dict[str, Callable[[st.DrawFn], tuple[tuple[Any, ...], dict[str, Any]]]] = {
    "set_workload": lambda draw: (
        (
            draw(st.sampled_from(UNIT_CODES)),
            "work_" + draw(st.sampled_from(sorted(HOURS))),
            draw(st.sampled_from([0.0, 700.0, 1600.0, 5000.0])),
        ),
        {},
    ),
    "set_ceiling": lambda draw: (
        (draw(st.sampled_from(UNIT_CODES)), draw(st.sampled_from([2, 6, 8, 9, None]))),
        {},
    ),
    "set_weight": lambda draw: (
        ("work_" + draw(st.sampled_from(sorted(HOURS))), draw(st.sampled_from([0.5, 1.0, 3.0]))),
        {},
    ),
    "pin": _pin,
    "unpin": lambda draw: ((draw(st.sampled_from(PEOPLE)),), {}),
    "add_cadre": _person,
    "remove_cadre": lambda draw: ((draw(st.sampled_from(PEOPLE)),), {}),
    "add_post": lambda draw: (
        (draw(st.sampled_from(UNIT_CODES)), draw(st.sampled_from(POSITION_IDS))),
        {},
    ),
    "remove_post": lambda draw: (
        (draw(st.sampled_from(UNIT_CODES)), draw(st.sampled_from(POSITION_IDS))),
        {},
    ),
}


def cold(live: LivePlan, by_hand: list[tuple[str, str, str]]) -> sa.placement.place.Placement:
    """Plan the edited case from nothing, with the posts that were added or taken out by hand."""
    case = live.case
    made = build_establishment(case)
    for kind, unit_code, position_id in by_hand:
        if kind == "add_post":
            made = with_post(made, unit_code, position_id)
        else:
            made = without_post(made, unit_code, position_id)
    return place(case, made)


@settings(max_examples=4)
@given(st.lists(edits(), min_size=1, max_size=6), st.data())
def test_any_edits_end_where_a_cold_plan_of_the_edited_case_ends(
    sequence: list[tuple[str, tuple[Any, ...], dict[str, Any]]], data: st.DataObject
) -> None:
    live = live_of(small_city())
    by_hand: list[tuple[str, str, str]] = []
    kept = [list(by_hand)]
    for kind, arguments, columns in sequence:
        before, objective = live.case.digest(), live.objective
        try:
            change = getattr(live, kind)(*arguments, **columns)
        except (sa.CaseError, sa.InfeasibleError):
            assert (live.case.digest(), live.objective) == (before, objective)
            continue
        by_hand = after_edit(by_hand, kind, arguments, change)
        kept.append(list(by_hand))
        assert change.status == "optimal"
        assert change.objective - change.cost == pytest.approx(objective)
        assert_adds_up(change)
        assert objective_mh(live) == cold(live, by_hand).objective
    if live.edits and data.draw(st.booleans()):
        live.undo()
        by_hand = kept[-2]
        change = live.remove_cadre(live.case.cadres["cadre_id"].iloc[0])
        assert objective_mh(live) == cold(live, by_hand).objective


def test_kinds_of_post_may_come_and_go() -> None:
    """Two part-time jobs are one post; full-time they are two, in each unit after the other."""
    live = live_of(small_city())
    traits = officer("00002", "PART", fields="economics")
    del traits["cadre_id"]
    live.add_cadre("c9", **traits)
    for hours in (1600.0, 300.0):
        for unit_code in UNIT_CODES:
            live.set_workload(unit_code, "work_PART", hours)
            assert objective_mh(live) == cold(live, []).objective
    leads = {post.lead for post in live.establishment.posts}
    assert "PART" not in leads


def after_edit(
    by_hand: list[tuple[str, str, str]],
    kind: str,
    arguments: tuple[Any, ...],
    change: LiveChange,
) -> list[tuple[str, str, str]]:
    """Posts by hand go where the establishment of their unit is chosen anew."""
    if kind in ("add_post", "remove_post"):
        return [*by_hand, (kind, *arguments)]
    return [entry for entry in by_hand if entry[1] not in change.concerned]


def assert_adds_up(change: LiveChange) -> None:
    """What people cost more or less, and the other components, are the whole difference."""
    people = change.components["loss"] + change.components["pool"]
    moved = change.moved["hours_after"].sum() - change.moved["hours_before"].sum()
    assert moved == pytest.approx(people, abs=1e-6)
    assert sum(change.components.values()) == pytest.approx(change.cost, abs=1e-6)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda live: live.set_workload("99999", "work_LAW", 5), "unknown_reference"),
        (lambda live: live.pin("nobody", "keep"), "unknown_reference"),
        (lambda live: live.unpin("c1"), "unknown_reference"),
        (lambda live: live.add_cadre("c1"), "duplicate_key"),
        (lambda live: live.add_post("00001", "NONE"), "pin_without_seat"),
    ],
)
def test_an_edit_that_is_refused_changes_nothing(edit: Edit, code: str) -> None:
    live = live_of(small_city())
    before, objective = live.case.digest(), live.objective
    with pytest.raises(sa.CaseError) as refused:
        edit(live)
    assert [problem.code for problem in refused.value.problems] == [code]
    assert live.case.digest() == before and live.objective == objective and live.edits == 0


def test_the_plan_of_a_live_plan_is_the_plan_of_its_case() -> None:
    live = live_of(small_city())
    live.pin("c5", "assign", unit_code="00003", **RECORDED)
    live.set_workload("00002", "work_LAW", 4000)
    made, fresh = live.plan(), sa.plan(live.case)
    assert made.certificate.placement.objective_mh == fresh.certificate.placement.objective_mh
    assert made.certificate.placement.status == "optimal"
    assert made.posts.equals(fresh.posts)
    assert made.certificate.establishment.objective_mh == (
        fresh.certificate.establishment.objective_mh
    )
