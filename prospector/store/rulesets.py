"""The text of every ruleset that ever scored, kept once by its score version."""

from datetime import datetime

from sqlmodel import Session

from prospector.rules.ruleset import Ruleset
from prospector.tables import RulesetRow


def keep(session: Session, ruleset: Ruleset, *, now: datetime) -> None:
    """Keep a ruleset's files on first use."""
    if session.get(RulesetRow, ruleset.version) is None:
        row = RulesetRow(version=ruleset.version, files=dict(ruleset.texts), first_used_at=now)
        session.add(row)
        session.flush()


def texts(session: Session, version: str) -> dict[str, str] | None:
    """The files of a version that scored; None = it never did."""
    row = session.get(RulesetRow, version)
    return None if row is None else dict(row.files)
