"""What rules would have done: every past morning scored with nothing known later, and what came of it."""

from prospector.measure.backtest.stage import Asked as Asked
from prospector.measure.backtest.stage import backtest as backtest
