"""Speed as ratios to a physical limit taken in the same run (`make bench`)."""
