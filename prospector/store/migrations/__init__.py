"""Numbered schema steps; additive first, destructive a release later."""
