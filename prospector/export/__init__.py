"""Stage: export.  In: approved drafts.  Out: a file for a target, touches, taken slots, and a receipt."""

from prospector.export.stage import ExportedFile as ExportedFile
from prospector.export.stage import ExportReport as ExportReport
from prospector.export.stage import Replay as Replay
from prospector.export.stage import export as export
from prospector.export.stage import replay as replay
