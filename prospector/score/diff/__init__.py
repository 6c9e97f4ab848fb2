"""What two rulesets make of the same leads: who changes grade or segment, who enters today's queue, and why."""

from prospector.score.diff.report import Diff as Diff
from prospector.score.diff.stage import Warm as Warm
from prospector.score.diff.stage import diff as diff
