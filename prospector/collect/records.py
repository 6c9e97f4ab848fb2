"""Turn text columns into records: typed fields, attributes, and the reason where a row is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from prospector.collect import columns, figures, posts, quick, texts, values
from prospector.collect.plan import Plan
from prospector.collect.record import FIELDS, IDENTIFYING, STRICT, Holds
from prospector.collect.reject import RejectCode
from prospector.collect.table import Table
from prospector.collect.texts import ATTRIBUTE, Texts
from prospector.identifiers import split_headline
from prospector.rules.models import ValueType
from prospector.text import fold

#: What a typed column of each sort is made of; the others are text.
DTYPES: dict[Holds, type[pl.DataType]] = {
    Holds.TIME: pl.Int64,
    Holds.NUMBER: pl.Float64,
    Holds.SHARE: pl.Float64,
    Holds.WHOLE: pl.Int64,
    Holds.YES_NO: pl.Boolean,
}
_DECLARED = {
    ValueType.BOOL: (Holds.YES_NO, pl.Boolean),
    ValueType.NUMBER: (Holds.NUMBER, pl.Float64),
}
#: A head count that is more than one number.
_RANGE = r"\d\s*(?:-|\x{2013}|\x{2014}|to|à|a|et|and)\s*\d|[+<>]"
#: Fields whose text is kept beside what it was read as.
RAW = frozenset(IDENTIFYING)


@dataclass
class Records:
    """Columns of records: fields, `<field>_raw`, `@attributes`; `code` and `detail` say what is wrong."""

    columns: dict[str, pl.Series]
    code: pl.Series
    detail: pl.Series
    #: What was not understood but is no reason to refuse a row: field → (count, line, detail).
    misread: dict[str, tuple[int, int, str]] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """How many records."""
        return self.code.len()

    def text(self, name: str) -> pl.Series:
        """A text column; all null where nothing feeds it."""
        found = self.columns.get(name)
        return found if found is not None else nulls(self.height, name)

    def refuse(self, hit: pl.Series, code: RejectCode, detail: pl.Series | str) -> None:
        """Give rows a reason, unless they have one already."""
        new = hit & self.code.is_null()
        if not new.any():
            return
        detail = pl.Series([detail]) if isinstance(detail, str) else detail
        frame = pl.DataFrame({"code": self.code, "detail": self.detail}).with_columns(
            code=pl.when(new).then(pl.lit(code.value)).otherwise("code"),
            detail=pl.when(new).then(pl.lit(detail)).otherwise("detail"),
        )
        self.code, self.detail = frame["code"], frame["detail"]


def nulls(height: int, name: str = "") -> pl.Series:
    """A text column without text."""
    return pl.Series(name, [None], dtype=pl.String).new_from_index(0, height)


def read(table: Table, plan: Plan, declared: Mapping[str, ValueType]) -> Records:
    """The records of a table. `declared`: attributes rules may read, with their types."""
    height = table.cells.height
    found = texts.of(table, plan)
    records = Records({}, nulls(height, "code"), nulls(height, "detail"))
    _refuse_nothing_happened(records, found)
    for name in FIELDS:
        if name in found:
            _read_field(records, name, found[name], plan, table)
    for name, column in found.items():
        if name.startswith(ATTRIBUTE):
            _read_attribute(records, name, column, plan, declared.get(name[1:]))
    _derive(records, found, plan)
    return records


def _read_field(records: Records, name: str, column: pl.Series, plan: Plan, table: Table) -> None:
    spec = FIELDS[name]
    reader = values.reader(spec, plan.manner)
    dtype = DTYPES.get(spec.holds, pl.String)
    result = columns.read(column, reader, dtype, quick.reader(spec.holds))
    records.columns[name] = result.values
    if name in RAW:
        records.columns[f"{name}_raw"] = column
    if result.codes is None or result.details is None:
        return
    wrong = result.codes.is_not_null()
    if name in STRICT:
        for code in result.codes.drop_nulls().unique().to_list():
            hit = (result.codes == code).fill_null(value=False)
            records.refuse(hit, RejectCode(code), f"{name}: " + result.details)
        return
    records.columns[f"{ATTRIBUTE}{name}_as_given"] = _where(wrong, column)
    row = int(wrong.arg_max() or 0)
    records.misread[name] = (int(wrong.sum()), table.lines[row], str(result.details[row]))


def _read_attribute(
    records: Records, name: str, column: pl.Series, plan: Plan, declared: ValueType | None
) -> None:
    if declared not in _DECLARED:
        records.columns[name] = column
        return
    holds, dtype = _DECLARED[declared]
    spec = FIELDS["amount"]._replace(name=name[1:], holds=holds)
    result = columns.read(column, values.reader(spec, plan.manner), dtype)
    records.columns[name] = result.values
    if result.codes is not None and result.details is not None:
        hit = result.codes.is_not_null()
        records.refuse(hit, RejectCode.BAD_VALUE, f"{name[1:]}: " + result.details)


def _refuse_nothing_happened(records: Records, found: Texts) -> None:
    kind = found.get("kind")
    if kind is None:
        return
    nothing = (kind == texts.NOTHING).fill_null(value=False)
    state = found.get(texts.STATE, nulls(records.height)).fill_null("the row says nothing")
    records.refuse(nothing, RejectCode.NOT_A_SIGNAL, state)
    found["kind"] = _where(~nothing, kind)


def _derive(records: Records, found: Texts, plan: Plan) -> None:
    """What other columns tell: posts, currencies, employers in headlines, relations."""
    known = records.columns
    if "subject" in known:
        known["subject_raw"] = known["subject"]
        known["subject"] = columns.mapped(known["subject"], posts.post_url, quick.post)
        moved = known["subject"] != known["subject_raw"]
        link = _where(moved | known["subject"].str.starts_with("http"), known["subject_raw"])
        known["url"] = _either(records.text("url"), link)
    if "amount" in known:
        written = columns.mapped(found["amount"], figures.currency_in)
        known["currency"] = _either(records.text("currency"), written)
    if "employees" in known:
        known[f"{ATTRIBUTE}employees_range"] = _where(
            found["employees"].str.contains(_RANGE) & known["employees"].is_not_null(),
            found["employees"],
        )
    if "title" in known and plan.headlines & set(plan.sources.get("title", ())):
        guess = columns.mapped(known["title"], lambda headline: split_headline(headline)[1])
        known["company_guess"] = (
            guess if "company" not in known else _where(known["company"].is_null(), guess)
        )
    if plan.profile.relations and "lifecycle" in known:
        relation = columns.mapped(known["lifecycle"], lambda stage: _relation(stage, plan))
        known["relation"] = _either(records.text("relation"), relation)


def _relation(stage: str, plan: Plan) -> str | None:
    return plan.profile.relations.get(fold(stage))


def _where(condition: pl.Series, column: pl.Series) -> pl.Series:
    return pl.select(pl.when(condition).then(column).alias(column.name)).to_series()


def _either(one: pl.Series, other: pl.Series) -> pl.Series:
    return pl.select(pl.coalesce(one, other)).to_series()
