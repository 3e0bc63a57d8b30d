"""Who sits at which site: against every seating, and the order of what counts."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from staffalloc.division.sites import Sitter, seat_at_sites

Asked = dict[str, frozenset[str]]


def sitter(code: str, department: str, *positions: str) -> Sitter:
    return Sitter(code, department, frozenset(positions))


def asks(**positions: str) -> Asked:
    return {site: frozenset(text.split()) for site, text in positions.items()}


OFFICE = [sitter(f"o{n}", "office") for n in range(3)]
COUNTER = [sitter(f"s{n}", "service", "DESK") for n in range(2)]


def test_a_position_two_sites_ask_for_splits_its_department() -> None:
    made = seat_at_sites([*OFFICE, *COUNTER], asks(north="DESK", south="DESK"))
    assert made.missing == ()
    assert made.site_of["s0"] != made.site_of["s1"]
    assert len({made.site_of[one.cadre_id] for one in OFFICE}) == 1


def test_departments_stay_together_where_no_position_asks_otherwise() -> None:
    made = seat_at_sites([*OFFICE, *COUNTER], asks(north="", south=""))
    assert len({made.site_of[one.cadre_id] for one in OFFICE}) == 1
    assert sorted(made.site_of.values()).count("north") in (2, 3)


def test_one_person_cannot_be_at_two_sites() -> None:
    made = seat_at_sites([sitter("s0", "service", "DESK")], asks(north="DESK", south="DESK"))
    assert len(made.missing) == 1


def test_a_unit_nobody_sits_in_lacks_all_that_its_sites_ask_for() -> None:
    made = seat_at_sites([], asks(north="DESK", south="BOOKS DESK"))
    assert made.missing == (("north", "DESK"), ("south", "BOOKS"), ("south", "DESK"))


def cost_of(sitters: list[Sitter], asked: Asked, site_of: dict[str, str]) -> tuple[int, int, int]:
    present = {(site_of[one.cadre_id], code) for one in sitters for code in one.positions}
    missing = sum((site, code) not in present for site in asked for code in asked[site])
    split = len({(one.department, site_of[one.cadre_id]) for one in sitters})
    fullest = max((list(site_of.values()).count(site) for site in asked), default=0)
    return missing, split, fullest


@given(st.integers(0, 2**32 - 1))
def test_no_seating_is_better(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sitters = [
        sitter(f"c{n}", str(rng.choice(["office", "land"])), *"ABC"[: int(rng.integers(0, 3))])
        for n in range(int(rng.integers(1, 6)))
    ]
    asked = {site: frozenset("ABC"[: int(rng.integers(0, 4))]) for site in ("north", "south")}
    made = seat_at_sites(sitters, asked)
    codes = [one.cadre_id for one in sitters]
    every = [dict(zip(codes, chosen, strict=True)) for chosen in product(asked, repeat=len(codes))]
    assert cost_of(sitters, asked, dict(made.site_of)) == min(
        cost_of(sitters, asked, chosen) for chosen in every
    )
