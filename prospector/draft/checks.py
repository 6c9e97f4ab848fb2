"""Judge a written message: does it say only what it may, and nothing unfinished.

`hold` stops a draft before anybody sees it in the queue; `note` is shown beside it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from prospector.draft import grounding
from prospector.draft.grounding import Sources
from prospector.tables import Channel

#: Words of an e-mail's body: outside the first pair it is held, outside the second noted. The
#: lower bound counts the whole body, the upper one leaves out privacy notice and opt-out.
EMAIL_WORDS = (40, 180)
EMAIL_WORDS_BEST = (60, 120)
SUBJECT_LENGTH, SUBJECT_BEST = 78, 60
#: LinkedIn cuts an invitation's note at 300 characters.
LINKEDIN_LENGTH = {1: 280}
LINKEDIN_LENGTH_LATER = 600
MAX_LINKS = 2


class Severity(StrEnum):
    """What a finding does to a draft."""

    HOLD = "hold"
    NOTE = "note"


class Code(StrEnum):
    """What a finding is about."""

    UNGROUNDED = "ungrounded"
    PRIVATE = "private"
    UNFILLED = "unfilled"
    LENGTH = "length"
    LINKS = "links"
    SPAM = "spam"
    NOTICE = "notice"
    OPT_OUT = "opt_out"


class Finding(NamedTuple):
    """One thing found in a message."""

    code: Code
    sentence: str
    severity: Severity = Severity.HOLD


@dataclass(frozen=True)
class Grounds:
    """What a message may say and must say."""

    #: Everything it may draw on: the template's own words, ours, the lead's, the cited signals'.
    sources: Sources
    #: The template's own words.
    literal: str
    notice: str
    opt_out: str
    #: Hosts of ours, and exact addresses (a proof's page, the sender's profile).
    hosts: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    #: What private signals say.
    private: Sequence[str] = ()
    #: The feed a lead's details came from, where nobody declared its origin.
    undeclared: str | None = None


@dataclass(frozen=True)
class Text:
    """A message to judge."""

    subject: str | None
    body: str
    channel: Channel
    step: int

    @property
    def whole(self) -> str:
        """Subject and body."""
        return f"{self.subject}\n{self.body}" if self.subject else self.body


Check = Callable[[Text, Grounds], Iterator[Finding]]


def check(text: Text, grounds: Grounds) -> list[Finding]:
    """Everything found, what holds first."""
    found = [finding for each in CHECKS for finding in each(text, grounds)]
    return sorted(found, key=lambda finding: finding.severity is not Severity.HOLD)


def _grounded(text: Text, grounds: Grounds) -> Iterator[Finding]:
    for piece in grounding.ungrounded(text.whole, grounds.sources):
        yield Finding(
            Code.UNGROUNDED,
            f"{piece!r} is neither in the template, a proof, our own or the lead's fields, nor in a cited signal",
        )


def _private(text: Text, grounds: Grounds) -> Iterator[Finding]:
    if not grounds.private:
        return
    said = _joined(text.whole)
    known = None
    for private in dict.fromkeys(grounds.private):
        phrase = _joined(private)
        if len(phrase) < 6 or phrase not in said:
            continue
        known = known or " ".join(_joined(source) for source in grounds.sources.texts)
        if phrase not in known:
            yield Finding(Code.PRIVATE, f"{private!r} comes from a private signal")


def _joined(text: str) -> str:
    return f" {' '.join(grounding.words(text))} "


_UNFILLED = {
    re.compile(r"\{\{|\}\}|\{%|%\}|\{#"): "template code is left in the text",
    re.compile(
        r"\[\]|\(\s*\)|\"\s*\"|«\s*»|“\s*”"
    ): "something between brackets or quotes is missing",
    re.compile(r"\S +[,.](?!\w)|, ?[,.]"): "a word is missing before a comma or full stop",
    re.compile(
        r"(?<!\w)[dl]['\u2019](?=\s|$)|\s['\u2019]s\b"
    ): "a word is missing beside an apostrophe",
}
_NOTHING = re.compile(r"\b(None|undefined|null|nan)\b")
_GAP = re.compile(r"\S {2,}\S")


def _filled(text: Text, grounds: Grounds) -> Iterator[Finding]:
    for pattern, sentence in _UNFILLED.items():
        match = pattern.search(text.whole)
        if match:
            yield Finding(Code.UNFILLED, f"{sentence}: {_around(text.whole, match)!r}")
    for match in _NOTHING.finditer(text.whole):
        if match[0] not in grounds.literal:
            yield Finding(Code.UNFILLED, f"{match[0]!r} stands where a value should")
    if not text.body.strip():
        yield Finding(Code.UNFILLED, "the body is empty")
    if match := _GAP.search(text.whole):
        yield Finding(Code.UNFILLED, f"two spaces: {_around(text.whole, match)!r}", Severity.NOTE)


def _around(text: str, match: re.Match[str]) -> str:
    return " ".join(text[max(0, match.start() - 20) : match.end() + 20].split())


def _length(text: Text, grounds: Grounds) -> Iterator[Finding]:
    if text.channel is Channel.LINKEDIN:
        most = LINKEDIN_LENGTH.get(text.step, LINKEDIN_LENGTH_LATER)
        if len(text.body) > most:
            yield Finding(Code.LENGTH, f"{len(text.body)} characters; at most {most}")
        return
    if not text.subject:
        yield Finding(Code.LENGTH, "the subject is empty")
    elif len(text.subject) > SUBJECT_BEST:
        severity = Severity.HOLD if len(text.subject) > SUBJECT_LENGTH else Severity.NOTE
        message = f"the subject has {len(text.subject)} characters; best are at most {SUBJECT_BEST}"
        yield Finding(Code.LENGTH, message, severity)
    yield from _email_words(text, grounds)


def _email_words(text: Text, grounds: Grounds) -> Iterator[Finding]:
    every = len(text.body.split())
    core = len(_core(text.body, grounds).split())
    if every < EMAIL_WORDS[0] or core > EMAIL_WORDS[1]:
        yield Finding(
            Code.LENGTH, f"{core} words; at least {EMAIL_WORDS[0]}, at most {EMAIL_WORDS[1]}"
        )
    elif every < EMAIL_WORDS_BEST[0] or core > EMAIL_WORDS_BEST[1]:
        least, most = EMAIL_WORDS_BEST
        yield Finding(Code.LENGTH, f"{core} words; {least} to {most} read best", Severity.NOTE)


def _core(body: str, grounds: Grounds) -> str:
    """The body without what the law asks for."""
    return body.replace(grounds.notice, "").replace(grounds.opt_out, "")


def _links(text: Text, grounds: Grounds) -> Iterator[Finding]:
    links = grounding.links(_core(text.whole, grounds))
    if len(links) > MAX_LINKS:
        yield Finding(Code.LINKS, f"{len(links)} links; at most {MAX_LINKS}")
    for link in links:
        if link.lower() not in grounds.links and not is_ours(link, grounds.hosts):
            yield Finding(Code.LINKS, f"{link} is neither ours, a proof's nor the sender's")


def is_ours(link: str, hosts: frozenset[str]) -> bool:
    """Whether a link leads to one of the hosts or below one."""
    host = host_of(link)
    return any(host == own or host.endswith(f".{own}") for own in hosts)


def host_of(link: str) -> str:
    """The host of a web address, without `www.`: what a browser would connect to."""
    authority = re.split(r"[/?#\\]", link.lower().split("://", 1)[-1], maxsplit=1)[0]
    return authority.rpartition("@")[2].partition(":")[0].removeprefix("www.").rstrip(".")


#: Wording that filters and readers take for advertising, folded.
SPAM_WORDING = (
    *(
        "act now",
        "limited time",
        "100 free",
        "risk free",
        "click here",
        "guaranteed",
        "double your",
    ),
    *(
        "earn money",
        "best price",
        "buy now",
        "order now",
        "special promotion",
        "once in a lifetime",
    ),
    *("urgent", "congratulations", "you have won", "cheap", "no strings attached", "don t miss"),
    *("cliquez ici", "offre limitee", "100 gratuit", "gagnez", "felicitations", "argent facile"),
    *("meilleur prix", "promotion exceptionnelle", "derniere chance", "satisfait ou rembourse"),
    *("achetez maintenant", "profitez en vite", "a saisir", "prix casse", "sans aucun engagement"),
)
_REPLY = re.compile(r"(re|fw|fwd|tr|rép)\s*:", re.IGNORECASE)


def _spam(text: Text, grounds: Grounds) -> Iterator[Finding]:  # noqa: ARG001 - every check takes both
    subject, body = _joined(text.subject or ""), _joined(text.body)
    for wording in SPAM_WORDING:
        if f" {wording} " in subject:
            yield Finding(Code.SPAM, f"{wording!r} in the subject reads as advertising")
        elif f" {wording} " in body:
            yield Finding(Code.SPAM, f"{wording!r} reads as advertising", Severity.NOTE)
    if text.subject and _REPLY.match(text.subject) and text.step == 1:
        yield Finding(Code.SPAM, "the subject pretends to be a reply")
    if text.subject and text.subject.isupper() and " " in text.subject.strip():
        yield Finding(Code.SPAM, "the subject is in capitals")
    if "!!" in text.whole:
        yield Finding(Code.SPAM, "exclamation marks in a row", Severity.NOTE)


def _lawful(text: Text, grounds: Grounds) -> Iterator[Finding]:
    if text.channel is not Channel.EMAIL:
        return
    body = _joined(text.body)
    if text.step == 1 and _joined(grounds.notice) not in body:
        yield Finding(Code.NOTICE, "a first e-mail must contain {{ notice }}")
    if text.step == 1 and grounds.undeclared:
        message = f"the notice does not say where their details came from: declare the origin of feed {grounds.undeclared!r} in rules/feeds.yaml"
        yield Finding(Code.NOTICE, message, Severity.NOTE)
    if _joined(grounds.opt_out) not in body:
        yield Finding(Code.OPT_OUT, "every e-mail must contain {{ opt_out }}")


CHECKS: tuple[Check, ...] = (_filled, _grounded, _private, _length, _links, _spam, _lawful)
