"""The frames of a world out of signal files: identities followed to leads and accounts of today."""

from collections.abc import Collection, Sequence

import polars as pl

from prospector.engine.copies import KEYS, Copies
from prospector.engine.expressions import column, expressions
from prospector.engine.places import Table
from prospector.engine.worlds import ACCOUNT, LEAD, placed, signal_fields
from prospector.rules.ruleset import Ruleset
from prospector.store.files.manifest import Entity


def signals(
    copies: Copies,
    ruleset: Ruleset,
    *,
    as_of: int,
    known_at: int,
    kinds: Collection[str] | None = None,
) -> pl.DataFrame:
    """Every signal that had happened and was known, with who did it and where; or those of some kinds."""
    read = signal_fields(ruleset)
    stated = [pl.col("occurred_at").alias("stated_at")] if "signal.occurred_at" in read else []
    names = [column(name) for name in read if name != "signal.occurred_at"]
    follow = _Followers(copies)
    # Part by part, and left in parts: nothing of all signals is in memory twice.
    parts = [
        follow.home(_past(rows, as_of, known_at)).with_columns(stated).rechunk()
        for rows in copies.some(Entity.SIGNAL, list(dict.fromkeys((*_KEYS, *names))), kinds)
    ]
    return placed(ruleset, pl.concat(parts, rechunk=False))


def _past(rows: pl.DataFrame, as_of: int, known_at: int) -> pl.DataFrame:
    """The rows that had happened and were known: mostly all of them, which are then not copied."""
    past = (rows["occurred_at"] <= as_of) & (rows["received_at"] <= known_at)
    return rows if past.all() else rows.filter(past)


class _Followers:
    """Whose each identity is today."""

    def __init__(self, copies: Copies) -> None:
        self._people = _table(copies.read(Entity.IDENTITY, ("lead_id",)))
        self._companies = _table(copies.read(Entity.ACCOUNT_IDENTITY, ("account_id",)))
        self._homes = _table(copies.read(Entity.LEAD, ("account_id",)))

    def home(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Signals with their lead and account, instead of identities."""
        lead_id = self._people.of(rows["person_identity_id"])
        own = self._companies.of(rows["account_identity_id"])
        account_id = pl.select(pl.coalesce(own, self._homes.of(lead_id))).to_series()
        return rows.drop("person_identity_id", "account_identity_id").with_columns(
            lead_id=lead_id, account_id=account_id
        )


_KEYS = KEYS[Entity.SIGNAL]


def leads(
    copies: Copies, ruleset: Ruleset, *, known_at: int, lead_ids: Sequence[int] | None
) -> pl.DataFrame:
    """Every person who is one (merged ones are not) and was known, or some of them."""
    names = [column(name) for name in expressions(ruleset).fields_of("lead")]
    found = copies.read(Entity.LEAD, ("account_id", "first_seen_at", "merged_into", *names))
    found = found.filter(pl.col("merged_into").is_null(), pl.col("first_seen_at") <= known_at)
    if lead_ids is not None:
        wanted = pl.DataFrame({"lead_id": lead_ids}, schema={"lead_id": pl.Int64})
        found = found.join(wanted, on="lead_id", how="semi")
    return found.select(*LEAD, *names)


def accounts(copies: Copies, ruleset: Ruleset) -> pl.DataFrame:
    """Every company."""
    names = [column(name) for name in expressions(ruleset).fields_of("account")]
    return copies.read(Entity.ACCOUNT, names).select(*ACCOUNT, *names)


def _table(rows: pl.DataFrame) -> Table:
    return Table(rows.to_series(0), rows.to_series(1))
