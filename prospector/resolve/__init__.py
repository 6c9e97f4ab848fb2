"""Stage: resolve.  In: sightings not yet resolved.  Out: leads and accounts, with their sources and history."""

from prospector.resolve.stage import ResolveReport as ResolveReport
from prospector.resolve.stage import resolve as resolve
