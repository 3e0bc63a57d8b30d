"""Cadres to posts: eligibility, losses, the network engine, the bare engine."""
