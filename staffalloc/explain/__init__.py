"""Why a plan is as it is, in sentences: for one person, one unit, one row to sign."""
