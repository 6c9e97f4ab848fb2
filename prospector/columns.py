"""Column types: how times, JSON and choices are stored, the same on both databases.

Times are aware UTC; they are stored as whole microseconds since 1970 (ADR 0009), so that both
databases and the engine hold the same number.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Dialect,
    Enum,
    ForeignKeyConstraint,
    Index,
    Integer,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from prospector import sourcemap

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Any: JSON documents are checked where they are made (pydantic) and read, not by the row.
Json = dict[str, Any]


def to_micros(value: datetime) -> int:
    """Microseconds since 1970 of an aware time, exactly."""
    return (value - EPOCH) // timedelta(microseconds=1)


def from_micros(value: int) -> datetime:
    """The aware UTC time of a number of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=value)


class UtcTime(TypeDecorator[datetime]):
    """An aware time, stored as microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Refuse naive times: nobody knows when they were."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without zone cannot be stored: {value!r}")
        return to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give the aware time back."""
        return None if value is None else from_micros(value)


JsonType = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class SourcesType(TypeDecorator[dict[str, Any]]):
    """A source map, stored without repeating what most of its fields share."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:  # Any: SQLAlchemy's own
        """JSON as everywhere else."""
        return dialect.type_descriptor(JsonType.dialect_impl(dialect))

    def process_bind_param(self, value: Json | None, dialect: Dialect) -> Json | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Say once what is the same."""
        return None if value is None else sourcemap.packed(value)

    def process_result_value(self, value: Json | None, dialect: Dialect) -> Json | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give every field its source whole."""
        return None if value is None else sourcemap.unpacked(value)


# SQLite makes a row id only of a column spelled INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


def one_of(enum: type[StrEnum], name: str) -> Enum:
    """A text column that holds only the members of `enum` (a named CHECK)."""
    return Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def known(column: str, table: str) -> Index:
    """An index of the rows that have a value: most rows have few of them, and nobody looks for null."""
    return where(f"{column} IS NOT NULL", f"ix_{table}_{column}", column)


def unresolved(table: str) -> Index:
    """An index of the rows resolve has still to look at: small, however many there are in all."""
    return where("resolved_run_id IS NULL", f"ix_{table}_unresolved", "id")


def where(condition: str, name: str, *columns: str) -> Index:
    """An index of the rows for which something holds, on both databases."""
    some = text(condition)
    return Index(name, *columns, sqlite_where=some, postgresql_where=some)


def refers(column: str, table: str) -> ForeignKeyConstraint:
    """A reference that PostgreSQL checks a statement at a time, by triggers (ADR 0032)."""
    return ForeignKeyConstraint([column], [f"{table}.id"], info={"dialect": "sqlite"})
