"""Fields spread over leaders: as even as can be, then by the best match."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from staffalloc.division.leader_fields import spread_fields


def test_without_leaders_nothing_is_given() -> None:
    assert spread_fields(["land"], [], {}) == {}


@given(st.integers(0, 2**32 - 1))
def test_counts_are_one_apart_at_most_and_no_even_spread_matches_better(seed: int) -> None:
    rng = np.random.default_rng(seed)
    fields = [f"f{n}" for n in range(int(rng.integers(1, 6)))]
    leaders = [f"c{n}" for n in range(int(rng.integers(1, 4)))]
    far = {pair: int(rng.integers(0, 3)) for pair in product(fields, leaders)}

    def is_even(chosen: tuple[str, ...]) -> bool:
        counts = [Counter(chosen)[leader] for leader in leaders]
        return max(counts) - min(counts) <= 1

    made = spread_fields(fields, leaders, far)
    assert list(made) == fields
    assert is_even(tuple(made.values()))
    even = [c for c in product(leaders, repeat=len(fields)) if is_even(c)]
    best = min(sum(far[pair] for pair in zip(fields, c, strict=True)) for c in even)
    assert sum(far[pair] for pair in made.items()) == best
