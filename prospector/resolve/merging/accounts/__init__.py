"""In: two accounts that a person says are one, or a merge to take back. Out: the fact, obeyed."""

from prospector.resolve.merging.accounts.stage import merge, unmerge

__all__ = ["merge", "unmerge"]
