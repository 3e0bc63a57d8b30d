"""The workbook to sign from: overview, check, list to sign, and the tables behind them."""

from staffalloc.report.workbook.book import write_workbook

__all__ = ["write_workbook"]
