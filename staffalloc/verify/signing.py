"""Checking ``signing.csv``, the list to sign, column by column against case, posts and placements.

Who signs and by which documents is written here a second time. Only what a plan may decide is
compared: the order within a unit and rank is free.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from staffalloc.case.vocabulary import LEVELS, POLITICAL_THEORY, RANKS, rank_of
from staffalloc.verify.assignments import Sitting
from staffalloc.verify.findings import Report
from staffalloc.verify.gates import Gate, stopped_people
from staffalloc.verify.proposal import Proposal
from staffalloc.verify.sheet import Sheet

CITY: Final = "province_chair"
UNIT: Final = "unit_chair"
COMMISSION: Final = "organisation_commission"
# change -> (documents, signer); nothing is to be decided where nothing changes
DECISIONS: Final[Mapping[str, tuple[str, str]]] = {
    "stays": ("", ""),
    "outside": ("", ""),
    "new_task": ("OD7415", UNIT),
    "new_unit": ("D170-25", CITY),
    "from_pool": ("D361", CITY),
}
APPOINTMENT: Final = "D170-28"
LOWERING: Final = "D170-27"
SAME_AS_ASSIGNMENTS: Final = (
    "unit_code",
    "today_unit",
    "today_position",
    "lead_position",
    "post_id",
    "km",
)
STANDARDS: Final = (
    "level",
    "required_level",
    "level_verdict",
    "theory",
    "required_theory",
    "theory_verdict",
)
_LEVEL: Final = rank_of(LEVELS)
_THEORY: Final = rank_of(POLITICAL_THEORY)
_RANK: Final = rank_of(RANKS)


class Traits(NamedTuple):
    """What the standards are held against: rank, level and theory of a person or a position."""

    rank: str
    level: str
    theory: str


def check_signing(
    proposal: Proposal, gates: Sequence[Gate], placements: Sheet, sheet: Sheet, report: Report
) -> None:
    """Check every row of ``signing.csv``, that all are there once, and their order."""
    clerk = _Clerk.of(proposal, gates, placements)
    listed = {
        code: at
        for at, (code, status) in enumerate(
            zip(placements["cadre_id"], placements["status"], strict=True)
        )
        if status != "pool"
    }
    rows, codes, places = [], [], []
    for at, code in enumerate(sheet["cadre_id"]):
        place = listed.pop(code, None)
        if place is None or code not in clerk.people:
            report.add(sheet.name, code, "row", "a person placed or staying, once", "other")
            continue
        rows.append(at)
        codes.append(code)
        places.append(place)
    for code in listed:
        report.add(sheet.name, code, "row", "one", "none")
    expected = {"number": [str(at + 1) for at in rows], **clerk.columns(codes, places)}
    for column, cells in expected.items():
        sheet.check(column, rows, codes, cells, report)
    _check_order(sheet, report)


def _check_order(sheet: Sheet, report: Report) -> None:
    """Units by code, those without a unit last; in a unit, ranks from the top."""
    places = [
        (unit == "", unit, -_RANK.get(rank, -1))
        for unit, rank in zip(sheet["unit_code"], sheet["rank"], strict=True)
    ]
    for at in range(1, len(places)):
        if places[at] < places[at - 1]:
            code = sheet["cadre_id"][at]
            report.add(sheet.name, code, "place in the list", "by unit and rank", "too late")


def change_of(status: str, today: tuple[str, str], planned: tuple[str, str]) -> str:
    """Return what changes between two (unit, position).

    Examples
    --------
    >>> change_of("placed", ("00001", "A1"), ("00001", "A2"))
    'new_task'
    """
    if status == "not_in_placement":
        return "outside"
    if not today[0]:
        return "from_pool"
    if today[0] != planned[0]:
        return "new_unit"
    return "stays" if today[1] == planned[1] else "new_task"


def decision_on(change: str, step: int, side: str = "government") -> tuple[str, str]:
    """Return documents and signer of a change with a rank `step` up or, negative, down.

    Where the government does not sign, on the sides of Party and Front, one commission does.

    Examples
    --------
    >>> decision_on("new_task", -1)
    ('OD7415;D170-27', 'province_chair')
    """
    documents, signer = DECISIONS[change]
    if step != 0 and change != "outside":
        ranked = APPOINTMENT if step > 0 else LOWERING
        documents, signer = ";".join(filter(None, (documents, ranked))), CITY
    return documents, COMMISSION if signer and side != "government" else signer


@dataclass(frozen=True)
class _Clerk:
    """Writes the row of a person as it ought to be."""

    proposal: Proposal
    placements: Sheet
    people: Mapping[str, Traits]
    positions: Mapping[str, Traits]
    sides: Mapping[str, str]
    sittings: Mapping[str, Sitting]
    stopped: Mapping[str, list[str]]

    @classmethod
    def of(cls, proposal: Proposal, gates: Sequence[Gate], placements: Sheet) -> _Clerk:
        catalogue, ids = proposal.catalogue, proposal.columns.people.ids
        cadres = catalogue.case.tables["cadres"]
        names = ("cadre_id", "rank", "level", "political_theory")
        held = (cadres[name].tolist() for name in names)
        asked = (
            catalogue.word(name)
            for name in ("position_id", "rank", "required_level", "political_theory")
        )
        return cls(
            proposal=proposal,
            placements=placements,
            people={code: Traits(*traits) for code, *traits in zip(*held, strict=True)},
            positions={code: Traits(*traits) for code, *traits in zip(*asked, strict=True)},
            sides=dict(zip(catalogue.position_ids, catalogue.word("side"), strict=True)),
            sittings={ids[sitting.person]: sitting for sitting in proposal.plan.placed},
            stopped=stopped_people(gates),
        )

    def columns(self, codes: Sequence[str], places: Sequence[int]) -> dict[str, list[str]]:
        """Return every column but the number: of `codes`, placed in rows `places`."""
        placed = {
            column: [self.placements[column][at] for at in places] for column in SAME_AS_ASSIGNMENTS
        }
        leads = placed["lead_position"]
        changes = self._changes(places)
        steps = [self._step(*row) for row in zip(codes, leads, changes, strict=True)]
        sides = [self.sides.get(lead, "government") for lead in leads]
        decisions = [decision_on(*row) for row in zip(changes, steps, sides, strict=True)]
        main_shares, others = self._shares(codes, leads)
        return {
            **placed,
            **self._standards(codes, leads),
            "rank": [self.positions[lead].rank if lead in self.positions else "" for lead in leads],
            "main_share": main_shares,
            "concurrent": others,
            "field_verdict": self._training(codes),
            "change": changes,
            "rank_change": ["raised" if s > 0 else "lowered" if s < 0 else "" for s in steps],
            "references": [documents for documents, _ in decisions],
            "needs_decision": ["yes" if signer else "no" for _, signer in decisions],
            "signer": [signer for _, signer in decisions],
            "gates": [";".join(self.stopped.get(code, ())) for code in codes],
        }

    def _changes(self, places: Sequence[int]) -> list[str]:
        names = ("status", "today_unit", "today_position", "unit_code", "lead_position")
        rows = list(zip(*(self.placements[name] for name in names), strict=True))
        return [change_of(rows[at][0], rows[at][1:3], rows[at][3:5]) for at in places]

    def _step(self, code: str, lead: str, change: str) -> int:
        """Return the ranks gained; nobody rises by staying in place."""
        if lead not in self.positions or change == "outside":
            return 0
        step = _RANK[self.positions[lead].rank] - _RANK[self.people[code].rank]
        return min(0, step) if change == "stays" else step

    def _shares(self, codes: Sequence[str], leads: Sequence[str]) -> tuple[list[str], list[str]]:
        """Return main share and other parts of each post; without a post, all of the lead."""
        main_shares, others = [], []
        ids = self.proposal.catalogue.position_ids
        for code, lead in zip(codes, leads, strict=True):
            sitting = self.sittings.get(code)
            post = self.proposal.posts.get(sitting.post_id) if sitting else None
            main, *rest = post.parts if post else ((0, 1.0),)
            parts = [f"{ids[position]}:{share:.12f}" for position, share in rest]
            has_work = lead in self.positions
            main_shares.append(f"{main[1]:.12f}" if has_work else "")
            others.append(";".join(parts) if has_work else "")
        return main_shares, others

    def _standards(self, codes: Sequence[str], leads: Sequence[str]) -> dict[str, list[str]]:
        """Compare each person with the lead position, once for those alike."""
        pairs = [
            (self.people[code], self.positions.get(lead))
            for code, lead in zip(codes, leads, strict=True)
        ]
        known = {pair: standards(*pair) for pair in set(pairs)}
        return {column: [known[pair][column] for pair in pairs] for column in STANDARDS}

    def _training(self, codes: Sequence[str]) -> list[str]:
        """The field is weighed only for people of the placement, once for those alike."""
        columns = self.proposal.columns
        profile, kind = columns.people.profile.tolist(), columns.kinds.of_seat.tolist()
        words: dict[tuple[int, int], str] = {}
        found = []
        for sitting in map(self.sittings.get, codes):
            if sitting is None:
                found.append("")
                continue
            alike = profile[sitting.person], kind[sitting.seat]
            if alike not in words:
                words[alike] = columns.training(sitting.person, sitting.seat)
            found.append(words[alike])
        return found


def standards(held: Traits, asked: Traits | None) -> dict[str, str]:
    """Return level and political theory: held, asked for, and how they compare."""
    if asked is None:
        return {**dict.fromkeys(STANDARDS, ""), "level": held.level, "theory": held.theory}
    gap = _LEVEL[held.level] - _LEVEL[asked.level]
    return {
        "level": held.level,
        "required_level": asked.level,
        "level_verdict": "meets" if gap >= 0 else "one_below" if gap == -1 else "below",
        "theory": held.theory,
        "required_theory": asked.theory,
        "theory_verdict": "meets" if _THEORY[held.theory] >= _THEORY[asked.theory] else "below",
    }
