"""The cache of runs: what a run printed is printed again as long as nothing has changed that it read."""
