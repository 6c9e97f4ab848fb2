"""The exception tree is drawn as it is."""

import inspect
import re

from prospector import errors
from prospector.errors import Problem, RulesError


def test_it_draws_every_error_in_the_docstring() -> None:
    drawn = set(re.findall(r"(?:├──|└──) (\w+)", errors.__doc__ or "")) | {"ProspectorError"}
    real = {
        name
        for name, member in inspect.getmembers(errors, inspect.isclass)
        if issubclass(member, Exception)
    }
    assert drawn == real


def test_it_prints_every_problem_with_its_place() -> None:
    error = RulesError(
        [
            Problem("rules/intent.yaml", 14, 11, "unknown field 'signal.knd'"),
            Problem("rules/fit.yaml", 2, 1, "no positive rule"),
        ]
    )
    assert str(error).splitlines() == [
        "rules/intent.yaml:14:11: unknown field 'signal.knd'",
        "rules/fit.yaml:2:1: no positive rule",
    ]
