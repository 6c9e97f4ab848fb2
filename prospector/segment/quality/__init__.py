"""In: rules, scores, memberships.  Out: how well the segments hold, in words and figures."""

from prospector.segment.quality.stage import Quality as Quality
from prospector.segment.quality.stage import quality as quality
