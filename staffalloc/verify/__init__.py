"""The second program: proves a plan folder again, independently of the engine that made it.

Nothing here imports the engine: demand, curves, eligibility and losses are written a second
time, plainly, and optimality is proved from the stored prices in whole milli-hours.
"""

from staffalloc.verify.findings import Finding, Verification
from staffalloc.verify.program import verify

__all__ = ["Finding", "Verification", "verify"]
