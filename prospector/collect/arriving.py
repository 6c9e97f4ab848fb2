"""From records to the frames the store takes: identities, sightings and signals."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import polars as pl

from prospector.collect import columns, keys, quick
from prospector.collect.people import ACCOUNT, PERSON
from prospector.collect.record import FIELDS, About, Holds, names_about
from prospector.collect.records import DTYPES, Records
from prospector.collect.said import Said
from prospector.collect.texts import ATTRIBUTE
from prospector.rules.models import AttributeField
from prospector.tables import AccountIdentityKind, IdentityKind, SourceRank
from prospector.text import fold

_LISTS = frozenset(name for name, field in FIELDS.items() if field.holds is Holds.LIST)
_LEAD = (*names_about(About.LEAD), "company_guess")
_ACCOUNT = names_about(About.ACCOUNT)
_SIGNAL_TEXT = ("subject", "subject_of", "topic", "text", "url", "currency")
_IDENTITY = {
    "email": "email",
    "profile": "linkedin_url",
    "phone": "phone",
    "name_company": "name_company",
    "domain": "domain_key",
    "company": "company_key",
}


@dataclass(frozen=True)
class Stamp:
    """What every row of a file carries besides its own content (times in microseconds)."""

    rank: SourceRank
    received_at: int
    exported_at: int
    #: Whether rows count as received when they happened.
    backfill: bool
    declared: Mapping[str, AttributeField]
    #: Line → when that row was sent to us, where rows come one by one (webhooks).
    told: Mapping[int, int] = field(default_factory=dict)
    #: Lines a person took though their ids were there before: their signals get ids of their own.
    apart: AbstractSet[int] = frozenset()
    #: What earlier batches said of people and companies.
    said: Said = field(default_factory=Said)

    def told_at(self, lines: Sequence[int]) -> pl.Series:
        """When each of these lines was sent to us; null where they came together."""
        return pl.Series([self.told.get(line) for line in lines], dtype=pl.Int64)

    def own_ids(self, ids: pl.Series, lines: pl.Series) -> pl.Series:
        """The ids of signals, those of lines taken apart told from all others."""
        if not self.apart:
            return ids
        own = pl.concat_str(ids, pl.lit("#inbox-"), lines.cast(pl.String))
        is_apart = lines.is_in(list(self.apart))
        return pl.select(pl.when(is_apart).then(own).otherwise(ids)).to_series()


@dataclass(frozen=True)
class Frames:
    """Four frames for the store: what no earlier batch said, and whom the signals speak of."""

    people: pl.DataFrame
    companies: pl.DataFrame
    sightings: pl.DataFrame
    signals: pl.DataFrame


def frames(records: Records, external_ids: pl.Series, lines: pl.Series, stamp: Stamp) -> Frames:
    """The frames of the records nothing is wrong with."""
    good = _good(records, external_ids, lines, stamp)
    good = good.with_columns(
        lead_attributes=_attributes(good, stamp, About.LEAD),
        account_attributes=_attributes(good, stamp, About.ACCOUNT),
    )
    telling = _telling(good, stamp)
    return Frames(
        people=_identities(good, telling, PERSON, "person_kind"),
        companies=_identities(good, telling, ACCOUNT, "account_kind"),
        sightings=_sightings(good.filter(telling), stamp),
        signals=_signals(good, stamp),
    )


def _good(
    records: Records, external_ids: pl.Series, lines: pl.Series, stamp: Stamp
) -> pl.DataFrame:
    """The good records as one frame with every column there could be, and their times."""
    wanted = {name: DTYPES.get(field.holds, pl.String) for name, field in FIELDS.items()}
    wanted |= {"company_guess": pl.String, "domain_key_raw": pl.String}
    wanted |= {f"{name}_raw": pl.String for name in ("email", "linkedin_url", "phone", "company")}
    frame = pl.DataFrame(list(_named(records.columns))).with_columns(
        [
            pl.lit(None, dtype=dtype).alias(name)
            for name, dtype in wanted.items()
            if name not in records.columns
        ]
    )
    happened = pl.col("occurred_at")
    given = pl.when(pl.col("occurred_from").is_null()).then(happened)
    told = pl.lit(stamp.told_at(lines.to_list())) if stamp.told else pl.lit(None, dtype=pl.Int64)
    exported = pl.coalesce(told, pl.lit(stamp.exported_at, dtype=pl.Int64))
    received = (
        pl.coalesce(happened, exported)
        if stamp.backfill
        else pl.coalesce(told, pl.lit(stamp.received_at, dtype=pl.Int64))
    )
    return frame.with_columns(
        stamp.own_ids(external_ids, lines).alias("external_id"),
        lines.alias("line"),
        received.alias("received_at"),
        pl.min_horizontal(pl.coalesce(given, exported), exported).alias("seen_at"),
        pl.col("kind").is_null().alias("is_update"),
    ).filter(records.code.is_null())


def _named(found: Mapping[str, pl.Series]) -> list[pl.Series]:
    return [series.alias(name) for name, series in found.items()]


def _telling(good: pl.DataFrame, stamp: Stamp) -> pl.Series:
    """Which rows say of their people what none before them said; found before any JSON is made."""
    said = [*_LEAD, *_ACCOUNT, "lead_attributes", "account_attributes"]
    filled = [name for name in said if good[name].null_count() < good.height]
    # The keys of names, companies and domains need no mention: they are made of these.
    contents = good.select(
        pl.concat_str(
            pl.lit(" ".join(filled)),
            "is_update",
            *[pl.col(name).cast(pl.String).fill_null("\0") for name in filled],
            separator="\x1f",
        ).alias("content")
    )["content"]
    first = contents.is_first_distinct()
    if good["is_update"].any():  # it may be news again
        return first
    places = first.arg_true().filter(stamp.said.news(contents.filter(first)))
    return pl.repeat(value=False, n=good.height, eager=True).scatter(places, values=True)


def _identities(
    good: pl.DataFrame,
    telling: pl.Series,
    kinds: Mapping[IdentityKind, str] | Mapping[AccountIdentityKind, str],
    strongest: str,
) -> pl.DataFrame:
    """The identities that telling rows name, and those that signals are of."""
    parts = [
        good.select(
            pl.lit(kind.value).alias("kind"),
            pl.col(column).alias("value"),
            pl.coalesce(_raw(column, good), column).alias("raw"),
            pl.col("received_at").alias("first_seen_at"),
        )
        .filter(telling | (good[strongest] == kind.value))
        .filter(pl.col("value").is_first_distinct() & pl.col("value").is_not_null())
        for kind, column in kinds.items()
    ]
    return pl.concat(parts)


def _raw(column: str, good: pl.DataFrame) -> str:
    name = "company_raw" if column == "company_key" else f"{column}_raw"
    return name if name in good.columns else column


def _sightings(good: pl.DataFrame, stamp: Stamp) -> pl.DataFrame:
    frame = good.select(
        pl.lit(stamp.rank.value).alias("rank"),
        "line",
        "received_at",
        "seen_at",
        "is_update",
        *[pl.col(column).alias(name) for name, column in _IDENTITY.items()],
        lead_values=_values(good, _LEAD, "lead_attributes"),
        account_values=_values(good, _ACCOUNT, "account_attributes"),
    )
    content = frame.select(
        pl.concat_str(
            [pl.col(name).fill_null("") for name in (*_IDENTITY, "lead_values", "account_values")],
            separator="\x1f",
        ).alias("content")
    )["content"]
    hashes = keys.digests(content).alias("content_hash")
    # An update first: where a signal's row says the same, the update is what is new.
    return (
        frame.with_columns(hashes)
        .sort("is_update", descending=True, maintain_order=True)
        .unique("content_hash", keep="first", maintain_order=True)
        .sort("line", maintain_order=True)
    )


def _values(frame: pl.DataFrame, fields: Sequence[str], attributes: str) -> pl.Series:
    frame = frame.with_columns(pl.col(attributes).alias("attributes"))
    found = columns.json_object(frame, [*fields, "attributes"], _LISTS | {"attributes"})
    return found.fill_null("{}")


def _attributes(good: pl.DataFrame, stamp: Stamp, about: About) -> pl.Series:
    """The attributes of a lead, an account or a signal as JSON; null where there are none.

    What `signals.yaml` declares goes where it says. The rest is the signal's; of an update, the
    person's, or the company's where the row names nobody.
    """
    whose = {"employees_range": "account"}
    whose |= {name: field.entity for name, field in stamp.declared.items()}
    names = [name for name in good.columns if name.startswith(ATTRIBUTE)]
    free = [name for name in names if whose.get(name[1:], "signal") == "signal"]
    own = free if about is About.SIGNAL else [n for n in names if whose.get(n[1:]) == about.value]
    free = [] if about is About.SIGNAL else free
    nobody = good.select(
        pl.all_horizontal(pl.col(name).is_null() for name in PERSON.values()).alias("nobody")
    )["nobody"]
    mine = good["is_update"] & (nobody if about is About.ACCOUNT else ~nobody)
    frame = good.select(
        [pl.col(name).alias(name[1:]) for name in own]
        + [pl.when(mine).then(pl.col(name)).alias(name[1:]) for name in free]
    )
    if not frame.width:
        return pl.Series([None], dtype=pl.String).new_from_index(0, good.height)
    return columns.json_object(frame, frame.columns, frozenset())


def _signals(good: pl.DataFrame, stamp: Stamp) -> pl.DataFrame:
    rows = good.with_columns(attributes=_attributes(good, stamp, About.SIGNAL)).filter(
        ~pl.col("is_update")
    )
    rows = rows.filter(rows["external_id"].is_first_distinct())  # half of what `unique` costs
    folded = [
        columns.mapped(rows[name], fold, quick.fold).alias(f"{name}_folded")
        for name in ("subject", "topic", "text")
    ]
    return rows.select(
        "external_id",
        "kind",
        "occurred_at",
        "occurred_from",
        "occurred_until",
        "received_at",
        pl.lit(stamp.backfill).alias("received_assumed"),
        "person_kind",
        "person_value",
        "account_kind",
        "account_value",
        *_SIGNAL_TEXT,
        *folded,
        "amount",
        pl.col("confidence").fill_null(1.0),
        "attributes",
        "line",
    )
