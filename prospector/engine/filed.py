"""The frames of a world out of signal files: identities followed to leads and accounts of today."""

from collections.abc import Sequence

import polars as pl

from prospector.engine.copies import Copies
from prospector.engine.expressions import column, expressions
from prospector.engine.worlds import ACCOUNT, LEAD, placed, signal_fields
from prospector.rules.ruleset import Ruleset
from prospector.store.files.manifest import Entity

#: A table by id is worth its room where at least one id in so many is taken.
_SPARSE = 8


def signals(copies: Copies, ruleset: Ruleset, *, as_of: int, known_at: int) -> pl.DataFrame:
    """Every signal that had happened and was known, with who did it and where."""
    read = signal_fields(ruleset)
    stated = [pl.col("occurred_at").alias("stated_at")] if "signal.occurred_at" in read else []
    names = [column(name) for name in read if name != "signal.occurred_at"]
    found = copies.read(
        Entity.SIGNAL, ("person_identity_id", "account_identity_id", *_PLAIN, *names)
    )
    if _any_later(found, "occurred_at", as_of) or _any_later(found, "received_at", known_at):
        found = found.filter(pl.col("occurred_at") <= as_of, pl.col("received_at") <= known_at)
    people = copies.read(Entity.IDENTITY, ("lead_id",))
    companies = copies.read(Entity.ACCOUNT_IDENTITY, ("account_id",))
    homes = copies.read(Entity.LEAD, ("account_id",))
    lead_id = followed(found["person_identity_id"], people["id"], people["lead_id"])
    own = followed(found["account_identity_id"], companies["id"], companies["account_id"])
    home = followed(lead_id, homes["lead_id"], homes["account_id"])
    whose = found.drop("person_identity_id", "account_identity_id").with_columns(
        *stated,
        lead_id=lead_id,
        account_id=pl.select(pl.coalesce(own, home)).to_series(),
    )
    return placed(ruleset, whose)


_PLAIN = ("feed", "external_id", "occurred_at", "received_at", "confidence")


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


def followed(wanted: pl.Series, ids: pl.Series, values: pl.Series) -> pl.Series:
    """The value of each wanted id; null where there is no such id or no value."""
    last = int(str(ids.max() or 0))
    if last > _SPARSE * ids.len() + 1_000:
        by_id = pl.DataFrame({"id": ids, "value": values})
        found = (
            wanted.alias("id").to_frame().join(by_id, on="id", how="left", maintain_order="left")
        )
        return found["value"]
    # Ids come from sequences: looking them up in a table is half the work of a join.
    table = pl.Series([None], dtype=pl.Int64).new_from_index(0, last + 1).scatter(ids, values)
    within = pl.select(pl.when(wanted <= last).then(wanted)).to_series()
    return table.gather(within)


def _any_later(found: pl.DataFrame, name: str, time: int) -> bool:
    latest = found[name].max()
    return latest is not None and int(str(latest)) > time
