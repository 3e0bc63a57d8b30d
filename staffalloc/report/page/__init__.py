"""The page: one HTML file that opens offline, and the drawings on it."""

from staffalloc.report.page.content import write_page

__all__ = ["write_page"]
