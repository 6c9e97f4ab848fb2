"""Load a world from the store, as it had happened by one time and was known at another."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from prospector.engine import columns, known
from prospector.engine.worlds import Rows, World, make_world, needed
from prospector.rules.ruleset import Ruleset
from prospector.store import worlds
from prospector.tables import Relation, to_micros

_ATTRIBUTES = "attributes."


def load_world(
    session: worlds.Session,
    ruleset: Ruleset,
    *,
    as_of: datetime,
    known_at: datetime,
    lead_ids: Sequence[int] | None = None,
) -> World:
    """The world with every lead, or with some leads and whatever bears on their scores."""
    of_signals, of_leads, of_accounts = (
        needed(ruleset, entity) for entity in ("signal", "lead", "account")
    )
    history = _History(session, known_at)
    people = worlds.leads(session, history.stored(of_leads), known_at=known_at, lead_ids=lead_ids)
    homes = None if lead_ids is None else people["account_id"].drop_nulls().unique().to_list()
    companies = worlds.accounts(session, history.stored(of_accounts), account_ids=homes)
    happened = worlds.signals(
        session, _stored(of_signals), as_of=as_of, known_at=known_at, lead_ids=lead_ids
    )
    rows = Rows(
        signals=columns.spread(happened, _attributes(of_signals)),
        leads=history.as_known(people, "lead", of_leads),
        accounts=history.as_known(companies, "account", of_accounts),
    )
    return make_world(ruleset, rows, as_of=to_micros(as_of), known_at=to_micros(known_at))


class _History:
    """What people and companies were known to be; nothing to do where nothing came since."""

    def __init__(self, session: worlds.Session, known_at: datetime) -> None:
        self._session, self._known_at = session, known_at
        self._changed = worlds.learnt_since(session, known_at)

    def stored(self, names: Sequence[str]) -> list[str]:
        """The columns to read."""
        return [*_stored(names), *(["sources"] if self._changed else [])]

    def as_known(self, found: pl.DataFrame, entity: str, names: Sequence[str]) -> pl.DataFrame:
        """The rows as they were known, attributes as columns."""
        found = columns.spread(found, _attributes(names))
        if not self._changed:
            return found
        replaced = worlds.replaced(self._session, entity, known_at=self._known_at)
        found = known.as_known(
            found, f"{entity}_id", names, replaced, known_at=to_micros(self._known_at)
        )
        if "relation" in names:
            # Nobody said what it is to us: a prospect, as its column's default says.
            found = found.with_columns(pl.col("relation").fill_null(Relation.PROSPECT.value))
        return found


def _stored(names: Sequence[str]) -> list[str]:
    plain = [name for name in names if not name.startswith(_ATTRIBUTES)]
    return [*plain, *(["attributes"] if len(plain) < len(names) else [])]


def _attributes(names: Sequence[str]) -> list[str]:
    return [name.removeprefix(_ATTRIBUTES) for name in names if name.startswith(_ATTRIBUTES)]
