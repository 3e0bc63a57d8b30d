"""Draws that depend on names, and whole parts that add up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc.examples.draws import apportion, keyed_generator, lowest, pick, weighted_sample

weights = st.lists(st.floats(0, 1e6), min_size=1, max_size=30).filter(lambda w: sum(w) > 1e-6)


@given(weights, st.integers(0, 100_000))
def test_parts_add_up_and_stay_within_one_of_their_quota(shares, total):
    parts = apportion(shares, total)
    quotas = np.array(shares) * total / sum(shares)
    assert parts.sum() == total
    assert (np.abs(parts - quotas) < 1 + 1e-6).all()


def test_nothing_is_divided_without_weights():
    assert apportion([0.0, 0.0], 0).tolist() == [0, 0]


def test_generators_differ_by_seed_and_key_only():
    first = keyed_generator(7, "units", "00004").random()
    assert keyed_generator(7, "units", "00004").random() == first
    assert keyed_generator(8, "units", "00004").random() != first
    assert keyed_generator(7, "units", "00008").random() != first


def test_a_sample_has_no_place_twice_and_none_without_weight():
    chosen = weighted_sample(keyed_generator(1), np.array([0.0, 1.0, 5.0, 2.0]), 3)
    assert sorted(chosen.tolist()) == [1, 2, 3]
    with pytest.raises(ValueError, match="cannot draw 4 of 3"):
        weighted_sample(keyed_generator(1), np.array([0.0, 1.0, 5.0, 2.0]), 4)


def test_the_lowest_are_exactly_so_many():
    assert lowest(np.array([0.5, 0.2, 0.9]), 2).tolist() == [True, True, False]


def test_words_come_in_their_shares():
    words = pick(keyed_generator(1), ("a", "b"), (0.25, 0.75), 4_000)
    assert (words == "a").mean() == pytest.approx(0.25, abs=0.03)
