"""The worker, the second process of `serve`: takes in what came, scores whom it touches, runs feeds.

All that needs the interpreter for long: in the process that answers, pages and senders would wait
for it. The worker ends when its standard input does, so it never outlives the server.
"""

import json
import os
import signal
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from prospector.errors import ProspectorError
from prospector.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from prospector.app import App
    from prospector.errors import Problem
    from prospector.rules.ruleset import Ruleset

#: How far what answers goes before the worker, where both want a processor.
_NICE = 5
#: Seconds that each of what runs here has to stop; `Companion` waits a little longer.
STOPS_S = 12.0


@dataclass(frozen=True)
class Order:
    """What the worker is to do: one line of JSON on its standard input."""

    workspace: str
    #: `--rules`; None = the workspace's own.
    rules: str | None = None
    scheduler: bool = True


class Life:
    """Whether the worker is to go on."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        #: Nothing is under way yet that would have to be finished.
        self.is_young = True

    def end(self, *_: object) -> None:
        """Finish what is under way, and go."""
        if self.is_young:
            os._exit(0)
        self.ended.set()

    def last_as_long_as(self, descriptor: int) -> None:
        """End when nobody holds the other end of a pipe any more."""
        while os.read(descriptor, 1):
            pass
        self.end()


def main() -> None:
    """Work until standard input ends, or SIGTERM."""
    life = Life()
    # Ctrl-C goes to all processes of a terminal: the server says what follows from it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The server's: edited rules are seen without being told of, a closed terminal ends the input.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, life.end)
    line = sys.stdin.readline()
    if not line:
        return
    watch = threading.Thread(target=life.last_as_long_as, args=(sys.stdin.fileno(),), daemon=True)
    watch.start()
    os.nice(_NICE)
    try:
        work(Order(**json.loads(line)), life)
    except ProspectorError as error:
        for problem in str(error).splitlines():
            tell(f"error: {problem}")
        sys.exit(error.exit_code)


def work(order: Order, life: Life) -> None:
    """Drain the inbox, and run feeds if that is ordered, until life ends."""
    from prospector.app import now, open_app
    from prospector.rules.written import Written
    from prospector.scheduler import Scheduler
    from prospector.store import inbox
    from prospector.web.drainer import Drainer
    from prospector.web.journal import Journal

    app = open_app(Path(order.workspace), rules_dir=Path(order.rules) if order.rules else None)
    # The server's writer does it for both processes (ADR 0019).
    inbox.checkpoint_alone(app.database)
    journal = Journal(tell, now)

    def told(problems: "Sequence[Problem]") -> None:
        if not problems:
            journal.say(rules="read again", version=written.ruleset.version)
        for problem in problems:
            journal.say(rules=str(problem))

    written = Written(app.rules_dir, app.written, told)
    scheduler = Scheduler(app.runner(app.database, tell), written) if order.scheduler else None
    follower = _follower(app, written.look)

    def arrived() -> int:
        with app.database.read() as session:
            return inbox.newest(session)

    running: list[Drainer | Scheduler] = [Drainer(follower, arrived, journal)]
    if scheduler:
        running.append(scheduler)
    life.is_young = False
    for one in running:
        one.start()
    life.ended.wait()
    stopping = [threading.Thread(target=one.stop, args=(STOPS_S,)) for one in running]
    for thread in stopping:
        thread.start()
    for thread in stopping:
        thread.join()
    app.database.dispose()


def tell(line: str) -> None:
    """Write a line of the journal, whole, as the server's own lines are."""
    sys.stderr.write(shown(line) + "\n")
    sys.stderr.flush()


def _follower(app: "App", written: "Callable[[], Ruleset]") -> "Callable[[], int]":
    """Takes in some of what waits, and scores anew whom it touches; says how much it was."""
    from prospector.app import now
    from prospector.collect.inbox.stage import CHUNK, drain
    from prospector.store import rulesets
    from prospector.web.follower import Follower, follow

    days = app.settings.inbox_days

    def some() -> int:
        return drain(app.database, written(), now=now(), limit=CHUNK, keep_days=days).rows

    def in_force() -> "Ruleset":
        if app.trial:
            return app.written
        with app.database.read() as session:
            return rulesets.current(session, written())

    zone, key = app.settings.zone, app.suppression_key
    return Follower(some, follow(app.database, in_force, zone=zone, key=key, clock=now, write=tell))


if __name__ == "__main__":
    main()
