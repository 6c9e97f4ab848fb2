"""What makes two rows the same: the source's id, else the kind's natural key, else a hash of the facts."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence

import polars as pl

from prospector.collect.records import Records

_DAY = 86_400_000_000
_SEPARATOR = "\x1f"
#: Texts hashed together.
_DIGESTED = 10_000
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

    Nearly every row is equal to no other, and a file may have any number of them: of each key only
    60 bits are kept, eight bytes a row, in few sorted runs; those that come again are counted by
    their whole key. `is_anothers`: whether another row of the same file has that key already, of
    those not counted here; then every row is asked about.
    """

    def __init__(self, is_anothers: Callable[[str], bool] | None = None) -> None:
        self._runs: list[pl.Series] = []
        self._counts: dict[str, int] = {}
        self._is_anothers = is_anothers

    def numbered(self, keys: pl.Series, counted: pl.Series) -> pl.Series:
        """The keys, those `counted` with the number of the equal row they are, from the second on."""
        short = keys.filter(counted).str.slice(0, 15).str.to_integer(base=16, dtype=pl.Int64)
        before = self._are_known(short)
        doubtful = counted.arg_true()
        if self._is_anothers is None:
            doubtful = doubtful.filter(before | short.is_duplicated())
        seen_before = set(counted.arg_true().filter(before).to_list())
        self._add(short.unique().sort())
        if doubtful.is_empty():
            return keys
        found = keys.to_list()
        for row in doubtful.to_list():
            self._counts.setdefault(found[row], int(row in seen_before))
            found[row] = self._next(found[row])
        return pl.Series(keys.name, found, dtype=pl.String)

    def _next(self, key: str) -> str:
        while True:
            self._counts[key] += 1
            found = key if self._counts[key] == 1 else f"{key}#{self._counts[key]}"
            if self._is_anothers is None or not self._is_anothers(found):
                return found

    def _are_known(self, short: pl.Series) -> pl.Series:
        known = pl.repeat(value=False, n=short.len(), dtype=pl.Boolean, eager=True)
        for run in self._runs:
            places = run.search_sorted(short).clip(0, run.len() - 1)
            known |= run.gather(places) == short
        return known

    def _add(self, run: pl.Series) -> None:
        while self._runs and self._runs[-1].len() <= run.len():
            run = pl.concat([self._runs.pop(), run]).sort()
        if run.len():
            self._runs.append(run)


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
    frame = pl.DataFrame(
        {"kind": records.text("kind"), "given": records.text("external_id"), **_parts(records)}
    )
    usable = records.code.is_null() & frame["kind"].is_not_null()
    given = pl.concat_str("kind", "given", separator=":") if id_per_kind else pl.col("given")
    found = frame.select(
        pl.when(usable).then(given).alias("key"),
        _natural(natural, frame["kind"].drop_nulls().unique().sort()).alias("natural"),
    )
    hashed = usable & found["key"].is_null()
    by_facts = hashed & found["natural"].is_null()
    by_nature = hashed & ~by_facts
    facts = [pl.col(f"={name}").fill_null("") for name in FACTS]
    texts = frame.filter(by_facts).select(pl.concat_str(facts, separator=_SEPARATOR)).to_series()
    keys = (
        found["key"]
        .scatter(by_nature.arg_true(), digests(found["natural"].filter(by_nature)))
        .scatter(by_facts.arg_true(), digests(texts))
    )
    return keys if ordinals is None else ordinals.numbered(keys, by_facts)


def digests(texts: pl.Series) -> pl.Series:
    """Each text's `digest`; some at a time, as Python holds them large."""
    sha256 = hashlib.sha256
    found: list[pl.Series] = []
    for start in range(0, texts.len(), _DIGESTED):
        some = texts.slice(start, _DIGESTED).cast(pl.Binary).to_list()
        bits = pl.Series(texts.name, [sha256(text).digest()[:16] for text in some])
        found.append(bits.bin.encode("hex"))
    return pl.concat(found) if found else texts


def _natural(natural: Mapping[str, Sequence[str]], kinds: Iterable[str]) -> pl.Expr:
    """The natural key of each row's kind; null where a part of it is missing."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for kind in kinds:
        alike.setdefault(tuple(natural.get(kind, ())), []).append(kind)
    alike.pop((), None)
    found: list[pl.Expr] = [
        pl.when(pl.col("kind").is_in(some)).then(
            pl.concat_str("kind", *[f"~{part}" for part in key], separator=_SEPARATOR)
        )
        for key, some in alike.items()
    ]
    return pl.coalesce(found or [pl.lit(None, dtype=pl.String)])


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
