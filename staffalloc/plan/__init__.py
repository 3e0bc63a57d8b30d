"""The chain from a case to a plan, its tables, and its folder."""

from staffalloc.plan.plan import Plan, plan

__all__ = ["Plan", "plan"]
