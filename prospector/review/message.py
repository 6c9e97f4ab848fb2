"""A message as one text a person can edit: a `Subject:` line, a blank line, the body."""

from typing import NamedTuple

_SUBJECT = "Subject:"


class Message(NamedTuple):
    """What a draft says. Channels without subject lines have none."""

    subject: str | None
    body: str


def to_text(message: Message) -> str:
    """The text an editor opens."""
    if message.subject is None:
        return f"{message.body}\n"
    return f"{_SUBJECT} {message.subject}\n\n{message.body}\n"


def from_text(text: str, *, has_subject: bool) -> Message:
    """The message in an edited text; the subject is one line, whatever was pasted into it.

    Raises:
        ValueError: the subject line or the body is missing.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not has_subject:
        return checked(Message(None, text))
    first, _, rest = text.partition("\n")
    if not first.casefold().startswith(_SUBJECT.casefold()):
        raise ValueError(f"the first line must be '{_SUBJECT} …'")
    return checked(Message(first[len(_SUBJECT) :], rest))


def checked(message: Message) -> Message:
    """The message trimmed.

    A line break in a subject would start a new mail header, so it becomes a space.

    Raises:
        ValueError: the subject or the body is empty.
    """
    body = message.body.strip()
    if not body:
        raise ValueError("the body is empty")
    if message.subject is None:
        return Message(None, body)
    subject = " ".join(message.subject.split())
    if not subject:
        raise ValueError("the subject is empty")
    return Message(subject, body)
