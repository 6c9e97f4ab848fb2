"""Stage: draft.  In: scored leads in segments, policy's plan, templates.  Out: drafts queued, or held with their reason."""

from prospector.draft.stage import DraftReport as DraftReport
from prospector.draft.stage import draft as draft
