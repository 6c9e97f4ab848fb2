"""Stage: score.  In: signals, leads, accounts.  Out: one current score per lead, with its reasons."""

from prospector.score.stage import Scorer as Scorer
from prospector.score.stage import ScoreReport as ScoreReport
from prospector.score.stage import explain as explain
from prospector.score.stage import rescore as rescore
from prospector.score.stage import score as score
