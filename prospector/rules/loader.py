"""Read a whole `rules/` folder, and report everything that is wrong with it at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from prospector.errors import Problem, RulesError
from prospector.rules import documents, schema, version
from prospector.rules.documents import Document
from prospector.rules.models import FILES, Model
from prospector.rules.ruleset import Ruleset

#: Files a workspace may do without.
OPTIONAL = ("proofs", "feeds")


def load_ruleset(folder: Path, *, templates_dir: Path | None = None) -> Ruleset:
    """The rules of a folder, parsed, checked and frozen.

    `templates_dir` (default: `templates/` beside the folder) is where the steps of sequences
    must have their messages.

    Raises:
        RulesError: something is wrong; it holds every problem of every file.
    """
    del templates_dir
    problems: list[Problem] = []
    opened = _read_all(folder, problems)
    models = _validate_all(opened, problems)
    if problems:
        raise RulesError(sorted(set(problems)))
    return _freeze(models, {f"{stem}.yaml": document.text for stem, document in opened.items()})


def _read_all(folder: Path, problems: list[Problem]) -> dict[str, Document]:
    opened: dict[str, Document] = {}
    for stem in FILES:
        name = f"{folder.name}/{stem}.yaml"
        try:
            raw = (folder / f"{stem}.yaml").read_bytes()
        except FileNotFoundError:
            if stem not in OPTIONAL:
                problems.append(Problem(name, 1, 1, "missing file"))
            continue
        except OSError as error:
            problems.append(Problem(name, 1, 1, f"cannot be read: {error.strerror}"))
            continue
        document, found = documents.read(name, raw)
        problems.extend(found)
        if document is not None:
            opened[stem] = document
    return opened


def _validate_all(opened: Mapping[str, Document], problems: list[Problem]) -> dict[str, Model]:
    models: dict[str, Model] = {stem: FILES[stem]() for stem in OPTIONAL}
    for stem, document in opened.items():
        model, found = schema.validate(document, FILES[stem])
        problems.extend(found)
        if model is not None:
            models[stem] = model
    return models


def _freeze(models: Mapping[str, Model], texts: dict[str, str]) -> Ruleset:
    # Any: FILES pairs each stem with the class its Ruleset field wants; mypy cannot see that.
    fields: dict[str, Any] = dict(models)
    return Ruleset(
        **fields,
        version=version.score_version(models),
        policy_version=version.policy_version(models["policy"]),
        texts=texts,
    )
