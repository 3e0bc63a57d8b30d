"""What the tables of a plan are: every column once, with its words, its labels, and as CSV."""
