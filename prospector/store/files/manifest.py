"""What a folder of signal files holds: its manifest, as values and as JSON."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Protocol

#: The layout; files of another one are written anew.
FORMAT = 1


class Entity(StrEnum):
    """What is copied, by the name of its table."""

    SIGNAL = "signal"
    IDENTITY = "identity"
    ACCOUNT_IDENTITY = "account_identity"
    LEAD = "lead"
    ACCOUNT = "account"

    @property
    def key(self) -> str:
        """The column that holds its row's id."""
        return f"{self.value}_id" if self in (Entity.LEAD, Entity.ACCOUNT) else "id"


@dataclass(frozen=True)
class Piece:
    """A kept frame on disk."""

    name: str
    size: int
    crc32: int


@dataclass(frozen=True)
class Part:
    """One Parquet file: its ids lie between `first` and `last`, and in no other part."""

    name: str
    rows: int
    first: int
    last: int
    size: int
    crc32: int


@dataclass(frozen=True)
class Marks:
    """How far copies go: the largest id seen of each entity, and the last change of older rows."""

    tops: dict[Entity, int]
    generation: int


class Stamped(Protocol):
    """A state of files that the store knows by name."""

    @property
    def folder(self) -> str:
        """The files' own name in the store."""

    @property
    def stamp(self) -> str:
        """The state's name."""


@dataclass(frozen=True)
class Manifest:
    """A state of the folder: of which store, how far, in which parts."""

    #: The folder's own name in the store; never changes.
    folder: str
    #: The state's name: the store knows the last two.
    stamp: str
    #: The declared attributes that have a column, by `entity.name`, with their type.
    shape: dict[str, str]
    marks: Marks
    parts: dict[Entity, tuple[Part, ...]]

    def rows(self, entity: Entity) -> int:
        """How many rows of an entity are copied."""
        return sum(part.rows for part in self.parts[entity])


def to_json(manifest: Manifest) -> str:
    """The manifest as its file holds it."""
    return json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1)


def from_json(text: str) -> Manifest | None:
    """The manifest of a file; None = not of this layout, or torn."""
    try:
        told = json.loads(text)
        return _manifest(told) if told["format"] == FORMAT else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _manifest(told: dict[str, Any]) -> Manifest:  # Any: JSON
    tops = {Entity(name): int(top) for name, top in told["marks"]["tops"].items()}
    return Manifest(
        folder=str(told["folder"]),
        stamp=str(told["stamp"]),
        shape={str(name): str(kind) for name, kind in told["shape"].items()},
        marks=Marks({entity: tops[entity] for entity in Entity}, int(told["marks"]["generation"])),
        parts={
            entity: tuple(Part(**part) for part in told["parts"][entity.value]) for entity in Entity
        },
    )
