"""A past read once: the world of any day in it, as it had happened and was known by then.

Signals are the same frame on every day, for the engine counts only those of the past. Leads and
accounts are put back to what was known of them; few of them ever change, and only those are looked
at again for each day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from prospector.engine import columns, known
from prospector.engine.worlds import World, made_accounts, made_leads, made_signals, needed
from prospector.rules.ruleset import Ruleset
from prospector.store import worlds
from prospector.tables import Relation

_FIRST_SEEN = r'"first_seen":\s*(\d+)'
#: Beside what rules read: who a lead is to us, and whether anything reaches them.
_OF_LEADS = ("email", "linkedin_url")
_OF_ACCOUNTS = ("domain", "relation")


@dataclass(frozen=True)
class PastRows:
    """Every row up to the end of a past, as they are today, and what was replaced since it began.

    Leads and accounts have `sources`, leads `first_seen_at`; declared attributes are columns.
    """

    signals: pl.DataFrame
    leads: pl.DataFrame
    accounts: pl.DataFrame
    replaced_leads: pl.DataFrame
    replaced_accounts: pl.DataFrame


class Past:
    """The worlds of some rulesets on any day of a past."""

    def __init__(self, rows: PastRows, rulesets: Iterable[Ruleset], *, since: int) -> None:
        self._rows = rows
        self._names = {entity: _needed(rulesets, entity) for entity in ("lead", "account")}
        self._signals: dict[tuple[str, ...], pl.DataFrame] = {}
        self._leads = _Changing(
            rows.leads, rows.replaced_leads, "lead_id", self._names["lead"], since
        )
        self._accounts = _Changing(
            rows.accounts, rows.replaced_accounts, "account_id", self._names["account"], since
        )

    def world(self, ruleset: Ruleset, at: int) -> World:
        """What had happened and was known at a time: leads not known yet are not in it."""
        leads = made_leads(ruleset, self.leads(at))
        return World(
            at, at, self.signals(ruleset), leads, made_accounts(ruleset, self.accounts(at))
        )

    def signals(self, ruleset: Ruleset) -> pl.DataFrame:
        """Every signal of the past, as the engine reads them under a ruleset."""
        # Who did it hangs on the consent of feeds too, which is no part of the score version.
        agreed = sorted(name for name, feed in ruleset.feeds.feeds.items() if feed.consent)
        key = (ruleset.version, *agreed)
        if key not in self._signals:
            self._signals[key] = made_signals(ruleset, self._rows.signals)
        return self._signals[key]

    def leads(self, at: int) -> pl.DataFrame:
        """The people known at a time, as they were known."""
        return self._leads.as_known(at).filter(pl.col("first_seen_at") <= at)

    def accounts(self, at: int) -> pl.DataFrame:
        """The companies, as they were known at a time."""
        nobody_said = pl.col("relation").fill_null(Relation.PROSPECT.value)
        return self._accounts.as_known(at).with_columns(nobody_said)


class _Changing:
    """Rows of which some change within a past."""

    def __init__(
        self, rows: pl.DataFrame, replaced: pl.DataFrame, key: str, names: Sequence[str], since: int
    ) -> None:
        newest = (
            pl.col("sources")
            .str.extract_all(_FIRST_SEEN)
            .list.eval(pl.element().str.extract(_FIRST_SEEN).cast(pl.Int64))
        )
        later = (newest.list.max() > since).fill_null(value=False)
        moves = rows[key].is_in(replaced["entity_id"].implode()) | rows.select(later).to_series()
        self._key, self._names, self._replaced = key, names, replaced
        self._fixed = rows.filter(~moves).drop("sources")
        self._moving = rows.filter(moves)

    def as_known(self, at: int) -> pl.DataFrame:
        if self._moving.is_empty():
            return self._fixed
        then = self._replaced.filter(pl.col("until") > at)
        found = known.as_known(self._moving, self._key, self._names, then, known_at=at)
        return pl.concat([self._fixed, found.drop("sources").select(self._fixed.columns)])


def load(
    session: worlds.Session, rulesets: Sequence[Ruleset], *, since: datetime, until: datetime
) -> PastRows:
    """Read a past from the store, once for all rulesets."""
    of_signals, of_leads, of_accounts = (
        _needed(rulesets, entity) for entity in ("signal", "lead", "account")
    )
    signals = worlds.signals(session, columns.stored(of_signals), as_of=until, known_at=until)
    leads = worlds.leads(
        session, [*columns.stored(of_leads), "sources", "first_seen_at"], known_at=until
    )
    accounts = worlds.accounts(session, [*columns.stored(of_accounts), "sources"])
    return PastRows(
        signals=columns.spread(signals, columns.attributes(of_signals)),
        leads=columns.spread(leads, columns.attributes(of_leads)),
        accounts=columns.spread(accounts, columns.attributes(of_accounts)),
        replaced_leads=worlds.replaced(session, "lead", known_at=since),
        replaced_accounts=worlds.replaced(session, "account", known_at=since),
    )


def _needed(rulesets: Iterable[Ruleset], entity: str) -> list[str]:
    always = {"lead": _OF_LEADS, "account": _OF_ACCOUNTS}.get(entity, ())
    return sorted({*always, *(name for one in rulesets for name in needed(one, entity))})
