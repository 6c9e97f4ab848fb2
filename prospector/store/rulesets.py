"""The text of every ruleset that scored or was published, by its version; and which is in force."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, select

from prospector.errors import NotFound, RulesError, StoreError
from prospector.rules.loader import load_texts
from prospector.rules.ruleset import Ruleset
from prospector.tables import Publication, RulesetRow

#: The fewest letters of a version that may stand for it.
SHORTEST = 4
#: Who publishes the first rules, and why.
ITSELF, FIRST = "prospector", "the first rules that scored"
# Any: the two dialects' insert share no type, only `on_conflict_do_nothing`.
_DIALECT_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


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


def find(session: Session, word: str) -> str:
    """The version that a version or its first letters name.

    Raises:
        NotFound: no version that was kept begins so, or several do.
    """
    if session.get(RulesetRow, word) is not None:
        return word
    start = col(RulesetRow.version).startswith(word, autoescape=True)
    found = sorted(session.exec(select(RulesetRow.version).where(start)))
    if len(word) < SHORTEST or not found:
        raise NotFound(
            f"no rules of version {word!r} were kept: `prospector rules history` lists those that were"
        )
    if len(found) > 1:
        raise NotFound(f"{word!r} may be any of {', '.join(found)}: give more letters")
    return found[0]


def load(session: Session, word: str, beside: Ruleset) -> Ruleset:
    """What scores as a kept version says, with today's company, proofs, feeds and policy.

    `word` is a version or its first letters.

    Raises:
        NotFound: no such version was kept.
        RulesError: this prospector cannot read its files any more.
    """
    version = find(session, word)
    if version == beside.version:
        return beside
    files = texts(session, version) or {}
    return beside.scoring_as(_read(version, tuple(sorted(files.items()))))


@lru_cache(maxsize=8)
def _read(version: str, files: tuple[tuple[str, str], ...]) -> Ruleset:
    """Parsed once per process: `serve` asks again and again."""
    return load_texts(version, dict(files))


def current(session: Session, written: Ruleset) -> Ruleset:
    """The rules in force beside the rest of the files as they are; before any publication, the files.

    Raises:
        StoreError: this prospector cannot read the rules in force any more.
    """
    newest = in_force(session)
    if newest is None:
        return written
    try:
        return load(session, newest.version, written)
    except RulesError as error:
        raise StoreError(
            f"the published rules cannot be read by this prospector: {error.problems[0]}; `prospector rules publish` puts those of rules/ in force"
        ) from None


def unpublished(session: Session, written: Ruleset) -> str | None:
    """That the files score differently from the rules in force, and what to do; None = they do not."""
    newest = in_force(session)
    if newest is None or newest.version == written.version:
        return None
    return f"rules/ differs from the published version {newest.version}: see `prospector rules diff`, then `prospector rules publish`"


def in_force(session: Session) -> Publication | None:
    """The newest publication; None = nothing was published yet."""
    newest = select(Publication).order_by(col(Publication.number).desc())
    return session.exec(newest.limit(1)).first()


def history(session: Session) -> Sequence[Publication]:
    """Every publication, newest first."""
    return session.exec(select(Publication).order_by(col(Publication.number).desc())).all()


def publish(  # noqa: PLR0913 - what a publication records
    session: Session,
    ruleset: Ruleset,
    *,
    after: int,
    by: str,
    note: str,
    diff: Mapping[str, Any] | None = None,  # Any: a JSON object
    now: datetime,
) -> bool:
    """Put a ruleset in force after the publication of a number (0 = none).

    False: somebody published since that one.
    """
    keep(session, ruleset, now=now)
    table = SQLModel.metadata.tables["publication"]
    row = {
        "number": after + 1,
        "version": ruleset.version,
        "at": now,
        "by": by,
        "note": note,
        "diff": diff,
    }
    insert = _DIALECT_INSERT[session.get_bind().dialect.name](table)
    statement = insert.values(row).on_conflict_do_nothing().returning(table.c.number)
    return session.execute(statement).scalar() is not None


def publish_first(session: Session, ruleset: Ruleset, *, now: datetime) -> None:
    """Publish the rules that score before any were published."""
    if in_force(session) is None:
        publish(session, ruleset, after=0, by=ITSELF, note=FIRST, now=now)
