"""In: purchases, accounts.  Out: every buyer with its scores and name, and each name's sums."""

from prospector.segment.buyers.stage import Buyers as Buyers
from prospector.segment.buyers.stage import buyers as buyers
