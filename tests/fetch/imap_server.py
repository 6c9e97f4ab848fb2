"""An IMAP server on loopback with one folder: as much of RFC 9051 as reading a folder asks for."""

import base64
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PASSWORD = 'se"cr\\et'
#: Another one that counts, which LOGIN cannot say.
FRENCH = "été-2026"


@dataclass
class Folder:
    """What the server holds: number → message, and what it was told."""

    letters: dict[int, bytes] = field(default_factory=dict)
    validity: int = 7
    #: As the wire has it.
    name: str = "Replies"
    arrived: str = "20-Nov-2026 09:00:00 +0100"
    told: list[str] = field(default_factory=list)
    port: int = 0
    #: Break the connection when a message of this number is asked for.
    breaks_at: int | None = None


class _Session(socketserver.StreamRequestHandler):
    folder: Folder

    def handle(self) -> None:
        self.say("* OK ready")
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            self.folder.told.append(command)
            if not self.answer(tag, command):
                return

    def answer(self, tag: str, command: str) -> bool:
        word = command.split(" ", 1)[0].upper()
        if word == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif word == "LOGIN":
            quoted = PASSWORD.replace("\\", "\\\\").replace('"', '\\"')
            if command != f'LOGIN "alice@ours.example" "{quoted}"':
                self.say(f"{tag} NO wrong: {command}")
                return True
        elif word == "AUTHENTICATE":
            self.say("+ ")
            shown = base64.b64decode(self.rfile.readline()).decode()
            if (command, shown) != ("AUTHENTICATE PLAIN", f"\0alice@ours.example\0{FRENCH}"):
                self.say(f"{tag} NO wrong: {shown}")
                return True
        elif word == "EXAMINE":
            if command != f'EXAMINE "{self.folder.name}"':
                self.say(f"{tag} NO no such folder")
                return True
            self.say(f"* {len(self.folder.letters)} EXISTS")
            self.say(f"* OK [UIDVALIDITY {self.folder.validity}] valid")
        elif word == "UID":
            return self.uid(tag, command)
        self.say(f"{tag} OK done")
        return True

    def uid(self, tag: str, command: str) -> bool:
        if searched := re.fullmatch(r"UID SEARCH (?:UID (\d+):\*|SINCE \S+)", command):
            found = sorted(self.folder.letters)
            if searched[1]:  # n:* names the last one, whatever n is
                after = [number for number in found if number >= int(searched[1])]
                found = after or found[-1:]
            self.say(f"* SEARCH {' '.join(map(str, found))}")
        elif fetched := re.fullmatch(r"UID FETCH (\d+) \(.*BODY.PEEK\[\]<0.(\d+)>\)", command):
            number = int(fetched[1])
            if number == self.folder.breaks_at:
                return False
            raw = self.folder.letters[number][: int(fetched[2])]
            head = f'* 1 FETCH (UID {number} INTERNALDATE "{self.folder.arrived}" BODY[]<0> {{{len(raw)}}}'
            self.wfile.write(f"{head}\r\n".encode() + raw + b")\r\n")
        self.say(f"{tag} OK done")
        return True

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def serving(folder: Folder, context: ssl.SSLContext | None = None) -> Iterator[Folder]:
    """The folder, served until the block ends; with a context, over TLS."""
    session = type("Session", (_Session,), {"folder": folder})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), session) as server:
        server.daemon_threads = True
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        folder.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield folder
        finally:
            server.shutdown()
            thread.join()
