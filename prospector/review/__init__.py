"""Stage: review.  In: queued drafts and what a person decides.  Out: drafts moved, decisions kept."""

from prospector.review.stage import (
    Refusal,
    ReviewReport,
    approve,
    edit,
    ready,
    skip,
    snooze,
    undo,
)

__all__ = ["Refusal", "ReviewReport", "approve", "edit", "ready", "skip", "snooze", "undo"]
