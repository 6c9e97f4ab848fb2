"""Run one slot of a feed under its lease."""
