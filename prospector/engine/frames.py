"""Load a world, as it had happened by one time and was known at another: from the store or its files."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import polars as pl

from prospector.columns import to_micros
from prospector.engine import columns, filed, known
from prospector.engine.copies import bring_up, copies, say_nothing
from prospector.engine.worlds import World, made_accounts, made_leads, made_signals, needed
from prospector.errors import FilesDamaged
from prospector.rules.ruleset import Ruleset
from prospector.store import worlds
from prospector.store.database import Database
from prospector.store.files import changes
from prospector.tables import Relation


def load_world(
    session: worlds.Session,
    ruleset: Ruleset,
    *,
    as_of: datetime,
    known_at: datetime,
    lead_ids: Sequence[int] | None = None,
) -> World:
    """The world with every lead, or with some leads and whatever bears on their scores."""
    asked = _Asked(ruleset, as_of, known_at, lead_ids)
    # Damaged files are no harm here: who keeps them up makes them anew.
    with suppress(FilesDamaged):
        if (found := _from_files(session, asked)) is not None:
            return found
    return _from_store(session, asked)


def load_whole(
    database: Database,
    ruleset: Ruleset,
    *,
    as_of: datetime,
    known_at: datetime,
    tell: Callable[[str], None] = say_nothing,
) -> World:
    """The world with every lead; signal files are brought up first, and mended where they are damaged."""
    asked = _Asked(ruleset, as_of, known_at, None)
    bring_up(database, ruleset.signals, tell=tell)
    try:
        with database.read() as session:
            return _from_files(session, asked) or _from_store(session, asked)
    except FilesDamaged as error:
        tell(f"{error}: all are made anew")
    bring_up(database, ruleset.signals, tell=tell, anew=True)
    with database.read() as session:
        return load_world(session, ruleset, as_of=as_of, known_at=known_at)


class _Asked(NamedTuple):
    """Of which rules, times and leads a world is wanted."""

    ruleset: Ruleset
    as_of: datetime
    known_at: datetime
    lead_ids: Sequence[int] | None

    def world(self, signals: pl.DataFrame, leads: pl.DataFrame, accounts: pl.DataFrame) -> World:
        """A world of these frames."""
        return World(to_micros(self.as_of), to_micros(self.known_at), signals, leads, accounts)


def _from_files(session: worlds.Session, asked: _Asked) -> World | None:
    """The world out of signal files; None = there are none, or few leads are wanted."""
    if asked.lead_ids is not None and len(asked.lead_ids) <= worlds.MOST_ALONE:
        return None
    copied = copies(session, asked.ruleset.signals)
    if copied is None:
        return None
    as_of, known_at = to_micros(asked.as_of), to_micros(asked.known_at)
    signals = filed.signals(copied, asked.ruleset, as_of=as_of, known_at=known_at)
    history = _History(session, asked.known_at)
    if history.changed:
        told = _people(session, asked, history)
        return asked.world(signals, *told)
    leads = filed.leads(copied, asked.ruleset, known_at=known_at, lead_ids=asked.lead_ids)
    world = asked.world(signals, leads, filed.accounts(copied, asked.ruleset))
    return replace(world, reached=changes.reach(session)) if asked.lead_ids is None else world


def _from_store(session: worlds.Session, asked: _Asked) -> World:
    of_signals = needed(asked.ruleset, "signal")
    happened = worlds.signals(
        session,
        columns.stored(of_signals),
        as_of=asked.as_of,
        known_at=asked.known_at,
        lead_ids=asked.lead_ids,
    )
    told = columns.spread(happened, columns.attributes(of_signals))
    people = _people(session, asked, _History(session, asked.known_at))
    return asked.world(made_signals(asked.ruleset, told), *people)


def _people(
    session: worlds.Session, asked: _Asked, history: "_History"
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Leads and accounts as they were known, read from the store."""
    of_leads, of_accounts = (needed(asked.ruleset, entity) for entity in ("lead", "account"))
    people = worlds.leads(
        session, history.stored(of_leads), known_at=asked.known_at, lead_ids=asked.lead_ids
    )
    homes = None if asked.lead_ids is None else people["account_id"].drop_nulls().unique().to_list()
    companies = worlds.accounts(session, history.stored(of_accounts), account_ids=homes)
    return (
        made_leads(asked.ruleset, history.as_known(people, "lead", of_leads)),
        made_accounts(asked.ruleset, history.as_known(companies, "account", of_accounts)),
    )


class _History:
    """What people and companies were known to be; nothing to do where nothing came since."""

    def __init__(self, session: worlds.Session, known_at: datetime) -> None:
        self._session, self._known_at = session, known_at
        self.changed = worlds.learnt_since(session, known_at)

    def stored(self, names: Sequence[str]) -> list[str]:
        """The columns to read."""
        return [*columns.stored(names), *(["sources"] if self.changed else [])]

    def as_known(self, found: pl.DataFrame, entity: str, names: Sequence[str]) -> pl.DataFrame:
        """The rows as they were known, attributes as columns."""
        found = columns.spread(found, columns.attributes(names))
        if not self.changed:
            return found
        replaced = worlds.replaced(self._session, entity, known_at=self._known_at)
        found = known.as_known(
            found, f"{entity}_id", names, replaced, known_at=to_micros(self._known_at)
        )
        if "relation" in names:
            # Nobody said what it is to us: a prospect, as its column's default says.
            found = found.with_columns(pl.col("relation").fill_null(Relation.PROSPECT.value))
        return found
