"""Fairness between units: the leximin of the share of seats filled, its levels and its cuts."""
