"""What the data says against the rules: rules that never fire, facts that two rules count."""

from prospector.score.doubts.stage import Doubts as Doubts
from prospector.score.doubts.stage import doubts as doubts
