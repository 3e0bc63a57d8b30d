"""One state of a live plan: everything between two edits, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from staffalloc.case.case import Case
from staffalloc.establishment import Establishment
from staffalloc.establishment.resettle import Settlement
from staffalloc.live.placed import Placed
from staffalloc.placement.engine.generated import PlacementSolution
from staffalloc.placement.engine.model import Ints
from staffalloc.placement.engine.proof import PlacementProof
from staffalloc.placement.engine.warm import WarmPlacement
from staffalloc.placement.side.proof import SideOutcome

PostEdits = tuple[tuple[int, str], ...]  # +1 or -1, and the position


@dataclass(frozen=True)
class LiveState:
    """A case, its establishment and its placement.

    Attributes
    ----------
    case : Case
        Edited; only the rows of the edits were checked.
    settlement : Settlement or None
        The establishment without posts added by hand; None until it is first needed.
    post_edits : mapping of unit_code to PostEdits
    establishment : Establishment
    placed : Placed
    warm : WarmPlacement
        Solves the next edit; it may have solved later states since.
    solution : PlacementSolution
    proof : PlacementProof
    side : SideOutcome
    changed : ints
        Rows whose pairs or price of the pool the last edit changed.
    concerned : frozenset of str
        Units whose establishment the last edit led to choose anew.
    reason : str
        Why the placement was not solved from the live basis, '' if it was.
    whole : bool
        Whether the establishment of all units was solved again.
    """

    case: Case
    settlement: Settlement | None
    post_edits: Mapping[str, PostEdits]
    establishment: Establishment
    placed: Placed
    warm: WarmPlacement
    solution: PlacementSolution
    proof: PlacementProof
    side: SideOutcome
    changed: Ints
    concerned: frozenset[str] = frozenset()
    reason: str = ""
    whole: bool = False
