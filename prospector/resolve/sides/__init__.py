"""In: accounts that people merged. Out: what speaks of each side of them, as if they were not."""

from prospector.resolve.sides.stage import Side, Sides, of_accounts

__all__ = ["Side", "Sides", "of_accounts"]
