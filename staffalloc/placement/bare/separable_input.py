"""The arrays of `assign_separable`: checked, made whole."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from staffalloc.placement.bare.assign_input import AssignError
from staffalloc.placement.bare.separable_places import PlaceLosses, PlaceTable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_SEATS: Final = 10**6
_ENTRIES_SHOWN: Final = 10
_MOST_DIGITS: Final = 6
# Costs, lifted by the engine and added along paths, times people must stay whole in 64 bits.
_LARGEST_SUM: Final = 2.0**54
# Both bound memory, not results.
_ENTRIES_AT_ONCE: Final = 2**16
_ROWS_AT_ONCE: Final = 512


@dataclass(frozen=True)
class SeparableInput:
    """The arrays as the caller gave them, sound.

    Attributes
    ----------
    kind_loss : (K, S) floats
        NaN where not eligible.
    place_loss : PlaceTable
    profile, place : (N,) ints
    seat_unit, seat_kind, seats : (J,) ints
    short_price : (J, most seats) or (J, 1) floats
        One column: the same price for every seat of the type.
    pool_price : (N,) floats
    """

    kind_loss: Floats
    place_loss: PlaceTable
    profile: Ints
    place: Ints
    seat_unit: Ints
    seat_kind: Ints
    seats: Ints
    short_price: Floats
    pool_price: Floats

    @property
    def prices_by_step(self) -> NDArray[np.bool_]:
        """Where `short_price` is the price of a seat, (J, most seats); padding is not."""
        columns = np.arange(self.short_price.shape[1])
        counted: NDArray[np.bool_] = columns[None, :] < self.seats[:, None]
        return counted


def read_separable(
    kind_loss: ArrayLike,
    place_loss: PlaceLosses,
    profile: ArrayLike,
    place: ArrayLike,
    seat_unit: ArrayLike,
    seat_kind: ArrayLike,
    seats: ArrayLike,
    short_price: ArrayLike,
    pool_price: ArrayLike,
) -> SeparableInput:
    """Check the arrays.

    Raises
    ------
    AssignError
        With every problem found.
    """
    reader = _Reader()
    kinds = reader.losses("kind_loss", kind_loss)
    people, types = _length(profile), _length(seats)
    of_kind = kinds.shape or (None, None)
    places = reader.places("place_loss", place_loss, _rows_asked_for(place))
    of_place = None if callable(place_loss) else len(places.start) - 1
    units = places.units if people or not callable(place_loss) else None
    arrays = SeparableInput(
        kind_loss=kinds,
        place_loss=places,
        profile=reader.rows("profile", profile, people, of_kind[0], "rows of kind_loss"),
        place=reader.rows("place", place, people, of_place, "rows of place_loss"),
        seat_unit=reader.rows("seat_unit", seat_unit, types, units, "units"),
        seat_kind=reader.rows("seat_kind", seat_kind, types, of_kind[1], "kinds"),
        seats=reader.rows("seats", seats, types, _MOST_SEATS + 1, "numbers of seats"),
        short_price=reader.prices_by_type("short_price", short_price, types),
        pool_price=reader.prices("pool_price", pool_price, people),
    )
    reader.raise_if_wrong()
    reader.check_steps(arrays)
    reader.raise_if_wrong()
    return arrays


class _Reader:
    """Turns what was given into arrays; what is wrong goes to one list."""

    def __init__(self) -> None:
        self._problems: list[str] = []

    def raise_if_wrong(self) -> None:
        """Raise everything that was found."""
        if self._problems:
            raise AssignError(self._problems)

    def report(self, name: str, wrong: NDArray[np.bool_], what: str, first_row: int = 0) -> None:
        """Report the entries, counted from 0, of which something is true."""
        places = np.argwhere(wrong)
        places[:, :1] += first_row
        if len(places):
            shown = [", ".join(map(str, at)) for at in places[:_ENTRIES_SHOWN].tolist()]
            rest = len(places) - len(shown)
            more = f" and {rest} more" if rest else ""
            self._problems.append(f"{name}[{'], ['.join(shown)}]{more}: {what}")

    def losses(self, name: str, given: ArrayLike, first_row: int = 0) -> Floats:
        """Return a table of losses, NaN allowed; a lone number if it is no table."""
        table = self._numbers(name, given)
        if table.ndim != 2:
            self._problems.append(f"{name}: must have two dimensions, not {table.ndim}")
            return np.zeros(())
        self.report(name, np.isinf(table), "is not finite; NaN says not eligible", first_row)
        return table

    def places(self, name: str, given: PlaceLosses, rows: int) -> PlaceTable:
        """Return the losses of places without their gaps.

        A function is asked for blocks of `rows`, so that they are never one table.
        """
        if callable(given):
            return PlaceTable.of_blocks(self._blocks(name, given, rows))
        table = self.losses(name, given)
        return PlaceTable.of_blocks([table] if table.ndim else [])

    def _blocks(self, name: str, given: Callable[[Ints], ArrayLike], rows: int) -> Iterator[Floats]:
        wanted = None
        for first in range(0, rows, _ROWS_AT_ONCE):
            asked = np.arange(first, min(first + _ROWS_AT_ONCE, rows))
            block = self.losses(name, given(asked), first)
            wanted = wanted or block.shape[-1]
            if block.shape != (len(asked), wanted):
                self._problems.append(
                    f"{name}: rows {first} to {asked[-1]} have shape {block.shape}, "
                    f"not ({len(asked)}, {wanted})"
                )
                return
            yield block

    def rows(
        self, name: str, given: ArrayLike, length: int | None, below: int | None, what: str
    ) -> Ints:
        """Return whole numbers from 0 to below a limit, if there is one."""
        array = np.asarray(given)
        if array.ndim != 1 or (length is not None and len(array) != length):
            wanted = "one dimension" if length is None else f"shape ({length},)"
            self._problems.append(f"{name}: must have {wanted}, not shape {array.shape}")
            return np.zeros(0, np.int64)
        if len(array) and array.dtype.kind not in "iu":
            self._problems.append(f"{name}: must be integers, not {array.dtype}")
            return np.zeros(0, np.int64)
        if below is None:
            self.report(name, array < 0, "is below 0")
        else:
            self.report(name, (array < 0) | (array >= below), f"is not among the {below} {what}")
        return array.astype(np.int64)

    def prices(self, name: str, given: ArrayLike, length: int | None) -> Floats:
        """Return one price for each, from a number or a list."""
        array = self._numbers(name, given)
        if array.ndim == 0 and length is not None:
            array = np.full(length, float(array))
        if array.ndim != 1 or (length is not None and len(array) != length):
            wanted = "a number" if length is None else f"a number or of shape ({length},)"
            self._problems.append(f"{name}: must be {wanted}, not of shape {array.shape}")
            return np.zeros(0)
        self.report(name, ~np.isfinite(array), "is not a finite number")
        return array

    def prices_by_type(self, name: str, given: ArrayLike, length: int | None) -> Floats:
        """Return the prices of each type's seats, in one column if they are all the same."""
        array = self._numbers(name, given)
        if array.ndim != 2:
            return self.prices(name, array, length).reshape(-1, 1)
        if length is not None and array.shape[0] != length:
            self._problems.append(f"{name}: must have {length} rows, not {array.shape[0]}")
        return array

    def check_steps(self, arrays: SeparableInput) -> None:
        """Check the prices of the seats that exist; what stands behind them is padding."""
        prices, counted = arrays.short_price, arrays.prices_by_step
        if prices.shape[1] == 1:
            counted = np.ones_like(counted)
        elif prices.shape[1] < arrays.seats.max(initial=0):
            self._problems.append(
                f"short_price: {prices.shape[1]} columns, but a seat type has "
                f"{arrays.seats.max()} seats"
            )
        self.report("short_price", counted & ~np.isfinite(prices), "is not a finite number")
        falls = counted[:, 1:] & (prices[:, 1:] < prices[:, :-1])
        self.report(
            "short_price",
            np.pad(falls, ((0, 0), (1, 0))) if prices.shape[1] else falls,
            "is below the price before it: the next empty seat may not cost less",
        )

    def _numbers(self, name: str, given: ArrayLike) -> Floats:
        array: NDArray[Any] = np.asarray(given)
        if array.size and array.dtype.kind not in "iuf":
            self._problems.append(f"{name}: must be numbers, not {array.dtype}")
            return np.zeros(array.shape)
        return array.astype(np.float64)


def _rows_asked_for(place: ArrayLike) -> int:
    array = np.asarray(place)
    return int(array.max(initial=-1)) + 1 if array.dtype.kind in "iu" else 0


def _length(given: ArrayLike) -> int | None:
    """Return how many entries a list has, None if it is none."""
    array = np.asarray(given)
    return len(array) if array.ndim == 1 else None


@dataclass(frozen=True)
class Scale:
    """How costs become whole numbers.

    Attributes
    ----------
    factor : int
        A power of ten; a cost is rounded after it is multiplied.
    largest : int
        No whole cost is above it in size.
    rounding : float
        Most by which the cost of the best placement can miss the true optimum, 0 if every cost
        is whole at this factor.
    """

    factor: int
    largest: int
    rounding: float

    def whole(self, costs: Floats) -> Ints:
        """Return costs as whole numbers, 0 where they are NaN."""
        whole: Ints = np.rint(np.where(np.isnan(costs), 0.0, costs) * self.factor).astype(np.int64)
        return whole


def choose_scale(arrays: SeparableInput) -> Scale:
    """Return the smallest power of ten that makes all costs whole, else the largest that fits.

    Raises
    ------
    AssignError
        If the costs are too large for exact sums at any.
    """
    counted = arrays.prices_by_step if arrays.short_price.shape[1] > 1 else ...
    parts = [
        arrays.pool_price,
        arrays.short_price[counted],
        arrays.kind_loss,
        arrays.place_loss.loss,
    ]
    largest = max(float(np.nanmax(np.abs(p), initial=0.0)) for p in parts)
    everybody = max(1, len(arrays.profile), int(arrays.seats.sum()))
    if largest * everybody > _LARGEST_SUM:
        raise AssignError(["costs times people are too large for exact sums: scale them down"])
    factor = 1
    while not all(_is_whole(part, factor) for part in parts):
        wider = factor * 10
        if wider > 10**_MOST_DIGITS or largest * wider * everybody > _LARGEST_SUM:
            return Scale(factor, _whole_size(largest, factor), _rounding(parts, factor, arrays))
        factor = wider
    return Scale(factor, _whole_size(largest, factor), 0.0)


def _whole_size(largest: float, factor: int) -> int:
    return int(np.rint(largest * factor)) + 1


def _is_whole(costs: Floats, factor: int) -> bool:
    flat = costs.reshape(-1)
    for start in range(0, len(flat), _ENTRIES_AT_ONCE):
        block = flat[start : start + _ENTRIES_AT_ONCE]
        if not ((np.rint(block * factor) / factor == block) | np.isnan(block)).all():
            return False
    return True


def _rounding(parts: list[Floats], factor: int, arrays: SeparableInput) -> float:
    """Twice what rounding can change the cost of one placement."""
    pool, short, kind, place = (
        float(np.nanmax(np.abs(np.rint(part * factor) / factor - part), initial=0.0))
        for part in parts
    )
    of_people = len(arrays.profile) * max(pool, kind + place)
    return 2 * (of_people + int(arrays.seats.sum()) * short)


def true_cost(arrays: SeparableInput, seat: Ints) -> float:
    """Return the cost of a placement in the caller's numbers."""
    placed = np.flatnonzero(seat >= 0)
    empty = arrays.seats - np.bincount(seat[placed], minlength=len(arrays.seats))
    return math.fsum(
        [
            *arrays.kind_loss[arrays.profile[placed], arrays.seat_kind[seat[placed]]],
            *arrays.place_loss.at(arrays.place[placed], arrays.seat_unit[seat[placed]]),
            *arrays.pool_price[seat < 0],
            *_prices_of_empty(arrays.short_price, empty),
        ]
    )


def _prices_of_empty(prices: Floats, empty: Ints) -> Floats:
    """Return what the empty seats of each type cost: the cheapest prices first."""
    if prices.shape[1] == 1:
        product: Floats = prices[:, 0] * empty
        return product
    counted = np.arange(prices.shape[1])[None, :] < empty[:, None]
    total: Floats = np.where(counted, prices, 0).sum(axis=1)
    return total
