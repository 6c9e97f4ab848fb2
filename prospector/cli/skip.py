"""Pass over drafts, with a reason that has its consequence."""

from typing import TYPE_CHECKING

import click

from prospector.cli import _drafts
from prospector.cli._shared import json_option, with_app
from prospector.cli._words import words

if TYPE_CHECKING:
    from prospector.app import App

# The values of tables.SkipReason, spelled here so that `--help` imports no table (tested equal).
REASONS = (
    "wrong_person",
    "left_company",
    "already_customer",
    "bad_fit",
    "weak_signal",
    "bad_timing",
    "bad_message",
)


@click.command()
@_drafts.drafts_argument
@click.option(
    "--reason", type=click.Choice(REASONS), required=True, help="Why; each has its consequence."
)
@click.option("--until", metavar="DAY", help="With bad_timing: 3d, 2w, monday or 2026-12-01.")
@_drafts.actor_option
@json_option
@with_app
def command(
    app: "App",
    *,
    draft_ids: tuple[int, ...],
    reason: str,
    until: str | None,
    actor: str,
    as_json: bool,
) -> None:
    """Pass over DRAFTs.

    bad_timing puts them off to --until; already_customer makes the account a customer; the other
    reasons rest the lead and are kept for tuning rules and messages.
    """
    from prospector import review
    from prospector.tables import SkipReason

    if not draft_ids:
        _drafts.refuse("give the drafts by number; `prospector queue` lists them")
    if reason == SkipReason.BAD_TIMING and until is None:
        _drafts.refuse("bad_timing needs --until DAY: 3d, 2w, monday or 2026-12-01")
    if reason != SkipReason.BAD_TIMING and until is not None:
        _drafts.refuse(f"--until goes with bad_timing, not {reason}")
    report = review.skip(
        app.database,
        draft_ids,
        SkipReason(reason),
        actor=actor,
        now=app.now,
        until=_drafts.day(app, until) if until is not None else None,
    )
    _drafts.tell(words(app), report, "skipped", as_json=as_json, reason=words(app).called(reason))
