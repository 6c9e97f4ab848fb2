"""Stage: collect.  In: files.  Out: signals, sightings of people and companies, and rejects with their reasons."""

from prospector.collect.due.stage import collect as collect
from prospector.collect.due.stage import statuses as statuses
from prospector.collect.inbox.stage import drain as drain
from prospector.collect.replays.stage import replay as replay
from prospector.collect.report import CollectReport as CollectReport
from prospector.collect.report import FileReport as FileReport
from prospector.collect.report import ImportReport as ImportReport
from prospector.collect.stage import import_files as import_files
from prospector.collect.taking import Options as Options
from prospector.collect.turns.stage import Runner as Runner
