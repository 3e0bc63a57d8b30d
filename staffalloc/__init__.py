"""Allocate public staff: workload to required officers, posts, named placements, and flags."""
