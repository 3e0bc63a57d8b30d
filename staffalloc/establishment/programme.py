"""The establishment programme: which posts each unit gets under the ceilings.

One variable a step of a curve, in ``[0, 1]``. The rows are two laminar families (unit within
total; positions across the city) over convex curves, so the relaxation is integral: the
optimum of the linear programme is a set of whole posts, and its duals prove it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from staffalloc.errors import InfeasibleError, StaffallocError, StoppedError
from staffalloc.solvers.linear import LinearProgramme, Row

_LARGEST_WEIGHT = 2.0**20  # beyond it the solver's tolerances could blur two choices


@dataclass(frozen=True)
class Item:
    """What can have posts: a leading position or a group in one unit.

    ``gains[k]`` is what the post after ``fewest + k`` saves in milli-hours, never rising.
    """

    unit_code: str
    name: str
    in_frame: bool
    fewest: int
    base_cost: int
    gains: tuple[int, ...]
    leading: bool = False


@dataclass(frozen=True)
class Cap:
    """A rule: the posts of some items together are at most (or at least) a number."""

    name: str
    items: tuple[int, ...]
    limit: int
    at_least: bool = False


@dataclass(frozen=True)
class Choice:
    """The posts of each item, the price of each cap (milli-hours a post), objective and bound."""

    posts: tuple[int, ...]
    prices: tuple[int, ...]
    objective: int
    bound: int


@dataclass(frozen=True)
class Programme:
    """Items in canonical order, and the caps over them."""

    items: tuple[Item, ...]
    caps: tuple[Cap, ...]

    def solve(self, *, time_limit: float | None = None, seed: int = 0) -> Choice:
        """Return the canonical optimum: least cost, fewest posts, lexicographically largest.

        Raises
        ------
        InfeasibleError
            If the caps contradict each other.
        StoppedError
            If the time limit came first.
        """
        for cap in self.caps:
            if not cap.at_least and self._room(cap) < 0:
                raise InfeasibleError(f"{cap.name}: {-self._room(cap)} posts too few")
            if cap.at_least and self._room(cap) > self._steps_of(cap):
                raise InfeasibleError(f"{cap.name}: no choice has {cap.limit} posts")
        solution = self._linear().solve(time_limit=time_limit, seed=seed)
        if solution.status != "optimal":
            raise StoppedError("the time limit came before the posts were proven optimal")
        signs = [1 if cap.at_least else -1 for cap in self._binding]
        prices = {
            cap.name: max(0, round(sign * dual))
            for cap, sign, dual in zip(self._binding, signs, solution.duals, strict=True)
        }
        ordered = tuple(prices.get(cap.name, 0) for cap in self.caps)
        posts = self._canonical(ordered)
        choice = Choice(posts, ordered, self.cost(posts), self.bound(ordered))
        self._require_kept(choice)
        return choice

    def cost(self, posts: Sequence[int]) -> int:
        """Return the cost of a choice of posts, in milli-hours."""
        return sum(
            item.base_cost - sum(item.gains[: n - item.fewest])
            for item, n in zip(self.items, posts, strict=True)
        )

    def bound(self, prices: Sequence[int]) -> int:
        """Return a cost nobody can beat, from any prices that are not negative."""
        charges = self.charges(prices)
        free = sum(
            item.base_cost
            + charge * item.fewest
            - sum(max(0, gain - charge) for gain in item.gains)
            for item, charge in zip(self.items, charges, strict=True)
        )
        paid = sum(
            (price if cap.at_least else -price) * cap.limit
            for cap, price in zip(self.caps, prices, strict=True)
        )
        return free + paid

    def charges(self, prices: Sequence[int]) -> list[int]:
        """Return what a post of each item pays at the given prices of the caps."""
        charges = [0] * len(self.items)
        for cap, price in zip(self.caps, prices, strict=True):
            for i in cap.items:
                charges[i] += -price if cap.at_least else price
        return charges

    @cached_property
    def _steps(self) -> tuple[range, ...]:
        """The variable numbers of each item's steps."""
        ends = [0]
        for item in self.items:
            ends.append(ends[-1] + len(item.gains))
        return tuple(range(start, end) for start, end in pairwise(ends))

    @cached_property
    def _binding(self) -> tuple[Cap, ...]:
        """Caps that some choice could break; the others would only be empty rows."""
        return tuple(
            cap
            for cap in self.caps
            if self._steps_of(cap) and (cap.at_least or self._room(cap) < self._steps_of(cap))
        )

    def _room(self, cap: Cap) -> int:
        return cap.limit - sum(self.items[i].fewest for i in cap.items)

    def _steps_of(self, cap: Cap) -> int:
        return sum(len(self.items[i].gains) for i in cap.items)

    def _linear(self) -> LinearProgramme:
        costs = [-float(gain) for item in self.items for gain in item.gains]
        rows = [
            Row(
                tuple((step, 1.0) for i in cap.items for step in self._steps[i]),
                ">=" if cap.at_least else "<=",
                float(self._room(cap)),
            )
            for cap in self._binding
        ]
        return LinearProgramme(costs, [1.0] * len(costs), rows)

    def _canonical(self, prices: Sequence[int]) -> tuple[int, ...]:
        """Settle the steps that cost nothing either way: fewest posts, then the first items."""
        charges = self.charges(prices)
        posts, ties = [], []
        for item, charge in zip(self.items, charges, strict=True):
            posts.append(item.fewest + sum(gain > charge for gain in item.gains))
            ties.append(sum(gain == charge for gain in item.gains))
        free = _Ties(self, tuple(posts), tuple(ties), tuple(prices))
        return tuple(n + extra for n, extra in zip(posts, free.settle(), strict=True))

    def _require_kept(self, choice: Choice) -> None:
        for cap in self.caps:
            held = sum(choice.posts[i] for i in cap.items)
            if (held < cap.limit) if cap.at_least else (held > cap.limit):
                raise StaffallocError(f"the canonical choice breaks {cap.name}")
        if choice.objective != choice.bound:
            raise StaffallocError("the establishment's duals do not prove its optimum")


@dataclass(frozen=True)
class _Ties:
    """Steps whose reduced gain is zero: any number of them that keeps the caps is optimal.

    A cap with a price must be tight; one without only must not be broken.
    """

    programme: Programme
    posts: tuple[int, ...]
    ties: tuple[int, ...]
    prices: tuple[int, ...]

    def settle(self) -> list[int]:
        extra = [0] * len(self.ties)
        for items, rows in self._components():
            chosen = (
                self._greedy(items, rows) if len(rows) == 1 else self._by_programme(items, rows)
            )
            for i, value in zip(items, chosen, strict=True):
                extra[i] = value
        return extra

    def _rows(self) -> list[tuple[tuple[int, ...], int, str]]:
        """The caps over tied items only: items, what is left of the limit, sense."""
        rows = []
        for cap, price in zip(self.programme.caps, self.prices, strict=True):
            tied = tuple(i for i in cap.items if self.ties[i])
            left = cap.limit - sum(self.posts[i] for i in cap.items)
            if tied:
                sense = "==" if price > 0 else ">=" if cap.at_least else "<="
                rows.append((tied, left, sense))
        return rows

    def _components(self) -> list[tuple[list[int], list[tuple[tuple[int, ...], int, str]]]]:
        """Split tied items into sets that share no row; a set no row touches needs no post."""
        rows = self._rows()
        leader = {i: i for tied, _, _ in rows for i in tied}

        def find(i: int) -> int:
            while leader[i] != i:
                leader[i] = leader[leader[i]]
                i = leader[i]
            return i

        for tied, _, _ in rows:
            for i in tied[1:]:
                leader[find(i)] = find(tied[0])
        sets: dict[int, list[int]] = {}
        for i in sorted(leader):
            sets.setdefault(find(i), []).append(i)
        return [
            (items, [row for row in rows if find(row[0][0]) == root])
            for root, items in sets.items()
        ]

    def _greedy(self, items: list[int], rows: list[tuple[tuple[int, ...], int, str]]) -> list[int]:
        _, left, sense = rows[0]
        needed = 0 if sense == "<=" else max(0, left)
        chosen = []
        for i in items:
            taken = min(needed, self.ties[i])
            needed -= taken
            chosen.append(taken)
        return chosen

    def _by_programme(
        self, items: list[int], rows: list[tuple[tuple[int, ...], int, str]]
    ) -> list[int]:
        place = {i: k for k, i in enumerate(items)}
        upper = [float(self.ties[i]) for i in items]
        kept = [
            Row(tuple((place[i], 1.0) for i in tied), sense, float(left))  # type: ignore[arg-type]
            for tied, left, sense in rows
        ]
        fewest = LinearProgramme([1.0] * len(items), upper, kept).solve()
        every = tuple((k, 1.0) for k in range(len(items)))
        kept.append(Row(every, "==", float(round(fewest.objective))))
        length = max(1, int(math.log(_LARGEST_WEIGHT, max(upper) + 1)))
        chosen: list[int] = []
        for start in range(0, len(items), length):
            chunk = range(start, min(start + length, len(items)))
            chosen += self._largest(chunk, upper, kept)
            kept += [Row(((k, 1.0),), "==", float(chosen[k])) for k in chunk]
        return chosen

    def _largest(self, chunk: range, upper: list[float], kept: list[Row]) -> list[int]:
        """The lexicographically largest values of a few variables under the rows."""
        costs = [0.0] * len(upper)
        base = max(upper) + 1
        for k in chunk:
            costs[k] = -(base ** (chunk.stop - 1 - k))
        values = LinearProgramme(costs, upper, kept).solve().values
        return [round(values[k]) for k in chunk]
