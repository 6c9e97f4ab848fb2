"""Evaluate rules over sets of rows: frames in, frames out, on a columnar engine."""
