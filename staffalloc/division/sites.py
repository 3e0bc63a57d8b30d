"""Who of a unit sits at which of its sites: an integer programme over people who are alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from staffalloc.solvers.linear import LinearProgramme, Row

Kind = tuple[str, frozenset[str]]  # department, positions that some site asks for


@dataclass(frozen=True)
class Sitter:
    """One person of the unit, the department, and the positions they carry."""

    cadre_id: str
    department: str
    positions: frozenset[str]


@dataclass(frozen=True)
class SiteSeating:
    """Where everybody sits.

    Attributes
    ----------
    site_of : mapping of cadre_id to site
    missing : tuple of (site, position_id)
        Positions a site asks for and has nobody for.
    """

    site_of: Mapping[str, str]
    missing: tuple[tuple[str, str], ...]


def seat_at_sites(
    sitters: Sequence[Sitter], asked: Mapping[str, frozenset[str]], *, seed: int = 0
) -> SiteSeating:
    """Give everybody of a unit one site.

    Least are, one after the other: positions missing at a site that asks for them, departments
    split (sites a department sits at), and people at the fullest site. The programme is solved
    to gap 0. People alike sit in the order of their codes.

    Parameters
    ----------
    sitters : sequence of Sitter
    asked : mapping of site to frozenset of position_id
    seed : int

    Examples
    --------
    >>> people = [Sitter("a", "office", frozenset({"P1"})), Sitter("b", "land", frozenset())]
    >>> made = seat_at_sites(people, {"north": frozenset(), "south": frozenset({"P1"})})
    >>> dict(sorted(made.site_of.items())), made.missing
    ({'a': 'south', 'b': 'north'}, ())
    """
    model = _Model(sitters, asked)
    values = model.programme().solve(seed=seed).values
    site_of = model.site_of([round(value) for value in values])
    present = {(site_of[one.cadre_id], code) for one in sitters for code in one.positions}
    wanted = [(site, code) for site in sorted(asked) for code in sorted(asked[site])]
    return SiteSeating(site_of, tuple(pair for pair in wanted if pair not in present))


class _Model:
    """Variables: people of each kind at each site, missing positions, split departments, most."""

    def __init__(self, sitters: Sequence[Sitter], asked: Mapping[str, frozenset[str]]) -> None:
        self._sites = sorted(asked)
        self._wanted = [(site, code) for site in self._sites for code in sorted(asked[site])]
        anywhere = frozenset(code for _, code in self._wanted)
        self._people: dict[Kind, list[str]] = defaultdict(list)
        for one in sorted(sitters, key=lambda one: one.cadre_id):
            self._people[one.department, one.positions & anywhere].append(one.cadre_id)
        self._kinds = sorted(self._people, key=lambda kind: (kind[0], sorted(kind[1])))
        self._departments = sorted({department for department, _ in self._kinds})
        self._everybody = len(sitters)

    def programme(self) -> LinearProgramme:
        """Return the programme; three criteria in one, each step outweighing all later ones."""
        split = self._everybody + 1
        missing = split * (len(self._departments) * len(self._sites) + 1)
        prices = {"people": 0, "missing": missing, "split": split, "most": 1}
        costs = [float(prices[str(name)]) for name, *_ in self._variables]
        upper = [float(self._most_of(variable)) for variable in self._variables]
        return LinearProgramme(costs, upper, self._rows(), integer=True)

    def site_of(self, values: Sequence[int]) -> dict[str, str]:
        """Return the site of each person."""
        found = {}
        for kind in self._kinds:
            waiting = iter(self._people[kind])
            for site in self._sites:
                for _ in range(values[self._number["people", kind, site]]):
                    found[next(waiting)] = site
        return found

    @cached_property
    def _variables(self) -> list[tuple[object, ...]]:
        return [
            *(("people", kind, site) for kind in self._kinds for site in self._sites),
            *(("missing", site, code) for site, code in self._wanted),
            *(("split", name, site) for name in self._departments for site in self._sites),
            ("most",),
        ]

    @cached_property
    def _number(self) -> dict[tuple[object, ...], int]:
        return {variable: number for number, variable in enumerate(self._variables)}

    def _most_of(self, variable: tuple[object, ...]) -> int:
        return 1 if variable[0] in ("missing", "split") else self._everybody

    def _rows(self) -> list[Row]:
        return [*self._everybody_once(), *self._present(), *self._together(), *self._not_fuller()]

    def _everybody_once(self) -> list[Row]:
        return [
            Row(
                tuple((self._number["people", kind, site], 1.0) for site in self._sites),
                "==",
                float(len(self._people[kind])),
            )
            for kind in self._kinds
        ]

    def _present(self) -> list[Row]:
        """A position is at a site that asks for it, or missing there."""
        rows = []
        for site, code in self._wanted:
            carriers = [
                self._number["people", kind, site] for kind in self._kinds if code in kind[1]
            ]
            terms = [*carriers, self._number["missing", site, code]]
            rows.append(Row(tuple((number, 1.0) for number in terms), ">=", 1.0))
        return rows

    def _together(self) -> list[Row]:
        """A department counts at every site where one of its people sits."""
        return [
            Row(
                (
                    (self._number["people", kind, site], 1.0),
                    (self._number["split", kind[0], site], -float(len(self._people[kind]))),
                ),
                "<=",
                0.0,
            )
            for kind in self._kinds
            for site in self._sites
        ]

    def _not_fuller(self) -> list[Row]:
        return [
            Row(
                (
                    *((self._number["people", kind, site], 1.0) for kind in self._kinds),
                    (self._number["most",], -1.0),
                ),
                "<=",
                0.0,
            )
            for site in self._sites
        ]
