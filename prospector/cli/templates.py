"""Check, preview and bless the message templates."""

from typing import TYPE_CHECKING

import click

from prospector.cli._shared import emit_json, json_option, story, with_app

if TYPE_CHECKING:
    from prospector.app import App
    from prospector.draft.compose import Desk, Message


@click.group(help=__doc__)
def command() -> None:
    """Hold the verbs below."""


@command.command()
@json_option
@with_app
@click.pass_context
def check(ctx: click.Context, app: "App", *, as_json: bool) -> None:
    """Render every template for a model lead, with much and with little known, and judge it.

    Exit 2 where a template is wrong; each problem with its file and line.
    """
    from prospector.draft import golden, inspection
    from prospector.errors import RulesError

    desk = _desk(app)
    problems = inspection.inspect(desk) + golden.differences(desk, app.templates_dir)
    templates, found = len(desk.library.names), [problem._asdict() for problem in problems]
    if as_json:
        emit_json({"ok": not problems, "templates": templates, "problems": found})
        ctx.exit(RulesError.exit_code if problems else 0)
    if problems:
        raise RulesError(problems)
    click.echo(f"{templates} templates: nothing wrong")


@command.command()
@click.argument("segment")
@click.option("--step", type=click.IntRange(min=1), default=1, show_default=True)
@click.option("--channel", type=click.Choice(("email", "linkedin")), help="Default: preferred.")
@click.option("--language", type=click.Choice(("en", "fr")), help="Default: the reader's.")
@click.option("--lead", "who", help="A real lead: id, e-mail or profile URL. Default: a model.")
@json_option
@with_app
def preview(
    app: "App",
    *,
    segment: str,
    step: int,
    channel: str | None,
    language: str | None,
    who: str | None,
    as_json: bool,
) -> None:
    """Show the message of a SEGMENT's step: subject, body, what it cites, what the checks find."""
    from prospector.draft import preview, stage

    where, desk = preview.slot(app.written, segment, step, channel), _desk(app)
    if who is None:
        message = preview.of_model(where, desk, language)
    else:
        made_of = stage.material_for(app.database, who, where, app.written)
        message = preview.of_lead(made_of, where, desk, language)
    if as_json:
        findings = [finding._asdict() for finding in message.findings]
        emit_json({**vars(message), "findings": findings})
    else:
        _show(message)


@command.command()
@json_option
@with_app
def bless(app: "App", *, as_json: bool) -> None:
    """Write how every template reads into templates/<segment>/golden/; `check` compares with it."""
    from prospector.draft import golden
    from prospector.errors import Problem, RulesError
    from prospector.rules.sandbox import Refused

    try:
        done = golden.bless(_desk(app), app.templates_dir)
    except Refused as refused:
        name = f"templates/{refused.name}"
        raise RulesError([Problem(name, refused.line, 1, refused.message)]) from None
    if as_json:
        emit_json(done)
    else:
        click.echo(f"{done.written} written, {done.unchanged} unchanged, {done.removed} removed")
        story("commit them with the templates: their diff is the review")


def _desk(app: "App") -> "Desk":
    from prospector.draft.compose import Desk
    from prospector.draft.templates import read_library
    from prospector.policy.calendar import business_date

    zone = app.settings.zone
    today = business_date(app.now, zone)
    language = app.settings.language
    return Desk(read_library(app.templates_dir), app.written, today, zone, language)


def _show(message: "Message") -> None:
    if message.subject is not None:
        click.echo(f"Subject: {message.subject}\n")
    if message.body:
        click.echo(f"{message.body}\n")
    story(f"template: templates/{message.template}")
    story(f"cites: {', '.join(map(str, message.cites)) or 'no signal'}")
    for finding in message.findings:
        story(f"{finding.severity}: {finding.sentence}")
    if message.held_gate and not message.findings:
        story(f"hold: {message.held_reason}")
    if message.note:
        story(f"note: {message.note}")
