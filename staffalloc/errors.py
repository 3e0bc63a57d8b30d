"""The errors of the library.

::

    StaffallocError
    ├── CaseError           bad input: every problem at once, with its place and how to mend it
    ├── InfeasibleError     no plan exists under the hard rules, with the reason
    ├── StoppedError        a limit was hit before any plan was found
    └── VerificationError   a plan folder does not prove what it says
"""

from __future__ import annotations


class StaffallocError(Exception):
    """Base of every error the library raises on purpose."""


class InfeasibleError(StaffallocError):
    """No plan satisfies the hard rules; the message says which of them and by how much."""


class StoppedError(StaffallocError):
    """A time limit or an interruption came before any plan was found."""


class VerificationError(StaffallocError):
    """A plan folder does not prove what it says; the message lists the first differences."""
