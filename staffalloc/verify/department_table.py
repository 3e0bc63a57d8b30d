"""``departments.csv``: the departments with their heads, and whether a head's span is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from staffalloc.case import vocabulary
from staffalloc.verify.assignments import Plan
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.columns import Columns
from staffalloc.verify.departments import Department, Design, most_organisations
from staffalloc.verify.findings import Report
from staffalloc.verify.posts import Post
from staffalloc.verify.sheet import Sheet, decimal_cell

OFFICER_DIGITS: Final = 12
OFFICER_SLACK: Final = 1e-9
NOTHING_ASKED: Final = ("", vocabulary.ANY_FIELD, vocabulary.NO_FIELD)


def check_departments(
    catalogue: Catalogue,
    design: Design | None,
    posts: Sequence[Post],
    columns: Columns,
    plan: Plan,
    sheet: Sheet,
    report: Report,
) -> None:
    """Compare ``departments.csv`` with the departments designed again and who heads them."""
    made = design.departments if design is not None else ()
    keys = [(catalogue.unit_codes[d.unit], d.code) for d in made]
    found = list(zip(sheet["unit_code"], sheet["department"], strict=True))
    _check_sum(catalogue, design, len(found), report)
    if found != keys:
        expected = ";".join("/".join(key) for key in keys if key not in found) or "as designed"
        other = ";".join("/".join(key) for key in found if key not in keys) or "others or an order"
        report.add(sheet.name, "", "rows", expected[:200], other[:200])
        return
    heads = _Heads.of(catalogue, posts, columns, plan)
    for at, department in enumerate(made):
        count = len(design.by_unit[department.unit]) if design is not None else 0
        row = _row(catalogue, department, heads.of_department(department)) | {
            "organisations": str(count)
        }
        name = "/".join(keys[at])
        for column, value in row.items():
            report.same(sheet.name, name, column, value, sheet[column][at])
        stored = decimal_cell(sheet["officers"][at], OFFICER_DIGITS)
        if stored is None or abs(stored - department.officers) > OFFICER_SLACK:
            shown = f"{department.officers:.{OFFICER_DIGITS}f}"
            report.add(sheet.name, name, "officers", shown, sheet["officers"][at])


def _check_sum(catalogue: Catalogue, design: Design | None, listed: int, report: Report) -> None:
    """Hold the departments listed to the sum of organisations over all units."""
    most = most_organisations(catalogue)
    if design is not None and most is not None and listed > most:
        report.add("departments", "", "organisations", f"at most {most}", listed)


class _Heads:
    """Who sits in every leader's post, by unit and position, in the order of the posts."""

    def __init__(
        self,
        catalogue: Catalogue,
        studied: Mapping[str, str],
        seats: Mapping[tuple[int, int], list[str]],
    ) -> None:
        self._catalogue, self._studied, self._seats = catalogue, studied, seats

    @classmethod
    def of(
        cls, catalogue: Catalogue, posts: Sequence[Post], columns: Columns, plan: Plan
    ) -> _Heads:
        people, outside = columns.people, defaultdict(list)
        for code, cell in people.outside.items():
            outside[cell].append(code)
        sitting = {s.post_id: people.ids[s.person] for s in plan.placed if s.post_id}
        seats: dict[tuple[int, int], list[str]] = defaultdict(list)
        placed_here = catalogue.policy.place_staffing
        for post in sorted(posts, key=lambda post: post.post_id):
            key = post.unit, post.lead
            if catalogue.word("staffing")[post.lead] == placed_here:
                seats[key].append(sitting.get(post.post_id, ""))
            else:
                own = outside[catalogue.unit_codes[post.unit], catalogue.position_ids[post.lead]]
                seats[key].append(own.pop(0) if own else "")
        for (unit, position), codes in _held(catalogue, columns, plan).items():
            seats[unit, position] = codes
        cadres = catalogue.case.tables["cadres"]
        studied = dict(zip(cadres["cadre_id"], cadres["fields"], strict=True))
        return cls(catalogue, studied, seats)

    def of_department(self, department: Department) -> tuple[list[str], set[str]]:
        """Return the heads of a department and the families of their fields."""
        seats = self._seats.get((department.unit, department.head), [])
        own = seats[department.part - 1 :: 2] if department.part else seats
        heads = [code for code in own if code]
        fields = {field for code in heads for field in self._studied[code].split(";")} - {""}
        return heads, {_family(self._catalogue, field) for field in fields}


def _held(
    catalogue: Catalogue, columns: Columns, plan: Plan
) -> Mapping[tuple[int, int], list[str]]:
    """Return who holds each head's position that is held beside another post."""
    holders: dict[tuple[int, int], list[str]] = defaultdict(list)
    for sitting in sorted(plan.placed, key=lambda s: columns.people.ids[s.person]):
        seat = columns.seats[sitting.seat]
        holders[seat.unit, seat.lead].append(columns.people.ids[sitting.person])
    for code, (at_unit, position) in columns.people.outside.items():
        if at_unit in catalogue.unit_at and position in catalogue.position_at:
            holders[catalogue.unit_at[at_unit], catalogue.position_at[position]].append(code)
    held_by = catalogue.rules.held_by(catalogue.positions).tolist()
    found = {}
    for (unit, _), head in catalogue.departments.items():
        if held_by[head]:
            lines = max(1, int(catalogue.column("min_posts")[head]))
            own = (head, *(catalogue.position_at.get(c, -1) for c in held_by[head].split(";")))
            found[unit, head] = [code for p in own for code in holders.get((unit, p), ())][:lines]
    return found


def _row(
    catalogue: Catalogue, department: Department, headed: tuple[list[str], set[str]]
) -> dict[str, str]:
    heads, families = headed
    known = {
        catalogue.word("field")[p]
        for p in department.positions
        if heads and any(_knows(catalogue, families, f) for f in _asked(catalogue, p))
    }
    fields, most = len(department.fields), int(catalogue.policy.most_fields_of_head)
    over = fields > most and len(known) < fields
    ids = sorted(catalogue.position_ids[p] for p in department.positions)
    return {
        "head_position": catalogue.position_ids[department.head],
        "positions": ";".join(ids),
        "fields": str(fields),
        "head": ";".join(heads),
        "fields_mastered": str(len(known)),
        "verdict": "no_head" if not heads else "over_span" if over else "within",
    }


def _asked(catalogue: Catalogue, position: int) -> list[str]:
    return catalogue.word("required_fields")[position].split(";")


def _knows(catalogue: Catalogue, families: set[str], field: str) -> bool:
    return field in NOTHING_ASKED or _family(catalogue, field) in families


def _family(catalogue: Catalogue, field: str) -> str:
    return catalogue.family_of.get(field) or field
