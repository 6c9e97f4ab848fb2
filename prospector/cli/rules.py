"""Check, test and compare the rules, and say which of them score."""

import click

from prospector.cli import (
    _rules_backtest,
    _rules_check,
    _rules_diff,
    _rules_history,
    _rules_learn,
    _rules_publish,
    _rules_test,
)


@click.group(help=__doc__)
def command() -> None:
    """Hold the verbs below."""


command.add_command(_rules_backtest.command)
command.add_command(_rules_check.command)
command.add_command(_rules_diff.command)
command.add_command(_rules_history.command)
command.add_command(_rules_learn.command)
command.add_command(_rules_publish.command)
command.add_command(_rules_publish.rollback)
command.add_command(_rules_test.command)
