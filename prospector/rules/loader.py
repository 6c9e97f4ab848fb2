"""Read a whole `rules/` folder, and report everything that is wrong with it at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from prospector.errors import Problem, RulesError
from prospector.rules import checks, schema, version
from prospector.rules.folder import OPTIONAL, Folder, open_folder, open_texts
from prospector.rules.models import FILES, Model
from prospector.rules.ruleset import Ruleset


class Loaded(NamedTuple):
    """A ruleset, and the files it was read from, which know the place of everything."""

    ruleset: Ruleset
    folder: Folder


def load_ruleset(folder: Path, *, templates_dir: Path | None = None) -> Ruleset:
    """The rules of a folder, parsed, checked and frozen.

    `templates_dir` (default: `templates/` beside the folder) is where the steps of sequences
    must have their messages; where there is no such folder, that is not checked.

    Raises:
        RulesError: something is wrong; it holds every problem of every file.
    """
    return load(folder, templates_dir=templates_dir).ruleset


def load(folder: Path, *, templates_dir: Path | None = None) -> Loaded:
    """The same, with the files: for those who warn about places.

    Raises:
        RulesError: something is wrong; it holds every problem of every file.
    """
    problems: list[Problem] = []
    return _loaded(open_folder(folder, templates_dir, problems), problems)


def load_texts(name: str, texts: Mapping[str, str]) -> Ruleset:
    """The rules of files that were kept; `name` stands for their folder in problems.

    Raises:
        RulesError: they were sound once, and are not to this version of prospector.
    """
    problems: list[Problem] = []
    return _loaded(open_texts(name, texts, problems), problems).ruleset


def _loaded(opened: Folder, problems: list[Problem]) -> Loaded:
    """Everything of the files, or every problem: those of opening them are there already."""
    models = _validate(opened, problems)
    problems.extend(checks.problems(opened))
    if problems:
        raise RulesError(sorted(set(problems)))
    return Loaded(_freeze(models, opened), opened)


def _validate(folder: Folder, problems: list[Problem]) -> dict[str, Model]:
    models: dict[str, Model] = {stem: FILES[stem]() for stem in OPTIONAL}
    for stem, document in folder.documents.items():
        model, found = schema.validate(document, FILES[stem])
        problems.extend(found)
        if model is not None:
            models[stem] = model
    return models


def _freeze(models: Mapping[str, Model], folder: Folder) -> Ruleset:
    # Any: FILES pairs each stem with the class its Ruleset field wants; mypy cannot see that.
    fields: dict[str, Any] = dict(models)
    return Ruleset(
        **fields,
        version=version.score_version(models),
        policy_version=version.policy_version(models["policy"]),
        texts={f"{stem}.yaml": document.text for stem, document in folder.documents.items()},
    )
