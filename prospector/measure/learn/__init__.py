"""Learn points from outcomes.  In: cases with their outcomes.  Out: a proposal a person can argue with."""
