"""The engine for embedders with costs of their own: `assign` and `assign_separable`."""
