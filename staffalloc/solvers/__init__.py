"""The one door to PuLP, HiGHS and the network solver."""
