"""The dialogue of `prospector review`: a key and Enter for each draft."""

from typing import TYPE_CHECKING

import click

from prospector.cli import _drafts
from prospector.cli._card import card
from prospector.cli._words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from prospector.app import App
    from prospector.review import ReviewReport
    from prospector.review.round import Round
    from prospector.store.queue import QueueRow
    from prospector.tables import Action, SkipReason

_REASONS = {
    "w": "wrong_person",
    "l": "left_company",
    "c": "already_customer",
    "f": "bad_fit",
    "s": "weak_signal",
    "t": "bad_timing",
    "m": "bad_message",
}


class Desk:
    """One person at the queue."""

    def __init__(self, app: "App", sitting: "Round", actor: str) -> None:
        self.app = app
        self.sitting = sitting
        self.actor = actor
        self.words = words(app)
        self._verbs: dict[str, Callable[[QueueRow], None]] = {
            "a": self._approve,
            "e": self._edit,
            "s": self._skip,
            "x": self._skip,
            "z": self._snooze,
            "u": lambda _: self._undo(),
            "n": lambda _: self.sitting.forward(),
        }

    def work(self) -> None:
        """Show draft after draft until the end, `q` or the end of the input."""
        while True:
            draft_id = self.sitting.current
            if draft_id is None:
                if not self.sitting.decided or _ask(self.words("desk.end")) != "u":
                    return
                self._undo()
                continue
            row = self._show(draft_id)
            if row is None:
                self.sitting.forward()
                continue
            key = _ask(self.words("desk.keys"))
            if key in {"q", None}:
                return
            verb = self._verbs.get(key or "")
            if verb is None:
                said = self.words("desk.no_key", key=key) if key else self.words("desk.key")
                click.echo(said, err=True)
                continue
            verb(row)

    def _show(self, draft_id: int) -> "QueueRow | None":
        from prospector.store import queue
        from prospector.tables import DraftStatus

        with self.app.database.read() as session:
            found = queue.rows(session, draft=draft_id)
            cites = queue.cited(session, found[0].cites) if found else []
        if not found or found[0].status != DraftStatus.QUEUED:
            state = self.words.called(found[0].status) if found else self.words("desk.gone")
            click.echo(self.words("desk.by_now", draft=draft_id, state=state), err=True)
            return None
        rule = "─" * 20
        at, of = self.sitting.progress
        place = self.words("desk.place", at=at, of=of)
        click.echo(f"\n{rule} {place} {rule}")
        click.echo(card(found[0], cites, self.app.ruleset, self.app.settings.language))
        click.echo()
        return found[0]

    def _approve(self, row: "QueueRow") -> None:
        from prospector import review
        from prospector.tables import Action

        report = review.approve(self.app.database, [row.draft], actor=self.actor, now=self.app.now)
        self._settle(report, Action.APPROVE)

    def _edit(self, row: "QueueRow") -> None:
        from prospector import review
        from prospector.review.message import Message
        from prospector.tables import Action

        seen = Message(row.subject, row.body)
        try:
            new = _drafts.in_editor(seen)
        except ValueError as error:
            click.echo(self.words("desk.not_saved", error=error), err=True)
            return
        if new == seen:
            click.echo(self.words("desk.same"), err=True)
            return
        report = review.edit(
            self.app.database, row.draft, new, seen=seen, actor=self.actor, now=self.app.now
        )
        self._settle(report, Action.EDIT)

    def _skip(self, row: "QueueRow") -> None:
        from prospector import review
        from prospector.tables import Action, SkipReason

        key = _ask(self.words("desk.reasons"))
        if not key:
            return
        if key not in _REASONS:
            click.echo(self.words("desk.no_reason", key=key), err=True)
            return
        reason = SkipReason(_REASONS[key])
        if reason is SkipReason.BAD_TIMING:
            self._snooze(row, reason=reason)
            return
        report = review.skip(
            self.app.database, [row.draft], reason, actor=self.actor, now=self.app.now
        )
        self._settle(report, Action.SKIP)

    def _snooze(self, row: "QueueRow", *, reason: "SkipReason | None" = None) -> None:
        from prospector import review
        from prospector.review.dates import day
        from prospector.tables import Action

        text = _ask(self.words("desk.day"))
        if not text:
            return
        try:
            until = day(text, _drafts.today(self.app))
        except ValueError as error:
            click.echo(str(error), err=True)
            return
        report = review.snooze(
            self.app.database,
            [row.draft],
            until,
            actor=self.actor,
            now=self.app.now,
            reason=reason,
        )
        self._settle(report, Action.SNOOZE)

    def _undo(self) -> None:
        from prospector import review

        last = self.sitting.last()
        if last is None:
            click.echo(self.words("desk.no_undo"), err=True)
            return
        report = review.undo(self.app.database, [last], actor=self.actor, now=self.app.now)
        for refusal in report.refused:
            click.echo(f"draft {refusal.draft}: {refusal.reason}", err=True)
        self.sitting.take_back()

    def _settle(self, report: "ReviewReport", action: "Action") -> None:
        """Go on after a decision, or tell who was there first."""
        if report.done:
            self.sitting.decide(action)
            return
        click.echo(f"draft {report.refused[0].draft}: {report.refused[0].reason}", err=True)
        self.sitting.forward()


def _ask(question: str) -> str | None:
    """What was typed, in lower case; None at the end of the input."""
    try:
        answer = click.prompt(question, default="", show_default=False, err=True)
    except click.Abort:
        return None
    return str(answer).strip().lower()
