"""Kept files: what a score run computed of all leads, for comparisons in other processes (ADR 0030)."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import polars as pl

from prospector import __version__
from prospector.columns import from_micros
from prospector.engine import filed, graded, segments, surge, totals
from prospector.engine.copies import Copies, copies
from prospector.engine.deferred import Deferred
from prospector.engine.expressions import expressions
from prospector.engine.fit import Priors
from prospector.engine.frames import load_world
from prospector.engine.kept import Kept, key_of
from prospector.engine.places import Table
from prospector.engine.terms import questions
from prospector.engine.worlds import World, signal_fields
from prospector.errors import FilesDamaged
from prospector.rules.ruleset import Ruleset
from prospector.store.database import Database
from prospector.store.files import changes, folder, kept
from prospector.store.worlds import MOST_ALONE, Session
from prospector.text import fold

#: The frames that every kept file has, beside those that were computed.
_LEADS, _TOTALS = "leads", "totals"


def keep(
    database: Database, ruleset: Ruleset, world: World, expected: Priors, found: pl.DataFrame
) -> None:
    """Keep what was computed of a world, and the scores that were found; nothing where it has no files."""
    place = database.files
    files = folder.manifest(place) if place else None
    if place is None or files is None or world.reached is None:
        return
    graded.keep(ruleset, world, expected, found)
    state = kept.State(
        # One name per folder of signal files: the store need not remember old ones.
        folder=f"{files.folder} kept",
        stamp=secrets.token_hex(8),
        taken=taken(ruleset),
        as_of=world.as_of,
        known_at=world.known_at,
        reached=world.reached,
        frames={},
    )
    frames = {
        _LEADS: world.leads.select("lead_id", "account_id"),
        _TOTALS: world.kept.totals.frame(),
        **{key: one.frame() for key, one in world.kept.frames.items()},
    }
    with folder.locked(place):
        changes.set_stamp(database, state, before=None)
        kept.write(place, state, frames)


def taken(ruleset: Ruleset) -> str:
    """How rules take signals: whose they are, of which sort, with which attributes."""
    kinds = {name: (kind.needs, kind.outcome) for name, kind in ruleset.signals.kinds.items()}
    consents = {name for name, feed in ruleset.feeds.feeds.items() if feed.consent}
    types = {name: (one.entity, one.type) for name, one in ruleset.signals.fields.items()}
    told = [sorted(kinds.items()), sorted(consents), sorted(types.items())]
    return key_of(f"{__version__} {told}")


@dataclass(frozen=True)
class KeptFile:
    """A kept file of the store as it is now."""

    place: Path
    state: kept.State

    @property
    def as_of(self) -> datetime:
        """When it was, of what was computed."""
        return from_micros(self.state.as_of)

    @property
    def known_at(self) -> datetime:
        """When it was known."""
        return from_micros(self.state.known_at)

    def world(
        self,
        session: Session,
        whole: Ruleset,
        asked: Sequence[Ruleset],
        before: "KeptWorld | None" = None,
    ) -> "KeptWorld | None":
        """The world it is of, for these rules alone; `whole` has every column that they read.

        What another world `before` read of the same file is not read again. None = the files are
        damaged, or are no more.
        """
        copied = copies(session, whole.signals)
        if copied is None:
            return None
        if before is not None and before.state.stamp != self.state.stamp:
            before = None
        known = before.frames if before else {}
        try:
            frames = {
                key: known[key] if key in known else Deferred(kept.columns(self.place, one))
                for key, one in self.state.frames.items()
            }
        except FilesDamaged:
            return None
        found = KeptWorld(self.state, frames, _Source(copied, whole, asked))
        if before is not None:
            found.recall(before)
        return found

    def add(self, frames: Mapping[str, pl.DataFrame]) -> None:
        """Keep more of what was computed; where that cannot be, it is computed again."""
        with suppress(OSError), folder.locked(self.place):
            kept.add(self.place, self.state, frames)


def kept_file(session: Session, *rulesets: Ruleset) -> KeptFile | None:
    """What is kept that these rules may begin with; None = nothing, or it is of another state of the store."""
    place: Path | None = session.info.get("files")
    state = kept.state(place) if place else None
    if (
        place is None
        or state is None
        or not changes.is_of(session, state)
        or any(taken(ruleset) != state.taken for ruleset in rulesets)
        or not changes.is_as_read(
            session, state.reached, as_of=state.as_of, known_at=state.known_at
        )
    ):
        return None
    return KeptFile(place, state)


class _Source(NamedTuple):
    """Where the rest of a world is read: signal files, by rules that have every column, for some rules."""

    copied: Copies
    whole: Ruleset
    asked: Sequence[Ruleset]


class KeptWorld(World):
    """A world out of a kept file: of what was not computed, that alone is read which something asks for.

    Whatever is read later may find a file damaged, as reading signal files always may.
    """

    state: kept.State
    frames: Mapping[str, Deferred]
    source: _Source

    def __init__(self, state: kept.State, frames: Mapping[str, Deferred], source: _Source) -> None:
        told = {"as_of": state.as_of, "known_at": state.known_at, "cuts": None, "reached": None}
        own = {"kept": Kept(), "state": state, "frames": frames, "source": source}
        for name, value in {**told, **own}.items():
            object.__setattr__(self, name, value)
        computed = {key: one for key, one in frames.items() if key not in (_LEADS, _TOTALS)}
        self.kept.put(frames[_TOTALS], computed)

    @property
    def lead_ids(self) -> pl.Series:
        """The leads to score, in the order of what was computed of them."""
        return self.frames[_LEADS]["lead_id"]

    @cached_property
    def leads(self) -> pl.DataFrame:
        """Every lead with what conditions read."""
        copied, whole, _ = self.source
        found = filed.leads(copied, whole, known_at=self.known_at, lead_ids=None)
        if found["lead_id"].equals(self.lead_ids):
            return found
        rows = Table(found["lead_id"], pl.int_range(found.height, eager=True)).of(self.lead_ids)
        return found.select(pl.all().gather(rows))

    @cached_property
    def accounts(self) -> pl.DataFrame:
        """Every account with what conditions read."""
        return filed.accounts(self.source.copied, self.source.whole)

    @cached_property
    def kinds(self) -> set[str] | None:
        """The kinds of signals that something not computed asks for, or conditions over scores; None = all.

        Once for all who ask: looking through all signals is what costs.
        """
        return _together(kinds for one in self.source.asked for kinds in _wanted(one, self.kept))

    @cached_property
    def signals(self) -> pl.DataFrame:
        """The signals of these kinds."""
        copied, whole, _ = self.source
        times = {"as_of": self.as_of, "known_at": self.known_at}
        return filed.signals(copied, whole, **times, kinds=self.kinds)

    def recall(self, before: "KeptWorld") -> None:
        """Take over what another world of the same file has read, where that is all that is asked for."""
        was, now = before.source.whole, self.source.whole
        read = vars(before)
        for name in ("lead", "account"):
            if f"{name}s" in read and _reads(now, name) <= _reads(was, name):
                vars(self)[f"{name}s"] = read[f"{name}s"]
        same = "signals" in read and set(signal_fields(now)) <= set(signal_fields(was))
        if same and _within(self.kinds, before.kinds):
            vars(self).update(signals=before.signals, kinds=before.kinds)
            ranked = {key_of(totals.ranked_text(one)) for one in self.source.asked}
            some = {key: one for key, one in before.kept.frames.items() if key in ranked}
            self.kept.put(Deferred({}), some)

    def only(self, lead_ids: Iterable[int]) -> World:
        """The same world with fewer leads to score: with all signals that conditions ask for.

        Of few leads the store is read, with what bears on their scores.
        """
        some = list(lead_ids)
        copied, whole, _ = self.source
        if len(some) <= MOST_ALONE:
            times = from_micros(self.as_of), from_micros(self.known_at)
            return load_world(
                copied.session, whole, as_of=times[0], known_at=times[1], lead_ids=some
            )
        return World(self.as_of, self.known_at, self.signals, self.leads, self.accounts).only(some)


def _reads(ruleset: Ruleset, entity: str) -> set[str]:
    """What conditions read of an entity."""
    return set(expressions(ruleset).fields_of(entity))


def _within(some: set[str] | None, others: set[str] | None) -> bool:
    """Whether kinds of signals are all among others; None = all."""
    return others is None or (some is not None and some <= others)


def _together(kinds: Iterable[set[str] | None]) -> set[str] | None:
    """Kinds of signals for all who ask; None = all, for one who does."""
    found: set[str] = set()
    for some in kinds:
        if some is None:
            return None
        found |= some
    return found


def _wanted(ruleset: Ruleset, known: Kept) -> Iterator[set[str] | None]:
    """Kinds of signals that must be read to compute what is not known."""
    if not known.has(totals.newest_text(ruleset)):
        yield None
    for term in totals.missing(ruleset, known):
        yield None if term.kinds is None else set(term.kinds)
    texts = totals.answer_texts(ruleset)
    if totals.BURSTS in texts and not known.has(texts[totals.BURSTS]):
        yield None
    if totals.COUNTS in texts and not known.has(texts[totals.COUNTS]):
        yield {fold(question.kind) for question in questions(ruleset)}
    # Segments, and traits of those whose fit moved, are judged over signals.
    parsed = expressions(ruleset)
    for one in (*parsed.fit.values(), *parsed.segments.values()):
        if surge.reads(one):
            yield None
        yield {fold(question.kind) for question in one.aggregates}
    if segments.reads_rfm(ruleset):
        yield {fold(kind) for kind in ruleset.grades.rfm.kinds}
