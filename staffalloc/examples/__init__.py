"""Ready-made cases: Hanoi, Lào Cai and the nation, and the generator that makes them.

Units, areas, populations and the catalogue are public facts (``data/SOURCES.md``); workloads
and people are synthetic, drawn from a seed, and say so.
"""

from staffalloc.examples.assumptions import Assumptions
from staffalloc.examples.generator import generate_case
from staffalloc.examples.load import load_example
from staffalloc.examples.package_data import (
    Catalogue,
    read_catalogue,
    read_predecessors,
    read_provinces,
    read_units,
)
from staffalloc.examples.published import HANOI_FIGURES, PublishedFigure

__all__ = [
    "HANOI_FIGURES",
    "Assumptions",
    "Catalogue",
    "PublishedFigure",
    "generate_case",
    "load_example",
    "read_catalogue",
    "read_predecessors",
    "read_provinces",
    "read_units",
]
