"""One file per target: how its rows are written."""
