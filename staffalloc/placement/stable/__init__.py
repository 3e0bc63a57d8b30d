"""Stable matchings: nobody and no seat would rather have each other than what they have."""
