"""A folder of a mailbox: read from where we stopped, never changed, never guessed at."""

from datetime import UTC, date, datetime

import pytest

from prospector.errors import FeedRefused, FeedUnavailable
from prospector.fetch import mailbox
from prospector.fetch.connecting import Gate
from prospector.fetch.mailbox import Letters
from tests.fetch.imap_server import FRENCH, PASSWORD, Folder, serving

DAY = date(2026, 10, 1)


def read(
    folder: Folder,
    known: tuple[int, int] | None = None,
    *,
    most: int = 10,
    password: str = PASSWORD,
    name: str = "Replies",
) -> Letters:
    place = mailbox.parse(f"imap://alice%40ours.example@127.0.0.1:{folder.port}/{name}")
    gate = Gate(allow_private=True)
    try:
        return mailbox.read(gate, place, password, known=known, since=DAY, most=most)
    finally:
        gate.forget()


def test_it_reads_a_folder_and_changes_nothing_in_it() -> None:
    with serving(Folder({3: b"Subject: one\r\n\r\nx", 5: b"Subject: two\r\n\r\ny"})) as folder:
        found = read(folder)
    assert (found.validity, [letter.uid for letter in found.letters]) == (7, [3, 5])
    assert found.letters[0].raw == b"Subject: one\r\n\r\nx"
    assert found.letters[0].arrived == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert "UID SEARCH SINCE 1-Oct-2026" in folder.told
    assert not [command for command in folder.told if command.startswith(("SELECT", "UID STORE"))]


def test_it_goes_on_after_the_last_one_it_knows() -> None:
    with serving(Folder({3: b"a", 5: b"b"})) as folder:
        assert [letter.uid for letter in read(folder, (7, 3)).letters] == [5]
        assert read(folder, (7, 5)).letters == []
        assert [letter.uid for letter in read(folder, most=1).letters] == [3]


def test_it_begins_anew_where_the_server_numbered_anew() -> None:
    with serving(Folder({1: b"a", 2: b"b"}, validity=8)) as folder:
        found = read(folder, (7, 99))
    assert (found.validity, [letter.uid for letter in found.letters]) == (8, [1, 2])


def test_it_reads_no_more_of_a_message_than_it_needs() -> None:
    with serving(Folder({1: b"x" * (mailbox.MOST_BYTES + 10)})) as folder:
        assert len(read(folder).letters[0].raw) == mailbox.MOST_BYTES


def test_it_never_repeats_a_password() -> None:
    with serving(Folder()) as folder, pytest.raises(FeedRefused) as refused:
        read(folder, password="wrong-but-secret")
    assert "user or password is wrong" in str(refused.value)
    assert "wrong-but-secret" not in str(refused.value)


def test_it_says_what_is_wrong() -> None:
    with serving(Folder({1: b"x"}, breaks_at=1)) as folder:
        with pytest.raises(FeedRefused, match="no such folder"):
            read(folder, name="Nowhere")
        with pytest.raises(FeedUnavailable, match="broke off"):
            read(folder)
        with pytest.raises(FeedRefused, match="control character"):
            read(folder, password="a\r\nb")
    with pytest.raises(FeedUnavailable, match="cannot be reached"):
        read(folder)


@pytest.mark.parametrize(
    ("name", "wired"),
    [
        ("R%C3%A9ponses/R&D", "R&AOk-ponses/R&-D"),
        ("Réponses", "R&AOk-ponses"),
        ("R&AOk-ponses", "R&AOk-ponses"),  # as people wrote it where nothing else would do
        ("Entwürfe ÿþ 台北", "Entw&APw-rfe &AP8A,g- &U,BTFw-"),
    ],
)
def test_it_names_folders_as_the_wire_has_them(name: str, wired: str) -> None:
    with serving(Folder({3: b"a"}, name=wired)) as folder:
        assert [letter.uid for letter in read(folder, name=name).letters] == [3]


def test_it_logs_in_with_letters_beyond_ascii_and_never_repeats_them() -> None:
    with serving(Folder({3: b"a"})) as folder:
        assert [letter.uid for letter in read(folder, password=FRENCH).letters] == [3]
        with pytest.raises(FeedRefused, match="user or password is wrong") as refused:
            read(folder, password="hôtel")
    assert "hôtel" not in str(refused.value)


def test_it_sends_no_password_in_the_clear_and_to_no_closed_address() -> None:
    place = mailbox.parse("imap://alice@127.0.0.1/Replies")
    with pytest.raises(FeedRefused, match="imaps:// only"):
        mailbox.read(Gate(allow_private=False), place, "x", known=None, since=DAY, most=1)
    place = mailbox.parse("imaps://alice@127.0.0.1/Replies")
    with pytest.raises(FeedRefused, match="allow_private"):
        mailbox.read(Gate(allow_private=False), place, "x", known=None, since=DAY, most=1)


@pytest.mark.parametrize(
    "address", ["", "https://x.example", "imaps://host.example", "imaps://a@:x"]
)
def test_it_refuses_what_is_no_mailbox(address: str) -> None:
    with pytest.raises(FeedRefused, match="imaps://"):
        mailbox.parse(address)


def test_it_reads_the_address_as_people_write_it() -> None:
    found = mailbox.parse("imaps://alice%40ours.example@mail.example")
    assert found == mailbox.Mailbox(True, "mail.example", 993, "alice@ours.example", "INBOX")
    assert found.shown == "imaps://mail.example/INBOX"
