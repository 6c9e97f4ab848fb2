"""In: rules, memberships, touches, outcomes.  Out: the segmentation table, one row per segment."""

from prospector.segment.table.stage import table as table
