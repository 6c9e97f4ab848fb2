"""Read a folder of a mailbox over IMAP (RFC 9051): looked at, never changed.

Connections leave through the same gate as every other. Plain `imap://` is for servers inside your
own network, where the feed allows them.
"""

import base64
import imaplib
import re
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from prospector.errors import FeedRefused, FeedUnavailable
from prospector.fetch import trust
from prospector.fetch.connecting import Gate

#: Bytes of a message that are read: an answer is short, what hangs on it is not read.
MOST_BYTES = 256 * 1024
_SECONDS = 30.0
_PORTS = {"imaps": 993, "imap": 143}
_UID = re.compile(rb"\bUID (\d+)")
_QUOTED = re.compile(r'([\\"])')
#: Characters of a folder's name that are written in another way, and that way.
_BEYOND_ASCII = re.compile(r"[^\x20-\x7e]+")
_WIRED = re.compile(r"&[A-Za-z0-9+,]*-")


class Letter(NamedTuple):
    """One message: its number in the folder, its first bytes, and when the mailbox took it."""

    uid: int
    raw: bytes
    arrived: datetime


class Letters(NamedTuple):
    """New messages of a folder; `validity` changes when the server numbered them anew."""

    validity: int
    letters: Sequence[Letter]


class Mailbox(NamedTuple):
    """A folder at a server, as `imaps://user@host/Folder` says it."""

    secure: bool
    host: str
    port: int
    user: str
    folder: str

    @property
    def shown(self) -> str:
        """The address without who logs in."""
        return f"{'imaps' if self.secure else 'imap'}://{self.host}/{self.folder}"


def parse(address: str) -> Mailbox:
    """The folder an address names; INBOX where it names none.

    Raises:
        FeedRefused: it is no address of a mailbox.
    """
    try:
        found = urlsplit(address)
        port = found.port or _PORTS.get(found.scheme, 0)
    except ValueError:
        port = 0
    if not port or not found.hostname or not found.username:
        raise FeedRefused("a mailbox is written imaps://user%40domain@host/Folder")
    return Mailbox(
        secure=found.scheme == "imaps",
        host=found.hostname,
        port=port,
        user=unquote(found.username),
        folder=unquote(found.path.strip("/")) or "INBOX",
    )


def read(  # noqa: PLR0913 - what a folder is asked
    gate: Gate,
    mailbox: Mailbox,
    password: str,
    *,
    known: tuple[int, int] | None,
    since: date,
    most: int,
) -> Letters:
    """The oldest messages after `known` (validity and number); of a new folder, those `since` a day.

    Raises:
        FeedRefused: the server does not let us in, or has no such folder.
        FeedUnavailable: it cannot be reached now.
    """
    with _logged_in(gate, mailbox, password) as server:
        status, _ = server.select(_quoted(_wired(mailbox.folder)), readonly=True)
        if status != "OK":
            raise FeedRefused(f"{mailbox.shown}: no such folder")
        validity = int((server.response("UIDVALIDITY")[1] or [b"0"])[0] or 0)
        after = known[1] if known and known[0] == validity else None
        found = _numbers(server, after, since)[:most]
        return Letters(validity, [letter for uid in found for letter in _fetch(server, uid)])


class _Plain(imaplib.IMAP4):
    """A connection that leaves through the gate."""

    def __init__(self, gate: Gate, mailbox: Mailbox) -> None:
        self._gate = gate
        super().__init__(mailbox.host, mailbox.port, _SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        made = self._gate.connect(self.host, self.port)
        made.settimeout(timeout)
        return made


class _Encrypted(_Plain):
    """The same, encrypted from the first byte; the server must prove its name."""

    def _create_socket(self, timeout: float | None) -> socket.socket:
        context = ssl.create_default_context(cafile=trust.authorities())
        made = super()._create_socket(timeout)
        return context.wrap_socket(made, server_hostname=self.host)


@contextmanager
def _logged_in(gate: Gate, mailbox: Mailbox, password: str) -> Iterator[imaplib.IMAP4]:
    if not (mailbox.user + mailbox.folder + password).isprintable():
        raise FeedRefused(f"{mailbox.shown}: a control character in user, folder or password")
    if not mailbox.secure and not gate.allow_private:
        raise FeedRefused(
            f"{mailbox.shown}: a password is sent over imaps:// only; imap:// needs allow_private: true"
        )
    gate.ports = gate.ports | {mailbox.port}
    try:
        server = (_Encrypted if mailbox.secure else _Plain)(gate, mailbox)
        try:
            _login(server, mailbox, password)
            yield server
        finally:
            server.shutdown()
    except imaplib.IMAP4.abort as error:
        raise FeedUnavailable(f"{mailbox.shown}: the connection broke off ({error})") from None
    except imaplib.IMAP4.error as error:
        raise FeedRefused(f"{mailbox.shown}: not as IMAP has it ({error})") from None
    except ssl.SSLError as error:
        why = trust.doubt(error) or f"no safe connection ({error.reason})"
        raise FeedRefused(f"{mailbox.shown}: {why}") from None
    except OSError as error:
        raise FeedUnavailable(f"{mailbox.shown}: cannot be reached ({error})") from None


def _login(server: imaplib.IMAP4, mailbox: Mailbox, password: str) -> None:
    try:
        if (mailbox.user + password).isascii():
            server.login(_quoted(mailbox.user), password)
        else:  # LOGIN knows ASCII only
            plain = f"\0{mailbox.user}\0{password}".encode()
            server.authenticate("PLAIN", lambda _asked: plain)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        # The server's own words may repeat what was sent.
        raise FeedRefused(f"{mailbox.shown}: user or password is wrong") from None


def _numbers(server: imaplib.IMAP4, after: int | None, since: date) -> list[int]:
    if after is None:
        asked = f"SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year}"
    else:
        asked = f"UID {after + 1}:*"
    _, found = server.uid("SEARCH", asked)
    numbers = sorted({int(number) for number in (found[0] or b"").split()})
    # `n:*` names the last message even where it is older than n.
    return [number for number in numbers if after is None or number > after]


def _fetch(server: imaplib.IMAP4, uid: int) -> Iterator[Letter]:
    _, found = server.uid("FETCH", str(uid), f"(UID INTERNALDATE BODY.PEEK[]<0.{MOST_BYTES}>)")
    for item in found:
        if isinstance(item, tuple) and len(item) == 2 and _UID.search(item[0]):
            took = imaplib.Internaldate2tuple(item[0])
            at = datetime.fromtimestamp(time.mktime(took) if took else 0, UTC)
            yield Letter(uid, bytes(item[1]), at)


def _wired(folder: str) -> str:
    """A folder's name as the wire has it (RFC 3501, 5.1.3); one that is written so already as it is."""
    if folder.isascii() and _WIRED.search(folder):
        return folder
    return _BEYOND_ASCII.sub(_shifted, folder.replace("&", "&-"))


def _shifted(found: re.Match[str]) -> str:
    code = base64.b64encode(found[0].encode("utf-16-be")).decode().rstrip("=")
    return f"&{code.replace('/', ',')}-"


def _quoted(text: str) -> str:
    escaped = _QUOTED.sub(r"\\\1", text)
    return f'"{escaped}"'


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
