"""What the planner gives: tables, policy, readers and checks."""

from staffalloc.case.case import Case, read_case
from staffalloc.case.policy import Policy
from staffalloc.case.problems import CaseError, Notice, Problem
from staffalloc.case.template import write_template

__all__ = ["Case", "CaseError", "Notice", "Policy", "Problem", "read_case", "write_template"]
