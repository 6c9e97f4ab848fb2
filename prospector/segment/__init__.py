"""Stage: segment.  In: scores.  Out: the segment each lead falls into, why, and its evidence."""

from prospector.segment.stage import SegmentReport as SegmentReport
from prospector.segment.stage import resegment as resegment
from prospector.segment.stage import segment as segment
