"""Check the rules, and run the tests they carry."""

import click

from prospector.cli import _rules_check, _rules_test


@click.group(help=__doc__)
def command() -> None:
    """Hold the verbs below."""


command.add_command(_rules_check.command)
command.add_command(_rules_test.command)
