"""Merge and unmerge leads by hand: facts that resolve obeys."""
