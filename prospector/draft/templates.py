"""The workspace's message templates: which there are, which one serves, what each is made of."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from jinja2 import Template, nodes
from jinja2.exceptions import TemplateSyntaxError

from prospector.draft.wording import LANGUAGES
from prospector.errors import Problem, RulesError, WorkspaceError
from prospector.rules import sandbox, variants
from prospector.rules.sandbox import Sandbox, Texts

PARTIALS = "_partials"
#: Rendered examples beside the templates; they are no templates themselves.
GOLDEN = "golden"
_NAME = re.compile(
    r"(?P<segment>[a-z0-9-]+)/(?P<step>[1-9]\d?)-(?P<slug>[a-z0-9-]+)"
    r"\.(?P<channel>[a-z]+)\.(?P<language>[a-z]{2})\.j2"
)


class Slot(NamedTuple):
    """The place a template fills: its file name says it."""

    segment: str
    step: int
    slug: str
    channel: str

    def in_(self, language: str) -> str:
        """The file name of this place in a language."""
        return f"{self.segment}/{self.step}-{self.slug}.{self.channel}.{language}.j2"


class Choice(NamedTuple):
    """The template that serves, and what to say where it is not in the wanted language."""

    name: str
    language: str
    note: str | None


def parse_name(name: str) -> tuple[Slot, str] | None:
    """The place and language in a file name, or None where it is not one of ours."""
    match = _NAME.fullmatch(variants.variant_of(name).message)
    if match is None:
        return None
    return Slot(match["segment"], int(match["step"]), match["slug"], match["channel"]), match[
        "language"
    ]


class Library:
    """Templates by name, each compiled once."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = dict(sources)
        self._sandbox = Sandbox(Texts(self.sources))
        self._fingerprints: dict[str, str] = {}
        self._literals: dict[str, str] = {}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The message templates, without partials."""
        return tuple(name for name in sorted(self.sources) if not name.startswith(f"{PARTIALS}/"))

    def choose(self, slot: Slot, wanted: str, default: str, lead_id: int) -> Choice | None:
        """The template in the wanted language, else in the segment's, else in any.

        Where it has variants, the one that is dealt to this lead.
        """
        for language in (wanted, default, *LANGUAGES):
            name = slot.in_(language)
            if name in self.sources and language in LANGUAGES:
                missing = f"no {wanted} template: written in {language}"
                letters = self._letters[name]
                place = f"{slot.segment}/{slot.step}-{slot.slug}"
                dealt = variants.template_of(name, variants.dealt(lead_id, place, letters))
                return Choice(dealt, language, None if language == wanted else missing)
        return None

    @cached_property
    def _letters(self) -> dict[str, list[str]]:
        """The variants of each message, by the name of its first text."""
        found: dict[str, list[str]] = {}
        for name in sorted(self.sources):
            message, letter = variants.variant_of(name)
            found.setdefault(message, []).append(letter)
        return found

    def compiled(self, name: str) -> Template:
        """The template, ready to run.

        Raises:
            Refused: it is missing or may not run.
        """
        return sandbox.get(self._sandbox, name)

    def tree(self, name: str) -> nodes.Template:
        """The template's syntax, as its author wrote it.

        Raises:
            TemplateSyntaxError: it cannot be parsed.
        """
        return self._sandbox.syntax(self.sources[name], name, name)

    def fingerprint(self, name: str) -> str:
        """A hash of the template and every partial it includes: stamped on drafts."""
        if name not in self._fingerprints:
            digest = hashlib.sha256()
            for part in self.parts(name):
                digest.update(f"{part}\0{self.sources.get(part, '')}\0".encode())
            self._fingerprints[name] = digest.hexdigest()[:16]
        return self._fingerprints[name]

    def literal(self, name: str) -> str:
        """The words of the template's own, its partials' included: what it may always say."""
        if name not in self._literals:
            pieces = (piece for part in self.parts(name) for piece in self._pieces(part))
            self._literals[name] = "\n".join(pieces)
        return self._literals[name]

    def parts(self, name: str) -> list[str]:
        """The template and the partials it includes, directly or not."""
        found = [name]
        for part in found:
            if part not in self.sources:
                continue
            for include in self._tree_or_nothing(part).find_all(nodes.Include):
                target = getattr(include.template, "value", None)
                if isinstance(target, str) and target not in found:
                    found.append(target)
        return found

    def _pieces(self, name: str) -> Iterator[str]:
        tree = self._tree_or_nothing(name)
        for data in tree.find_all(nodes.TemplateData):
            yield data.data
        targets = {id(include.template) for include in tree.find_all(nodes.Include)}
        for constant in tree.find_all(nodes.Const):
            if isinstance(constant.value, str | int | float) and id(constant) not in targets:
                yield str(constant.value)

    def _tree_or_nothing(self, name: str) -> nodes.Template:
        try:
            return self.tree(name)
        except (TemplateSyntaxError, KeyError):
            return nodes.Template([])


def read_library(folder: Path) -> Library:
    """Every `.j2` file under a folder.

    Raises:
        WorkspaceError: there is no such folder.
        RulesError: files cannot be read as UTF-8 text; all of them are named.
    """
    if not folder.is_dir():
        raise WorkspaceError(
            f"no {folder.name}/ in {folder.parent}: `prospector init {folder.parent}` copies those to start from"
        )
    sources: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.j2")):
        name = path.relative_to(folder).as_posix()
        try:
            sources[name] = path.read_text(encoding="utf-8").replace("\r\n", "\n")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8 text"
            problems.append(Problem(f"{folder.name}/{name}", 1, 1, str(reason)))
    if problems:
        raise RulesError(problems)
    return Library(sources)
