"""What makes two rows the same: the source's id, else the kind's natural key, else a hash of the facts."""

import hashlib
from collections.abc import Callable, Mapping, Sequence

import polars as pl

from prospector.collect.records import Records

_DAY = 86_400_000_000
_SEPARATOR = "\x1f"
#: The facts of a signal: not how its person was described, not the columns nobody knows.
FACTS = (
    "kind",
    "occurred_at",
    "person_value",
    "account_value",
    "subject",
    "subject_of",
    "topic",
    "text",
    "url",
    "amount",
    "currency",
)


class Ordinals:
    """Counts equal rows across the batches of one file.

    `is_anothers`: whether another row of the same file has that key already, of those not counted here.
    """

    def __init__(self, is_anothers: Callable[[str], bool] = lambda _key: False) -> None:
        self._counts: dict[str, int] = {}
        self._is_anothers = is_anothers

    def number(self, key: str) -> str:
        """The key of the nth row that is equal in everything we know."""
        while True:
            count = self._counts[key] = self._counts.get(key, 0) + 1
            found = key if count == 1 else f"{key}#{count}"
            if not self._is_anothers(found):
                return found


def digest(text: str) -> str:
    """128 bits of SHA-256, in hex: names no one, whatever it was made of."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def external_ids(
    records: Records,
    natural: Mapping[str, Sequence[str]],
    ordinals: Ordinals | None,
    *,
    id_per_kind: bool,
) -> pl.Series:
    """The external id of every signal (null for updates and refused rows).

    Without `ordinals`, equal rows are one.
    """
    parts = _parts(records)
    frame = pl.DataFrame(
        {"kind": records.text("kind"), "given": records.text("external_id"), **parts}
    )
    frame = frame.with_columns(
        natural=pl.coalesce(
            [
                _natural(kind, natural.get(kind, ()))
                for kind in frame["kind"].drop_nulls().unique().sort()
            ]
            or [pl.lit(None, dtype=pl.String)]
        ),
        facts=pl.concat_str(
            [pl.col(f"={name}").fill_null("") for name in FACTS], separator=_SEPARATOR
        ),
    )
    usable = records.code.is_null() & frame["kind"].is_not_null()
    per_kind = pl.concat_str("kind", "given", separator=":")
    rows = frame.select(per_kind if id_per_kind else pl.col("given"), "natural", "facts")
    return pl.Series(
        [
            _one(source_id, natural_key, facts, ordinals) if use else None
            for source_id, natural_key, facts, use in zip(*rows.get_columns(), usable, strict=True)
        ],
        dtype=pl.String,
    )


def _one(given: str | None, natural: str | None, facts: str, ordinals: Ordinals | None) -> str:
    if given is not None:
        return given
    if natural is not None:
        return digest(natural)
    return digest(facts) if ordinals is None else ordinals.number(digest(facts))


def _natural(kind: str, key: Sequence[str]) -> pl.Expr:
    """The natural key of a kind's rows; null where a part of it is missing."""
    if not key:
        return pl.lit(None, dtype=pl.String)
    joined = pl.concat_str(
        pl.lit(kind), *[pl.col(f"~{part}") for part in key], separator=_SEPARATOR
    )
    return pl.when(pl.col("kind") == kind).then(joined)


def _parts(records: Records) -> dict[str, pl.Series]:
    """`~part` for natural keys and `=fact` for hashes, as text; an assumed time is in neither."""
    at = records.columns["occurred_at"]
    given = pl.select(pl.when(records.columns["occurred_from"].is_null()).then(at)).to_series()
    amount = records.columns.get("amount", pl.Series([None]).new_from_index(0, at.len()))
    facts = {name: records.text(name).cast(pl.String) for name in FACTS}
    facts["occurred_at"], facts["amount"] = given.cast(pl.String), amount.cast(pl.String)
    money = pl.select(pl.concat_str(facts["amount"], facts["currency"].fill_null(""))).to_series()
    return {
        "~person": _pair(records, "person"),
        "~account": _pair(records, "account"),
        "~subject": facts["subject"],
        "~topic": facts["topic"],
        "~day": (given // _DAY).cast(pl.String),
        "~amount": money,
        **{f"={name}": column for name, column in facts.items()},
    }


def _pair(records: Records, who: str) -> pl.Series:
    kind, value = records.columns[f"{who}_kind"], records.columns[f"{who}_value"]
    return pl.select(pl.concat_str(kind, value, separator=":")).to_series()
