"""The hooks that count now: read again when rules/ or a file that holds a secret changes.

A thread looks about once a second; requests take what is there. Hooks that cannot be read leave
the old ones as they are, all of them.
"""

import os
import queue
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from prospector import config
from prospector.collect.hooks.posted import Posted, posted
from prospector.errors import SettingsError
from prospector.rules.models import FeedsFile
from prospector.rules.written import Watch, Written
from prospector.web.journal import Journal

#: Seconds between two looks at the files.
_EVERY_S = 1.0


class HookBook:
    """The feeds that may be posted to, as their files were last read well.

    Raises:
        SettingsError: a hook cannot be used as it is; there are no older ones to keep.
    """

    def __init__(
        self, written: Written, journal: Journal, environ: Mapping[str, str] = os.environ
    ) -> None:
        self._written = written
        self._journal = journal
        self._environ = environ
        self._secrets = Watch()
        # No Event: a signal may come while the one before it is being dealt with.
        self._asked: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._read = written.ruleset.feeds
        self._feeds = self._posted(self._read)
        self._unusable: str | None = None
        self._problems: list[str] = []

    def feeds(self) -> Mapping[str, Posted]:
        """The hooks that count now; the next reading makes others, and leaves these as they are."""
        return self._feeds

    def is_current(self) -> bool:
        """Whether they are what the files say."""
        return not self._problems

    def ask(self, *_: object) -> None:
        """Have the files read now, whatever they look like; a signal may call it."""
        self._asked.put(True)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Look about once a second until the block ends."""
        thread = threading.Thread(target=self._watch, name="hook watch", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._asked.put(False)
            thread.join()

    def look(self, *, anyway: bool = False) -> None:
        """Take what changed, and say so; keep the old where that is wrong."""
        feeds = self._written.look(anyway=anyway).feeds
        changed = self._secrets.has_changed(self._files(feeds), anyway=anyway)
        if changed or feeds is not self._read:
            self._read = feeds
            self._take(feeds)
        unusable = [self._unusable] if self._unusable else []
        self._tell([*map(str, self._written.problems), *unusable])

    def _watch(self) -> None:
        going = True
        while going:
            anyway = False
            with suppress(queue.Empty):
                anyway = going = self._asked.get(timeout=_EVERY_S)
            try:
                self.look(anyway=anyway)
            except Exception as error:  # noqa: BLE001 - one bad look must not end the thread
                self._journal.trouble("hooks", error)

    def _take(self, feeds: FeedsFile) -> None:
        try:
            found = self._posted(feeds)
        except SettingsError as error:
            self._unusable = str(error)
            return
        self._unusable = None
        if found != self._feeds:
            self._feeds = found
            self._journal.say(hooks="read again", feeds=sorted(found))

    def _tell(self, problems: list[str]) -> None:
        before, self._problems = self._problems, problems
        if before and not problems:
            self._journal.say(hooks="current")
        for problem in problems if problems != before else ():
            self._journal.say(hooks="kept as they were", problem=problem)

    def _posted(self, feeds: FeedsFile) -> dict[str, Posted]:
        return posted(feeds, lambda text: config.reveal(text, self._environ))

    def _files(self, feeds: FeedsFile) -> list[Path]:
        hooks = [rule.hook for rule in feeds.feeds.values() if rule.hook]
        return [
            path
            for hook in hooks
            for text in hook.secrets
            for path in config.secret_files(text, self._environ)
        ]
