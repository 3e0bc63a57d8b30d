"""What a planner opens: the workbook, the page, the plan folder, the summary for a terminal."""
