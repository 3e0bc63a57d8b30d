"""Staged appointments: leaders chosen block by block, each block over all units at once."""
