"""Allocate public staff: from workload to required officers, posts, named placements, flags.

The chain is case → demand → establishment → placement → balance → plan; every plan carries
the proof that no other costs less, and ``verify`` proves it again from the files.
"""

from importlib.metadata import version

from staffalloc.case import (
    Case,
    CaseError,
    Notice,
    Policy,
    Problem,
    read_case,
    write_template,
)
from staffalloc.case.working_time import available_hours
from staffalloc.demand import requirements
from staffalloc.errors import (
    InfeasibleError,
    StaffallocError,
    StoppedError,
    VerificationError,
)
from staffalloc.establishment import establish
from staffalloc.examples import generate_case, load_example
from staffalloc.placement.bare.assign import AssignResult, assign
from staffalloc.placement.bare.separable import SeparableResult, assign_separable
from staffalloc.placement.bare.stable_matching import MatchingResult, stable_matching
from staffalloc.plan import Plan, plan
from staffalloc.verify import Verification, verify

__version__ = version("staffalloc")

__all__ = [
    "AssignResult",
    "Case",
    "CaseError",
    "InfeasibleError",
    "MatchingResult",
    "Notice",
    "Plan",
    "Policy",
    "Problem",
    "SeparableResult",
    "StaffallocError",
    "StoppedError",
    "Verification",
    "VerificationError",
    "assign",
    "assign_separable",
    "available_hours",
    "establish",
    "generate_case",
    "load_example",
    "plan",
    "read_case",
    "requirements",
    "stable_matching",
    "verify",
    "write_template",
]
