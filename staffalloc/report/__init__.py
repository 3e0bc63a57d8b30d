"""What a planner reads: tables as CSV, the workbook, the summary for a terminal."""
