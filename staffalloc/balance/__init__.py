"""Who is over- and understaffed: one ruler for today, a greedy placement and the plan."""
