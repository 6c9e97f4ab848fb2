"""Rows in and out: the only place that knows SQL of the store."""
