"""Kept files: what a score run computed of all leads, for comparisons in other processes (ADR 0030)."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from prospector import __version__
from prospector.columns import from_micros
from prospector.engine import filed, graded, segments, surge, totals
from prospector.engine.copies import copies
from prospector.engine.expressions import expressions
from prospector.engine.fit import Priors
from prospector.engine.kept import Kept, key_of
from prospector.engine.places import Table
from prospector.engine.terms import questions
from prospector.engine.worlds import World
from prospector.errors import FilesDamaged
from prospector.rules.ruleset import Ruleset
from prospector.store.database import Database
from prospector.store.files import changes, folder, kept
from prospector.store.worlds import Session
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
        _TOTALS: pl.DataFrame(world.kept.totals),
        **world.kept.frames,
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

    def world(self, session: Session, whole: Ruleset, asked: Sequence[Ruleset]) -> World | None:
        """The world it is of, for these rules alone; `whole` has every column that they read.

        None = the files are damaged, or are no more.
        """
        copied = copies(session, whole.signals)
        if copied is None:
            return None
        as_of, known_at = self.state.as_of, self.state.known_at
        try:
            frames = {key: kept.read(self.place, one) for key, one in self.state.frames.items()}
            own, sums = frames.pop(_LEADS), frames.pop(_TOTALS)
            known = Kept()
            known.put({one.name: one for one in sums}, frames)
            kinds = _kinds(asked, known)
            signals = filed.signals(copied, whole, as_of=as_of, known_at=known_at, kinds=kinds)
            leads = filed.leads(copied, whole, known_at=known_at, lead_ids=None)
            accounts = filed.accounts(copied, whole)
        except FilesDamaged:
            return None
        world = World(as_of, known_at, signals, _in_order(leads, own), accounts)
        world.kept.take(known)
        return world

    def add(self, key: str, frame: pl.DataFrame) -> None:
        """Keep one more thing that was computed; where that cannot be, it is computed again."""
        with suppress(OSError), folder.locked(self.place):
            kept.add(self.place, self.state, key, frame)


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


def _in_order(leads: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Leads in the order of what was computed of them."""
    rows = Table(leads["lead_id"], pl.int_range(leads.height, eager=True)).of(own["lead_id"])
    return leads.select(pl.all().gather(rows))


def _kinds(asked: Sequence[Ruleset], known: Kept) -> set[str] | None:
    """The kinds of signals that must be read to compute what is not known; None = all."""
    found: set[str] = set()
    for ruleset in asked:
        for kinds in _wanted(ruleset, known):
            if kinds is None:
                return None
            found |= kinds
    return found


def _wanted(ruleset: Ruleset, known: Kept) -> Iterator[set[str] | None]:
    """Kinds that some part of the rules asks for."""
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
