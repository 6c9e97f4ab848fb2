"""What one source's files look like: how they are recognised, and what their columns mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from prospector.collect.documents import Reshape
from prospector.collect.record import FIELDS, key_of
from prospector.tables import SourceRank
from prospector.text import fold

#: The column that tells a row's further things apart (`expanding`).
ALSO = "prospector also"
#: When the list that says them was exported.
SEEN_ON = "prospector seen on"


class When(NamedTuple):
    """The kind of a row, by what a column says; the first that holds decides.

    `columns` are alternatives (none = always), `words` what one must hold (none = anything),
    `dated` the columns that say when. No `kind` = the row says that nothing happened.
    """

    kind: str | None
    columns: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    dated: tuple[str, ...] = ()


def when(kind: str | None, columns: str = "", words: str = "", dated: str = "") -> When:
    """A `When` from texts with `;` between alternatives."""
    return When(kind, _keys(columns), tuple(map(fold, _split(words))), _keys(dated))


@dataclass(frozen=True)
class Profile:
    """One source's sort of file."""

    name: str
    help: str
    #: Alternatives; of one of them every group must have a column (each group: names of one thing).
    signatures: tuple[tuple[frozenset[str], ...], ...] = ()
    #: Column → field, before the generic aliases; a field of "" keeps the column as an attribute.
    aliases: Mapping[str, str] = field(default_factory=dict)
    #: Columns that say nothing about anybody.
    ignored: frozenset[str] = frozenset()
    kinds: tuple[When, ...] = ()
    #: What a row may say besides: each that holds is a record of its own.
    also: tuple[When, ...] = ()
    rank: SourceRank = SourceRank.FEED
    locale: str | None = None
    #: Words of the lifecycle column → what the account is to us.
    relations: Mapping[str, str] = field(default_factory=dict)
    #: Fields without which the file is taken, but says less than it could; what to do about it.
    wants: Mapping[str, str] = field(default_factory=dict)
    #: Whether the source's id names a person's state, so that the next state needs another id.
    id_per_kind: bool = False
    #: Whether the file brings the rows of earlier runs again: equal rows are one, not two.
    accumulates: bool = False
    #: Fields whose text is HTML.
    markup: frozenset[str] = frozenset()
    #: One JSON item as the source writes it → the records in it, in the fields of the generic
    #: record (nesting allowed as there); none = the item says nothing about anybody. Pure.
    reshape: Reshape | None = None
    #: The column with the sender's own id of a person: rows that say nothing else of them are theirs
    #: whose e-mail the id was told with.
    sender_id: str | None = None
    #: The column with the id of a visitor, who may have signed in or not: read where the feed declares
    #: consent, never kept with a person.
    visitor_id: str | None = None
    #: What stands above the header → fields of every row, unless somebody says otherwise.
    preamble: Callable[[str], Mapping[str, str]] | None = None

    def chosen_by(self) -> tuple[When, ...]:
        """What decides a record's kind: first the further thing it is, then the row's own."""
        further = tuple(
            When(item.kind, (key_of(ALSO),), (str(number),), item.dated or (key_of(SEEN_ON),))
            for number, item in enumerate(self.also, start=1)
        )
        return further + self.kinds

    def recognises(self, keys: frozenset[str]) -> int:
        """How many columns tell that a file is of this sort; 0 = it is not."""
        best = 0
        for groups in self.signatures:
            if all(group & keys for group in groups):
                best = max(best, len(groups))
        return best

    def known_keys(self) -> frozenset[str]:
        """Every column this sort of file is known by."""
        signed = {key for groups in self.signatures for group in groups for key in group}
        chosen = {key for item in (*self.kinds, *self.also) for key in (*item.columns, *item.dated)}
        return frozenset(signed | chosen | set(self.aliases) | self.ignored)


def signature(*groups: str) -> tuple[frozenset[str], ...]:
    """The columns that must all be there; `;` between names of the same one."""
    return tuple(frozenset(_keys(group)) for group in groups)


def aliases(**spellings: str) -> dict[str, str]:
    """Column → field, from texts per field with `;` between columns; earlier columns win.

    The field `attribute` stands for "none": the column stays an attribute.
    """
    unknown = set(spellings) - set(FIELDS) - {"attribute"}
    if unknown:
        raise ValueError(f"no such fields: {sorted(unknown)}")
    return {
        key: "" if name == "attribute" else name
        for name, text in spellings.items()
        for key in _keys(text)
    }


def keys(text: str) -> frozenset[str]:
    """Column names with `;` between them, as they are compared."""
    return frozenset(_keys(text))


def _keys(text: str) -> tuple[str, ...]:
    return tuple(key_of(part) for part in _split(text))


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
