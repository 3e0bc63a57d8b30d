"""Seeded draws that depend on names, never on the order of rows.

Every generator is derived from the seed and from what it is for (a unit code, a province, a
subject), so a unit gets the same figures whether it comes first or last, alone or with others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


def keyed_generator(seed: int, *key: str) -> np.random.Generator:
    """Return the random generator that belongs to a seed and a key.

    Examples
    --------
    >>> a, b = keyed_generator(1, "workloads", "00004"), keyed_generator(1, "workloads", "00004")
    >>> a.random() == b.random()
    True
    """
    digest = hashlib.sha256("\n".join((str(seed), *key)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "big"))


def apportion(weights: ArrayLike, total: int) -> NDArray[np.int64]:
    """Divide `total` into whole parts in proportion to `weights`, by largest remainder.

    Parameters
    ----------
    weights : array_like, shape (n,)
        Not negative, not all zero unless `total` is 0.
    total : int
        What the parts add up to.

    Returns
    -------
    ndarray of int, shape (n,)
        Ties of remainders go to the earlier part.

    Examples
    --------
    >>> apportion([1, 1, 1], 10).tolist()
    [4, 3, 3]
    """
    shares = np.asarray(weights, dtype=float)
    if total == 0:
        return np.zeros(len(shares), np.int64)
    quotas = shares * (total / shares.sum())
    parts: NDArray[np.int64] = np.floor(quotas).astype(np.int64)
    by_remainder = np.argsort(-(quotas - parts), kind="stable")
    parts[by_remainder[: total - int(parts.sum())]] += 1
    return parts


def weighted_sample(
    rng: np.random.Generator, weights: NDArray[np.float64], size: int
) -> NDArray[np.int64]:
    """Return `size` different places, drawn with chances that rise with their weights.

    Raises
    ------
    ValueError
        More places are asked for than have a weight above zero.
    """
    open_places = np.flatnonzero(weights > 0)
    if size > len(open_places):
        raise ValueError(f"cannot draw {size} of {len(open_places)} places")
    keys = np.log(weights[open_places]) + rng.gumbel(size=len(open_places))
    chosen: NDArray[np.int64] = open_places[np.argsort(-keys, kind="stable")[:size]]
    return chosen


def lowest(draws: NDArray[np.float64], count: int) -> NDArray[np.bool_]:
    """Return which `count` of the draws are the lowest, so that shares hold exactly.

    Examples
    --------
    >>> lowest(np.array([0.7, 0.1, 0.4]), 1).tolist()
    [False, True, False]
    """
    chosen = np.zeros(len(draws), bool)
    chosen[np.argsort(draws, kind="stable")[:count]] = True
    return chosen


def pick(
    rng: np.random.Generator, words: Sequence[str], shares: Sequence[float], size: int
) -> NDArray[np.object_]:
    """Return `size` words drawn with the given shares, which add up to 1."""
    places = np.searchsorted(np.cumsum(shares)[:-1], rng.random(size), side="right")
    return np.asarray(words, dtype=object)[places]
