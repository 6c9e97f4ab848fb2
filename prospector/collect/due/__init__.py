"""Run feeds that are due, each slot once whatever happens to the processes."""
