"""A message goes through an editor and comes back."""

import pytest

from prospector.review.message import Message, checked, from_text, to_text


@pytest.mark.parametrize(
    "message", [Message("Hello", "One\n\nTwo"), Message(None, "Only a body"), Message("é: x", "1")]
)
def test_it_comes_back_from_the_editor_unchanged(message: Message) -> None:
    assert from_text(to_text(message), has_subject=message.subject is not None) == message


def test_it_keeps_a_subject_on_one_line() -> None:
    assert checked(Message("Hello\r\nBcc: x@acme.example", " x ")) == Message(
        "Hello Bcc: x@acme.example", "x"
    )


def test_it_reads_line_ends_of_every_system() -> None:
    assert from_text("subject: Hi\r\n\r\nOne\r\nTwo\r\n", has_subject=True) == Message(
        "Hi", "One\nTwo"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Subject: Hi\n\n  \n", "the body is empty"),
        ("Subject:\n\nBody", "the subject is empty"),
        ("Body without subject", "the first line must be 'Subject: …'"),
        ("", "the first line must be"),
    ],
)
def test_it_says_what_is_missing(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        from_text(text, has_subject=True)
