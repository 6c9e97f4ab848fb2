"""Who we are, as `prospector init` asks it or reads it from a file."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, ValidationError, model_validator
from pydantic.fields import FieldInfo

from prospector.errors import Problem, RulesError, UsageError, WorkspaceError
from prospector.identifiers import is_freemail, registrable_domain
from prospector.rules import documents, schema
from prospector.rules.models import CompanyFile, Language, Model, Sender, Text
from prospector.text import fold

#: What `init` asks, in this order; the other keys are for the file.
_ASKED = (
    "name",
    "site",
    "offer",
    "postal_address",
    "own_domains",
    "sender_name",
    "sender_title",
    "sender_email",
    "default_language",
    "default_country",
    "integrations",
    "competitors",
)


class Answers(Model):
    """The answers file: the keys of company.yaml; `sender_…` is short for one sender."""

    name: str = Field(min_length=1, description="Name of your company")
    site: str = Field(min_length=1, description="Web site")
    offer: Text = Field(
        description="What you do, in one sentence that can follow 'we' (help workshops deliver on time)"
    )
    postal_address: str = Field(
        min_length=1, description="Postal address (the law wants it in a first contact)"
    )
    own_domains: list[str] = Field(
        default_factory=list, description="Your mail and web domains, separated by commas"
    )
    sender_name: str | None = Field(default=None, description="Who signs the messages")
    sender_title: Text | None = Field(default=None, description="Their role")
    sender_email: str | None = Field(default=None, description="Their e-mail address")
    sender_linkedin_url: str | None = Field(default=None, description="Their LinkedIn profile")
    senders: list[Sender] = Field(default_factory=list, description="Several senders.")
    default_language: Language = Field(
        default="en", description="Language of people whose own is unknown (en, fr)"
    )
    default_country: str = Field(
        default="FR",
        pattern="^[A-Z]{2}$",
        description="Country of people whose own is unknown (ISO code)",
    )
    integrations: list[str] = Field(
        default_factory=list, description="Tools you integrate with, separated by commas"
    )
    competitors: list[str] = Field(
        default_factory=list, description="Competing companies or tools, separated by commas"
    )
    competitor_domains: list[str] = Field(default_factory=list, description="Their domains.")
    customer_domains: list[str] = Field(default_factory=list, description="Customers' domains.")
    partner_domains: list[str] = Field(default_factory=list, description="Partners' domains.")
    privacy_notice: Text | None = Field(default=None, description="Who we are and why we write.")

    @model_validator(mode="after")
    def _has_a_sender(self) -> "Answers":
        one = (self.sender_name, self.sender_title, self.sender_email)
        if not self.senders and not all(one):
            raise ValueError("give sender_name, sender_title and sender_email (or senders)")
        return self

    def company(self) -> CompanyFile:
        """The same as company.yaml says it."""
        values = self.model_dump(
            exclude={"sender_name", "sender_title", "sender_email", "sender_linkedin_url"}
        )
        senders = self.senders or [self._sender()]
        return CompanyFile.model_validate(
            values
            | {
                "senders": [sender.model_dump() for sender in senders],
                "own_domains": self.own_domains or self._domains(senders),
                "privacy_notice": values["privacy_notice"] or self._notice(),
            }
        )

    def _sender(self) -> Sender:
        name = self.sender_name or ""
        return Sender(
            id=slug(name),
            name=name,
            title=self.sender_title or "",
            email=self.sender_email or "",
            linkedin_url=self.sender_linkedin_url,
        )

    def _domains(self, senders: list[Sender]) -> list[str]:
        given = (self.site, *(sender.email for sender in senders))
        found = (registrable_domain(value) for value in given)
        return list(dict.fromkeys(domain for domain in found if domain and not is_freemail(domain)))

    def _notice(self) -> dict[str, str]:
        who = f"{self.name}, {self.postal_address}"
        return {
            "en": f"{who}, writes to you about your work only.",
            "fr": f"{who}, vous écrit uniquement au titre de votre métier.",
        }


def questions() -> dict[str, tuple[str, str | None]]:
    """What `init` asks, by key: the question, and the answer Enter gives (None = must be typed)."""
    return {key: _question(Answers.model_fields[key]) for key in _ASKED}


def _question(field: FieldInfo) -> tuple[str, str | None]:
    must = field.is_required() or field.default is None
    default = field.default if isinstance(field.default, str) else ""
    return field.description or "", None if must else default


def from_replies(replies: Mapping[str, str]) -> Answers:
    """The answers somebody typed; lists are separated by commas.

    Raises:
        UsageError: one cannot be.
    """
    values = {
        key: _split(reply) if Answers.model_fields[key].default_factory is list else reply.strip()
        for key, reply in replies.items()
    }
    try:
        return Answers.model_validate(values)
    except ValidationError as error:
        wrong = (f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise UsageError("\n".join(wrong)) from None


def _split(reply: str) -> list[str]:
    return [part.strip() for part in reply.split(",") if part.strip()]


def slug(name: str) -> str:
    """A short id from a person's name: their first name in plain letters."""
    words = [word for word in fold(name).split() if word.isascii()]
    return words[0][:60] if words else "sdr"


def read_answers(path: Path) -> Answers:
    """The answers in a YAML or TOML file.

    Raises:
        RulesError: some are missing, unknown or wrong; every one is named.
        WorkspaceError: the file cannot be read.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise WorkspaceError(f"{path}: cannot be read: {error.strerror}") from None
    toml = path.suffix == ".toml"
    # JSON is YAML: one reader checks both, only the places are YAML's alone.
    document, problems = documents.read(path.name, _toml(path, raw) if toml else raw)
    if document is not None and not problems:
        answers, problems = schema.validate(document, Answers)
        if isinstance(answers, Answers):
            return answers
    if toml:
        problems = [problem._replace(line=1, column=1) for problem in problems]
    raise RulesError(problems)


def _toml(path: Path, raw: bytes) -> bytes:
    try:
        return json.dumps(tomllib.loads(raw.decode("utf-8")), default=str).encode()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RulesError([Problem(path.name, 1, 1, str(error))]) from None
