"""What can go wrong, sorted by what to do next.

    ProspectorError                 expected; printed as one line, no traceback
    ├── UsageError                  the command cannot mean that (exit 2)
    ├── SettingsError               prospector.toml or the environment is wrong (exit 2)
    ├── RulesError                  rules/*.yaml or templates/ are wrong; every problem at once (exit 2)
    ├── WorkspaceError              this folder is not a workspace, or cannot be written (exit 2)
    ├── StoreError                  the database cannot be used as it is (exit 1)
    │   ├── StoreReadOnly           it refuses writes
    │   ├── StoreNewer              a newer prospector wrote it
    │   ├── StoreBusy               another process holds the write lock too long
    │   ├── StoreFull               no space is left for it
    │   ├── FilesDamaged            its signal files are not as they were written
    │   └── LeaseLost               another process has taken this feed over
    ├── SparkFailed                 Spark started, and could not do it (exit 1)
    ├── InputError                  a file that cannot be taken at all (exit 1)
    │   └── Unsure                  it can be read in several ways: an option chooses
    ├── FeedError                   a feed could not be fetched (exit 1)
    │   ├── FeedRefused             asking again changes nothing: address, key or answer is wrong
    │   └── FeedUnavailable         it may work later: time-out, too many requests, server error
    └── NotFound                    no such lead, draft, reject or export (exit 1)

A row that cannot be taken is not an exception but a `Reject`: the rest of its file goes on.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing wrong in a file people edit, and where."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        """`rules/intent.yaml:14:11: unknown field …`, as editors and compilers write it."""
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class ProspectorError(Exception):
    """Base of every expected error."""

    exit_code = 1


class UsageError(ProspectorError):
    """The command cannot mean that."""

    exit_code = 2


class SettingsError(ProspectorError):
    """prospector.toml or the environment is wrong."""

    exit_code = 2


class RulesError(ProspectorError):
    """Rules or templates are wrong: `problems` holds every one of them."""

    exit_code = 2

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class WorkspaceError(ProspectorError):
    """This folder is not a workspace, or cannot be written."""

    exit_code = 2


class StoreError(ProspectorError):
    """The database cannot be used as it is."""


class StoreReadOnly(StoreError):  # noqa: N818 - reads as a sentence in `except StoreReadOnly`
    """The database refuses writes."""


class StoreNewer(StoreError):  # noqa: N818 - reads as a sentence in `except StoreNewer`
    """A newer prospector wrote this database."""


class StoreBusy(StoreError):  # noqa: N818 - reads as a sentence in `except StoreBusy`
    """Another process holds the write lock too long."""


class LeaseLost(StoreError):  # noqa: N818 - reads as a sentence in `except LeaseLost`
    """Another process has taken this feed over."""


class StoreFull(StoreError):  # noqa: N818 - reads as a sentence in `except StoreFull`
    """No space is left for the database."""


class FilesDamaged(StoreError):  # noqa: N818 - reads as a sentence in `except FilesDamaged`
    """Its signal files are not as they were written; they are made anew from the store."""


class SparkFailed(ProspectorError):  # noqa: N818 - reads as a sentence in `except SparkFailed`
    """Spark started, and could not do it."""


class InputError(ProspectorError):
    """A file that cannot be taken at all."""


class FeedError(ProspectorError):
    """A feed could not be fetched."""


class FeedRefused(FeedError):  # noqa: N818 - reads as a sentence in `except FeedRefused`
    """Asking again changes nothing: the address, the key or the answer is wrong."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        #: What the server answered, where it did.
        self.status = status
        super().__init__(message)


class FeedUnavailable(FeedError):  # noqa: N818 - reads as a sentence in `except FeedUnavailable`
    """It may work later: a time-out, too many requests, a server error."""


class Unsure(InputError):  # noqa: N818 - reads as a sentence in `except Unsure`
    """A file can be read in several ways; `option` chooses one of `choices`."""

    def __init__(self, problem: str, option: str, choices: Sequence[str]) -> None:
        self.problem = problem
        self.option = option
        self.choices = tuple(choices)
        super().__init__(f"{problem}: say {option} {f' or {option} '.join(self.choices)}")


class NotFound(ProspectorError):  # noqa: N818 - reads as a sentence in `except NotFound`
    """No such lead, draft, reject or export."""
